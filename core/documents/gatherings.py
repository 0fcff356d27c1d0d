"""Founding meetings of joint-stock companies and cooperatives, and the cooperative's lists of members (R20)."""

from __future__ import annotations

from core.catalogue import Material
from core.content import Content, OrganisationKind
from core.documents import columns, common
from core.documents.amounts import share
from core.documents.deciders import decision
from core.documents.pack import Data, PackFacts
from core.documents.written import written


def _minutes(content: Content, facts: PackFacts, material: Material) -> Data:
    return {
        **decision(content, facts, material),
        **common.organs(content),
        "heading": material.label,
        "chair": content.party(content.resolution.chair).name,
        "chair_of_board": content.party(content.organs.chair).name,
        "registered": content.capital.registered,
        "founding": material.kind == "founding_minutes",
        "farmers": len(_farmers(content)),
    }


def _farmers(content: Content) -> list[str]:
    return [key for key in content.members if key in content.cooperative.farmers]


def _class(content: Content, key: str) -> str:
    if key in content.organisations:
        return KINDS.get(content.organisations[key].kind, "企业成员")
    return "农民成员" if key in content.cooperative.farmers else "公民成员"


KINDS = {
    OrganisationKind.INSTITUTION: "事业单位成员",
    OrganisationKind.ASSOCIATION: "社会组织成员",
    OrganisationKind.COLLECTIVE: "集体经济组织成员",
}


def _roster(content: Content, facts: PackFacts, _: Material) -> Data:
    members = content.members
    rows = [{**common.party(content, key), "class": _class(content, key)} for key in members]
    keys = ("name", "class", "document", "identity_number", "address")
    return {
        "roster": [{key: row[key] for key in keys} for row in rows],
        "farmers": len(_farmers(content)),
        "farmers_share": share(len(_farmers(content)), len(members)),
        "bodies": sum(key in content.organisations for key in members),
    }


def _contributions(content: Content, facts: PackFacts, _: Material) -> Data:
    rows = common.contributions(content)
    return {"contributions": rows, "total": sum(row["amount"] for row in rows)}


MINUTES = written("promoter_minutes", _minutes)
COOPERATIVE_MINUTES = written("cooperative_minutes", _minutes, intro="全体设立人签名：")
ROSTER = written("cooperative_roster", _roster, tables={"roster": columns.roster})
CONTRIBUTIONS = written(
    "cooperative_contributions",
    _contributions,
    tables={"contributions": columns.contributions},
    intro="全体出资成员签名：",
)
