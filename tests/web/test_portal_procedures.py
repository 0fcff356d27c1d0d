"""Types and businesses beyond a company's establishment, chosen and filled in at the phone as a new user would."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from core.i18n import LANGUAGES
from tests.web.applicant import TIMEOUT, Applicant, Person
from tests.web.conftest import System
from tests.web.test_portal_pages import violations

pytestmark = [pytest.mark.web, pytest.mark.xdist_group("web")]

AtPhone = Callable[[Person], Applicant]


def test_a_change_asks_only_for_what_changes_and_shows_old_beside_new(system: System, applicant: AtPhone) -> None:
    """R06 R22: the register's data come by themselves; the wait ends without a touch."""
    owner = applicant(system.owner)
    owner.forgets_the_password(f"{system.reference}/mailbox")
    owner.sign_in()
    owner.open("/choose?do=change")
    owner.page.get_by_role("button").filter(has_text="青禾云图").click()
    owner.settled()
    owner.page.get_by_text("法定代表人", exact=True).click()
    owner.page.locator("[class*=st-key-qc_several_]").get_by_role("button", name="开始办理").first.click()
    owner.page.wait_for_url("**/application?id=*", timeout=TIMEOUT)
    expect(owner.page.locator(".st-key-qc_form")).to_be_visible(timeout=TIMEOUT)
    steps = owner.page.locator(".st-key-qc_steps")
    expect(steps).to_contain_text("任职")
    expect(steps).not_to_contain_text("经营范围")
    owner.sees(["登记簿记载的内容", "青禾云图"])
    assert violations(owner.page) == []
    owner.step("任职")
    change = owner.page.locator("[class*=st-key-qc_change_organs_legal_representative]")
    expect(change.locator(".qc-before")).to_contain_text(owner.person.name)
    expect(change.locator(".qc-before")).not_to_contain_text("将变更")
    options = change.locator('[data-testid="stButtonGroup"] button')
    other = next(text for text in options.all_inner_texts() if owner.person.name not in text).strip()
    options.filter(has_text=re.compile(re.escape(other))).click()
    expect(change.locator(".qc-before")).to_contain_text("将变更")
    expect(change.locator(".qc-before")).to_contain_text(owner.person.name)
    assert violations(owner.page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_choosing_fits_a_phone_and_an_office_screen(
    system: System, phone: Callable[..., object], desk: Callable[..., object], language: str
) -> None:
    """Cards at the phone, a table at the desk; nothing is wider than the screen."""
    for make, width in ((phone, 390), (desk, 1280)):
        page = Applicant(make(language), system.portal, system.owner).page  # type: ignore[arg-type]  # a page
        page.goto(f"{system.portal}/choose?do=setup")
        expect(page.get_by_role("rowheader").first).to_be_visible(timeout=TIMEOUT)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator(".qc-compare thead").is_visible() is (width > 900)


def test_the_counter_takes_a_draft_over_by_its_code(system: System, applicant: AtPhone) -> None:
    """R04: whoever prefers to finish at the counter gets a code to show there."""
    someone = applicant(system.somebody())
    someone.register()
    someone.begin()
    someone.page.get_by_text("到窗口办理").click()
    someone.button("获取窗口取件码").click()
    code = someone.page.locator(".qc-counter strong")
    expect(code).to_have_text(re.compile(r"^[2-9A-Z]{4} [2-9A-Z]{4}$"))
    expect(someone.page.locator(".qc-counter img")).to_be_visible()
