"""What analytics may read: cases and their events without personal data; drills never count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from core.inner.tables import Authority, Case, CaseEvent
from core.store import Store


class CaseMeasure(NamedTuple):
    id: str
    authority_id: str
    procedure: str
    entity_type: str
    business: str
    channel: str
    status: str
    round: int
    received_at: datetime
    decided_at: datetime | None
    due_at: datetime | None
    stopped_at: datetime | None


class EventMeasure(NamedTuple):
    id: int
    case_id: str
    number: int
    action: str
    from_status: str
    status: str
    at: datetime


class AuthorityMeasure(NamedTuple):
    id: str
    name: str
    parent_id: str | None


class Measures(NamedTuple):
    """One consistent reading; `watermark` is the last event's id that it holds."""

    authorities: list[AuthorityMeasure]
    cases: list[CaseMeasure]
    events: list[EventMeasure]
    watermark: int


def read(store: Store) -> Measures:
    """Everything, read in one transaction."""
    with store.reading() as session:
        events = list(_events(session))
        return Measures(
            authorities=[AuthorityMeasure(row.id, row.name, row.parent_id) for row in session.exec(select(Authority))],
            cases=list(_cases(session)),
            events=events,
            watermark=max((event.id for event in events), default=0),
        )


def watermark(store: Store) -> int:
    """The last event's id now, to see cheaply whether anything is new."""
    with store.reading() as session:
        return session.exec(select(CaseEvent.id).order_by(col(CaseEvent.id).desc())).first() or 0


def _cases(session: Session) -> Iterator[CaseMeasure]:
    for row in session.exec(select(Case).where(col(Case.drill).is_(False))):
        yield CaseMeasure(
            id=row.id,
            authority_id=row.authority_id,
            procedure=row.procedure,
            entity_type=row.entity_type,
            business=row.business,
            channel=row.channel,
            status=row.status,
            round=row.round,
            received_at=row.received_at,
            decided_at=row.decided_at,
            due_at=row.clock_due_at,
            stopped_at=row.clock_stopped_at,
        )


def _events(session: Session) -> Iterator[EventMeasure]:
    rows = session.exec(select(CaseEvent).join(Case).where(col(Case.drill).is_(False)).order_by(col(CaseEvent.id)))
    for row in rows:
        yield EventMeasure(row.id or 0, row.case_id, row.number, row.action, row.from_status, row.status, row.at)
