"""The one font of all documents, and the canvas that writes it into PDF/A-3u.

Guarantees: the font collection is mapped once per process; each document carries only the glyphs that it shows, cut
out by HarfBuzz in milliseconds; text is searchable (ToUnicode) and the same calls give the same bytes: no clock, no
random identifier. Characters that the font lacks are never dropped: they show as their code point.

fpdf2 parses and subsets a font anew for every document, which costs seconds for a CJK font. Everything that reaches
below its public surface stands in this module (`Canvas`, `_Producer`); tests fail when those internals change.
Since the font is CID-keyed with identity, glyph numbers serve as character codes and no encoding table is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from importlib.resources import as_file, files
from io import StringIO
from xml.sax.saxutils import escape

import uharfbuzz as hb
from fpdf import FPDF
from fpdf.enums import FontDescriptorFlags, PDFResourceType
from fpdf.fonts import PDFFontDescriptor
from fpdf.output import CIDSystemInfo, OutputProducer, PDFFont, PDFFontStream
from fpdf.syntax import Name, PDFArray, PDFContentStream, PDFString

FONT_PACKAGE, FONT_FILE = "noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc"
SIMPLIFIED_CHINESE = 2  # number of the face with mainland forms inside the collection
PRODUCER = "Quancheng"
BOLD_STROKE = 0.032  # the collection has one weight; bold is the same outline stroked with this part of the size
FULL_WIDTH = 1000
_UNUSED_TABLES = [
    "BASE",
    "DSIG",
    "GDEF",
    "GPOS",
    "GSUB",
    "OS/2",
    "STAT",
    "VORG",
    "cmap",
    "hhea",
    "hmtx",
    "name",
    "post",
    "vhea",
    "vmtx",
]  # PDF embeds the outlines only


class _Widths(dict[str, int]):
    """Advance of each character in 1/1000 of the size, looked up when first met."""

    def __init__(self, font: hb.Font, glyphs: Mapping[str, int]) -> None:
        super().__init__()
        self._font, self._glyphs = font, glyphs

    def __missing__(self, character: str) -> int:
        glyph = self._glyphs[character]
        width = self[character] = int(self._font.get_glyph_h_advance(glyph))
        return width


class _Glyphs(dict[str, int]):
    """Glyph number of each character, looked up when first met; 0 when the font does not have it."""

    def __init__(self, font: hb.Font) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, character: str) -> int:
        glyph = self[character] = int(self._font.get_nominal_glyph(ord(character)) or 0)
        return glyph


@dataclass(frozen=True)
class Font:
    """A face mapped into memory, shared by all documents of the process. Units are 1/1000 of the size."""

    face: hb.Face
    glyphs: _Glyphs
    widths: _Widths
    name: str = "NotoSansCJKsc-Regular"

    @classmethod
    def open(cls, path: str, index: int) -> Font:
        face = hb.Face(hb.Blob.from_file_path(path), index)
        if face.upem != FULL_WIDTH:
            raise ValueError(f"{path} counts {face.upem} units per em, not {FULL_WIDTH}")
        font = hb.Font(face)
        glyphs = _Glyphs(font)
        return cls(face, glyphs, _Widths(font, glyphs))

    def lacking(self, text: str) -> str:
        """The characters of a text that the font cannot show, each once, in order."""
        return "".join(dict.fromkeys(character for character in text if not self.glyphs[character]))

    def printable(self, text: str) -> str:
        """The text with characters that the font lacks written as their code point, so that nothing vanishes."""
        missing = self.lacking(text)
        for character in missing:
            text = text.replace(character, f"〔U+{ord(character):04X}〕")
        return text

    def width(self, text: str, size: float) -> float:
        return sum(map(self.widths.__getitem__, text)) * size / FULL_WIDTH

    def subset(self, glyphs: set[int]) -> bytes:
        """The `CFF ` table with these glyphs (and .notdef), under their own numbers."""
        wish = hb.SubsetInput()
        wish.glyph_set.update({0, *glyphs})
        wish.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
        wish.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in _UNUSED_TABLES)
        cut = hb.SubsetPlan(self.face, wish).execute()
        return bytes(cut.reference_table("CFF ").data)


@lru_cache(maxsize=1)
def document_font() -> Font:
    """Noto Sans CJK, mainland forms (OFL): simplified Chinese, rare characters of personal names, Hangul, Latin."""
    with as_file(files(FONT_PACKAGE).joinpath(FONT_FILE)) as path:
        return Font.open(str(path), SIMPLIFIED_CHINESE)


@dataclass(frozen=True)
class DocumentInfo:
    """What a file says of itself. `identifier` is a hash (hex) of what the document is made from."""

    title: str
    subject: str
    identifier: str
    drawn_up: date

    @property
    def created(self) -> datetime:
        return datetime.combine(self.drawn_up, time(), UTC)


class Canvas(FPDF):
    """A PDF/A-3u file being drawn; units are points, the origin is at the top left."""

    def __init__(self, info: DocumentInfo, *, landscape: bool = False) -> None:
        super().__init__(
            orientation="landscape" if landscape else "portrait", unit="pt", format="A4", enforce_compliance="PDFA_3U"
        )
        self.info = info
        self.font = document_font()
        self.used: dict[int, str] = {}
        self.set_auto_page_break(False)
        self.set_margin(0)
        self.set_title(info.title)
        self.set_subject(info.subject)
        self.set_producer(PRODUCER)
        self.set_creation_date(info.created)
        self.set_lang("zh-CN")
        self.set_xmp_metadata(_xmp(info))

    def file_id(self) -> str:
        identifier = self.info.identifier[:32].upper()
        return f"<{identifier}><{identifier}>"

    def put(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        spacing: float = 0,
        colour: tuple[float, float, float] = (0, 0, 0),
    ) -> None:
        """Write a line with its baseline at (x, y). `spacing` (points) goes after each character."""
        if not text:
            return
        self._resource_catalog.add(PDFResourceType.FONT, 1, self.page)
        ink = f"{colour[0]:g} {colour[1]:g} {colour[2]:g}"
        weight = f"2 Tr {size * BOLD_STROKE:.2f} w {ink} RG" if bold else "0 Tr"
        self._out(
            f"q BT /F1 {size:g} Tf {weight} {ink} rg {spacing:.3f} Tc"
            f" {x:.2f} {self.h - y:.2f} Td <{self._encode(text)}> Tj ET Q"
        )

    def put_centred(self, centre: float, y: float, text: str, size: float, *, bold: bool = False) -> None:
        self.put(centre - self.font.width(text, size) / 2, y, text, size, bold=bold)

    def path(self, operators: str) -> None:
        """Vector drawing in PDF's own operators (origin bottom left), inside a graphics state of its own."""
        self._out(f"q {operators} Q")

    def stroke(self, x1: float, y1: float, x2: float, y2: float, width: float = 0.6, grey: float = 0) -> None:
        self.path(f"{width:g} w {grey:g} G {x1:.2f} {self.h - y1:.2f} m {x2:.2f} {self.h - y2:.2f} l S")

    def shade(self, x: float, y: float, width: float, height: float, grey: float) -> None:
        self.path(f"{grey:g} g {x:.2f} {self.h - y - height:.2f} {width:.2f} {height:.2f} re f")

    def frame(self, x: float, y: float, width: float, height: float, line: float = 0.6, grey: float = 0) -> None:
        self.path(f"{line:g} w {grey:g} G {x:.2f} {self.h - y - height:.2f} {width:.2f} {height:.2f} re S")

    @contextmanager
    def scaled(self, factor: float) -> Iterator[None]:
        """Draw with all lengths `factor` times as large; the page measures that much less meanwhile."""
        width, height = self.w, self.h
        self._out(f"q {factor:.6f} 0 0 {factor:.6f} 0 0 cm")
        self.w, self.h = width / factor, height / factor
        yield
        self._out("Q")
        self.w, self.h = width, height

    def attach(self, name: str, data: bytes, description: str, relationship: str) -> None:
        """Attach a file as an associated file; `relationship` is Source, Data …"""
        self.embed_file(
            bytes=data,
            basename=name,
            desc=description,
            mime_type="application/json",
            associated_file_relationship=relationship,
            creation_date=self.info.created,
            modification_date=self.info.created,
            compress=True,
        )

    def finish(self) -> bytes:
        return bytes(self.output(output_producer_class=_Producer))

    def _encode(self, text: str) -> str:
        glyphs, used = self.font.glyphs, self.used
        codes = []
        for character in text:
            glyph = glyphs[character]
            if glyph not in used:
                used[glyph] = character
            codes.append(f"{glyph:04x}")
        return "".join(codes)


class _Producer(OutputProducer):
    """Writes `Canvas.used` as one CID-keyed font in place of fpdf2's own fonts."""

    def _add_fonts(self, *_: object) -> dict[int, PDFFont]:  # type: ignore[override]  # fpdf2 counts Type 3 fonts in too
        canvas = self.fpdf
        assert isinstance(canvas, Canvas)
        if not canvas.used:
            return {}
        name = f"{_tag(canvas.used)}+{canvas.font.name}"
        outlines = PDFFontStream(contents=canvas.font.subset(set(canvas.used)))
        outlines.subtype = Name("CIDFontType0C")  # type: ignore[attr-defined]  # fpdf2's objects write any attribute
        self._add_pdf_obj(outlines, "fonts")
        descriptor = _descriptor()
        descriptor.font_name = Name(name)
        descriptor.font_file3 = outlines  # type: ignore[attr-defined]  # as above
        self._add_pdf_obj(descriptor, "fonts")
        system = CIDSystemInfo()
        system.ordering = PDFString("Identity", encrypt=True)
        self._add_pdf_obj(system, "fonts")
        cid_font = PDFFont("CIDFontType0", name, d_w=FULL_WIDTH, w=_widths(canvas))
        cid_font.c_i_d_system_info = system
        cid_font.font_descriptor = descriptor
        self._add_pdf_obj(cid_font, "fonts")
        to_unicode = PDFContentStream(_to_unicode(canvas.used).encode("ascii"), compress=True)
        self._add_pdf_obj(to_unicode, "fonts")
        font = PDFFont("Type0", name, encoding="Identity-H")
        font.descendant_fonts = PDFArray([cid_font])
        font.to_unicode = to_unicode
        self._add_pdf_obj(font, "fonts")
        return {1: font}


def _tag(used: Mapping[int, str]) -> str:
    """Six capitals that mark a subset, from the glyphs themselves (PDF 32000-1, 9.6.4)."""
    number = sum((position + 1) * glyph for position, glyph in enumerate(sorted(used)))
    return "".join(chr(65 + number // 26**place % 26) for place in range(6))


def _descriptor() -> PDFFontDescriptor:
    return PDFFontDescriptor(
        ascent=880,
        descent=-120,
        cap_height=733,
        flags=FontDescriptorFlags.SYMBOLIC,
        font_b_box="[-1002 -1048 2928 1808]",
        italic_angle=0,
        stem_v=88,
        missing_width=FULL_WIDTH,
    )


def _widths(canvas: Canvas) -> str:
    """The W array: glyphs that are not as wide as an ideograph."""
    widths = canvas.font.widths
    narrow = sorted((glyph, widths[character]) for glyph, character in canvas.used.items())
    return "[" + " ".join(f"{glyph} [{width}]" for glyph, width in narrow if width != FULL_WIDTH) + "]"


def _to_unicode(used: Mapping[int, str]) -> str:
    out = StringIO()
    out.write(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
    )
    rows = [f"<{glyph:04X}> <{character.encode('utf-16-be').hex().upper()}>" for glyph, character in used.items()]
    for start in range(0, len(rows), 100):  # a block may not hold more
        block = rows[start : start + 100]
        out.write(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n")
    out.write("endcmap CMapName currentdict /CMap defineresource pop end end")
    return out.getvalue()


def _xmp(info: DocumentInfo) -> str:
    moment = info.created.isoformat(timespec="seconds")
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"'
        ' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"'
        f' xmp:CreateDate="{moment}" xmp:ModifyDate="{moment}" xmp:MetadataDate="{moment}" pdf:Producer="{PRODUCER}">'
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(info.title)}</rdf:li></rdf:Alt></dc:title>'
        "<dc:description><rdf:Alt>"
        f'<rdf:li xml:lang="x-default">{escape(info.subject)}</rdf:li></rdf:Alt></dc:description>'
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
