"""The authority's documents: licence with its code (R05, R50), examination sheet (R40), notices."""

from __future__ import annotations

import io
import json
import zlib
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import base45
import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from core.documents import (
    LICENCE_SEAL_BOX,
    DocumentNotPossible,
    NoticeKind,
    build_examination_sheet,
    build_licence,
    build_notice,
    licence_data,
)
from core.documents.licence_sheet import EXCESS
from core.documents.qr import PREFIX, LicenceClaims, LicenceCodeInvalid, decode, encode
from tests.documents import PHRASES, licence_facts, notice_facts, sheet_facts

KEY = ec.derive_private_key(2026, ec.SECP256R1())
KEYS = {"licence-2026": KEY.public_key()}
CLAIMS = LicenceClaims(
    "91110108MA01ABCD2X",
    "北京市全程云图科技有限公司",
    "110108000012345",
    1,
    datetime(2026, 5, 8, 3, 4, 5, tzinfo=UTC),
    "licence-2026",
)


def why(text: str, keys: dict[str, ec.EllipticCurvePublicKey] | None = None) -> str:
    with pytest.raises(LicenceCodeInvalid) as refused:
        decode(text, KEYS if keys is None else keys)
    return str(refused.value.params["reason_text"])


def test_a_code_can_be_checked_without_a_network() -> None:
    text = encode(CLAIMS, KEY, "licence-2026")
    assert text.startswith(PREFIX)
    assert len(text) < 330
    assert decode(text, KEYS) == CLAIMS


@settings(max_examples=25, deadline=None)
@given(name=st.text(min_size=1, max_size=60), version=st.integers(1, 999), second=st.integers(0, 4_000_000_000))
def test_any_claims_come_back_as_they_went_in(name: str, version: int, second: int) -> None:
    claims = replace(CLAIMS, name=name, version=version, issued=datetime.fromtimestamp(second, UTC))
    assert decode(encode(claims, KEY, "licence-2026"), KEYS) == claims


def test_a_code_says_why_it_proves_nothing() -> None:
    text = encode(CLAIMS, KEY, "licence-2026")
    assert why("https://example.cn/") == "it is not a licence code of this system"
    assert why(text[:-3]) == "it is damaged or incomplete"
    assert why(text, {}) == "it was signed with a key that is not known here"
    stranger = {"licence-2026": ec.derive_private_key(7, ec.SECP256R1()).public_key()}
    assert why(text, stranger) == "its signature is not genuine"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_changed_byte_is_accepted(data: st.DataObject) -> None:
    message = bytearray(zlib.decompress(base45.b45decode(encode(CLAIMS, KEY, "licence-2026").removeprefix(PREFIX))))
    place = data.draw(st.integers(0, len(message) - 1))
    message[place] ^= data.draw(st.integers(1, 255))
    changed = PREFIX + base45.b45encode(zlib.compress(bytes(message))).decode()
    with suppress(LicenceCodeInvalid):
        assert decode(changed, KEYS) == CLAIMS  # a byte that says nothing, such as CBOR's tag, may change


@given(st.text(max_size=80))
def test_rubbish_is_refused_with_a_reason(text: str) -> None:
    assert why(PREFIX + text)


def test_a_bomb_in_a_code_is_refused() -> None:
    assert why(PREFIX + base45.b45encode(zlib.compress(bytes(500_000))).decode()) == "it is damaged or incomplete"


def test_the_licence_carries_the_allow_listed_data_only() -> None:
    facts = licence_facts(encode(CLAIMS, KEY, "licence-2026"))
    with pikepdf.open(io.BytesIO(build_licence(facts))) as pdf:
        assert len(pdf.pages) == 1
        assert list(pdf.attachments) == ["licence.json"]
        data = json.loads(pdf.attachments["licence.json"].get_file().read_bytes())
        width, height = (float(number) for number in pdf.pages[0].mediabox[2:])
    assert data == licence_data(facts)
    assert set(data) == {
        "unified_social_credit_code",
        "name",
        "type",
        "legal_representative",
        "registered_capital_fen",
        "established",
        "term",
        "domicile",
        "scope",
        "authority",
        "issued",
        "serial",
        "version",
        "code",
        "title",
        "fields",
    }
    assert width > height
    left, low, right, high = LICENCE_SEAL_BOX
    assert 0 < left < right < width
    assert 0 < low < high < height


def test_the_same_licence_has_the_same_bytes() -> None:
    facts = licence_facts(encode(CLAIMS, KEY, "licence-2026"))
    assert build_licence(facts) == build_licence(facts)
    assert build_licence(facts) != build_licence(replace(facts, version=2))


def test_a_scope_that_does_not_fit_refers_to_the_register_and_stays_whole_in_the_data() -> None:
    scope = "；".join(PHRASES * 80)
    facts = licence_facts("QC1:X", scope=scope)
    assert licence_data(facts)["scope"] == scope
    assert build_licence(facts)
    assert EXCESS not in scope


def test_the_sheet_says_when_one_officer_did_both() -> None:
    two = build_examination_sheet(sheet_facts())
    one = build_examination_sheet(sheet_facts(one_officer_mode=True))
    assert two.content_hash != one.content_hash
    assert two.seal is not None
    assert 0 <= two.seal.page < two.pages
    assert two.fields == ()


def test_the_sheet_shows_beijing_time() -> None:
    assert build_examination_sheet(sheet_facts()).data["received"] == "2026年5月8日 11:04"


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_decision_has_its_notice_with_a_place_for_the_seal(kind: NoticeKind) -> None:
    notice = build_notice(notice_facts(kind))
    assert notice.seal is not None
    assert notice.pdf == build_notice(notice_facts(kind)).pdf


@pytest.mark.parametrize("kind", [NoticeKind.NOT_ACCEPTED, NoticeKind.RETURNED, NoticeKind.REFUSED])
def test_nothing_is_withheld_without_grounds(kind: NoticeKind) -> None:
    with pytest.raises(DocumentNotPossible):
        build_notice(notice_facts(kind, grounds=" ", reasons=()))
