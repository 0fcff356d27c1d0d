"""What must be filled in, and how much of it is (R22).

One table by section says which places must hold something; the rules on missing fields and the progress bar read it.
A place that must exist only when something else does (the chair of a board, say) is asked for only then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from core.catalogue import Procedure
from core.content import Content
from core.i18n import M_, N_, Message
from core.rules.finding import Fault, RuleFacts, Said, Seen, Subject
from core.rules.registry import rule
from core.terms import MaterialSource

UPLOAD_PLACES: Mapping[str, str] = {"premises": "domicile.proof_upload"}
"""Beside which field an uploaded material is shown."""

Asked = Iterable[tuple[str, bool]]
"""Places that must hold something, each with whether it does."""


def _name(content: Content, _: Procedure) -> Asked:
    name = content.name
    yield "name.division_code", bool(name.division_code)
    yield "name.trade_name", bool(name.trade_name)
    yield "name.industry_term", bool(name.industry_term)
    yield "name.legal_form", bool(name.legal_form)


def _domicile(content: Content, _: Procedure) -> Asked:
    yield "domicile.region_code", bool(content.domicile.region_code)
    yield "domicile.address", bool(content.domicile.address)


def _scope(content: Content, _: Procedure) -> Asked:
    yield "scope.phrases", bool(content.scope.phrases)


def _parties(content: Content, _: Procedure) -> Asked:
    organs, contact = content.organs, content.contact
    parts = {*content.members, *organs.directors, *organs.supervisors, organs.manager, organs.legal_representative}
    parts |= {organs.chair, contact.liaison, contact.finance_officer}
    callable_ = {organs.legal_representative, contact.liaison, contact.finance_officer}
    for key, person in content.parties.items():
        if key in parts:
            yield f"parties.{key}.name", bool(person.name)
            yield f"parties.{key}.identity_number", bool(person.identity_number)
            if key in callable_:
                yield f"parties.{key}.phone", bool(person.phone)


def _capital(content: Content, _: Procedure) -> Asked:
    capital = content.capital
    yield "capital.registered", capital.registered > 0
    yield "capital.contributions", bool(capital.contributions)
    for number, one in enumerate(capital.contributions):
        yield f"capital.contributions.{number}.party", bool(one.party)
        yield f"capital.contributions.{number}.amount", one.amount > 0
        yield f"capital.contributions.{number}.due", one.due is not None


def _organs(content: Content, procedure: Procedure) -> Asked:
    organs = content.organs
    yield "organs.directors", bool(organs.directors)
    if len(organs.directors) >= procedure.type.limits.board_min:
        yield "organs.chair", bool(organs.chair)
    yield "organs.legal_representative", bool(organs.legal_representative)


def _contact(content: Content, _: Procedure) -> Asked:
    yield "contact.phone", bool(content.contact.phone)
    yield "contact.liaison", bool(content.contact.liaison)


REQUIRED: Mapping[str, Callable[[Content, Procedure], Asked]] = {
    "name": _name,
    "domicile": _domicile,
    "scope": _scope,
    "parties": _parties,
    "capital": _capital,
    "organs": _organs,
    "contact": _contact,
}

MISSING: Mapping[str, Message] = {
    "scope.phrases": M_("No business is chosen yet. Search for what the company does and choose a standard phrase."),
    "capital.contributions": M_("No member is entered yet. Choose who contributes, and how much."),
    "organs.directors": M_("No director is chosen yet. Choose one, or three or more for a board."),
    "organs.legal_representative": M_("No legal representative is chosen yet. Choose a director or the manager."),
    "organs.chair": M_("A board needs a chair. Choose one of the directors."),
    "contact.liaison": M_("No liaison is chosen yet. Choose who keeps contact with the authority."),
}
FILL_IN = M_("This must be filled in.")

ASKS_FOR = {
    "name": N_("Regulations on the Registration of Market Entities, art. 8; Company Law, arts. 6, 7"),
    "domicile": N_("Regulations on the Registration of Market Entities, arts. 8, 11; Company Law, art. 8"),
    "scope": N_("Regulations on the Registration of Market Entities, arts. 8, 14; Company Law, art. 9"),
    "parties": N_("Regulations on the Registration of Market Entities, arts. 15, 16"),
    "capital": N_("Regulations on the Registration of Market Entities, arts. 8, 13; Company Law, arts. 46, 47"),
    "organs": N_("Regulations on the Registration of Market Entities, arts. 8, 9; Company Law, arts. 10, 46"),
    "contact": N_("Regulations on the Registration of Market Entities, art. 9"),
}


def _register(section: str, asked: Callable[[Content, Procedure], Asked]) -> None:
    @rule(
        f"{section}.required", section, holds=N_("All that must be filled in here is there."), basis=ASKS_FOR[section]
    )
    def required(subject: Subject) -> Said:
        places = dict(asked(subject.content, subject.facts.procedure))
        for place, there in places.items():
            if not there:
                yield Fault(place, MISSING.get(place, FILL_IN))
        if places:
            yield Seen({N_("fields"): len(places)})


for _section, _asked in REQUIRED.items():
    _register(_section, _asked)


@rule(
    "domicile.proof",
    "domicile.proof_upload",
    holds=N_("The proof of the right to use the domicile is there."),
    basis=N_("Regulations on the Registration of Market Entities, art. 16 (1) 3"),
)
def proof(subject: Subject) -> Said:
    """Every material that the applicant uploads is there."""
    asked = [one for one in subject.facts.procedure.materials if one.source is MaterialSource.UPLOADED and not one.when]
    for material in asked:
        if not is_uploaded(subject.content, subject.facts, material.kind):
            text = M_("“{title_text}” is missing. Upload it as PDF or as a photo.", title_text=material.label_text)
            yield Fault(UPLOAD_PLACES.get(material.kind, f"documents.{material.kind}"), text)
    if asked:
        yield Seen({N_("files"): len(asked)})


def is_uploaded(content: Content, facts: RuleFacts, kind: str) -> bool:
    return kind in facts.uploads or (kind == "premises" and bool(content.domicile.proof_upload))


@dataclass(frozen=True)
class Progress:
    """How many of the fields that must be filled in are, in all and by section."""

    done: int
    total: int
    sections: Mapping[str, tuple[int, int]]

    @property
    def percent(self) -> int:
        """0-100; 100 only when nothing is missing."""
        return self.done * 100 // self.total if self.total else 100


def progress(content: Content, procedure: Procedure) -> Progress:
    """How far the filling has come."""
    sections = {}
    for section in procedure.sections:
        asked = [there for _, there in REQUIRED[section](content, procedure)] if section in REQUIRED else []
        sections[section] = (sum(asked), len(asked))
    done, total = (sum(counts) for counts in zip(*sections.values(), strict=True))
    return Progress(done, total, sections)
