"""Choosing in the portal: questions narrow the types, the comparison knows every type, every section can be drawn."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import catalogue
from core.catalogue import Procedure
from core.catalogue.model import SECTIONS as FORM
from core.content import Circumstance, Content
from core.i18n import LANGUAGES, translator
from core.terms import Business
from portal.choosing import comparison
from portal.choosing.kinds import KINDS, QUESTIONS, WHAT, narrowed, open_questions, ordered
from portal.choosing.wishes import WISHES, Wish, combined, grouped, plain
from portal.form.sections import SECTIONS
from portal.form.shape import Shape, fields_of, slot
from portal.form.wording import WORDS

TODAY = date(2026, 11, 27)
EVERY: tuple[Procedure, ...] = catalogue.load().open_on(TODAY)
TYPES = tuple(dict.fromkeys(one.entity_type for one in EVERY))
SETUPS = [one for one in EVERY if one.business is Business.ESTABLISHMENT]


def test_every_type_of_the_catalogue_is_compared() -> None:
    """R03: a type that can be set up is never missing beside the others."""
    assert set(TYPES) == set(KINDS)
    assert sorted(ordered(TYPES)) == sorted(TYPES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_comparison_leaves_no_cell_empty(language: str) -> None:
    for row in comparison.rows(SETUPS, translator(language)):
        assert row.name
        assert row.lead
        assert all(row.cells), row
        assert not any("{" in cell for cell in row.cells), row


@pytest.mark.parametrize("entity_type", TYPES)
def test_answers_lead_to_every_type(entity_type: str) -> None:
    """R22: whoever answers every question asked, as it is for a type, still sees that type."""
    answers: dict[str, str] = {WHAT: next(iter(KINDS[entity_type].fits[WHAT]))}
    for question in QUESTIONS:
        fitting = KINDS[entity_type].fits.get(question, frozenset())
        offered = open_questions(TYPES, answers).get(question, ())
        assert not offered or fitting & set(offered), (question, offered)
        if offered:
            answers[question] = sorted(fitting & set(offered))[0]
    left = narrowed(TYPES, answers)
    assert entity_type in left
    assert len(left) <= 3


@given(st.lists(st.integers(min_value=0, max_value=9), min_size=len(QUESTIONS), max_size=len(QUESTIONS)))
def test_no_answers_that_are_offered_lead_nowhere(picks: list[int]) -> None:
    answers: dict[str, str] = {}
    for question, pick in zip(QUESTIONS, picks, strict=True):
        offered = open_questions(TYPES, answers).get(question, ())
        if offered and pick < 6:
            answers[question] = offered[pick % len(offered)]
    assert narrowed(TYPES, answers)


def test_a_type_without_a_row_is_offered_all_the_same() -> None:
    """A new entity type needs no Python."""
    assert narrowed(("NEW", "LLC"), {WHAT: "branch"}) == ("NEW",)


def test_every_business_belongs_to_a_wish() -> None:
    wished = [business for option in WISHES.values() for business in option.businesses]
    assert sorted(wished) == sorted(Business)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_procedure_has_a_title_in_plain_words(language: str) -> None:
    for procedure in EVERY:
        title, _ = plain(procedure)
        assert title.render(translator(language)).strip()
        assert "{" not in title.render(translator(language))


def test_several_changes_become_one_application() -> None:
    """R22: what is ticked together is asked for and signed together."""
    changes = grouped([one for one in EVERY if one.entity_type == "LLC"], Wish.CHANGE)[Business.CHANGE][:2]
    together = catalogue.load().procedure(combined("LLC", changes), TODAY)
    assert set(together.sections) == {section for one in changes for section in one.sections}
    assert list(together.sections) == sorted(together.sections, key=FORM.index)


def test_every_section_of_the_norm_can_be_drawn() -> None:
    asked = {section for one in EVERY for section in one.sections}
    assert asked == set(SECTIONS)


def test_every_choice_has_words() -> None:
    """No value of a choice is shown as it is stored."""
    choices = [slot(place) for section in Content.model_fields for place in fields_of(section)]
    for found in choices:
        if found.shape is Shape.CHOICE:
            assert set(found.words) == set(WORDS[type(found.words[0])])
    assert set(WORDS[Circumstance]) == set(Circumstance)


@pytest.mark.parametrize(
    ("place", "shape"),
    [
        ("capital.contributions.0.amount", Shape.AMOUNT),
        ("capital.contributions.0.party", Shape.PARTY),
        ("organs.directors", Shape.PARTIES),
        ("origin.scope", Shape.LONG),
        ("organisations.o1.mandate.until", Shape.DAY),
        ("other.employees", Shape.NUMBER),
        ("foreign.restricted", Shape.FLAG),
        ("scope.phrases", Shape.OTHER),
    ],
)
def test_the_shape_of_a_place_follows_from_the_content(place: str, shape: Shape) -> None:
    assert slot(place).shape is shape
