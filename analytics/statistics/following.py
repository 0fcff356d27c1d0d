"""Is a rate out of control that was meant to move? Limits that follow a series while it rises or falls steadily.

A rate that grows as an administration opens would leave limits around one level all the time. Here each month is
compared with what the months before it let expect: a straight line through up to `MEMORY` of them, each with the weight
of its cases (Mandel 1969, J. Qual. Technol. 1:1-9, regression control chart). How much more than counting alone a
month varies is taken from how far those months lie off their line (Pearson's statistic, as in Laney's p′). Months that
were out of control say nothing about those after them, so that a change cannot hide itself; after `ACCEPT` of them in a
row on one side it is the new state of things, and a new line begins with them.

Of series without a break about `control.FALSE` raise an alarm (tests/unit/test_statistics_following.py).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import special

from analytics.statistics.control import FALSE, LEAST, Counts

MEMORY = 18
ACCEPT = 6
EDGE = 0.005
"""What is expected stays so far from 0 and 1, where limits would close."""


@dataclass(frozen=True)
class Followed:
    """A month: what was expected of its rate, within which limits, and whether it is beyond them. All None at first."""

    expected: float | None = None
    low: float | None = None
    high: float | None = None
    alarm: bool = False


def follow(counts: Sequence[Counts]) -> tuple[Followed, ...]:
    """The months of a series of (part, whole) with limits from those before each."""
    tests = sum(1 for _, whole in counts if whole)
    usual: list[int] = []
    odd: list[tuple[int, int]] = []  # months out of control in a row, and on which side
    found = []
    for at, (part, whole) in enumerate(counts):
        point = _expect(counts, usual[-MEMORY:], at, tests) if whole else Followed()
        found.append(point)
        if not whole:
            continue
        if point.alarm and point.expected is not None:
            side = 1 if part / whole > point.expected else -1
            odd = [*(one for one in odd if one[1] == side), (at, side)]
            if len(odd) >= ACCEPT:
                usual, odd = [month for month, _ in odd], []
        else:
            usual, odd = [*usual, at], []
    return tuple(found)


@lru_cache(maxsize=1024)
def _reach(tests: int, freedom: int) -> float:
    """How many spreads wide limits are, so that one of so many months is beyond them by chance in `FALSE` of series."""
    return -float(special.stdtrit(freedom, (1 - (1 - FALSE) ** (1 / tests)) / 2))


def _expect(counts: Sequence[Counts], months: Sequence[int], at: int, tests: int) -> Followed:
    """What the line through some months lets expect of another one."""
    if len(months) < LEAST:
        return Followed()
    x = np.array([[1.0, month - at] for month in months])
    part, whole = np.array([counts[month] for month in months], dtype=float).T
    inverse = np.linalg.inv(x.T @ (x * whole[:, None]))
    line = x @ (inverse @ (x.T @ part))
    expected = min(1 - EDGE, max(EDGE, float((inverse @ (x.T @ part))[0])))
    fitted = np.clip(line, EDGE, 1 - EDGE)
    freedom = len(months) - 2
    spread = max(1.0, float(np.sum(whole * (part / whole - line) ** 2 / (fitted * (1 - fitted)))) / freedom)
    mine, cases = counts[at]
    width = _reach(tests, freedom) * math.sqrt(spread * expected * (1 - expected) * (1 / cases + float(inverse[0, 0])))
    low, high = max(0.0, expected - width), min(1.0, expected + width)
    return Followed(expected, low, high, not low <= mine / cases <= high)
