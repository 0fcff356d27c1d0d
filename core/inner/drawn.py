"""Is a signed file the one that is drawn from the data, with nothing but signatures in their places added? (R14, A17)

Documents are reproducible, and signing only appends, so the file begins with the drawn bytes. What was appended before
everybody signed could still show something else, and every signature would cover it. Therefore all that the pages and
the catalogue hold must be as drawn, and beside it only the fields of signatures, where the drawn document has their
boxes. Whether later changes broke a signature, `core.sign_verify` judges.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

import pikepdf

from core.documents import PackDocument, SignatureField

NEAR = 1.0
"""Points by which a field may miss its box: it is rounded to whole ones."""
SIGNING_ADDS = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Version"})
OPENS = "/OpenAction"
Box = tuple[float, ...]


def is_drawn_so(signed: bytes, drawn: PackDocument) -> bool:
    """Whether the signed file shows the drawn document and its signatures, and nothing else; a broken file does not."""
    if not signed.startswith(drawn.pdf):
        return False
    try:
        with pikepdf.open(io.BytesIO(signed)) as now, pikepdf.open(io.BytesIO(drawn.pdf)) as before:
            return _same_catalogue(now, before) and _same_pages(now, before, boxes_of(drawn.fields))
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError):
        return False


def boxes_of(fields: Iterable[SignatureField]) -> Mapping[int, tuple[Box, ...]]:
    """Where signatures go, by page."""
    found: dict[int, tuple[Box, ...]] = {}
    for field in fields:
        found[field.page] = (*found.get(field.page, ()), field.box)
    return found


def _same_catalogue(now: pikepdf.Pdf, before: pikepdf.Pdf) -> bool:
    added = set(now.Root.keys()) - set(before.Root.keys())
    kept = set(before.Root.keys()) - SIGNING_ADDS - {"/Pages", OPENS}
    if not added <= SIGNING_ADDS or any(key not in now.Root or now.Root[key] != before.Root[key] for key in kept):
        return False
    return OPENS not in before.Root or _same_view(now.Root[OPENS], before.Root[OPENS])


def _same_view(now: pikepdf.Object, before: pikepdf.Object) -> bool:
    """Where the file opens: a page, which holds fields by now, and how it is shown; never an action."""
    arrays = isinstance(now, pikepdf.Array) and isinstance(before, pikepdf.Array)
    return arrays and list(now)[1:] == list(before)[1:]


def _same_pages(now: pikepdf.Pdf, before: pikepdf.Pdf, boxes: Mapping[int, tuple[Box, ...]]) -> bool:
    if len(now.pages) != len(before.pages):
        return False
    return all(
        _same_page(page.obj, drawn.obj) and _signatures_only(page.obj, boxes.get(number, ()))
        for number, (page, drawn) in enumerate(zip(now.pages, before.pages, strict=True))
    )


def _same_page(page: pikepdf.Object, drawn: pikepdf.Object) -> bool:
    """Everything that the page holds, however deep, apart from its fields and the way back to its parent."""
    keys = [set(one.keys()) - {"/Annots", "/Parent"} for one in (page, drawn)]
    return keys[0] == keys[1] and all(page[key] == drawn[key] for key in keys[1])


def _signatures_only(page: pikepdf.Object, boxes: tuple[Box, ...]) -> bool:
    for field in page.get("/Annots", pikepdf.Array()):
        rectangle = [float(side) for side in field["/Rect"]]
        fits = any(
            all(abs(side - wanted) <= NEAR for side, wanted in zip(rectangle, box, strict=True)) for box in boxes
        )
        if str(field.get("/Subtype")) != "/Widget" or str(field.get("/FT")) != "/Sig" or not fits:
            return False
    return True
