"""The applicant's way through the portal at 390 px, in a real browser against the real system."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.web.applicant import TIMEOUT, Applicant, Person
from tests.web.conftest import System

pytestmark = [pytest.mark.web, pytest.mark.xdist_group("web")]

AtPhone = Callable[[Person], Applicant]


def test_a_forgotten_password_is_set_anew_at_the_phone(system: System, applicant: AtPhone) -> None:
    someone = applicant(system.somebody())
    someone.register()
    again = applicant(replace(someone.person, secret="Another-one-2"))
    again.forgets_the_password(f"{system.reference}/mailbox")
    again.sign_in()
    again.sees(["您还没有发起申请"])


def test_a_draft_is_resumed_on_another_device_and_a_late_change_is_not_lost_silently(
    system: System, applicant: AtPhone
) -> None:
    """R22: what was typed is there elsewhere; whoever is overtaken is told."""
    person = system.somebody()
    first, second = applicant(person), applicant(person)
    first.register()
    first.begin()
    first.type("字号", "渡口春风")
    expect(first.page.locator(".qc-composed strong")).to_contain_text("渡口春风")
    second.sign_in()
    second.page.goto(first.page.url)
    expect(second.field("字号")).to_have_value("渡口春风")
    second.type("字号", "渡口秋风")
    expect(second.page.locator(".qc-composed strong")).to_contain_text("渡口秋风")
    first.type("字号", "渡口冬风")
    first.sees(["已在另一设备上修改"])
    first.button("以已保存的内容继续").click()
    expect(first.field("字号")).to_have_value("渡口秋风")


def test_findings_come_and_go_while_one_types_and_nothing_typed_is_lost(system: System, applicant: AtPhone) -> None:
    """R22: a field that stands alone draws the head only; what the checks say of it still appears, and goes again."""
    at = applicant(system.somebody())
    at.register()
    at.begin()
    at.step("住所")
    address, postcode = at.field("详细地址"), at.field("邮政编码")
    at.type("详细地址", "中关村大街1号")
    expect(at.page.locator(".qc-saved")).to_contain_text("已自动保存")
    at.type("邮政编码", "1234")
    at.sees(["邮政编码为六位数字"])
    expect(address).to_have_value("中关村大街1号")
    at.type("邮政编码", "100080")
    expect(at.page.get_by_text("邮政编码为六位数字")).to_have_count(0)
    at.type("详细地址", "中关村大街2号")
    at.settled()
    at.page.reload()
    at.step("住所")
    expect(address).to_have_value("中关村大街2号")
    expect(postcode).to_have_value("100080")


def test_a_mismatch_names_the_field_and_filling_goes_on(system: System, applicant: AtPhone) -> None:
    """R10 R12: who does not match is told which field, may correct it, and may begin an application meanwhile."""
    known = system.somebody()
    typed_wrong = Person(known.name[0] + "错误", known.identity_number, known.phone, known.portrait)
    someone = applicant(typed_wrong)
    someone.register(goal="/account?next=/applications", typed_goal="/applications")
    someone.sees(["以下信息与人口库不一致：姓名"])
    someone.begin()
    someone.sees(["尚未取名"])
    someone.open("/account")
    someone.page.get_by_label("姓名", exact=True).fill(known.name)
    someone.button("重新核验").click()
    someone.sees(["身份已确认"])


def test_a_revoked_session_ends_at_the_next_touch(system: System, applicant: AtPhone) -> None:
    """A32: sessions survive a reload, and stop working as soon as they are ended elsewhere."""
    person = system.somebody()
    here, there = applicant(person), applicant(person)
    here.register()
    here.page.reload()
    here.ready()
    expect(here.page.get_by_role("link", name="我的申请").first).to_be_visible()
    here.begin()
    there.sign_in()
    there.open("/account")
    there.button("结束").first.click()
    expect(there.button("结束")).to_have_count(0)
    here.field("字号").fill("不该保存")
    expect(here.page.locator("[data-qc=sign_in]")).to_be_visible(timeout=TIMEOUT)
