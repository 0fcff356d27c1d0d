"""The inner zone's tables. Conventions are those of `core.outer.tables`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field

from core.inner import managed_tables as managed_tables  # whoever knows this zone's tables knows the managers'
from core.tablebase import InnerTable, UtcDateTime, json_column


class Authority(InnerTable, table=True):
    """A registration authority of this installation's tree, and its settings."""

    __tablename__ = "authority"
    id: str = Field(primary_key=True)
    name: str
    parent_id: str | None = None
    one_officer_mode: bool = False


class Officer(InnerTable, table=True):
    __tablename__ = "officer"
    id: str = Field(primary_key=True)
    login: str = Field(unique=True)
    name: str
    authority_id: str = Field(foreign_key="authority.id")
    roles: list[str] = Field(sa_column=json_column())
    password_hash: str
    totp_sealed: bytes
    totp_last_step: int = 0
    language: str = "zh_CN"
    disabled: bool = False
    drill: bool = False


class OfficerSession(InnerTable, table=True):
    __tablename__ = "officer_session"
    id: str = Field(primary_key=True)
    token_hash: str = Field(unique=True)
    officer_id: str = Field(foreign_key="officer.id", index=True)
    agent: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class OfficerAttempt(InnerTable, table=True):
    __tablename__ = "officer_attempt"
    id: int | None = Field(default=None, primary_key=True)
    door: str = Field(index=True)
    at: datetime = Field(sa_type=UtcDateTime)


class Case(InnerTable, table=True):
    """An application as the authority holds it. `subject` is the code of the enterprise spoken of, if it is registered
    already, `prior_version` the register's version that the application starts from. `organisations` says by key where
    those stand that must be confirmed (`core.inner.organisations`); None before anybody looked."""

    __tablename__ = "case"
    id: str = Field(primary_key=True)
    number: str = Field(unique=True)
    authority_id: str = Field(foreign_key="authority.id", index=True)
    procedure: str
    edition: str
    business: str
    entity_type: str
    channel: str
    status: str = Field(index=True)
    round: int
    returned_before: bool = False
    title: str
    name_key: str = ""
    subject: str = Field(default="", index=True)
    prior_version: int = 0
    content_sealed: bytes
    applicant: dict[str, Any] = Field(sa_column=json_column())
    signatories: list[dict[str, Any]] = Field(default_factory=list, sa_column=json_column())
    organisations: dict[str, dict[str, Any]] | None = Field(default=None, sa_column=Column(JSON))
    drawn_up: str
    examiner_id: str | None = Field(default=None, foreign_key="officer.id")
    approver_id: str | None = Field(default=None, foreign_key="officer.id")
    proposal: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    outputs: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    drill: bool = False
    first_submitted_at: datetime = Field(sa_type=UtcDateTime)
    received_at: datetime = Field(sa_type=UtcDateTime)
    clock_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    clock_stopped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 0


class CaseEvent(InnerTable, table=True):
    """What happened to a case, in order; the status is their fold. Identifiers grow in the order of the commits."""

    __tablename__ = "case_event"
    __table_args__ = (UniqueConstraint("case_id", "number"), UniqueConstraint("case_id", "key"))
    id: int | None = Field(default=None, primary_key=True)
    case_id: str = Field(foreign_key="case.id", index=True)
    number: int
    action: str
    from_status: str
    status: str
    actor: str
    officer_id: str | None = None
    key: str
    at: datetime = Field(sa_type=UtcDateTime)
    trace_index: int
    details: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())


class CaseDocument(InnerTable, table=True):
    __tablename__ = "case_document"
    __table_args__ = (UniqueConstraint("case_id", "round", "kind"),)
    id: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="case.id", index=True)
    round: int
    kind: str
    position: int
    title: str
    content_hash: str
    file: str
    pages: int
    signatures: list[dict[str, Any]] = Field(default_factory=list, sa_column=json_column())
    evidence_sealed: bytes | None = None
    current: bool = True
    reason: str = ""


class CaseFinding(InnerTable, table=True):
    """A result of an automatic check with its rule, evidence and place (R23); its evidence may be personal."""

    __tablename__ = "case_finding"
    id: int | None = Field(default=None, primary_key=True)
    case_id: str = Field(foreign_key="case.id", index=True)
    round: int
    position: int
    finding_sealed: bytes


class IdentityCase(InnerTable, table=True):
    """A manual identity confirmation that an officer decides (R12)."""

    __tablename__ = "identity_case"
    id: str = Field(primary_key=True)
    account_ref: str = Field(index=True)
    person_index: str = Field(index=True)
    person_sealed: bytes
    mismatched: list[str] = Field(default_factory=list, sa_column=json_column())
    material: list[dict[str, Any]] = Field(default_factory=list, sa_column=json_column())
    asked_at: datetime = Field(sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    officer_id: str | None = None
    confirmed: bool | None = None
    grounds: str = ""


class NameReservation(InnerTable, table=True):
    """A reserved name under its unique normalised key (A08); the register's names are reserved for good."""

    __tablename__ = "name_reservation"
    key: str = Field(primary_key=True)
    name: str
    case_id: str | None = Field(default=None, index=True)
    uscc: str | None = Field(default=None, index=True)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Enterprise(InnerTable, table=True):
    __tablename__ = "enterprise"
    uscc: str = Field(primary_key=True)
    authority_id: str = Field(foreign_key="authority.id", index=True)
    entity_type: str
    name: str = Field(index=True)
    status: str
    established: str
    current_version: int
    drill: bool = False


class EnterpriseVersion(InnerTable, table=True):
    """The register over time: every approved procedure makes a new version."""

    __tablename__ = "enterprise_version"
    __table_args__ = (UniqueConstraint("uscc", "version"),)
    id: int | None = Field(default=None, primary_key=True)
    uscc: str = Field(foreign_key="enterprise.uscc", index=True)
    version: int
    case_id: str = Field(foreign_key="case.id", unique=True)
    content_sealed: bytes
    public: dict[str, Any] = Field(sa_column=json_column())
    valid_from: datetime = Field(sa_type=UtcDateTime)


class CodeSequence(InnerTable, table=True):
    """The next number of each series (codes of a region, licence serials of a year)."""

    __tablename__ = "code_sequence"
    series: str = Field(primary_key=True)
    next_number: int = 1


class Licence(InnerTable, table=True):
    """The electronic licence; `paper_sheets` is how many sheets of paper were chosen beside it."""

    __tablename__ = "licence"
    serial: str = Field(primary_key=True)
    uscc: str = Field(foreign_key="enterprise.uscc", index=True)
    version: int
    case_id: str = Field(foreign_key="case.id", unique=True)
    file: str
    sha256: str = Field(index=True)
    qr_text: str
    status: str
    issued_at: datetime = Field(sa_type=UtcDateTime)
    trace_index: int
    paper_sheets: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class ArchiveRecord(InnerTable, table=True):
    __tablename__ = "archive_record"
    object_id: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="case.id", unique=True)
    version: str
    digest: str
    report: dict[str, Any] = Field(sa_column=json_column())
    kept_at: datetime = Field(sa_type=UtcDateTime)


class Publication(InnerTable, table=True):
    """What is told to the national publicity system, with receipt and retry (R50)."""

    __tablename__ = "publication"
    key: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="case.id", unique=True)
    payload: dict[str, Any] = Field(sa_column=json_column())
    tries: int = 0
    next_try_at: datetime = Field(sa_type=UtcDateTime)
    receipt: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    publicised_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    problem: str = ""


class CounterClaim(InnerTable, table=True):
    """An officer asked the outer zone for a draft by its code (which is kept nowhere here), and what came of it."""

    __tablename__ = "counter_claim"
    id: str = Field(primary_key=True)
    officer_id: str = Field(foreign_key="officer.id")
    authority_id: str = Field(foreign_key="authority.id", index=True)
    state: str
    reason: str = ""
    draft_id: str | None = None
    asked_at: datetime = Field(sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CounterDraft(InnerTable, table=True):
    """An application taken at the counter; it has the identifier of the case that it becomes.

    `online` says that the outer zone has it, too; `claim_id` is its latest claim. `officers` are all who had a hand in
    it. `printed` gives the content hash of each document as it was printed last.
    """

    __tablename__ = "counter_draft"
    id: str = Field(primary_key=True)
    number: str = Field(unique=True)
    authority_id: str = Field(foreign_key="authority.id", index=True)
    procedure: str
    subject: str = ""
    prior_version: int = 0
    online: bool = False
    claim_id: str = ""
    state: str = Field(index=True)
    revision: int = 0
    round: int = 1
    content_sealed: bytes
    title: str
    applicant: dict[str, Any] = Field(sa_column=json_column())
    officers: list[str] = Field(sa_column=json_column())
    drawn_up: str = ""
    printed: dict[str, str] = Field(default_factory=dict, sa_column=json_column())
    paper: bool = False
    drill: bool = False
    first_submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class CounterScan(InnerTable, table=True):
    """Pages that were scanned for a material. `content_hash` is that of the document which was signed on paper; empty
    for a material that was brought."""

    __tablename__ = "counter_scan"
    id: str = Field(primary_key=True)
    draft_id: str = Field(foreign_key="counter_draft.id", index=True)
    kind: str
    position: int
    filename: str
    media_type: str
    pages: int
    file: str
    content_hash: str = ""
    officer_id: str = Field(foreign_key="officer.id")
    at: datetime = Field(sa_type=UtcDateTime)


class CounterSighting(InnerTable, table=True):
    """An officer saw the identity document of a person, who is known by the keyed index of the number."""

    __tablename__ = "counter_sighting"
    id: str = Field(primary_key=True)
    case_id: str = Field(index=True)
    person_index: str
    document: str
    note_sealed: bytes
    officer_id: str = Field(foreign_key="officer.id")
    at: datetime = Field(sa_type=UtcDateTime)


class PaperLicence(InnerTable, table=True):
    """A licence on paper: the original (`copy_no` 0) or a duplicate, its form's own number, and whom it was handed."""

    __tablename__ = "paper_licence"
    id: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="case.id", index=True)
    licence_serial: str = Field(foreign_key="licence.serial")
    copy_no: int
    form_number: str = Field(unique=True)
    file: str
    printed_by: str = Field(foreign_key="officer.id")
    printed_at: datetime = Field(sa_type=UtcDateTime)
    handed_to_sealed: bytes | None = None
    handed_by: str | None = Field(default=None, foreign_key="officer.id")
    handed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    spoilt_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Pledge(InnerTable, table=True):
    """A pledge of equity in a company, over time: `case_id` is the case that registered it as it stands now,
    `released_by` the one that ended it."""

    __tablename__ = "pledge"
    number: str = Field(primary_key=True)
    uscc: str = Field(foreign_key="enterprise.uscc", index=True)
    case_id: str = Field(foreign_key="case.id", unique=True)
    terms: dict[str, Any] = Field(sa_column=json_column())
    since: datetime = Field(sa_type=UtcDateTime)
    released_by: str | None = Field(default=None, foreign_key="case.id")
    released_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CancellationNotice(InnerTable, table=True):
    """The public notice before a simple cancellation: runs from `starts` to the end of `ends` (Beijing days)."""

    __tablename__ = "cancellation_notice"
    case_id: str = Field(primary_key=True, foreign_key="case.id")
    uscc: str = Field(foreign_key="enterprise.uscc", index=True)
    starts: str
    ends: str = Field(index=True)
    status: str = Field(index=True)


class CancellationObjection(InnerTable, table=True):
    """An objection to a simple cancellation: who (sealed), what (sealed), and when it came."""

    __tablename__ = "cancellation_objection"
    id: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="cancellation_notice.case_id", index=True)
    words_sealed: bytes
    at: datetime = Field(sa_type=UtcDateTime)
