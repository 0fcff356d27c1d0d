"""The officers' application in a browser, on real parts: from a received application to a published licence.

R02, R23, R30, R50, R65; A09 (two officers on one case), A32 (sessions end at once), A38 (scripts in names).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from core.inner import cases, examination, officers
from core.terms import ProposalKind, Status
from tests.web.officers import PHONE, SOON, WIDE, Office, faults, open_office, page_of

pytestmark = pytest.mark.web


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = open_office(tmp_path_factory.mktemp("office"))
    yield made
    made.stop()


@pytest.fixture(scope="module")
def received(office: Office) -> dict[str, str]:
    """Applications that came in, by trade name."""
    return {
        name: office.submitted(name, slice(at * 2, at * 2 + 2))
        for at, name in enumerate(("青禾云图", "远山知新", "和光博雅", "明德千里"))
    }


def status_of(office: Office, case_id: str) -> Status:
    viewer = officers.who(office.site.inner, office.token("li"))
    assert viewer is not None
    return cases.view(office.site.inner, viewer, case_id).row.status


def test_signing_in_needs_name_password_and_code_and_never_says_which_was_wrong(
    browser: Browser, office: Office
) -> None:
    page = browser.new_page()
    page.goto(office.address)
    expect(page).to_have_url(re.compile("/sign-in"))
    for language, title in (("ko", "등기 업무 시스템"), ("en", "Officers' application"), ("zh_CN", "登记工作平台")):
        page.goto(f"{office.address}/language?to={language}&back=/sign-in")
        expect(page.locator("h1")).to_have_text(title)
    refused = []
    for login, password, code in (("li", "wrong", office.code("li")), ("nobody", "wrong", "123456")):
        page.fill("#login", login)
        page.fill("#password", password)
        page.fill("#code", code)
        page.get_by_role("button", name="登录").click()
        refused.append(page.get_by_role("alert").inner_text())
    assert refused[0] == refused[1]
    page.fill("#login", "li")
    page.fill("#password", office.passwords["li"])
    page.fill("#code", office.code("li"))
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="待办案件")).to_be_visible(timeout=SOON)
    cookie = next(one for one in page.context.cookies() if one["name"] == "quancheng_officer")
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    assert cookie["value"] not in page.content()
    page.get_by_role("button", name="退出登录").click()
    expect(page).to_have_url(re.compile("/sign-in"))


def test_a_case_goes_from_acceptance_to_its_published_licence(
    browser: Browser, office: Office, received: dict[str, str]
) -> None:
    """R02: examine, approve, issue, archive, publicise, by two officers, all in one visible flow."""
    case_id = received["青禾云图"]
    page = page_of(browser, office, "li")
    page.locator("tbody").get_by_text("青禾云图").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("青禾云图", timeout=SOON)
    picture = page.locator(".sheet img")
    expect(picture).to_be_visible()
    assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth }") >= 900
    expect(page.get_by_role("heading", name="自动核查")).to_be_visible()
    page.get_by_role("button", name="受理并审查").click()
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_role("status").filter(has_text="已受理")).to_be_visible()
    page.get_by_role("button", name="提出审查意见").click()
    page.get_by_role("button", name="继续").click()
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_role("status").filter(has_text="等待核准")).to_be_visible()

    approver = page_of(browser, office, "wang", f"?page=case&id={case_id}")
    approver.get_by_role("button", name="核准…").click()
    approver.get_by_role("button", name="继续").click()
    approver.get_by_role("button", name="确认").click()
    expect(approver.get_by_role("heading", name="登记办结")).to_be_visible(timeout=60_000)
    code = approver.locator(".code").inner_text()
    assert re.fullmatch(r"91[0-9A-Z]{16}", code)
    licence = approver.get_by_role("img", name="营业执照")
    assert licence.evaluate("async image => { await image.decode(); return image.naturalWidth }") >= 1000
    for word in ("电子档案", "国家公示系统回执"):
        expect(approver.get_by_text(word).first).to_be_visible()
    assert status_of(office, case_id) is Status.PUBLICISED


def test_a_return_names_documents_fields_and_reasons_and_is_read_once_more(
    browser: Browser, office: Office, received: dict[str, str]
) -> None:
    case_id = received["远山知新"]
    page = page_of(browser, office, "li", f"?page=case&id={case_id}")
    page.get_by_role("button", name="受理并审查").click()
    page.get_by_role("button", name="确认").click()
    page.get_by_role("button", name="退回补正").click()
    expect(page.get_by_role("button", name="继续（共 0 项）")).to_be_disabled()
    page.get_by_label("需补正的文件").select_option("premises")
    page.get_by_label("对应栏目").select_option("domicile.address")
    page.get_by_label("常用表述").select_option("2")
    expect(page.get_by_label("需补正的内容")).to_have_value(re.compile("无法辨认"))
    page.get_by_role("button", name="加入清单").click()
    page.get_by_role("button", name="继续（共 1 项）").click()
    expect(page.get_by_text("只能一次性提出")).to_be_visible()
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_role("status").filter(has_text="已退回补正")).to_be_visible()
    assert status_of(office, case_id) is Status.RETURNED
    expect(page.locator(".timeline")).to_contain_text("无法辨认")


def test_the_second_officer_is_told_who_was_faster(browser: Browser, office: Office, received: dict[str, str]) -> None:
    """A09."""
    case_id = received["和光博雅"]
    page = page_of(browser, office, "zhang", f"?page=case&id={case_id}")
    page.get_by_role("button", name="受理并审查").click()
    confirm = page.get_by_role("button", name="确认")
    expect(confirm).to_be_visible(timeout=SOON)
    faster = officers.who(office.site.inner, office.token("li"))
    assert faster is not None
    examination.accept(office.site.inner, faster, case_id, "faster")
    confirm.click()
    expect(page.get_by_role("alert").filter(has_text="李审查")).to_be_visible()
    examination.propose(office.site.inner, faster, case_id, ProposalKind.APPROVE, "", "proposed")


def test_a_session_that_ends_closes_its_open_pages_and_files(
    browser: Browser, office: Office, received: dict[str, str]
) -> None:
    """A32: nobody touches the page, and it leaves all the same; what it showed cannot be fetched any more."""
    context = browser.new_context(viewport=WIDE)
    token = office.enter(context, "li")
    page = context.new_page()
    page.goto(f"{office.address}/?page=case&id={received['明德千里']}")
    picture = page.locator(".sheet img")
    picture.wait_for(timeout=SOON)
    address = office.address + str(picture.get_attribute("src"))
    assert context.request.get(address).status == 200
    officers.sign_out(office.site.inner, token)
    expect(page).to_have_url(re.compile("/sign-in"), timeout=SOON)
    assert context.request.get(address).status == 403


def test_keys_walk_the_list_open_a_case_and_search(browser: Browser, office: Office, received: dict[str, str]) -> None:
    page = page_of(browser, office, "li", "?page=worklist&queue=all")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.locator(".case").wait_for()
    page.go_back()
    expect(page.get_by_role("heading", name="待办案件")).to_be_visible(timeout=SOON)
    page.keyboard.press("/")
    page.keyboard.type("明德")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("明德千里")


def test_the_manager_sees_measures_and_comes_from_a_number_to_its_cases(
    browser: Browser, office: Office, received: dict[str, str]
) -> None:
    """R65."""
    page = page_of(browser, office, "zhao", "?page=dashboard")
    expect(page.get_by_role("heading", name="案件等待情况")).to_be_visible(timeout=60_000)
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible(timeout=SOON)
    page.locator("details:has(caption:text-is('各状态、各渠道申请数量')) > summary").click()
    row = page.get_by_role("row", name=re.compile("合计|已收件")).last
    row.get_by_role("link").last.click()
    expect(page.get_by_role("heading", name="待办案件")).to_be_visible(timeout=SOON)
    expect(page.locator("tbody tr").first).to_be_visible()


def test_places_are_open_to_their_roles_alone(browser: Browser, office: Office) -> None:
    """A28: what the navigation does not offer cannot be reached by its address either."""
    page = page_of(browser, office, "wang", "?page=settings")
    expect(page.get_by_role("alert").filter(has_text=re.compile("没有找到"))).to_be_visible()
    expect(page.get_by_role("link", name="设置")).to_have_count(0)


def test_one_officer_mode_is_set_by_the_administrator_alone(browser: Browser, office: Office) -> None:
    page = page_of(browser, office, "admin", "?page=settings")
    page.get_by_role("button", name="开启一人审核模式").click()
    page.get_by_role("button", name="确认开启").click()
    expect(page.get_by_role("status").filter(has_text="已保存")).to_be_visible()
    page.get_by_role("button", name="关闭一人审核模式").click()
    page.get_by_role("button", name="确认关闭").click()
    expect(page.get_by_text("已关闭")).to_be_visible()


PAGES = {
    "li": ("?page=worklist&queue=all", "?page=case&id={case}", "?page=identity"),
    "wang": ("?page=enterprises",),
    "zhao": ("?page=dashboard",),
    "admin": ("?page=trace", "?page=settings"),
}


@pytest.mark.parametrize("login", PAGES)
def test_pages_have_no_accessibility_faults(
    browser: Browser, office: Office, received: dict[str, str], login: str
) -> None:
    page = page_of(browser, office, login, language="ko")
    for path in PAGES[login]:
        page.goto(f"{office.address}/{path.format(case=received['明德千里'])}")
        page.wait_for_selector("#main h1")
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)
            assert faults(page) == [], (path, size)
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert overflow <= 0, (path, size)
