"""Building the data set `simulated`: Parquet month by month, a snapshot of it, the rollout programme, the truth.

Everything is made beside what is there and swapped in at the end, the snapshot last: whoever reads meanwhile has the
history before, and a run that was killed leaves that as it was.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from analytics import snapshot
from analytics.simulation import rollout, rows, truth
from analytics.simulation.history import History
from analytics.simulation.world import UNITS
from core.addressees import ADDRESSEES
from core.i18n import DEFAULT_LANGUAGE, translator

PARQUET, MAKING, TRUTH = "parquet", "making", "truth.json"
ORIGIN = "simulated"
MEMORY = "700MB"
"""What counting may hold in memory; the rest waits on disk."""
Progress = Callable[[str, int], None]
"""Told after each month: its name, and how many applications there are so far."""


def build(
    history: History, folder: Path, *, events: bool = False, progress: Progress | None = None
) -> snapshot.Snapshot:
    """Make the data set in a folder; what was simulated there before goes. With `events` every step is written, too."""
    with snapshot.alone(folder), _beside(folder / MAKING) as making:
        (making / PARQUET).mkdir()
        sums = _write(history, making / PARQUET, events=events, progress=progress)
        made = _count(history, making)
        for name, data in rollout.files(history).items():
            _put(making / name, data)
        _put(making / TRUTH, json.dumps(truth.told(history, sums), ensure_ascii=False, indent=1).encode())
        _swap_in(making, folder)
        path = snapshot.publish(folder, made)
    return snapshot.Snapshot(path, history.applications, history.as_of)


def _write(history: History, folder: Path, *, events: bool, progress: Progress | None) -> truth.Sums:
    sums = truth.Sums(history)
    made = 0
    for at, month in enumerate(history.months):
        name = f"{month:%Y-%m}"
        with ExitStack() as files:
            applications = files.enter_context(_writer(folder / f"applications-{name}.parquet", rows.APPLICATION))
            taken = files.enter_context(_writer(folder / f"events-{name}.parquet", rows.EVENT)) if events else None
            for piece in history.pieces_of(at, made + 1):
                applications.write_table(rows.applications(history, piece))
                if taken is not None:
                    taken.write_table(rows.events(history, piece))
                sums.add(piece)
                made += len(piece)
        if progress:
            progress(name, made)
    return sums


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    return pq.ParquetWriter(path, schema, compression="zstd")


def _count(history: History, making: Path) -> Path:
    """A snapshot of the Parquet files, not yet published."""
    made = making / "snapshot.duckdb"
    source = str(making / PARQUET / "applications-*.parquet").replace("'", "''")
    connection = duckdb.connect(str(made), config={"memory_limit": MEMORY, "temp_directory": str(making / "tmp")})
    try:
        connection.begin()
        snapshot.create(connection)
        connection.execute(
            f"CREATE TEMP VIEW application AS SELECT 1::TINYINT AS sign, * FROM read_parquet('{source}')"  # noqa: S608 - our own folder
        )
        snapshot.fill(connection)
        moment = history.as_of.replace(tzinfo=None)
        connection.execute("INSERT INTO state VALUES (?, ?, ?)", [history.applications, moment, ORIGIN])
        chinese = translator(DEFAULT_LANGUAGE)
        for code in UNITS:
            connection.execute("INSERT INTO region VALUES (?, ?, NULL)", [code, chinese(ADDRESSEES[code].name)])
        connection.commit()
        connection.execute("CHECKPOINT")
    finally:
        connection.close()
    return made


def _swap_in(making: Path, folder: Path) -> None:
    shutil.rmtree(folder / PARQUET, ignore_errors=True)
    os.replace(making / PARQUET, folder / PARQUET)
    for path in sorted([*making.glob("*.csv"), making / TRUTH]):
        os.replace(path, folder / path.name)
    snapshot.sync(folder)


def _put(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    snapshot.sync(path)


@contextmanager
def _beside(making: Path) -> Iterator[Path]:
    """An empty folder that goes in the end, whatever happens."""
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    try:
        yield making
    finally:
        shutil.rmtree(making, ignore_errors=True)
