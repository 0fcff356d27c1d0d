"""An office for tests in the browser: both zones with a few applications, officers, and their server in a thread.

Its clock can be moved, so that one-time codes need not be waited for.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from tornado.ioloop import IOLoop

from core.clock import system_clock
from core.inner import officers
from core.provision import provide, zone_settings
from core.terms import Role, Zone
from officer.handlers import LANGUAGE_COOKIE, SESSION_COOKIE
from officer.server import OfficerServer, build
from tests.towns import NOBODY, Town

WIDE, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)
SOON = 30_000
PEOPLE: dict[str, tuple[str, tuple[Role, ...]]] = {
    "li": ("李审查", (Role.EXAMINER, Role.IDENTITY_OFFICER)),
    "zhang": ("张审查", (Role.EXAMINER,)),
    "wang": ("王核准", (Role.APPROVER,)),
    "chen": ("陈窗口", (Role.COUNTER_OFFICER,)),
    "zhao": ("赵处长", (Role.MANAGER,)),
    "shen": ("沈统计", (Role.ANALYST,)),
    "feng": ("冯推进", (Role.PROGRAMME_OFFICER,)),
    "admin": ("郑管理", (Role.ADMINISTRATOR,)),
}


@dataclass
class Hands:
    """A clock that moves on with every sign-in."""

    moved: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.moved


@dataclass
class Office:
    """The running office. `address` is what an officer types."""

    site: Town
    hands: Hands
    server: OfficerServer
    loop: IOLoop
    passwords: dict[str, str]
    totps: dict[str, pyotp.TOTP]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    def code(self, login: str) -> str:
        """A code that was not used before."""
        self.hands.moved += timedelta(seconds=90)
        return self.totps[login].at(self.hands())

    def token(self, login: str) -> str:
        code = self.code(login)
        return officers.sign_in(self.site.inner, login, self.passwords[login], code, agent="test", address="127.0.0.1")

    def enter(self, context: BrowserContext, login: str, language: str = "zh_CN") -> str:
        """Sign an officer in without the form; gives the session's token."""
        token = self.token(login)
        context.add_cookies(
            [
                {"name": SESSION_COOKIE, "value": token, "url": self.address},
                {"name": LANGUAGE_COOKIE, "value": language, "url": self.address},
            ]
        )
        return token

    def submitted(self, trade_name: str, people: slice = slice(0, 2)) -> str:
        """An application that has just come in; gives its identifier."""
        journey = self.site.journey(trade_name, self.site.people[people], drill=False)
        stretches = (journey.register, journey.fill_in, journey.make_pack, journey.sign, journey.submit, journey.cross)
        for stretch in stretches:
            stretch()
        return journey.application_id

    def stop(self) -> None:
        self.loop.add_callback(self.loop.stop)
        self.site.close()


def open_office(root: Path, people: int = 8) -> Office:
    """Provide an installation below `root`, make the officers, and serve them."""
    hands = Hands()
    own = {"smtp_address": "", "trust_address": NOBODY, "demo": True}  # a demo that runs beside the tests stays out
    settings = {zone: zone_settings(root / "var", zone, own) for zone in Zone}
    provide(root / "var", organisation="测试", now=system_clock(), settings=settings)
    site = Town.open(root / "var", root / "reference", people=people, settings=settings, clock=hands)
    assert isinstance(site, Town)
    passwords = {login: secrets.token_urlsafe(12) for login in PEOPLE}
    secrets_by_login = {login: pyotp.random_base32() for login in PEOPLE}
    with site.inner.store.unit() as session:
        for login, (name, roles) in PEOPLE.items():
            officers.create_officer(
                session, site.inner, login=login, name=name, password=passwords[login],
                totp_secret=secrets_by_login[login], roles=roles, authority_id=site.inner.settings.authority_id,
            )  # fmt: skip
    server, loop = _serve(site)
    return Office(
        site, hands, server, loop, passwords, {login: pyotp.TOTP(one) for login, one in secrets_by_login.items()}
    )


def _serve(site: Town) -> tuple[OfficerServer, IOLoop]:
    ready, made = threading.Event(), list[tuple[OfficerServer, IOLoop]]()

    def run() -> None:
        asyncio.set_event_loop(asyncio.new_event_loop())
        loop = IOLoop.current()
        server = build(site.inner, "http://localhost", loop=loop)
        server.server.start()
        made.append((server, loop))
        ready.set()
        loop.start()
        server.stop()

    threading.Thread(target=run, name="officers", daemon=True).start()
    if not ready.wait(60):
        raise RuntimeError("the officers' server did not start")
    return made[0]


def page_of(browser: Browser, office: Office, login: str, path: str = "", language: str = "zh_CN") -> Page:
    """A page of the application, open at a desk, with an officer signed in."""
    context = browser.new_context(viewport=WIDE)
    office.enter(context, login, language)
    page = context.new_page()
    page.set_default_timeout(SOON)
    page.goto(f"{office.address}/{path}")
    page.wait_for_selector("#main h1")
    return page


def faults(page: Page) -> list[tuple[str, str, str]]:
    """What axe finds, but for the markup of charts, which is not ours."""
    return [
        (fault["id"], node["html"][:200], node["failureSummary"])
        for fault in Axe().run(page).response["violations"]
        for node in fault["nodes"]
        if "modebar" not in node["html"] and "js-plotly" not in node["html"]
    ]
