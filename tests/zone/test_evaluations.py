"""Definitions of evaluations are fixed and sealed before the pilot starts, so that nobody chooses the outcome
afterwards (R64); with the seal in the trace, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core import evaluation, trace
from core.errors import BadInput, NotFound, NotPermitted
from core.evaluation import ComparedWith, Definition, OutcomeName
from core.ids import new_id
from core.inner import evaluations
from core.inner.evaluations import AlreadySealed, PilotStarted
from core.inner.managed_tables import EvaluationDefinition
from core.inner.officers import OfficerView
from core.inner.tables import Authority
from core.terms import Role
from core.workdays import day_in_china
from tests.counters import officer_with
from tests.towns import Town


@pytest.fixture(scope="module")
def manager(standing: tuple[Town, object]) -> OfficerView:
    return officer_with(standing[0], "evaluating-manager", "赵处长", Role.MANAGER)


def months_from_now(site: Town, count: int) -> str:
    day = day_in_china(site.inner.clock()).replace(day=15) + timedelta(days=30 * count)
    return f"{day:%Y-%m}"


def definition(site: Town, starts: int = 3) -> Definition:
    """Two pilots, the first of which starts in that many months."""
    return Definition(
        source="nation",
        outcome=OutcomeName.PROCESSING_HOURS,
        pilots={"330000": months_from_now(site, starts), "440300": months_from_now(site, starts + 3)},
        comparison=ComparedWith.NOT_YET,
        business="establishment",
        seed=7,
    )


def test_r64_what_was_saved_is_found_again_and_may_be_changed_until_it_is_sealed(
    site: Town, manager: OfficerView
) -> None:
    first = definition(site)
    kept = evaluations.save(site.inner, manager, "Pilot of spring", first)
    other = replace(first, outcome=OutcomeName.VISITS)
    assert evaluations.save(site.inner, manager, "Pilot of spring", other, kept) == kept
    found = evaluations.view(site.inner, manager, kept)
    assert (found.name, found.definition, found.sealed_at, found.own) == ("Pilot of spring", other, None, True)
    assert kept in [one.id for one in evaluations.listed(site.inner, manager)]


def test_r64_the_seal_is_the_hash_of_the_definition_and_stands_in_the_trace(site: Town, manager: OfficerView) -> None:
    said = definition(site)
    kept = evaluations.save(site.inner, manager, "Sealed in time", said)
    sealed = evaluations.seal(site.inner, manager, kept)
    assert sealed.seal == evaluation.seal_of("Sealed in time", said)
    assert (sealed.late, sealed.intact) == (False, True)
    with site.inner.store.reading() as session:
        (entry,) = trace.entries_for(session, kept)
    assert (entry.kind, entry.actor, entry.index) == (evaluations.SEALED, manager.id, sealed.trace_index)
    assert entry.data == {"seal": sealed.seal, "late": False}
    assert sealed.sealed_at is not None
    assert abs(entry.at - sealed.sealed_at) < timedelta(seconds=1)


def test_r64_what_is_sealed_is_neither_sealed_twice_nor_changed_nor_thrown_away(
    site: Town, manager: OfficerView
) -> None:
    kept = evaluations.save(site.inner, manager, "Once for all", definition(site))
    before = evaluations.seal(site.inner, manager, kept)
    with pytest.raises(AlreadySealed):
        evaluations.seal(site.inner, manager, kept)
    with pytest.raises(AlreadySealed):
        evaluations.save(site.inner, manager, "Another", definition(site, 5), kept)
    with pytest.raises(AlreadySealed):
        evaluations.discard(site.inner, manager, kept)
    assert evaluations.view(site.inner, manager, kept) == before
    with site.inner.store.reading() as session:
        assert len(trace.entries_for(session, kept)) == 1


def test_r64_once_a_pilot_has_started_a_definition_can_only_be_fixed_late(site: Town, manager: OfficerView) -> None:
    kept = evaluations.save(site.inner, manager, "Afterwards", definition(site, 0))
    with pytest.raises(PilotStarted):
        evaluations.seal(site.inner, manager, kept)
    assert evaluations.view(site.inner, manager, kept).sealed_at is None
    late = evaluations.seal(site.inner, manager, kept, late=True)
    assert (late.late, late.intact) == (True, True)


def test_r64_a_definition_that_is_in_time_is_not_called_late(site: Town, manager: OfficerView) -> None:
    kept = evaluations.save(site.inner, manager, "In time", definition(site))
    assert not evaluations.seal(site.inner, manager, kept, late=True).late


def test_r64_a_sealed_definition_that_was_changed_in_the_database_is_found_out(
    site: Town, manager: OfficerView
) -> None:
    kept = evaluations.save(site.inner, manager, "Tampered with", definition(site))
    evaluations.seal(site.inner, manager, kept)
    forged = replace(definition(site), outcome=OutcomeName.VISITS)
    with site.inner.store.unit() as session:
        row = session.get_one(EvaluationDefinition, kept)
        row.definition, row.seal = forged.to_json(), evaluation.seal_of("Tampered with", forged)
    assert not evaluations.view(site.inner, manager, kept).intact


def test_r64_a_colleague_reads_but_does_not_change_another_authority_does_not_see_it(
    site: Town, manager: OfficerView
) -> None:
    kept = evaluations.save(site.inner, manager, "Mine", definition(site))
    colleague = officer_with(site, f"colleague-{new_id()[:6]}", "钱处长", Role.MANAGER)
    assert not evaluations.view(site.inner, colleague, kept).own
    for step in (
        lambda: evaluations.save(site.inner, colleague, "Yours", definition(site), kept),
        lambda: evaluations.seal(site.inner, colleague, kept),
        lambda: evaluations.discard(site.inner, colleague, kept),
    ):
        with pytest.raises(NotPermitted):
            step()
    with site.inner.store.unit() as session:
        session.add(Authority(id=f"x{new_id()[:8]}", name="别处", parent_id=None))
        elsewhere = session.new
        (authority,) = [one.id for one in elsewhere if isinstance(one, Authority)]
    stranger = replace(colleague, authority_id=authority)
    with pytest.raises(NotFound):
        evaluations.view(site.inner, stranger, kept)
    assert evaluations.listed(site.inner, stranger) == ()


@pytest.mark.parametrize("roles", [frozenset({Role.EXAMINER}), frozenset({Role.ADMINISTRATOR}), frozenset[Role]()])
def test_a28_only_managers_evaluate(site: Town, manager: OfficerView, roles: frozenset[Role]) -> None:
    other = replace(manager, roles=roles)
    with pytest.raises(NotPermitted):
        evaluations.save(site.inner, other, "Not mine to", definition(site))
    with pytest.raises(NotPermitted):
        evaluations.listed(site.inner, other)


@pytest.mark.parametrize(
    ("name", "bent"),
    [
        ("  ", {}),
        ("x" * 121, {}),
        ("No pilot", {"pilots": {}}),
        ("No month", {"pilots": {"330000": "spring"}}),
        ("Backwards", {"first": "2017-05", "last": "2017-04"}),
    ],
)
def test_r64_what_says_nothing_is_not_kept(
    site: Town, manager: OfficerView, name: str, bent: dict[str, object]
) -> None:
    with pytest.raises(BadInput):
        evaluations.save(site.inner, manager, name, replace(definition(site), **bent))  # type: ignore[arg-type]  # bent


def test_r64_a_draft_can_be_thrown_away(site: Town, manager: OfficerView) -> None:
    kept = evaluations.save(site.inner, manager, "Not after all", definition(site))
    evaluations.discard(site.inner, manager, kept)
    with pytest.raises(NotFound):
        evaluations.view(site.inner, manager, kept)
