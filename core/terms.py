"""The vocabulary. Every word that is stored, sent between the zones or decided upon is named here once.

Values are what databases, envelopes and archives hold for thirty years: never rename one, only add.
"""

from __future__ import annotations

from enum import StrEnum

from core.i18n import N_


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


# Members of different enums may hold the same value and are then equal, so labels are kept by enum.
LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Status: {
        Status.DRAFT: N_("Draft"),
        Status.SIGNING: N_("Being signed"),
        Status.SUBMITTED: N_("Submitted"),
        Status.RECEIVED: N_("Received"),
        Status.ACCEPTED: N_("Accepted"),
        Status.NOT_ACCEPTED: N_("Not accepted"),
        Status.EXAMINING: N_("Under examination"),
        Status.RETURNED: N_("Returned for completion"),
        Status.PROPOSED: N_("Awaiting approval"),
        Status.APPROVED: N_("Approved"),
        Status.REFUSED: N_("Refused"),
        Status.ISSUED: N_("Licence issued"),
        Status.ARCHIVED: N_("Archived"),
        Status.PUBLICISED: N_("Publicised"),
        Status.WITHDRAWAL_REQUESTED: N_("Withdrawal requested"),
        Status.WITHDRAWN: N_("Withdrawn"),
        Status.LAPSED: N_("Lapsed"),
        Status.ANNOUNCED: N_("Public notice is running"),
    },
    Action: {
        Action.SAVE: N_("Save"),
        Action.OPEN_SIGNING: N_("Generate the documents and open signing"),
        Action.REOPEN: N_("Back to editing"),
        Action.SIGN: N_("Sign"),
        Action.SUBMIT: N_("Submit"),
        Action.RECEIVE: N_("Receive"),
        Action.ACCEPT: N_("Accept"),
        Action.NOT_ACCEPT: N_("Do not accept"),
        Action.TAKE: N_("Take the case"),
        Action.RETURN: N_("Return for completion"),
        Action.PROPOSE: N_("Propose a decision"),
        Action.SEND_BACK: N_("Send back to the examiner"),
        Action.APPROVE: N_("Approve"),
        Action.REFUSE: N_("Refuse"),
        Action.ISSUE: N_("Issue the licence"),
        Action.ARCHIVE: N_("Archive"),
        Action.PUBLICISE: N_("Publicise"),
        Action.REQUEST_WITHDRAWAL: N_("Ask to withdraw"),
        Action.WITHDRAW: N_("Withdraw"),
        Action.DECLINE_WITHDRAWAL: N_("Decline the withdrawal"),
        Action.LAPSE: N_("Let lapse"),
        Action.CLAIM: N_("Take to the counter"),
        Action.HAND_BACK: N_("Hand back from the counter"),
        Action.ANNOUNCE: N_("Announce publicly"),
        Action.CLOSE_NOTICE: N_("End the public notice"),
    },
    Role: {
        Role.PUBLIC: N_("Public"),
        Role.ACCOUNT: N_("Registered user"),
        Role.APPLICANT: N_("Applicant"),
        Role.SIGNATORY: N_("Signatory"),
        Role.EXAMINER: N_("Examiner"),
        Role.APPROVER: N_("Approver"),
        Role.IDENTITY_OFFICER: N_("Identity officer"),
        Role.COUNTER_OFFICER: N_("Counter officer"),
        Role.MANAGER: N_("Manager"),
        Role.ADMINISTRATOR: N_("Administrator"),
        Role.SYSTEM: N_("System"),
    },
    Channel: {
        Channel.PAPERLESS: N_("Paperless"),
        Channel.ONLINE_WITH_PAPER: N_("Online with paper"),
        Channel.COUNTER: N_("Counter"),
    },
    CounterState: {
        CounterState.OPEN: N_("At the counter"),
        CounterState.SUBMITTED: N_("Submitted at the counter"),
        CounterState.HANDED_BACK: N_("Handed back"),
        CounterState.DISCARDED: N_("Given up"),
    },
    ClaimState: {
        ClaimState.ASKED: N_("Asked for"),
        ClaimState.TAKEN: N_("Taken"),
        ClaimState.REFUSED: N_("Not taken"),
    },
    Business: {
        Business.ESTABLISHMENT: N_("Establishment"),
        Business.CHANGE: N_("Change"),
        Business.FILING: N_("Filing"),
        Business.CANCELLATION: N_("Cancellation"),
        Business.NAME: N_("Name"),
        Business.LICENCE: N_("Licence"),
        Business.PLEDGE: N_("Pledge of equity"),
        Business.MIGRATION: N_("Migration"),
        Business.MERGER: N_("Merger or division"),
        Business.REVOCATION: N_("Revocation of a change"),
    },
    SignatoryRole: {
        SignatoryRole.LEGAL_REPRESENTATIVE: N_("Legal representative"),
        SignatoryRole.MEMBER: N_("Member"),
        SignatoryRole.APPLICANT: N_("Applicant"),
        SignatoryRole.AGENT: N_("Agent"),
        SignatoryRole.INCOMING_REPRESENTATIVE: N_("Incoming legal representative"),
        SignatoryRole.MEMBERS_TWO_THIRDS: N_("Members with two thirds of the votes"),
        SignatoryRole.MEMBERS_BY_CHARTER: N_("Members with the votes that the articles ask for"),
        SignatoryRole.SOLE_MEMBER: N_("Sole member"),
        SignatoryRole.STATE_FUNDER: N_("State-asset authority"),
        SignatoryRole.PROMOTER: N_("Promoter"),
        SignatoryRole.MEETING_CHAIR: N_("Chair of the meeting"),
        SignatoryRole.DIRECTOR_PRESENT: N_("Director present"),
        SignatoryRole.DIRECTOR: N_("Director"),
        SignatoryRole.PARTNER: N_("Partner"),
        SignatoryRole.EXECUTIVE_PARTNER: N_("Executive partner"),
        SignatoryRole.INVESTOR: N_("Investor"),
        SignatoryRole.FAMILY_MEMBER: N_("Family member"),
        SignatoryRole.FOUNDER: N_("Founder"),
        SignatoryRole.CONTRIBUTING_MEMBER: N_("Contributing member"),
        SignatoryRole.CONTRIBUTOR: N_("Contributor"),
        SignatoryRole.PARENT_REPRESENTATIVE: N_("Legal representative of the parent enterprise"),
        SignatoryRole.LIQUIDATION_HEAD: N_("Head of the liquidation group"),
        SignatoryRole.LIQUIDATOR: N_("Liquidator"),
        SignatoryRole.TRANSFEROR: N_("Transferor"),
        SignatoryRole.TRANSFEREE: N_("Transferee"),
        SignatoryRole.FOREIGN_SIGNATORY: N_("Authorised signatory of the foreign enterprise"),
        SignatoryRole.FOREIGN_INVESTOR: N_("Foreign investor"),
        SignatoryRole.SERVICE_RECIPIENT: N_("Recipient of legal documents"),
        SignatoryRole.OPERATOR: N_("Operator"),
        SignatoryRole.PLEDGOR: N_("Pledgor"),
        SignatoryRole.PLEDGEE: N_("Pledgee"),
        SignatoryRole.TARGET_COMPANY: N_("Company whose equity is pledged"),
        SignatoryRole.ENTITY: N_("For the enterprise"),
        SignatoryRole.CERTIFIER: N_("Certifies the copy"),
        SignatoryRole.ORGANISATION_REPRESENTATIVE: N_("Representative of the organisation that gives the mandate"),
    },
    Severity: {
        Severity.ERROR: N_("Must be mended"),
        Severity.WARNING: N_("Please look"),
        Severity.PASSED: N_("In order"),
    },
    IdentityStatus: {
        IdentityStatus.PENDING: N_("Not yet confirmed"),
        IdentityStatus.CONFIRMED: N_("Confirmed"),
        IdentityStatus.MISMATCH: N_("Does not match"),
        IdentityStatus.MANUAL: N_("With an officer"),
        IdentityStatus.REFUSED: N_("Not confirmed"),
    },
    OrganisationStatus: {
        OrganisationStatus.CONFIRMED_REGISTER: N_("Confirmed by this register"),
        OrganisationStatus.CONFIRMED_SERVICE: N_("Confirmed by the legal-person database"),
        OrganisationStatus.CONFIRMED_BY_HAND: N_("Confirmed by an officer"),
        OrganisationStatus.UPLOADED: N_("Proof uploaded; an officer confirms it"),
        OrganisationStatus.MISMATCH: N_("Does not agree with the official record"),
        OrganisationStatus.UNKNOWN: N_("Not known to the legal-person database"),
        OrganisationStatus.PENDING: N_("Not confirmed yet"),
    },
    Assurance: {
        Assurance.HIGH: N_("High (passkey)"),
        Assurance.SUBSTANTIAL: N_("Substantial (password and one-time code)"),
    },
    LicenceStatus: {
        LicenceStatus.VALID: N_("Valid"),
        LicenceStatus.SUPERSEDED: N_("Superseded"),
        LicenceStatus.REVOKED: N_("Revoked"),
        LicenceStatus.VOID: N_("Void: the enterprise was cancelled"),
    },
    EnterpriseStatus: {
        EnterpriseStatus.EXISTING: N_("Existing"),
        EnterpriseStatus.IN_LIQUIDATION: N_("In liquidation"),
        EnterpriseStatus.CANCELLING: N_("Simple cancellation announced"),
        EnterpriseStatus.MIGRATED: N_("Migrated to another authority"),
        EnterpriseStatus.CANCELLED: N_("Cancelled"),
        EnterpriseStatus.REVOKED: N_("Revoked"),
    },
    NoticeStatus: {
        NoticeStatus.RUNNING: N_("Notice is running"),
        NoticeStatus.OBJECTED: N_("Somebody objected"),
        NoticeStatus.ENDED: N_("Notice has ended"),
        NoticeStatus.WITHDRAWN: N_("Notice withdrawn"),
    },
    ProposalKind: {
        ProposalKind.APPROVE: N_("Propose approval"),
        ProposalKind.REFUSE: N_("Propose refusal"),
    },
}


def label(member: StrEnum) -> str:
    """The text (to be translated) by which people know a word."""
    return LABELS[type(member)][member]
