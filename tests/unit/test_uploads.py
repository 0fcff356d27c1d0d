"""A35: pixel floods, encrypted and acting PDFs, polyglots and oversized files are refused, each with its reason."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from contextlib import suppress

import pikepdf
import pytest
from fpdf import FPDF
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from core import uploads
from core.errors import UploadRefused
from core.uploads import Upload, UploadKind
from tests.documents import picture


def pdf(pages: int = 1) -> bytes:
    document = FPDF()
    for number in range(pages):
        document.add_page()
        document.set_font("helvetica", size=20)
        document.cell(text=f"Lease, page {number + 1}")
    return bytes(document.output())


def changed(change: object, **saving: object) -> bytes:
    """A PDF after `change(pdf)`."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as opened:
        assert callable(change)
        change(opened)
        opened.save(out, **saving)  # type: ignore[arg-type]  # pikepdf's options differ in type
    return out.getvalue()


def why(data: bytes, name: str = "file.bin") -> str:
    with pytest.raises(UploadRefused) as refused:
        uploads.inspect(data, name)
    return str(refused.value.params["reason_text"])


def bomb_png(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that claims to be that large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(100_000)))
        + chunk(b"IEND", b"")
    )


def test_an_image_is_written_anew_upright_and_without_metadata() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # taken with the camera turned
    exif[0x010F] = "secret maker"
    upload = uploads.inspect(picture(400, 300, "JPEG", exif=exif), "C:\\photos\\IMG 1.jpg")
    assert (upload.kind, upload.pages, upload.media_type, upload.filename) == (
        UploadKind.IMAGE,
        1,
        "image/jpeg",
        "IMG 1.jpg",
    )
    assert b"secret maker" not in upload.data
    with Image.open(io.BytesIO(upload.data)) as image:
        assert image.size == (300, 400)
        assert not image.getexif()


def test_a_transparent_png_lies_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (50, 40), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(uploads.inspect(out.getvalue(), "x.png").data)) as image:
        assert min(image.convert("L").tobytes()) > 250


def test_a_large_photo_is_made_smaller() -> None:
    with Image.open(io.BytesIO(uploads.inspect(picture(6000, 5000, "JPEG"), "x.jpg").data)) as image:
        assert max(image.size) <= 3000


def test_what_is_appended_to_an_image_does_not_stay() -> None:
    polyglot = picture(60, 40) + b"<script>alert(1)</script>"
    assert b"script" not in uploads.inspect(polyglot, "x.png").data


def test_a_pdf_is_kept_as_it_came() -> None:
    data = pdf(3)
    assert uploads.inspect(data, "lease.pdf") == Upload(UploadKind.PDF, 3, "application/pdf", data, "lease.pdf")


def test_pages_are_images_without_metadata() -> None:
    pages = uploads.to_pages(pdf(2))
    assert len(pages) == 2
    for page in pages:
        with Image.open(io.BytesIO(page)) as image:
            assert image.format == "JPEG"
            assert image.size == (1241, 1754)
    image_upload = uploads.inspect(picture(200, 300), "x.png")
    assert uploads.to_pages(image_upload.data) == (image_upload.data,)
    assert uploads.to_pages(pdf(2)) == pages


def test_the_type_follows_from_the_bytes_never_from_the_name() -> None:
    assert uploads.inspect(picture(40, 40), "report.pdf").kind is UploadKind.IMAGE
    assert why(b"GIF89a" + bytes(100), "x.png") == uploads.UNKNOWN
    assert why(b"<svg/>", "x.png") == uploads.UNKNOWN
    assert why(b"", "x.png") == uploads.EMPTY


def test_an_oversized_file_is_refused_before_it_is_read() -> None:
    assert why(b"%PDF-1.7" + bytes(uploads.MAX_BYTES)) == uploads.TOO_LARGE


@pytest.mark.parametrize("size", [(60_000, 60_000), (6000, 6000)])
def test_a_pixel_flood_is_refused(size: tuple[int, int]) -> None:
    assert why(bomb_png(*size)) == uploads.REASONS["pixels"]


def test_a_damaged_image_is_refused() -> None:
    assert why(picture(300, 300)[:900]) == uploads.REASONS["undecodable"]


@pytest.mark.parametrize("password", ["", "open sesame"])
def test_an_encrypted_pdf_is_refused(password: str) -> None:
    data = changed(lambda _: None, encryption=pikepdf.Encryption(owner="owner", user=password))
    assert why(data) == uploads.REASONS["encrypted"]


def test_a_pdf_with_scripts_is_refused() -> None:
    def script(opened: pikepdf.Pdf) -> None:
        opened.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")

    assert why(changed(script)) == uploads.REASONS["active"]


def test_a_pdf_that_starts_programs_is_refused() -> None:
    def launch(opened: pikepdf.Pdf) -> None:
        action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
        opened.pages[0].AA = pikepdf.Dictionary(O=action)

    assert why(changed(launch)) == uploads.REASONS["active"]


def test_a_pdf_with_attached_files_is_refused() -> None:
    def attach(opened: pikepdf.Pdf) -> None:
        opened.attachments["a.exe"] = pikepdf.AttachedFileSpec(opened, b"MZ", filename="a.exe")

    assert why(changed(attach)) == uploads.REASONS["attached"]


def test_a_pdf_with_an_archive_around_it_is_refused() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("a.js", "alert(1)")
    assert why(pdf() + archive.getvalue()) == uploads.FOREIGN
    assert why(pdf() + archive.getvalue() + b"\n%%EOF\n") == uploads.FOREIGN
    assert why(pdf() + b"<html></html>") == uploads.FOREIGN


def test_too_many_pages_are_refused() -> None:
    assert why(pdf(uploads.MAX_PAGES + 1)) == uploads.REASONS["pages"]
    assert uploads.inspect(pdf(uploads.MAX_PAGES), "x.pdf").pages == uploads.MAX_PAGES


def test_a_damaged_pdf_is_refused() -> None:
    assert why(b"%PDF-1.7\n" + b"garbage " * 50 + b"\n%%EOF") == uploads.REASONS["damaged"]


def test_a_stream_that_swells_in_memory_is_refused() -> None:
    """A bomb in an object stream, which a reader must unpack to see the page."""
    packed = zlib.compress(bytes(600_000_000), 9)
    body = (
        b"%PDF-1.7\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length "
        + str(len(packed)).encode()
        + b">>stream\n"
        + packed
        + b"\nendstream\nendobj\n2 0 obj\n<</Type/Catalog/Pages 3 0 R>>\nendobj\n"
    )
    xref = len(body)
    rows = b"".join(
        struct.pack(">BIB", *row)
        for row in ((0, 0, 0), (1, 9, 0), (1, body.index(b"2 0 obj"), 0), (2, 1, 0), (1, xref, 0))
    )
    head = f"4 0 obj\n<</Type/XRef/Size 5/W[1 4 1]/Root 2 0 R/Length {len(rows)}>>stream\n".encode()
    data = body + head + rows + f"\nendstream\nendobj\nstartxref\n{xref}\n%%EOF\n".encode()
    assert why(data) in {uploads.UNSAFE, uploads.REASONS["damaged"]}


def test_a_page_that_claims_to_be_huge_is_rendered_small() -> None:
    def stretch(opened: pikepdf.Pdf) -> None:
        opened.pages[0].mediabox = pikepdf.Array([0, 0, 14_400, 14_400])

    with Image.open(io.BytesIO(uploads.to_pages(changed(stretch))[0])) as image:
        assert image.width * image.height <= 9_100_000


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_file_is_either_taken_or_refused_never_anything_else(data: st.DataObject) -> None:
    whole = bytearray(data.draw(st.sampled_from([pdf(), picture(80, 60), picture(80, 60, "JPEG")])))
    for place in data.draw(st.lists(st.integers(8, len(whole) - 1), max_size=20)):
        whole[place] ^= 0x55
    with suppress(UploadRefused):
        assert uploads.inspect(bytes(whole), "x").pages >= 1
