"""A small history of pilots with known effects, in a snapshot that is in memory only (R64).

Fourteen provinces over thirty months; five of them are pilots. A pilot's cases take exactly 24 hours less than else,
from its first month on. All regions share one trend and the same seasons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pyarrow as pa

from analytics import snapshot
from analytics.evaluation_report import Report
from analytics.evaluation_run import Findings
from analytics.snapshot import Snapshot
from core.addressees import ADDRESSEES
from core.i18n import translator

FIRST, MONTHS = 2015, 30
PILOTS: Mapping[str, str] = {
    "110000": "2016-01", "120000": "2016-01", "130000": "2016-05", "140000": "2016-05", "150000": "2016-05",
}  # fmt: skip
REGIONS = tuple(ADDRESSEES)[:14]
EFFECT = -24
MADE = datetime(2017, 7, 2, tzinfo=UTC)
COLUMNS = (
    "month", "region", "entity_type", "business", "channel", "received", "corrections", "visits", "closed", "hours",
    "ended", "approved", "declined", "approved_first",
)  # fmt: skip
Row = tuple[Any, ...]


@dataclass(frozen=True)
class InMemory(Snapshot):
    """A snapshot whose tables are made anew whenever it is opened."""

    rows: Sequence[Row] = ()

    def __hash__(self) -> int:
        return hash((self.path, self.watermark))

    @contextmanager
    def open(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with duckdb.connect() as connection:
            snapshot.create(connection)
            if self.rows:
                columns = zip(*self.rows, strict=True)
                table = pa.table({name: list(values) for name, values in zip(COLUMNS, columns, strict=True)})
                connection.register("given", table)
                names = ", ".join(COLUMNS)
                connection.execute(f"INSERT INTO cell ({names}) SELECT {names} FROM given")  # noqa: S608 - our own names
            yield connection


def history(rows: Sequence[Row] | None = None, made_at: datetime = MADE, name: str = "history") -> InMemory:
    """A snapshot of these rows, or of the whole history."""
    return InMemory(Path(name), 1, made_at, tuple(_rows() if rows is None else rows))


def row(month: date, region: str, **counts: Any) -> Row:
    """A row of a snapshot's `cell`; what is not said is nothing."""
    told = {"month": month, "region": region, "entity_type": "LLC", "business": "establishment", "channel": "paperless"}
    return tuple((told | counts).get(name, 0) for name in COLUMNS)


def _rows() -> Iterator[Row]:
    chance = Random(7)
    for at, region in enumerate(REGIONS):
        for number in range(MONTHS):
            month = date(FIRST + number // 12, number % 12 + 1, 1)
            treated = region in PILOTS and f"{month:%Y-%m}" >= PILOTS[region]
            swing = chance.randint(-4, 4)
            hours = 150 + 3 * at + 4 * (number % 12) - number + swing + (EFFECT if treated else 0)
            yield row(
                month, region, received=100, closed=100, hours=100 * hours, corrections=20 - 5 * treated + swing,
                visits=60 - 30 * treated + swing, approved=95, approved_first=70 + 10 * treated + swing,
            )  # fmt: skip


def report(found: Findings, language: str) -> Report:
    """A report that says a little of everything."""
    say = translator(language)
    return Report(
        found, language, "数据", "", "2017-07-02", "“Pilot of spring” was sealed.", "ab" * 32, "",
        [("Pilots", "2016-01: 北京 · 天津")], [one.render(say) for one in found.verdict],
        [("Effect", "−24.0", "95 %")], ["Something was left out."],
    )  # fmt: skip
