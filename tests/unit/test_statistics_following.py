"""Limits that follow a rate (R65): a steady rise is no alarm, a break is one until it is the new state."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.statistics import control
from analytics.statistics.control import LEAST
from analytics.statistics.following import ACCEPT, follow

Counts = list[tuple[int, int]]


def series(seed: int, months: int = 30, *, start: float = 0.3, slope: float = 0.01, cases: int = 800) -> Counts:
    """Months of a rate that moves steadily and varies by more than counting alone makes it."""
    random = np.random.default_rng(seed)
    wholes = random.poisson(cases * random.uniform(0.7, 1.3, months))
    means = np.clip(start + slope * np.arange(months), 0.02, 0.98)
    rates = random.beta(means * 400, (1 - means) * 400)
    return [(int(random.binomial(whole, rate)), int(whole)) for whole, rate in zip(wholes, rates, strict=True)]


@pytest.mark.parametrize("slope", [0.0, 0.015, -0.008])
def test_series_without_a_break_seldom_raise_an_alarm(slope: float) -> None:
    """At most one in twenty, however the rate moves."""
    many = 200
    cried = sum(any(one.alarm for one in follow(series(seed, slope=slope, start=0.45))) for seed in range(many))
    assert cried / many <= 0.05


def test_limits_around_one_level_would_cry_wolf_while_a_rate_rises() -> None:
    chart = control.laney(series(1, slope=0.015), baseline=-3)
    assert chart is not None
    assert sum(bool(point.alarm) for point in chart.points) > 10


def test_a_fall_by_twenty_points_is_seen_within_three_months_and_mostly_at_once() -> None:
    first, any_of_three = 0, 0
    for seed in range(100):
        counts = series(seed, slope=0.01)
        broken = counts[:-3] + [(max(0, part - whole // 5), whole) for part, whole in counts[-3:]]
        found = [one.alarm for one in follow(broken)[-3:]]
        first += found[0]
        any_of_three += any(found)
    assert any_of_three >= 93
    assert first >= 80


def test_what_lasts_becomes_the_new_state() -> None:
    counts = series(3, months=40, slope=0.0)
    broken = counts[:20] + [(part // 2, whole) for part, whole in counts[20:]]
    found = follow(broken)
    assert [one.alarm for one in found[20 : 20 + ACCEPT]] == [True] * ACCEPT
    assert not any(one.alarm for one in found[20 + ACCEPT :])


def test_too_short_a_past_says_nothing() -> None:
    assert all(one.expected is None for one in follow(series(1, months=LEAST)))


@given(
    st.lists(st.integers(0, 50).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))), max_size=40)
)
def test_limits_lie_around_what_is_expected(counts: Counts) -> None:
    for (part, whole), one in zip(counts, follow(counts), strict=True):
        if one.expected is None or one.low is None or one.high is None:
            assert not one.alarm
            continue
        assert 0 <= one.low <= one.expected <= one.high <= 1
        assert one.alarm is not (one.low <= part / whole <= one.high)
