"""What pilots are judged by (R64): each outcome once, and its monthly panel by region from a snapshot.

A panel holds whole months only. Of outcomes that wait for decisions the last months are left out as long as more than
`OPEN_SHARE` of their cases are still open: the quick ones would be counted and the slow ones not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from analytics.snapshot import Snapshot, named
from analytics.statistics.effects import Observation, Outcome, Unit
from core.evaluation import MONTH, OutcomeName
from core.i18n import N_
from core.workdays import CHINA

SQL = "evaluation.sql"
TRUTH = "truth.json"
OPEN_SHARE = 0.03


class Counts(NamedTuple):
    """A region's counts of a month (`period`: months since year 0), as `evaluation.sql` gives them."""

    unit: str
    period: int
    received: int
    corrections: int
    visits: int
    closed: int
    hours: int
    ended: int
    established: int
    approved: int
    approved_first: int
    paperless: int


@dataclass(frozen=True)
class Measured:
    """An outcome with its definition in a sentence, and the two counts that are divided. One that is an `index` is
    divided by the region's own monthly average before the first pilot instead; one that `waits` for decisions by the
    month of receipt."""

    outcome: Outcome
    definition: str
    part: Callable[[Counts], int]
    whole: Callable[[Counts], int]
    index: bool = False
    waits: bool = False


N = OutcomeName
OUTCOMES: Mapping[OutcomeName, Measured] = {
    N.PROCESSING_HOURS: Measured(
        Outcome(N_("Processing time"), Unit.HOURS, less_is_better=True),
        N_("Mean hours from receipt to decision, by the month of receipt. What is still open does not count yet."),
        lambda one: one.hours,
        lambda one: one.closed,
        waits=True,
    ),
    N.PASSED_FIRST: Measured(
        Outcome(N_("First-pass rate"), Unit.SHARE),
        N_("Share of approved cases without a demand for completion, by the month of approval."),
        lambda one: one.approved_first,
        lambda one: one.approved,
    ),
    N.E_PROCESSING: Measured(
        Outcome(N_("e-processing rate"), Unit.SHARE),
        N_("Share of approved cases that were handled wholly paperless, by the month of approval."),
        lambda one: one.paperless,
        lambda one: one.approved,
    ),
    N.VISITS: Measured(
        Outcome(N_("Visits to the counter per case"), Unit.PER_CASE, less_is_better=True),
        N_("Visits to the counter divided by cases received, by the month of receipt."),
        lambda one: one.visits,
        lambda one: one.received,
        waits=True,
    ),
    N.CORRECTIONS: Measured(
        Outcome(N_("Corrections per case"), Unit.PER_CASE, less_is_better=True),
        N_("Demands for completion divided by cases received, by the month of receipt."),
        lambda one: one.corrections,
        lambda one: one.received,
        waits=True,
    ),
    N.REGISTRATIONS: Measured(
        Outcome(N_("New registrations"), Unit.INDEX),
        N_(
            "Establishments received in a month, as an index: 100 is the region's own monthly average before the first "
            "pilot, so that large and small regions count alike."
        ),
        lambda one: one.established,
        lambda one: 1,
        index=True,
    ),
}


@dataclass(frozen=True)
class Panel:
    """The observations of an outcome, with the counts behind them; `left_out` are the last months that were not yet
    decided enough, oldest first. `periods` are the first and the last month that are there."""

    name: OutcomeName
    observations: tuple[Observation, ...]
    counts: tuple[Counts, ...]
    periods: tuple[int, int]
    left_out: tuple[int, ...] = ()


@dataclass(frozen=True)
class Contents:
    """What a snapshot can be asked about: regions (code and name), types (the most frequent first), businesses, and
    its whole months (None when it has none)."""

    regions: Mapping[str, str]
    types: tuple[str, ...]
    businesses: tuple[str, ...]
    periods: tuple[int, int] | None


def period_of(month: str) -> int:
    """Months since year 0 of `2017-10`. Raises ValueError."""
    if not MONTH.fullmatch(month):
        raise ValueError(month)
    return int(month[:4]) * 12 + int(month[5:]) - 1


def month_of(period: int) -> str:
    return f"{period // 12:04d}-{period % 12 + 1:02d}"


@lru_cache(maxsize=8)
def contents(snapshot: Snapshot) -> Contents:
    """What there is to choose from."""
    sql = named(SQL)
    with snapshot.open() as connection:
        regions = dict(connection.execute(sql["regions"]).fetchall())
        types = tuple(row[0] for row in connection.execute(sql["types"]).fetchall())
        businesses = tuple(row[0] for row in connection.execute(sql["businesses"]).fetchall())
        ((first, last),) = connection.execute(sql["months"]).fetchall()
    periods = (_period(first), min(_period(last), last_whole_month(snapshot))) if first else None
    return Contents(regions, types, businesses, periods if periods and periods[0] <= periods[1] else None)


def last_whole_month(snapshot: Snapshot) -> int:
    """The last month of Beijing that was over when the snapshot was made."""
    return _period(snapshot.made_at.astimezone(CHINA)) - 1


def panel(
    snapshot: Snapshot,
    name: OutcomeName,
    entity_type: str = "",
    business: str = "",
    first: int | None = None,
    last: int | None = None,
    *,
    before: int | None = None,
) -> Panel:
    """An outcome by region and month; `first` and `last` bound the months. `before` is the first pilot's month: an
    index is relative to what was there before it. Months without any case of a region have no observation."""
    end = min(last_whole_month(snapshot), last if last is not None else last_whole_month(snapshot))
    counts = [one for one in _counts(snapshot, entity_type, business) if (first or 0) <= one.period <= end]
    left_out = _undecided(counts) if OUTCOMES[name].waits else ()
    counts = [one for one in counts if one.period not in left_out]
    months = [one.period for one in counts]
    periods = (min(months), max(months)) if months else (first or end, end)
    return Panel(name, _observations(OUTCOMES[name], counts, before), tuple(counts), periods, left_out)


def _observations(measured: Measured, counts: Sequence[Counts], before: int | None) -> tuple[Observation, ...]:
    if measured.index:
        return _indexed(measured, counts, before)
    return tuple(
        Observation(one.unit, one.period, measured.part(one) / measured.whole(one))
        for one in counts
        if measured.whole(one)
    )


def _indexed(measured: Measured, counts: Sequence[Counts], before: int | None) -> tuple[Observation, ...]:
    base: dict[str, list[int]] = {}
    for one in counts:
        if before is None or one.period < before:
            base.setdefault(one.unit, []).append(measured.part(one))
    return tuple(
        Observation(one.unit, one.period, 100 * measured.part(one) * len(base[one.unit]) / sum(base[one.unit]))
        for one in counts
        if sum(base.get(one.unit, ()))
    )


def _undecided(counts: Sequence[Counts]) -> tuple[int, ...]:
    """The last months of which too much is open still, oldest first."""
    received: dict[int, int] = {}
    open_: dict[int, int] = {}
    for one in counts:
        received[one.period] = received.get(one.period, 0) + one.received
        open_[one.period] = open_.get(one.period, 0) + one.received - one.closed - one.ended
    found: list[int] = []
    for period in sorted(received, reverse=True):
        if open_[period] <= OPEN_SHARE * received[period]:
            break
        found.append(period)
    return tuple(reversed(found))


@lru_cache(maxsize=64)
def _counts(snapshot: Snapshot, entity_type: str, business: str) -> tuple[Counts, ...]:
    with snapshot.open() as connection:
        asked = {"entity_type": entity_type, "business": business}
        rows = connection.execute(named(SQL)["panel"], asked).fetchall()
    return tuple(Counts(region, _period(month), *numbers) for month, region, *numbers in rows)


def _period(day: Any) -> int:
    return int(day.year) * 12 + int(day.month) - 1


@dataclass(frozen=True)
class Truth:
    """What a simulated history was made with: the exact effect of an outcome, overall, by cohort and by months since
    the start, and the pilots that it was made with (starting month by region)."""

    overall: float
    by_cohort: Mapping[str, float]
    by_event: Mapping[int, float]
    pilots: Mapping[str, str]


def truth(folder: Path, name: OutcomeName) -> Truth | None:
    """The simulation's own effect on an outcome; None where the folder holds no truth of it that can be read."""
    try:
        told = json.loads((folder / TRUTH).read_text(encoding="utf-8"))
        effects = told["effects"][name.value]
        return Truth(
            float(effects["overall"]),
            {month: float(effect) for month, effect in effects.get("by_cohort", {}).items()},
            {int(event): float(effect) for event, effect in effects.get("by_event", {}).items()},
            dict(told.get("pilots", {})),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # no file, no JSON, or not ours
        return None
