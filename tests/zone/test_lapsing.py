"""A demand for completion runs out (R02, R21): what is not completed in time ends, what was handed in in time never."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import catalogue
from core.ids import new_id
from core.inner import announcing, cases, counter, counter_claims, counter_submission, ending, examination
from core.inner import worker as inner_worker
from core.inner.examination import ReturnReason
from core.inner.officers import OfficerView
from core.journey import Journey
from core.outer import counter as outer_counter
from core.outer import drafts, lapsing, objections
from core.outer import worker as outer_worker
from core.outer.counter import AFTER_COUNTER
from core.outer.tables import Application
from core.terms import EnterpriseStatus, Status
from core.workdays import day_in_china, last_day_before
from tests.counters import Officers, outer_view, taken
from tests.lands import Land
from tests.towns import TO_SUBMIT, Hands, Town

DATABASE = "sqlite"
ONE, OTHER, THIRD, FOURTH, FIFTH = (slice(number, number + 1) for number in range(1, 6))
WRONG = [ReturnReason("application_form", "contact.phone", "联系电话与登记不一致，请更正。")]


@pytest.fixture(scope="module")
def land(standing: tuple[Town, Hands], officers: Officers) -> Land:
    return Land(*standing, officers)


def returned(site: Town, officers: Officers, name: str, people: slice) -> Journey:
    """A company's establishment that came back for completion."""
    journey = site.walk(name, *TO_SUBMIT, people=people)
    examination.accept(site.inner, officers[0], journey.application_id, new_id())
    examination.return_for_completion(site.inner, officers[0], journey.application_id, WRONG, new_id())
    journey.cross()
    return journey


def status(site: Town, journey: Journey) -> Status:
    """What the outer zone says, to somebody whose session ended long ago."""
    with site.outer.store.reading() as session:
        return Status(session.get_one(Application, journey.application_id).status)


def tidied(journey: Journey) -> None:
    """What is done every few hours is done, and told."""
    outer_worker.tidy(journey.outer)
    journey.cross()


def time_runs_out(hands: Hands) -> None:
    hands.moved += timedelta(days=_days() + 1)


def _days() -> int:
    return catalogue.load().procedure("LLC.SETUP", day_in_china(Hands()())).clocks.completion_days


def test_a_returned_application_ends_when_it_is_not_completed_in_time(
    site: Town, standing: tuple[Town, Hands], officers: Officers
) -> None:
    hands = standing[1]
    journey = returned(site, officers, "落霞孤鹜", ONE)
    view = outer_view(journey)
    assert view.complete_by is not None
    assert last_day_before(view.complete_by) == day_in_china(site.inner.clock()) + timedelta(days=_days())
    assert lapsing.lapse_due(site.outer) == 0
    time_runs_out(hands)
    tidied(journey)
    assert cases.view(site.inner, officers[0], journey.application_id).row.status is Status.LAPSED
    assert lapsing.lapse_due(site.outer) == 0
    assert status(site, journey) is Status.LAPSED
    again = site.walk("落霞孤鹜", *TO_SUBMIT, people=OTHER)  # the name is free again
    findings = cases.view(site.inner, officers[0], again.application_id).findings
    assert not [one for one in findings if one.rule.startswith("name.") and one.severity == "error"]


def test_what_was_submitted_in_time_never_ends_however_late_it_crosses(
    site: Town, standing: tuple[Town, Hands], officers: Officers
) -> None:
    journey = returned(site, officers, "渔舟唱晚", THIRD)
    view = outer_view(journey)
    contact = view.content.contact.model_copy(update={"phone": "13900000000"})
    content = view.content.model_copy(update={"contact": contact})
    drafts.save(site.outer, journey.applicant.account, view.id, content, view.revision)
    journey.make_pack()
    journey.sign()
    journey.submit()
    time_runs_out(standing[1])
    assert lapsing.lapse_due(site.outer) == 0
    assert ending.lapse_due(site.inner) == 0
    journey.cross()
    assert cases.view(site.inner, officers[0], view.id).row.status is Status.EXAMINING


def test_what_was_made_at_the_counter_ends_there(
    site: Town, standing: tuple[Town, Hands], officers: Officers, clerk: OfficerView
) -> None:
    at_counter = taken(site, clerk, "雁阵惊寒", FOURTH)
    counter_submission.submit(site.inner, clerk, at_counter, new_id())
    examination.accept(site.inner, officers[0], at_counter, new_id())
    examination.return_for_completion(site.inner, officers[0], at_counter, WRONG, new_id())
    assert ending.lapse_due(site.inner) == 0
    time_runs_out(standing[1])
    inner_worker.tidy(site.inner)
    assert cases.view(site.inner, officers[0], at_counter).row.status is Status.LAPSED
    assert not counter.view(site.inner, clerk, at_counter).is_open


def test_what_the_counter_hands_back_late_may_still_be_completed(
    site: Town, standing: tuple[Town, Hands], officers: Officers, clerk: OfficerView
) -> None:
    hands = standing[1]
    journey = returned(site, officers, "声断衡阳", FIFTH)
    code = outer_counter.issue_code(site.outer, journey.applicant.account, journey.application_id)
    counter_claims.claim(site.inner, clerk, code)
    journey.cross()
    hands.moved += timedelta(days=_days())  # the last day
    counter_claims.hand_back(site.inner, clerk, journey.application_id)
    journey.cross()
    hands.moved += AFTER_COUNTER - timedelta(hours=1)
    tidied(journey)
    assert status(site, journey) is Status.RETURNED
    hands.moved += timedelta(hours=2)
    tidied(journey)
    assert status(site, journey) is Status.LAPSED
    assert cases.view(site.inner, officers[0], journey.application_id).row.status is Status.LAPSED


def test_a_simple_cancellation_that_is_not_completed_lets_its_enterprise_go_on(land: Land) -> None:
    """The notice ends with its case: nobody stays "being cancelled" for good."""
    inner, examiner = land.town.inner, land.officers[0]
    uscc, case_id = land.announced()
    land.days_pass(21)
    announcing.close_due(inner)
    examination.take(inner, examiner, case_id, new_id())
    examination.return_for_completion(inner, examiner, case_id, WRONG, new_id())
    land.cross()
    assert land.status(uscc) == (EnterpriseStatus.CANCELLING, EnterpriseStatus.CANCELLING)
    land.days_pass(_days() + 1)
    outer_worker.tidy(land.town.outer)
    land.cross()
    assert land.case_status(case_id) is Status.LAPSED
    assert land.status(uscc) == (EnterpriseStatus.EXISTING, EnterpriseStatus.EXISTING)
    assert uscc not in {one.uscc for one in objections.running(land.town.outer)}
