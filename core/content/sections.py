"""What an applicant fills in about an enterprise: one frozen model per section (R21, R22).

Every field has an empty default, because a draft is saved at any time; what must be there is said by
`core.rules`, never here. Amounts are integers in fen (1/100 yuan). People and organisations are entered
once as parties and referred to by their key everywhere else, so nothing is typed twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from pydantic import Field

from core.content.parties import Section
from core.content.text import LongText, Text

MOST_FEN = 10**15
"""Ten trillion yuan: more than any company has, and less than what JSON holds exactly (RFC 8785)."""


class NameSection(Section):
    """Division + trade name + industry + legal form (name rules 工商企注字〔2017〕133号).

    Of a branch or an office the `owner`'s full name stands in front, in place of the division.
    """

    owner: Text = ""
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
    EQUITY = "equity"
    LABOUR = "labour"


class Contribution(Section):
    """What one member, partner or investor contributes: `amount` in fen, due on `due`, `paid` of it already there."""

    party: str
    amount: int = Field(0, ge=0, le=MOST_FEN)
    form: ContributionForm = ContributionForm.MONEY
    due: date | None = None
    paid: int = Field(0, ge=0, le=MOST_FEN)


class CapitalSection(Section):
    """`registered` in fen (capital, fund, or sum of contributions); the members are those who contribute."""

    registered: int = Field(0, ge=0, le=MOST_FEN)
    contributions: tuple[Contribution, ...] = ()


class OrgansSection(Section):
    """Keys of parties. One director means no board; `legal_representative` is a director or the manager.

    Of a cooperative the directors are its council, and the legal representative its chair.
    """

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
    """Term in years (0: long-term), whether paper licences are wanted beside the electronic one, and remarks.

    `employees` is how many people work there (sole proprietors and households say so).
    """

    term_years: int = Field(0, ge=0, le=100)
    paper_licence: bool = False
    paper_copies: int = Field(0, ge=0, le=20)
    remarks: LongText = ""
    employees: int = Field(0, ge=0, le=1_000_000)


class PartnershipSection(Section):
    """Which partners are limited, who executes the business, and for an organisation who does so on its behalf.

    `delegates` maps an executive organisation's key to the person's. The partners are those who contribute.
    """

    limited: tuple[str, ...] = ()
    executives: tuple[str, ...] = ()
    delegates: Mapping[str, str] = Field(default_factory=dict)


class Assets(StrEnum):
    """What a sole proprietor answers with."""

    PERSONAL = "personal"
    FAMILY = "family"


class Composition(StrEnum):
    """Who runs a household's business, and answers for it (组成形式)."""

    PERSONAL = "personal"
    FAMILY = "family"


class ProprietorSection(Section):
    """Of a sole proprietor's enterprise: `investor` with personal or family property; the `family` agrees then."""

    investor: str = ""
    assets: Assets = Assets.PERSONAL
    family: tuple[str, ...] = ()


class HouseholdSection(Section):
    """Of an individual business household: run by its `operator` alone or by the `family`."""

    operator: str = ""
    composition: Composition = Composition.PERSONAL
    family: tuple[str, ...] = ()


class CooperativeSection(Section):
    """Which members are farmers (four fifths at least); the others are citizens and organisations."""

    farmers: tuple[str, ...] = ()


class EconomicNature(StrEnum):
    """Of an enterprise legal person that is no company."""

    STATE = "state"
    COLLECTIVE = "collective"
    COOPERATIVE_SHARES = "cooperative_shares"
    JOINT = "joint"


class NatureSection(Section):
    economic: EconomicNature = EconomicNature.COLLECTIVE


class ParentSection(Section):
    """Of a branch: the enterprise it belongs to, who represents that, and who heads the branch (keys of parties)."""

    uscc: Text = ""
    name: Text = ""
    entity_type: Text = ""
    address: Text = ""
    representative: str = ""
    head: str = ""


class ForeignSection(Section):
    """Of an enterprise with foreign investment. `total_investment` in fen; `recipient` takes in legal documents."""

    total_investment: int = Field(0, ge=0, le=MOST_FEN)
    investors: tuple[str, ...] = ()
    recipient: str = ""
    restricted: bool = False


class OriginSection(Section):
    """The enterprise abroad whose branch, office or business in China this is; `signatory` may sign for it."""

    name: Text = ""
    country: Text = ""
    address: Text = ""
    liability: Text = ""
    capital: Text = ""
    scope: LongText = ""
    signatory: str = ""


class RepresentativesSection(Section):
    """Of a resident representative office: its chief, up to three others, and until when it may stay."""

    chief: str = ""
    others: tuple[str, ...] = ()
    until: date | None = None
