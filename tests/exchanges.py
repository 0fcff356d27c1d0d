"""Two zones with real databases, files, spools and a carrier between them, and a clock that tests move."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlmodel import Session, col, select

from core import trace
from core.carrier import Carrier
from core.exchange import Envelope, EnvelopeKey, Exchange, Handler, Peer, ReceiveReport
from core.files import FileStore
from core.keys import Vault
from core.models import Inbox, Outbox
from core.store import Store
from core.terms import Zone
from tests.conftest import MakeStore

FULL = os.environ.get("QUANCHENG_FULL_COUNTS") == "1"
START = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def note(session: Session, envelope: Envelope) -> Mapping[str, Any]:
    """A handler whose effect is one entry in the trace; its receipt tells where."""
    number = envelope.payload["n"]
    receipt = trace.append(
        session, kind="case.noted", subject=envelope.stream, actor="test", data={"n": number}, now=envelope.made_at
    )
    return {"n": number, "index": receipt.index}


@dataclass
class Side:
    """One zone."""

    exchange: Exchange
    store: Store
    files: FileStore
    spool: Path
    handlers: dict[str, Handler] = field(default_factory=lambda: {"note": note})

    def post(self, number: int, stream: str = "case.1", files: Sequence[str] = (), at: datetime = START) -> EnvelopeKey:
        with self.store.unit() as session:
            return self.exchange.post(session, stream=stream, kind="note", payload={"n": number}, files=files, now=at)

    def noted(self, stream: str = "case.1") -> list[int]:
        """The effects of a stream, in order."""
        with self.store.reading() as session:
            records = trace.entries_for(session, stream)
        return [record.data["n"] for record in records if record.kind == "case.noted" and record.data]

    def traced(self, kind: str) -> int:
        with self.store.reading() as session:
            return sum(trace.entry(session, index).kind == kind for index in range(trace.size(session)))

    def outbox(self) -> Sequence[Outbox]:
        with self.store.reading() as session:
            return session.exec(select(Outbox).order_by(col(Outbox.id))).all()

    def inbox(self) -> Sequence[Inbox]:
        with self.store.reading() as session:
            return session.exec(select(Inbox).order_by(col(Inbox.id))).all()

    def alarms(self) -> set[str]:
        with self.store.reading() as session:
            return {alarm.kind.value for alarm in self.exchange.state(session).alarms}

    @property
    def incoming(self) -> Path:
        return self.spool / "in"

    @property
    def outgoing(self) -> Path:
        return self.spool / "out"

    def arrived(self, ending: str = ".envelope") -> list[Path]:
        return sorted(self.incoming.glob(f"*{ending}"))


@dataclass
class Zones:
    """Both zones and what lies between them."""

    outer: Side
    inner: Side
    now: datetime = START

    @property
    def carrier(self) -> Carrier:
        return Carrier(self.outer.spool, self.inner.spool)

    def send(self, side: Side) -> int:
        return side.exchange.send(side.store, side.files, side.spool, self.now)

    def receive(self, side: Side) -> ReceiveReport:
        return side.exchange.receive(side.store, side.files, side.spool, side.handlers, self.now)

    def deliver(self) -> None:
        """Lay out the outer zone's messages and carry them, without receiving."""
        self.send(self.outer)
        self.carrier.carry()

    def turn(self, seconds: float = 1) -> None:
        """What the workers and the carrier do in turn."""
        self.now += timedelta(seconds=seconds)
        for side in (self.outer, self.inner):
            self.receive(side)
            self.send(side)
        self.carrier.carry()

    def settle(self, most: int = 40, seconds: float = 15) -> None:
        """Turns until nothing is unacknowledged or waiting on either side."""
        for _ in range(most):
            self.turn(seconds)
            if not self.open():
                return
        raise AssertionError(f"still open after {most} turns")

    def open(self) -> int:
        count = 0
        for side in (self.outer, self.inner):
            with side.store.reading() as session:
                state = side.exchange.state(session)
            count += state.unacknowledged + state.waiting
        return count

    def shake(self, rng: random.Random, share: float = 0.2) -> None:
        """Drop, delay and repeat a share of what lies in the carrier's hands."""
        for side in (self.outer, self.inner):
            held_back = side.spool / "late"
            held_back.mkdir(exist_ok=True)
            for path in sorted(held_back.iterdir()):
                path.rename(side.outgoing / path.name)
            for path in sorted(side.outgoing.iterdir()):
                chance = rng.random()
                if chance < share:
                    path.unlink()
                elif chance < 2 * share:
                    path.rename(held_back / path.name)
                elif chance < 3 * share:
                    (side.outgoing / f"{rng.getrandbits(256):064x}{path.suffix}").write_bytes(path.read_bytes())


def make_zones(make_store: MakeStore, folder: Path, installation: str = "quancheng") -> Zones:
    signers = {zone: Ed25519PrivateKey.generate() for zone in Zone}
    openers = {zone: X25519PrivateKey.generate() for zone in Zone}

    def side(zone: Zone) -> Side:
        peer = Peer(signers[zone.other].public_key(), openers[zone.other].public_key())
        place = folder / installation / zone.value
        return Side(
            Exchange(installation, f"life-1-{zone.value}", zone, signers[zone], openers[zone], peer),
            make_store(zone),
            FileStore(place / "files", Vault(bytes(32))),
            place / "spool",
        )

    zones = Zones(side(Zone.OUTER), side(Zone.INNER))
    for one in (zones.outer, zones.inner):
        for name in ("in", "out"):
            (one.spool / name).mkdir(parents=True)
    return zones
