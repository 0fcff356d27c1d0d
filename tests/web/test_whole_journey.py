"""One company across both applications in a real browser: filled in, signed both ways, submitted, returned once,
corrected, approved, verified (R02, R05, R14, R15, R22, R50).

The applicant is at a phone 390 px wide, the officers at their desks; all processes of the installation run.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect

from core.i18n import translator
from tests.web.applicant import TIMEOUT, Applicant, Person, label
from tests.web.conftest import MakePage, System, add_authenticator

pytestmark = [pytest.mark.web, pytest.mark.xdist_group("web")]

AtPhone = Callable[[Person], Applicant]
REASON = "联系电话与登记不一致，请更正为公司电话。"


def sign_in_officer(page: Page, system: System, login: str) -> Page:
    """An officer signs in with password and one-time code."""
    officer = system.officers[login]
    page.set_default_timeout(TIMEOUT)
    page.goto(f"{system.officer}/")
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(officer["password"])
    page.locator("input[name=code]").fill(pyotp.TOTP(officer["totp_secret"]).now())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def confirm(page: Page, step: str, told: str, *between: str) -> None:
    """Take a step of a case: its button, what comes between, the confirmation, and what is said then."""
    for name in (step, *between, "确认"):
        page.get_by_role("button", name=name).first.click()
    expect(page.get_by_role("status").filter(has_text=told)).to_be_visible()


def sign_by_passkey(leader: Applicant) -> None:
    """What was read stays read when the page is loaded anew."""
    leader.button("阅读并签名").click()
    leader.enlarges_a_page()
    documents = leader.page.locator("[data-qc=signing] .qc-document").count()
    assert documents
    leader.read_everything()
    leader.page.reload()
    expect(leader.page.locator(".qc-mark").filter(has_text="已读 ✓")).to_have_count(documents)
    leader.declare()
    leader.confirm_by_passkey()
    leader.sees(["您已全部签名"])


def sign_by_code(system: System, partner: Applicant) -> None:
    """From the letter in the inbox, with password and a code that comes by mail."""
    partner.open("/inbox")
    partner.page.locator(".qc-letter a").first.click()
    partner.read_everything()
    partner.ask_for_code()
    other = partner.page.context.new_page()
    code = partner.code_by_mail(other, f"{system.reference}/mailbox")
    other.close()
    partner.confirm_by_code(code)
    partner.sees(["您已全部签名"])


def only_the_invited_signs(system: System, invited: Applicant, stranger: Applicant, name: str) -> None:
    """The link of an invitation only routes: a stranger sees nothing behind it, signed in or not. Whoever was invited
    registers, and comes by it to what is to be signed."""
    mails = system.mails(invited.person.email)
    link = re.search(r"/\?invite=\S+", str(mails))
    assert link, mails
    path = re.split(r"[\"'\\]", link.group(0))[0]
    stranger.open(path)
    expect(stranger.page.get_by_text(name)).to_have_count(0)
    stranger.register()
    stranger.open(path)
    stranger.sees(["该邀请无法使用"])
    expect(stranger.page.get_by_text(name)).to_have_count(0)
    invited.register()
    invited.open(path)
    expect(invited.page.locator("[data-qc=signing]")).to_be_visible(timeout=TIMEOUT)


def submit(leader: Applicant, application: str) -> None:
    """Sign the list of documents, and so submit."""
    leader.page.goto(application)
    leader.read_everything()
    leader.confirm_by_passkey()
    leader.sees(["回执", "痕迹序号"])


def until(page: Page, address: str, text: str) -> None:
    """Look again, as a person would, until the page shows what the other zone tells."""
    for _ in range(20):
        page.goto(address)
        try:
            expect(page.get_by_text(text).first).to_be_visible(timeout=3_000)
        except AssertionError:
            continue
        return
    pytest.fail(f"{text} never came")


def test_a_company_of_two_is_signed_both_ways_returned_corrected_approved_and_its_licence_verified(
    system: System, applicant: AtPhone, desk: MakePage, phone: MakePage, proof: Path, tmp_path: Path
) -> None:
    leader, partner = applicant(system.somebody()), applicant(system.somebody())
    add_authenticator(leader.page)
    leader.register()
    leader.add_passkey()
    leader.begin()
    leader.fill_in("碧海扬帆", partner.person, proof)
    leader.generate()
    application = leader.page.url
    case_id = application.partition("id=")[2]
    leader.sees(["待您签名", "已邀请"])
    only_the_invited_signs(system, partner, applicant(system.somebody()), "碧海扬帆")
    sign_by_passkey(leader)
    sign_by_code(system, partner)
    submit(leader, application)
    expect(leader.page.locator(".qc-doclist > li")).to_have_count(6)
    expect(leader.page.locator(".qc-slots .qc-waiting")).to_have_count(0)

    # the examiner sends it back, once and whole, naming document and field
    examiner = sign_in_officer(desk(), system, "examiner")
    case = f"{system.officer}/?page=case&id={case_id}"
    until(examiner, case, "碧海扬帆")
    confirm(examiner, "受理并审查", "已受理")
    examiner.get_by_role("button", name="退回补正").click()
    examiner.get_by_label("需补正的文件").select_option("application_form")
    examiner.get_by_label("对应栏目").select_option("contact.phone")
    examiner.get_by_label("需补正的内容").fill(REASON)
    examiner.get_by_role("button", name="加入清单").click()
    confirm(examiner, "继续（共 1 项）", "已退回补正")

    # the applicant sees the reason beside the field, corrects it, and only one document is signed anew
    until(leader.page, application, REASON)
    leader.step("联络")
    expect(leader.page.get_by_text(REASON).first).to_be_visible()
    leader.type(label("contact.phone"), "010-62770001")
    leader.settled()
    leader.generate()
    expect(leader.page.get_by_text("待您签名").first).to_be_visible()
    sign_by_passkey(leader)
    submit(leader, application)

    # the second round goes to the same examiner, and another officer approves
    until(examiner, case, "010-62770001")
    confirm(examiner, "提出审查意见", "等待核准", "继续")
    approver = sign_in_officer(desk(), system, "approver")
    approver.goto(case)
    for name in ("核准…", "继续", "确认"):
        approver.get_by_role("button", name=name).first.click()
    expect(approver.get_by_role("heading", name="登记办结")).to_be_visible(timeout=2 * TIMEOUT)
    code = approver.locator(".code").inner_text()
    assert re.fullmatch(r"91[0-9A-Z]{16}", code)

    # the licence comes out, is downloaded, and anybody can verify it by file and by code
    until(leader.page, application, "下载营业执照")
    with leader.page.expect_download() as download:
        leader.page.get_by_text("下载营业执照").click()
    licence = tmp_path / "licence.pdf"
    download.value.save_as(licence)
    assert licence.read_bytes().startswith(b"%PDF-")
    anyone = Applicant(phone(), system.portal, leader.person)
    in_order = translator("zh_CN")("Everything that was checked is in order.")
    anyone.open(f"/verify?code={code}")
    anyone.sees([in_order, "碧海扬帆"])
    anyone.page.get_by_text("凭文件或照片").click()
    anyone.page.locator("input[type=file]").set_input_files(licence)
    anyone.sees(["licence.pdf", in_order])
    expect(anyone.page.locator(".qc-fact")).to_have_count(6)
    anyone.open("/register?text=碧海扬帆")
    anyone.sees([code])
