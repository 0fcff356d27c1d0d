"""R64: what pilots changed, estimated as Callaway & Sant'Anna do, and a clear sentence where no number can be had."""

from __future__ import annotations

import json
import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from analytics.statistics import attgt, quarters
from analytics.statistics.effects import Comparison, Observation, Unit
from analytics.statistics.evaluation import Evaluation, by_type, complete, evaluate, starts_of
from analytics.statistics.panel import (
    CannotEvaluate,
    ImpossibleShare,
    MissingMonths,
    NobodyYetToStart,
    NoComparisonGroup,
    NoPilot,
    OneTreatedUnit,
    OverlappingPilots,
    Panel,
    TooFewTypes,
    TooFewUnits,
    TreatedBeforeData,
    arrange,
)
from core.i18n import translator

FIRST = 2015 * 12
WAGES = json.loads((Path(__file__).parent.parent / "data" / "minimum_wages.json").read_text(encoding="utf-8"))
Starts = dict[str, int | None]

# Group-time effects on county teen employment as published in the vignette "Getting started with the did package"
# (Callaway & Sant'Anna; unconditional, never treated, varying base), with the standard errors printed there, which come
# from a bootstrap with 1,000 draws and so hold to about 10 %.
PUBLISHED = {
    (2004, 2004): (-0.0105, 0.0237), (2004, 2005): (-0.0704, 0.0330), (2004, 2006): (-0.1373, 0.0404),
    (2004, 2007): (-0.1008, 0.0364), (2006, 2004): (0.0065, 0.0243), (2006, 2005): (-0.0028, 0.0205),
    (2006, 2006): (-0.0046, 0.0162), (2006, 2007): (-0.0412, 0.0203), (2007, 2004): (0.0305, 0.0142),
    (2007, 2005): (-0.0027, 0.0162), (2007, 2006): (-0.0311, 0.0178), (2007, 2007): (-0.0261, 0.0174),
}  # fmt: skip


def counties() -> tuple[list[Observation], Starts]:
    """Counties with exactly the means and covariances of the published data, on which all these estimates depend."""
    chance = np.random.default_rng(4)
    observations, starts = [], {}
    for cohort, its in WAGES["cohorts"].items():
        raw = chance.normal(size=(its["counties"], len(its["mean"])))
        raw -= raw.mean(axis=0)
        white = raw @ np.linalg.inv(np.linalg.cholesky(np.cov(raw.T))).T
        values = white @ np.linalg.cholesky(np.array(its["covariance"])).T + np.array(its["mean"])
        for number, row in enumerate(values):
            name = f"{cohort}/{number:03d}"
            starts[name] = int(cohort) or None
            observations += [
                Observation(name, WAGES["first_year"] + year, float(value)) for year, value in enumerate(row)
            ]
    return observations, starts


def towns(
    seed: int = 3, *, units: int = 20, months: int = 34, noise: float = 1.0,
    effect: Callable[[int], float] = lambda _: -5.0, cohorts: Mapping[int, int] | None = None,
) -> tuple[list[Observation], Starts]:  # fmt: skip
    """A made-up panel: `cohorts` says how many units start how many months after the first."""
    chance = np.random.default_rng(seed)
    began = [FIRST + start for start, size in (cohorts or {15: 4, 20: 4}).items() for _ in range(size)]
    starts: Starts = {f"u{number:02d}": began[number] if number < len(began) else None for number in range(units)}
    common = np.cumsum(chance.normal(0, 0.5, months))
    observations = []
    for name, start in starts.items():
        level = chance.normal(50, 10)
        for month in range(months):
            gain = effect(FIRST + month - start) if start is not None and FIRST + month >= start else 0.0
            value = level + common[month] + gain + chance.normal(0, noise)
            observations.append(Observation(name, FIRST + month, float(value)))
    return observations, starts


def diff_diff_fit(observations: Sequence[Observation], starts: Starts, comparison: Comparison, base: str) -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a library that says much about small samples
        import diff_diff
        import pandas

        frame = pandas.DataFrame([(one.unit, one.period, one.value, starts[one.unit] or 0) for one in observations])
        frame.columns = ["unit", "time", "value", "first"]
        group = "never_treated" if comparison is Comparison.NEVER else "not_yet_treated"
        estimator = diff_diff.CallawaySantAnna(control_group=group, base_period=base)
        return estimator.fit(frame, outcome="value", unit="unit", time="time", first_treat="first")


def test_published_group_time_effects_are_reproduced() -> None:
    observations, starts = counties()
    panel = arrange(observations, starts, Comparison.NEVER, Unit.COUNT)
    cells = attgt.cells(panel, Comparison.NEVER, universal=False)
    effects = attgt.estimate(panel, [one.sums for one in cells], corrected=False).effects()
    found = {(cell.cohort, cell.period): effect for cell, effect in zip(cells, effects, strict=True)}
    assert found.keys() == PUBLISHED.keys()
    for key, (estimate, error) in PUBLISHED.items():
        assert found[key].estimate == pytest.approx(estimate, abs=0.00006)
        assert found[key].se == pytest.approx(error, rel=0.1)


def test_published_simple_effect_is_reproduced_and_small_sample_corrections_hardly_change_five_hundred_counties() -> (
    None
):
    observations, starts = counties()
    result = evaluate(observations, starts, Comparison.NEVER, permutations=19)
    assert result.overall.estimate == pytest.approx(-0.0400, abs=0.00006)
    assert result.overall.se == pytest.approx(0.0120, rel=0.1)
    assert {event: round(effect.estimate, 4) for event, effect in result.by_event if event >= 0} == {
        0: -0.0199, 1: -0.0510, 2: -0.1373, 3: -0.1008,
    }  # fmt: skip


@pytest.mark.parametrize("comparison", list(Comparison))
@pytest.mark.parametrize("base", ["universal", "varying"])
def test_estimates_equal_those_of_diff_diff(comparison: Comparison, base: str) -> None:
    observations, starts = towns(months=12, cohorts={4: 3, 6: 3, 9: 2}, effect=lambda since: -1.0 - since)
    panel = arrange(observations, starts, comparison, Unit.COUNT)
    theirs = diff_diff_fit(observations, starts, comparison, base)
    cells = attgt.cells(panel, comparison, universal=base == "universal")
    ours = attgt.estimate(panel, [one.sums for one in cells], corrected=False).effects()
    expected = {
        (int(cohort), int(period)): its
        for (cohort, period), its in theirs.group_time_effects.items()  # type: ignore[attr-defined] # no types there
        if its["effect"] == its["effect"] and not (base == "universal" and period == cohort - 1)
    }
    assert {(one.cohort, one.period) for one in cells} == expected.keys()
    for cell, effect in zip(cells, ours, strict=True):
        its = expected[cell.cohort, cell.period]
        assert effect.estimate == pytest.approx(its["effect"])
        if comparison is Comparison.NEVER:  # with others still to start, ours centres each on its own group
            assert effect.se == pytest.approx(its["se"])
    after = attgt.average(panel, [one for one in cells if one.period >= one.cohort])
    mean = attgt.estimate(panel, [after]).values[0]
    assert mean == pytest.approx(theirs.overall_att)  # type: ignore[attr-defined] # no types there


def test_starts_dealt_out_by_lot_give_what_evaluating_those_starts_gives() -> None:
    observations, starts = towns()
    panel = arrange(observations, starts, Comparison.NEVER, Unit.COUNT)
    cells = [one for one in attgt.cells(panel, Comparison.NEVER) if one.period >= one.cohort]
    drawn = attgt.by_lot(panel, attgt.average(panel, cells), 3, seed=8)
    chance = np.random.default_rng(8)
    for value in drawn:
        member = chance.permutation(panel.member)
        dealt: Starts = {
            unit: None if math.isinf(panel.groups[group]) else int(panel.groups[group])
            for unit, group in zip(panel.units, member, strict=True)
        }
        again = evaluate(observations, dealt, Comparison.NEVER, permutations=1)
        assert value == pytest.approx(again.overall.estimate)


def test_weights_count_among_units() -> None:
    """A unit of weight two counts as two alike."""
    observations, starts = towns()
    doubled = [Observation(one.unit, one.period, one.value, 2.0 if one.unit < "u02" else 1.0) for one in observations]
    twins = observations + [
        Observation(f"{one.unit}'", one.period, one.value) for one in observations if one.unit < "u02"
    ]
    starts_too = starts | {f"{unit}'": start for unit, start in starts.items() if unit < "u02"}
    weighted = evaluate(doubled, starts, Comparison.NEVER, permutations=1)
    expected = evaluate(twins, starts_too, Comparison.NEVER, permutations=1)
    assert weighted.overall.estimate == pytest.approx(expected.overall.estimate)


def test_a_true_effect_is_found_with_all_that_speaks_for_it() -> None:
    observations, starts = towns(effect=lambda since: -5.0)
    result = evaluate(observations, starts, Comparison.NOT_YET)
    assert result.overall.low < -5 < result.overall.high < 0
    assert result.cohorts == {FIRST + 15: 4, FIRST + 20: 4}
    assert set(result.by_cohort) == set(result.cohorts)
    assert result.pretrend is not None
    assert result.pretrend.p > 0.05
    assert result.placebo.p < 0.01
    assert result.breakdown is not None
    assert result.breakdown > 0.5
    assert [one.event_time for one in result.by_event] == [*range(-20, -1), *range(19)]
    assert result.warnings == ()


def test_trends_that_differed_before_the_start_are_found() -> None:
    observations, starts = towns()
    drifting = [
        Observation(one.unit, one.period, one.value + 0.5 * (one.period - FIRST) * (starts[one.unit] is not None))
        for one in observations
    ]
    pretrend = evaluate(drifting, starts, Comparison.NEVER, permutations=1).pretrend
    assert pretrend is not None
    assert pretrend.p < 0.01


def test_bounds_begin_with_the_plain_interval_and_widen_with_the_breaks_allowed() -> None:
    observations, starts = towns()
    result = evaluate(observations, starts, Comparison.NEVER, permutations=1)
    panel = arrange(observations, starts, Comparison.NEVER, Unit.COUNT)
    study = quarters.study(panel, Comparison.NEVER, least_after=1)
    assert study is not None
    sums = np.concatenate([np.zeros(study.before), np.full(study.after, 1 / study.after)])
    assert (result.honest[0].low + result.honest[0].high) / 2 == pytest.approx(float(sums @ study.estimates.values))
    lows, highs = [one.low for one in result.honest], [one.high for one in result.honest]
    assert lows == sorted(lows, reverse=True)
    assert highs == sorted(highs)
    for bound in result.honest:
        inner = quarters.identified(study, bound.m)
        assert bound.low < inner[0] <= inner[1] < bound.high


def test_the_set_that_breaks_allow_equals_that_of_honest_did_in_diff_diff() -> None:
    observations, starts = towns()
    study = quarters.study(arrange(observations, starts, Comparison.NEVER, Unit.COUNT), Comparison.NEVER, least_after=1)
    assert study is not None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from diff_diff.honest_did import _solve_rm_bounds_union
    values = study.estimates.values
    for m in (0.0, 0.5, 1.0, 2.0):
        uniform = np.full(study.after, 1 / study.after)
        theirs = _solve_rm_bounds_union(values[: study.before], values[study.before :], uniform, study.before, m)
        assert quarters.identified(study, m) == pytest.approx(theirs)


def test_bad_input_gives_a_sentence_of_its_own() -> None:
    observations, starts = towns()
    late = [one for one in observations if one.period >= FIRST + 18]
    only: Starts = {"u00": FIRST + 15}
    every: Starts = {unit: FIRST + 15 + number % 3 for number, unit in enumerate(starts)}
    alike: Starts = dict.fromkeys(starts, FIRST + 15)
    few = [one for one in observations if one.unit in ("u00", "u01", "u19")]
    gap = [one for one in observations if (one.unit, one.period) != ("u07", FIRST + 3)]
    unknown = [Observation(one.unit, one.period, math.nan) if one.unit == "u07" else one for one in observations]
    shares = [Observation(one.unit, one.period, 1.02 if one.unit == "u05" else 0.9) for one in observations]
    cases: list[tuple[type[CannotEvaluate], Callable[[], object], str]] = [
        (OverlappingPilots, lambda: starts_of([("330000", FIRST), ("440000", FIRST), ("330000", FIRST + 5)]),
         "Zhejiang: there are two pilots here, one beginning in 2015-01, one in 2015-06."),
        (TreatedBeforeData, lambda: _run(late, starts), "begins in 2016-04, but a comparison needs at least 2016-03"),
        (OneTreatedUnit, lambda: _run(observations, only), "u00 is the only pilot."),
        (NoComparisonGroup, lambda: _run(observations, every), "every jurisdiction is a pilot"),
        (NobodyYetToStart, lambda: _run(observations, alike, Comparison.NOT_YET), "begin in the same month"),
        (MissingMonths, lambda: _run(gap, starts), "u07: there are no figures for 2015-04; 1 months are missing"),
        (MissingMonths, lambda: _run(unknown, starts), "34 months are missing in all"),
        (MissingMonths, lambda: _run(observations, starts | {"new": FIRST + 9}), "new: there are no figures"),
        (ImpossibleShare, lambda: _run(shares, starts, unit=Unit.SHARE), "u05: the share in 2015-01 is 102.0 %"),
        (NoPilot, lambda: _run(observations, {}), "No pilot starts"),
        (NoPilot, lambda: _run(observations, dict.fromkeys(starts, FIRST + 99)), "No pilot starts"),
        (NoPilot, lambda: _run([], starts), "No pilot starts"),
        (TooFewUnits, lambda: _run(few, {"u00": FIRST + 9, "u01": FIRST + 12}), "3 jurisdictions in 3 groups"),
        (TooFewTypes, lambda: by_type({"a": observations, "b": few}, starts, Comparison.NEVER), "Fewer than two types"),
    ]  # fmt: skip
    for error, action, words in cases:
        with pytest.raises(error) as raised:
            action()
        assert words in raised.value.message(lambda text: text)
        for language in ("zh_CN", "ko"):
            assert raised.value.message(translator(language)) != raised.value.message(lambda text: text)


def _run(
    observations: Sequence[Observation], starts: Mapping[str, int | None], comparison: Comparison = Comparison.NEVER,
    unit: Unit = Unit.COUNT,
) -> Evaluation:  # fmt: skip
    return evaluate(observations, starts, comparison, unit=unit, permutations=1)


def test_two_values_in_a_month_or_weights_of_nothing_are_mistakes_of_the_caller() -> None:
    observations, starts = towns()
    with pytest.raises(ValueError, match="two values"):
        _run([*observations, observations[0]], starts)
    with pytest.raises(ValueError, match="positive"):
        _run([Observation(one.unit, one.period, one.value, 0.0) for one in observations], starts)


def test_units_that_lack_months_can_be_left_out() -> None:
    observations, _ = towns()
    kept, left_out = complete([one for one in observations if (one.unit, one.period) != ("u07", FIRST + 3)])
    assert left_out == ("u07",)
    assert {one.unit for one in kept} == {one.unit for one in observations} - {"u07"}


def test_what_weakens_an_evaluation_is_said() -> None:
    observations, starts = towns(units=12, cohorts={2: 1, 15: 4, 33: 7})
    said = {
        one.text.split(" ")[0] for one in evaluate(observations, starts, Comparison.NOT_YET, permutations=1).warnings
    }
    assert said == {"Fewer", "Nobody", "Months", "How"} or said >= {"Fewer", "Nobody", "Months"}


def test_differences_between_types_are_told_from_chance() -> None:
    alike = {kind: towns(seed)[0] for seed, kind in enumerate("abcd")}
    starts = towns()[1]
    same = by_type(alike, starts, Comparison.NEVER)
    assert same.p > 0.05
    assert same.share < 0.6
    different = by_type(alike | {"e": towns(9, effect=lambda _: 4.0)[0]}, starts, Comparison.NEVER)
    assert different.p < 0.001
    assert different.share > 0.9
    assert different.spread == pytest.approx(4.0, abs=1.0)  # the standard deviation of -5, -5, -5, -5 and 4
    assert set(different.by_type) == set("abcde")


def test_a_type_without_enough_figures_is_named_with_the_reason() -> None:
    observations, starts = towns()
    rare = [one for one in observations if one.unit in ("u00", "u19", "u18")]
    result = by_type({"a": observations, "b": towns(5)[0], "rare": rare}, starts, Comparison.NEVER)
    assert result.left_out["rare"].text == OneTreatedUnit.text
    assert set(result.by_type) == {"a", "b"}


def test_a_panel_knows_its_months() -> None:
    observations, starts = towns()
    panel: Panel = arrange(observations, starts, Comparison.NEVER, Unit.COUNT)
    assert (panel.first, panel.last) == (FIRST, FIRST + 33)
