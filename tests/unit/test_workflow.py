"""The life of a registration is one table, and nothing outside it can happen (design; A29, A30)."""

from __future__ import annotations

import contextlib
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import permissions, workflow
from core.errors import ConditionNotMet, NotPermitted, NotPossibleNow
from core.permissions import Thing
from core.terms import LABELS, Action, Role, Status, Zone
from core.workflow import ALL_STEPS, FINAL, NEED_TEXTS, STEPS, Need

GRID = list(product(Zone, Status))


@pytest.mark.parametrize(("zone", "status"), GRID)
def test_every_cell_of_status_and_action_is_either_a_step_or_refused(zone: Zone, status: Status) -> None:
    for action in Action:
        if (status, action) in ALL_STEPS[zone]:
            assert workflow.step(zone, status, action).to in Status
        else:
            with pytest.raises(NotPossibleNow):
                workflow.step(zone, status, action)


@pytest.mark.parametrize("zone", Zone)
def test_a_step_is_refused_while_any_of_its_needs_does_not_hold(zone: Zone) -> None:
    for (status, action), step in ALL_STEPS[zone].items():
        for need in step.needs:
            with pytest.raises(ConditionNotMet) as refusal:
                workflow.step(zone, status, action, frozenset(Need) - {need})
            assert refusal.value.params["reason_text"] == NEED_TEXTS[need]


@pytest.mark.parametrize(("zone", "status"), GRID)
def test_an_action_is_offered_exactly_when_status_and_role_allow_it(zone: Zone, status: Status) -> None:
    for role, action in product(Role, Action):
        offered = action in permissions.available_actions(zone, status, [role])
        allowed = (role, zone, Thing.REGISTRATION, action) in permissions.ALLOWED
        assert offered == (allowed and (status, action) in ALL_STEPS[zone]), (role, action)


@pytest.mark.parametrize(("zone", "role"), list(product(Zone, Role)))
def test_what_the_table_does_not_list_is_denied(zone: Zone, role: Role) -> None:
    for thing, right in product(Thing, [*Action, "view", "begin", "edit", "decide", "nonsense"]):
        listed = (role, zone, thing, right) in permissions.ALLOWED
        assert permissions.may([role], zone, thing, right) == listed
        if not listed:
            with pytest.raises(NotPermitted):
                permissions.require([role], zone, thing, right)


@pytest.mark.parametrize("status", sorted(FINAL))
def test_nothing_leaves_a_final_status(status: Status) -> None:
    assert not any(workflow.possible_actions(zone, status) for zone in Zone)


def test_every_status_but_those_told_by_the_other_side_is_reached_by_a_step() -> None:
    reached = {step.to for steps in ALL_STEPS.values() for step in steps.values()}
    assert reached | {Status.DRAFT} == set(Status)


def test_no_status_can_be_skipped_on_the_way_to_a_licence() -> None:
    """A30: from receipt to publicity there is one way through acceptance, examination, proposal and approval."""
    way = [Action.RECEIVE, Action.ACCEPT, Action.TAKE, Action.PROPOSE, Action.APPROVE, Action.ISSUE, Action.ARCHIVE]
    assert workflow.fold(Zone.INNER, Status.SUBMITTED, way) is Status.ARCHIVED
    for left_out in range(len(way)):
        with pytest.raises(NotPossibleNow):
            workflow.fold(Zone.INNER, Status.SUBMITTED, way[:left_out] + way[left_out + 1 :] + [Action.PUBLICISE])


def test_completion_is_demanded_only_once() -> None:
    assert Need.NOT_RETURNED_BEFORE in STEPS[Status.EXAMINING, Action.RETURN].needs


def test_whoever_decides_is_not_whoever_examined() -> None:
    """A31, as far as the table says it."""
    for action in (Action.APPROVE, Action.REFUSE, Action.SEND_BACK):
        assert Need.FOUR_EYES in STEPS[Status.PROPOSED, action].needs


def test_no_role_both_submits_and_decides() -> None:
    for role in Role:
        rights = {rule[3] for rule in permissions.ALLOWED if rule[0] is role}
        assert not ({Action.SUBMIT} <= rights and rights & {Action.APPROVE, Action.REFUSE, Action.PROPOSE})


@given(st.lists(st.sampled_from(Action), max_size=12))
def test_any_sequence_of_actions_ends_in_a_status_or_is_refused(actions: list[Action]) -> None:
    with contextlib.suppress(NotPossibleNow):
        assert workflow.fold(Zone.INNER, Status.SUBMITTED, actions) in Status


def test_every_word_has_a_label() -> None:
    for enum, labels in LABELS.items():
        assert set(labels) == set(enum), enum
