"""How documents speak of a kind of enterprise: what its domicile, its capital, its members … are called.

The words follow the family of the norm; a family that has none of its own is spoken of as whoever represents such an
enterprise suggests. So a new type that uses what is there needs nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.catalogue import EntityType


@dataclass(frozen=True)
class Voice:
    """Chinese words for one kind of enterprise. `key` names it in the data of documents; `law` is the statute that
    governs it, `dissolved`, `wound_up` and `reported` its articles on dissolution, liquidators and their report."""

    key: str = "company"
    short: str = "公司"
    kind: str = "公司类型"
    domicile: str = "住所"
    capital: str = "注册资本"
    term: str = "营业期限"
    representative: str = "法定代表人"
    member: str = "股东"
    members: str = "股东（发起人）出资情况"
    contributed: str = "认缴出资额"
    director: str = "董事"
    chair: str = "董事长"
    supervisor: str = "监事"
    manager: str = "经理"
    officers: str = "董事、监事、经理信息"
    charter: str = "公司章程"
    share: str = "股权"
    group: str = "清算组"
    law: str = "《中华人民共和国公司法》"
    dissolved: str = "《中华人民共和国公司法》第二百二十九条"
    wound_up: str = "《中华人民共和国公司法》第二百三十二条"
    reported: str = "《中华人民共和国公司法》第二百三十九条"
    licence: str = "营业执照"


COMPANY = Voice()
_REGULATION = "《中华人民共和国市场主体登记管理条例》"
_PARTNERSHIP_LAW = "《中华人民共和国合伙企业法》"
PARTNERSHIP = replace(
    COMPANY,
    key="partnership",
    short="合伙企业",
    kind="合伙类型",
    domicile="主要经营场所",
    capital="出资额",
    term="合伙期限",
    representative="执行事务合伙人",
    member="合伙人",
    members="全体合伙人名录及出资情况",
    charter="合伙协议",
    share="财产份额",
    group="清算人",
    law=_PARTNERSHIP_LAW,
    dissolved=_PARTNERSHIP_LAW + "第八十五条",
    wound_up=_PARTNERSHIP_LAW + "第八十六条",
    reported=_PARTNERSHIP_LAW + "第九十条",
)
_SOLE_LAW = "《中华人民共和国个人独资企业法》"
SOLE = replace(
    COMPANY,
    key="sole",
    short="企业",
    kind="企业类型",
    capital="出资额",
    term="经营期限",
    representative="投资人",
    member="投资人",
    members="投资人出资情况",
    contributed="出资额",
    charter="章程",
    share="企业财产",
    group="清算人",
    law=_SOLE_LAW,
    dissolved=_SOLE_LAW + "第二十六条",
    wound_up=_SOLE_LAW + "第二十七条",
    reported=_SOLE_LAW + "第三十二条",
)
_COOPERATIVE_LAW = "《中华人民共和国农民专业合作社法》"
COOPERATIVE = replace(
    COMPANY,
    key="cooperative",
    short="本社",
    kind="类型",
    capital="成员出资总额",
    term="经营期限",
    member="成员",
    members="成员出资情况",
    contributed="出资额",
    director="理事",
    chair="理事长",
    supervisor="监事",
    officers="理事、监事、经理信息",
    charter="章程",
    share="出资",
    law=_COOPERATIVE_LAW,
    dissolved=_COOPERATIVE_LAW + "第四十八条",
    wound_up=_COOPERATIVE_LAW + "第四十八条",
    reported=_COOPERATIVE_LAW + "第四十九条、第五十条、第五十二条",
)
ENTERPRISE = replace(
    COMPANY,
    key="enterprise",
    short="企业",
    kind="企业类型",
    capital="注册资金",
    term="经营期限",
    member="出资人",
    members="出资人（主管部门）出资情况",
    contributed="出资额",
    officers="主要管理人员信息",
    charter="章程",
    share="出资",
    law=_REGULATION,
    dissolved=_REGULATION + "第三十一条",
    wound_up=_REGULATION + "第三十二条",
    reported=_REGULATION + "第三十二条",
)
HOUSEHOLD = replace(
    SOLE,
    key="household",
    short="本户",
    kind="主体类型",
    domicile="经营场所",
    capital="资金数额",
    representative="经营者",
    member="经营者",
    members="经营者出资情况",
    law="《促进个体工商户发展条例》",
    dissolved=_REGULATION + "第三十一条",
    wound_up=_REGULATION + "第三十一条",
    reported=_REGULATION + "第三十一条",
)
BRANCH = replace(
    ENTERPRISE,
    key="branch",
    short="分支机构",
    kind="类型",
    domicile="经营场所",
    capital="资金数额",
    representative="负责人",
    charter="隶属企业章程",
    dissolved=_REGULATION + "第三十一条",
)
JOINT = replace(
    ENTERPRISE,
    key="joint",
    capital="注册资本",
    member="投资者",
    members="投资者出资情况",
    contributed="认缴出资额",
    officers="董事（联合管理委员会委员）、监事、经理信息",
    charter="合同、章程",
    share="权益",
    law="《中华人民共和国外商投资法》",
)
FOREIGN = replace(BRANCH, key="foreign", short="本企业", kind="企业类型", charter="章程")
OFFICE = replace(
    BRANCH,
    key="office",
    short="代表机构",
    kind="类型",
    domicile="驻在场所",
    term="驻在期限",
    representative="首席代表",
    charter="章程",
    law="《外国企业常驻代表机构登记管理条例》",
    dissolved="《外国企业常驻代表机构登记管理条例》第三十二条",
    licence="登记证",
)

BY_TYPE: Mapping[str, Voice] = {"FIE_NC": JOINT}
"""A type that is spoken of otherwise than the rest of its family."""
BY_FAMILY: Mapping[str, Voice] = {
    "company": COMPANY,
    "partnership": PARTNERSHIP,
    "sole": SOLE,
    "cooperative": COOPERATIVE,
    "nco": ENTERPRISE,
    "branch": BRANCH,
    "household": HOUSEHOLD,
    "foreign_company": COMPANY,
    "foreign_partnership": PARTNERSHIP,
    "foreign_enterprise": FOREIGN,
    "representative_office": OFFICE,
}
BY_REPRESENTATIVE: Mapping[str, Voice] = {
    "organs.legal_representative": COMPANY,
    "partnership.executives": PARTNERSHIP,
    "proprietor.investor": SOLE,
    "household.operator": HOUSEHOLD,
    "parent.head": BRANCH,
    "origin.signatory": FOREIGN,
    "representatives.chief": OFFICE,
}


def voice_of(entity: EntityType) -> Voice:
    """The words for a type: its own, else its family's, else those of whoever represents it, else a company's."""
    known = BY_TYPE.get(entity.id) or BY_FAMILY.get(entity.family)
    return known or BY_REPRESENTATIVE.get(entity.representative, COMPANY)
