"""What pilots are judged by, from a snapshot's counts (R64): each outcome as its definition says, whole months only."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.evaluation_data import OUTCOMES, contents, month_of, panel, period_of, truth
from analytics.statistics.effects import Observation
from core.evaluation import OutcomeName
from tests.pilots import PILOTS, REGIONS, history, row

JUNE, JULY, AUGUST = date(2017, 6, 1), date(2017, 7, 1), date(2017, 8, 1)
IN_SEPTEMBER = datetime(2017, 9, 3, tzinfo=UTC)


def values(name: OutcomeName, *rows: object, **asked: object) -> list[Observation]:
    snapshot = history([*rows], IN_SEPTEMBER, name=f"{rows}")  # type: ignore[list-item]  # rows as `row` makes them
    return list(panel(snapshot, name, **asked).observations)  # type: ignore[arg-type]  # words of `panel`


@pytest.mark.parametrize(
    ("name", "counts", "expected"),
    [
        (OutcomeName.PROCESSING_HOURS, {"received": 10, "closed": 10, "hours": 725}, 72.5),
        (OutcomeName.PASSED_FIRST, {"received": 10, "closed": 10, "approved": 8, "approved_first": 6}, 0.75),
        (OutcomeName.VISITS, {"received": 10, "closed": 10, "visits": 15}, 1.5),
        (OutcomeName.CORRECTIONS, {"received": 10, "closed": 10, "corrections": 3}, 0.3),
    ],
)
def test_r64_each_outcome_is_its_two_counts_divided(name: OutcomeName, counts: dict[str, int], expected: float) -> None:
    (one,) = values(name, row(JUNE, "110000", **counts))
    assert (one.unit, one.period) == ("110000", period_of("2017-06"))
    assert one.value == pytest.approx(expected)


def test_r07_the_e_processing_rate_is_the_part_approved_wholly_paperless() -> None:
    found = values(
        OutcomeName.E_PROCESSING,
        row(JUNE, "110000", channel="paperless", approved=30),
        row(JUNE, "110000", channel="online_with_paper", approved=50),
        row(JUNE, "110000", channel="counter", approved=20),
    )
    assert [one.value for one in found] == [pytest.approx(0.3)]


def test_r64_new_registrations_are_relative_to_what_was_before_the_first_pilot() -> None:
    found = values(
        OutcomeName.REGISTRATIONS,
        row(JUNE, "110000", received=200),
        row(JULY, "110000", received=100),
        row(AUGUST, "110000", received=300),
        row(AUGUST, "110000", received=999, business="change"),
        before=period_of("2017-08"),
    )
    assert [one.value for one in found] == [pytest.approx(value) for value in (400 / 3, 200 / 3, 200)]


def test_r64_a_region_without_cases_in_a_month_has_no_outcome_there() -> None:
    found = values(OutcomeName.PASSED_FIRST, row(JUNE, "110000", received=3), row(JULY, "110000", approved=1))
    assert [one.period for one in found] == [period_of("2017-07")]


def test_r64_the_month_that_is_not_over_yet_is_left_out() -> None:
    snapshot = history([row(JULY, "110000", approved=9), row(AUGUST, "110000", approved=9)],
                       datetime(2017, 8, 31, 15, 59, tzinfo=UTC), "not over")  # fmt: skip
    assert panel(snapshot, OutcomeName.PASSED_FIRST).periods[1] == period_of("2017-07")
    over = history(snapshot.rows, datetime(2017, 8, 31, 16, 0, tzinfo=UTC), "over")  # midnight in Beijing
    assert panel(over, OutcomeName.PASSED_FIRST).periods[1] == period_of("2017-08")


def test_r64_last_months_with_much_still_open_are_left_out_of_what_waits_for_decisions() -> None:
    rows = [
        row(JUNE, "110000", received=100, closed=96, ended=1, approved=90),
        row(JULY, "110000", received=100, closed=90, approved=90),
        row(AUGUST, "110000", received=100, closed=40, approved=90),
    ]
    snapshot = history(rows, IN_SEPTEMBER, "open")
    found = panel(snapshot, OutcomeName.PROCESSING_HOURS)
    assert found.left_out == (period_of("2017-07"), period_of("2017-08"))
    assert found.periods == (period_of("2017-06"), period_of("2017-06"))
    assert panel(snapshot, OutcomeName.PASSED_FIRST).left_out == ()


def test_r64_an_open_month_in_the_middle_is_not_left_out() -> None:
    rows = [row(JUNE, "110000", received=100, closed=50), row(JULY, "110000", received=100, closed=100)]
    assert panel(history(rows, IN_SEPTEMBER, "middle"), OutcomeName.PROCESSING_HOURS).left_out == ()


def test_r64_type_business_and_period_narrow_it_down() -> None:
    rows = [
        row(month, "110000", entity_type=kind, business=business, approved=10, approved_first=first)
        for month in (JUNE, JULY)
        for kind, business, first in (("LLC", "establishment", 1), ("LLC", "change", 4), ("JSC", "change", 8))
    ]
    snapshot = history(rows, IN_SEPTEMBER, "narrow")
    name = OutcomeName.PASSED_FIRST
    assert [one.value for one in panel(snapshot, name, "LLC", "change").observations] == [0.4, 0.4]
    assert [one.value for one in panel(snapshot, name, business="change").observations] == [0.6, 0.6]
    only = panel(snapshot, name, first=period_of("2017-07"), last=period_of("2017-07"))
    assert {one.period for one in only.observations} == {period_of("2017-07")}


def test_what_there_is_to_choose_from() -> None:
    there = contents(history())
    assert set(there.regions) == set(REGIONS) > set(PILOTS)
    assert (there.types, there.businesses) == (("LLC",), ("establishment",))
    assert there.periods == (period_of("2015-01"), period_of("2017-06"))


def test_an_empty_snapshot_offers_nothing() -> None:
    empty = history([], name="empty")
    assert contents(empty).periods is None
    assert panel(empty, OutcomeName.VISITS).observations == ()


def test_every_outcome_that_can_be_laid_down_can_be_computed_and_says_how() -> None:
    assert set(OUTCOMES) == set(OutcomeName)
    assert all(one.definition.endswith(".") for one in OUTCOMES.values())


@given(st.integers(min_value=1000 * 12, max_value=2999 * 12 + 11))
def test_months_are_written_and_read_alike(period: int) -> None:
    assert period_of(month_of(period)) == period


@pytest.mark.parametrize("text", ["", "2017", "2017-13", "2017-00", "17-01", "2017-1"])
def test_what_is_no_month_is_not_read_as_one(text: str) -> None:
    with pytest.raises(ValueError):
        period_of(text)


OVERALL = '{"effects": {"visits": {"overall": %s}}}'


@pytest.mark.parametrize(
    "told",
    [
        "", "{", "[]", "7", '{"effects": []}', '{"effects": {"visits": 3}}', '{"effects": {"visits": {}}}',
        OVERALL % '"much"', OVERALL % '1, "by_event": {"x": 1}', OVERALL % '1, "by_cohort": 4',
    ],
)  # fmt: skip
def test_r64_a_damaged_truth_is_none(told: str) -> None:
    """An evaluation stands without it."""
    with patch.object(Path, "read_text", return_value=told):
        assert truth(Path("simulated"), OutcomeName.VISITS) is None
