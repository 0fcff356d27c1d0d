"""A history: how many applications, which months, which seed; and its pieces, one after another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analytics.simulation import calendar, world
from analytics.simulation.calendar import Calendar
from analytics.simulation.draw import Month, Piece, draw
from core.errors import QuanchengError
from core.i18n import N_
from core.programme_rows import EARLIEST, LATEST
from core.workdays import CHINA, DAY_ENDS

PIECE = 1 << 18
"""So many applications are in memory at once."""
SHORTEST = 24
LAST_DAY = 16
"""The history ends in the middle of its last month, before the deadline, so that some cases are still open."""
GROWTH = 0.14
"""How much more comes from year to year."""


class TooShort(QuanchengError):
    code = "history_too_short"
    text = N_("A simulated history needs at least {months} months, so that pilots have a time before and after.")
    remedy = N_("Choose an earlier --from or a later --until.")


class NoMonth(QuanchengError):
    code = "no_month"
    text = N_("“{month}” is no month between 2010-01 and 2049-12.")
    remedy = N_("Write year and month, such as 2015-01.")


class NoApplications(QuanchengError):
    code = "no_applications"
    text = N_("A simulated history needs at least {least:,} applications and at most {most:,}.")
    remedy = N_("Choose another number with --applications.")


FEWEST, MOST = 1_000, 1_000_000_000


@dataclass(frozen=True)
class History:
    """`first` and `last` are the first days of the first and the last month. Raises TooShort, NoApplications."""

    applications: int
    seed: int = 1
    first: date = date(2015, 1, 1)
    last: date = date(2017, 10, 1)
    piece: int = PIECE

    def __post_init__(self) -> None:
        if not FEWEST <= self.applications <= MOST:
            raise NoApplications(least=FEWEST, most=MOST)
        if len(self.months) < SHORTEST:
            raise TooShort(months=SHORTEST)

    @cached_property
    def months(self) -> tuple[date, ...]:
        """The first day of each month."""
        since, until = self.first.year * 12 + self.first.month - 1, self.last.year * 12 + self.last.month - 1
        return tuple(date(one // 12, one % 12 + 1, 1) for one in range(since, until + 1))

    @property
    def as_of(self) -> datetime:
        """The moment at which the history ends."""
        return datetime.combine(self.last.replace(day=LAST_DAY), DAY_ENDS, CHINA).astimezone(UTC)

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(self.first, (_next(self.last) - self.first).days)

    @cached_property
    def end(self) -> float:
        """`as_of` in the calendar's hours."""
        return self.calendar.moment(self.last.replace(day=LAST_DAY), DAY_ENDS.hour)

    @cached_property
    def world(self) -> world.World:
        return world.make(self.seed, len(self.months), np.array([one.month for one in self.months]))

    @cached_property
    def month_of_day(self) -> NDArray[np.int64]:
        """The number of each day's month, days after the last included."""
        days = self.calendar.days + calendar.TAIL
        numbers = (self.first + timedelta(days=one) for one in range(days))
        return np.array([(one.year - self.first.year) * 12 + one.month - self.first.month for one in numbers])

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """Applications by month and jurisdiction; they add up to `applications`."""
        lots = self.lots(1)
        daily = self.calendar.daily() * (1 + GROWTH) ** (np.arange(self.calendar.days) / 365)
        daily[int(self.end // 24) + 1 :] = 0
        by_month = np.bincount(self.month_of_day[: self.calendar.days], daily)
        weights = by_month[:, None] * self.world.sizes[None, :]
        weights = weights * lots.gamma(625, 1 / 625, weights.shape)
        drawn = lots.multinomial(self.applications, (weights / weights.sum()).ravel())
        return drawn.reshape(weights.shape)

    def lots(self, *key: int) -> np.random.Generator:
        """Random numbers of their own for each purpose."""
        return np.random.Generator(np.random.SFC64(np.random.SeedSequence(self.seed, spawn_key=key)))

    def pieces(self, *, pilots: bool = True) -> Iterator[Piece]:
        """The history from its first month to its last. Without `pilots` it is the same, but for what they change."""
        first_id = 1
        for at in range(len(self.months)):
            for piece in self.pieces_of(at, first_id, pilots=pilots):
                yield piece
                first_id += len(piece)

    def pieces_of(self, at: int, first_id: int, *, pilots: bool = True) -> Iterator[Piece]:
        units = np.repeat(np.arange(len(world.UNITS), dtype=np.uint8), self.counts[at])
        self.lots(2, at).shuffle(units)
        month = self._month(at)
        for number, start in enumerate(range(0, len(units), self.piece)):
            part = units[start : start + self.piece]
            lots = self.lots(3, at, number)
            yield draw(self.world, self.calendar, month, at, number, first_id + start, part, lots, pilots=pilots)

    def _month(self, at: int) -> Month:
        first = self.months[at]
        begin = (first - self.first).days
        hours = int(self.end) - begin * 24
        return Month.of(self.calendar, begin, (_next(first) - first).days, hours, self._profiles)

    @cached_property
    def _profiles(self) -> Mapping[bool, NDArray[np.float64]]:
        daily = self.calendar.daily()
        working = self.calendar.working[calendar.LEAD : calendar.LEAD + self.calendar.days]
        online = np.outer(daily, calendar.ONLINE).ravel().astype(np.float64)
        counter = np.outer(daily * working, calendar.COUNTER).ravel().astype(np.float64)
        return {False: online, True: counter}


def month_named(text: str) -> date:
    """The first day of “2015-01”. Raises NoMonth."""
    try:
        found = datetime.strptime(text, "%Y-%m").replace(tzinfo=CHINA).date()
    except ValueError as error:
        raise NoMonth(month=text) from error
    if not EARLIEST.year <= found.year <= LATEST.year:
        raise NoMonth(month=text)
    return found


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
