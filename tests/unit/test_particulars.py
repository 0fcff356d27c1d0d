"""What a content says line by line, and what differs between two (R22, R23, R50, A40)."""

from __future__ import annotations

import re

import pytest

from core import catalogue, effects, particulars
from core.catalogue import Procedure
from core.content.words import WORDS
from core.i18n import Message, translator
from core.inner.about import SITUATIONS
from core.particulars import Kind
from core.situation import CONDITIONS
from tests.builders import TODAY, content_for


def procedures() -> tuple[Procedure, ...]:
    return catalogue.load().open_on(TODAY)


def test_every_condition_of_the_norm_is_told_to_the_officer() -> None:
    """R20: why a material is asked for here."""
    written = {
        term.strip()
        for procedure in procedures()
        for material in procedure.materials
        for term in re.split(r"[|&]", material.when)
        if term.strip()
    }
    assert written <= set(SITUATIONS)
    assert set(CONDITIONS) <= set(SITUATIONS)


def test_every_choice_of_a_content_has_a_word() -> None:
    for kind, words in WORDS.items():
        assert set(kind) == set(words), kind


@pytest.mark.parametrize("procedure", procedures(), ids=lambda procedure: procedure.id)
def test_contents_of_every_procedure_are_read_out_without_keys(procedure: Procedure) -> None:
    """No key of a party, no word of a programmer is shown to anybody."""
    content, _ = content_for(procedure)
    keys = {*content.parties, *content.organisations}
    for line in particulars.lines(content, procedure.sections, procedure.type):
        for piece in line.pieces:
            assert str(piece.value) not in keys, line.place
            if piece.kind is Kind.WORD:
                assert translator("ko")(str(piece.value)) != piece.value, piece.value


@pytest.mark.parametrize("procedure", procedures(), ids=lambda procedure: procedure.id)
def test_what_a_change_changes_is_found_and_nothing_else(procedure: Procedure) -> None:
    content, prior = content_for(procedure)
    if prior is None:
        return
    made = effects.amended(effects.registered(prior), content, procedure.changes)
    found = particulars.changes(effects.registered(prior), made, procedure.type)
    sections = {place.partition(".")[0] for place in effects.differing(effects.registered(prior), made)}
    assert {one.place.partition(".")[0] for one in found} - {"parties", "organisations"} <= sections
    assert bool(found) == bool(sections)


def test_numbers_of_people_are_masked_and_names_are_not() -> None:
    """A40."""
    procedure = catalogue.load().procedure("LLC.CHANGE.LEGAL_REP", TODAY)
    content, prior = content_for(procedure)
    assert prior is not None
    new = content.party(content.organs.legal_representative)
    masked = repr([particulars.masked(one) for one in particulars.changes(prior, content, procedure.type)])
    assert new.name in masked
    for secret in (new.identity_number, new.phone, new.email, new.address):
        assert secret not in masked


def test_a_message_of_a_situation_reads_in_every_language() -> None:
    for language in ("zh_CN", "ko"):
        for text in SITUATIONS.values():
            assert Message(text).render(translator(language)) != text
