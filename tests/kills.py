"""A registration that is killed and goes on: who walks it, in which stages, and where the blade falls.

A walker process looks where the registration stands and does what comes next, as people and workers do who know
nothing of a crash. What a use case returned to it is written to the ledger: that is acknowledged and may not be lost.
Processes are forked, so that what they need is loaded once; no database is open while one is.
"""

from __future__ import annotations

import json
import os
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum, auto
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy.engine.default import DefaultDialect

from core.inner import examination, issuing
from core.inner.tables import Case
from core.journey import Journey, Walker, company
from core.outer import accounts, drafts, packs, signing, submission
from core.outer.views import ApplicationView
from core.smoke import drill_officers
from core.terms import ProposalKind, Status
from tests.towns import Hands, Town, settings_of

NAME = "千山暮雪"
LONGEST_SECONDS = 180
WALK, LEDGER, TROUBLE = "walk.json", "ledger.jsonl", "trouble.txt"


class Stage(IntEnum):
    """What A04 names, in order. Telling the result back belongs to publishing."""

    DRAFT = auto()
    SIGN = auto()
    SUBMIT = auto()
    EXCHANGE = auto()
    ACCEPT = auto()
    APPROVE = auto()
    ISSUE = auto()
    ARCHIVE = auto()
    PUBLISH = auto()
    DONE = auto()


INNER_STAGES = {
    Status.RECEIVED: Stage.ACCEPT,
    Status.ACCEPTED: Stage.ACCEPT,
    Status.EXAMINING: Stage.ACCEPT,
    Status.PROPOSED: Stage.APPROVE,
    Status.APPROVED: Stage.ISSUE,
    Status.ISSUED: Stage.ARCHIVE,
    Status.ARCHIVED: Stage.PUBLISH,
    Status.PUBLICISED: Stage.PUBLISH,
}
ACKNOWLEDGED: tuple[tuple[ModuleType, str], ...] = (
    (drafts, "begin"), (drafts, "attach"), (drafts, "save"), (packs, "open_signing"), (signing, "finish"),
    (submission, "submit"), (examination, "accept"), (examination, "propose"), (examination, "approve"),
    (issuing, "issue"), (issuing, "archive"), (issuing, "publicise"),
)  # fmt: skip


@dataclass
class Guillotine:
    """Kills the process at the n-th boundary: before and after each commit, before each change of a folder."""

    at: int | None
    passed: int = 0

    def boundary(self) -> None:
        if self.passed == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.passed += 1

    @contextmanager
    def set_up(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name in ("replace", "rename", "unlink", "rmdir", "link"):
                patch.setattr(os, name, self._before(getattr(os, name)))
            patch.setattr(DefaultDialect, "do_commit", self._around(DefaultDialect.do_commit))
            yield

    def _before(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def stepping(*arguments: Any, **options: Any) -> Any:
            self.boundary()
            return function(*arguments, **options)

        return stepping

    def _around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def stepping(*arguments: Any, **options: Any) -> Any:
            self.boundary()
            result = function(*arguments, **options)
            self.boundary()
            return result

        return stepping


def in_child(work: Callable[[], object], folder: Path) -> int:
    """Run in a process of its own; returns its exit code, negative for the signal that killed it."""
    process = os.fork()
    if process == 0:
        status = 1
        try:
            signal.alarm(LONGEST_SECONDS)
            work()
            status = 0
        except BaseException:
            (folder / TROUBLE).write_text(traceback.format_exc())
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


@dataclass
class Walk:
    """One process's part of the registration in the installation at `root`."""

    root: Path
    later: timedelta = field(default_factory=timedelta)

    @contextmanager
    def opened(self) -> Iterator[Town]:
        self.hands = Hands(self.later)
        reference = self.root / "reference"
        town = Town.open(self.root, reference, people=2, settings=settings_of(self.root), clock=self.hands)
        assert isinstance(town, Town)
        try:
            yield town
        finally:
            town.close()

    def begin(self) -> None:
        """Register the two members, and make the officers: what stands before the first kill."""
        with self.opened() as town:
            walkers = [town.resident(someone) for someone in town.people]
            drill_officers(town.inner)
            tokens = [
                accounts.sign_in(town.outer, one.someone.phone, one.password, agent="walk", address="")
                for one in walkers
            ]
            kept = [{"password": one.password, "token": token} for one, token in zip(walkers, tokens, strict=True)]
            (self.root / WALK).write_text(json.dumps(kept))

    def go_on(self, until: Stage, at: int | None = None, *, alone: bool = False) -> None:
        """Go on from wherever it stands to the end of a stage; killed at the boundary, if one is given.

        With `alone`, what follows an approval is left to the worker's rounds.
        """
        with self.opened() as town:
            journey, blade = self._journey(town), Guillotine(at)
            with self._ledger(), blade.set_up():
                while (stage := stage_of(journey)) <= until and stage is not Stage.DONE:
                    if alone and stage >= Stage.ISSUE:
                        self.hands.moved += timedelta(seconds=15)
                        journey.cross()
                    else:
                        STEPS[stage](journey)
        (self.root / "boundaries").write_text(str(blade.passed))

    def _journey(self, town: Town) -> Journey:
        journey = town.journey(NAME, town.people, drill=False)
        for someone, kept in zip(town.people, json.loads((self.root / WALK).read_text()), strict=True):
            account = accounts.who(town.outer, kept["token"])
            assert account is not None
            journey.walkers.append(Walker(town.outer, someone, kept["password"], account))
        mine = drafts.applications(town.outer, journey.applicant.account)
        journey.application_id = mine[0].id if mine else ""
        return journey

    @contextmanager
    def _ledger(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch, (self.root / LEDGER).open("a") as ledger:
            for module, name in ACKNOWLEDGED:
                patch.setattr(module, name, self._noting(ledger, name, getattr(module, name)))
            yield

    def _noting(self, ledger: Any, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def noting(*arguments: Any, **options: Any) -> Any:
            result = function(*arguments, **options)
            plain = [one for one in arguments if isinstance(one, str)]
            told = _told(result)
            ledger.write(json.dumps([name, plain, told]) + "\n")
            ledger.flush()
            return result

        return noting


def _told(result: object) -> object:
    """What an acknowledgement says, as far as it can be looked up afterwards."""
    if isinstance(result, submission.Receipt):
        return result.to_json()
    return result.revision if isinstance(result, ApplicationView) else str(result)


def stage_of(journey: Journey) -> Stage:
    """Where the registration stands, by looking at both zones."""
    if not journey.application_id:
        return Stage.DRAFT
    view = drafts.view(journey.outer, journey.applicant.account, journey.application_id)
    if view.status is Status.DRAFT:
        return Stage.DRAFT
    if view.status is Status.SIGNING:
        signed = all(one.complete for one in view.documents if one.kind != submission.MANIFEST)
        return Stage.SUBMIT if signed else Stage.SIGN
    if view.status is Status.SUBMITTED:
        return Stage.EXCHANGE
    if view.status is Status.PUBLICISED:
        return Stage.DONE
    with journey.inner.store.reading() as session:
        return INNER_STAGES[Status(session.get_one(Case, journey.application_id).status)]


def _draft(journey: Journey) -> None:
    outer, account = journey.outer, journey.applicant.account
    if not journey.application_id:
        journey.application_id = drafts.begin(outer, account)
    view = drafts.view(outer, account, journey.application_id)
    if not view.uploads:
        drafts.attach(outer, account, view.id, drafts.PREMISES, "租赁合同.png", journey.premises)
        view = drafts.view(outer, account, view.id)
    content = company(journey.plan, journey.members, view.content)
    if view.content != content:
        drafts.save(outer, account, view.id, content, view.revision)
    packs.open_signing(outer, account, view.id)


def _submit(journey: Journey) -> None:
    account = journey.applicant.account
    submission.prepare_manifest(journey.outer, account, journey.application_id)
    if signing.task(journey.outer, account, journey.application_id).open_slots:
        journey.applicant.sign_everything(journey.application_id)
    submission.submit(journey.outer, account, journey.application_id, "submit")


def _accept(journey: Journey) -> None:
    inner, (examiner, _) = journey.inner, drill_officers(journey.inner)
    examination.accept(inner, examiner, journey.application_id, "accept")
    examination.propose(inner, examiner, journey.application_id, ProposalKind.APPROVE, "齐全", "propose")


def _approve(journey: Journey) -> None:
    examination.approve(journey.inner, drill_officers(journey.inner)[1], journey.application_id, "", "approve")


def _publish(journey: Journey) -> None:
    issuing.publicise(journey.inner, journey.application_id)
    journey.cross()


STEPS: dict[Stage, Callable[[Journey], object]] = {
    Stage.DRAFT: _draft,
    Stage.SIGN: Journey.sign,
    Stage.SUBMIT: _submit,
    Stage.EXCHANGE: Journey.cross,
    Stage.ACCEPT: _accept,
    Stage.APPROVE: _approve,
    Stage.ISSUE: lambda journey: issuing.issue(journey.inner, journey.application_id),
    Stage.ARCHIVE: lambda journey: issuing.archive(journey.inner, journey.application_id),
    Stage.PUBLISH: _publish,
}
