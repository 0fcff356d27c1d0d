"""Control messages: receipts, refusals, gaps, and the trace's checkpoints, signed and sealed like envelopes.

They need no receipts of their own: what one of them told and was lost is told again, because what it would have
settled is still open. Those of an ended life of the other zone count for nothing, and a repeated one only for the
receipts it carries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import update
from sqlmodel import Session, col, select

from core import trace
from core.errors import EnvelopeRejected
from core.exchange import outbox
from core.exchange.alarms import AlarmKind, alarms, raise_alarm, settle_all
from core.exchange.envelope import Control, Rejected, Sealing, Shown, SignedReceipt, Wanted, canonical
from core.exchange.inbox import look, waiting_streams
from core.exchange.outbox import ReceiptHandler, actor
from core.files import FileStore
from core.i18n import N_
from core.models import ExchangePeer, ExchangeRejected, Inbox, InboxStream
from core.spool import CONTROL, ENVELOPE, FILE, Spool
from core.store import Store
from core.trace.witness import Verdict, newest_witness

AT_ONCE = 500
SHOW_EVERY = timedelta(seconds=30)
ASK_EVERY = timedelta(seconds=10)
ENDINGS = (ENVELOPE, FILE, CONTROL)


@dataclass(frozen=True)
class Due:
    """What there is to tell."""

    receipts: Sequence[Inbox]
    rejected: Sequence[ExchangeRejected]
    wanted: Sequence[Wanted]
    held: Sequence[str]


def origin(installation: str, zone: str) -> str:
    """The name under which a zone signs its checkpoints."""
    return f"{installation}/{zone}"


def peer_state(session: Session) -> ExchangePeer:
    state = session.get(ExchangePeer, 1)
    if state is None:
        state = ExchangePeer(id=1)
        session.add(state)
        session.flush()
    return state


def tell(store: Store, sealing: Sealing, incarnation: str, files: FileStore, spool: Spool, now: datetime) -> bool:
    """Lay out a control message when there is something to tell, and at least every `SHOW_EVERY`.

    The file is laid out before what it tells is marked as told: killed in between, it is told twice.
    """
    with store.reading() as session:
        due = _due(session, files)
        peer = session.get(ExchangePeer, 1)
        if not _is_time(due, peer, now):
            return False
    with store.unit() as session:
        peer = peer_state(session)
        peer.control_sent += 1
        message = _make(session, sealing, incarnation, peer, due, now)
    sealed = sealing.seal(canonical(message))
    spool.put(f"{sha256(sealed).hexdigest()}{CONTROL}", sealed)
    with store.unit() as session:
        _mark_told(session, due, now)
    return True


def _due(session: Session, files: FileStore) -> Due:
    receipts = session.exec(select(Inbox).where(col(Inbox.receipt_due)).order_by(col(Inbox.id)).limit(AT_ONCE)).all()
    rejected = session.exec(select(ExchangeRejected).where(col(ExchangeRejected.report_due)).limit(AT_ONCE)).all()
    held = session.exec(select(InboxStream.stream).where(col(InboxStream.held_at).is_not(None)).limit(AT_ONCE)).all()
    wanted = [gap for stream in waiting_streams(session)[:AT_ONCE] if (gap := _missing(session, stream, files))]
    return Due(receipts, rejected, wanted, held)


def _missing(session: Session, stream: str, files: FileStore) -> Wanted | None:
    """What holds a stream up: a gap, or an envelope's files."""
    step = look(session, stream)
    if step.row is None or all(files.has(digest) for digest in step.row.files):
        return step.wanted
    row = step.row
    return Wanted(incarnation=row.incarnation, stream=stream, first=row.number, last=row.number)


def _is_time(due: Due, peer: ExchangePeer | None, now: datetime) -> bool:
    if peer is None or peer.told_at is None or due.receipts or due.rejected:
        return True
    since = abs(now - peer.told_at)  # a clock that was set back does not silence us
    return since >= (ASK_EVERY if due.wanted else SHOW_EVERY)


def _make(session: Session, sealing: Sealing, incarnation: str, peer: ExchangePeer, due: Due, now: datetime) -> Control:
    own = origin(sealing.installation, sealing.zone.value)
    made = trace.checkpoint(session, sealing.signer, own, now)
    since = peer.witnessed_size if peer.witnessed_size <= made.size else 0
    newest = newest_witness(session, origin(sealing.installation, sealing.zone.other.value))
    return Control(
        installation=sealing.installation,
        sender=sealing.zone,
        receiver=sealing.zone.other,
        incarnation=incarnation,
        number=peer.control_sent,
        made_at=now,
        receipts=tuple(SignedReceipt.model_validate(row.receipt) for row in due.receipts),
        rejected=tuple(_rejected(row) for row in due.rejected),
        wanted=tuple(due.wanted),
        held=tuple(due.held),
        shown=Shown(
            checkpoint=made.text,
            since=since,
            proof=tuple(node.hex() for node in trace.consistency_proof(session, since, made.size)),
        ),
        witnessed_size=newest.size if newest else 0,
    )


def _rejected(row: ExchangeRejected) -> Rejected:
    stem, dot, ending = row.name.partition(".")
    known = f"{dot}{ending}" in ENDINGS and len(stem) == 64 and not set(stem) - set("0123456789abcdef")
    return Rejected(hash=row.hash, name=row.name if known else "", reason=row.reason)


def _mark_told(session: Session, due: Due, now: datetime) -> None:
    connection = session.connection()
    ids = [row.id for row in due.receipts]
    connection.execute(update(Inbox).where(col(Inbox.id).in_(ids)).values(receipt_due=False))
    hashes = [row.hash for row in due.rejected]
    connection.execute(update(ExchangeRejected).where(col(ExchangeRejected.hash).in_(hashes)).values(report_due=False))
    peer_state(session).told_at = now


def heed(session: Session, sealing: Sealing, control: Control, now: datetime, told: ReceiptHandler | None) -> None:
    """Act on a control message of the other zone, in one transaction. Raises EnvelopeRejected."""
    peer = peer_state(session)
    me = actor(sealing)
    if control.incarnation < peer.incarnation:
        raise_alarm(session, AlarmKind.EARLIER_LIFE, f"incarnation.{control.incarnation}", actor=me, now=now)
        return
    if control.incarnation > peer.incarnation:
        _greet_new_life(session, sealing, peer, control, now)
    for receipt in control.receipts:
        outbox.take_receipt(session, sealing, receipt, now, told)
    if control.number <= peer.control_seen:
        return
    peer.control_seen, peer.heard_at, peer.witnessed_size = control.number, now, control.witnessed_size
    for wanted in control.wanted:
        outbox.send_again(session, sealing, wanted, now)
    for rejected in control.rejected:
        outbox.resend_rejected(session, sealing, rejected, now)
    _note_held(session, me, set(control.held), now)
    _witness(session, sealing, control, now)


def _greet_new_life(session: Session, sealing: Sealing, peer: ExchangePeer, control: Control, now: datetime) -> None:
    """The other zone's first life, or one after a restore: then whatever it may have lost is sent again."""
    if peer.incarnation:
        outbox.resend_all(session, now)
        subject = f"incarnation.{control.incarnation}"
        raise_alarm(session, AlarmKind.PEER_RESTORED, subject, actor=actor(sealing), now=now)
    peer.incarnation, peer.control_seen = control.incarnation, 0
    session.flush()


def _note_held(session: Session, me: str, held: set[str], now: datetime) -> None:
    for stream in sorted(held):
        raise_alarm(session, AlarmKind.HELD_THERE, stream, actor=me, now=now)
    gone = {alarm.subject for alarm in alarms(session) if alarm.kind is AlarmKind.HELD_THERE} - held
    if gone:
        settle_all(session, AlarmKind.HELD_THERE, gone, actor=me, now=now)


def _witness(session: Session, sealing: Sealing, control: Control, now: datetime) -> None:
    theirs = origin(sealing.installation, sealing.zone.other.value)
    try:
        shown = trace.Checkpoint.parse(control.shown.checkpoint)
        trace.verify_checkpoint(shown, sealing.peer.verifier, theirs)
    except trace.CheckpointInvalid as error:
        raise EnvelopeRejected(reason_text=N_("its statement about the trace is not genuine")) from error
    verdict = trace.keep_witness(
        session,
        shown,
        incarnation=control.incarnation,
        since=control.shown.since,
        proof=[bytes.fromhex(node) for node in control.shown.proof],
        now=now,
    )
    kind = {Verdict.CUT: AlarmKind.TRACE_CUT, Verdict.SPLIT: AlarmKind.TRACE_SPLIT}.get(verdict)
    if kind is not None:
        raise_alarm(session, kind, theirs, actor=actor(sealing), now=now, size=shown.size)
