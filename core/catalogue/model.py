"""What the norm says, typed: editions, entity types, procedures, materials, clocks.

All models are frozen and complete: a procedure read from the catalogue needs no further look-up. Labels come in
Chinese (`label`, for documents) and as the identifier of a text (`label_text`, for pages in three languages).
"""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field, field_validator

from core.i18n import Message
from core.terms import Business, Effect, EnterpriseStatus, MaterialSource, SignatoryRole

SECTIONS = (
    "subject", "migration", "name", "domicile", "scope", "nature", "origin", "parent", "parties", "capital",
    "partnership", "proprietor", "household", "cooperative", "foreign", "representatives", "organs", "transfer",
    "liquidation", "pledge", "reissue", "merger", "judgment", "resolution", "contact", "other", "agent", "situation",
    "uploads",
)  # fmt: skip
"""All sections in the order of the form; those of an application follow it."""


class Norm(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Edition(Norm):
    """One edition of the norm; it is in force from `since` until the next edition's day."""

    id: str = Field(min_length=4)
    since: date
    label: str = Field(min_length=1)
    basis: str = Field(min_length=1)


class Material(Norm):
    """One document of the pack (R20). `number` stands in its footer; `when` names a condition of `core.situation`
    ("" = always). What is `held` is not asked for again (R06); `note` says in Chinese, `note_text` as the identifier of
    a text, where it comes from or when it is due. `sections` must be filled in for it."""

    kind: str
    number: int = Field(ge=1, le=99)
    label: str = Field(min_length=1)
    label_text: str = Field(min_length=1)
    source: MaterialSource
    signers: tuple[SignatoryRole, ...]
    basis: str = Field(min_length=1)
    when: str = ""
    sections: tuple[str, ...] = ()
    note: str = ""
    note_text: str = ""


class Clocks(Norm):
    """The authority's and the applicant's times, each with its legal basis in `basis`.

    `accept_working_days` runs from receipt, `decide_working_days` from acceptance; the latter may be extended once
    by `extension_working_days` with approval. `completion_days` is how many days, after that of the demand, the
    applicant has to complete an application. `on_the_spot` says that a complete application is decided at once.
    """

    accept_working_days: int = Field(ge=0)
    decide_working_days: int = Field(ge=0)
    extension_working_days: int = Field(ge=0)
    licence_working_days: int = Field(ge=0)
    completion_demands: int = Field(ge=0)
    completion_days: int = Field(ge=1)
    name_kept_months: int = Field(ge=0)
    on_the_spot: bool
    basis: dict[str, str]


class EnterpriseKind(Norm):
    """The official kind of enterprise that the licence shows; `members` limits it to that many members (0: any)."""

    code: str = Field(pattern=r"^\d{4}$")
    label: str = Field(min_length=1)
    members: int = Field(0, ge=0)


class Limits(Norm):
    """Numbers that the law sets for a type; the rules read them from here."""

    members_min: int = Field(1, ge=0)
    members_max: int = Field(ge=1)
    contribution_years: int = Field(0, ge=0)
    board_min: int = Field(3, ge=1)
    supervisors_board_min: int = Field(3, ge=1)
    scope_phrases_max: int = Field(80, ge=1)
    general_partners_min: int = Field(0, ge=0)
    farmers_percent: int = Field(0, ge=0, le=100)
    representatives_max: int = Field(0, ge=0)
    directors_min: int = Field(1, ge=0)
    domiciled_percent: int = Field(0, ge=0, le=100)
    member_kinds: tuple[str, ...] = ()
    """Who may be a member: “person” or kinds of organisations (`core.content.OrganisationKind`); empty: anybody."""


class EntityType(Norm):
    """A type of enterprise, e.g. 有限责任公司."""

    id: str
    family: str
    label: str = Field(min_length=1)
    label_text: str = Field(min_length=1)
    representative: str = "organs.legal_representative"
    """The place of the content that names who represents such an enterprise."""
    head: str = ""
    """The place that names whom register and licence show at its head; empty where that is who represents it."""
    uscc_department: str = Field(pattern=r"^[1-9A-HJ-NP-RT-UWXY][0-9A-HJ-NP-RT-UWXY]$")
    legal_forms: tuple[str, ...] = Field(min_length=1)
    kinds: tuple[EnterpriseKind, ...] = Field(min_length=1)
    limits: Limits


class Procedure(Norm):
    """One business of one type under one edition: sections to fill in, materials to sign, clocks to keep (R03, R20).

    `changes` are the places of the content that approval takes into the register; of a procedure about an enterprise
    that is registered already everything else stays as it is there. `statuses` are those that such an enterprise may
    have; empty where there is none yet. `licence` says that approval brings a new licence. `notice_days` is how long
    a public notice runs first, `apply_within_days` how soon after the event one must apply, `creditor_days` how long
    before the application creditors must have been told (0: no limit, not at all).
    """

    id: str
    type: EntityType
    business: Business
    item: str = ""
    edition: str
    label: str = Field(min_length=1)
    title_text: str = Field(min_length=1)
    item_text: str = ""
    sections: tuple[str, ...] = Field(min_length=1)
    effect: Effect
    changes: tuple[str, ...] = ()
    statuses: tuple[EnterpriseStatus, ...] = ()
    licence: bool = True
    notice_days: int = Field(0, ge=0)
    apply_within_days: int = Field(0, ge=0)
    creditor_days: int = Field(0, ge=0)
    materials: tuple[Material, ...]
    clocks: Clocks
    basis: tuple[str, ...] = Field(min_length=1)

    @field_validator("sections")
    @classmethod
    def _sections_are_known(cls, sections: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := set(sections).difference(SECTIONS):
            raise ValueError(f"no such section: {', '.join(sorted(unknown))}")
        return sections

    @field_validator("materials")
    @classmethod
    def _numbers_are_unique(cls, materials: tuple[Material, ...]) -> tuple[Material, ...]:
        numbers = [material.number for material in materials]
        if len(set(numbers)) != len(numbers):
            raise ValueError("two materials have the same number")
        return tuple(sorted(materials, key=lambda material: material.number))

    @property
    def entity_type(self) -> str:
        return self.type.id

    @property
    def title(self) -> Message:
        """For pages: “Limited liability company: establishment”."""
        return Message(self.title_text, {"type_text": self.type.label_text, "item_text": self.item_text})

    @property
    def names(self) -> bool:
        """Whether it gives a name that nobody else may have."""
        return self.effect in (Effect.ESTABLISH, Effect.RESERVE_NAME) or "name" in self.changes

    @property
    def enters(self) -> bool:
        """Whether approval makes a version of an enterprise."""
        return self.effect is not Effect.RESERVE_NAME

    @property
    def is_about_existing(self) -> bool:
        """Whether it is about an enterprise that is registered already."""
        return bool(self.statuses)

    @property
    def enterprise_kind_label(self) -> str:
        """The usual kind as licences show it; `kind_for` knows the number of members."""
        return self.type.kinds[0].label

    def kind_for(self, members: int) -> EnterpriseKind:
        """The official kind of an enterprise with so many members."""
        exact = (kind for kind in self.type.kinds if kind.members == members)
        return next(exact, self.type.kinds[0])

    def material(self, kind: str) -> Material | None:
        return next((material for material in self.materials if material.kind == kind), None)
