"""What a business changes in the register: each item with what it was and what it will be, as text (R22).

One table names every item that may change, at its place of the content. Of these an application shows those within
the procedure's `changes` whose text differs between the register and the content. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.content import Assets, Composition, Content, EconomicNature
from core.documents import common
from core.documents.amounts import day, wan
from core.documents.pack import PackFacts
from core.documents.values import iso_day
from core.documents.voices import Voice, voice_of
from core.signatories import with_delegates

ASSETS = {Assets.PERSONAL: "个人财产", Assets.FAMILY: "家庭共有财产"}
COMPOSITIONS = {Composition.PERSONAL: "个人经营", Composition.FAMILY: "家庭经营"}
NATURES = {
    EconomicNature.STATE: "全民所有制",
    EconomicNature.COLLECTIVE: "集体所有制",
    EconomicNature.COOPERATIVE_SHARES: "股份合作制",
    EconomicNature.JOINT: "联营",
}


@dataclass(frozen=True)
class Item:
    """Something registered or filed: where it stands, what a kind of enterprise calls it, and how it reads."""

    place: str
    label: Callable[[Voice], str]
    read: Callable[[Content, PackFacts], str]


def _said(text: str) -> Callable[[Voice], str]:
    return lambda voice: text


def _listed(content: Content, keys: Iterable[str]) -> str:
    return "、".join(common.names(content, tuple(keys)))


def _contributions(content: Content, _: PackFacts) -> str:
    return "\n".join(
        f"{row['name']}：{wan(row['amount'])}万元，{row['form']}{_due(row['due'])}"
        for row in common.contributions(content)
    )


def _due(text: str) -> str:
    return f"，{day(iso_day(text))}前缴足" if text else ""


def kind(content: Content, facts: PackFacts) -> str:
    """The official kind of the enterprise, which depends on how many members it has."""
    return facts.procedure.kind_for(len(content.members)).label


def liability(content: Content, key: str) -> str:
    """How a partner is liable (合伙企业法 第二条, 第五十七条)."""
    if key in content.partnership.limited:
        return "有限责任"
    return "特殊普通合伙责任" if "特殊普通合伙" in content.name.legal_form else "无限连带责任"


def executives(content: Content) -> str:
    """Who executes a partnership's business, an organisation with its delegate."""
    return "、".join(with_delegates(content, content.partnership.executives))


def _liabilities(content: Content, _: PackFacts) -> str:
    return "\n".join(f"{content.name_of(key)}：{liability(content, key)}" for key in content.members)


def _people(content: Content, _: PackFacts) -> str:
    """Names and addresses of those who contribute."""
    rows = [common.party(content, key) for key in content.members]
    return "\n".join(f"{row['name']}{'，' + row['address'] if row['address'] else ''}" for row in rows)


def _resident(content: Content, key: str) -> str:
    person = content.party(key)
    return "，".join(text for text in (person.name, person.address) if text)


def _amount(fen: int) -> str:
    return f"{wan(fen)}万元人民币" if fen else ""


ITEMS: tuple[Item, ...] = (
    Item("name", _said("名称"), lambda content, _: common.company_name(content)),
    Item("domicile", lambda voice: voice.domicile, common.domicile),
    Item("scope", _said("经营范围"), lambda content, _: common.scope(content)),
    Item("capital.registered", lambda voice: voice.capital, lambda content, _: _amount(content.capital.registered)),
    Item("capital.contributions", lambda voice: voice.kind, kind),
    Item("capital.contributions", lambda voice: f"{voice.member}及出资", _contributions),
    Item("parties", lambda voice: f"{voice.member}姓名或者名称、住所", _people),
    Item(
        "organs.legal_representative",
        _said("法定代表人"),
        lambda content, _: content.party(content.organs.legal_representative).name,
    ),
    Item(
        "organs.directors", lambda voice: voice.director, lambda content, _: _listed(content, content.organs.directors)
    ),
    Item("organs.chair", lambda voice: voice.chair, lambda content, _: content.party(content.organs.chair).name),
    Item(
        "organs.supervisors",
        lambda voice: voice.supervisor,
        lambda content, _: _listed(content, content.organs.supervisors),
    ),
    Item("organs.manager", lambda voice: voice.manager, lambda content, _: content.party(content.organs.manager).name),
    Item("other.term_years", lambda voice: voice.term, lambda content, _: common.term(content)),
    Item("other.remarks", _said("增设（撤销）分支机构情况"), lambda content, _: content.other.remarks),
    Item("partnership.executives", _said("执行事务合伙人"), lambda content, _: executives(content)),
    Item("partnership.limited", _said("合伙人承担责任方式"), _liabilities),
    Item("proprietor.investor", _said("投资人"), lambda content, _: _resident(content, content.proprietor.investor)),
    Item("proprietor.assets", _said("出资方式"), lambda content, _: ASSETS[content.proprietor.assets]),
    Item("household.operator", _said("经营者"), lambda content, _: _resident(content, content.household.operator)),
    Item("household.composition", _said("组成形式"), lambda content, _: COMPOSITIONS[content.household.composition]),
    Item(
        "household.family",
        _said("参加经营的家庭成员"),
        lambda content, _: _listed(content, content.household.family),
    ),
    Item("cooperative.farmers", _said("农民成员"), lambda content, _: _listed(content, content.cooperative.farmers)),
    Item("nature.economic", _said("经济性质"), lambda content, _: NATURES[content.nature.economic]),
    Item("parent.name", _said("隶属企业名称"), lambda content, _: content.parent.name),
    Item("parent.uscc", _said("隶属企业统一社会信用代码"), lambda content, _: content.parent.uscc),
    Item("parent.entity_type", _said("隶属企业类型"), lambda content, _: content.parent.entity_type),
    Item("parent.address", _said("隶属企业住所"), lambda content, _: content.parent.address),
    Item(
        "parent.representative",
        _said("隶属企业法定代表人（负责人）"),
        lambda content, _: content.party(content.parent.representative).name,
    ),
    Item("parent.head", _said("负责人"), lambda content, _: content.party(content.parent.head).name),
    Item("foreign.total_investment", _said("投资总额"), lambda content, _: _amount(content.foreign.total_investment)),
    Item("foreign.investors", _said("外国投资者"), lambda content, _: _listed(content, content.foreign.investors)),
    Item("foreign.recipient", _said("送达接受人"), lambda content, _: content.name_of(content.foreign.recipient)),
    Item("origin.name", _said("外国（地区）企业名称"), lambda content, _: content.origin.name),
    Item("origin.country", _said("外国（地区）企业国别（地区）"), lambda content, _: content.origin.country),
    Item("origin.address", _said("外国（地区）企业住所"), lambda content, _: content.origin.address),
    Item("origin.liability", _said("外国（地区）企业责任形式"), lambda content, _: content.origin.liability),
    Item("origin.capital", _said("外国（地区）企业资本（资产）"), lambda content, _: content.origin.capital),
    Item("origin.scope", _said("外国（地区）企业经营范围"), lambda content, _: content.origin.scope),
    Item("origin.signatory", _said("有权签字人"), lambda content, _: content.name_of(content.origin.signatory)),
    Item("representatives.chief", _said("首席代表"), lambda content, _: content.name_of(content.representatives.chief)),
    Item("representatives.others", _said("代表"), lambda content, _: _listed(content, content.representatives.others)),
    Item(
        "representatives.until",
        _said("驻在期限"),
        lambda content, _: f"至{day(content.representatives.until)}" if content.representatives.until else "",
    ),
    Item("contact.liaison", _said("联络员"), lambda content, _: _contact(content, content.contact.liaison)),
    Item(
        "contact.finance_officer",
        _said("财务负责人"),
        lambda content, _: _contact(content, content.contact.finance_officer),
    ),
    Item("contact.phone", _said("联系电话"), lambda content, _: content.contact.phone),
    Item("contact.email", _said("电子邮箱"), lambda content, _: content.contact.email),
    Item("contact.postcode", _said("邮政编码"), lambda content, _: content.contact.postcode),
    Item("liquidation.members", _said("清算组成员"), lambda content, _: _listed(content, content.liquidation.members)),
    Item("liquidation.head", _said("清算组负责人"), lambda content, _: content.name_of(content.liquidation.head)),
)


def _contact(content: Content, key: str) -> str:
    person = common.party(content, key)
    return "，".join(text for text in (person["name"], person["phone"], person["email"]) if text)


def changed(content: Content, facts: PackFacts) -> list[dict[str, str]]:
    """The items that the business changes: label, text before (empty where nothing was) and after."""
    if not facts.procedure.is_about_existing:
        return []
    voice, found = voice_of(facts.procedure.type), []
    for item in ITEMS:
        if not any(_within(item.place, place) for place in facts.procedure.changes):
            continue
        after = item.read(content, facts)
        before = item.read(facts.prior, facts) if facts.prior else ""
        if before != after:
            found.append({"label": item.label(voice), "before": before, "after": after})
    return found


def _within(item: str, place: str) -> bool:
    return f"{item}.".startswith(f"{place}.") or f"{place}.".startswith(f"{item}.")
