"""R20, R22: the application form is put together from the sections of its procedure, and shows old beside new."""

from __future__ import annotations

from typing import Any

import pytest

from core.content import IdentityDocument
from core.documents.form import PARTS, laws
from core.names import title_of
from tests.builders import TODAY, content_for
from tests.documents import CATALOGUE, drawn, text_in

PROCEDURES = {one.id: one for one in CATALOGUE.open_on(TODAY)}


def form(procedure: str, **changes: Any) -> str:
    return text_in(drawn(procedure, "application_form", changes=changes).pdf)


def tables(procedure: str) -> list[str]:
    return [table["title"] for table in drawn(procedure, "application_form").data["tables"]]


def test_each_section_of_a_procedure_has_its_tables() -> None:
    elsewhere = {"name", "domicile", "scope", "other", "nature", "parties", "resolution", "situation", "uploads"}
    used = {section for one in PROCEDURES.values() for section in one.sections}
    assert used - elsewhere <= {section for section, _ in PARTS}


@pytest.mark.parametrize(
    ("procedure", "titles"),
    [
        (
            "LLC.SETUP",
            ["基本信息", "法定代表人信息", "股东（发起人）出资情况", "董事、监事、经理信息", "联络员和财务负责人信息"],
        ),
        ("GP.SETUP", ["基本信息", "全体合伙人名录及出资情况", "合伙人责任与合伙事务执行"]),
        ("COOP.SETUP", ["法定代表人信息", "成员出资情况", "成员构成"]),
        ("BRANCH_CO.SETUP", ["隶属企业信息", "负责人信息"]),
        ("HOUSEHOLD.SETUP", ["经营者信息"]),
        ("SOLE.SETUP", ["投资人信息"]),
        ("FIE_LLC.SETUP", ["外国投资者信息", "法律文件送达接受人信息"]),
        ("REP_OFFICE.SETUP", ["外国（地区）企业信息", "首席代表信息"]),
        ("LLC.CHANGE.SHAREHOLDER", ["企业基本信息（已登记）", "变更（备案）事项", "股权转让情况"]),
        ("LLC.DEREG", ["企业基本信息（已登记）", "清算（注销）情况"]),
        ("LLC.PLEDGE.SETUP", ["股权出质登记事项", "出质人和质权人信息"]),
        ("LLC.LICENCE.REPLACE", ["增、减、补、换发证照"]),
        ("LLC.MIGRATE.IN_OUT", ["迁移信息"]),
        ("LLC.MERGE_SPLIT", ["合并（分立）情况", "其他各方"]),
        ("LLC.REVOKE_CHANGE", ["撤销变更登记的依据"]),
    ],
)
def test_a_form_has_the_tables_that_its_business_needs(procedure: str, titles: list[str]) -> None:
    assert set(titles) <= set(tables(procedure))


@pytest.mark.parametrize("procedure", ["LLC.CHANGE.NAME", "GP.CHANGE.EXEC_PARTNER", "COOP.RECORD.CONTACT"])
def test_a_form_about_a_registered_enterprise_names_it_as_registered(procedure: str) -> None:
    content, prior = content_for(PROCEDURES[procedure])
    assert prior is not None
    text = form(procedure)
    assert f"名称{title_of(prior)}统一社会" in text
    assert content.subject.uscc in text
    assert "基本信息" in text


def test_a_change_of_name_shows_the_old_name_beside_the_new_one_and_nothing_else() -> None:
    content, prior = content_for(PROCEDURES["LLC.CHANGE.NAME"])
    assert prior is not None
    data = drawn("LLC.CHANGE.NAME", "application_form").data
    rows = next(table for table in data["tables"] if table["title"] == "变更（备案）事项")["rows"]
    assert rows == [["名称", title_of(prior), title_of(content)]]


def test_several_items_stand_in_one_form() -> None:
    procedure = CATALOGUE.procedure("LLC.CHANGE.NAME+SCOPE", TODAY)
    assert procedure.changes == ("name", "scope")
    text = form("LLC.CHANGE.NAME+SCOPE")
    assert "变更登记（名称、经营范围）" in text


def test_what_is_not_within_the_business_is_no_change() -> None:
    content, _ = content_for(PROCEDURES["LLC.CHANGE.NAME"])
    elsewhere = content.domicile.model_copy(update={"address": "别处大街1号"})
    assert "别处大街" not in form("LLC.CHANGE.NAME", domicile=elsewhere)


@pytest.mark.parametrize(
    ("procedure", "law"),
    [
        ("LLC.SETUP", "公司法"),
        ("GP.SETUP", "合伙企业法"),
        ("SOLE.SETUP", "个人独资企业法"),
        ("COOP.SETUP", "农民专业合作社法"),
        ("HOUSEHOLD.SETUP", "促进个体工商户发展条例"),
        ("FIE_LLC.SETUP", "外商投资法"),
    ],
)
def test_the_declaration_names_the_statutes_of_the_type(procedure: str, law: str) -> None:
    assert f"《{law}》" in laws(PROCEDURES[procedure])
    assert f"《{law}》" in form(procedure).partition("申请人声明")[2]


@pytest.mark.parametrize(
    ("document", "shown"),
    [
        (IdentityDocument.PASSPORT, "护照"),
        (IdentityDocument.HONG_KONG_MACAO_PERMIT, "港澳居民来往内地通行证"),
        (IdentityDocument.TAIWAN_PERMIT, "台湾居民来往大陆通行证"),
        (IdentityDocument.PERMANENT_RESIDENCE, "外国人永久居留身份证"),
    ],
)
def test_a_number_stands_with_the_kind_of_its_document(document: IdentityDocument, shown: str) -> None:
    content, _ = content_for(PROCEDURES["LLC.SETUP"])
    key = content.members[0]
    person = content.parties[key].model_copy(update={"document": document, "identity_number": "X1234567"})
    assert f"{shown}X1234567" in form("LLC.SETUP", parties={**content.parties, key: person})


def test_a_reservation_of_a_name_asks_for_no_more_than_it_needs() -> None:
    shown = tables("LLC.NAME_SELF")
    assert shown[0] == "基本信息"
    assert "董事、监事、经理信息" not in shown
