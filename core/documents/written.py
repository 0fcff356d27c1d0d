"""Documents in prose: a text under `texts/`, what it is told about the content, and the tables that it calls for.

A document of this kind is one line: its template, the functions that take its data from the content, its tables. Every
text knows the enterprise (`name`), the authority, and the words for such an enterprise (`words`, see `voices`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict

from core.catalogue import Material
from core.content import Content
from core.documents import common, prose
from core.documents.layout import Composer
from core.documents.pack import Data, Family, PackFacts, Template
from core.documents.voices import voice_of

Taken = Callable[[Content, PackFacts, Material], Data]
"""Takes part of a document's data from the content."""
Drawn = Callable[[Data], prose.Table]
"""Makes a table of a document's data."""


def written(
    template: str,
    *parts: Taken,
    tables: Mapping[str, Drawn] | None = None,
    version: int = 1,
    named: bool = True,
    intro: str = "签名：",
) -> Family:
    """A document in prose. `template` names the text and may hold places filled from the data ({text}); `named` puts
    the enterprise's name above the heading, which is the data's `heading`, else the material's label."""

    def collect(content: Content, facts: PackFacts, material: Material) -> Data:
        data: dict[str, object] = {
            "name": common.name_now(content, facts),
            "authority": facts.authority_name,
            "words": asdict(voice_of(facts.procedure.type)),
        }
        for part in parts:
            data.update(part(content, facts, material))
        return data

    def draw(composer: Composer, data: Data, assets: Mapping[str, bytes]) -> None:
        if named:
            composer.title(data["name"])
            composer.y -= 10
        composer.title(data.get("heading") or data["title"])
        composer.gap(4)
        made = {name: table(data) for name, table in (tables or {}).items()}
        prose.draw(composer, lines(template, data), made)
        composer.gap(14)

    return Family(collect, Template(version=version, draw=draw, intro=intro))


def lines(template: str, data: Data) -> list[str]:
    """The text's lines for these data."""
    return prose.lines_of(template.format_map(data), data)
