"""What use cases of the outer zone show: frozen, complete, without a way back into the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from core.catalogue import Procedure
from core.content import SUBJECT_PROOF, Content
from core.i18n import Message
from core.organisations import Confirmation, holds_all
from core.rules import Finding, Progress
from core.signatories import signatories
from core.situation import asked
from core.terms import (
    Action,
    Channel,
    EnterpriseStatus,
    MaterialSource,
    Prefill,
    Role,
    Severity,
    SignatoryRole,
    Status,
)


@dataclass(frozen=True)
class ApplicationSummary:
    id: str
    number: str
    title: str
    procedure: str
    business: Message
    status: Status
    all_signed: bool
    progress: int
    updated_at: datetime
    as_of: datetime


@dataclass(frozen=True)
class SlotView:
    id: str
    party: str
    name: str
    role: SignatoryRole
    signed_at: datetime | None
    mine: bool
    read: bool


@dataclass(frozen=True)
class DocumentView:
    id: str
    kind: str
    title: str
    pages: int
    content_hash: str
    round: int
    slots: tuple[SlotView, ...]

    @property
    def complete(self) -> bool:
        return all(slot.signed_at for slot in self.slots)


@dataclass(frozen=True)
class SignatoryView:
    """One person who must sign: how many of their signatures are made, and whether the invitation was taken up."""

    party: str
    name: str
    roles: tuple[SignatoryRole, ...]
    signed: int
    needed: int
    invited_at: datetime | None
    accepted: bool
    has_email: bool


@dataclass(frozen=True)
class EventView:
    action: Action
    status: Status
    at: datetime
    trace_index: int
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Reason:
    """Why an application came back: the document at fault, the field (may be empty), and the officer's words."""

    document_kind: str
    place: str
    text: str


@dataclass(frozen=True)
class UploadView:
    id: str
    purpose: str
    filename: str
    media_type: str
    pages: int
    file: str


@dataclass(frozen=True)
class MaterialView:
    """A material of the procedure in this situation: where it comes from, who signs it (names), whether it is there.

    `label` is the Chinese title, `label_text` the identifier of the text that pages show.
    """

    kind: str
    number: int
    label: str
    label_text: str
    source: MaterialSource
    note_text: str
    signers: tuple[tuple[SignatoryRole, str], ...]
    uploaded: bool


@dataclass(frozen=True)
class EnterpriseChoice:
    """An enterprise of one's own that a business can be begun for."""

    uscc: str
    name: str
    entity_type: str
    status: EnterpriseStatus


@dataclass(frozen=True)
class ApplicationView:
    id: str
    number: str
    procedure: str
    status: Status
    as_of: datetime
    round: int
    revision: int
    title: str
    content: Content
    findings: tuple[Finding, ...]
    progress: Progress
    reasons: tuple[Reason, ...]
    documents: tuple[DocumentView, ...]
    signatories: tuple[SignatoryView, ...]
    uploads: tuple[UploadView, ...]
    events: tuple[EventView, ...]
    actions: tuple[Action, ...]
    roles: frozenset[Role]
    receipt: Mapping[str, Any]
    result: Mapping[str, Any]
    norm: Procedure
    channel: Channel = Channel.PAPERLESS
    subject: str = ""
    prefill: Prefill = Prefill.NONE
    prior: Content | None = None
    organisations: Mapping[str, Confirmation] = field(default_factory=dict)
    counter_code: str = ""
    claimed: bool = False
    complete_by: datetime | None = None

    @cached_property
    def materials(self) -> tuple[MaterialView, ...]:
        """The materials of the procedure in this situation, each with who signs it; most pages do not show them."""
        held = {SUBJECT_PROOF} if holds_all(self.content, self.organisations) else set()
        return tuple(
            MaterialView(
                kind=one.kind,
                number=one.number,
                label=one.label,
                label_text=one.label_text,
                source=MaterialSource.HELD if one.kind in held and not self.content.uploaded(one.kind) else one.source,
                note_text=one.note_text,
                signers=tuple(
                    (who.role, self.content.name_of(who.person)) for who in signatories(one, self.content, self.norm)
                ),
                uploaded=bool(self.content.uploaded(one.kind)),
            )
            for one in asked(self.norm, self.content, self.prior)
        )

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)


@dataclass(frozen=True)
class SigningTaskSummary:
    application_id: str
    number: str
    title: str
    applicant: str
    signed: int
    needed: int


@dataclass(frozen=True)
class SigningTask:
    """What one person has to sign in one application; `mine` are those with a signature of theirs."""

    application_id: str
    number: str
    title: str
    applicant: str
    status: Status
    documents: tuple[DocumentView, ...]

    @property
    def open_slots(self) -> int:
        return sum(slot.mine and slot.signed_at is None for document in self.documents for slot in document.slots)


@dataclass(frozen=True)
class Intent:
    """A declared intent: the statement to confirm, the slots it covers, and how it can be confirmed."""

    id: str
    statement_text: str
    slots: tuple[tuple[str, str], ...]
    passkey_options: str | None
