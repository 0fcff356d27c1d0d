"""The exchange tells everything exactly once, in order, whatever lies between the zones (A10-A15, A24, A25)."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Table, delete
from sqlmodel import Session, select

from core import trace
from core.errors import BadInput, EnvelopeRejected, NotFound, TraceUnavailable
from core.exchange import Envelope, EnvelopeKey, begin_incarnation, current_incarnation, settle
from core.i18n import LANGUAGES, N_, translator
from core.models import ExchangeRejected, TraceCheckpoint, TraceEntry, TraceOpening, TraceState
from core.tablebase import CommonTable
from tests.conftest import MakeStore
from tests.exchanges import START, Side, Zones, make_zones, note


@pytest.fixture
def zones(make_store: MakeStore, tmp_path: Path) -> Zones:
    return make_zones(make_store, tmp_path)


def deliver(zones: Zones) -> None:
    """Lay out and carry, without receiving."""
    zones.send(zones.outer)
    zones.carrier.carry()


# What is posted is told


def test_a_message_arrives_with_its_files_and_its_receipt_comes_back(zones: Zones) -> None:
    document = zones.outer.files.put(b"%PDF charter")
    zones.outer.post(7, files=[document])
    zones.settle()
    assert zones.inner.noted() == [7]
    assert zones.inner.files.get(document) == b"%PDF charter"
    (row,) = zones.outer.outbox()
    assert row.receipt is not None
    assert '"result":{"index":0,"n":7}' in row.receipt["body"]


def test_the_sender_hears_of_each_receipt_once(zones: Zones) -> None:
    heard: list[tuple[EnvelopeKey, str, int]] = []

    def told(_session: Session, key: EnvelopeKey, kind: str, result: Mapping[str, Any]) -> None:
        heard.append((key, kind, result["n"]))

    outer = zones.outer
    key = outer.post(7)
    for _ in range(4):
        deliver(zones)
        zones.receive(zones.inner)
        zones.send(zones.inner)
        zones.carrier.carry()
        outer.exchange.receive(outer.store, outer.files, outer.spool, {}, zones.now, told=told)
        zones.now += timedelta(minutes=1)
    assert heard == [(key, "note", 7)]


def test_a_message_is_part_of_the_change_that_it_tells_of(zones: Zones) -> None:
    """R05: no change without its message, no message without its change."""

    def fail() -> None:
        with zones.outer.store.unit() as session:
            zones.outer.exchange.post(session, stream="case.1", kind="note", payload={"n": 1}, now=START)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert zones.outer.outbox() == []
    zones.outer.post(2)
    zones.settle()
    assert zones.inner.noted() == [2]


def test_both_zones_speak_in_a_stream_of_the_same_name(zones: Zones) -> None:
    zones.outer.post(1)
    zones.inner.post(2)
    zones.outer.post(3)
    zones.settle()
    assert (zones.inner.noted(), zones.outer.noted()) == ([1, 3], [2])


def test_nothing_can_be_read_in_the_outbox_or_on_the_way(zones: Zones) -> None:
    document = zones.outer.files.put("张䶮的章程".encode())
    with zones.outer.store.unit() as session:
        zones.outer.exchange.post(
            session, stream="case.1", kind="note", payload={"n": 1, "name": "张䶮"}, files=[document], now=START
        )
    zones.send(zones.outer)
    (row,) = zones.outer.outbox()
    assert row.sealed is not None
    carried = [path.read_bytes() for path in zones.outer.outgoing.iterdir()]
    assert len(carried) == 3
    assert all("张䶮".encode() not in data and b"case.1" not in data for data in [row.sealed, *carried])


@pytest.mark.parametrize("payload", [{"n": float("nan")}, {"n": 2**60}, {"n": object()}])
def test_a_payload_that_json_cannot_hold_exactly_is_refused(zones: Zones, payload: dict[str, Any]) -> None:
    with zones.outer.store.unit() as session, pytest.raises(ValueError):
        zones.outer.exchange.post(session, stream="case.1", kind="note", payload=payload, now=START)


def test_a_stream_is_named_by_an_opaque_reference(zones: Zones) -> None:
    with pytest.raises(ValueError, match="opaque"):
        zones.outer.post(1, stream="identity.110108199001011234")


def test_bodies_are_dropped_after_their_time_and_rows_stay(zones: Zones) -> None:
    zones.outer.post(1)
    zones.settle()
    zones.outer.post(2, at=zones.now)
    zones.now += timedelta(days=31)
    for side in (zones.outer, zones.inner):
        assert side.exchange.tidy(side.store, zones.now) == 1
    delivered, waiting = zones.outer.outbox()
    assert (delivered.sealed, delivered.receipt is None, len(delivered.hash)) == (None, False, 64)
    assert waiting.sealed is not None
    zones.settle()
    assert zones.inner.noted() == [1, 2]


# A10, A15: repetitions


def repeat(zones: Zones, times: int) -> None:
    zones.outer.post(1)
    deliver(zones)
    (path,) = zones.inner.arrived()
    envelope = path.read_bytes()
    receipts = set()
    for number in range(times):
        (zones.inner.incoming / f"{number:064x}.envelope").write_bytes(envelope)
        if number % 50 == 49:
            zones.receive(zones.inner)
            receipts.add(str(zones.inner.inbox()[0].receipt))
            assert zones.inner.inbox()[0].receipt_due
            zones.send(zones.inner)
    zones.settle()
    assert len(receipts) == 1
    assert zones.inner.noted() == [1]
    assert zones.inner.inbox()[0].repeated == times
    assert str(zones.outer.outbox()[0].receipt) in receipts
    assert zones.outer.alarms() == zones.inner.alarms() == set()


def test_the_same_envelope_a_thousand_times_has_one_effect_and_identical_receipts(zones: Zones) -> None:
    """A10, A15."""
    repeat(zones, 1000)


def test_the_same_key_with_other_content_raises_an_alarm_and_holds_its_stream(zones: Zones) -> None:
    zones.outer.post(1)
    zones.outer.post(1, stream="case.2")
    zones.settle()
    with zones.outer.store.connection() as connection:
        connection.exec_driver_sql("DELETE FROM outbox WHERE stream = 'case.1'")
        connection.exec_driver_sql("DELETE FROM outbox_stream WHERE stream = 'case.1'")
    zones.outer.post(99)
    zones.turn()
    zones.turn()
    zones.outer.post(2, stream="case.2")
    for _ in range(4):
        zones.turn(15)
    assert zones.inner.noted() == [1]
    assert zones.inner.noted("case.2") == [1, 2]
    assert {"key_reused", "stream_held"} <= zones.inner.alarms()
    assert zones.inner.traced("exchange.key_reused") == 1


# A12: every byte


def flipped(data: bytes, position: int) -> bytes:
    return data[:position] + bytes([data[position] ^ 0x80]) + data[position + 1 :]


def test_every_flipped_byte_of_an_envelope_is_refused_kept_traced_and_reported(zones: Zones) -> None:
    """A12; other streams go on meanwhile, and the sender sends the message again by itself."""
    zones.outer.post(1)
    deliver(zones)
    (path,) = zones.inner.arrived()
    whole, name = path.read_bytes(), path.name
    path.unlink()
    positions = [*range(64), *range(64, len(whole), 7), len(whole) - 1]
    for position in positions:
        (zones.inner.incoming / f"{position:064x}.envelope").write_bytes(flipped(whole, position))
    (zones.inner.incoming / f"{'a' * 64}.envelope").write_bytes(whole[:-1])
    (zones.inner.incoming / f"{'b' * 64}.envelope").write_bytes(whole + b"\0")
    (zones.inner.incoming / name).write_bytes(flipped(whole, 5) + b"\0")
    zones.outer.post(1, stream="case.2")
    deliver(zones)
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
    deliver(zones)
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
    deliver(zones)
    assert zones.receive(zones.inner).rejected == 1
    assert zones.inner.noted() == []


# A13: elsewhere, another case, another time


def test_an_envelope_is_refused_in_another_installation(zones: Zones, make_store: MakeStore, tmp_path: Path) -> None:
    """A13: even where the same keys are used by mistake."""
    other = make_zones(make_store, tmp_path, "elsewhere")
    keys = {name: getattr(zones.inner.exchange, name) for name in ("signer", "opener", "peer")}
    other.inner.exchange = replace(other.inner.exchange, **keys)
    zones.outer.post(1)
    deliver(zones)
    (path,) = zones.inner.arrived()
    (other.inner.incoming / path.name).write_bytes(path.read_bytes())
    assert other.receive(other.inner).rejected == 1
    assert other.inner.noted() == []


def test_an_envelope_sent_back_to_its_sender_is_refused(zones: Zones) -> None:
    zones.outer.post(1)
    deliver(zones)
    (path,) = zones.inner.arrived()
    (zones.outer.incoming / path.name).write_bytes(path.read_bytes())
    assert zones.receive(zones.outer).rejected == 1


def test_an_old_envelope_or_control_message_replayed_later_changes_nothing(zones: Zones) -> None:
    """A13."""
    zones.outer.post(1)
    deliver(zones)
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


@pytest.mark.parametrize("seed", range(3))
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
    for _ in range(80):
        zones.shake(rng)
        zones.turn(30)
    zones.settle()
    for side in (zones.outer, zones.inner):
        for case in range(3):
            assert side.noted(f"case.{case}") == [number for number in range(30) if number % 3 == case]
    assert not {"stream_held", "key_reused", "receipt_changed"} & (zones.outer.alarms() | zones.inner.alarms())


def test_the_inner_side_down_for_hours_leaves_the_queue_whole_and_drains_it_in_order(zones: Zones) -> None:
    """A14: the queue waits in the outbox and is laid out again, not piled up."""
    for number in range(25):
        zones.outer.post(number)
        zones.now += timedelta(minutes=20)
        zones.send(zones.outer)
        zones.carrier.carry()
    assert len(zones.inner.arrived()) == 25
    assert len([row for row in zones.outer.outbox() if row.sealed]) == 25
    zones.settle()
    assert zones.inner.noted() == list(range(25))


def test_a_missing_number_is_asked_for_and_holds_up_its_own_stream_only(zones: Zones) -> None:
    zones.outer.post(1)
    deliver(zones)
    for path in zones.inner.arrived():
        path.unlink()
    zones.outer.post(2)
    zones.outer.post(1, stream="case.2")
    deliver(zones)
    zones.receive(zones.inner)
    assert (zones.inner.noted(), zones.inner.noted("case.2")) == ([], [1])
    zones.send(zones.inner)
    zones.carrier.carry()
    zones.receive(zones.outer)
    deliver(zones)
    zones.receive(zones.inner)
    assert zones.inner.noted() == [1, 2], "asked for in the next control message, not waited for"


# Held streams


def test_a_refusing_handler_holds_its_stream_until_a_person_releases_it(zones: Zones) -> None:
    def refuse(_session: Session, _envelope: Envelope) -> Mapping[str, Any]:
        raise EnvelopeRejected(reason_text=N_("its kind is not known here"))

    zones.inner.handlers = {"note": refuse}
    zones.outer.post(1)
    zones.outer.post(2)
    deliver(zones)
    assert zones.receive(zones.inner).held == ["case.1"]
    assert zones.receive(zones.inner).held == [], "held once, not again and again"
    assert zones.inner.traced("exchange.stream_held") == 1
    zones.inner.handlers = {"note": note}
    zones.turn()
    zones.turn()
    assert zones.inner.noted() == []
    assert "held_there" in zones.outer.alarms()
    with zones.inner.store.unit() as session:
        zones.inner.exchange.release(session, "case.1", actor="officer.1", now=zones.now)
    zones.settle()
    zones.turn(60)
    zones.turn(60)
    assert zones.inner.noted() == [1, 2]
    assert zones.inner.alarms() == zones.outer.alarms() == set()
    with zones.inner.store.unit() as session, pytest.raises(NotFound):
        zones.inner.exchange.release(session, "case.1", actor="officer.1", now=zones.now)


@pytest.mark.parametrize("error", [BadInput(field_text="x", reason_text="y"), ValueError("110108199001011234")])
def test_any_error_of_a_handler_undoes_all_of_it_and_tells_no_personal_data(zones: Zones, error: Exception) -> None:
    def fail(session: Session, envelope: Envelope) -> Mapping[str, Any]:
        note(session, envelope)
        raise error

    zones.inner.handlers = {"note": fail}
    zones.outer.post(1)
    deliver(zones)
    assert zones.receive(zones.inner).held == ["case.1"]
    assert zones.inner.noted() == []
    with zones.inner.store.reading() as session:
        state = zones.inner.exchange.state(session)
    assert "110108199001011234" not in str(state)
    assert all(alarm.message.render(translator(language)) for alarm in state.alarms for language in LANGUAGES)


def test_an_unknown_kind_is_held_not_dropped(zones: Zones) -> None:
    zones.inner.handlers = {}
    zones.outer.post(1)
    deliver(zones)
    assert zones.receive(zones.inner).held == ["case.1"]


def test_a_trace_that_cannot_be_written_holds_nothing_and_is_tried_again(zones: Zones) -> None:
    """A26: the message is not applied without its entry, and applied once when the trace is back."""
    tries = []

    def unable(session: Session, envelope: Envelope) -> Mapping[str, Any]:
        tries.append(1)
        if len(tries) == 1:
            raise TraceUnavailable
        return note(session, envelope)

    zones.inner.handlers = {"note": unable}
    zones.outer.post(1)
    deliver(zones)
    report = zones.receive(zones.inner)
    assert (report.deferred, report.held, report.applied) == (1, [], 0)
    assert zones.receive(zones.inner).applied == 1


def test_a_file_that_is_missing_at_the_sender_is_an_alarm_and_does_not_stop_the_others(zones: Zones) -> None:
    zones.outer.post(1, files=["0" * 64])
    zones.outer.post(1, stream="case.2")
    for _ in range(3):
        zones.turn()
    assert zones.inner.noted("case.2") == [1]
    assert "file_missing" in zones.outer.alarms()


def test_an_alarm_stays_open_until_somebody_settles_it(zones: Zones) -> None:
    zones.outer.post(1, files=["0" * 64])
    zones.turn()
    with zones.outer.store.unit() as session:
        (alarm,) = zones.outer.exchange.state(session).alarms
        settle(session, alarm.id, actor="administrator.1", now=zones.now)
        with pytest.raises(NotFound):
            settle(session, alarm.id, actor="administrator.1", now=zones.now)
    assert zones.outer.alarms() == set()


# The witness: A24, A25


def test_each_zone_witnesses_the_other_at_least_every_minute(zones: Zones) -> None:
    for number in range(6):
        zones.outer.post(number)
        zones.turn(30)
        zones.turn(30)
    for side, other in ((zones.outer, zones.inner), (zones.inner, zones.outer)):
        with side.store.reading() as session:
            kept = trace.witnesses(session, other.exchange.origin)
            heard = side.exchange.state(session).heard_at
        assert heard is not None
        assert zones.now - heard <= timedelta(seconds=60)
        if other is zones.inner:
            assert kept[-1].size >= 5
        with other.store.reading() as session:
            assert trace.audit(session, kept, key=other.exchange.signer.public_key(), origin=other.exchange.origin).ok


Saved = list[tuple[Table, list[dict[str, Any]]]]


def save(side: Side) -> Saved:
    """A backup of the database."""
    with side.store.connection() as connection:
        return [
            (table, [dict(row._mapping) for row in connection.execute(table.select())])
            for table in CommonTable.metadata.sorted_tables
        ]


def restore(side: Side, saved: Saved, life: str) -> None:
    """Put the database back to the backup and begin a new life."""
    with side.store.connection() as connection:
        for table, rows in saved:
            connection.execute(table.delete())
            if rows:
                connection.execute(table.insert(), rows)
    side.exchange = replace(side.exchange, incarnation=life)


def test_a_restored_inner_side_is_noticed_and_gets_again_what_it_lost(zones: Zones) -> None:
    """A24, A43: the cut trace is named, and every message is there again, once."""
    zones.outer.post(1)
    zones.settle()
    zones.turn(60)
    saved = save(zones.inner)
    for number in (2, 3):
        zones.outer.post(number)
    zones.settle()
    zones.turn(60)
    zones.turn(60)
    restore(zones.inner, saved, "life-2-inner")
    assert zones.inner.noted() == [1]
    for _ in range(8):
        zones.turn(60)
    assert zones.inner.noted() == [1, 2, 3]
    assert {"peer_restored", "trace_cut"} <= zones.outer.alarms()
    assert zones.open() == 0


def test_a_restored_outer_side_continues_and_its_lost_messages_are_looked_at(zones: Zones) -> None:
    """A key is never used twice: the new life counts anew, and a stream whose past was lost is held for a person."""
    zones.outer.post(1)
    zones.outer.post(1, stream="case.2")
    zones.settle()
    saved = save(zones.outer)
    zones.outer.post(2)
    zones.settle()
    restore(zones.outer, saved, "life-2-outer")
    zones.outer.post(20)
    zones.outer.post(2, stream="case.2")
    for _ in range(4):
        zones.turn(60)
    assert zones.inner.noted("case.2") == [1, 2]
    assert zones.inner.noted() == [1, 2]
    assert "stream_held" in zones.inner.alarms()
    with zones.inner.store.unit() as session:
        zones.inner.exchange.release(session, "case.1", actor="officer.1", now=zones.now)
    zones.settle()
    zones.outer.post(21)
    zones.settle()
    assert zones.inner.noted() == [1, 2, 20, 21]


def test_messages_from_an_ended_life_settle_nothing(zones: Zones) -> None:
    """A receipt that the inner side gave before it lost the case may not count afterwards."""
    saved = save(zones.inner)
    zones.outer.post(1)
    deliver(zones)
    zones.receive(zones.inner)
    zones.send(zones.inner)
    late = {path.name: path.read_bytes() for path in zones.inner.outgoing.iterdir()}
    for path in zones.inner.outgoing.iterdir():
        path.unlink()
    restore(zones.inner, saved, "life-2-inner")
    zones.send(zones.inner)
    zones.carrier.carry()
    zones.receive(zones.outer)
    for name, data in late.items():
        (zones.outer.incoming / name).write_bytes(data)
    zones.receive(zones.outer)
    assert zones.outer.outbox()[0].acknowledged_at is None
    assert "earlier_life" in zones.outer.alarms()
    zones.settle()
    assert zones.inner.noted() == [1]


def test_a_rewritten_trace_is_noticed_by_the_other_zone(zones: Zones) -> None:
    """A25."""
    for number in range(3):
        zones.outer.post(number)
    zones.settle()
    zones.turn(60)
    zones.turn(60)
    with zones.inner.store.connection() as connection:
        for table in (TraceEntry, TraceOpening, TraceState, TraceCheckpoint):
            connection.execute(delete(table))
    with zones.inner.store.unit() as session:
        for number in range(9):
            trace.append(session, kind="k", subject="s", actor="a", data={"n": number}, now=zones.now)
    for _ in range(3):
        zones.turn(60)
    assert "trace_split" in zones.outer.alarms()
    assert zones.outer.traced("exchange.trace_split") == 1


def test_every_life_has_a_name_of_its_own_and_names_grow(zones: Zones) -> None:
    store = zones.outer.store
    with store.unit() as session:
        assert current_incarnation(session) is None
        names = [
            begin_incarnation(session, reason="restored", actor="administrator.1", now=at)
            for at in (START, START, START - timedelta(days=1))
        ]
        assert current_incarnation(session) == names[-1]
    assert names == sorted(set(names))
    assert zones.outer.traced("exchange.incarnation_began") == 3
