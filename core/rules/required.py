"""What must be filled in and uploaded, and how much of it is (R20, R22).

One rule for every section, made from the table in `core.rules.asked`; one for the proof of premises, one for all other
uploaded materials that apply in the situation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.catalogue import Material, Procedure
from core.content import PREMISES, SUBJECT_PROOF, Content
from core.i18n import M_, N_, Message
from core.organisations import holds_all
from core.rules.asked import ASKED, asked_for
from core.rules.finding import Fault, RuleFacts, Said, Seen, Subject
from core.rules.registry import rule
from core.terms import MaterialSource

MISSING: Mapping[str, Message] = {
    "scope.phrases": M_("No business is chosen yet. Search for what the enterprise does and choose a standard phrase."),
    "capital.contributions": M_("Nobody who contributes is entered yet. Choose who contributes, and how much."),
    "organs.directors": M_("No director is chosen yet. Choose one, or three or more for a board."),
    "organs.legal_representative": M_("No legal representative is chosen yet. Choose a director or the manager."),
    "organs.chair": M_("A board needs a chair. Choose one of the directors."),
    "contact.liaison": M_("No liaison is chosen yet. Choose who keeps contact with the authority."),
    "partnership.executives": M_(
        "Nobody is chosen yet who executes the business. Choose one or more general partners."
    ),
    "proprietor.investor": M_("No investor is chosen yet. Choose the person to whom the enterprise belongs."),
    "proprietor.family": M_("Family property is put in. Choose the family members who agree."),
    "household.operator": M_("No operator is chosen yet. Choose the person who runs the household's business."),
    "household.family": M_("The family runs the business. Choose the family members who take part."),
    "cooperative.farmers": M_("No farmer is chosen yet. Choose which members are farmers."),
    "parent.head": M_("No head of the branch is chosen yet. Choose who runs it."),
    "foreign.recipient": M_(
        "Nobody is chosen yet who takes in legal documents. Choose a person or enterprise in China."
    ),
    "representatives.chief": M_("No chief representative is chosen yet."),
    "liquidation.members": M_("No liquidator is chosen yet. Choose who winds up the enterprise."),
    "liquidation.head": M_("The liquidation group has no head yet. Choose one of its members."),
    "merger.others": M_("No other company is chosen yet. Enter it as an organisation and choose it here."),
}
FILL_IN = M_("This must be filled in.")

ASKS_FOR: Mapping[str, str] = {
    "name": N_("Regulations on the Registration of Market Entities, art. 8; Company Law, arts. 6, 7"),
    "domicile": N_("Regulations on the Registration of Market Entities, arts. 8, 11; Company Law, art. 8"),
    "scope": N_("Regulations on the Registration of Market Entities, arts. 8, 14; Company Law, art. 9"),
    "parties": N_("Regulations on the Registration of Market Entities, arts. 15, 16"),
    "capital": N_("Regulations on the Registration of Market Entities, arts. 8, 13; Company Law, arts. 46, 47"),
    "organs": N_("Regulations on the Registration of Market Entities, arts. 8, 9; Company Law, arts. 10, 46"),
    "contact": N_("Regulations on the Registration of Market Entities, art. 9"),
    "partnership": N_("Partnership Enterprise Law, arts. 14, 18, 26"),
    "proprietor": N_("Sole Proprietorship Enterprise Law, arts. 8, 10, 18"),
    "household": N_("Regulations on the Registration of Market Entities, arts. 8, 9"),
    "cooperative": N_("Farmers' Professional Cooperatives Law, arts. 12, 16"),
    "parent": N_("Regulations on the Registration of Market Entities, arts. 8, 23"),
    "foreign": N_("Regulations on the Registration of Market Entities, art. 9; Foreign Investment Law, art. 31"),
    "origin": N_("Regulations on the Registration of Resident Representative Offices of Foreign Enterprises, art. 9"),
    "representatives": N_(
        "Regulations on the Registration of Resident Representative Offices of Foreign Enterprises, art. 9"
    ),
    "subject": N_("Regulations on the Registration of Market Entities, art. 24"),
    "agent": N_("Regulations on the Registration of Market Entities, art. 18"),
    "resolution": N_("Company Law, arts. 59, 66"),
    "transfer": N_("Company Law, arts. 84, 86"),
    "liquidation": N_("Company Law, arts. 232, 235; Regulations on the Registration of Market Entities, art. 32"),
    "pledge": N_("Civil Code, arts. 427, 443"),
    "reissue": N_("Rules for Implementing the Regulations on the Registration of Market Entities, art. 65"),
    "migration": N_("Regulations on the Registration of Market Entities, art. 27"),
    "merger": N_("Company Law, arts. 220, 222"),
    "judgment": N_("Company Law, art. 28"),
}


def _register(section: str) -> None:
    @rule(
        f"{section}.required", section, holds=N_("All that must be filled in here is there."), basis=ASKS_FOR[section]
    )
    def required(subject: Subject) -> Said:
        procedure = subject.facts.procedure
        places = asked_for(section, subject.content, procedure)
        for place, there in places.items():
            if not there:
                yield Fault(place, MISSING.get(place, FILL_IN))
        if places:
            yield Seen({N_("fields"): len(places)})


for _section in ASKED:
    _register(_section)


@rule(
    "domicile.proof",
    "domicile.proof_upload",
    holds=N_("The proof of the right to use the domicile is there."),
    basis=N_("Regulations on the Registration of Market Entities, art. 16 (1) 3"),
)
def proof(subject: Subject) -> Said:
    return _uploads(subject, [one for one in _asked_uploads(subject) if one.kind == PREMISES])


@rule(
    "uploads.required",
    "uploads",
    holds=N_("All material that must be uploaded in this situation is there."),
    basis=N_("Regulations on the Registration of Market Entities, art. 16"),
)
def uploads(subject: Subject) -> Said:
    return _uploads(subject, [one for one in _asked_uploads(subject) if one.kind != PREMISES])


def _asked_uploads(subject: Subject) -> Iterator[Material]:
    """What must be uploaded: no proof of organisations that the register holds (R06)."""
    held = {SUBJECT_PROOF} if holds_all(subject.content, subject.facts.organisations) else set()
    return (one for one in subject.materials if one.source is MaterialSource.UPLOADED and one.kind not in held)


def _uploads(subject: Subject, materials: list[Material]) -> Said:
    for material in materials:
        if not is_uploaded(subject.content, subject.facts, material.kind):
            text = M_("“{title_text}” is missing. Upload it as PDF or as a photo.", title_text=material.label_text)
            yield Fault(upload_place(material.kind), text)
    if materials:
        yield Seen({N_("files"): len(materials)})


def upload_place(kind: str) -> str:
    """Where an uploaded material stands: beside the domicile, or among the uploads."""
    return "domicile.proof_upload" if kind == PREMISES else f"uploads.{kind}"


def is_uploaded(content: Content, facts: RuleFacts, kind: str) -> bool:
    return kind in facts.uploads or bool(content.uploaded(kind))


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
        there = asked_for(section, content, procedure).values()
        sections[section] = (sum(there), len(there))
    done, total = (sum(counts) for counts in zip(*sections.values(), strict=True))
    return Progress(done, total, sections)
