"""The rollout programme as of any day (R60-R62): stages, lags, the deadline, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.addressees import ADDRESSEES
from core.programme import (
    DEADLINE,
    Interface,
    InterfaceState,
    Item,
    Kind,
    Programme,
    Readiness,
    Stage,
    Step,
    Topic,
    Training,
    pairs,
)
from core.programme_progress import Fate, Hindrance, causes, progress, standing
from core.terms import Business

PLACE, OTHER = "330000", "620000"
PAIR = ("LLC", Business.ESTABLISHMENT)
PLAN, ACTUAL = Kind.PLAN, Kind.ACTUAL


def day(text: str) -> date:
    return date.fromisoformat(f"2017-{text}")


def step(stage: Stage, kind: Kind, on: str, pair: tuple[str, Business] = PAIR, place: str = PLACE) -> Step:
    return Step(place, *pair, stage, kind, day(on))


def stage_of(programme: Programme, on: str, known: datetime | None = None) -> Stage:
    return standing(programme, day(on), known)[PLACE, *PAIR]


def everywhere(on: date, *, but: Iterable[tuple[str, Business]] = (), kind: Kind = ACTUAL) -> tuple[Step, ...]:
    left = set(but)
    return tuple(Step(PLACE, *pair, Stage.OPEN, kind, on) for pair in pairs() if pair not in left)


def test_what_is_judged_are_all_types_and_businesses_of_the_norm_in_46_jurisdictions() -> None:
    """R60, 一(二): all types, all businesses."""
    assert len(ADDRESSEES) == 46
    assert len(pairs()) == 174
    assert len({entity_type for entity_type, _ in pairs()}) == 24
    assert set(standing(Programme(), DEADLINE)) == {(code, *pair) for code in ADDRESSEES for pair in pairs()}


def test_a_pair_stands_where_the_last_step_done_by_the_day_put_it() -> None:
    programme = Programme(
        (step(Stage.PILOT, ACTUAL, "03-01"), step(Stage.OPEN, ACTUAL, "06-01"), step(Stage.PAPERLESS, ACTUAL, "09-01"))
    )
    assert [stage_of(programme, on) for on in ("02-28", "03-01", "05-31", "06-01", "12-31")] == [
        Stage.NOT_OPEN, Stage.PILOT, Stage.PILOT, Stage.OPEN, Stage.PAPERLESS,
    ]  # fmt: skip


def test_what_was_opened_may_be_closed_again() -> None:
    programme = Programme((step(Stage.OPEN, ACTUAL, "06-01"), step(Stage.NOT_OPEN, ACTUAL, "07-01")))
    assert stage_of(programme, "06-30") is Stage.OPEN
    assert stage_of(programme, "07-01") is Stage.NOT_OPEN


def test_a_plan_alone_makes_a_pair_planned_and_never_open() -> None:
    programme = Programme((step(Stage.OPEN, PLAN, "06-01"),))
    assert stage_of(programme, "12-31") is Stage.PLANNED


def test_a_correction_replaces_and_a_withdrawal_removes_and_both_can_be_looked_behind() -> None:
    """As of any day, as it was known at any moment."""
    at = datetime(2017, 7, 1, tzinfo=UTC)
    first = replace(step(Stage.OPEN, ACTUAL, "06-01"), recorded_at=at)
    mended = replace(first, day=day("06-15"), recorded_at=at + timedelta(days=1))
    withdrawn = replace(mended, withdrawn=True, recorded_at=at + timedelta(days=2))
    programme = Programme((first, mended, withdrawn))
    assert stage_of(programme, "06-10", at) is Stage.OPEN
    assert stage_of(programme, "06-10", at + timedelta(days=1)) is Stage.NOT_OPEN
    assert stage_of(programme, "06-20", at + timedelta(days=1)) is Stage.OPEN
    assert stage_of(programme, "06-20") is Stage.NOT_OPEN
    assert stage_of(programme, "06-20", at - timedelta(days=1)) is Stage.NOT_OPEN


@given(st.permutations([0, 1, 2, 3]))
def test_the_order_of_entries_does_not_matter_where_their_times_tell_them_apart(order: list[int]) -> None:
    at = datetime(2017, 7, 1, tzinfo=UTC)
    entries = [
        replace(step(Stage.OPEN, ACTUAL, f"06-{number + 1:02d}"), recorded_at=at + timedelta(hours=number))
        for number in range(4)
    ]
    assert Programme(tuple(entries[one] for one in order)).plain().steps[0].day == day("06-04")


def test_a_pair_lags_from_its_planned_day_on_until_it_opens() -> None:
    programme = Programme((step(Stage.OPEN, PLAN, "06-01"), step(Stage.OPEN, ACTUAL, "08-01")))
    assert progress(programme, day("05-31"))[PLACE].lags == ()
    (lag,) = progress(programme, day("06-01"))[PLACE].lags
    assert (lag.entity_type, lag.business, lag.stage, lag.since) == (*PAIR, Stage.PLANNED, day("06-01"))
    assert progress(programme, day("07-31"))[PLACE].lagging_since == day("06-01")
    assert progress(programme, day("08-01"))[PLACE].lags == ()


def test_what_nobody_planned_lags_from_the_deadline_on() -> None:
    programme = Programme((step(Stage.OPEN, ACTUAL, "06-01"),))
    assert progress(programme, DEADLINE - timedelta(days=1))[PLACE].lags == ()
    found = progress(programme, DEADLINE)[PLACE]
    assert len(found.lags) == len(pairs()) - 1
    assert found.lagging_since == DEADLINE


def test_plan_against_actual_and_the_share_that_is_open() -> None:
    steps = everywhere(day("09-01"), kind=PLAN) + everywhere(day("09-10"), but=pairs()[:74])
    before, after = (progress(Programme(steps), day(on))[PLACE] for on in ("09-05", "09-10"))
    assert (before.due, before.open, before.share) == (174, 0, 0.0)
    assert (after.due, after.open, after.whole) == (174, 100, 174)
    assert after.share == pytest.approx(100 / 174)
    assert after.counts[Stage.OPEN] == 100
    assert after.counts[Stage.PLANNED] == 74
    assert len(after.opened) == 100


def test_paperless_counts_as_open() -> None:
    programme = Programme((step(Stage.PAPERLESS, ACTUAL, "06-01"),))
    assert progress(programme, day("06-01"))[PLACE].open == 1


@pytest.mark.parametrize(
    ("steps", "on", "fate", "late"),
    [
        ((), "12-31", Fate.NOTHING, 0),
        (everywhere(day("09-30")), "09-30", Fate.MET, 0),
        (everywhere(DEADLINE), "12-31", Fate.MET, 0),
        (everywhere(day("11-01")), "10-30", Fate.ON_COURSE, 0),
        (everywhere(day("11-01")), "10-31", Fate.MISSED, 174),
        (everywhere(day("11-01")), "12-31", Fate.MISSED, 174),
        (everywhere(day("09-01"), but=pairs()[:3]), "12-31", Fate.MISSED, 3),
        (everywhere(day("11-15"), kind=PLAN), "06-01", Fate.PLANNED_LATE, 174),
        (everywhere(day("10-31"), kind=PLAN), "06-01", Fate.ON_COURSE, 0),
    ],
)
def test_the_deadline_of_31_october_2017_judges_all_pairs(
    steps: tuple[Step, ...], on: str, fate: Fate, late: int
) -> None:
    found = progress(Programme(steps), day(on))
    assert (found[PLACE].fate, found[PLACE].late) == (fate, late)
    assert found[PLACE].misses == (fate in (Fate.MISSED, Fate.PLANNED_LATE))
    assert found[OTHER].fate is Fate.NOTHING


READY = tuple(Readiness(PLACE, item, True, day("05-01")) for item in Item)
LIVE = (Interface(PLACE, "税务", "多证合一", InterfaceState.LIVE, day("05-01")),)
TAUGHT = tuple(Training(PLACE, topic, day("05-01"), 100, 95) for topic in Topic)


def test_nothing_stands_in_the_way_where_all_is_ready_live_and_trained() -> None:
    assert causes(Programme((), READY, LIVE, TAUGHT), PLACE, day("06-01")) == ()


def test_r61_r62_what_stands_in_the_way_is_said_in_plain_words() -> None:
    programme = Programme(
        (),
        (*READY[1:], Readiness(PLACE, Item.SYSTEM, False, day("05-01"))),
        (*LIVE, Interface(PLACE, "公安", "印章备案", InterfaceState.TESTING, day("05-20"))),
        (*TAUGHT[:1], Training(PLACE, Topic.MATERIAL_NORMS, day("05-01"), 100, 40)),
    )
    found = causes(programme, PLACE, day("06-01"))
    assert [(one.of, one.message.render(str)) for one in found] == [
        (Hindrance.READINESS, "Registration system: not ready, as entered for 2017-05-01."),
        (Hindrance.INTERFACES, "The interface “印章备案” with 公安 is not live: In testing, since 2017-05-20."),
        (Hindrance.TRAINING, "60 of 100 officers invited have not completed “Norms of what is submitted”."),
        (Hindrance.TRAINING, "Nobody has been trained in “Operating the system” yet."),
    ]


def test_what_stands_in_the_way_is_judged_as_of_the_day() -> None:
    later = tuple(replace(one, ready=False, day=day("07-01")) for one in READY)
    assert causes(Programme((), READY + later, LIVE, TAUGHT), PLACE, day("06-30")) == ()
    assert len(causes(Programme((), READY + later, LIVE, TAUGHT), PLACE, day("07-01"))) == len(Item)
    assert len(causes(Programme((), READY, LIVE, TAUGHT), PLACE, day("04-30"))) == len(Item) + len(Topic)
