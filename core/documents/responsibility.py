"""承诺书: responsibility for truth and legality, and where judicial relief lies (R24; 二(一)4)."""

from __future__ import annotations

from collections.abc import Mapping

from core.catalogue import Material
from core.content import Content
from core.documents import common, prose
from core.documents.layout import Composer
from core.documents.pack import Data, Family, PackFacts, Template


def collect(content: Content, facts: PackFacts, _: Material) -> Data:
    return {"name": common.company_name(content), "authority": facts.authority_name}


def draw(composer: Composer, data: Data, assets: Mapping[str, bytes]) -> None:
    composer.title(data["title"])
    prose.draw(composer, prose.lines_of("responsibility", data))
    composer.gap(14)


FAMILY = Family(collect, Template(version=1, draw=draw, intro="承诺人签名："))
