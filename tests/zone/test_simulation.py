"""The simulated history as files and a snapshot, and through the inner zone's tables (R64, R65)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from sqlmodel import col, func, select

from analytics.refresh import Counting
from analytics.simulation import build as building
from analytics.simulation.build import build
from analytics.simulation.history import History
from analytics.simulation.tables import (
    PREFIX,
    RealCases,
    Sealing,
    SimulatedAlready,
    TooManyForTables,
    case_id,
    write,
)
from analytics.simulation.world import UNITS
from analytics.snapshot import KEYS, Snapshot, current
from core.inner.tables import Authority, Case, CaseEvent
from core.store import Store
from core.terms import Action, Status, Zone
from core.workflow import fold
from tests.conftest import MakeStore
from tests.counted import Walk

HISTORY = History(6_000, seed=5, piece=2_000)
FEW = History(1_000, seed=3)
SEALING = Sealing(lambda _case: b"", lambda _case: {"identity": "confirmed"})
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("simulated")
    build(HISTORY, made, events=True)
    return made


@pytest.fixture(scope="module")
def counting() -> Iterator[Counting]:
    with Counting() as process:
        yield process


def rows_of(snapshot: Snapshot, query: str) -> list[tuple[object, ...]]:
    with snapshot.open() as connection:
        return connection.execute(query).fetchall()


def the(snapshot: Snapshot | None) -> Snapshot:
    assert snapshot is not None
    return snapshot


def test_the_snapshot_counts_the_history_as_of_its_end(folder: Path) -> None:
    snapshot = the(current(folder))
    assert snapshot.made_at == HISTORY.as_of
    assert rows_of(snapshot, "SELECT sum(received)::BIGINT FROM cell") == [(6_000,)]
    assert rows_of(snapshot, "SELECT origin FROM state") == [("simulated",)]
    assert {code for (code,) in rows_of(snapshot, "SELECT id FROM region")} == set(UNITS)
    assert rows_of(snapshot, "SELECT name FROM region WHERE id = '330000'") == [("浙江",)]
    waiting = {status for (status,) in rows_of(snapshot, "SELECT DISTINCT status FROM open")}
    assert {"received", "accepted", "returned", "proposed"} <= waiting


def test_the_steps_fold_to_the_applications(folder: Path) -> None:
    """What the events say of a case, in their order, is what its row says."""
    query = f"""
        WITH fold AS (
            SELECT case_id::TEXT AS id, min("at") AS received_at, arg_max(status, file_row_number) AS status,
                   max("at") AS since, (count(*) FILTER (action = 'return'))::INTEGER AS corrections
            FROM read_parquet('{folder}/parquet/events-*.parquet', file_row_number = true)
            GROUP BY case_id)
        SELECT count(*)
        FROM fold
        SEMI JOIN '{folder}/parquet/applications-*.parquet' AS made USING (id, received_at, status, since, corrections)
        """  # noqa: S608 - a folder of our own
    with duckdb.connect() as connection:
        assert connection.execute(query).fetchall() == [(6_000,)]


def test_there_is_a_file_for_each_month_and_a_table_for_each_part_of_the_programme(folder: Path) -> None:
    names = {path.name for path in (folder / "parquet").iterdir()}
    assert names == {f"{kind}-{month:%Y-%m}.parquet" for kind in ("applications", "events") for month in HISTORY.months}
    left = {path.name for path in folder.iterdir()}
    assert left == {
        "parquet", "current", "lock", "snap-1.duckdb", "truth.json", "steps.csv", "readiness.csv", "interfaces.csv",
        "trainings.csv",
    }  # fmt: skip
    told = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    assert (told["applications"], told["seed"], told["as_of"]) == (6_000, 5, "2017-10-16T10:00:00Z")


def test_a_new_history_replaces_the_one_before_and_an_interrupted_one_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(FEW, tmp_path)
    before = (the(current(tmp_path)).path.read_bytes(), (tmp_path / "truth.json").read_bytes())

    def interrupted(history: History, making: Path) -> Path:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(building, "_count", interrupted)
        with pytest.raises(KeyboardInterrupt):
            build(History(1_000, seed=4), tmp_path)
    assert (the(current(tmp_path)).path.read_bytes(), (tmp_path / "truth.json").read_bytes()) == before
    assert not (tmp_path / "making").exists()
    again = build(History(1_000, seed=4), tmp_path)
    assert current(tmp_path) == again
    assert json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))["seed"] == 4


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    made = make_store(Zone.INNER)
    with made.unit() as session:
        session.add(Authority(id="110108", name="海淀区"))
    return made


def test_a_history_through_the_tables_is_counted_as_it_was_made(
    store: Store, counting: Counting, tmp_path: Path
) -> None:
    """The same cells, days, durations and open cases, whichever way the history came; and only once."""
    assert write(FEW, store, SEALING, "110108") == 1_000
    with pytest.raises(SimulatedAlready):
        write(FEW, store, SEALING)
    fed, made = counting.count(store.url, tmp_path / "own", NOW), build(FEW, tmp_path / "simulated")
    for table in KEYS:
        columns = [name for name, *_type in rows_of(made, f"DESCRIBE {table}")]
        ordered = f"SELECT {', '.join(map(str, columns))} FROM {table} ORDER BY ALL"  # noqa: S608 - our own tables
        assert rows_of(fed, ordered) == rows_of(made, ordered), table
    numbers = {case_id(FEW.seed, number): str(number) for number in range(1, 1_001)}
    query = "SELECT id, region, status, received_at, since, due_at, running FROM open"
    assert {(numbers[str(row[0])], *row[1:]) for row in rows_of(fed, query)} == set(rows_of(made, query))
    _stand_where_their_steps_lead(store)


def _stand_where_their_steps_lead(store: Store) -> None:
    """The tables are whole, and nothing is left that the worker would take up."""
    with store.reading() as session:
        cases = list(session.exec(select(Case)))
        steps: dict[str, list[CaseEvent]] = {}
        for one in session.exec(select(CaseEvent).order_by(col(CaseEvent.id))):
            steps.setdefault(one.case_id, []).append(one)
        assert set(session.exec(select(Authority.parent_id).where(col(Authority.id).in_(UNITS)))) == {"110108"}
    for case in cases:
        own = steps[case.id]
        assert case.status == fold(Zone.INNER, Status.SUBMITTED, [Action(one.action) for one in own])
        assert [one.number for one in own] == list(range(1, len(own) + 1))
        assert case.returned_before == any(one.action == Action.RETURN for one in own)
        assert case.number.startswith(PREFIX)
    assert not {case.status for case in cases} & {Status.APPROVED, Status.ISSUED, Status.ARCHIVED}


def test_nothing_is_simulated_beside_real_cases_nor_more_than_tables_bear(store: Store) -> None:
    with pytest.raises(TooManyForTables):
        write(History(20_001), store, SEALING)
    Walk("a").go(store)
    with pytest.raises(RealCases):
        write(FEW, store, SEALING)
    with store.reading() as session:
        assert session.exec(select(func.count()).select_from(Case)).one() == 1
