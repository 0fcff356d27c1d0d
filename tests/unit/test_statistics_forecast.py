"""R60: when everything is open at a jurisdiction's own pace, with an interval that holds what it promises."""

from __future__ import annotations

import os
from datetime import date, timedelta

import numpy as np
import pytest

from analytics.statistics.forecast import Forecast, forecast

PACES = 2000 if os.environ.get("QUANCHENG_FULL_COUNTS") else 400
TODAY = date(2017, 8, 1)
WEEK = timedelta(weeks=1)


def steady(pace: int, weeks: int = 20) -> list[tuple[date, int]]:
    return [(TODAY - WEEK * back, pace * (weeks - back)) for back in range(weeks, -1, -1)]


def test_a_steady_pace_goes_on() -> None:
    found = forecast(steady(5), total=150, today=TODAY)
    assert found is not None
    assert found.pace == 5
    assert abs((found.day - (TODAY + 10 * WEEK)).days) <= 7
    assert found.high is not None
    assert TODAY < found.low < found.day < found.high


@pytest.mark.endure
@pytest.mark.parametrize("batch", [1, 4])
def test_intervals_cover_the_day_on_which_simulated_paces_arrive(batch: int) -> None:
    """Weekly openings by chance, one by one or in batches of four; 90 % promised."""
    chance = np.random.default_rng(17)
    covered = late = 0
    for _ in range(PACES):
        pace, left = chance.uniform(2, 12), int(chance.integers(20, 200))
        counts = chance.poisson(pace / batch, 600) * batch
        before, after = counts[:12], counts[12:]
        if not before.sum():
            continue
        opened = [(TODAY - WEEK * (12 - number), int(before[:number].sum())) for number in range(13)]
        found = forecast(opened, int(before.sum()) + left, TODAY)
        arrival = TODAY + WEEK * int(np.searchsorted(np.cumsum(after), left) + 1)
        assert found is not None
        covered += found.low <= arrival and (found.high is None or arrival - WEEK <= found.high)
        late += arrival > found.day
    assert 0.86 <= covered / PACES <= 0.98
    assert 0.35 <= late / PACES <= 0.65


def test_who_opened_nothing_of_late_has_no_forecast() -> None:
    assert forecast([(TODAY - 30 * WEEK, 40), (TODAY - 20 * WEEK, 60)], 100, TODAY) is None
    assert forecast([], 100, TODAY) is None
    assert forecast([(TODAY - 2 * WEEK, 0), (TODAY, 50)], 100, TODAY) is None  # too short a past


def test_a_pace_that_would_take_more_than_ten_years_is_none() -> None:
    assert forecast([(TODAY - 12 * WEEK, 0), (TODAY - WEEK, 1)], 10_000, TODAY) is None


def test_a_single_batch_leaves_the_end_open() -> None:
    found = forecast([(TODAY - 12 * WEEK, 0), (TODAY - 3 * WEEK, 20)], 300, TODAY)
    assert found is not None
    assert found.high is None


def test_who_has_opened_everything_is_told_since_when() -> None:
    day = TODAY - 5 * WEEK
    opened = [(TODAY - 20 * WEEK, 10), (day, 100)]
    assert forecast(opened, 100, TODAY) == Forecast(day, day, day, 0.0)


def test_what_is_recorded_for_later_does_not_count_yet() -> None:
    assert forecast([*steady(5), (TODAY + WEEK, 150)], 150, TODAY) == forecast(steady(5), 150, TODAY)


def test_more_open_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="more are open"):
        forecast([(TODAY, 11)], 10, TODAY)
