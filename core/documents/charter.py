"""公司章程: the standard articles, filled from the content (公司法 第四十六条)."""

from __future__ import annotations

from collections.abc import Mapping

from core.catalogue import Material
from core.content import Content
from core.documents import common, prose
from core.documents.amounts import day, in_words, wan
from core.documents.common import BOARD_FROM
from core.documents.layout import Cell, Composer, centre, label
from core.documents.pack import Data, Family, PackFacts, Template
from core.documents.values import iso_day


def collect(content: Content, facts: PackFacts, _: Material) -> Data:
    organs = common.organs(content)
    return {
        "name": common.company_name(content),
        "domicile": common.domicile(content, facts),
        "postcode": content.domicile.postcode,
        "scope": common.scope(content),
        "term": common.term(content),
        "capital": common.money(content.capital.registered),
        "members": len(content.members),
        "contributions": common.contributions(content),
        "directors": len(organs["directors"]),
        "supervisors": len(organs["supervisors"]),
        "manager": bool(organs["manager"]),
        "represents_as": organs["represents_as"],
    }


def text(data: Data) -> list[str]:
    """The articles' lines for these data."""
    return prose.lines_of(
        "charter",
        {
            **data,
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
    prose.draw(composer, text(data), {"table": _members(data)})
    composer.gap(14)


def _members(data: Data) -> prose.Table:
    rows: list[list[Cell]] = [
        [label("序号"), label("股东姓名"), label("认缴出资额\n（万元）"), label("出资方式"), label("出资日期")]
    ]
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
    return prose.Table([9, 25, 20, 18, 25], rows)


FAMILY = Family(collect, Template(version=1, draw=draw, intro="全体股东签名："))
