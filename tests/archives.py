"""Builders of archive packages that are in order, for tests to spoil."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import pikepdf
from PIL import Image

from core.i18n import M_, Message
from core.properties import Checkers
from core.records import ArchiveItem, ArchivePackage, object_id, sha256

NOW = datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC)
OBJECT = object_id("beijing", "2026-000001")


@lru_cache
def pdf(text: str = "charter", *, lasting: bool = True, script: bool = False, password: str = "") -> bytes:
    """A one-page PDF; `lasting` claims PDF/A-3u in its XMP."""
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.Note = pikepdf.String(text)
        if script:
            document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        if lasting:
            with document.open_metadata() as xmp:
                xmp["pdfaid:part"], xmp["pdfaid:conformance"] = "3", "U"
        encryption = pikepdf.Encryption(owner=password, user="") if password else False
        document.save(made, encryption=encryption, deterministic_id=not password)
    return made.getvalue()


@lru_cache
def image(kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(made, format=kind)
    return made.getvalue()


def verify_pdf(data: bytes) -> Sequence[Message]:
    """Stands where the signatures' judge is passed in: a PDF is out of order when it says so."""
    return [M_("The signature does not verify.")] if b"(forged)" in data else []


CHECKERS = Checkers(verify_pdf=verify_pdf)

ITEMS = (
    (ArchiveItem("01-application-form.pdf", pdf("application form"), "application_form"), "application/pdf", True),
    (ArchiveItem("02-charter.pdf", pdf("charter"), "charter"), "application/pdf", True),
    (ArchiveItem("03-premises.pdf", pdf("premises"), "premises"), "application/pdf", False),
    (ArchiveItem("04-portrait.jpg", image("JPEG"), "portrait", mandatory=False), "image/jpeg", False),
    (ArchiveItem("05-trace.json", json.dumps({"entries": [1, 2, 3]}).encode(), "trace"), "application/json", False),
    (ArchiveItem("process/06-stamp.png", image(), "stamp", mandatory=False), "image/png", False),
)


def package(identifier: str = OBJECT, extra: Sequence[ArchiveItem] = (), **changed: object) -> ArchivePackage:
    """A package in order; `changed` replaces keys of its metadata."""
    rows = [*ITEMS, *((item, "application/json", False) for item in extra)]
    metadata: dict[str, object] = {
        "identifiers": {"object": identifier, "application": identifier.rsplit(":", 1)[1]},
        "title": "北京泉程科技有限公司设立登记",
        "edition": "2026",
        "dates": {"submitted": "2026-05-05", "decided": "2026-05-06"},
        "agents": [{"ref": "a1", "name": "海淀区市场监督管理局", "role": "authority"}],
        "rights": ["inquiry by those entitled"],
        "events": [
            {"kind": "submitted", "at": "2026-05-05T01:00:00Z"},
            {"kind": "approved", "at": "2026-05-06T01:00:00Z", "agent": "a1"},
        ],
        "items": [
            item.described(number, item.kind, media, signed=signed, sha256=sha256(item.data)).model_dump()
            for number, (item, media, signed) in enumerate(rows, start=1)
        ],
        "required": ["application_form", "charter"],
        "required_events": ["submitted", "approved"],
    }
    return ArchivePackage(identifier, {**metadata, **changed}, tuple(item for item, _, _ in rows))


def with_item(made: ArchivePackage, at: str, told: bool = True, **changed: Any) -> ArchivePackage:
    """The package with one item changed; `told`: the metadata record the change of content and name too."""
    items = {item.path: replace(item, **changed) if item.path == at else item for item in made.items}
    spoilt = replace(made, items=tuple(items.values()))
    new = items[at]
    return with_row(spoilt, at, path=new.path, sha256=sha256(new.data), size=len(new.data)) if told else spoilt


def with_row(made: ArchivePackage, at: str, **changed: object) -> ArchivePackage:
    """The package with one item's row of metadata changed."""
    rows = [{**row, **changed} if row["path"] == at else row for row in made.metadata["items"]]  # type: ignore[attr-defined] # our own JSON
    return replace(made, metadata={**made.metadata, "items": rows})


def without(made: ArchivePackage, path: str) -> ArchivePackage:
    """The package with one item left out, its description still there."""
    return replace(made, items=tuple(item for item in made.items if item.path != path))
