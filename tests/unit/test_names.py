"""Names are composed, checked for words and compared as 工商企注字〔2017〕133号 and the 2021 provisions say (R22)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import names
from core.content import NameSection
from core.names import Likeness
from core.terms import Severity


def named(trade: str = "青石", industry: str = "科技", form: str = "有限公司", division: str = "110000") -> NameSection:
    return NameSection(division_code=division, trade_name=trade, industry_term=industry, legal_form=form)


OWN = named()


def rules_of(name: NameSection) -> dict[str, Severity]:
    return {finding.rule: finding.severity for finding in names.check_words(name)}


def test_a_name_is_division_trade_name_industry_and_form() -> None:
    assert names.compose(OWN) == "北京青石科技有限公司"
    assert names.compose(named(division="330106")) == "杭州市西湖区青石科技有限公司"
    assert names.compose(NameSection()) == "有限公司"


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("北京青石科技有限公司", ("北京", "青石", "科技", "有限公司")),
        ("北京市青石科技有限责任公司", ("北京", "青石", "科技", "有限责任公司")),
        ("青石（北京）科技有限公司", ("北京", "青石", "科技", "有限公司")),
        ("青石(杭州)网络科技有限公司", ("杭州", "青石", "网络科技", "有限公司")),
        ("杭州市西湖区青石餐饮管理有限公司", ("杭州西湖区", "青石", "餐饮管理", "有限公司")),
        ("浙江省桐庐县青石商贸有限公司", ("浙江桐庐县", "青石", "商贸", "有限公司")),
        ("北京朝阳科技有限公司", ("北京", "朝阳", "科技", "有限公司")),
        ("北京长安科技有限公司", ("北京", "长安", "科技", "有限公司")),
        ("青石有限公司", ("", "青石", "", "有限公司")),
        ("北京青石文化艺术传媒有限公司", ("北京", "青石文化艺术", "传媒", "有限公司")),
        ("", ("", "", "", "")),
    ],
)
def test_a_full_name_is_taken_apart(full: str, parts: tuple[str, str, str, str]) -> None:
    assert names.split(full) == names.NameParts(*parts)


@pytest.mark.parametrize(
    ("other", "likeness", "rule"),
    [
        ("北京青石科技有限公司", Likeness.IDENTICAL, "name.identical.whole"),
        ("北京 青石科技有限公司", Likeness.IDENTICAL, "name.identical.whole"),
        ("青石（北京）科技有限公司", Likeness.IDENTICAL, "name.identical.order"),
        ("北京市海淀区青石科技有限公司", Likeness.IDENTICAL, "name.identical.core"),
        ("北京青石科技有限责任公司", Likeness.IDENTICAL, "name.identical.core"),
        ("北京青石技术有限公司", Likeness.SIMILAR, "name.similar.meaning"),
        ("北京青石有限公司", Likeness.SIMILAR, "name.similar.meaning"),
        ("北京清石科技有限公司", Likeness.SIMILAR, "name.similar.sound"),
        ("北京轻食科学技术有限公司", Likeness.SIMILAR, "name.similar.sound"),
        ("北京大青石科技有限公司", Likeness.SIMILAR, "name.similar.contains"),
        ("北京大清石科技有限公司", Likeness.SIMILAR, "name.similar.part_sound"),
        ("北京青石餐饮管理有限公司", Likeness.DISTINCT, "name.distinct"),
        ("北京蓝石科技有限公司", Likeness.DISTINCT, "name.distinct"),
        ("北京清石商贸有限公司", Likeness.DISTINCT, "name.distinct"),
    ],
)
def test_names_are_compared_by_the_rules_of_133(other: str, likeness: Likeness, rule: str) -> None:
    verdict = names.compare(OWN, other)
    assert (verdict.likeness, verdict.rule) == (likeness, rule)
    assert verdict.message.render(str).startswith(f"“{other}”")
    assert bool(verdict.basis) == (likeness is not Likeness.DISTINCT)


def test_a_full_name_can_be_compared_as_well() -> None:
    assert names.compare("北京青石科技有限公司", "北京清石科技有限公司").rule == "name.similar.sound"


def test_a_check_names_the_nearest_first_and_leaves_out_the_distinct() -> None:
    check = names.check(OWN, ["北京清石科技有限公司", "北京蓝石科技有限公司", "北京青石科技有限责任公司"])
    assert [verdict.likeness for verdict in check.verdicts] == [Likeness.IDENTICAL, Likeness.SIMILAR]
    assert check.blocked
    assert check.full == "北京青石科技有限公司"


def test_a_similar_name_warns_but_does_not_block() -> None:
    check = names.check(OWN, ["北京清石科技有限公司"])
    assert check.likeness is Likeness.SIMILAR
    assert not check.blocked


@pytest.mark.parametrize(
    ("name", "rule", "severity"),
    [
        (named("石"), "name.trade.short", Severity.ERROR),
        (named("A石"), "name.letters", Severity.ERROR),
        (named("青石8"), "name.letters", Severity.ERROR),
        (named("青石", "IT科技"), "name.letters", Severity.ERROR),
        (named("杭州"), "name.trade.place", Severity.ERROR),
        (named("海淀区"), "name.trade.place", Severity.ERROR),
        (named("商贸"), "name.trade.industry", Severity.ERROR),
        (named("支那"), "name.word.dignity", Severity.ERROR),
        (named("雷锋"), "name.word.martyr", Severity.ERROR),
        (named("日本桥"), "name.word.foreign", Severity.ERROR),
        (named("中国青石"), "name.word.nation", Severity.ERROR),
        (named("青石国际"), "name.word.nation_within", Severity.WARNING),
        (named("最佳"), "name.word.superlative", Severity.ERROR),
        (named("教授"), "name.word.profession", Severity.WARNING),
        (named("硅谷"), "name.word.foreign_city", Severity.WARNING),
        (named("青石", "基金管理"), "name.word.finance", Severity.WARNING),
        (named("青石", "集团"), "name.word.group", Severity.WARNING),
    ],
)
def test_forbidden_and_restricted_words_are_named_with_their_rule(
    name: NameSection, rule: str, severity: Severity
) -> None:
    assert rules_of(name).get(rule) is severity
    assert all(finding.basis for finding in names.check_words(name))


def test_a_word_is_found_however_it_is_spaced_or_widened() -> None:
    assert "name.word.dignity" in rules_of(named("支 那"))


def test_a_word_that_is_refused_in_front_is_not_warned_of_again() -> None:
    assert list(rules_of(named("中国青石"))) == ["name.word.nation"]


@pytest.mark.parametrize("trade", ["青石", "𠮷祥", "䶮龘", "朝霞", "硅谷里", "小教授"])
def test_ordinary_names_and_rare_characters_pass(trade: str) -> None:
    assert names.check_words(named(trade)) == ()


def test_an_empty_name_is_for_the_form_to_ask_for() -> None:
    assert names.check_words(NameSection()) == ()
    assert names.check(NameSection(), ["北京青石科技有限公司"]).verdicts == ()


def test_a39_the_key_sees_through_width_case_blanks_and_brackets() -> None:
    assert names.normal_key("青石（北京） 科技，有限公司") == names.normal_key("青石(北京)科技有限公司")
    assert names.normal_key("ＡＢc") == "abc"
    assert names.normal_key("𠮷") == "𠮷"


def test_one_name_is_reserved_once_whatever_its_division_and_form() -> None:
    keys = {names.reservation_key(named(form=form, division=division), "110108")
            for form in ("有限公司", "有限责任公司") for division in ("110000", "110108")}  # fmt: skip
    assert len(keys) == 1
    assert keys != {names.reservation_key(OWN, "110105")}
    assert keys != {names.reservation_key(named(industry="商贸"), "110108")}


def test_bigrams_serve_the_index() -> None:
    assert names.bigrams("青石云") == {"青石", "石云"}
    assert names.bigrams("石") == {"石"}
    assert names.bigrams("") == frozenset()
    assert names.sound_bigrams("青石") == names.sound_bigrams("清石") == {"~qing.shi"}


HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=8)


@given(HAN, HAN)
def test_comparing_never_fails_and_sees_the_same_from_both_sides(first: str, second: str) -> None:
    one, other = f"北京{first}科技有限公司", f"北京{second}科技有限公司"
    assert names.compare(one, other).likeness == names.compare(other, one).likeness


@given(st.text(max_size=20))
def test_taking_apart_never_fails_and_loses_nothing_but_brackets_and_endings(full: str) -> None:
    parts = names.split(full)
    assert len(parts.trade + parts.industry + parts.form) <= len(names.normal_key(full))
