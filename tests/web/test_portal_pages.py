"""Every page of the portal: usable with assistive technology, in three languages, within a phone's width, and closed
where it must be closed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from core.i18n import HTML_LANGUAGES, LANGUAGES
from tests.web.applicant import TIMEOUT, Applicant, Person
from tests.web.conftest import System

pytestmark = [pytest.mark.web, pytest.mark.xdist_group("web")]

CHOOSING = ("/choose", "/choose?do=setup", "/choose?do=setup&type=GP", "/choose?do=change")
PUBLIC = ("/", *CHOOSING, "/register", "/verify", "/help", "/sign-in", "/sign-up")
PERSONAL = ("/applications", "/inbox", "/account")
MakePage = Callable[..., Page]
# Words that stay as they are in every language.
KEPT = re.compile(
    r"https?://\S+|\S+@\S+|\b(English|PDF|JPEG|PNG|MB|QR|PIN|SHA|JavaScript|Linux|Chrome|Quancheng|ID|Chromium)\b"
)


def show(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".qc-footer")).to_be_visible(timeout=TIMEOUT)
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
    if "/sign-" in address:
        expect(page.locator("[data-qc]")).to_be_visible()


def violations(page: Page) -> list[str]:
    """What axe finds on markup of ours."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    nodes = [(one["id"], node["html"]) for one in found for node in one["nodes"]]
    return [f"{rule}: {html[:200]}" for rule, html in nodes if "qc" in html]


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages_have_no_barriers_and_speak_the_readers_language(
    system: System, phone: MakePage, language: str
) -> None:
    """No English in Chinese or Korean pages, and no page wider than the phone."""
    page = phone(language)
    for path in PUBLIC:
        show(page, system.portal + path)
        assert page.locator("html").get_attribute("lang") == HTML_LANGUAGES[language]
        text = KEPT.sub("", page.locator("body").inner_text())
        for icon in page.locator('[data-testid="stIconMaterial"]').all_inner_texts():
            text = text.replace(icon, "", 1)  # an icon's name in the icon font
        if language != "en":
            assert re.findall(r"[A-Za-z]{3,}", text) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert violations(page) == [], path


def test_the_language_is_switched_in_the_page_and_kept(system: System, phone: MakePage) -> None:
    page = phone()
    show(page, system.portal + "/verify")
    page.get_by_role("link", name="한국어").click()
    expect(page.get_by_role("heading", name="영업집조 확인")).to_be_visible(timeout=TIMEOUT)
    show(page, system.portal + "/help")
    expect(page.get_by_role("heading", name="도움말")).to_be_visible()


def test_the_form_has_no_barriers_in_any_section(system: System, applicant: Callable[[Person], Applicant]) -> None:
    someone = applicant(system.somebody())
    someone.register()
    for path in PERSONAL:
        someone.open(path)
        someone.settled()
        assert violations(someone.page) == [], path
    someone.begin()
    for step in ("企业名称", "住所", "经营范围", "人员和单位", "出资", "任职", "联络", "其他", "核对并生成"):
        someone.step(step)
        assert violations(someone.page) == [], step


def test_personal_pages_ask_for_signing_in(system: System, phone: MakePage) -> None:
    page = phone()
    for path in PERSONAL:
        show(page, system.portal + path)
        expect(page.locator("[data-qc=sign_in]")).to_be_visible()


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/upload_file/x/y", "/auth/login"]
)
def test_the_frameworks_own_doors_are_closed(system: System, phone: MakePage, path: str) -> None:
    assert phone().request.get(system.portal + path).status == 404


def test_every_answer_carries_the_content_policy(system: System, phone: MakePage) -> None:
    for path in ("/", "/assets/portal.css", "/health", "/nowhere", "/api/v1/openapi.json"):
        headers = phone().request.get(system.portal + path).headers
        assert "script-src 'self';" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_device_routes_refuse_foreign_pages(system: System, phone: MakePage) -> None:
    request, address = phone().request, system.portal + "/api/device/sign-in"
    body = {"phone": "13800000000", "password": "x"}
    assert request.post(address, data=body).status == 403
    foreign = {"X-Quancheng": "1", "Origin": "https://example.org"}
    assert request.post(address, data=body, headers=foreign).status == 403
    answer = request.post(address, data=body, headers={"X-Quancheng": "1"})
    assert (answer.status, answer.json()["code"]) == (409, "sign_in_failed")


def test_documents_are_closed_to_strangers(system: System, phone: MakePage) -> None:
    page = phone()
    found = page.request.get(system.portal + "/documents/" + "0" * 32 + ".pdf", max_redirects=0)
    assert found.status == 303
    assert "/sign-in" in found.headers["location"]
