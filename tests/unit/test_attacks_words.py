"""What is logged, shown or typed gives nothing away and breaks nothing (A39, A40)."""

from __future__ import annotations

import io

import pikepdf
import pytest
from PIL import Image
from pydantic import ValidationError

from core.content import CapitalSection, Person
from core.errors import BadInput
from core.outer.accounts import EMAIL, Registration
from officer.files import MOST_PIXELS, Pictures
from portal.device_api import text
from portal.views.account import _own

NUMBER = "110108199001011234"


def test_errors_and_representations_hold_no_personal_data() -> None:
    with pytest.raises(ValidationError) as refused:
        Person.model_validate({"name": "张三", "identity_number": f"{NUMBER}\u202e"})
    assert NUMBER not in str(refused.value)
    wish = Registration("张三", NUMBER, "13800000000", "a@b.cn", "secret-word-1", b"portrait")
    assert "secret-word-1" not in repr(wish)


@pytest.mark.parametrize("hostile", ["a\0b", "\ud800", "x" * 501, 7, None, ["x"]])
def test_texts_that_no_database_takes_are_refused(hostile: object) -> None:
    with pytest.raises(BadInput):
        text({"name": hostile}, "name")
    assert text({"name": "𠮷野家"}, "name") == "𠮷野家"


@pytest.mark.parametrize(
    "hostile", ["a@[b.c", "a,b@x.cn", "=?utf-8?q?=0a?=@x", "a b@x.cn", "<a@x.cn>", "@x.cn", "a@b@c.cn"]
)
def test_an_email_address_is_one_address(hostile: str) -> None:
    assert not EMAIL.fullmatch(hostile)
    assert EMAIL.fullmatch("san.zhang+reg@mail.example.cn")
    assert EMAIL.fullmatch("me@localhost")


@pytest.mark.parametrize("amount", [-1, 10**17, 10**40])
def test_amounts_stay_within_what_documents_can_say(amount: int) -> None:
    with pytest.raises(ValidationError):
        CapitalSection(registered=amount)
    assert CapitalSection(registered=10**15).registered == 10**15


def test_a_page_as_thin_as_a_thread_does_not_fill_the_memory() -> None:
    """A35: drawn to a width it would have billions of pixels."""
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page(page_size=(3, 14_400))
    pdf.save(out)
    with Image.open(io.BytesIO(Pictures().page(out.getvalue(), 0, 1400))) as drawn:
        assert drawn.width * drawn.height <= MOST_PIXELS * 1.1


@pytest.mark.parametrize(
    "elsewhere", ["//x.cn", "/\\x.cn", "/\t/x.cn", "/\n/x.cn", "https://x.cn", "javascript:alert(1)", ""]
)
def test_going_on_never_leaves_the_site(elsewhere: str) -> None:
    assert _own(elsewhere) == "/"
    assert _own("/sign?application=1") == "/sign?application=1"
