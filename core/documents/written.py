"""Documents in prose: a text under `texts/`, what it is told about the content, and the tables that it calls for.

A document of this kind is one line: its template, the functions that take its data from the content, its tables. Every
text may speak of the enterprise (`name`), the authority, and in the words for such an enterprise (`words`, see
`voices`). Its data hold what the text and its tables show and nothing else, so that a change of anything else leaves
the document as it was signed.
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
"""Makes a table of the part of a document's data that has the table's name."""
SHOWN = frozenset({"name", "words", "heading", "decider", "kind"})
"""What every document may keep: its heading, the words of its tables, and which text it is."""


def written(
    template: str,
    *parts: Taken,
    tables: Mapping[str, Drawn] | None = None,
    version: int = 1,
    named: bool = True,
    intro: str = "签名：",
) -> Family:
    """A document in prose. `template` names the text and may hold the data's `kind` ("transfers/{kind}"); `named` puts
    the enterprise's name above the heading, which is the data's `heading`, else the material's label."""
    made = tables or {}

    def collect(content: Content, facts: PackFacts, material: Material) -> Data:
        data: dict[str, object] = {
            "name": common.name_now(content, facts),
            "authority": facts.authority_name,
            "words": asdict(voice_of(facts.procedure.type)),
        }
        for part in parts:
            data.update(part(content, facts, material))
        told = SHOWN | set(made) | prose.names_in(template.format_map(data))
        if "decider" in data:
            told |= prose.names_in(f"openings/{data['decider']}")
        return {name: value for name, value in data.items() if name in told}

    def draw(composer: Composer, data: Data, assets: Mapping[str, bytes]) -> None:
        if named:
            composer.title(data["name"])
            composer.y -= 10
        composer.title(data.get("heading") or data["title"])
        composer.gap(4)
        text = prose.lines_of(template.format_map(data), data)
        prose.draw(composer, text, {name: table(data) for name, table in made.items()})
        composer.gap(14)

    return Family(collect, Template(version=version, draw=draw, intro=intro))
