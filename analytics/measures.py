"""Running the measures of `metrics.sql` on the part of a snapshot that is asked for, cached by what was asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import duckdb

from analytics.snapshot import Snapshot, named, reading

Row = Mapping[str, Any]
METRICS = "metrics.sql"
BY = frozenset({"month", "region", "entity_type", "business", "channel"})
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "cell": {"region": "region", "entity_type": "entity_type", "business": "business", "channel": "channel",
             "month": "month"},
    "daily": {"region": "region", "channel": "channel", "month": "date_trunc('month', day)"},
    "duration": {"region": "region", "business": "business", "channel": "channel", "month": "month"},
    "standing": {"region": "region", "entity_type": "entity_type", "business": "business", "channel": "channel"},
    "open": {"region": "region", "entity_type": "entity_type", "business": "business", "channel": "channel",
             "month": "date_trunc('month', received_at + INTERVAL 8 HOUR)"},
}  # fmt: skip
"""By what each table can be narrowed down, and how."""


@dataclass(frozen=True)
class Scope:
    """The part of a snapshot that is looked at; what is empty does not narrow it. Months by their first day."""

    regions: tuple[str, ...] = ()
    entity_type: str = ""
    business: str = ""
    channel: str = ""
    first: date | None = None
    last: date | None = None

    def conditions(self, table: str) -> tuple[str, dict[str, Any]]:
        """What a row of the table must meet, with its parameters."""
        columns, parts, given = COLUMNS[table], [], {}
        for name in ("entity_type", "business", "channel"):
            if getattr(self, name) and name in columns:
                parts.append(f"{columns[name]} = ${name}")
                given[name] = getattr(self, name)
        if self.regions:
            parts.append(f"{columns['region']} IN (SELECT unnest($regions))")
            given["regions"] = list(self.regions)
        for name, sign in (("first", ">="), ("last", "<=")):
            if getattr(self, name) and "month" in columns:
                parts.append(f"{columns['month']} {sign} ${name}")
                given[name] = getattr(self, name)
        return " AND ".join(parts), given


EVERYTHING = Scope()


@dataclass(frozen=True)
class Question:
    """A measure, the columns by which it counts (where it can be chosen), and the part of the snapshot."""

    measure: str
    by: tuple[str, ...] = ()
    scope: Scope = field(default=EVERYTHING)

    def sql(self, as_of: datetime) -> tuple[str, dict[str, Any]]:
        """The statement and its parameters. Raises KeyError for a measure that `metrics.sql` does not have, ValueError
        for columns by which nothing is counted."""
        if not set(self.by) <= BY:
            raise ValueError(f"nothing is counted by {self.by}")
        text = named(METRICS)[self.measure].replace("{by}", ", ".join(self.by) or "'' AS everything")
        given: dict[str, Any] = {"as_of": as_of.replace(tzinfo=None)} if "$as_of" in text else {}
        parts = []
        for table in re.findall(r"^FROM (\w+)$", text, re.MULTILINE):
            conditions, more = self.scope.conditions(table)
            if conditions:
                parts.append(f"{table} AS (SELECT * FROM main.{table} WHERE {conditions})")  # noqa: S608 - our names
                given |= more
        return (f"WITH {', '.join(parts)} {text}" if parts else text), given


def measure(snapshot: Snapshot, name: str, *by: str, scope: Scope = EVERYTHING) -> Sequence[Row]:
    """The rows of one measure. Raises as `Question.sql`."""
    return ask(snapshot, Question(name, by, scope))


@lru_cache(maxsize=2048)
def ask(snapshot: Snapshot, question: Question) -> Sequence[Row]:
    statement, given = question.sql(snapshot.made_at)
    result = _reader(snapshot).cursor().execute(statement, given)
    columns = [column[0] for column in result.description or ()]
    return tuple(dict(zip(columns, row, strict=True)) for row in result.fetchall())


@lru_cache(maxsize=8)
def region_names(snapshot: Snapshot) -> Mapping[str, str]:
    return dict(_reader(snapshot).cursor().execute("SELECT id, name FROM region").fetchall())


@lru_cache(maxsize=8)
def parents(snapshot: Snapshot) -> Mapping[str, str | None]:
    """The jurisdiction above each."""
    return dict(_reader(snapshot).cursor().execute("SELECT id, parent FROM region").fetchall())


@lru_cache(maxsize=4)
def _reader(snapshot: Snapshot) -> duckdb.DuckDBPyConnection:
    """One connection for each snapshot that is being read; threads take cursors of it."""
    return reading(snapshot.path)
