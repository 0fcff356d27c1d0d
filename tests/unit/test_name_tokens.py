"""Whatever is typed as a name makes tokens that both databases take, and finds itself and what sounds like it (R22)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import name_ideas, name_index, names
from core.content import NameSection
from core.name_index import Entry, Probe, probes_for, rows_of, tokens

HERE, THERE = "110108", "310115"
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=8)
ANYTHING = st.text(max_size=40)
INDUSTRIES = st.sampled_from(["", "科技", "技术", "餐饮"])
WRITTEN = st.text(st.characters(categories=("Lu", "Ll", "Lo", "Nd", "Po")), max_size=20)
unhurried = settings(deadline=None)
"""The first name of all loads the dictionary of sounds."""
MARKS = re.compile(r"[\s\"'*()^:+\-,{}]")
"""What would end a token, or mean something to FTS5."""


def holds(probe: Probe, words: tuple[str, ...]) -> bool:
    """What a database answers."""
    return all(word in words for word in probe.words) if probe.needs_all else any(word in words for word in probe.words)


def finds(asked: str, stored: str, *, exactly: bool, industry: str = "科技", theirs: str = "科技") -> bool:
    words = tokens(HERE, names.normal_key(stored), theirs)
    probes = probes_for(names.normal_key(asked), industry, HERE)
    return any(holds(probe, words) for probe in probes if probe.exact or not exactly)


@unhurried
@given(ANYTHING, ANYTHING)
def test_no_token_can_be_mistaken_for_two_or_for_a_command(trade: str, industry: str) -> None:
    row = rows_of([Entry("owner", HERE, "name", trade, industry)], 1)[0]
    assert len(row.trade) <= name_index.LONGEST
    for word in tokens(HERE, row.trade, row.industry):
        assert word
        assert not MARKS.search(word)
        assert word in row.tokens.split(" ")
    for probe in probes_for(row.trade, row.industry, HERE):
        assert probe.words
        assert name_index.match(probe).count('"') == 2 * len(probe.words)


@unhurried
@given(HAN, INDUSTRIES)
def test_a_name_finds_itself(trade: str, industry: str) -> None:
    assert finds(trade, trade, exactly=True, industry=industry, theirs=industry)


@unhurried
@given(HAN, HAN)
def test_how_many_tokens_a_name_has_is_bounded_by_its_length(trade: str, other: str) -> None:
    assert len(tokens(HERE, trade + other, "科技")) <= 3 * len(trade + other) + 4


@unhurried
@given(HAN)
def test_no_authority_finds_names_of_another(trade: str) -> None:
    words = tokens(THERE, trade, "科技")
    assert not any(holds(probe, words) for probe in probes_for(trade, "科技", HERE))


@unhurried
@given(HAN, HAN, INDUSTRIES, INDUSTRIES)
def test_whatever_the_rules_call_identical_or_like_by_its_characters_is_asked_for_exactly(
    trade: str, added: str, industry: str, theirs: str
) -> None:
    for asked, stored in ((trade, trade + added), (trade + added, trade), (trade, trade)):
        mine, other = NameSection(trade_name=asked, industry_term=industry), f"北京{stored}{theirs}有限公司"
        parts = names.split(other)
        verdict = names.compare(mine, other)
        by_sound = verdict.rule in ("name.similar.sound", "name.similar.part_sound")
        alike = verdict.likeness is not names.Likeness.DISTINCT and not by_sound
        if alike and len(asked + stored) <= name_index.LONGEST:
            assert finds(asked, parts.trade, exactly=True, industry=industry, theirs=parts.industry)


@pytest.mark.parametrize("other", ["清石", "轻食", "大清石", "青石云", "青云", "白石"])
def test_like_sounds_parts_and_names_altered_in_one_character_are_found(other: str) -> None:
    assert finds("青石", other, exactly=False)
    assert finds(other, "青石", exactly=False)


@unhurried
@given(ANYTHING)
def test_the_normal_key_is_a_fixed_point_that_sees_no_width_case_or_blank(typed: str) -> None:
    key = names.normal_key(typed)
    assert names.normal_key(key) == key
    assert names.normal_key(f" （{typed}） ·") == key
    assert len(names.sound_key(typed)) == len(key)


@unhurried
@given(HAN, HAN, HAN)
def test_the_normal_key_of_joined_texts_is_the_joined_keys(first: str, second: str, third: str) -> None:
    assert names.normal_key(f"{first} {second}（{third}）") == first + second + third


@unhurried
@given(HAN, INDUSTRIES, st.sampled_from(["有限公司", "有限责任公司"]))
def test_the_key_of_a_reservation_parts_again_into_what_it_was_made_of(trade: str, industry: str, form: str) -> None:
    name = NameSection(trade_name=trade, industry_term=industry, legal_form=form)
    assert names.reservation_key(name, HERE).split(":") == [HERE, trade, industry]


# --- A way out ---------------------------------------------------------------------------------------------------

TAKEN = "北京青石科技有限公司"


def named(trade: str) -> NameSection:
    return NameSection(division_code="110000", trade_name=trade, industry_term="科技")


def test_who_finds_a_name_taken_is_offered_others_that_nothing_speaks_against() -> None:
    offered = name_ideas.alternatives(named("青石"), lambda _: [TAKEN])
    assert len(set(offered)) == 3
    for trade in offered:
        check = names.check(named(trade), [TAKEN])
        assert check.findings == ()
        assert check.verdicts == ()
        assert set(trade) & set("青石")


def test_the_same_name_is_offered_the_same_and_another_name_something_else() -> None:
    first, again, other = (name_ideas.alternatives(named(trade), lambda _: []) for trade in ("青石", "青石", "白鹭"))
    assert first == again
    assert not set(first) & set(other)


def test_what_others_hold_is_not_offered() -> None:
    offered = name_ideas.alternatives(named("青石"), lambda _: [])
    held = [f"北京{trade}科技有限公司" for trade in offered]
    assert not set(offered) & set(name_ideas.alternatives(named("青石"), lambda _: held))


def test_where_everything_is_taken_nothing_is_offered_and_the_search_ends() -> None:
    asked: list[str] = []

    def near(name: NameSection) -> list[str]:
        asked.append(name.trade_name)
        return [names.compose(name)]

    assert name_ideas.alternatives(named("青石"), near) == ()
    assert len(asked) <= name_ideas.TRIES


@unhurried
@given(WRITTEN)
def test_no_input_breaks_the_search_for_ideas(typed: str) -> None:
    name = NameSection(division_code="110000", trade_name=typed, industry_term="科技")
    for trade in name_ideas.alternatives(name, lambda _: []):
        assert all(names.is_han(character) for character in trade)
        assert len(trade) >= names.SHORTEST_TRADE_NAME
