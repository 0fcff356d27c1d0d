"""While typing, names of the register and of the queue count, the own ones do not, and free ones are offered (R22)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from core import names
from core.content import NameSection
from core.errors import NotFound
from core.journey import Walker
from core.outer import drafts, naming, replica
from core.outer.tables import Application
from tests.towns import Town

HERE, THERE = "110108", "310115"


def named(trade: str) -> NameSection:
    return NameSection(division_code="110000", trade_name=trade, industry_term="科技")


def enterprise(trade: str, authority: str = HERE, number: int = 1) -> Mapping[str, Any]:
    """What the inner zone publicises, as far as names go."""
    code = f"91{authority}MA{number:08}"
    return {"uscc": code, "name": names.compose(named(trade)), "trade_name": trade, "status": "existing"}


@pytest.fixture
def applicant(site: Town) -> Walker:
    return site.walk("不用", "register", people=slice(0, 1)).applicant


def begun(site: Town, applicant: Walker) -> str:
    return drafts.begin(site.outer, applicant.account)


def near(site: Town, trade: str, application: str = "") -> tuple[str, ...]:
    with site.outer.store.reading() as session:
        return replica.names_near(session, named(trade), application)


def test_enterprises_of_the_own_authority_count_those_of_others_do_not(site: Town, applicant: Walker) -> None:
    application = begun(site, applicant)
    with site.outer.store.unit() as session:
        for number, (trade, authority) in enumerate([("听雨轩", HERE), ("听雨楼", THERE)]):
            replica.mirror_enterprise(session, enterprise(trade, authority, number), site.outer.clock())
    assert near(site, "听雨", application) == (names.compose(named("听雨轩")),)
    assert set(near(site, "听雨")) == {names.compose(named(trade)) for trade in ("听雨轩", "听雨楼")}


def test_an_enterprise_that_was_renamed_is_found_by_its_new_name_only(site: Town, applicant: Walker) -> None:
    application, now = begun(site, applicant), site.outer.clock()
    with site.outer.store.unit() as session:
        for minute, trade in enumerate(("枫桥夜泊", "烟雨江南")):
            facts = enterprise(trade, number=20)
            replica.mirror_enterprise(session, facts, now + timedelta(minutes=minute))
        replica.mirror_enterprise(session, enterprise("枫桥夜泊", number=20), now)
    assert near(site, "枫桥夜泊", application) == ()
    assert near(site, "烟雨江南", application) == (names.compose(named("烟雨江南")),)


def test_a_name_in_the_queue_counts_for_others_until_it_leaves(site: Town, applicant: Walker) -> None:
    first, second = begun(site, applicant), begun(site, applicant)
    with site.outer.store.unit() as session:
        replica.index_queued_name(session, first, named("碧波万顷"))
    assert near(site, "碧波万顷", first) == ()
    assert near(site, "碧波万倾", second) == (names.compose(named("碧波万顷")),)
    with site.outer.store.unit() as session:
        replica.forget_queued_name(session, first)
    assert near(site, "碧波万顷", second) == ()


def test_what_the_enterprise_spoken_of_is_called_does_not_count_against_it(site: Town, applicant: Walker) -> None:
    own, other, facts = begun(site, applicant), begun(site, applicant), enterprise("沧浪亭台", number=30)
    with site.outer.store.unit() as session:
        replica.mirror_enterprise(session, facts, site.outer.clock())
        session.get_one(Application, own).subject = facts["uscc"]
    assert near(site, "沧浪亭台", own) == ()
    assert near(site, "沧浪亭台", other) == (facts["name"],)


def test_who_finds_a_name_taken_is_offered_free_ones_and_nobody_else_may_ask(site: Town, applicant: Walker) -> None:
    application = begun(site, applicant)
    with site.outer.store.unit() as session:
        replica.mirror_enterprise(session, enterprise("长风破浪", number=40), site.outer.clock())
    offered = naming.suggest(site.outer, applicant.account, application, named("长风破浪"))
    assert len(offered) == 3
    for trade in offered:
        assert names.check(named(trade), near(site, trade, application)).verdicts == ()
    stranger = site.walk("不用", "register", people=slice(1, 2)).applicant
    with pytest.raises(NotFound):
        naming.suggest(site.outer, stranger.account, application, named("长风破浪"))
