"""The steps of applications, as the workflow has them, and where they stand at the end of the history.

Columns are the steps of `STEPS` in order; a step that an application does not take has no moment (NaN). What lies after
the end of the history has not happened yet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.simulation.calendar import CLOSES, Calendar, Moments
from analytics.simulation.draw import ACCEPT_DAYS, COMPLETION_DAYS, DECIDE_DAYS, End, Piece
from core.terms import Action, Status
from core.workflow import STEPS as WORKFLOW

RETURNS = 3
SENT_BACK = 0.03
"""The share of proposals that the approver sends back."""

ROUND = ((Action.RETURN, Status.RETURNED), (Action.RECEIVE, Status.EXAMINING))
BEFORE: tuple[tuple[Action, Status], ...] = (
    (Action.RECEIVE, Status.RECEIVED),
    (Action.ACCEPT, Status.ACCEPTED),
    (Action.TAKE, Status.EXAMINING),
    *(ROUND * RETURNS),
    (Action.PROPOSE, Status.PROPOSED),
    (Action.SEND_BACK, Status.EXAMINING),
    (Action.PROPOSE, Status.PROPOSED),
)
AFTER: tuple[tuple[Action, Status], ...] = (
    (Action.ISSUE, Status.ISSUED),
    (Action.ARCHIVE, Status.ARCHIVED),
    (Action.PUBLICISE, Status.PUBLICISED),
)
ENDS: tuple[tuple[Action, Status], ...] = (
    (Action.APPROVE, Status.APPROVED),
    (Action.REFUSE, Status.REFUSED),
    (Action.NOT_ACCEPT, Status.NOT_ACCEPTED),
    (Action.WITHDRAW, Status.WITHDRAWN),
    (Action.LAPSE, Status.LAPSED),
)
"""In the order of `End`; one of them stands between `BEFORE` and `AFTER`."""
ACCEPTED, TAKEN, FIRST_RETURN, PROPOSED, SENT, AGAIN, ENDED = 1, 2, 3, 9, 10, 11, 12
COLUMNS = ENDED + 1 + len(AFTER)
# When officers usually get to a step, as a part of the time to the decision; corrections lie between the two.
ACCEPTED_AT, TAKEN_AT, EXAMINED_AT, PROPOSED_AT = 0.2, 0.3, 0.45, 0.85
AFTERWARDS = (0.05, 0.2, 1.0)
"""When licence, archive and publicity came, as parts of the lag."""
STAGES = (0.3, 0.6, 0.85)
"""Of those withdrawn, how many were only received; accepted at most; taken at most; the others were proposed."""

ACTIONS, STATUSES = tuple(Action), tuple(Status)
RUNNING = frozenset({Status.RECEIVED, Status.ACCEPTED, Status.EXAMINING, Status.PROPOSED})
"""Where the authority's clock runs."""

assert all(status in {step.to for (_from, done), step in WORKFLOW.items() if done is action}
           for action, status in (*BEFORE, *ENDS, *AFTER))  # fmt: skip


@dataclass(frozen=True)
class Course:
    """`at` has a row for each application and `COLUMNS` columns; `end` is what became of it."""

    at: Moments
    end: NDArray[np.uint8]

    def step(self, row: int, column: int) -> tuple[Action, Status]:
        """What is done in a cell, and where it leads."""
        return (*BEFORE, ENDS[self.end[row]], *AFTER)[column]

    def actions(self) -> NDArray[np.uint8]:
        """The action of each cell, numbered as in `ACTIONS`."""
        return self._named(0, ACTIONS)

    def statuses(self) -> NDArray[np.uint8]:
        """The status to which each cell leads, numbered as in `STATUSES`."""
        return self._named(1, STATUSES)

    def _named(self, part: int, names: tuple[object, ...]) -> NDArray[np.uint8]:
        before, ends, after = (np.array([names.index(step[part]) for step in steps], dtype=np.uint8)
                               for steps in (BEFORE, ENDS, AFTER))  # fmt: skip
        rows = len(self.end)
        last = np.broadcast_to(after, (rows, len(after)))
        return np.concatenate([np.broadcast_to(before, (rows, len(before))), ends[self.end][:, None], last], axis=1)


@dataclass(frozen=True)
class Standing:
    """Where applications stand at the end of the history; moments are NaN where there is none."""

    status: NDArray[np.uint8]
    since: Moments
    decided: Moments
    approved: Moments
    due: Moments
    running: NDArray[np.bool_]
    corrections: NDArray[np.uint8]


def course(
    piece: Piece, calendar: Calendar, lots: np.random.Generator, chosen: NDArray[np.bool_] | None = None
) -> Course:
    """The steps of a piece's applications, or of the chosen ones; the lots are cast for all of them either way."""
    own = lots.random((5, len(piece)))
    pick = slice(None) if chosen is None else chosen
    end, opened, ended = piece.end[pick], piece.opened[pick], piece.ended[pick]
    own = own[:, pick]
    at = np.full((len(end), COLUMNS), np.nan)
    at[:, 0], at[:, ENDED] = piece.received[pick], ended
    _examination(at, calendar, opened, ended, own)
    _corrections(at, calendar, piece.corrections[pick], opened, ended)
    at[:, ENDED + 1 :] = ended[:, None] + piece.lag[pick][:, None] * np.array(AFTERWARDS)
    _leave_out(at, end, own)
    _lapses(at, end, opened, ended)
    ordered = np.fmin(np.fmax.accumulate(at[:, :ENDED], axis=1), ended[:, None])
    at[:, :ENDED] = np.where(np.isnan(at[:, :ENDED]), np.nan, ordered)
    return Course(at, end)


def _examination(at: Moments, calendar: Calendar, opened: Moments, ended: Moments, own: Moments) -> None:
    for column, share, lot in ((ACCEPTED, ACCEPTED_AT, 0), (TAKEN, TAKEN_AT, 1), (PROPOSED, PROPOSED_AT, 2)):
        moment = opened + (ended - opened) * share * (0.5 + 0.5 * own[lot])
        at[:, column] = calendar.pulled(moment, opened, own[3])
    sent = own[4] < SENT_BACK
    for column, part in ((SENT, 0.4), (AGAIN, 0.7)):
        moment = calendar.pulled(at[:, PROPOSED] + (ended - at[:, PROPOSED]) * part, opened, own[3])
        at[:, column] = np.where(sent, moment, np.nan)


def _corrections(
    at: Moments, calendar: Calendar, corrections: NDArray[np.uint8], opened: Moments, ended: Moments
) -> None:
    """Demands lie evenly between the examination and the proposal, which then comes late."""
    span = (PROPOSED_AT - EXAMINED_AT) * (ended - opened) / np.maximum(corrections, 1)
    for number in range(RETURNS):
        has = corrections > number
        begun = opened + EXAMINED_AT * (ended - opened) + number * span
        demanded = calendar.pulled(begun, opened, np.full(len(opened), 0.5))
        at[:, FIRST_RETURN + 2 * number] = np.where(has, demanded, np.nan)
        at[:, FIRST_RETURN + 2 * number + 1] = np.where(has, begun + 0.8 * span, np.nan)
    late = calendar.pulled(opened + PROPOSED_AT * (ended - opened), opened, np.full(len(opened), 0.5))
    at[:, PROPOSED] = np.where(corrections > 0, late, at[:, PROPOSED])


def _leave_out(at: Moments, end: NDArray[np.uint8], own: Moments) -> None:
    """What those did not reach that were not accepted, withdrawn or lapsed; only approvals have what follows."""
    at[end != End.APPROVED, ENDED + 1 :] = np.nan
    at[end == End.NOT_ACCEPTED, ACCEPTED:ENDED] = np.nan
    withdrawn = end == End.WITHDRAWN
    for column, least in zip((ACCEPTED, TAKEN, PROPOSED), STAGES, strict=True):
        at[withdrawn & (own[4] < least), column] = np.nan
    at[withdrawn, FIRST_RETURN:PROPOSED] = np.nan
    at[withdrawn, SENT:ENDED] = np.nan


def _lapses(at: Moments, end: NDArray[np.uint8], opened: Moments, ended: Moments) -> None:
    """Lapsed ones were accepted, taken and returned on the day from which the time to complete ran."""
    lapsed = np.flatnonzero(end == End.LAPSED)
    day = ended[lapsed] - (COMPLETION_DAYS + 1) * 24
    demanded = np.maximum(day + CLOSES - 2, opened[lapsed])
    at[lapsed, ACCEPTED:ENDED] = np.nan
    at[lapsed, ACCEPTED] = opened[lapsed]
    at[lapsed, TAKEN] = opened[lapsed]
    at[lapsed, FIRST_RETURN] = demanded


def standing(taken: Course, calendar: Calendar, until: float) -> Standing:
    """Where the applications stand at a moment after they were received."""
    done = taken.at <= until
    last = COLUMNS - 1 - np.argmax(done[:, ::-1], axis=1)
    rows = np.arange(len(last))
    status = taken.statuses()[rows, last]
    decided = np.where(done[:, ENDED] & (taken.end <= End.NOT_ACCEPTED), taken.at[:, ENDED], np.nan)
    running = np.isin(status, [STATUSES.index(one) for one in RUNNING])
    returns = done[:, FIRST_RETURN:PROPOSED:2]
    return Standing(
        status=status,
        since=taken.at[rows, last],
        decided=decided,
        approved=np.where(taken.end == End.APPROVED, decided, np.nan),
        due=_due(taken.at, done, calendar),
        running=running,
        corrections=returns.sum(axis=1).astype(np.uint8),
    )


def _due(at: Moments, done: NDArray[np.bool_], calendar: Calendar) -> Moments:
    """Until when the authority is to accept or decide; the time with the applicant moves it."""
    due = calendar.due(at[:, 0], ACCEPT_DAYS)
    accepted = np.flatnonzero(done[:, ACCEPTED])
    due[accepted] = calendar.due(at[accepted, ACCEPTED], DECIDE_DAYS)
    for column in range(FIRST_RETURN, PROPOSED, 2):
        back = np.flatnonzero(done[:, column + 1])
        due[back] += at[back, column + 1] - at[back, column]
    return due
