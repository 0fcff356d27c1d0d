"""Legal texts kept as text: a template with conditions, read into numbered chapters, articles and items.

The mark at the beginning of a line says what it is: ``##`` chapter (第一章), ``-`` article (第一条), ``+`` heading
(一、), ``=`` numbered sentence (一、), ``*`` item （一）, ``@`` a table put in by the program; a line without a mark
goes on as a paragraph. Numbers are given here, so that a left-out article leaves no gap. What people typed stands
inside lines and makes no mark.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, meta

from core.documents.amounts import capital, day, in_words, wan
from core.documents.layout import BODY, LEADING, Cell, Composer
from core.documents.values import iso_day

FOLDER = Path(__file__).parent / "texts"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER, encoding="utf-8"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701  # plain text, never shown by a browser
    )
    environment.filters.update(FILTERS)
    return environment


FILTERS = {
    "in_words": in_words,
    "wan": wan,
    "capital": capital,
    "day": lambda text: day(iso_day(text)),
    "one_line": lambda text: "；".join(str(text).splitlines()),
}
"""What texts call upon for numbers, amounts in fen, dates as in JSON, and values of several lines."""


@lru_cache(maxsize=128)
def _template(name: str) -> Template:
    return _environment().get_template(f"{name}.txt")


def lines_of(name: str, data: Mapping[str, Any]) -> list[str]:
    """The text's lines with everything filled in, marks included."""
    return [line for raw in _template(name).render(data).splitlines() if (line := raw.strip())]


@lru_cache(maxsize=128)
def names_in(name: str) -> frozenset[str]:
    """What a text asks to be told, the texts that it always includes among it."""
    loader = _environment().loader
    assert loader is not None
    source, _, _ = loader.get_source(_environment(), f"{name}.txt")
    tree = _environment().parse(source)
    included = [one.removesuffix(".txt") for one in meta.find_referenced_templates(tree) if one]
    return frozenset(meta.find_undeclared_variables(tree)).union(*map(names_in, included))


@dataclass(frozen=True)
class Table:
    """A table that a text calls for; the line before it stays with it."""

    widths: Sequence[float]
    rows: Sequence[Sequence[Cell]]
    header: int = 1
    total: bool = False


def draw_plain(composer: Composer, text: str) -> None:
    """Set what a person typed: each line a paragraph, no marks."""
    for line in text.splitlines():
        if line.strip():
            composer.paragraph(line.strip())


def _kept(composer: Composer, following: Sequence[str], tables: Mapping[str, Table]) -> float:
    """How much room a line needs so that the beginning of a table that follows it stays with it."""
    if not following or not following[0].startswith("@"):
        return 0
    table = tables[following[0][1:]]
    return 2 * BODY * LEADING + min(composer.table_height(table.widths, table.rows), 200)


def draw(composer: Composer, lines: list[str], tables: Mapping[str, Table] | None = None) -> None:
    """Set the lines as prose."""
    tables = tables or {}
    chapter = article = point = item = 0
    for place, line in enumerate(lines):
        composer.need(_kept(composer, lines[place + 1 :], tables))
        mark, _, rest = line.partition(" ")
        if mark == "##":
            chapter += 1
            follow = max(3 * BODY * LEADING, _kept(composer, lines[place + 2 :], tables))
            composer.heading(f"第{in_words(chapter)}章　{rest}", follow=follow)
        elif mark == "-":
            article, item = article + 1, 0
            number = f"第{in_words(article)}条"
            composer.paragraph(f"{number}　{rest}", lead=len(number))
        elif mark == "+":
            point, item = point + 1, 0
            composer.need(3 * BODY * LEADING)
            composer.paragraph(f"{in_words(point)}、{rest}", bold=True)
        elif mark == "=":
            point, item = point + 1, 0
            composer.paragraph(f"{in_words(point)}、{rest}")
        elif mark == "*":
            item += 1
            composer.paragraph(f"（{in_words(item)}）{rest}")
        elif line.startswith("@"):
            table = tables[line[1:]]
            composer.gap(4)
            composer.table(table.widths, table.rows, header=table.header, total=table.total)
            composer.gap(10)
        else:
            composer.paragraph(line)
