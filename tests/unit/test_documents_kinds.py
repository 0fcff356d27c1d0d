"""R20, R21: every document that the norm has the system make says who, what, and by which article of the law."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

import pypdfium2
import pytest

from core.catalogue import Material, Procedure
from core.codes import region_name
from core.content import Content, ContributionForm, DissolutionReason, Organisation, ScopePhrase, ScopeSection
from core.documents import PackDocument, build_document, content_hashes
from core.documents.amounts import capital, day, wan
from core.documents.build import FAMILIES
from core.names import title_of
from core.situation import pack
from core.terms import MaterialSource
from tests.builders import TODAY, content_for
from tests.documents import CATALOGUE, drawn, facts, text_in

Says = Callable[[Content, Content], list[str]]
NEVER = re.compile(r"None|undefined|\{\{|，，|。。|；。|、、|（）|“”|，。|：。|，、|由担任|由组成|《章程》")
PROCEDURES = {one.id: one for one in CATALOGUE.open_on(TODAY)}


def members(content: Content, prior: Content) -> list[str]:
    return [content.name_of(key) for key in content.members]


def liquidated(content: Content, prior: Content) -> list[str]:
    return [content.name_of(content.liquidation.head), title_of(prior), "清算"]


KINDS: dict[str, tuple[str, Says]] = {
    "application_form": ("LLC.SETUP", lambda c, p: [title_of(c), "公司登记（备案）申请书", *members(c, p)]),
    "charter": ("LLC.SETUP", lambda c, p: [title_of(c), "五年内缴足", *members(c, p)]),
    "charter_amendment": ("LLC.CHANGE.NAME", lambda c, p: [f"名称{title_of(p)}{title_of(c)}", "其他条款不变"]),
    "appointment": (
        "JSC.SETUP",
        lambda c, p: ["发起人会议决议", "第一百七十八条", c.name_of(c.organs.legal_representative), "组成公司董事会"],
    ),
    "dismissal": (
        "LLC.CHANGE.LEGAL_REP",
        lambda c, p: [
            f"免去{p.name_of(p.organs.legal_representative)}的",
            f"由{c.name_of(c.organs.legal_representative)}担任法定代表人",
        ],
    ),
    "head_appointment": ("BRANCH_CO.SETUP", lambda c, p: [f"任命{c.name_of(c.parent.head)}为", c.parent.name]),
    "executive_appointment": (
        "LP.SETUP",
        lambda c, p: [f"委托{c.name_of(c.partnership.executives[0])}为", "第二十六条"],
    ),
    "delegate_appointment": ("LP.SETUP", lambda c, p: ["第二十六条第三款", *delegates(c)]),
    "resolution": (
        "LLC.CHANGE.NAME",
        lambda c, p: [f"由“{title_of(p)}”变更为“{title_of(c)}”", day(c.resolution.decided)],
    ),
    "cooperative_resolution": ("COOP.CHANGE.NAME", lambda c, p: ["成员大会决议", "第三十条", title_of(c)]),
    "capital_resolution": (
        "LLC.CHANGE.CAPITAL_DEC",
        lambda c, p: ["第二百二十四条", capital(p.capital.registered), capital(c.capital.registered), "减少至"],
    ),
    "contributor_consent": ("NCO.CHANGE.NAME", lambda c, p: ["出资人（主管部门）", title_of(p), title_of(c)]),
    "other_members_consent": ("LLC.CHANGE.SHAREHOLDER", lambda c, p: ["第八十四条", "优先购买权", giver(c), taker(c)]),
    "dissolution_resolution": ("LLC.RECORD.LIQ", lambda c, p: ["第二百二十九条", "同意解散", *liquidated(c, p)]),
    "liquidators_resolution": ("GP.RECORD.LIQ", lambda c, p: ["合伙企业法》第八十六条", *liquidated(c, p)]),
    "branch_decision": ("BRANCH_CO.DEREG", lambda c, p: ["撤销（关闭）", title_of(p), c.parent.name]),
    "liquidation_report": (
        "COOP.DEREG",
        lambda c, p: ["农民专业合作社法》第四十八条", "成员大会确认", day(c.liquidation.finished), *liquidated(c, p)],
    ),
    "liquidation_confirmation": ("JSC.DEREG", lambda c, p: ["确认", "清算报告", title_of(p)]),
    "promoter_minutes": ("JSC.SETUP", lambda c, p: ["发起设立", "章程", *members(c, p)]),
    "founding_minutes": ("JSC.SETUP", lambda c, p: ["成立大会", "募集设立", *members(c, p)]),
    "cooperative_minutes": ("COOP.SETUP", lambda c, p: ["设立大会", "第十四条", *members(c, p)]),
    "cooperative_roster": ("COOP.SETUP", lambda c, p: ["农民成员", "第二十条", c.party(c.members[0]).identity_number]),
    "cooperative_contributions": ("COOP.SETUP", lambda c, p: [capital(c.capital.registered), *members(c, p)]),
    "partnership_agreement": ("LP.SETUP", lambda c, p: ["有限合伙人不执行合伙事务", title_of(c), *members(c, p)]),
    "partner_contributions": ("GP.SETUP", lambda c, p: ["实际缴付", wan(c.capital.registered), *members(c, p)]),
    "labour_valuation": ("GP.SETUP", lambda c, p: ["第十六条第三款"]),
    "joining_agreement": ("LP.CHANGE.PARTNERS", lambda c, p: ["第四十三条", "第四十四条", *members(c, p)]),
    "equity_transfer": (
        "LLC.CHANGE.SHAREHOLDER",
        lambda c, p: [giver(c), taker(c), capital(c.transfer.transfers[0].price), "承担补充责任"],
    ),
    "merger_document": ("LLC.MERGE_SPLIT", lambda c, p: ["吸收合并", "第二百二十条", *others(c)]),
    "responsibility": ("LLC.SETUP", lambda c, p: ["寻求司法救济", "对提交材料的真实性", title_of(c)]),
    "authorisation": ("LLC.SETUP", lambda c, p: [c.name_of(c.agent.agent), "委托权限", "设立登记"]),
    "mandate": ("LLC.SETUP", lambda c, p: ["代理人不得转委托", "设立登记", title_of(c)]),
    "service_authorisation": ("FIE_LLC.RECORD.SERVICE", lambda c, p: [c.name_of(c.foreign.recipient), "送达"]),
    "family_consent": ("SOLE.SETUP", lambda c, p: ["第十八条", "家庭共有财产", c.name_of(c.proprietor.investor)]),
    "commitment": ("LLC.DEREG_SIMPLE", lambda c, p: ["第二百四十条", "简易注销", title_of(p), *members(c, p)]),
    "debt_settlement": ("LLC.CHANGE.CAPITAL_DEC", lambda c, p: ["减少至", capital(c.capital.registered), "四十五日"]),
    "contact_form": ("LLC.RECORD.CONTACT", lambda c, p: ["联络员", c.name_of(c.contact.liaison)]),
}


def giver(content: Content) -> str:
    return content.name_of(content.transfer.transfers[0].giver)


def taker(content: Content) -> str:
    return content.name_of(content.transfer.transfers[0].taker)


def others(content: Content) -> list[str]:
    return [content.name_of(key) for key in content.merger.others]


def delegates(content: Content) -> list[str]:
    return [content.name_of(key) for key in content.partnership.delegates.values()]


def generated() -> Iterator[tuple[Procedure, Material]]:
    """One procedure for each kind of document, family of the norm and set of signers."""
    seen = set()
    for procedure in PROCEDURES.values():
        for material in procedure.materials:
            key = (material.kind, procedure.type.family, material.signers)
            if material.source is MaterialSource.GENERATED and key not in seen:
                seen.add(key)
                yield procedure, material


def test_every_kind_that_the_norm_generates_is_made_and_has_its_row_here() -> None:
    asked = {
        material.kind
        for edition in CATALOGUE.procedures.values()
        for procedure in edition.values()
        for material in procedure.materials
        if material.source is MaterialSource.GENERATED
    }
    assert asked == set(KINDS) == set(FAMILIES) - {"premises"}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_says_who_what_and_by_which_law(kind: str) -> None:
    procedure, says = KINDS[kind]
    content, prior = content_for(PROCEDURES[procedure])
    text = text_in(drawn(procedure, kind).pdf)
    for phrase in says(content, prior or content):
        assert "".join(phrase.split()) in text


def test_no_document_of_any_family_reads_as_if_something_were_missing() -> None:
    found = {}
    for procedure, material in generated():
        content, prior = content_for(procedure)
        made = build_document(content, facts(procedure=procedure, prior=prior, division_name=region_name), material, {})
        if rough := NEVER.findall(text_in(made.pdf)):
            found[(procedure.id, material.kind)] = rough
    assert found == {}


def test_a_draft_without_anything_can_be_shown_in_every_kind() -> None:
    for procedure, material in generated():
        assert FAMILIES[material.kind].collect(Content(), facts(procedure=procedure), material)


@pytest.mark.parametrize("procedure", ["GP.SETUP", "COOP.SETUP", "LLC.CHANGE.CAPITAL_INC", "BRANCH_CO.CHANGE.HEAD"])
def test_the_same_content_gives_the_same_documents_in_every_family(procedure: str) -> None:
    found = PROCEDURES[procedure]
    content, prior = content_for(found)
    again = Content.model_validate_json(content.model_dump_json())
    given = facts(procedure=found, prior=prior)
    rows = [one for one in pack(found, content, prior) if one.source is MaterialSource.GENERATED]
    first = [build_document(content, given, row, {}) for row in rows]
    assert [one.pdf for one in first] == [build_document(again, given, row, {}).pdf for row in rows]
    assert content_hashes(again, given, rows) == {one.kind: one.content_hash for one in first}


@pytest.mark.parametrize(
    ("procedure", "section", "change", "touched"),
    [
        ("GP.SETUP", "contact", {"phone": "010-88888888"}, {"application_form"}),
        ("GP.SETUP", "resolution", {"decided": date(2026, 1, 2)}, {"executive_appointment"}),
        ("LLC.CHANGE.SHAREHOLDER", "transfer", {"agreed": date(2026, 1, 2)}, {"equity_transfer"}),
        ("LLC.DEREG", "liquidation", {"debts": "已全部清偿"}, {"application_form", "liquidation_report"}),
        (
            "LLC.RECORD.LIQ",
            "liquidation",
            {"reason": DissolutionReason.ORDERED},
            {"application_form", "dissolution_resolution"},
        ),
    ],
)
def test_a_change_touches_the_documents_that_show_it(
    procedure: str, section: str, change: dict[str, object], touched: set[str]
) -> None:
    found = PROCEDURES[procedure]
    content, prior = content_for(found)
    rows = [one for one in found.materials if one.source is MaterialSource.GENERATED]
    given = facts(procedure=found, prior=prior)
    altered = content.model_copy(update={section: getattr(content, section).model_copy(update=change)})
    before, after = content_hashes(content, given, rows), content_hashes(altered, given, rows)
    assert {kind for kind in before if before[kind] != after[kind]} == touched


def resolved(agreed: int, of: int, **how: object) -> str:
    """What a resolution of a company with so many members says when so many of them agree."""
    procedure = PROCEDURES["LLC.CHANGE.NAME"]
    content, prior = content_for(procedure)
    assert prior is not None
    people = {f"m{number}": content.parties[content.members[0]] for number in range(of)}
    rows = tuple(content.capital.contributions[0].model_copy(update={"party": key}) for key in people)
    changes = {
        "parties": {**content.parties, **people},
        "capital": content.capital.model_copy(update={"contributions": rows}),
        "resolution": content.resolution.model_copy(update={"agreed": tuple(people)[:agreed], **how}),
    }
    return text_in(drawn("LLC.CHANGE.NAME", "resolution", changes=changes).pdf)


def test_all_members_may_decide_in_writing_else_they_meet_and_vote() -> None:
    """公司法 第五十九条第三款, 第六十条, 第六十六条."""
    assert "以书面形式一致表示同意，不召开股东会会议" in resolved(3, 3, place="")
    assert "召开股东会会议" in resolved(3, 3, place="公司会议室")
    some = resolved(2, 3, place="公司会议室")
    assert "公司股东共三名，出席会议并表示同意的股东二名" in some
    assert "代表公司66.67%的表决权" in some
    assert "股东决定" in resolved(1, 1)


def test_a_date_that_is_not_given_leaves_no_gap() -> None:
    content, _ = content_for(PROCEDURES["LLC.CHANGE.NAME"])
    undated = content.resolution.model_copy(update={"decided": None})
    text = text_in(drawn("LLC.CHANGE.NAME", "resolution", changes={"resolution": undated}).pdf)
    assert "于年" not in text
    assert "以书面形式作出如下决定" in text


@pytest.mark.parametrize(
    ("procedure", "phrases"),
    [
        ("LLC_ONE.SETUP", ["公司不设股东会", "股东不能证明公司财产独立于自己的财产"]),
        ("LLC_STATE.SETUP", ["国有独资公司", "履行出资人职责的机构行使股东会职权", "过半数为外部董事"]),
        (
            "JSC.SETUP",
            ["发起设立", "每股金额为人民币一元", "公司的通知和公告办法", "出席会议的股东所持表决权的三分之二以上"],
        ),
        ("COOP.SETUP", ["百分之八十", "一人一票制", "百分之六十", "理事长一名，为本社的法定代表人"]),
        ("NCO.SETUP", ["非公司企业法人", "出资人（主管部门）", "经济性质为"]),
        ("FIE_LLC.SETUP", ["外商投资的特别规定", "自由汇入、汇出", "五年内缴足"]),
    ],
)
def test_each_type_has_articles_of_its_own(procedure: str, phrases: list[str]) -> None:
    text = text_in(drawn(procedure, "charter").pdf)
    for phrase in phrases:
        assert phrase in text


@pytest.mark.parametrize(
    ("procedure", "there", "missing"),
    [
        ("GP.SETUP", "合伙人承担无限连带责任", "有限合伙人"),
        ("LP.SETUP", "有限合伙人以其认缴的出资额为限", "执业风险基金"),
        ("SGP.SETUP", "执业风险基金", "有限合伙人"),
    ],
)
def test_a_partnership_agreement_follows_the_liability_of_its_partners(
    procedure: str, there: str, missing: str
) -> None:
    """合伙企业法 第十八条, 第五十七条, 第五十九条, 第六十三条."""
    text = text_in(drawn(procedure, "partnership_agreement").pdf)
    assert there in text
    assert missing not in text
    for clause in ("主要经营场所：", "合伙目的：", "出资总额", "利润分配", "合伙事务", "入伙", "争议", "解散", "违约"):
        assert clause in text


@pytest.mark.parametrize(
    ("procedure", "phrase"),
    [
        ("SOLE.CHANGE.INVESTOR", "个人独资企业法》第十七条"),
        ("LP.CHANGE.PARTNERS", "合伙企业法》第二十二条、第七十三条"),
        ("FIE_NC.CHANGE.SHAREHOLDER", "外商投资法》"),
    ],
)
def test_a_share_is_handed_over_by_the_law_of_the_enterprise(procedure: str, phrase: str) -> None:
    assert phrase in text_in(drawn(procedure, "equity_transfer").pdf)


def test_labour_is_valued_for_those_who_contribute_it_only() -> None:
    content, _ = content_for(PROCEDURES["GP.SETUP"])
    first, *rest = content.capital.contributions
    rows = (first.model_copy(update={"form": ContributionForm.LABOUR}), *rest)
    changes = {"capital": content.capital.model_copy(update={"contributions": rows})}
    text = text_in(drawn("GP.SETUP", "labour_valuation", changes=changes).pdf)
    table = text.partition("缴付期限")[2].partition("二、劳务的评估")[0]
    assert content.name_of(first.party) in table
    assert content.name_of(rest[0].party) not in table


def test_an_organisation_is_named_wherever_a_member_is() -> None:
    content, _ = content_for(PROCEDURES["LP.SETUP"])
    body = Organisation(name="深远投资有限公司", code="91110108MA01ABCD2X", representative=content.members[0])
    first, *rest = content.capital.contributions
    rows = (first.model_copy(update={"party": "o9"}), *rest)
    changes = {
        "organisations": {**content.organisations, "o9": body},
        "capital": content.capital.model_copy(update={"contributions": rows}),
    }
    for kind in ("partnership_agreement", "partner_contributions"):
        assert body.name in text_in(drawn("LP.SETUP", kind, changes=changes).pdf)
    form = text_in(drawn("LP.SETUP", "application_form", changes=changes).pdf)
    assert f"统一社会信用代码{body.code}" in form


def test_what_people_typed_makes_no_paragraph_of_its_own() -> None:
    content, _ = content_for(PROCEDURES["LLC.CHANGE.NAME"])
    typed = content.resolution.model_copy(update={"text": "第一行\n## 第二行\n- 第三行"})
    document: PackDocument = drawn("LLC.CHANGE.NAME", "resolution", changes={"resolution": typed})
    assert "第一行；##第二行；-第三行" in text_in(document.pdf)


def test_whoever_signs_for_two_is_named_with_both() -> None:
    """R14: a signature says for whom it is made."""
    content, _ = content_for(PROCEDURES["LLC.SETUP"])
    key = content.members[0]
    body = Organisation(name="深远投资有限公司", code="91110108MA01ABCD2X", representative=key)
    rows = (content.capital.contributions[0], content.capital.contributions[0].model_copy(update={"party": "o9"}))
    changes = {
        "organisations": {**content.organisations, "o9": body},
        "capital": content.capital.model_copy(update={"contributions": rows}),
    }
    document = drawn("LLC.SETUP", "charter", changes=changes)
    assert [field.party for field in document.fields] == [key]
    assert f"股东（本人、{body.name}）：{content.name_of(key)}" in text_in(document.pdf)


def pages_of(document: PackDocument) -> list[str]:
    pages = pypdfium2.PdfDocument(document.pdf)
    return ["".join(page.get_textpage().get_text_range().split()) for page in pages]


def test_a_tall_row_begins_where_its_table_does_and_names_its_item_on_every_page() -> None:
    phrases = tuple(ScopePhrase(code="6513", text=f"信息技术咨询服务第{number}项") for number in range(120))
    for kind in ("application_form", "charter_amendment"):
        first, second, *_ = pages_of(drawn("LLC.CHANGE.SCOPE", kind, changes={"scope": ScopeSection(phrases=phrases)}))
        assert "信息技术咨询服务第0项" in first
        assert "经营范围" in second.partition("信息技术咨询服务")[0]


@pytest.mark.parametrize("procedure", ["COOP.SETUP", "JSC.SETUP", "LLC_STATE.SETUP", "NCO.SETUP", "LP.SETUP"])
def test_no_heading_stands_alone_at_the_foot_of_a_page(procedure: str) -> None:
    kind = "partnership_agreement" if procedure == "LP.SETUP" else "charter"
    for page in pages_of(drawn(procedure, kind)):
        text = page.partition("申请编号")[0]
        assert not re.search(r"第[一二三四五六七八九十]+章[^第。]{2,24}$", text), text[-40:]
