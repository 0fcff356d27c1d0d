"""The register in a browser, for officers and for anyone: history, days, notices with an objection, and cases about
registered enterprises (R05, R23, R50, R51). Both applications look at one installation in which enterprises have gone
through businesses already.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from core.i18n import LANGUAGES
from core.ids import new_id
from core.inner import examination
from core.outer import accounts
from core.processes import ROOT
from core.smoke import drill_officers
from core.terms import Zone
from portal.services import LANGUAGE_COOKIE, SESSION_COOKIE
from tests.lands import Land
from tests.towns import Hands
from tests.web.applicant import TIMEOUT
from tests.web.conftest import _answers, _free_ports
from tests.web.officers import Office, open_office

pytestmark = [pytest.mark.web, pytest.mark.xdist_group("web")]
WORDS = "该公司尚欠本人货款三万元，请停止简易注销。"
PHONE = ViewportSize(width=390, height=844)


@dataclass
class Registry:
    """An office and a portal over the same installation, and what has happened there."""

    office: Office
    land: Land
    portal: str
    renamed: str
    cancelling: str
    notice: str
    asked: str

    def public(self, browser: Browser, path: str, language: str = "zh_CN", who: int = -1) -> Page:
        """A page of the portal, for anyone or for a resident."""
        context = browser.new_context(viewport=PHONE)
        cookies = [{"name": LANGUAGE_COOKIE, "value": language, "url": self.portal}]
        if who >= 0:
            walker = self.land.resident(who)
            token = accounts.sign_in(
                walker.outer, walker.someone.phone, walker.password, agent="test", address="127.0.0.1"
            )
            cookies.append({"name": SESSION_COOKIE, "value": token, "url": self.portal})
        context.add_cookies(cookies)  # type: ignore[arg-type]  # the three words that are needed
        page = context.new_page()
        page.set_default_timeout(TIMEOUT)
        self.turn_to(page, path)
        return page

    def turn_to(self, page: Page, path: str) -> None:
        """Open another page of the portal where one is open."""
        page.goto(self.portal + path)
        expect(page.locator(".qc-footer")).to_be_visible(timeout=TIMEOUT)
        expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=TIMEOUT)

    def inside(self, browser: Browser, path: str, language: str = "zh_CN", width: int = 1440) -> Page:
        """A page of the officers' application."""
        context = browser.new_context(viewport=ViewportSize(width=width, height=900))
        self.office.enter(context, "li", language)
        page = context.new_page()
        page.set_default_timeout(TIMEOUT)
        self.turn_inside(page, path)
        return page

    def turn_inside(self, page: Page, path: str) -> None:
        page.goto(f"{self.office.address}/{path}")
        page.wait_for_selector("#main h1")


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    office = open_office(tmp_path_factory.mktemp("registry"), people=12)
    hands = Hands()
    land = Land(office.site, hands, drill_officers(office.site.inner))
    renamed = land.established()
    case_id = land.hand_in("LLC.CHANGE.NAME", renamed)
    examination.accept(office.site.inner, land.officers[0], case_id, new_id())
    land.approve(case_id)
    cancelling, notice = land.announced(land.established())
    asked = land.hand_in("LLC.CHANGE.LEGAL_REP", renamed)
    land.resident(11)
    with portal_over(office) as address:
        yield Registry(office, land, address, renamed, cancelling, notice, asked)
    office.stop()


class portal_over:
    """The portal of an installation that others work with at the same time."""

    def __init__(self, office: Office) -> None:
        port = _free_ports()["portal"]
        self.address = f"http://localhost:{port}"
        settings = office.site.outer.settings
        given = {
            "QUANCHENG_ZONE": Zone.OUTER.value,
            "QUANCHENG_DATA": str(settings.data),
            "QUANCHENG_PUBLIC_ADDRESS": self.address,
            "QUANCHENG_SMTP_ADDRESS": "",
            "QUANCHENG_DEMO": "true",
            "QUANCHENG_IDENTITY_ADDRESS": settings.identity_address,
        }
        command = [sys.executable, "-m", "uvicorn", "portal_app:app", "--host", "127.0.0.1", "--port", str(port)]
        self.log = (Path(settings.data) / "portal.log").open("wb")
        self.process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **given}, stdout=self.log, stderr=subprocess.STDOUT
        )

    def __enter__(self) -> str:
        pause = threading.Event()
        while not _answers(f"{self.address}/health"):
            if self.process.poll() is not None:
                raise RuntimeError(f"the portal did not start:\n{Path(self.log.name).read_text()[-4000:]}")
            pause.wait(0.3)
        return self.address

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(30)
        self.log.close()


def violations(page: Page) -> list[str]:
    """What axe finds on markup of ours."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"] if "qc" in node["html"]]


Addresses = Callable[[Registry], str]
PUBLIC_PAGES: dict[str, Addresses] = {
    "renamed": lambda it: f"/enterprise?code={it.renamed}",
    "cancelling": lambda it: f"/enterprise?code={it.cancelling}",
    "notices": lambda it: "/notices",
    "notice": lambda it: f"/notices?case={it.notice}",
}
INNER_PAGES: dict[str, Addresses] = {
    "enterprises": lambda it: "?page=enterprises",
    "renamed": lambda it: f"?page=enterprise&uscc={it.renamed}",
    "cancelling": lambda it: f"?page=enterprise&uscc={it.cancelling}",
    "change": lambda it: f"?page=case&id={it.asked}",
    "simple": lambda it: f"?page=case&id={it.notice}",
    "announced": lambda it: "?page=worklist&queue=announced",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages_have_no_barriers_and_fit_a_phone(browser: Browser, registry: Registry, language: str) -> None:
    page = registry.public(browser, "/", language)
    for name, address in PUBLIC_PAGES.items():
        registry.turn_to(page, address(registry))
        assert violations(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name


@pytest.mark.parametrize(
    ("language", "width", "pages"),
    [("zh_CN", 1280, tuple(INNER_PAGES)), ("ko", 1280, ("change",)), ("en", 1440, ("renamed",))],
)
def test_officers_pages_have_no_barriers(
    browser: Browser, registry: Registry, language: str, width: int, pages: tuple[str, ...]
) -> None:
    page = registry.inside(browser, "", language, width)
    for name in pages:
        registry.turn_inside(page, INNER_PAGES[name](registry))
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}\n{found.generate_report()}"


def test_anyone_sees_the_history_and_the_register_of_a_day(browser: Browser, registry: Registry) -> None:
    """R50."""
    page = registry.public(browser, f"/enterprise?code={registry.renamed}")
    expect(page.locator(".qc-timeline li")).to_have_count(2)
    expect(page.locator(".qc-timeline li").first).to_contain_text("→")
    expect(page.get_by_text("曾用名")).to_be_visible()
    page.get_by_label("查看某日的登记情况").fill("2001-01-01")
    page.get_by_label("查看某日的登记情况").press("Enter")
    expect(page.get_by_text("该日企业尚未登记")).to_be_visible()


def test_somebody_objects_and_the_officer_reads_it(browser: Browser, registry: Registry) -> None:
    """R05: from the list of notices to the officer's case, and not twice."""
    page = registry.public(browser, "/notices", who=11)
    page.get_by_role("link", name="提出异议").first.click()
    page.get_by_label("异议内容").fill(WORDS)
    page.get_by_role("button", name="提交异议").click()
    expect(page.get_by_text("您的异议已送往承办人员")).to_be_visible(timeout=TIMEOUT)
    registry.land.cross()
    officer = registry.inside(browser, f"?page=case&id={registry.notice}")
    expect(officer.get_by_text(WORDS)).to_be_visible(timeout=TIMEOUT)
    again = registry.public(browser, f"/notices?case={registry.notice}", who=11)
    again.get_by_label("异议内容").fill(WORDS)
    again.get_by_role("button", name="提交异议").click()
    expect(again.get_by_role("alert")).to_be_visible(timeout=TIMEOUT)


def test_an_officer_sees_old_and_new_and_comes_to_the_enterprise(browser: Browser, registry: Registry) -> None:
    """R23."""
    page = registry.inside(browser, f"?page=case&id={registry.asked}")
    table = page.locator("table.changes")
    expect(table).to_contain_text("法定代表人")
    page.locator(".content").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="变化及所依据的案件")).to_be_visible(timeout=TIMEOUT)
    page.get_by_label("查看某日的登记情况").fill("2001-01-01")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text("该日企业尚未登记")).to_be_visible(timeout=TIMEOUT)
