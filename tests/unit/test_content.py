"""Free text is made safe and uniform where it enters, and rare characters survive exactly (A39)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.content import CapitalSection, Content, Contribution, NameSection, Person
from core.content.text import REFUSED_CATEGORIES, UnsafeText, normalise, normalise_lines

RARE = ["𠮷", "䶮", "龘", "㛃", "镕", "𬎆", "𫖯", "〇"]


@pytest.mark.parametrize("character", RARE)
def test_a39_rare_characters_of_names_make_the_round_trip_exactly(character: str) -> None:
    content = Content(parties={"p1": Person(name=f"王{character}")})
    again = Content.model_validate_json(content.model_dump_json())
    assert again.parties["p1"].name == f"王{character}"
    assert again == content


@pytest.mark.parametrize(
    "character",
    [
        "\u202e",
        "\u202a",
        "\u2066",
        "\u200b",
        "\u200d",
        "\u2060",
        "\ufeff",
        "\u00ad",
        "\x00",
        "\x1b",
        "\n",
        "\ue000",
        "\u2028",
        "\u3164",
    ],
)
def test_a39_bidi_invisible_control_and_private_characters_are_refused_by_name(character: str) -> None:
    with pytest.raises(UnsafeText) as raised:
        normalise(f"王{character}伟")
    assert raised.value.character == f"U+{ord(character):04X}"
    with pytest.raises(ValidationError):
        Person(name=f"王{character}伟")


def test_a39_two_ways_to_write_a_letter_become_one() -> None:
    assert normalise("Cafe\u0301") == "Café"
    assert normalise("  Müller ") == "Müller"


def test_a39_full_width_letters_are_kept_as_written() -> None:
    """NFC, not NFKC: what was signed is what was typed; comparing folds them."""
    assert normalise("（北京）") == "（北京）"
    assert normalise("ＡＢ") == "ＡＢ"


@given(st.text())
def test_a39_what_passes_is_stable_and_holds_nothing_refused(text: str) -> None:
    try:
        normal = normalise(text)
    except UnsafeText:
        return
    assert normalise(normal) == normal
    assert unicodedata.is_normalized("NFC", normal)
    assert not {unicodedata.category(character) for character in normal} & REFUSED_CATEGORIES


def test_remarks_keep_their_lines() -> None:
    assert normalise_lines("一\r\n二 \n三\n") == "一\n二\n三"


def test_members_are_those_who_contribute_each_once_in_order() -> None:
    capital = CapitalSection(contributions=tuple(Contribution(party=key) for key in ("p2", "p1", "p2")))
    assert Content(capital=capital).members == ("p2", "p1")


def test_a_party_that_a_draft_does_not_have_yet_is_empty() -> None:
    assert Content().party("p9") == Person()


def test_a29_fields_that_no_section_has_are_refused() -> None:
    with pytest.raises(ValidationError):
        NameSection.model_validate({"trade_name": "青石", "approved": True})


def test_content_once_made_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        setattr(Content().name, "trade_name", "别的")  # noqa: B010 - plainly assigned, the type checker refuses it first
