"""Every procedure of every type can be filled in without a mistake, and each mistake is found (R03, R23)."""

from __future__ import annotations

import string
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import catalogue, rules, situation
from core.catalogue import Procedure
from core.catalogue.groups import Group
from core.codes import full_region_name
from core.content import Content, OrgansSection
from core.derived import settled
from core.documents import PackFacts
from core.documents.build import BY_SOURCE, FAMILIES, content_hashes
from core.effects import amended, differing, registered
from core.i18n import LANGUAGES, translator
from core.rules import Finding, RuleFacts
from core.rules.asked import offices
from core.rules.wording import SAID
from core.signatories import signatories
from core.terms import Effect, MaterialSource, Severity
from tests.builders import AUTHORITY, TODAY, content_for, unlike
from tests.builders.bent import BENT, Bent
from tests.contents import bend

NORM = catalogue.load()
TYPES = {edition.id: sorted({one.entity_type for one in NORM.open_on(edition.since)}) for edition in NORM.editions}
CASES = [(edition.id, kind) for edition in NORM.editions for kind in TYPES[edition.id]]
NOW = NORM.edition(TODAY).id


def day_of(edition: str) -> date:
    """A day on which an edition is in force."""
    return TODAY if edition == NOW else next(one.since for one in NORM.editions if one.id == edition)


def procedures(edition: str, kind: str) -> Iterator[Procedure]:
    return (one for one in NORM.procedures[edition].values() if one.entity_type == kind)


def facts_for(procedure: Procedure, prior: Content | None, today: date, **more: Any) -> RuleFacts:
    return RuleFacts(today=today, procedure=procedure, authority_id=AUTHORITY, prior=prior, **more)


def errors(content: Content, facts: RuleFacts) -> list[tuple[str, str]]:
    return [(one.rule, one.place) for one in rules.check(content, facts) if one.severity is Severity.ERROR]


@pytest.mark.parametrize(("edition", "kind"), CASES)
def test_r03_no_rule_finds_an_error_in_a_content_in_order(edition: str, kind: str) -> None:
    today = day_of(edition)
    for procedure in procedures(edition, kind):
        content, prior = content_for(procedure, today=today)
        assert errors(content, facts_for(procedure, prior, today)) == [], procedure.id
        assert (prior is not None) == procedure.is_about_existing
        assert rules.progress(content, procedure).percent == 100


@pytest.mark.parametrize("kind", TYPES[NOW])
def test_r20_every_situation_can_be_declared_and_its_material_is_signed_by_somebody(kind: str) -> None:
    for procedure in procedures(NOW, kind):
        declared = situation.circumstances(procedure)
        content, prior = content_for(procedure, circumstances=declared)
        assert errors(content, facts_for(procedure, prior, TODAY)) == [], procedure.id
        for material in situation.pack(procedure, content, prior):
            assert signatories(material, content, procedure), f"{procedure.id}: {material.kind}"


@pytest.mark.parametrize("kind", TYPES[NOW])
def test_what_changes_differs_from_the_register_at_what_the_procedure_changes(kind: str) -> None:
    for procedure in procedures(NOW, kind):
        content, prior = content_for(procedure)
        if prior is not None and procedure.changes:
            assert differing(registered(prior), registered(content), procedure.changes), procedure.id
            again = unlike(prior, procedure)
            assert differing(registered(prior), registered(again), procedure.changes), procedure.id
            assert errors(again, facts_for(procedure, prior, TODAY)) == [], procedure.id


@pytest.mark.parametrize("kind", TYPES[NOW])
def test_changes_follow_one_another_upon_what_the_register_says_then(kind: str) -> None:
    """Twice through all changes and filings of a type: every one is in order after all others."""
    setup = NORM.procedure(f"{kind}.SETUP", TODAY)
    current = registered(content_for(setup)[0])
    for turn in (2, 3):
        for procedure in procedures(NOW, kind):
            if procedure.effect in (Effect.CHANGE, Effect.FILE) and procedure.changes:
                content = unlike(current, procedure, seed=turn)
                assert errors(content, facts_for(procedure, current, TODAY)) == [], f"{procedure.id} ({turn})"
                if "TYPE" not in procedure.item:
                    current = amended(current, content, procedure.changes)


@pytest.mark.parametrize("kind", TYPES[NOW])
def test_r21_every_document_can_be_made_from_such_a_content(kind: str) -> None:
    """Its data can be collected and hashed; drawing them is tested with the documents."""
    for procedure in procedures(NOW, kind):
        content, prior = content_for(procedure)
        facts = PackFacts(
            "A1", procedure.edition, TODAY, "北京市海淀区市场监督管理局", full_region_name, procedure, prior
        )
        known = [
            one for one in situation.pack(procedure, content, prior) if one.kind in FAMILIES or one.source in BY_SOURCE
        ]
        assert set(content_hashes(content, facts, known)) == {one.kind for one in known}, procedure.id


def test_people_given_stand_in_the_roles_in_their_order() -> None:
    someone, _ = content_for(NORM.procedure("LLC.SETUP", TODAY), seed=7)
    given_ = list(someone.parties.values())
    content, _ = content_for(NORM.procedure("GP.SETUP", TODAY), people=given_)
    assert [content.party(f"p{number}") for number in (1, 2)] == given_[:2]


def test_two_seeds_give_two_enterprises() -> None:
    procedure = NORM.procedure("LLC.CHANGE.NAME", TODAY)
    first, second = (content_for(procedure, seed=seed)[0] for seed in (1, 2))
    assert first.name != second.name
    assert first.subject.uscc != second.subject.uscc
    numbers = [{one.identity_number for one in content.parties.values()} for content in (first, second)]
    assert not numbers[0] & numbers[1]


@given(st.integers(0, 2600))
@settings(deadline=None)
def test_a_name_of_any_seed_is_well_composed(seed: int) -> None:
    content, _ = content_for(NORM.procedure("LLC.SETUP", TODAY), seed=seed)
    assert not [one for one in rules.check(content, facts_for(NORM.procedure("LLC.SETUP", TODAY), None, TODAY))
                if one.severity is Severity.ERROR]  # fmt: skip


def test_several_items_in_one_application_are_in_order_together() -> None:
    for procedure_id in (
        "LLC.CHANGE.NAME+SCOPE+LEGAL_REP",
        "GP.CHANGE.NAME+DOMICILE",
        "FIE_LLC.CHANGE.SCOPE+FIE_TOTAL",
    ):
        procedure = NORM.procedure(procedure_id, TODAY)
        content, prior = content_for(procedure)
        assert errors(content, facts_for(procedure, prior, TODAY)) == [], procedure_id


@pytest.mark.parametrize("case", BENT, ids=str)
def test_each_mistake_is_found_by_its_rule_at_its_place(case: Bent) -> None:
    found = {(one.rule, one.severity, one.place) for one in findings(case)}
    assert (case.rule, case.severity, case.place) in found


def findings(case: Bent) -> tuple[Finding, ...]:
    procedure = NORM.procedure(case.procedure, TODAY)
    content, prior = content_for(procedure)
    plain = content.model_dump(mode="json")
    before = prior.model_dump(mode="json") if prior else {}
    for place, value in case.changes.items():
        bend(place, value(plain, before) if callable(value) else value, plain)
    return rules.check(Content.model_validate(plain), facts_for(procedure, prior, TODAY, **case.facts))


@pytest.mark.parametrize("case", [one for one in BENT if one.changes or one.facts], ids=str)
def test_without_the_mistake_the_rule_finds_nothing(case: Bent) -> None:
    procedure = NORM.procedure(case.procedure, TODAY)
    content, prior = content_for(procedure)
    said = rules.check(content, facts_for(procedure, prior, TODAY))
    assert not [one for one in said if one.rule == case.rule and one.severity is not Severity.PASSED]


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_finding_can_be_read_in_every_language(language: str) -> None:
    translate = translator(language)
    for case in BENT:
        for one in findings(case):
            shown = one.message.render(translate)
            assert "{" not in shown
            assert rules.field_label(one.place)
            if language != "en":
                assert shown != one.message.render(str), one.message.text
                assert translate(one.basis) != one.basis
                assert all(translate(key) != key for key in one.evidence), one.evidence


def leaves(data: object, place: str = "") -> Iterator[str]:
    """All places of plain content that hold a value."""
    if isinstance(data, dict) and data:
        for key, one in data.items():
            yield from leaves(one, f"{place}.{key}".lstrip("."))
    elif isinstance(data, list | tuple) and data and isinstance(data[0], dict):
        for number, one in enumerate(data):
            yield from leaves(one, f"{place}.{number}")
    else:
        yield place


@pytest.mark.parametrize("kind", TYPES[NOW])
def test_r22_every_place_of_every_content_has_a_label_a_help_and_a_basis(kind: str) -> None:
    places = {place for one in procedures(NOW, kind) for place in leaves(content_for(one)[0].model_dump())}
    for place in places:
        label, above = rules.field_label(place), rules.field_label(place.rpartition(".")[0])
        assert label != rules.field_label("nowhere"), place
        assert label != above or "." not in place, f"{place} has no row of its own"
        assert rules.field_help(place)
        assert rules.field_basis(place)


def test_every_section_of_the_norm_has_a_name() -> None:
    sections = {section for row in NORM.procedures.values() for one in row.values() for section in one.sections}
    assert sections <= set(rules.SECTION_LABELS)


def test_whatever_must_be_uploaded_has_a_section_to_upload_it_in() -> None:
    for row in NORM.procedures.values():
        for procedure in row.values():
            for material in procedure.materials:
                if material.source is MaterialSource.UPLOADED:
                    section = rules.upload_place(material.kind).partition(".")[0]
                    assert section in procedure.sections, f"{procedure.id}: {material.kind}"


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=5), st.integers(-3, 3))
@settings(deadline=None)
def test_shares_are_in_order_exactly_when_they_add_up(amounts: list[int], difference: int) -> None:
    procedure = NORM.procedure("GP.SETUP", TODAY)
    plain = content_for(procedure)[0].model_dump(mode="json")
    plain["capital"]["contributions"] = [
        {"party": f"p{number}", "amount": amount, "due": "2028-01-01"} for number, amount in enumerate(amounts, 1)
    ]
    plain["capital"]["registered"] = max(1, sum(amounts) + difference)
    content = Content.model_validate(plain)
    wrong = "capital.sum" in {rule for rule, _ in errors(content, facts_for(procedure, None, TODAY))}
    assert wrong == (content.capital.registered != sum(amounts))


@pytest.mark.parametrize("kind", TYPES[NOW])
def test_the_offices_that_a_form_shows_are_enough(kind: str) -> None:
    """R22: what no form of a type asks for, no rule demands."""
    setup = NORM.procedure(f"{kind}.SETUP", TODAY)
    if "organs" not in setup.sections:
        return
    content, _ = content_for(setup)
    shown = {place.partition(".")[2] for place in offices(setup.type)}
    given = {name: value for name, value in content.organs.model_dump().items() if name in shown}
    filled_in = settled(content.model_copy(update={"organs": OrgansSection(**given)}), setup)
    assert errors(filled_in, facts_for(setup, None, TODAY)) == []


def test_a_cooperative_is_not_told_of_directors_and_boards_and_is_told_its_own_law() -> None:
    for case in (one for one in BENT if one.procedure == "COOP.SETUP" and one.rule.startswith("organs.")):
        for one in (finding for finding in findings(case) if finding.rule.startswith("organs.")):
            said = one.message.render(str)
            assert "director" not in said, said
            assert "company" not in said, said
            assert not {"directors", "chair"} & set(one.evidence)
            assert "Company Law" not in one.basis


@pytest.mark.parametrize("said", sorted(SAID), ids=lambda one: str(one)[:40])
def test_what_is_said_in_other_words_is_what_some_rule_says_with_the_same_names_to_fill_in(
    said: tuple[Group, str],
) -> None:
    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert translator("zh_CN")(said[1]) != said[1]  # only texts of rules are translated
    assert names(said[1]) == names(SAID[said])
