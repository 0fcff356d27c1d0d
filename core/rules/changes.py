"""Rules on the enterprise spoken of, on whether a change changes anything, and on its being applied for in time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from core.catalogue import Procedure
from core.content import Content, value_at
from core.effects import differing, registered
from core.i18n import M_, N_
from core.rules.capital import yuan
from core.rules.credit_code import GB_32100, wrong_code
from core.rules.fields import field_label
from core.rules.finding import Fault, Said, Seen, Subject
from core.rules.registry import rule
from core.terms import Severity, label

CHANGES = N_("Regulations on the Registration of Market Entities, art. 24")

MUST_DIFFER: Mapping[str, tuple[str, ...]] = {
    "NAME": ("name",),
    "DOMICILE": ("domicile",),
    "SCOPE": ("scope",),
    "LEGAL_REP": ("organs.legal_representative",),
    "CAPITAL_INC": ("capital.registered",),
    "CAPITAL_DEC": ("capital.registered",),
    "TERM": ("other.term_years",),
    "SHAREHOLDER": ("capital.contributions",),
    "HEAD": ("parent.head",),
    "FUND": ("capital.registered",),
    "NATURE": ("nature",),
    "INVESTOR": ("proprietor.investor",),
    "OPERATOR": ("household.operator",),
    "FR_CHIEF": ("representatives.chief",),
    "FR_TERM": ("representatives.until",),
    "FIE_TOTAL": ("foreign.total_investment",),
}
"""What an item must change, where that is less than all it may change."""

UP, DOWN = 1, -1
DIRECTIONS: Mapping[str, int] = {"CAPITAL_INC": UP, "CAPITAL_DEC": DOWN}


def directions(procedure: Procedure) -> set[int]:
    """Whether the capital is to go up, down or both, by the items asked for together."""
    return {DIRECTIONS[item] for item in procedure.item.split("+") if item in DIRECTIONS}


@rule(
    "subject.code",
    "subject.uscc",
    holds=N_("The enterprise's code is valid."),
    basis=GB_32100,
)
def code(subject: Subject) -> Said:
    own = subject.content.subject.uscc
    if not own:
        return
    yield from wrong_code("subject.uscc", own)
    yield Seen({N_("code"): own})


@rule(
    "subject.status",
    "subject.uscc",
    holds=N_("The enterprise's status allows this."),
    basis=N_("Regulations on the Registration of Market Entities, arts. 24, 31, 33"),
)
def status(subject: Subject) -> Said:
    own, allowed = subject.facts.status, subject.facts.procedure.statuses
    if own is None or not allowed:
        return
    if own not in allowed:
        text = M_(
            "The register says of the enterprise: {status_text}. This business is open to: {allowed_text}.",
            status_text=label(own),
            allowed_text="\n".join(label(one) for one in allowed),
        )
        yield Fault("subject.uscc", text)
    yield Seen({N_("code"): subject.content.subject.uscc})


@rule("subject.version", "subject.version", holds=N_("The register has not changed since."), basis=CHANGES)
def version(subject: Subject) -> Said:
    now, then = subject.facts.current_version, subject.content.subject.version
    if now is None or not then:
        return
    if now != then:
        text = M_(
            "The register has changed since this was filled in (version {then}, now {now}). Fill in from the register "
            "anew and look at it again.",
            then=then,
            now=now,
        )
        yield Fault("subject.version", text)
    yield Seen({N_("version"): now})


@rule("application.change", "application", holds=N_("The application changes what it is about."), basis=CHANGES)
def change(subject: Subject) -> Said:
    prior, procedure = subject.facts.prior, subject.facts.procedure
    if prior is None or not procedure.changes:
        return
    before, after = registered(prior), registered(subject.content)
    changed = differing(before, after, procedure.changes)
    if not changed:
        place = procedure.changes[0]
        text = M_(
            "“{field_text}” is as the register has it already. Change it, or leave this application.",
            field_text=field_label(place, procedure.type),
        )
        yield Fault(place, text)
    else:
        for item in procedure.item.split("+"):
            places = MUST_DIFFER.get(item, ())
            if places and not differing(before, after, places):
                text = M_(
                    "“{field_text}” is as the register has it already, though it is to be changed.",
                    field_text=field_label(places[0], procedure.type),
                )
                yield Fault(places[0], text)
    yield Seen({N_("changed"): len(changed)})


@rule(
    "capital.direction",
    "capital.registered",
    holds=N_("The capital changes as the application says."),
    basis=N_("Company Law, arts. 224, 227, 228"),
)
def direction(subject: Subject) -> Said:
    before, after = subject.before.capital.registered, subject.content.capital.registered
    ways = directions(subject.facts.procedure)
    if not ways or not before or not after:
        return
    if UP in ways and after <= before:
        text = M_("The capital was {before} yuan. An increase must make it more.", before=yuan(before))
        yield Fault("capital.registered", text)
    if DOWN in ways and after >= before:
        text = M_("The capital was {before} yuan. A decrease must make it less.", before=yuan(before))
        yield Fault("capital.registered", text)
    yield Seen({N_("before"): yuan(before), N_("afterwards"): yuan(after)})


@rule(
    "capital.creditors",
    "capital.registered",
    holds=N_("Creditors were told in time."),
    basis=N_("Company Law, art. 224"),
)
def creditors(subject: Subject) -> Said:
    """A decrease is told to creditors, who have 45 days; nobody can tell them before it was decided."""
    content, today = subject.content, subject.facts.today
    told = content.liquidation.noticed or content.merger.noticed or content.resolution.decided
    days = subject.facts.procedure.creditor_days
    if told is None or not days or DOWN not in directions(subject.facts.procedure):
        return
    waited = (today - told).days
    if waited < days:
        text = M_(
            "Creditors have {days} days after the notice; {waited} have passed. Apply later.",
            days=days,
            waited=max(0, waited),
        )
        yield Fault("resolution.decided", text)
    yield Seen({N_("days since the notice"): waited})


def event(content: Content) -> tuple[str, date] | None:
    """The place and the day of what obliges to apply: the end of the winding up, the resolution, the transfer."""
    places = ("liquidation.finished", "resolution.decided", "transfer.agreed", "judgment.day")
    return next(((place, day) for place in places if (day := value_at(content, place)) is not None), None)


@rule("application.in_time", "application", holds=N_("The application comes in time."), basis=CHANGES)
def in_time(subject: Subject) -> Said:
    """Who must wait for creditors first has the time after that."""
    procedure, found = subject.facts.procedure, event(subject.content)
    if not procedure.apply_within_days or found is None:
        return
    place, day = found
    limit = procedure.apply_within_days + (procedure.creditor_days if place == "resolution.decided" else 0)
    passed = (subject.facts.today - day).days
    if passed > limit:
        text = M_(
            "One must apply within {limit} days; {passed} have passed. You can still apply, but may be admonished.",
            limit=limit,
            passed=passed,
        )
        yield Fault(place, text, severity=Severity.WARNING)
    yield Seen({N_("days"): passed})
