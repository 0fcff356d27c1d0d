"""章程: the standard articles of every type, filled from the content, and their amendments.

Whoever makes the articles says which ones they are: members of a company (公司法 第四十六条), its promoters
(第九十五条), the body that stands for the state (第一百七十一条), the contributor of an enterprise that is no company,
the founders of a cooperative (农民专业合作社法 第十五条). With foreign investment a chapter is added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from core.catalogue import Material
from core.content import Content
from core.documents import changes, columns, common, prose
from core.documents.amounts import day, in_words, wan
from core.documents.common import BOARD_FROM
from core.documents.layout import Cell, Composer, centre, label
from core.documents.pack import Data, Family, PackFacts, Template
from core.documents.values import iso_day
from core.documents.voices import voice_of
from core.documents.written import written
from core.terms import SignatoryRole

R = SignatoryRole
ARTICLES: Mapping[SignatoryRole, str] = {
    R.PROMOTER: "shares",
    R.STATE_FUNDER: "state",
    R.CONTRIBUTOR: "enterprise",
    R.FOUNDER: "cooperative",
    R.CONTRIBUTING_MEMBER: "cooperative",
    R.MEETING_CHAIR: "shares",
}
"""Whose articles are not those of a limited company; all others are."""


def collect(content: Content, facts: PackFacts, material: Material) -> Data:
    organs, registered = common.organs(content), content.capital.registered
    members = common.names(content, content.members)
    return {
        "articles": next((ARTICLES[role] for role in material.signers if role in ARTICLES), "company"),
        "words": asdict(voice_of(facts.procedure.type)),
        "name": common.company_name(content),
        "domicile": common.domicile(content, facts),
        "postcode": content.domicile.postcode,
        "scope": common.scope(content),
        "term": common.term(content),
        "registered": registered,
        "shares": registered // 100,
        "members": len(content.members),
        "founders_named": members,
        "contributions": common.contributions(content),
        "directors": len(organs["directors"]),
        "supervisors": len(organs["supervisors"]),
        "manager": bool(organs["manager"]),
        "represents_as": organs["represents_as"],
        "nature": changes.NATURES[content.nature.economic],
        "founding": facts.procedure.material("founding_minutes") is not None
        and "public_offering" in content.situation.circumstances,
        "foreign": _foreign(content) if "foreign" in facts.procedure.sections else None,
    }


def _foreign(content: Content) -> Data:
    held = content.foreign
    return {
        "investors": common.names(content, held.investors),
        "total": held.total_investment,
        "restricted": held.restricted,
        "recipient": content.name_of(held.recipient),
    }


def text(data: Data) -> list[str]:
    """The articles' lines for these data."""
    return prose.lines_of(
        f"articles/{data['articles']}",
        {
            **data,
            "capital": common.money(data["registered"]),
            "founders": data["members"],
            "sole": data["members"] == 1,
            "board": data["directors"] >= BOARD_FROM,
            "directors_in_words": in_words(data["directors"]),
            "watchers": data["supervisors"],
            "watch_board": data["supervisors"] >= BOARD_FROM,
            "watchers_in_words": in_words(data["supervisors"]),
        },
    )


def draw(composer: Composer, data: Data, assets: Mapping[str, bytes]) -> None:
    composer.title(data["name"])
    composer.y -= 10
    composer.title("章　　程", 22)
    composer.gap(4)
    prose.draw(composer, text(data), {"contributions": _members(data)})
    composer.gap(14)


def _members(data: Data) -> prose.Table:
    words = data["words"]
    head = ["序号", f"{words['member']}姓名\n或者名称", f"{words['contributed']}\n（万元）", "出资方式", "出资日期"]
    rows: list[list[Cell]] = [[label(text) for text in head]]
    for number, row in enumerate(data["contributions"], 1):
        rows.append(
            [
                centre(str(number)),
                centre(row["name"]),
                centre(wan(row["amount"])),
                centre(row["form"]),
                centre(day(iso_day(row["due"]))),
            ]
        )
    total = sum(row["amount"] for row in data["contributions"])
    rows.append([label("合计", 2), centre(wan(total)), centre("", 2)])
    return prose.Table([9, 25, 20, 18, 25], rows, total=True)


def _amended(content: Content, facts: PackFacts, _: Material) -> Data:
    return {"changes": changes.changed(content, facts), "text": content.resolution.text}


FAMILY = Family(collect, Template(version=2, draw=draw, intro="全体签署人签名："))
AMENDMENT = written("charter_amendment", _amended, tables={"changes": columns.items})
