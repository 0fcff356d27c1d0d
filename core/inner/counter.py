"""Applications that an officer takes at the counter, for a person who stands there (R04, R05, R20).

The same norm, the same content and the same checks as online; what differs is that documents are signed on paper and
scanned, and that an officer sees identity documents. A draft has the identifier of the case that it becomes. It may be
worked on by every counter officer of its authority, one revision after another; who had a hand in it never decides it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from pydantic import ValidationError
from sqlmodel import Session, col, or_, select

from core import permissions, rules
from core.catalogue import Procedure
from core.catalogue import load as load_catalogue
from core.choices import Choices
from core.codes import check_resident_id
from core.content import Content, DomicileSection, IdentityDocument, NameSection, Person
from core.derived import settled
from core.errors import BadInput, Conflict, NotPossibleNow
from core.i18n import N_
from core.ids import application_number, new_id
from core.inner import choosing, counter_findings, entering, prefilling
from core.inner.context import Inner
from core.inner.counter_drafts import (
    Applicant,
    applicant_of,
    content_at,
    findings,
    is_open,
    keep_given,
    load,
    load_open,
    paper_state,
    person_index,
    procedure_of,
    put_content,
    seal_applicant,
    seal_content,
    trace_draft,
    with_party,
)
from core.inner.counter_findings import MaterialView
from core.inner.officers import OfficerView
from core.inner.steps import authorities_below
from core.inner.tables import Case, CaseEvent, CounterDraft, CounterSighting, Enterprise, Officer
from core.names import title_of
from core.permissions import Right, Thing
from core.rules import Finding
from core.terms import LABELS, Action, CounterState, Effect, EnterpriseStatus, Severity, Status, Zone
from core.workdays import day_in_china


@dataclass(frozen=True)
class DraftRow:
    """One line of the counter's list."""

    id: str
    number: str
    title: str
    procedure: Procedure
    applicant: str
    online: bool
    returned: bool
    updated_at: datetime


@dataclass(frozen=True)
class SightingView:
    """An identity document that an officer saw."""

    document: IdentityDocument
    note: str
    officer: str
    at: datetime


@dataclass(frozen=True)
class CounterView:
    """Everything about one draft at the counter. `sightings` are by the party's key; `reasons` say what an officer
    demanded when the case came back; `choices` are what the register has to pick from."""

    row: DraftRow
    state: CounterState
    is_open: bool
    revision: int
    round: int
    content: Content
    prior: Content | None
    applicant: Applicant
    findings: tuple[Finding, ...]
    progress: rules.Progress
    materials: tuple[MaterialView, ...]
    sightings: Mapping[str, SightingView]
    reasons: tuple[Mapping[str, str], ...]
    choices: Choices
    status: Status | None

    @property
    def procedure(self) -> Procedure:
        return self.row.procedure

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.severity is Severity.ERROR)


def begin(
    inner: Inner, officer: OfficerView, procedure_id: str, applicant: Person, uscc: str = "", *, drill: bool = False
) -> str:
    """Begin an application for a person who stands at the counter. Returns its identifier.

    Raises BadInput for a person or an enterprise that cannot be right, UnknownProcedure.
    """
    permissions.require(officer.roles, Zone.INNER, Thing.COUNTER, Right.BEGIN)
    now = inner.clock()
    _check_person(applicant, now)
    procedure = load_catalogue().procedure(procedure_id, day_in_china(now))
    draft_id = new_id()
    with inner.store.unit() as session:
        content, version = _first_content(session, inner, procedure, officer.authority_id, uscc, drill=drill)
        content = with_party(content, applicant)
        session.add(
            CounterDraft(
                id=draft_id,
                number=application_number(officer.authority_id, now, Zone.INNER, partial(_is_given, session)),
                authority_id=officer.authority_id,
                procedure=procedure.id,
                subject=content.subject.uscc,
                prior_version=version,
                state=CounterState.OPEN,
                content_sealed=seal_content(inner, draft_id, content),
                title=title_of(content),
                applicant=seal_applicant(inner, draft_id, Applicant(f"counter.{draft_id}", applicant), "confirmed"),
                officers=[officer.id],
                drill=drill,
                created_at=now,
                updated_at=now,
            )
        )
        trace_draft(session, "begun", draft_id, officer, {"procedure": procedure.id, "subject": uscc}, now)
    return draft_id


def _is_given(session: Session, number: str) -> bool:
    return session.exec(select(CounterDraft.id).where(CounterDraft.number == number)).first() is not None


def _check_person(person: Person, now: datetime) -> None:
    if not person.name or not person.identity_number:
        raise BadInput(field_text=N_("Applicant"), reason_text=N_("name and identity number are needed"))
    if person.document is IdentityDocument.RESIDENT_ID:
        check_resident_id(person.identity_number, day_in_china(now))


def _first_content(
    session: Session, inner: Inner, procedure: Procedure, authority_id: str, uscc: str, *, drill: bool
) -> tuple[Content, int]:
    """What the form begins with, and the register's version that it starts from.

    The register's data of an enterprise are open to its own authority and those above; to another one only when the
    enterprise moves there.
    """
    if not procedure.is_about_existing:
        return Content(
            name=NameSection(division_code=authority_id, legal_form=procedure.type.legal_forms[0]),
            domicile=DomicileSection(region_code=authority_id),
        ), 0
    row = session.get(Enterprise, uscc.strip().upper())
    near = row is not None and row.authority_id in authorities_below(session, authority_id)
    if row is None or row.drill != drill or not (near or procedure.effect is Effect.MIGRATE):
        raise BadInput(field_text=N_("Enterprise"), reason_text=N_("the register does not have it"))
    if row.entity_type != procedure.entity_type:
        raise BadInput(field_text=N_("Enterprise"), reason_text=N_("it is of another type"))
    if EnterpriseStatus(row.status) not in procedure.statuses:
        raise NotPossibleNow(
            action_text=procedure.title_text, status_text=LABELS[EnterpriseStatus][EnterpriseStatus(row.status)]
        )
    content = entering.content_at(session, inner, row.uscc, row.current_version)
    return prefilling.prefilled(content, row.uscc, row.current_version), row.current_version


def drafts(inner: Inner, officer: OfficerView) -> list[DraftRow]:
    """What lies open at the counters of the officer's authority and those below, what came back among it; latest
    first."""
    permissions.require(officer.roles, Zone.INNER, Thing.COUNTER, Right.VIEW)
    with inner.store.reading() as session:
        came_back = select(Case.id).where(Case.status == Status.RETURNED)
        rows = session.exec(
            select(CounterDraft)
            .where(
                col(CounterDraft.authority_id).in_(authorities_below(session, officer.authority_id)),
                or_(
                    col(CounterDraft.state) == CounterState.OPEN,
                    (col(CounterDraft.state) == CounterState.SUBMITTED) & col(CounterDraft.id).in_(came_back),
                ),
            )
            .order_by(col(CounterDraft.updated_at).desc())
            .limit(200)
        ).all()
        return [_row(inner, one, inner.clock()) for one in rows]


def view(inner: Inner, officer: OfficerView, draft_id: str) -> CounterView:
    """One draft with what the checks say. Raises NotFound."""
    with inner.store.reading() as session:
        draft = load(session, officer, draft_id, Right.VIEW)
        content, now = content_at(inner, draft), inner.clock()
        paper = paper_state(session, inner, draft, content)
        case = session.get(Case, draft.id)
        return CounterView(
            row=_row(inner, draft, now),
            state=CounterState(draft.state),
            is_open=is_open(session, draft),
            revision=draft.revision,
            round=draft.round,
            content=content,
            prior=paper.facts.prior,
            applicant=applicant_of(inner, draft),
            findings=findings(session, inner, draft, content, paper, now),
            progress=rules.progress(content, paper.procedure),
            materials=counter_findings.materials(paper),
            sightings=_sightings(session, inner, draft, content),
            reasons=_reasons(session, case),
            choices=_choices(session, inner, draft),
            status=Status(case.status) if case else None,
        )


def save(inner: Inner, officer: OfficerView, draft_id: str, content: Content, revision: int) -> int:
    """Save what was filled in from `revision`; returns the new one. Uploaded files stay as they are, and what follows
    from the rest follows, whatever was typed.

    Raises BadInput when amounts add up to more than can be, Conflict when somebody else saved meanwhile,
    NotPossibleNow when the draft is no longer at the counter.
    """
    now = inner.clock()
    with inner.store.unit() as session:
        draft = load_open(session, officer, draft_id)
        if draft.revision != revision:
            raise Conflict()
        before = content_at(inner, draft)
        content = _settled(keep_given(content, before), procedure_of(draft, now))
        changed = [name for name in Content.model_fields if getattr(before, name) != getattr(content, name)]
        if changed:
            put_content(inner, draft, content, officer, now)
            trace_draft(session, "saved", draft.id, officer, {"revision": draft.revision, "in": changed}, now)
        return draft.revision


def _settled(content: Content, procedure: Procedure) -> Content:
    try:
        return settled(content, procedure)
    except ValidationError as error:
        raise BadInput(
            field_text=rules.field_label("capital.registered", procedure.type),
            reason_text=N_("the contributions add up to too much"),
        ) from error


def discard(inner: Inner, officer: OfficerView, draft_id: str) -> None:
    """Give up a draft that was begun at the counter and not submitted. One begun online is handed back instead."""
    now = inner.clock()
    with inner.store.unit() as session:
        draft = load_open(session, officer, draft_id)
        if draft.online or draft.first_submitted_at is not None:
            raise NotPossibleNow(
                action_text=LABELS[Action][Action.WITHDRAW], status_text=LABELS[CounterState][CounterState(draft.state)]
            )
        draft.state, draft.updated_at = CounterState.DISCARDED, now
        trace_draft(session, "discarded", draft.id, officer, {}, now)


def _row(inner: Inner, draft: CounterDraft, now: datetime) -> DraftRow:
    return DraftRow(
        id=draft.id,
        number=draft.number,
        title=draft.title,
        procedure=procedure_of(draft, now),
        applicant=applicant_of(inner, draft).person.name,
        online=draft.online,
        returned=draft.state == CounterState.SUBMITTED,
        updated_at=draft.updated_at,
    )


def _sightings(session: Session, inner: Inner, draft: CounterDraft, content: Content) -> dict[str, SightingView]:
    officers = {row.id: row.name for row in session.exec(select(Officer))}
    rows = session.exec(
        select(CounterSighting).where(CounterSighting.case_id == draft.id).order_by(col(CounterSighting.at))
    )
    by_index = {row.person_index: row for row in rows}
    people = {key: person_index(inner, one) for key, one in content.parties.items() if one.identity_number}
    return {
        key: SightingView(
            IdentityDocument(row.document),
            inner.vault.open(row.note_sealed, f"counter_sighting.note:{row.id}"),
            officers.get(row.officer_id, ""),
            row.at,
        )
        for key, index in people.items()
        if (row := by_index.get(index)) is not None
    }


def _choices(session: Session, inner: Inner, draft: CounterDraft) -> Choices:
    row = session.get(Enterprise, draft.subject) if draft.subject else None
    return choosing.choices(session, inner, row, draft.procedure) if row is not None else Choices()


def _reasons(session: Session, case: Case | None) -> tuple[Mapping[str, str], ...]:
    if case is None or case.status != Status.RETURNED:
        return ()
    event = session.exec(
        select(CaseEvent)
        .where(CaseEvent.case_id == case.id, CaseEvent.action == Action.RETURN)
        .order_by(col(CaseEvent.number).desc())
    ).first()
    return tuple(event.details.get("reasons", ())) if event else ()
