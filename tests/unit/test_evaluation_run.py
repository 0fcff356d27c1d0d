"""Evaluations from definition to findings, charts, tables and report (R64), on a history whose effect is known."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from analytics import charts_evaluation, evaluation_report, evaluation_run
from analytics.evaluation_data import Truth, period_of
from analytics.evaluation_drawing import axis
from analytics.evaluation_run import Findings, NoPilots, NothingCounted, PilotWithoutData, compute, pilots_of
from analytics.evaluation_tables import SHEETS, shown
from analytics.statistics.panel import CannotEvaluate
from core.evaluation import ComparedWith, Definition, OutcomeName
from core.i18n import LANGUAGES, translator
from core.programme import Kind, Stage, Step
from core.terms import Business
from tests.pilots import EFFECT, PILOTS, REGIONS, InMemory, history, report, row

HISTORY = history()
ASKED = Definition("simulated", OutcomeName.PROCESSING_HOURS, PILOTS)
NOWHERE = Path("nowhere")
ENGLISH = translator("en")


@pytest.fixture(scope="module")
def found() -> Findings:
    made = compute(HISTORY, ASKED, NOWHERE)
    told = {month: float(EFFECT) for month in PILOTS.values()}
    return replace(made, truth=Truth(float(EFFECT), told, {0: -24.0, 1: -24.0}, PILOTS))


def test_r64_the_effect_that_is_in_the_data_is_found(found: Findings) -> None:
    overall = found.evaluation.overall
    assert overall.low <= EFFECT <= overall.high
    assert abs(overall.estimate - EFFECT) < 2
    assert found.hits_truth


def test_r64_the_effect_is_also_told_relative_to_what_would_have_been(found: Findings) -> None:
    assert found.relative is not None
    assert found.relative.estimate == pytest.approx(found.evaluation.overall.estimate / found.without)
    assert found.relative.low < found.relative.estimate < found.relative.high < 0


def test_r64_trends_are_the_means_of_those_that_started_together(found: Findings) -> None:
    assert list(found.trends) == [period_of("2016-01"), period_of("2016-05"), None]
    beijing, tianjin = (
        one.value for one in found.used if one.period == period_of("2015-06") and one.unit in ("110000", "120000")
    )
    assert found.trends[period_of("2016-01")][period_of("2015-06")] == pytest.approx((beijing + tianjin) / 2)


@pytest.mark.parametrize(
    ("bent", "error"),
    [
        ({"pilots": {}}, NoPilots),
        ({"pilots": {**PILOTS, "540000": "2016-01"}}, PilotWithoutData),
        ({"business": "pledge"}, NothingCounted),
        ({"pilots": {"110000": "2016-01"}}, CannotEvaluate),
        ({"pilots": {**PILOTS, "210000": "2015-01"}}, CannotEvaluate),
        ({"pilots": dict.fromkeys(REGIONS, "2016-01"), "comparison": ComparedWith.NEVER}, CannotEvaluate),
    ],
)
def test_r64_what_cannot_be_evaluated_is_a_sentence_in_every_language(
    bent: dict[str, object], error: type[CannotEvaluate]
) -> None:
    with pytest.raises(error) as refused:
        compute(HISTORY, replace(ASKED, **bent), NOWHERE)  # type: ignore[arg-type]  # words of a definition
    said = {refused.value.message(translator(language)) for language in LANGUAGES}
    assert len(said) == len(LANGUAGES)


def test_r64_a_share_above_one_is_refused() -> None:
    bad = row(date(2016, 3, 1), REGIONS[-1], received=1, closed=1, approved=1, approved_first=2000)
    with pytest.raises(CannotEvaluate):
        compute(history([*HISTORY.rows, bad], name="above"), replace(ASKED, outcome=OutcomeName.PASSED_FIRST), NOWHERE)


def without(region: str, month: date, name: str) -> InMemory:
    return history([one for one in HISTORY.rows if (one[1], one[0]) != (region, month)], name=name)


def test_r64_a_region_of_the_comparison_that_lacks_a_month_is_left_out_and_named() -> None:
    snapshot = without(REGIONS[-1], date(2016, 3, 1), "lacking")
    assert compute(snapshot, ASKED, NOWHERE).left_out == (REGIONS[-1],)


def test_r64_a_pilot_that_lacks_a_month_is_never_left_out_silently() -> None:
    with pytest.raises(CannotEvaluate, match="2016-03"):
        compute(without("110000", date(2016, 3, 1), "gone"), ASKED, NOWHERE)


def test_r64_the_same_question_is_computed_once() -> None:
    once = evaluation_run.find(HISTORY, ASKED, NOWHERE)
    assert evaluation_run.find(HISTORY, replace(ASKED, pilots=dict(PILOTS)), NOWHERE) is once
    assert evaluation_run.ask(HISTORY, ASKED, NOWHERE) is once


def test_r64_what_was_refused_is_refused_again() -> None:
    for _ in range(2):
        with pytest.raises(NoPilots):
            evaluation_run.find(HISTORY, replace(ASKED, pilots={}), NOWHERE)


# --- where pilots are known from


def step(where: str, day: date, kind: Kind = Kind.ACTUAL, stage: Stage = Stage.PILOT, **more: object) -> Step:
    told = {"entity_type": "LLC", "business": Business.CHANGE} | more
    return Step(where, stage=stage, kind=kind, day=day, **told)  # type: ignore[arg-type]  # words of a step


def test_r60_a_pilot_starts_with_its_jurisdictions_first_step_to_the_stage() -> None:
    steps = [
        step("110000", date(2016, 5, 20)),
        step("110000", date(2016, 3, 31), business=Business.FILING),
        step("120000", date(2016, 1, 1), stage=Stage.OPEN),
    ]
    assert pilots_of(steps, "2017-01") == {"110000": "2016-03"}
    assert pilots_of(steps, "2017-01", business="change") == {"110000": "2016-05"}
    assert pilots_of(steps, "2017-01", entity_type="JSC") == {}


def test_r60_a_plan_counts_until_its_month_is_over_unless_it_was_carried_out() -> None:
    planned = [step("110000", date(2017, 3, 1), Kind.PLAN), step("120000", date(2016, 3, 1), Kind.PLAN)]
    assert pilots_of(planned, "2017-01") == {"110000": "2017-03"}
    carried_out = [*planned, step("110000", date(2016, 11, 1))]
    assert pilots_of(carried_out, "2017-01") == {"110000": "2016-11"}


def test_r60_a_withdrawn_step_is_no_pilot() -> None:
    first = step("110000", date(2016, 5, 20))
    later = replace(first, withdrawn=True, recorded_at=datetime(2016, 6, 1, tzinfo=UTC))
    assert pilots_of([first, later], "2017-01") == {}


# --- charts, tables, report


@pytest.mark.parametrize("name", ["trends", "effects", "events", "placebo", "honest", "types"])
def test_r64_every_chart_is_drawn_with_something_in_it(found: Findings, name: str) -> None:
    figure = getattr(charts_evaluation, name)(found, ENGLISH)
    assert figure.data
    assert figure.layout.height >= 190


def test_r64_before_and_after_the_start_differ_by_more_than_colour(found: Findings) -> None:
    before, after, truth = charts_evaluation.events(found, ENGLISH).data
    assert max(before.x) < 0 <= min(after.x)
    assert before.marker.color != after.marker.color == before.marker.line.color
    assert truth.name == "The simulation's truth"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHEETS)
def test_r64_every_table_is_as_wide_as_its_head(found: Findings, name: str, language: str) -> None:
    sheet = SHEETS[name](found, translator(language))
    assert {len(row) for row in sheet.rows} <= {len(sheet.heads)}
    assert all(isinstance(cell, str) for line in sheet.rows for cell in line[: 1 if name == "placebo" else sheet.texts])


def test_numbers_are_shown_with_a_minus_that_is_one_and_never_as_minus_nothing() -> None:
    assert (shown(-41.25, 1), shown(3, 1), shown(0.04, 1, signed=True), shown(-0.04, 1)) == ("−41.2", "3", "0.0", "0.0")
    assert (shown(1234.5, 1, signed=True), shown(None, 1), shown(float("nan"), 1)) == ("+1,234.5", "—", "—")


@pytest.mark.parametrize("values", [[0.0], [], [3.0, 3.0], [-4e6, 5e-3], [float("nan"), 1.0]])
def test_an_axis_holds_all_values_between_round_ticks(values: list[float]) -> None:
    found = axis(values, nothing=True)
    held = [value for value in values if value == value]
    assert all(found.low <= value <= found.high for value in [*held, 0.0])
    assert 2 <= len(found.ticks) <= 13


@pytest.fixture(params=LANGUAGES)
def pdf(found: Findings, request: pytest.FixtureRequest) -> tuple[str, bytes]:
    return request.param, evaluation_report.build(report(found, request.param), translator(request.param))


def test_r64_the_report_says_verdict_definition_seal_and_method(found: Findings, pdf: tuple[str, bytes]) -> None:
    language, data = pdf
    document = pypdfium2.PdfDocument(data)
    try:
        pages = [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
    finally:
        document.close()
    text = "".join("".join(pages).split())
    assert 3 <= len(pages) <= 8
    said = found.verdict[0].render(translator(language))
    for part in (said, "ab" * 32, "北京", "Callaway", "Rambachan", "工商企注字〔2017〕43号"):
        assert "".join(part.split()) in text
    assert "〔U+" not in text


def test_r64_the_report_carries_its_data_and_is_the_same_for_the_same_findings(found: Findings) -> None:
    data = evaluation_report.build(report(found, "en"), ENGLISH)
    assert data == evaluation_report.build(report(found, "en"), ENGLISH)
    with pikepdf.open(io.BytesIO(data)) as document:
        told = json.loads(document.attachments["evaluation.json"].get_file().read_bytes())
        assert document.Root.Lang == "en"
    assert told["definition"] == ASKED.to_json()
    assert len(told["counts"]) == len(found.panel.counts)
