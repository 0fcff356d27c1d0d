"""Drafts that go between counter and portal, with one writer at any time (R04, R07)."""

from __future__ import annotations

import threading

import pytest

from core import trace
from core.content import OtherSection
from core.errors import NotPossibleNow, TooManyTries
from core.ids import new_id
from core.inner import (
    cases,
    counter,
    counter_claims,
    counter_scans,
    counter_submission,
)
from core.inner.officers import OfficerView
from core.inner.tables import CounterDraft
from core.outer import counter as outer_counter
from core.outer import drafts, packs, papers, prefill, submission
from core.outer.applications import AtTheCounter
from core.outer.papers import Paper
from core.outer.tables import Application
from core.terms import Channel, ClaimState, CounterState, Prefill, Role, Status
from tests.counted import received_by_channel
from tests.counters import (
    Officers,
    begun,
    bring_paper,
    claimed,
    decide,
    fill,
    officer_with,
    outer_view,
    page,
)
from tests.lands import Land
from tests.towns import Hands, Town

DATABASE = "sqlite"


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
    before = received_by_channel(site.inner)
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
    assert received_by_channel(site.inner) - before == {Channel.ONLINE_WITH_PAPER.value: 1}


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


def test_what_the_counter_filled_in_from_the_register_stays_when_the_draft_goes_back(
    site: Town, clerk: OfficerView, officers: Officers
) -> None:
    """R04, R22: claimed before the register's answer came, handed back, and brought up to date by a later answer."""
    land = Land(site, Hands(), officers)
    uscc, account = land.established(), land.resident(0).account
    application = drafts.begin(site.outer, account, "LLC.RECORD.CONTACT", uscc=uscc)
    code = outer_counter.issue_code(site.outer, account, application)
    counter_claims.claim(site.inner, clerk, code)
    land.cross()
    view = counter.view(site.inner, clerk, application)
    contact = view.content.contact.model_copy(update={"postcode": "100095"})
    counter.save(site.inner, clerk, application, view.content.model_copy(update={"contact": contact}), view.revision)
    counter_claims.hand_back(site.inner, clerk, application)
    land.cross()
    back = drafts.view(site.outer, account, application)
    assert (back.prefill, back.content.contact) == (Prefill.THERE, contact)
    assert back.prior is not None
    assert back.prior.contact.postcode != "100095"
    prefill.ask_prefill(site.outer, account, application)
    land.cross()
    assert drafts.view(site.outer, account, application).content.contact == contact
