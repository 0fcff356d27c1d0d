"""The exchange tells everything exactly once, in order; what is refused is held for a person (A10, A15, R05)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from core.errors import BadInput, EnvelopeRejected, NotFound, TraceUnavailable
from core.exchange import Envelope, EnvelopeKey, settle
from core.i18n import LANGUAGES, N_, translator
from tests.conftest import MakeStore
from tests.exchanges import FULL, START, Zones, make_zones, note


@pytest.fixture
def zones(make_store: MakeStore, tmp_path: Path) -> Zones:
    return make_zones(make_store, tmp_path)


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
        zones.deliver()
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
    zones.deliver()
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


@pytest.mark.endure
def test_the_same_envelope_many_times_has_one_effect_and_identical_receipts(zones: Zones) -> None:
    """A10, A15."""
    repeat(zones, 1000 if FULL else 300)


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


# Held streams


def test_a_refusing_handler_holds_its_stream_until_a_person_releases_it(zones: Zones) -> None:
    def refuse(_session: Session, _envelope: Envelope) -> Mapping[str, Any]:
        raise EnvelopeRejected(reason_text=N_("its kind is not known here"))

    zones.inner.handlers = {"note": refuse}
    zones.outer.post(1)
    zones.outer.post(2)
    zones.deliver()
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
    zones.deliver()
    assert zones.receive(zones.inner).held == ["case.1"]
    assert zones.inner.noted() == []
    with zones.inner.store.reading() as session:
        state = zones.inner.exchange.state(session)
    assert "110108199001011234" not in str(state)
    assert all(alarm.message.render(translator(language)) for alarm in state.alarms for language in LANGUAGES)


def test_an_unknown_kind_is_held_not_dropped(zones: Zones) -> None:
    zones.inner.handlers = {}
    zones.outer.post(1)
    zones.deliver()
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
    zones.deliver()
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
