"""Is a rate out of control, or does it only vary as it always did? Laney's p′ chart (2002, Qual. Eng. 14:531-537).

Rates of many cases vary by more than counting alone explains, so that a plain p-chart cries wolf. Laney takes how far
the standardised rates move from one month to the next (`sigma_z`) and widens the limits by it. Two things are added:

- `sigma_z` is estimated from few points, and a series has many of them: limits are as wide as Student's t with the
  freedom of a mean moving range (0.605 of its ranges) and Šidák's correction ask for, so that a whole series without a
  change gives an alarm in at most `FALSE` of cases, where three sigma would in about one of ten;
- a run on one side counts from the length on at which chance makes one in `FALSE_RUN` of series.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from scipy import special

FALSE = 0.03
FALSE_RUN = 0.01
LEAST = 8
"""Months that a baseline must have; with fewer nothing is said."""

RANGE = 2 / math.sqrt(math.pi)  # what two values of a standard normal differ by on average (d2 = 1.128)
FREEDOM = 0.605
RECENT = 6
"""Up to so many of the latest months are compared with those before them."""

MEMORY = 12
"""Months before those that a cell is compared with."""

EXPECTED = 5.0
"""Cases to be expected of either kind, below which a month or a stretch of months says nothing."""

CELLS = 20
"""From so many cells on they say something about each other's variance."""

MOST = 1000.0
"""Degrees of freedom that others lend to a cell at most."""

Counts = tuple[int, int]
Key = TypeVar("Key", bound=Hashable)


class Side(StrEnum):
    BELOW = "below"
    ABOVE = "above"


class Alarm(StrEnum):
    """A point beyond a limit, or the last of so many in a row on one side that chance hardly makes them."""

    ABOVE = "above"
    BELOW = "below"
    RUN_ABOVE = "run_above"
    RUN_BELOW = "run_below"


@dataclass(frozen=True)
class Point:
    """A month's rate, as 0 to 1, with its limits; `share` is None when there was nothing to count."""

    part: int
    whole: int
    share: float | None
    low: float
    high: float
    alarm: Alarm | None


class Settled(NamedTuple):
    """What a baseline says: the mean rate, how far it moves, and the degrees of freedom behind the latter."""

    center: float
    sigma_z: float
    freedom: float


@dataclass(frozen=True)
class Chart:
    """`run` is the length from which a run on one side is an alarm."""

    center: float
    sigma_z: float
    points: tuple[Point, ...]
    run: int

    @property
    def since(self) -> int | None:
        """Since which point the series has been out of control up to its end; None when it is not now."""
        first, found, side = None, None, 0
        for number in reversed(range(len(self.points))):
            point = self.points[number]
            if point.share is None:
                continue
            its = (point.share > self.center) - (point.share < self.center)
            if first is not None and its != side:
                break
            first, side = number, its
            if point.alarm:
                found = first if found is None else found
        return None if found is None else first


@dataclass(frozen=True)
class OutOfControl(Generic[Key]):
    """A cell whose latest rates do not fit its earlier ones: from which point on, the shares before and since.

    `p` is for this cell alone, `q` the share of false alarms among all up to this one in the ranking.
    """

    key: Key
    since: int
    before: float
    after: float
    p: float
    q: float


def laney(counts: Sequence[Counts], *, baseline: int | None = None) -> Chart | None:
    """The chart of a series of (part, whole).

    `baseline` cuts off, as in `counts[:baseline]`, what the limits are taken from: 12 means the first twelve, -6 all
    but the latest six, None all. A change within the baseline widens the limits and so may hide itself. None when the
    baseline has fewer than `LEAST` months, or when nothing in it varies.
    """
    settled = _settle(counts[:baseline])
    if settled is None:
        return None
    center, sigma_z, freedom = settled
    counted = sum(1 for _, whole in counts if whole)
    reach = -float(special.stdtrit(freedom, (1 - (1 - FALSE) ** (1 / counted)) / 2))
    run = run_length(counted)
    points, side, length = [], 0, 0
    for part, whole in counts:
        if not whole:
            points.append(Point(part, whole, None, 0.0, 1.0, None))
            continue
        share = part / whole
        width = reach * sigma_z * math.sqrt(center * (1 - center) / whole)
        low, high = max(0.0, center - width), min(1.0, center + width)
        its = (share > center) - (share < center)
        length = length + 1 if its == side else 1
        side = its
        points.append(Point(part, whole, share, low, high, _alarm(share, low, high, side, length >= run)))
    return Chart(center, sigma_z, tuple(points), run)


def run_length(points: int) -> int:
    """From how many in a row on one side on chance makes a run in at most `FALSE_RUN` of series of so many points."""
    length = 2
    while (points - length + 2) * 0.5**length > FALSE_RUN:
        length += 1
    return length


def worst(
    series: Mapping[Key, Sequence[Counts]], *, side: Side = Side.BELOW, memory: int = MEMORY, false: float = 0.05
) -> tuple[OutOfControl[Key], ...]:
    """The cells whose latest months fell (`side` BELOW) or rose out of control, the most certain first.

    For each cell the latest 1 to `RECENT` months together are compared with the `memory` months before the last
    `RECENT`, the most striking stretch taken, and its p raised for having had the choice. Older months do not count:
    while a rollout goes on, a rate rises for good reason, and what it was long ago would hide that it fell just now.
    Over all cells the share of false alarms among those named is held at `false` (Benjamini & Hochberg 1995, J. R.
    Stat. Soc. B 57:289-300): a scan of hundreds of cells of which none changed names any in no more of all scans.
    """
    before = {key: settled for key, counts in series.items() if (settled := _settle(_earlier(counts, memory)))}
    squeezed = _squeeze(before)
    found = [one for one in (_latest(key, series[key], its, side, memory) for key, its in squeezed.items()) if one]
    found.sort(key=lambda one: one.p)
    named: list[OutOfControl[Key]] = []
    least = 1.0
    for rank in range(len(found), 0, -1):
        one = found[rank - 1]
        least = min(least, one.p * len(found) / rank)
        if least <= false:
            named.append(OutOfControl(one.key, one.since, one.before, one.after, one.p, least))
    return tuple(reversed(named))


def _settle(counts: Sequence[Counts]) -> Settled | None:
    counted = [(part, whole) for part, whole in counts if whole]
    if len(counted) < LEAST:
        return None
    center = sum(part for part, _ in counted) / sum(whole for _, whole in counted)
    if not 0 < center < 1:
        return None
    scores = [(part / whole - center) / math.sqrt(center * (1 - center) / whole) for part, whole in counted]
    ranges = [abs(other - one) for one, other in pairwise(scores)]
    # Less than counting alone makes cannot be, except by chance.
    return Settled(center, max(1.0, sum(ranges) / len(ranges) / RANGE), FREEDOM * len(ranges))


def _alarm(share: float, low: float, high: float, side: int, run: bool) -> Alarm | None:
    if share > high:
        return Alarm.ABOVE
    if share < low:
        return Alarm.BELOW
    if run and side:
        return Alarm.RUN_ABOVE if side > 0 else Alarm.RUN_BELOW
    return None


def _earlier(counts: Sequence[Counts], memory: int) -> Sequence[Counts]:
    return counts[:-RECENT][-memory:]


def _squeeze(settled: Mapping[Key, Settled]) -> dict[Key, Settled]:
    """Each cell's variance drawn to that of all, the more so the more alike they are (Smyth 2004, Stat. Appl. Genet.
    Mol. Biol. 3:3): a year of one cell says little about how much it varies, hundreds of cells say more."""
    if len(settled) < CELLS:
        return dict(settled)
    half = np.array([one.freedom for one in settled.values()]) / 2
    logs = np.array([2 * math.log(one.sigma_z) for one in settled.values()]) - special.digamma(half) + np.log(half)
    excess = float(logs.var(ddof=1) - special.polygamma(1, half).mean())
    prior = 2 * _trigamma_inverse(excess) if excess > 0 else MOST
    prior = min(prior, MOST)
    common = math.exp(float(logs.mean()) + float(special.digamma(prior / 2)) - math.log(prior / 2))
    return {
        key: Settled(
            one.center,
            max(1.0, math.sqrt((one.freedom * one.sigma_z**2 + prior * common) / (one.freedom + prior))),
            one.freedom + prior,
        )
        for key, one in settled.items()
    }


def _trigamma_inverse(value: float) -> float:
    low, high = 1e-6, 1e6
    while high / low > 1 + 1e-9:
        middle = math.sqrt(low * high)
        low, high = (middle, high) if float(special.polygamma(1, middle)) > value else (low, middle)
    return low


def _latest(key: Key, counts: Sequence[Counts], settled: Settled, side: Side, memory: int) -> OutOfControl[Key] | None:
    center, sigma_z, freedom = settled
    base = sum(whole for _, whole in _earlier(counts, memory))
    sign = 1 if side is Side.BELOW else -1
    best: tuple[float, int, float] | None = None
    for months in range(1, RECENT + 1):
        latest = [one for one in counts[-months:] if one[1]]
        part, whole = sum(one for one, _ in latest), sum(one for _, one in latest)
        if whole * min(center, 1 - center) < EXPECTED:
            continue
        score = (part / whole - center) / math.sqrt(center * (1 - center) * (1 / whole + 1 / base)) / sigma_z
        p = float(special.stdtr(freedom, sign * score))
        if best is None or p < best[0]:
            best = p, len(counts) - months, part / whole
    if best is None:
        return None
    return OutOfControl(key, best[1], center, best[2], 1 - (1 - best[0]) ** RECENT, 1.0)
