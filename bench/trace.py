"""What the trace costs: units that append one entry, against bare durable commits on the same database."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from time import perf_counter

from sqlalchemy import insert

from bench import Ratio
from core import trace
from core.models import ExchangeIncarnation
from core.store import Store
from core.terms import Zone

COMMITS = 30
ROUNDS = 30
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def measure(url: str = "") -> list[Ratio]:
    """Appends with a durable commit each, per second, as a share of bare durable commits; at least one half."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(url or f"sqlite:///{folder}/bench.db", Zone.OUTER)
        store.migrate()
        bare = traced = 0.0
        for turn in range(ROUNDS):  # in turns, so that a disk that slows down slows both
            bare += _bare(store, turn)
            traced += _traced(store)
        store.close()
    count = COMMITS * ROUNDS
    detail = (
        f"{count / traced:.0f} appends/s, {count / bare:.0f} bare commits/s, {count} each on {store.url.drivername}"
    )
    return [Ratio("trace: appends against bare durable commits", bare / traced, 0.5, at_most=False, detail=detail)]


def _bare(store: Store, turn: int) -> float:
    statement = insert(ExchangeIncarnation)
    start = perf_counter()
    for number in range(COMMITS):
        with store.unit() as session:
            session.connection().execute(statement, {"name": f"{turn}-{number}", "began_at": NOW, "reason": "bench"})
    return perf_counter() - start


def _traced(store: Store) -> float:
    start = perf_counter()
    for number in range(COMMITS):
        with store.unit() as session:
            trace.append(session, kind="case.changed", subject="case-1", actor="account-1", data={"n": number}, now=NOW)
    return perf_counter() - start
