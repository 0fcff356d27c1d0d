"""住所（经营场所）使用证明: the uploaded proof, page by page, with the domicile it proves (R40: images too)."""

from __future__ import annotations

from collections.abc import Mapping

from core.catalogue import Material
from core.content import Content
from core.documents import common, uploaded
from core.documents.form import tables
from core.documents.layout import Cell, Composer, label
from core.documents.pack import Data, Family, PackFacts, Template
from core.documents.voices import voice_of


def collect(content: Content, facts: PackFacts, material: Material) -> Data:
    return {
        **uploaded.collect(content, facts, material),
        "domicile": common.domicile(content, facts),
        "place": tables.spaced(voice_of(facts.procedure.type).domicile),
        "tenure": common.TENURES[content.domicile.tenure],
    }


def draw(composer: Composer, data: Data, assets: Mapping[str, bytes]) -> None:
    rows = [
        [label("企业名称"), Cell(data["name"])],
        [label(data["place"]), Cell(data["domicile"])],
        [label("取得方式"), Cell(data["tenure"])],
    ]
    uploaded.draw_pages(composer, data, assets, rows)


FAMILY = Family(collect, Template(version=2, draw=draw, intro="确认与原件一致："))
