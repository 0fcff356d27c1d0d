"""What officers decide about a case, what comes of it, and who is told (R02, R21, R30; A08, A09, A31)."""

from __future__ import annotations

import pytest
from sqlmodel import select

from core.errors import BadInput, ConditionNotMet, NotPossibleNow
from core.ids import new_id
from core.inner import cases, examination, issuing, worklist
from core.inner import officers as officer_accounts
from core.inner.examination import ReturnReason
from core.inner.officers import OfficerView
from core.inner.steps import DoneByAnother
from core.inner.tables import Authority, Officer
from core.inner.worklist import Queue
from core.journey import Journey
from core.outer import drafts, inquiry, packs, papers, replica, submission
from core.outer.papers import Paper
from core.outer.views import ApplicationView
from core.terms import Action, ProposalKind, Status
from tests.counted import received_by_channel
from tests.towns import TO_SUBMIT, Town

DATABASE = "postgresql"

Officers = tuple[OfficerView, OfficerView]
ONE, OTHER = slice(0, 1), slice(2, 3)
"""Companies of one member, where it does not matter how many sign."""


def outer_view(journey: Journey) -> ApplicationView:
    return drafts.view(journey.outer, journey.applicant.account, journey.application_id)


def test_a_returned_case_comes_back_with_only_the_changed_documents_signed_anew(site: Town, officers: Officers) -> None:
    """R02, R14: the others keep their signatures, and the application its place in the queue."""
    examiner, approver = officers
    journey = site.walk("松涛石桥", *TO_SUBMIT)
    examination.accept(site.inner, examiner, journey.application_id, new_id())
    reasons = [ReturnReason("application_form", "contact.phone", "联系电话与登记不一致，请更正。")]
    examination.return_for_completion(site.inner, examiner, journey.application_id, reasons, new_id())
    journey.cross()
    back = outer_view(journey)
    assert back.status is Status.RETURNED
    assert back.round == 2
    assert [(reason.place, reason.text) for reason in back.reasons] == [("contact.phone", reasons[0].text)]
    contact = back.content.contact.model_copy(update={"phone": "13900000000"})
    drafts.save(
        site.outer,
        journey.applicant.account,
        back.id,
        back.content.model_copy(update={"contact": contact}),
        back.revision,
    )
    packs.open_signing(site.outer, journey.applicant.account, back.id)
    anew = outer_view(journey)
    open_kinds = {one.kind for one in anew.documents if not one.complete}
    assert open_kinds == {"application_form"}
    journey.sign()
    journey.submit()
    journey.cross()
    case = cases.view(site.inner, examiner, journey.application_id)
    assert case.row.status is Status.EXAMINING
    assert case.row.round == 2
    assert {one.kind for one in case.documents if not one.unchanged} == {"application_form", "manifest"}
    with pytest.raises(ConditionNotMet):
        examination.return_for_completion(site.inner, examiner, journey.application_id, reasons, new_id())
    examination.propose(site.inner, examiner, journey.application_id, ProposalKind.APPROVE, "", new_id())
    journey.approve(approver)
    assert issuing.complete(site.inner, journey.application_id) is Status.PUBLICISED


def test_the_second_officer_is_told_who_decided(site: Town, officers: Officers) -> None:
    """A09."""
    examiner, _approver = officers
    journey = site.walk("梅岭飞雪", *TO_SUBMIT, people=ONE)
    examination.accept(site.inner, examiner, journey.application_id, new_id())
    with site.inner.store.unit() as session:
        officer_accounts.create_officer(
            session, site.inner, login="second", name="第二人", password="long-enough-1",
            totp_secret="JBSWY3DPEHPK3PXP",
            roles=examiner.roles, authority_id=examiner.authority_id,
        )  # fmt: skip
    with site.inner.store.reading() as session:
        second = officer_accounts.view(session, session.exec(select(Officer).where(Officer.login == "second")).one())
    with pytest.raises(DoneByAnother) as told:
        examination.accept(site.inner, second, journey.application_id, new_id())
    assert told.value.params["officer"] == examiner.name


def test_one_person_never_examines_and_approves_unless_the_authority_says_so(site: Town, officers: Officers) -> None:
    """A31; one-officer mode is recorded with the decision."""
    examiner, approver = officers
    journey = site.walk("溪谷幽兰", *TO_SUBMIT, people=ONE)
    journey.examine(examiner)
    both = OfficerView(**{**examiner.__dict__, "roles": examiner.roles | approver.roles})
    with pytest.raises(ConditionNotMet):
        examination.approve(site.inner, both, journey.application_id, "", new_id())
    with site.inner.store.unit() as session:
        session.get_one(Authority, both.authority_id).one_officer_mode = True
    examination.approve(site.inner, both, journey.application_id, "", new_id())
    with site.inner.store.unit() as session:
        session.get_one(Authority, both.authority_id).one_officer_mode = False
    case = cases.view(site.inner, examiner, journey.application_id)
    assert next(event for event in case.events if event.action is Action.APPROVE).details["one_officer_mode"] is True


def test_refusal_and_non_acceptance_need_grounds_and_free_the_name(site: Town, officers: Officers) -> None:
    examiner, _approver = officers
    first = site.walk("长亭外边", *TO_SUBMIT, people=ONE)
    with pytest.raises((BadInput, ConditionNotMet)):
        examination.not_accept(site.inner, examiner, first.application_id, "  ", new_id())
    examination.not_accept(site.inner, examiner, first.application_id, "不属于本机关管辖。", new_id())
    first.cross()
    assert outer_view(first).status is Status.NOT_ACCEPTED
    _, notice = papers.paper_pdf(site.outer, first.applicant.account, first.application_id, Paper.NOTICE)
    assert notice.startswith(b"%PDF")
    second = site.walk("长亭外边", *TO_SUBMIT, people=OTHER)
    errors = [
        one for one in cases.view(site.inner, examiner, second.application_id).findings if one.severity == "error"
    ]
    assert not errors


def test_of_two_cases_with_one_name_only_the_first_can_be_approved(site: Town, officers: Officers) -> None:
    """The queue's index warns the second applicant; should it fail, the inner zone still gives the name once (A08)."""
    first = site.walk("古道西风", *TO_SUBMIT, people=ONE)
    second = site.walk("古道西风", "register", "fill_in", people=OTHER)
    with pytest.raises(ConditionNotMet):
        second.make_pack()
    with site.outer.store.unit() as session:
        replica.forget_queued_name(session, first.application_id)
    for stretch in TO_SUBMIT[2:]:
        getattr(second, stretch)()
    findings = cases.view(site.inner, officers[0], second.application_id).findings
    assert any(one.rule == "name.reserved" and one.severity == "error" for one in findings)
    second.examine(officers[0])
    with pytest.raises(Exception, match="name_taken"):
        second.approve(officers[1])
    first.examine(officers[0])
    first.approve(officers[1])


def test_withdrawal_is_carried_out_before_a_decision_and_declined_after_it(site: Town, officers: Officers) -> None:
    early, late = site.walk("晚秋红叶", *TO_SUBMIT, people=ONE), site.walk("远山明月", *TO_SUBMIT, people=OTHER)
    submission.request_withdrawal(site.outer, early.applicant.account, early.application_id)
    late.examine(officers[0])
    late.approve(officers[1])
    submission.request_withdrawal(site.outer, late.applicant.account, late.application_id)
    early.cross()
    assert outer_view(early).status is Status.WITHDRAWN
    late.complete()
    late.cross()
    assert outer_view(late).status is Status.PUBLICISED


def test_a_drill_is_neither_publicised_nor_counted_nor_found(site: Town, officers: Officers) -> None:
    before = received_by_channel(site.inner)
    drill = site.walk("惊蛰春雷", *TO_SUBMIT, drill=True)
    drill.examine(officers[0])
    drill.approve(officers[1])
    assert issuing.complete(site.inner, drill.application_id) is Status.ARCHIVED
    drill.cross()
    assert inquiry.search(site.outer, "惊蛰春雷") == []
    assert received_by_channel(site.inner) == before
    with pytest.raises(NotPossibleNow):
        examination.accept(site.inner, officers[0], drill.application_id, new_id())
    for queue, there in ((Queue.RUNNING, False), (Queue.DONE, True)):
        page = worklist.worklist(site.inner, officers[0], queue=queue, text="惊蛰春雷")
        assert bool(page.rows) is there
        assert worklist.worklist(site.inner, officers[0], queue=queue).total == page.counts[queue]


def test_the_worklist_counts_and_finds_cases(site: Town, officers: Officers) -> None:
    before = worklist.worklist(site.inner, officers[0]).counts[Queue.TO_ACCEPT]
    journey = site.walk("芒种麦田", *TO_SUBMIT, people=ONE)
    page = worklist.worklist(site.inner, officers[0], queue=Queue.TO_ACCEPT, text="芒种")
    assert [row.id for row in page.rows] == [journey.application_id]
    assert page.counts[Queue.TO_ACCEPT] == before + 1
    assert page.rows[0].due_at is not None
    assert (page.rows[0].remaining_hours or 0) > 0
    assert worklist.worklist(site.inner, officers[0], text="没有这个").total == 0
