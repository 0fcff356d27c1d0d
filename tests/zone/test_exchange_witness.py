"""Each zone witnesses the other, and restores neither go unnoticed nor lose messages (A24, A25, A43)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, delete

from core import trace
from core.exchange import begin_incarnation, current_incarnation
from core.models import TraceCheckpoint, TraceEntry, TraceOpening, TraceState
from core.tablebase import CommonTable
from tests.conftest import MakeStore
from tests.exchanges import START, Side, Zones, make_zones


@pytest.fixture
def zones(make_store: MakeStore, tmp_path: Path) -> Zones:
    return make_zones(make_store, tmp_path)


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
    zones.deliver()
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
