"""Time, passed in wherever it matters.

A `Clock` gives an aware moment in UTC. Nothing below the applications reads the machine's time otherwise,
so that tests and drills decide what time it is. `ClockWatch` notices when the machine's time was moved
(A21): the wall clock is compared with the time that passed since the watch was wound.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The machine's time."""
    return datetime.now(UTC)


class ClockWatch:
    """Notices moves of the clock, forwards as well as backwards, while a process lives."""

    def __init__(
        self,
        clock: Clock = system_clock,
        elapsed: Callable[[], float] = time.monotonic,
        tolerance: timedelta = timedelta(seconds=30),
    ) -> None:
        self._clock, self._elapsed, self._tolerance = clock, elapsed, tolerance
        self._wall, self._seconds = clock(), elapsed()

    def jump(self) -> timedelta | None:
        """How far the clock was moved since the last look (positive: forwards), or None when it was not."""
        wall, seconds = self._clock(), self._elapsed()
        moved = (wall - self._wall) - timedelta(seconds=seconds - self._seconds)
        if abs(moved) <= self._tolerance:
            return None
        self._wall, self._seconds = wall, seconds
        return moved
