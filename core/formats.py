"""What a file is by its content, and whether it can be read for ever.

Judged by bytes alone, never by name. Permitted in archives: PDF that claims PDF/A and opens, JSON, PNG and JPEG
(GB/T 18894-2016 asks for open formats; DA/T 70-2018 for no encryption and no closed compression). Each function
gives the problems found as messages; an empty list means that the file is in order. Nothing here runs or renders
what a file carries.
"""

from __future__ import annotations

import io
import json
import warnings
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pikepdf
from PIL import Image

from core.i18n import M_, Message

MAX_PIXELS = 100_000_000

PDF, JSON, PNG, JPEG = "application/pdf", "application/json", "image/png", "image/jpeg"
PERMITTED = frozenset({PDF, JSON, PNG, JPEG})
PDFA_STATES = frozenset({"1A", "1B", "2A", "2B", "2U", "3A", "3B", "3U"})

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"BZh", "application/x-bzip2"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
COMPRESSED = frozenset(kind for _, kind in _MAGIC) - PERMITTED - {"application/x-ole-storage"}
_OPEN_FILTERS = frozenset(
    {
        "/FlateDecode",
        "/DCTDecode",
        "/ASCIIHexDecode",
        "/ASCII85Decode",
        "/CCITTFaxDecode",
        "/JBIG2Decode",
        "/JPXDecode",
        "/RunLengthDecode",
    }
)
_ACTIVE_ACTIONS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Movie", "/Sound", "/Rendition"})


def media_type(data: bytes) -> str:
    """The type of a file by its first bytes; ``application/octet-stream`` when it is none that is known here."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data.lstrip(b" \t\r\n")[:1] in (b"{", b"["):
        return JSON
    return "application/octet-stream"


@dataclass(frozen=True)
class Reading:
    """What reading a file through brought to light; an empty list is a passed check.

    `unreadable` (it does not open), `not_lasting` (no PDF/A claim), `encrypted`, `closed` (compression that is not
    open), `active` (scripts and the like).
    """

    unreadable: list[Message] = field(default_factory=list)
    not_lasting: list[Message] = field(default_factory=list)
    encrypted: list[Message] = field(default_factory=list)
    closed: list[Message] = field(default_factory=list)
    active: list[Message] = field(default_factory=list)


def read_through(data: bytes, kind: str) -> Reading:
    """Open a file of a permitted kind and look at all that it holds. Never raises for what the bytes contain."""
    reading = Reading()
    if kind in COMPRESSED:
        reading.closed.append(M_("The file is packed ({media_type}).", media_type=kind))
    readers = {PDF: _read_pdf, JSON: _read_json, PNG: _read_image, JPEG: _read_image}
    if kind in readers:
        readers[kind](data, reading)
    return reading


def _unique(pairs: list[tuple[str, object]]) -> Mapping[str, object]:
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError("a name occurs twice")
    return dict(pairs)


def _refuse_constant(name: str) -> object:
    raise ValueError(name)


def _read_json(data: bytes, reading: Reading) -> None:
    try:
        json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        reading.unreadable.append(M_("It is not JSON in UTF-8, or a name occurs twice in one object."))


def _read_image(data: bytes, reading: Reading) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
                width, height = image.size
                if width * height > MAX_PIXELS:
                    reading.unreadable.append(M_("The image has more than {limit} pixels.", limit=MAX_PIXELS))
                    return
                image.load()
    except Exception:  # decoders raise many kinds of errors for bad bytes; each means the same here
        reading.unreadable.append(M_("The image cannot be decoded."))


def _read_pdf(data: bytes, reading: Reading) -> None:
    try:
        # What opens only after repair is not in order: readers to come may repair it differently, or not at all.
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                reading.encrypted.append(M_("The PDF is encrypted."))
            if not len(pdf.pages):
                reading.unreadable.append(M_("The PDF has no page."))
            if _pdfa_state(pdf) not in PDFA_STATES:
                reading.not_lasting.append(M_("The PDF does not say that it is PDF/A."))
            _look_at_objects(pdf, reading)
    except pikepdf.PasswordError:
        reading.encrypted.append(M_("The PDF is encrypted."))
    except Exception:  # qpdf and XMP parsers raise many kinds of errors for bad bytes; each means the same here
        reading.unreadable.append(M_("The PDF cannot be opened."))


def _pdfa_state(pdf: pikepdf.Pdf) -> str:
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        return str(xmp.pdfa_status).upper()


def _look_at_objects(pdf: pikepdf.Pdf, reading: Reading) -> None:
    filters: set[str] = set()
    actions: set[str] = set()
    for found in pdf.objects:
        if isinstance(found, pikepdf.Stream):
            filters.update(_filters(found))
            actions.update(_actions(found.stream_dict))
            if str(found.get("/Type")) == "/EmbeddedFile" and _attached_type(found) not in PERMITTED:
                actions.add("/EmbeddedFile")
        else:
            actions.update(_actions(found))
    for name in sorted(filters - _OPEN_FILTERS):
        reading.closed.append(M_("The PDF uses the compression {filter}.", filter=name))
    for name in sorted(actions):
        reading.active.append(M_("The PDF holds active content ({action}).", action=name))


def _filters(stream: pikepdf.Object) -> Iterator[str]:
    named = stream.get("/Filter")
    if isinstance(named, pikepdf.Array):
        yield from (str(name) for name in named.as_list())
    elif named is not None:
        yield str(named)


def _attached_type(stream: pikepdf.Object) -> str:
    """The type of an attached file by its first bytes; no more than those is unpacked."""
    raw = stream.read_raw_bytes()
    filters = list(_filters(stream))
    if filters == ["/FlateDecode"]:
        return media_type(zlib.decompressobj().decompress(raw, 64))
    return "application/octet-stream" if filters else media_type(raw)


def _actions(found: pikepdf.Object) -> Iterator[str]:
    """Actions anywhere below an indirect object; indirect objects below it come up on their own."""
    waiting = [found]
    while waiting:
        here = waiting.pop()
        if isinstance(here, pikepdf.Dictionary):
            if str(here.get("/S")) in _ACTIVE_ACTIONS:
                yield str(here.get("/S"))
            if "/JS" in here:
                yield "/JS"
            if "/XFA" in here:
                yield "/XFA"
            waiting.extend(value for _, value in here.items() if _is_direct(value))
        elif isinstance(here, pikepdf.Array):
            waiting.extend(value for value in here.as_list() if _is_direct(value))


def _is_direct(value: object) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect
