"""Rules on whether organisations are what an application says, and whether mandates cover what is signed (R11, R14)."""

from __future__ import annotations

from collections.abc import Mapping

from core import situation
from core.i18n import N_, Message
from core.organisations import Confirmation, claim_of, uncovered
from core.rules.finding import Fault, Said, Seen, Subject
from core.rules.organisations import AGENTS
from core.rules.registry import rule
from core.signatories import mandated
from core.terms import OrganisationStatus, Severity

REAL = N_("Opinion on full-process electronic enterprise registration, 2 (2) 2")
REGISTERED_REPRESENTATIVE = N_(
    "The register names {registered} as the representative of {organisation}, not {entered}. Choose the registered "
    "representative, or have the change registered first."
)
DIFFERS: Mapping[str, str] = {
    "name": N_("{organisation} is registered under another name. Write the name as on its licence."),
    "code": N_("{organisation} is registered under another number. Compare the number with its licence."),
    "status": N_(
        "According to the register, {organisation} no longer exists or has lost its licence. It cannot take part."
    ),
    "representative": N_(
        "The legal-person database does not name {entered} as the representative of {organisation}. Choose the "
        "registered representative; if the database is out of date, apply at the counter with the licence."
    ),
    "identity_number": N_(
        "{entered} has another identity number than the person of that name who represents {organisation} according "
        "to the register. Compare it with the identity document."
    ),
    "phone": N_(
        "The legal-person database holds another mobile number of {entered}, who represents {organisation}. Enter the "
        "number that is registered there."
    ),
}
"""What is wrong, by the field that does not agree, and the way out."""

OPEN: Mapping[OrganisationStatus, str] = {
    OrganisationStatus.UPLOADED: N_(
        "The proof of {organisation} was uploaded. An officer confirms it by hand before the application is approved."
    ),
    OrganisationStatus.UNKNOWN: N_(
        "The legal-person database does not know {organisation}. Upload its licence or certificate; an officer "
        "confirms it by hand."
    ),
    OrganisationStatus.PENDING: N_(
        "{organisation} has not been confirmed yet. Enter its name, number, representative and the representative's "
        "mobile number and check again, or upload its licence or certificate."
    ),
}
"""What is still open about an organisation, and how it goes on."""


@rule("organisations.confirmed", "parties", holds=N_("All organisations are confirmed."), basis=REAL)
def confirmed(subject: Subject) -> Said:
    known = subject.facts.organisations or {}
    for key, found in known.items():
        text = OPEN.get(found.status)
        if found.status is OrganisationStatus.MISMATCH:
            yield from _mismatch(subject, key, found)
        elif text:
            message = Message(text, {"organisation": subject.name_of(key)})
            yield Fault(f"organisations.{key}.name", message, severity=Severity.WARNING)
    if known:
        yield Seen({N_("organisations"): len(known)})


def _mismatch(subject: Subject, key: str, found: Confirmation) -> Said:
    person, entered = subject.content.organisation(key).representative, claim_of(subject.content, key).representative
    words = {"organisation": subject.name_of(key), "entered": entered, "registered": found.registered}
    places = {
        "name": f"organisations.{key}.name",
        "code": f"organisations.{key}.code",
        "status": f"organisations.{key}.code",
        "identity_number": f"parties.{person}.identity_number",
        "phone": f"parties.{person}.phone",
    }
    for field in found.mismatched:
        text = REGISTERED_REPRESENTATIVE if field == "representative" and found.registered else DIFFERS[field]
        yield Fault(places.get(field, f"organisations.{key}.representative"), Message(text, words))


@rule("organisations.scope", "parties", holds=N_("Every mandate covers what its agent signs."), basis=AGENTS)
def scope(subject: Subject) -> Said:
    content, procedure = subject.content, subject.facts.procedure
    given = mandated(content, procedure)
    pack = situation.pack(procedure, content, subject.facts.prior) if given else ()
    for key in given:
        mandate = content.organisation(key).mandate
        if mandate and mandate.scope and (titles := uncovered(content, procedure, pack, key)):
            text = N_(
                "The mandate does not cover {titles}. Name these documents by their titles in it, or write "
                "“全部申请材料” (all documents)."
            )
            message = Message(text, {"titles": "、".join(f"《{title}》" for title in titles)})
            yield Fault(f"organisations.{key}.mandate.scope", message)
    if given:
        yield Seen({N_("mandates"): len(given)})
