"""What the portal's form works out by itself: members after a transfer, values in words."""

from __future__ import annotations

from datetime import date

from core.content import (
    CapitalSection,
    Content,
    Contribution,
    ContributionForm,
    OrgansSection,
    Person,
    ScopePhrase,
    ScopeSection,
    Transfer,
)
from core.i18n import translator
from core.outer.views import MaterialView
from core.terms import MaterialSource, SignatoryRole
from portal.form import before, materials
from portal.form.transfer import contributions_after

TODAY = date(2026, 11, 27)
CHINESE = translator("zh_CN")


def shares(*amounts: int) -> CapitalSection:
    return CapitalSection(
        contributions=tuple(Contribution(party=f"p{number}", amount=one) for number, one in enumerate(amounts, 1))
    )


def test_transfers_change_who_holds_how_much() -> None:
    """R22: what follows from the transfers need not be typed again."""
    held = shares(600, 400).model_dump(mode="json")["contributions"]
    after = contributions_after(
        held, [Transfer(giver="p1", taker="p3", amount=100), Transfer(giver="p2", taker="p1", amount=400)]
    )
    assert [(row["party"], row["amount"]) for row in after] == [("p1", 900), ("p3", 100)]


def test_nobody_gives_more_than_there_is() -> None:
    held = shares(100).model_dump(mode="json")["contributions"]
    after = contributions_after(held, [Transfer(giver="p1", taker="p2", amount=500), Transfer(giver="p9", taker="p2")])
    assert [(row["party"], row["amount"]) for row in after] == [("p2", 100)]


def test_values_are_shown_in_words() -> None:
    """A change shows what the register says as people read it, not as it is stored."""
    content = Content(
        parties={"p1": Person(name="王建国"), "p2": Person(name="李梅")},
        organs=OrgansSection(directors=("p1", "p2"), legal_representative="p2"),
        scope=ScopeSection(phrases=(ScopePhrase(code="6513", text="软件开发"), ScopePhrase(code="5162", text="零售"))),
        capital=CapitalSection(
            registered=100_000_000, contributions=(Contribution(party="p1", form=ContributionForm.LABOUR),)
        ),
    )
    shown = {
        place: before.shown(content, place, CHINESE)
        for place in (
            "organs.directors", "organs.legal_representative", "scope.phrases", "capital.registered",
            "capital.contributions.0.form", "domicile.region_code", "organs.manager",
        )
    }  # fmt: skip
    assert shown == {
        "organs.directors": "王建国、李梅",
        "organs.legal_representative": "李梅",
        "scope.phrases": "软件开发；零售",
        "capital.registered": "1,000,000.00 元",
        "capital.contributions.0.form": "劳务",
        "domicile.region_code": "",
        "organs.manager": "",
    }


def test_signatures_are_counted_by_person_and_not_for_what_the_authority_holds() -> None:
    """R20: each person sees how often they sign."""
    director, member = SignatoryRole.DIRECTOR, SignatoryRole.MEMBER

    def material(kind: str, source: MaterialSource, *signers: tuple[SignatoryRole, str]) -> MaterialView:
        return MaterialView(kind, 1, kind, kind, source, "", signers, False)

    counted = materials.signatures([
        material("charter", MaterialSource.GENERATED, (member, "王建国"), (member, "李梅")),
        material("minutes", MaterialSource.GENERATED, (director, "王建国"), (member, "王建国"), (member, "")),
        material("licence", MaterialSource.HELD, (member, "李梅")),
    ])  # fmt: skip
    assert counted == {"王建国": 3, "李梅": 1}
