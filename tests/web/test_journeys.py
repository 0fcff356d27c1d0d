"""Whole businesses through both zones as people go about them: from “What do you want to do?” to the licence, or to the
cancellation (R03, R05, R22, R23, R50).

Applicants are at a phone 390 px wide, officers at a screen 1280 px wide; all processes of the installation run. What a
browser adds nothing to is done through the use cases, in the same databases: registering further people, establishing
the enterprises that a business is about, most signatures, and the decisions of all cases but one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from core.catalogue.groups import Group
from core.clock import system_clock
from core.ids import new_id
from core.inner import examination
from core.terms import LicenceStatus, Status, label
from core.workdays import day_in_china
from tests.web.applicant import TIMEOUT, Applicant, Person
from tests.web.applicant import label as called
from tests.web.conftest import MakePage, System, add_authenticator
from tests.web.test_portal_pages import violations
from tests.web.test_whole_journey import submit, until
from tests.web.villages import (
    AtPhone,
    Village,
    adds,
    answers,
    decided_at_the_desks,
    finds,
    look,
    open_village,
    registered,
    shown,
    wishes,
    zh,
)

pytestmark = [pytest.mark.web, pytest.mark.xdist_group("web")]


@pytest.fixture(scope="module")
def village(system: System, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    made = open_village(system, tmp_path_factory.mktemp("village"))
    yield made
    made.town.close()


@pytest.fixture
def resident(applicant: AtPhone) -> AtPhone:
    """Puts somebody who has an account at a phone, signed in, with a device that confirms by a touch."""

    def at_phone(person: Person) -> Applicant:
        made = applicant(person)
        add_authenticator(made.page)
        made.sign_in()
        made.add_passkey()
        return made

    return at_phone


def test_a_partnership_from_the_first_question_to_its_licence(
    system: System, village: Village, applicant: AtPhone, proof: Path
) -> None:
    """R03 R05 R22: two partners; the one at the phone is new here, registers, signs and submits."""
    here = village.street(0, 1)
    leader, partner = applicant(system.somebody()), here.person(0)
    add_authenticator(leader.page)
    wishes(leader, "Set up an enterprise")
    answers(leader, "Several together", "No foreign investment", "The founders with all they own")
    expect(leader.page.get_by_role("rowheader")).to_have_count(3)
    assert violations(leader.page) == []
    look(leader.page, "partnership-types")
    leader.page.get_by_role("rowheader").get_by_role("link", name="普通合伙企业", exact=True).click()
    leader.button(zh("Begin")).click()
    leader.page.locator(".stMain").get_by_role("link", name=zh("Register as a user")).click()
    look(leader.page, "partnership-register")
    leader.registers_here("/choose?do=setup&type=GP")
    leader.button(zh("Begin")).click()
    leader.page.wait_for_url("**/application?id=*", timeout=TIMEOUT)
    application = leader.page.url
    leader.common("杉舟远志", partner, proof, seat="经营场所")
    leader.shares({leader.person.name: "30", partner.name: "20"}, "2029-06-30", step="出资情况", total="出资合计")
    look(leader.page, "partnership-capital")
    leader.step("合伙事务执行")
    leader.choose(called("partnership.executives"), leader.person.name)
    leader.reachable()
    leader.step("核对并生成")
    materials = leader.page.locator(".qc-materials")
    expect(materials.filter(has_text="根据您填写的内容生成")).to_contain_text("合伙协议")
    expect(materials.filter(has_text="每人签名处数")).to_contain_text(partner.name)
    expect(leader.page.locator(".st-key-qc_section_box")).not_to_contain_text("公司章程")
    assert violations(leader.page) == []
    leader.generate()
    expect(leader.page.locator(".qc-doclist")).to_contain_text("合伙协议")
    look(leader.page, "partnership-pack")
    leader.add_passkey()
    leader.page.goto(application)
    leader.button("阅读并签名").click()
    leader.read_everything()
    leader.confirm_by_passkey()
    leader.sees(["您已全部签名"])
    case_id = application.partition("id=")[2]
    here.resident(0).sign_everything(case_id)
    submit(leader, application)
    look(leader.page, "partnership-submitted")
    here.decide(case_id)
    code = registered(leader, application, "partnership")
    assert here.name(code).endswith("（普通合伙）")


def test_five_farmers_found_a_cooperative(village: Village, resident: AtPhone, proof: Path) -> None:
    """R03 R22: the members are entered with a few words each and ticked from then on."""
    here = village.street(1, 5)
    chair, others = resident(here.person(0)), [here.person(number) for number in range(1, 5)]
    members = [chair.person, *others]
    wishes(chair, "Set up an enterprise")
    answers(chair, "Mostly farmers")
    look(chair.page, "cooperative-types")
    chair.begins("农民专业合作社")
    application = chair.page.url
    chair.step("企业名称")
    chair.type(called("name.trade_name"), "榆芷禾田")
    chair.type(called("name.industry_term"), "种植")
    expect(chair.page.locator(".qc-composed strong")).to_contain_text("种植")
    look(chair.page, "cooperative-name")
    chair.step("住所")
    chair.type(called("domicile.address"), "苏家坨镇前沙涧村18号")
    chair.page.locator("[data-qc=upload] input[type=file]").set_input_files(proof)
    expect(chair.page.locator(".qc-file")).to_contain_text(proof.name)
    chair.step("经营范围")
    chair.field("查找规范表述").fill("蔬菜种植")
    chair.page.get_by_role("button", name="＋ 蔬菜种植").first.click()
    expect(chair.page.locator(".qc-phrase")).to_contain_text("蔬菜种植")
    chair.step("人员和单位")
    for number, other in enumerate(others, 2):
        adds(chair, number, other)
    look(chair.page, "cooperative-people")
    chair.step(zh("Contributions"))
    for member in members:
        box = chair.page.locator(".st-key-qc_section_box")
        chair.fresh(box).locator("button").filter(has_text=re.compile(f"^{member.name}$")).click()
        card = chair.page.locator("[class*=st-key-share_]").filter(has_text=member.name)
        expect(card).to_be_visible()
    for member in members:
        card = chair.page.locator("[class*=st-key-share_]").filter(has_text=member.name)
        chair.type(f"{called('capital.contributions.0.amount')} (万元)", "2", card)
    shown(chair.page, zh("All contributions together: {sum} (ten thousand yuan)").format(sum="10"))
    look(chair.page, "cooperative-contributions")
    chair.step(zh("Farmers"))
    chair.choose(called("cooperative.farmers"), *(one.name for one in members))
    chair.step(zh("Council and chair"))
    chair.choose(called("organs.directors", Group.COOPERATIVE), *(one.name for one in members[:3]))
    chair.choose(called("organs.supervisors", Group.COOPERATIVE), members[3].name)
    chair.choose(called("organs.legal_representative", Group.COOPERATIVE), chair.person.name)
    look(chair.page, "cooperative-council")
    chair.step(zh("Meeting"))
    chair.type(called("resolution.decided"), day_in_china(system_clock()).isoformat())
    chair.choose(called("resolution.chair"), chair.person.name)
    look(chair.page, "cooperative-resolution")
    chair.reachable()
    chair.step("核对并生成")
    look(chair.page, "cooperative-review")
    chair.generate()
    case_id = application.partition("id=")[2]
    here.sign(case_id)
    submit(chair, application)
    here.decide(case_id)
    code = registered(chair, application, "cooperative")
    assert code.startswith("93")


def test_a_company_opens_a_branch_looked_up_by_its_name(village: Village, resident: AtPhone, proof: Path) -> None:
    """R03 R22: what the register knows of the company is not typed again."""
    here = village.street(6, 3)
    parent = here.name(here.established())
    owner, head = resident(here.person(0)), here.person(2)
    wishes(owner, "Set up an enterprise")
    answers(owner, "A branch of an enterprise in China", "A company")
    owner.begins("分公司")
    application = owner.page.url
    look(owner.page, "branch-first")
    owner.step("人员和单位")
    adds(owner, 2, head)
    owner.step(zh("The enterprise that opens it"))
    finds(owner, parent, zh("Find it in the register"))
    expect(owner.field(called("parent.name"))).to_have_value(parent)
    owner.choose(called("parent.head"), head.name)
    look(owner.page, "branch-parent")
    owner.step("企业名称")
    expect(owner.page.locator(".qc-composed strong")).to_contain_text(parent)
    owner.type(called("name.trade_name", Group.BRANCH), "上地")
    expect(owner.page.locator(".qc-composed strong")).to_have_text(f"{parent}上地分公司")
    look(owner.page, "branch-name")
    owner.step("经营场所")
    owner.type(called("domicile.address"), "上地十街1号3层")
    owner.page.locator("[data-qc=upload] input[type=file]").set_input_files(proof)
    expect(owner.page.locator(".qc-file")).to_contain_text(proof.name)
    owner.step("经营范围")
    owner.field("查找规范表述").fill("软件开发")
    owner.button("＋ 软件开发").click()
    expect(owner.page.locator(".qc-phrase")).to_contain_text("软件开发")
    owner.reachable()
    owner.step("核对并生成")
    look(owner.page, "branch-review")
    owner.generate()
    case_id = application.partition("id=")[2]
    here.sign(case_id)
    submit(owner, application)
    here.decide(case_id)
    code = registered(owner, application, "branch")
    owner.open(f"/enterprise?code={code}")
    owner.sees([f"{parent}上地分公司"])
    look(owner.page, "branch-register")


def test_a_company_changes_its_legal_representative_and_its_old_licence_is_superseded(
    system: System, village: Village, resident: AtPhone, desk: MakePage
) -> None:
    """R05 R06 R22 R23: old beside new in the form and before the officers; the licence is replaced."""
    here = village.street(9, 3)
    uscc = here.established()
    name = here.name(uscc)
    old = here.licences(uscc)[0]
    owner, successor = resident(here.person(0)), here.person(2)
    wishes(owner, "Change or file something")
    owner.page.get_by_role("button").filter(has_text=uscc).click()
    owner.settled()
    look(owner.page, "change-open")
    owner.page.get_by_text("法定代表人", exact=True).click()
    owner.page.locator("[class*=st-key-qc_several_]").get_by_role("button", name="开始办理").first.click()
    owner.page.wait_for_url("**/application?id=*", timeout=TIMEOUT)
    expect(owner.page.locator(".st-key-qc_form")).to_be_visible(timeout=TIMEOUT)
    application = owner.page.url
    owner.sees([zh("What the register says"), name])
    look(owner.page, "change-register")
    owner.step("人员和单位")
    owner.button(zh("Add a person")).click()
    look(owner.page, "change-people")
    card = owner.page.locator("[class*=st-key-party_]").last
    for place, text in (("name", successor.name), ("identity_number", successor.identity_number),
                        ("phone", successor.phone)):  # fmt: skip
        owner.type(called(f"parties.p9.{place}"), text, card)
    owner.step("任职")
    change = owner.page.locator("[class*=st-key-qc_change_organs_legal_representative]")
    expect(change.locator(".qc-before")).to_contain_text(owner.person.name)
    owner.choose(called("organs.directors"), successor.name)
    expect(change.page.get_by_text("请选择一名（不设董事会）")).to_be_visible()  # two directors are no board
    owner.leaves(called("organs.directors"), owner.person.name)
    owner.choose(called("organs.legal_representative"), successor.name)
    expect(change.locator(".qc-before")).to_contain_text(zh("will change"))
    look(owner.page, "change-old-and-new")
    owner.step(zh("Resolution"))
    owner.type(called("resolution.decided"), day_in_china(system_clock()).isoformat())
    look(owner.page, "change-resolution")
    owner.step("核对并生成")
    look(owner.page, "change-review")
    owner.generate()
    look(owner.page, "change-pack")
    case_id = application.partition("id=")[2]
    here.sign(case_id)
    submit(owner, application)
    decided_at_the_desks(system, desk, case_id, name)
    registered(owner, application, "change")
    owner.open(f"/enterprise?code={uscc}")
    owner.sees([successor.name, zh(label(LicenceStatus.SUPERSEDED))])
    look(owner.page, "change-enterprise")
    owner.open(f"/verify?code={old.serial}")
    owner.sees([old.serial, zh(label(LicenceStatus.SUPERSEDED))])
    look(owner.page, "change-superseded")


def test_a_company_is_cancelled_in_the_simple_way_after_its_public_notice(
    village: Village, resident: AtPhone, phone: MakePage
) -> None:
    """R03 R05 R50: announced for anyone to see, decided when the days are over; the licence is void afterwards."""
    here = village.street(12, 2)
    uscc = here.established()
    name = here.name(uscc)
    owner = resident(here.person(0))
    wishes(owner, "Close an enterprise")
    owner.page.get_by_role("button").filter(has_text=uscc).click()
    owner.settled()
    look(owner.page, "cancel-open")
    owner.page.get_by_role("button").filter(has_text=zh("Close it the short way")).click()
    owner.page.wait_for_url("**/application?id=*", timeout=TIMEOUT)
    expect(owner.page.locator(".st-key-qc_form")).to_be_visible(timeout=TIMEOUT)
    application = owner.page.url
    look(owner.page, "cancel-register")
    owner.step(zh("Winding up"))
    owner.choose(called("liquidation.members"), owner.person.name)
    owner.choose(called("liquidation.head"), owner.person.name)
    owner.type(called("liquidation.since"), (day_in_china(system_clock()) - timedelta(days=5)).isoformat())
    look(owner.page, "cancel-winding-up")
    owner.step("核对并生成")
    look(owner.page, "cancel-review")
    owner.generate()
    expect(owner.page.locator(".qc-doclist")).to_contain_text("承诺书")
    case_id = application.partition("id=")[2]
    here.sign(case_id)
    submit(owner, application)
    here.cross()
    examination.accept(here.town.inner, here.officers[0], case_id, new_id())

    # everybody can read the notice; the applicant sees how long it runs
    anyone = phone()
    until(anyone, f"{owner.address}/notices", name)
    look(anyone, "cancel-notices")
    until(owner.page, application, zh(label(Status.ANNOUNCED)))
    look(owner.page, "cancel-announced")
    owner.open(f"/enterprise?code={uscc}")
    owner.sees([zh("Read the notice or object")])

    # its days pass: by themselves, the case goes on and the notice is gone
    here.notice_began_earlier(case_id, days=21)
    anyone.goto(f"{owner.address}/notices")
    until(owner.page, application, zh(label(Status.ACCEPTED)))
    here.cross()
    anyone.goto(f"{owner.address}/notices")
    expect(anyone.locator(".qc-footer")).to_be_visible()
    expect(anyone.get_by_text(name)).to_have_count(0)
    examination.take(here.town.inner, here.officers[0], case_id, new_id())
    here.approve(case_id)
    until(owner.page, application, zh("Download the authority’s notice"))
    look(owner.page, "cancel-done")

    # it stays in the register, as what it was; its licence is void
    until(anyone, f"{owner.address}/enterprise?code={uscc}", zh("The enterprise was cancelled. Its licences are void."))
    look(anyone, "cancel-enterprise")
    anyone.goto(f"{owner.address}/verify?code={uscc}")
    shown(anyone, zh("It is void: the enterprise is no more in the register of this authority."))
    look(anyone, "cancel-verify")
