"""Attacks on businesses with registered enterprises: in somebody's name, on another's pledge, at the wrong moment
(R03, R12, R14, R23, R50; A09, A18, A40)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from core import catalogue, rules
from core.catalogue import UnknownProcedure
from core.content import Content, Person
from core.errors import BadInput, ConditionNotMet, EnvelopeRejected
from core.ids import new_id
from core.inner import announcing, cases, counter_claims, examination, intake, issuing
from core.inner import officers as officer_accounts
from core.inner.enterprises import view as enterprise
from core.inner.officers import OfficerView
from core.inner.steps import content_of, seal_content
from core.inner.tables import CancellationNotice, Case, CounterDraft, Enterprise, Officer, Pledge
from core.outer import counter as outer_counter
from core.outer import drafts, packs, submission
from core.outer.views import ApplicationView
from core.terms import EnterpriseStatus, NoticeStatus, Prefill, ProposalKind, Role, Severity
from core.workdays import day_in_china
from tests.builders import AUTHORITY, TODAY, content_for
from tests.lands import Land
from tests.towns import Hands, Town

DATABASE = "postgresql"


@pytest.fixture(scope="module")
def land(standing: tuple[Town, Hands], officers: tuple[OfficerView, OfficerView]) -> Land:
    town, hands = standing
    return Land(town, hands, officers)


@pytest.fixture(scope="module")
def uscc(land: Land) -> str:
    return land.established()


def begun(land: Land, procedure_id: str, uscc: str) -> str:
    """A draft of the applicant's, with the register's data, in which nothing is filled in yet."""
    application = drafts.begin(land.town.outer, land.resident(0).account, procedure_id, uscc=uscc)
    land.cross()
    return application


def saved(land: Land, application: str, **sections: Any) -> ApplicationView:
    account = land.resident(0).account
    seen = drafts.view(land.town.outer, account, application, course=False)
    return drafts.save(land.town.outer, account, application, seen.content.model_copy(update=sections), seen.revision)


def errors(seen: ApplicationView) -> set[tuple[str, str]]:
    return {(one.rule, one.place) for one in seen.findings if one.severity is Severity.ERROR}


def proposed(land: Land, case_id: str) -> None:
    """An officer who overlooks every finding."""
    examination.accept(land.town.inner, land.officers[0], case_id, new_id())
    examination.propose(land.town.inner, land.officers[0], case_id, ProposalKind.APPROVE, "", new_id())


def bend(land: Land, case_id: str, **sections: Any) -> None:
    """A case with another content, as a breached outer zone would send it."""
    inner = land.town.inner
    with inner.store.unit() as session:
        case = session.get_one(Case, case_id)
        content = content_of(inner, case).model_copy(update=sections)
        case.content_sealed = seal_content(inner, case_id, content)


def test_r14_nobody_makes_themselves_the_representative_in_an_application_about_something_else(
    land: Land, uscc: str
) -> None:
    """Who signs follows from the content, also from what the form does not show."""
    application = begun(land, "LLC.CHANGE.SCOPE", uscc)
    content = drafts.view(land.town.outer, land.resident(0).account, application).content
    other = next(key for key in content.parties if key != content.organs.legal_representative)
    organs = content.organs.model_copy(update={"legal_representative": other})
    found = errors(saved(land, application, organs=organs))
    assert ("application.untouched", "organs.legal_representative") in found
    with pytest.raises(ConditionNotMet):
        packs.open_signing(land.town.outer, land.resident(0).account, application)


def test_r14_nobody_takes_the_place_of_a_member_under_their_key(land: Land, uscc: str) -> None:
    application = begun(land, "LLC.CHANGE.SHAREHOLDER", uscc)
    content = drafts.view(land.town.outer, land.resident(0).account, application).content
    key = content.members[-1]
    stranger = land.people()[12]
    person = Person(name=content.party(key).name, identity_number=stranger.identity_number, phone=stranger.phone)
    found = errors(saved(land, application, parties={**content.parties, key: person}))
    assert ("application.same_people", f"parties.{key}.identity_number") in found


def test_r14_a_version_that_the_register_did_not_give_is_not_taken(land: Land, uscc: str) -> None:
    application = begun(land, "LLC.CHANGE.SCOPE", uscc)
    content = drafts.view(land.town.outer, land.resident(0).account, application).content
    with pytest.raises(ConditionNotMet):
        saved(land, application, subject=content.subject.model_copy(update={"version": 7}))


@pytest.mark.parametrize(
    "named", ["LLC.SETUP+DEREG", "LLC.CHANGE.NAME+", "+", "LLC.CHANGE.NAME+NAME", "LLC.PLEDGE.SETUP+CANCEL"]
)
def test_r03_only_items_of_one_business_go_together(land: Land, named: str) -> None:
    with pytest.raises(UnknownProcedure):
        catalogue.load().procedure(named, day_in_china(land.town.outer.clock()))


def test_r03_a_draft_does_not_become_one_of_another_business(land: Land, uscc: str) -> None:
    outer, account = land.town.outer, land.resident(0).account
    for present, code, wanted in (("LLC.SETUP", "", "LLC.DEREG"), ("LLC.DEREG_SIMPLE", uscc, "LLC.MERGE_SPLIT")):
        application = drafts.begin(outer, account, present, uscc=code)
        with pytest.raises(BadInput):
            drafts.choose_items(outer, account, application, wanted)
        drafts.discard(outer, account, application)


def test_r23_a_pledge_of_another_enterprise_is_neither_released_nor_changed(land: Land, uscc: str) -> None:
    """Even when an officer overlooks the finding."""
    walked = land.walk("LLC.PLEDGE.SETUP")
    other, mine = walked.case.subject, land.established()
    assert other != mine
    number = walked.case.outputs["pledge"]
    case_id = land.hand_in("LLC.PLEDGE.SETUP", mine)
    content = content_now(land, case_id)
    bend(land, case_id, pledge=content.pledge.model_copy(update={"number": number}))
    proposed(land, case_id)
    with pytest.raises(ConditionNotMet):
        examination.approve(land.town.inner, land.officers[1], case_id, "", new_id())
    with land.town.inner.store.reading() as session:
        row = session.get_one(Pledge, number)
        assert (row.uscc, row.released_by, row.case_id) == (other, None, walked.case.id)


def content_now(land: Land, case_id: str) -> Content:
    with land.town.inner.store.reading() as session:
        return content_of(land.town.inner, session.get_one(Case, case_id))


def test_r23_the_numbers_of_pledges_are_held_against_the_register() -> None:
    """A number that is not there, and a pledgee whom the register does not have, are findings in both zones."""
    procedure = catalogue.load().procedure("LLC.PLEDGE.CANCEL", TODAY)
    content, prior = content_for(procedure)
    pledge = content.pledge
    names = (content.name_of(pledge.pledgor), content.name_of(pledge.pledgee))

    def found(pledges: Mapping[str, rules.Pledged]) -> list[str]:
        facts = rules.RuleFacts(today=TODAY, procedure=procedure, authority_id=AUTHORITY, prior=prior, pledges=pledges)
        return [one.place for one in rules.check(content, facts) if one.severity is Severity.ERROR]

    assert found({pledge.number: rules.Pledged(*names)}) == []
    assert found({}) == ["pledge.number"]
    assert found({pledge.number: rules.Pledged(names[0], "别人")}) == ["pledge.pledgee"]
    assert found({pledge.number: rules.Pledged(*names, "", "resident_id:1")}) == ["pledge.pledgee"]


def test_r23_only_a_change_that_the_register_has_is_revoked(land: Land) -> None:
    """Of an enterprise that never changed there is none; the officer can look at the case and refuse it."""
    case_id = land.hand_in("LLC.LICENCE.REPLACE", land.established())
    content = content_now(land, case_id)
    with land.town.inner.store.unit() as session:
        session.get_one(Case, case_id).procedure = "LLC.REVOKE_CHANGE"
    proposed(land, case_id)
    for version in (0, 1, 2, 99):
        bend(land, case_id, judgment=content.judgment.model_copy(update={"version": version}))
        assert cases.view(land.town.inner, land.officers[0], case_id).about.changes == ()
        with pytest.raises(ConditionNotMet):
            examination.approve(land.town.inner, land.officers[1], case_id, "", new_id())


def test_r50_a_withdrawn_simple_cancellation_does_not_bring_an_ended_enterprise_back(land: Land) -> None:
    code, case_id = land.announced()
    inner = land.town.inner
    with inner.store.unit() as session:
        session.get_one(Enterprise, code).status = EnterpriseStatus.CANCELLED
    submission.request_withdrawal(land.town.outer, land.resident(0).account, case_id)
    land.cross()
    assert enterprise(inner, land.officers[0], code).row.status is EnterpriseStatus.CANCELLED
    with inner.store.reading() as session:
        assert session.get_one(CancellationNotice, case_id).status == NoticeStatus.WITHDRAWN


def test_r50_a_second_simple_cancellation_is_not_announced_while_the_first_is(land: Land) -> None:
    code = land.established()
    second = land.hand_in("LLC.DEREG_SIMPLE", code)
    land.announced(code)
    with pytest.raises(ConditionNotMet):
        examination.accept(land.town.inner, land.officers[0], second, new_id())
    with land.town.inner.store.reading() as session:
        assert session.get(CancellationNotice, second) is None


def test_r50_a_change_is_not_approved_while_the_cancellation_is_announced(land: Land) -> None:
    code = land.established()
    change = land.hand_in("LLC.CHANGE.SCOPE", code)
    proposed(land, change)
    _, cancelling = land.announced(code)
    with pytest.raises(ConditionNotMet):
        examination.approve(land.town.inner, land.officers[1], change, "", new_id())
    submission.request_withdrawal(land.town.outer, land.resident(0).account, cancelling)
    land.cross()
    examination.approve(land.town.inner, land.officers[1], change, "", new_id())
    issuing.complete(land.town.inner, change)
    assert announcing.close_due(land.town.inner) == 0


def test_r12_a_submission_that_speaks_of_another_enterprise_or_version_is_rejected(land: Land, uscc: str) -> None:
    """A breached outer zone: the enterprise, its version, and a drill that speaks of a real one."""
    inner = land.town.inner
    procedure = catalogue.load().procedure("LLC.CHANGE.SCOPE", day_in_china(inner.clock()))
    with inner.store.reading() as session:
        for code, version, drill in ((uscc, 0, False), (uscc, 9, False), (uscc, 1, True), ("9" * 18, 1, False)):
            content = Content.model_validate({"subject": {"uscc": code, "version": version}})
            with pytest.raises(EnvelopeRejected):
                intake._subject(session, procedure, content, drill=drill)


def test_a40_the_counter_gives_nobody_online_what_the_register_knows_of_others(land: Land, uscc: str) -> None:
    """A stranger's draft that was filled in at the counter cannot be handed back with the register's data."""
    inner, outer = land.town.inner, land.town.outer
    with inner.store.unit() as session:
        officer_id = officer_accounts.create_officer(
            session, inner, login="attacked-clerk", name="窗口丙", password="Enough-of-it-7",
            totp_secret="JBSWY3DPEHPK3PXP", roles=[Role.COUNTER_OFFICER], authority_id=inner.settings.authority_id,
        )  # fmt: skip
        session.flush()
        clerk = officer_accounts.view(session, session.get_one(Officer, officer_id))
    stranger = land.resident(13).account
    application = drafts.begin(outer, stranger, "LLC.CHANGE.SCOPE", uscc=uscc)
    land.cross()
    assert drafts.view(outer, stranger, application).prefill is Prefill.REFUSED
    counter_claims.claim(inner, clerk, outer_counter.issue_code(outer, stranger, application))
    land.cross()
    with inner.store.reading() as session:
        assert session.get_one(CounterDraft, application).online
    with pytest.raises(ConditionNotMet):
        counter_claims.hand_back(inner, clerk, application)
    land.cross()
    told = drafts.view(outer, stranger, application).content.model_dump_json()
    for person in land.people()[:4]:
        assert person.identity_number not in told
