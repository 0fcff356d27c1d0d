"""The whole content of an application, and looking into it by place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from core.content.businesses import (
    AgentSection,
    JudgmentSection,
    LiquidationSection,
    MergerSection,
    MigrationSection,
    PledgeSection,
    ReissueSection,
    ResolutionSection,
    SituationSection,
    SubjectSection,
    TransferSection,
)
from core.content.parties import Organisation, Person, Section
from core.content.sections import (
    CapitalSection,
    ContactSection,
    CooperativeSection,
    DomicileSection,
    ForeignSection,
    HouseholdSection,
    NameSection,
    NatureSection,
    OrgansSection,
    OriginSection,
    OtherSection,
    ParentSection,
    PartnershipSection,
    ProprietorSection,
    RepresentativesSection,
    ScopeSection,
)

PREMISES = "premises"
"""The one uploaded material that stands in a section of its own."""
SUBJECT_PROOF = "subject_proof"
"""The uploaded material that shows what an organisation is, where the register does not (R06)."""


class Content(Section):
    """All that one application says. The same content gives the same documents, byte for byte.

    Of an enterprise that is registered already it says how things are to be afterwards. `uploads` names the file
    (SHA-256) of every uploaded material by its kind.
    """

    parties: Mapping[str, Person] = Field(default_factory=dict)
    organisations: Mapping[str, Organisation] = Field(default_factory=dict)
    name: NameSection = NameSection()
    domicile: DomicileSection = DomicileSection()
    scope: ScopeSection = ScopeSection()
    capital: CapitalSection = CapitalSection()
    organs: OrgansSection = OrgansSection()
    contact: ContactSection = ContactSection()
    other: OtherSection = OtherSection()
    partnership: PartnershipSection = PartnershipSection()
    proprietor: ProprietorSection = ProprietorSection()
    household: HouseholdSection = HouseholdSection()
    cooperative: CooperativeSection = CooperativeSection()
    nature: NatureSection = NatureSection()
    parent: ParentSection = ParentSection()
    foreign: ForeignSection = ForeignSection()
    origin: OriginSection = OriginSection()
    representatives: RepresentativesSection = RepresentativesSection()
    subject: SubjectSection = SubjectSection()
    agent: AgentSection = AgentSection()
    situation: SituationSection = SituationSection()
    resolution: ResolutionSection = ResolutionSection()
    transfer: TransferSection = TransferSection()
    liquidation: LiquidationSection = LiquidationSection()
    pledge: PledgeSection = PledgeSection()
    reissue: ReissueSection = ReissueSection()
    migration: MigrationSection = MigrationSection()
    merger: MergerSection = MergerSection()
    judgment: JudgmentSection = JudgmentSection()
    uploads: Mapping[str, str] = Field(default_factory=dict)

    def party(self, key: str) -> Person:
        """The person with that key; an empty one when a draft does not have it (yet)."""
        return self.parties.get(key) or Person()

    def organisation(self, key: str) -> Organisation:
        """The organisation with that key; an empty one when a draft does not have it (yet)."""
        return self.organisations.get(key) or Organisation()

    def name_of(self, key: str) -> str:
        """The name of a person or an organisation; empty for an unknown key."""
        return self.organisations[key].name if key in self.organisations else self.party(key).name

    def signer(self, key: str) -> str:
        """The key of the person who signs for a party: a person for itself, an organisation by whom it is entitled."""
        return self.organisations[key].signer if key in self.organisations else key

    def uploaded(self, kind: str) -> str:
        """The file (SHA-256) of an uploaded material; empty when it is missing."""
        return self.domicile.proof_upload if kind == PREMISES else self.uploads.get(kind, "")

    def with_upload(self, kind: str, file: str) -> Content:
        """The content that names a file for an uploaded material. It names it, so that documents follow from it."""
        if kind == PREMISES:
            domicile = self.domicile.model_copy(update={"proof_upload": file})
            return self.model_copy(update={"domicile": domicile})
        return self.model_copy(update={"uploads": {**self.uploads, kind: file}})

    @property
    def members(self) -> tuple[str, ...]:
        """Keys of the members, in order, each once."""
        return tuple(dict.fromkeys(item.party for item in self.capital.contributions))


def value_at(content: Content, place: str) -> Any:
    """What a content holds at a place ("capital.contributions.0.amount"); None where it holds nothing."""
    found: Any = content
    for step in place.split("."):
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, tuple):
            found = found[int(step)] if step.isdigit() and int(step) < len(found) else None
        else:
            found = getattr(found, step, None)
    return found
