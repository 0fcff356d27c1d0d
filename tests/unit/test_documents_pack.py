"""R21: the complete pack is generated from what was filled in; the same content gives the same documents."""

from __future__ import annotations

import io
import json
import re

import fpdf
import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import uploads
from core.content import Content, ContributionForm
from core.documents import (
    DocumentNotPossible,
    ManifestEntry,
    ManifestFacts,
    PackDocument,
    build_document,
    build_manifest,
    build_pack,
    charter,
    content_hashes,
)
from core.documents.build import FAMILIES
from core.documents.prose import lines_of
from core.terms import SignatoryRole
from tests.documents import MATERIALS, company, facts, material, picture

WRITTEN = MATERIALS[:4]  # those that need no upload


def charter_text(content: Content) -> str:
    return "\n".join(charter.text(charter.collect(content, facts(), MATERIALS[1])))


def attached(document: PackDocument) -> dict[str, object]:
    with pikepdf.open(io.BytesIO(document.pdf)) as pdf:
        found = json.loads(pdf.attachments["content.json"].get_file().read_bytes())
    assert isinstance(found, dict)
    return found


def test_the_pack_holds_what_the_catalogue_asks_for_in_its_order() -> None:
    scan = uploads.inspect(picture(), "lease.png")
    pack = build_pack(company(proof=scan.sha256), facts(), MATERIALS, {scan.sha256: scan.data})
    assert [document.kind for document in pack] == [material.kind for material in MATERIALS]
    assert [document.title for document in pack] == [material.label for material in MATERIALS]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    members=st.integers(1, 6),
    directors=st.sampled_from([1, 3]),
    supervisors=st.sampled_from([0, 1, 3]),
    manager=st.booleans(),
    trade_name=st.text(alphabet="全程云图寰宇𠮷䶮镕", min_size=2, max_size=30),
)
def test_the_same_content_gives_the_same_bytes(
    members: int, directors: int, supervisors: int, manager: bool, trade_name: str
) -> None:
    content = company(members, directors=directors, supervisors=supervisors, manager=manager, trade_name=trade_name)
    again = Content.model_validate_json(content.model_dump_json())
    first, second = build_pack(content, facts(), WRITTEN, {}), build_pack(again, facts(), WRITTEN, {})
    assert [document.pdf for document in first] == [document.pdf for document in second]
    assert content_hashes(content, facts(), WRITTEN) == {document.kind: document.content_hash for document in first}


def test_a_correction_changes_only_the_documents_that_show_it() -> None:
    before = content_hashes(company(), facts(), MATERIALS)
    content = company()
    contact = content.contact.model_copy(update={"phone": "010-88888888"})
    after = content_hashes(content.model_copy(update={"contact": contact}), facts(), MATERIALS)
    assert {kind for kind in before if before[kind] != after[kind]} == {"application_form"}


def test_another_application_or_edition_has_other_hashes_another_day_has_not() -> None:
    def hashes(**changes: object) -> set[str]:
        return set(content_hashes(company(), facts(**changes), MATERIALS).values())

    assert hashes().isdisjoint(hashes(application_no="QC110108202605010002"))
    assert hashes().isdisjoint(hashes(edition="2022"))
    assert hashes() == hashes(drawn_up=facts().drawn_up.replace(day=9))


def test_the_data_travel_inside_the_file() -> None:
    document = build_document(company(), facts(), MATERIALS[1], {})
    data = attached(document)
    assert data["content_hash"] == document.content_hash
    assert data["application_no"] == facts().application_no
    assert data["data"] == json.loads(json.dumps(document.data))


def test_identity_numbers_stand_in_the_application_form_only() -> None:
    content = company(3, directors=3)
    numbers = [person.identity_number for person in content.parties.values()]
    for document in build_pack(content, facts(), WRITTEN, {}):
        text = json.dumps(attached(document), ensure_ascii=False)
        assert any(number in text for number in numbers) == (document.kind == "application_form"), document.kind


@pytest.mark.parametrize("members", [1, 2, 3, 12, 50])
def test_every_member_has_a_box_that_lies_whole_on_its_page(members: int) -> None:
    document = build_document(company(members), facts(), MATERIALS[1], {})
    assert [field.party for field in document.fields] == list(company(members).members)
    assert len({field.name for field in document.fields}) == members
    boxes = [(field.page, field.box) for field in document.fields]
    for page, (left, low, right, high) in boxes:
        assert 0 <= page < document.pages
        assert 0 < left < right < 595
        assert 60 < low < high < 800
    for number, (page, box) in enumerate(boxes):
        for other_page, other in boxes[number + 1 :]:
            apart = box[2] <= other[0] or other[2] <= box[0] or box[3] <= other[1] or other[3] <= box[1]
            assert page != other_page or apart


def test_the_catalogue_says_who_signs() -> None:
    row = MATERIALS[3]
    fields = build_document(company(2), facts(), row, {}).fields
    assert [(field.party, field.role) for field in fields] == [
        ("p0", SignatoryRole.LEGAL_REPRESENTATIVE),
        ("p0", SignatoryRole.MEMBER),
        ("p1", SignatoryRole.MEMBER),
    ]


def test_the_charter_of_one_member_knows_no_shareholders_meeting() -> None:
    text = charter_text(company(1))
    assert "公司不设股东会" in text
    assert "股东会选举" not in text
    assert "股东不能证明公司财产独立于自己的财产的，应当对公司债务承担连带责任" in text


def test_one_member_with_two_contributions_is_still_one_member() -> None:
    content = company(1)
    money = content.capital.contributions[0]
    twice = content.capital.model_copy(
        update={"contributions": (money, money.model_copy(update={"form": ContributionForm.IN_KIND}))}
    )
    assert "公司不设股东会" in charter_text(content.model_copy(update={"capital": twice}))


def test_the_charter_follows_the_organs_chosen() -> None:
    small = charter_text(company(2, supervisors=0, manager=False))
    assert "不设董事会，设董事一人" in small
    assert "全体股东一致同意，公司不设监事会，也不设监事" in small
    assert "公司不设经理" in small
    large = charter_text(company(5, directors=3, supervisors=3))
    assert "公司设董事会，成员三人" in large
    assert "公司设监事会，成员三人" in large
    assert "代表公司执行公司事务的董事长担任" in large


@pytest.mark.parametrize("members", [1, 2])
@pytest.mark.parametrize("directors", [1, 3])
@pytest.mark.parametrize("supervisors", [0, 1, 3])
@pytest.mark.parametrize("manager", [True, False])
def test_the_charter_has_what_the_law_asks_for(members: int, directors: int, supervisors: int, manager: bool) -> None:
    """公司法 第四十六条: name and domicile, scope, capital, members and contributions, organs, representative."""
    content = company(members, directors=directors, supervisors=supervisors, manager=manager)
    text = charter_text(content)
    for needed in (
        "公司名称：",
        "公司住所：",
        "公司经营范围：",
        "公司注册资本为人民币",
        "@contributions",
        "公司的法定代表人由",
        "自公司成立之日起五年内缴足",
    ):
        assert needed in text
    assert not re.search(r"None|undefined|\{\{|，，|。。|；。|、、", text)


def test_responsibility_names_where_judicial_relief_lies() -> None:
    family = FAMILIES["responsibility"]
    text = "\n".join(lines_of("responsibility", family.collect(company(), facts(), MATERIALS[3])))
    assert "应当依法向人民法院提起民事诉讼，寻求司法救济" in text
    assert "申请人应当对提交材料的真实性、合法性和有效性负责" in text


def test_a_pack_without_the_proof_of_premises_says_so() -> None:
    with pytest.raises(DocumentNotPossible):
        build_document(company(), facts(), MATERIALS[4], {})


def test_a_kind_that_is_not_known_is_refused() -> None:
    with pytest.raises(DocumentNotPossible):
        build_document(company(), facts(), material(kind="dance"), {})


def test_an_unfinished_draft_can_be_shown() -> None:
    for document in build_pack(Content(), facts(), WRITTEN, {}):
        assert document.pages >= 1


def test_text_that_looks_like_marks_stays_text() -> None:
    content = company(trade_name="{{ 7*7 }}## <b>")
    assert "{{ 7*7 }}## <b>" in charter_text(content)


def test_the_manifest_names_every_hash_and_is_signed_by_the_applicant() -> None:
    entries = [ManifestEntry("charter", "公司章程", "ab" * 32, "cd" * 32)]
    given_facts = ManifestFacts("QC1", "2026", 2, facts().drawn_up, "甲公司", "乙局", "p0", "王建国", entries)
    manifest = build_manifest(given_facts)
    assert [(field.party, field.role) for field in manifest.fields] == [("p0", SignatoryRole.APPLICANT)]
    assert "cd" * 32 in json.dumps(attached(manifest))
    assert manifest.pdf == build_manifest(given_facts).pdf


def test_the_library_beneath_is_the_one_that_was_built_against() -> None:
    """Canvas reaches below fpdf2's public surface; look at core/documents/fonts.py before raising its version."""
    assert fpdf.__version__ == "2.8.9"


def test_the_file_says_what_it_is_and_carries_no_wall_clock() -> None:
    document = build_document(company(), facts(), MATERIALS[0], {})
    with pikepdf.open(io.BytesIO(document.pdf)) as pdf:
        assert bytes(pdf.trailer.ID[0]).hex() == document.content_hash[:32]
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "U")
            assert metadata["xmp:CreateDate"] == metadata["xmp:ModifyDate"] == "2026-05-06T00:00:00+00:00"
