"""R05, R07: the licence of every kind of enterprise, electronic and on paper, and the notice of every business."""

from __future__ import annotations

import io
import json
from datetime import date

import pikepdf
import pytest

from core.catalogue import Procedure
from core.codes import region_name
from core.documents import (
    LicenceFacts,
    NoticeChange,
    NoticeKind,
    build_licence,
    build_notice,
    build_paper_licence,
    licence_data,
    licence_facts,
    wording_of,
)
from core.documents.licence import LAYOUTS
from core.documents.voices import BY_FAMILY, voice_of
from core.terms import Business
from tests.builders import TODAY, content_for
from tests.documents import CATALOGUE, notice_facts, text_in
from tests.documents import licence_facts as given_facts

PROCEDURES = {one.id: one for one in CATALOGUE.open_on(TODAY)}
SETUPS = [one for one in PROCEDURES.values() if one.business is Business.ESTABLISHMENT]
QR = "QC1:" + "ABC123" * 50


def granted(procedure: Procedure) -> LicenceFacts:
    content, _ = content_for(procedure)
    return licence_facts(
        content,
        procedure,
        uscc="91110108MA01ABCD2X",
        serial="110108000012345",
        version=1,
        established=date(2026, 5, 8),
        issued=date(2026, 5, 8),
        authority_name="北京市海淀区市场监督管理局",
        division_name=region_name,
        qr_text=QR,
    )


@pytest.mark.parametrize("procedure", SETUPS, ids=lambda one: one.id)
def test_every_type_has_its_licence_that_names_who_answers_for_it(procedure: Procedure) -> None:
    facts = granted(procedure)
    assert facts.name
    assert facts.legal_representative
    assert facts.domicile.startswith("北京市海淀区")
    data = json.dumps(licence_data(facts), ensure_ascii=False)
    content, _ = content_for(procedure)
    assert not any(person.identity_number in data for person in content.parties.values())
    text = text_in(build_licence(facts))
    for needed in (facts.uscc, facts.name, facts.legal_representative, facts.serial, "".join(facts.scope.split())):
        assert needed in text


@pytest.mark.parametrize(
    ("procedure", "labels", "missing"),
    [
        ("LLC.SETUP", ["名称", "类型", "法定代表人", "经营范围", "注册资本", "成立日期", "营业期限", "住所"], "负责人"),
        ("LP.SETUP", ["执行事务合伙人", "出资额", "合伙期限", "主要经营场所"], "法定代表人"),
        ("SOLE.SETUP", ["投资人", "成立日期", "住所"], "注册资本"),
        ("BRANCH_CO.SETUP", ["负责人", "经营场所"], "注册资本"),
        ("COOP.SETUP", ["法定代表人", "成员出资总额", "业务范围"], "注册资本"),
        ("HOUSEHOLD.SETUP", ["经营者", "组成形式", "注册日期", "经营场所"], "注册资本"),
        ("NCO.SETUP", ["法定代表人", "注册资金", "经营期限"], "注册资本"),
        ("FOREIGN_OPS.SETUP", ["负责人", "资金数额"], "法定代表人"),
        ("REP_OFFICE.SETUP", ["首席代表", "业务范围", "派出企业", "驻在期限", "驻在场所"], "法定代表人"),
    ],
)
def test_a_licence_has_the_fields_of_its_kind(procedure: str, labels: list[str], missing: str) -> None:
    facts = granted(PROCEDURES[procedure])
    fields = licence_data(facts)["fields"]
    assert isinstance(fields, list)
    shown = [field["label"] for field in fields]
    assert set(labels) <= set(shown)
    assert missing not in shown
    assert all(field["value"] for field in fields)


def test_an_office_gets_a_registration_certificate_with_its_term() -> None:
    facts = granted(PROCEDURES["REP_OFFICE.SETUP"])
    content, _ = content_for(PROCEDURES["REP_OFFICE.SETUP"])
    assert licence_data(facts)["title"] == "外国（地区）企业常驻代表机构登记证"
    assert facts.term.startswith("2026年5月8日至")
    assert facts.owner == content.origin.name
    assert facts.legal_representative == content.name_of(content.representatives.chief)


def test_every_way_of_speaking_has_a_licence() -> None:
    assert {voice.key for voice in BY_FAMILY.values()} <= set(LAYOUTS)
    assert {voice_of(one.type).key for one in PROCEDURES.values()} <= set(LAYOUTS)


def test_a_licence_on_paper_is_an_original_and_numbered_copies_without_a_seal() -> None:
    facts = given_facts(QR)
    sizes = []
    for number, name in ((0, "（正本）"), (1, "（副本）"), (2, "副本编号：2")):
        paper = build_paper_licence(facts, number)
        assert paper == build_paper_licence(facts, number)
        assert name in text_in(paper)
        assert facts.serial in text_in(paper)
        assert "加盖登记机关印章" in text_in(paper)
        with pikepdf.open(io.BytesIO(paper)) as pdf:
            sizes.append([round(float(side)) for side in pdf.pages[0].mediabox[2:]])
            assert not pdf.pages[0].get_images()
            assert json.loads(pdf.attachments["licence.json"].get_file().read_bytes()) == licence_data(facts)
    assert sizes == [[1191, 842], [842, 595], [842, 595]]
    assert "加盖登记机关印章" not in text_in(build_licence(facts))
    with pytest.raises(ValueError, match="numbered from 1"):
        build_paper_licence(facts, -1)


def test_a_changed_enterprise_has_another_licence() -> None:
    assert build_licence(given_facts(QR)) != build_licence(given_facts(QR, version=2))
    assert licence_data(given_facts(QR, version=2))["version"] == 2


@pytest.mark.parametrize("procedure", list(PROCEDURES))
def test_every_approval_says_what_is_granted(procedure: str) -> None:
    assert wording_of(NoticeKind.APPROVED, procedure).title != wording_of(NoticeKind.APPROVED).title


@pytest.mark.parametrize(
    ("procedure", "title"),
    [
        ("LLC.SETUP", "准予设立登记通知书"),
        ("GP.CHANGE.EXEC_PARTNER", "准予变更登记通知书"),
        ("LLC.CHANGE.NAME+SCOPE", "准予变更登记通知书"),
        ("LLC.RECORD.DSM", "备案通知书"),
        ("COOP.DEREG", "准予注销登记通知书"),
        ("LLC.DEREG_SIMPLE", "准予简易注销登记通知书"),
        ("LLC.NAME_PRE", "企业名称预先核准通知书"),
        ("LLC.NAME_SELF", "企业名称自主申报告知书"),
        ("LLC.PLEDGE.SETUP", "股权出质设立登记通知书"),
        ("LLC.PLEDGE.CHANGE", "股权出质变更登记通知书"),
        ("LLC.PLEDGE.CANCEL", "股权出质注销登记通知书"),
        ("LLC.PLEDGE.REVOKE", "股权出质撤销登记通知书"),
        ("LLC.MIGRATE.IN_OUT", "准予迁移登记通知书"),
        ("LLC.REVOKE_CHANGE", "撤销变更登记通知书"),
    ],
)
def test_the_notice_of_an_approval_is_called_by_its_business(procedure: str, title: str) -> None:
    notice = build_notice(notice_facts(NoticeKind.APPROVED, procedure=procedure, grounds="", reasons=()))
    assert notice.title == title
    assert title in text_in(notice.pdf)


def test_the_notice_of_a_change_shows_old_beside_new() -> None:
    changes = [NoticeChange("名称", "北京甲科技有限公司", "北京乙科技有限公司")]
    facts = notice_facts(
        NoticeKind.APPROVED, procedure="LLC.CHANGE.NAME", changes=changes, grounds="", reasons=(), uscc="91X"
    )
    assert "名称北京甲科技有限公司北京乙科技有限公司" in text_in(build_notice(facts).pdf)


def test_a_reserved_name_is_kept_until_its_day_and_a_pledge_has_its_number() -> None:
    name = notice_facts(NoticeKind.APPROVED, procedure="LLC.NAME_SELF", until=date(2026, 7, 8), grounds="", reasons=())
    assert "保留期：至2026年7月8日" in text_in(build_notice(name).pdf)
    pledge = notice_facts(
        NoticeKind.APPROVED, procedure="LLC.PLEDGE.SETUP", pledge="110108000001", grounds="", reasons=()
    )
    assert "质权登记编号：110108000001" in text_in(build_notice(pledge).pdf)


def test_the_public_notice_of_a_simple_cancellation_says_how_long_one_may_object() -> None:
    facts = notice_facts(
        NoticeKind.ANNOUNCED, since=date(2026, 5, 8), until=date(2026, 5, 28), uscc="91X", grounds="", reasons=()
    )
    text = text_in(build_notice(facts).pdf)
    assert "简易注销公告" in text
    assert "公告期：2026年5月8日至2026年5月28日" in text
    assert "提出异议" in text
    assert f"{facts.applicant_name}：" not in text
