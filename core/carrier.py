"""The carrier: moves what waits in one zone's spool to the other's, both ways. It holds no key.

Each file is copied beside its destination, flushed, renamed, and only then removed at its source: a kill at any
point leaves it at the source, at the destination or at both, and a second copy is harmless.
"""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

from core.durable import TEMPORARY, flush_folder
from core.spool import Spool


class Carrier:
    """Carries between two spools, which may lie on different disks or media; one carrier at a time."""

    def __init__(self, spool_a: Path, spool_b: Path) -> None:
        self._a, self._b = Spool(spool_a), Spool(spool_b)

    def carry(self) -> int:
        """Move all that waits; returns how many files. Raises OSError when a disk fails; nothing is lost then."""
        return self._move(self._a.out, self._b.incoming) + self._move(self._b.out, self._a.incoming)

    def _move(self, source: Path, destination: Path) -> int:
        if not source.is_dir():
            return 0
        destination.mkdir(parents=True, exist_ok=True, mode=0o750)
        # Companion files first, so that an envelope seldom has to wait for them.
        waiting = sorted(source.iterdir(), key=lambda path: (path.suffix != ".file", path.name))
        moved = [path for path in waiting if self._copy(path, destination)]
        if moved:
            flush_folder(destination)
        for path in moved:
            path.unlink(missing_ok=True)
        return len(moved)

    def _copy(self, path: Path, destination: Path) -> bool:
        if path.name.startswith(TEMPORARY):
            return False
        try:
            if not stat.S_ISREG(path.lstat().st_mode):
                return False
            part = destination / f"{TEMPORARY}{path.name}"
            with path.open("rb") as source, part.open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
                target.flush()
                os.fsync(target.fileno())
        except FileNotFoundError:
            return False  # its sender took it back
        os.replace(part, destination / path.name)
        return True
