"""Is a signed document the one that is drawn from the data? (R14, R21)

Documents are reproducible, and signing only appends to a file, so the drawn bytes are the beginning of the signed
file. Another version of a library may write other bytes for the same page: then at least every page must say the same.
"""

from __future__ import annotations

from enum import StrEnum

import pypdfium2


class Likeness(StrEnum):
    SAME = "same"
    """The very bytes."""
    ALIKE = "alike"
    """Other bytes that say the same on every page; what else is drawn there was not compared."""
    OTHER = "other"


def likeness(signed: bytes, drawn: bytes) -> Likeness:
    """How the signed file compares with the one drawn anew; a file that cannot be read is another one."""
    if signed.startswith(drawn):
        return Likeness.SAME
    try:
        return Likeness.ALIKE if _words(signed) == _words(drawn) else Likeness.OTHER
    except pypdfium2.PdfiumError:
        return Likeness.OTHER


def _words(pdf: bytes) -> list[str]:
    """The text of each page; what signatures show is none of it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
