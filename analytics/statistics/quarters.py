"""Quarters counted from each pilot's own start: whether trends ran alike before it, and what if they break after it.

Monthly event studies have more coefficients than there are pilots, so that their covariance is singular and a joint
test of them means nothing. Quarter 0 are a pilot's first three months, quarter -1 the three before them, against which
all others are measured. All cohorts used have all quarters used, so that no change of who is in looks like a change of
trend.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import special

from analytics.statistics import attgt
from analytics.statistics.attgt import LEVEL, Estimates
from analytics.statistics.effects import Bound, Comparison, Pretrend
from analytics.statistics.panel import Numbers, Panel

MONTHS = 3
MOST = 4
"""Quarters looked at before the start (beside the last one) and from it on: a year each."""

ENOUGH = 2 / 3
"""The part of the treated units that the quarters used must cover."""

BREAKS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
"""The m of Rambachan & Roth for which bounds are shown."""


@dataclass(frozen=True)
class Quarters:
    """Estimates for the quarters `before` (…, -3, -2) and `after` (0, 1, …), in this order."""

    before: int
    after: int
    estimates: Estimates


def study(panel: Panel, comparison: Comparison, *, least_after: int) -> Quarters | None:
    """The event study by quarters with the longest common span; None when there is none."""
    for before, after in _spans(least_after):
        tables = [_cohort(panel, cohort, before, after, comparison) for cohort in panel.cohorts]
        used = [(cohort, its) for cohort, its in zip(panel.cohorts, tables, strict=True) if its is not None]
        sizes = {cohort: panel.size(panel.groups.index(cohort)) for cohort in panel.cohorts}
        if used and sum(sizes[cohort] for cohort, _ in used) >= ENOUGH * sum(sizes.values()):
            mass = np.bincount(panel.member, panel.weights, len(panel.groups))
            weights = np.array([mass[panel.groups.index(cohort)] for cohort, _ in used])
            sums = np.tensordot(weights / weights.sum(), np.stack([its for _, its in used]), axes=1)
            return Quarters(before, after, attgt.estimate(panel, list(sums)))
    return None


def _spans(least_after: int) -> Iterator[tuple[int, int]]:
    """The longest first; what lies before the start matters more."""
    for before in range(MOST, 0, -1):
        for after in range(MOST if least_after else 0, least_after - 1, -1):
            yield before, after


def _cohort(panel: Panel, cohort: int, before: int, after: int, comparison: Comparison) -> Numbers | None:
    numbers = [*range(-1 - before, -1), *range(after)]
    tables = []
    for number in numbers:
        months = np.zeros(panel.values.shape[1])
        for quarter, sign in ((number, 1.0), (-1, -1.0)):
            begins = cohort - panel.first + MONTHS * quarter
            if begins < 0 or begins + MONTHS > len(months):
                return None
            months[begins : begins + MONTHS] += sign / MONTHS
        sums = attgt.contrast(panel, cohort, months, comparison)
        if sums is None:
            return None
        tables.append(sums)
    return np.stack(tables)


def pretrend(quarters: Quarters) -> Pretrend:
    """Wald's test that all quarters before the start are nothing, as Hotelling's T² with its F distribution."""
    span = quarters.before
    values, covariance = quarters.estimates.values[:span], quarters.estimates.covariance[:span, :span]
    statistic = float(values @ np.linalg.pinv(covariance) @ values)
    freedom = max(float(quarters.estimates.freedom[:span].mean()), span + 1.0)
    scaled = statistic * (freedom - span + 1) / (freedom * span)
    return Pretrend(statistic, span, float(special.fdtrc(span, freedom - span + 1, scaled)))


def bounds(quarters: Quarters) -> tuple[tuple[Bound, ...], float | None]:
    """Intervals of the mean effect over the quarters after the start when trends may break, and how much it withstands.

    Rambachan & Roth (2023, Rev. Econ. Stud. 90:2555-2591), relative magnitudes: from one quarter to the next the trends
    may part by `m` times as much as they ever did before the start. Which quarter before it moved most is not known, so
    the interval is the union over all of them of the interval for that one, which allows for the error of its estimate,
    too: it covers at least 95 %, where adding the largest estimated move as if it were known does not.
    """
    found = tuple(Bound(m, *_interval(quarters, m)) for m in BREAKS)
    return found, _breakdown(quarters)


def identified(quarters: Quarters, m: float) -> tuple[float, float]:
    """The set of effects that the estimates as they are would allow, were they without error."""
    estimate, moves, steepness = _parts(quarters)
    reach = m * steepness * float(np.abs(moves @ quarters.estimates.values).max())
    centre = float(estimate @ quarters.estimates.values)
    return centre - reach, centre + reach


def _parts(quarters: Quarters) -> tuple[Numbers, Numbers, float]:
    """The sums of the mean effect and of each move before the start; how much a break each quarter adds up to."""
    before, after = quarters.before, quarters.after
    estimate = np.concatenate([np.zeros(before), np.full(after, 1 / after)])
    levels = np.vstack([np.eye(before, before + after), np.zeros(before + after)])  # quarter -1 is nothing itself
    return estimate, np.diff(levels, axis=0), float(np.mean(np.arange(1, after + 1)))


def _interval(quarters: Quarters, m: float) -> tuple[float, float]:
    estimate, moves, steepness = _parts(quarters)
    its = quarters.estimates
    critical = float(special.stdtrit(its.freedom[quarters.before :].min(), (1 + LEVEL) / 2))
    lows: list[float] = []
    highs: list[float] = []
    for move in moves:
        for sign in (1.0, -1.0):
            for ends, side in ((lows, -1.0), (highs, 1.0)):
                sums = estimate + side * sign * m * steepness * move
                ends.append(float(sums @ its.values + side * critical * np.sqrt(sums @ its.covariance @ sums)))
    return min(lows), max(highs)


def _breakdown(quarters: Quarters) -> float | None:
    """The largest m, in hundredths up to the last one shown, whose interval leaves out nothing at all."""

    def differs(m: float) -> bool:
        low, high = _interval(quarters, m)
        return low > 0 or high < 0

    if not differs(0.0):
        return None
    held, lost = 0, int(100 * BREAKS[-1]) + 1
    while lost - held > 1:
        middle = (held + lost) // 2
        held, lost = (middle, lost) if differs(middle / 100) else (held, middle)
    return held / 100
