"""A draft at the counter as all its use cases share it: loading it for an officer, its content, and what is checked.

Everything here happens in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from core import permissions, register, rules, situation, trace
from core.catalogue import Material, Procedure
from core.catalogue import load as load_catalogue
from core.content import Content, Person, parties
from core.documents import PackFacts
from core.errors import BadInput, NotFound, NotPossibleNow
from core.i18n import N_
from core.inner import counter_findings, entering, organisations
from core.inner.context import Inner
from core.inner.counter_findings import PaperState
from core.inner.officers import OfficerView
from core.inner.steps import authorities_below
from core.inner.tables import Case, CounterDraft, CounterScan, CounterSighting, Enterprise, Officer
from core.names import title_of
from core.packing import pack_facts
from core.permissions import Right, Thing
from core.rules import Finding
from core.terms import LABELS, CounterState, MaterialSource, Status, Zone
from core.workdays import day_in_china

CONTENT, APPLICANT = "counter.content", "counter.applicant"
NOT_OPEN = N_("Fill in")


@dataclass(frozen=True)
class Applicant:
    """Who applies. `ref` is the account's identifier for a draft begun online, else opaque and this draft's own."""

    ref: str
    person: Person


def load(session: Session, officer: OfficerView, draft_id: str, right: str) -> CounterDraft:
    """The draft, when the officer may do that with it. Raises NotFound, NotPermitted."""
    permissions.require(officer.roles, Zone.INNER, Thing.COUNTER, right)
    draft = session.get(CounterDraft, draft_id)
    if draft is None or draft.authority_id not in authorities_below(session, officer.authority_id):
        raise NotFound()
    return draft


def load_open(session: Session, officer: OfficerView, draft_id: str) -> CounterDraft:
    """The draft, for writing; the officer is noted as one who had a hand in it. Raises NotPossibleNow."""
    draft = load(session, officer, draft_id, Right.EDIT)
    if not is_open(session, draft):
        raise NotPossibleNow(action_text=NOT_OPEN, status_text=LABELS[CounterState][CounterState(draft.state)])
    if officer.id not in draft.officers:
        draft.officers = [*draft.officers, officer.id]
    return draft


def is_open(session: Session, draft: CounterDraft) -> bool:
    """Whether it can be written to: not submitted yet, or returned for completion."""
    case = session.get(Case, draft.id)
    if case is None:
        return draft.state == CounterState.OPEN
    return draft.state in (CounterState.OPEN, CounterState.SUBMITTED) and case.status == Status.RETURNED


def put_content(inner: Inner, draft: CounterDraft, content: Content, officer: OfficerView, now: datetime) -> None:
    """Give the draft a new revision."""
    draft.content_sealed = seal_content(inner, draft.id, content)
    draft.title, draft.revision, draft.updated_at = title_of(content), draft.revision + 1, now


def keep_given(content: Content, before: Content) -> Content:
    """The content with what no form speaks of as it was: uploaded files, and the enterprise that it is about."""
    domicile = content.domicile.model_copy(update={"proof_upload": before.domicile.proof_upload})
    return content.model_copy(update={"domicile": domicile, "uploads": before.uploads, "subject": before.subject})


def paper_state(session: Session, inner: Inner, draft: CounterDraft, content: Content) -> PaperState:
    """What the documents of a draft follow from, and what was printed and scanned of them."""
    now = inner.clock()
    procedure = procedure_of(draft, now)
    scans = session.exec(
        select(CounterScan).where(CounterScan.draft_id == draft.id).order_by(col(CounterScan.position))
    ).all()
    officers = {row.id: row.name for row in session.exec(select(Officer))}
    facts = _pack_facts(session, inner, draft, procedure, now)
    standings = organisations.at_counter(session, inner, content, procedure, facts.prior, drill=draft.drill)
    return PaperState(content, procedure, facts, dict(draft.printed), scans, officers, standings)


def findings(
    session: Session, inner: Inner, draft: CounterDraft, content: Content, paper: PaperState, now: datetime
) -> tuple[Finding, ...]:
    """What the rules say, as online, and what is missing on paper."""
    near = None
    if paper.procedure.names:
        near = register.names_near(session, content.name, draft.authority_id, draft.id, now)
    facts = rules.RuleFacts(
        today=day_in_china(draft.first_submitted_at or now),
        procedure=paper.procedure,
        authority_id=draft.authority_id,
        uploads=frozenset(one.kind for one in paper.scans if not one.content_hash),
        prior=paper.facts.prior,
        names=near,
        organisations=paper.organisations,
        **entering.standing_of(session, inner, content, draft.id),
    )
    seen = seen_people(session, draft.id)
    return (
        *rules.check(content, facts),
        *counter_findings.of_register(draft.prior_version, _version_now(session, draft)),
        *counter_findings.of_papers(paper),
        *counter_findings.of_people(inner, applicant_of(inner, draft).person, content, paper, seen),
    )


def _version_now(session: Session, draft: CounterDraft) -> int:
    """The register's present version of the enterprise; 0 where there is none."""
    row = session.get(Enterprise, draft.subject) if draft.subject else None
    return row.current_version if row is not None else 0


def seen_people(session: Session, case_id: str) -> frozenset[str]:
    """Keyed indexes of the people whose identity documents were seen."""
    return frozenset(session.exec(select(CounterSighting.person_index).where(CounterSighting.case_id == case_id)))


def procedure_of(draft: CounterDraft, now: datetime) -> Procedure:
    """The norm that applies: that of the first submission's day for good, today's until then."""
    return load_catalogue().procedure(draft.procedure, day_in_china(draft.first_submitted_at or now))


def material_of(procedure: Procedure, content: Content, prior: Content | None, kind: str) -> Material:
    """The material of that kind that this situation asks for. Raises BadInput."""
    found = next((one for one in situation.asked(procedure, content, prior) if one.kind == kind), None)
    if found is None or found.source is MaterialSource.HELD:
        raise BadInput(field_text=N_("Material"), reason_text=N_("the norm does not ask for it here"))
    return found


def _pack_facts(session: Session, inner: Inner, draft: CounterDraft, procedure: Procedure, now: datetime) -> PackFacts:
    prior = entering.content_at(session, inner, draft.subject, draft.prior_version) if draft.subject else None
    drawn_up = draft.drawn_up or day_in_china(now).isoformat()
    return pack_facts(draft.number, draft.authority_id, procedure, drawn_up, prior)


def content_at(inner: Inner, draft: CounterDraft) -> Content:
    return Content.model_validate_json(inner.vault.open(draft.content_sealed, f"{CONTENT}:{draft.id}"))


def seal_content(inner: Inner, draft_id: str, content: Content) -> bytes:
    return inner.vault.seal(content.model_dump_json(), f"{CONTENT}:{draft_id}")


def seal_applicant(inner: Inner, draft_id: str, applicant: Applicant, identity: str) -> dict[str, Any]:
    sealed = inner.vault.seal(applicant.person.model_dump_json(), f"{APPLICANT}:{draft_id}")
    return {"ref": applicant.ref, "identity": identity, "sealed": sealed.hex()}


def applicant_of(inner: Inner, draft: CounterDraft) -> Applicant:
    sealed = bytes.fromhex(draft.applicant["sealed"])
    person = Person.model_validate_json(inner.vault.open(sealed, f"{APPLICANT}:{draft.id}"))
    return Applicant(draft.applicant["ref"], person)


def trace_draft(
    session: Session, what: str, draft_id: str, officer: OfficerView, data: Mapping[str, Any], now: datetime
) -> None:
    """Every step at the counter stands in the trace of the case that the draft becomes."""
    trace.append(session, kind=f"counter.{what}", subject=draft_id, actor=officer.id, data=dict(data), now=now)


def person_index(inner: Inner, person: Person) -> str:
    return inner.vault.index(person.identity_number.upper(), "identity")


def with_party(content: Content, person: Person) -> Content:
    """The content with a person among its parties, who is not entered twice."""
    if any(one.identity_number == person.identity_number for one in content.parties.values()):
        return content
    return content.model_copy(update={"parties": {**content.parties, free_key(content): person}})


def free_key(content: Content, prefix: str = "p") -> str:
    """The next key that no party has: p1, p2 … for people, o1 … for organisations."""
    return parties.free_key(prefix, {*content.parties, *content.organisations})
