"""Organisations as parties, across both zones on real databases (R11, R12, R14; A18)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from core import catalogue, trace
from core.codes import make_uscc
from core.content import (
    SUBJECT_PROOF,
    CapitalSection,
    Content,
    Contribution,
    Mandate,
    Organisation,
    OrganisationKind,
    Person,
)
from core.errors import BadInput, ConditionNotMet, Conflict, NotFound, ServiceUnavailable
from core.i18n import N_
from core.identity import OrganisationAnswer, OrganisationClaim
from core.ids import new_id
from core.inner import cases, examination, organisations
from core.inner.officers import OfficerView
from core.inner.tables import Case
from core.journey import Journey, Plan, Someone, Walker, company
from core.outer import drafts, packs, signing, submission
from core.outer import organisations as asked
from core.outer.context import Outer
from core.outer.tables import Application, OrganisationCheck
from core.outer.views import MaterialView
from core.smoke import premises_picture
from core.terms import Action, MaterialSource, OrganisationStatus, ProposalKind, Severity, Status
from core.workdays import day_in_china
from tests.towns import TO_SUBMIT, Hands, Town

DATABASE = "postgresql"

Officers = tuple[OfficerView, OfficerView]
S = OrganisationStatus
INSTITUTION = Organisation(name="北京清源技术研究院", kind=OrganisationKind.INSTITUTION, code="12110108400000012A")


class LegalPersons:
    """A legal-person database that knows one institution, represented by one person; it counts the questions."""

    def __init__(self, representative: Someone, code: str) -> None:
        self.held = OrganisationClaim(INSTITUTION.name, code, representative.name, representative.phone)
        self.questions = 0

    def check(self, claim: OrganisationClaim) -> OrganisationAnswer:
        self.questions += 1
        known = self.held.code == claim.code or self.held.name == claim.name
        fields = {name: known and getattr(claim, name) == getattr(self.held, name) for name in vars(self.held)}
        return OrganisationAnswer(matched=all(fields.values()), fields=fields, reference=f"FR-{self.questions}")


class Down:
    def check(self, claim: OrganisationClaim) -> OrganisationAnswer:
        raise ServiceUnavailable(service_text=N_("The legal-person database"))


@pytest.fixture(scope="module")
def member(standing: tuple[Town, Hands], officers: Officers) -> tuple[str, str, Someone]:
    """An enterprise that this register holds: name, code, and who represents it."""
    site, _ = standing
    journey = site.walk("松涛河清", *TO_SUBMIT, people=slice(4, 6))
    journey.examine(officers[0])
    journey.approve(officers[1])
    journey.complete()
    journey.cross()
    view = drafts.view(site.outer, journey.applicant.account, journey.application_id)
    return view.title, str(view.result["uscc"]), journey.members[0]


def person(someone: Someone) -> Person:
    return Person(
        name=someone.name, identity_number=someone.identity_number, phone=someone.phone, email=someone.email,
        address="北京市海淀区成府路1号",
    )  # fmt: skip


def founded_by(
    site: Town, name: str, base: Content, held: Mapping[str, Organisation], people: Mapping[str, Someone]
) -> Content:
    """A company of the applicant and of organisations, with the people who represent them or sign for them."""
    plan = Plan(name, site.inner.settings.authority_id, day_in_china(site.outer.clock()))
    content = company(plan, [site.people[0], site.people[7]], base)
    first, *_ = content.capital.contributions
    shares = tuple(Contribution(party=key, amount=20_000_000, due=first.due) for key in held)
    total = first.amount + sum(one.amount for one in shares)
    return content.model_copy(
        update={
            "parties": {**content.parties, **{key: person(one) for key, one in people.items()}},
            "organisations": held,
            "capital": CapitalSection(registered=total, contributions=(first, *shares)),
        }
    )


def draft(
    site: Town, name: str, held: Mapping[str, Organisation], people: Mapping[str, Someone], *, outer: Outer
) -> tuple[Walker, str]:
    """A draft of such a company, filled in, with its uploads."""
    applicant = site.resident(site.people[0])
    application = drafts.begin(outer, applicant.account)
    view = drafts.view(outer, applicant.account, application)
    drafts.save(
        outer, applicant.account, application, founded_by(site, name, view.content, held, people), view.revision
    )
    return applicant, application


def prove(outer: Outer, applicant: Walker, application: str) -> None:
    """Upload everything that the norm asks for."""
    for one in drafts.view(outer, applicant.account, application).materials:
        if one.source == "uploaded" and not one.uploaded:
            drafts.attach(outer, applicant.account, application, one.kind, f"{one.kind}.png", premises_picture())


def send(site: Town, applicant: Walker, application: str, *, outer: Outer) -> None:
    """Everybody signs, the applicant submits, and the exchange carries it over."""
    packs.open_signing(outer, applicant.account, application)
    numbers = {
        slot.party
        for document in drafts.view(outer, applicant.account, application).documents
        for slot in document.slots
    }
    content = drafts.view(outer, applicant.account, application).content
    signers = {content.party(key).identity_number for key in numbers}
    for someone in (one for one in site.people if one.identity_number in signers):
        walker = site.resident(someone)
        if signing.task(outer, walker.account, application).open_slots:
            walker.sign_everything(application)
    submission.prepare_manifest(outer, applicant.account, application)
    applicant.sign_everything(application)
    submission.submit(outer, applicant.account, application, new_id())
    carry(site)


def carry(site: Town) -> None:
    journey: Journey = site.journey("", (), drill=False)
    journey.cross()


def statuses(outer: Outer, applicant: Walker, application: str) -> dict[str, OrganisationStatus]:
    found = drafts.view(outer, applicant.account, application).organisations
    return {key: one.status for key, one in found.items()}


def institution(site: Town) -> tuple[Organisation, LegalPersons]:
    """An institution that the database knows, represented by the second person."""
    code = make_uscc("12", "110108", 4_000_000)
    held = INSTITUTION.model_copy(update={"code": code, "representative": "p8"})
    return held, LegalPersons(site.people[1], code)


def test_a_member_of_this_register_and_an_institution_with_a_mandate_found_a_company(
    site: Town, officers: Officers, member: tuple[str, str, Someone]
) -> None:
    """R11, R14: each confirmed by its source, each signing through whom it is entitled to, and the licence follows."""
    name, uscc, head = member
    held, database = institution(site)
    today = day_in_china(site.outer.clock())
    mandate = Mandate(agent="p9", scope="签署全部申请材料", until=today + timedelta(days=30))
    parties = {
        "o1": Organisation(name=name, code=uscc, representative="p7"),
        "o2": held.model_copy(update={"mandate": mandate}),
    }
    people = {"p7": head, "p8": site.people[1], "p9": site.people[2]}
    outer = replace(site.outer, organisations=database)
    applicant, application = draft(site, "云帆致远", parties, people, outer=outer)
    assert statuses(outer, applicant, application) == {"o1": S.CONFIRMED_REGISTER, "o2": S.PENDING}
    found = asked.confirm(outer, applicant.account, application)
    assert {key: one.status for key, one in found.items()} == {"o1": S.CONFIRMED_REGISTER, "o2": S.CONFIRMED_SERVICE}
    asked.confirm(outer, applicant.account, application)
    assert database.questions == 1, "unchanged data are not asked about again, nor what the register holds"
    prove(outer, applicant, application)
    send(site, applicant, application, outer=outer)

    view = cases.view(site.inner, officers[0], application)
    assert not [one for one in view.findings if one.severity is Severity.ERROR]
    assert {one.key: one.found.status for one in view.organisations} == {
        "o1": S.CONFIRMED_REGISTER,
        "o2": S.CONFIRMED_SERVICE,
    }
    behind = {
        (document.kind, one.signer_name): {(of["organisation"], of["ground"]) for of in one.represents}
        for document in view.documents
        for one in document.signatures
        if one.represents
    }
    assert behind["charter", head.name] == {(name, "representative")}
    assert behind["charter", site.people[2].name] == {(held.name, "mandate")}
    assert behind["mandate", site.people[1].name] == {(held.name, "representative")}
    examination.accept(site.inner, officers[0], application, new_id())
    examination.propose(site.inner, officers[0], application, ProposalKind.APPROVE, "", new_id())
    examination.approve(site.inner, officers[1], application, "", new_id())
    with site.inner.store.reading() as session:
        assert session.get_one(Case, application).status == Status.APPROVED


def test_r06_of_a_member_that_this_register_holds_no_proof_is_asked_for(
    site: Town, officers: Officers, member: tuple[str, str, Someone]
) -> None:
    """Once-only: the register is the proof, in both zones. One that it does not hold is proven by paper."""
    name, uscc, head = member
    ours, (other, _database) = Organisation(name=name, code=uscc, representative="p7"), institution(site)
    people = {"p7": head, "p8": site.people[1]}
    applicant, mixed = draft(site, "云起龙骧", {"o1": ours, "o2": other}, people, outer=site.outer)
    assert proof_of(site, applicant, mixed).source is MaterialSource.UPLOADED
    applicant, application = draft(site, "长风破浪", {"o1": ours}, {"p7": head}, outer=site.outer)
    assert proof_of(site, applicant, application).source is MaterialSource.HELD
    prove(site.outer, applicant, application)
    send(site, applicant, application, outer=site.outer)
    view = cases.view(site.inner, officers[0], application)
    assert not [one for one in view.findings if one.severity is Severity.ERROR]
    assert SUBJECT_PROOF not in {one.kind for one in view.documents}


def proof_of(site: Town, applicant: Walker, application: str) -> MaterialView:
    materials = drafts.view(site.outer, applicant.account, application).materials
    return next(one for one in materials if one.kind == SUBJECT_PROOF)


def test_what_the_trace_keeps_of_a_question_holds_no_personal_data(site: Town) -> None:
    held, database = institution(site)
    outer = replace(site.outer, organisations=database)
    applicant, application = draft(site, "雁过留声", {"o1": held}, {"p8": site.people[1]}, outer=outer)
    asked.confirm(outer, applicant.account, application)
    with outer.store.reading() as session:
        kinds = {one.kind: one for one in trace.entries_for(session, application)}
        row = session.exec(select(OrganisationCheck).where(OrganisationCheck.application_id == application)).one()
    told = str(kinds["organisation.checked"])
    assert site.people[1].name not in told + row.digest
    assert site.people[1].phone not in told + row.digest


def test_r12_an_unknown_organisation_goes_on_with_its_proof_and_is_confirmed_by_hand_before_approval(
    site: Town, officers: Officers
) -> None:
    examiner, approver = officers
    abroad = Organisation(
        name="海蓝国际有限公司", kind=OrganisationKind.FOREIGN, code="SG2026001", country="新加坡",
        address="新加坡滨海湾1号", representative="p8",
    )  # fmt: skip
    _, database = institution(site)
    outer = replace(site.outer, organisations=database)
    applicant, application = draft(site, "海阔天青", {"o1": abroad}, {"p8": site.people[3]}, outer=outer)
    asked.confirm(outer, applicant.account, application)
    assert statuses(outer, applicant, application) == {"o1": S.UNKNOWN}
    prove(outer, applicant, application)
    assert statuses(outer, applicant, application) == {"o1": S.UPLOADED}
    send(site, applicant, application, outer=outer)

    assert [one.found.status for one in organisations.of_case(site.inner, examiner, application)] == [S.UPLOADED]
    examination.accept(site.inner, examiner, application, new_id())
    with pytest.raises(BadInput):
        organisations.confirm(site.inner, examiner, application, "o1", " ", new_id())
    with pytest.raises(NotFound):
        organisations.confirm(site.inner, examiner, application, "o9", "与证书一致。", new_id())
    examination.propose(site.inner, examiner, application, ProposalKind.APPROVE, "", new_id())
    assert Action.APPROVE in cases.view(site.inner, approver, application).hindered
    with pytest.raises(ConditionNotMet, match="has not been confirmed"):
        examination.approve(site.inner, approver, application, "", new_id())
    examination.send_back(site.inner, approver, application, "单位尚未核实。", new_id())
    for _ in range(2):
        organisations.confirm(site.inner, examiner, application, "o1", "与经公证的注册证书一致。", "by-hand-1")
    with pytest.raises(Conflict):
        organisations.confirm(site.inner, examiner, application, "o1", "再次核实。", new_id())
    seen = organisations.of_case(site.inner, approver, application)[0]
    assert (seen.found.status, seen.officer, seen.grounds) == (
        S.CONFIRMED_BY_HAND, examiner.name, "与经公证的注册证书一致。",
    )  # fmt: skip
    with site.inner.store.reading() as session:
        kinds = [one.kind for one in trace.entries_for(session, application)]
        assert kinds.count("organisation.confirmed") == 1
    examination.propose(site.inner, examiner, application, ProposalKind.APPROVE, "", new_id())
    examination.approve(site.inner, approver, application, "", new_id())


def test_the_wrong_representative_of_a_registered_enterprise_keeps_signing_closed(
    site: Town, member: tuple[str, str, Someone]
) -> None:
    """The finding names both; the proof that was uploaded does not outweigh the register."""
    name, uscc, head = member
    held = Organisation(name=name, code=uscc, representative="p8")
    applicant, application = draft(site, "明月清风", {"o1": held}, {"p8": site.people[3]}, outer=site.outer)
    prove(site.outer, applicant, application)
    view = drafts.view(site.outer, applicant.account, application)
    found = next(one for one in view.errors if one.rule == "organisations.confirmed")
    assert (found.message.params["registered"], found.message.params["entered"]) == (head.name, site.people[3].name)
    with pytest.raises(ConditionNotMet):
        packs.open_signing(site.outer, applicant.account, application)


def test_the_inner_zone_compares_identity_numbers_where_the_outer_one_knows_names_only(
    site: Town, member: tuple[str, str, Someone]
) -> None:
    name, uscc, head = member
    namesake = replace(site.people[3], name=head.name)
    held = Organisation(name=name, code=uscc, representative="p8")
    applicant, application = draft(site, "白鹭横江", {"o1": held}, {"p8": namesake}, outer=site.outer)
    assert statuses(site.outer, applicant, application) == {"o1": S.CONFIRMED_REGISTER}
    content = drafts.view(site.outer, applicant.account, application).content
    procedure = catalogue.load().procedure("LLC.SETUP", day_in_china(site.inner.clock()))
    with site.inner.store.reading() as session:
        found = organisations.at_counter(session, site.inner, content, procedure, None, drill=False)
    assert (found["o1"].status, found["o1"].mismatched) == (S.MISMATCH, ("identity_number",))


def test_the_other_zone_cannot_say_that_something_was_confirmed_here(site: Town) -> None:
    """What crosses speaks for the database only, about fields that it compares."""
    held, _ = institution(site)
    applicant, application = draft(site, "层林尽染", {"o1": held}, {"p8": site.people[1]}, outer=site.outer)
    content = drafts.view(site.outer, applicant.account, application).content
    with site.inner.store.unit() as session:
        case = Case(
            id=new_id(), number=new_id(), authority_id=site.inner.settings.authority_id, procedure="LLC.SETUP",
            edition="2026", business="establishment", entity_type="LLC", channel="paperless", status="received",
            round=1, title="", content_sealed=b"", applicant={}, drawn_up="", drill=True,
            first_submitted_at=site.inner.clock(), received_at=site.inner.clock(), updated_at=site.inner.clock(),
        )  # fmt: skip
        for lie in (S.CONFIRMED_BY_HAND, S.CONFIRMED_REGISTER, S.UPLOADED, "", None):
            found = organisations.examine(session, site.inner, case, content, {"o1": {"status": lie}})
            assert found["o1"].status is S.PENDING
        word = {"status": S.MISMATCH, "mismatched": ["phone", "identity_number", "anything"]}
        found = organisations.examine(session, site.inner, case, content, {"o1": word})
        assert found["o1"].mismatched == ("phone",)


def test_a_database_that_does_not_answer_confirms_nobody_and_filling_goes_on(site: Town) -> None:
    held, database = institution(site)
    down = replace(site.outer, organisations=Down())
    applicant, application = draft(site, "上善若水", {"o1": held}, {"p8": site.people[1]}, outer=down)
    assert asked.confirm(down, applicant.account, application)["o1"].status is S.PENDING
    view = drafts.view(down, applicant.account, application)
    later = view.content.model_copy(update={"other": view.content.other.model_copy(update={"employees": 7})})
    assert drafts.save(down, applicant.account, application, later, view.revision).revision == view.revision + 1
    up = replace(site.outer, organisations=database)
    assert asked.confirm(up, applicant.account, application)["o1"].status is S.CONFIRMED_SERVICE


def test_an_answer_never_speaks_for_other_data(site: Town) -> None:
    held, database = institution(site)
    outer = replace(site.outer, organisations=database)
    applicant, application = draft(site, "厚德载物", {"o1": held}, {"p8": site.people[1]}, outer=outer)
    asked.confirm(outer, applicant.account, application)
    view = drafts.view(outer, applicant.account, application)
    renamed = view.content.organisation("o1").model_copy(update={"name": "北京清源技术研究所"})
    other = view.content.model_copy(update={"organisations": {"o1": renamed}})
    drafts.save(outer, applicant.account, application, other, view.revision)
    assert statuses(outer, applicant, application) == {"o1": S.PENDING}
    with outer.store.reading() as session:
        row = session.get_one(Application, application)
        assert asked.evidence(session, outer, row, other) == {}
    found = asked.confirm(outer, applicant.account, application)["o1"]
    assert (found.status, found.mismatched) == (S.MISMATCH, ("name",))
