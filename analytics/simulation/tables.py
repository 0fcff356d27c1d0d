"""A small history as cases and their steps in the inner database, so that the feed sees them as it sees real ones.

It is written in units of bounded size, each case whole. Simulated cases are known by their number. Beside real cases
none is written: measures could never tell them apart again. The trace has no entries of them, and what the worker
would do after an approval counts as done.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import numpy as np
from sqlmodel import Session, col, insert, select

from analytics.simulation import mix
from analytics.simulation.calendar import Moments
from analytics.simulation.course import ENDED, Course, Standing, standing
from analytics.simulation.draw import Piece
from analytics.simulation.history import History
from analytics.simulation.rows import CHANNELS, course_of
from analytics.simulation.world import UNITS
from core.addressees import ADDRESSEES
from core.catalogue import Procedure, load
from core.content import Content, Person
from core.errors import QuanchengError
from core.i18n import DEFAULT_LANGUAGE, N_, translator
from core.inner.applicants import APPLICANT
from core.inner.context import Inner
from core.inner.steps import seal_content
from core.inner.tables import Authority, Case, CaseEvent
from core.store import Store
from core.terms import Action, Business, IdentityStatus, Status
from core.workdays import day_in_china

MOST = 20_000
UNIT = 500
PREFIX = "SIM-"
ACTOR = "simulation"


class TooManyForTables(QuanchengError):
    code = "too_many_for_tables"
    text = N_("At most {most:,} applications can be simulated through the tables.")
    remedy = N_("Choose fewer with --applications, or leave out --through-tables.")


class RealCases(QuanchengError):
    code = "real_cases"
    text = N_("This installation has real cases; simulated ones among them could never be told apart in its measures.")
    remedy = N_("Name the folder of another installation with --var, or leave out --through-tables.")


class SimulatedAlready(QuanchengError):
    code = "simulated_already"
    text = N_("This installation has simulated cases already.")
    remedy = N_("Name the folder of another installation with --var.")


@dataclass(frozen=True)
class Sealing:
    """What a case keeps sealed: its content and its applicant, by its identifier."""

    content: Callable[[str], bytes]
    applicant: Callable[[str], Mapping[str, Any]]


def sealing_of(inner: Inner) -> Sealing:
    """Sealing with the installation's own keys: an empty content, and somebody called 模拟申请人."""
    person = Person(name="模拟申请人").model_dump_json()

    def applicant(case: str) -> Mapping[str, Any]:
        sealed = inner.vault.seal(person, f"{APPLICANT}:{case}").hex()
        return {"ref": f"{ACTOR}.{case}", "identity": IdentityStatus.CONFIRMED, "sealed": sealed}

    return Sealing(lambda case: seal_content(inner, case, Content()), applicant)


@dataclass(frozen=True)
class _Drawn:
    """A piece with its steps, and where its applications stand in the end."""

    history: History
    piece: Piece
    course: Course
    now: Standing

    def moments(self, at: Moments) -> list[datetime | None]:
        known = self.history.calendar.utc(np.nan_to_num(at)) // 1_000_000
        return [None if np.isnan(one) else datetime.fromtimestamp(int(second), UTC)
                for one, second in zip(at, known, strict=True)]  # fmt: skip


def write(history: History, store: Store, sealing: Sealing, root: str = "") -> int:
    """Write the history's cases; returns how many. Authorities that are missing are made below `root`.

    Raises TooManyForTables, RealCases, SimulatedAlready.
    """
    check(history, store)
    with store.unit() as session:
        _make_authorities(session, root)
    for piece in history.pieces():
        drawn = _draw(history, piece)
        for start in range(0, len(piece), UNIT):
            with store.unit() as session:
                _write(session, drawn, range(start, min(start + UNIT, len(piece))), sealing)
    return history.applications


def check(history: History, store: Store) -> None:
    """Whether the history may be written there. Raises as `write` does."""
    if history.applications > MOST:
        raise TooManyForTables(most=MOST)
    with store.reading() as session:
        simulated = col(Case.number).startswith(PREFIX)
        if session.exec(select(Case.id).where(~simulated, ~col(Case.drill)).limit(1)).first() is not None:
            raise RealCases
        if session.exec(select(Case.id).where(simulated).limit(1)).first() is not None:
            raise SimulatedAlready


def case_id(seed: int, number: int) -> str:
    """The identifier of a history's application in the tables."""
    return hashlib.sha256(f"simulated {seed} {number}".encode()).hexdigest()[:32]


def _make_authorities(session: Session, root: str) -> None:
    chinese = translator(DEFAULT_LANGUAGE)
    there = set(session.exec(select(Authority.id)))
    for code, one in ADDRESSEES.items():
        if code not in there:
            session.add(Authority(id=code, name=chinese(one.name), parent_id=root if root in there else None))


def _draw(history: History, piece: Piece) -> _Drawn:
    """What follows an approval is done at the end of the history at the latest, or the worker would take it up."""
    course = course_of(history, piece)
    after = course.at[:, ENDED + 1 :]
    approved = (course.at[:, ENDED] <= history.end)[:, None] & ~np.isnan(after)
    course.at[:, ENDED + 1 :] = np.where(approved, np.minimum(after, history.end), after)
    return _Drawn(history, piece, course, standing(course, history.calendar, history.end))


def _write(session: Session, drawn: _Drawn, rows: range, sealing: Sealing) -> None:
    chosen = slice(rows.start, rows.stop)
    ended = np.where(drawn.course.at[:, ENDED] <= drawn.history.end, drawn.course.at[:, ENDED], np.nan)[chosen]
    stands = np.where(drawn.now.running[chosen], np.nan, np.fmin(ended, drawn.now.since[chosen]))
    due, stopped, decided = (drawn.moments(at) for at in (drawn.now.due[chosen], stands, ended))
    cases: list[dict[str, Any]] = []
    steps: list[dict[str, Any]] = []
    for at, row in enumerate(rows):
        own = case_id(drawn.history.seed, drawn.piece.first_id + row)
        taken = _steps(drawn, row, own)
        clock = {"clock_due_at": due[at], "clock_stopped_at": stopped[at], "decided_at": decided[at]}
        cases.append(_case(drawn, row, own, taken) | clock | _sealed(own, sealing))
        steps += taken
    session.execute(insert(Case), cases)
    session.execute(insert(CaseEvent), steps)


def _steps(drawn: _Drawn, row: int, own: str) -> list[dict[str, Any]]:
    columns = np.flatnonzero(drawn.course.at[row] <= drawn.history.end)
    steps: list[dict[str, Any]] = []
    before = Status.SUBMITTED
    for column, at in zip(columns, drawn.moments(drawn.course.at[row, columns]), strict=True):
        action, status = drawn.course.step(row, int(column))
        steps.append(
            {
                "case_id": own, "number": len(steps) + 1, "action": action, "from_status": before, "status": status,
                "actor": ACTOR, "key": f"{action}.{len(steps) + 1}", "at": at, "trace_index": 0, "details": {},
            }
        )  # fmt: skip
        before = status
    return steps


def _case(drawn: _Drawn, row: int, own: str, steps: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    piece, received = drawn.piece, steps[0]["at"]
    region, (entity_type, business) = UNITS[piece.unit[row]], mix.kinds()[piece.pair[row]]
    day = day_in_china(received)
    procedure = _procedure(load().edition(day).since, entity_type, business)
    rounds = 1 + sum(one["action"] == Action.RECEIVE for one in steps[1:])
    return {
        "id": own, "number": f"{PREFIX}{region}-{day:%Y%m%d}-{piece.first_id + row:08d}", "authority_id": region,
        "procedure": procedure.id, "edition": procedure.edition, "business": business, "entity_type": entity_type,
        "channel": CHANNELS[piece.way[row]], "status": steps[-1]["status"], "round": rounds,
        "returned_before": any(one["action"] == Action.RETURN for one in steps),
        "title": f"模拟主体{piece.first_id + row:08d}", "organisations": {}, "signatories": [], "proposal": {},
        "outputs": {}, "drawn_up": str(day), "first_submitted_at": received, "received_at": received,
        "updated_at": steps[-1]["at"], "version": len(steps),
    }  # fmt: skip


def _sealed(own: str, sealing: Sealing) -> dict[str, Any]:
    return {"content_sealed": sealing.content(own), "applicant": dict(sealing.applicant(own))}


@cache
def _procedure(day: date, entity_type: str, business: Business) -> Procedure:
    """The usual procedure of a pair in the edition of a day; none with a public notice."""
    fitting = (one for one in load().open_on(day) if (one.entity_type, one.business) == (entity_type, business))
    return next(one for one in fitting if not one.notice_days)
