"""The simulated history: the same for the same seed, plausible, and with a truth that is true (R60, R64, R65)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from analytics.simulation import mix, rollout, rows, truth
from analytics.simulation.calendar import Calendar
from analytics.simulation.course import COLUMNS, ENDED
from analytics.simulation.draw import END_SHARES, End, Piece, Way
from analytics.simulation.history import History, NoApplications, NoMonth, TooShort, month_named
from analytics.simulation.world import FAULT_FACTOR, LATE, NEVER, UNITS
from core.evaluation import OutcomeName
from core.programme import DEADLINE, Entry, Item, Programme, pairs
from core.programme_files import read
from core.programme_progress import Fate, causes, progress
from core.terms import Status, Zone
from core.workdays import add_working_days, day_in_china, is_working_day
from core.workflow import fold

SMALL = History(4_000, seed=5)
LARGE = History(300_000, seed=11)
Grid = NDArray[np.float64]


def tables(history: History) -> pa.Table:
    return pa.concat_tables([rows.applications(history, piece) for piece in history.pieces()])


@cache
def small() -> pa.Table:
    return tables(SMALL)


@cache
def entries(history: History) -> Programme:
    found: list[Entry] = []
    for data in rollout.files(history).values():
        reading = read(data)
        assert reading.problems == ()
        found += reading.programme.entries
    return Programme.made_of(found)


def test_the_same_seed_gives_the_same_history() -> None:
    again = History(4_000, seed=5)
    assert tables(again).equals(small())
    assert rollout.files(again) == rollout.files(SMALL)


def test_another_seed_gives_another_history() -> None:
    assert not tables(History(4_000, seed=6)).equals(small())


def test_there_are_as_many_applications_as_asked_for_each_with_its_own_number() -> None:
    assert small().column("id").to_pylist() == [str(number) for number in range(1, 4_001)]


def test_pieces_stay_bounded_and_nothing_is_lost_between_them() -> None:
    sizes = [len(piece) for piece in History(4_000, seed=5, piece=50).pieces()]
    assert max(sizes) <= 50
    assert sum(sizes) == 4_000


def test_only_what_the_norm_has_is_applied_for_in_all_46_jurisdictions() -> None:
    history = History(60_000, seed=2)
    seen = tables(history).select(["region", "entity_type", "business"]).to_pylist()
    assert {one["region"] for one in seen} == set(UNITS)
    assert {(one["entity_type"], one["business"]) for one in seen} <= set(pairs())
    types = [one["entity_type"] for one in seen]
    assert types.count("HOUSEHOLD") > types.count("LLC") > types.count("JSC") > 0


def test_jurisdictions_differ_in_size_as_provinces_do() -> None:
    received = dict(zip(UNITS, LARGE.counts.sum(axis=0), strict=True))
    assert received["440000"] > 20 * received["540000"]
    assert received["320000"] > received["620000"] > received["630000"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_becomes_of_applications_is_plausible(seed: int) -> None:
    piece = next(iter(History(200_000, seed=seed, piece=10_000).pieces()))
    shares = np.bincount(piece.end, minlength=len(End)) / len(piece)
    assert shares == pytest.approx(END_SHARES, abs=0.01)
    examined = piece.end <= End.REFUSED
    assert 0.15 < (piece.corrections[examined] > 0).mean() < 0.35
    assert (piece.corrections[examined] > 1).sum() < (piece.corrections[examined] == 1).sum() / 3


def test_decisions_are_made_in_office_hours_only_and_never_before_the_receipt() -> None:
    for row in small().to_pylist():
        if row["decided_at"]:
            decided = row["decided_at"].replace(tzinfo=UTC)
            assert is_working_day(day_in_china(decided))
            assert 1 <= decided.hour < 10  # 9 to 18 in Beijing
            assert row["decided_at"] >= row["received_at"]


def test_weekends_and_the_spring_festival_are_quiet() -> None:
    received = [day_in_china(moment.replace(tzinfo=UTC)) for moment in small().column("received_at").to_pylist()]
    weekends = sum(day.weekday() >= 5 for day in received) / len(received)
    assert 0.04 < weekends < 0.16
    festival = [day for day in received if date(2017, 1, 27) <= day <= date(2017, 2, 2)]
    week_before = [day for day in received if date(2017, 1, 9) <= day <= date(2017, 1, 15)]
    assert len(festival) < len(week_before) / 3


def test_nobody_comes_to_the_counter_outside_its_hours() -> None:
    for piece in SMALL.pieces():
        assert SMALL.calendar.is_office(piece.received[piece.way == Way.COUNTER]).all()


def test_the_history_ends_in_the_middle_of_its_last_month_with_cases_still_open() -> None:
    ended = SMALL.as_of.replace(tzinfo=None)
    assert datetime(2017, 10, 16, 10, tzinfo=UTC) == SMALL.as_of
    assert max(small().column("received_at").to_pylist()) < ended
    assert max(small().column("since").to_pylist()) <= ended
    closed = {str(status) for status in rows.CLOSED}
    waiting = [row for row in small().to_pylist() if row["status"] not in closed]
    ages = [(ended - row["received_at"]).days for row in waiting]
    assert 0.005 < len(waiting) / len(small()) < 0.05
    assert np.median(ages) < 21
    assert max(ages) < 150
    assert all(row["due_at"] for row in waiting)


def test_every_course_is_one_that_the_workflow_allows_and_leads_where_the_application_stands() -> None:
    stands = iter(small().to_pylist())
    for piece in SMALL.pieces():
        course = rows.course_of(SMALL, piece)
        for number in range(len(piece)):
            taken = [at for at in range(COLUMNS) if course.at[number, at] <= SMALL.end]
            moments = course.at[number, taken]
            assert (np.diff(moments) >= 0).all()
            status = fold(Zone.INNER, Status.SUBMITTED, [course.step(number, at)[0] for at in taken])
            row = next(stands)
            assert status == row["status"]
            assert status == course.step(number, taken[-1])[1]


def test_steps_are_those_that_happened_by_the_end() -> None:
    steps = pa.concat_tables([rows.events(SMALL, piece) for piece in SMALL.pieces()])
    assert 7 < len(steps) / len(small()) < 11
    assert max(steps.column("at").to_pylist()) <= SMALL.as_of.replace(tzinfo=None)


@settings(max_examples=60, deadline=None)
@given(hours=st.lists(st.floats(0, 700 * 24, allow_nan=False), min_size=1, max_size=20))
def test_a_limit_ends_where_the_calendar_of_the_authority_says(hours: list[float]) -> None:
    calendar = Calendar(date(2015, 1, 1), 720)
    at = np.array(hours)
    found = calendar.utc(calendar.due(at, 5)) // 1_000_000
    for moment, ends in zip(calendar.utc(at) // 1_000_000, found, strict=True):
        assert add_working_days(datetime.fromtimestamp(int(moment), UTC), 5).timestamp() == ends


def test_settling_a_moment_in_office_hours_leaves_its_expectation_where_it_was() -> None:
    calendar = Calendar(date(2017, 9, 1), 90)
    lots = np.random.default_rng(2)
    for moment in (calendar.moment(date(2017, 10, 4), 12), calendar.moment(date(2017, 9, 5), 3)):
        earliest = calendar.opening(np.full(200_000, calendar.moment(date(2017, 9, 1), 8)))
        settled = calendar.settle(np.full(200_000, moment), earliest, lots.random((3, 200_000)))
        assert calendar.is_office(settled).all()
        assert (settled >= earliest).all()
        assert settled.mean() == pytest.approx(moment, abs=1.0)


# --- the truth


def means_of(history: History, *, pilots: bool) -> dict[OutcomeName, Grid]:
    """The plain means of each outcome by jurisdiction and month of receipt, as an observer has them."""
    whole = (len(UNITS), len(history.months))
    parts = {name: np.zeros((2, *whole)) for name in (*truth.BY_RECEIPT, *truth.BY_DECISION)}
    for piece in history.pieces(pilots=pilots):
        for name, values, of in observed(piece):
            parts[name][0, :, piece.month] += np.bincount(piece.unit[of], values[of], len(UNITS))
            parts[name][1, :, piece.month] += np.bincount(piece.unit[of], minlength=len(UNITS))
    return {name: part[0] / np.maximum(1, part[1]) for name, part in parts.items()}


def observed(piece: Piece) -> Iterator[tuple[OutcomeName, NDArray[Any], NDArray[np.bool_]]]:
    every, approved = np.ones(len(piece), dtype=bool), piece.end == End.APPROVED
    visits = np.where(piece.way == Way.COUNTER, 1 + piece.corrections, piece.way == Way.WITH_PAPER)
    yield OutcomeName.PROCESSING_HOURS, piece.ended - piece.received, piece.end <= End.NOT_ACCEPTED
    yield OutcomeName.VISITS, visits, every
    yield OutcomeName.CORRECTIONS, piece.corrections, every
    yield OutcomeName.PASSED_FIRST, piece.corrections == 0, approved
    yield OutcomeName.E_PROCESSING, piece.way == Way.PAPERLESS, approved


@cache
def sums() -> truth.Sums:
    added = truth.Sums(LARGE)
    for piece in LARGE.pieces():
        added.add(piece)
    return added


def test_the_truth_is_what_two_histories_differ_by_with_and_without_pilots() -> None:
    """R64: the same lots, with pilots and without: the plain difference is the truth, within what chance leaves."""
    with_pilots, without = means_of(LARGE, pilots=True), means_of(LARGE, pilots=False)
    treated = LARGE.world.grown > 0
    for name in with_pilots:
        difference = (with_pilots[name] - without[name])[treated]
        expected = sums().means(name)[treated]
        gap = difference - np.where(np.isnan(expected), 0, expected)
        error = gap.std() / np.sqrt(gap.size)
        assert abs(expected).mean() > 10 * error, name
        # by decision, an application of the month before still counts as untreated: a part of the first months' effect
        late = 0.03 * abs(difference.mean()) if name in truth.BY_DECISION else 0.0
        assert abs(gap.mean()) < 3 * error + late, name
        assert (with_pilots[name] == without[name])[~treated].all(), name


def test_pilots_have_the_effects_that_were_laid_down() -> None:
    told = truth.told(LARGE, sums())
    assert len(told["pilots"]) == 18
    assert len(set(told["pilots"].values())) == 5
    hours = told["effects"]["processing_hours"]
    assert -40 < hours["overall"] < -15
    assert hours["by_event"]["0"] > hours["by_event"]["3"] > hours["by_event"]["5"]
    assert told["effects"]["e_processing"]["overall"] > 0.2
    assert told["effects"]["first_pass"]["overall"] > 0.03
    assert told["effects"]["visits"]["overall"] < 0
    assert told["effects"]["corrections"]["overall"] < 0


def test_the_overall_effect_counts_every_pilots_month_alike() -> None:
    effects = truth.told(LARGE, sums())["effects"]["processing_hours"]
    starts = [start for start in LARGE.world.starts if start < NEVER]
    last = len(LARGE.months) - 1
    weighed = sum(
        effects["group_time"][truth.name_of(LARGE, int(start))][truth.name_of(LARGE, at)]
        for start in starts
        for at in range(int(start), last)
    )
    assert effects["overall"] == pytest.approx(weighed / sum(last - start for start in starts), abs=1e-4)
    assert effects["until"] == "2017-09"


def test_trends_are_parallel_but_for_the_pilots_and_chance() -> None:
    """The means without pilots are a jurisdiction's level, a month's level and a bounded deviation."""
    world = LARGE.world
    for grid, sd in ((world.hours, 3.0), (world.paperless, 0.015), (world.first_pass, 0.012)):
        rest = grid - grid.mean(axis=0) - grid.mean(axis=1, keepdims=True) + grid.mean()
        assert 0.85 * sd < rest.std() < 1.15 * sd
        assert abs(rest).max() < 3.5 * sd


def test_the_planted_fault_is_where_the_truth_says_and_nowhere_else() -> None:
    """R65: one cell of the e-processing rate falls; no other falls by anything like it."""
    fault = truth.told(LARGE, sums())["out_of_control"]
    assert fault["from"] == "2017-08"
    assert 0.15 < fault["rate_before"] - fault["rate_after"] < 0.35
    world = LARGE.world
    assert UNITS[world.fault_unit] == fault["region"]
    counts = np.zeros((2, 2, len(UNITS)))
    struck = world.faulty
    for piece in LARGE.pieces():
        if len(LARGE.months) - 10 <= piece.month < len(LARGE.months) - 1:
            of, after = struck[piece.pair], int(piece.month >= world.fault_from)
            counts[0, after] += np.bincount(piece.unit[of], piece.way[of] == Way.PAPERLESS, len(UNITS))
            counts[1, after] += np.bincount(piece.unit[of], minlength=len(UNITS))
    before, after_ = counts[0] / counts[1]
    fallen = before - after_
    assert fallen.argmax() == world.fault_unit
    assert fallen[world.fault_unit] == pytest.approx((1 - FAULT_FACTOR) * before[world.fault_unit], abs=0.07)
    large = counts[1, 1] > 100
    assert np.sort(fallen[large])[-2] < 0.1


@pytest.mark.parametrize("seed", [1, 5])
def test_exactly_three_jurisdictions_miss_the_deadline_each_for_a_reason_of_its_own(seed: int) -> None:
    """R60-R62: by their pace, although all of them plan to be in time."""
    history = History(1_000, seed=seed)
    programme, today = entries(history), day_in_china(history.as_of)
    late = {one["jurisdiction"]: one for one in rollout.missing(history)}
    assert len(late) == len(LATE) == 3
    for code, found in progress(programme, today).items():
        of_last_weeks = sum((today - day).days < 56 for day in found.opened) / 8
        open_by_deadline = found.open + of_last_weeks * (DEADLINE - today).days / 7
        reasons = {one.of.value for one in causes(programme, code, today)}
        if code in late:
            assert open_by_deadline < 0.8 * found.whole
            assert found.lags
            assert reasons == set(late[code]["why"])
        else:
            assert found.fate in (Fate.MET, Fate.ON_COURSE)
            assert open_by_deadline >= found.whole or found.open == found.whole
            assert reasons == set()
            assert not found.lags
    assert {tuple(one["items"]) for one in late.values()} == {(), (Item.STAFF,), (Item.NORMS,)}


def test_pilots_stand_in_the_programme_from_the_month_of_their_start() -> None:
    pilots = {step.jurisdiction: f"{step.day:%Y-%m}" for step in entries(SMALL).steps if step.stage == "pilot"}
    assert pilots == truth.told(SMALL, truth.Sums(SMALL))["pilots"]


def test_what_cannot_be_simulated_is_said() -> None:
    with pytest.raises(TooShort):
        History(1_000, first=date(2017, 1, 1))
    with pytest.raises(NoApplications):
        History(999)
    assert month_named("2015-01") == date(2015, 1, 1)
    for text in ("2015", "2015-13", "1066-10", "January"):
        with pytest.raises(NoMonth):
            month_named(text)


@pytest.mark.parametrize("seed", range(8))
def test_shares_stay_between_0_and_1_whatever_the_seed(seed: int) -> None:
    """`World` refuses to be made otherwise; also for a history that is short, or long."""
    for last in (date(2016, 12, 1), date(2024, 12, 1)):
        assert History(1_000, seed=seed, last=last).world.months == (24 if last.year == 2016 else 120)


def test_every_pair_has_a_share_in_every_jurisdiction() -> None:
    assert len(mix.kinds()) == len(pairs())
    assert (SMALL.world.shares > 0).all()
    assert SMALL.world.shares.sum(axis=1) == pytest.approx(np.ones(len(UNITS)))
    assert ENDED < COLUMNS
