"""Portraits: the rule by which the reference service compares them, and drawn ones to try it with.

The rule is deterministic and says nothing about a face: a picture matches when it opens as an image of at least
100 × 100 pixels. A real service compares features; everything around it is the same.
"""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, UnidentifiedImageError

SMALLEST = 100
WIDTH, HEIGHT = 358, 441  # the proportions of the photograph on a resident identity card
SKINS = ("#f1c9a5", "#e8b88f", "#f6d7bd", "#d9a57c")
CLOTHES = ("#34506b", "#5b3a55", "#2f5d50", "#6b4a2f", "#3d3d4f")
HAIRS = ("#1d1a18", "#2b2320", "#3a302b")


def matches(picture: bytes) -> bool:
    """Whether the picture opens and is large enough."""
    try:
        with Image.open(io.BytesIO(picture)) as image:
            image.verify()
            return min(image.size) >= SMALLEST
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False


def draw(seed: int, *, long_hair: bool) -> bytes:
    """A drawn portrait as JPEG; the same seed gives the same picture."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "#f4f6f8")
    pen = ImageDraw.Draw(image)
    skin, cloth, hair = SKINS[seed % len(SKINS)], CLOTHES[seed % len(CLOTHES)], HAIRS[seed % len(HAIRS)]
    if long_hair:
        pen.rounded_rectangle((92, 90, 266, 330), 70, fill=hair)
    pen.ellipse((40, 320, 318, 620), fill=cloth)
    pen.rectangle((150, 260, 208, 340), fill=skin)
    pen.ellipse((104, 100, 254, 300), fill=skin)
    pen.pieslice((98, 78, 260, 262), 180, 360, fill=hair)
    for x in (146, 212):
        pen.ellipse((x - 8, 186, x + 8, 202), fill="#262626")
        pen.line((x - 16, 172, x + 16, 172), fill=hair, width=4)
    pen.line((179, 200, 174, 228, 184, 230), fill="#b98a66", width=3)
    pen.arc((152, 232, 206, 268), 20, 160, fill="#a4524a", width=4)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()
