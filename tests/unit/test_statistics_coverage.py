"""R64: intervals cover what they should, on many histories with a known effect that look like a country's."""

from __future__ import annotations

import os

import numpy as np
import pytest

from analytics.statistics import attgt, quarters
from analytics.statistics.effects import Comparison
from analytics.statistics.panel import NEVER, Numbers, Panel

HISTORIES = 1000 if os.environ.get("QUANCHENG_FULL_COUNTS") else 200
FIRST = 2015 * 12
COHORTS = {15: 4, 17: 3, 20: 5, 23: 3, 26: 3}
UNITS, MONTHS = 46, 34


def history(chance: np.random.Generator, *, memory: float = 0.6, alike: bool = False) -> tuple[Panel, float]:
    """46 units over 34 months, 18 of them pilots in five cohorts, and the true mean effect on treated unit-months.

    A unit's noise remembers the month before; units differ in level and, unless `alike`, in how much they vary. Effects
    grow after the start and are larger in later cohorts, which is where two-way fixed effects go wrong.
    """
    began = np.full(UNITS, NEVER)
    began[: sum(COHORTS.values())] = np.repeat([FIRST + start for start in COHORTS], list(COHORTS.values()))
    noise = chance.normal(size=(UNITS, MONTHS))
    for month in range(1, MONTHS):
        noise[:, month] = memory * noise[:, month - 1] + np.sqrt(1 - memory**2) * noise[:, month]
    spread = np.ones(UNITS) if alike else np.exp(chance.normal(0, 0.5, UNITS))
    since = FIRST + np.arange(MONTHS)[None, :] - began[:, None]
    order = np.searchsorted(sorted(set(began)), began)
    effects = np.where(since >= 0, -(1 + 0.3 * order[:, None]) * (1 - np.exp(-(np.maximum(since, 0) + 1) / 3)), 0.0)
    levels, common = chance.normal(0, 3, (UNITS, 1)), np.cumsum(chance.normal(0, 0.3, MONTHS))[None, :]
    values = levels + common + noise * spread[:, None] + effects
    groups = tuple(sorted(set(began.tolist())))
    member = np.array([groups.index(one) for one in began])
    panel = Panel(tuple(f"u{number:02d}" for number in range(UNITS)), FIRST, values, np.ones(UNITS), groups, member)
    return panel, float(effects[since >= 0].mean())


def overall(panel: Panel, comparison: Comparison) -> Numbers:
    return attgt.average(panel, [one for one in attgt.cells(panel, comparison) if one.period >= one.cohort])


@pytest.mark.endure
@pytest.mark.parametrize("comparison", list(Comparison))
@pytest.mark.parametrize(("memory", "alike"), [(0.6, False), (0.9, False), (0.0, True)])
def test_95_percent_intervals_of_the_overall_effect_cover_the_truth(
    comparison: Comparison, memory: float, alike: bool
) -> None:
    chance = np.random.default_rng(2017)
    sums = overall(history(chance)[0], comparison)  # the same in all histories, as the starts are
    covered, misses = [], []
    for _ in range(HISTORIES):
        panel, truth = history(chance, memory=memory, alike=alike)
        effect = attgt.estimate(panel, [sums]).effects()[0]
        covered.append(effect.low <= truth <= effect.high)
        misses.append(effect.estimate - truth)
    assert 0.92 <= np.mean(covered) <= 0.98
    assert abs(np.mean(misses)) < 4 * np.std(misses) / np.sqrt(HISTORIES)  # without bias


@pytest.mark.endure
def test_large_sample_theory_alone_would_not_cover_with_so_few_units() -> None:
    """Why the corrections are there: one cohort of three, intervals as usually computed and ours."""
    chance = np.random.default_rng(2018)
    plain: list[bool] = []
    ours: list[bool] = []
    panel, _ = history(chance)
    cohort = panel.cohorts[1]
    its = [one for one in attgt.cells(panel, Comparison.NEVER) if one.cohort == cohort and one.period >= cohort]
    sums = attgt.average(panel, its)
    for _ in range(HISTORIES):
        panel, _ = history(chance, alike=True)
        truth = float(_expected(panel, 1)[cohort - FIRST :].mean())
        for kept, corrected in ((plain, False), (ours, True)):
            effect = attgt.estimate(panel, [sums], corrected=corrected).effects()[0]
            kept.append(effect.low <= truth <= effect.high)
    assert np.mean(plain) < 0.92
    assert 0.92 <= np.mean(ours) <= 0.99


def _expected(panel: Panel, group: int) -> Numbers:
    since = np.arange(MONTHS) + FIRST - panel.groups[group]
    return np.where(since >= 0, -(1 + 0.3 * group) * (1 - np.exp(-(np.maximum(since, 0) + 1) / 3)), 0.0)


@pytest.mark.endure
def test_pretrend_test_and_chance_alarm_no_more_often_than_they_say() -> None:
    chance, trends, lots = np.random.default_rng(2019), [], []
    for _ in range(HISTORIES):
        panel, _ = history(chance, alike=True)
        study = quarters.study(panel, Comparison.NEVER, least_after=0)
        assert study is not None
        assert study.before == quarters.MOST
        trends.append(quarters.pretrend(study).p < 0.05)
    sums = overall(history(chance)[0], Comparison.NEVER)
    for _ in range(HISTORIES):
        panel, _ = history(chance)
        nothing = Panel(
            panel.units, FIRST, chance.normal(size=panel.values.shape), panel.weights, panel.groups, panel.member
        )
        drawn = attgt.by_lot(nothing, sums, 99, seed=int(chance.integers(1 << 30)))
        value = attgt.estimate(nothing, [sums]).values[0]
        lots.append((1 + np.count_nonzero(np.abs(drawn) >= abs(value))) / 100 <= 0.05)
    assert np.mean(trends) < 0.09
    assert 0.01 < np.mean(lots) < 0.09


@pytest.mark.endure
def test_bounds_cover_when_trends_break_after_the_start_as_much_as_before_it() -> None:
    """The worst case for m = 1: the pilots drift away by as much every quarter as they once did before the start."""
    chance, covered = np.random.default_rng(2020), []
    for _ in range(HISTORIES):
        panel, _ = history(chance, alike=True)
        drift = np.zeros_like(panel.values)
        for group, cohort in enumerate(panel.cohorts):
            quarter = (FIRST + np.arange(MONTHS) - cohort) // quarters.MONTHS
            drift[panel.member == group] = np.maximum(quarter + 1, -1)  # from quarter -2 to -1, then on
        panel = Panel(panel.units, FIRST, panel.values + drift, panel.weights, panel.groups, panel.member)
        study = quarters.study(panel, Comparison.NEVER, least_after=1)
        assert study is not None
        truth = _truth(panel, study.after)
        (bound,) = [one for one in quarters.bounds(study)[0] if one.m == 1.0]
        covered.append(bound.low <= truth <= bound.high)
    assert np.mean(covered) >= 0.93


def _truth(panel: Panel, after: int) -> float:
    sizes = [panel.size(group) for group in range(len(panel.cohorts))]
    means = []
    for group, cohort in enumerate(panel.cohorts):
        begins = cohort - FIRST
        means.append(_expected(panel, group)[begins : begins + 3 * after].mean())
    usable = [cohort - FIRST + 3 * after <= MONTHS for cohort in panel.cohorts]
    return float(np.average(np.array(means)[usable], weights=np.array(sizes)[usable]))
