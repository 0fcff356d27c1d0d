"""What the norm cites, for readers of every language (R22)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import catalogue
from core.citations import cite, number_of
from core.terms import MaterialSource

NORM = catalogue.load()
CITED = sorted(
    {
        material.basis
        for edition in NORM.procedures.values()
        for procedure in edition.values()
        for material in procedure.materials
        if material.source is MaterialSource.UPLOADED
    }
)


@pytest.mark.parametrize(
    ("basis", "english", "korean"),
    [
        (
            "《市场主体登记管理条例》第十六条第一款第三项",
            "Regulations on the Registration of Market Entities, art. 16 (1) 3",
            "「시장주체등기관리조례」 제16조제1항제3호",
        ),
        (
            "《公司法》第一百五十四条；《证券法》第九条",
            "Company Law, art. 154; Securities Law, art. 9",
            "「회사법」 제154조; 「증권법」 제9조",
        ),
        (
            "《外商投资法》第二十八条、第二十九条",
            "Foreign Investment Law, arts. 28, 29",
            "「외상투자법」 제28조·제29조",
        ),
        ("《股权出质登记办法》", "Measures for the Registration of Pledges of Equity", "「지분질권등기방법」"),
    ],
)
def test_a_law_is_cited_as_each_language_writes_it(basis: str, english: str, korean: str) -> None:
    assert cite(basis, "zh_CN") == basis
    assert cite(basis, "en") == english
    assert cite(basis, "ko") == korean


@pytest.mark.parametrize("basis", CITED)
def test_no_reader_meets_a_citation_in_another_language(basis: str) -> None:
    for language in ("en", "ko"):
        assert not re.search(r"[一-鿿]", cite(basis, language))


@given(st.integers(min_value=1, max_value=999))
def test_numbers_are_read_as_they_are_written(number: int) -> None:
    assert number_of(written(number)) == number


def written(number: int) -> str:
    """A number in Chinese, without the 一 before a leading 十."""
    figures = "零一二三四五六七八九"
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    text = f"{figures[hundreds]}百" if hundreds else ""
    if tens:
        text += f"{figures[tens] if hundreds or tens > 1 else ''}十"
    elif hundreds and ones:
        text += "零"
    return text + (figures[ones] if ones else "")
