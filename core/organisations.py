"""Organisations as parties: what is asked about them, when they are confirmed, and who may sign for them (R11, R14).

The same comparison serves both zones. The outer one knows names from the public register; the inner one holds identity
numbers as well and decides anew. Nothing counts as confirmed because nobody answered. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core import situation
from core.catalogue import Material, Procedure
from core.content import Content, Mandate
from core.i18n import M_, Message
from core.signatories import signed_for
from core.terms import EnterpriseStatus, OrganisationStatus, SignatoryRole

ASKED = ("name", "code", "representative", "phone")
"""What the legal-person database compares."""
EVERYTHING = ("全部", "所有")
"""A mandate that says so covers every document; another one names documents by their titles."""
CONFIRMED = frozenset(
    {
        OrganisationStatus.CONFIRMED_REGISTER,
        OrganisationStatus.CONFIRMED_SERVICE,
        OrganisationStatus.CONFIRMED_BY_HAND,
    }
)
STANDING = frozenset({EnterpriseStatus.EXISTING, EnterpriseStatus.CANCELLING})


@dataclass(frozen=True)
class Claim:
    """What an application says of an organisation and of the person who represents it."""

    name: str
    code: str
    representative: str
    identity_number: str
    phone: str

    @property
    def complete(self) -> bool:
        """Whether the legal-person database can be asked."""
        return all((self.name, self.code, self.representative, self.phone))


@dataclass(frozen=True)
class Registered:
    """What a register holds of an enterprise; `representatives` are names with identity numbers, which are empty where
    the register does not show them."""

    name: str
    status: EnterpriseStatus
    representatives: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Confirmation:
    """What is known of an organisation, and which fields do not agree: name, code, status, representative,
    identity_number, phone. `registered` names the representatives whom this register holds, where they differ."""

    status: OrganisationStatus
    mismatched: tuple[str, ...] = ()
    registered: str = ""

    @property
    def settled(self) -> bool:
        return self.status in CONFIRMED


class Ground(StrEnum):
    """On what ground somebody signs for an organisation."""

    REPRESENTATIVE = "representative"
    MANDATE = "mandate"


@dataclass(frozen=True)
class Represented:
    """An organisation (its name) for which a signature is made, on what ground, and until when that holds."""

    organisation: str
    ground: Ground
    until: date | None = None


def claim_of(content: Content, key: str) -> Claim:
    held = content.organisation(key)
    person = content.party(held.representative)
    return Claim(held.name, held.code.upper(), person.name, person.identity_number.upper(), person.phone)


def concerned(content: Content, procedure: Procedure, prior: Content | None) -> tuple[str, ...]:
    """Keys of the organisations that must be confirmed: those for which somebody signs, and those that the register
    has not named in the enterprise before."""
    signing = {
        party
        for material in situation.pack(procedure, content, prior)
        for parties in signed_for(material, content, procedure).values()
        for party in parties
    }
    known = {claim_of(prior, key) for key in prior.organisations} if prior else set()
    return tuple(key for key in content.organisations if key in signing or claim_of(content, key) not in known)


def standing(claim: Claim, registered: Registered | None, said: Confirmation | None, *, uploaded: bool) -> Confirmation:
    """Where an organisation stands: this register's word first, then what was `said` of it (by the legal-person
    database, or by an officer), then the proof that was uploaded."""
    if registered and (found := _by_register(claim, registered)):
        return found
    if said and (said.settled or said.status is OrganisationStatus.MISMATCH):
        return said
    if uploaded:
        return Confirmation(OrganisationStatus.UPLOADED)
    return said or Confirmation(OrganisationStatus.PENDING)


def holds_all(content: Content, standings: Mapping[str, Confirmation] | None) -> bool:
    """Whether the register holds every organisation among the members, so that no proof of them is asked for (R06).

    One without a standing is known from before: nothing has to be confirmed of it. Where nobody looked, none is held.
    """
    if standings is None:
        return False
    here = (standings.get(key) for key in content.members if key in content.organisations)
    return all(one is None or one.status is OrganisationStatus.CONFIRMED_REGISTER for one in here)


def _by_register(claim: Claim, registered: Registered) -> Confirmation | None:
    """None in liquidation: who is entitled then does not follow from the register alone."""
    if registered.status is EnterpriseStatus.IN_LIQUIDATION:
        return None
    names = {name for name, _ in registered.representatives}
    numbers = {number.upper() for name, number in registered.representatives if name == claim.representative}
    wrong = {
        "name": claim.name != registered.name,
        "status": registered.status not in STANDING,
        "representative": claim.representative not in names,
        "identity_number": bool(numbers) and not numbers & {"", claim.identity_number},
    }
    mismatched = tuple(field for field, differs in wrong.items() if differs)
    if not mismatched:
        return Confirmation(OrganisationStatus.CONFIRMED_REGISTER)
    shown = "、".join(sorted(names)) if wrong["representative"] else ""
    return Confirmation(OrganisationStatus.MISMATCH, mismatched, shown)


def represented(
    material: Material, content: Content, procedure: Procedure, role: SignatoryRole, person: str
) -> tuple[Represented, ...]:
    """The organisations for which a person signs a material in a role."""
    parties = signed_for(material, content, procedure).get((role, person), ())
    return tuple(_represented(content, key, role) for key in parties if key in content.organisations)


def _represented(content: Content, key: str, role: SignatoryRole) -> Represented:
    held = content.organisation(key)
    if role is SignatoryRole.ORGANISATION_REPRESENTATIVE or not (held.mandate and held.mandate.agent):
        return Represented(held.name, Ground.REPRESENTATIVE)
    return Represented(held.name, Ground.MANDATE, held.mandate.until)


def covers(mandate: Mandate, title: str) -> bool:
    """Whether a mandate lets its agent sign the document of that title."""
    return title in mandate.scope or any(word in mandate.scope for word in EVERYTHING)


def why_not_entitled(
    material: Material, content: Content, procedure: Procedure, role: SignatoryRole, person: str, day: date
) -> Message | None:
    """Why a signature made on a day is not one that the organisations behind it must accept; None if it is."""
    if role is SignatoryRole.ORGANISATION_REPRESENTATIVE:
        return None
    for key in signed_for(material, content, procedure).get((role, person), ()):
        held = content.organisation(key)
        if not (held.mandate and held.mandate.agent):
            continue
        if held.mandate.until is None or held.mandate.until < day:
            return M_(
                "“{title}”: the mandate of {organisation} was not in force on {day}, when it was signed.",
                title=material.label, organisation=held.name, day=day.isoformat(),
            )  # fmt: skip
        if not covers(held.mandate, material.label):
            return M_(
                "“{title}”: the mandate of {organisation} does not cover this document.",
                title=material.label, organisation=held.name,
            )  # fmt: skip
    return None


def uncovered(content: Content, procedure: Procedure, materials: Collection[Material], key: str) -> tuple[str, ...]:
    """Titles of the documents that the agent of an organisation is to sign and that its mandate does not cover."""
    held = content.organisation(key)
    if not (held.mandate and held.mandate.agent):
        return ()
    return tuple(
        material.label
        for material in materials
        if not covers(held.mandate, material.label)
        and any(
            key in parties and role is not SignatoryRole.ORGANISATION_REPRESENTATIVE
            for (role, _), parties in signed_for(material, content, procedure).items()
        )
    )
