"""Supervision with real processes: healthy, died, hung, orphaned; and what stops a start with one sentence."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from core.bootstrap import initialise
from core.i18n import Message
from core.installation import DemoAccounts, DemoOfficer
from core.preflight import AlreadyRunning, FolderNotWritable, PortTaken, check_folder, check_ports, sole_instance
from core.processes import ROOT, Layout, Ports, Process
from core.pulse import Pulse
from core.running import NoDemo, NoSuchOfficer, NotInstalled, run_installation, show_code, show_status
from core.supervisor import (
    ProcessFailed,
    ProcessGaveUp,
    ProcessSilent,
    RestartPolicy,
    Supervisor,
    last_line,
    turn_over,
)

LIFE = """
import os, pathlib, signal, subprocess, sys
name, run = sys.argv[1], pathlib.Path(sys.argv[2])
def stop(number, frame):
    with open(run / "stopped", "a") as file:
        file.write(name + "\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
{before}
(run / name).touch()
{after}
while True:
    signal.pause()
"""
DEAF = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"
SHORT = "sys.exit(7)"
PARENT = "child = subprocess.Popen(['sleep', '1000']); (run / 'grandchild').write_text(str(child.pid))"
ONCE = "first = not (run / 'been').exists(); (run / 'been').touch()\nif first: sys.exit(7)"

MakeProcess = Callable[..., Process]


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    (tmp_path / "run").mkdir()
    return Layout(tmp_path)


@pytest.fixture
def make(tmp_path: Path) -> MakeProcess:
    def make(name: str, before: str = "", after: str = "") -> Process:
        script = tmp_path / f"{name}.py"
        script.write_text(LIFE.format(before=before, after=after))
        return Process(name, None, (str(script), "{name}", "{var}/run"))

    return make


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def supervisor(layout: Layout, told: list[str]) -> Iterator[Supervisor]:
    supervisor = Supervisor(
        layout, os.environ, lambda message: told.append(message.text), grace=2, policy=RestartPolicy((0, 0), 1000)
    )
    yield supervisor
    supervisor.stop()


def is_gone(process_id: int, within: float = 10) -> bool:
    """Whether the process ends within so many seconds; asked of the kernel, not by looking again and again."""
    try:
        handle = os.pidfd_open(process_id)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], within)[0])
    finally:
        os.close(handle)


def test_all_are_healthy_then_stop_in_reverse_order(supervisor: Supervisor, make: MakeProcess, layout: Layout) -> None:
    supervisor.start([make("first"), make("second"), make("third")])
    assert supervisor.wait_healthy()
    processes = [supervisor.process_id(name) for name in ("first", "second", "third")]
    supervisor.stop()
    assert (layout.var / "run" / "stopped").read_text().split() == ["third", "second", "first"]
    assert all(is_gone(process_id) for process_id in processes)


def test_a_process_that_will_not_stop_is_killed(layout: Layout, make: MakeProcess, told: list[str]) -> None:
    supervisor = Supervisor(layout, os.environ, lambda message: told.append(message.text), grace=0.1)
    supervisor.start([make("deaf", before=DEAF)])
    assert supervisor.wait_healthy()
    process_id = supervisor.process_id("deaf")
    supervisor.stop()
    assert is_gone(process_id)
    assert told == ["“{process}” did not stop in time and was killed."]


def test_what_a_process_started_itself_is_stopped_too(
    supervisor: Supervisor, make: MakeProcess, layout: Layout
) -> None:
    supervisor.start([make("parent", before=PARENT)])
    assert supervisor.wait_healthy()
    supervisor.stop()
    assert is_gone(int((layout.var / "run" / "grandchild").read_text()))


def test_a_died_process_is_started_again(layout: Layout, make: MakeProcess) -> None:
    told: list[str] = []

    def tell(message: Message) -> None:
        told.append(message.text)
        if "started again" in message.text:
            watched.request_stop()

    watched = Supervisor(layout, os.environ, tell, policy=RestartPolicy((0,), 1000))
    watched.start([make("frail", after=ONCE)])
    watched.watch()
    watched.stop()
    assert told == ["“{process}” ended with code {exit_code}.", "“{process}” was started again."]


def test_a_process_that_keeps_dying_ends_everything_with_one_sentence(
    supervisor: Supervisor, make: MakeProcess
) -> None:
    supervisor.start([make("steady"), make("frail", after=SHORT)])
    with pytest.raises(ProcessGaveUp) as caught:
        supervisor.watch()
    assert "“frail” kept ending (last with code 7)" in caught.value.message(str)
    steady = supervisor.process_id("steady")
    supervisor.stop()
    assert is_gone(steady)


def test_a_process_that_cannot_start_says_its_last_words(supervisor: Supervisor, make: MakeProcess) -> None:
    supervisor.start([make("broken", before="print('no key'); sys.exit(3)")])
    with pytest.raises(ProcessFailed) as caught:
        supervisor.wait_healthy()
    assert caught.value.params["last_words"] == "no key"


def test_a_process_that_never_becomes_healthy_is_named(supervisor: Supervisor, make: MakeProcess) -> None:
    supervisor.start([make("silent", before="signal.pause()")])
    with pytest.raises(ProcessSilent) as caught:
        supervisor.wait_healthy(seconds=0)
    assert caught.value.params["process"] == "silent"


def test_nobody_outlives_a_supervisor_that_is_killed(tmp_path: Path, make: MakeProcess, layout: Layout) -> None:
    make("steady")
    program = (
        "import os, pathlib, sys\n"
        "from core.processes import Layout, Process\n"
        "from core.supervisor import Supervisor\n"
        f"root = pathlib.Path({str(tmp_path)!r})\n"
        "supervisor = Supervisor(Layout(root), os.environ, print)\n"
        "supervisor.start([Process('steady', None, (str(root / 'steady.py'), '{name}', '{var}/run'))])\n"
        "supervisor.wait_healthy()\n"
        "print(supervisor.process_id('steady'), flush=True)\n"
        "supervisor.watch()\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        process_id = int(parent.stdout.readline())
        parent.kill()
        assert is_gone(process_id)


def test_signals_at_once_stop_it_all_the_same(tmp_path: Path) -> None:
    """Ctrl-C pressed twice, or a terminal and a service manager at once: one handler runs within the other."""
    program = (
        "import os, pathlib, signal\n"
        "from core.processes import Layout\n"
        "from core.running import stop_at_signals\n"
        "from core.supervisor import Supervisor\n"
        f"supervisor = Supervisor(Layout(pathlib.Path({str(tmp_path)!r})), os.environ, print)\n"
        "stop_at_signals(supervisor)\n"
        "print('ready', flush=True)\n"
        "supervisor.watch()\n"
    )
    for _ in range(5):
        with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) as watcher:
            assert watcher.stdout is not None
            watcher.stdout.readline()
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) * 200:
                watcher.send_signal(number)
            try:
                assert is_gone(watcher.pid)
            finally:
                watcher.kill()


def test_a_stop_while_waiting_ends_the_waiting(supervisor: Supervisor, make: MakeProcess) -> None:
    supervisor.start([make("silent", before="signal.pause()")])
    supervisor.request_stop()
    assert not supervisor.wait_healthy()


def test_a_taken_port_is_named_with_who_needs_it(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port: int = other.getsockname()[1]
        with pytest.raises(PortTaken) as caught:
            check_ports(Layout(tmp_path, Ports(port - 2)))
    assert caught.value.params == {"port": port, "process": "trust"}


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for folder in (file, file / "below"):
        with pytest.raises(FolderNotWritable):
            check_folder(folder)


def test_one_supervisor_at_a_time(tmp_path: Path) -> None:
    with sole_instance(tmp_path):
        with pytest.raises(AlreadyRunning) as caught, sole_instance(tmp_path):
            pass
        assert caught.value.params["process_id"] == str(os.getpid())
    with sole_instance(tmp_path):
        """Free again."""


def test_a_second_start_on_a_folder_is_told_so_and_not_that_its_ports_are_taken(tmp_path: Path) -> None:
    with sole_instance(tmp_path), socket.socket() as first:
        first.bind(("127.0.0.1", 0))
        first.listen()
        with pytest.raises(AlreadyRunning):
            run_installation(Layout(tmp_path, Ports(first.getsockname()[1] - 2)), {}, print)


def test_commands_about_what_is_not_there_say_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(NotInstalled):
        show_status(Layout(tmp_path), print)
    with pytest.raises(NoDemo):
        show_code(tmp_path, "examiner", print)
    DemoAccounts((DemoOfficer("examiner", "甲", (), "-", "-"),)).write(tmp_path)
    with pytest.raises(NoSuchOfficer) as caught:
        show_code(tmp_path, "nobody", print)
    assert caught.value.params["logins"] == "examiner"


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "无法写入"), ("ko", "쓸 수 없습니다"), ("en", "cannot be written")]
)
def test_a_start_that_cannot_be_ends_with_one_sentence_and_a_status(tmp_path: Path, language: str, words: str) -> None:
    (tmp_path / "file").touch()
    done = subprocess.run(
        [sys.executable, "-m", "core.cli", "run", "--demo", "--var", str(tmp_path / "file")],
        cwd=ROOT,
        env={**os.environ, "QUANCHENG_LANGUAGE": language},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_large_logs_make_way_at_a_start(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    for turn in range(6):
        log.write_text(f"turn {turn}\n")
        turn_over(log, largest=3, kept=3)
    assert not log.exists()
    assert [log.with_name(f"x.log.{number}").read_text() for number in (1, 2, 3)] == [
        "turn 5\n",
        "turn 4\n",
        "turn 3\n",
    ]
    assert not log.with_name("x.log.4").exists()


def test_small_logs_stay(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    log.write_text("a\n\n  b  \n\n")
    turn_over(log)
    assert last_line(log) == "b"


def test_a_pulse_touches_its_file_until_it_is_stopped(tmp_path: Path) -> None:
    pulse = Pulse(tmp_path / "run" / "worker")
    assert pulse.beats(0)
    assert (tmp_path / "run" / "worker").exists()
    assert pulse.beats(0)
    pulse.stop()
    assert not pulse.beats(1000)


def test_a_pulse_hears_the_signal_to_stop(tmp_path: Path) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        pulse = Pulse().listen()
        assert pulse.beats(0)
        os.kill(os.getpid(), signal.SIGTERM)
        assert not pulse.beats(1000)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become two other users")
def test_the_outer_zones_user_cannot_open_the_inner_zones_files() -> None:
    outer_user, inner_user = 20001, 20002
    with TemporaryDirectory() as folder:
        root = Path(folder)
        initialise(root, organisation="Test")
        root.chmod(0o711)
        for path in [root / "inner", *(root / "inner").rglob("*")]:
            os.chown(path, inner_user, inner_user)
        secret, database = root / "inner" / "secret", root / "inner" / "quancheng.db"
        assert [reads(outer_user, path) for path in (secret, database)] == [False, False]
        assert [reads(inner_user, path) for path in (secret, database)] == [True, True]


def reads(user: int, path: Path) -> bool:
    return not subprocess.run(
        ["cat", path], user=user, group=user, extra_groups=[], capture_output=True, check=False
    ).returncode
