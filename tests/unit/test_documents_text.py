"""Numbers, line breaking and the font of documents (R21: an official must be able to accept them)."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.documents.amounts import capital, in_words, share, wan
from core.documents.fonts import FULL_WIDTH, document_font
from core.documents.typeset import CLOSING, OPENING, break_lines

YUAN = 100
DIGITS = {character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def read_capital(text: str) -> int:
    """The amount in fen that capital numerals spell: the opposite of `capital`, written apart from it."""
    text = text.removeprefix("人民币").removesuffix("整")
    whole, _, rest = text.rpartition("元")
    fen = sum(
        DIGITS[rest[place - 1]] * worth for place, worth in ((rest.find("角"), 10), (rest.find("分"), 1)) if place > 0
    )
    total = section = digit = 0
    for character in whole:
        if character in DIGITS:
            digit = DIGITS[character]
        elif character in UNITS:
            section, digit = section + digit * UNITS[character], 0
        else:
            section, digit = section + digit, 0
            if character == "亿":
                total, section = (total + section) * 10**8, 0
            else:
                total, section = total + section * 10**4, 0
    return (total + section + digit) * YUAN + fen


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "人民币零元整"),
        (100_0000 * YUAN, "人民币壹佰万元整"),
        (10_0000_0000 * YUAN, "人民币壹拾亿元整"),
        (1000_0100 * YUAN, "人民币壹仟万零壹佰元整"),
        (1_0001_0000 * YUAN, "人民币壹亿零壹万元整"),
        (12_3456 * YUAN + 78, "人民币壹拾贰万叁仟肆佰伍拾陆元柒角捌分"),
        (1005, "人民币壹拾元零伍分"),
        (50, "人民币伍角整"),
    ],
)
def test_amounts_are_written_in_capital_numerals_as_banks_do(fen: int, text: str) -> None:
    assert capital(fen) == text


@given(st.integers(0, 9_999_9999_9999 * YUAN))
def test_capital_numerals_can_be_read_back(fen: int) -> None:
    assert read_capital(capital(fen)) == fen


@given(st.integers(0, 10**15))
def test_amounts_in_wan_are_exact(fen: int) -> None:
    whole, _, rest = wan(fen).partition(".")
    assert int(whole) * 1_000_000 + int(rest.ljust(6, "0")) == fen


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (10, "十"), (19, "十九"), (20, "二十"), (101, "一百零一"), (110, "一百一十"), (2026, "二千零二十六")],
)
def test_articles_are_numbered_in_chinese(number: int, words: str) -> None:
    assert in_words(number) == words


def test_a_share_is_shown_with_two_places_at_most() -> None:
    assert (share(1, 3), share(1, 2), share(1, 0)) == ("33.33%", "50%", "—")


TEXT = st.text(alphabet="公司章程股东会依法设立，。；：、（）《》“”！ABCabc 0123456789.,%", max_size=200)


@given(TEXT, st.floats(60, 500), st.booleans())
def test_lines_keep_every_character_in_order(text: str, width: float, squeeze: bool) -> None:
    lines = break_lines(text, document_font(), 12, width, squeeze=squeeze)
    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")
    assert all(text[line.start :].startswith(line.text) for line in lines)
    assert lines[-1].last or squeeze


@given(TEXT, st.floats(120, 500))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(text: str, width: float) -> None:
    font = document_font()
    lines = [line.text for line in break_lines(text, font, 12, width)]
    for before, after in pairwise(lines):
        run = before[-1:] + after
        clings = len(run) - len(run.lstrip(CLOSING + OPENING))
        if clings < 8:  # a run of marks that is wider than the line must be cut somewhere
            assert after[:1] not in CLOSING or not after
            assert before[-1:] not in OPENING or not before


@given(TEXT, st.floats(60, 500))
def test_lines_stay_within_the_measure(text: str, width: float) -> None:
    for line in break_lines(text, document_font(), 12, width, squeeze=True):
        extra = line.spacing(width, 12)
        assert line.width + extra * (len(line.text) - 1) <= width + 0.05


def test_a_last_word_drawn_in_keeps_the_blank_before_it() -> None:
    text = "海蓝国际（控股）股份有限公司 ABC International Holdings Inc."
    for width in range(120, 420, 3):
        for line in break_lines(text, document_font(), 13, width, squeeze=True):
            assert text[line.start :].startswith(line.text)


def test_a_latin_word_or_number_is_not_torn() -> None:
    lines = break_lines("注册号110108000012345678与Quancheng全程", document_font(), 12, 140)
    assert any("110108000012345678" in line.text for line in lines)
    assert any("Quancheng" in line.text for line in lines)


def test_the_font_has_the_rare_characters_of_real_names() -> None:
    assert document_font().lacking("𠮷䶮镕龘堃喆𬱖㛃阿卜杜热西提·买买提") == ""


def test_a_character_that_the_font_lacks_shows_its_code_point() -> None:
    assert document_font().printable("王\U0002ffff") == "王〔U+2FFFF〕"


def test_ideographs_are_as_wide_as_the_size() -> None:
    assert document_font().widths["国"] == FULL_WIDTH
