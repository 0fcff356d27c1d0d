"""Applications taken at the counter (R04, R05, R20, A31)."""

from __future__ import annotations

import io

import pikepdf
import pytest
from sqlmodel import select

from core.content import CapitalSection, Content, Contribution
from core.content.sections import MOST_FEN
from core.errors import BadInput, ConditionNotMet, Conflict, NotPermitted, NotPossibleNow, UploadRefused
from core.ids import new_id
from core.inner import (
    cases,
    counter,
    counter_brought,
    counter_claims,
    counter_scans,
    counter_submission,
    examination,
)
from core.inner.officers import OfficerView
from core.inner.tables import CaseDocument, Licence
from core.inner.verification import SignatureFacts
from core.outer.tables import Application
from core.terms import Channel, EvidenceKind, ProposalKind, Role, Status
from tests.counted import received_by_channel
from tests.counters import (
    Officers,
    bring_paper,
    decide,
    fill,
    filled,
    officer_with,
    page,
    party_of,
    person_of,
    taken,
)
from tests.towns import Town

DATABASE = "sqlite"


def test_a_company_is_registered_at_the_counter_from_begin_to_publicity(
    site: Town, clerk: OfficerView, officers: Officers
) -> None:
    """R04, R05: the same norm and examination, electronic licence, archive, publicity; the channel is measured."""
    before = received_by_channel(site.inner)
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
    assert received_by_channel(site.inner) - before == {Channel.COUNTER.value: 1}
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


def test_r22_the_total_of_a_partnership_follows_whatever_was_typed(site: Town, clerk: OfficerView) -> None:
    draft_id = counter.begin(site.inner, clerk, "GP.SETUP", person_of(site.people[0]))
    view = counter.view(site.inner, clerk, draft_id)

    def typed(*amounts: int) -> Content:
        shares = tuple(Contribution(party=party_of(view), amount=one) for one in amounts)
        return view.content.model_copy(update={"capital": CapitalSection(registered=7, contributions=shares)})

    revision = counter.save(site.inner, clerk, draft_id, typed(300, 200), view.revision)
    assert counter.view(site.inner, clerk, draft_id).content.capital.registered == 500
    with pytest.raises(BadInput):
        counter.save(site.inner, clerk, draft_id, typed(MOST_FEN, 1), revision)


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
