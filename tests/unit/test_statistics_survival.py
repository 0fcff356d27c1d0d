"""R65: processing times take pending cases into account, and equal what the reference program for survival finds."""

from __future__ import annotations

import math
import warnings
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.bins import bin_of, starts_at
from analytics.statistics.survival import Curve, band, merged, pending, quantile, survive, survive_hours

Counts = dict[int, tuple[int, int]]
MEDIAN, NINETIETH = 0.5, 0.9


def lifelines() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what its own dependencies deprecate
        import lifelines

        return lifelines


def history(seed: int, cases: int = 400, *, beta: float = 60.0, whole: bool = True) -> tuple[list[float], list[bool]]:
    """Durations, in whole hours with many ties unless told otherwise; who is pending, is by age."""
    chance = np.random.default_rng(seed)
    takes, age = chance.exponential(beta, cases), chance.uniform(0, 4 * beta, cases)
    hours = np.minimum(takes, age)
    return (np.floor(hours) if whole else hours).tolist(), (takes <= age).tolist()


def counted(durations: list[float], decided: list[bool], binned: bool = False) -> Counts:
    ended: Counter[int] = Counter()
    left: Counter[int] = Counter()
    for hours, done in zip(durations, decided, strict=True):
        (ended if done else left)[bin_of(hours) if binned else int(hours)] += 1
    return {key: (ended[key], left[key]) for key in ended | left}


@pytest.mark.parametrize("seed", range(5))
def test_hours_equal_lifelines_exactly_with_ties_and_pending(seed: int) -> None:
    durations, decided = history(seed)
    fitter = lifelines().KaplanMeierFitter()
    fitter.fit(durations, decided)
    curve = survive_hours(counted(durations, decided))
    for step in curve.steps:
        assert step.survival == pytest.approx(fitter.predict(step.since))
    bands = fitter.confidence_interval_
    for step in curve.steps:
        if step.survival > 0:
            assert band(step) == pytest.approx(tuple(bands.loc[step.since]))
    for share in (0.25, MEDIAN, 0.75, NINETIETH):
        found = quantile(curve, share)
        theirs = _percentile(fitter, 1 - share)
        assert (found.hours if found else math.inf) == theirs


def _percentile(fitter: Any, survival: float) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that the curve has steps
        return float(fitter.percentile(survival))


def test_interval_of_the_median_equals_that_of_lifelines() -> None:
    from_lifelines = lifelines()
    for seed in range(5):
        durations, decided = history(seed)
        fitter = from_lifelines.KaplanMeierFitter().fit(durations, decided)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from lifelines.utils import median_survival_times

            low, high = median_survival_times(fitter.confidence_interval_).iloc[0]
        found = quantile(survive_hours(counted(durations, decided)), MEDIAN)
        assert found is not None
        assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize("seed", range(5))
def test_bins_agree_with_hours_within_the_width_of_a_bin(seed: int) -> None:
    durations, decided = history(seed, 3000)
    exact = survive_hours(counted(durations, decided))
    rough = survive(counted(durations, decided, binned=True))
    for share in (0.25, MEDIAN, 0.75, NINETIETH):
        one, other = quantile(exact, share), quantile(rough, share)
        assert one is not None
        assert other is not None
        width = starts_at(bin_of(one.hours) + 1) - starts_at(bin_of(one.hours))
        assert abs(one.hours - other.hours) <= max(width, 1.0)  # hours are whole


def test_leaving_pending_cases_out_would_make_an_authority_look_faster() -> None:
    durations, decided = history(1, 4000)
    honest = quantile(survive(counted(durations, decided, binned=True)), MEDIAN)
    only_decided = [one for one, done in zip(durations, decided, strict=True) if done]
    flattering = quantile(survive(counted(only_decided, [True] * len(only_decided), binned=True)), MEDIAN)
    assert honest is not None
    assert flattering is not None
    assert honest.hours == pytest.approx(60 * math.log(2), rel=0.06)
    assert flattering.hours < 0.9 * honest.hours


def test_interval_of_the_median_covers_the_truth() -> None:
    covered = 0
    for seed in range(200):
        found = quantile(survive(counted(*history(seed, 300, whole=False), binned=True)), MEDIAN)
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= 60 * math.log(2) <= found.high
    assert 0.92 <= covered / 200 <= 0.98


def test_nothing_decided_or_nothing_at_all_has_no_quantile() -> None:
    assert quantile(survive({}), MEDIAN) is None
    assert quantile(survive({5: (0, 30), 9: (0, 2)}), MEDIAN) is None
    assert quantile(survive_hours({12: (0, 3)}), MEDIAN) is None
    assert survive({5: (0, 30)}).cases == 30


def test_a_quantile_that_too_few_have_reached_is_not_made_up() -> None:
    curve = survive({20: (40, 0), 40: (0, 60)})
    assert quantile(curve, MEDIAN) is None
    assert quantile(curve, 0.3) is not None


def test_an_interval_that_the_data_do_not_reach_is_open() -> None:
    found = quantile(survive({20: (52, 0), 40: (0, 48)}), MEDIAN)
    assert found is not None
    assert found.low is not None
    assert found.high is None


def test_shares_and_counts_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="between"):
        quantile(survive({}), 1.0)
    with pytest.raises(ValueError, match="negative"):
        survive({3: (-1, 0)})


def test_pending_cases_are_counted_by_the_age_that_they_have() -> None:
    counts = merged({bin_of(5): (7, 0)}, pending([5.0, 5.0, 100.0], bin_of))
    assert counts == {bin_of(5): (7, 2), bin_of(100): (0, 1)}


@given(st.dictionaries(st.integers(0, 120), st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=30))
def test_curves_only_fall_and_quantiles_only_rise(counts: Counts) -> None:
    curve: Curve = survive(counts)
    ends = [step.survival for step in curve.steps]
    assert ends == sorted(ends, reverse=True)
    assert all(0 <= one <= 1 for one in ends)
    found = [one.hours for one in (quantile(curve, share / 20) for share in range(1, 20)) if one]
    assert found == sorted(found)
    for share in (MEDIAN, NINETIETH):
        one = quantile(curve, share)
        if one:
            assert one.low is None or one.low <= one.hours + 1e-9
            assert one.high is None or one.high >= one.hours - 1e-9
