"""The rollout's page from its state alone (R60-R62): sentences, grid, matrix, reasons, forms, problems of a file."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import cast

import pytest

from analytics.programme import Outlook, board
from analytics.sources import Source
from core.i18n import LANGUAGES
from core.inner.context import Inner
from core.inner.officers import OfficerView
from core.inner.programme import EntryRow, Imported
from core.inner.programme_training import Trainee
from core.programme import Interface, InterfaceState, Item, Kind, Programme, Readiness, Stage, Step, Topic, pairs
from core.programme_files import read
from core.programme_progress import causes
from core.terms import Business, Role
from officer.rollout import Rollout, home
from officer.route import Route
from officer.surface import Did
from officer.words import Words

WEEK = timedelta(days=7)
QUICK, SLOW, SILENT = "330000", "620000", "540000"


def steps(place: str, first: date, every: timedelta, planned: date = date(2017, 9, 30)) -> list[Step]:
    """Ten pairs opened at once, every so often, all planned for one day."""
    made = []
    for number, pair in enumerate(pairs()):
        made.append(Step(place, *pair, Stage.OPEN, Kind.PLAN, planned))
        made.append(Step(place, *pair, Stage.OPEN, Kind.ACTUAL, first + every * (number // 10)))
    return made


PROGRAMME = Programme.made_of(
    [
        *steps(QUICK, date(2017, 4, 3), WEEK),
        *steps(SLOW, date(2017, 6, 5), 4 * WEEK),
        *(Readiness(SLOW, item, item is not Item.NORMS, date(2017, 5, 1), "<b>修订中") for item in Item),
        Interface(SLOW, "<i>税务", "多证合一", InterfaceState.TESTING, date(2017, 6, 1)),
    ]
)


def officer(*roles: Role) -> OfficerView:
    return OfficerView("o", "o", "吴处长", "110108", "海淀", frozenset(roles), "en", "s")


def page(
    day: date, place: str = "", *, language: str = "en", roles: tuple[Role, ...] = (Role.MANAGER,),
    programme: Programme = PROGRAMME, **state: object,
) -> str:  # fmt: skip
    view = Rollout(
        cast(Inner, None), officer(*roles), Words(language), Route("rollout", {"jurisdiction": place} if place else {})
    )
    lines = dict(board(programme, day))
    view.state.param.update(programme=programme, day=day, lines=lines, judged=day, **state)
    if place:
        view.state.causes, view.state.told = causes(programme, place, day), len(programme.of(place)) > 0
    return str(view.html())


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_r60_who_will_miss_the_deadline_at_the_own_pace_is_named_before_it_comes() -> None:
    shown = text_of(page(date(2017, 9, 1)))
    assert "1 of 46 jurisdictions are open online for all types and businesses as of 2017-09-01." in shown
    assert "By plan or at their own pace, 1 will miss the deadline of 2017-10-31: Gansu" in shown
    assert "Nothing has been entered yet of 44 jurisdictions" in shown


def test_r60_who_missed_it_is_named_afterwards() -> None:
    assert "1 missed the deadline of 2017-10-31: Gansu" in text_of(page(date(2017, 12, 31)))


def test_an_empty_programme_judges_nobody() -> None:
    shown = text_of(page(date(2017, 12, 31), programme=Programme()))
    assert "Nothing has been entered yet. Enter the steps of a jurisdiction, or import a file." in shown
    assert "missed" not in shown


@pytest.mark.parametrize(
    ("place", "day", "outlook"),
    [
        (QUICK, date(2017, 9, 1), Outlook.MET),
        (QUICK, date(2017, 7, 1), Outlook.ON_COURSE),
        (SLOW, date(2017, 9, 1), Outlook.TOO_SLOW),
        (SLOW, date(2017, 11, 1), Outlook.MISSED),
        (SILENT, date(2017, 11, 1), Outlook.NOTHING),
    ],
)
def test_r60_plan_pace_and_deadline_make_the_outlook(place: str, day: date, outlook: Outlook) -> None:
    assert board(PROGRAMME, day)[place].outlook is outlook


def test_r60_who_lags_and_has_not_opened_anything_for_long_is_stalled() -> None:
    stopped = Programme.made_of(one for one in steps(SLOW, date(2017, 1, 2), 50 * WEEK, date(2017, 8, 1)))
    assert board(stopped, date(2017, 9, 1))[SLOW].outlook is Outlook.STALLED
    assert board(stopped, date(2017, 7, 1))[SLOW].outlook is Outlook.ON_COURSE
    later = [replace(one, day=date(2017, 11, 15)) for one in stopped.steps if one.kind is Kind.PLAN]
    assert board(Programme(tuple(later)), date(2017, 7, 1))[SLOW].outlook is Outlook.PLANNED_LATE


def test_r60_the_grid_begins_with_who_lags_most_or_as_one_wishes() -> None:
    names = re.findall(r"data-row>([^<]+)</a>", page(date(2017, 9, 1)))
    assert (names[0], len(names)) == ("Gansu", 46)


def test_r60_each_row_has_words_beside_its_bar() -> None:
    shown = page(date(2017, 9, 1))
    assert 'aria-label="Planned 134, Open online 40"' in shown
    assert "174 since" not in shown
    assert "all open since 2017-07-31" in shown


def test_r60_a_jurisdiction_shows_every_pair_and_what_the_norm_does_not_have() -> None:
    shown = page(date(2017, 10, 15), SLOW)
    matrix = shown[shown.index('class="grid matrix"') :]
    matrix = matrix[: matrix.index("</table>")]
    assert matrix.count("<tr>") == 25
    assert matrix.count('class="stage ') == len(pairs())
    assert matrix.count("not in the norm") == 24 * len({one for _, one in pairs()}) - len(pairs())
    assert "What lags, and since when" in shown
    assert "2017-09-30" in shown


def test_r61_r62_why_is_said_in_plain_words_and_escaped() -> None:
    """A38."""
    shown = page(date(2017, 9, 1), SLOW)
    assert "Norms of materials: not ready, as entered for 2017-05-01: &lt;b&gt;修订中." in shown
    assert "The interface “多证合一” with &lt;i&gt;税务 is not live: In testing, since 2017-06-01." in shown
    assert "Nobody has been trained in “The workflow” yet." in shown
    assert "<b>修订中" not in shown


def test_nothing_entered_is_no_list_of_reasons() -> None:
    assert "Nothing has been entered of this jurisdiction yet." in page(date(2017, 9, 1), SILENT)


def test_a28_only_who_may_enter_sees_forms_and_never_over_simulated_data() -> None:
    enters = (Role.PROGRAMME_OFFICER,)
    day = date(2017, 9, 1)
    assert 'data-do="enter"' in page(day, SLOW, roles=enters)
    assert 'data-send="/rollout/import"' in page(day, roles=enters)
    for shown in (page(day, SLOW), page(day), page(day, SLOW, roles=enters, source=Source.SIMULATED),
                  page(day, roles=enters, source=Source.SIMULATED)):  # fmt: skip
        assert 'data-do="enter"' not in shown
        assert "/rollout/import" not in shown


def test_each_field_of_each_form_has_its_label() -> None:
    shown = page(date(2017, 9, 1), SLOW, roles=(Role.PROGRAMME_OFFICER,))
    fields = re.findall(r'<(?:input|select) id="([^"]+)"', shown)
    assert len(fields) == len(set(fields)) > 15
    for one in fields:
        assert f'for="{one}"' in shown


def test_entries_made_are_shown_with_officer_and_file_and_can_be_withdrawn_while_they_count() -> None:
    at = datetime(2017, 9, 1, 2, tzinfo=UTC)
    entry = replace(PROGRAMME.steps[0], jurisdiction=SLOW, recorded_at=at)
    rows = (EntryRow(2, entry, "冯推进", True, "九月.csv"), EntryRow(1, entry, "冯推进", False))
    shown = page(date(2017, 9, 1), SLOW, roles=(Role.PROGRAMME_OFFICER,), history=rows)
    assert shown.count('data-do="withdraw"') == 1
    assert "九月.csv" in shown
    assert "2017-09-01 10:00" in shown
    assert "replaced or withdrawn" in shown
    assert 'data-do="withdraw"' not in page(date(2017, 9, 1), SLOW, history=rows)


def test_r62_who_completed_which_topic_is_shown_by_name() -> None:
    people = (Trainee("x", "林审查", {Topic.WORKFLOW: date(2017, 8, 1)}),)
    shown = page(date(2017, 9, 1), SLOW, trainees=people)
    assert "林审查" in shown
    assert "✓ 2017-08-01" in shown


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_r60_problems_of_a_file_are_named_row_by_row_in_every_language(language: str) -> None:
    data = (
        "jurisdiction,entity_type,business,stage,kind,day\n"
        "330000,LLC,change,open,plan,2017-02-30\n331000,<b>,change,open,plan,2017-03-01\n"
    )
    outcome = ("<u>.csv", Imported(read(data.encode())))
    shown = page(date(2017, 9, 1), roles=(Role.PROGRAMME_OFFICER,), outcome=outcome, language=language)
    problems = shown[shown.index('id="import"') :]
    assert problems.count("<tr>") == 4
    assert "&lt;u&gt;.csv" in problems
    assert "“&lt;b&gt;”" in problems
    assert 'role="alert"' in problems


def test_a_file_that_was_taken_says_how_much_was_new() -> None:
    outcome = ("steps.csv", Imported(read(b""), 30, 12))
    outcome = ("steps.csv", replace(outcome[1], reading=replace(outcome[1].reading, problems=())))
    shown = page(date(2017, 9, 1), roles=(Role.PROGRAMME_OFFICER,), outcome=outcome)
    assert "“steps.csv” was imported: 30 rows, 12 of them new or changed." in shown


def test_choosing_a_day_keeps_the_jurisdiction() -> None:
    view = Rollout(cast(Inner, None), officer(Role.MANAGER), Words("en"), Route("rollout", {"jurisdiction": SLOW}))
    view.do(Did("show", form={"day": "2017-09-01"}))
    assert view.next_route == Route("rollout", {"data": "", "day": "2017-09-01", "order": "lag", "jurisdiction": SLOW})


def test_a_day_that_is_none_is_said() -> None:
    view = Rollout(cast(Inner, None), officer(Role.MANAGER), Words("en"), Route("rollout"))
    view.attempt(lambda: view.do(Did("show", form={"day": "soon"})))
    assert view.flash.problem
    assert view.flash.text == "Day: “soon” is not a day. Write it like 2017-10-31."


@pytest.mark.parametrize(
    ("authority", "code"), [("110108", "110000"), ("440305", "440300"), ("330106", "330100"), ("330400", "330000")]
)
def test_an_authority_belongs_to_a_city_that_reports_for_itself_or_to_its_province(authority: str, code: str) -> None:
    assert home(authority) == code


def test_business_has_its_words() -> None:
    shown = page(date(2017, 9, 1), SLOW)
    assert all(one in shown for one in ("Establishment", "Cancellation", "Name of the enterprise"))
    assert {business for _, business in pairs()} == set(Business)
