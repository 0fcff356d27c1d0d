"""Pages of an official document: title, headings, numbered clauses, tables, signature boxes, footer.

Guarantees: no heading stands alone at the foot of a page, no paragraph leaves or begins with a single line, no row of a
table and no signature box is cut (only a row taller than a page is divided, between lines), headers of tables repeat.
All lengths are points; `y` grows downwards from the top of the page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.documents.fonts import Canvas
from core.documents.typeset import Line, break_lines
from core.terms import SignatoryRole

BODY, SMALL, TITLE, HEADING = 12.0, 10.5, 20.0, 14.0  # 小四, 五号, about 二号, 四号
LEADING = 1.75  # of prose, in parts of the size
CELL_LEADING = 1.45
ASCENT = 0.80  # from the top of a line's ink to its baseline, in parts of the size
PADDING = 5.0
TOP, BOTTOM, SIDE = 68.0, 66.0, 74.0
FOOT = 38.0  # baseline of the footer above the lower edge
BOX_HEIGHT, BOX_GAP, CAPTION = 86.0, 12.0, 20.0
SEAL = 119.0  # an authority's round seal of 42 mm
WIDOW = 2
KEPT_WHOLE = 0.36  # a table lower than this part of the page is not divided


@dataclass(frozen=True)
class Cell:
    """A cell of a table. A `label` is centred on grey and repeated when its row goes on to the next page."""

    text: str = ""
    span: int = 1
    align: str = "left"
    label: bool = False
    bold: bool = False


def label(text: str, span: int = 1) -> Cell:
    return Cell(text, span, "centre", label=True)


def centre(text: str, span: int = 1) -> Cell:
    return Cell(text, span, "centre")


@dataclass(frozen=True)
class Signer:
    """For whom a signature box is kept: the party's key, its name, and in which capacity it signs."""

    party: str
    name: str
    role: SignatoryRole
    capacity: str


@dataclass(frozen=True)
class SignatureField:
    """Where one signature goes: `page` counts from 0, `box` is (x1, y1, x2, y2) in PDF points from the bottom left."""

    name: str
    party: str
    role: SignatoryRole
    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class SealPlace:
    """Where the authority's seal goes, as in `SignatureField`."""

    page: int
    box: tuple[float, float, float, float]


@dataclass
class Composer:
    """Lays a document out from top to bottom on a canvas."""

    canvas: Canvas
    side: float = SIDE
    y: float = 0
    fields: list[SignatureField] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page()

    @property
    def width(self) -> float:
        return self.canvas.w - 2 * self.side

    @property
    def floor(self) -> float:
        return self.canvas.h - BOTTOM

    @property
    def room(self) -> float:
        return self.floor - self.y

    def page(self) -> None:
        self.canvas.add_page()
        self.y = TOP

    def need(self, height: float) -> None:
        """Go to a new page unless that much room is left on this one."""
        if height > self.room and self.y > TOP:
            self.page()

    def gap(self, height: float) -> None:
        self.y += height

    def title(self, text: str, size: float = TITLE) -> None:
        """The centred title: on one line if a smaller size allows, else in lines of about the same length."""
        font, shown = self.canvas.font, self.canvas.font.printable(text)
        natural = font.width(shown, 1)
        size = max(min(size, self.width / natural if natural else size), size * 0.8)
        rows = math.ceil(natural * size / self.width) or 1
        measure = self.width if rows == 1 else natural * size / rows + size
        for line in break_lines(shown, font, size, measure):
            self.canvas.put_centred(self.canvas.w / 2, self.y + size * ASCENT, line.text, size, bold=True)
            self.y += size * 1.5
        self.y += size * 0.4

    def heading(self, text: str, size: float = HEADING, *, follow: float = 3 * BODY * LEADING) -> None:
        """A centred heading that stays with at least `follow` points of what comes after."""
        self.need(size * 2.2 + follow)
        self.y += size * 0.6 if self.y > TOP else 0
        self.canvas.put_centred(self.canvas.w / 2, self.y + size * ASCENT, text, size, bold=True)
        self.y += size * 1.6

    def paragraph(
        self,
        text: str,
        size: float = BODY,
        *,
        indent: float = 2,
        lead: int = 0,
        align: str = "left",
        bold: bool = False,
        leading: float = LEADING,
    ) -> None:
        """A paragraph, justified; `indent` in characters; its first `lead` characters bold."""
        shown = self.canvas.font.printable(text)
        flush = align == "left"
        lines = break_lines(shown, self.canvas.font, size, self.width, indent * size if flush else 0, squeeze=flush)
        step = size * leading
        for number, line in enumerate(lines):
            left = len(lines) - number
            fits = int((self.room + step - size) / step)
            opening, closing = number == 0, left == WIDOW
            if fits < 1 or (opening and fits < min(left, WIDOW)) or (closing and number and fits < WIDOW):
                self.page()
            self._line(line, size, indent * size if opening else 0, align, lead, bold)
            self.y += step

    def _line(self, line: Line, size: float, indent: float, align: str, lead: int, bold: bool) -> None:
        x, baseline = self.side, self.y + size * ASCENT
        if align == "centre":
            x += (self.width - line.width) / 2
        elif align == "right":
            x += self.width - line.width
        else:
            x += indent
        spacing = line.spacing(self.width - indent, size) if align == "left" else 0
        head = max(0, min(len(line.text), lead - line.start))
        if head and not bold:
            self.canvas.put(x, baseline, line.text[:head], size, bold=True, spacing=spacing)
            x += self.canvas.font.width(line.text[:head], size) + head * spacing
        rest = line.text if bold else line.text[head:]
        self.canvas.put(x, baseline, rest, size, bold=bold, spacing=spacing)

    def table(
        self,
        widths: Sequence[float],
        rows: Sequence[Sequence[Cell]],
        *,
        header: int = 0,
        size: float = SMALL,
        total: bool = False,
    ) -> None:
        """A bordered table; `widths` are shares of the measure, the first `header` rows repeat on each page. A last
        row with the `total` stays with the row before it."""
        laid = self._lay(widths, rows, size)
        head, body = laid[:header], laid[header:]
        whole = sum(row.height for row in laid)
        half = (self.floor - TOP) / 2
        first = sum(row.height if row.height <= half else self.least(size) + 1 for row in laid[: header + 1])
        self.need(whole if whole < (self.floor - TOP) * KEPT_WHOLE else first)
        self._rows(head)
        for number, row in enumerate(body):
            if total and number == len(body) - 2:
                self._keep(row.height + body[-1].height, head)
            if row.height > self.room:
                if row.height > half and self.room > self.least(size):
                    row = row.split(self.room)
                self.page()
                self._rows(head)
            while row.height > self.room:
                row = row.split(self.room)
                self.page()
                self._rows(head)
            self._rows([row])

    @staticmethod
    def least(size: float) -> float:
        """How much of a tall row must fit before it is divided."""
        return 6 * size * CELL_LEADING

    def _keep(self, height: float, head: Sequence[_Row]) -> None:
        """Go on with the table on a new page unless that much room is left, and a page could give it."""
        if self.room < height < (self.floor - TOP) / 2:
            self.page()
            self._rows(head)

    def table_height(self, widths: Sequence[float], rows: Sequence[Sequence[Cell]], size: float = SMALL) -> float:
        """How high a table would be if it were not divided."""
        return sum(row.height for row in self._lay(widths, rows, size))

    def _lay(self, widths: Sequence[float], rows: Sequence[Sequence[Cell]], size: float) -> list[_Row]:
        unit = self.width / sum(widths)
        edges = [self.side]
        for share in widths:
            edges.append(edges[-1] + share * unit)
        return [_Row(self, edges, row, size) for row in rows]

    def _rows(self, rows: Sequence[_Row]) -> None:
        for row in rows:
            row.draw(row.height)

    @staticmethod
    def signatures_height(signers: int) -> float:
        """How much room the boxes of that many signers take, with their heading."""
        return BODY * LEADING + 6 + math.ceil(signers / 2) * (BOX_HEIGHT + BOX_GAP) if signers else 0

    def signatures(self, signers: Sequence[Signer], intro: str = "", title: str = "") -> None:
        """Boxes for signatures, two in a row, each with whose it is; records their `fields`.

        A page that holds nothing but signatures names the document that they belong to.
        """
        if not signers:
            return
        width = (self.width - BOX_GAP) / 2
        lead = BODY * LEADING + 6 if intro else 0
        self._signature_page(lead + BOX_HEIGHT, title)
        if intro:
            self.canvas.put(self.side, self.y + BODY * ASCENT, intro, BODY, bold=True)
            self.y += lead
        for first in range(0, len(signers), 2):
            self._signature_page(BOX_HEIGHT, title)
            for column, signer in enumerate(signers[first : first + 2]):
                self._box(signer, self.side + column * (width + BOX_GAP), width)
            self.y += BOX_HEIGHT + BOX_GAP

    def _signature_page(self, height: float, title: str) -> None:
        self.need(height)
        if title and self.y == TOP:
            self.paragraph(f"（《{title}》签署页）", SMALL, align="centre")
            self.gap(6)

    def _box(self, signer: Signer, x: float, width: float) -> None:
        canvas, size = self.canvas, SMALL
        canvas.shade(x, self.y, width, CAPTION, 0.945)
        canvas.frame(x, self.y, width, BOX_HEIGHT, 0.6)
        canvas.stroke(x, self.y + CAPTION, x + width, self.y + CAPTION, 0.4)
        caption = canvas.font.printable(f"{signer.capacity}：{signer.name}")
        tag = "电子签名"
        tag_width = canvas.font.width(tag, 8)
        while size > 6.5 and canvas.font.width(caption, size) > width - 3 * PADDING - tag_width:
            size -= 0.5
        caption = _shorten(caption, canvas, size, width - 3 * PADDING - tag_width)
        canvas.put(x + PADDING, self.y + CAPTION / 2 + size * 0.36, caption, size)
        right = x + width - PADDING - tag_width
        canvas.put(right, self.y + CAPTION / 2 + 8 * 0.36, tag, 8, colour=(0.45, 0.45, 0.45))
        low, high = canvas.h - self.y - BOX_HEIGHT, canvas.h - self.y - CAPTION
        self.fields.append(
            SignatureField(
                name=f"signature_{len(self.fields) + 1}",
                party=signer.party,
                role=signer.role,
                page=canvas.page_no() - 1,
                box=(round(x + 4, 2), round(low + 4, 2), round(x + width - 4, 2), round(high - 4, 2)),
            )
        )

    def sealed(self, authority: str, date_text: str) -> SealPlace:
        """The authority's name and the date at the lower right, and the place of the seal over them."""
        self.need(SEAL + 8)
        x, middle = self.side + self.width - SEAL / 2 - 20, self.y + SEAL / 2
        width = self.canvas.font.width(authority, BODY)
        centre = min(x, self.side + self.width - width / 2)
        self.canvas.put_centred(centre, middle, authority, BODY)
        self.canvas.put_centred(centre, middle + BODY * 1.9, date_text, BODY)
        low = self.canvas.h - self.y - SEAL
        self.y += SEAL
        box = (round(centre - SEAL / 2, 2), round(low, 2), round(centre + SEAL / 2, 2), round(low + SEAL, 2))
        return SealPlace(self.canvas.page_no() - 1, box)

    def footers(self, left: str) -> None:
        """Number the pages: what the document is on the left, 第 x 页 共 y 页 on the right."""
        canvas, last = self.canvas, self.canvas.page
        for page in range(1, last + 1):
            canvas.page = page
            y = canvas.h - FOOT
            canvas.stroke(self.side, y - 14, canvas.w - self.side, y - 14, 0.4, 0.5)
            right = f"第 {page} 页　共 {last} 页"
            canvas.put(self.side, y, left, 8, colour=(0.3, 0.3, 0.3))
            canvas.put(canvas.w - self.side - canvas.font.width(right, 8), y, right, 8, colour=(0.3, 0.3, 0.3))
        canvas.page = last


def _shorten(text: str, canvas: Canvas, size: float, width: float) -> str:
    """The text, cut with an ellipsis when it does not fit; the full name stands in the document's text."""
    if canvas.font.width(text, size) <= width:
        return text
    while text and canvas.font.width(text + "…", size) > width:
        text = text[:-1]
    return text + "…"


class _Row:
    """A row of a table with its cells broken into lines."""

    def __init__(self, composer: Composer, edges: Sequence[float], cells: Sequence[Cell], size: float) -> None:
        self.composer, self.edges, self.cells, self.size = composer, edges, cells, size
        font = composer.canvas.font
        self.lines: list[list[Line]] = []
        column = 0
        for cell in cells:
            width = edges[column + cell.span] - edges[column] - 2 * PADDING
            texts = [font.printable(text) for text in cell.text.split("\n")]
            flush = cell.align == "left"
            self.lines.append([line for text in texts for line in break_lines(text, font, size, width, squeeze=flush)])
            column += cell.span

    @property
    def step(self) -> float:
        return self.size * CELL_LEADING

    @property
    def height(self) -> float:
        return max(len(lines) for lines in self.lines) * self.step + 2 * PADDING + 1

    def split(self, room: float) -> _Row:
        """Draw what fits into `room` and return a row with the rest."""
        fits = max(1, int((room - 2 * PADDING - 1) / self.step))
        rest = object.__new__(_Row)
        rest.composer, rest.edges, rest.cells, rest.size = self.composer, self.edges, self.cells, self.size
        rest.lines = [lines if cell.label else lines[fits:] for cell, lines in zip(self.cells, self.lines, strict=True)]
        kept = self.lines
        self.lines = [lines[:fits] for lines in kept]
        self.draw(self.height)
        return rest

    def draw(self, height: float) -> None:
        composer, canvas = self.composer, self.composer.canvas
        top, column = composer.y, 0
        for cell, lines in zip(self.cells, self.lines, strict=True):
            x, right = self.edges[column], self.edges[column + cell.span]
            if cell.label:
                canvas.shade(x, top, right - x, height, 0.945)
            canvas.frame(x, top, right - x, height, 0.5)
            y = top + (height - len(lines) * self.step) / 2 + (self.step - self.size) / 2 + self.size * 0.86
            for line in lines:
                self._line(cell, line, x + PADDING, right - x - 2 * PADDING, y)
                y += self.step
            column += cell.span
        composer.y += height

    def _line(self, cell: Cell, line: Line, x: float, width: float, y: float) -> None:
        if cell.align == "centre":
            x += (width - line.width) / 2
        elif cell.align == "right":
            x += width - line.width
        spacing = line.spacing(width, self.size) if cell.align == "left" else 0
        self.composer.canvas.put(x, y, line.text, self.size, bold=cell.bold, spacing=spacing)
