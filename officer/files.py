"""Files behind the officers' check: documents as PDF and as pictures of their pages, material, exports, health.

Pictures are made by pypdfium2, which is not to be used by two threads at once, and kept for a while by the hash of
their PDF; who may see a document is asked of the use case every single time.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
import threading
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

import pypdfium2

from core import uploads
from core.errors import NotFound
from core.i18n import N_
from core.inner import cases, identities, oversight
from core.inner.officers import OfficerView
from core.inner.worklist import LARGEST_PAGE, Queue, worklist
from core.spreadsheets import harmless
from officer.handlers import Base
from officer.route import Route
from officer.worklist import filter_of

CACHE_BYTES = 64_000_000
WIDEST = 2400
MOST_PIXELS = 12_000_000
EXPORT_ROWS = 10_000


class Pictures:
    """Pages as PNG, the latest used ones kept up to `CACHE_BYTES`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, int, int], bytes] = OrderedDict()
        self._bytes = 0

    def page(self, pdf: bytes, number: int, width: int) -> bytes:
        """One page (from 0) about `width` pixels wide. Raises NotFound for a page that is not there."""
        key = (hashlib.sha256(pdf).hexdigest(), number, width)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            picture = _draw(pdf, number, width)
            self._kept[key] = picture
            self._bytes += len(picture)
            while self._bytes > CACHE_BYTES and len(self._kept) > 1:
                self._bytes -= len(self._kept.popitem(last=False)[1])
            return picture


def _draw(pdf: bytes, number: int, width: int) -> bytes:
    document = pypdfium2.PdfDocument(pdf)
    try:
        if not 0 <= number < len(document):
            raise NotFound()
        document.init_forms()  # signatures' visible stamps are form fields
        page = document[number]
        across, down = page.get_size()
        scale = min(width / max(across, 1), math.sqrt(MOST_PIXELS / max(across * down, 1)))
        image = page.render(scale=scale, may_draw_forms=True).to_pil()
    finally:
        document.close()
    out = io.BytesIO()
    image.save(out, "PNG", optimize=False, compress_level=3)
    return out.getvalue()


PICTURES = Pictures()


class DocumentPdf(Base):
    async def get(self, case_id: str, document_id: str) -> None:
        officer = await self.officer()
        name, data = await self.work(cases.document_pdf, self.inner, officer, case_id, document_id)
        self.send(data, "application/pdf", name)


class DocumentPage(Base):
    async def get(self, case_id: str, document_id: str, number: str) -> None:
        officer = await self.officer()
        asked = self.get_query_argument("width", "")
        width = min(WIDEST, max(200, int(asked))) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 900
        self.send(
            await self.work(self._picture, officer, case_id, document_id, int(number), width), "image/png", keep=True
        )

    def _picture(self, officer: OfficerView, case_id: str, document_id: str, number: int, width: int) -> bytes:
        _, data = cases.document_pdf(self.inner, officer, case_id, document_id)
        return PICTURES.page(data, number, width)


class Material(Base):
    """A piece of an identity confirmation's material; PDFs are shown as a picture of their first page."""

    async def get(self, request_id: str, position: str) -> None:
        officer = await self.officer()
        media_type, data = await self.work(identities.material, self.inner, officer, request_id, int(position))
        if media_type == "application/pdf" and self.get_query_argument("picture", ""):
            # Made by who knows whom: drawn by the child process that uploads are looked at in, never in this one.
            media_type, data = "image/jpeg", (await self.work(uploads.to_pages, data))[0]
        self.send(data, media_type, keep=True)


class WorklistCsv(Base):
    """The worklist as it is narrowed, for a spreadsheet."""

    async def get(self) -> None:
        officer = await self.officer()
        data = await self.work(self._rows, officer, Route.read(self.request.query))
        self.set_header("Content-Disposition", "attachment; filename=worklist.csv")
        self.send(data, "text/csv; charset=utf-8")

    def _rows(self, officer: OfficerView, route: Route) -> bytes:
        queue = Queue(route.get("queue")) if route.get("queue") in list(Queue) else Queue.ALL
        rows: list[list[str]] = []
        while len(rows) < EXPORT_ROWS:
            page = worklist(
                self.inner,
                officer,
                queue=queue,
                text=route.get("text"),
                offset=len(rows),
                limit=LARGEST_PAGE,
                narrowed=filter_of(route),
            )
            words = self.words
            rows += [
                [
                    row.number,
                    row.title,
                    words.name(row.status),
                    words.name(row.channel),
                    words.moment(row.received_at),
                    words.moment(row.due_at),
                    row.examiner,
                ]
                for row in page.rows
            ]
            if len(page.rows) < LARGEST_PAGE:
                break
        heads = [
            N_("Number"),
            N_("Name applied for"),
            N_("Status"),
            N_("Channel"),
            N_("Received at"),
            N_("Due"),
            N_("Examiner"),
        ]
        return as_csv([self.words(text) for text in heads], rows)


def as_csv(heads: Iterable[str], rows: Iterable[Iterable[str | int | float]]) -> bytes:
    """CSV that spreadsheets read as text: a field that would be taken for a formula is quoted (A37)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(map(harmless, heads))
    writer.writerows([harmless(field) if isinstance(field, str) else field for field in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


class Health(Base):
    """200 when this process and its database answer; tells nothing else."""

    async def get(self) -> None:
        await self.work(oversight.answers, self.inner)
        self.set_header("Cache-Control", "no-store")
        self.finish({"status": "ok"})

    def write_error(self, status_code: int, **named: Any) -> None:
        self.set_status(503)
        self.finish({"status": "unavailable"})


def file_routes(shared: dict[str, Any]) -> list[tuple[Any, ...]]:
    identifier = r"([A-Za-z0-9_-]{1,64})"
    return [
        (r"/health", Health, shared),
        (rf"/document/{identifier}/{identifier}\.pdf", DocumentPdf, shared),
        (rf"/document/{identifier}/{identifier}/(\d{{1,4}})\.png", DocumentPage, shared),
        (rf"/identity/{identifier}/(\d{{1,2}})", Material, shared),
        (r"/worklist\.csv", WorklistCsv, shared),
    ]
