"""Tables of cells out of CSV and XLSX files that anybody may have made (A35).

A workbook is unpacked here first, within limits and without trusting what it says of its own sizes, and its parts are
looked at: no document types, no encryption, no cell so far out that a reader would run out of memory. Only then, and
packed anew, does it reach calamine, which gives the cells as they were last calculated.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from core.i18n import M_, Message

MAX_BYTES = 10_000_000
MAX_UNPACKED = 60_000_000
MAX_PARTS = 500
MAX_ROWS = 100_000
MAX_AREA = 3_000_000
"""Cells of the smallest rectangle around a sheet: the reader holds all of it in memory."""
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FORBIDDEN = re.compile(rb"<!DOCTYPE|<!ENTITY|\x00|\sr\s*=\s*[\"'][^\"']*&")
CELL, ROW = re.compile(rb"<(?:\w+:)?c[\s/>]"), re.compile(rb"<(?:\w+:)?row[\s/>]")
PLACE = re.compile(rb"\sr\s*=\s*[\"'](\w*?)(\d+)[\"']")
DAYS_FROM_1904 = re.compile(rb"date1904\s*=\s*[\"'](?:1|true)[\"']")


@dataclass(frozen=True)
class Grid:
    """A table as it stands in the file: its sheet's name (empty for CSV) and cells by row, from the first row on."""

    sheet: str
    rows: Sequence[Sequence[object]]


class Unreadable(Exception):
    """The file cannot be read at all: why, and what to do."""

    def __init__(self, what: Message, advice: Message) -> None:
        self.what, self.advice = what, advice
        super().__init__(what.text)


def grids(data: bytes) -> Iterator[Grid]:
    """The tables of a file. Raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable(
            M_("The file has more than {megabytes} MB.", megabytes=MAX_BYTES // 1_000_000),
            M_("Split it into several files."),
        )
    if not data.strip():
        raise Unreadable(M_("The file is empty."), M_("Choose the file again, or fill in the template."))
    if data.startswith(OLE):
        raise Unreadable(
            M_("The workbook is protected by a password, or in the old XLS format."),
            M_("Save it as XLSX without a password, or as “CSV UTF-8”."),
        )
    if data.startswith(ZIP):
        yield from _sheets(data)
    else:
        yield Grid("", _csv_rows(data))


def _csv_rows(data: bytes) -> list[list[str]]:
    rows: list[list[str]] = []
    cells = 0
    reader = csv.reader(io.StringIO(_decoded(data), newline=""), strict=True)
    try:
        for row in reader:
            rows.append(row)
            cells += len(row)
            if len(rows) > MAX_ROWS + 1 or cells > MAX_AREA:
                raise _too_large()
    except csv.Error as error:
        raise Unreadable(
            M_("Line {line} is no CSV: a quotation mark is not closed or a field is too long.", line=reader.line_num),
            M_("Mend the line, or save the table anew from a spreadsheet."),
        ) from error
    return rows


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):  # the latter is how Chinese spreadsheets write CSV
        try:
            if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
                return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(
        M_("The file is neither CSV in UTF-8 or GB 18030 nor XLSX."),
        M_("Save it as “CSV UTF-8” or XLSX and choose it again."),
    )


def _too_large() -> Unreadable:
    return Unreadable(
        M_("The table has more than {rows:,} rows, or cells far away from it.", rows=MAX_ROWS),
        M_("Split it into several files, or copy the table into a new workbook."),
    )


def _broken() -> Unreadable:
    return Unreadable(
        M_("The file is no XLSX workbook, or a damaged one."),
        M_("Open it in a spreadsheet and save it anew as XLSX or “CSV UTF-8”."),
    )


def _sheets(data: bytes) -> Iterator[Grid]:
    safe = _repacked(data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(safe)) as workbook:
            for number, one in enumerate(workbook.sheets_metadata):
                if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible:
                    rows = workbook.get_sheet_by_index(number).to_python(skip_empty_area=False)
                    if len(rows) > MAX_ROWS + 1:
                        raise _too_large()
                    yield Grid(one.name, rows)
    except (CalamineError, ValueError, OverflowError) as error:
        raise _broken() from error


def _repacked(data: bytes) -> bytes:
    """The workbook's XML alone, looked at and stored without compression. Raises Unreadable."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(out, "w") as clean:
            parts = [one for one in packed.infolist() if one.filename.endswith((".xml", ".rels"))]
            if any(one.flag_bits & 1 for one in parts) or "xl/workbook.xml" not in {one.filename for one in parts}:
                raise _broken()
            if len(parts) > MAX_PARTS or sum(one.file_size for one in parts) > MAX_UNPACKED:
                raise Unreadable(
                    M_("The workbook unpacks to more than {megabytes} MB.", megabytes=MAX_UNPACKED // 1_000_000),
                    M_("Split it into several files, or save it as “CSV UTF-8”."),
                )
            for one in parts:
                # zipfile reads no more than the size that was counted above, and compares the checksum.
                part = packed.read(one)
                _look_at(part)
                clean.writestr(one.filename, part)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, UnicodeError, ValueError, OSError) as error:
        raise _broken() from error
    return out.getvalue()


def _look_at(part: bytes) -> None:
    if FORBIDDEN.search(part):
        raise _broken()
    if DAYS_FROM_1904.search(part):
        raise Unreadable(
            M_("The workbook counts days from 1904."),
            M_("Switch that off in the workbook's settings, or save it as “CSV UTF-8”."),
        )
    places = PLACE.findall(part)
    cells = len(CELL.findall(part))
    widest = max((_column(letters) for letters, _ in places if letters), default=0)
    lowest = max((int(number[:9]) for _, number in places), default=0)
    unplaced = max(0, cells - sum(bool(letters) for letters, _ in places))
    rows, columns = max(lowest, len(ROW.findall(part))), max(widest, unplaced)
    if rows > MAX_ROWS + 1 or rows * columns > MAX_AREA:
        raise _too_large()


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:9]:
        number = number * 26 + letter - 64
    return number
