"""A name is given once, whoever claims it and however, and for a time only until it is registered (R22; A08)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import select

from core import register
from core.catalogue import load as load_catalogue
from core.content import NameSection
from core.ids import new_id
from core.inner import examination, intake
from core.inner.context import Inner
from core.inner.examination import ReturnReason
from core.inner.naming import NAME_HELD_FOR, RULE
from core.inner.officers import OfficerView
from core.inner.steps import findings_of
from core.inner.tables import Case, NameReservation
from core.names import compose
from core.register import NameTaken
from core.rules import Finding
from core.store import Store
from core.terms import Channel, IdentityStatus, ProposalKind, Severity, Status
from core.workdays import day_in_china
from tests.contents import company
from tests.towns import Town

Officers = tuple[OfficerView, OfficerView]
Claims = Callable[[str, str], dict[str, Any]]
HERE, THERE = "110108", "310115"
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
UNTIL = NOW + NAME_HELD_FOR
CLAIMS = 100


def named(trade: str = "青石", industry: str = "科技") -> NameSection:
    return NameSection(division_code="110108", trade_name=trade, industry_term=industry)


def reserve(store: Store, case: str, name: NameSection, now: datetime = NOW, authority: str = HERE) -> None:
    with store.unit() as session:
        register.reserve_name(session, name, authority, case, now, now + NAME_HELD_FOR)


def seen_by(store: Store, case: str, name: NameSection, now: datetime = NOW, authority: str = HERE) -> tuple[str, ...]:
    with store.reading() as session:
        return register.names_near(session, name, authority, case, now)


def holders(store: Store) -> list[str | None]:
    with store.reading() as session:
        return [row.case_id for row in session.exec(select(NameReservation).order_by(NameReservation.key))]


def test_a_reserved_name_is_refused_to_others_with_its_end(inner_store: Store) -> None:
    reserve(inner_store, "one", named())
    with pytest.raises(NameTaken) as told:
        reserve(inner_store, "two", named(), NOW + timedelta(days=1))
    assert (told.value.uscc, told.value.until) == ("", UNTIL)
    assert holders(inner_store) == ["one"]


@pytest.mark.parametrize(("moment", "free"), [(UNTIL - timedelta(seconds=1), False), (UNTIL, True)])
def test_a_reservation_is_free_for_others_from_the_moment_it_expires(
    inner_store: Store, moment: datetime, free: bool
) -> None:
    reserve(inner_store, "one", named())
    assert (seen_by(inner_store, "two", named(), moment) == ()) is free
    if free:
        reserve(inner_store, "two", named(), moment)
        assert holders(inner_store) == ["two"]
        with pytest.raises(NameTaken):
            reserve(inner_store, "one", named(), moment)


def test_who_had_a_name_reserves_it_again_before_and_after_it_expired(inner_store: Store) -> None:
    for moment in (NOW, NOW + timedelta(days=1), NOW + 3 * NAME_HELD_FOR):
        reserve(inner_store, "one", named(), moment)
        with inner_store.reading() as session:
            assert session.exec(select(NameReservation.expires_at)).all() == [moment + NAME_HELD_FOR]


def test_a_case_holds_one_name_and_the_earlier_one_is_free(inner_store: Store) -> None:
    reserve(inner_store, "one", named("青石"))
    reserve(inner_store, "one", named("白鹭"))
    reserve(inner_store, "two", named("青石"))
    assert sorted(map(str, holders(inner_store))) == ["one", "two"]


def test_names_of_cases_and_enterprises_of_the_authority_are_seen_but_not_the_own(inner_store: Store) -> None:
    reserve(inner_store, "one", named("清石"))
    reserve(inner_store, "else", named("青石云"), authority=THERE)
    assert seen_by(inner_store, "two", named()) == (compose(named("清石")),)
    assert seen_by(inner_store, "one", named()) == ()


def test_what_the_enterprise_spoken_of_holds_stands_against_nobody_but_others(inner_store: Store) -> None:
    reserve(inner_store, "set-up", named("青石"))
    with inner_store.unit() as session:
        session.exec(select(NameReservation)).one().uscc = "91110108MA00000001"
        register.reserve_name(session, named("青石"), HERE, "change", NOW, UNTIL, subject="91110108MA00000001")
        assert register.names_near(session, named("清石"), HERE, "change", NOW, subject="91110108MA00000001") == ()
    assert seen_by(inner_store, "two", named("清石")) == (compose(named("青石")),)
    with pytest.raises(NameTaken) as told:
        reserve(inner_store, "two", named("青石"))
    assert told.value.uscc == "91110108MA00000001"


def test_clearing_away_takes_what_expired_and_nothing_else(inner_store: Store) -> None:
    reserve(inner_store, "old", named("青石"))
    reserve(inner_store, "new", named("白鹭"), NOW + timedelta(days=1))
    with inner_store.unit() as session:
        register.reserve_name(session, named("红叶"), HERE, "kept", NOW, None)
        assert register.forget_expired_names(session, UNTIL) == 1
    assert sorted(map(str, holders(inner_store))) == ["kept", "new"]


# --- Cases, as they come from the outer zone ---------------------------------------------------------------------


@pytest.fixture
def claimed(site: Town, monkeypatch: pytest.MonkeyPatch) -> Claims:
    """Submissions without documents, which other tests are about: what is claimed is the name."""
    monkeypatch.setattr(intake, "_check_manifest", lambda _payload, _data: None)
    monkeypatch.setattr(examination, "_check_named", lambda *_: None)
    day = day_in_china(site.inner.clock())
    procedure = load_catalogue().procedure("LLC.SETUP", day)

    def payload(trade: str, number: str) -> dict[str, Any]:
        content = company({"name.trade_name": trade, "name.division_code": HERE})
        return {
            "application": new_id(),
            "number": f"{number}-{new_id()}",
            "authority": HERE,
            "procedure": procedure.id,
            "edition": procedure.edition,
            "channel": Channel.PAPERLESS,
            "round": 1,
            "drill": False,
            "drawn_up": day.isoformat(),
            "content": content.model_dump(mode="json"),
            "applicant": {"ref": "somebody", "name": "王建国", "identity": IdentityStatus.CONFIRMED},
            "first_submitted_at": site.inner.clock().isoformat(),
            "documents": [],
        }

    return payload


def receive(inner: Inner, payload: Mapping[str, Any]) -> Finding:
    """What the officer is told of the name."""
    with inner.store.unit() as session:
        intake.receive_submission(session, inner, payload)
    return told(inner, payload)[-1]


def told(inner: Inner, payload: Mapping[str, Any]) -> list[Finding]:
    with inner.store.reading() as session:
        found = findings_of(session, inner, session.get_one(Case, payload["application"]), all_rounds=True)
    return [one for one in found if one.rule == RULE]


def later(inner: Inner, passed: timedelta) -> Inner:
    moment = inner.clock() + passed
    return replace(inner, clock=lambda: moment)


def test_a08_of_a_hundred_claims_from_both_channels_exactly_one_wins(site: Town, claimed: Claims) -> None:
    """Half come as envelopes of the outer zone, half from the counter of the inner one, all at once."""
    trade = "百舸争流"

    def by_envelope(number: int) -> bool:
        return receive(site.inner, claimed(trade, f"e{number}")).severity is Severity.PASSED

    def at_counter(number: int) -> bool:
        try:
            name = named(trade)
            with site.inner.store.unit() as session:
                now = site.inner.clock()
                register.reserve_name(session, name, HERE, f"counter-{number}", now, now + NAME_HELD_FOR)
        except NameTaken:
            return False
        return True

    claims = [partial(claim, number) for number in range(CLAIMS // 2) for claim in (by_envelope, at_counter)]
    with ThreadPoolExecutor(8) as clients:
        won = [claim.result() for claim in [clients.submit(claim) for claim in claims]]
    assert len(won) == CLAIMS
    assert won.count(True) == 1
    with site.inner.store.reading() as session:
        held = session.exec(select(NameReservation).where(NameReservation.name == compose(named(trade)))).all()
    assert len(held) == 1


def test_the_officer_sees_similar_names_of_the_register_and_of_other_cases(site: Town, claimed: Claims) -> None:
    receive(site.inner, claimed("松间明月", "first"))
    second = claimed("松涧明月", "second")
    assert receive(site.inner, second).severity is Severity.PASSED
    with site.inner.store.reading() as session:
        found = findings_of(session, site.inner, session.get_one(Case, second["application"]))
    similar = [one for one in found if one.rule == "name.similar.sound"]
    assert [one.severity for one in similar] == [Severity.WARNING]
    assert "松间明月" in similar[0].message.render(str)


def returned(site: Town, examiner: OfficerView, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The case returned for completion, and what comes back with the same name."""
    examination.accept(site.inner, examiner, payload["application"], new_id())
    examination.return_for_completion(
        site.inner, examiner, payload["application"], [ReturnReason("", "contact.phone", "请更正。")], new_id()
    )
    return {**payload, "round": 2}


def test_a_returned_case_reserves_its_name_anew_though_it_had_expired(
    site: Town, officers: Officers, claimed: Claims
) -> None:
    submission = claimed("渔舟唱晚", "case")
    receive(site.inner, submission)
    back = returned(site, officers[0], submission)
    after = later(site.inner, NAME_HELD_FOR + timedelta(days=1))
    assert receive(after, back).severity is Severity.PASSED


def test_a_returned_case_is_told_clearly_that_its_name_is_gone_since_it_expired(
    site: Town, officers: Officers, claimed: Claims
) -> None:
    submission = claimed("平沙落雁", "case")
    receive(site.inner, submission)
    back = returned(site, officers[0], submission)
    after = later(site.inner, NAME_HELD_FOR + timedelta(days=1))
    assert receive(after, claimed("平沙落雁", "other")).severity is Severity.PASSED
    finding = receive(after, back)
    assert finding.severity is Severity.ERROR
    assert "had expired" in finding.message.render(str)
    with site.inner.store.reading() as session:
        assert session.get_one(Case, submission["application"]).status == Status.EXAMINING


def test_a_case_that_never_had_the_name_is_told_whose_it_is_not_that_it_expired(
    site: Town, officers: Officers, claimed: Claims
) -> None:
    receive(site.inner, claimed("高山流水", "first"))
    submission = claimed("高山流水", "second")
    first = receive(site.inner, submission)
    again = receive(site.inner, returned(site, officers[0], submission))
    for finding in (first, again):
        assert finding.severity is Severity.ERROR
        assert "reserved for another case" in finding.message.render(str)
        assert finding.evidence["until"]


def test_an_examination_longer_than_the_reservation_ends_well_if_nobody_took_the_name(
    site: Town, officers: Officers, claimed: Claims
) -> None:
    examiner, approver = officers
    kept, lost = (claimed(trade, "case") for trade in ("梅花三弄", "阳关三叠"))
    for payload in (kept, lost):
        receive(site.inner, payload)
        examination.accept(site.inner, examiner, payload["application"], new_id())
        examination.propose(site.inner, examiner, payload["application"], ProposalKind.APPROVE, "", new_id())
    after = later(site.inner, NAME_HELD_FOR + timedelta(days=1))
    with after.store.unit() as session:
        register.forget_expired_names(session, after.clock())
    receive(after, claimed("阳关三叠", "other"))
    examination.approve(after, approver, kept["application"], "", new_id())
    with pytest.raises(NameTaken):
        examination.approve(after, approver, lost["application"], "", new_id())
    with after.store.reading() as session:
        held = session.exec(select(NameReservation).where(NameReservation.case_id == kept["application"])).one()
        assert held.expires_at is None
        assert session.get_one(Case, lost["application"]).status == Status.PROPOSED
