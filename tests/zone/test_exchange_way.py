"""A bad or hostile way between the zones: spoilt, foreign, replayed, lost, late (A11-A14)."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel import select

from core import trace
from core.models import ExchangeRejected
from tests.conftest import MakeStore
from tests.exchanges import FULL, START, Zones, make_zones


@pytest.fixture
def zones(make_store: MakeStore, tmp_path: Path) -> Zones:
    return make_zones(make_store, tmp_path)


# A12: every byte


def flipped(data: bytes, position: int) -> bytes:
    return data[:position] + bytes([data[position] ^ 0x80]) + data[position + 1 :]


@pytest.mark.endure
def test_every_flipped_byte_of_an_envelope_is_refused_kept_traced_and_reported(zones: Zones) -> None:
    """A12; other streams go on meanwhile, and the sender sends the message again by itself."""
    zones.outer.post(1)
    zones.deliver()
    (path,) = zones.inner.arrived()
    whole, name = path.read_bytes(), path.name
    path.unlink()
    positions = range(0, len(whole), 1 if FULL else 5)
    for position in positions:
        (zones.inner.incoming / f"{position:064x}.envelope").write_bytes(flipped(whole, position))
    (zones.inner.incoming / f"{'a' * 64}.envelope").write_bytes(whole[:-1])
    (zones.inner.incoming / f"{'b' * 64}.envelope").write_bytes(whole + b"\0")
    (zones.inner.incoming / name).write_bytes(flipped(whole, 5) + b"\0")
    zones.outer.post(1, stream="case.2")
    zones.deliver()
    report = zones.receive(zones.inner)
    assert report.rejected == len(positions) + 3
    assert (zones.inner.noted(), zones.inner.noted("case.2")) == ([], [1])
    assert zones.inner.traced("exchange.rejected") == report.rejected
    kept = {file.read_bytes() for file in (zones.inner.spool / "rejected").iterdir()}
    assert flipped(whole, 0) in kept
    assert len(kept) == report.rejected
    zones.settle()
    assert zones.inner.noted() == [1]
    assert "rejected_there" in zones.outer.alarms()


def test_every_flipped_byte_of_a_companion_file_is_refused_and_holds_its_stream_only(zones: Zones) -> None:
    """A12."""
    document = zones.outer.files.put(b"charter")
    zones.outer.post(1, files=[document])
    zones.outer.post(1, stream="case.2")
    zones.deliver()
    path = zones.inner.incoming / f"{document}.file"
    whole = path.read_bytes()
    for position in range(len(whole)):
        path.write_bytes(flipped(whole, position))
        assert zones.receive(zones.inner).rejected == 1
    assert (zones.inner.noted(), zones.inner.noted("case.2")) == ([], [1])
    assert not zones.inner.files.has(document)
    assert (
        zones.inner.traced("exchange.rejected") == len(whole) == len(list((zones.inner.spool / "rejected").iterdir()))
    )
    zones.settle()
    assert zones.inner.noted() == [1]
    assert zones.inner.files.get(document) == b"charter"


def test_the_same_refused_file_again_is_counted_and_traced_once(zones: Zones) -> None:
    for number in range(3):
        zones.inner.incoming.mkdir(exist_ok=True)
        (zones.inner.incoming / f"junk-{number}.envelope").write_bytes(b"junk")
        zones.receive(zones.inner)
    with zones.inner.store.reading() as session:
        assert session.exec(select(ExchangeRejected.times)).all() == [3]
    assert zones.inner.traced("exchange.rejected") == 1


def test_what_is_no_plain_file_is_refused_unread(zones: Zones, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    (zones.inner.incoming / "link.envelope").symlink_to(secret)
    (zones.inner.incoming / "folder.envelope").mkdir()
    (zones.inner.incoming / "readme.txt").write_text("?")
    assert zones.receive(zones.inner).rejected == 3
    assert zones.inner.arrived("") == []
    assert secret.read_text() == "secret"


def test_an_unsigned_envelope_is_refused_though_its_seal_is_good(zones: Zones) -> None:
    """Anybody can seal to a public key; only the other zone can sign."""
    stranger = replace(zones.outer.exchange, signer=Ed25519PrivateKey.generate())
    with zones.outer.store.unit() as session:
        stranger.post(session, stream="case.1", kind="note", payload={"n": 1}, now=START)
    zones.deliver()
    assert zones.receive(zones.inner).rejected == 1
    assert zones.inner.noted() == []


# A13: elsewhere, another case, another time


def test_an_envelope_is_refused_in_another_installation(zones: Zones, make_store: MakeStore, tmp_path: Path) -> None:
    """A13: even where the same keys are used by mistake."""
    other = make_zones(make_store, tmp_path, "elsewhere")
    keys = {name: getattr(zones.inner.exchange, name) for name in ("signer", "opener", "peer")}
    other.inner.exchange = replace(other.inner.exchange, **keys)
    zones.outer.post(1)
    zones.deliver()
    (path,) = zones.inner.arrived()
    (other.inner.incoming / path.name).write_bytes(path.read_bytes())
    assert other.receive(other.inner).rejected == 1
    assert other.inner.noted() == []


def test_an_envelope_sent_back_to_its_sender_is_refused(zones: Zones) -> None:
    zones.outer.post(1)
    zones.deliver()
    (path,) = zones.inner.arrived()
    (zones.outer.incoming / path.name).write_bytes(path.read_bytes())
    assert zones.receive(zones.outer).rejected == 1


def test_an_old_envelope_or_control_message_replayed_later_changes_nothing(zones: Zones) -> None:
    """A13."""
    zones.outer.post(1)
    zones.deliver()
    old = {path.name: path.read_bytes() for path in zones.inner.arrived("")}
    zones.settle()
    zones.outer.post(2)
    zones.settle()
    with zones.inner.store.reading() as session:
        before = trace.size(session), trace.witnesses(session, "quancheng/outer")
    zones.now += timedelta(days=400)
    for name, data in old.items():
        (zones.inner.incoming / name).write_bytes(data)
    report = zones.receive(zones.inner)
    assert (report.repeated, report.applied, report.rejected) == (1, 0, 0)
    with zones.inner.store.reading() as session:
        assert (trace.size(session), trace.witnesses(session, "quancheng/outer")) == before
    assert zones.inner.noted() == [1, 2]


# A11, A14: a bad way


@pytest.mark.endure
@pytest.mark.parametrize("seed", range(25 if FULL else 2))
def test_a_way_that_drops_delays_repeats_and_reorders_converges_without_gap(zones: Zones, seed: int) -> None:
    """A11."""
    rng = random.Random(seed)
    for number in range(30):
        stream = f"case.{number % 3}"
        document = zones.outer.files.put(f"document {number}".encode())
        zones.outer.post(number, stream=stream, files=[document])
        zones.inner.post(number, stream=stream)
        zones.shake(rng)
        zones.turn(5)
    for _ in range(200):
        zones.shake(rng)
        zones.turn(30)
        if not zones.open():
            break
    for side in (zones.outer, zones.inner):
        for case in range(3):
            assert side.noted(f"case.{case}") == [number for number in range(30) if number % 3 == case]
    assert not {"stream_held", "key_reused", "receipt_changed"} & (zones.outer.alarms() | zones.inner.alarms())


def test_the_inner_side_down_for_hours_leaves_the_queue_whole_and_drains_it_in_order(zones: Zones) -> None:
    """A14: the queue waits in the outbox and is laid out again, not piled up."""
    for number in range(12):
        zones.outer.post(number)
        zones.now += timedelta(minutes=20)
        zones.send(zones.outer)
        zones.carrier.carry()
    assert len(zones.inner.arrived()) == 12
    assert len([row for row in zones.outer.outbox() if row.sealed]) == 12
    zones.settle()
    assert zones.inner.noted() == list(range(12))


def test_a_missing_number_is_asked_for_and_holds_up_its_own_stream_only(zones: Zones) -> None:
    zones.outer.post(1)
    zones.deliver()
    for path in zones.inner.arrived():
        path.unlink()
    zones.outer.post(2)
    zones.outer.post(1, stream="case.2")
    zones.deliver()
    zones.receive(zones.inner)
    assert (zones.inner.noted(), zones.inner.noted("case.2")) == ([], [1])
    zones.send(zones.inner)
    zones.carrier.carry()
    zones.receive(zones.outer)
    zones.deliver()
    zones.receive(zones.inner)
    assert zones.inner.noted() == [1, 2], "asked for in the next control message, not waited for"
