"""What analytics takes from the inner database: steps and what the cases are about, without any personal data, by ADBC.

It belongs into a process that opens the database in no other way (`analytics.counting`): two SQLite libraries on one
file in one process undo each other's locks (sqlite.org/howtocorrupt.html, 2.2).

The watermark is the last step's identifier. A reading reaches as far as no step can come in between any more:

- SQLite has one writer, and gives identifiers within its transaction.
- On PostgreSQL units of work run one after another, too (docs/adr/0004); but the reading does not rely on it. It looks
  up the last step, then waits until every transaction has ended that may have drawn a lower identifier before (whoever
  inserts holds a lock on the table from before it draws until its transaction ends), and only then begins.

What is folded of a case is read with its steps. Its channel may change between two steps (paper was brought along):
that counts from the next step on.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from urllib.parse import urlsplit

import adbc_driver_manager as adbc
import adbc_driver_postgresql
import adbc_driver_sqlite
import duckdb

from analytics.snapshot import named

FEED = "feed.sql"
PATIENCE_SECONDS = 5.0
LOOK_SECONDS = 0.02
LAST_STEP = "SELECT coalesce(max(id), 0) AS last FROM case_event"
WRITING = """
SELECT virtualtransaction AS one FROM pg_locks
WHERE relation = 'case_event'::regclass AND mode = 'RowExclusiveLock' AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
SQLITE_OPTIONS: Mapping[str, str] = {"adbc.sqlite.query.batch_rows": "65536"}
LIMITS: dict[str, str | bool | int | float | list[str]] = {"memory_limit": "1GB"}
"""For whoever counts: what does not fit is laid out to disk meanwhile."""


class Held(Exception):
    """A transaction that has written steps stays open: how far one may read cannot be said."""


@dataclass(frozen=True)
class Reading:
    """One state of an inner database, from beginning to end; `reaches` is the last step that belongs to it."""

    connection: adbc.AdbcConnection
    is_sqlite: bool
    reaches: int

    def regions(self, into: duckdb.DuckDBPyConnection) -> None:
        """Fill the snapshot's table of regions anew."""
        into.execute("DELETE FROM region")
        with self._part(into, "regions"):
            into.execute(
                "INSERT INTO region SELECT CAST(id AS TEXT), CAST(name AS TEXT), nullif(CAST(parent AS TEXT), '') "
                "FROM part"
            )

    def applications(self, into: duckdb.DuckDBPyConnection, after: int) -> None:
        """Fold cases with steps after `after` into the staged table `application`: as they are, and as they were."""
        into.execute(named(FEED)["staging"])
        with self._part(into, "subjects", after, "c.id"):
            into.execute(f"INSERT INTO subject {named(FEED)['subject']}")
        with self._part(into, "steps", after, "case_id"):
            into.execute(named(FEED)["fold"], {"watermark": after})
        into.execute("DROP TABLE subject")

    @contextmanager
    def _part(self, into: duckdb.DuckDBPyConnection, name: str, after: int = 0, case: str = "") -> Iterator[None]:
        """What the database answers as `part`, a stream that can be read once."""
        of_touched = (
            f"AND {case} IN (SELECT case_id FROM case_event WHERE id > {after:d} AND id <= {self.reaches:d})"  # noqa: S608 - numbers and our own names
            if after
            else ""
        )
        # without a text for what is missing SQLite's driver would take a column's kind from its first rows
        due_at = "coalesce(c.clock_due_at, '')" if self.is_sqlite else "c.clock_due_at"
        query = named(FEED)[name].format(reaches=self.reaches, of_touched=of_touched, due_at=due_at)
        with adbc.AdbcStatement(self.connection) as statement:
            if self.is_sqlite:
                statement.set_options(**SQLITE_OPTIONS)
            statement.set_sql_query(query)
            stream, _rows = statement.execute_query()
            into.register("part", stream)
            yield
            into.unregister("part")


@cache
def definitions() -> str:
    """A fingerprint of how one counts: it changes with every change of the definitions."""
    texts = (text for file in ("snapshot.sql", FEED) for _name, text in sorted(named(file).items()))
    lines = (line for text in texts for line in text.splitlines() if not line.startswith("--"))
    return sha256("\n".join(lines).encode()).hexdigest()


@contextmanager
def reading(address: str, patience: float = PATIENCE_SECONDS) -> Iterator[Reading]:
    """A reading of the inner database at a libpq address, or at SQLite's `file:` address. Raises Held when a
    transaction with steps stays open for longer than `patience` seconds (PostgreSQL)."""
    is_sqlite = urlsplit(address).scheme == "file"
    driver = adbc_driver_sqlite if is_sqlite else adbc_driver_postgresql
    with driver.connect(address) as database, adbc.AdbcConnection(database) as connection:
        if is_sqlite:
            _ask(connection, "PRAGMA busy_timeout = 10000")
            _do(connection, "BEGIN")
            reaches = _number(connection, LAST_STEP)
        else:
            reaches = _number(connection, LAST_STEP)
            _wait(connection, patience)
            _do(connection, BEGIN)
        yield Reading(connection, is_sqlite, reaches)
        _do(connection, "ROLLBACK")


def _wait(connection: adbc.AdbcConnection, patience: float) -> None:
    """Until all who are writing steps now have ended; whoever begins meanwhile draws higher identifiers."""
    until = time.monotonic() + patience
    writing = set(_ask(connection, WRITING))
    while writing:
        if time.monotonic() >= until:
            raise Held
        time.sleep(LOOK_SECONDS)
        writing &= set(_ask(connection, WRITING))


def _ask(connection: adbc.AdbcConnection, query: str) -> list[object]:
    """The first column of the answer."""
    with adbc.AdbcStatement(connection) as statement:
        statement.set_sql_query(query)
        stream, _rows = statement.execute_query()
        reader = _arrow()
        reader.register("part", stream)
        return [row[0] for row in reader.execute("FROM part").fetchall()]


@cache
def _arrow() -> duckdb.DuckDBPyConnection:
    """Reads small answers; opening one takes longer than reading them."""
    return duckdb.connect(config={"threads": 1})


def _number(connection: adbc.AdbcConnection, query: str) -> int:
    (found,) = _ask(connection, query)
    return int(str(found))


def _do(connection: adbc.AdbcConnection, command: str) -> None:
    with adbc.AdbcStatement(connection) as statement:
        statement.set_sql_query(command)
        statement.execute_update()
