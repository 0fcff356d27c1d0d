"""The vocabulary. Every word that is stored, sent between the zones or decided upon is named here once.

Values are what databases, envelopes and archives hold for thirty years: never rename one, only add.
"""

from __future__ import annotations

from enum import StrEnum


class Zone(StrEnum):
    OUTER = "outer"
    INNER = "inner"

    @property
    def other(self) -> Zone:
        return Zone.INNER if self is Zone.OUTER else Zone.OUTER


class Status(StrEnum):
    """Where a registration stands (design: the life of a registration)."""

    DRAFT = "draft"
    SIGNING = "signing"
    SUBMITTED = "submitted"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    EXAMINING = "examining"
    RETURNED = "returned"
    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    ISSUED = "issued"
    ARCHIVED = "archived"
    PUBLICISED = "publicised"
    WITHDRAWAL_REQUESTED = "withdrawal_requested"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    ANNOUNCED = "announced"


class Action(StrEnum):
    """What may be done to a registration."""

    SAVE = "save"
    OPEN_SIGNING = "open_signing"
    REOPEN = "reopen"
    SIGN = "sign"
    SUBMIT = "submit"
    RECEIVE = "receive"
    ACCEPT = "accept"
    NOT_ACCEPT = "not_accept"
    TAKE = "take"
    RETURN = "return"
    PROPOSE = "propose"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    REFUSE = "refuse"
    ISSUE = "issue"
    ARCHIVE = "archive"
    PUBLICISE = "publicise"
    REQUEST_WITHDRAWAL = "request_withdrawal"
    WITHDRAW = "withdraw"
    DECLINE_WITHDRAWAL = "decline_withdrawal"
    LAPSE = "lapse"
    CLAIM = "claim"
    HAND_BACK = "hand_back"
    ANNOUNCE = "announce"
    CLOSE_NOTICE = "close_notice"


class Role(StrEnum):
    """Who acts. The first four are people of the outer zone, then the officers', then the system itself."""

    PUBLIC = "public"
    ACCOUNT = "account"
    APPLICANT = "applicant"
    SIGNATORY = "signatory"
    EXAMINER = "examiner"
    APPROVER = "approver"
    IDENTITY_OFFICER = "identity_officer"
    COUNTER_OFFICER = "counter_officer"
    MANAGER = "manager"
    PROGRAMME_OFFICER = "programme_officer"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


class Channel(StrEnum):
    """How an application came (R04, R07)."""

    PAPERLESS = "paperless"
    ONLINE_WITH_PAPER = "online_with_paper"
    COUNTER = "counter"


class CounterState(StrEnum):
    """Who has a draft that was taken at the counter."""

    OPEN = "open"
    SUBMITTED = "submitted"
    HANDED_BACK = "handed_back"
    DISCARDED = "discarded"


class ClaimState(StrEnum):
    """What came of asking the outer zone for a draft by its code."""

    ASKED = "asked"
    TAKEN = "taken"
    REFUSED = "refused"


class Business(StrEnum):
    """The four businesses of registration (一(二)), and those that stand beside them where a type has them."""

    ESTABLISHMENT = "establishment"
    CHANGE = "change"
    FILING = "filing"
    CANCELLATION = "cancellation"
    NAME = "name"
    LICENCE = "licence"
    PLEDGE = "pledge"
    MIGRATION = "migration"
    MERGER = "merger"
    REVOCATION = "revocation"


class Effect(StrEnum):
    """What an approved procedure does to the register; `core.effects` has a function for each."""

    ESTABLISH = "establish"
    CHANGE = "change"
    FILE = "file"
    LIQUIDATE = "liquidate"
    CANCEL = "cancel"
    REISSUE = "reissue"
    PLEDGE = "pledge"
    RELEASE_PLEDGE = "release_pledge"
    MIGRATE = "migrate"
    RESTORE = "restore"
    RESERVE_NAME = "reserve_name"


class SignatoryRole(StrEnum):
    """In which capacity somebody signs a document; `core.signatories` says who that is."""

    LEGAL_REPRESENTATIVE = "legal_representative"
    MEMBER = "member"
    APPLICANT = "applicant"
    AGENT = "agent"
    INCOMING_REPRESENTATIVE = "incoming_representative"
    MEMBERS_TWO_THIRDS = "members_two_thirds"
    MEMBERS_BY_CHARTER = "members_by_charter"
    SOLE_MEMBER = "sole_member"
    STATE_FUNDER = "state_funder"
    PROMOTER = "promoter"
    MEETING_CHAIR = "meeting_chair"
    DIRECTOR_PRESENT = "director_present"
    DIRECTOR = "director"
    PARTNER = "partner"
    EXECUTIVE_PARTNER = "executive_partner"
    INVESTOR = "investor"
    FAMILY_MEMBER = "family_member"
    FOUNDER = "founder"
    CONTRIBUTING_MEMBER = "contributing_member"
    CONTRIBUTOR = "contributor"
    PARENT_REPRESENTATIVE = "parent_representative"
    LIQUIDATION_HEAD = "liquidation_head"
    LIQUIDATOR = "liquidator"
    TRANSFEROR = "transferor"
    TRANSFEREE = "transferee"
    FOREIGN_SIGNATORY = "foreign_signatory"
    FOREIGN_INVESTOR = "foreign_investor"
    SERVICE_RECIPIENT = "service_recipient"
    OPERATOR = "operator"
    PLEDGOR = "pledgor"
    PLEDGEE = "pledgee"
    TARGET_COMPANY = "target_company"
    ENTITY = "entity"
    CERTIFIER = "certifier"
    ORGANISATION_REPRESENTATIVE = "organisation_representative"


class MaterialSource(StrEnum):
    """Where a material comes from (R21, R06): made from the content, uploaded, or held by the authority already."""

    GENERATED = "generated"
    UPLOADED = "uploaded"
    HELD = "held"


class Severity(StrEnum):
    """How much a finding weighs: an error keeps signing closed, a warning asks the officer to look."""

    ERROR = "error"
    WARNING = "warning"
    PASSED = "passed"


class IdentityStatus(StrEnum):
    """What is known of an account's identity (R10, R12)."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    MISMATCH = "mismatch"
    MANUAL = "manual"
    REFUSED = "refused"


class OrganisationStatus(StrEnum):
    """What is known of an organisation that takes part in an application (R11, R12)."""

    CONFIRMED_REGISTER = "confirmed_register"
    CONFIRMED_SERVICE = "confirmed_service"
    CONFIRMED_BY_HAND = "confirmed_by_hand"
    UPLOADED = "uploaded"
    MISMATCH = "mismatch"
    UNKNOWN = "unknown"
    PENDING = "pending"


class Assurance(StrEnum):
    """How strongly the intent to sign was confirmed."""

    HIGH = "high"
    SUBSTANTIAL = "substantial"


class EvidenceKind(StrEnum):
    """Kinds of qualifying signature evidence (R15: the source says "or"; each is verified as what it is)."""

    ONE_TIME_KEY = "one_time_key"
    LICENSED_CERTIFICATE = "licensed_certificate"
    RECORDED_CONFIRMATION = "recorded_confirmation"
    WET_INK = "wet_ink"


class LicenceStatus(StrEnum):
    VALID = "valid"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    VOID = "void"


class Prefill(StrEnum):
    """Whether the register's data of an enterprise stand in a draft about it."""

    NONE = "none"
    ASKED = "asked"
    THERE = "there"
    REFUSED = "refused"
    EXPIRED = "expired"


class EnterpriseStatus(StrEnum):
    EXISTING = "existing"
    IN_LIQUIDATION = "in_liquidation"
    CANCELLING = "cancelling"
    MIGRATED = "migrated"
    CANCELLED = "cancelled"
    REVOKED = "revoked"


class NoticeStatus(StrEnum):
    """Where a public notice before a simple cancellation stands."""

    RUNNING = "running"
    OBJECTED = "objected"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class ProposalKind(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"
