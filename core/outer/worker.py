"""The outer zone's background work: the exchange, and mails.

A round does everything that is due and is simply done again; it may be killed anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from core.exchange import EnvelopeKey
from core.outer import lapsing, notices, results
from core.outer.context import Outer
from core.outer.tables import Attempt, Submission
from core.passwords import forget_attempts


def work(outer: Outer, *, mails: bool = True) -> int:
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


def tidy(outer: Outer) -> None:
    """What needs to be done now and then only."""
    lapsing.lapse_due(outer)
    outer.exchange.tidy(outer.store, outer.clock())
    with outer.store.unit() as session:
        forget_attempts(session, Attempt, outer.clock())


def note_received(session: Session, key: EnvelopeKey, result: Mapping[str, Any], now: datetime) -> None:
    """Put the inner zone's receipt beside the submission it answers: its place in the inner trace."""
    application_id = key.stream.removeprefix("registration.")
    row = session.exec(
        select(Submission).where(Submission.application_id == application_id, Submission.round == result["round"])
    ).first()
    if row is not None:
        row.receipt = {**row.receipt, "inner_trace_index": result["trace"], "received_at": now.isoformat()}
