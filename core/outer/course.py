"""The course of an application: its documents with their signatures, who signs, what happened, the receipt.

It grows with every step. A form that is being filled in shows none of it, so it is read apart.
"""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session, col, select

from core.content import Content
from core.outer.accounts import AccountView
from core.outer.tables import Application, ApplicationEvent, Document, Invitation, SignatureSlot, Submission
from core.outer.views import ApplicationView, DocumentView, EventView, SignatoryView, SlotView
from core.terms import Action, SignatoryRole, Status


def with_course(
    session: Session, application: Application, content: Content, account: AccountView, seen: ApplicationView
) -> ApplicationView:
    """A view to which the course is added."""
    documents = documents_of(session, application, content, account)
    events = session.exec(
        select(ApplicationEvent)
        .where(ApplicationEvent.application_id == application.id)
        .order_by(col(ApplicationEvent.number))
    )
    submission = session.exec(
        select(Submission).where(Submission.application_id == application.id).order_by(col(Submission.round).desc())
    ).first()
    return replace(
        seen,
        documents=documents,
        signatories=_signatories(session, application, content, documents),
        events=tuple(
            EventView(Action(row.action), Status(row.status), row.at, row.trace_index, row.details) for row in events
        ),
        receipt=submission.receipt if submission else {},
    )


def documents_of(
    session: Session, application: Application, content: Content, account: AccountView | None
) -> tuple[DocumentView, ...]:
    rows = session.exec(
        select(Document)
        .where(Document.application_id == application.id, Document.superseded == False)  # noqa: E712 - SQL
        .order_by(col(Document.position))
    ).all()
    slots: dict[str, list[SlotView]] = {row.id: [] for row in rows}
    for slot in session.exec(
        select(SignatureSlot).where(col(SignatureSlot.document_id).in_(slots)).order_by(col(SignatureSlot.field))
    ):
        slots[slot.document_id].append(
            SlotView(
                id=slot.id,
                party=slot.party,
                name=content.party(slot.party).name,
                role=SignatoryRole(slot.role),
                signed_at=slot.signed_at,
                mine=account is not None and slot.person_index == account.person_index,
                read=slot.read_at is not None,
            )
        )
    return tuple(
        DocumentView(row.id, row.kind, row.title, row.pages, row.content_hash, row.round, tuple(slots[row.id]))
        for row in rows
    )


def _signatories(
    session: Session, application: Application, content: Content, documents: tuple[DocumentView, ...]
) -> tuple[SignatoryView, ...]:
    invitations = {
        row.party: row
        for row in session.exec(
            select(Invitation).where(Invitation.application_id == application.id).order_by(col(Invitation.sent_at))
        )
    }
    found: dict[str, list[SlotView]] = {}
    for document in documents:
        if document.kind != "manifest":
            for slot in document.slots:
                found.setdefault(slot.party, []).append(slot)
    return tuple(
        SignatoryView(
            party=party,
            name=content.party(party).name,
            roles=tuple(dict.fromkeys(slot.role for slot in slots)),
            signed=sum(slot.signed_at is not None for slot in slots),
            needed=len(slots),
            invited_at=invitations[party].sent_at if party in invitations else None,
            accepted=party in invitations and invitations[party].accepted_at is not None,
            has_email=bool(content.party(party).email),
        )
        for party, slots in found.items()
    )
