"""What an applicant fills in about a business with an enterprise that is registered already, and about the application
itself: which enterprise, what was decided, who takes over, who winds up (R03, R22)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from core.content.parties import Section
from core.content.sections import MOST_FEN
from core.content.text import LongText, Text


class SubjectSection(Section):
    """The enterprise spoken of, as the register knows it: its code, and the `version` that was prefilled."""

    uscc: Text = ""
    name: Text = ""
    version: int = Field(0, ge=0)


class AgentSection(Section):
    """Who acts for the applicant (a key), with which powers, until when; empty without an agent."""

    agent: str = ""
    powers: LongText = ""
    until: date | None = None


class Circumstance(StrEnum):
    """What only the applicant knows and the material depends on; asked for where a procedure's material does."""

    APPROVAL_NEEDED = "approval_needed"
    FOREIGN_LANGUAGE = "foreign_language"
    STATE_ASSETS = "state_assets"
    INHERITANCE = "inheritance"
    PUBLIC_OFFERING = "public_offering"
    ARTICLES_CHANGE = "articles_change"
    COURT_RULING = "court_ruling"
    CUSTOMS_RECORD = "customs_record"
    PROFESSIONAL = "professional"
    CHINESE_REPRESENTATIVE = "chinese_representative"


class SituationSection(Section):
    circumstances: tuple[Circumstance, ...] = ()


class ResolutionSection(Section):
    """What was decided: when, where, under whose chair, who of the directors was there, with how much of the votes.

    `share` is in hundredths of a percent of the votes; `agreed` are the members or partners who agreed (keys; empty:
    all). `text` is added to what the document says by itself.
    """

    decided: date | None = None
    place: Text = ""
    chair: str = ""
    directors_present: tuple[str, ...] = ()
    agreed: tuple[str, ...] = ()
    text: LongText = ""


class Transfer(Section):
    """A share that goes from one party to another: `amount` of the contribution and its `price`, in fen."""

    giver: str = ""
    taker: str = ""
    amount: int = Field(0, ge=0, le=MOST_FEN)
    price: int = Field(0, ge=0, le=MOST_FEN)


class TransferSection(Section):
    transfers: tuple[Transfer, ...] = ()
    agreed: date | None = None


class DissolutionReason(StrEnum):
    TERM_ENDED = "term_ended"
    RESOLVED = "resolved"
    MERGED = "merged"
    ORDERED = "ordered"
    COURT = "court"
    BANKRUPT = "bankrupt"


class LiquidationSection(Section):
    """Winding up: why, who does it (keys), since when, when creditors were told, and how it ended."""

    reason: DissolutionReason = DissolutionReason.RESOLVED
    members: tuple[str, ...] = ()
    head: str = ""
    since: date | None = None
    noticed: date | None = None
    finished: date | None = None
    debts: LongText = ""


class PledgeSection(Section):
    """A pledge of equity: the parties' keys, the pledged contribution and the secured claim in fen.

    `number` names a pledge that is registered already; `reason` says what changes or why it ends.
    """

    number: Text = ""
    pledgor: str = ""
    pledgee: str = ""
    amount: int = Field(0, ge=0, le=MOST_FEN)
    claim: int = Field(0, ge=0, le=MOST_FEN)
    contract: Text = ""
    reason: LongText = ""


class ReissueReason(StrEnum):
    LOST = "lost"
    DAMAGED = "damaged"
    COPIES = "copies"


class ReissueSection(Section):
    """Why a licence is made anew, and when its loss was announced."""

    reason: ReissueReason = ReissueReason.DAMAGED
    announced: date | None = None


class MigrationSection(Section):
    """From one authority to another (GB/T 2260); the new domicile stands in its own section."""

    from_authority: Text = ""
    to_authority: Text = ""
    consent: Text = ""


class MergerForm(StrEnum):
    ABSORPTION = "absorption"
    NEW_COMPANY = "new_company"
    DIVISION = "division"
    SPIN_OFF = "spin_off"


class MergerSection(Section):
    """A merger or division: its form, the other companies (keys of organisations), and when creditors were told."""

    form: MergerForm = MergerForm.ABSORPTION
    others: tuple[str, ...] = ()
    decided: date | None = None
    noticed: date | None = None
    debts: LongText = ""


class JudgmentSection(Section):
    """The judgment by which a change is revoked, and the `version` of the register that it made."""

    court: Text = ""
    number: Text = ""
    day: date | None = None
    version: int = Field(0, ge=0)
