"""The zones' background work: one loop each for exchange, mails and steps that follow, and the carrier between them.

A round does everything that is due and is simply done again; it may be killed anywhere. The carrier holds no key and
opens no database: it moves what lies in one spool to the other.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from core.clock import system_clock
from core.errors import QuanchengError
from core.exchange import Carrier, EnvelopeKey
from core.inner import intake, issuing
from core.inner.context import Inner
from core.outer import notices, results
from core.outer.context import Outer
from core.outer.tables import Submission

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.5
TIDY_EVERY = timedelta(hours=6)


def outer_round(outer: Outer) -> int:
    """One round of the outer zone; returns how much moved."""
    now = outer.clock()

    def told(session: Session, key: EnvelopeKey, kind: str, result: Mapping[str, Any]) -> None:
        if kind == "submission":
            note_received(session, key, result, now)

    report = outer.exchange.receive(
        outer.store, outer.files, outer.settings.spool, results.handlers(outer), now, told=told
    )
    sent = outer.exchange.send(outer.store, outer.files, outer.settings.spool, now)
    return report.applied + sent + notices.send_mails(outer)


def inner_round(inner: Inner) -> int:
    """One round of the inner zone: exchange, and the steps after approval that were cut off or wait for a retry."""
    report = inner.exchange.receive(
        inner.store, inner.files, inner.settings.spool, intake.handlers(inner), inner.clock()
    )
    moved = report.applied
    for case_id in issuing.unfinished(inner):
        try:
            issuing.complete(inner, case_id)
            moved += 1
        except QuanchengError as error:
            log.warning("case %s waits: %s", case_id, error.code)
    return moved + inner.exchange.send(inner.store, inner.files, inner.settings.spool, inner.clock())


def note_received(session: Session, key: EnvelopeKey, result: Mapping[str, Any], now: datetime) -> None:
    """Put the inner zone's receipt beside the submission it answers: its place in the inner trace."""
    application_id = key.stream.removeprefix("registration.")
    row = session.exec(
        select(Submission).where(Submission.application_id == application_id, Submission.round == result["round"])
    ).first()
    if row is not None:
        row.receipt = {**row.receipt, "inner_trace_index": result["trace"], "received_at": now.isoformat()}


def run(round_: Callable[[], int], heartbeat: Path, *, tidy: Callable[[], object] | None = None) -> None:
    """Do rounds until SIGTERM or SIGINT; touch the heartbeat after each. A failing round is logged and repeated."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    tidied = system_clock()
    heartbeat.parent.mkdir(parents=True, exist_ok=True)
    while not stop.is_set():
        try:
            moved = round_()
            if tidy and system_clock() - tidied > TIDY_EVERY:
                tidy()
                tidied = system_clock()
            heartbeat.touch()
        except Exception:  # a worker goes on: what failed is tried again in the next round
            log.exception("a round failed")
            moved = 0
        stop.wait(0.02 if moved else PAUSE_SECONDS)


def carrier_round(outer_spool: Path, inner_spool: Path) -> Callable[[], int]:
    """What the carrier does in a round."""
    carrier = Carrier(outer_spool, inner_spool)
    return carrier.carry
