"""The page of pilot evaluations, from its state alone (R64): verdict first, figures, seal, or a sentence instead."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from analytics.evaluation_data import Truth, contents
from analytics.evaluation_run import Findings, NoPilots, compute
from analytics.evaluation_tables import SHEETS
from analytics.sources import Source
from core.evaluation import ComparedWith, Definition, OutcomeName, seal_of
from core.i18n import LANGUAGES
from core.inner.evaluations import DefinitionView
from core.programme import Kind, Stage, Step
from core.terms import Business, Role
from officer.evaluation import EvaluationPage
from officer.evaluation_cards import CARDS, heading, numbers, shown_cards
from officer.evaluation_files import report_of
from officer.evaluation_form import NO_PILOTS, PAGE, START, Asking, asked_by, asking, route_of
from officer.files import as_csv
from officer.route import Route
from officer.surface import Did
from officer.words import Words
from tests.pilots import EFFECT, PILOTS, history

HISTORY = history()
STEPS = tuple(
    Step(where, "LLC", Business.CHANGE, Stage.PILOT, Kind.ACTUAL, date(int(month[:4]), int(month[5:]), 9))
    for where, month in PILOTS.items()
)
ENGLISH = Words("en")


def asked(**params: str) -> Asking:
    return asking(HISTORY, Source.SIMULATED, contents(HISTORY), STEPS, Route(PAGE, params))


@pytest.fixture(scope="module")
def found() -> Findings:
    made = compute(HISTORY, asked().definition, Path("nowhere"))
    return replace(made, truth=Truth(float(EFFECT), {}, {0: float(EFFECT)}, PILOTS))


def kept(definition: Definition, **more: Any) -> DefinitionView:
    told: dict[str, Any] = {"made_by": "赵处长", "made_at": datetime(2015, 6, 1, tzinfo=UTC), "own": True}
    return DefinitionView("k1", "Spring", definition, **(told | more))


def sealed(definition: Definition, **more: Any) -> DefinitionView:
    told = {"sealed_at": datetime(2015, 6, 2, tzinfo=UTC), "seal": seal_of("Spring", definition), "trace_index": 41}
    return kept(definition, **(told | more))


def page(language: str = "en", role: Role = Role.MANAGER, **state: Any) -> str:
    inner = SimpleNamespace(settings=SimpleNamespace(analytics=Path("nowhere")))
    officer = SimpleNamespace(roles=frozenset({role}))
    view = EvaluationPage(cast(Any, inner), cast(Any, officer), Words(language), Route(PAGE, {}))
    view.state.param.update(**({"snapshot": HISTORY, "asking": asked()} | state))
    return str(view.html())


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


# --- what is shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_r64_the_verdict_stands_before_the_figures(found: Findings, language: str) -> None:
    html = page(language, findings=found)
    words = Words(language)
    assert html.index(words(found.verdict[0])) < html.index(words("Effect of the pilots"))
    assert 'id="refused"' not in html


def test_r64_the_effect_is_told_in_hours_and_per_cent_with_its_interval(found: Findings) -> None:
    text = plain(page(findings=found))
    assert re.search(r"Effect of the pilots −2\d\.\d hours 95 % interval −2\d\.\d to −2\d\.\d", text)
    assert re.search(r"Relative to what would have been −1\d\.\d % 95 % interval −1\d\.\d to −1\d\.\d %", text)


def test_r64_of_simulated_data_the_truth_stands_beside_it(found: Findings) -> None:
    assert "The simulation&#39;s truth −24.0 hours within the interval" in plain(page(findings=found))
    missed = replace(found, truth=replace(cast(Truth, found.truth), overall=5.0))
    assert "+5.0 hours outside the interval" in plain(page(findings=missed))
    assert "truth" not in plain(page(findings=replace(found, truth=None)))


def test_r64_regions_that_were_left_out_are_named(found: Findings) -> None:
    shown = plain(page("zh_CN", findings=replace(found, left_out=("110000", "310000"))))
    assert "北京、上海" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_r64_what_cannot_be_evaluated_is_a_sentence_in_place_of_numbers(language: str) -> None:
    html = page(language, refused=NoPilots())
    assert Words(language).error(NoPilots()) in html
    assert 'id="verdict"' not in html
    assert "data-refresh" not in html


def test_r64_while_it_is_computed_the_page_says_so_and_looks_again() -> None:
    html = page()
    assert 'id="computing"' in html
    assert 'data-refresh="2"' in html


def test_before_the_first_snapshot_the_page_says_that_there_is_nothing_yet() -> None:
    html = page(snapshot=None, asking=None)
    assert "No measures have been taken yet" in html
    assert "<form" not in html


def test_a28_whoever_may_only_look_is_offered_nothing_to_save(found: Findings) -> None:
    assert 'data-do="save"' in page(findings=found)
    assert 'data-do="save"' not in page(findings=found, role=Role.EXAMINER)


# --- definitions


def test_r64_without_a_definition_the_page_says_that_none_was_fixed(found: Findings) -> None:
    assert "These settings follow no definition that was fixed beforehand" in page(findings=found)


def test_r64_a_sealed_definition_shows_its_hash_and_place_in_the_trace(found: Findings) -> None:
    view = sealed(found.asked)
    text = plain(page(findings=found, kept=view))
    assert view.seal in text
    assert "before the first pilot started (trace 41)" in text
    assert "The evaluation follows it in everything." in text
    assert "Fix and seal for good" not in text


def test_r64_a_definition_that_was_fixed_late_says_so(found: Findings) -> None:
    text = plain(page(findings=found, kept=sealed(found.asked, late=True)))
    assert "was fixed late" in text
    assert "after the first pilot had started" in text


def test_r64_what_departs_from_the_sealed_definition_is_named(found: Findings) -> None:
    other = replace(found.asked, outcome=OutcomeName.VISITS, comparison=ComparedWith.NEVER)
    text = plain(page(findings=found, kept=sealed(other)))
    assert "Departs from the sealed definition in: Outcome, Compared with" in text
    assert "Evaluate exactly as defined" in text
    assert "follows it in everything" not in text


def test_r64_a_broken_seal_is_an_alarm(found: Findings) -> None:
    html = page(findings=found, kept=sealed(found.asked, intact=False))
    assert "is no longer what was sealed" in html
    assert "seal broken" in html


def test_r64_a_draft_of_ones_own_can_be_sealed_another_ones_cannot(found: Findings) -> None:
    assert "Fix and seal for good" in page(findings=found, kept=kept(found.asked))
    assert "Fix and seal for good" not in page(findings=found, kept=kept(found.asked, own=False))


def test_a38_a_name_never_runs(found: Findings) -> None:
    bad = replace(sealed(found.asked), name="<script>alert(1)</script>")
    html = page(findings=found, kept=bad, others=(bad,))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


# --- asking


def test_r60_pilots_are_those_of_the_rollout_programme() -> None:
    assert asked().definition.pilots == PILOTS


def test_r64_the_address_holds_all_that_was_asked() -> None:
    definition = Definition(
        "simulated", OutcomeName.VISITS, {"110000": "2016-02", "210000": "2016-03"}, ComparedWith.NEVER, "LLC",
        "establishment", "2015-03", "2017-01", 9,
    )  # fmt: skip
    route = Route.read(str(route_of(definition, "k1")))
    assert asking(HISTORY, Source.SIMULATED, contents(HISTORY), STEPS, route).definition == definition
    assert route.get("kept") == "k1"


def test_r64_months_that_were_typed_are_pilots_and_empty_ones_are_not() -> None:
    form = {f"{START}110000": "2016-02", f"{START}120000": "", f"{START}130000": "soon", "outcome": "visits"}
    route = asked_by(Did("evaluate", form=form), Route(PAGE, {"data": "simulated"}), PILOTS)
    assert asked(**route.params).definition.pilots == {"110000": "2016-02"}
    nobody = asked_by(Did("evaluate", form={}), Route(PAGE, {}), PILOTS)
    assert nobody.get("pilots") == NO_PILOTS
    assert asked(**nobody.params).definition.pilots == {}


def test_r64_unchanged_pilots_stay_those_of_the_programme() -> None:
    form: dict[str, str | tuple[str, ...]] = {f"{START}{code}": month for code, month in PILOTS.items()}
    assert "pilots" not in asked_by(Did("evaluate", form=form), Route(PAGE, {}), PILOTS).params


@pytest.mark.parametrize(
    "params",
    [
        {"outcome": "cost", "comparison": "me", "type": "x", "business": "y", "from": "soon", "until": "2017-99"},
        {"pilots": "110000;drop.2016-01_x.y_"},
        {"seed": "-4"},
    ],
)
def test_a29_words_that_are_not_ours_are_passed_over(params: dict[str, str]) -> None:
    definition = asked(**params).definition
    assert definition == replace(Definition("simulated", OutcomeName.PROCESSING_HOURS), pilots=definition.pilots)


# --- charts and files


def test_r64_every_chart_has_a_title_a_reading_aid_and_its_numbers(found: Findings) -> None:
    for name, card in shown_cards(found).items():
        head = str(heading(name, card, found, ENGLISH, "/evaluation.csv?card=x"))
        assert ENGLISH(card.title) in head
        assert ENGLISH(card.lead).split(".")[0] in head.replace("&#39;", "'")
        assert str(numbers(card, found, ENGLISH)).count("<tr>") > 1
        assert name in SHEETS


def test_r64_types_that_cannot_be_compared_leave_no_empty_chart(found: Findings) -> None:
    assert found.heterogeneity is None  # the history has one type only
    assert set(CARDS) - set(shown_cards(found)) == {"types"}


def test_a37_the_data_behind_it_are_plain_numbers_and_no_formulas(found: Findings) -> None:
    sheet = SHEETS["panel"](found, ENGLISH.translate)
    heads = ["=1+1", *sheet.heads[1:]]
    rows = [["" if cell is None else cell for cell in row] for row in [("=cmd", *sheet.rows[0][1:]), *sheet.rows]]
    read = list(csv.reader(io.StringIO(as_csv(heads, rows).decode("utf-8-sig"))))
    assert read[1][0] == "'=cmd"
    assert read[2][:2] == [sheet.rows[0][0], sheet.rows[0][1]]
    assert float(read[2][4]) == sheet.rows[0][4]


@pytest.mark.parametrize("language", LANGUAGES)
def test_r64_the_report_tells_pilots_by_name_and_where_it_departs(found: Findings, language: str) -> None:
    words = Words(language)
    told = report_of(asked(), found, sealed(replace(found.asked, outcome=OutcomeName.VISITS)), words)
    settings = dict(told.settings)
    assert words("Beijing") in settings[words("Pilots and their starting months")]
    assert words("Outcome") in told.departures
    assert told.simulated
