"""任职文件: the members' decision on who holds which office (公司法 第五十九条、第六十条)."""

from __future__ import annotations

from collections.abc import Mapping

from core.catalogue import Material
from core.content import Content
from core.documents import common, prose
from core.documents.amounts import in_words
from core.documents.common import BOARD_FROM
from core.documents.layout import Composer
from core.documents.pack import Data, Family, PackFacts, Template


def collect(content: Content, facts: PackFacts, _: Material) -> Data:
    return {
        "name": common.company_name(content),
        "members": len(content.members),
        **common.organs(content),
    }


def text(data: Data) -> list[str]:
    """The decision's lines for these data."""
    return prose.lines_of(
        "appointment",
        {
            **data,
            "sole": data["members"] == 1,
            "members_in_words": in_words(data["members"]),
            "board": len(data["directors"]) >= BOARD_FROM,
            "watch_board": len(data["supervisors"]) >= BOARD_FROM,
        },
    )


def draw(composer: Composer, data: Data, assets: Mapping[str, bytes]) -> None:
    composer.title(data["name"])
    composer.y -= 10
    composer.title("股东决定" if data["members"] == 1 else "股东会决定")
    composer.paragraph("（董事、监事、经理及法定代表人任职文件）", align="centre")
    composer.gap(8)
    prose.draw(composer, text(data))
    composer.gap(14)


FAMILY = Family(collect, Template(version=1, draw=draw, intro="全体股东签名："))
