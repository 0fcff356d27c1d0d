"""When will a jurisdiction have opened everything, at its own pace of late (R60)?

Openings of a week scatter by more than Poisson counts do, since types open in batches. Scaled down by that dispersion
they count as Poisson with a pace that is itself uncertain (gamma, from the weeks looked at), so that the openings of
the next `w` weeks are negative binomial, and the chance that they suffice is an incomplete beta function of
`w / (weeks + w)`; its inverse gives the day.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from scipy import special

WEEKS = 12
LEAST = 4
"""Weeks of the past that are looked at, and how many there must be."""

LEVEL = 0.9
HORIZON = 10 * 52
"""Weeks ahead beyond which nothing is foreseen."""


@dataclass(frozen=True)
class Forecast:
    """The day by which everything is as likely open as not, and the 90 % interval; `high` is None when open-ended.

    `pace` is in openings a week. When everything is open already, all three are the day on which it was.
    """

    day: date
    low: date
    high: date | None
    pace: float


def forecast(opened: Sequence[tuple[date, int]], total: int, today: date) -> Forecast | None:
    """From how many of `total` were open on which days, in order (each holds until the next one; days after `today` are
    left out).

    None when nothing opened in the last `WEEKS` weeks, when fewer than `LEAST` weeks are known, or when its pace would
    take more than ten years. Raises ValueError when more are open than there are.
    """
    known = [(day, count) for day, count in sorted(opened) if day <= today]
    if any(count > total for _, count in known):
        raise ValueError("more are open than there are")
    if not known:
        return None
    now = known[-1][1]
    if now >= total:
        reached = next(
            day for number, (day, _) in enumerate(known) if all(count >= total for _, count in known[number:])
        )
        return Forecast(reached, reached, reached, 0.0)
    weeks = min(WEEKS, (today - known[0][0]).days // 7)
    if weeks < LEAST:
        return None
    steps = [_at(known, today - timedelta(weeks=back)) for back in range(weeks, -1, -1)]
    counts = [max(0, later - earlier) for earlier, later in pairwise(steps)]
    if not sum(counts):
        return None
    likely, soonest, latest = (
        _weeks(counts, total - now, chance) for chance in (0.5, (1 - LEVEL) / 2, (1 + LEVEL) / 2)
    )
    if likely > HORIZON:
        return None
    high = _day(today, latest) if latest <= HORIZON else None
    return Forecast(_day(today, likely), _day(today, soonest), high, sum(counts) / weeks)


def _at(known: Sequence[tuple[date, int]], day: date) -> int:
    """How many were open at the end of a day; before the first known one as many as then."""
    return next((count for since, count in reversed(known) if since <= day), known[0][1])


def _weeks(counts: Sequence[int], left: int, chance: float) -> float:
    """After how many weeks the openings to come suffice with that chance."""
    weeks, pace = len(counts), sum(counts) / len(counts)
    dispersion = max(1.0, sum((count - pace) ** 2 for count in counts) / (weeks - 1) / pace)
    share = float(special.betaincinv(left / dispersion, sum(counts) / dispersion + 0.5, chance))
    return weeks * share / (1 - share) if share < 1 else math.inf


def _day(today: date, weeks: float) -> date:
    return today + timedelta(days=max(1, math.ceil(7 * weeks)))
