"""A portal for measurements: an installation of its own with applicants and filled drafts, and processes that serve it.

The installation lies in a folder that is given; the portal runs as the supervisor starts it, one uvicorn process with
one worker. Applicants register through the use cases; the reference service answers for their identity.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from core.bootstrap import outer_zone
from core.clock import system_clock
from core.content import value_at
from core.identity import HttpIdentityService
from core.ids import new_id
from core.journey import Plan, Someone, company
from core.local_transport import LocalTransport
from core.outer import accounts, drafts
from core.outer.accounts import AccountView, Registration
from core.outer.context import Outer
from core.processes import PROCESSES, ROOT, Layout, Ports
from core.provision import provide, zone_settings
from core.settings import Settings
from core.smoke import known_people, premises_picture
from core.terms import Zone
from core.workdays import day_in_china
from portal.services import SESSION_COOKIE
from reference.app import create_app

START_SECONDS = 120.0
DRAWN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


def written(number: int, length: int) -> str:
    """A number in so many characters that fit into a name."""
    return "".join(DRAWN[int(digit)] for digit in f"{number:0{length}d}")


@dataclass(frozen=True)
class Applicant:
    """Somebody who is signed in and has a filled draft."""

    application_id: str
    token: str

    @property
    def cookies(self) -> Mapping[str, str]:
        return {SESSION_COOKIE: self.token}

    def held(self, outer: Outer, place: str) -> Any:
        """What the saved draft holds at a place."""
        account = accounts.who(outer, self.token)
        assert account is not None
        return value_at(drafts.view(outer, account, self.application_id).content, place)


@dataclass(frozen=True)
class Served:
    """A process that answers on a port."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Processor time that the process has used, user and system."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def prepare(root: Path, applicants: int, members: int) -> list[Applicant]:
    """Make an installation at `root`, with applicants who each have a draft of a company with so many members."""
    provide(root, organisation="测试", now=system_clock(), settings={zone: _settings(root, zone) for zone in Zone})
    with zone_at(root) as (outer, reference):
        people = known_people(reference, members)
        return [_applicant(outer, number, people) for number in range(applicants)]


@contextmanager
def zone_at(root: Path) -> Iterator[tuple[Outer, httpx.Client]]:
    """The outer zone of the installation at `root`, and the reference service that it asks."""
    with httpx.Client(base_url="http://reference", transport=LocalTransport(create_app(root / "reference"))) as client:
        outer = outer_zone(_settings(root, Zone.OUTER), identity=HttpIdentityService(client))
        try:
            yield outer, client
        finally:
            outer.store.close()


def _settings(root: Path, zone: Zone) -> Settings:
    return zone_settings(root, zone, {"demo": True, "smtp_address": ""})


def _applicant(outer: Outer, number: int, people: Sequence[Someone]) -> Applicant:
    """Registers under a telephone number of their own; the company's people are the same for all."""
    registration = Registration(
        name=people[0].name,
        identity_number=people[0].identity_number,
        phone=f"139{number:08d}",
        email=people[0].email,
        password=f"Bench-{new_id()[:12]}",
        portrait=people[0].portrait,
    )
    token = accounts.open_session(outer, accounts.register(outer, registration).account_id, agent="bench")
    account = accounts.who(outer, token)
    assert account is not None
    return Applicant(_draft(outer, account, number, people), token)


def _draft(outer: Outer, account: AccountView, number: int, people: Sequence[Someone]) -> str:
    """A draft with every field filled in and the proof attached."""
    application_id = drafts.begin(outer, account)
    drafts.attach(outer, account, application_id, drafts.PREMISES, "租赁合同.png", premises_picture())
    view = drafts.view(outer, account, application_id)
    name = "".join(random.Random(number).sample(DRAWN, 4))
    plan = Plan(name, outer.settings.authority_id, day_in_china(outer.clock()))
    drafts.save(outer, account, application_id, company(plan, people, view.content), view.revision)
    return application_id


@contextmanager
def portal(root: Path) -> Iterator[Served]:
    """The portal over the installation at `root`."""
    layout = Layout(root, Ports(free_port() - 1), demo=True)
    process = next(one for one in PROCESSES if one.name == "portal")
    command, environment = layout.command(process), layout.environment(process, os.environ)
    with serving(command, environment, layout.ports["portal"], root / "portal.log") as served:
        yield served


@contextmanager
def serving(command: Sequence[str], environment: Mapping[str, str], port: int, log: Path) -> Iterator[Served]:
    """A process of its own that answers on a port of this machine; ended afterwards."""
    with log.open("wb") as out:
        child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
        try:
            _wait(child, port, log)
            yield Served(port, child.pid)
        finally:
            child.send_signal(signal.SIGINT)
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _wait(child: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while not _answers(port):
        if child.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"a server did not start:\n{log.read_text(errors='replace')[-4000:]}")
        time.sleep(0.2)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def uvicorn(app: str, port: int) -> tuple[str, ...]:
    """The command that serves an application as the portal is served."""
    return (sys.executable, "-m", "uvicorn", app, "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
            "--no-access-log", "--timeout-graceful-shutdown", "2")  # fmt: skip
