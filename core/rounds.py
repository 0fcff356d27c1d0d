"""Rounds of background work, done again and again until the process shall stop.

One round of a kind runs at a time, also between processes. A failing round is logged and repeated; nothing that a
round does depends on its coming to an end.
"""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from core.clock import system_clock
from core.pulse import Pulse

log = logging.getLogger(__name__)

PAUSE_SECONDS, BUSY_SECONDS = 0.4, 0.02
WORKER, CARRIER = "worker", "carrier"
TIDY_EVERY = timedelta(hours=6)


@contextmanager
def alone(folder: Path, name: str) -> Iterator[None]:
    """One of a kind at a time, also between processes: a drill's rounds and the worker's never mix."""
    with (folder / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def run(round_: Callable[[], int], folder: Path, name: str, pulse: Pulse, tidy: Callable[[], object]) -> None:
    """Do rounds while the pulse beats. A failing round is logged and repeated; tidying comes every few hours."""
    tidied = system_clock()
    moved = 0
    while pulse.beats(BUSY_SECONDS if moved else PAUSE_SECONDS):
        try:
            with alone(folder, name):
                moved = round_()
            if system_clock() - tidied > TIDY_EVERY:
                tidy()
                tidied = system_clock()
        except Exception:  # a worker goes on: what failed is tried again in the next round
            log.exception("a round failed")
            moved = 0
