"""What follows from what was filled in is never typed: totals, names of branches, who chairs a council (R06, R22)."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from core import catalogue
from core.catalogue.kinds import forms_after, type_after
from core.content import CapitalSection, Content, Contribution, NameSection, OrgansSection, OriginSection, ParentSection
from core.content.sections import MOST_FEN
from core.derived import derived, settled

TODAY = date(2026, 11, 27)


def after(procedure: str, content: Content) -> Content:
    return settled(content, catalogue.load().procedure(procedure, TODAY))


def shares(*amounts: int) -> CapitalSection:
    return CapitalSection(
        contributions=tuple(Contribution(party=f"p{number}", amount=one) for number, one in enumerate(amounts, 1))
    )


@pytest.mark.parametrize("procedure", ["GP.SETUP", "LP.SETUP", "COOP.SETUP"])
def test_what_partners_contribute_adds_up_by_itself(procedure: str) -> None:
    assert after(procedure, Content(capital=shares(300, 200))).capital.registered == 500


def test_a_companys_capital_is_a_number_of_its_own() -> None:
    content = Content(capital=shares(300, 200).model_copy(update={"registered": 900}))
    assert after("LLC.SETUP", content).capital.registered == 900


def test_a_branch_bears_the_name_of_its_parent_in_front() -> None:
    content = after("BRANCH_CO.SETUP", Content(parent=ParentSection(name="北京云帆科技有限公司")))
    assert content.name.owner == "北京云帆科技有限公司"
    assert content.name.legal_form == "分公司"


def test_whoever_represents_a_cooperative_chairs_its_council() -> None:
    """R22: nothing else is asked for, so that a cooperative with a council can be completed."""
    organs = OrgansSection(directors=("p1", "p2", "p3"), legal_representative="p2")
    assert after("COOP.SETUP", Content(organs=organs)).organs.chair == "p2"
    alone = OrgansSection(directors=("p2",), legal_representative="p2")
    assert after("COOP.SETUP", Content(organs=alone)).organs.chair == ""
    assert after("LLC.SETUP", Content(organs=organs)).organs.chair == ""


def test_an_office_bears_the_name_of_the_enterprise_abroad_in_front() -> None:
    content = after("REP_OFFICE.SETUP", Content(origin=OriginSection(name="海蓝株式会社")))
    assert content.name.owner == "海蓝株式会社"


def test_a_name_that_is_not_asked_for_is_left_as_the_register_has_it() -> None:
    """A change of address says nothing of the parent or of the name."""
    content = Content(name=NameSection(owner="北京云帆科技有限公司", legal_form="分公司"))
    assert after("BRANCH_CO.CHANGE.DOMICILE", content) == content
    assert not derived(catalogue.load().procedure("BRANCH_CO.CHANGE.DOMICILE", TODAY))


def test_a_total_beyond_all_bounds_is_refused() -> None:
    with pytest.raises(ValidationError):
        after("GP.SETUP", Content(capital=shares(MOST_FEN, 1)))


COMPANIES = {"有限公司", "有限责任公司", "股份有限公司", "股份公司"}


@pytest.mark.parametrize(
    ("procedure", "forms", "becomes"),
    [
        ("GP.CHANGE.TYPE", {"（普通合伙）", "（特殊普通合伙）", "（有限合伙）"}, {"（有限合伙）": "LP"}),
        (
            "LLC.CHANGE.TYPE",
            {"有限公司", "有限责任公司", "股份有限公司", "股份公司"},
            {"股份公司": "JSC", "有限公司": "LLC"},
        ),
        ("FIE_LLC.CHANGE.TYPE", {"有限公司", "有限责任公司", "股份有限公司", "股份公司"}, {"股份公司": "FIE_JSC"}),
        ("GP.CHANGE.NAME", {"（普通合伙）"}, {"（有限合伙）": "GP"}),
    ],
)
def test_r03_who_changes_type_chooses_among_the_forms_of_the_family(
    procedure: str, forms: set[str], becomes: dict[str, str]
) -> None:
    """And the new type is one of the same family: a foreign-funded company does not become a domestic one."""
    asked = catalogue.load().procedure(procedure, TODAY)
    assert set(forms_after(asked)) == forms
    assert {form: type_after(asked, form, 2).id for form in becomes} == becomes
    assert ("name.legal_form" in derived(asked)) == (len(forms) == 1)
