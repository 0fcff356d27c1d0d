"""Several pages of one material, sent together or one after another, become one file (R05, A35)."""

from __future__ import annotations

import io

import pikepdf
import pytest
from PIL import Image

from core.errors import UploadRefused
from core.outer import attachments, drafts
from tests.towns import Town


def photo(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 420), (shade, shade, shade)).save(out, "JPEG")
    return out.getvalue()


def pages_of(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def test_photographs_chosen_together_become_one_file_and_more_are_put_behind(site: Town) -> None:
    journey = site.walk("云栖竹径", "register", "fill_in")
    outer, account, application = site.outer, journey.applicant.account, journey.application_id
    first = attachments.attach_pages(
        outer, account, application, "premises", [("1.jpg", photo(40)), ("2.jpg", photo(90))]
    )
    assert (first.pages, first.media_type) == (2, "application/pdf")
    more = attachments.attach_pages(outer, account, application, "premises", [("3.jpg", photo(140))], add=True)
    assert more.pages == 3
    assert pages_of(outer.files.get(more.file)) == 3
    view = drafts.view(outer, account, application)
    assert [one.file for one in view.uploads] == [more.file] == [view.content.domicile.proof_upload]
    replaced = attachments.attach_pages(outer, account, application, "premises", [("4.jpg", photo(200))])
    assert (replaced.pages, replaced.media_type) == (1, "image/jpeg")


def test_too_many_pages_together_are_refused_and_leave_what_was_there(site: Town) -> None:
    journey = site.walk("松风入弦", "register", "fill_in")
    outer, account, application = site.outer, journey.applicant.account, journey.application_id
    before = drafts.view(outer, account, application).uploads
    with pikepdf.new() as pdf:
        for _ in range(30):
            pdf.add_blank_page()
        out = io.BytesIO()
        pdf.save(out)
    with pytest.raises(UploadRefused, match="50"):
        attachments.attach_pages(
            outer, account, application, "premises", [("a.pdf", out.getvalue()), ("b.pdf", out.getvalue())]
        )
    assert drafts.view(outer, account, application).uploads == before
