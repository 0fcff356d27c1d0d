"""The register over time, in both zones: versions, days, what changed and by which case; notices before a simple
cancellation with objections, endings and repetitions (R05, R50, R51; A10, A27)."""

from __future__ import annotations

from datetime import date, timedelta

import httpx
import pytest
from sqlmodel import select

from api.app import create_api
from core.catalogue.kinds import business_title
from core.errors import BadInput, ConditionNotMet, IdentityNotConfirmed
from core.ids import new_id
from core.inner import announcing, cases, enterprises, examination, issuing, worklist
from core.inner.officers import OfficerView
from core.inner.tables import CancellationObjection, Case, CaseEvent, Enterprise
from core.inner.worklist import Queue
from core.journey import Walker
from core.local_transport import LocalTransport
from core.outer import inquiry, objections, submission
from core.outer.accounts import AccountView
from core.terms import (
    Action,
    EnterpriseStatus,
    IdentityStatus,
    LicenceStatus,
    NoticeStatus,
    ProposalKind,
    Severity,
    Status,
)
from core.workdays import day_in_china
from tests.lands import Land
from tests.towns import Hands, Town

DATABASE = "sqlite"

WORDS = "该公司尚欠本人货款，请停止简易注销。"


def close_and_die(land: Land, case_id: str) -> None:
    """End a notice as the worker does, and be killed before the transaction ends."""
    inner = land.town.inner
    with inner.store.unit() as session:
        announcing._close(session, inner, session.get_one(Case, case_id), inner.clock())
        raise RuntimeError("killed")


def as_a_program(land: Land) -> httpx.Client:
    """The public interface for programs."""
    return httpx.Client(base_url="http://portal", transport=LocalTransport(create_api(land.town.outer)))


@pytest.fixture(scope="module")
def land(standing: tuple[Town, Hands], officers: tuple[OfficerView, OfficerView]) -> Land:
    town, hands = standing
    return Land(town, hands, officers)


@pytest.fixture(scope="module")
def renamed(land: Land) -> tuple[str, date, str]:
    """An enterprise that has another name since a day after its establishment: its code, its first day, its case."""
    uscc = land.established()
    first = day_in_china(land.town.inner.clock())
    land.days_pass(3)
    case_id = land.hand_in("LLC.CHANGE.NAME", uscc)
    examination.accept(land.town.inner, land.officers[0], case_id, new_id())
    land.approve(case_id)
    return uscc, first, case_id


@pytest.fixture(scope="module")
def objector(land: Land) -> Walker:
    """Somebody who has no part in the enterprises."""
    return land.resident(11)


def test_every_version_says_which_case_made_it_and_what_it_changed(land: Land, renamed: tuple[str, date, str]) -> None:
    """R50: old and new at each place, by the case and the business that changed it."""
    uscc, _, case_id = renamed
    latest, first = enterprises.history(land.town.inner, land.officers[0], uscc)
    assert [latest.version, first.version] == [2, 1]
    assert latest.case_id == case_id
    assert latest.case_number == cases.view(land.town.inner, land.officers[0], case_id).row.number
    assert latest.business.render(str).startswith("Limited liability company")
    assert first.changes == ()
    by_place = {one.place: one for one in latest.changes}
    assert set(by_place) <= {"name", "name.trade_name"}
    assert [piece.value for piece in by_place["name"].before] == [first.public["name"]]
    assert [piece.value for piece in by_place["name"].after] == [latest.public["name"]]


def test_the_register_is_seen_as_it_stood_on_a_day(land: Land, renamed: tuple[str, date, str]) -> None:
    """R50: in the inner zone as in the public register, days are those of China."""
    uscc, first, _ = renamed
    before = enterprises.as_of(land.town.inner, land.officers[0], uscc, first + timedelta(days=1))
    now = enterprises.as_of(land.town.inner, land.officers[0], uscc, first + timedelta(days=30))
    assert before is not None
    assert before.version == 1
    assert now is not None
    assert now.version == 2
    assert enterprises.as_of(land.town.inner, land.officers[0], uscc, first - timedelta(days=1)) is None
    found = inquiry.enterprise(land.town.outer, uscc)
    then = inquiry.as_of(found, first + timedelta(days=1))
    assert then is not None
    assert then.facts["name"] == before.public["name"]
    assert inquiry.as_of(found, first - timedelta(days=1)) is None


def test_the_public_reads_the_history_and_finds_former_names(land: Land, renamed: tuple[str, date, str]) -> None:
    """R50, R51: public facts only, each version with its business."""
    uscc, _, _ = renamed
    found = inquiry.enterprise(land.town.outer, uscc)
    assert [one.version for one in found.versions] == [2, 1]
    assert [one.name for one in found.versions[0].changes] == ["name"]
    assert found.versions[0].business == business_title("LLC.CHANGE.NAME", "2026")
    former = found.versions[1].facts["name"]
    assert found.former_names == (former,)
    assert [(one.uscc, one.former_names) for one in inquiry.search(land.town.outer, former)] == [(uscc, (former,))]
    told = repr(found.versions)
    for person in land.people()[:4]:
        assert person.identity_number not in told
        assert person.phone not in told


def test_programs_read_the_register_as_it_stood_on_a_day(land: Land, renamed: tuple[str, date, str]) -> None:
    """R50, R51: with the one version that held then; before the first, there was nothing."""
    uscc, first, _ = renamed
    client = as_a_program(land)
    whole = client.get(f"/enterprises/{uscc}", headers={"accept-language": "en"}).json()
    assert [one["version"] for one in whole["versions"]] == [2, 1]
    then = client.get(f"/enterprises/{uscc}?on={first + timedelta(days=1)}").json()
    assert [one["version"] for one in then["versions"]] == [1]
    assert then["name"] == whole["versions"][1]["facts"]["name"] != whole["name"]
    assert client.get(f"/enterprises/{uscc}?on={first - timedelta(days=1)}").status_code == 404
    assert client.get(f"/enterprises/{uscc}?on=yesterday").status_code == 422


def test_the_licence_that_a_change_replaced_verifies_as_superseded(land: Land, renamed: tuple[str, date, str]) -> None:
    """R51."""
    uscc, _, _ = renamed
    old, new = land.licences(uscc)
    facts = {one.name: one for one in inquiry.verify_code(land.town.outer, old.serial).facts}
    assert facts["registered"].holds
    assert facts["current"].holds is False
    assert facts["current"].detail.text == "It was replaced by a newer licence."
    pdf = land.town.inner.files.get(old.file)
    by_file = {one.name: one.holds for one in inquiry.verify_pdf(land.town.outer, pdf).facts}
    assert (by_file["intact"], by_file["current"]) == (True, False)
    assert inquiry.verify_code(land.town.outer, new.serial).good


def test_numbers_of_people_are_masked_for_whoever_may_not_see_the_case(land: Land) -> None:
    """A40: an officer of another authority sees what changed, but no number in full."""
    uscc = land.established()
    case_id = land.hand_in("LLC.CHANGE.LEGAL_REP", uscc)
    examination.accept(land.town.inner, land.officers[0], case_id, new_id())
    land.approve(case_id)
    own = enterprises.history(land.town.inner, land.officers[0], uscc)[0]
    elsewhere = OfficerView(**{**land.officers[0].__dict__, "authority_id": "990000"})
    masked = enterprises.history(land.town.inner, elsewhere, uscc)[0]
    assert own.may_open
    assert not masked.may_open
    numbers = [person.identity_number for person in land.people()]
    assert any(number in repr(own.changes) for number in numbers)
    assert not any(number in repr(masked.changes) for number in numbers)
    assert [one.place for one in own.changes] == [one.place for one in masked.changes]


def test_the_search_narrows_by_status_and_type_and_keeps_drills_apart(land: Land) -> None:
    drill = land.town.walk("孤云独去", "register", "fill_in", "make_pack", "sign", "submit", "cross", drill=True)
    drill.examine(land.officers[0])
    drill.approve(land.officers[1])
    issuing.complete(land.town.inner, drill.application_id)
    inner, officer = land.town.inner, land.officers[0]
    assert enterprises.search(inner, officer, "孤云独去") == []
    assert [one.drill for one in enterprises.search(inner, officer, "孤云独去", drills=True)] == [True]
    uscc = land.established()
    existing = enterprises.search(inner, officer, uscc, status=EnterpriseStatus.EXISTING, entity_type="LLC")
    assert [one.uscc for one in existing] == [uscc]
    assert enterprises.search(inner, officer, uscc, status=EnterpriseStatus.CANCELLED) == []
    assert enterprises.search(inner, officer, uscc, entity_type="PARTNERSHIP") == []


def test_a_case_says_what_it_changes_and_what_else_is_open_about_the_enterprise(land: Land) -> None:
    """R23: the officer sees old and new before deciding, and is told when the register has moved since."""
    uscc = land.established()
    first, second = land.hand_in("LLC.CHANGE.SCOPE", uscc), land.hand_in("LLC.CHANGE.DOMICILE", uscc)
    inner, (examiner, approver) = land.town.inner, land.officers
    about = cases.view(inner, examiner, first).about
    assert about.subject is not None
    assert about.subject.uscc == uscc
    assert [one.place for one in about.changes] == ["scope.phrases"]
    assert [one.id for one in about.others] == [second]
    assert not about.moved
    examination.accept(inner, examiner, second, new_id())
    examination.propose(inner, examiner, second, ProposalKind.APPROVE, "", new_id())
    examination.accept(inner, examiner, first, new_id())
    land.approve(first)
    late = cases.view(inner, approver, second)
    assert late.about.moved
    assert late.about.others == ()
    assert Action.APPROVE not in late.actions
    with pytest.raises(ConditionNotMet):
        examination.approve(inner, approver, second, "", new_id())


def test_a_simple_cancellation_is_announced_and_waits(land: Land) -> None:
    """R05: the notice is public, the case has a queue of its own, and nobody examines it before the end."""
    uscc, case_id = land.announced()
    assert land.status(uscc) == (EnterpriseStatus.CANCELLING, EnterpriseStatus.CANCELLING)
    notice = next(one for one in objections.running(land.town.outer) if one.uscc == uscc)
    today = day_in_china(land.town.inner.clock())
    assert (notice.starts, notice.ends) == (today.isoformat(), (today + timedelta(days=20)).isoformat())
    told = as_a_program(land).get("/notices").json()
    shown = {"uscc": uscc, "name": notice.name, "starts": notice.starts, "ends": notice.ends}
    assert shown in told  # programs read it as well, and nothing about the case or people
    inner, examiner = land.town.inner, land.officers[0]
    waiting = worklist.worklist(inner, examiner, queue=Queue.ANNOUNCED)
    assert case_id in {row.id for row in waiting.rows}
    assert waiting.counts[Queue.ANNOUNCED] == waiting.total
    seen = cases.view(inner, examiner, case_id)
    assert seen.about.notice is not None
    assert seen.about.notice.days_left == 21
    assert Action.TAKE not in seen.actions
    land.days_pass(20)
    assert announcing.close_due(inner) == 0  # the last day belongs to those who object
    land.days_pass(1)
    announcing.close_due(inner)
    assert land.case_status(case_id) is Status.ACCEPTED
    again = worklist.worklist(inner, examiner, queue=Queue.TO_EXAMINE)
    assert case_id in {row.id for row in again.rows}
    assert Action.TAKE in cases.view(inner, examiner, case_id).actions


def test_closing_twice_does_nothing_twice(land: Land) -> None:
    """A10, A27: a round that was killed is simply done again."""
    _, case_id = land.announced()
    land.days_pass(21)
    inner = land.town.inner
    with pytest.raises(RuntimeError, match="killed"):
        close_and_die(land, case_id)
    assert land.case_status(case_id) is Status.ANNOUNCED
    assert announcing.close_due(inner) == 1
    assert announcing.close_due(inner) == 0
    with inner.store.unit() as session:
        announcing._close(session, inner, session.get_one(Case, case_id), inner.clock())
    with inner.store.reading() as session:
        closed = select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.action == Action.CLOSE_NOTICE)
        assert len(session.exec(closed).all()) == 1


def test_a_cancelled_enterprise_has_no_valid_licence_and_stays_in_the_register(land: Land) -> None:
    """R05, R51."""
    uscc, case_id = land.announced()
    land.days_pass(21)
    announcing.close_due(land.town.inner)
    examination.take(land.town.inner, land.officers[0], case_id, new_id())
    land.approve(case_id)
    assert land.status(uscc) == (EnterpriseStatus.CANCELLED, EnterpriseStatus.CANCELLED)
    found = inquiry.enterprise(land.town.outer, uscc)
    assert [one.status for one in found.licences] == [LicenceStatus.VOID]
    assert [one.name for one in found.versions[0].changes] == ["status"]
    verified = inquiry.verify_code(land.town.outer, uscc)
    assert verified.licence is not None
    assert verified.licence.status is LicenceStatus.VOID
    assert not verified.good
    changed = enterprises.history(land.town.inner, land.officers[0], uscc)[0].changes
    assert [one.place for one in changed] == ["status"]
    assert uscc not in {one.uscc for one in objections.running(land.town.outer)}


def test_an_objection_in_time_becomes_a_finding_and_stays_with_the_officer(land: Land, objector: Walker) -> None:
    _, case_id = land.announced()
    land.days_pass(19)
    with pytest.raises(BadInput):
        objections.object_to(land.town.outer, objector.account, case_id, "太短")
    objections.object_to(land.town.outer, objector.account, case_id, WORDS)
    with pytest.raises(ConditionNotMet):
        objections.object_to(land.town.outer, objector.account, case_id, WORDS)
    land.cross()
    seen = cases.view(land.town.inner, land.officers[0], case_id)
    assert seen.about.notice is not None
    assert seen.about.notice.status is NoticeStatus.OBJECTED
    assert [(one.name, one.text) for one in seen.about.notice.objections] == [(objector.account.name, WORDS)]
    finding = next(one for one in seen.findings if one.rule == announcing.RULE)
    assert finding.severity is Severity.ERROR
    land.days_pass(2)
    announcing.close_due(land.town.inner)
    assert land.case_status(case_id) is Status.ACCEPTED
    with land.town.inner.store.reading() as session:
        kept = session.exec(select(CancellationObjection).where(CancellationObjection.case_id == case_id)).one()
    assert WORDS.encode() not in kept.words_sealed


def test_an_objection_after_the_end_or_of_a_stranger_is_refused_with_a_sentence(land: Land, objector: Walker) -> None:
    _, case_id = land.announced()
    unconfirmed = AccountView(**{**objector.account.__dict__, "identity": IdentityStatus.PENDING})
    with pytest.raises(IdentityNotConfirmed):
        objections.object_to(land.town.outer, unconfirmed, case_id, WORDS)
    land.days_pass(21)
    with pytest.raises(ConditionNotMet) as told:
        objections.object_to(land.town.outer, objector.account, case_id, WORDS)
    assert told.value.params["reason_text"] == objections.OVER


@pytest.mark.parametrize("ended_by", ["withdrawal", "refusal"])
def test_a_case_that_ends_otherwise_ends_its_notice_and_the_enterprise_goes_on(land: Land, ended_by: str) -> None:
    uscc, case_id = land.announced()
    inner, (examiner, approver) = land.town.inner, land.officers
    if ended_by == "withdrawal":
        submission.request_withdrawal(land.town.outer, land.resident(0).account, case_id)
        land.cross()
        assert land.case_status(case_id) is Status.WITHDRAWN
    else:
        land.days_pass(21)
        announcing.close_due(inner)
        examination.take(inner, examiner, case_id, new_id())
        examination.propose(inner, examiner, case_id, ProposalKind.REFUSE, "有异议。", new_id())
        examination.refuse(inner, approver, case_id, "公告期内有人提出异议。", new_id())
        land.cross()
    assert land.status(uscc) == (EnterpriseStatus.EXISTING, EnterpriseStatus.EXISTING)
    assert uscc not in {one.uscc for one in objections.running(land.town.outer)}
    assert [one.status for one in objections.of_enterprise(land.town.outer, uscc)] == [NoticeStatus.WITHDRAWN]
    with inner.store.reading() as session:
        assert session.get_one(Enterprise, uscc).current_version == 1
