"""One company registered across both zones, on real databases (R01, R02, R05, R14, R15, R21, R30, R40, R50)."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text
from sqlmodel import Session, col, select

from core import trace, workflow
from core.content import NameSection
from core.errors import ConditionNotMet, Conflict, NotFound, NotSignedIn
from core.ids import new_id
from core.inner import examination, issuing
from core.inner.officers import OfficerView
from core.inner.tables import Case, CaseEvent, Enterprise, EnterpriseVersion, Licence, Publication
from core.journey import Journey
from core.outer import accounts, drafts, inquiry, packs, papers, signing, submission
from core.outer.papers import Paper
from core.outer.tables import Application, ApplicationEvent
from core.outer.views import ApplicationView
from core.terms import Action, LicenceStatus, ProposalKind, Status, Zone
from tests.towns import TO_SUBMIT, Hands, Town

Officers = tuple[OfficerView, OfficerView]


def outer_view(journey: Journey) -> ApplicationView:
    return drafts.view(journey.outer, journey.applicant.account, journey.application_id)


@pytest.fixture(scope="module")
def registered(standing: tuple[Town, Hands], officers: Officers) -> Journey:
    """A company on its whole way, its members' registration included; tests only look at it."""
    site, _ = standing
    journey = site.journey("青禾云图", site.people[4:6], drill=False)
    for stretch in TO_SUBMIT:
        getattr(journey, stretch)()
    assert outer_view(journey).status is Status.RECEIVED
    journey.examine(officers[0])
    journey.approve(officers[1])
    assert issuing.complete(site.inner, journey.application_id) is Status.PUBLICISED
    journey.cross()
    return journey


def test_a_company_is_registered_from_registration_to_publicity(site: Town, registered: Journey) -> None:
    """The whole way; afterwards anyone can check the licence, and the applicant holds it."""
    view = outer_view(registered)
    assert view.status is Status.PUBLICISED
    assert view.receipt["inner_trace_index"] >= 0
    point = trace.Checkpoint.parse(view.receipt["checkpoint"])
    trace.verify_checkpoint(point, site.inner.exchange.peer.verifier, site.outer.exchange.origin)
    assert point.size > view.receipt["trace_index"]
    name, licence = papers.paper_pdf(site.outer, registered.applicant.account, registered.application_id, Paper.LICENCE)
    assert name.endswith("-licence.pdf")
    by_file = inquiry.verify_pdf(site.outer, licence)
    assert {fact.name: fact.holds for fact in by_file.facts} == {
        "intact": True, "issuer": True, "trusted": True, "registered": True, "current": True, "traced": True,
    }  # fmt: skip
    found = inquiry.search(site.outer, "青禾云图")
    assert [one.uscc for one in found] == [view.result["uscc"]]
    assert "identity" not in str(found[0].facts)
    assert registered.members[0].identity_number not in str(found[0].facts)
    assert inquiry.verify_code(site.outer, view.result["uscc"]).good


def test_a_changed_licence_file_is_told_apart_from_the_issued_one(site: Town, registered: Journey) -> None:
    _, licence = papers.paper_pdf(site.outer, registered.applicant.account, registered.application_id, Paper.LICENCE)
    place = licence.find(b"/MediaBox")
    changed = licence[: place + 12] + b"9" + licence[place + 13 :]
    facts = {fact.name: fact.holds for fact in inquiry.verify_pdf(site.outer, changed).facts}
    assert facts["intact"] is False
    assert facts["registered"] is False


def test_status_is_the_fold_of_the_events_and_each_event_has_one_trace_entry(site: Town, registered: Journey) -> None:
    """A27."""
    with site.inner.store.reading() as session:
        case = session.get_one(Case, registered.application_id)
        events = session.exec(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(col(CaseEvent.number)))
        rows = list(events)
        assert workflow.fold(Zone.INNER, Status.SUBMITTED, [Action(row.action) for row in rows]) == case.status
        entries = {record.index: record for record in trace.entries_for(session, case.id)}
        assert sorted(entries) == sorted(row.trace_index for row in rows)
        assert all(entries[row.trace_index].kind == f"registration.{row.action}" for row in rows)
    with site.outer.store.reading() as session:
        application = session.get_one(Application, registered.application_id)
        own = session.exec(select(ApplicationEvent).where(ApplicationEvent.application_id == application.id))
        kinds = [
            record.kind
            for record in trace.entries_for(session, application.id)
            if record.kind.startswith("registration.")
        ]
        assert sorted(kinds) == sorted(f"registration.{row.action}" for row in own)


def test_repeating_a_step_with_the_same_key_does_nothing_twice(site: Town, officers: Officers) -> None:
    examiner, approver = officers
    journey = site.walk("竹影清泉", "register", "fill_in", "make_pack", "sign")
    account, application = journey.applicant.account, journey.application_id
    submission.prepare_manifest(site.outer, account, application)
    journey.applicant.sign_everything(application)
    key = new_id()
    first = submission.submit(site.outer, account, application, key)
    assert submission.submit(site.outer, account, application, key) == first
    journey.cross()
    for _ in range(2):
        examination.accept(site.inner, examiner, application, "accept-1")
    for _ in range(2):
        examination.propose(site.inner, examiner, application, ProposalKind.APPROVE, "", "propose-1")
    for _ in range(2):
        examination.approve(site.inner, approver, application, "", "approve-1")
    for _ in range(2):
        issuing.complete(site.inner, application)
    with site.inner.store.reading() as session:
        licence = session.exec(select(Licence).where(Licence.case_id == application)).one()
        name = session.get_one(Enterprise, licence.uscc).name
        assert len(session.exec(select(Enterprise).where(Enterprise.name == name)).all()) == 1
        assert len(session.exec(select(EnterpriseVersion).where(EnterpriseVersion.case_id == application)).all()) == 1
        assert len(session.exec(select(Publication).where(Publication.case_id == application)).all()) == 1
        keys = [row.key for row in session.exec(select(CaseEvent).where(CaseEvent.case_id == application))]
        assert len(set(keys)) == len(keys)


def test_nobody_but_applicant_and_signatories_sees_an_application(site: Town) -> None:
    journey = site.walk("沧海浮光", "register", "fill_in", "make_pack")
    stranger = site.walk("沧海浮光", "register", people=slice(2, 3))
    with pytest.raises(NotFound):
        drafts.view(site.outer, stranger.applicant.account, journey.application_id)
    with pytest.raises(NotFound):
        signing.task(site.outer, stranger.applicant.account, journey.application_id)
    document = outer_view(journey).documents[0]
    with pytest.raises(NotFound):
        signing.document_pdf(site.outer, stranger.applicant.account, document.id)


def test_signing_opens_only_when_the_checks_pass(site: Town) -> None:
    """Pre-check first, sign last."""
    journey = site.walk("星罗棋布", "register", "fill_in")
    view = outer_view(journey)
    wrong = view.content.capital.model_copy(update={"registered": view.content.capital.registered + 1})
    drafts.save(
        site.outer,
        journey.applicant.account,
        view.id,
        view.content.model_copy(update={"capital": wrong}),
        view.revision,
    )
    with pytest.raises(ConditionNotMet):
        packs.open_signing(site.outer, journey.applicant.account, view.id)
    assert outer_view(journey).status is Status.DRAFT


def test_two_devices_cannot_overwrite_each_other(site: Town) -> None:
    journey = site.walk("白鹭横江", "register", "fill_in")
    view = outer_view(journey)
    changed = view.content.model_copy(update={"name": NameSection(division_code="110108", trade_name="另一名称")})
    drafts.save(site.outer, journey.applicant.account, view.id, changed, view.revision)
    with pytest.raises(Conflict):
        drafts.save(site.outer, journey.applicant.account, view.id, view.content, view.revision)


def test_a_form_that_lies_open_saves_nothing_once_its_session_was_revoked(site: Town) -> None:
    """A32."""
    journey = site.walk("雁过留声", "register", "fill_in")
    view = outer_view(journey)
    account = accounts.who(site.outer, accounts.open_session(site.outer, journey.applicant.account.id, agent="phone"))
    assert account is not None
    accounts.revoke_session(site.outer, account, account.session_id)
    changed = view.content.model_copy(update={"name": NameSection(division_code="110108", trade_name="另一名称")})
    with pytest.raises(NotSignedIn):
        drafts.save(site.outer, account, view.id, changed, view.revision)
    assert outer_view(journey).content == view.content


def test_submitting_needs_every_signature_and_the_signed_list(site: Town) -> None:
    journey = site.walk("暖阳初照", "register", "fill_in", "make_pack")
    with pytest.raises(ConditionNotMet):
        submission.prepare_manifest(site.outer, journey.applicant.account, journey.application_id)
    journey.sign()
    with pytest.raises(ConditionNotMet):
        submission.submit(site.outer, journey.applicant.account, journey.application_id, new_id())


def test_an_invitation_leads_only_its_own_person_to_the_documents(site: Town) -> None:
    """The link routes; another person's account, even confirmed, gets nothing from it."""
    journey = site.walk("鸿雁传书", "register", "fill_in", "make_pack")
    member, stranger = journey.walkers[1], site.walk("鸿雁传书", "register", people=slice(2, 3)).applicant
    link = next(one.link for one in accounts.messages(site.outer, member.account) if "invite=" in one.link)
    token = link.partition("invite=")[2]
    with pytest.raises(NotFound):
        packs.accept_invitation(site.outer, stranger.account, token)
    assert packs.accept_invitation(site.outer, member.account, token) == journey.application_id


@pytest.mark.usefixtures("registered")
def test_personal_data_lie_nowhere_in_the_open(site: Town) -> None:
    """R10: identity numbers and telephones are encrypted in both databases, and absent from the trace."""
    for zone in (site.outer, site.inner):
        with zone.store.reading() as session:
            dumped = _everything(session)
        for someone in site.people:
            for secret in (someone.identity_number, someone.phone):
                assert [table for table, text in dumped.items() if secret in text] == []


def _everything(session: Session) -> dict[str, str]:
    """All that each table holds, as text."""
    connection = session.connection()
    found = {}
    for table in inspect(connection).get_table_names():
        rows = connection.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608 - names come from the database
        found[table] = "".join(
            value.decode("utf-8", "ignore") if isinstance(value, bytes) else str(value) for row in rows for value in row
        )
    return found


def test_a_licence_is_valid_in_the_register(site: Town, registered: Journey) -> None:
    with site.inner.store.reading() as session:
        licence = session.exec(select(Licence).where(Licence.case_id == registered.application_id)).one()
        assert licence.status == LicenceStatus.VALID
        assert licence.uscc.startswith("91110108")


def test_anybody_is_given_the_keys_to_verify_without_us_and_no_secret(site: Town) -> None:
    given = inquiry.anchors(site.outer)
    assert {"authority-root.crt", "authority-licence.pub", "trust-root.crt", "outer-exchange-sign.pem"} <= set(given)
    assert not any("PRIVATE" in text for text in given.values())


def test_a_one_time_code_goes_by_mail_alone_so_that_a_session_cannot_read_it(registered: Journey) -> None:
    """R15: password and code are two ways to the person only when the code does not lie beside the session."""
    letters = accounts.messages(registered.outer, registered.applicant.account)
    assert letters
    assert not [letter for letter in letters if "code" in letter.body.params]
