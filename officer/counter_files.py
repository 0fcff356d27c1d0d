"""Files of the counter behind the officers' check: scans going in, scans and prints coming out.

A scan comes as the body of a request, larger than other requests may be; who sends it is asked before the first byte is
read. What comes out for looking at is drawn from what the upload check wrote, or by its child process.
"""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import unquote

from PIL import Image
from tornado.web import HTTPError, stream_request_body

from core import uploads
from core.inner import counter_brought, counter_licences, counter_scans
from core.inner.officers import OfficerView
from core.uploads import joining
from officer.handlers import Base

THUMBNAIL = (360, 480)


class Upload(Base):
    """Takes one file as a request's body."""

    async def prepare(self) -> None:
        self.require_same_origin()
        self.sender = await self.officer()
        self.taken = bytearray()
        connection: Any = self.request.connection
        connection.set_max_body_size(uploads.MAX_BYTES + 1)

    def data_received(self, chunk: bytes) -> None:
        if len(self.taken) + len(chunk) > uploads.MAX_BYTES + 1:
            raise HTTPError(413)
        self.taken += chunk

    def word(self, header: str) -> str:
        """A header's text; browsers send it percent-encoded."""
        return unquote(self.request.headers.get(header, ""))[:200]


@stream_request_body
class ScanUpload(Upload):
    async def post(self, draft_id: str, kind: str) -> None:
        data, name = bytes(self.taken), self.word("X-Filename")
        await self.work(counter_scans.scan, self.inner, self.sender, draft_id, kind, name, data)
        self.set_status(204)


@stream_request_body
class BroughtUpload(Upload):
    async def post(self, case_id: str) -> None:
        data, name, title = bytes(self.taken), self.word("X-Filename"), self.word("X-Title")
        await self.work(counter_brought.add_paper, self.inner, self.sender, case_id, title, name, data)
        self.set_status(204)


class ScanFile(Base):
    async def get(self, draft_id: str, scan_id: str) -> None:
        officer = await self.officer()
        media_type, data = await self.work(counter_scans.scanned, self.inner, officer, draft_id, scan_id)
        self.send(data, media_type, keep=True)


class ScanPicture(Base):
    """A small picture of a scan's first page."""

    async def get(self, draft_id: str, scan_id: str) -> None:
        officer = await self.officer()
        self.send(await self.work(self._picture, officer, draft_id, scan_id), "image/jpeg", keep=True)

    def _picture(self, officer: OfficerView, draft_id: str, scan_id: str) -> bytes:
        media_type, data = counter_scans.scanned(self.inner, officer, draft_id, scan_id)
        page = uploads.to_pages(data)[0] if media_type == joining.PDF else data
        out = io.BytesIO()
        with Image.open(io.BytesIO(page), formats=("JPEG",)) as image:
            image.draft("RGB", THUMBNAIL)
            image.thumbnail(THUMBNAIL)
            image.save(out, "JPEG", quality=80)
        return out.getvalue()


class Print(Base):
    """The documents that are to be signed by hand; that they were printed is noted, so it is asked for by a form."""

    async def post(self, draft_id: str) -> None:
        self.require_same_origin()
        officer = await self.officer()
        name, data = await self.work(counter_scans.print_pack, self.inner, officer, draft_id)
        self.send(data, "application/pdf", name)


class PaperSheet(Base):
    async def get(self, sheet_id: str) -> None:
        officer = await self.officer()
        name, data = await self.work(counter_licences.sheet_pdf, self.inner, officer, sheet_id)
        self.send(data, "application/pdf", name)


def counter_routes(shared: dict[str, Any]) -> list[tuple[Any, ...]]:
    identifier = r"([A-Za-z0-9_-]{1,64})"
    return [
        (rf"/counter/{identifier}/scan-of/{identifier}", ScanUpload, shared),
        (rf"/counter/{identifier}/scan/{identifier}\.jpg", ScanPicture, shared),
        (rf"/counter/{identifier}/scan/{identifier}", ScanFile, shared),
        (rf"/counter/{identifier}/print", Print, shared),
        (rf"/counter-case/{identifier}/brought", BroughtUpload, shared),
        (rf"/paper/{identifier}\.pdf", PaperSheet, shared),
    ]
