"""The zones' background work: one loop each for exchange, mails and steps that follow, and the carrier between them.

A round does everything that is due and is simply done again; it may be killed anywhere. The carrier holds no key and
opens no database: it moves what lies in one spool to the other.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from core.errors import QuanchengError
from core.exchange import Carrier, EnvelopeKey
from core.inner import intake, issuing
from core.inner.context import Inner
from core.inner.tables import OfficerAttempt
from core.outer import notices, results
from core.outer.context import Outer
from core.outer.tables import Attempt, Submission
from core.passwords import forget_attempts
from core.rounds import CARRIER, WORKER, alone

log = logging.getLogger(__name__)

OUTER, INNER = "outer", "inner"
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(hours=1)


def outer_round(outer: Outer, *, mails: bool = True) -> int:
    """One round of the outer zone; returns how much was done."""
    now = outer.clock()

    def told(session: Session, key: EnvelopeKey, kind: str, result: Mapping[str, Any]) -> None:
        if kind == "submission":
            note_received(session, key, result, now)

    report = outer.exchange.receive(
        outer.store, outer.files, outer.settings.spool, results.handlers(outer), now, told=told
    )
    outer.exchange.send(outer.store, outer.files, outer.settings.spool, now)
    return report.applied + (notices.send_mails(outer) if mails else 0)


class Patience:
    """Which cases wait because their next step failed: ever longer, up to an hour. Kept by one worker only."""

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[int, datetime]] = {}

    def holds_back(self, case_id: str, now: datetime) -> bool:
        return case_id in self._waiting and self._waiting[case_id][1] > now

    def failed(self, case_id: str, now: datetime) -> None:
        tries = self._waiting[case_id][0] + 1 if case_id in self._waiting else 1
        self._waiting[case_id] = tries, now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(tries, 20))

    def done(self, case_id: str) -> None:
        self._waiting.pop(case_id, None)


def inner_round(inner: Inner, patience: Patience | None = None) -> int:
    """One round of the inner zone: exchange, and the steps after approval that were cut off or wait for a retry."""
    patience = patience or Patience()
    report = inner.exchange.receive(
        inner.store, inner.files, inner.settings.spool, intake.handlers(inner), inner.clock()
    )
    moved = report.applied
    for case_id in issuing.unfinished(inner):
        if patience.holds_back(case_id, inner.clock()):
            continue
        try:
            issuing.complete(inner, case_id)
        except Exception as error:  # whatever is wrong with one case, the others go on
            patience.failed(case_id, inner.clock())
            if isinstance(error, QuanchengError):
                log.warning("case %s waits: %s", case_id, error.code)
            else:
                log.exception("case %s waits", case_id)
        else:
            patience.done(case_id)
            moved += 1
    inner.exchange.send(inner.store, inner.files, inner.settings.spool, inner.clock())
    return moved


def outer_tidy(outer: Outer) -> None:
    """What needs to be done now and then only."""
    outer.exchange.tidy(outer.store, outer.clock())
    with outer.store.unit() as session:
        forget_attempts(session, Attempt, outer.clock())


def inner_tidy(inner: Inner) -> None:
    inner.exchange.tidy(inner.store, inner.clock())
    with inner.store.unit() as session:
        forget_attempts(session, OfficerAttempt, inner.clock())


def note_received(session: Session, key: EnvelopeKey, result: Mapping[str, Any], now: datetime) -> None:
    """Put the inner zone's receipt beside the submission it answers: its place in the inner trace."""
    application_id = key.stream.removeprefix("registration.")
    row = session.exec(
        select(Submission).where(Submission.application_id == application_id, Submission.round == result["round"])
    ).first()
    if row is not None:
        row.receipt = {**row.receipt, "inner_trace_index": result["trace"], "received_at": now.isoformat()}


def cross(outer: Outer, inner: Inner, carrier: Carrier, root: Path) -> int:
    """One round of everything, for drills and tests in one process; returns how many messages were applied."""
    applied = 0
    for step in (OUTER, CARRIER, INNER, CARRIER, OUTER):
        applied += _round_of(step, outer, inner, carrier, root)
    return applied


def _round_of(step: str, outer: Outer, inner: Inner, carrier: Carrier, root: Path) -> int:
    if step == CARRIER:
        with alone(root, CARRIER):
            carrier.carry()
        return 0
    if step == OUTER:
        with alone(outer.settings.data, WORKER):
            return outer_round(outer, mails=False)
    with alone(inner.settings.data, WORKER):
        return inner_round(inner)
