"""Files that people upload, looked at before anything else touches them (A35).

Guarantees: what a file is follows from its bytes, never from its name. Images are decoded and written anew (upright, no
metadata, nothing appended), so what is kept was made here. PDFs are kept as they are, since they may carry signatures,
but only without encryption, scripts, attached files or foreign bytes around them, and only their rendered pages enter a
document. Hostile input meets decoders in a child process (`child.py`) that has less than 256 MB and a few seconds.
Every refusal is an `UploadRefused` that names its reason.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath

from core.errors import UploadRefused
from core.i18n import N_

MAX_BYTES = 20 * 1024 * 1024
MAX_PAGES = 50
SECONDS = 20
PDF_MAGIC, ZIP_END, PDF_END = b"%PDF-", b"PK\x05\x06", b"%%EOF"
ZIP_TAIL = 66_000  # an archive's directory ends within this many bytes of its end

EMPTY = N_("it is empty")
TOO_LARGE = N_("it is larger than 20 MB")
UNKNOWN = N_("it is not a JPEG, PNG or PDF file")
FOREIGN = N_("it is a PDF with other data attached around it")
UNSAFE = N_("it could not be read safely")

# What the child says, and how people are told. The words are the child's own.
REASONS: Mapping[str, str] = {
    "pixels": N_("the image has more pixels than can be read safely"),
    "undecodable": N_("the image is damaged or cannot be read safely"),
    "encrypted": N_("the PDF is protected by a password or encrypted"),
    "active": N_("the PDF contains scripts, forms that act, or media"),
    "attached": N_("the PDF contains attached files"),
    "pages": N_("the PDF has more than 50 pages"),
    "no_pages": N_("the PDF has no pages"),
    "damaged": N_("the PDF is damaged"),
}


class UploadKind(StrEnum):
    IMAGE = "image"
    PDF = "pdf"


@dataclass(frozen=True)
class Upload:
    """A file that was taken. `data` is what is to be kept: images written anew as JPEG, PDFs as they came."""

    kind: UploadKind
    pages: int
    media_type: str
    data: bytes
    filename: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def inspect(data: bytes, filename: str) -> Upload:
    """Look at an upload and return what is to be kept. Raises UploadRefused with the reason."""
    _outside(data)
    answer, parts = _ask("inspect", data)
    kind = UploadKind(str(answer["kind"]))
    kept = data if kind is UploadKind.PDF else parts[0]
    media_type = "application/pdf" if kind is UploadKind.PDF else "image/jpeg"
    return Upload(kind, int(str(answer["pages"])), media_type, kept, PurePath(filename.replace("\\", "/")).name[:200])


def to_pages(data: bytes) -> tuple[bytes, ...]:
    """The pages as JPEG images: a PDF rendered at 150 dots an inch, an image as it is. Raises UploadRefused."""
    _outside(data)
    return _ask("pages", data)[1]


def _outside(data: bytes) -> None:
    """What can be told without a decoder."""
    if not data:
        raise _refused(EMPTY)
    if len(data) > MAX_BYTES:
        raise _refused(TOO_LARGE)
    if data.startswith(PDF_MAGIC):
        after = data.rpartition(PDF_END)[2]
        if after.strip(b"\r\n\t \0") or ZIP_END in data[-ZIP_TAIL:]:
            raise _refused(FOREIGN)
    elif not data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        raise _refused(UNKNOWN)


def _refused(reason: str) -> UploadRefused:
    return UploadRefused(reason_text=reason)


def _ask(task: str, data: bytes) -> tuple[Mapping[str, object], tuple[bytes, ...]]:
    """Let the child read the data. It answers with a line of JSON, followed by the parts whose sizes that names."""
    command = [sys.executable, "-I", str(Path(__file__).with_name("child.py")), task, str(MAX_PAGES)]
    try:
        run = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=True, env={})
        head, _, body = run.stdout.partition(b"\n")
        answer = json.loads(head)
    except (subprocess.SubprocessError, ValueError) as problem:
        raise _refused(UNSAFE) from problem
    if "refused" in answer:
        raise _refused(REASONS[answer["refused"]])
    parts, start = [], 0
    for size in answer["sizes"]:
        parts.append(body[start : start + size])
        start += size
    return answer, tuple(parts)
