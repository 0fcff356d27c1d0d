"""Who signs in which capacity (R14, A18): every role of the norm, and organisations through whoever is entitled."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core import catalogue
from core.catalogue import Material, Procedure
from core.content import Content
from core.signatories import ROLES, Signatory, certifiers, signatories
from core.terms import MaterialSource, SignatoryRole

TODAY = date(2026, 11, 23)
R = SignatoryRole
PEOPLE = {f"p{number}": {"name": f"王{number}"} for number in range(1, 10)}
ORGANISATIONS = {
    "o1": {"name": "北京甲公司", "representative": "p8"},
    "o2": {"name": "北京乙公司", "representative": "p8", "mandate": {"agent": "p9", "scope": "全部文件"}},
    "o3": {"name": "北京丙公司"},  # nobody is entered who represents it
}
MEMBERS = {"contributions": [{"party": key, "amount": 100} for key in ("p1", "o1", "o2")]}


def content(**sections: Any) -> Content:
    return Content.model_validate({"parties": PEOPLE, "organisations": ORGANISATIONS, **sections})


def procedure(name: str = "LLC.SETUP") -> Procedure:
    return catalogue.load().procedure(name, TODAY)


def paper(*roles: SignatoryRole) -> Material:
    return Material(
        kind="paper", number=99, label="文件", label_text="Paper", source=MaterialSource.GENERATED, signers=roles,
        basis="《公司法》",
    )  # fmt: skip


def signing(role: SignatoryRole, said: Content, name: str = "LLC.SETUP") -> list[tuple[str, str]]:
    """(person, party) of everybody who signs in a role."""
    return [(one.person, one.party) for one in signatories(paper(role), said, procedure(name))]


OWN = content(
    capital=MEMBERS,
    organs={"directors": ["p2", "p3"], "chair": "p2", "manager": "p4", "legal_representative": "p4"},
    resolution={"chair": "p3", "directors_present": ["p3"], "agreed": ["p1", "o1"]},
    partnership={"executives": ["o1", "p1"], "delegates": {"o1": "p5"}},
    proprietor={"investor": "p1", "family": ["p6"]},
    household={"operator": "p2", "family": ["p7"]},
    parent={"representative": "p5", "head": "p6"},
    liquidation={"members": ["p1", "p2"], "head": "p2"},
    transfer={"transfers": [{"giver": "p1", "taker": "o2"}, {"giver": "p1", "taker": "p3"}]},
    origin={"signatory": "p7"},
    foreign={"investors": ["o1"], "recipient": "o2"},
    pledge={"pledgor": "o2", "pledgee": "p3"},
    agent={"agent": "p9"},
)
ALL = [("p1", "p1"), ("p8", "o1"), ("p9", "o2")]
EXPECTED: dict[SignatoryRole, list[tuple[str, str]]] = {
    R.LEGAL_REPRESENTATIVE: [("p4", "p4")],
    R.INCOMING_REPRESENTATIVE: [("p4", "p4")],
    **dict.fromkeys(
        (R.MEMBER, R.SOLE_MEMBER, R.STATE_FUNDER, R.PROMOTER, R.PARTNER, R.FOUNDER, R.CONTRIBUTING_MEMBER), ALL
    ),
    R.CONTRIBUTOR: ALL,
    R.MEMBERS_TWO_THIRDS: ALL[:2],
    R.MEMBERS_BY_CHARTER: ALL[:2],
    R.MEETING_CHAIR: [("p3", "p3")],
    R.DIRECTOR_PRESENT: [("p3", "p3")],
    R.DIRECTOR: [("p2", "p2"), ("p3", "p3")],
    R.EXECUTIVE_PARTNER: [("p5", "p5"), ("p1", "p1")],
    R.INVESTOR: [("p1", "p1")],
    R.FAMILY_MEMBER: [("p6", "p6"), ("p7", "p7")],
    R.PARENT_REPRESENTATIVE: [("p5", "p5")],
    R.LIQUIDATION_HEAD: [("p2", "p2")],
    R.LIQUIDATOR: [("p1", "p1"), ("p2", "p2")],
    R.TRANSFEROR: [("p1", "p1")],
    R.TRANSFEREE: [("p9", "o2"), ("p3", "p3")],
    R.FOREIGN_SIGNATORY: [("p7", "p7")],
    R.FOREIGN_INVESTOR: [("p8", "o1")],
    R.SERVICE_RECIPIENT: [("p9", "o2")],
    R.OPERATOR: [("p2", "p2")],
    R.PLEDGOR: [("p9", "o2")],
    R.PLEDGEE: [("p3", "p3")],
    R.TARGET_COMPANY: [("p4", "p4")],
    R.ENTITY: [("p4", "p4")],
    R.AGENT: [("p9", "p9")],
}


@pytest.mark.parametrize("role", list(ROLES))
def test_r14_each_role_is_signed_by_exactly_those_who_have_it(role: SignatoryRole) -> None:
    assert signing(role, OWN) == EXPECTED[role]


def test_every_role_that_the_norm_names_has_somebody_to_sign() -> None:
    named = {
        role
        for rows in catalogue.load().procedures.values()
        for one in rows.values()
        for material in one.materials
        for role in material.signers
    }
    assert named - {R.CERTIFIER, R.ORGANISATION_REPRESENTATIVE} <= set(ROLES)


def test_an_organisation_signs_through_its_representative_or_through_whoever_has_its_mandate() -> None:
    said = content(capital={"contributions": [{"party": "o1"}, {"party": "o2"}]})
    assert signing(R.MEMBER, said) == [("p8", "o1"), ("p9", "o2")]


def test_an_organisation_for_which_nobody_is_entered_has_no_signatory_yet() -> None:
    assert signing(R.MEMBER, content(capital={"contributions": [{"party": "o3"}, {"party": "p1"}]})) == [("p1", "p1")]


def test_whoever_stands_for_several_parties_signs_once() -> None:
    said = content(capital={"contributions": [{"party": "p8"}, {"party": "o1"}]})
    assert signing(R.MEMBER, said) == [("p8", "p8")]


def test_whoever_signs_in_two_capacities_signs_twice() -> None:
    said = content(capital={"contributions": [{"party": "p1"}]}, organs={"legal_representative": "p1"})
    assert signatories(paper(R.LEGAL_REPRESENTATIVE, R.MEMBER), said, procedure()) == (
        Signatory(R.LEGAL_REPRESENTATIVE, "p1", "p1"),
        Signatory(R.MEMBER, "p1", "p1"),
    )


def test_without_a_list_of_those_who_agreed_all_members_agree() -> None:
    assert signing(R.MEMBERS_BY_CHARTER, content(capital=MEMBERS)) == ALL


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("LLC.CHANGE.NAME", "p4"),
        ("GP.CHANGE.NAME", "p5"),
        ("SOLE.CHANGE.NAME", "p1"),
        ("HOUSEHOLD.CHANGE.NAME", "p2"),
        ("BRANCH_CO.CHANGE.NAME", "p6"),
        ("FOREIGN_BRANCH.CHANGE.NAME", "p7"),
        ("REP_OFFICE.CHANGE.NAME", "p7"),
    ],
)
def test_the_enterprise_is_spoken_for_by_whoever_its_type_says(name: str, person: str) -> None:
    assert signing(R.ENTITY, OWN, name) == [(person, person)]


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("LLC.SETUP", "p4"),
        ("GP.SETUP", "p1"),
        ("GP.CHANGE.NAME", "p5"),
        ("LLC.DEREG", "p2"),
        ("LLC.PLEDGE.SETUP", "p9"),
    ],
)
def test_r20_the_first_of_those_who_sign_the_form_certifies_copies_of_others_papers(name: str, person: str) -> None:
    assert [one.person for one in certifiers(OWN, procedure(name))] == [person]
    assert [one for one, _ in signing(R.CERTIFIER, OWN, name)] == [person]


def test_a_mandate_is_signed_by_whoever_gives_it_and_never_by_its_agent() -> None:
    assert signing(R.ORGANISATION_REPRESENTATIVE, OWN) == [("p8", "o2")]
