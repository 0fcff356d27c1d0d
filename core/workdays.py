"""Working days of the authority: Monday to Friday, less public holidays, plus the weekend days worked instead.

The State Council announces each year's schedule late in the year before; the table holds those announced. Beyond it
Monday to Friday count and the answer is provisional: `is_provisional` says so. Days are those of China (UTC+8).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

import yaml

from core.catalogue.regions import DATA, LOADER

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
DAY_BEGINS, DAY_ENDS = time(9), time(18)
SATURDAY = 5


@lru_cache(maxsize=1)
def _schedule() -> tuple[frozenset[date], frozenset[date], frozenset[int]]:
    """Days off, weekend days worked, and the years announced."""
    with (DATA / "holidays.yaml").open("rb") as file:
        years = yaml.load(file, Loader=LOADER)  # noqa: S506 - both loaders are safe ones
    off = frozenset(_day(year, text) for year, row in years.items() for text in row["closed"])
    worked = frozenset(_day(year, text) for year, row in years.items() for text in row["worked"])
    return off, worked, frozenset(years)


def _day(year: int, text: str) -> date:
    return date.fromisoformat(f"{year}-{text}")


def is_provisional(day: date) -> bool:
    """Whether that day's year has no announced schedule in the table."""
    return day.year not in _schedule()[2]


def is_working_day(day: date) -> bool:
    off, worked, _ = _schedule()
    return day in worked or (day.weekday() < SATURDAY and day not in off)


def day_in_china(moment: datetime) -> date:
    """The day that it is in China at an aware moment."""
    return moment.astimezone(CHINA).date()


def next_working_day(day: date) -> date:
    """The first working day after a day."""
    day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def add_working_days(moment: datetime, days: int) -> datetime:
    """When a time limit of so many working days ends: the close of the last one, in UTC.

    The day on which it begins does not count (民法典第二百零一条). With no days the limit ends on the same day, or on
    the next working day when that day is none.
    """
    day = day_in_china(moment)
    if days == 0 and not is_working_day(day):
        day = next_working_day(day)
    for _ in range(days):
        day = next_working_day(day)
    return datetime.combine(day, DAY_ENDS, CHINA).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The moment at which a day in China is over, in UTC: until then somebody who acts online is in time."""
    return datetime.combine(day + timedelta(days=1), time(), CHINA).astimezone(UTC)


def last_day_before(end: datetime) -> date:
    """The day in China that is over at a moment of `end_of_day`."""
    return day_in_china(end - timedelta(microseconds=1))


def working_days_between(start: datetime, end: datetime) -> int:
    """Working days after the day of `start` up to and with the day of `end`; negative when it lies before."""
    if end < start:
        return -working_days_between(end, start)
    day, last = day_in_china(start), day_in_china(end)
    return sum(is_working_day(day + timedelta(days=number)) for number in range(1, (last - day).days + 1))


def working_hours_between(start: datetime, end: datetime) -> float:
    """Office hours (9:00-18:00 in China on working days) between two moments; negative when `end` lies before."""
    if end < start:
        return -working_hours_between(end, start)
    begin, finish = start.astimezone(CHINA), end.astimezone(CHINA)
    seconds, day = 0.0, begin.date()
    while day <= finish.date():
        if is_working_day(day):
            opens = max(begin, datetime.combine(day, DAY_BEGINS, CHINA))
            closes = min(finish, datetime.combine(day, DAY_ENDS, CHINA))
            seconds += max(0.0, (closes - opens).total_seconds())
        day += timedelta(days=1)
    return seconds / 3600


def months_later(moment: datetime, months: int) -> datetime:
    """The same day some months later, at the same time; the month's last day where there is no such day."""
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    last = monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))
