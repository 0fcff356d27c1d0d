"""What must hold before anything is started; each failure is one sentence that says what to do.

Only one supervisor runs on a folder at a time: it holds a lock that the operating system drops when it dies.
"""

from __future__ import annotations

import fcntl
import ipaddress
import os
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from core.errors import QuanchengError
from core.i18n import N_
from core.processes import LOOPBACK, Layout

FOLDER_MODE = 0o700


class PortTaken(QuanchengError):
    code = "port_taken"
    text = N_("Port {port}, which “{process}” needs, is in use by another program.")
    remedy = N_("Stop that program, or choose other ports with --port-base.")


class FolderNotWritable(QuanchengError):
    code = "folder_not_writable"
    text = N_("The folder {folder} cannot be written: {problem}.")
    remedy = N_("Give it to the user who starts Quancheng, or choose another with --var.")


class AlreadyRunning(QuanchengError):
    code = "already_running"
    text = N_("Quancheng already runs on the folder {folder} (process {process_id}).")
    remedy = N_("Stop it first, or choose another folder with --var.")


class DemoNeedsLoopback(QuanchengError):
    code = "demo_needs_loopback"
    text = N_(
        "A demo prints its secrets and is therefore reachable from this machine only; {host} is not this machine."
    )
    remedy = N_("Leave --host out, or start without --demo.")


def check(layout: Layout) -> None:
    """Raises the first thing that stands in the way before the folder is held; `check_ports` comes after that.

    The SQLite is looked at by `quancheng init`, which opens it.
    """
    check_host(layout)
    check_folder(layout.var)


def check_host(layout: Layout) -> None:
    if layout.demo and not _is_loopback(layout.host):
        raise DemoNeedsLoopback(host=layout.host)


def check_folder(folder: Path) -> None:
    """The folder exists afterwards, belongs to its owner alone, and a file can be written in it."""
    try:
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"Quancheng")
            file.flush()
    except OSError as error:
        raise FolderNotWritable(folder=str(folder), problem=error.strerror or str(error)) from error


def check_sqlite() -> None:
    import pysqlite3.dbapi2 as sqlite

    from core.store import check_sqlite_version

    check_sqlite_version(sqlite.sqlite_version_info)


def check_ports(layout: Layout) -> None:
    for process in layout.processes():
        for name in process.listens:
            host = layout.host if "{host}" in process.argv else LOOPBACK
            if not _is_free(host, layout.ports[name]):
                raise PortTaken(port=layout.ports[name], process=process.name)


@contextmanager
def sole_instance(folder: Path) -> Iterator[None]:
    """Hold the folder. Raises AlreadyRunning when another process holds it."""
    run = folder / "run"
    run.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    handle = os.open(run / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(handle, 20).decode().strip() or "?"
            raise AlreadyRunning(folder=str(folder), process_id=holder) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def language_of(environment: Mapping[str, str]) -> str:
    """The terminal's language. English unless it says otherwise: a terminal without one may lack Chinese letters."""
    wanted = environment.get("QUANCHENG_LANGUAGE") or environment.get("LC_ALL") or environment.get("LANG") or ""
    return {"zh": "zh_CN", "ko": "ko"}.get(wanted[:2].lower(), "en")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True
