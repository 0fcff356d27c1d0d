"""Making snapshots: immutable DuckDB files that readers open while the next one is made.

- A snapshot is complete or not there: it is written aside, synced, and published by swapping the pointer file
  (`current`) with `os.replace`. Readers of older snapshots are never blocked or torn.
- A refresh takes only what happened since the last one, in one transaction with its watermark, and gives the same
  rows as a rebuild. Without anything new it only renews the moment.
- No personal data enters a snapshot.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa

from analytics import feed
from core.store import Store

POINTER = "current"
KEEP = 3
SCHEMA = """
CREATE TABLE event (id BIGINT PRIMARY KEY, case_id TEXT, action TEXT, status TEXT, happened_at TIMESTAMP);
CREATE TABLE registration (
    id TEXT PRIMARY KEY, region TEXT, entity_type TEXT, business TEXT, channel TEXT, status TEXT, returned BOOLEAN,
    drill BOOLEAN, received_at TIMESTAMP, decided_at TIMESTAMP, due_at TIMESTAMP, stopped_at TIMESTAMP);
CREATE TABLE region (id TEXT, name TEXT, parent TEXT);
CREATE TABLE state (format INTEGER, watermark BIGINT, made_at TIMESTAMP);
INSERT INTO state VALUES (1, 0, NULL);
CREATE VIEW counted AS
SELECT r.*, e.last_at, e.approved_at,
       r.status NOT IN ('publicised', 'refused', 'not_accepted', 'withdrawn', 'lapsed') AS open,
       r.status IN ('received', 'accepted', 'examining', 'proposed') AS running
FROM registration r
JOIN (SELECT case_id, max(happened_at) AS last_at, min(happened_at) FILTER (WHERE action = 'approve') AS approved_at
      FROM event GROUP BY case_id) e ON e.case_id = r.id
WHERE NOT r.drill;
"""


@dataclass(frozen=True)
class Snapshot:
    """A published snapshot: its file, how far it reaches (the last event), and when it was made."""

    path: Path
    watermark: int
    made_at: datetime

    @contextmanager
    def open(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A read-only connection."""
        connection = duckdb.connect(str(self.path), read_only=True)
        try:
            yield connection
        finally:
            connection.close()


def current(folder: Path) -> Snapshot | None:
    """The snapshot that was published last; None before the first refresh."""
    try:
        name = (folder / POINTER).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    path = folder / name
    connection = duckdb.connect(str(path), read_only=True)
    try:
        ((watermark, made_at),) = connection.execute("SELECT watermark, made_at FROM state").fetchall()
    finally:
        connection.close()
    return Snapshot(path, watermark, made_at.replace(tzinfo=UTC))


def refresh(store: Store, folder: Path, now: datetime) -> Snapshot:
    """Bring the measures up to date and publish them; processes that refresh the same folder take turns."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(folder):
        return _refresh(store, folder, now)


def _refresh(store: Store, folder: Path, now: datetime) -> Snapshot:
    last = current(folder)
    making = folder / f"making-{os.getpid()}.duckdb"
    _remove(making)
    if last is not None:
        shutil.copyfile(last.path, making)
    watermark = _fill(store, making, now, fresh=last is None)
    path = folder / f"snap-{_next_number(folder)}.duckdb"
    _sync(making)
    os.replace(making, path)
    _publish(folder, path)
    _forget_old(folder, path)
    return Snapshot(path, watermark, now)


def _fill(store: Store, path: Path, now: datetime, *, fresh: bool) -> int:
    connection = duckdb.connect(str(path))
    try:
        connection.begin()
        if fresh:
            connection.execute(SCHEMA)
        ((watermark,),) = connection.execute("SELECT watermark FROM state").fetchall()
        watermark = _take_new(store, connection, watermark)
        connection.execute("UPDATE state SET watermark = ?, made_at = ?", [watermark, now.replace(tzinfo=None)])
        connection.commit()
        connection.execute("CHECKPOINT")
        return watermark
    finally:
        connection.close()


def _take_new(store: Store, connection: duckdb.DuckDBPyConnection, watermark: int) -> int:
    touched: set[str] = set()
    with store.reading() as session:
        for part in feed.events(session, watermark):
            _insert(connection, "event", part)
            touched.update(part.column("case_id").to_pylist())
            watermark = max(watermark, *part.column("id").to_pylist())
        for part in feed.cases(session, sorted(touched)):
            connection.register("part", part)
            connection.execute("DELETE FROM registration WHERE id IN (SELECT id FROM part)")
            connection.execute("INSERT INTO registration SELECT * FROM part")
            connection.unregister("part")
        connection.execute("DELETE FROM region")
        for part in feed.regions(session):
            _insert(connection, "region", part)
    return watermark


def _insert(connection: duckdb.DuckDBPyConnection, table: str, part: pa.Table) -> None:
    connection.register("part", part)
    connection.execute(f"INSERT INTO {table} SELECT * FROM part")  # noqa: S608 - our own table's name
    connection.unregister("part")


def _publish(folder: Path, path: Path) -> None:
    pointer = folder / f"{POINTER}.{os.getpid()}"
    pointer.write_text(path.name, encoding="ascii")
    _sync(pointer)
    os.replace(pointer, folder / POINTER)
    _sync(folder)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _number(path: Path) -> int:
    return int(path.stem.removeprefix("snap-"))


def _next_number(folder: Path) -> int:
    return max((_number(path) for path in folder.glob("snap-*.duckdb")), default=0) + 1


def _forget_old(folder: Path, newest: Path) -> None:
    """Older snapshots go; a reader that still has one open keeps it until it closes."""
    for path in folder.glob("snap-*.duckdb"):
        if _number(path) <= _number(newest) - KEEP:
            _remove(path)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".wal").unlink(missing_ok=True)


def stale(snapshot: Snapshot | None, now: datetime, after: timedelta = timedelta(minutes=1)) -> bool:
    """Whether it is time for the next refresh."""
    return snapshot is None or now - snapshot.made_at > after
