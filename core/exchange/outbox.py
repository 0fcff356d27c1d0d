"""The sending side: posting in the transaction of a change, laying out for the carrier, taking receipts.

An envelope at rest is sealed already. One that has no receipt is laid out again, at growing intervals or when it is
asked for; once its receipt has come and the time of keeping is over, its body is dropped and its row stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, or_, select

from core.errors import NotFound
from core.exchange.alarms import AlarmKind, raise_alarm
from core.exchange.envelope import Envelope, EnvelopeKey, Rejected, Sealing, SignedReceipt, Wanted, canonical
from core.files import FileDamaged, FileStore
from core.models import Outbox, OutboxStream
from core.spool import ENVELOPE, FILE, Spool
from core.store import Store, lock_writes
from core.trace.log import check_reference

AT_ONCE = 200
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(minutes=10)
MOST_WANTED = 500
QUICK_TRIES = 3

ReceiptHandler = Callable[[Session, EnvelopeKey, str, Mapping[str, Any]], None]
"""Called with key, kind and result when an envelope's receipt comes for the first time, in the same transaction."""


def post(
    session: Session,
    sealing: Sealing,
    incarnation: str,
    *,
    stream: str,
    kind: str,
    payload: Mapping[str, Any],
    files: Sequence[str],
    now: datetime,
) -> EnvelopeKey:
    """Write an envelope to the outbox in the caller's transaction. Raises ValueError for what JSON cannot hold."""
    check_reference(stream)
    lock_writes(session)
    last = session.get(OutboxStream, stream)
    if last is None:
        last = OutboxStream(stream=stream, incarnation=incarnation, number=0)
        session.add(last)
    previous = EnvelopeKey(incarnation=last.incarnation, stream=stream, number=last.number) if last.number else None
    last.number = last.number + 1 if last.incarnation == incarnation else 1
    last.incarnation = incarnation
    envelope = Envelope(
        installation=sealing.installation,
        sender=sealing.zone,
        receiver=sealing.zone.other,
        incarnation=incarnation,
        stream=stream,
        number=last.number,
        previous=previous,
        kind=kind,
        payload=payload,
        files=tuple(dict.fromkeys(files)),
        made_at=now,
    )
    body = canonical(envelope)
    sealed = sealing.seal(body)
    session.add(
        Outbox(
            incarnation=incarnation,
            stream=stream,
            number=last.number,
            kind=kind,
            hash=sha256(body).hexdigest(),
            sealed=sealed,
            sealed_hash=sha256(sealed).hexdigest(),
            files=list(envelope.files),
            posted_at=now,
        )
    )
    session.flush()
    return envelope.key


def send(store: Store, sealing: Sealing, files: FileStore, spool: Spool, now: datetime) -> int:
    """Lay out what is due; returns how many envelopes. Files go before the envelopes that name them."""
    with store.reading() as session:
        due = session.exec(
            select(Outbox)
            .where(
                col(Outbox.acknowledged_at).is_(None),
                col(Outbox.sealed).is_not(None),
                or_(col(Outbox.next_try_at).is_(None), col(Outbox.next_try_at) <= now),
            )
            .order_by(col(Outbox.id))
            .limit(AT_ONCE)
        ).all()
    if not due:
        return 0
    missing = {row.id for row in due if not _lay_out(row, sealing, files, spool)}
    with store.unit() as session:
        for row in due:
            if row.id in missing:
                raise_alarm(session, AlarmKind.FILE_MISSING, row.stream, actor=actor(sealing), now=now)
            session.connection().execute(
                update(Outbox)
                .where(col(Outbox.id) == row.id)
                .values(tries=row.tries + 1, next_try_at=now + min(FIRST_RETRY * 2 ** min(row.tries, 8), LONGEST_RETRY))
            )
    return len(due) - len(missing)


def _lay_out(row: Outbox, sealing: Sealing, files: FileStore, spool: Spool) -> bool:
    assert row.sealed is not None
    try:
        for digest in row.files:
            if not spool.waits(f"{digest}{FILE}"):
                spool.put(f"{digest}{FILE}", sealing.seal_file(files.get(digest), digest))
    except (NotFound, FileDamaged):
        return False
    spool.put(f"{row.sealed_hash}{ENVELOPE}", row.sealed)
    return True


def take_receipt(
    session: Session, sealing: Sealing, receipt: SignedReceipt, now: datetime, told: ReceiptHandler | None
) -> bool:
    """Note that an envelope was applied; returns whether it was news. A forged receipt is refused.

    One for an envelope that is not known here tells of a past that was lost in a restore.
    """
    body = sealing.open_receipt(receipt)
    row, stream, me = _row(session, body.key), body.key.stream, actor(sealing)
    if row is None:
        raise_alarm(session, AlarmKind.FORGOTTEN, stream, actor=me, now=now, number=body.key.number)
        return False
    kept = receipt.model_dump(mode="json")
    if row.hash != body.hash or (row.acknowledged_at is not None and row.receipt != kept):
        raise_alarm(session, AlarmKind.RECEIPT_CHANGED, stream, actor=me, now=now, number=body.key.number)
        return False
    news = row.receipt is None
    if row.acknowledged_at is None:
        row.acknowledged_at, row.receipt = now, kept
        session.flush()
    if news and told is not None:
        told(session, body.key, row.kind, body.result)
    return news


def send_again(session: Session, sealing: Sealing, wanted: Wanted, now: datetime) -> None:
    """Make due what the other zone misses, acknowledged or not: it may have lost it in a restore."""
    last = min(wanted.last, wanted.first + MOST_WANTED)
    rows = session.exec(
        select(Outbox).where(
            Outbox.incarnation == wanted.incarnation,
            Outbox.stream == wanted.stream,
            col(Outbox.number).between(wanted.first, last),
        )
    ).all()
    for row in rows:
        row.next_try_at, row.acknowledged_at = now, None
    session.flush()
    if len(rows) < last - wanted.first + 1 or any(row.sealed is None for row in rows):
        raise_alarm(session, AlarmKind.GONE, wanted.stream, actor=actor(sealing), now=now)


def resend_rejected(session: Session, sealing: Sealing, rejected: Rejected, now: datetime) -> None:
    """Make an envelope due of which the carrier brought a spoilt copy, and say so."""
    sealed_hash = rejected.name.removesuffix(ENVELOPE)
    rows = session.exec(select(Outbox).where(Outbox.sealed_hash == sealed_hash)).all()
    for row in rows:
        if row.tries <= QUICK_TRIES:  # what is refused again and again keeps to the growing intervals
            row.next_try_at = now
    session.flush()
    raise_alarm(
        session,
        AlarmKind.REJECTED_THERE,
        rows[0].stream if rows else f"spool.{rejected.hash}",
        actor=actor(sealing),
        now=now,
        reason_text=rejected.reason,
    )


def resend_all(session: Session, now: datetime) -> None:
    """The other zone lost its newest past: make due all that is still kept. Repetitions do no harm."""
    session.connection().execute(
        update(Outbox).where(col(Outbox.sealed).is_not(None)).values(acknowledged_at=None, next_try_at=now, tries=0)
    )


def drop_delivered(session: Session, before: datetime) -> int:
    """Drop the bodies of what was acknowledged before a moment; hash and receipt stay."""
    done = session.connection().execute(
        update(Outbox).where(col(Outbox.acknowledged_at) < before, col(Outbox.sealed).is_not(None)).values(sealed=None)
    )
    return done.rowcount


def _row(session: Session, key: EnvelopeKey) -> Outbox | None:
    return session.exec(
        select(Outbox).where(
            Outbox.incarnation == key.incarnation, Outbox.stream == key.stream, Outbox.number == key.number
        )
    ).first()


def actor(sealing: Sealing) -> str:
    """Who acts when the exchange itself does."""
    return f"exchange.{sealing.zone.value}"
