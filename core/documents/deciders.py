"""Whose decision a document records: who signs it says who decides, and how such a decision opens.

`texts/openings/<key>.txt` holds the first sentences of each: under which articles, when and where, with which votes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.catalogue import Material
from core.content import Content
from core.documents import changes, common
from core.documents.amounts import share
from core.documents.pack import Data, PackFacts
from core.documents.voices import voice_of
from core.signatories import signatories
from core.terms import SignatoryRole

R = SignatoryRole


@dataclass(frozen=True)
class Decider:
    """Who decides: `roles` that all sign then, and what the decision is called."""

    key: str
    roles: frozenset[SignatoryRole]
    heading: str


DECIDERS: tuple[Decider, ...] = (
    Decider("meeting", frozenset({R.MEETING_CHAIR, R.DIRECTOR_PRESENT}), "股东会决议"),
    Decider("cooperative", frozenset({R.MEETING_CHAIR, R.LEGAL_REPRESENTATIVE}), "成员大会决议"),
    Decider("cooperative", frozenset({R.MEETING_CHAIR, R.INCOMING_REPRESENTATIVE}), "成员大会决议"),
    Decider("members", frozenset({R.MEMBERS_TWO_THIRDS}), "股东会决议"),
    Decider("members", frozenset({R.MEMBERS_BY_CHARTER}), "股东会决议"),
    Decider("members", frozenset({R.MEMBER}), "股东会决议"),
    Decider("sole", frozenset({R.SOLE_MEMBER}), "股东决定"),
    Decider("state", frozenset({R.STATE_FUNDER}), "履行出资人职责的机构决定"),
    Decider("promoters", frozenset({R.PROMOTER}), "发起人会议决议"),
    Decider("partners", frozenset({R.PARTNER}), "全体合伙人决定书"),
    Decider("cooperative", frozenset({R.FOUNDER}), "设立大会决议"),
    Decider("cooperative", frozenset({R.CONTRIBUTING_MEMBER}), "成员大会决议"),
    Decider("contributor", frozenset({R.CONTRIBUTOR}), "出资人（主管部门）决定"),
    Decider("parent", frozenset({R.PARENT_REPRESENTATIVE}), "决定书"),
    Decider("foreign", frozenset({R.FOREIGN_SIGNATORY}), "决定书"),
    Decider("investor", frozenset({R.INVESTOR}), "投资人决定"),
    Decider("investor", frozenset({R.OPERATOR}), "经营者决定"),
    Decider("board", frozenset({R.DIRECTOR_PRESENT}), "董事会决议"),
    Decider("board", frozenset({R.DIRECTOR}), "董事会决议"),
)
OTHERS = Decider("enterprise", frozenset(), "决定")
BY_VOICE = {
    ("members", "cooperative"): replace(OTHERS, key="cooperative", heading="成员大会决议"),
    ("meeting", "cooperative"): replace(OTHERS, key="cooperative", heading="成员大会决议"),
    ("members", "enterprise"): replace(OTHERS, key="contributor", heading="出资人（主管部门）决定"),
    ("members", "joint"): replace(OTHERS, key="board", heading="董事会（联合管理委员会）决议"),
    ("board", "joint"): replace(OTHERS, key="board", heading="董事会（联合管理委员会）决议"),
    ("members", "partnership"): replace(OTHERS, key="partners", heading="全体合伙人决定书"),
}
"""Where a kind of enterprise has another body than the one that the roles suggest."""


def decider_of(content: Content, facts: PackFacts, material: Material) -> Decider:
    """Who decides what a material records. A company with one member has no meeting (公司法 第六十条)."""
    signing = frozenset(material.signers)
    found = next((one for one in DECIDERS if one.roles <= signing), OTHERS)
    found = BY_VOICE.get((found.key, voice_of(facts.procedure.type).key), found)
    if found.key == "members" and len(content.members) == 1:
        found = next(one for one in DECIDERS if one.key == "sole")
    return found


def decision(content: Content, facts: PackFacts, material: Material) -> Data:
    """What every decision says of itself: whose it is, when, where, under whose chair, with how much of the votes."""
    held, decider = content.resolution, decider_of(content, facts, material)
    members = content.members
    agreed = held.agreed or members
    return {
        "decider": decider.key,
        "heading": decider.heading,
        "business": common.business(facts),
        "decided": common.iso(held.decided),
        "place": held.place,
        "chair": content.party(held.chair).name,
        "present": common.names(content, held.directors_present),
        "members": common.names(content, members),
        "represented": [
            content.name_of(one.person)
            for one in signatories(material, content, facts.procedure)
            if one.role in (R.INVESTOR, R.OPERATOR)
        ],
        "owner": owner(content),
        "count": len(members),
        "agreed": common.names(content, agreed),
        "count_agreed": len(agreed),
        "unanimous": set(agreed) >= set(members),
        "share": _share(content, agreed, decider),
        "text": held.text,
    }


def _share(content: Content, agreed: tuple[str, ...], decider: Decider) -> str:
    """The agreeing share of the votes where these follow contributions, else nothing."""
    rows = content.capital.contributions
    if decider.key != "members" or not rows:
        return ""
    return share(sum(one.amount for one in rows if one.party in agreed), sum(one.amount for one in rows))


def owner(content: Content) -> str:
    """The enterprise that a branch or an office belongs to."""
    return content.parent.name or content.origin.name or content.name.owner


def changing(content: Content, facts: PackFacts, material: Material) -> Data:
    """What changes, and whether the articles must follow."""
    return {
        "changes": changes.changed(content, facts),
        "charter": facts.procedure.material("charter_amendment") is not None,
    }
