"""R64: the verdict says in plain words what can and what cannot be concluded, and does not say more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analytics.statistics.effects import Bound, Comparison, Effect, Evaluation, Outcome, Placebo, Pretrend, Unit
from analytics.statistics.verdict import Standing, amount, standing, verdict
from core.i18n import translator

HOURS = Outcome("e-processing rate", Unit.HOURS, less_is_better=True)  # any text of the catalogue will do as its name
EFFECT = Evaluation(
    overall=Effect(-12.34, 2.0, -16.4, -8.2),
    by_cohort={},
    by_event=(),
    group_time=(),
    pretrend=Pretrend(2.0, 4, 0.4),
    placebo=Placebo(0.001, 999),
    honest=(Bound(0.0, -16.0, -8.0), Bound(1.0, -20.0, -2.0)),
    breakdown=1.25,
    comparison=Comparison.NEVER,
    units=46,
    treated=18,
    cohorts={2015 * 12 + 9: 18},
    periods=(2015 * 12, 2017 * 12 + 8),
)


def words(evaluation: Evaluation, outcome: Outcome = HOURS, language: str = "en") -> str:
    return " ".join(one.render(translator(language)) for one in verdict(evaluation, outcome))


def test_a_sturdy_effect_is_shown_with_its_interval_direction_and_limits() -> None:
    said = words(EFFECT)
    assert said.startswith("All in all: these data show an effect of the pilot.")
    assert "lower by 12.3 hours than without the pilot (95 % interval 8.2 to 16.4)" in said
    assert "That is the change one wishes for." in said
    assert "That is no proof that there was none." in said
    assert "0.1 % of draws: chance hardly explains it" in said
    assert "at no more than 125 % of the fastest pace" in said
    assert "from 2015-01 to 2017-09, against those that never started" in said


@pytest.mark.parametrize(
    ("change", "expected", "words_of_it"),
    [
        ({"breakdown": 0.4}, Standing.RESERVED, "no more than 40 %"),
        ({"breakdown": None}, Standing.RESERVED, "cannot be told from nothing"),
        ({"breakdown": 2.0}, Standing.SHOWN, "twice as fast"),
        ({"honest": (), "breakdown": None}, Standing.RESERVED, "cannot be said with these months"),
        ({"pretrend": None}, Standing.RESERVED, "too little before the start"),
        ({"pretrend": Pretrend(30.0, 4, 0.0001)}, Standing.DOUBTFUL, "already moved apart (p < 0.001"),
        ({"placebo": Placebo(0.2, 999)}, Standing.OPEN, "chance may explain it"),
        (
            {"overall": Effect(-1.0, 2.0, -5.1, 3.1)},
            Standing.OPEN,
            "anything between −5.1 and 3.1 agrees with the data",
        ),
    ],
)
def test_what_weakens_a_conclusion_lowers_it_and_is_said(
    change: dict[str, object], expected: Standing, words_of_it: str
) -> None:
    evaluation = replace(EFFECT, **change)  # type: ignore[arg-type] # one field or other
    assert standing(evaluation) is expected
    assert words_of_it in words(evaluation)


def test_without_an_effect_nothing_is_wished_for_and_nothing_stands() -> None:
    said = words(replace(EFFECT, overall=Effect(-1.0, 2.0, -5.1, 3.1)))
    assert "wishes for" not in said
    assert "stands as long" not in said


def test_more_of_what_should_be_less_is_not_wished_for() -> None:
    worse = replace(EFFECT, overall=Effect(3.0, 1.0, 1.0, 5.0))
    assert "That is not the change one wishes for." in words(worse)
    share = Outcome("e-processing rate", Unit.SHARE)
    assert "That is the change one wishes for." in words(replace(EFFECT, overall=Effect(0.2, 0.01, 0.18, 0.22)), share)


def test_shares_are_spoken_of_in_percentage_points_and_nothing_has_no_sign() -> None:
    share = Outcome("e-processing rate", Unit.SHARE)
    said = words(replace(EFFECT, overall=Effect(0.213, 0.01, 0.193, 0.233)), share)
    assert "higher by 21.3 percentage points than without the pilot (95 % interval 19.3 to 23.3)" in said
    assert amount(-0.0001, Unit.SHARE) == "0.0"
    assert amount(-0.456, Unit.PER_CASE) == "−0.46"


@pytest.mark.parametrize("language", ["zh_CN", "ko"])
def test_every_sentence_is_there_in_other_languages(language: str) -> None:
    for change in ({}, {"pretrend": None}, {"breakdown": 2.0}, {"overall": Effect(0.0, 1.0, -2.0, 2.0)}):
        evaluation = replace(EFFECT, **change)
        for one in verdict(evaluation, HOURS):
            assert one.render(translator(language)) != one.render(translator("en"))
