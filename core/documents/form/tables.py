"""The two shapes of a form's tables: pairs of label and value, and listings. Both are plain data that draw themselves.

A form's data hold its tables as they are shown, so that what is drawn follows from the data alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.content import Content
from core.documents import common
from core.documents.layout import Cell, Composer, centre, label
from core.documents.pack import Data

ROW = 28.0
PAIR_WIDTHS = (17, 33, 17, 33)

Pair = tuple[str, str, bool]
"""A label, its value, and whether it takes a whole row."""


def half(name: str, value: str) -> Pair:
    """A pair that shares its row with another one."""
    return spaced(name), value, False


def whole(name: str, value: str) -> Pair:
    """A pair that has a row for itself."""
    return spaced(name), value, True


def spaced(text: str) -> str:
    """A label; of two characters it has a blank between them."""
    return f"{text[0]}　{text[1]}" if len(text) == 2 else text


def pairs(title: str, rows: Sequence[Pair], *, strong: str = "") -> Data:
    """A table of labels and values; the value labelled `strong` is set bold."""
    return {
        "title": title,
        "pairs": [{"label": name, "value": value, "whole": wide, "bold": name == strong} for name, value, wide in rows],
    }


def listing(
    title: str,
    head: Sequence[str],
    widths: Sequence[int],
    rows: Sequence[Sequence[str]],
    *,
    total: Sequence[str] = (),
    flush: Sequence[int] = (),
    led: bool = False,
) -> Data:
    """A table of rows under headings. `total` closes it: its first text takes the columns that the others leave.
    The columns `flush` (from 0) hold running text and are set flush left; rows that are `led` begin with a label."""
    return {
        "title": title,
        "head": list(head),
        "widths": list(widths),
        "rows": [list(row) for row in rows],
        "total": list(total),
        "flush": list(flush),
        "led": led,
    }


def person(title: str, content: Content, key: str, *, office: str = "", role: str = "职　务") -> Data:
    """The table about one person."""
    one = common.party(content, key)
    return pairs(
        title,
        [
            half("姓　名", one["name"]),
            half(role, office),
            half("证件类型", one["document"]),
            half("证件号码", one["identity_number"]),
            half("移动电话", one["phone"]),
            half("电子邮箱", one["email"]),
            whole("住　址", one["address"]),
        ]
        if office
        else [
            half("姓　名", one["name"]),
            half("移动电话", one["phone"]),
            half("证件类型", one["document"]),
            half("证件号码", one["identity_number"]),
            half("电子邮箱", one["email"]),
            half("住　址", one["address"]),
        ],
    )


def people(title: str, content: Content, rows: Sequence[tuple[str, str]], role: str = "职　务") -> Data:
    """People with their offices, as (key, office)."""
    shown = []
    for number, (key, office) in enumerate(rows, 1):
        one = common.party(content, key)
        shown.append([str(number), one["name"], office, one["document"], one["identity_number"], one["phone"]])
    return listing(title, ["序号", "姓　名", role, "证件类型", "证件号码", "移动电话"], [7, 17, 16, 15, 26, 18], shown)


def draw(composer: Composer, table: Data) -> None:
    """Draw one table of either shape."""
    if "pairs" in table:
        _draw_pairs(composer, table)
    else:
        _draw_listing(composer, table)


def section(text: str, span: int) -> Cell:
    """The row that names a table."""
    return Cell(text, span, "centre", label=True, bold=True)


def _draw_pairs(composer: Composer, table: Data) -> None:
    rows, open_row = [[section(table["title"], 4)]], None
    for pair in table["pairs"]:
        cells = [label(pair["label"]), Cell(pair["value"], 3 if pair["whole"] else 1, bold=pair["bold"])]
        if open_row is not None and not pair["whole"]:
            open_row += cells
            open_row = None
            continue
        if open_row is not None:
            open_row[-1] = Cell(open_row[-1].text, 3, bold=open_row[-1].bold)
        rows.append(cells)
        open_row = None if pair["whole"] else cells
    if open_row is not None:
        open_row[-1] = Cell(open_row[-1].text, 3, bold=open_row[-1].bold)
    composer.need(min(len(rows), 5) * ROW)
    composer.table(PAIR_WIDTHS, rows, header=1)


def _draw_listing(composer: Composer, table: Data) -> None:
    columns = len(table["head"])
    rows = [[section(table["title"], columns)], [label(text) for text in table["head"]]]
    for row in table["rows"]:
        cells = [Cell(text) if place in table["flush"] else centre(text) for place, text in enumerate(row)]
        rows.append([label(row[0]), *cells[1:]] if table["led"] else cells)
    if not table["rows"]:
        rows.append([centre("（无）", columns)])
    if table["total"]:
        first, *sums = table["total"]
        rows.append([label(first, columns - len(sums)), *map(centre, sums)])
    composer.need(min(len(rows), 4) * ROW)
    composer.table(table["widths"], rows, header=2, size=9.5, total=bool(table["total"]))
