"""The inner zone's background work: the exchange, and the steps that follow an approval.

A round does everything that is due and is simply done again; it may be killed anywhere.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from core import register
from core.errors import QuanchengError
from core.inner import announcing, ending, intake, issuing
from core.inner.context import Inner
from core.inner.tables import OfficerAttempt
from core.passwords import forget_attempts

log = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(hours=1)


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


def work(inner: Inner, patience: Patience | None = None) -> int:
    """One round of the inner zone: exchange, and the steps after approval that were cut off or wait for a retry."""
    patience = patience or Patience()
    report = inner.exchange.receive(
        inner.store, inner.files, inner.settings.spool, intake.handlers(inner), inner.clock()
    )
    moved = report.applied + announcing.close_due(inner)
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


def tidy(inner: Inner) -> None:
    ending.lapse_due(inner)
    inner.exchange.tidy(inner.store, inner.clock())
    with inner.store.unit() as session:
        forget_attempts(session, OfficerAttempt, inner.clock())
        register.forget_expired_names(session, inner.clock())
