"""How counts come from the inner database (R07, R65): the same however they are fed, killed or read meanwhile."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from sqlmodel import Session

from analytics import feed
from analytics.refresh import ROOT, Counting, MeasuresHeld, MeasuresNotTaken, address_of, export, refresh, stale
from analytics.snapshot import POINTER, Snapshot, current
from core.inner.tables import Case, Enterprise, Licence
from core.store import Store
from core.terms import Action, Channel, Status, Zone
from tests.conftest import MakeStore
from tests.counted import COMPLETED, NOW, REFUSED, START, WAY, Walk, contents, naive, number, settle

MINUTE = timedelta(minutes=1)
FULL = bool(os.environ.get("QUANCHENG_FULL_COUNTS"))
SEEDS = 40 if FULL else 1
EVERY = 1 if FULL else 41
"""A process is killed at each boundary, or at each of so many, which differ from test to test."""
WITHDRAWN = (*WAY[:2], (Action.WITHDRAW, Status.WITHDRAWN))


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    made = make_store(Zone.INNER)
    settle(made)
    return made


@pytest.fixture
def either(sqlite_templates: Callable[[Zone], Path], tmp_path: Path) -> Iterator[Store]:
    """A store for what does not depend on the kind of database."""
    path = shutil.copy(sqlite_templates(Zone.INNER), tmp_path / "inner.db")
    made = Store(f"sqlite:///{path}", Zone.INNER)
    settle(made)
    yield made
    made.close()


@pytest.fixture(scope="module")
def counting() -> Iterator[Counting]:
    """One process that counts for all tests; otherwise each refresh starts its own."""
    with Counting() as process:
        yield process


def test_a_case_is_the_fold_of_its_steps(store: Store, counting: Counting, tmp_path: Path) -> None:
    Walk("a", way=COMPLETED).go(store, 7)
    Walk("b", way=REFUSED).go(store, 5)
    Walk("c").go(store, 3)
    snapshot = counting.count(store.url, tmp_path, NOW)
    march = "FROM cell WHERE month = DATE '2017-03-01'"
    april = "FROM cell WHERE month = DATE '2017-04-01'"
    assert number(snapshot, f"SELECT received, corrections, visits, closed, hours, ended {march}") == (
        3, 1, 0, 2, 10 * 24, 0,
    )  # fmt: skip
    assert number(snapshot, f"SELECT received, approved, declined, approved_first {april}") == (0, 1, 1, 0)
    assert number(snapshot, "SELECT status, since, due_at, running FROM open WHERE id = 'c'") == (
        "examining", naive(START + timedelta(days=2)), naive(START + timedelta(days=3)), True,
    )  # fmt: skip
    assert number(snapshot, "SELECT watermark, origin FROM state") == (15, "own")


def test_visits_to_the_counter(store: Store, counting: Counting, tmp_path: Path) -> None:
    """At the counter one, and one for each completion; one with paper; without paper one for a licence on paper."""
    Walk("a", channel=Channel.COUNTER, way=COMPLETED).go(store, 5)
    Walk("b", channel=Channel.ONLINE_WITH_PAPER, way=COMPLETED).go(store, 5)
    Walk("c").go(store, 6)
    licensed = Walk("d", entity_type="PARTNERSHIP").go(store, 5)
    by_channel = "SELECT list(visits ORDER BY channel), sum(unvisited) FROM cell WHERE received > 0"
    assert number(counting.count(store.url, tmp_path, NOW), by_channel) == ([2, 1, 0, 0], 2)
    with store.unit() as session:
        licensed.step(session)
        _licence(session, "d", sheets=1)
    assert number(counting.count(store.url, tmp_path, NOW), "SELECT sum(visits), sum(unvisited) FROM cell") == (4, 1)


def _licence(session: Session, case_id: str, sheets: int) -> None:
    session.add(
        Enterprise(
            uscc="91110108MA00000000", authority_id="110108", entity_type="PARTNERSHIP", name="甲", status="active",
            established="2017-04-03", current_version=1,
        )
    )  # fmt: skip
    session.flush()
    session.add(
        Licence(
            serial="1", uscc="91110108MA00000000", version=1, case_id=case_id, file="x", sha256="x", qr_text="",
            status="valid", issued_at=START, trace_index=0, paper_sheets=sheets,
        )
    )  # fmt: skip


def test_drills_are_never_counted(either: Store, counting: Counting, tmp_path: Path) -> None:
    drill = Walk("a", drill=True).go(either, 5)
    assert number(counting.count(either.url, tmp_path, NOW), "SELECT count(*) FROM cell") == (0,)
    drill.go(either)
    assert number(counting.count(either.url, tmp_path, NOW), "SELECT count(*) FROM open") == (0,)


def test_snapshots_hold_no_personal_data(either: Store, counting: Counting, tmp_path: Path) -> None:
    Walk("a").go(either, 5)
    snapshot = counting.count(either.url, tmp_path, NOW)
    data = snapshot.path.read_bytes()
    assert not any(text.encode() in data for text in ("甲乙丙有限公司", "甲"))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_is_counted_step_by_step_is_what_a_rebuild_counts(
    store: Store, counting: Counting, tmp_path: Path, seed: int
) -> None:
    """Whatever comes in whatever order: channels change at the counter, cases are sent back, refused, withdrawn."""
    chance = random.Random(seed)
    walks: list[Walk] = []
    for turn in range(8):
        with store.unit() as session:
            for _ in range(chance.randint(0, 6)):
                _anything(chance, walks, session)
        grown = counting.count(store.url, tmp_path / "grown", NOW + turn * MINUTE)
    rebuilt = counting.count(store.url, tmp_path / "rebuilt", NOW)
    assert grown.watermark == rebuilt.watermark > 0
    assert contents(grown) == contents(rebuilt)


def _anything(chance: random.Random, walks: list[Walk], session: Session) -> None:
    going = [walk for walk in walks if not walk.done]
    if going and chance.random() < 0.7:
        walk = chance.choice(going)
        if chance.random() < 0.2:
            walk.channel = Channel.ONLINE_WITH_PAPER if walk.channel is Channel.PAPERLESS else Channel.COUNTER
    else:
        walk = Walk(
            f"case{len(walks)}",
            region=chance.choice(["110108", "110105"]),
            channel=chance.choice(list(Channel)),
            way=chance.choice([WAY, COMPLETED, REFUSED, WITHDRAWN]),
            drill=chance.random() < 0.1,
            at=START + timedelta(hours=chance.randint(-2000, 300)),
        )
        walks.append(walk)
    walk.step(session)


def test_paper_that_is_brought_between_two_steps_counts_from_the_next_one_on(
    either: Store, counting: Counting, tmp_path: Path
) -> None:
    walk = Walk("a").go(either, 3)
    counting.count(either.url, tmp_path / "grown", NOW)
    with either.unit() as session:
        session.get_one(Case, "a").channel = Channel.ONLINE_WITH_PAPER
    counting.count(either.url, tmp_path / "grown", NOW)
    walk.channel = Channel.ONLINE_WITH_PAPER
    walk.go(either)
    assert contents(counting.count(either.url, tmp_path / "grown", NOW)) == contents(
        counting.count(either.url, tmp_path / "rebuilt", NOW)
    )


def test_without_anything_new_only_the_moment_is_renewed(either: Store, counting: Counting, tmp_path: Path) -> None:
    Walk("a").go(either, 2)
    before = counting.count(either.url, tmp_path, NOW)
    rows = contents(before)
    after = counting.count(either.url, tmp_path, NOW + MINUTE)
    assert (after.watermark, after.made_at) == (before.watermark, NOW + MINUTE)
    assert current(tmp_path) == after
    assert contents(after) == rows


def test_a_snapshot_that_was_counted_by_other_definitions_is_built_anew(
    either: Store, counting: Counting, tmp_path: Path
) -> None:
    Walk("a").go(either, 2)
    snapshot = counting.count(either.url, tmp_path, NOW)
    with duckdb.connect(str(snapshot.path)) as connection:
        connection.execute("UPDATE counted_by SET definitions = 'older'")
        connection.execute("UPDATE cell SET received = 7")
    assert number(counting.count(either.url, tmp_path, NOW), "SELECT received FROM cell") == (1,)


def test_a_pointer_that_makes_no_sense_any_more_is_no_reason_to_stop_counting(
    either: Store, counting: Counting, tmp_path: Path
) -> None:
    Walk("a").go(either, 2)
    counting.count(either.url, tmp_path, NOW)
    (tmp_path / POINTER).write_bytes(b"\xff\xfe\x00")
    assert number(counting.count(either.url, tmp_path, NOW), "SELECT received FROM cell") == (1,)


def test_a_refresh_starts_a_process_of_its_own(store: Store, tmp_path: Path) -> None:
    Walk("a").go(store, 2)
    snapshot = refresh(store.url.render_as_string(hide_password=False), tmp_path, NOW)
    assert current(tmp_path) == snapshot
    assert (tmp_path / POINTER).read_text() == snapshot.path.name
    assert not stale(snapshot, NOW + MINUTE / 2)
    assert stale(snapshot, NOW + MINUTE * 1.5)
    assert stale(None, NOW)


def test_when_the_database_is_gone_the_last_snapshot_stays(
    store: Store, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    snapshot = refresh(store.url, tmp_path, NOW)
    gone = store.url.set(database=str(tmp_path / "gone.db") if store.is_sqlite else "gone")
    with pytest.raises(MeasuresNotTaken):
        refresh(gone, tmp_path, NOW + MINUTE)
    assert current(tmp_path) == snapshot
    assert "gone" in capfd.readouterr().err


def test_the_database_is_opened_for_reading_only(store: Store) -> None:
    address = address_of(store.url)
    assert address.endswith("?mode=ro") or address.startswith("postgresql://")
    assert feed.BEGIN.endswith("READ ONLY")


def test_readers_are_never_blocked_or_torn_while_snapshots_change(
    either: Store, counting: Counting, tmp_path: Path
) -> None:
    Walk("first").go(either)
    counting.count(either.url, tmp_path, NOW)
    done, seen, wrong = threading.Event(), set[tuple[object, ...]](), list[Exception]()

    def read() -> None:
        while not done.is_set():
            try:
                snapshot = current(tmp_path)
                assert snapshot is not None
                totals = "SELECT (SELECT sum(received) FROM cell), (SELECT sum(applications) FROM standing)"
                seen.add(number(snapshot, totals))
            except Exception as error:
                wrong.append(error)

    readers = [threading.Thread(target=read) for _ in range(2 if FULL else 1)]
    for reader in readers:
        reader.start()
    for turn in range(40 if FULL else 5):
        Walk(f"case{turn}").go(either)
        counting.count(either.url, tmp_path, NOW + turn * MINUTE)
    done.set()
    for reader in readers:
        reader.join()
    assert not wrong
    assert seen
    assert all(received == standing for received, standing in seen)


NURSERY = """
import json, os, signal, sys
from analytics import counting

def killed_at(boundary):
    passed = 0
    def look(frame, event, given):
        nonlocal passed
        if not frame.f_globals.get("__name__", "").startswith("analytics."):
            return None
        if event == "line":
            passed += 1
            if passed == boundary:
                os.kill(os.getpid(), signal.SIGKILL)
        return look
    return look

counting.feed.definitions()  # read once, before all forks
for line in sys.stdin:
    asked = json.loads(line)
    child = os.fork()
    if not child:
        sys.settrace(killed_at(asked["boundary"]))
        counting.answer(asked)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Does what it is asked for, and dies before it carries out so many lines of ours."""


def test_killed_anywhere_the_next_refresh_is_what_a_rebuild_is(
    store: Store, counting: Counting, tmp_path: Path
) -> None:
    """Before every line in turn, and so between all statements, commits, syncs and swaps, by SIGKILL."""
    walks = _three(store)
    counting.count(store.url, tmp_path / "grown", NOW)
    for walk in walks:
        walk.go(store, 2)
    expected = contents(counting.count(store.url, tmp_path / "rebuilt", NOW))
    for folder in _killed(store, tmp_path / "grown", "count"):
        assert contents(counting.count(store.url, folder, NOW)) == expected


def test_killed_anywhere_the_next_monthly_files_are_what_a_rebuild_writes(
    either: Store, counting: Counting, tmp_path: Path
) -> None:
    walks = _three(either)
    counting.export(either.url, tmp_path / "grown", NOW)
    for walk in walks:
        walk.go(either, 2)
    counting.export(either.url, tmp_path / "rebuilt", NOW)
    expected = _parquet(tmp_path / "rebuilt")
    for folder in _killed(either, tmp_path / "grown", "parquet"):
        counting.export(either.url, folder, NOW)
        assert _parquet(folder) == expected


def _three(store: Store) -> list[Walk]:
    """In two months, a completion demanded of each in a step to come."""
    return [Walk(f"c{one}", way=COMPLETED, at=START + timedelta(days=20 * one)).go(store, 3) for one in range(3)]


def _killed(store: Store, folder: Path, what: str) -> Iterator[Path]:
    """Copies of the folder, in each of which counting was killed at a later boundary, until none was left."""
    boundary, status = 1 + len(str(store.url)) % EVERY, -signal.SIGKILL
    with subprocess.Popen(
        [sys.executable, "-c", NURSERY], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as nursery:
        assert nursery.stdin
        assert nursery.stdout
        while status == -signal.SIGKILL:
            again = shutil.copytree(folder, folder.with_name(f"killed{boundary}"))
            asked = {"do": what, "address": address_of(store.url), "folder": str(again), "now": NOW.isoformat()}
            nursery.stdin.write(json.dumps({**asked, "boundary": boundary}) + "\n")
            nursery.stdin.flush()
            status = int(nursery.stdout.readline())
            yield again
            boundary += EVERY
        nursery.stdin.close()
    assert status == 0
    assert boundary > 150


def _parquet(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    files = sorted((folder / "parquet").glob("*.parquet"))
    with duckdb.connect() as connection:
        return {path.name: connection.execute(f"FROM read_parquet('{path}') ORDER BY id").fetchall() for path in files}


def test_no_step_is_lost_that_is_committed_after_a_later_one(store: Store, counting: Counting, tmp_path: Path) -> None:
    """PostgreSQL alone lets two transactions write: the first draws its number first and commits last."""
    if store.is_sqlite:
        return
    Walk("a").go(store, 2)
    counting.count(store.url, tmp_path / "grown", NOW)
    early, late = Walk("early"), Walk("late")
    with Session(store._writer) as first, Session(store._writer) as second:
        early.step(first)
        late.step(second)
        second.commit()
        with pytest.raises(MeasuresHeld):
            counting.count(store.url, tmp_path / "grown", NOW, patience=0)
        first.commit()
    grown = counting.count(store.url, tmp_path / "grown", NOW, patience=0)
    assert number(grown, "SELECT sum(received) FROM cell") == (3,)
    assert contents(grown) == contents(counting.count(store.url, tmp_path / "rebuilt", NOW))


def test_a_step_that_is_being_written_is_waited_for(store: Store, counting: Counting, tmp_path: Path) -> None:
    """Not so what is written after that: it draws higher numbers."""
    if store.is_sqlite:
        return
    walk = Walk("a").go(store)
    made: list[Snapshot] = []
    with Session(store._writer) as other:
        walk.step(other)
        waiting = threading.Thread(target=lambda: made.append(counting.count(store.url, tmp_path, NOW, patience=60)))
        waiting.start()
        while not _is_waited_for(store):
            pass
        other.commit()
        waiting.join()
    assert made[0].watermark == 1
    assert counting.count(store.url, tmp_path, NOW).watermark == 2


def _is_waited_for(store: Store) -> bool:
    with store.reading() as session:
        looks = session.connection().exec_driver_sql(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND query LIKE '%%FROM pg_locks%%'"
        )
        return bool(looks.scalar_one())


def test_applications_lie_beside_by_month_as_parquet(store: Store, counting: Counting, tmp_path: Path) -> None:
    walk = Walk("a").go(store, 2)
    Walk("b", at=START + timedelta(days=30)).go(store, 8)
    assert counting.export(store.url, tmp_path, NOW) == ["2017-03", "2017-04"]
    walk.go(store, 3)
    assert counting.export(store.url, tmp_path, NOW) == ["2017-03"]
    rows = [row for rows in _parquet(tmp_path).values() for row in rows]
    assert [(row[0], row[5]) for row in rows] == [("a", "approved"), ("b", "publicised")]
    assert export(store.url, tmp_path, NOW + MINUTE) == []
