"""What tests of the counter share: officers there, people in front of them, and drafts begun online (R04)."""

from __future__ import annotations

import io

import pikepdf
from sqlmodel import select

from core.content import Content, IdentityDocument, Person
from core.ids import new_id
from core.inner import (
    counter,
    counter_claims,
    counter_scans,
    examination,
    issuing,
    officers,
)
from core.inner.officers import OfficerView
from core.inner.tables import Officer
from core.journey import Journey, Plan, Someone, company
from core.outer import counter as outer_counter
from core.outer import drafts
from core.outer.views import ApplicationView
from core.smoke import premises_picture
from core.terms import MaterialSource, ProposalKind, Role, Status
from core.workdays import day_in_china
from tests.towns import Town

Officers = tuple[OfficerView, OfficerView]


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


def attached(pdf: bytes) -> bytes:
    """The data that travel inside a licence."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return next(iter(opened.attachments.values())).get_file().read_bytes()
