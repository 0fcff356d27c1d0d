"""R65: a rate out of control is named, and one that only varies as it always did is not (Laney's p′ chart)."""

from __future__ import annotations

import math
import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.statistics.control import LEAST, RECENT, Alarm, laney, run_length, worst

SERIES = 2000 if os.environ.get("QUANCHENG_FULL_COUNTS") else 400
SCANS = 200 if os.environ.get("QUANCHENG_FULL_COUNTS") else 12
Series = list[tuple[int, int]]


def series(
    chance: np.random.Generator, *, fall: float = 0.0, months: int = 4, share: float | None = None, least: int = 30
) -> Series:
    """24 to 34 months of an overdispersed rate (beta-binomial), up to 30,000 cases in each; at the end it may fall."""
    length = int(chance.integers(24, 35))
    volume = math.exp(chance.uniform(math.log(least), math.log(30_000)))
    rate = np.full(length, chance.uniform(0.05, 0.95) if share is None else share)
    rate[length - months :] -= fall
    whole = np.maximum(1, volume * chance.uniform(0.5, 1.5, length)).astype(int)
    tight = 1 / math.exp(chance.uniform(math.log(5e-4), math.log(0.02))) - 1
    part = chance.binomial(whole, chance.beta(rate * tight, (1 - rate) * tight))
    return [(int(one), int(all_)) for one, all_ in zip(part, whole, strict=True)]


def plain_p_chart_alarms(counts: Series) -> bool:
    center = sum(part for part, _ in counts) / sum(whole for _, whole in counts)
    return any(abs(part / whole - center) > 3 * math.sqrt(center * (1 - center) / whole) for part, whole in counts)


@pytest.mark.endure
@pytest.mark.parametrize("baseline", [None, -6, 12])
def test_series_without_a_change_give_at_most_5_percent_false_alarms_and_a_plain_chart_gives_most(
    baseline: int | None,
) -> None:
    """Counted by series, not by point: one alarm anywhere in 24 to 34 months is a false one."""
    chance = np.random.default_rng(43)
    ours = plain = points = alarms = 0
    for _ in range(SERIES):
        counts = series(chance)
        chart = laney(counts, baseline=baseline)
        assert chart is not None
        ours += any(point.alarm for point in chart.points)
        alarms += sum(point.alarm is not None for point in chart.points)
        points += len(counts)
        plain += plain_p_chart_alarms(counts)
    assert ours / SERIES <= 0.05
    assert alarms / points <= 0.005
    assert plain / SERIES > 0.5


@pytest.mark.parametrize("baseline", [-6, 12])
def test_a_fall_by_twenty_points_is_caught_and_dated(baseline: int) -> None:
    chance = np.random.default_rng(44)
    caught = dated = 0
    for _ in range(100):
        counts = series(chance, fall=0.22, share=0.75, least=200)
        chart = laney(counts, baseline=baseline)
        assert chart is not None
        if chart.since is not None:
            caught += 1
            dated += abs(chart.since - (len(counts) - 4)) <= 2
            assert chart.points[-1].share is not None
            assert chart.points[-1].share < chart.center
    assert caught >= 90
    assert dated >= 70


def test_a_change_within_the_baseline_widens_the_limits_one_outside_it_does_not() -> None:
    chance = np.random.default_rng(45)
    counts = series(chance, fall=0.3, share=0.8, months=3)
    everything, before = laney(counts), laney(counts, baseline=-6)
    assert everything is not None
    assert before is not None
    assert before.center > everything.center
    assert [point.alarm for point in before.points[-3:]] == [Alarm.BELOW] * 3


def test_a_long_run_on_one_side_is_an_alarm_though_no_point_is_beyond_a_limit() -> None:
    up, down = [(52, 100), (50, 100), (48, 100)] * 6, [(47, 100)] * 20
    chart = laney(up + down, baseline=18)
    assert chart is not None
    first = next(number for number, point in enumerate(chart.points) if point.alarm)
    assert chart.points[first].alarm is Alarm.RUN_BELOW
    assert first == len(up) - 1 + chart.run - 1  # the last of `up` is below already
    assert chart.since == len(up) - 1


def test_the_length_of_a_run_follows_from_how_many_points_there_are() -> None:
    chance = np.random.default_rng(46)
    sides = chance.integers(0, 2, (4000, 30))
    longest = [
        max(len(one) for one in "".join(map(str, row)).replace("01", "0 1").replace("10", "1 0").split())
        for row in sides
    ]
    assert np.mean(np.array(longest) >= run_length(30)) <= 0.015
    assert np.mean(np.array(longest) >= run_length(30) - 2) > 0.02


def test_too_few_months_or_a_rate_that_never_varies_have_no_chart() -> None:
    assert laney([(5, 10)] * (LEAST - 1)) is None
    assert laney([(10, 10)] * 20) is None
    assert laney([(0, 10)] * 20) is None
    assert laney([]) is None


def test_months_without_cases_are_no_points_and_no_alarms() -> None:
    chart = laney([(5, 10), (6, 10), (4, 10), (0, 0)] * 5)
    assert chart is not None
    assert [point.share for point in chart.points[3::4]] == [None] * 5
    assert not any(point.alarm for point in chart.points)


@pytest.mark.endure
def test_a_scan_of_hundreds_of_cells_of_which_none_changed_hardly_ever_names_one() -> None:
    chance = np.random.default_rng(47)
    named = sum(bool(worst({cell: series(chance) for cell in range(460)})) for _ in range(SCANS))
    assert named <= 2 if SCANS < 100 else named / SCANS <= 0.06  # 12 scans at 5 % each: more than two in 2 % of runs


def test_a_scan_names_the_cells_that_fell_out_of_control_since_when_and_by_how_much() -> None:
    chance = np.random.default_rng(48)
    fell = {("620000", "cancel"), ("330000", "set_up")}
    cells = {
        (f"{region}0000", business): series(chance) for region in range(11, 57) for business in ("change", "set_up")
    }
    cells |= {key: [(int(700 * one), 700) for one in chance.normal(0.8, 0.02, 26).clip(0, 1)] for key in fell}
    for key in fell:
        cells[key] += [(part - 200, whole) for part, whole in cells[key][-4:]]
    found = worst(cells)
    assert {one.key for one in found[:2]} == fell
    for one in found[:2]:
        assert one.q < 0.01
        assert one.since == len(cells[one.key]) - 4
        assert one.before == pytest.approx(0.8, abs=0.03)
        assert one.after == pytest.approx(0.8 - 200 / 700, abs=0.03)
    assert [one.p for one in found] == sorted(one.p for one in found)
    assert len(found) <= 4


def test_a_cell_with_hardly_any_cases_says_nothing() -> None:
    assert worst({"rare": [(1, 1)] * 20 + [(0, 1)] * 4 + [(1, 2)]}) == ()
    assert worst({"new": [(30, 40)] * (RECENT + 3)}) == ()
    assert worst({}) == ()


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda one: (min(one), max(one))), max_size=40))
def test_limits_lie_between_nothing_and_all_about_the_center(counts: Series) -> None:
    chart = laney(counts)
    if chart is not None:
        assert len(chart.points) == len(counts)
        assert chart.sigma_z >= 1
        assert all(0 <= point.low <= chart.center <= point.high <= 1 for point in chart.points)
