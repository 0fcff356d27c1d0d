"""Receiving what the outer zone sends: submissions, withdrawals, identity material (R01, R12).

Each handler runs in the transaction of the inbox row (A10). A submission is verified again in full; what is wrong
becomes findings for the officer, and what cannot be a submission at all is rejected, which holds its stream.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pikepdf
from pydantic import ValidationError
from sqlmodel import Session, select

from core import rules, trace
from core.catalogue import Procedure
from core.catalogue import load as load_catalogue
from core.content import Content
from core.errors import EnvelopeRejected
from core.exchange import Envelope, Handler
from core.i18n import N_
from core.ids import new_id
from core.inner import announcing, applicants, counter_claims, ending, entering, naming, organisations, prefilling
from core.inner.context import Inner
from core.inner.entitlement import with_entitlement
from core.inner.steps import keep_finding, procedure_of, seal_content, take_step
from core.inner.tables import Authority, Case, CaseDocument, Enterprise, IdentityCase
from core.inner.verification import derived_findings, signatory_findings, signature_findings, verify_signatures
from core.names import reservation_key, title_of
from core.organisations import Confirmation
from core.packing import pack_facts
from core.rules import Finding
from core.terms import Action, Channel, IdentityStatus, Severity, Status
from core.workdays import day_in_china
from core.workflow import Need

MANIFEST = "manifest"
WITHDRAWABLE = frozenset(
    {Status.RECEIVED, Status.ACCEPTED, Status.ANNOUNCED, Status.EXAMINING, Status.RETURNED, Status.PROPOSED}
)


def handlers(inner: Inner) -> dict[str, Handler]:
    """The table of what is understood from the outer zone."""

    def submission(session: Session, envelope: Envelope) -> Mapping[str, Any]:
        _require_own_stream(envelope)
        return receive_submission(session, inner, envelope.payload)

    def withdrawal(session: Session, envelope: Envelope) -> Mapping[str, Any]:
        _require_own_stream(envelope)
        return receive_withdrawal(session, inner, envelope.payload)

    def lapse(session: Session, envelope: Envelope) -> Mapping[str, Any]:
        _require_own_stream(envelope)
        return ending.receive_lapse(session, inner, envelope.payload)

    def identity(session: Session, envelope: Envelope) -> Mapping[str, Any]:
        _require_own_stream(envelope, "identity", "request")
        return receive_identity(session, inner, envelope.payload)

    def prefill(session: Session, envelope: Envelope) -> Mapping[str, Any]:
        _require_own_stream(envelope)
        return prefilling.answer(session, inner, envelope.payload)

    def objection(session: Session, envelope: Envelope) -> Mapping[str, Any]:
        _require_own_stream(envelope, "objection", "objection")
        return announcing.receive_objection(session, inner, envelope.payload)

    def counter(session: Session, envelope: Envelope) -> Mapping[str, Any]:
        return counter_claims.receive(session, inner, envelope)

    return {
        "submission": submission,
        "withdrawal": withdrawal,
        "lapse": lapse,
        "identity": identity,
        "prefill": prefill,
        "objection": objection,
        "counter": counter,
    }


def _require_own_stream(envelope: Envelope, kind: str = "registration", key: str = "application") -> None:
    """A message speaks of the thing whose stream it came in; or it would evade that thing's order."""
    if envelope.stream != f"{kind}.{envelope.payload[key]}":
        raise EnvelopeRejected(reason_text=N_("it speaks of another case than its stream"))


def receive_submission(session: Session, inner: Inner, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Take a submission into the case: a new case, or the next round of a returned one."""
    now = inner.clock()
    content = _content(payload)
    documents = payload["documents"]
    data = {document["kind"]: inner.files.get(document["file"]) for document in documents}
    if len(data) != len(documents):
        raise EnvelopeRejected(reason_text=N_("it holds two documents of one kind"))
    _check_manifest(payload, data)
    case = session.get(Case, payload["application"])
    if case is None:
        case = _new_case(session, inner, payload, content, now)
    elif case.status != Status.RETURNED or payload["round"] != case.round + 1:
        raise EnvelopeRejected(reason_text=N_("the case does not wait for a submission"))
    elif (payload["number"], payload["applicant"]["ref"]) != (case.number, case.applicant["ref"]):
        raise EnvelopeRejected(reason_text=N_("it is of another applicant than the case"))
    elif case.subject != _subject(session, procedure_of(case), content, drill=case.drill):
        raise EnvelopeRejected(reason_text=N_("it speaks of another enterprise than the case"))
    else:
        case.round = payload["round"]
        case.title, case.name_key = title_of(content), reservation_key(content.name, case.authority_id)
        case.prior_version = content.subject.version
        case.content_sealed = seal_content(inner, case.id, content)
        case.applicant = _applicant(session, inner, payload)
    findings = _keep_documents(session, inner, case, content, documents, data, now)
    standings = organisations.examine(session, inner, case, content, payload.get("organisations", {}))
    findings.append(applicants.finding(payload["applicant"]["name"], IdentityStatus(case.applicant["identity"])))
    findings += _check_content(session, inner, case, content, data, standings, now)
    for position, finding in enumerate(sorted(findings, key=_weight)):
        keep_finding(session, inner, case, position, finding)
    taken = take_step(
        session,
        inner,
        case,
        Action.RECEIVE,
        officer=None,
        key=f"receive.{case.round}",
        now=now,
        holds=frozenset(Need),
        data={"documents": {document["kind"]: document["file"] for document in documents}},
    )
    return {"case": case.id, "round": case.round, "trace": taken.receipt_index}


def receive_withdrawal(session: Session, inner: Inner, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Order a wish to withdraw against the decisions made: carried out before a decision, declined after it."""
    now = inner.clock()
    case = session.get(Case, payload["application"])
    if case is None:
        raise EnvelopeRejected(reason_text=N_("it speaks of a case that is not known here"))
    if Status(case.status) in WITHDRAWABLE:
        take_step(session, inner, case, Action.WITHDRAW, officer=None, key="withdraw", now=now, holds=frozenset(Need))
        ending.set_free(session, inner, case, now)
        return {"case": case.id, "withdrawn": True}
    inner.exchange.post(
        session,
        stream=f"registration.{case.id}",
        kind="progress",
        payload={
            "application": case.id,
            "action": Action.DECLINE_WITHDRAWAL,
            "status": case.status,
            "at": now.isoformat(),
            "grounds": "",
        },
        now=now,
    )
    return {"case": case.id, "withdrawn": False}


def receive_identity(session: Session, inner: Inner, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Lay a manual identity confirmation before the officers."""
    now = inner.clock()
    person = payload["person"]
    row = IdentityCase(
        id=payload["request"],
        account_ref=payload["account"],
        person_index=inner.vault.index(person["identity_number"].upper(), "identity"),
        person_sealed=inner.vault.seal(json.dumps(person), f"identity_case.person:{payload['request']}"),
        mismatched=list(payload["mismatched"]),
        material=[*payload["material"], *_portrait(payload)],
        asked_at=now,
    )
    session.add(row)
    trace.append(
        session, kind="identity.received", subject=row.id, actor="outer", data={"account": row.account_ref}, now=now
    )
    return {"request": row.id}


def _portrait(payload: Mapping[str, Any]) -> list[dict[str, str]]:
    if not payload["portrait"]:
        return []
    return [{"filename": "portrait.jpg", "media_type": "image/jpeg", "file": payload["portrait"]}]


def _check_manifest(payload: Mapping[str, Any], data: Mapping[str, bytes]) -> None:
    """The signed list must name exactly the files that came: rounds and packs cannot be mixed."""
    if MANIFEST not in data:
        raise EnvelopeRejected(reason_text=N_("the signed list of documents is missing"))
    with pikepdf.open(io.BytesIO(data[MANIFEST])) as pdf:
        attached = [json.loads(spec.get_file().read_bytes()) for spec in pdf.attachments.values()]
    listed = {
        (document["kind"], document["sha256"])
        for one in attached
        for document in one["data"].get("documents", ())
        if one["application_no"] == payload["number"] and one["data"].get("round") == payload["round"]
    }
    came = {(document["kind"], document["file"]) for document in payload["documents"] if document["kind"] != MANIFEST}
    if listed != came:
        raise EnvelopeRejected(reason_text=N_("the documents are not those of the signed list"))


def _new_case(session: Session, inner: Inner, payload: Mapping[str, Any], content: Content, now: datetime) -> Case:
    if payload["round"] != 1:
        raise EnvelopeRejected(reason_text=N_("the first round of this application is not here"))
    if session.get(Authority, payload["authority"]) is None:
        raise EnvelopeRejected(reason_text=N_("it is for an authority that is not of this installation"))
    submitted = datetime.fromisoformat(payload["first_submitted_at"])
    procedure = load_catalogue().procedure(payload["procedure"], day_in_china(submitted))
    if procedure.edition != payload["edition"]:
        raise EnvelopeRejected(reason_text=N_("it was made with another edition of the norm"))
    case = Case(
        id=payload["application"],
        number=payload["number"],
        authority_id=payload["authority"],
        procedure=procedure.id,
        edition=procedure.edition,
        business=procedure.business,
        entity_type=procedure.entity_type,
        channel=Channel(payload["channel"]),
        status=Status.SUBMITTED,
        round=1,
        title=title_of(content),
        subject=_subject(session, procedure, content, drill=bool(payload["drill"])),
        prior_version=content.subject.version,
        name_key=reservation_key(content.name, payload["authority"]),
        content_sealed=seal_content(inner, payload["application"], content),
        applicant=_applicant(session, inner, payload),
        drawn_up=payload["drawn_up"],
        drill=bool(payload["drill"]),
        first_submitted_at=submitted,
        received_at=now,
        updated_at=now,
    )
    session.add(case)
    session.flush()
    return case


def _subject(session: Session, procedure: Procedure, content: Content, *, drill: bool) -> str:
    """The code of the enterprise spoken of; empty where there is none yet. A drill's is a drill's, too."""
    if not procedure.is_about_existing:
        return ""
    row = session.get(Enterprise, content.subject.uscc)
    if row is None or row.drill != drill:
        raise EnvelopeRejected(reason_text=N_("it speaks of an enterprise that is not in the register"))
    if not 1 <= content.subject.version <= row.current_version:
        raise EnvelopeRejected(reason_text=N_("it starts from a version that the register does not have"))
    if row.entity_type != procedure.entity_type:
        raise EnvelopeRejected(reason_text=N_("it asks for what is not open to that type of enterprise"))
    return content.subject.uscc


def _content(payload: Mapping[str, Any]) -> Content:
    try:
        return Content.model_validate(payload["content"])
    except ValidationError as error:
        raise EnvelopeRejected(reason_text=N_("its form is not known here")) from error


def _applicant(session: Session, inner: Inner, payload: Mapping[str, Any]) -> dict[str, Any]:
    person = payload["applicant"]
    identity = applicants.identity_of(session, inner, person)
    sealed = inner.vault.seal(json.dumps(person), f"case.applicant:{payload['application']}")
    return {"ref": person["ref"], "identity": identity, "sealed": sealed.hex()}


def _keep_documents(
    session: Session, inner: Inner, case: Case, content: Content, documents: list[dict[str, Any]],
    data: Mapping[str, bytes], now: datetime,
) -> list[Finding]:  # fmt: skip
    findings: list[Finding] = []
    procedure = load_catalogue().procedure(case.procedure, day_in_china(case.first_submitted_at))
    for old in session.exec(select(CaseDocument).where(CaseDocument.case_id == case.id)):
        old.current = False
    for document in documents:
        facts = verify_signatures(
            data[document["kind"]], document, content, inner.signer_anchors, now, applicant_ref=case.applicant["ref"]
        )
        facts = with_entitlement(facts, document["kind"], content, procedure)
        findings += signature_findings(document["kind"], document["title"], facts)
        document_id = new_id()
        evidence = json.dumps([claim["evidence"] for claim in document["signatures"]])
        session.add(
            CaseDocument(
                id=document_id,
                case_id=case.id,
                round=case.round,
                kind=document["kind"],
                position=document["position"],
                title=document["title"],
                content_hash=document["content_hash"],
                file=document["file"],
                pages=document["pages"],
                signatures=[one.to_json() for one in facts],
                evidence_sealed=inner.vault.seal(evidence, f"case_document.evidence:{document_id}"),
            )
        )
    return findings


def _check_content(
    session: Session, inner: Inner, case: Case, content: Content, data: Mapping[str, bytes],
    standings: Mapping[str, Confirmation], now: datetime,
) -> list[Finding]:  # fmt: skip
    procedure = load_catalogue().procedure(case.procedure, day_in_china(case.first_submitted_at))
    prior = entering.prior_of(session, inner, case)
    facts = rules.RuleFacts(
        today=day_in_china(case.first_submitted_at),
        procedure=procedure,
        authority_id=case.authority_id,
        uploads=frozenset(data),
        prior=prior,
        names=naming.names_near(session, case, content.name, now) if procedure.names else None,
        organisations=standings,
        **entering.standing_of(session, inner, content, case.id),
    )
    rows = session.exec(
        select(CaseDocument).where(CaseDocument.case_id == case.id, CaseDocument.round == case.round)
    ).all()
    documents = [{"kind": row.kind, "content_hash": row.content_hash, "signatures": row.signatures} for row in rows]
    found = [*rules.check(content, facts), *signatory_findings(procedure, content, prior, documents)]
    pack = pack_facts(case.number, case.authority_id, procedure, case.drawn_up, prior)
    found += derived_findings(procedure, content, pack, documents, data)
    if procedure.names:
        found.append(naming.reserve(session, inner, case, content.name, now))
    return found


def _weight(finding: Finding) -> int:
    return [Severity.ERROR, Severity.WARNING, Severity.PASSED].index(finding.severity)
