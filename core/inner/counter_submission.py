"""Submitting at the counter: a case with the channel “counter”, by the same checks as an online submission (R04, R20).

What was signed by hand is scanned under the authority's seal; the list of documents is the receipt that the applicant
takes along. Slow work (layout, sealing) is done before the transaction, which takes nothing that changed meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from core.catalogue import Material, Procedure
from core.content import Content
from core.documents import ManifestEntry, ManifestFacts, PackDocument, SealPlace, build_document, build_manifest
from core.errors import ConditionNotMet, Conflict, NotPossibleNow
from core.i18n import M_
from core.ids import new_id
from core.inner import counter_findings, counter_papers, naming, organisations, papers
from core.inner.context import Inner
from core.inner.counter_claims import tell_submitted
from core.inner.counter_drafts import (
    Applicant,
    applicant_of,
    content_at,
    findings,
    is_open,
    load,
    load_open,
    paper_state,
    person_index,
    seen_people,
    trace_draft,
)
from core.inner.counter_findings import PaperState
from core.inner.counter_papers import PaperEvidence, PaperFacts, PaperSigner
from core.inner.entitlement import with_entitlement
from core.inner.officers import OfficerView
from core.inner.steps import event_of, keep_finding, seal_content, take_step
from core.inner.tables import Authority, Case, CaseDocument, CounterDraft
from core.inner.verification import SignatureFacts
from core.names import reservation_key, title_of
from core.permissions import Right
from core.rules import Finding
from core.signatories import signatories
from core.terms import LABELS, Action, Channel, CounterState, MaterialSource, Severity, Status
from core.workdays import day_in_china
from core.workflow import NEED_TEXTS, Need

MANIFEST, MANIFEST_POSITION = "manifest", 99
SIGNED = "signature.paper"


@dataclass(frozen=True)
class CounterReceipt:
    """What the applicant takes along."""

    number: str
    round: int
    submitted_at: datetime
    trace_index: int
    documents: int


@dataclass(frozen=True)
class Ready:
    """One document of the case, sealed and stored."""

    kind: str
    position: int
    title: str
    content_hash: str
    file: str
    pages: int
    signatures: tuple[SignatureFacts, ...]
    evidence: tuple[PaperEvidence, ...]


@dataclass(frozen=True)
class Plan:
    """A draft as it was read before its documents were made."""

    revision: int
    number: str
    title: str
    authority: str
    content: Content
    paper: PaperState
    applicant: Applicant
    seen: frozenset[str]


def submit(inner: Inner, officer: OfficerView, draft_id: str, key: str) -> CounterReceipt:
    """Make the case of a draft, or its next round. The same key again gives the same receipt.

    Raises ConditionNotMet while a check shows an error, Conflict, NotPossibleNow.
    """
    now = inner.clock()
    with inner.store.reading() as session:
        draft = load(session, officer, draft_id, Right.EDIT)
        done = _done_before(session, draft, key)
        if done is not None:
            return done
        plan = _plan(session, inner, draft, now)
    ready = [_ready(inner, officer, plan, number, one, now) for number, one in enumerate(plan.paper.pack, 1)]
    ready.append(_manifest(inner, plan, ready, draft.round, now))
    with inner.store.unit() as session:
        draft = load_open(session, officer, draft_id)
        if draft.revision != plan.revision:
            raise Conflict()
        draft.first_submitted_at = draft.first_submitted_at or now
        draft.state, draft.updated_at = CounterState.SUBMITTED, now
        case = _case(session, inner, draft, plan, now)
        organisations.examine(session, inner, case, plan.content, {})
        _keep_documents(session, inner, case, ready)
        _keep_findings(session, inner, case, draft, plan, ready, now)
        if draft.online:
            tell_submitted(session, inner, draft, plan.content, now)
        trace_draft(session, "submitted", draft.id, officer, {"round": case.round}, now)
        taken = take_step(
            session, inner, case, Action.RECEIVE, officer=None, key=f"receive.{case.round}", now=now,
            holds=frozenset(Need),
            data={"documents": {one.kind: one.file for one in ready}, "key": key, "taken_by": officer.id},
        )  # fmt: skip
        draft.round = case.round + 1
        return CounterReceipt(case.number, case.round, now, taken.receipt_index, len(ready))


def _done_before(session: Session, draft: CounterDraft, key: str) -> CounterReceipt | None:
    """The receipt of a submission under this key. Raises NotPossibleNow when the draft was submitted otherwise."""
    case = session.get(Case, draft.id)
    if case is not None:
        event = event_of(session, case, f"receive.{case.round}")
        if event is not None and event.details.get("key") == key:
            documents = event.details["documents"]
            return CounterReceipt(case.number, case.round, event.at, event.trace_index, len(documents))
    if not is_open(session, draft):
        state = LABELS[CounterState][CounterState(draft.state)]
        raise NotPossibleNow(action_text=LABELS[Action][Action.SUBMIT], status_text=state)
    return None


def _plan(session: Session, inner: Inner, draft: CounterDraft, now: datetime) -> Plan:
    content = content_at(inner, draft)
    paper = paper_state(session, inner, draft, content)
    found = findings(session, inner, draft, content, paper, now)
    if any(one.severity is Severity.ERROR for one in found):
        raise ConditionNotMet(reason_text=NEED_TEXTS[Need.CHECKS_PASSED])
    return Plan(
        revision=draft.revision,
        number=draft.number,
        title=title_of(content),
        authority=session.get_one(Authority, draft.authority_id).name,
        content=content,
        paper=paper,
        applicant=applicant_of(inner, draft),
        seen=seen_people(session, draft.id),
    )


def _ready(inner: Inner, officer: OfficerView, plan: Plan, position: int, material: Material, now: datetime) -> Ready:
    scans = plan.paper.scans_of(material.kind)
    digest = counter_findings.hashes(plan.paper)[material.kind]
    if not scans:  # made from the data, and nobody has to sign it
        return _unsigned(inner, plan, position, material, now)
    facts = PaperFacts(
        application_no=plan.number,
        edition=plan.paper.procedure.edition,
        authority_name=plan.authority,
        kind=material.kind,
        number=material.number,
        title=material.label,
        company_name=plan.title,
        content_hash=digest,
        scans=tuple(one.file for one in scans),
        signers=_signers(inner, plan, material) if material.source is MaterialSource.GENERATED else (),
        witness=plan.paper.officers.get(scans[-1].officer_id, officer.name),
        at=scans[-1].at,
        drawn_up=day_in_china(now),
    )
    made = counter_papers.document(inner, facts, sum(one.pages for one in scans))
    pdf = papers.sealed(inner, made, plan.authority, now)
    kept = counter_papers.evidence(facts, scans[-1].officer_id)
    return Ready(
        kind=material.kind,
        position=position,
        title=material.label,
        content_hash=digest,
        file=inner.files.put(pdf),
        pages=made.pages,
        signatures=with_entitlement(
            counter_papers.signature_facts(pdf, facts, kept, digest), material.kind, plan.content, plan.paper.procedure
        ),
        evidence=tuple(kept),
    )


def _signers(inner: Inner, plan: Plan, material: Material) -> tuple[PaperSigner, ...]:
    content = plan.content
    return tuple(
        PaperSigner(
            one.person,
            content.party(one.person).name,
            one.role,
            person_index(inner, content.party(one.person)) in plan.seen,
        )
        for one in signatories(material, content, plan.paper.procedure)
    )


def _unsigned(inner: Inner, plan: Plan, position: int, material: Material, now: datetime) -> Ready:
    made = build_document(plan.content, plan.paper.facts, material, {})
    return _sealed(inner, plan, position, made, now)


def _manifest(inner: Inner, plan: Plan, ready: Sequence[Ready], round_: int, now: datetime) -> Ready:
    """The list of all documents: the applicant's receipt, sealed by the authority."""
    facts = ManifestFacts(
        application_no=plan.number,
        edition=plan.paper.procedure.edition,
        round=round_,
        drawn_up=day_in_china(now),
        company_name=plan.title,
        authority_name=plan.authority,
        applicant_party="applicant",
        applicant_name=plan.applicant.person.name,
        documents=tuple(ManifestEntry(one.kind, one.title, one.content_hash, one.file) for one in ready),
    )
    return _sealed(inner, plan, MANIFEST_POSITION, build_manifest(facts), now)


def _sealed(inner: Inner, plan: Plan, position: int, made: PackDocument, now: datetime) -> Ready:
    """A document that nobody signed by hand, under the authority's seal: in the first box for a signature, or at the
    lower right."""
    box = made.fields[0] if made.fields else None
    place = SealPlace(box.page, _square(box.box)) if box else SealPlace(made.pages - 1, (420.0, 70.0, 539.0, 189.0))
    with_place = PackDocument(
        made.kind, made.title, made.pdf, made.content_hash, made.data, made.fields, made.pages, place
    )
    file = inner.files.put(papers.sealed(inner, with_place, plan.authority, now))
    return Ready(made.kind, position, made.title, made.content_hash, file, made.pages, (), ())


def _square(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """The seal is round: a square in the middle of the box."""
    side = min(box[2] - box[0], box[3] - box[1])
    x = (box[0] + box[2] - side) / 2
    return (x, box[1], x + side, box[1] + side)


def _case(session: Session, inner: Inner, draft: CounterDraft, plan: Plan, now: datetime) -> Case:
    """The new case, or the returned one in its next round."""
    content, procedure = plan.content, plan.paper.procedure
    case = session.get(Case, draft.id)
    if case is None:
        case = _new_case(draft, procedure, plan, now)
        session.add(case)
    else:
        case.round += 1
    case.channel = Channel.COUNTER
    case.title, case.name_key = plan.title, reservation_key(content.name, draft.authority_id)
    case.prior_version = draft.prior_version
    case.content_sealed = seal_content(inner, draft.id, content)
    case.applicant = _applicant(inner, draft, plan)
    case.drawn_up = draft.drawn_up or day_in_china(now).isoformat()
    session.flush()
    return case


def _new_case(draft: CounterDraft, procedure: Procedure, plan: Plan, now: datetime) -> Case:
    return Case(
        id=draft.id,
        number=draft.number,
        authority_id=draft.authority_id,
        procedure=procedure.id,
        edition=procedure.edition,
        business=procedure.business,
        entity_type=procedure.entity_type,
        channel=Channel.COUNTER,
        status=Status.SUBMITTED,
        round=1,
        title=plan.title,
        subject=draft.subject,
        prior_version=draft.prior_version,
        content_sealed=b"",
        applicant={},
        drawn_up=draft.drawn_up,
        drill=draft.drill,
        first_submitted_at=draft.first_submitted_at or now,
        received_at=now,
        updated_at=now,
    )


def _applicant(inner: Inner, draft: CounterDraft, plan: Plan) -> dict[str, str]:
    """The applicant as cases keep one; the officer saw the identity document, which confirms who it is."""
    person = plan.applicant.person
    plain = {
        "ref": plan.applicant.ref,
        "name": person.name,
        "identity_number": person.identity_number,
        "phone": person.phone,
        "identity": "confirmed",
    }
    sealed = inner.vault.seal(json.dumps(plain), f"case.applicant:{draft.id}")
    return {"ref": plan.applicant.ref, "identity": "confirmed", "sealed": sealed.hex()}


def _keep_documents(session: Session, inner: Inner, case: Case, ready: Sequence[Ready]) -> None:
    for old in session.exec(select(CaseDocument).where(CaseDocument.case_id == case.id)):
        old.current = False
    for one in ready:
        document_id = new_id()
        evidence = json.dumps([kept.model_dump_json() for kept in one.evidence])
        session.add(
            CaseDocument(
                id=document_id,
                case_id=case.id,
                round=case.round,
                kind=one.kind,
                position=one.position,
                title=one.title,
                content_hash=one.content_hash,
                file=one.file,
                pages=one.pages,
                signatures=[facts.to_json() for facts in one.signatures],
                evidence_sealed=inner.vault.seal(evidence, f"case_document.evidence:{document_id}"),
            )
        )


def _keep_findings(
    session: Session, inner: Inner, case: Case, draft: CounterDraft, plan: Plan, ready: Sequence[Ready], now: datetime
) -> None:
    found = list(findings(session, inner, draft, plan.content, plan.paper, now))
    found += [_of_signatures(one) for one in ready if one.signatures]
    if plan.paper.procedure.names:
        found.append(naming.reserve(session, inner, case, plan.content.name, now))
    order = [Severity.ERROR, Severity.WARNING, Severity.PASSED]
    for position, finding in enumerate(sorted(found, key=lambda one: order.index(one.severity))):
        keep_finding(session, inner, case, position, finding)


def _of_signatures(one: Ready) -> Finding:
    bad = [facts for facts in one.signatures if not facts.good]
    place = f"documents.{one.kind}"
    if bad:
        message = M_("“{title}”: a signature is not in order ({field}).", title=one.title, field=bad[0].field)
        return Finding(SIGNED, Severity.ERROR, place, message, {"signer": bad[0].signer_name})
    message = M_(
        "“{title}” was signed by hand (signatures: {count}); {witness} saw the original.",
        title=one.title,
        count=len(one.signatures),
        witness=one.signatures[0].witness,
    )
    evidence = {"signers": ", ".join(dict.fromkeys(facts.signer_name for facts in one.signatures))}
    return Finding(SIGNED, Severity.PASSED, place, message, evidence, counter_findings.SIGNED)
