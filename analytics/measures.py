"""Running the measures of `metrics.sql` on the part of a snapshot that is asked for, cached by what was asked."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from analytics.snapshot import BRIEF, Snapshot, named, reading

Row = Mapping[str, Any]
METRICS = "metrics.sql"
KEPT_ROWS = 60_000
"""How many rows of answers are kept of each snapshot that is read: some tens of megabytes."""
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

    def sql(self, as_of: datetime, brief: Collection[str] = ()) -> tuple[str, dict[str, Any]]:
        """The statement and its parameters; it reads what of the brief tables there are where they suffice. Raises
        KeyError for a measure that `metrics.sql` does not have, ValueError for columns by which nothing is counted."""
        if not set(self.by) <= BY:
            raise ValueError(f"nothing is counted by {self.by}")
        text = named(METRICS)[self.measure].replace("{by}", ", ".join(self.by) or "'' AS everything")
        given: dict[str, Any] = {"as_of": as_of.replace(tzinfo=None)} if "$as_of" in text else {}
        parts = []
        for table in re.findall(r"^FROM (\w+)$", text, re.MULTILINE):
            conditions, more = self.scope.conditions(table)
            source = next((name for name in brief if self._suffices(name, table, more)), table)
            if conditions or source != table:
                where = conditions or "true"
                parts.append(f"{table} AS (SELECT * FROM main.{source} WHERE {where})")  # noqa: S608 - our names
                given |= more
        return (f"WITH {', '.join(parts)} {text}" if parts else text), given

    def _suffices(self, name: str, table: str, narrowed: Mapping[str, Any]) -> bool:
        """Whether a brief form of the table has all columns that are asked for; months it has in any case."""
        whole, keys = BRIEF[name]
        asked = {*self.by, *narrowed} - {"month", "first", "last"}
        return whole == table and {"region" if one == "regions" else one for one in asked} <= set(keys)


def measure(snapshot: Snapshot, name: str, *by: str, scope: Scope = EVERYTHING) -> Sequence[Row]:
    """The rows of one measure. Raises as `Question.sql`."""
    return ask(snapshot, Question(name, by, scope))


def ask(snapshot: Snapshot, question: Question) -> Sequence[Row]:
    """The answer, computed when first asked for. Raises as `Question.sql`."""
    return _reader(snapshot).ask(question)


def forget(snapshot: Snapshot) -> None:
    """Compute all answers anew (for measurements)."""
    _reader(snapshot).forget()


class Reader:
    """A snapshot that is being read: one connection, of which threads take cursors, and the answers given last.

    Answers go with their snapshot. Every minute brings a new one, and a process that reads for weeks must not grow.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._connection = reading(snapshot.path)
        there = {name for (name,) in self.rows("SHOW TABLES")}
        self._brief = [name for name in BRIEF if name in there]  # snapshots of former editions have none
        self._lock = threading.Lock()
        self._kept: OrderedDict[Question, Sequence[Row]] = OrderedDict()
        self._rows = 0

    def ask(self, question: Question) -> Sequence[Row]:
        with self._lock:
            if question in self._kept:
                self._kept.move_to_end(question)
                return self._kept[question]
        answer = self._compute(question)
        with self._lock:
            self._keep(question, answer)
        return answer

    def forget(self) -> None:
        """Compute all answers anew."""
        with self._lock:
            self._kept.clear()
            self._rows = 0

    def rows(self, statement: str) -> Sequence[tuple[Any, ...]]:
        return self._connection.cursor().execute(statement).fetchall()

    def _compute(self, question: Question) -> Sequence[Row]:
        statement, given = question.sql(self._snapshot.made_at, self._brief)
        result = self._connection.cursor().execute(statement, given)
        columns = [column[0] for column in result.description or ()]
        return tuple(dict(zip(columns, row, strict=True)) for row in result.fetchall())

    def _keep(self, question: Question, answer: Sequence[Row]) -> None:
        if question not in self._kept:
            self._rows += 1 + len(answer)
        self._kept[question] = answer
        while self._rows > KEPT_ROWS and len(self._kept) > 1:
            self._rows -= 1 + len(self._kept.popitem(last=False)[1])


@lru_cache(maxsize=8)
def region_names(snapshot: Snapshot) -> Mapping[str, str]:
    return dict(_reader(snapshot).rows("SELECT id, name FROM region"))


@lru_cache(maxsize=8)
def parents(snapshot: Snapshot) -> Mapping[str, str | None]:
    """The jurisdiction above each."""
    return dict(_reader(snapshot).rows("SELECT id, parent FROM region"))


@lru_cache(maxsize=4)
def _reader(snapshot: Snapshot) -> Reader:
    return Reader(snapshot)
