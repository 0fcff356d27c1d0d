"""营业执照: the electronic business licence (R05), one landscape sheet in PDF/A-3u with its data attached.

The data are an allow-list of what the law makes public (市场主体登记管理条例 第二十二条); no identity number
can get in. The QR code proves offline that the licence was authentic when issued; its present
status must be asked of the register. The authority's certification signature goes to `LICENCE_SEAL_BOX`, page 0.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.documents import ornament, qr
from core.documents.amounts import capital, day, wan
from core.documents.fonts import Canvas, DocumentInfo
from core.documents.pack import canonical
from core.documents.typeset import Line, break_lines

TEMPLATE_VERSION = 1
TITLE = "营业执照"
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


@dataclass(frozen=True)
class LicenceFacts:
    """What a licence says. `registered_capital` in fen; `term` as text (长期, 30年); `qr_text` from `qr.encode`.

    `mark` is printed across the sheet, for drills and specimens that must never pass as real.
    """

    uscc: str
    name: str
    entity_type_label: str
    legal_representative: str
    registered_capital: int
    established: date
    term: str
    domicile: str
    scope: str
    authority_name: str
    issued: date
    serial: str
    version: int
    qr_text: str
    mark: str = ""


def licence_data(facts: LicenceFacts) -> dict[str, str | int]:
    """The allow-listed data that travel inside the licence, and nothing else."""
    return {
        "unified_social_credit_code": facts.uscc,
        "name": facts.name,
        "type": facts.entity_type_label,
        "legal_representative": facts.legal_representative,
        "registered_capital_fen": facts.registered_capital,
        "established": facts.established.isoformat(),
        "term": facts.term,
        "domicile": facts.domicile,
        "scope": facts.scope,
        "authority": facts.authority_name,
        "issued": facts.issued.isoformat(),
        "serial": facts.serial,
        "version": facts.version,
        "code": facts.qr_text,
    }


def build_licence(facts: LicenceFacts) -> bytes:
    """The licence as PDF/A-3u, ready to be certified with the authority's seal. Same facts, same bytes."""
    data = licence_data(facts)
    identifier = hashlib.sha256(canonical({**data, "template": TEMPLATE_VERSION, "mark": facts.mark})).hexdigest()
    info = DocumentInfo(f"{TITLE} {facts.name}", f"{facts.uscc} {facts.serial}", identifier, facts.issued)
    canvas = Canvas(info, landscape=True)
    canvas.add_page()
    _frame(canvas)
    if facts.mark:
        _across(canvas, facts.mark)
    _head(canvas, facts)
    _fields(canvas, facts)
    _foot(canvas, facts)
    canvas.attach("licence.json", canonical(data), "营业执照登载事项", "Data")
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


def _head(canvas: Canvas, facts: LicenceFacts) -> None:
    left, right = MARGIN + BAND + 30, canvas.w - MARGIN - BAND - 24
    _spaced(canvas, canvas.w / 2, 122, TITLE, 44, 26)
    _spaced(canvas, canvas.w / 2, 150, "（电子）", 12, 2)
    canvas.put(left, 92, "统一社会信用代码", 11)
    canvas.put(left, 112, facts.uscc, 15, bold=True, colour=RED)
    canvas.put(left, 132, f"证照编号：{facts.serial}", 9)
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
    left = MARGIN + BAND + 30
    middle = 500.0
    right = canvas.w - MARGIN - BAND - 24
    money = f"{wan(facts.registered_capital)}万元人民币\n（{capital(facts.registered_capital)}）"
    column = middle - 24 - left
    y = FIELDS_TOP
    for label, value in (
        ("名　　称", facts.name),
        ("类　　型", facts.entity_type_label),
        ("法定代表人", facts.legal_representative),
    ):
        y = _field(canvas, left, y, column, label, value, 46)
    _field(canvas, left, y, column, "经营范围", facts.scope, canvas.h - MARGIN - BAND - 44 - y)
    y = FIELDS_TOP
    for label, value in (
        ("注册资本", money),
        ("成立日期", day(facts.established)),
        ("营业期限", facts.term),
        ("住　　所", facts.domicile),
    ):
        y = _field(canvas, middle, y, right - middle, label, value, 52)


def _field(canvas: Canvas, x: float, y: float, width: float, label: str, value: str, room: float) -> float:
    """A label and its value, set smaller until it fits into `room`; returns where the next one begins."""
    canvas.put(x, y, label, LABEL_SIZE, bold=True)
    size, lines = _fit(canvas, value, width - LABEL_WIDTH, room)
    step = size * 1.5
    for number, line in enumerate(lines):
        spacing = line.spacing(width - LABEL_WIDTH, size)
        canvas.put(x + LABEL_WIDTH, y + number * step, line.text, size, spacing=spacing)
    return y + max(len(lines) * step, LABEL_SIZE * 1.5) + 9


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


def _foot(canvas: Canvas, facts: LicenceFacts) -> None:
    x1, low, x2, high = LICENCE_SEAL_BOX
    centre, middle = (x1 + x2) / 2, canvas.h - (low + high) / 2
    size = 13.0
    name = f"登记机关　{facts.authority_name}"
    limit = 2 * (canvas.w - MARGIN - BAND - 12 - centre)
    while size > 8 and canvas.font.width(name, size) > limit:
        size -= 0.5
    canvas.put_centred(centre, middle + 4, name, size)
    canvas.put_centred(centre, middle + 30, day(facts.issued), 13)
    y = canvas.h - MARGIN - BAND - 16
    canvas.put(
        MARGIN + BAND + 30,
        y,
        "市场主体应当于每年1月1日至6月30日通过国家企业信用信息公示系统报送公示年度报告。　"
        "电子营业执照与纸质营业执照具有同等法律效力。",
        8,
        colour=(0.3, 0.3, 0.3),
    )


def _across(canvas: Canvas, mark: str) -> None:
    """A pale red word slanted across the sheet."""
    size = 96.0
    width = canvas.font.width(mark, size)
    with canvas.rotation(24, canvas.w / 2, canvas.h / 2):
        canvas.put(canvas.w / 2 - width / 2, canvas.h / 2 + size / 3, mark, size, colour=(0.95, 0.78, 0.76))
