"""How the exchange stands, for health pages and tools."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from core.exchange.alarms import Alarm, alarms
from core.models import ExchangePeer, ExchangeRejected, Inbox, InboxStream, Outbox


@dataclass(frozen=True)
class ExchangeState:
    """Counts and times. `unacknowledged` waits for receipts; `heard_at` is the other zone's last control message."""

    unacknowledged: int
    oldest_unacknowledged_at: datetime | None
    waiting: int
    held: tuple[tuple[str, str], ...]
    rejected: int
    heard_at: datetime | None
    alarms: tuple[Alarm, ...]


def read_state(session: Session) -> ExchangeState:
    """How it stands now; `held` gives stream and reason."""
    open_ = select(func.count(), func.min(Outbox.posted_at)).where(col(Outbox.acknowledged_at).is_(None))
    count, oldest = session.exec(open_).one()
    peer = session.get(ExchangePeer, 1)
    held = select(InboxStream).where(col(InboxStream.held_at).is_not(None)).order_by(col(InboxStream.held_at))
    return ExchangeState(
        unacknowledged=count,
        oldest_unacknowledged_at=oldest,
        waiting=session.exec(select(func.count()).where(col(Inbox.applied_at).is_(None))).one(),
        held=tuple((row.stream, row.held_because) for row in session.exec(held)),
        rejected=session.exec(select(func.count()).select_from(ExchangeRejected)).one(),
        heard_at=peer.heard_at if peer else None,
        alarms=tuple(alarms(session)),
    )
