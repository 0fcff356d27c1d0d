"""The rollout programme in the inner zone (R60-R62): entries, files taken whole, history, rights, on both databases."""

from __future__ import annotations

import multiprocessing
import os
import signal
from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from core import trace
from core.errors import NotFound, NotPermitted
from core.inner import programme, programme_training
from core.inner.managed_tables import ProgrammeEntry, ProgrammeImport
from core.inner.officers import OfficerView
from core.programme import Kind, Programme, Stage, Topic
from core.programme_files import read
from core.programme_rows import INTERFACES, READINESS, STEPS, TABLES, TRAININGS, Wrong
from core.store import Store
from core.terms import Role
from tests.counters import officer_with
from tests.towns import Hands, Town

STEP = {
    "jurisdiction": "330000", "entity_type": "LLC", "business": "establishment", "stage": "open", "kind": "actual",
    "day": "2017-08-01", "note": "",
}  # fmt: skip
HEADS = ",".join(STEPS.columns)


@pytest.fixture(scope="module")
def rollout(standing: tuple[Town, Hands]) -> OfficerView:
    return officer_with(standing[0], "rollout-officer", "冯推进", Role.PROGRAMME_OFFICER)


@pytest.fixture(scope="module")
def manager(standing: tuple[Town, Hands]) -> OfficerView:
    return officer_with(standing[0], "rollout-manager", "赵处长", Role.MANAGER)


def file_of(place: str, day: str = "2017-08-01", count: int = 3) -> bytes:
    rows = [f"{place},LLC,{one},open,actual,{day}," for one in ("establishment", "change", "filing")[:count]]
    return "\n".join((HEADS, *rows)).encode()


def of(site: Town, officer: OfficerView, place: str) -> Programme:
    return programme.read(site.inner, officer).of(place)


def test_an_entry_is_kept_with_who_made_it_and_when_and_traced(
    site: Town, rollout: OfficerView, manager: OfficerView
) -> None:
    programme.enter(site.inner, rollout, STEPS, STEP)
    (found,) = of(site, manager, "330000").steps
    assert (found.stage, found.kind, found.day, found.by) == (Stage.OPEN, Kind.ACTUAL, date(2017, 8, 1), rollout.id)
    assert found.recorded_at is not None
    with site.inner.store.reading() as session:
        entry = trace.entries_for(session, "330000")[-1]
    assert (entry.kind, entry.actor) == (programme.ENTERED, rollout.id)
    assert entry.data is not None
    assert entry.data["business"] == "establishment"


def test_a_correction_is_a_further_entry_and_a_withdrawal_too(site: Town, rollout: OfficerView) -> None:
    place = {**STEP, "jurisdiction": "620000"}
    programme.enter(site.inner, rollout, STEPS, place)
    programme.enter(site.inner, rollout, STEPS, {**place, "day": "2017-08-05"})
    (newest, oldest) = programme.history(site.inner, rollout, "620000")
    assert (newest.valid, oldest.valid) == (True, False)
    assert newest.officer == "冯推进"
    programme.withdraw(site.inner, rollout, newest.number)
    assert [one.valid for one in programme.history(site.inner, rollout, "620000")] == [False, False, False]
    assert of(site, rollout, "620000").plain() == Programme()
    with pytest.raises(NotFound):
        programme.withdraw(site.inner, rollout, newest.number)


@pytest.mark.parametrize(
    ("column", "value"), [("day", "2017-02-30"), ("day", "2099-01-01"), ("stage", ""), ("jurisdiction", "999999")]
)
def test_a_wrong_field_enters_nothing(site: Town, rollout: OfficerView, column: str, value: str) -> None:
    before = len(programme.read(site.inner, rollout))
    with pytest.raises(Wrong):
        programme.enter(site.inner, rollout, STEPS, {**STEP, column: value})
    assert len(programme.read(site.inner, rollout)) == before


def test_all_four_kinds_are_kept_and_come_out_as_they_went_in(site: Town, rollout: OfficerView) -> None:
    cells = {"jurisdiction": "110000", "day": "2017-05-01", "note": "=1"}
    programme.enter(site.inner, rollout, READINESS, {**cells, "item": "system", "ready": "no"})
    programme.enter(
        site.inner, rollout, INTERFACES, {**cells, "department": "税务", "interface": "多证合一", "state": "testing"}
    )
    programme.enter(site.inner, rollout, TRAININGS, {**cells, "topic": "workflow", "invited": "30", "trained": "28"})
    found = of(site, rollout, "110000")
    assert (len(found.readiness), len(found.interfaces), len(found.trainings)) == (1, 1, 1)
    for table in TABLES[1:]:
        exported = read(programme.export(site.inner, rollout, table)).programme
        mine = Programme.made_of(one for one in exported.entries if one.jurisdiction == "110000")
        assert mine == Programme.made_of(one for one in found.plain().entries if isinstance(one, table.entry))


def test_a_file_is_taken_whole_and_once(site: Town, rollout: OfficerView) -> None:
    first = programme.import_file(site.inner, rollout, "steps.csv", file_of("440000"))
    assert (first.rows, first.entered) == (3, 3)
    again = programme.import_file(site.inner, rollout, "steps.csv", file_of("440000"))
    assert (again.rows, again.entered) == (3, 0)
    mended = programme.import_file(site.inner, rollout, "mended.csv", file_of("440000", "2017-08-02", 1))
    assert (mended.rows, mended.entered) == (1, 1)
    rows = programme.history(site.inner, rollout, "440000")
    assert [(one.file, one.valid) for one in rows] == [
        ("mended.csv", True), ("steps.csv", True), ("steps.csv", True), ("steps.csv", False),
    ]  # fmt: skip


def test_importing_an_export_changes_nothing(site: Town, rollout: OfficerView) -> None:
    programme.import_file(site.inner, rollout, "steps.csv", file_of("450000"))
    exported = programme.export(site.inner, rollout, STEPS)
    assert programme.import_file(site.inner, rollout, "export.csv", exported).entered == 0


def test_a_file_with_one_bad_row_imports_nothing(site: Town, rollout: OfficerView) -> None:
    data = file_of("460000") + b"\n460000,LLC,cancellation,open,actual,2017-02-30,"
    found = programme.import_file(site.inner, rollout, "steps.csv", data)
    assert [(one.row, one.column) for one in found.reading.problems] == [(5, "day")]
    assert len(of(site, rollout, "460000")) == 0


def test_an_import_that_breaks_midway_leaves_nothing(
    site: Town, rollout: OfficerView, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entries are in the database when it breaks, in the very same transaction."""
    add = programme._add

    def and_break(*given: object) -> None:
        add(*given)  # type: ignore[arg-type]  # passed on as they came
        raise RuntimeError("broken")

    monkeypatch.setattr(programme, "_add", and_break)
    with pytest.raises(RuntimeError):
        programme.import_file(site.inner, rollout, "broken.csv", file_of("500000"))
    monkeypatch.undo()
    assert_nothing(site, rollout, "500000", "broken.csv")


def test_an_import_that_is_killed_midway_leaves_nothing(site: Town, rollout: OfficerView) -> None:
    """Killed after the entries were written and before the commit."""
    child = multiprocessing.get_context("fork").Process(target=_import_and_die, args=(site, rollout))
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    assert_nothing(site, rollout, "510000", "killed.csv")


def _import_and_die(site: Town, rollout: OfficerView) -> None:
    add = programme._add

    def and_die(*given: object) -> None:
        add(*given)  # type: ignore[arg-type]  # passed on as they came
        os.kill(os.getpid(), signal.SIGKILL)

    programme._add = and_die  # type: ignore[assignment]  # in the child alone
    own = replace(
        site.inner, store=Store(site.inner.store.url.render_as_string(hide_password=False), site.inner.store.zone)
    )
    programme.import_file(own, rollout, "killed.csv", file_of("510000"))


def assert_nothing(site: Town, rollout: OfficerView, place: str, name: str) -> None:
    assert len(of(site, rollout, place)) == 0
    with site.inner.store.reading() as session:
        assert session.exec(select(ProgrammeEntry).where(ProgrammeEntry.jurisdiction == place)).all() == []
        found = session.exec(select(ProgrammeImport).where(ProgrammeImport.filename == name)).all()
        assert found == []


@pytest.fixture
def without_rights(rollout: OfficerView) -> OfficerView:
    return replace(rollout, roles=frozenset({Role.EXAMINER, Role.APPROVER, Role.COUNTER_OFFICER}))


def test_a28_who_has_no_right_neither_sees_nor_enters(site: Town, without_rights: OfficerView) -> None:
    for step in (
        lambda: programme.read(site.inner, without_rights),
        lambda: programme.history(site.inner, without_rights, "330000"),
        lambda: programme.export(site.inner, without_rights, STEPS),
        lambda: programme_training.trainees(site.inner, without_rights, date(2017, 8, 1)),
    ):
        with pytest.raises(NotPermitted):
            step()


def test_a28_managers_see_and_do_not_enter(site: Town, manager: OfficerView) -> None:
    for step in (
        lambda: programme.enter(site.inner, manager, STEPS, STEP),
        lambda: programme.withdraw(site.inner, manager, 1),
        lambda: programme.import_file(site.inner, manager, "steps.csv", file_of("530000")),
        lambda: programme_training.complete(site.inner, manager, manager.id, Topic.WORKFLOW, "2017-08-01"),
    ):
        with pytest.raises(NotPermitted):
            step()
    assert not programme.may_enter(manager)
    assert len(of(site, manager, "530000")) == 0


def test_r62_who_completed_which_topic_follows_the_account(
    site: Town, rollout: OfficerView, manager: OfficerView
) -> None:
    programme_training.complete(site.inner, rollout, manager.id, Topic.WORKFLOW, "2017-08-01")
    programme_training.complete(site.inner, rollout, manager.id, Topic.OPERATION, "2017-09-01")

    def completed(on: date) -> set[Topic]:
        found = programme_training.trainees(site.inner, manager, on)
        return set(next(one for one in found if one.officer_id == manager.id).completed)

    assert completed(date(2017, 8, 1)) == {Topic.WORKFLOW}
    assert completed(date(2017, 9, 1)) == {Topic.WORKFLOW, Topic.OPERATION}
    programme_training.withdraw(site.inner, rollout, manager.id, Topic.WORKFLOW)
    assert completed(date(2017, 9, 1)) == {Topic.OPERATION}
    with pytest.raises(NotFound):
        programme_training.withdraw(site.inner, rollout, manager.id, Topic.WORKFLOW)
    with pytest.raises(NotFound):
        programme_training.complete(site.inner, rollout, "nobody", Topic.WORKFLOW, "2017-08-01")
    with pytest.raises(Wrong):
        programme_training.complete(site.inner, rollout, manager.id, Topic.WORKFLOW, "2099-01-01")
