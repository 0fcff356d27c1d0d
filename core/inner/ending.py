"""How cases end without a decision, and what that sets free: the name, and an enterprise that was being cancelled.

A case that was returned and is not completed in time lapses. The zone that holds the pen says so: the outer zone for
what is completed there, in the stream of its submissions, so that what was submitted in time can never lapse; this one
for what was made at the counter.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from core import register
from core.errors import EnvelopeRejected
from core.i18n import N_
from core.inner import announcing
from core.inner.context import Inner
from core.inner.steps import complete_by, take_step
from core.inner.tables import Case, CounterDraft
from core.terms import Action, CounterState, Status
from core.workdays import end_of_day
from core.workflow import Need


def set_free(session: Session, inner: Inner, case: Case, now: datetime) -> None:
    """Free the name that an ended case kept, and let the enterprise whose cancellation it announced go on."""
    register.release_names(session, case.id)
    announcing.end(session, inner, case, now)


def receive_lapse(session: Session, inner: Inner, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Let a returned case lapse that the outer zone saw no completion of; one that ended meanwhile stays as it is."""
    case = session.get(Case, payload["application"])
    if case is None:
        raise EnvelopeRejected(reason_text=N_("it speaks of a case that is not known here"))
    return {"case": case.id, "lapsed": _lapse(session, inner, case, inner.clock())}


def lapse_due(inner: Inner) -> int:
    """Let every returned case lapse that is to be completed at the counter and was not in time; returns how many."""
    now = inner.clock()
    at_counter = col(CounterDraft.state).in_((CounterState.OPEN, CounterState.SUBMITTED))
    with inner.store.reading() as session:
        waiting = (
            select(Case)
            .join(CounterDraft, col(CounterDraft.id) == Case.id)
            .where(Case.status == Status.RETURNED, at_counter)
        )
        due = [one.id for one in session.exec(waiting) if _is_over(one, now)]
    lapsed = 0
    for case_id in due:
        with inner.store.unit() as session:
            lapsed += _lapse(session, inner, session.get_one(Case, case_id), now)
    return lapsed


def _is_over(case: Case, now: datetime) -> bool:
    return case.clock_stopped_at is not None and end_of_day(complete_by(case, case.clock_stopped_at)) <= now


def _lapse(session: Session, inner: Inner, case: Case, now: datetime) -> bool:
    if case.status != Status.RETURNED:
        return False
    take_step(session, inner, case, Action.LAPSE, officer=None, key="lapse", now=now, holds=frozenset(Need))
    set_free(session, inner, case, now)
    draft = session.get(CounterDraft, case.id)
    if draft is not None and draft.state == CounterState.OPEN:
        draft.state = CounterState.DISCARDED
    return True
