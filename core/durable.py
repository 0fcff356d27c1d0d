"""Writing files so that they are there whole or not at all, through a kill as through a loss of power (A04-A06)."""

from __future__ import annotations

import os
import threading
from pathlib import Path

TEMPORARY = ".part-"


def write_durably(path: Path, data: bytes) -> None:
    """Write beside, flush, rename into place, flush the folder. Readable by the owner and the group only.

    Raises OSError; then nothing stands at `path` that did not stand there before.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    part = path.with_name(f"{TEMPORARY}{os.getpid()}-{threading.get_ident()}-{path.name}")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Make a folder's entries durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
