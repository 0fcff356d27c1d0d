"""The counter in a browser: a case with a licence on paper from begin to handing over, and an online draft that is
finished at the counter (R04, R05, R07, R22, A38)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response, ViewportSize, expect

from core.inner import examination, issuing, officers
from core.inner.officers import OfficerView
from core.outer import counter as outer_counter
from core.outer import drafts
from core.smoke import premises_picture
from core.terms import Channel, ProposalKind, Status
from tests.web.officers import Office, open_office, page_of

pytestmark = pytest.mark.web
PICTURES = os.environ.get("QUANCHENG_PICTURES", "")
"""A folder for screenshots, when somebody wants to look."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = open_office(tmp_path_factory.mktemp("office"), people=6)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scan") / "扫描件.png"
    path.write_bytes(premises_picture())
    return path


def picture(page: Page, name: str) -> None:
    """Keep what the page looks like in both widths."""
    if not PICTURES:
        return
    for width in (1280, 1440):
        page.set_viewport_size(ViewportSize(width=width, height=900))
        page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)


def who(office: Office, login: str) -> OfficerView:
    found = officers.who(office.site.inner, office.token(login))
    assert found is not None
    return found


def settled(page: Page) -> None:
    """Everything typed has been taken: no answer is awaited any more."""
    expect(page.locator(".surface[aria-busy]")).to_have_count(0)


def put(page: Page, place: str, value: str) -> None:
    """Type into a field and leave it, as with the tab key."""
    box = page.locator(f"[name='{place}']")
    box.fill(value)
    box.press("Tab")
    settled(page)


def choose(page: Page, place: str, text: str) -> None:
    page.locator(f"select[name='{place}']").select_option(label=text)
    settled(page)


def tick(page: Page, place: str, text: str) -> None:
    page.locator(f"[id='at-{place.replace('.', '-')}']").get_by_label(text, exact=True).check()
    settled(page)


def attach(page: Page, kind: str, scan: Path) -> None:
    before = page.locator(f"#at-documents-{kind} figure").count()
    page.locator(f"#scan-{kind}").set_input_files(scan)
    expect(page.locator(f"#at-documents-{kind} figure")).to_have_count(before + 1)


def is_pdf(answer: Response) -> bool:
    return answer.headers.get("content-type", "").startswith("application/pdf")


def print_pack(page: Page) -> None:
    with page.context.expect_event("response", is_pdf) as answered:
        page.get_by_role("button", name="打印待签文件").click()
    assert answered.value.ok
    for other in page.context.pages[1:]:
        other.close()
    expect(page.locator("#at-documents-charter")).to_contain_text("已打印")


def see_identity(page: Page, name: str) -> None:
    page.locator("#seen-party").select_option(label=name)
    page.get_by_role("button", name="本人证件已核验").click()
    expect(page.locator("#at-parties-seen")).to_contain_text(f"✓ {name}")


def fill_company(page: Page, office: Office, name: str) -> tuple[str, str]:
    """Everything that a company's form asks for; returns the two members' names."""
    first, second = office.site.people[0], office.site.people[1]
    put(page, "name.trade_name", name)
    put(page, "name.industry_term", "科技")
    put(page, "name.industry_code", "6513")
    put(page, "domicile.address", "中关村大街1号12层1203室")
    put(page, "domicile.postcode", "100080")
    page.keyboard.press("Escape")
    page.locator("#phrase-words").fill("软件")
    page.locator("#phrase-words").press("Enter")
    page.get_by_role("button", name="＋ 软件开发", exact=True).click()
    expect(page.locator("#at-scope-phrases")).to_contain_text("软件开发")
    page.get_by_role("button", name="添加人员").click()
    put(page, "parties.p2.name", second.name)
    put(page, "parties.p2.identity_number", second.identity_number)
    put(page, "parties.p2.phone", second.phone)
    put(page, "capital.registered", "1000000")
    for at, (who_, amount) in enumerate(((first.name, "600000"), (second.name, "400000"))):
        page.locator("#at-capital-contributions > .buttons button").click()
        expect(page.locator(f"select[name='capital.contributions.{at}.party']")).to_be_visible()
        settled(page)
        choose(page, f"capital.contributions.{at}.party", who_)
        put(page, f"capital.contributions.{at}.amount", amount)
        put(page, f"capital.contributions.{at}.due", "2029-06-30")
    tick(page, "organs.directors", first.name)
    tick(page, "organs.supervisors", second.name)
    choose(page, "organs.manager", first.name)
    choose(page, "organs.legal_representative", first.name)
    put(page, "contact.phone", first.phone)
    choose(page, "contact.liaison", first.name)
    choose(page, "contact.finance_officer", first.name)
    return first.name, second.name


def decide(office: Office, case_id: str) -> None:
    inner, examiner, approver = office.site.inner, who(office, "li"), who(office, "wang")
    examination.accept(inner, examiner, case_id, "accept")
    examination.propose(inner, examiner, case_id, ProposalKind.APPROVE, "", "propose")
    examination.approve(inner, approver, case_id, "", "approve")
    assert issuing.complete(inner, case_id) is Status.PUBLICISED


def test_a_case_at_the_counter_from_begin_to_a_paper_licence_handed_over(
    browser: Browser, office: Office, scan: Path
) -> None:
    """R04, R05."""
    first = office.site.people[0]
    page = page_of(browser, office, "chen", "?page=counter")
    expect(page.get_by_role("heading", name="窗口受理")).to_be_visible()
    page.get_by_label("企业类型").select_option("LLC")
    settled(page)
    page.get_by_label("申请人姓名").fill(first.name)
    page.get_by_label("证件号码（键入或读卡）").fill(first.identity_number)
    page.get_by_label("手机号码").fill(first.phone)
    picture(page, "counter-begin")
    page.get_by_role("button", name="开始办理", exact=True).click()
    expect(page.locator("[name='name.trade_name']")).to_be_visible()
    draft_id = re.search(r"id=([0-9a-f]+)", page.url)
    assert draft_id is not None
    picture(page, "counter-empty")
    put(page, "capital.registered", "一百万")
    expect(page.locator("#at-capital-registered")).to_contain_text("不是以元为单位的金额")
    name, _ = fill_company(page, office, "窗口长青")
    page.locator("[name='other.paper_licence'][type=checkbox]").check()
    settled(page)
    put(page, "other.paper_copies", "1")
    attach(page, "premises", scan)
    attach(page, "premises", scan)
    print_pack(page)
    for kind in ("application_form", "charter", "appointment", "responsibility"):
        attach(page, kind, scan)
    see_identity(page, name)
    expect(page.get_by_text("没有缺漏")).to_be_visible()
    picture(page, "counter-filled")
    page.get_by_role("button", name="提交…").click()
    page.get_by_role("button", name="确认提交").click()
    expect(page).to_have_url(re.compile("page=case&"), timeout=60_000)
    expect(page.locator(".case-head")).to_contain_text("窗口长青")
    picture(page, "counter-case")
    case_id = draft_id.group(1)
    examiner = page_of(browser, office, "li", f"?page=case&id={case_id}")
    expect(examiner.get_by_text("纸质签字").first).to_be_attached()  # a signature on paper, shown as what it is
    decide(office, case_id)

    page.goto(f"{office.address}/?page=counter")
    page.locator("tbody").get_by_text("窗口长青").click()
    for number in ("A0000001", "A0000002"):
        page.get_by_label("所用印制执照的编号").first.fill(number)
        page.get_by_role("button", name="登记并生成").first.click()
        expect(page.locator("#main")).to_contain_text(number)
        page.get_by_label("领取人姓名").fill(name)
        page.get_by_label("证件号码（键入或读卡）").fill(first.identity_number)
        picture(page, f"counter-paper-{number}")
        page.get_by_role("button", name="交付", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("已交付")
    sheet = page.context.request.get(
        office.address + str(page.get_by_role("link", name="打开并打印").first.get_attribute("href"))
    )
    assert sheet.body().startswith(b"%PDF")
    picture(page, "counter-handed")
    page.goto(f"{office.address}/?page=counter")
    expect(page.get_by_text("没有待交付的纸质执照")).to_be_visible()


def test_an_online_draft_is_finished_at_the_counter(browser: Browser, office: Office, scan: Path) -> None:
    """R04: nothing is typed twice, and the applicant follows it online."""
    site = office.site
    journey = site.journey("线上山岚", site.people[2:4], drill=False)
    journey.register()
    journey.fill_in()
    code = outer_counter.issue_code(site.outer, journey.applicant.account, journey.application_id)
    page = page_of(browser, office, "chen", "?page=counter", "en")
    page.keyboard.press("t")
    page.keyboard.type(code.lower())
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("asked for")
    journey.cross()
    page.get_by_role("link", name="Open", exact=True).click()
    expect(page.locator("[name='name.trade_name']")).to_have_value("线上山岚")
    picture(page, "counter-claimed-en")
    assert drafts.view(site.outer, journey.applicant.account, journey.application_id).claimed
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Print what is to be signed").click()
    opened.value.close()
    expect(page.locator("#at-documents-charter")).to_contain_text("Printed.")
    for kind in ("application_form", "charter", "appointment", "responsibility"):
        attach(page, kind, scan)
    page.locator("#seen-party").select_option(label=journey.members[0].name)
    page.get_by_role("button", name="I have seen it").click()
    expect(page.get_by_text("nothing is missing")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Submit …")).click()
    page.get_by_role("button", name="Yes, submit").click()
    expect(page).to_have_url(re.compile("page=case&"), timeout=60_000)
    journey.cross()
    seen = drafts.view(site.outer, journey.applicant.account, journey.application_id)
    assert (seen.status, seen.channel) == (Status.RECEIVED, Channel.COUNTER)
    decide(office, journey.application_id)
    journey.cross()
    assert drafts.view(site.outer, journey.applicant.account, journey.application_id).status is Status.PUBLICISED


def test_an_online_draft_is_handed_back(browser: Browser, office: Office) -> None:
    site = office.site
    journey = site.journey("线上云归", site.people[4:6], drill=False)
    journey.register()
    journey.fill_in()
    code = outer_counter.issue_code(site.outer, journey.applicant.account, journey.application_id)
    page = page_of(browser, office, "chen", "?page=counter")
    page.locator("#code").fill(code)
    page.get_by_role("button", name="取得草稿").click()
    expect(page.get_by_role("status")).to_contain_text("已请求")
    journey.cross()
    page.locator("tbody").get_by_text("线上云归").click()
    put(page, "contact.phone", "010-62345678")
    page.get_by_role("button", name="交回…").click()
    page.get_by_role("button", name="确认交回").click()
    expect(page.get_by_role("status")).to_contain_text("已交回")
    journey.cross()
    back = drafts.view(site.outer, journey.applicant.account, journey.application_id)
    assert not back.claimed
    assert back.content.contact.phone == "010-62345678"


def test_the_counters_pages_are_accessible_and_harmless(browser: Browser, office: Office) -> None:
    """A38: what people type never runs in an officer's browser."""
    page = page_of(browser, office, "chen", "?page=counter")
    assert Axe().run(page).violations_count == 0
    first = office.site.people[0]
    page.get_by_label("企业类型").select_option("LLC")
    settled(page)
    page.get_by_label("申请人姓名").fill("<img src=x onerror=alert(1)>")
    page.get_by_label("证件号码（键入或读卡）").fill(first.identity_number)
    page.get_by_role("button", name="开始办理", exact=True).click()
    expect(page.locator("[name='parties.p1.name']")).to_have_value("<img src=x onerror=alert(1)>")
    assert page.locator("#main img[src=x]").count() == 0
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()


def test_only_counter_officers_have_the_counter(browser: Browser, office: Office) -> None:
    page = page_of(browser, office, "wang")
    expect(page.get_by_role("link", name="窗口受理")).to_have_count(0)
    page.goto(f"{office.address}/?page=counter")
    expect(page.get_by_role("alert")).to_be_visible()
