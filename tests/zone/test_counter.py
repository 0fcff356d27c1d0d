"""Applications taken at the counter, and drafts that go between counter and portal (R04, R05, R07, R20, A31)."""

from __future__ import annotations

import io
import threading

import pikepdf
import pytest
from sqlmodel import select

from core import trace
from core.content import Content, IdentityDocument, OtherSection, Person
from core.errors import BadInput, ConditionNotMet, Conflict, NotPermitted, NotPossibleNow, TooManyTries, UploadRefused
from core.ids import new_id
from core.inner import (
    cases,
    counter,
    counter_brought,
    counter_claims,
    counter_licences,
    counter_scans,
    counter_submission,
    examination,
    issuing,
    measures,
    officers,
)
from core.inner.officers import OfficerView
from core.inner.tables import CaseDocument, CounterDraft, Licence, Officer
from core.inner.verification import SignatureFacts
from core.journey import Journey, Plan, Someone, company
from core.outer import counter as outer_counter
from core.outer import drafts, packs, papers, submission
from core.outer.applications import AtTheCounter
from core.outer.papers import Paper
from core.outer.tables import Application
from core.outer.views import ApplicationView
from core.smoke import premises_picture
from core.terms import Channel, ClaimState, CounterState, EvidenceKind, MaterialSource, ProposalKind, Role, Status
from core.workdays import day_in_china
from tests.towns import Town

DATABASE = "sqlite"

Officers = tuple[OfficerView, OfficerView]


@pytest.fixture(scope="module")
def clerk(standing: tuple[Town, object]) -> OfficerView:
    """An officer at the counter."""
    return officer_with(standing[0], "counter-clerk", "窗口甲", Role.COUNTER_OFFICER)


@pytest.fixture(scope="module")
def second_clerk(standing: tuple[Town, object]) -> OfficerView:
    return officer_with(standing[0], "counter-clerk-2", "窗口乙", Role.COUNTER_OFFICER)


def officer_with(site: Town, login: str, name: str, *roles: Role) -> OfficerView:
    with site.inner.store.unit() as session:
        officers.create_officer(
            session, site.inner, login=login, name=name, password="Enough-of-it-7", totp_secret="JBSWY3DPEHPK3PXP",
            roles=roles, authority_id=site.inner.settings.authority_id,
        )  # fmt: skip
        session.flush()
        return officers.view(session, session.exec(select(Officer).where(Officer.login == login)).one())


def person_of(someone: Someone) -> Person:
    return Person(name=someone.name, identity_number=someone.identity_number, phone=someone.phone, email=someone.email)


def filled(site: Town, content: Content, name: str, people: slice, *, paper: bool = False) -> Content:
    plan = Plan(name, site.inner.settings.authority_id, day_in_china(site.inner.clock()), paper_licence=paper)
    return company(plan, site.people[people], content)


def fill(
    site: Town, clerk: OfficerView, draft_id: str, name: str, people: slice = slice(0, 2), *, paper: bool = False
) -> None:
    view = counter.view(site.inner, clerk, draft_id)
    counter.save(site.inner, clerk, draft_id, filled(site, view.content, name, people, paper=paper), view.revision)


def bring_paper(site: Town, clerk: OfficerView, draft_id: str) -> None:
    """Everything on paper: what was brought is scanned, the pack printed, signed and scanned, the card looked at."""
    view = counter.view(site.inner, clerk, draft_id)
    for one in view.materials:
        if one.material.source is MaterialSource.UPLOADED and not one.scans:
            counter_scans.scan(site.inner, clerk, draft_id, one.material.kind, "租赁合同.png", premises_picture())
    counter_scans.print_pack(site.inner, clerk, draft_id)
    for one in counter.view(site.inner, clerk, draft_id).materials:
        if one.to_sign:
            counter_scans.scan(site.inner, clerk, draft_id, one.material.kind, f"{one.material.kind}.png", page())
    party = party_of(view)
    counter_scans.identity_seen(site.inner, clerk, draft_id, party, IdentityDocument.RESIDENT_ID, "证件有效")


def party_of(view: counter.CounterView) -> str:
    """The key under which the applicant stands among the parties."""
    number = view.applicant.person.identity_number
    return next(key for key, one in view.content.parties.items() if one.identity_number == number)


def page() -> bytes:
    return premises_picture()


def taken(site: Town, clerk: OfficerView, name: str, people: slice = slice(0, 2), *, paper: bool = False) -> str:
    """A company's establishment, ready to be submitted at the counter."""
    applicant = person_of(site.people[people][0])
    draft_id = counter.begin(site.inner, clerk, "LLC.SETUP", applicant)
    fill(site, clerk, draft_id, name, people, paper=paper)
    bring_paper(site, clerk, draft_id)
    return draft_id


def decide(site: Town, officers: Officers, case_id: str) -> Status:
    examination.accept(site.inner, officers[0], case_id, new_id())
    examination.propose(site.inner, officers[0], case_id, ProposalKind.APPROVE, "", new_id())
    examination.approve(site.inner, officers[1], case_id, "", new_id())
    return issuing.complete(site.inner, case_id)


def test_a_company_is_registered_at_the_counter_from_begin_to_publicity(
    site: Town, clerk: OfficerView, officers: Officers
) -> None:
    """R04, R05: the same norm and examination, electronic licence, archive, publicity; the channel is measured."""
    draft_id = taken(site, clerk, "窗口青松")
    view = counter.view(site.inner, clerk, draft_id)
    assert view.errors == ()
    receipt = counter_submission.submit(site.inner, clerk, draft_id, "first")
    assert counter_submission.submit(site.inner, clerk, draft_id, "first") == receipt
    case = cases.view(site.inner, officers[0], draft_id)
    assert case.channel is Channel.COUNTER
    assert case.applicant.identity == "confirmed"
    assert not [one for one in case.findings if one.severity == "error"]
    assert decide(site, officers, draft_id) is Status.PUBLICISED
    with site.inner.store.reading() as session:
        licence = session.exec(select(Licence).where(Licence.case_id == draft_id)).one()
    assert site.inner.files.get(licence.file).startswith(b"%PDF")
    measured = {one.id: one.channel for one in measures.read(site.inner.store).cases}
    assert measured[draft_id] == Channel.COUNTER
    journey = site.journey("窗口青松", site.people[:2], drill=False)
    journey.cross()
    with site.outer.store.reading() as session:
        assert session.get(Application, draft_id) is None
    with site.inner.store.reading() as session:
        assert site.inner.exchange.state(session).held == ()
    with site.outer.store.reading() as session:
        assert site.outer.exchange.state(session).held == ()


def test_what_was_signed_by_hand_is_a_document_bound_to_its_text_with_a_witness(
    site: Town, clerk: OfficerView, officers: Officers
) -> None:
    """R15: a signature on paper is verified as what it is, and never taken for an electronic one."""
    draft_id = taken(site, clerk, "窗口墨竹")
    expected = {one.material.kind: one.content_hash for one in counter.view(site.inner, clerk, draft_id).materials}
    counter_submission.submit(site.inner, clerk, draft_id, new_id())
    with site.inner.store.reading() as session:
        rows = session.exec(select(CaseDocument).where(CaseDocument.case_id == draft_id)).all()
    charter = next(row for row in rows if row.kind == "charter")
    facts = [SignatureFacts.from_json(one) for one in charter.signatures]
    assert {one.kind for one in facts} == {EvidenceKind.WET_INK}
    assert all(one.good and one.witness == clerk.name and not one.valid and not one.trusted for one in facts)
    assert charter.content_hash == expected["charter"]
    with pikepdf.open(io.BytesIO(site.inner.files.get(charter.file))) as pdf:
        assert len(pdf.pages) == charter.pages >= 2
    assert {row.kind for row in rows} >= {"application_form", "charter", "premises", "manifest"}


def test_a_scan_of_what_was_printed_before_a_change_does_not_count(site: Town, clerk: OfficerView) -> None:
    draft_id = taken(site, clerk, "窗口秋水")
    view = counter.view(site.inner, clerk, draft_id)
    capital = view.content.capital.model_copy(update={"registered": 0})
    counter.save(site.inner, clerk, draft_id, view.content.model_copy(update={"capital": capital}), view.revision)
    changed = counter.view(site.inner, clerk, draft_id)
    assert any(one.rule == "counter.paper" and one.place == "documents.charter" for one in changed.errors)
    with pytest.raises(ConditionNotMet):
        counter_submission.submit(site.inner, clerk, draft_id, new_id())
    with pytest.raises(BadInput):
        counter_scans.scan(site.inner, clerk, draft_id, "charter", "旧章程.png", page())


def test_missing_scans_and_unseen_identity_are_findings_and_hold_up_submission(site: Town, clerk: OfficerView) -> None:
    draft_id = counter.begin(site.inner, clerk, "LLC.SETUP", person_of(site.people[0]))
    fill(site, clerk, draft_id, "窗口寒梅")
    found = {(one.rule, one.place) for one in counter.view(site.inner, clerk, draft_id).errors}
    assert {("counter.paper", "documents.charter"), ("counter.paper", "documents.premises")} <= found
    assert ("counter.identity", "parties") in found
    with pytest.raises(ConditionNotMet):
        counter_submission.submit(site.inner, clerk, draft_id, new_id())


def test_several_pages_become_one_file_and_hostile_files_are_refused(site: Town, clerk: OfficerView) -> None:
    """A35."""
    draft_id = counter.begin(site.inner, clerk, "LLC.SETUP", person_of(site.people[0]))
    first = counter_scans.scan(site.inner, clerk, draft_id, "premises", "一.png", page())
    single = counter.view(site.inner, clerk, draft_id).content.domicile.proof_upload
    counter_scans.scan(site.inner, clerk, draft_id, "premises", "二.png", page())
    both = counter.view(site.inner, clerk, draft_id).content.domicile.proof_upload
    with pikepdf.open(io.BytesIO(site.inner.files.get(both))) as pdf:
        assert len(pdf.pages) == 2
    counter_scans.drop_scan(site.inner, clerk, draft_id, first)
    assert counter.view(site.inner, clerk, draft_id).content.domicile.proof_upload == single
    with pytest.raises(UploadRefused):
        counter_scans.scan(site.inner, clerk, draft_id, "premises", "坏.pdf", b"%PDF-1.7 nothing of the kind")


def test_two_clerks_cannot_overwrite_each_other_unseen(
    site: Town, clerk: OfficerView, second_clerk: OfficerView
) -> None:
    draft_id = counter.begin(site.inner, clerk, "LLC.SETUP", person_of(site.people[0]))
    view = counter.view(site.inner, second_clerk, draft_id)
    counter.save(site.inner, clerk, draft_id, filled(site, view.content, "窗口松涛", slice(0, 2)), view.revision)
    with pytest.raises(Conflict):
        counter.save(
            site.inner, second_clerk, draft_id, filled(site, view.content, "窗口竹影", slice(0, 2)), view.revision
        )


def test_whoever_took_an_application_at_the_counter_does_not_decide_it(site: Town, officers: Officers) -> None:
    """A31, also for somebody who has all the roles."""
    both = officer_with(site, f"both-{new_id()[:8]}", "全能甲", Role.COUNTER_OFFICER, Role.EXAMINER, Role.APPROVER)
    draft_id = taken(site, both, "窗口云杉")
    counter_submission.submit(site.inner, both, draft_id, new_id())
    with pytest.raises(ConditionNotMet):
        examination.accept(site.inner, both, draft_id, new_id())
    examination.accept(site.inner, officers[0], draft_id, new_id())
    examination.propose(site.inner, officers[0], draft_id, ProposalKind.APPROVE, "", new_id())
    with pytest.raises(ConditionNotMet):
        examination.approve(site.inner, both, draft_id, "", new_id())


def test_only_counter_officers_work_at_the_counter(site: Town, officers: Officers) -> None:
    with pytest.raises(NotPermitted):
        counter.begin(site.inner, officers[0], "LLC.SETUP", person_of(site.people[0]))
    with pytest.raises(NotPermitted):
        counter_claims.claim(site.inner, officers[1], "ABCDEFGH")


def test_a_case_that_came_back_is_completed_at_the_counter(site: Town, clerk: OfficerView, officers: Officers) -> None:
    draft_id = taken(site, clerk, "窗口回雁")
    counter_submission.submit(site.inner, clerk, draft_id, new_id())
    with pytest.raises(NotPossibleNow):
        fill(site, clerk, draft_id, "窗口归雁")
    examination.accept(site.inner, officers[0], draft_id, new_id())
    reason = examination.ReturnReason("premises", "domicile.address", "请补充")
    examination.return_for_completion(site.inner, officers[0], draft_id, [reason], new_id())
    view = counter.view(site.inner, clerk, draft_id)
    assert view.is_open
    assert view.reasons[0]["text"] == "请补充"
    fill(site, clerk, draft_id, "窗口归雁")
    bring_paper(site, clerk, draft_id)
    for one in counter.view(site.inner, clerk, draft_id).materials:
        for scan in one.scans:
            if scan.outdated:
                counter_scans.drop_scan(site.inner, clerk, draft_id, scan.id)
    receipt = counter_submission.submit(site.inner, clerk, draft_id, new_id())
    assert receipt.round == 2
    assert cases.view(site.inner, officers[0], draft_id).row.status is Status.EXAMINING


def test_what_was_applied_for_at_the_counter_is_withdrawn_there(
    site: Town, clerk: OfficerView, officers: Officers
) -> None:
    draft_id = taken(site, clerk, "窗口归云")
    counter_submission.submit(site.inner, clerk, draft_id, new_id())
    for _ in range(2):
        counter_brought.withdraw(site.inner, clerk, draft_id, "withdraw")
    assert cases.view(site.inner, officers[0], draft_id).row.status is Status.WITHDRAWN
    again = taken(site, clerk, "窗口归云")  # the name is free
    counter_submission.submit(site.inner, clerk, again, new_id())
    assert not [one for one in cases.view(site.inner, officers[0], again).findings if one.severity == "error"]


# a draft begun online


def begun(site: Town, name: str, people: slice = slice(0, 2)) -> tuple[Journey, str]:
    """An application filled in online, and the code that its applicant shows at the counter."""
    journey = site.walk(name, "register", "fill_in", people=people)
    code = outer_counter.issue_code(site.outer, journey.applicant.account, journey.application_id)
    return journey, code


def claimed(site: Town, clerk: OfficerView, name: str, people: slice = slice(0, 2)) -> Journey:
    journey, code = begun(site, name, people)
    counter_claims.claim(site.inner, clerk, code)
    journey.cross()
    return journey


def outer_view(journey: Journey) -> ApplicationView:
    return drafts.view(journey.outer, journey.applicant.account, journey.application_id)


def test_a_draft_begun_online_is_finished_at_the_counter_with_nothing_typed_twice(
    site: Town, clerk: OfficerView, officers: Officers
) -> None:
    """R04, R05: the applicant sees the steps online, and the electronic licence arrives there."""
    journey, code = begun(site, "线上起笔")
    before = outer_view(journey)
    assert before.counter_code == code
    counter_claims.claim(site.inner, clerk, f" {code[:4].lower()}-{code[4:]} ")
    journey.cross()
    frozen = outer_view(journey)
    assert frozen.claimed
    assert frozen.counter_code == ""
    assert frozen.actions == ()
    view = counter.view(site.inner, clerk, journey.application_id)
    assert view.content == before.content
    assert view.row.number == before.number
    premises = next(one for one in view.materials if one.material.kind == "premises")
    assert premises.complete
    bring_paper(site, clerk, journey.application_id)
    counter_submission.submit(site.inner, clerk, journey.application_id, new_id())
    journey.cross()
    after = outer_view(journey)
    assert (after.status, after.channel, after.claimed) == (Status.RECEIVED, Channel.COUNTER, False)
    assert decide(site, officers, journey.application_id) is Status.PUBLICISED
    journey.cross()
    assert outer_view(journey).status is Status.PUBLICISED
    _, licence = papers.paper_pdf(site.outer, journey.applicant.account, journey.application_id, Paper.LICENCE)
    assert licence.startswith(b"%PDF")


def test_while_the_counter_has_it_a_draft_is_only_read_online(site: Town, clerk: OfficerView) -> None:
    journey = claimed(site, clerk, "线上冰封")
    account, application = journey.applicant.account, journey.application_id
    view = outer_view(journey)
    changed = view.content.model_copy(update={"other": OtherSection(remarks="改")})
    with pytest.raises(AtTheCounter):
        drafts.save(site.outer, account, application, changed, view.revision)
    with pytest.raises(AtTheCounter):
        drafts.attach(site.outer, account, application, "premises", "新.png", page())
    with pytest.raises(AtTheCounter):
        packs.open_signing(site.outer, account, application)
    with pytest.raises(AtTheCounter):
        drafts.discard(site.outer, account, application)
    with pytest.raises(AtTheCounter):
        outer_counter.issue_code(site.outer, account, application)
    assert outer_view(journey).content == view.content


def test_a_draft_that_is_handed_back_goes_on_online_and_counts_as_online_with_paper(
    site: Town, clerk: OfficerView, officers: Officers
) -> None:
    """R04, R07: paper was brought meanwhile."""
    journey = claimed(site, clerk, "线上往返")
    application = journey.application_id
    view = counter.view(site.inner, clerk, application)
    contact = view.content.contact.model_copy(update={"phone": "010-62345678"})
    counter.save(site.inner, clerk, application, view.content.model_copy(update={"contact": contact}), view.revision)
    counter_scans.scan(site.inner, clerk, application, "premises", "补页.png", page())
    counter_claims.hand_back(site.inner, clerk, application)
    with pytest.raises(NotPossibleNow):
        counter_claims.hand_back(site.inner, clerk, application)
    with pytest.raises(NotPossibleNow):
        fill(site, clerk, application, "线上抢写")
    journey.cross()
    back = outer_view(journey)
    assert not back.claimed
    assert back.content.contact.phone == "010-62345678"
    assert back.revision > view.revision
    assert next(one for one in back.uploads if one.purpose == "premises").pages == 2
    for stretch in ("make_pack", "sign", "submit", "cross"):
        getattr(journey, stretch)()
    assert cases.view(site.inner, officers[0], application).channel is Channel.ONLINE_WITH_PAPER
    measured = {one.id: one.channel for one in measures.read(site.inner.store).cases}
    assert measured[application] == Channel.ONLINE_WITH_PAPER


def test_a_draft_that_was_only_looked_at_stays_paperless_and_can_be_claimed_again(
    site: Town, clerk: OfficerView, second_clerk: OfficerView
) -> None:
    journey = claimed(site, clerk, "线上再访")
    counter_claims.hand_back(site.inner, clerk, journey.application_id)
    journey.cross()
    assert outer_view(journey).channel is Channel.PAPERLESS
    code = outer_counter.issue_code(site.outer, journey.applicant.account, journey.application_id)
    counter_claims.claim(site.inner, second_clerk, code)
    journey.cross()
    assert outer_view(journey).claimed
    assert counter.view(site.inner, second_clerk, journey.application_id).is_open


def test_of_two_claims_at_once_one_gets_the_draft_and_the_other_is_told(
    site: Town, clerk: OfficerView, second_clerk: OfficerView
) -> None:
    journey, code = begun(site, "线上双争")
    counter_claims.claim(site.inner, clerk, code)
    counter_claims.claim(site.inner, second_clerk, code)
    journey.cross()
    states = [counter_claims.claims(site.inner, one)[0].state for one in (clerk, second_clerk)]
    assert sorted(states) == [ClaimState.REFUSED, ClaimState.TAKEN]


def test_a_save_and_a_claim_at_the_same_moment_leave_one_writer(site: Town, clerk: OfficerView) -> None:
    """Either the claim carries what was saved, or the save is refused; nothing is lost."""
    journey, code = begun(site, "线上同时")
    view = outer_view(journey)
    changed = view.content.model_copy(update={"other": OtherSection(remarks="同时保存")})
    counter_claims.claim(site.inner, clerk, code)
    refused: list[Exception] = []

    def save() -> None:
        try:
            drafts.save(site.outer, journey.applicant.account, journey.application_id, changed, view.revision)
        except AtTheCounter as error:
            refused.append(error)

    saving = threading.Thread(target=save)
    saving.start()
    journey.cross()
    saving.join()
    journey.cross()
    got = counter.view(site.inner, clerk, journey.application_id).content
    assert got == (view.content if refused else changed)
    assert outer_view(journey).content == got


def test_a_draft_given_up_before_the_claim_arrives_is_not_taken(site: Town, clerk: OfficerView) -> None:
    journey, code = begun(site, "线上放弃")
    counter_claims.claim(site.inner, clerk, code)
    drafts.discard(site.outer, journey.applicant.account, journey.application_id)
    journey.cross()
    assert counter_claims.claims(site.inner, clerk)[0].state is ClaimState.REFUSED
    with site.inner.store.reading() as session:
        assert session.get(CounterDraft, journey.application_id) is None


def test_a_withdrawal_after_submission_at_the_counter_reaches_the_case(site: Town, clerk: OfficerView) -> None:
    journey = claimed(site, clerk, "线上撤回")
    bring_paper(site, clerk, journey.application_id)
    counter_submission.submit(site.inner, clerk, journey.application_id, new_id())
    journey.cross()
    submission.request_withdrawal(site.outer, journey.applicant.account, journey.application_id)
    journey.cross()
    assert outer_view(journey).status is Status.WITHDRAWN


def test_a_draft_being_signed_is_opened_again_by_the_claim(site: Town, clerk: OfficerView) -> None:
    journey = site.walk("线上签署", "register", "fill_in", "make_pack")
    code = outer_counter.issue_code(site.outer, journey.applicant.account, journey.application_id)
    counter_claims.claim(site.inner, clerk, code)
    journey.cross()
    view = outer_view(journey)
    assert (view.status, view.claimed) == (Status.DRAFT, True)


def test_codes_end_are_used_once_and_cannot_be_gone_through(
    site: Town, clerk: OfficerView, standing: tuple[Town, object]
) -> None:
    """The code stands in no trace; wrong codes count as tries."""
    journey, code = begun(site, "线上口令")
    again = outer_counter.issue_code(site.outer, journey.applicant.account, journey.application_id)
    assert again == code
    with site.outer.store.reading() as session:
        application = session.get_one(Application, journey.application_id)
        assert code not in str(application.model_dump())
        assert code not in str([record.data for record in trace.entries_for(session, application.id)])
    guesser = officer_with(site, f"guess-{new_id()[:8]}", "乱猜", Role.COUNTER_OFFICER)
    for number in range(10):
        counter_claims.claim(site.inner, guesser, f"ZZZZZZZ{'23456789AB'[number]}")
        journey.cross()
    with pytest.raises(TooManyTries):
        counter_claims.claim(site.inner, guesser, code)
    hands = standing[1]
    hands.moved += outer_counter.CODE_GOOD_FOR  # type: ignore[attr-defined]
    assert outer_view(journey).counter_code == ""
    counter_claims.claim(site.inner, clerk, code)
    journey.cross()
    assert counter_claims.claims(site.inner, clerk)[0].state is ClaimState.REFUSED


def test_lost_repeated_and_reordered_envelopes_leave_one_draft(site: Town, clerk: OfficerView) -> None:
    """A10, A11: whatever the carrier does, the draft is in one place."""
    journey, code = begun(site, "线上风雨")
    counter_claims.claim(site.inner, clerk, code)
    site.inner.exchange.send(site.inner.store, site.inner.files, site.inner.settings.spool, site.inner.clock())
    out = site.inner.settings.spool / "out"
    kept = {path: path.read_bytes() for path in out.iterdir() if path.is_file()}
    journey.cross()
    for path, data in kept.items():  # the carrier brings everything a second time
        path.write_bytes(data)
    journey.cross()
    counter_claims.hand_back(site.inner, clerk, journey.application_id)
    journey.cross()
    for path, data in kept.items():  # and the claim again after the draft went back
        path.write_bytes(data)
    journey.cross()
    view = outer_view(journey)
    assert not view.claimed
    with site.inner.store.reading() as session:
        assert session.get_one(CounterDraft, journey.application_id).state == CounterState.HANDED_BACK
        assert site.inner.exchange.state(session).held == ()


# a licence on paper, and paper brought for an online application


def test_a_paper_licence_is_printed_from_the_same_data_registered_and_handed_over(
    site: Town, clerk: OfficerView, officers: Officers
) -> None:
    """R05: beside the electronic licence, never in its place; every step is traced."""
    draft_id = taken(site, clerk, "窗口纸香", paper=True)
    counter_submission.submit(site.inner, clerk, draft_id, new_id())
    decide(site, officers, draft_id)
    wanted = counter_licences.of_case(site.inner, clerk, draft_id)
    assert wanted is not None
    assert [one.copy_no for one in wanted.sheets] == [0, 1]
    assert draft_id in {one.case_id for one in counter_licences.waiting(site.inner, clerk)}
    spoilt = counter_licences.print_sheet(site.inner, clerk, draft_id, 0, "A0001")
    counter_licences.spoil(site.inner, clerk, spoilt)
    with pytest.raises(BadInput):
        counter_licences.print_sheet(site.inner, clerk, draft_id, 0, "a0001")
    original = counter_licences.print_sheet(site.inner, clerk, draft_id, 0, "A0002")
    with pytest.raises(Conflict):
        counter_licences.print_sheet(site.inner, clerk, draft_id, 0, "A0003")
    copy = counter_licences.print_sheet(site.inner, clerk, draft_id, 1, "B0001")
    with pytest.raises(BadInput):
        counter_licences.print_sheet(site.inner, clerk, draft_id, 2, "B0002")
    _, pdf = counter_licences.sheet_pdf(site.inner, clerk, original)
    with site.inner.store.reading() as session:
        licence = session.exec(select(Licence).where(Licence.case_id == draft_id)).one()
    assert attached(pdf) == attached(site.inner.files.get(licence.file))
    for sheet in (original, copy):
        counter_licences.hand_over(
            site.inner, clerk, sheet, "王建国", IdentityDocument.RESIDENT_ID, "110108198506010017"
        )
    with pytest.raises(Conflict):
        counter_licences.hand_over(
            site.inner, clerk, copy, "李秀英", IdentityDocument.RESIDENT_ID, "110108198506010025"
        )
    done = counter_licences.of_case(site.inner, clerk, draft_id)
    assert done is not None
    assert done.done
    assert draft_id not in {one.case_id for one in counter_licences.waiting(site.inner, clerk)}
    with site.inner.store.reading() as session:
        kinds = [record.kind for record in trace.entries_for(session, original)]
    assert kinds == ["paper_licence.printed", "paper_licence.handed"]


def attached(pdf: bytes) -> bytes:
    """The data that travel inside a licence."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return next(iter(opened.attachments.values())).get_file().read_bytes()


def test_a_licence_without_the_wish_for_paper_has_none(site: Town, clerk: OfficerView, officers: Officers) -> None:
    draft_id = taken(site, clerk, "窗口无纸")
    counter_submission.submit(site.inner, clerk, draft_id, new_id())
    decide(site, officers, draft_id)
    assert counter_licences.of_case(site.inner, clerk, draft_id) is None
    with pytest.raises(BadInput):
        counter_licences.print_sheet(site.inner, clerk, draft_id, 0, "C0001")


def test_paper_brought_for_an_online_application_makes_it_online_with_paper(
    site: Town, clerk: OfficerView, officers: Officers
) -> None:
    """R07: what was brought is a document of the case, in its archive; the channel is told apart and measured."""
    journey = site.walk("线上携纸", "register", "fill_in", "make_pack", "sign", "submit", "cross")
    case_id = journey.application_id
    assert cases.view(site.inner, officers[0], case_id).channel is Channel.PAPERLESS
    counter_brought.add_paper(site.inner, clerk, case_id, "租赁合同原件", "原件.png", page())
    view = cases.view(site.inner, officers[0], case_id)
    assert view.channel is Channel.ONLINE_WITH_PAPER
    assert "租赁合同原件" in [one.title for one in view.documents]
    assert decide(site, officers, case_id) is Status.PUBLICISED
    measured = {one.id: one.channel for one in measures.read(site.inner.store).cases}
    assert measured[case_id] == Channel.ONLINE_WITH_PAPER
    with pytest.raises(NotPossibleNow):
        counter_brought.add_paper(site.inner, clerk, case_id, "迟到", "迟.png", page())


def test_an_identity_confirmed_by_its_document_makes_an_application_online_with_paper(
    site: Town, clerk: OfficerView, officers: Officers
) -> None:
    """R07, R12."""
    journey = site.walk("线上验身", "register", "fill_in", "make_pack", "sign", "submit", "cross")
    case_id = journey.application_id
    counter_brought.identify(site.inner, clerk, case_id, IdentityDocument.RESIDENT_ID, "本人到场")
    view = cases.view(site.inner, officers[0], case_id)
    assert (view.channel, view.applicant.identity) == (Channel.ONLINE_WITH_PAPER, "confirmed")
