"""Running the measures of `metrics.sql` on a snapshot, cached by snapshot and measure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from analytics.refresh import Snapshot

SQL = Path(__file__).parent / "metrics.sql"
Row = Mapping[str, Any]


@lru_cache(maxsize=1)
def measures() -> Mapping[str, str]:
    """The measures' SQL by name."""
    parts = re.split(r"^-- name: (\w+)$", SQL.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))


@lru_cache(maxsize=256)
def measure(snapshot: Snapshot, name: str) -> Sequence[Row]:
    """The rows of one measure. Raises KeyError for a name that `metrics.sql` does not have."""
    query = measures()[name]
    with snapshot.open() as connection:
        asked = {"as_of": snapshot.made_at.replace(tzinfo=None)} if "$as_of" in query else None
        result = connection.execute(query, asked)
        columns = [column[0] for column in result.description or ()]
        return tuple(dict(zip(columns, row, strict=True)) for row in result.fetchall())


@lru_cache(maxsize=8)
def region_names(snapshot: Snapshot) -> Mapping[str, str]:
    with snapshot.open() as connection:
        return dict(connection.execute("SELECT id, name FROM region").fetchall())


def median_hours(rows: Sequence[Row]) -> int | None:
    """The Kaplan-Meier median of decision times from `decision_times`; None when fewer than half were decided."""
    at_risk, alive = sum(row["decided"] + row["pending"] for row in rows), 1.0
    for row in rows:
        if row["decided"]:
            alive *= 1 - row["decided"] / at_risk
            if alive <= 0.5:
                return int(row["hours"])
        at_risk -= row["decided"] + row["pending"]
    return None
