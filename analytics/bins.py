"""Durations in bins: eight to a doubling, so that a year has about a hundred and a bin is about 9 % wide."""

from __future__ import annotations

import math

PER_DOUBLING = 8
LAST = 255
HAIR = 1e-9
"""Added before rounding down: programs whose logarithms differ in the last digit agree on where a bin begins."""


def bin_of(hours: float) -> int:
    """The bin of a duration, as `snapshot.sql` counts it."""
    return min(LAST, math.floor(HAIR + PER_DOUBLING * math.log2(1 + max(0.0, hours))))


def starts_at(number: int) -> float:
    """The duration in hours with which a bin begins; the next one's is where it ends."""
    return float(2 ** (number / PER_DOUBLING) - 1)
