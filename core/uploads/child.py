"""The child process of `core.uploads`: decodes one hostile file and exits.

Run as a script of its own, so that it loads nothing but the decoders. It limits its own memory and time before it
reads; whatever then happens to it, the parent only sees that no answer came. It opens no file and no socket.
"""

from __future__ import annotations

import io
import json
import math
import resource
import sys
import warnings
from collections.abc import Iterator

import pikepdf
import pypdfium2
from PIL import Image, ImageOps

MEMORY = 224 * 1024 * 1024
CPU_SECONDS = 15
# A JPEG can be decoded at a fraction of its size, a PNG cannot, and takes four bytes a pixel unless it is grey.
JPEG_PIXELS, GREY_PIXELS, PNG_PIXELS = 50_000_000, 50_000_000, 12_500_000
LONG_SIDE = 3000  # A4 at 256 dots an inch
DRAFT_SIDE = 2400  # a JPEG twice this size or more is decoded at half, a quarter … of its size
DPI, PAGE_PIXELS = 150, 9_000_000
MAX_OBJECTS = 100_000
QUALITY = 88
ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/XFA", "/RichMediaContent"})
ACTIVE_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Movie", "/Sound", "/Rendition", "/RichMediaExecute"}
)


class Refused(Exception):
    """The file is not taken; the argument is one of the words in `core.uploads.REASONS`."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    task, max_pages = sys.argv[1], int(sys.argv[2])
    data = sys.stdin.buffer.read()
    out = sys.stdout.buffer
    try:
        kind, pages, parts = read(data, task, max_pages)
    except Refused as refusal:
        out.write(json.dumps({"refused": str(refusal)}).encode() + b"\n")
        return
    out.write(json.dumps({"kind": kind, "pages": pages, "sizes": [len(part) for part in parts]}).encode() + b"\n")
    out.writelines(parts)


def read(data: bytes, task: str, max_pages: int) -> tuple[str, int, list[bytes]]:
    """Kind, number of pages, and what was made: the clean image, or the rendered pages when those are asked for."""
    if not data.startswith(b"%PDF-"):
        return "image", 1, [read_image(data, again=task == "inspect")]
    pages = check_pdf(data, max_pages)
    return "pdf", pages, list(render(data)) if task == "pages" else []


def read_image(data: bytes, *, again: bool) -> bytes:
    """The image upright, without metadata, as JPEG; as it is when it was written here before (`again` false)."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            Image.MAX_IMAGE_PIXELS = JPEG_PIXELS
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as image:
                grey = image.mode in {"1", "L"}
                limit = JPEG_PIXELS if image.format == "JPEG" else GREY_PIXELS if grey else PNG_PIXELS
                if image.width * image.height > limit:
                    raise Refused("pixels")
                if not again and image.format == "JPEG" and image.mode in {"L", "RGB"} and not image.getexif():
                    image.load()
                    return data
                return _rewrite(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Refused("pixels") from bomb
    except (OSError, ValueError, SyntaxError, EOFError) as problem:
        raise Refused("undecodable") from problem


def _rewrite(image: Image.Image) -> bytes:
    share = DRAFT_SIDE / max(image.size)
    image.draft("RGB", (math.ceil(image.width * share), math.ceil(image.height * share)))
    whole = image.convert("L") if image.mode == "1" else image.convert("RGBA") if image.mode == "P" else image
    whole.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    upright = ImageOps.exif_transpose(whole)
    if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
        paper = Image.new("RGBA", upright.size, "white")
        paper.alpha_composite(upright.convert("RGBA"))
        upright = paper
    plain = upright.convert("L" if upright.mode in {"1", "L"} else "RGB")
    return _jpeg(plain)


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    clean = Image.frombytes(image.mode, image.size, image.tobytes())  # leaves all that is not pixels behind
    clean.save(out, "JPEG", quality=QUALITY, optimize=False, dpi=(DPI, DPI))
    return out.getvalue()


def check_pdf(data: bytes, max_pages: int) -> int:
    """The number of pages. Two parsers must agree on it."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise Refused("encrypted")
            pages = len(pdf.pages)
            if not pages:
                raise Refused("no_pages")
            if pages > max_pages:
                raise Refused("pages")
            _check_objects(pdf)
    except pikepdf.PasswordError as problem:
        raise Refused("encrypted") from problem
    except (pikepdf.PdfError, ValueError, TypeError) as problem:
        raise Refused("damaged") from problem
    try:
        opened = pypdfium2.PdfDocument(data)
        agreed = len(opened) == pages
        opened.close()
    except pypdfium2.PdfiumError as problem:
        raise Refused("damaged") from problem
    if not agreed:
        raise Refused("damaged")
    return pages


def _check_objects(pdf: pikepdf.Pdf) -> None:
    for count, thing in enumerate(pdf.objects):
        if count > MAX_OBJECTS:
            raise Refused("damaged")
        for part in _dictionaries(thing):
            if ACTIVE_KEYS & set(part.keys()) or str(part.get("/S", "")) in ACTIVE_ACTIONS:
                raise Refused("active")
            if "/EmbeddedFiles" in part or "/EF" in part:
                raise Refused("attached")


def _dictionaries(thing: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """A dictionary (a stream's too) and those directly inside it; indirect ones are met on their own."""
    waiting = [(thing, 0)]
    while waiting:
        part, depth = waiting.pop()
        if depth > 20:
            raise Refused("damaged")
        if isinstance(part, (pikepdf.Dictionary, pikepdf.Stream)):
            yield part
            waiting += [(value, depth + 1) for _, value in part.items() if _direct(value)]
        elif isinstance(part, pikepdf.Array):
            waiting += [(value, depth + 1) for value in part if _direct(value)]


def _direct(value: object) -> bool:
    return isinstance(value, pikepdf.Object) and not value.is_indirect


def render(data: bytes) -> Iterator[bytes]:
    """Each page as JPEG, smaller than asked for when the page is huge."""
    try:
        pdf = pypdfium2.PdfDocument(data)
        for number in range(len(pdf)):
            page = pdf[number]
            width, height = page.get_size()
            scale = min(DPI / 72, math.sqrt(PAGE_PIXELS / max(width * height, 1)))
            yield _jpeg(page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB"))
            page.close()
    except pypdfium2.PdfiumError as problem:
        raise Refused("damaged") from problem


if __name__ == "__main__":
    main()
