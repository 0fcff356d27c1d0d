"""Paper that is brought for an application made online: it makes the application one “online with paper” (R07).

A scan that an officer adds becomes a document of the case, under the authority's seal and in the archive. An identity
that could not be confirmed online may be confirmed at the counter, by the document itself. What was applied for at the
counter is withdrawn there.
"""

from __future__ import annotations

import json
from datetime import datetime

from sqlmodel import Session, col, func, select

from core import permissions, trace, uploads
from core.content import IdentityDocument, Person
from core.errors import BadInput, NotPossibleNow
from core.i18n import N_
from core.ids import new_id
from core.inner import counter_papers, ending, papers
from core.inner.context import Inner
from core.inner.counter_papers import PaperFacts
from core.inner.counter_scans import add_sighting, clean
from core.inner.officers import OfficerView
from core.inner.steps import known_outside, load, take_step
from core.inner.tables import Authority, Case, CaseDocument
from core.permissions import Right, Thing
from core.terms import LABELS, Action, Channel, Status, Zone
from core.workdays import day_in_china
from core.workflow import Need

UNDECIDED = frozenset({Status.RECEIVED, Status.ACCEPTED, Status.ANNOUNCED, Status.EXAMINING, Status.PROPOSED})
KIND, FIRST_POSITION = "brought", 80
ADD, IDENTIFY = N_("Add what was brought on paper"), N_("Confirm the identity by the document")


def add_paper(inner: Inner, officer: OfficerView, case_id: str, title: str, filename: str, data: bytes) -> str:
    """Add scanned paper to an undecided case; returns the document's identifier. Raises UploadRefused, BadInput."""
    permissions.require(officer.roles, Zone.INNER, Thing.COUNTER, Right.EDIT)
    called = clean(title)[:100]
    if not called:
        raise BadInput(field_text=N_("Title"), reason_text=N_("say what was brought"))
    upload = uploads.inspect(data, filename)
    scan, now = inner.files.put(upload.data), inner.clock()
    with inner.store.reading() as session:
        case = _undecided(session, officer, case_id, ADD)
        number = (
            1
            + session.exec(
                select(func.count()).where(CaseDocument.case_id == case.id, col(CaseDocument.kind).startswith(KIND))
            ).one()
        )
        authority = session.get_one(Authority, case.authority_id).name
        facts = PaperFacts(
            application_no=case.number,
            edition=case.edition,
            authority_name=authority,
            kind=f"{KIND}_{number}",
            number=FIRST_POSITION + number,
            title=called,
            company_name=case.title,
            content_hash="",
            scans=(scan,),
            signers=(),
            witness=officer.name,
            at=now,
            drawn_up=day_in_china(now),
        )
    made = counter_papers.document(inner, facts, upload.pages)
    file = inner.files.put(papers.sealed(inner, made, authority, now))
    document_id = new_id()
    with inner.store.unit() as session:
        case = _undecided(session, officer, case_id, ADD)
        session.add(
            CaseDocument(
                id=document_id,
                case_id=case.id,
                round=case.round,
                kind=facts.kind,
                position=facts.number,
                title=called,
                content_hash=made.content_hash,
                file=file,
                pages=made.pages,
                evidence_sealed=inner.vault.seal("[]", f"case_document.evidence:{document_id}"),
            )
        )
        _with_paper(session, case, officer, "paper_added", {"title": called, "sha256": file}, now)
    return document_id


def identify(inner: Inner, officer: OfficerView, case_id: str, document: IdentityDocument, note: str) -> None:
    """Confirm the applicant of an undecided case by the identity document, which the officer has seen."""
    permissions.require(officer.roles, Zone.INNER, Thing.COUNTER, Right.EDIT)
    with inner.store.unit() as session:
        case = _undecided(session, officer, case_id, IDENTIFY)
        plain = json.loads(inner.vault.open(bytes.fromhex(case.applicant["sealed"]), f"case.applicant:{case.id}"))
        person = Person(name=plain["name"], identity_number=plain["identity_number"])
        add_sighting(session, inner, officer, case.id, person, document, note)
        case.applicant = {**case.applicant, "identity": "confirmed"}
        _with_paper(session, case, officer, "identity_seen", {"document": document}, inner.clock())


def withdraw(inner: Inner, officer: OfficerView, case_id: str, key: str) -> None:
    """Withdraw an application that was made at the counter, as its applicant asks there. One that is known online is
    withdrawn online. Raises NotPossibleNow after a decision."""
    permissions.require(officer.roles, Zone.INNER, Thing.COUNTER, Right.EDIT)
    now = inner.clock()
    with inner.store.unit() as session:
        case = load(session, officer, case_id)
        if known_outside(session, case):
            raise NotPossibleNow(
                action_text=LABELS[Action][Action.WITHDRAW], status_text=LABELS[Status][Status(case.status)]
            )
        taken = take_step(
            session, inner, case, Action.WITHDRAW, officer=officer, key=key, now=now, holds=frozenset(Need)
        )
        if not taken.repeated:
            ending.set_free(session, inner, case, now)


def _undecided(session: Session, officer: OfficerView, case_id: str, action: str) -> Case:
    case = load(session, officer, case_id)
    if Status(case.status) not in UNDECIDED:
        raise NotPossibleNow(action_text=action, status_text=LABELS[Status][Status(case.status)])
    return case


def _with_paper(
    session: Session, case: Case, officer: OfficerView, what: str, data: dict[str, str], now: datetime
) -> None:
    """The case is no longer paperless; one that was taken at the counter stays what it is."""
    if case.channel == Channel.PAPERLESS:
        case.channel = Channel.ONLINE_WITH_PAPER
    case.updated_at, case.version = now, case.version + 1
    trace.append(session, kind=f"counter.{what}", subject=case.id, actor=officer.id, data=dict(data), now=now)
