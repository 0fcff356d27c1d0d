"""Snapshots: immutable DuckDB files, found by a pointer, that readers open while the next one is made.

A snapshot is complete or not there: it is written aside, synced, and published by swapping the pointer (`current`)
with `os.replace`. Readers of older snapshots are never blocked or torn. What is in it, `snapshot.sql` says.
"""

from __future__ import annotations

import fcntl
import logging
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import duckdb

log = logging.getLogger(__name__)
POINTER = "current"
KEEP = 3
HERE = Path(__file__).parent
READING: dict[str, str | bool | int | float | list[str]] = {"memory_limit": "200MB", "threads": 2}
"""A reader's share of the machine; the tables of counts are small. One process opens a file in one way only."""
KEYS: Mapping[str, tuple[str, ...]] = {
    "cell": ("month", "region", "entity_type", "business", "channel"),
    "daily": ("day", "region", "channel"),
    "duration": ("month", "region", "business", "channel", "bin"),
    "standing": ("region", "entity_type", "business", "channel", "status"),
}
"""The tables of counts, and by what they count; all their other columns are counts that add up."""
BRIEF: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "cell_brief": ("cell", ("month", "region", "business", "channel")),
    "cell_types": ("cell", ("month", "entity_type", "business", "channel")),
    "daily_brief": ("daily", ("day", "channel")),
    "duration_brief": ("duration", ("month", "bin")),
    "standing_brief": ("standing", ("region", "business", "channel", "status")),
}
"""Brief forms of the tables: of which, and by what they count. Hardly larger for a country than for a province."""


@dataclass(frozen=True)
class Snapshot:
    """A published snapshot: its file, how far it reaches (the last event), and when it was made."""

    path: Path
    watermark: int
    made_at: datetime

    @contextmanager
    def open(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A read-only connection."""
        connection = reading(self.path)
        try:
            yield connection
        finally:
            connection.close()


def reading(path: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection to a snapshot's file; whoever reads one opens it so."""
    return duckdb.connect(str(path), read_only=True, config=READING)


@cache
def named(file: str) -> Mapping[str, str]:
    """The statements of one of our SQL files by their names (`-- name: …`)."""
    parts = re.split(r"^-- name: (\w+)$", (HERE / file).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """An empty snapshot's tables."""
    connection.execute(named("snapshot.sql")["schema"])
    for name in BRIEF:
        connection.execute(f"CREATE TABLE {name} AS {_summed(connection, name)} LIMIT 0")


def stage(connection: duckdb.DuckDBPyConnection) -> None:
    """An empty `application`, into which what is to be counted is inserted before `add`."""
    connection.execute("DROP TABLE IF EXISTS temp.application")
    connection.execute(named("snapshot.sql")["application"])


def fill(connection: duckdb.DuckDBPyConnection) -> None:
    """Count `application` (a table or a view with its columns) into an empty snapshot."""
    for table in (*KEYS, "open"):
        connection.execute(f"INSERT INTO {table} {named('snapshot.sql')[table]}")
    sum_up(connection)


def sum_up(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the empty brief tables from the whole ones."""
    for name in BRIEF:
        connection.execute(f"INSERT INTO {name} {_summed(connection, name)}")


def add(connection: duckdb.DuckDBPyConnection) -> None:
    """Count `application` into what the snapshot has; rows with sign -1 take back what they once added."""
    for table, keys in KEYS.items():
        connection.execute(f"CREATE OR REPLACE TEMP TABLE delta AS {named('snapshot.sql')[table]}")
        _merge(connection, table, keys, "delta")
        for name, (whole, fewer) in BRIEF.items():
            if whole == table:
                connection.execute(f"CREATE OR REPLACE TEMP TABLE delta_brief AS {_summed(connection, name, 'delta')}")
                _merge(connection, name, fewer, "delta_brief")
    connection.execute("DELETE FROM open WHERE id IN (SELECT id FROM application)")
    connection.execute(f"INSERT INTO open {named('snapshot.sql')['open']}")
    connection.execute("DROP TABLE delta")
    connection.execute("DROP TABLE delta_brief")


def _summed(connection: duckdb.DuckDBPyConnection, name: str, source: str = "") -> str:
    """What a brief table holds, from its whole table or from rows like those."""
    table, keys = BRIEF[name]
    sums = ", ".join(f"sum({one})::BIGINT AS {one}" for one in _counts(connection, table, KEYS[table]))
    return f"SELECT {', '.join(keys)}, {sums} FROM {source or table} GROUP BY ALL"  # noqa: S608 - our own names


def _merge(connection: duckdb.DuckDBPyConnection, table: str, keys: tuple[str, ...], delta: str) -> None:
    """Add counts to a table, and drop the rows that have nothing left."""
    counts = _counts(connection, table, keys)
    columns = (*keys, *counts)
    connection.execute(
        f"MERGE INTO {table} AS t USING {delta} AS d ON {_same(keys)} "  # noqa: S608 - our own names
        f"WHEN MATCHED THEN UPDATE SET {', '.join(f'{one} = t.{one} + d.{one}' for one in counts)} "
        f"WHEN NOT MATCHED THEN INSERT ({', '.join(columns)}) VALUES ({', '.join(f'd.{one}' for one in columns)})"
    )
    connection.execute(f"DELETE FROM {table} WHERE {' AND '.join(f'{one} = 0' for one in counts)}")  # noqa: S608 - our own names


def _counts(connection: duckdb.DuckDBPyConnection, table: str, keys: tuple[str, ...]) -> list[str]:
    columns = (column[0] for column in connection.execute(f"DESCRIBE {table}").fetchall())
    return [column for column in columns if column not in keys]


def _same(keys: tuple[str, ...]) -> str:
    return " AND ".join(f"t.{key} = d.{key}" for key in keys)


def current(folder: Path) -> Snapshot | None:
    """The snapshot that was published last; None before the first, and when it cannot be read: then the next refresh
    counts anew."""
    try:
        path = folder / (folder / POINTER).read_text(encoding="ascii").strip()
        connection = reading(path)
    except FileNotFoundError:
        return None
    except (duckdb.Error, UnicodeDecodeError) as error:
        log.warning("The snapshot in %s cannot be read: %s", folder, error)
        return None
    try:
        ((watermark, made_at),) = connection.execute("SELECT watermark, made_at FROM state").fetchall()
    except (duckdb.Error, ValueError) as error:
        log.warning("The snapshot %s cannot be read: %s", path, error)
        return None
    finally:
        connection.close()
    return Snapshot(path, watermark, made_at.replace(tzinfo=UTC))


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Processes that publish into the same folder take turns."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def publish(folder: Path, made: Path) -> Path:
    """Make a finished file the current snapshot; returns where it is now. Older ones but the last few go."""
    sync(made)
    path = folder / f"snap-{_next_number(folder)}.duckdb"
    os.replace(made, path)
    pointer = folder / f"{POINTER}.{os.getpid()}"
    pointer.write_text(path.name, encoding="ascii")
    sync(pointer)
    os.replace(pointer, folder / POINTER)
    sync(folder)
    _forget_old(folder, path)
    return path


def remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".wal").unlink(missing_ok=True)


def sync(path: Path) -> None:
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
            remove(path)
