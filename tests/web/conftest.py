"""The real system for browser tests: all processes under their supervisor, on free ports, with a folder of its own.

`system` (once per run) gives addresses, the demo's officers and people whom the identity service knows; `browser` a
headless Chromium with fonts for Chinese and Korean; `phone` and `desk` make fresh pages of either size that fail the
test when a page reports an error; `applicant(person)` puts somebody at a phone. `axe` finds violations on our markup.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import noto_cjk_sans_otc
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from core.demo import FIRST_PEOPLE_ARE_FREE
from core.processes import ROOT, Ports
from core.smoke import premises_picture
from tests.web.applicant import TIMEOUT, Applicant, Person

expect.set_options(timeout=TIMEOUT)
"""A busy machine is slow, not wrong."""

SHELL = shutil.which("chromium-headless-shell")
NEW_HEADLESS = () if SHELL else ("--headless=new",)
CHROMIUM = SHELL or shutil.which("chromium") or "/usr/bin/chromium"
START_SECONDS = 180.0
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
# Addresses below a page's that the framework tries first; it expects the 404 and goes on.
EXPECTED = ("/_stcore/",)


@dataclass
class System:
    """The running system. `officers` are rows of the demo's accounts: login, password, totp_secret, roles."""

    var: Path
    ports: Ports
    officers: dict[str, dict[str, Any]]
    people: list[Person]
    owner: Person
    """A member of the demo's registered company, whose account has a password that nobody knows."""
    _given: int = field(default=0)

    @property
    def portal(self) -> str:
        return f"http://localhost:{self.ports['portal']}"

    @property
    def officer(self) -> str:
        return f"http://localhost:{self.ports['officer']}"

    @property
    def reference(self) -> str:
        return f"http://127.0.0.1:{self.ports['reference']}"

    def somebody(self) -> Person:
        """A person who has no account yet; each is given out once."""
        self._given += 1
        return self.people[self._given - 1]

    def mails(self, address: str, seconds: float = 30.0) -> list[dict[str, Any]]:
        """Mails that the demo's mailbox holds for somebody, once the first has come."""
        found: list[dict[str, Any]] = []
        end, pause = time.monotonic() + seconds, threading.Event()
        while not found and time.monotonic() < end:
            found = list(_get(f"{self.reference}/mails?address={address}"))
            pause.wait(0 if found else 0.2)
        return found


def _get(address: str) -> Any:
    request = urllib.request.Request(address, headers={"Accept": "application/json"})  # noqa: S310 - our own loopback address
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - as above
        return json.load(answer)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own loopback address
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _free_ports() -> Ports:
    """Ports that nothing listens on."""
    for _ in range(200):
        ports = Ports(random.randrange(20_000, 60_000, 300))
        try:
            for number in ports.by_name.values():
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", number))
        except OSError:
            continue
        return ports
    raise RuntimeError("no free ports")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The running system is one and busy: what needs it runs by itself, the other pages among all other tests."""
    for item in items:
        if "system" in getattr(item, "fixturenames", ()):
            item.add_marker("whole_system")


@pytest.fixture(scope="session", autouse=True)
def _quick(quick_people: None) -> None:
    """Whole registrations are walked here."""


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The whole system with the demo, started as `make run` starts it."""
    var, ports = tmp_path_factory.mktemp("var"), _free_ports()
    command = [sys.executable, "-m", "core.cli", "run", "--demo", "--var", str(var), "--port-base", str(ports.base)]
    log = (var / "run.log").open("wb")
    process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        _wait(process, ports, var)
        *people, owner = _people(ports, var)
        yield System(var, ports, _officers(var), people, owner)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        log.close()


def _wait(process: subprocess.Popen[bytes], ports: Ports, var: Path) -> None:
    end, pause = time.monotonic() + START_SECONDS, threading.Event()
    needed = [f"http://127.0.0.1:{ports[name]}/health" for name in ("portal", "officer", "reference", "trust")]
    while needed:
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"the system did not start:\n{(var / 'run.log').read_text()[-4000:]}")
        needed = [address for address in needed if not _answers(address)]
        pause.wait(0.3)


def _officers(var: Path) -> dict[str, dict[str, Any]]:
    rows = json.loads((var / "demo.json").read_text())["officers"]
    return {row["login"]: row for row in rows}


def _people(ports: Ports, var: Path) -> list[Person]:
    """The people whom the demo leaves free and the first whom it does not, with their portraits as files."""
    reference, people = f"http://127.0.0.1:{ports['reference']}", []
    for number, row in enumerate(_get(f"{reference}/people")[: FIRST_PEOPLE_ARE_FREE + 1]):
        portrait = var / f"portrait-{number}.jpg"
        with urllib.request.urlopen(f"{reference}/people/{number}/portrait.jpg") as answer:  # noqa: S310 - loopback
            portrait.write_bytes(answer.read())
        people.append(Person(row["name"], row["identity_number"], row["phone"], portrait))
    return people


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Headless Chromium that knows the font our documents use, so that screenshots show what people see."""
    folder = tmp_path_factory.mktemp("fonts")
    config = folder / "fonts.conf"
    fonts = Path(noto_cjk_sans_otc.__file__).parent
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>/usr/share/fonts</dir><dir>{fonts}</dir><cachedir>{folder / 'cache'}</cachedir></fontconfig>"
    )
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", *NEW_HEADLESS],
            env={**os.environ, "FONTCONFIG_FILE": str(config)},
        )
        yield found
        found.close()


MakePage = Callable[..., Page]


@pytest.fixture(autouse=True)
def _left_pages(request: pytest.FixtureRequest) -> Iterator[None]:
    """Pages that a test leaves open would go on asking their servers beside all later ones."""
    if "browser" not in request.fixturenames:
        yield
        return
    found: Browser = request.getfixturevalue("browser")
    before = list(found.contexts)
    yield
    for context in found.contexts:
        if context not in before:
            context.close()


@pytest.fixture
def make_page(browser: Browser) -> Iterator[MakePage]:
    """Fresh pages, each with a browser profile of its own; errors that pages report fail the test at its end."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def note(message: ConsoleMessage) -> None:
        place = str(message.location.get("url", ""))
        if message.type == "error" and not any(part in place for part in EXPECTED):
            problems.append(f"{message.text} ({place})")

    def make(size: dict[str, int], language: str = "zh_CN", address: str = "") -> Page:
        context = browser.new_context(viewport=size, locale="zh-CN")  # type: ignore[arg-type]  # the same two numbers
        if address:
            context.add_cookies([{"name": "qc_language", "value": language, "url": address}])
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: problems.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def phone(make_page: MakePage, system: System) -> MakePage:
    def at_phone(language: str = "zh_CN") -> Page:
        return make_page(PHONE, language, system.portal)

    return at_phone


@pytest.fixture
def desk(make_page: MakePage, system: System) -> MakePage:
    def at_desk(language: str = "zh_CN") -> Page:
        return make_page(DESK, language, system.portal)

    return at_desk


@pytest.fixture
def applicant(phone: MakePage, system: System) -> Callable[[Person], Applicant]:
    """Puts somebody at a phone of their own."""
    return lambda person: Applicant(phone(), system.portal, person)


@pytest.fixture(scope="session")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photographed lease."""
    path = tmp_path_factory.mktemp("proof") / "租赁合同.png"
    path.write_bytes(premises_picture())
    return path


def add_authenticator(page: Page) -> None:
    """Give a page's browser a device that makes and uses passkeys, as a phone with a fingerprint reader does."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
