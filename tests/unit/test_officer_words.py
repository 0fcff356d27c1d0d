"""What the officers' pages are made of: escaped HTML, messages from browsers, links, words (A29, A37, A38)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from core.spreadsheets import harmless
from officer.html import h, join
from officer.route import Route, to
from officer.surface import Did, read_message
from officer.words import HOURS_A_DAY, Words, choose_language, urgency
from officer.worklist import filter_of

ZH, KO, EN = (Words(language) for language in ("zh_CN", "ko", "en"))


@given(st.text())
def test_no_text_becomes_markup(text: str) -> None:
    """A38: scripts in names never run."""
    shown = h("p", text, title=text)
    assert shown.count("<") == 2
    assert "<script" not in h("div", "<script>alert(1)</script>")


def test_scripts_in_attributes_are_refused() -> None:
    with pytest.raises(ValueError, match="no scripts"):
        h("a", "x", onclick="alert(1)")


def test_elements_nest_and_absent_attributes_are_left_out() -> None:
    made = h("a", h("b", "1"), [None, "2"], for_="x", data_key="k", hidden=False, disabled=True, title=None)
    assert made == '<a for="x" data-key="k" disabled><b>1</b>2</a>'
    assert join(h("br"), "<") == Markup("<br>&lt;")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda one: st.lists(one) | st.dictionaries(st.text(), one),
    )
)
def test_whatever_a_browser_sends_is_read_or_passed_over(data: object) -> None:
    """A29: only texts pass, and only under our names."""
    did = read_message(data)
    assert did is None or all(isinstance(value, str) for value in did.args.values())


def test_a_message_gives_what_was_done_with_trimmed_words() -> None:
    did = read_message({"do": "continue", "args": {"at": "1", "n": 5}, "form": {"words": " a ", "kinds[]": ["x", "y"]}})
    assert did == Did("continue", {"at": "1"}, {"words": " a ", "kinds[]": ("x", "y")})
    assert did.text("words") == "a"
    assert did.several("kinds") == ("x", "y")
    assert did.text("kinds[]") == ""


@given(
    st.text(min_size=1, max_size=8),
    st.dictionaries(st.text(min_size=1, max_size=6), st.text(min_size=1, max_size=9), max_size=4),
)
def test_an_address_read_back_is_the_same_place(page: str, params: dict[str, str]) -> None:
    params.pop("page", None)
    route = Route(page, params)
    assert Route.read(str(route)) == route


def test_an_empty_address_is_the_worklist() -> None:
    assert Route.read("").page == "worklist"
    assert to("case", id="x") == "?page=case&id=x"
    assert Route("worklist", {"offset": "-1"}).number("offset") == 0


def test_a_click_on_a_chart_narrows_the_list_and_foreign_words_do_not() -> None:
    found = filter_of(Route("worklist", {"status": "received", "channel": "nonsense", "decided": "2026-12"}))
    assert [str(one) for one in found.statuses] == ["received"]
    assert found.channels == ()
    assert found.decided_from == datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert found.decided_before == datetime(2026, 12, 31, 16, tzinfo=UTC)
    assert filter_of(Route("worklist", {"decided": "garbage"})).decided_from is None


def test_moments_are_shown_in_beijing_time() -> None:
    assert ZH.moment(datetime(2026, 11, 23, 16, 30, tzinfo=UTC)) == "2026-11-24 00:30"
    assert ZH.moment(None) == "—"


def test_remaining_time_is_said_in_working_days_and_never_by_colour_alone() -> None:
    assert ZH.left(HOURS_A_DAY * 2 + 3) == "剩余 2 个工作日 3 小时"
    assert KO.left(-1) == "0근무일 1시간 초과"
    assert EN.left(0.5) == "less than an hour left"
    assert [urgency(hours) for hours in (None, -1, 1, 99)] == ["none", "late", "soon", "calm"]


def test_amounts_are_exact() -> None:
    assert ZH.money(100_000_000) == "1,000,000 元（100 万元）"
    assert EN.money(12_345) == "123.45 yuan"


def test_the_language_is_the_chosen_one_and_chinese_otherwise() -> None:
    assert choose_language("ko") == "ko"
    assert choose_language("xx") == choose_language(None) == "zh_CN"


@given(st.text())
def test_no_exported_field_is_a_formula(field: str) -> None:
    """A37."""
    assert harmless(field)[:1] not in ("=", "+", "-", "@", "\t", "\r")
