"""What the measures say by themselves: limits of what is usual, times with the pending in mind, alarms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from analytics.charts_rates import Limits
from analytics.measures import EVERYTHING, Question, Scope, ask
from analytics.rates import RATES, Rate, Unit
from analytics.snapshot import Snapshot
from analytics.statistics import control, survival
from analytics.statistics.following import follow

Row = Mapping[str, Any]


def limits_of(rate: Rate, rows: Sequence[Row], since: date | None = None) -> Limits | None:
    """Limits for a share by month, following its trend; None for what is no share or has too short a past.

    `since` is the month from which on the series is known to be out of control, because several together are.
    """
    if rate.unit is not Unit.SHARE:
        return None
    found = follow([(rate.part(row), rate.whole(row)) for row in rows])
    if all(one.expected is None for one in found):
        return None
    return Limits(
        [one.expected for one in found],
        [one.low for one in found],
        [one.high for one in found],
        [one.alarm or (since is not None and row["month"] >= since) for one, row in zip(found, rows, strict=True)],
    )


@dataclass(frozen=True)
class Alarm:
    """A jurisdiction and business whose rate is out of control: since when, and what it was and is."""

    region: str
    business: str
    since: date
    before: float
    after: float


@lru_cache(maxsize=16)
def alarms(snapshot: Snapshot, rate_name: str = "paperless", scope: Scope = EVERYTHING) -> Sequence[Alarm]:
    """The cells whose rate took a turn for the worse, the clearest first; among many cells few by chance alone (the
    false discovery rate is held)."""
    rate = RATES[rate_name]
    side = control.Side.BELOW if rate.rises else control.Side.ABOVE
    series: dict[tuple[str, str], dict[date, tuple[int, int]]] = {}
    for row in ask(snapshot, Question("rates", ("region", "business", "month"), scope)):
        if rate.whole(row):
            cell = series.setdefault((row["region"], row["business"]), {})
            cell[row["month"]] = rate.part(row), rate.whole(row)
    found = control.worst({key: list(months.values()) for key, months in series.items()}, side=side)
    return tuple(
        Alarm(one.key[0], one.key[1], list(series[one.key])[one.since], one.before, one.after) for one in found
    )


@dataclass(frozen=True)
class Times:
    """The time to a decision in hours, by Kaplan and Meier's estimate; None where too few were decided."""

    median: float | None
    ninetieth: float | None


def times_by_month(snapshot: Snapshot, scope: Scope, least: int = 1) -> Mapping[date, Times]:
    """By the month of receipt; nothing is said of months with fewer than `least` cases."""
    return {month: _times(bins, least) for month, bins in sorted(_bins(snapshot, scope).items())}


def times(snapshot: Snapshot, scope: Scope, least: int = 1) -> Times:
    """Of all months together, if these are at least `least` cases."""
    together: dict[int, list[int]] = {}
    for bins in _bins(snapshot, scope).values():
        for number, (decided, censored) in bins.items():
            one = together.setdefault(number, [0, 0])
            one[0] += decided
            one[1] += censored
    return _times({number: (decided, censored) for number, (decided, censored) in together.items()}, least)


def _bins(snapshot: Snapshot, scope: Scope) -> dict[date, dict[int, tuple[int, int]]]:
    found: dict[date, dict[int, tuple[int, int]]] = {}
    for row in ask(snapshot, Question("decided", scope=scope)):
        found.setdefault(row["month"], {})[row["bin"]] = row["decided"], row["censored"]
    for row in ask(snapshot, Question("pending", scope=scope)):
        month = found.setdefault(row["month"], {})
        decided, censored = month.get(row["bin"], (0, 0))
        month[row["bin"]] = decided, censored + row["pending"]
    return found


def _times(bins: Mapping[int, tuple[int, int]], least: int) -> Times:
    curve = survival.survive(bins)
    if curve.cases < least:
        return Times(None, None)
    median, ninetieth = survival.quantile(curve, 0.5), survival.quantile(curve, 0.9)
    return Times(median.hours if median else None, ninetieth.hours if ninetieth else None)
