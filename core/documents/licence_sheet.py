"""The licence as a sheet: electronic, or on paper as original and copies, from the same facts (R05).

The electronic one is a landscape A4 sheet in PDF/A-3u with its data attached; the authority's certification signature
goes to `LICENCE_SEAL_BOX`, page 0. Its QR code proves offline that the licence was authentic when issued; its present
status must be asked of the register. On paper the original (正本) is A3 and each numbered copy (副本) A4; a circle
shows where the authority's stamp goes, and no image of a seal is printed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from core.documents import ornament, qr
from core.documents.amounts import day
from core.documents.fonts import Canvas, DocumentInfo
from core.documents.licence import LAYOUTS, Field, LicenceFacts, fields_of, licence_data, whole
from core.documents.pack import canonical
from core.documents.typeset import Line, break_lines

TEMPLATE_VERSION = 2
MARGIN, BAND = 24.0, 24.0
GOLD, PALE_GOLD, RED = (0.66, 0.50, 0.20), (0.955, 0.93, 0.865), (0.72, 0.10, 0.09)
LABEL_SIZE, VALUE_SIZE, SMALLEST = 13.0, 13.0, 6.5
LABEL_WIDTH = 92.0
FIELDS_TOP = 232.0
QR_SIZE = 118.0
SEAL_SIZE = 118.0
# Where the seal goes: (x1, y1, x2, y2) in PDF points on page 0, over the authority's name and the date.
LICENCE_SEAL_BOX = (622.0, 66.0, 622.0 + SEAL_SIZE, 66.0 + SEAL_SIZE)
EXCESS = "……（经营范围全文以国家企业信用信息公示系统公示的内容为准）"
A3 = 2**0.5
"""How much larger than an A4 sheet the original is."""
DUTY = "应当于每年{since}至6月30日通过国家企业信用信息公示系统报送公示年度报告。　"
SAME_FORCE = "电子营业执照与纸质营业执照具有同等法律效力。"


@dataclass(frozen=True)
class Form:
    """How a licence comes: what stands below its title, the number of a copy on paper, how much larger than A4."""

    subtitle: str
    copy: str = ""
    paper: bool = False
    scale: float = 1.0


ELECTRONIC = Form("（电子）")


def build_licence(facts: LicenceFacts) -> bytes:
    """The licence as PDF/A-3u, ready to be certified with the authority's seal. Same facts, same bytes."""
    return _build(facts, ELECTRONIC)


def build_paper_licence(facts: LicenceFacts, copy_no: int) -> bytes:
    """The licence to be printed: the original for `copy_no` 0, else the copy of that number. Same facts, same bytes."""
    if copy_no < 0:
        raise ValueError("copies are numbered from 1; 0 is the original")
    form = Form("（副　本）", f"副本编号：{copy_no}", paper=True) if copy_no else Form("（正　本）", "", True, A3)
    return _build(facts, form)


def _build(facts: LicenceFacts, form: Form) -> bytes:
    shown = {**whole(facts), "template": TEMPLATE_VERSION, "form": f"{form.subtitle}{form.copy}"}
    identifier = hashlib.sha256(canonical(shown)).hexdigest()
    title = f"{licence_data(facts)['title']} {facts.name}"
    info = DocumentInfo(title, f"{facts.uscc} {facts.serial}", identifier, facts.issued)
    canvas = Canvas(info, landscape=True)
    canvas.add_page(format="A3" if form.scale > 1 else "A4")
    with canvas.scaled(form.scale):
        _frame(canvas)
        if facts.mark:
            _across(canvas, facts.mark)
        _head(canvas, facts, form)
        _fields(canvas, facts)
        _foot(canvas, facts, form)
    canvas.attach("licence.json", canonical(licence_data(facts)), "营业执照登载事项", "Data")
    return canvas.finish()


def _colour(colour: tuple[float, float, float], operator: str) -> str:
    return f"{colour[0]:g} {colour[1]:g} {colour[2]:g} {operator}"


def _frame(canvas: Canvas) -> None:
    width, height = canvas.w, canvas.h
    gold = _colour(GOLD, "RG")
    canvas.path(f"{_colour(PALE_GOLD, 'RG')} 0.5 w {ornament.ground(width / 2, height / 2 - 30, 205)}")
    canvas.path(f"{gold} 0.45 w {ornament.border(MARGIN, MARGIN, width - MARGIN, height - MARGIN, BAND)}")
    lines = ((MARGIN - 6, 2.4), (MARGIN - 1.5, 0.7), (MARGIN + BAND + 1.5, 0.7), (MARGIN + BAND + 5, 1.4))
    for inset, weight in lines:
        canvas.path(f"{gold} {weight} w {inset} {inset} {width - 2 * inset:.2f} {height - 2 * inset:.2f} re S")


def _head(canvas: Canvas, facts: LicenceFacts, form: Form) -> None:
    left, right = MARGIN + BAND + 30, canvas.w - MARGIN - BAND - 24
    lines = LAYOUTS[facts.layout].title.split("\n")
    size, spacing = (44, 26) if len(lines) == 1 else (26, 4)
    for number, line in enumerate(lines):
        _spaced(canvas, canvas.w / 2, 122 - (len(lines) - 1 - number) * 36, line, size, spacing)
    _spaced(canvas, canvas.w / 2, 150, form.subtitle, 12, 2)
    canvas.put(left, 92, "统一社会信用代码", 11)
    canvas.put(left, 112, facts.uscc, 15, bold=True, colour=RED)
    canvas.put(left, 132, f"证照编号：{facts.serial}", 9)
    canvas.put(left, 146, form.copy, 9)
    top = 64.0
    _qr(canvas, right - QR_SIZE, top, facts.qr_text)
    note = ("扫描二维码可离线核验本执照签发时", "的真实性；现时状态请登录国家企业", "信用信息公示系统查询。")
    for number, line in enumerate(note):
        canvas.put(right - QR_SIZE + 3, top + QR_SIZE + 8 + number * 9.5, line, 7, colour=(0.25, 0.25, 0.25))


def _spaced(canvas: Canvas, centre: float, y: float, text: str, size: float, spacing: float) -> None:
    width = canvas.font.width(text, size) + spacing * (len(text) - 1)
    canvas.put(centre - width / 2, y, text, size, bold=size > 20, spacing=spacing)


def _qr(canvas: Canvas, x: float, y: float, text: str) -> None:
    rows = qr.modules(text)
    step = QR_SIZE / len(rows)
    parts = [f"1 g {x:.2f} {canvas.h - y - QR_SIZE:.2f} {QR_SIZE} {QR_SIZE} re f 0 g"]
    for number, row in enumerate(rows):
        low = canvas.h - y - (number + 1) * step
        column = 0
        while column < len(row):
            run = column
            while run < len(row) and row[run]:
                run += 1
            if run > column:
                parts.append(f"{x + column * step:.3f} {low:.3f} {(run - column) * step:.3f} {step:.3f} re")
            column = max(run, column + 1)
    canvas.path(" ".join(parts) + " f")


def _fields(canvas: Canvas, facts: LicenceFacts) -> None:
    left, middle = MARGIN + BAND + 30, 500.0
    right = canvas.w - MARGIN - BAND - 24
    (*upper, last), beside = fields_of(facts)
    column, y = middle - 24 - left, FIELDS_TOP
    for field in upper:
        y = _field(canvas, left, y, column, field, 46)
    _field(canvas, left, y, column, last, canvas.h - MARGIN - BAND - 44 - y)
    y = FIELDS_TOP
    for field in beside:
        y = _field(canvas, middle, y, right - middle, field, 52)


def _field(canvas: Canvas, x: float, y: float, width: float, field: Field, room: float) -> float:
    """A label and its value, set smaller until it fits into `room`; returns where the next one begins."""
    labels = field.label.split("\n")
    for number, label in enumerate(labels):
        canvas.put(x, y + number * LABEL_SIZE * 1.3, label, LABEL_SIZE, bold=True)
    size, lines = _fit(canvas, field.value, width - LABEL_WIDTH, room)
    step = size * 1.5
    for number, line in enumerate(lines):
        spacing = line.spacing(width - LABEL_WIDTH, size)
        canvas.put(x + LABEL_WIDTH, y + number * step, line.text, size, spacing=spacing)
    return y + max(len(lines) * step, (len(labels) * 1.3 + 0.2) * LABEL_SIZE) + 9


def _fit(canvas: Canvas, value: str, width: float, room: float) -> tuple[float, Sequence[Line]]:
    size = VALUE_SIZE
    while True:
        lines = _lines(canvas, value, size, width)
        if len(lines) * size * 1.5 <= room or size <= SMALLEST:
            break
        size -= 0.5
    most = max(1, int(room / (size * 1.5)))
    while len(lines) > most:
        value = value.removesuffix(EXCESS)[: -max(1, len(value) // 50)] + EXCESS
        lines = _lines(canvas, value, size, width)
    return size, lines


def _lines(canvas: Canvas, value: str, size: float, width: float) -> list[Line]:
    font = canvas.font
    texts = [font.printable(text) for text in value.split("\n")]
    return [line for text in texts for line in break_lines(text, font, size, width, squeeze=True)]


def _foot(canvas: Canvas, facts: LicenceFacts, form: Form) -> None:
    x1, low, x2, high = LICENCE_SEAL_BOX
    centre, middle = (x1 + x2) / 2, canvas.h - (low + high) / 2
    if form.paper:
        _stamp_here(canvas, centre, (low + high) / 2)
    size = 13.0
    name = f"登记机关　{facts.authority_name}"
    limit = 2 * (canvas.w - MARGIN - BAND - 12 - centre)
    while size > 8 and canvas.font.width(name, size) > limit:
        size -= 0.5
    canvas.put_centred(centre, middle + 4, name, size)
    canvas.put_centred(centre, middle + 30, day(facts.issued), 13)
    y = canvas.h - MARGIN - BAND - 16
    duty = DUTY.format(since=LAYOUTS[facts.layout].reports_from)
    canvas.put(MARGIN + BAND + 30, y, duty + SAME_FORCE, 8, colour=(0.3, 0.3, 0.3))


def _stamp_here(canvas: Canvas, x: float, y: float) -> None:
    """A pale broken circle (centre from the bottom left) where the authority's stamp goes."""
    radius, bend = SEAL_SIZE / 2, SEAL_SIZE / 2 * 0.5523
    arcs = (
        f"{x + radius:.2f} {y:.2f} m"
        f" {x + radius:.2f} {y + bend:.2f} {x + bend:.2f} {y + radius:.2f} {x:.2f} {y + radius:.2f} c"
        f" {x - bend:.2f} {y + radius:.2f} {x - radius:.2f} {y + bend:.2f} {x - radius:.2f} {y:.2f} c"
        f" {x - radius:.2f} {y - bend:.2f} {x - bend:.2f} {y - radius:.2f} {x:.2f} {y - radius:.2f} c"
        f" {x + bend:.2f} {y - radius:.2f} {x + radius:.2f} {y - bend:.2f} {x + radius:.2f} {y:.2f} c"
    )
    canvas.path(f"0.85 G 0.6 w [3 3] 0 d {arcs} S")
    note = "（加盖登记机关印章）"
    width = canvas.font.width(note, 8)
    canvas.put(x - width / 2, canvas.h - y - radius + 22, note, 8, colour=(0.7, 0.7, 0.7))


def _across(canvas: Canvas, mark: str) -> None:
    """A pale red word slanted across the sheet."""
    size = 96.0
    width = canvas.font.width(mark, size)
    with canvas.rotation(24, canvas.w / 2, canvas.h / 2):
        canvas.put(canvas.w / 2 - width / 2, canvas.h / 2 + size / 3, mark, size, colour=(0.95, 0.78, 0.76))
