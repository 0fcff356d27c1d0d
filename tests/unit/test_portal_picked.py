"""Pledges and changes that the register holds are picked, and a taken name finds free ones (R06, R22)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from streamlit.testing.v1 import AppTest

from core.choices import Choices, HeldPledge, line_of_change, with_pledge
from core.content import Content, Organisation, Person, PledgeSection
from core.i18n import LANGUAGES, translator
from portal.form import picked
from portal.form.draft import Draft
from tests.builders import TODAY
from tests.builders.drafts import draft_of
from tests.builders.held import CHANGES, PARTNER, held_by


def draw(procedure_id: str, section: str, which: str) -> None:
    from portal.form.sections import SECTIONS
    from tests.unit.test_portal_picked import draft_with

    SECTIONS[section].render(draft_with(procedure_id, which))


def draft_with(procedure_id: str, which: str) -> Draft:
    """A draft to which the register gave `something`, `nothing`, or which had its data from `before` it gave."""
    draft = draft_of(procedure_id, Choices())
    given = {
        "something": Choices(pledges=(held_by(draft.content),), changes=CHANGES),
        "nothing": Choices(pledges=(), changes=()),
        "before": Choices(),
    }
    draft.given = given[which]
    return draft


@contextmanager
def drawn(procedure_id: str, section: str, which: str) -> Iterator[AppTest]:
    page = AppTest.from_function(draw, args=(procedure_id, section, which), default_timeout=60).run()
    assert not page.exception, page.exception[0].message
    yield page


def labels(page: AppTest) -> set[str]:
    return {one.label for one in (*page.text_input, *page.selectbox)}


@pytest.mark.parametrize("item", ["CHANGE", "CANCEL", "REVOKE"])
def test_r22_the_pledge_spoken_of_is_picked_by_number_parties_and_amount(item: str) -> None:
    with drawn(f"LLC.PLEDGE.{item}", "pledge", "something") as page:
        box = next(one for one in page.selectbox if one.label == "Number of the pledge")
        member = draft_of(f"LLC.PLEDGE.{item}", Choices()).content
        assert box.options == [f"1101082026Z000007 · {member.name_of(member.members[0])} → 秦质权 · 3 yuan"]
        assert "Number of the pledge" not in {one.label for one in page.text_input}


def test_r22_a_new_pledge_is_not_asked_for_a_number() -> None:
    with drawn("LLC.PLEDGE.SETUP", "pledge", "something") as page:
        assert "Number of the pledge" not in labels(page)


@pytest.mark.parametrize(
    ("procedure", "section", "sentence"),
    [
        ("LLC.PLEDGE.CANCEL", "pledge", "No pledge of this enterprise&#x27;s equity is in force"),
        ("LLC.REVOKE_CHANGE", "judgment", "The register holds no change of this enterprise that could be revoked."),
    ],
)
def test_r22_when_there_is_nothing_to_pick_a_sentence_says_so(procedure: str, section: str, sentence: str) -> None:
    with drawn(procedure, section, "nothing") as page:
        assert not labels(page) & {"Number of the pledge", "Entry to be revoked"}
        assert any(sentence in str(one.proto.body) for one in page.get("html"))


@pytest.mark.parametrize(
    ("procedure", "section", "label"),
    [("LLC.PLEDGE.CANCEL", "pledge", "Number of the pledge"), ("LLC.REVOKE_CHANGE", "judgment", "Entry to be revoked")],
)
def test_r22_a_draft_with_an_answer_from_before_is_filled_in_as_it_was(
    procedure: str, section: str, label: str
) -> None:
    with drawn(procedure, section, "before") as page:
        assert label in {one.label for one in page.text_input}


def test_r22_the_change_to_be_revoked_is_picked_by_version_day_and_business_the_newest_first() -> None:
    with drawn("LLC.REVOKE_CHANGE", "judgment", "something") as page:
        box = next(one for one in page.selectbox if one.label == "Entry to be revoked")
        first, second = box.options
    assert first.startswith("Version 4 · 2026-05-02 · ")
    assert second.startswith("Version 2 · 2026-03-01 · ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_r22_what_a_version_was_made_by_is_said_in_the_readers_language(language: str) -> None:
    lines = {line_of_change(one, translator(language)) for one in CHANGES}
    assert len(lines) == len(CHANGES)
    assert not any("CHANGE" in line for line in lines)


def test_r22_picking_a_pledge_fills_in_what_the_register_has_of_it() -> None:
    draft = draft_of("LLC.PLEDGE.CANCEL", Choices())
    held = held_by(draft.content)
    draft.given = Choices(pledges=(held,))
    before, generation = draft.content, draft.generation
    picked.take_pledge(draft, held.pledge.number)
    found = draft.content.pledge
    assert (found.number, found.amount, found.claim, found.contract) == ("1101082026Z000007", 300, 200, "质1")
    assert (found.pledgor, draft.content.name_of(found.pledgee)) == (before.members[0], "秦质权")
    assert found.reason == before.pledge.reason
    assert draft.generation > generation
    picked.take_pledge(draft, "")
    assert (draft.content.pledge.number, draft.content.pledge.amount) == ("", 300)


def test_r22_picking_a_version_keeps_its_number() -> None:
    draft = draft_of("LLC.REVOKE_CHANGE", Choices(changes=CHANGES))
    picked.take_change(draft, "4")
    assert draft.content.judgment.version == 4
    picked.take_change(draft, "")
    assert draft.content.judgment.version == 0


def test_r22_a_party_whom_the_application_has_is_not_entered_twice_and_keeps_their_data() -> None:
    content = draft_of("LLC.PLEDGE.CANCEL", Choices()).content
    known = {**content.parties, "p77": PARTNER.model_copy(update={"phone": "13800000000"})}
    content = content.model_copy(update={"parties": known})
    taken = with_pledge(content, held_by(content))
    assert dict(taken.parties) == known
    assert taken.pledge.pledgee == "p77"


def test_r22_parties_of_a_pledge_never_take_the_keys_of_others() -> None:
    """The keys in what the register gave are its own: the same key means somebody else in the application."""
    content = Content(parties={"p1": Person(name="甲"), "b": Person(name="乙")}, organisations={})
    bank = Organisation(name="某银行", code="91110000100000000X")
    pledge = PledgeSection(number="1", pledgor="p1", pledgee="b")
    held = HeldPledge(since=TODAY, pledge=pledge, parties={"p1": PARTNER}, organisations={"b": bank})
    taken = with_pledge(content, held)
    assert [taken.name_of(key) for key in ("p1", "b")] == ["甲", "乙"]
    assert [taken.name_of(key) for key in (taken.pledge.pledgor, taken.pledge.pledgee)] == ["秦质权", "某银行"]


def draw_name(like: tuple[str, ...], ideas: tuple[str, ...]) -> None:
    from core.choices import Choices
    from portal.form import name
    from tests.builders.drafts import draft_of

    draft = draft_of("LLC.SETUP", Choices(), like=like)
    draft.ideas = draft.content.name, ideas
    name.render(draft)


def test_r22_a_taken_name_offers_free_ones_to_touch_and_a_free_one_offers_none() -> None:
    own, ideas = draft_of("LLC.SETUP", Choices()).view.title, ("青岚", "青岩")
    taken = AppTest.from_function(draw_name, args=((own,), ideas), default_timeout=60).run()
    free = AppTest.from_function(draw_name, args=((), ideas), default_timeout=60).run()
    assert not taken.exception
    assert not free.exception
    assert [one.label for one in taken.button][:2] == list(ideas)
    assert not set(ideas) & {one.label for one in free.button}


def test_r22_a_taken_name_to_which_nothing_free_is_near_says_so() -> None:
    own = draft_of("LLC.SETUP", Choices()).view.title
    page = AppTest.from_function(draw_name, args=((own,), ()), default_timeout=60).run()
    assert any("No free name like yours was found." in str(one.proto.body) for one in page.get("html"))
