"""Starts the processes of an installation, watches them, and stops them: none is ever left behind.

- Every process has a group of its own, so Ctrl-C reaches the supervisor alone, which stops the others in reverse
  order: asks first, kills after a grace. Should the supervisor itself be killed, the kernel kills them.
- A process that dies is started again after a growing pause; one that keeps dying ends the whole with one sentence.
- What a process prints goes to its log, turned over when it is large at the start.
"""

from __future__ import annotations

import ctypes
import http.client
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import QuanchengError
from core.i18n import M_, N_, Message
from core.processes import LOOPBACK, ROOT, Layout, Process
from core.pulse import STALE_SECONDS

PR_SET_PDEATHSIG = 1
GLANCE_SECONDS = 0.1
LARGEST_LOG = 5 * 1024 * 1024
LOGS_KEPT = 3

_libc = ctypes.CDLL(None)


class ProcessFailed(QuanchengError):
    """A process ended before it was healthy."""

    code = "process_failed"
    text = N_("“{process}” ended with code {exit_code} while starting. Its last words: {last_words}")
    remedy = N_("More stands in {log}.")


class ProcessSilent(QuanchengError):
    code = "process_silent"
    text = N_("“{process}” did not become healthy within {seconds} seconds.")
    remedy = N_("The reason may stand in {log}.")


class ProcessGaveUp(QuanchengError):
    code = "process_gave_up"
    text = N_("“{process}” kept ending (last with code {exit_code}), so everything was stopped. Nothing is lost.")
    remedy = N_("The reason stands at the end of {log}.")


@dataclass(frozen=True)
class RestartPolicy:
    """How long to wait before starting a process again: longer with each death within the window."""

    delays: tuple[float, ...] = (0.5, 2.0, 5.0, 15.0, 30.0)
    window: float = 300.0

    def delay(self, deaths: Sequence[float], now: float) -> float | None:
        """Seconds to wait after the last of `deaths` (moments), or None when it died too often."""
        recent = sum(1 for moment in deaths if now - moment <= self.window)
        return self.delays[recent - 1] if 0 < recent <= len(self.delays) else None


@dataclass
class Child:
    """A process while it is meant to run."""

    process: Process
    popen: subprocess.Popen[bytes]
    started: float
    deaths: list[float] = field(default_factory=list)
    due: float | None = None  # when to start it again

    def signal_group(self, number: signal.Signals) -> None:
        try:
            os.killpg(self.popen.pid, number)
        except ProcessLookupError:
            return  # nobody is left in it


class Supervisor:
    """The processes of one layout. `tell` is told of deaths and restarts."""

    def __init__(
        self,
        layout: Layout,
        environment: Mapping[str, str],
        tell: Callable[[Message], None],
        *,
        policy: RestartPolicy = RestartPolicy(),
        grace: float = 5.0,
    ) -> None:
        self._layout, self._environment, self._tell = layout, dict(environment), tell
        self._policy, self._grace = policy, grace
        self._children: dict[str, Child] = {}
        # Not an Event: a signal's handler that sets one while another is setting it waits for itself for ever.
        self._stop = False

    @property
    def stopping(self) -> bool:
        return self._stop

    def request_stop(self) -> None:
        """May be called from a signal handler; a second call kills at once."""
        if self._stop:
            for child in self._children.values():
                child.signal_group(signal.SIGKILL)
        self._stop = True

    def start(self, processes: Sequence[Process]) -> None:
        """Start them all without waiting for any."""
        for process in processes:
            turn_over(self._layout.log(process))
            self._layout.heartbeat(process).unlink(missing_ok=True)
            self._children[process.name] = Child(process, self._open(process), time.monotonic())

    def wait_healthy(self, seconds: float = 90.0) -> bool:
        """True when all are healthy, False when asked to stop. Raises ProcessFailed or ProcessSilent."""
        end = time.monotonic() + seconds
        waiting = list(self._children.values())
        while waiting and not self._stop:
            for child in waiting:
                self._fail_if_ended(child)
            waiting = [child for child in waiting if not self.is_healthy(child.process)]
            if waiting and time.monotonic() > end:
                raise ProcessSilent(
                    process=waiting[0].process.name,
                    seconds=round(seconds),
                    log=str(self._layout.log(waiting[0].process)),
                )
            if waiting:
                time.sleep(GLANCE_SECONDS)
        return not self._stop

    def watch(self) -> None:
        """Keep all alive until asked to stop. Raises ProcessGaveUp."""
        while not self._stop:
            for child in self._children.values():
                self._look_after(child, time.monotonic())
            time.sleep(GLANCE_SECONDS)

    def stop(self) -> None:
        """Stop all, the last started first; none is left when this returns."""
        self._stop = True
        for child in reversed(self._children.values()):
            child.signal_group(signal.SIGTERM)
            try:
                child.popen.wait(self._grace)
            except subprocess.TimeoutExpired:
                self._tell(M_("“{process}” did not stop in time and was killed.", process=child.process.name))
            child.signal_group(signal.SIGKILL)  # also what it may have started itself
            child.popen.wait()
        self._children.clear()

    def is_healthy(self, process: Process) -> bool:
        """By its address, or by a heartbeat that is fresh."""
        if process.listens:
            host = self._layout.host if "{host}" in process.argv else LOOPBACK
            return answers(host, self._layout.ports[process.listens[0]])
        try:
            return time.time() - self._layout.heartbeat(process).stat().st_mtime < STALE_SECONDS
        except FileNotFoundError:
            return False

    def process_id(self, name: str) -> int:
        return self._children[name].popen.pid

    def _open(self, process: Process) -> subprocess.Popen[bytes]:
        log = self._layout.log(process)
        with open(log, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as output:
            return subprocess.Popen(
                self._layout.command(process),
                cwd=ROOT,
                env=self._layout.environment(process, self._environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    def _fail_if_ended(self, child: Child) -> None:
        code = child.popen.poll()
        if code is not None:
            log = self._layout.log(child.process)
            raise ProcessFailed(process=child.process.name, exit_code=code, last_words=last_line(log), log=str(log))

    def _look_after(self, child: Child, now: float) -> None:
        name = child.process.name
        if child.due is not None:
            if now >= child.due:
                child.popen, child.started, child.due = self._open(child.process), now, None
                self._tell(M_("“{process}” was started again.", process=name))
            return
        code = child.popen.poll()
        if code is None:
            return
        child.signal_group(signal.SIGKILL)
        child.deaths = [*child.deaths[-len(self._policy.delays) :], now]
        delay = self._policy.delay(child.deaths, now)
        if delay is None:
            raise ProcessGaveUp(process=name, exit_code=code, log=str(self._layout.log(child.process)))
        self._tell(M_("“{process}” ended with code {exit_code}.", process=name, exit_code=code))
        child.due = now + delay


def die_with_parent() -> None:
    """Runs in the child before its program: whatever happens to the supervisor, this process does not outlive it."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def answers(host: str, port: int) -> bool:
    """Whether GET /health gives 200."""
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def turn_over(log: Path, largest: int = LARGEST_LOG, kept: int = LOGS_KEPT) -> None:
    """Make way for a new log when the present one is large: x.log → x.log.1 → x.log.2 …"""
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not log.exists() or log.stat().st_size < largest:
        return
    for number in range(kept - 1, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        if older.exists():
            older.replace(log.with_name(f"{log.name}.{number + 1}"))
    log.replace(log.with_name(f"{log.name}.1"))


def last_line(log: Path) -> str:
    """The last line that is not empty, shortened for a sentence."""
    try:
        tail = log.read_bytes()[-4000:].decode(errors="replace")
    except OSError:
        return "?"
    lines = [line.strip() for line in tail.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "?"
