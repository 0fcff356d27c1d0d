"""An applicant at a phone: the portal used the way a person would, by labels and buttons in Chinese.

Waits are for what a person would wait for; nothing sleeps. Reused by every test that needs a registration begun,
signed or submitted through the pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from playwright.sync_api import Locator, Page, expect

from core.catalogue.groups import Group
from core.i18n import translator
from core.rules.fields import field

TIMEOUT = 30_000


def label(place: str, group: Group = Group.COMPANY) -> str:
    """How a field is called on the page for a kind of enterprise, in Chinese."""
    return translator("zh_CN")(field(place, group).label)


@dataclass(frozen=True)
class Person:
    """A person whom the reference identity service knows."""

    name: str
    identity_number: str
    phone: str
    portrait: Path
    secret: str = ""

    @property
    def email(self) -> str:
        return f"{self.phone}@mail.invalid"

    @property
    def password(self) -> str:
        return self.secret or f"Pass-{self.phone}"


class Applicant:
    """One browser page in one person's hands."""

    def __init__(self, page: Page, address: str, person: Person) -> None:
        self.page, self.address, self.person = page, address, person
        page.set_default_timeout(TIMEOUT)

    # --- getting about

    def open(self, path: str = "/") -> None:
        self.page.goto(self.address + path)
        self.ready()

    def ready(self) -> None:
        """The page stands, header to footer."""
        expect(self.page.locator(".qc-footer")).to_be_visible(timeout=TIMEOUT)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def fresh(self, within: Locator | None = None) -> Locator:
        """What the form shows now; what it replaces, which stands beside it for a moment, is passed over."""
        return (within or self.page).locator('[data-testid="stElementContainer"]:not([data-stale="true"])')

    def field(self, label: str, within: Locator | None = None) -> Locator:
        """A field of the form."""
        return self.fresh(within).get_by_label(label, exact=True)

    def choose(self, group: str, *options: str) -> None:
        """Touch options of a group that are not chosen yet."""
        for option in options:
            one = self._option(group, option)
            if one.get_attribute("data-selected") != "true":
                one.click()
                expect(one).to_have_attribute("data-selected", "true")

    def leaves(self, group: str, option: str) -> None:
        """Touch an option of a group that is chosen, so that it is no more."""
        one = self._option(group, option)
        expect(one).to_have_attribute("data-selected", "true")
        one.click()
        expect(one).not_to_have_attribute("data-selected", "true")

    def _option(self, group: str, option: str) -> Locator:
        title = self.page.locator("label", has_text=re.compile(f"^{re.escape(group)}$"))
        found = self.fresh().locator('[data-testid="stButtonGroup"]').filter(has=title)
        return found.locator("button").filter(has_text=re.compile(f"^{re.escape(option)}"))

    def type(self, label: str, text: str, within: Locator | None = None) -> None:
        """Type into a field and leave it."""
        field = self.field(label, within)
        expect(field).to_have_count(1)
        field.fill(text)
        field.blur()

    def settled(self) -> None:
        """The last change was saved."""
        expect(self.page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")

    # --- accounts

    def register(self, goal: str = "/applications", typed_goal: str = "") -> None:
        """Register; `goal` is where one arrives, `typed_goal` where one wanted to (when that differs)."""
        self.open(f"/sign-up?next={typed_goal or goal}")
        self.registers_here(goal)

    def registers_here(self, goal: str) -> None:
        """Fill in and send the form that is open."""
        form = self.page.locator("[data-qc=register]")
        for label, text in (
            ("姓名", self.person.name),
            ("居民身份证号码", self.person.identity_number),
            ("手机号码", self.person.phone),
            ("电子邮箱", self.person.email),
            ("密码", self.person.password),
        ):
            form.get_by_label(label, exact=True).fill(text)
        form.locator("input[type=file]").set_input_files(self.person.portrait)
        expect(form.get_by_text("照片已准备好。")).to_be_visible()
        form.get_by_role("button", name="用户注册").click()
        self.page.wait_for_url(lambda url: unquote(url) == self.address + goal, timeout=TIMEOUT)
        self.ready()

    def sign_in(self, goal: str = "/applications") -> None:
        self.open(f"/sign-in?next={goal}")
        form = self.page.locator("[data-qc=sign_in]")
        form.get_by_label("手机号码", exact=True).fill(self.person.phone)
        form.get_by_label("密码", exact=True).fill(self.person.password)
        form.get_by_role("button", name="登录", exact=True).click()
        self.page.wait_for_url(self.address + goal, timeout=TIMEOUT)
        self.ready()

    def forgets_the_password(self, mailbox: str) -> None:
        """Set the password that the person wants, with the code that comes by mail."""
        self.open("/sign-in")
        self.page.get_by_role("link", name="忘记密码").click()
        form = self.page.locator("[data-qc=forgotten]")
        form.get_by_label("姓名", exact=True).fill(self.person.name)
        form.get_by_label("居民身份证号码", exact=True).fill(self.person.identity_number)
        form.get_by_label("手机号码", exact=True).fill(self.person.phone)
        form.locator("input[type=file]").set_input_files(self.person.portrait)
        form.get_by_role("button", name="获取验证码").click()
        expect(form.get_by_text("验证码已发送")).to_be_visible()
        other = self.page.context.new_page()
        form.get_by_label("验证码", exact=True).fill(self.code_by_mail(other, mailbox, "设置新密码的验证码"))
        other.close()
        form.get_by_label("新密码", exact=True).fill(self.person.password)
        form.get_by_role("button", name="修改密码").click()
        self.page.wait_for_url(self.address + "/sign-in", timeout=TIMEOUT)

    def add_passkey(self) -> None:
        self.open("/account")
        form = self.page.locator("[data-qc=add_passkey]")
        form.get_by_label("密码", exact=True).fill(self.person.password)
        form.get_by_role("button", name="添加本设备的通行密钥").click()
        expect(self.page.get_by_text("添加于").first).to_be_visible()

    # --- the form

    def begin(self) -> None:
        self.open("/applications")
        self.button("设立有限责任公司").click()
        self.page.wait_for_url("**/application?id=*", timeout=TIMEOUT)
        expect(self.page.locator(".st-key-qc_form")).to_be_visible()
        self.settled()

    def begins(self, entity_type: str) -> None:
        """Look at a type among those that are left, and begin."""
        self.page.get_by_role("rowheader").get_by_role("link", name=entity_type, exact=True).click()
        self.button("开始办理").click()
        self.page.wait_for_url("**/application?id=*", timeout=TIMEOUT)
        expect(self.page.locator(".st-key-qc_form")).to_be_visible()
        self.settled()

    def step(self, name: str) -> None:
        """Turn to a section of the form."""
        self.page.locator(".st-key-qc_steps button").filter(has_text=name).click()
        expect(self.page.locator(".st-key-qc_section_box h2").first).to_have_text(name)
        self.settled()

    def fill_in(self, trade_name: str, partner: Person, proof: Path) -> None:
        """A company of two members: the person at the phone leads it, the partner supervises."""
        me = self.person.name
        self.common(trade_name, partner, proof)
        self.shares({me: "60", partner.name: "40"}, "2029-06-30")
        self.step("任职")
        self.choose(label("organs.directors"), me)
        self.choose(label("organs.manager"), me)
        self.choose(label("organs.supervisors"), partner.name)
        self.choose(label("organs.legal_representative"), me)
        self.reachable()

    def common(self, trade_name: str, partner: Person, proof: Path, *, seat: str = "住所") -> None:
        """What most types ask for: name, seat, scope and a second person."""
        self.step("企业名称")
        self.type(label("name.trade_name"), trade_name)
        expect(self.page.locator(".qc-composed strong")).to_contain_text(trade_name)
        self.type(label("name.industry_term"), "科技")
        expect(self.page.locator(".qc-composed strong")).to_contain_text("科技")
        self.step(seat)
        self.type(label("domicile.address"), "中关村大街1号12层1203室")
        self.type(label("domicile.postcode"), "100080")
        self.page.locator("[data-qc=upload] input[type=file]").set_input_files(proof)
        expect(self.page.locator(".qc-file")).to_contain_text(proof.name)
        self.step("经营范围")
        self.field("查找规范表述").fill("软件开发")
        self.button("＋ 软件开发").click()
        expect(self.page.locator(".qc-phrase")).to_contain_text("软件开发")
        self.step("人员和单位")
        self.button("添加人员").click()
        card = self.page.locator("[class*=st-key-party_][class*=_p2]")
        self.type(label("parties.p2.name"), partner.name, card)
        self.type(label("parties.p2.identity_number"), partner.identity_number, card)
        self.type(label("parties.p2.phone"), partner.phone, card)
        self.type(label("parties.p2.email"), partner.email, card)
        expect(card.locator(".qc-derived")).to_be_visible()

    def reachable(self) -> None:
        """The enterprise is reached as the person at the phone is."""
        self.step("联络")
        self.button(f"与{self.person.name}相同").click()
        expect(self.field(label("contact.phone"))).to_have_value(self.person.phone)

    def shares(self, amounts: dict[str, str], due: str, *, step: str = "出资", total: str = "认缴合计") -> None:
        """Members and what each contributes, in ten thousand yuan; of partners the sum is worked out."""
        self.step(step)
        if step == "出资":
            self.type(f"{label('capital.registered')} (万元)", str(sum(map(int, amounts.values()))))
            expect(self.page.locator(".qc-help", has_text="00.00").first).to_be_visible()
        box = self.page.locator(".st-key-qc_section_box")
        for name in amounts:
            self.fresh(box).locator("button").filter(has_text=re.compile(f"^{name}$")).click()
            expect(self.page.locator("[class*=st-key-share_]").filter(has_text=name)).to_be_visible()
        for name, amount in amounts.items():
            card = self.page.locator("[class*=st-key-share_]").filter(has_text=name)
            self.type(f"{label('capital.contributions.0.amount')} (万元)", amount, card)
            self.type(label("capital.contributions.0.due"), due, card)
        expect(self.page.get_by_text(total)).to_be_visible()

    def generate(self) -> None:
        """Have the documents made and everybody invited."""
        self.step("核对并生成")
        self.button("生成文件并邀请签名").click()
        expect(self.page.get_by_text("签署人", exact=True)).to_be_visible(timeout=TIMEOUT)

    # --- signing

    def read_everything(self) -> None:
        """Open each document and go to its end."""
        signing = self.page.locator("[data-qc=signing]")
        expect(signing).to_be_visible()
        for item in signing.locator(".qc-document").all():
            item.locator("summary").click()
            item.locator(".qc-pages img").last.scroll_into_view_if_needed()
            expect(item.locator(".qc-mark")).to_have_text("已读 ✓")
            item.locator("summary").click()
        self.declare()

    def declare(self) -> None:
        """Everything is read: state the intent."""
        self.button("我已全部阅读，继续签名").click()
        expect(self.page.get_by_role("heading", name="您的意愿声明")).to_be_visible()
        self.page.locator(".qc-consent input").check()

    def enlarges_a_page(self) -> None:
        """Touch a page to read it at full size, and put it away."""
        item = self.page.locator(".qc-document").first
        item.locator("summary").click()
        item.locator(".qc-page").first.click()
        sheet = self.page.locator("dialog .qc-magnified")
        expect(sheet.locator("img")).to_be_visible()
        assert sheet.evaluate("one => one.scrollWidth > 1.5 * one.clientWidth")
        self.button("关闭").click()
        expect(self.page.locator("dialog")).to_have_count(0)
        item.locator("summary").click()

    def confirm_by_passkey(self) -> None:
        self.button("用通行密钥确认并签名").click()

    def ask_for_code(self) -> None:
        choice = self.page.locator("details.qc-choice")
        if choice.get_attribute("open") is None:
            choice.locator("summary").click()
        self.button("获取验证码").click()
        expect(self.page.get_by_text("验证码已发出")).to_be_visible()

    def confirm_by_code(self, code: str) -> None:
        choice = self.page.locator("details.qc-choice")
        choice.get_by_label("密码", exact=True).fill(self.person.password)
        choice.get_by_label("验证码", exact=True).fill(code)
        self.button("确认并签名").click()

    def code_by_mail(self, other: Page, mailbox: str, about: str = "验证码") -> str:
        """The latest one-time code in the person's mail, read in the demo's mailbox on another page."""
        letter = other.locator("article").filter(has_text=about).first
        for _ in range(20):
            other.goto(f"{mailbox}?address={self.person.email}")
            if letter.count():
                break
        found = re.search(r"(?<![\d-])\d{6}(?![\d-])", letter.inner_text())
        assert found, letter.inner_text()
        return found.group()

    def sees(self, texts: Sequence[str]) -> None:
        for text in texts:
            expect(self.page.get_by_text(text).first).to_be_visible(timeout=TIMEOUT)
