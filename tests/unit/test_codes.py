"""Codes are made and checked as their standards say, and what python-stdnum lets through is caught."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from core import codes
from core.catalogue import industries
from core.catalogue.regions import regions
from core.content import IdentityDocument as Document

TODAY = date(2026, 11, 23)
RESIDENT = codes.make_resident_id("110108", date(1990, 1, 1), 123)

SERIALS = st.integers(0, codes.SERIALS - 1)
REGIONS = st.sampled_from([code for code in regions() if not code.endswith("0000")])
BIRTHS = st.dates(date(1900, 1, 1), TODAY)


@given(REGIONS, BIRTHS, st.integers(0, 999))
def test_a_made_resident_number_says_what_it_was_made_from(region: str, birth: date, sequence: int) -> None:
    facts = codes.check_resident_id(codes.make_resident_id(region, birth, sequence), TODAY)
    assert (facts.region, facts.birth) == (region, birth)
    assert facts.sex == ("male" if sequence % 2 else "female")


@given(REGIONS, BIRTHS, st.integers(0, 999), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_gb11643_any_change_of_one_character_of_a_resident_number_is_caught(
    region: str, birth: date, sequence: int, at: int, character: str
) -> None:
    number = codes.make_resident_id(region, birth, sequence)
    changed = number[:at] + character + number[at + 1 :]
    assert codes.is_resident_id(changed, TODAY) == (changed == number)


@given(REGIONS, BIRTHS, st.integers(0, 999), st.integers(0, 16))
def test_gb11643_swapping_two_neighbours_of_a_resident_number_is_caught(
    region: str, birth: date, sequence: int, at: int
) -> None:
    number = codes.make_resident_id(region, birth, sequence)
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    assert codes.is_resident_id(swapped, TODAY) == (swapped == number)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("", "18 characters"),
        ("11010819900101", "18 characters"),
        ("11010819900101123\uff18", "17 digits"),
        ("1101081990010112A1", "17 digits"),
        (codes.make_resident_id("990108", date(1990, 1, 1), 1), "no province"),
        (codes.make_resident_id("110108", date(2031, 1, 1), 1), "in the future"),
        (codes.make_resident_id("110108", date(1800, 1, 1), 1), "too long ago"),
    ],
)
def test_a_wrong_resident_number_is_refused_with_its_reason(number: str, reason: str) -> None:
    with pytest.raises(codes.CodeInvalid, match=reason):
        codes.check_resident_id(number, TODAY)


def test_a_small_x_is_refused_so_that_one_person_has_one_number() -> None:
    number = next(n for s in range(99) if (n := codes.make_resident_id("110108", date(1990, 1, 1), s)).endswith("X"))
    assert codes.is_resident_id(number, TODAY)
    with pytest.raises(codes.CodeInvalid, match="capital letter"):
        codes.check_resident_id(number.lower(), TODAY)


def test_a_date_that_does_not_exist_is_refused() -> None:
    body = "11010819900230001"
    number = next(body + last for last in "0123456789X" if ric.calc_check_digit(body + "0") == last)
    with pytest.raises(codes.CodeInvalid, match="does not exist"):
        codes.check_resident_id(number, TODAY)


@pytest.mark.parametrize(
    ("document", "right", "wrong"),
    [
        (Document.RESIDENT_ID, RESIDENT, RESIDENT[:-1] + "A"),
        (Document.PASSPORT, "E12345678", "e12345678"),
        (Document.PASSPORT, "AB1234567", "1234"),
        (Document.HONG_KONG_MACAO_PERMIT, "H12345678", "A12345678"),
        (Document.HONG_KONG_MACAO_PERMIT, "M1234567801", "M123456780"),
        (Document.TAIWAN_PERMIT, "01234567", "0123456"),
        (Document.PERMANENT_RESIDENCE, "USA110185060101", "US1101850601011"),
    ],
)
def test_numbers_of_every_kind_of_identity_document_have_a_form(document: Document, right: str, wrong: str) -> None:
    codes.check_identity_number(document, right, TODAY)
    with pytest.raises(codes.CodeInvalid):
        codes.check_identity_number(document, wrong, TODAY)


@given(st.integers(0, 10**16 - 1), st.integers(1, 17), st.sampled_from("0123456789"))
def test_any_change_of_one_digit_of_a_permanent_residence_number_is_caught(rest: int, at: int, digit: str) -> None:
    body = f"9{rest:016d}"
    number = body + ric.calc_check_digit(body + "0")
    changed = number[:at] + digit + number[at + 1 :]
    codes.check_identity_number(Document.PERMANENT_RESIDENCE, number, TODAY)
    if changed != number:
        with pytest.raises(codes.CodeInvalid, match="check digit"):
            codes.check_identity_number(Document.PERMANENT_RESIDENCE, changed, TODAY)


def test_people_born_in_a_county_of_earlier_years_keep_their_numbers() -> None:
    facts = codes.check_resident_id(codes.make_resident_id("110221", date(1985, 5, 5), 2), TODAY)
    assert facts.region_name == "北京市昌平县"
    assert codes.region("110221") is None


def test_age_is_counted_in_completed_years() -> None:
    facts = codes.check_resident_id(codes.make_resident_id("110108", date(2008, 11, 24), 1), TODAY)
    assert facts.age(TODAY) == 17
    assert facts.age(date(2026, 11, 24)) == 18


@given(st.sampled_from(["91", "92", "93"]), REGIONS, SERIALS)
def test_a_made_credit_code_says_what_it_was_made_from(department: str, region: str, serial: int) -> None:
    facts = codes.check_uscc(codes.make_uscc(department, region, serial))
    assert (facts.department, facts.region) == (department, region)
    assert facts.organisation == codes.make_organisation_code(serial)


@given(REGIONS, SERIALS, st.integers(0, 17), st.sampled_from(codes.USCC_ALPHABET))
def test_gb32100_any_change_of_one_character_of_a_credit_code_is_caught(
    region: str, serial: int, at: int, character: str
) -> None:
    code = codes.make_uscc("91", region, serial)
    changed = code[:at] + character + code[at + 1 :]
    assert codes.is_uscc(changed) == (changed == code)


@given(st.lists(SERIALS, unique=True, min_size=2, max_size=2))
def test_two_serials_never_make_one_code(serials: list[int]) -> None:
    first, second = (codes.make_uscc("91", "110108", serial) for serial in serials)
    assert first != second


@pytest.mark.parametrize("code", ["91110000600037341L", "91330100799655058B", "91440300708461136T"])
def test_codes_of_known_enterprises_are_right(code: str) -> None:
    assert codes.is_uscc(code)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("91110000600037341l", "capital letters"),
        ("9111000060003734IL", "capital letters"),
        ("91999999600037341L", "region does not exist"),
        ("95110000600037341L", "department and kind"),
        ("91110000600037342L", "organisation code"),
        ("91110000600037341M", "typing error"),
        ("9111", "18 characters"),
    ],
)
def test_a_wrong_credit_code_is_refused_with_its_reason(code: str, reason: str) -> None:
    with pytest.raises(codes.CodeInvalid, match=reason):
        codes.check_uscc(code)


def test_a_serial_beyond_the_segment_is_refused() -> None:
    with pytest.raises(ValueError, match="serial"):
        codes.make_uscc("91", "110108", codes.SERIALS)


def test_divisions_are_named_as_people_name_them() -> None:
    assert codes.region_name("110108") == "北京市海淀区"
    assert codes.region_name("330106") == "杭州市西湖区"
    assert codes.region_name("330122") == "桐庐县"
    assert codes.region_name("440300") == "深圳市"
    assert codes.full_region_name("330106") == "浙江省杭州市西湖区"
    assert codes.full_region_name("110108") == "北京市海淀区"
    assert codes.region_name("999999") == ""


def test_names_of_enterprises_carry_the_authoritys_division_or_one_above() -> None:
    assert list(codes.division_choices("110108")) == [("110000", "北京"), ("110108", "北京市海淀区")]
    assert [text for _, text in codes.division_choices("330106")] == ["杭州", "浙江", "杭州市西湖区"]


def test_jurisdiction_follows_the_tree_of_divisions() -> None:
    assert codes.is_within("330106", "330100")
    assert codes.is_within("330106", "330106")
    assert not codes.is_within("330100", "330106")
    assert not codes.is_within("110108", "330000")
    assert not codes.is_within("", "330000")


def test_all_provinces_and_the_fifteen_sub_provincial_cities_are_there_with_districts() -> None:
    assert len(codes.provinces()) == 34
    cities = ["210100", "210200", "220100", "230100", "320100", "330100", "330200", "350200", "370100", "370200"]
    for code in [*cities, "420100", "440100", "440300", "510100", "610100"]:
        assert len(codes.children(code)) >= 6
    assert "海淀区" in [one.name for one in codes.children("110000")]


@pytest.mark.parametrize("text", ["编程", "software", "소프트웨어", "软件", "6513"])
def test_r22_phrases_are_found_by_everyday_words_in_three_languages(text: str) -> None:
    assert "软件开发" in [phrase.text for phrase in codes.search_phrases(text, 8)]


def test_r22_phrases_say_whether_a_licence_is_needed_and_when() -> None:
    permits = {text: found.permit for text in ("软件开发", "餐饮服务", "保安服务") if (found := codes.phrase(text))}
    assert list(permits.values()) == [codes.Permit.NONE, codes.Permit.AFTER, codes.Permit.BEFORE]


def test_several_words_narrow_the_search_and_none_finds_nothing() -> None:
    assert codes.search_phrases("水果 批发")[0].text == "新鲜水果批发"
    assert codes.search_phrases("  ") == ()
    assert len(codes.search_phrases("服务", 5)) == 5


def test_every_phrase_has_a_class_of_the_classification() -> None:
    for phrase in industries.phrases().values():
        assert codes.is_industry(phrase.code)
        assert codes.section_of(phrase.code) in "ABCDEFGHIJKLMNOPQR"
    assert codes.section_name(codes.section_of("6513")) == "信息传输、软件和信息技术服务业"
    assert codes.section_of("00") == ""


def test_terms_for_a_name_follow_the_main_business() -> None:
    assert codes.suggest_terms(("6210",))[0] == "餐饮管理"
    assert "科技" in codes.suggest_terms(("6513",))


def test_every_term_stands_in_one_row_only() -> None:
    texts = [text for row in industries.terms() for text in row.terms]
    assert len(texts) == len(set(texts))
