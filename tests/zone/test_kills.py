"""Killed at every commit boundary, a registration goes on as if nothing had been (A04).

The installation is photographed before each stage. From there a process walks the stage and is killed (SIGKILL) at
one boundary; another one goes on from what it finds, to the licence and its publication. Then nothing acknowledged
may be missing and nothing may be there twice or by halves. `make endure` does so for every boundary, and at least a
hundred times in each stage; `make test` kills one registration again and again, wherever a seeded chance falls.
"""

from __future__ import annotations

import gc
import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from signal import SIGKILL
from typing import Any

import pytest
from sqlmodel import Session, col, select

from core import archive, trace, workflow
from core.documents.fonts import document_font
from core.inner.tables import ArchiveRecord, Case, CaseEvent, Enterprise, Licence, Publication
from core.outer import inquiry
from core.outer.tables import Application, ApplicationEvent, Document, SignatureSlot, Submission, UploadedFile
from core.terms import Action, LicenceStatus, Status, Zone
from reference.records import Records
from tests.exchanges import FULL
from tests.kills import LEDGER, NAME, TROUBLE, Stage, Walk, in_child
from tests.towns import Town, settle_in

KILLS, AGAIN = 100, 2
STAGES = [stage for stage in Stage if stage is not Stage.DONE]
REACH = dict(zip(STAGES, (14, 90, 33, 80, 6, 4, 4, 16, 88), strict=True))
"""How many boundaries each stage has, more or less: so far chance reaches."""
TAKEN = {
    "accept": Action.ACCEPT, "propose": Action.PROPOSE, "approve": Action.APPROVE,
    "issue": Action.ISSUE, "archive": Action.ARCHIVE, "publicise": Action.PUBLICISE,
}  # fmt: skip


@dataclass(frozen=True)
class Photographs:
    """The installation before each stage, and how many boundaries the stage has."""

    folder: Path

    def restore(self, stage: Stage, root: Path) -> None:
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self.folder / stage.name, root)

    def boundaries(self, stage: Stage) -> int:
        return int((self.folder / f"{stage.name}.boundaries").read_text())


@pytest.fixture(scope="module")
def photographs(provided: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Photographs]:
    folder = tmp_path_factory.mktemp("photographs")
    root = folder / "installation"
    make_ready(provided, root)
    for stage in STAGES:
        shutil.copytree(root, folder / stage.name)
        assert in_child(lambda stage=stage: Walk(root).go_on(stage), root) == 0, trouble(root)  # type: ignore[misc]  # the default binds the stage
        shutil.copy(root / "boundaries", folder / f"{stage.name}.boundaries")
    yield Photographs(folder)
    shutil.rmtree(folder)


def make_ready(provided: Path, root: Path) -> None:
    """An installation with two registered members and two officers, and loaded here what every process will need."""
    settle_in(provided, root)
    Walk(root).begin()
    document_font()
    gc.collect()  # the reference service's connection goes with its application


def trouble(root: Path) -> str:
    return (root / TROUBLE).read_text() if (root / TROUBLE).exists() else "killed or too slow"


@pytest.mark.endure
@pytest.mark.parametrize("seed", range(40 if FULL else 1))
def test_killed_again_and_again_nothing_acknowledged_is_lost(seed: int, provided: Path, tmp_path: Path) -> None:
    chance, root, kills = random.Random(f"A04 {seed}"), tmp_path / "installation", 0
    make_ready(provided, root)
    walk = Walk(root)
    for stage in STAGES:
        for _ in range(AGAIN):
            at, alone = chance.randrange(REACH[stage]), chance.random() < 0.5
            status = in_child(lambda: walk.go_on(stage, at, alone=alone), root)  # noqa: B023 - called at once
            assert status in (0, -SIGKILL), (stage, at, trouble(root))
            kills += status != 0
            walk.later += timedelta(minutes=5)
        assert in_child(lambda: walk.go_on(stage), root) == 0, (stage, trouble(root))  # noqa: B023 - called at once
        walk.later += timedelta(minutes=5)
    assert kills >= len(STAGES)
    assert in_child(lambda: judge(walk), root) == 0, trouble(root)


@pytest.mark.endure
@pytest.mark.skipif(not FULL, reason="every boundary of every stage: make endure")
@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name.lower())
def test_killed_at_any_boundary_nothing_acknowledged_is_lost(
    stage: Stage, photographs: Photographs, tmp_path: Path
) -> None:
    count, root = photographs.boundaries(stage), tmp_path / "installation"
    for number in range(max(KILLS, count)):
        at = number % count
        photographs.restore(stage, root)
        assert in_child(lambda: Walk(root).go_on(stage, at), root) == -SIGKILL, (at, trouble(root))  # noqa: B023
        again = Walk(root, timedelta(minutes=1))
        assert in_child(lambda: again.go_on(Stage.PUBLISH, alone=True), root) == 0, (at, trouble(root))  # noqa: B023
        later = Walk(root, timedelta(minutes=2))
        assert in_child(lambda: judge(later), root) == 0, (at, trouble(root))  # noqa: B023


def judge(walk: Walk) -> None:
    """Everything there once, whole, and where the ledger says."""
    with walk.opened() as town:
        settle(town, walk)
        application_id = judge_outer(town)
        judge_inner(town, application_id)
        judge_ledger(town, application_id, walk.root / LEDGER)
        judge_traces(town)
        assert [one.name.count(NAME) for one in inquiry.search(town.outer, NAME)] == [1]
    records = Records(walk.root / "reference", walk.hands)
    assert len(records.all_publicity()) == 1
    records.close()


def settle(town: Town, walk: Walk) -> None:
    """Let the workers come to rest; nothing may be held, rejected or unacknowledged then."""
    for _ in range(40):
        walk.hands.moved += timedelta(seconds=15)
        town.walk(NAME).cross()
        states = []
        for zone in (town.outer, town.inner):
            with zone.store.reading() as session:
                states.append(zone.exchange.state(session))
        if not any(state.unacknowledged + state.waiting for state in states):
            break
    assert [(state.unacknowledged, state.waiting, state.held, state.alarms) for state in states] == [(0, 0, (), ())] * 2


def judge_outer(town: Town) -> str:
    with town.outer.store.reading() as session:
        application = session.exec(select(Application)).one()
        assert application.status == Status.PUBLICISED
        events = session.exec(select(ApplicationEvent).order_by(col(ApplicationEvent.number))).all()
        assert [event.number for event in events] == list(range(1, len(events) + 1))
        actions = [Action(event.action) for event in events]
        own = actions.index(Action.SUBMIT) + 1
        assert workflow.fold(Zone.OUTER, Status.DRAFT, actions[:own]) is Status.SUBMITTED
        assert workflow.fold(Zone.INNER, Status.SUBMITTED, actions[own:]) is Status.PUBLICISED
        slots = session.exec(select(SignatureSlot).join(Document).where(Document.superseded == False)).all()  # noqa: E712 - SQL
        assert actions.count(Action.SIGN) == len(slots)
        assert all(slot.signed_at and slot.evidence_id for slot in slots)
        assert actions.count(Action.OPEN_SIGNING) == actions.count(Action.SUBMIT) == 1
        for document in session.exec(select(Document)):
            assert town.outer.files.get(document.current)
        assert len(session.exec(select(Submission)).all()) == 1
        judge_entries(session, application.id, [event.trace_index for event in events])
        return application.id


def judge_inner(town: Town, application_id: str) -> None:
    inner = town.inner
    with inner.store.reading() as session:
        case = session.exec(select(Case)).one()
        assert (case.id, case.status) == (application_id, Status.PUBLICISED)
        events = session.exec(select(CaseEvent).order_by(col(CaseEvent.number))).all()
        assert workflow.fold(Zone.INNER, Status.SUBMITTED, [Action(event.action) for event in events]) == case.status
        assert len({event.key for event in events}) == len(events)
        judge_entries(session, case.id, [event.trace_index for event in events])
        enterprise, licence = session.exec(select(Enterprise)).one(), session.exec(select(Licence)).one()
        assert (licence.uscc, licence.status) == (enterprise.uscc, LicenceStatus.VALID)
        assert inner.files.get(licence.file)
        assert session.exec(select(Publication)).one().publicised_at is not None
        record = session.exec(select(ArchiveRecord)).one()
    store: archive.ArchiveStore = inner.archive()
    assert store.object_ids() == (record.object_id,)
    receipt = store.receipt(record.object_id)
    assert (str(receipt.version), receipt.digest) == (record.version, record.digest) == ("1", receipt.digest)
    assert store.read(record.object_id).items


def judge_entries(session: Session, subject: str, indexes: list[int]) -> None:
    """A27: each step has its one entry."""
    steps = [one.index for one in trace.entries_for(session, subject) if one.kind.startswith("registration.")]
    assert sorted(steps) == sorted(indexes)


def judge_ledger(town: Town, application_id: str, ledger: Path) -> None:
    """What a use case returned holds."""
    lines: list[tuple[str, list[str], Any]] = [json.loads(line) for line in ledger.read_text().splitlines()]
    with town.outer.store.reading() as session, town.inner.store.reading() as inner:
        events = session.exec(select(ApplicationEvent)).all()
        for name, told, result in lines:
            if name == "begin":
                assert result == application_id
            elif name == "save":
                assert sum(event.details.get("revision") == int(result) for event in events) == 1
            elif name == "attach":
                assert session.exec(select(UploadedFile)).one().purpose in told
            elif name == "finish":
                assert session.get_one(SignatureSlot, told[1]).signed_at
            elif name == "submit":
                assert session.exec(select(Submission)).one().receipt.items() >= result.items()
            elif name in TAKEN:
                taken = select(CaseEvent).where(CaseEvent.action == TAKEN[name])
                assert len(inner.exec(taken).all()) == 1


def judge_traces(town: Town) -> None:
    """Each zone's trace is whole, also by the checkpoints that the other zone holds."""
    for zone, other in ((town.outer, town.inner), (town.inner, town.outer)):
        with other.store.reading() as session:
            witnesses = trace.witnesses(session, zone.exchange.origin)
        assert witnesses
        with zone.store.reading() as session:
            key = zone.exchange.signer.public_key()
            assert trace.audit(session, witnesses, key=key, origin=zone.exchange.origin).ok
