"""Loading at the start of a process, and waiting until what it needs has been made.

The supervisor starts the processes while the installation is still being made or brought up to date: they load what
they run on meanwhile, and open nothing before that is done. It holds a lock for so long, which a killed one drops.
"""

from __future__ import annotations

import fcntl
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WAIT_FOR = "QUANCHENG_WAIT_FOR"
"""The variable that names the lock to a process; set by the supervisor alone."""


@contextmanager
def loading() -> Iterator[None]:
    """Collect no garbage inside, and leave what was loaded out of all later collections.

    The libraries make hundreds of thousands of objects that stay for good; walking them again and again meanwhile
    takes an eighth of the time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def being_made(lock: Path) -> Iterator[int]:
    """While inside, whoever comes to `wait_until_made` waits. Gives the lock's descriptor: a process that inherits it
    holds the lock for as long as it lives, whatever becomes of this one."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


def wait_until_made() -> None:
    """Returns when the installation stands; at once where no supervisor is making one."""
    lock = Path(os.environ.get(WAIT_FOR, ""))
    if lock.is_file():
        with lock.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH)
