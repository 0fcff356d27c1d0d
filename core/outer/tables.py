"""The outer zone's tables.

Columns that end in `_sealed` hold personal data encrypted by the zone's vault; `_index` columns hold a keyed hash
for looking up without opening. Identifiers are random and opaque, so that they may stand in the trace.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from core.outer import replica_tables as replica_tables  # whoever knows this zone's tables knows the replica's
from core.tablebase import OuterTable, UtcDateTime, json_column


class Account(OuterTable, table=True):
    """A registered natural person (R10)."""

    __tablename__ = "account"
    id: str = Field(primary_key=True)
    name_sealed: bytes
    identity_sealed: bytes
    identity_index: str = Field(index=True)
    phone_sealed: bytes
    phone_index: str = Field(unique=True)
    email_sealed: bytes
    password_hash: str
    portrait_file: str | None = None
    language: str
    identity_status: str
    mismatched: list[str] = Field(default_factory=list, sa_column=json_column())
    drill: bool = False
    created_at: datetime = Field(sa_type=UtcDateTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WebSession(OuterTable, table=True):
    """A signed-in browser; the cookie's value is stored as a hash only."""

    __tablename__ = "web_session"
    id: str = Field(primary_key=True)
    token_hash: str = Field(unique=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    agent: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Passkey(OuterTable, table=True):
    __tablename__ = "passkey"
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    credential_id: bytes = Field(sa_column=Column(LargeBinary, unique=True, nullable=False))
    public_key: bytes
    sign_count: int = 0
    label: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Challenge(OuterTable, table=True):
    """A WebAuthn challenge that waits for its answer; used once."""

    __tablename__ = "challenge"
    id: str = Field(primary_key=True)
    purpose: str
    account_id: str | None = None
    value: bytes
    expires_at: datetime = Field(sa_type=UtcDateTime)


class OneTimeCode(OuterTable, table=True):
    """A code sent to a person (A34): single use, ten minutes, few tries."""

    __tablename__ = "one_time_code"
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    purpose: str = Field(index=True)
    code_hash: str
    tries: int = 0
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Attempt(OuterTable, table=True):
    """Failed tries at a door, by whose door and from where, for throttling (A33)."""

    __tablename__ = "attempt"
    id: int | None = Field(default=None, primary_key=True)
    door: str = Field(index=True)
    at: datetime = Field(sa_type=UtcDateTime)


class IdentityRequest(OuterTable, table=True):
    """A manual confirmation asked for (R12), and its answer."""

    __tablename__ = "identity_request"
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    confirmed: bool | None = None
    grounds: str = ""


class Application(OuterTable, table=True):
    """One application, from draft to its result. `content_sealed` is the content's JSON.

    `subject` is the code of the enterprise spoken of, if it is registered already; `prior_sealed` what the register
    said of it (`prior_version`) when that was asked for, good until `prefill_until`, `choices_sealed` what it gave to
    pick from (`core.choices`). `claimed_at` is set while an officer at the counter has it, who took it by the counter's
    code. `complete_by` is when the time that a demand for completion gives is over, while one runs.
    """

    __tablename__ = "application"
    id: str = Field(primary_key=True)
    number: str = Field(unique=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    authority_id: str
    procedure: str
    edition: str
    channel: str
    status: str = Field(index=True)
    status_as_of: datetime = Field(sa_type=UtcDateTime)
    revision: int = 0
    round: int = 1
    content_sealed: bytes
    title_sealed: bytes
    progress: int = 0
    drawn_up: str = ""
    subject: str = ""
    prior_version: int = 0
    prior_sealed: bytes | None = None
    choices_sealed: bytes | None = None
    prefill: str = "none"
    prefill_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reasons: list[dict[str, Any]] = Field(default_factory=list, sa_column=json_column())
    complete_by: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    returned_content_sealed: bytes | None = None
    result: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    drill: bool = False
    counter_code_index: str | None = Field(default=None, index=True)
    counter_code_sealed: bytes | None = None
    counter_code_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claim_id: str | None = None
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    first_submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ApplicationEvent(OuterTable, table=True):
    """What happened to an application, in order; the status is their fold."""

    __tablename__ = "application_event"
    __table_args__ = (UniqueConstraint("application_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    application_id: str = Field(foreign_key="application.id", index=True)
    number: int
    action: str
    status: str
    actor: str
    at: datetime = Field(sa_type=UtcDateTime)
    trace_index: int
    details: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())


class UploadedFile(OuterTable, table=True):
    __tablename__ = "uploaded_file"
    id: str = Field(primary_key=True)
    application_id: str = Field(foreign_key="application.id", index=True)
    purpose: str
    filename: str
    media_type: str
    pages: int
    file: str
    at: datetime = Field(sa_type=UtcDateTime)


class OrganisationCheck(OuterTable, table=True):
    """What the legal-person database answered about an organisation of an application; `digest` is a keyed hash of
    what it was asked."""

    __tablename__ = "organisation_check"
    __table_args__ = (UniqueConstraint("application_id", "party"),)
    id: str = Field(primary_key=True)
    application_id: str = Field(foreign_key="application.id", index=True)
    party: str
    digest: str
    status: str
    mismatched: list[str] = Field(default_factory=list, sa_column=json_column())
    reference: str
    at: datetime = Field(sa_type=UtcDateTime)


class Document(OuterTable, table=True):
    """A document of the pack: `original` as generated, `current` with the signatures made so far."""

    __tablename__ = "document"
    id: str = Field(primary_key=True)
    application_id: str = Field(foreign_key="application.id", index=True)
    kind: str
    position: int
    round: int
    title: str
    content_hash: str
    original: str
    current: str
    pages: int
    superseded: bool = False
    created_at: datetime = Field(sa_type=UtcDateTime)


class SignatureSlot(OuterTable, table=True):
    """One signature that a document needs: whose, in which capacity, and where on the page."""

    __tablename__ = "signature_slot"
    __table_args__ = (UniqueConstraint("document_id", "field"),)
    id: str = Field(primary_key=True)
    document_id: str = Field(foreign_key="document.id", index=True)
    field: str
    party: str
    role: str
    person_index: str = Field(index=True)
    page: int
    box: list[float] = Field(sa_column=json_column())
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    signed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    evidence_id: str | None = None


class Invitation(OuterTable, table=True):
    """An invitation to sign: the link only routes; single use, expiring, stored hashed."""

    __tablename__ = "invitation"
    __table_args__ = (Index("ix_invitation_person", "person_index", "application_id"),)
    id: str = Field(primary_key=True)
    application_id: str = Field(foreign_key="application.id", index=True)
    party: str
    person_index: str
    token_hash: str = Field(unique=True)
    sent_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    account_id: str | None = None
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SigningIntent(OuterTable, table=True):
    """A declared intent to sign certain documents, its confirmation and its one certificate."""

    __tablename__ = "signing_intent"
    id: str = Field(primary_key=True)
    application_id: str = Field(foreign_key="application.id", index=True)
    account_id: str = Field(foreign_key="account.id")
    statement: dict[str, Any] = Field(sa_column=json_column())
    statement_text: str
    handwriting_file: str | None = None
    declared_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    assurance: str | None = None
    confirmation_sealed: bytes | None = None
    certificate: bytes | None = None
    chain: list[str] = Field(default_factory=list, sa_column=json_column())
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    trace_index: int | None = None


class PreparedSignature(OuterTable, table=True):
    """A signature between its two halves: prepared here, to be made in the signer's browser."""

    __tablename__ = "prepared_signature"
    id: str = Field(primary_key=True)
    intent_id: str = Field(foreign_key="signing_intent.id", index=True)
    slot_id: str = Field(foreign_key="signature_slot.id", index=True)
    base: str
    state_file: str
    made_at: datetime = Field(sa_type=UtcDateTime)


class Evidence(OuterTable, table=True):
    """What is kept with a signature (R15): statement, confirmation, certificate, timestamp, trace entry."""

    __tablename__ = "evidence"
    id: str = Field(primary_key=True)
    application_id: str = Field(foreign_key="application.id", index=True)
    slot_id: str
    kind: str
    record_sealed: bytes
    at: datetime = Field(sa_type=UtcDateTime)


class Submission(OuterTable, table=True):
    """One submission of an application (a round), with the receipt that the applicant holds."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("application_id", "round"),)
    id: str = Field(primary_key=True)
    application_id: str = Field(foreign_key="application.id", index=True)
    round: int
    key: str
    at: datetime = Field(sa_type=UtcDateTime)
    manifest_file: str
    trace_index: int
    receipt: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())


class InboxMessage(OuterTable, table=True):
    """A message to an account: a text identifier with parameters, shown in the reader's language."""

    __tablename__ = "inbox_message"
    id: str = Field(primary_key=True)
    account_id: str | None = Field(default=None, index=True)
    person_index: str | None = Field(default=None, index=True)
    application_id: str | None = None
    subject: dict[str, Any] = Field(sa_column=json_column())
    body_sealed: bytes
    link: str = ""
    at: datetime = Field(sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Mail(OuterTable, table=True):
    """A mail that waits to be handed to the mail server, written in the transaction it tells of."""

    __tablename__ = "mail"
    id: str = Field(primary_key=True)
    message_sealed: bytes
    created_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tries: int = 0
    next_try_at: datetime = Field(sa_type=UtcDateTime)
