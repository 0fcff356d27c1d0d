"""One case as an officer sees it: content, documents with their signatures, findings, events, what can be done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from core import permissions, workflow
from core.content import Content
from core.errors import NotFound
from core.i18n import Message
from core.inner import organisations
from core.inner.about import About, about
from core.inner.context import Inner
from core.inner.officers import OfficerView
from core.inner.organisations import OrganisationView
from core.inner.steps import content_of, findings_of, load, needs_met
from core.inner.tables import (
    ArchiveRecord,
    Authority,
    Case,
    CaseDocument,
    CaseEvent,
    Licence,
    Officer,
    Publication,
)
from core.inner.verification import SignatureFacts
from core.inner.worklist import CaseRow, Queue, row_of, worklist
from core.rules import Finding
from core.terms import Action, Channel, Status, Zone
from core.workflow import NEED_TEXTS, Need, possible_actions


@dataclass(frozen=True)
class CaseDocumentView:
    """`unchanged` says that a resubmission left the document as the officer saw it before."""

    id: str
    kind: str
    title: str
    pages: int
    round: int
    content_hash: str
    signatures: tuple[SignatureFacts, ...]
    unchanged: bool
    reason: str

    @property
    def good(self) -> bool:
        return all(one.good for one in self.signatures)


@dataclass(frozen=True)
class CaseEventView:
    number: int
    action: Action
    status: Status
    actor: str
    at: datetime
    trace_index: int
    details: Mapping[str, Any]


@dataclass(frozen=True)
class ApplicantView:
    name: str
    identity_number: str
    phone: str
    identity: str


@dataclass(frozen=True)
class IssuedView:
    """What came of an approval, as far as it has come."""

    uscc: str = ""
    serial: str = ""
    licence: bool = False
    archive_id: str = ""
    archive_digest: str = ""
    archive_report: Mapping[str, Any] | None = None
    publicity_receipt: str = ""
    publicity_problem: str = ""
    publicity_tries: int = 0


@dataclass(frozen=True)
class CaseView:
    row: CaseRow
    authority: str
    about: About
    procedure: str
    edition: str
    channel: Channel
    content: Content
    applicant: ApplicantView
    documents: tuple[CaseDocumentView, ...]
    findings: tuple[Finding, ...]
    events: tuple[CaseEventView, ...]
    actions: tuple[Action, ...]
    hindered: Mapping[Action, Message]
    proposal: Mapping[str, Any]
    approver: str
    returned_before: bool
    issued: IssuedView
    version: int
    organisations: tuple[OrganisationView, ...] = ()


def view(inner: Inner, officer: OfficerView, case_id: str) -> CaseView:
    """The case. Raises NotFound for a case of another authority."""
    now = inner.clock()
    with inner.store.reading() as session:
        case = load(session, officer, case_id)
        names = {row.id: row.name for row in session.exec(select(Officer))}
        actions, hindered = _actions(session, case, officer)
        return CaseView(
            row=row_of(case, names, now),
            authority=session.get_one(Authority, case.authority_id).name,
            about=about(session, inner, case),
            procedure=case.procedure,
            edition=case.edition,
            channel=Channel(case.channel),
            content=content_of(inner, case),
            applicant=applicant_of(inner, case),
            documents=_documents(session, case),
            findings=tuple(findings_of(session, inner, case)),
            events=tuple(
                CaseEventView(
                    row.number, Action(row.action), Status(row.status), row.actor, row.at, row.trace_index, row.details
                )
                for row in session.exec(
                    select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(col(CaseEvent.number))
                )
            ),
            actions=actions,
            hindered=hindered,
            proposal=case.proposal,
            approver=names.get(case.approver_id or "", ""),
            returned_before=case.returned_before,
            issued=_issued(session, case),
            version=case.version,
            organisations=organisations.views(session, inner, case),
        )


def document_pdf(inner: Inner, officer: OfficerView, case_id: str, document_id: str) -> tuple[str, bytes]:
    """File name and bytes of a document of the case; ``licence`` and ``sheet`` name what the authority made."""
    with inner.store.reading() as session:
        case = load(session, officer, case_id)
        if document_id == "licence":
            licence = session.exec(select(Licence).where(Licence.case_id == case.id)).first()
            file = licence.file if licence else None
        elif document_id == "sheet":
            file = case.outputs.get("archive", {}).get("sheet.pdf")
        else:
            row = session.get(CaseDocument, document_id)
            file = row.file if row and row.case_id == case.id else None
        if file is None:
            raise NotFound()
        return f"{case.number}-{document_id[:8]}.pdf", inner.files.get(file)


def next_case(inner: Inner, officer: OfficerView, after: str) -> str | None:
    """The next case that waits for this officer, other than `after`: own ones first, then by deadline."""
    for queue in (Queue.MINE, Queue.TO_APPROVE, Queue.TO_ACCEPT, Queue.TO_EXAMINE):
        for row in worklist(inner, officer, queue=queue, limit=5).rows:
            if row.id != after and view(inner, officer, row.id).actions:
                return row.id
    return None


def applicant_of(inner: Inner, case: Case) -> ApplicantView:
    sealed = bytes.fromhex(case.applicant["sealed"])
    person = json.loads(inner.vault.open(sealed, f"case.applicant:{case.id}"))
    return ApplicantView(person["name"], person["identity_number"], person["phone"], case.applicant["identity"])


def _actions(session: Session, case: Case, officer: OfficerView) -> tuple[tuple[Action, ...], dict[Action, Message]]:
    """What the officer can do now, and what only a need hinders, with the reason (grounds are given in the form)."""
    holds = needs_met(session, case, officer, grounds="given")
    status = Status(case.status)
    actions = permissions.available_actions(Zone.INNER, status, officer.roles, holds)
    hindered = {}
    for action in possible_actions(Zone.INNER, status):
        if action in actions or not permissions.may(officer.roles, Zone.INNER, permissions.Thing.REGISTRATION, action):
            continue
        missing = next(need for need in workflow.ALL_STEPS[Zone.INNER][status, action].needs if need not in holds)
        hindered[action] = Message(NEED_TEXTS[Need(missing)])
    return actions, hindered


def _documents(session: Session, case: Case) -> tuple[CaseDocumentView, ...]:
    rows = session.exec(
        select(CaseDocument).where(CaseDocument.case_id == case.id).order_by(col(CaseDocument.position))
    ).all()
    earlier = {row.file for row in rows if row.round < case.round}
    return tuple(
        CaseDocumentView(
            id=row.id,
            kind=row.kind,
            title=row.title,
            pages=row.pages,
            round=row.round,
            content_hash=row.content_hash,
            signatures=tuple(SignatureFacts.from_json(one) for one in row.signatures),
            unchanged=row.file in earlier,
            reason=row.reason,
        )
        for row in rows
        if row.round == case.round
    )


def _issued(session: Session, case: Case) -> IssuedView:
    licence = session.exec(select(Licence).where(Licence.case_id == case.id)).first()
    record = session.exec(select(ArchiveRecord).where(ArchiveRecord.case_id == case.id)).first()
    publication = session.exec(select(Publication).where(Publication.case_id == case.id)).first()
    return IssuedView(
        uscc=case.outputs.get("uscc", ""),
        serial=case.outputs.get("serial", ""),
        licence=licence is not None,
        archive_id=record.object_id if record else "",
        archive_digest=record.digest if record else "",
        archive_report=record.report if record else None,
        publicity_receipt=str(publication.receipt.get("number", "")) if publication else "",
        publicity_problem=publication.problem if publication else "",
        publicity_tries=publication.tries if publication else 0,
    )
