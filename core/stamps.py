"""Draws what a signature looks like on paper: the signer's small box and the authority's round red seal.

Pictures say nothing that counts; the cryptographic signature does. The signer's box is opaque; the seal is clear
between its strokes, as a seal over printed text is. Handwriting comes from a stranger's browser: it is size-limited
before it is decoded, decoded as PNG only, reduced to grey strokes and encoded anew; none of its bytes survive.
"""

from __future__ import annotations

import io
import math
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from importlib.resources import as_file, files

from PIL import Image, ImageChops, ImageDraw, ImageFont

from core.errors import BadInput
from core.i18n import N_

FONT_PACKAGE, FONT_FILE, FONT_FACE = "noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc", 2  # face 2: mainland forms
CHINA_TIME = timezone(timedelta(hours=8))

BOX_SIZE = (560, 200)  # pixels; 140 × 50 points at 288 dpi
SEAL_SIZE = 480  # pixels; 40 mm at 300 dpi, as seals of authorities measure
INK, GREY, RED = (20, 40, 90), (110, 110, 110), (214, 24, 24)

PASTE = (*RED, 215)  # a seal lies over the text as red paste does, and the text stays readable

HANDWRITING_BYTES = 256 * 1024
HANDWRITING_PIXELS = (2400, 1200)
HANDWRITING_KEPT = (600, 240)
LIGHTEST_INK = 200  # grey value below which a pixel counts as a stroke


def signer_stamp(name: str, now: datetime, handwriting: bytes | None = None) -> bytes:
    """The signer's box (PNG): handwriting if given (from `clean_handwriting`), “电子签名”, name, time in China."""
    picture = Image.new("RGB", BOX_SIZE, "white")
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((3, 3, BOX_SIZE[0] - 4, BOX_SIZE[1] - 4), radius=14, outline=INK, width=3)
    if handwriting is None:
        draw.text((BOX_SIZE[0] / 2, 84), name, INK, _fitting(name, 76, BOX_SIZE[0] - 60), anchor="mm")
    else:
        with Image.open(io.BytesIO(handwriting), formats=["PNG"]) as strokes:
            strokes.load()
            fitted = strokes.convert("L")
        fitted.thumbnail((BOX_SIZE[0] - 60, 118))
        place = ((BOX_SIZE[0] - fitted.width) // 2, 16 + (118 - fitted.height) // 2)
        picture.paste(Image.new("RGB", fitted.size, INK), place, ImageChops.invert(fitted))
    local = now.astimezone(CHINA_TIME)
    line = f"电子签名  {name}  {local:%Y-%m-%d %H:%M}"
    draw.text((BOX_SIZE[0] / 2, 164), line, GREY, _fitting(line, 30, BOX_SIZE[0] - 40), anchor="mm")
    return _png(picture)


def clean_handwriting(data: bytes) -> bytes:
    """Strokes from a browser's canvas, made safe: grey PNG on white, cropped to the ink. Raises BadInput."""
    if len(data) > HANDWRITING_BYTES:
        raise _refused(N_("the picture is too large"))
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as opened:
            if opened.width > HANDWRITING_PIXELS[0] or opened.height > HANDWRITING_PIXELS[1]:
                raise _refused(N_("the picture is too large"))
            colours = opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _refused(N_("it is not a PNG picture")) from error
    flat = Image.new("RGBA", colours.size, "white")
    flat.alpha_composite(colours)
    grey = flat.convert("L")
    ink = grey.point([255 if value < LIGHTEST_INK else 0 for value in range(256)]).getbbox()
    if ink is None:
        raise _refused(N_("nothing is written in it"))
    strokes = grey.crop(ink)
    strokes.thumbnail(HANDWRITING_KEPT)
    return _png(strokes)


@lru_cache(maxsize=64)
def authority_seal(name: str) -> bytes:
    """The authority's round red seal (PNG, clear between the strokes): ring, star, name on the upper arc."""
    picture = Image.new("RGBA", (SEAL_SIZE, SEAL_SIZE), (*RED, 0))
    draw = ImageDraw.Draw(picture)
    middle, ring = SEAL_SIZE / 2, 12
    draw.ellipse((4, 4, SEAL_SIZE - 5, SEAL_SIZE - 5), outline=PASTE, width=ring)
    draw.polygon(_star(middle, middle, SEAL_SIZE * 0.15), fill=PASTE)
    _write_on_arc(picture, name, radius=middle - ring - 46)
    return _png(picture)


def _write_on_arc(picture: Image.Image, name: str, radius: float) -> None:
    """Characters side by side on the upper arc, each upright towards the middle."""
    count = max(len(name), 1)
    span = min(250.0, 30.0 * max(count - 1, 1))  # degrees from the first to the last character
    step = span / max(count - 1, 1)
    size = int(min(62, 2 * math.pi * radius * step / 360 * 0.95)) if count > 1 else 62
    font = _font(max(size, 14))
    cell = size * 2
    for place, character in enumerate(name):
        angle = -span / 2 + step * place if count > 1 else 0.0
        mask = Image.new("L", (cell, cell), 0)
        ImageDraw.Draw(mask).text((cell / 2, cell / 2), character, 255, font, anchor="mm")
        turned = mask.rotate(-angle, resample=Image.Resampling.BICUBIC)
        x = picture.width / 2 + radius * math.sin(math.radians(angle))
        y = picture.height / 2 - radius * math.cos(math.radians(angle))
        picture.paste(PASTE, (round(x - cell / 2), round(y - cell / 2)), turned)


def _star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    inner = radius * math.sin(math.radians(18)) / math.sin(math.radians(126))
    points = []
    for corner in range(10):
        reach, angle = (radius if corner % 2 == 0 else inner), math.radians(36 * corner - 90)
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return points


def _fitting(text: str, size: int, width: float) -> ImageFont.FreeTypeFont:
    """The font at `size` pixels or as much smaller as the text needs."""
    length = _font(size).getlength(text)
    return _font(size) if length <= width else _font(max(int(size * width / length), 10))


@lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont:
    with as_file(files(FONT_PACKAGE) / FONT_FILE) as path:
        return ImageFont.truetype(path, size, index=FONT_FACE)


def _png(picture: Image.Image) -> bytes:
    output = io.BytesIO()
    picture.save(output, "PNG")
    return output.getvalue()


def _refused(reason: str) -> BadInput:
    return BadInput(field_text=N_("Handwriting"), reason_text=reason)
