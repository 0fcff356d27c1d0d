"""Officers read of every type what it is called by its own law, at the counter and in a case (R22, R23)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import cast

import pytest

from core import catalogue, particulars, rules
from core.catalogue import Procedure
from core.choices import Choices
from core.content import Content, value_at
from core.i18n import LANGUAGES, Message, translator
from core.inner.about import About, Subject
from core.inner.cases import ApplicantView, CaseView
from core.inner.counter import CounterView
from core.rules import Finding, RuleFacts
from core.rules.wording import CONTRIBUTORS, HELPS, LABELS, LAWS
from core.signatories import heads
from core.terms import EnterpriseStatus, Severity
from officer.case_content import content_column
from officer.case_forms import place_name
from officer.counter_form import Fields
from officer.counter_side import missing
from officer.words import Words
from tests.builders import AUTHORITY, TODAY, content_for

COMPANYS_WORDS = ("股东", "董事", "注册资本")
"""What no cooperative, partnership or branch has."""
NAMED = re.compile(r'<(label|legend|dt|summary|th|span(?= class="label"))\b[^>]*>(.*?)</\1>')


def norm(procedure: str) -> Procedure:
    return catalogue.load().procedure(procedure, TODAY)


def names(page: object) -> Iterator[str]:
    """What fields and sections are called on a page, without its values and its sentences."""
    yield from (re.sub("<.*?>", "", found.group(2)).strip() for found in NAMED.finditer(str(page)))


def at_counter(procedure_id: str, *sections: str) -> list[str]:
    procedure = norm(procedure_id)
    fields = Fields(Words("zh_CN"), content_for(procedure)[0], procedure, AUTHORITY, (), {}, 0, Choices())
    return [name for section in sections for name in names(fields.section(section))]


def in_case(procedure_id: str) -> tuple[CaseView, list[str]]:
    """A case, and what is named in the column of what was filled in."""
    procedure = norm(procedure_id)
    content, prior = content_for(procedure)
    changes = particulars.changes(prior, content, procedure.type) if prior else ()
    subject = Subject("91", "甲", EnterpriseStatus.EXISTING, 1) if prior else None
    about = About(procedure.title, procedure.type, procedure.sections, (), subject, changes=changes)
    found = SimpleNamespace(about=about, content=content, applicant=ApplicantView("甲", "", "", ""))
    case = cast(CaseView, found)
    return case, list(names(content_column(Words("zh_CN"), case, "")))


def said_beside_the_form(procedure_id: str, place: str) -> str:
    finding = Finding("a.rule", Severity.ERROR, place, Message("…"))
    draft = cast(CounterView, SimpleNamespace(procedure=norm(procedure_id), findings=(finding,)))
    return str(missing(Words("zh_CN"), draft))


@pytest.mark.parametrize(
    ("procedure", "sections", "called"),
    [
        (
            "COOP.SETUP", ("capital", "organs"),
            {"成员出资总额", "成员及出资", "出资成员", "理事", "理事长", "理事长（法定代表人）"},
        ),
        ("GP.SETUP", ("capital",), {"出资总额", "合伙人及出资", "合伙人"}),
        ("BRANCH_CO.SETUP", ("name",), {"分支机构的标识（如地名）"}),
        ("BRANCH_NCO.SETUP", ("name", "capital"), {"分支机构的标识（如地名）", "资金数额"}),
    ],
)  # fmt: skip
def test_r22_the_counters_form_calls_every_type_by_its_own_words(
    procedure: str, sections: tuple[str, ...], called: set[str]
) -> None:
    shown = at_counter(procedure, *sections)
    assert called <= set(shown)
    assert not [name for name in shown if any(word in name for word in COMPANYS_WORDS)]


def test_r22_what_a_cooperative_is_told_at_the_counter_is_not_about_a_company() -> None:
    procedure = norm("COOP.SETUP")
    said = rules.check(Content(), RuleFacts(today=TODAY, procedure=procedure, authority_id=AUTHORITY))
    fields = Fields(Words("zh_CN"), content_for(procedure)[0], procedure, AUTHORITY, said, {}, 0, Choices())
    assert "尚未选择理事长" in str(fields.section("organs"))
    for section in ("capital.registered", "capital.contributions.0.amount", "organs.directors"):
        help_ = translator("zh_CN")(rules.field_help(section, procedure.type))
        assert "注册资本" not in help_
        assert "董事" not in help_
    assert "董事" not in str(fields.section("organs"))


def test_r22_a_companys_words_stay_as_they_are() -> None:
    assert {"董事", "董事长", "法定代表人", "股东", "股东及出资"} <= set(at_counter("LLC.SETUP", "capital", "organs"))


@pytest.mark.parametrize("procedure", ["BRANCH_CO.SETUP", "SOLE.SETUP", "HOUSEHOLD.SETUP"])
def test_r22_what_has_no_members_has_no_list_of_them(procedure: str) -> None:
    fields = Fields(Words("en"), Content(), norm(procedure), AUTHORITY, (), {}, 0, Choices())
    assert "capital.contributions" not in str(fields.section("capital"))


@pytest.mark.parametrize(
    ("procedure", "place", "called"),
    [
        ("COOP.SETUP", "organs.directors.1", "理事: "),
        ("COOP.SETUP", "organs", "理事会和理事长: "),
        ("GP.SETUP", "capital.contributions", "合伙人及出资: "),
        ("BRANCH_CO.SETUP", "domicile", "经营场所: "),
        ("LLC.SETUP", "organs.directors.1", "董事: "),
    ],
)
def test_r22_what_is_missing_is_named_in_the_words_of_the_type(procedure: str, place: str, called: str) -> None:
    assert called in said_beside_the_form(procedure, place)


@pytest.mark.parametrize(
    ("procedure", "called"),
    [
        ("COOP.SETUP", {"成员出资总额", "理事", "理事长（法定代表人）"}),
        ("COOP.CHANGE.LEGAL_REP", {"理事长（法定代表人）"}),
        ("GP.SETUP", {"出资总额", "经营场所"}),
        ("BRANCH_CO.SETUP", {"分支机构的标识（如地名）", "经营场所"}),
    ],
)
def test_r23_a_case_reads_in_the_words_of_the_type(procedure: str, called: set[str]) -> None:
    _, shown = in_case(procedure)
    assert called <= set(shown)
    assert not [name for name in shown if any(word in name for word in COMPANYS_WORDS)]


def test_r23_the_places_that_a_return_can_name_are_called_likewise() -> None:
    case, _ = in_case("COOP.SETUP")
    assert place_name(Words("zh_CN"), case, "organs.directors") == "理事"
    assert place_name(Words("zh_CN"), case, "capital.contributions.0.party").startswith("出资成员 · ")


def test_r50_the_page_of_an_enterprise_calls_its_facts_likewise() -> None:
    def called(procedure: str, *facts: str) -> list[str]:
        return [translator("zh_CN")(rules.PUBLIC[fact](norm(procedure).type)) for fact in facts]

    facts = ("legal_representative", "registered_capital", "members")
    assert called("COOP.SETUP", *facts) == ["理事长（法定代表人）", "成员出资总额", "合作社成员"]
    assert called("GP.SETUP", *facts) == ["执行事务合伙人", "出资总额", "合伙人"]
    assert called("BRANCH_CO.SETUP", *facts[:2], "domicile") == ["分支机构负责人", "资金数额", "经营场所"]
    assert called("LLC.SETUP", *facts) == ["法定代表人", "注册资本", "股东"]


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_r22_every_word_of_a_group_can_be_read_in_every_language(language: str) -> None:
    translate = translator(language)
    assert all(translate(text) != text for table in (LABELS, HELPS, CONTRIBUTORS, LAWS) for text in table.values())


def test_r22_every_place_named_for_a_group_is_one_that_a_company_names_too() -> None:
    """A row for a place that no longer exists would never be seen."""
    assert {place for _, place in (*LABELS, *HELPS)} <= {*rules.FIELDS, *rules.SECTION_LABELS}


@pytest.mark.parametrize(
    ("procedure", "place", "label"),
    [
        ("REP_OFFICE.SETUP", "representatives.chief", "首席代表"),
        ("FOREIGN_BRANCH.SETUP", "parent.head", "负责人"),
        ("LLC.SETUP", "organs.legal_representative", "法定代表人"),
    ],
)
def test_r50_register_and_licence_show_who_is_at_the_head_whoever_signs(procedure: str, place: str, label: str) -> None:
    of = norm(procedure).type
    content, _ = content_for(norm(procedure))
    assert heads(content, of) == (content.name_of(str(value_at(content, place))),)
    assert translator("zh_CN")(rules.PUBLIC["legal_representative"](of)) == label
