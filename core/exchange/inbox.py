"""The receiving side: taking in, applying in order, holding what does not fit.

Taking in and applying are two transactions: the first keeps the envelope (so that the carrier's copy may go), the
second runs the handler and writes the receipt together (A10, A15). A stream moves on only from the message that the
next one names as its predecessor. A handler that refuses, or a key used twice, holds its stream until a person
releases it; a database or trace that fails holds nothing and is tried again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from core import trace
from core.errors import EnvelopeRejected, NotFound, QuanchengError, StoreUnavailable, TraceUnavailable
from core.exchange.alarms import AlarmKind, raise_alarm, settle_all
from core.exchange.envelope import Envelope, EnvelopeKey, ReceiptBody, Sealing, Wanted
from core.exchange.outbox import actor
from core.i18n import N_
from core.models import Inbox, InboxStream

Handler = Callable[[Session, Envelope], Mapping[str, Any]]
"""Applies an envelope in the transaction of its inbox row; what it returns stands in the receipt."""

FORK = N_("the other zone was restored and has forgotten messages that were applied here")
UNKNOWN_KIND = N_("its kind is not known here")
KEY_REUSED = N_("it came a second time with other content")
UNEXPECTED = N_("an unexpected error, see the log")


class Taken(Enum):
    NEW = auto()
    REPEATED = auto()
    CONFLICT = auto()


def take_in(session: Session, sealing: Sealing, envelope: Envelope, digest: str, sealed: bytes, now: datetime) -> Taken:
    """Keep an opened envelope, or recognise one that came before."""
    row = find(session, envelope.key)
    if row is None:
        session.add(_new_row(envelope, digest, sealed, now))
        session.flush()
        return Taken.NEW
    if row.hash == digest:
        row.repeated += 1
        row.receipt_due = row.applied_at is not None
        return Taken.REPEATED
    raise_alarm(session, AlarmKind.KEY_REUSED, envelope.stream, actor=actor(sealing), now=now, number=envelope.number)
    hold(session, sealing, envelope.stream, KEY_REUSED, now)
    return Taken.CONFLICT


def _new_row(envelope: Envelope, digest: str, sealed: bytes, now: datetime) -> Inbox:
    previous = envelope.previous
    return Inbox(
        incarnation=envelope.incarnation,
        stream=envelope.stream,
        number=envelope.number,
        previous_incarnation=previous.incarnation if previous else "",
        previous_number=previous.number if previous else 0,
        kind=envelope.kind,
        hash=digest,
        sealed=sealed,
        files=list(envelope.files),
        received_at=now,
    )


def find(session: Session, key: EnvelopeKey) -> Inbox | None:
    return session.exec(
        select(Inbox).where(
            Inbox.incarnation == key.incarnation, Inbox.stream == key.stream, Inbox.number == key.number
        )
    ).first()


def waiting_streams(session: Session) -> list[str]:
    """Streams with messages that are not applied yet and that are not held."""
    held = select(InboxStream.stream).where(col(InboxStream.held_at).is_not(None))
    return list(
        session.exec(
            select(Inbox.stream)
            .where(col(Inbox.applied_at).is_(None), col(Inbox.stream).not_in(held))
            .distinct()
            .order_by(Inbox.stream)
        )
    )


@dataclass(frozen=True)
class Next:
    """What a stream can do next: apply a row, or ask for what is missing, or neither."""

    row: Inbox | None = None
    forked: bool = False
    wanted: Wanted | None = None


def look(session: Session, stream: str) -> Next:
    """The stream's next step, as the transaction sees it."""
    state = session.get(InboxStream, stream)
    if state is not None and state.held_at is not None:
        return Next()
    waiting = session.exec(
        select(Inbox)
        .where(Inbox.stream == stream, col(Inbox.applied_at).is_(None))
        .order_by(col(Inbox.incarnation), col(Inbox.number))
    ).all()
    last = (state.incarnation, state.number) if state is not None else ("", 0)
    for row in waiting:
        if (row.previous_incarnation, row.previous_number) == last:
            return Next(row=row)
    for row in waiting:
        if _predecessor_applied(session, row):
            return Next(row=row, forked=not (state is not None and state.accepted_fork))
    return Next(wanted=_gap(session, waiting[0], last)) if waiting else Next()


def _predecessor_applied(session: Session, row: Inbox) -> bool:
    if row.previous_number == 0:
        return True
    key = EnvelopeKey(incarnation=row.previous_incarnation, stream=row.stream, number=row.previous_number)
    previous = find(session, key)
    return previous is not None and previous.applied_at is not None


def _gap(session: Session, row: Inbox, last: tuple[str, int]) -> Wanted | None:
    """The numbers before a waiting message; its predecessor alone may be there, waiting for its own."""
    first = last[1] + 1 if last[0] == row.previous_incarnation else 1
    return Wanted(
        incarnation=row.previous_incarnation,
        stream=row.stream,
        first=min(first, row.previous_number),
        last=row.previous_number,
    )


def apply(session: Session, sealing: Sealing, row: Inbox, handlers: Mapping[str, Handler], now: datetime) -> None:
    """Run the handler and write the receipt, in one transaction. The handler's errors pass through."""
    assert row.sealed is not None
    handler = handlers.get(row.kind)
    if handler is None:
        raise EnvelopeRejected(reason_text=UNKNOWN_KIND)
    envelope, digest = sealing.open_envelope(row.sealed)
    result = handler(session, envelope)
    body = ReceiptBody(
        installation=sealing.installation,
        sender=sealing.zone,
        receiver=sealing.zone.other,
        key=envelope.key,
        hash=digest,
        applied_at=now,
        result=dict(result),
    )
    row.applied_at, row.receipt_due = now, True
    row.receipt = sealing.sign_receipt(body).model_dump(mode="json")
    state = _state(session, row.stream)
    state.incarnation, state.number, state.accepted_fork = row.incarnation, row.number, False
    session.flush()


def reason_of(error: Exception) -> str | None:
    """Why a stream is held, as a text to translate; None for what passes by itself and is tried again.

    An unexpected error's own words stay out: they may hold personal data, and the log has them.
    """
    if isinstance(error, StoreUnavailable | TraceUnavailable):
        return None
    if isinstance(error, QuanchengError):
        reason = str(error.params.get("reason_text", error.text))
        return error.code if "{" in reason else reason
    return UNEXPECTED


def hold(session: Session, sealing: Sealing, stream: str, reason: str, now: datetime) -> None:
    """Hold a stream for a person to look at; traced and reported."""
    state = _state(session, stream)
    if state.held_at is None:
        state.held_at, state.held_because = now, reason
        session.flush()
    raise_alarm(session, AlarmKind.STREAM_HELD, stream, actor=actor(sealing), now=now, reason_text=reason)


def release(session: Session, stream: str, *, actor: str, now: datetime) -> None:
    """Let a held stream move on after repair; its next message is tried again. Raises NotFound."""
    state = session.get(InboxStream, stream)
    if state is None or state.held_at is None:
        raise NotFound
    reason = state.held_because
    state.accepted_fork = reason == FORK
    state.held_at, state.held_because = None, ""
    session.flush()
    trace.append(
        session, kind="exchange.stream_released", subject=stream, actor=actor, data={"reason": reason}, now=now
    )
    for kind in (AlarmKind.STREAM_HELD, AlarmKind.KEY_REUSED):
        settle_all(session, kind, {stream}, actor=actor, now=now)


def drop_applied(session: Session, before: datetime) -> int:
    """Drop the bodies of what was applied before a moment; hash and receipt stay."""
    done = session.connection().execute(
        update(Inbox).where(col(Inbox.applied_at) < before, col(Inbox.sealed).is_not(None)).values(sealed=None)
    )
    return done.rowcount


def _state(session: Session, stream: str) -> InboxStream:
    state = session.get(InboxStream, stream)
    if state is None:
        state = InboxStream(stream=stream, incarnation="", number=0)
        session.add(state)
    return state
