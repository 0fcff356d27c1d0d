"""The rounds of both zones and of the carrier between them in one process: for drills, tests, the demo.

A drill may run beside the zones' own workers: rounds of a kind never mix.
"""

from __future__ import annotations

from pathlib import Path

from core.carrier import Carrier
from core.inner import worker as inner_worker
from core.inner.context import Inner
from core.outer import worker as outer_worker
from core.outer.context import Outer
from core.rounds import CARRIER, WORKER, alone

OUTER, INNER = "outer", "inner"


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
            return outer_worker.work(outer, mails=False)
    with alone(inner.settings.data, WORKER):
        return inner_worker.work(inner)
