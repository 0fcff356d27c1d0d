"""Pieces of a history as Arrow: applications as `snapshot.sql` folds them, and their steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from analytics.simulation import mix
from analytics.simulation.calendar import Moments
from analytics.simulation.course import ACTIONS, STATUSES, Course, course, standing
from analytics.simulation.draw import End, Piece, Way
from analytics.simulation.history import History
from analytics.simulation.world import UNITS
from core.terms import Business, Channel, Status

MOMENT, WORD = pa.timestamp("us"), pa.dictionary(pa.uint8(), pa.string())
APPLICATION = pa.schema(
    [
        ("id", pa.string()),
        ("region", WORD),
        ("entity_type", WORD),
        ("business", WORD),
        ("channel", WORD),
        ("status", WORD),
        ("received_at", MOMENT),
        ("since", MOMENT),
        ("decided_at", MOMENT),
        ("approved_at", MOMENT),
        ("due_at", MOMENT),
        ("running", pa.bool_()),
        ("corrections", pa.int32()),
        ("visits", pa.int32()),
    ]
)
EVENT = pa.schema(
    [
        ("case_id", pa.int64()),
        ("action", WORD),
        ("status", WORD),
        ("at", MOMENT),
        ("region", WORD),
        ("entity_type", WORD),
        ("business", WORD),
        ("channel", WORD),
    ]
)
CHANNELS = (Channel.PAPERLESS, Channel.ONLINE_WITH_PAPER, Channel.COUNTER)
"""In the order of `Way`."""
CLOSED = (Status.PUBLICISED, Status.REFUSED, Status.NOT_ACCEPTED, Status.WITHDRAWN, Status.LAPSED)
"""How applications stand in the end, in the order of `End`."""
COURSE = 4
"""The purpose of the lots that are cast on the steps."""


def course_of(history: History, piece: Piece, chosen: NDArray[np.bool_] | None = None) -> Course:
    """The steps of the piece's applications, or of the chosen ones; the same whichever are chosen."""
    return course(piece, history.calendar, history.lots(COURSE, piece.month, piece.number), chosen)


def applications(history: History, piece: Piece) -> pa.Table:
    """The piece as it stands at the end of the history, in the columns of `APPLICATION`. `due_at` and `running` are
    those of what is not closed."""
    approved = piece.end == End.APPROVED
    since = piece.ended + np.where(approved, piece.lag, 0.0)
    status = np.array([STATUSES.index(one) for one in CLOSED], dtype=np.uint8)[piece.end]
    decided = np.where(piece.end <= End.NOT_ACCEPTED, piece.ended, np.nan)
    granted = np.where(approved, piece.ended, np.nan)
    due, running = np.full(len(piece), np.nan), np.zeros(len(piece), dtype=bool)
    corrections = piece.corrections.astype(np.int32)
    is_open = since > history.end
    if is_open.any():
        now = standing(course_of(history, piece, is_open), history.calendar, history.end)
        status[is_open], since[is_open], decided[is_open] = now.status, now.since, now.decided
        granted[is_open], due[is_open], running[is_open] = now.approved, now.due, now.running
        corrections[is_open] = now.corrections
    moments = (_moments(history, one) for one in (piece.received, since, decided, granted, due))
    ids = pa.array(np.arange(piece.first_id, piece.first_id + len(piece))).cast(pa.string())
    columns = [
        ids,
        *subject(piece),
        _words(status, STATUSES),
        *moments,
        running,
        corrections,
        _visits(piece, corrections),
    ]
    return pa.table([pa.array(one) for one in columns], schema=APPLICATION)


def events(history: History, piece: Piece) -> pa.Table:
    """The steps of the piece's applications up to the end of the history, in the columns of `EVENT`."""
    taken = course_of(history, piece)
    row, column = np.nonzero(taken.at <= history.end)
    words = [_words(taken.actions()[row, column], ACTIONS), _words(taken.statuses()[row, column], STATUSES)]
    at = _moments(history, taken.at[row, column])
    about = [one.take(pa.array(row)) for one in subject(piece)]
    return pa.table([pa.array(piece.first_id + row), *words, at, *about], schema=EVENT)


def subject(piece: Piece) -> list[pa.Array]:
    """Region, type, business and channel."""
    types, businesses = mix.type_numbers()[piece.pair], mix.business_numbers()[piece.pair]
    return [
        _words(piece.unit, UNITS),
        _words(types, mix.type_names()),
        _words(businesses, tuple(Business)),
        _words(piece.way, CHANNELS),
    ]


def _words(numbers: NDArray[np.uint8], words: Sequence[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(numbers), pa.array([str(one) for one in words]))


def _moments(history: History, at: Moments) -> pa.Array:
    missing = np.isnan(at)
    known = history.calendar.utc(np.where(missing, 0.0, at))
    return pa.array(known, pa.int64(), mask=missing).cast(MOMENT)


def _visits(piece: Piece, corrections: NDArray[np.int32]) -> NDArray[np.int32]:
    """As `feed.sql` counts them."""
    visits = np.where(piece.way == Way.COUNTER, 1 + corrections, piece.way == Way.WITH_PAPER)
    return visits.astype(np.int32)
