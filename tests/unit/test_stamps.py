"""Pictures of signatures: drawn once, opaque; handwriting from a stranger's browser is decoded and drawn anew."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from core.errors import BadInput
from core.stamps import BOX_SIZE, HANDWRITING_BYTES, SEAL_SIZE, authority_seal, clean_handwriting, signer_stamp

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def strokes(size: tuple[int, int] = (500, 200), text: str = "") -> bytes:
    """A transparent canvas with a line drawn on it, as a browser gives it."""
    picture = Image.new("RGBA", size)
    ImageDraw.Draw(picture).line((40, 40, 300, 120, 200, 30), fill="black", width=6)
    output, info = io.BytesIO(), PngInfo()
    info.add_text("Comment", text)
    picture.save(output, "PNG", pnginfo=info)
    return output.getvalue()


def opened(png: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(png))
    picture.load()
    return picture


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@pytest.mark.parametrize("name", ["张三", "欧阳龘", "𠮷田", "김철수", "Alexandra Featherstonehaugh-Cholmondeley"])
def test_a_stamp_holds_any_name_as_opaque_rgb(name: str) -> None:
    for handwriting in (None, clean_handwriting(strokes())):
        picture = opened(signer_stamp(name, NOW, handwriting))
        assert (picture.mode, picture.size) == ("RGB", BOX_SIZE)
        assert len(picture.getcolors(100_000) or []) > 2


def test_the_same_signature_gives_the_same_picture() -> None:
    assert signer_stamp("张三", NOW) == signer_stamp("张三", NOW)
    assert signer_stamp("张三", NOW) != signer_stamp("张三", NOW.replace(hour=9))
    assert authority_seal.__wrapped__("海淀区市场监督管理局") == authority_seal("海淀区市场监督管理局")


@pytest.mark.parametrize("name", ["局", "海淀区市场监督管理局", "北京市海淀区中关村科学城企业登记专用章管理办公室"])
def test_the_seal_is_round_and_red_and_leaves_readable_what_it_covers(name: str) -> None:
    picture = opened(authority_seal(name))
    assert (picture.mode, picture.size) == ("RGBA", (SEAL_SIZE, SEAL_SIZE))
    opacities = set(picture.getchannel("A").tobytes())
    assert min(opacities) == 0
    assert max(opacities) < 255
    assert picture.getchannel("A").getpixel((0, 0)) == 0
    red = picture.getpixel((SEAL_SIZE // 2, SEAL_SIZE // 2))
    assert isinstance(red, tuple)
    assert red[0] > 200
    assert red[1] < 60


def test_handwriting_keeps_its_strokes_and_nothing_else() -> None:
    cleaned = clean_handwriting(strokes(text="<script>alert(1)</script>"))
    assert b"script" not in cleaned
    picture = opened(cleaned)
    assert picture.mode == "L"
    assert picture.width < 500
    assert picture.getextrema()[0] == 0


@given(st.binary(max_size=300))
def test_junk_is_refused(junk: bytes) -> None:
    with pytest.raises(BadInput):
        clean_handwriting(junk)


def test_a35_pictures_that_are_too_large_are_refused_before_decoding() -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)
    flood = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )
    with pytest.raises(BadInput):
        clean_handwriting(flood)
    with pytest.raises(BadInput):
        clean_handwriting(strokes((3000, 100)))
    with pytest.raises(BadInput):
        clean_handwriting(strokes() + b"\0" * HANDWRITING_BYTES)


def test_an_empty_canvas_and_other_formats_are_refused() -> None:
    empty, gif = io.BytesIO(), io.BytesIO()
    Image.new("RGBA", (100, 100)).save(empty, "PNG")
    opened(strokes()).convert("P").save(gif, "GIF")
    for data in (empty.getvalue(), gif.getvalue(), strokes()[:-40]):
        with pytest.raises(BadInput):
            clean_handwriting(data)
