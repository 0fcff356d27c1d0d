"""Each wrong thing is found by its rule, at its place, with a way out; the rest is reported as in order (R22, R23)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import rules
from core.content import Content
from core.i18n import LANGUAGES, translator
from core.rules import Finding
from core.terms import Severity
from tests.builders.bent import BENT
from tests.contents import TODAY, company, person, plain, rule_facts

ERROR, WARNING, PASSED = Severity.ERROR, Severity.WARNING, Severity.PASSED
CHILD = person(4, "王小明", date(2015, 1, 1))
YOUTH = person(4, "王小明", date(2009, 11, 24))


def found(content: Content, **facts: Any) -> list[Finding]:
    return [one for one in rules.check(content, rule_facts(**facts)) if one.severity is not PASSED]


def brief(content: Content, **facts: Any) -> set[tuple[str, Severity, str]]:
    return {(one.rule, one.severity, one.place) for one in found(content, **facts)}


def test_a_company_in_order_has_no_finding_but_those_in_order() -> None:
    findings = rules.check(company(), rule_facts())
    assert {one.severity for one in findings} == {PASSED}
    assert len(findings) >= 25
    assert all(one.evidence for one in findings)


def test_r23_what_is_in_order_is_shown_with_its_evidence_and_law() -> None:
    total = next(one for one in rules.check(company(), rule_facts()) if one.rule == "capital.sum")
    assert total.evidence == {"registered capital": "1,000,000", "sum of contributions": "1,000,000"}
    assert total.basis == "Company Law, art. 47"


def test_no_rule_speaks_of_what_is_not_there_yet() -> None:
    """An empty draft is told what to fill in, nothing else."""
    said = rules.check(Content(), rule_facts(uploads=frozenset()))
    assert {one.rule for one in said if one.severity is not PASSED} == {
        *(f"{section}.required" for section in ("name", "domicile", "scope", "capital", "organs", "contact")),
        "domicile.proof",
    }
    assert {one.rule for one in said if one.severity is PASSED} <= {"name.form", "other.paper"}


# What is wrong, which rule finds it, how much it weighs, and where.
CASES: list[tuple[dict[str, object], str, Severity, str]] = [
    # name
    ({"name.trade_name": ""}, "name.required", ERROR, "name.trade_name"),
    ({"name.trade_name": "石"}, "name.trade.short", ERROR, "name.trade_name"),
    ({"name.trade_name": "雷锋"}, "name.word.martyr", ERROR, "name.trade_name"),
    ({"name.industry_term": "Tech"}, "name.letters", ERROR, "name.industry_term"),
    ({"name.division_code": "330100"}, "name.division", ERROR, "name.division_code"),
    ({"name.legal_form": "股份有限公司"}, "name.form", ERROR, "name.legal_form"),
    ({"name.industry_term": "餐饮管理"}, "name.industry", WARNING, "name.industry_term"),
    ({"name.industry_term": "奇妙"}, "name.industry", WARNING, "name.industry_term"),
    # domicile
    ({"domicile.address": ""}, "domicile.required", ERROR, "domicile.address"),
    ({"domicile.region_code": "110105"}, "domicile.region", ERROR, "domicile.region_code"),
    ({"domicile.region_code": "999999"}, "domicile.region", ERROR, "domicile.region_code"),
    ({"domicile.address": "中关村大街"}, "domicile.address", WARNING, "domicile.address"),
    ({"domicile.address": "北京市海淀区中关村大街1号"}, "domicile.address", WARNING, "domicile.address"),
    ({"domicile.postcode": "10008"}, "domicile.postcode", ERROR, "domicile.postcode"),
    # scope
    ({"scope.phrases": []}, "scope.required", ERROR, "scope.phrases"),
    ({"scope.phrases.0.text": "写程序"}, "scope.standard", WARNING, "scope.phrases.0.text"),
    ({"scope.phrases.0.code": "6210"}, "scope.standard", ERROR, "scope.phrases.0.code"),
    ({"scope.phrases.1": {"code": "6513", "text": "软件开发"}}, "scope.number", ERROR, "scope.phrases.1.text"),
    ({"scope.phrases.1": {"code": "6210", "text": "餐饮服务"}}, "scope.permit_after", WARNING, "scope.phrases.1.text"),
    ({"scope.phrases.1": {"code": "7271", "text": "保安服务"}}, "uploads.required", ERROR, "uploads.permit"),
    # people
    ({"parties.p1.name": ""}, "parties.required", ERROR, "parties.p1.name"),
    ({"parties.p1.phone": ""}, "parties.required", ERROR, "parties.p1.phone"),
    ({"parties.p1.identity_number": "110108198506010019"}, "parties.identity", ERROR, "parties.p1.identity_number"),
    ({"parties.p3": person(1, "王建国")}, "parties.once", ERROR, "parties.p3.identity_number"),
    ({"parties.p2.name": "王建国"}, "parties.namesakes", WARNING, "parties.p2.name"),
    ({"parties.p2.name": "Li Xiuying"}, "parties.names", ERROR, "parties.p2.name"),
    ({"parties.p2.name": "李"}, "parties.names", ERROR, "parties.p2.name"),
    ({"parties.p2.phone": "12345678901"}, "parties.phones", ERROR, "parties.p2.phone"),
    ({"parties.p2.phone": "13800000001"}, "parties.phones", WARNING, "parties.p2.phone"),
    ({"parties.p2.email": "li@nowhere"}, "parties.emails", ERROR, "parties.p2.email"),
    # capital
    ({"capital.registered": 0}, "capital.required", ERROR, "capital.registered"),
    ({"capital.contributions": []}, "capital.required", ERROR, "capital.contributions"),
    ({"capital.contributions.0.amount": 0}, "capital.required", ERROR, "capital.contributions.0.amount"),
    ({"capital.contributions.0.due": None}, "capital.required", ERROR, "capital.contributions.0.due"),
    ({"capital.contributions.0.amount": 60_000_001}, "capital.sum", ERROR, "capital.registered"),
    ({"capital.contributions.0.due": "2031-11-24"}, "capital.due", ERROR, "capital.contributions.0.due"),
    ({"capital.contributions.0.due": "2026-11-22"}, "capital.due", ERROR, "capital.contributions.0.due"),
    ({"capital.contributions.1.party": "p1"}, "capital.parties", ERROR, "capital.contributions.1.party"),
    ({"capital.contributions.1.party": "p9"}, "capital.parties", ERROR, "capital.contributions.1.party"),
    ({"capital.contributions.1.form": "in_kind"}, "capital.in_kind", WARNING, "capital.contributions.1.form"),
    ({"capital.registered": 10**11}, "capital.plausible", WARNING, "capital.registered"),
    ({"parties.p2": CHILD}, "capital.minors", WARNING, "capital.contributions.1.party"),
    # organs
    ({"organs.directors": []}, "organs.required", ERROR, "organs.directors"),
    ({"organs.legal_representative": ""}, "organs.required", ERROR, "organs.legal_representative"),
    ({"organs.directors": ["p1", "p2"]}, "organs.directors", ERROR, "organs.directors"),
    ({"organs.directors": ["p1", "p9"]}, "organs.people", ERROR, "organs.directors"),
    ({"organs.directors": ["p1", "p1"]}, "organs.people", ERROR, "organs.directors"),
    ({"organs.chair": "p2"}, "organs.chair", ERROR, "organs.chair"),
    ({"organs.chair": "p1"}, "organs.chair", WARNING, "organs.chair"),
    ({"organs.legal_representative": "p2"}, "organs.legal_representative", ERROR, "organs.legal_representative"),
    ({"parties.p3": CHILD}, "organs.capacity", ERROR, "organs.supervisors"),
    ({"parties.p3": YOUTH}, "organs.capacity", WARNING, "organs.supervisors"),
    ({"organs.supervisors": []}, "organs.supervisors", WARNING, "organs.supervisors"),
    ({"organs.supervisors": ["p2", "p3"]}, "organs.supervisors", ERROR, "organs.supervisors"),
    ({"organs.supervisors": ["p1"]}, "organs.supervisors_apart", ERROR, "organs.supervisors"),
    ({"organs.supervisors": ["p2"]}, "organs.supervisors_apart", ERROR, "organs.supervisors"),
    # contact and other
    ({"contact.phone": ""}, "contact.required", ERROR, "contact.phone"),
    ({"contact.liaison": ""}, "contact.required", ERROR, "contact.liaison"),
    ({"contact.phone": "62345678"}, "contact.reachable", ERROR, "contact.phone"),
    ({"contact.email": "office"}, "contact.reachable", ERROR, "contact.email"),
    ({"contact.postcode": "1"}, "contact.reachable", ERROR, "contact.postcode"),
    ({"contact.liaison": "p9"}, "contact.people", ERROR, "contact.liaison"),
    ({"contact.finance_officer": ""}, "contact.finance", WARNING, "contact.finance_officer"),
    ({"other.paper_copies": 2}, "other.paper", ERROR, "other.paper_copies"),
]


@pytest.mark.parametrize(("changes", "rule", "severity", "place"), CASES)
def test_each_wrong_thing_is_found_by_its_rule_at_its_place(
    changes: dict[str, object], rule: str, severity: Severity, place: str
) -> None:
    assert (rule, severity, place) in brief(company(changes))


def test_every_rule_is_seen_to_find_something() -> None:
    """A rule that no test makes speak cannot be trusted."""
    spoken = {rule for _, rule, _, _ in CASES} | {one.rule for one in BENT} | {"name.distinct"}
    spoken |= {"name.words"} if {"name.trade.short", "name.word.martyr"} <= spoken else set()
    elsewhere = "core.rules.confirmation"  # what databases say of organisations is tested with them
    assert {name for name, one in rules.RULES.items() if one.check.__module__ != elsewhere} <= spoken


def test_only_what_is_bent_is_found() -> None:
    assert brief(company({"capital.contributions.0.due": "2026-11-22"})) == {
        ("capital.due", ERROR, "capital.contributions.0.due")
    }


def test_a_missing_proof_of_premises_is_asked_for_beside_its_field() -> None:
    assert brief(company(), uploads=frozenset()) == {("domicile.proof", ERROR, "domicile.proof_upload")}


@pytest.mark.parametrize(("count", "right"), [(1, True), (50, True), (51, False)])
def test_company_law_42_one_to_fifty_members(count: int, right: bool) -> None:
    data = plain()
    data["parties"].update(
        {f"m{n}": person(100 + n, f"成员{'甲乙丙丁戊'[n % 5]}{chr(0x4E00 + n)}") for n in range(count)}
    )
    share = data["capital"]["registered"] // count
    data["capital"]["registered"] = share * count
    data["capital"]["contributions"] = [{"party": f"m{n}", "amount": share, "due": "2030-01-01"} for n in range(count)]
    wrong = [one.rule for one in found(Content.model_validate(data))]
    assert wrong == ([] if right else ["capital.members"])


def test_the_sum_is_spoken_of_once_every_share_is_there() -> None:
    """Before that the empty share is what is wrong, and it is said where it is missing."""
    said = brief(company({"capital.contributions.0.amount": 0}))
    assert ("capital.required", ERROR, "capital.contributions.0.amount") in said
    assert "capital.sum" not in {rule for rule, _, _ in said}


def test_company_law_68_a_board_of_three_needs_a_chair_among_them() -> None:
    board: dict[str, object] = {"organs.directors": ["p1", "p2", "p3"], "organs.supervisors": [], "organs.manager": ""}
    assert ("organs.required", ERROR, "organs.chair") in brief(company(board))
    assert not [one for one in found(company({**board, "organs.chair": "p1"})) if one.severity is ERROR]


def test_company_law_10_an_ordinary_director_as_legal_representative_is_pointed_out() -> None:
    board: dict[str, object] = {
        "organs.directors": ["p1", "p2", "p3"], "organs.chair": "p2", "organs.manager": "", "organs.supervisors": []
    }  # fmt: skip
    assert ("organs.legal_representative", WARNING, "organs.legal_representative") in brief(company(board))


def test_company_law_47_the_last_day_is_five_years_ahead_also_from_a_leap_day() -> None:
    leap: dict[str, object] = {
        "capital.contributions.0.due": "2033-02-28", "capital.contributions.1.due": "2032-02-29"
    }  # fmt: skip
    assert brief(company(leap), today=date(2028, 2, 29)) == set()


def test_a_contribution_in_kind_that_is_described_is_in_order() -> None:
    described: dict[str, object] = {
        "capital.contributions.1.form": "in_kind",
        "other.remarks": "设备一台，评估价40万元",
    }
    assert brief(company(described)) == set()


def test_names_are_compared_when_somebody_looked_them_up() -> None:
    names = ("北京青石技术有限公司", "北京青石科技有限责任公司")
    assert brief(company(), names=names) == {
        ("name.identical.core", ERROR, "name.trade_name"),
        ("name.similar.meaning", WARNING, "name.trade_name"),
    }
    assert brief(company(), name_taken=True) == {("name.taken", ERROR, "name.trade_name")}
    assert "name.distinct" in {one.rule for one in rules.check(company(), rule_facts(names=()))}
    assert "name.distinct" not in {one.rule for one in rules.check(company(), rule_facts())}


def test_somebody_without_a_part_in_the_company_need_not_be_complete() -> None:
    assert brief(company({"parties.p4": {"name": "赵磊"}})) == set()


def test_a40_findings_carry_no_identity_number() -> None:
    content = company({"parties.p3": person(1, "王建国")})
    told = str([one.to_json() for one in rules.check(content, rule_facts())])
    assert not [one for one in content.parties.values() if one.identity_number in told]


def test_findings_make_the_round_trip() -> None:
    for one in rules.check(company({"capital.contributions.0.amount": 1}), rule_facts()):
        assert Finding.from_json(one.to_json()) == one


def test_findings_come_in_the_order_of_the_form() -> None:
    found = list(dict.fromkeys(one.rule.partition(".")[0] for one in rules.check(company(), rule_facts())))
    assert found == [section for section in rule_facts().procedure.sections if section in found]
    assert {"name", "parties", "capital", "organs"} <= set(found)


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_finding_can_be_read_in_every_language(language: str) -> None:
    translate = translator(language)
    for changes, *_ in CASES:
        for one in rules.check(company(changes), rule_facts(names=("北京青石技术有限公司",))):
            assert "{" not in one.message.render(translate)
            shown = [one.message.render(translate), translate(one.basis), *map(translate, one.evidence)]
            if language != "en":
                assert one.message.render(translate) != one.message.render(str)
                assert translate(one.basis) != one.basis
            assert all(shown)


def test_r22_progress_counts_what_must_be_filled_in_and_reaches_100_only_at_the_end() -> None:
    procedure = rule_facts().procedure
    assert rules.progress(company(), procedure).percent == 100
    nearly = rules.progress(company({"contact.phone": ""}), procedure)
    assert nearly.percent < 100
    assert nearly.sections["contact"] == (1, 2)
    empty = rules.progress(Content(), procedure)
    assert empty.done == 1  # the legal form has a default
    assert set(empty.sections) == set(procedure.sections)


def leaves(data: object, place: str = "") -> Mapping[str, object]:
    """All places of plain content that hold a value."""
    if isinstance(data, dict):
        return {k: v for key, one in data.items() for k, v in leaves(one, f"{place}.{key}".lstrip(".")).items()}
    if isinstance(data, list | tuple) and data and isinstance(data[0], dict):
        return {k: v for n, one in enumerate(data) for k, v in leaves(one, f"{place}.{n}").items()}
    return {place: data}


def test_every_place_of_the_content_has_a_label_a_help_and_a_basis() -> None:
    for place in leaves(company().model_dump()):
        label, above = rules.field_label(place), rules.field_label(place.rpartition(".")[0])
        assert label != rules.field_label("nowhere")
        assert label != above, f"{place} has no row of its own"
        assert rules.field_help(place)
        assert rules.field_basis(place)


def test_a_place_without_a_row_takes_the_nearest_above() -> None:
    assert rules.field_label("organs.directors.2") == rules.field_label("organs.directors")
    assert rules.field_label("capital.contributions.7") == rules.field_label("capital.contributions")
    assert rules.field_label("") == rules.field_label("nowhere")


def test_every_finding_stands_at_a_place_that_has_a_name() -> None:
    for changes, _, _, place in CASES:
        assert rules.field_label(place) != rules.field_label("nowhere"), changes


JUNK = st.dictionaries(
    st.sampled_from(
        [place for place, value in leaves(plain()).items() if isinstance(value, str) and "due" not in place]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=20).map(str.strip),
    max_size=4,
)


@given(JUNK)
@settings(deadline=None)
def test_checks_never_fail_whatever_was_typed(changes: dict[str, object]) -> None:
    assert rules.check(company(changes), rule_facts(today=TODAY, names=("北京青石技术有限公司",)))
