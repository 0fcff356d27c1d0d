"""Rules on directors, supervisors, manager and legal representative (公司法第三章)."""

from __future__ import annotations

from collections.abc import Mapping

from core.catalogue.groups import Group
from core.i18n import M_, N_
from core.rules.asked import offices
from core.rules.finding import Fault, Said, Seen, Subject
from core.rules.registry import rule
from core.terms import Severity

ADULT, WORKING_MINOR = 18, 16
OFFICES = ("organs.", "contact.finance_officer")


@rule(
    "organs.people",
    "organs.directors",
    holds=N_("All officers are among the people entered, each once in an office."),
    basis=N_("Company Law, art. 46; Regulations on the Registration of Market Entities, art. 9"),
)
def people(subject: Subject) -> Said:
    offices = {key: places for key, places in subject.roles.items() if any(p.startswith("organs.") for p in places)}
    for key, places in offices.items():
        held = [place for place in places if place.startswith("organs.")]
        if key not in subject.content.parties:
            for place in held:
                yield Fault(_field(place), M_("This person is not among the people entered. Choose again."))
        for field in ("organs.directors", "organs.supervisors"):
            if sum(place.startswith(field) for place in held) > 1:
                yield Fault(field, M_("{name} stands here twice. Remove one.", name=subject.name_of(key)))
    if offices:
        yield Seen({N_("people"): len(offices)})


def _field(place: str) -> str:
    """`organs.directors.1` → `organs.directors`: several are picked in one field."""
    return ".".join(place.split(".")[:2])


@rule(
    "organs.directors",
    "organs.directors",
    holds=N_("There is one director, or a board of three or more."),
    basis=N_("Company Law, arts. 68, 75"),
)
def directors(subject: Subject) -> Said:
    count, least = len(set(subject.content.organs.directors)), subject.limits.board_min
    if not count:
        return
    if count < subject.limits.directors_min:
        text = M_(
            "There are {count} directors; such an enterprise needs at least {least}. Choose more.",
            count=count,
            least=subject.limits.directors_min,
        )
        yield Fault("organs.directors", text)
    elif 1 < count < least:
        text = M_(
            "There are {count} directors. Choose one (no board), or at least {least} (a board).",
            count=count,
            least=least,
        )
        yield Fault("organs.directors", text)
    yield Seen({N_("directors"): count})


@rule(
    "organs.chair",
    "organs.chair",
    holds=N_("The chair is one of the directors."),
    basis=N_("Company Law, art. 68"),
)
def chair(subject: Subject) -> Said:
    organs = subject.content.organs
    if not organs.chair:
        return
    if organs.chair not in organs.directors:
        yield Fault("organs.chair", M_("The chair must be one of the directors. Choose one of them."))
    elif len(set(organs.directors)) < subject.limits.board_min:
        text = M_("Without a board there is no chair; this entry is ignored.")
        yield Fault("organs.chair", text, severity=Severity.WARNING)
    yield Seen({N_("chair"): subject.name_of(organs.chair)})


@rule(
    "organs.legal_representative",
    "organs.legal_representative",
    holds=N_("The legal representative is a director or the manager."),
    basis=N_("Company Law, art. 10"),
)
def legal_representative(subject: Subject) -> Said:
    organs = subject.content.organs
    own = organs.legal_representative
    if not own:
        return
    if "organs.directors" not in offices(subject.kind):
        yield Seen({N_("legal representative"): subject.name_of(own)})
        return
    manager = "" if subject.group is Group.COOPERATIVE else organs.manager  # nobody but its chair represents one
    if own not in organs.directors and own != manager:
        text = M_(
            "The legal representative must be a director who runs the company's affairs, or the manager. "
            "Choose one of them, or make {name} one.",
            name=subject.name_of(own),
        )
        yield Fault("organs.legal_representative", text)
    elif len(organs.directors) > 1 and own not in (organs.chair, manager):
        text = M_(
            "{name} is an ordinary director. The articles must say that {name} runs the company's affairs.",
            name=subject.name_of(own),
        )
        yield Fault("organs.legal_representative", text, severity=Severity.WARNING)
    yield Seen({N_("legal representative"): subject.name_of(own)})


@rule(
    "organs.capacity",
    "organs.legal_representative",
    holds=N_("All officers are of age."),
    basis=N_(
        "Company Law, art. 178; Civil Code, arts. 17, 18; Regulations on the Registration of Market Entities, art. 12"
    ),
)
def capacity(subject: Subject) -> Said:
    """Full capacity is needed; 16 and 17 year-olds have it when they live on their own work."""
    count = 0
    for key, places in subject.roles.items():
        offices = [place for place in places if place.startswith(OFFICES)]
        if not offices or key not in subject.residents:
            continue
        count += 1
        age = subject.residents[key].age(subject.facts.today)
        if age < WORKING_MINOR:
            text = M_(
                "{name} is {age} and cannot hold this office. Choose somebody of age.",
                name=subject.name_of(key),
                age=age,
            )
            yield Fault(_field(offices[0]), text)
        elif age < ADULT:
            text = M_(
                "{name} is {age}: this is possible only for somebody who lives on their own work.",
                name=subject.name_of(key),
                age=age,
            )
            yield Fault(_field(offices[0]), text, severity=Severity.WARNING)
    if count:
        yield Seen({N_("people"): count})


@rule(
    "organs.supervisors",
    "organs.supervisors",
    holds=N_("There is one supervisor, or a board of supervisors of three or more."),
    basis=N_("Company Law, arts. 76, 83"),
)
def supervisors(subject: Subject) -> Said:
    count, least = len(set(subject.content.organs.supervisors)), subject.limits.supervisors_board_min
    if not subject.content.organs.directors or (count == 0 and subject.limits.farmers_percent):
        return  # a cooperative may do without
    if count == 0:
        text = M_(
            "No supervisor is chosen. That is possible in a small company when all members agree (the members' "
            "resolution will say so), or when the board has an audit committee. Otherwise choose one."
        )
        yield Fault("organs.supervisors", text, severity=Severity.WARNING)
    elif 1 < count < least:
        text = M_(
            "There are {count} supervisors. Choose one (no board of supervisors), or at least {least}.",
            count=count,
            least=least,
        )
        yield Fault("organs.supervisors", text)
    elif count >= least:
        text = M_("A board of supervisors must have at least one third employees' representatives. Make sure.")
        yield Fault("organs.supervisors", text, severity=Severity.WARNING)
    yield Seen({N_("supervisors"): count})


@rule(
    "organs.supervisors_apart",
    "organs.supervisors",
    holds=N_("No supervisor is director, manager or finance officer."),
    basis=N_("Company Law, arts. 76, 265"),
)
def apart(subject: Subject) -> Said:
    content = subject.content
    organs = content.organs
    for key in dict.fromkeys(organs.supervisors):
        if key and (key in organs.directors or key in (organs.manager, content.contact.finance_officer)):
            text = M_(
                "{name} is a supervisor and cannot be director, manager or finance officer as well. "
                "Choose somebody else for one of the offices.",
                name=subject.name_of(key),
            )
            yield Fault("organs.supervisors", text)
    if organs.supervisors:
        yield Seen({N_("supervisors"): len(organs.supervisors)})


OF_AGE: Mapping[str, str] = {
    "proprietor": "investor",
    "household": "operator",
    "parent": "head",
    "representatives": "chief",
    "agent": "agent",
}
"""Fields beside the organs whose holder acts for others or answers without limit: full capacity is needed."""


def _register(section: str, field: str) -> None:
    @rule(
        f"{section}.capacity",
        f"{section}.{field}",
        holds=N_("Whoever acts here is of age."),
        basis=N_("Civil Code, arts. 17, 18, 54"),
    )
    def of_age(subject: Subject) -> Said:
        key = getattr(getattr(subject.content, section), field)
        if key not in subject.residents:
            return
        age = subject.residents[key].age(subject.facts.today)
        if age < ADULT:
            text = M_(
                "{name} is {age} and cannot hold this office. Choose somebody of age.",
                name=subject.name_of(key),
                age=age,
            )
            yield Fault(f"{section}.{field}", text)
        yield Seen({N_("age"): age})


for _section, _place in OF_AGE.items():
    _register(_section, _place)
