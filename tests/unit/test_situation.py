"""Exactly the materials of a situation are asked for (R06, R20): every condition, seen to hold and not to hold."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core import catalogue, situation
from core.catalogue.industries import Permit, phrases
from core.content import Circumstance, Content
from core.terms import MaterialSource

TODAY = date(2026, 11, 23)
PEOPLE = {f"p{number}": {"name": f"王{number}", "identity_number": f"11010819900307{number}"} for number in range(1, 6)}
ORGANISATIONS = {
    "o1": {"name": "北京甲公司", "code": "91110108000000001X"},
    "o2": {"name": "Sea Ltd", "kind": "foreign"},
    "o3": {"name": "北京丙公司", "representative": "p1", "mandate": {"agent": "p2"}},
}
BEFORE = next(phrase for phrase in phrases().values() if phrase.permit is Permit.BEFORE)
AFTER = next(phrase for phrase in phrases().values() if phrase.permit is Permit.AFTER)


def content(organisations: tuple[str, ...] = ("o1",), **sections: Any) -> Content:
    named = {key: ORGANISATIONS[key] for key in organisations}
    return Content.model_validate({"parties": PEOPLE, "organisations": named, **sections})


def members(*keys: str, **particulars: str) -> dict[str, Any]:
    return {"contributions": [{"party": key, "amount": 100, **particulars} for key in keys]}


def transfer(giver: str, taker: str) -> dict[str, Any]:
    return {"transfers": [{"giver": giver, "taker": taker, "amount": 100}]}


def scope(*found: Any) -> dict[str, Any]:
    return {"phrases": [{"code": one.code, "text": one.text} for one in found]}


PARTNERS = content(capital=members("p1", "p2"))
# Condition → a content for which it holds, and one for which it does not.
CASES: dict[str, tuple[Content, Content]] = {
    "agent": (content(agent={"agent": "p3"}), content()),
    "permit_before": (content(scope=scope(AFTER, BEFORE)), content(scope=scope(AFTER))),
    "organisations": (content(capital=members("p1", "o1")), content(capital=members("p1"))),
    "labour": (content(capital=members("p1", form="labour")), content(capital=members("p1", form="money"))),
    "some_executives": (
        content(capital=members("p1", "p2"), partnership={"executives": ["p1"]}),
        content(capital=members("p1", "p2"), partnership={"executives": ["p1", "p2"]}),
    ),
    "organisation_executes": (
        content(partnership={"executives": ["o1"]}),
        content(partnership={"executives": ["p1"]}),
    ),
    "family_assets": (content(household={"composition": "family"}), content(household={"composition": "personal"})),
    "to_outsiders": (content(transfer=transfer("p1", "p3")), content(transfer=transfer("p1", "p2"))),
    "transferred": (content(transfer=transfer("p1", "p2")), content()),
    "joined": (content(capital=members("p1", "p2", "p3")), content(capital=members("p1"))),
    "left": (content(capital=members("p1", "p3")), content(capital=members("p1", "p2", "p3"))),
    "restricted": (content(foreign={"restricted": True}), content(foreign={"restricted": False})),
    "pledge_organisations": (
        content(pledge={"pledgor": "p1", "pledgee": "o1"}),
        content(pledge={"pledgor": "p1", "pledgee": "p2"}),
    ),
    "mandated": (content(("o3",), capital=members("o3")), content(("o3",), capital=members("p1"))),
    "lost": (content(reissue={"reason": "lost"}), content(reissue={"reason": "damaged"})),
    **{
        one.value: (content(situation={"circumstances": [one]}), content(situation={"circumstances": []}))
        for one in Circumstance
    },
}


def of(said: Content) -> situation.Situation:
    return situation.Situation(said, PARTNERS, catalogue.load().procedure("LLC.SETUP", TODAY))


@pytest.mark.parametrize("condition", sorted(situation.CONDITIONS))
def test_each_condition_holds_when_the_content_shows_it_and_only_then(condition: str) -> None:
    yes, no = CASES[condition]
    assert situation.holds(condition, of(yes))
    assert not situation.holds(condition, of(no))
    assert not situation.holds(f"not {condition}", of(yes))
    assert situation.holds(f"not {condition}", of(no))


def test_conditions_are_joined_by_and_and_or() -> None:
    both = of(content(agent={"agent": "p1"}, reissue={"reason": "lost"}))
    one = of(content(agent={"agent": "p1"}))
    assert situation.holds("agent & lost", both)
    assert not situation.holds("agent & lost", one)
    assert situation.holds("lost | agent", one)
    assert situation.holds("lost | agent & not lost", one)
    assert situation.holds("", one)


def test_a_condition_that_nobody_registered_is_an_error() -> None:
    with pytest.raises(KeyError):
        situation.holds("full_moon", of(content()))


def test_who_only_changed_the_key_has_neither_joined_nor_left() -> None:
    same = Content.model_validate({"parties": {"a": PEOPLE["p2"], "b": PEOPLE["p1"]}, "capital": members("a", "b")})
    assert not situation.holds("joined | left", of(same))


def asked(procedure_id: str, said: Content, prior: Content | None = None) -> set[str]:
    procedure = catalogue.load().procedure(procedure_id, TODAY)
    return {one.kind for one in situation.pack(procedure, said, prior)}


def test_r20_an_ordinary_company_hands_in_five_documents_and_each_circumstance_adds_its_own() -> None:
    ordinary = {"application_form", "charter", "appointment", "responsibility", "premises"}
    assert asked("LLC.SETUP", content(capital=members("p1", "p2"))) == ordinary
    particular = content(
        capital=members("p1", "o1"),
        agent={"agent": "p3"},
        scope=scope(BEFORE),
        situation={"circumstances": ["approval_needed"]},
    )
    assert asked("LLC.SETUP", particular) - ordinary == {"authorisation", "approval", "permit"}
    proven = particular.with_upload("subject_proof", "0" * 64)
    assert asked("LLC.SETUP", proven) - ordinary == {"authorisation", "approval", "permit", "subject_proof"}


def test_what_is_inherited_needs_no_agreement_but_the_proof_of_succession() -> None:
    sold = content(capital=members("p1", "p3"), transfer=transfer("p2", "p3"))
    left = sold.model_copy(update={"situation": content(situation={"circumstances": ["inheritance"]}).situation})
    assert {"equity_transfer", "other_members_consent"} <= asked("LLC.CHANGE.SHAREHOLDER", sold, PARTNERS)
    inherited = asked("LLC.CHANGE.SHAREHOLDER", left, PARTNERS)
    assert "succession" in inherited
    assert "equity_transfer" not in inherited


def test_a_court_s_ruling_takes_the_undertaking_s_place() -> None:
    assert "commitment" in asked("LLC.DEREG_SIMPLE", content())
    ruled = asked("LLC.DEREG_SIMPLE", content(situation={"circumstances": ["court_ruling"]}))
    assert "court_ruling" in ruled
    assert "commitment" not in ruled


def test_a_company_founded_by_offering_has_a_founding_meeting_in_place_of_the_promoters_minutes() -> None:
    promoted = asked("JSC.SETUP", content())
    offered = asked("JSC.SETUP", content(situation={"circumstances": ["public_offering"]}))
    assert promoted - offered == {"promoter_minutes"}
    assert offered - promoted == {"founding_minutes", "capital_verification", "securities_approval"}


def test_r06_what_the_authority_holds_is_listed_and_never_asked_for() -> None:
    procedure = catalogue.load().procedure("LLC.CHANGE.NAME", TODAY)
    listed = {one.kind for one in situation.asked(procedure, content(), PARTNERS) if one.source is MaterialSource.HELD}
    assert listed == {"licence", "name_notice"}
    assert not listed & asked("LLC.CHANGE.NAME", content(), PARTNERS)


def test_only_circumstances_on_which_a_material_depends_are_asked() -> None:
    norm = catalogue.load()
    C = Circumstance
    assert situation.circumstances(norm.procedure("LLC.SETUP", TODAY)) == (C.APPROVAL_NEEDED,)
    assert situation.circumstances(norm.procedure("LLC.PLEDGE.CANCEL", TODAY)) == ()
    assert set(situation.circumstances(norm.procedure("JSC.SETUP", TODAY))) == {C.APPROVAL_NEEDED, C.PUBLIC_OFFERING}
    assert situation.circumstances(norm.procedure("GP.DEREG_SIMPLE", TODAY)) == (C.COURT_RULING,)
