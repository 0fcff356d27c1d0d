"""Submitting: the applicant signs the list of all documents, and the application crosses to the inner zone.

The envelope is written in the transaction of the submission, so that what is acknowledged is never lost; the receipt
shows the entry's place in the trace. The first submission pins the application: its edition and its place in the
queue survive a return (design: the life of a registration).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from core import rules
from core.content import Person
from core.documents import ManifestEntry, ManifestFacts, build_manifest
from core.errors import ConditionNotMet, Conflict
from core.i18n import M_, N_
from core.ids import new_id
from core.outer import notices, organisations
from core.outer.accounts import AccountView
from core.outer.applications import content_of, load, take_step, title_of
from core.outer.context import Outer
from core.outer.drafts import needs_met, owner_recipient, procedure_of, rule_facts, uploads_of
from core.outer.packs import add_document
from core.outer.replica import index_queued_name
from core.outer.tables import Application, Document, Evidence, SignatureSlot, Submission
from core.packing import authority_name
from core.terms import Action, SignatoryRole
from core.workdays import day_in_china
from core.workflow import NEED_TEXTS, Need

MANIFEST = "manifest"
MANIFEST_POSITION = 99
APPLICANT_PARTY = "applicant"
NEW_EDITION = N_("a new edition of the norm is in force since; go back to editing and generate the documents again")


@dataclass(frozen=True)
class Receipt:
    """What the applicant holds after submitting.

    `checkpoint` is this zone's signed statement of its whole trace with the submission in it: with it anybody can show
    later that the trace was cut or rewritten (A24).
    """

    number: str
    round: int
    submitted_at: datetime
    trace_index: int
    leaf_hash: str
    documents: int
    manifest_sha256: str
    checkpoint: str

    def to_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "round": self.round,
            "submitted_at": self.submitted_at.isoformat(),
            "trace_index": self.trace_index,
            "leaf_hash": self.leaf_hash,
            "documents": self.documents,
            "manifest_sha256": self.manifest_sha256,
            "checkpoint": self.checkpoint,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Receipt:
        return cls(
            number=data["number"],
            round=data["round"],
            submitted_at=datetime.fromisoformat(data["submitted_at"]),
            trace_index=data["trace_index"],
            leaf_hash=data["leaf_hash"],
            documents=data["documents"],
            manifest_sha256=data["manifest_sha256"],
            checkpoint=data["checkpoint"],
        )


def stream_of(application_id: str) -> str:
    """The exchange's stream of one registration."""
    return f"registration.{application_id}"


def prepare_manifest(outer: Outer, account: AccountView, application_id: str) -> None:
    """Make the list of documents that the applicant signs on submitting. Raises ConditionNotMet."""
    now = outer.clock()
    with outer.store.unit() as session:
        application = load(session, account, application_id, Action.SUBMIT)
        content = content_of(outer, application)
        if Need.ALL_SIGNED not in needs_met(session, application, account.identity, ()):
            raise ConditionNotMet(reason_text=NEED_TEXTS[Need.ALL_SIGNED])
        rows = _current(session, application)
        facts = ManifestFacts(
            application_no=application.number,
            edition=application.edition,
            round=application.round,
            drawn_up=day_in_china(now),
            company_name=title_of(outer, application),
            authority_name=authority_name(application.authority_id),
            applicant_name=account.name,
            applicant_party=APPLICANT_PARTY,
            documents=tuple(
                ManifestEntry(row.kind, row.title, row.content_hash, row.current)
                for row in rows
                if row.kind != MANIFEST
            ),
        )
        made = build_manifest(facts)
        present = [row for row in rows if row.kind == MANIFEST]
        if any(row.content_hash == made.content_hash for row in present):
            return
        for row in present:
            row.superseded = True
        me = content.model_copy(update={"parties": {**content.parties, APPLICANT_PARTY: _me(account)}})
        add_document(session, outer, application, me, made, outer.files.put(made.pdf), MANIFEST_POSITION, now)


def submit(outer: Outer, account: AccountView, application_id: str, key: str) -> Receipt:
    """Submit the signed pack. The same key again gives the same receipt and does nothing twice.

    Raises ConditionNotMet when something is missing, NotPossibleNow in another status.
    """
    now = outer.clock()
    with outer.store.unit() as session:
        application = load(session, account, application_id, Action.SUBMIT)
        earlier = session.exec(
            select(Submission).where(Submission.application_id == application.id, Submission.key == key)
        ).first()
        if earlier is not None:
            return Receipt.from_json(earlier.receipt)
        content = content_of(outer, application)
        findings = rules.check(
            content, rule_facts(outer, session, application, content, uploads_of(session, application))
        )
        if application.edition != procedure_of(application, now).edition:
            raise ConditionNotMet(reason_text=NEW_EDITION)
        holds = needs_met(session, application, account.identity, findings)
        documents = _current(session, application)
        manifest = next((row for row in documents if row.kind == MANIFEST), None)
        step = take_step(
            session,
            application,
            Action.SUBMIT,
            actor=account.id,
            now=now,
            holds=holds,
            data={"documents": {row.kind: row.current for row in documents}, "key": key},
        )
        if manifest is None or manifest.round != application.round:
            raise Conflict()
        application.first_submitted_at = application.first_submitted_at or now
        receipt = Receipt(
            number=application.number,
            round=application.round,
            submitted_at=now,
            trace_index=step.index,
            leaf_hash=step.leaf_hash,
            documents=len(documents),
            manifest_sha256=manifest.current,
            checkpoint=outer.exchange.checkpoint(session, now).text,
        )
        row = Submission(
            id=new_id(),
            application_id=application.id,
            round=application.round,
            key=key,
            at=now,
            manifest_file=manifest.current,
            trace_index=step.index,
            receipt=receipt.to_json(),
        )
        session.add(row)
        if not application.drill and procedure_of(application, now).names:
            index_queued_name(session, application.id, content.name)
        payload = _payload(session, outer, application, account, documents, receipt)
        files = [row.current for row in documents]
        outer.exchange.post(
            session, stream=stream_of(application.id), kind="submission", payload=payload, files=files, now=now
        )
        _confirm_receipt(session, outer, application, receipt, now)
        return receipt


def request_withdrawal(outer: Outer, account: AccountView, application_id: str) -> None:
    """Ask the inner zone to withdraw; it answers according to what it has decided by then."""
    now = outer.clock()
    with outer.store.unit() as session:
        application = load(session, account, application_id, Action.REQUEST_WITHDRAWAL)
        take_step(session, application, Action.REQUEST_WITHDRAWAL, actor=account.id, now=now)
        outer.exchange.post(
            session,
            stream=stream_of(application.id),
            kind="withdrawal",
            payload={"application": application.id, "actor": account.id},
            now=now,
        )


def _current(session: Session, application: Application) -> list[Document]:
    rows = session.exec(
        select(Document)
        .where(Document.application_id == application.id, Document.superseded == False)  # noqa: E712 - SQL
        .order_by(col(Document.position))
    )
    return list(rows)


def _me(account: AccountView) -> Person:
    return Person(name=account.name, identity_number=account.identity_number, phone=account.phone)


def _payload(
    session: Session, outer: Outer, application: Application, account: AccountView, documents: list[Document],
    receipt: Receipt,
) -> dict[str, Any]:  # fmt: skip
    procedure = procedure_of(application, receipt.submitted_at)
    return {
        "application": application.id,
        "number": application.number,
        "authority": application.authority_id,
        "procedure": procedure.id,
        "edition": application.edition,
        "channel": application.channel,
        "round": application.round,
        "drill": application.drill,
        "drawn_up": application.drawn_up,
        "title": title_of(outer, application),
        "content": content_of(outer, application).model_dump(mode="json"),
        "applicant": {
            "ref": account.id,
            "name": account.name,
            "identity_number": account.identity_number,
            "phone": account.phone,
            "identity": account.identity,
        },
        "organisations": organisations.evidence(session, outer, application, content_of(outer, application)),
        "first_submitted_at": (application.first_submitted_at or receipt.submitted_at).isoformat(),
        "receipt": receipt.to_json(),
        "documents": [_document_payload(session, outer, row) for row in documents],
    }


def _document_payload(session: Session, outer: Outer, document: Document) -> dict[str, Any]:
    slots = session.exec(select(SignatureSlot).where(SignatureSlot.document_id == document.id)).all()
    signatures = []
    for slot in slots:
        evidence = session.get(Evidence, slot.evidence_id) if slot.evidence_id else None
        signatures.append(
            {
                "field": slot.field,
                "party": slot.party,
                "role": SignatoryRole(slot.role),
                "evidence": outer.vault.open(evidence.record_sealed, "evidence.record") if evidence else "",
            }
        )
    return {
        "kind": document.kind,
        "position": document.position,
        "title": document.title,
        "content_hash": document.content_hash,
        "pages": document.pages,
        "file": document.current,
        "signatures": signatures,
    }


def _confirm_receipt(session: Session, outer: Outer, application: Application, receipt: Receipt, now: datetime) -> None:
    letter = notices.Letter(
        subject=M_("Submitted: {title}", title=title_of(outer, application)),
        body=M_(
            "Application {number} was submitted. Its entry in the trace is number {index}. You will be told of every "
            "further step.",
            number=application.number,
            index=receipt.trace_index,
        ),
        link=f"/application?id={application.id}",
        application_id=application.id,
    )
    notices.tell(session, outer, owner_recipient(outer, session, application), letter, now)
