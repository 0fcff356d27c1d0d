"""What anyone may know of an enterprise (R50): an allow-list, in the days of China, and nothing of people's lives."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core import catalogue
from core.inner.entering import Outcome
from core.inner.public import public_facts
from core.inner.tables import Pledge
from core.terms import EnterpriseStatus
from tests.builders import TODAY, content_for

LATE = datetime(2026, 11, 27, 18, 4, tzinfo=UTC)
"""Past two in the morning of the 28th in China."""


def facts(procedure_id: str, *pledged: Pledge) -> dict[str, object]:
    procedure = catalogue.load().procedure(procedure_id, TODAY)
    content, _ = content_for(procedure)
    made = Outcome(content, EnterpriseStatus.EXISTING, 1, "2026-11-28", "110108", procedure.entity_type)
    return public_facts("91110108MA00000015", made, procedure, "北京市海淀区市场监督管理局", pledged)


def test_the_day_of_a_pledge_is_the_one_in_china() -> None:
    pledge = Pledge(number="1101082026Z000001", uscc="u", case_id="c", terms={"amount": 100}, since=LATE)
    assert facts("LLC.SETUP", pledge)["pledges"] == [
        {"number": "1101082026Z000001", "since": "2026-11-28", "amount": 100}
    ]


@pytest.mark.parametrize("procedure_id", ["LLC.SETUP", "LP.SETUP", "HOUSEHOLD.SETUP", "REP_OFFICE.SETUP", "COOP.SETUP"])
def test_nothing_that_tells_of_peoples_lives_is_public(procedure_id: str) -> None:
    content, _ = content_for(catalogue.load().procedure(procedure_id, TODAY))
    shown = repr(facts(procedure_id))
    for person in content.parties.values():
        for secret in (person.identity_number, person.phone, person.email, person.address):
            assert not secret or secret not in shown
