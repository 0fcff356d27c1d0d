"""Time limits run on the authority's working days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core import workdays


def at(text: str) -> datetime:
    """A moment of China's time."""
    return datetime.fromisoformat(text).replace(tzinfo=workdays.CHINA).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 22), False),
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),  # a Saturday worked for the National Day
        (date(2026, 2, 28), True),
        (date(2026, 2, 23), False),
        (date(2026, 9, 25), False),
        (date(2025, 10, 8), False),
        (date(2024, 2, 18), True),
        (date(2023, 10, 6), False),
        (date(2022, 10, 9), True),
    ],
)
def test_holidays_and_shifted_days_follow_the_announced_schedule(day: date, works: bool) -> None:
    assert workdays.is_working_day(day) is works


def test_a_limit_ends_at_the_close_of_its_last_working_day() -> None:
    assert workdays.add_working_days(at("2026-11-23 10:00"), 3) == at("2026-11-26 18:00")
    assert workdays.add_working_days(at("2026-11-27 23:00"), 1) == at("2026-11-30 18:00")


def test_the_day_is_chinas_even_when_utc_has_another() -> None:
    assert workdays.add_working_days(datetime(2026, 11, 22, 17, tzinfo=UTC), 1) == at("2026-11-24 18:00")


def test_a_limit_skips_the_national_day_and_counts_the_saturdays_worked() -> None:
    assert workdays.add_working_days(at("2026-09-30 10:00"), 3) == at("2026-10-10 18:00")


def test_no_days_end_today_or_on_the_next_working_day() -> None:
    assert workdays.add_working_days(at("2026-11-23 10:00"), 0) == at("2026-11-23 18:00")
    assert workdays.add_working_days(at("2026-11-21 10:00"), 0) == at("2026-11-23 18:00")


def test_days_between_are_those_a_limit_would_count() -> None:
    start = at("2026-09-30 10:00")
    assert workdays.working_days_between(start, workdays.add_working_days(start, 5)) == 5
    assert workdays.working_days_between(workdays.add_working_days(start, 5), start) == -5


def test_hours_between_count_office_hours_only() -> None:
    assert workdays.working_hours_between(at("2026-11-27 17:00"), at("2026-11-30 10:00")) == 2
    assert workdays.working_hours_between(at("2026-11-30 10:00"), at("2026-11-27 17:00")) == -2


def test_years_without_an_announced_schedule_are_said_to_be_provisional() -> None:
    assert not workdays.is_provisional(date(2026, 12, 31))
    assert workdays.is_provisional(date(2027, 1, 1))
    assert workdays.is_working_day(date(2027, 10, 1))
    assert not workdays.is_working_day(date(2027, 10, 2))


def test_announced_schedules_name_every_day_once_and_only_weekends_as_worked() -> None:
    off, worked, years = workdays._schedule()
    assert not off & worked
    assert all(day.weekday() >= workdays.SATURDAY for day in worked)
    assert {day.year for day in off} == years
