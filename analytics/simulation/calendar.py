"""The working calendar for arrays of moments. Moments are hours since midnight (Beijing) of the history's first day.

`settle` moves a moment that falls outside office hours to one before or after it, by lot, so that its expectation stays
where it was: decisions fall on working days only, and yet the mean time to a decision is what was laid down.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core import workdays

Moments = NDArray[np.float64]
DAY = 24
OPENS, CLOSES = float(workdays.DAY_BEGINS.hour), float(workdays.DAY_ENDS.hour)
LEAD, TAIL = 15, 500
"""Days known before the first and after the last."""

# How much of a usual working day's applications come, Monday to Sunday; and on a public holiday.
WEEK = (1.14, 1.06, 1.0, 0.97, 0.90, 0.36, 0.27)
HOLIDAY, WORKED_WEEKEND = 0.12, 0.85
# Hours of the day, online and at the counter (office hours only, a lull at noon).
ONLINE = (3, 2, 1, 1, 1, 2, 6, 14, 40, 78, 86, 70, 40, 46, 74, 78, 66, 48, 32, 34, 36, 30, 18, 8)
COUNTER = (0, 0, 0, 0, 0, 0, 0, 0, 0, 90, 100, 70, 15, 40, 85, 80, 60, 25, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Calendar:
    """The days of a history: `start` is its first, `days` how many it has."""

    start: date
    days: int

    @cached_property
    def working(self) -> NDArray[np.bool_]:
        """Whether a day is worked, by its number plus `LEAD`."""
        first = self.start - timedelta(days=LEAD)
        count = LEAD + self.days + TAIL
        return np.array([workdays.is_working_day(first + timedelta(days=one)) for one in range(count)])

    @cached_property
    def _before(self) -> NDArray[np.int64]:
        """The last working day up to a day."""
        number = np.where(self.working, np.arange(len(self.working)), 0)
        return np.maximum.accumulate(number)

    @cached_property
    def _after(self) -> NDArray[np.int64]:
        """The first working day from a day on."""
        count = len(self.working)
        number = np.where(self.working, np.arange(count), count - 1)
        return np.minimum.accumulate(number[::-1])[::-1]

    @cached_property
    def _counted(self) -> NDArray[np.int64]:
        return np.cumsum(self.working)

    @cached_property
    def _numbered(self) -> NDArray[np.int64]:
        return np.flatnonzero(self.working)

    def is_office(self, at: Moments) -> NDArray[np.bool_]:
        day, hour = _split(at)
        return self.working[day] & (hour >= OPENS) & (hour < CLOSES)

    def opening(self, at: Moments) -> Moments:
        """The first moment of office hours from each moment on."""
        day, hour = _split(at)
        today = self.working[day] & (hour < CLOSES)
        opens = _moment(np.where(today, day, self._after[day + 1]), OPENS)
        return np.where(today & (hour >= OPENS), at, opens)

    def settle(self, at: Moments, earliest: Moments, lots: NDArray[np.float64]) -> Moments:
        """Each moment in office hours, its expectation unchanged. `earliest` are office moments not after `at`; `lots`
        are three rows of uniform numbers."""
        day, hour = _split(at)
        works = self.working[day]
        off = np.flatnonzero(~(works & (hour >= OPENS) & (hour < CLOSES)))
        at_off, day, hour, works = at[off], day[off], hour[off], works[off]
        last = _moment(np.where(works & (hour >= CLOSES), day, self._before[day - 1]), CLOSES)
        lowest = np.maximum(last - (CLOSES - OPENS), earliest[off])
        sooner = lowest + lots[0][off] * (last - lowest)
        following = _moment(np.where(works & (hour < OPENS), day, self._after[day + 1]), OPENS)
        later = following + lots[1][off] * (CLOSES - OPENS)
        settled = at.copy()
        settled[off] = np.where(lots[2][off] * (later - sooner) < at_off - sooner, later, sooner)
        return settled

    def pulled(self, at: Moments, earliest: Moments, lots: NDArray[np.float64]) -> Moments:
        """Each moment, or one in the last hours of the working day before it, but not before `earliest`."""
        day, hour = _split(at)
        last = _moment(np.where(self.working[day] & (hour >= CLOSES), day, self._before[day - 1]), CLOSES)
        return np.where(self.is_office(at), at, np.maximum(last - 2 * lots, earliest))

    def due(self, at: Moments, days: int) -> Moments:
        """When a limit of so many working days ends that begins at a moment (core.workdays.add_working_days)."""
        day, _hour = _split(at)
        return _moment(self._numbered[self._counted[day] + days - 1], CLOSES)

    def daily(self) -> NDArray[np.float64]:
        """How many applications come on each day, relative to a usual working day."""
        return np.array([_weight(self.start + timedelta(days=one)) for one in range(self.days)])

    def moment(self, day: date, hour: float = 0) -> float:
        return (day - self.start).days * DAY + hour

    def utc(self, at: Moments) -> NDArray[np.int64]:
        """Microseconds since 1970 (UTC), in whole seconds."""
        midnight = datetime.combine(self.start, time(), workdays.CHINA).astimezone(UTC)
        return (np.floor(at * 3600).astype(np.int64) + int(midnight.timestamp())) * 1_000_000


def _split(at: Moments) -> tuple[NDArray[np.int64], Moments]:
    """The number of the day (plus `LEAD`) and the hour of it."""
    day = np.floor(at / DAY)
    return day.astype(np.int64) + LEAD, at - day * DAY


def _moment(day: NDArray[np.int64], hour: float) -> Moments:
    moment: Moments = (day - LEAD).astype(np.float64) * DAY + hour
    return moment


def _weight(day: date) -> float:
    """A day's share, with a lull around the Spring Festival: from a week before it to a week after."""
    works = workdays.is_working_day(day)
    weight = WEEK[day.weekday()]
    if works and day.weekday() >= workdays.SATURDAY:
        weight = WORKED_WEEKEND
    if not works and day.weekday() < workdays.SATURDAY:
        weight = HOLIDAY
    return weight * (0.7 if _near_spring_festival(day) else 1.0)


def _near_spring_festival(day: date) -> bool:
    near = (day + timedelta(days=offset) for offset in range(-7, 8))
    closed = [one for one in near if one.weekday() < workdays.SATURDAY and not workdays.is_working_day(one)]
    return sum((1, 15) <= (one.month, one.day) <= (2, 28) for one in closed) >= 3
