"""Pages of a PDF as PNG, so that documents can be read on any phone without a PDF viewer.

PDFium is not made for several threads: one page is drawn at a time. Pages are kept by the hash of the file they
show, so a signature makes a new picture and nothing stale is ever shown.
"""

from __future__ import annotations

import hashlib
import io
import threading
from collections import OrderedDict

import pypdfium2

from core.errors import NotFound

WIDTHS = (480, 800, 1200, 1600)
CACHE_BYTES = 64 * 1024 * 1024

_lock = threading.Lock()
_pages: OrderedDict[tuple[str, int, int], bytes] = OrderedDict()


def page_png(pdf: bytes, page: int, width: int) -> bytes:
    """One page (0-based) as PNG, about `width` pixels wide (rounded to one of a few). Raises NotFound."""
    wanted = next((one for one in WIDTHS if one >= width), WIDTHS[-1])
    key = (hashlib.sha256(pdf).hexdigest(), page, wanted)
    with _lock:
        if key in _pages:
            _pages.move_to_end(key)
            return _pages[key]
        drawn = _pages[key] = _draw(pdf, page, wanted)
        while sum(map(len, _pages.values())) > CACHE_BYTES and len(_pages) > 1:
            _pages.popitem(last=False)
        return drawn


def _draw(pdf: bytes, number: int, width: int) -> bytes:
    document = pypdfium2.PdfDocument(pdf)
    try:
        if not 0 <= number < len(document):
            raise NotFound()
        document.init_forms()  # signatures are form fields: without this their stamps stay invisible
        page = document[number]
        picture = page.render(scale=width / page.get_width(), may_draw_forms=True).to_pil()
        written = io.BytesIO()
        picture.convert("RGB").quantize(64).save(written, "PNG", optimize=False)
        return written.getvalue()
    finally:
        document.close()
