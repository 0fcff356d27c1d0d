"""The pulse of a process without a web address: a file touched while it lives, and the wish to stop.

A loop asks `while pulse.beats(1.0):`. It goes on until SIGTERM or SIGINT, and then ends between two rounds, never
inside a transaction. The supervisor looks at the file's age; a pulse without a file only tells when to stop.
"""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from types import FrameType

# A file older than this means that the process hangs; rounds are far shorter.
STALE_SECONDS = 60.0


class Pulse:
    """One process's pulse. `listen` belongs into the main thread, once."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._stop = threading.Event()
        self._begun = False

    def listen(self) -> Pulse:
        """Let SIGTERM and SIGINT stop the loop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stopped)
        return self

    def beats(self, pause: float) -> bool:
        """Show life and rest `pause` seconds before every round but the first; False once the process shall stop."""
        if self._begun:
            self._stop.wait(pause)
        self._begun = True
        if self._stop.is_set():
            return False
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file.touch(mode=0o600)
        return True

    def stop(self) -> None:
        self._stop.set()

    def _stopped(self, number: int, frame: FrameType | None) -> None:
        self._stop.set()
