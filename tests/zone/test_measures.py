"""The managers' measures (R07, R65) on a snapshot's counts: each as its definition says, narrowed down as asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from analytics.measures import Question, Scope, measure
from analytics.rates import RATES
from analytics.snapshot import Snapshot
from core.terms import Channel, Status
from tests.applications import AS_OF, AUGUST, LATE_JULY, Application, application, pending, take

Taken = Callable[[Sequence[Application]], Snapshot]


@pytest.fixture
def taken(tmp_path: Path) -> Taken:
    """A snapshot of applications."""
    return partial(take, tmp_path)


def counts(found: Snapshot, scope: Scope | None = None) -> Mapping[str, Any]:
    (row,) = measure(found, "rates", scope=scope or Scope())
    return row


def values(row: Mapping[str, Any]) -> dict[str, float | None]:
    return {name: rate.value(row) for name, rate in RATES.items()}


def test_the_rates_are_told_apart_as_administrations_publish_them(taken: Taken) -> None:
    """R07: paperless, applied for online, completed online, and visits are different things."""
    found = taken([
        application(1),
        application(2, channel=Channel.ONLINE_WITH_PAPER.value, visits=1),
        application(3, channel=Channel.ONLINE_WITH_PAPER.value, corrections=1),
        application(4, channel=Channel.COUNTER.value, visits=2, corrections=1),
    ])  # fmt: skip
    assert values(counts(found)) == {
        "paperless": 0.25, "applied_online": 0.75, "completed_online": 0.5, "no_visit": 0.5, "visits": 0.75,
        "first_pass": 0.5, "corrections": 0.5, "hours": 48.0,
    }  # fmt: skip


def test_nothing_approved_has_no_rate(taken: Taken) -> None:
    found = counts(taken([pending(1, Status.EXAMINING)]))
    assert values(found)["paperless"] is None
    assert values(found)["hours"] is None
    assert found["received"] == 1


def test_refused_and_lapsed_count_as_received_and_not_as_approved(taken: Taken) -> None:
    found = counts(
        taken([
            application(1, status=Status.REFUSED.value, approved_at=None),
            pending(2, Status.LAPSED, since=AUGUST + timedelta(days=30)),
        ])
    )  # fmt: skip
    assert (found["received"], found["approved"], found["declined"], found["ended"]) == (2, 0, 1, 1)


def test_months_are_those_of_beijing(taken: Taken) -> None:
    """17:00 UTC on the last of July is August in Beijing, by receipt as by decision."""
    found = taken([application(1, received_at=LATE_JULY, decided_at=LATE_JULY + timedelta(days=31))])
    rows = {row["month"]: (row["received"], row["approved"]) for row in measure(found, "rates", "month")}
    assert rows == {date(2017, 8, 1): (1, 0), date(2017, 9, 1): (0, 1)}


def test_a_part_can_be_asked_for(taken: Taken) -> None:
    found = taken([
        application(1),
        application(2, region="120000"),
        application(3, region="120000", business="change"),
        application(4, entity_type="JSC", received_at=AUGUST - timedelta(days=60)),
    ])  # fmt: skip
    asked = {
        Scope(): 4,
        Scope(regions=("120000",)): 2,
        Scope(regions=("120000", "110000")): 4,
        Scope(regions=("120000",), business="change"): 1,
        Scope(entity_type="JSC"): 1,
        Scope(first=date(2017, 8, 1)): 3,
        Scope(last=date(2017, 7, 1)): 1,
    }
    assert {scope: counts(found, scope)["received"] for scope in asked} == asked


def test_what_is_asked_for_is_data_and_never_a_statement(taken: Taken) -> None:
    """A29: an address can say anything."""
    found = taken([application(1)])
    assert counts(found, Scope(entity_type="' OR 1=1 --", regions=("x');DROP TABLE cell;--",)))["received"] in (0, None)
    with pytest.raises(ValueError, match="nothing is counted by"):
        Question("rates", ("1; DROP TABLE cell",)).sql(AS_OF)
    with pytest.raises(KeyError):
        measure(found, "no_such_measure")


def test_who_waits_for_whom_and_what_is_overdue(taken: Taken) -> None:
    found = taken([
        pending(1, Status.RECEIVED, received_at=AS_OF.replace(tzinfo=None) - timedelta(hours=5)),
        pending(2, Status.PROPOSED),
        pending(3, Status.RETURNED, running=False),
    ])  # fmt: skip
    rows = {(row["status"], row["age"]): (row["applications"], row["overdue"]) for row in measure(found, "waiting")}
    assert rows == {("received", 0): (1, 0), ("proposed", 3): (1, 1), ("returned", 3): (1, 0)}


def test_days_add_up_to_months(taken: Taken) -> None:
    found = taken([application(number, received_at=AUGUST + timedelta(days=number % 9)) for number in range(30)])
    days = measure(found, "days")
    assert sum(row["received"] for row in days) == counts(found)["received"] == 30
    assert sum(row["approved"] for row in days) == counts(found)["approved"]


def test_the_median_takes_the_pending_into_account(taken: Taken) -> None:
    """R65: of six cases three were decided after two days; the others have waited for weeks."""
    from analytics import watch

    found = taken(
        [application(number) for number in range(3)] + [pending(10 + number, Status.EXAMINING) for number in range(4)]
    )
    assert watch.times(found, Scope()).median is None
    decided = taken([application(number) for number in range(8)] + [pending(10, Status.EXAMINING)])
    median = watch.times(decided, Scope()).median
    assert median is not None
    assert 44 < median < 53
