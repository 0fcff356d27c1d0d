"""Several scanned pages, images and PDFs in any order, become one file; the same parts give the same bytes.

Only what was inspected before (`core.uploads.inspect`) comes here: images are JPEGs written by us.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf
from PIL import Image

PDF = "application/pdf"
A4 = (595.0, 842.0)


def as_pdf(data: bytes, media_type: str) -> bytes:
    """A scanned image as a PDF page that fits A4; a PDF is one already. The same image gives the same bytes."""
    if media_type == PDF:
        return data
    with Image.open(io.BytesIO(data)) as image:
        width, height, grey = *image.size, image.mode == "L"
    paper = A4 if height >= width else A4[::-1]
    scale = min(paper[0] / width, paper[1] / height)
    across, down = width * scale, height * scale
    with pikepdf.new() as pdf:
        picture = pikepdf.Stream(pdf, data)
        picture.Type, picture.Subtype, picture.Filter = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DCTDecode
        picture.Width, picture.Height, picture.BitsPerComponent = width, height, 8
        picture.ColorSpace = pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB
        pdf.add_blank_page(page_size=paper)
        page = pdf.pages[0]
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
        x, y = (paper[0] - across) / 2, (paper[1] - down) / 2
        draw = f"q {across:.2f} 0 0 {down:.2f} {x:.2f} {y:.2f} cm /Im0 Do Q"
        page.Contents = pikepdf.Stream(pdf, draw.encode())
        return _saved(pdf)


def joined(parts: Sequence[bytes]) -> bytes:
    """All pages one after another, with nothing else that the parts carried."""
    with pikepdf.new() as pdf:
        for part in parts:
            with pikepdf.open(io.BytesIO(part)) as one:
                pdf.pages.extend(one.pages)
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()
