"""One zone's end of the exchange: what the zone's use cases and its worker call.

The worker calls `receive` and `send` in turn, again and again; each may be killed anywhere and is simply called
again. One worker of a zone does this at a time; posting goes on from anywhere meanwhile.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlmodel import Session

from core import trace
from core.errors import EnvelopeRejected, StoreUnavailable
from core.exchange import control, inbox, outbox, state
from core.exchange.envelope import EnvelopeKey, Peer, Sealing
from core.exchange.inbox import Handler, Taken
from core.exchange.outbox import ReceiptHandler
from core.files import FileStore
from core.models import ExchangeRejected
from core.spool import CONTROL, ENVELOPE, FILE, Spool, digest_of, read_arrived
from core.store import Store
from core.terms import Zone

RETENTION = timedelta(days=30)

log = logging.getLogger(__name__)


@dataclass
class ReceiveReport:
    """What one call of `receive` did. `held` names streams newly held; `deferred` passes by itself."""

    applied: int = 0
    taken: int = 0
    repeated: int = 0
    rejected: int = 0
    controls: int = 0
    deferred: int = 0
    held: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Exchange:
    """This zone's keys and name, and the other zone's public keys. `incarnation` is the database's present life."""

    installation: str
    incarnation: str
    zone: Zone
    signer: Ed25519PrivateKey
    opener: X25519PrivateKey
    peer: Peer

    @property
    def sealing(self) -> Sealing:
        return Sealing(self.installation, self.zone, self.signer, self.opener, self.peer)

    @property
    def origin(self) -> str:
        """The name under which this zone signs its checkpoints."""
        return control.origin(self.installation, self.zone.value)

    @property
    def peer_origin(self) -> str:
        return control.origin(self.installation, self.zone.other.value)

    def checkpoint(self, session: Session, now: datetime) -> trace.Checkpoint:
        """This zone's trace as the transaction sees it, signed; for receipts and evidence."""
        return trace.checkpoint(session, self.signer, self.origin, now)

    def post(
        self,
        session: Session,
        *,
        stream: str,
        kind: str,
        payload: Mapping[str, Any],
        files: Sequence[str] = (),
        now: datetime,
    ) -> EnvelopeKey:
        """Tell the other zone, in the caller's transaction. `stream` is an opaque reference (one per case, …);
        `files` are hashes of what the zone's FileStore holds. Raises ValueError for what cannot be written."""
        return outbox.post(
            session, self.sealing, self.incarnation, stream=stream, kind=kind, payload=payload, files=files, now=now
        )

    def send(self, store: Store, files: FileStore, spool: Path, now: datetime) -> int:
        """Lay out what is due for the carrier, control messages included; returns how many messages."""
        folder = Spool(spool)
        folder.make()
        sent = outbox.send(store, self.sealing, files, folder, now)
        return sent + control.tell(store, self.sealing, self.incarnation, files, folder, now)

    def receive(
        self,
        store: Store,
        files: FileStore,
        spool: Path,
        handlers: Mapping[str, Handler],
        now: datetime,
        *,
        told: ReceiptHandler | None = None,
    ) -> ReceiveReport:
        """Take in what the carrier brought and apply what is in order. `told` hears of first receipts."""
        folder = Spool(spool)
        folder.make()
        return _Receiving(self.sealing, store, files, folder, handlers, now, told).run()

    def release(self, session: Session, stream: str, *, actor: str, now: datetime) -> None:
        """Let a held stream move on after repair. Raises NotFound when it is not held."""
        inbox.release(session, stream, actor=actor, now=now)

    def state(self, session: Session) -> state.ExchangeState:
        """How the exchange stands, for health pages."""
        return state.read_state(session)

    def tidy(self, store: Store, now: datetime, retention: timedelta = RETENTION) -> int:
        """Drop the bodies of what was delivered and applied longer ago than `retention`; rows stay for ever.

        Keep it longer than the oldest backup that may be restored: what was dropped cannot be sent again.
        """
        with store.unit() as session:
            return outbox.drop_delivered(session, now - retention) + inbox.drop_applied(session, now - retention)


@dataclass
class _Receiving:
    sealing: Sealing
    store: Store
    files: FileStore
    spool: Spool
    handlers: Mapping[str, Handler]
    now: datetime
    told: ReceiptHandler | None
    report: ReceiveReport = field(default_factory=ReceiveReport)

    def run(self) -> ReceiveReport:
        for path in self.spool.arrived(but=FILE):
            self._take(path)
        with self.store.reading() as session:
            streams = inbox.waiting_streams(session)
        for stream in streams:
            while self._advance(stream):
                pass
        for path, digest in self.spool.companions():
            if self.files.has(digest):
                path.unlink(missing_ok=True)
        return self.report

    def _take(self, path: Path) -> None:
        """Take in one arrived file; it goes from the spool only when the database has it."""
        try:
            sealed = read_arrived(path)
            if path.suffix == ENVELOPE:
                self._take_envelope(sealed)
            elif path.suffix == CONTROL:
                self._take_control(sealed)
            else:
                raise EnvelopeRejected(reason_text=inbox.UNKNOWN_KIND)
        except EnvelopeRejected as error:
            self._reject(path, str(error.params["reason_text"]))
            return
        except (OSError, StoreUnavailable) as error:
            self._defer(path.name, error)
            return
        path.unlink(missing_ok=True)

    def _take_envelope(self, sealed: bytes) -> None:
        envelope, digest = self.sealing.open_envelope(sealed)
        with self.store.unit() as session:
            taken = inbox.take_in(session, self.sealing, envelope, digest, sealed, self.now)
        if taken is Taken.NEW:
            self.report.taken += 1
        elif taken is Taken.REPEATED:
            self.report.repeated += 1
        else:
            self.report.held.append(envelope.stream)
            raise EnvelopeRejected(reason_text=inbox.KEY_REUSED)

    def _take_control(self, sealed: bytes) -> None:
        message = self.sealing.open_control(sealed)
        with self.store.unit() as session:
            control.heed(session, self.sealing, message, self.now, self.told)
        self.report.controls += 1

    def _reject(self, path: Path, reason: str) -> None:
        """Keep the original, trace and report; in this order, so that a kill in between repeats it harmlessly."""
        digest = digest_of(path)
        name = path.name.encode("ascii", "backslashreplace").decode()[:200]
        try:
            with self.store.unit() as session:
                row = session.get(ExchangeRejected, digest)
                if row is None:
                    row = ExchangeRejected(hash=digest, name=name, reason=reason, first_at=self.now)
                    session.add(row)
                    session.flush()
                    trace.append(
                        session,
                        kind="exchange.rejected",
                        subject=f"spool.{digest}",
                        actor=outbox.actor(self.sealing),
                        data={"name": name, "reason": reason},
                        now=self.now,
                    )
                else:
                    row.times, row.report_due = row.times + 1, True
            self.spool.set_aside(path, digest)
        except (OSError, StoreUnavailable) as error:
            self._defer(path.name, error)
            return
        self.report.rejected += 1

    def _advance(self, stream: str) -> bool:
        """Apply the stream's next message if it is there with its files; returns whether it was applied."""
        with self.store.reading() as session:
            step = inbox.look(session, stream)
        if step.row is None:
            return False
        fetched = [self._fetch(digest) for digest in step.row.files]  # all that are there, even if one is missing
        if not all(fetched):
            return False
        try:
            return self._apply(stream)
        except Exception as error:
            reason = inbox.reason_of(error)
            if reason is None:
                self._defer(stream, error)
            else:
                if reason == inbox.UNEXPECTED:
                    log.exception("applying a message of %s failed", stream)
                self._hold(stream, reason)
            return False

    def _apply(self, stream: str) -> bool:
        with self.store.unit() as session:
            step = inbox.look(session, stream)  # again: what was read before the unit may have changed
            if step.row is None:
                return False
            if step.forked:
                raise EnvelopeRejected(reason_text=inbox.FORK)
            inbox.apply(session, self.sealing, step.row, self.handlers, self.now)
        self.report.applied += 1
        return True

    def _hold(self, stream: str, reason: str) -> None:
        with self.store.unit() as session:
            inbox.hold(session, self.sealing, stream, reason, self.now)
        self.report.held.append(stream)

    def _fetch(self, digest: str) -> bool:
        """Bring a companion file into the zone's store; returns whether it is there."""
        if self.files.has(digest):
            return True
        path = self.spool.file(digest)
        if path is None:
            return False
        try:
            self.files.put(self.sealing.open_file(read_arrived(path), digest))
        except EnvelopeRejected as error:
            self._reject(path, str(error.params["reason_text"]))
            return False
        except (OSError, StoreUnavailable) as error:
            self._defer(path.name, error)
            return False
        path.unlink(missing_ok=True)
        return True

    def _defer(self, what: str, error: Exception) -> None:
        log.warning("%s waits: %s", what, type(error).__name__)
        self.report.deferred += 1
