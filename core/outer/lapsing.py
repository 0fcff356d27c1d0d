"""A demand for completion runs out: what was returned and not submitted again in time lapses.

The inner zone hears of it in the stream of the application's submissions: what was submitted in time is there before.
What an officer at the counter has waits for them to hand it back, or lapses in the inner zone.
"""

from __future__ import annotations

from sqlmodel import col, select

from core.outer.applications import take_step
from core.outer.context import Outer
from core.outer.submission import stream_of
from core.outer.tables import Application
from core.terms import Action, Role, Status

WAITING = frozenset({Status.RETURNED, Status.SIGNING, Status.DRAFT})
"""Where a returned application may stand before it is submitted again."""


def lapse_due(outer: Outer) -> int:
    """Let every application lapse whose time for completion is over; returns how many. Some hours late does no harm."""
    now = outer.clock()
    with outer.store.reading() as session:
        over = select(Application.id).where(
            col(Application.complete_by) <= now,
            col(Application.status).in_(WAITING),
            col(Application.claimed_at).is_(None),
        )
        due = list(session.exec(over))
    lapsed = 0
    for application_id in due:
        with outer.store.unit() as session:
            application = session.get_one(Application, application_id)
            if application.status not in WAITING or application.claimed_at is not None:
                continue  # submitted, or taken to the counter, a moment ago
            take_step(session, application, Action.LAPSE, actor=Role.SYSTEM, now=now)
            outer.exchange.post(
                session, stream=stream_of(application_id), kind="lapse", payload={"application": application_id},
                now=now,
            )  # fmt: skip
            lapsed += 1
    return lapsed
