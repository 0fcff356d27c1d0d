"""The managers' measures at a country's volume, against bare DuckDB, PostgreSQL, pandas, and a tenth of the volume.

With QUANCHENG_FULL_COUNTS=1 twelve million applications with a hundred million events are simulated (half an hour,
10 GB of memory), otherwise a twentieth of that: a rival's time grows with them, so its bound shrinks. What was
simulated stays in QUANCHENG_BENCH_FOLDER, if one is named, for the next time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb

from analytics import measures, snapshot
from analytics.snapshot import Snapshot
from bench import Ratio
from bench._nation import MEMORY, Nation, quickest, seconds
from bench._overview import forget, overview, reading_in, show
from bench._rivals import CHARTS, Chart, Pandas, PostgreSQL, Row, plain
from officer.cards import Card
from officer.overview_cards import OVERVIEW

FULL = 12_000_000
APPLICATIONS = FULL if os.environ.get("QUANCHENG_FULL_COUNTS") else FULL // 20
SLOWER = 2 if APPLICATIONS == FULL else 4
"""Below a country's volume the tables of a snapshot are as large as what they count."""
FASTER = {"PostgreSQL": 100, "pandas": 10}
"""So many times faster than with all of `FULL`; with fewer a rival takes as much less, a snapshot does not."""
FEW, FASTER_WITH_FEW = "waiting", 5
"""The chart that asks for open cases alone, one of some two hundred: PostgreSQL's index finds them at once."""
USERS, NEW_EVENTS = 8, 10_000
ROUNDS, MANY = 3, 15


def measure() -> list[Ratio]:
    with _folder() as folder:
        full = Nation.made(folder / f"nation-{APPLICATIONS}", APPLICATIONS, events=True)
        tenth = Nation.made(folder / f"nation-{APPLICATIONS // 10}", APPLICATIONS // 10, events=False)
        return [
            build(full, folder),
            *rivals(full),
            *charts(full.snapshot, tenth.snapshot),
            eight_users(full.snapshot),
            refreshed(full, tenth, folder),
            memory(full),
        ]


@contextmanager
def _folder() -> Iterator[Path]:
    with ExitStack() as stack:
        kept = os.environ.get("QUANCHENG_BENCH_FOLDER")
        yield Path(kept or stack.enter_context(tempfile.TemporaryDirectory(prefix="quancheng-bench-"))).resolve()


def build(full: Nation, folder: Path) -> Ratio:
    """A whole snapshot from the applications' Parquet, against one bare aggregation of the events' Parquet."""
    making = folder / "making.duckdb"
    ours, events, applications = quickest(
        ROUNDS,
        lambda: full.count(making),
        lambda: full.count_bare("events", "at"),
        lambda: full.count_bare("applications", "received_at"),
    )
    size = making.stat().st_size
    snapshot.remove(making)
    detail = (
        f"{full.applications:,} applications, {full.how_many('events'):,} events: snapshot {ours:.2f} s, "
        f"{size / 1e6:.0f} MB; bare over the events {events:.2f} s, over the applications alone {applications:.2f} s"
    )
    return Ratio("snapshot / bare count of the events", ours / events, SLOWER, at_most=True, detail=detail)


# --- rivals


def rivals(full: Nation) -> list[Ratio]:
    """The charts' questions against the same asked of all applications; the rows must be the same."""
    share, ratios = full.applications / FULL, []
    for name, made in (("PostgreSQL", PostgreSQL), ("pandas", Pandas)):
        with made(full) as rival:
            told = {chart: _against(full.snapshot, rival, CHARTS[chart]) for chart in CHARTS}
        faster = {chart: theirs / ours for chart, (ours, theirs) in told.items()}
        if name == "PostgreSQL":
            few = Ratio(f"{name} / chart of open cases", faster.pop(FEW), FASTER_WITH_FEW * share, at_most=False)
            ratios.append(few)
        least = min(faster, key=lambda chart: faster[chart])
        detail = "; ".join(
            f"{chart} {ours * 1000:.1f}:{theirs * 1000:.0f} ms" for chart, (ours, theirs) in told.items()
        )
        bound = FASTER[name] * share
        ratios.append(Ratio(f"{name} / chart, the least ({least})", faster[least], bound, False, detail))
    return ratios


def _against(found: Snapshot, rival: PostgreSQL | Pandas, chart: Chart) -> tuple[float, float]:
    as_of = found.made_at.replace(tzinfo=None)

    def ours() -> None:
        measures.forget(found)
        _answers(found, chart)

    theirs = rival.answer(chart, as_of)
    for mine, other in zip(_answers(found, chart), theirs, strict=True):
        if plain(mine) != plain(other):
            raise AssertionError(f"{type(rival).__name__} answers otherwise: {chart.questions}")
    return quickest(MANY, ours)[0], quickest(ROUNDS, lambda: rival.answer(chart, as_of))[0]


def _answers(found: Snapshot, chart: Chart) -> list[list[Row]]:
    return [
        [tuple(row[column] for column in columns) for row in measures.ask(found, question)]
        for question, columns in chart.questions
    ]


# --- pages


def charts(full: Snapshot, tenth: Snapshot) -> list[Ratio]:
    """What a chart with its table costs, on all and on a tenth, and when it was drawn before."""
    costs = {name: _cost(card, full, tenth) for name, card in OVERVIEW.items()}
    grown = max(costs, key=lambda name: costs[name][0] / costs[name][1])
    again = max(costs, key=lambda name: costs[name][2] / costs[name][0])
    told = "; ".join(f"{name} {one[0] * 1000:.1f}:{one[1] * 1000:.1f} ms" for name, one in costs.items())
    kept = f"{costs[again][2] * 1e6:.0f} µs, drawn anew {costs[again][0] * 1000:.1f} ms"
    return [
        Ratio(f"chart of all / of a tenth, the most ({grown})", costs[grown][0] / costs[grown][1], 1.2, True, told),
        Ratio(f"chart drawn before / anew, the most ({again})", costs[again][2] / costs[again][0], 0.1, True, kept),
    ]


def _cost(card: Card, full: Snapshot, tenth: Snapshot) -> list[float]:
    """Of all, of a tenth, and of all again, in seconds."""

    def anew(found: Snapshot) -> None:
        forget(found)
        show(card, reading_in(found))

    costs = quickest(MANY, lambda: anew(tenth), lambda: anew(full))[::-1]
    return [*costs, *quickest(MANY, lambda: show(card, reading_in(full)))]


def eight_users(found: Snapshot) -> Ratio:
    """The overview of a snapshot that has just come: for one, and for eight who all ask at once."""
    with ThreadPoolExecutor(USERS) as threads:

        def asked_by(users: int) -> None:
            forget(found)
            list(threads.map(overview, [found] * users))

        one, eight = quickest(MANY, lambda: asked_by(1), lambda: asked_by(USERS))
        kept = quickest(MANY, lambda: list(threads.map(overview, [found] * USERS)))[0]
    detail = f"{eight * 1000:.0f} ms, one {one * 1000:.0f} ms; drawn before: for all {kept * 1000:.1f} ms"
    return Ratio(f"overview for {USERS} at once / for one", eight / one, 2, at_most=True, detail=detail)


# --- keeping up


def refreshed(full: Nation, tenth: Nation, folder: Path) -> Ratio:
    """As many cases take a step each: what the snapshot says of them is taken back, and counted anew."""
    copy = folder / "refreshed.duckdb"
    ours, theirs = (min(_step(nation, copy) for _ in range(MANY)) for nation in (full, tenth))
    snapshot.remove(copy)
    detail = f"{NEW_EVENTS:,} cases, committed and written: {ours * 1000:.0f} ms, on a tenth {theirs * 1000:.0f} ms"
    return Ratio("refresh of all / of a tenth", ours / theirs, 1.5, at_most=True, detail=detail)


def _step(nation: Nation, copy: Path) -> float:
    shutil.copyfile(nation.snapshot.path, copy)
    with duckdb.connect(str(copy), config={"memory_limit": MEMORY}) as connection:
        snapshot.stage(connection)
        connection.execute(
            f"INSERT INTO application SELECT -1, * FROM {nation.files('applications')} "  # noqa: S608 - our own files
            f"ORDER BY received_at DESC, id LIMIT {NEW_EVENTS}"
        )
        connection.execute(
            "INSERT INTO application SELECT * REPLACE (1 AS sign, corrections + 1 AS corrections, "
            "'returned' AS status, NULL AS decided_at, NULL AS approved_at, since + INTERVAL 1 HOUR AS since) "
            "FROM application"
        )
        return seconds(lambda: _add(connection))


def _add(connection: duckdb.DuckDBPyConnection) -> None:
    connection.begin()
    snapshot.add(connection)
    connection.commit()
    connection.execute("DROP TABLE temp.application")
    connection.execute("CHECKPOINT")


def memory(full: Nation) -> Ratio:
    """What a process holds at most that reads all charts of the managers' pages in every language."""
    command = [sys.executable, "-m", "bench._overview", str(full.folder)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return Ratio("memory of a reading process, MB", int(told) / 1024, 300, at_most=True, detail="at its highest")
