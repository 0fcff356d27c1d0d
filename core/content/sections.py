"""What an applicant fills in: one frozen model per section (R21, R22).

Every field has an empty default, because a draft is saved at any time; what must be there is said by
`core.rules`, never here. Amounts are integers in fen (1/100 yuan). People and organisations are entered
once as parties and referred to by their key everywhere else, so nothing is typed twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from core.content.text import LongText, Text

MOST_FEN = 10**15
"""Ten trillion yuan: more than any company has, and less than what JSON holds exactly (RFC 8785)."""


class Section(BaseModel):
    # An error shows where, never what: it may come into a log, and what people typed must not.
    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=4000, hide_input_in_errors=True)


class IdentityDocument(StrEnum):
    RESIDENT_ID = "resident_id"


class Person(Section):
    """A natural person. `identity_number` gives birth date, sex and region for a resident ID (GB 11643)."""

    name: Text = ""
    document: IdentityDocument = IdentityDocument.RESIDENT_ID
    identity_number: Text = ""
    phone: Text = ""
    email: Text = ""
    address: Text = ""


class NameSection(Section):
    """Division + trade name + industry + legal form (name rules 工商企注字〔2017〕133号)."""

    division_code: Text = ""
    trade_name: Text = ""
    industry_term: Text = ""
    industry_code: Text = ""
    legal_form: Text = "有限公司"


class Tenure(StrEnum):
    OWNED = "owned"
    RENTED = "rented"
    FREE_USE = "free_use"


class DomicileSection(Section):
    """`region_code` is GB/T 2260; `proof_upload` is the hash (SHA-256) of the uploaded proof of the right to use."""

    region_code: Text = ""
    address: Text = ""
    postcode: Text = ""
    tenure: Tenure = Tenure.RENTED
    proof_upload: Text = ""


class ScopePhrase(Section):
    """A standard phrase of business scope with its GB/T 4754 class."""

    code: Text
    text: Text


class ScopeSection(Section):
    """The first phrase is the main business."""

    phrases: tuple[ScopePhrase, ...] = ()


class ContributionForm(StrEnum):
    MONEY = "money"
    IN_KIND = "in_kind"
    INTELLECTUAL_PROPERTY = "intellectual_property"
    LAND_USE = "land_use"


class Contribution(Section):
    """What one member subscribes: `amount` in fen, due on `due`."""

    party: str
    amount: int = Field(0, ge=0, le=MOST_FEN)
    form: ContributionForm = ContributionForm.MONEY
    due: date | None = None


class CapitalSection(Section):
    """`registered` in fen; the members are those who contribute."""

    registered: int = Field(0, ge=0, le=MOST_FEN)
    contributions: tuple[Contribution, ...] = ()


class OrgansSection(Section):
    """Keys of parties. One director means no board; `legal_representative` is a director or the manager."""

    directors: tuple[str, ...] = ()
    chair: str = ""
    supervisors: tuple[str, ...] = ()
    manager: str = ""
    legal_representative: str = ""


class ContactSection(Section):
    """`liaison` is a party's key; `finance_officer` likewise."""

    phone: Text = ""
    email: Text = ""
    postcode: Text = ""
    liaison: str = ""
    finance_officer: str = ""


class OtherSection(Section):
    """Term in years (0: long-term), whether paper licences are wanted beside the electronic one, and remarks."""

    term_years: int = Field(0, ge=0, le=100)
    paper_licence: bool = False
    paper_copies: int = Field(0, ge=0, le=20)
    remarks: LongText = ""


class Content(Section):
    """All that one application says. The same content gives the same documents, byte for byte."""

    parties: Mapping[str, Person] = Field(default_factory=dict)
    name: NameSection = NameSection()
    domicile: DomicileSection = DomicileSection()
    scope: ScopeSection = ScopeSection()
    capital: CapitalSection = CapitalSection()
    organs: OrgansSection = OrgansSection()
    contact: ContactSection = ContactSection()
    other: OtherSection = OtherSection()

    def party(self, key: str) -> Person:
        """The party with that key; an empty person when a draft does not have it (yet)."""
        return self.parties.get(key) or Person()

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
