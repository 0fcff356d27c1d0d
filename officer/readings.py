"""Showing what a content says: its lines as lists, and what differs between two contents as a table.

The pieces of a line come from `core.particulars` and are in no language yet; here they are said to the reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from markupsafe import Markup

from core.i18n import N_
from core.particulars import Change, Kind, Line, Piece, Pieces
from officer.html import h, join
from officer.words import Words

CHINESE_KINDS = frozenset({Kind.TEXT, Kind.PRIVATE})
PLACED_BY_NAME = ("parties.", "organisations.", "capital.contributions.")
"""Lines that are about somebody: the name stands where other lines have their label."""

SAYINGS: Mapping[Kind, Callable[[Words, Piece], str]] = {
    Kind.WORD: lambda words, piece: words(str(piece.value)),
    Kind.MONEY: lambda words, piece: words.money(int(piece.value)),
    Kind.YEARS: lambda words, piece: words(N_("{years} years"), years=piece.value),
}


def said(words: Words, pieces: Pieces) -> str:
    """The pieces in the reader's language, one after another."""
    text = " · ".join(_said(words, piece) for piece in pieces)
    return text.replace(": · ", ": ").replace("：· ", "：").replace("： · ", "：")


def _said(words: Words, piece: Piece) -> str:
    saying = SAYINGS.get(piece.kind)
    return saying(words, piece) if saying else str(piece.value)


def field_anchor(place: str) -> str:
    """The identifier of a field's element on the page."""
    return "at-" + place.replace(".", "-")


def listed(words: Words, lines: Iterable[Line], pointed: str = "", more: Mapping[str, str] | None = None) -> Markup:
    """Lines as a list of names and values; `more` is said at the end of some, by place."""
    return h("dl", [_row(words, line, pointed, (more or {}).get(line.place, "")) for line in lines], cls="facts-list")


def _row(words: Words, line: Line, pointed: str, more: str) -> Markup:
    named = line.place.startswith(PLACED_BY_NAME) and len(line.pieces) > 1
    pieces = line.pieces[1:] if named else line.pieces
    text = " · ".join(filter(None, (said(words, pieces), more)))
    return join(
        h("dt", str(line.pieces[0].value), lang="zh-CN") if named else h("dt", words(line.label)),
        h(
            "dd",
            text,
            lang=_language(pieces),
            id=field_anchor(line.place),
            cls="at pointed" if line.place == pointed else "at",
        ),
    )


def _language(pieces: Pieces) -> str | None:
    return "zh-CN" if pieces and all(piece.kind in CHINESE_KINDS for piece in pieces) else None


def compared(words: Words, changes: Iterable[Change], caption: str) -> Markup:
    """What changes, each thing with what it was and what it is then; narrow enough for a column."""
    groups = [
        h(
            "tbody",
            h("tr", h("th", words(one.label), colspan=2, scope="rowgroup")),
            h("tr", _cell(words, one.before, "before"), _cell(words, one.after, "after")),
        )
        for one in changes
    ]
    heads = h("tr", h("th", words(N_("Before")), scope="col"), h("th", words(N_("Afterwards")), scope="col"))
    return h("table", h("caption", caption, cls="hidden"), h("thead", heads), groups, cls="changes")


def _cell(words: Words, pieces: Pieces, cls: str) -> Markup:
    return h("td", said(words, pieces) or "—", lang=_language(pieces), cls=cls)
