"""Gathering the archive of a registration (R40): everything that shows what was applied for, examined and decided.

What must be made for the archive (the sealed examination sheet, the notice, proofs from the trace) is made once,
stored and named in the case's outputs before anything is kept, so that a repeated step archives the same bytes.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import rfc8785
from sqlmodel import Session, col, select

from core import trace
from core.inner import papers
from core.inner.context import Inner
from core.inner.steps import content_of, findings_of, procedure_of
from core.inner.tables import Authority, Case, CaseDocument, CaseEvent, Licence, Officer
from core.records import (
    ArchiveItem,
    ArchivePackage,
    RecordAgent,
    RecordEvent,
    RecordItem,
    RecordMetadata,
    RecordRelation,
    object_id,
)

REQUIRED_EVENTS = ("receive", "accept", "propose", "approve", "issue")
JSON, PDF = "application/json", "application/pdf"


def gather(inner: Inner, case_id: str) -> None:
    """Make and store what only the archive needs; does nothing when it was done before."""
    now = inner.clock()
    with inner.store.reading() as session:
        case = session.get_one(Case, case_id)
        if "archive" in case.outputs:
            return
        made = {
            "sheet.pdf": papers.examination_sheet(session, inner, case, now),
            "data/content.json": rfc8785.dumps(content_of(inner, case).model_dump(mode="json")),
            "data/findings.json": _plain([one.to_json() for one in findings_of(session, inner, case, all_rounds=True)]),
            "data/events.json": rfc8785.dumps([_event(row) for row in _events(session, case)]),
            "data/signatures.json": rfc8785.dumps(_signatures(session, inner, case)),
        }
    with inner.store.unit() as session:
        case = session.get_one(Case, case_id)
        checkpoint = inner.exchange.checkpoint(session, now)
        made["data/trace.json"] = rfc8785.dumps(_trace(session, case_id, checkpoint.size, checkpoint.text))
    stored = {path: inner.files.put(data) for path, data in made.items()}
    with inner.store.unit() as session:
        case = session.get_one(Case, case_id)
        if "archive" not in case.outputs:
            case.outputs = {**case.outputs, "archive": stored}


def package(inner: Inner, case_id: str) -> ArchivePackage:
    """The package for the archive, from stored files alone; hashes are those that the case recorded."""
    with inner.store.reading() as session:
        case = session.get_one(Case, case_id)
        documents = _documents(session, case)
        licence = session.exec(select(Licence).where(Licence.case_id == case.id)).first()
        rows: list[tuple[str, str, str, str, str, bool]] = [
            (f"documents/{row.position:02d}_r{row.round}_{row.kind}.pdf", row.kind, row.title, PDF, row.file, True)
            for row in documents
        ]
        if licence is not None:
            rows.append(("licence.pdf", "licence", "营业执照", PDF, licence.file, True))
        for path, title, file in papers.notices_of(session, case):
            rows.append((path, "notice", title, PDF, file, True))
        for path, file in case.outputs["archive"].items():
            kind = path.rpartition("/")[2].partition(".")[0]
            media = PDF if path.endswith(".pdf") else JSON
            rows.append((path, kind, TITLES[kind], media, file, media == PDF))
        identifier = object_id(inner.settings.installation, case.number)
        metadata = _metadata(session, inner, case, identifier, licence)
    items, described = [], []
    for number, (path, kind, title, media, file, signed) in enumerate(rows, start=1):
        data = inner.files.get(file)
        item = ArchiveItem(path=path, data=data, kind=kind)
        items.append(item)
        described.append(item.described(number, title, media, signed=signed, sha256=file))
    whole = RecordMetadata(**metadata, items=tuple(described), required=_required(described, licence))
    return ArchivePackage(identifier, whole.model_dump(mode="json"), tuple(items))


TITLES = {
    "sheet": "登记审核表",
    "content": "登记数据",
    "findings": "自动核查结果",
    "events": "办理过程",
    "signatures": "电子签名核验记录及签名证据",
    "trace": "痕迹记录及证明",
}


def _required(items: list[RecordItem], licence: Licence | None) -> tuple[str, ...]:
    always = ("application_form", "manifest", *(("licence",) if licence else ()), "sheet")
    return tuple(dict.fromkeys((*always, *(item.kind for item in items))))


def _metadata(session: Session, inner: Inner, case: Case, identifier: str, licence: Licence | None) -> dict[str, Any]:
    applicant = json.loads(inner.vault.open(bytes.fromhex(case.applicant["sealed"]), f"case.applicant:{case.id}"))
    officers = {row.id: row.name for row in session.exec(select(Officer))}
    authority = session.get_one(Authority, case.authority_id)
    agents = [
        RecordAgent(ref=case.applicant["ref"], name=applicant["name"], role="applicant"),
        RecordAgent(ref=authority.id, name=authority.name, role="authority"),
    ]
    for role, officer in (("examiner", case.examiner_id), ("approver", case.approver_id)):
        if officer:
            agents.append(RecordAgent(ref=officer, name=officers[officer], role=role))
    return {
        "identifiers": {
            "object": identifier,
            "application": case.number,
            **({"uscc": case.outputs["uscc"]} if "uscc" in case.outputs else {}),
        },
        "title": f"{case.title} {procedure_of(case).label}",
        "edition": case.edition,
        "dates": {
            "submitted": case.first_submitted_at.isoformat(),
            "decided": (case.decided_at or case.updated_at).isoformat(),
            "issued": _issued(session, case).isoformat(),
        },
        "agents": tuple(agents),
        "relations": (RecordRelation(kind="licence", target=licence.serial),) if licence else (),
        "rights": ("限查", *(("演练",) if case.drill else ())),
        "events": tuple(
            RecordEvent(kind=row.action, at=row.at, agent=row.officer_id or "system") for row in _events(session, case)
        ),
        "required_events": REQUIRED_EVENTS,
    }


def _issued(session: Session, case: Case) -> datetime:
    """When the result was given."""
    return session.exec(select(CaseEvent.at).where(CaseEvent.case_id == case.id, CaseEvent.key == "issue")).one()


def _documents(session: Session, case: Case) -> list[CaseDocument]:
    """Every document of every round, in order; one that a later round took over unchanged is there once."""
    rows = session.exec(
        select(CaseDocument)
        .where(CaseDocument.case_id == case.id)
        .order_by(col(CaseDocument.round), col(CaseDocument.position))
    )
    seen: dict[str, CaseDocument] = {}
    for row in rows:
        seen.setdefault(row.file, row)
    return list(seen.values())


def _plain(value: Any) -> bytes:
    """Canonical JSON of whatever JSON can hold."""
    return rfc8785.dumps(value)


def _events(session: Session, case: Case) -> list[CaseEvent]:
    return list(session.exec(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(col(CaseEvent.number))))


def _event(row: CaseEvent) -> dict[str, Any]:
    return {
        "number": row.number,
        "action": row.action,
        "from": row.from_status,
        "to": row.status,
        "actor": row.actor,
        "officer": row.officer_id or "",
        "at": row.at.isoformat(),
        "trace_index": row.trace_index,
        "details": row.details,
    }


def _signatures(session: Session, inner: Inner, case: Case) -> list[dict[str, Any]]:
    return [
        {
            "document": row.kind,
            "round": row.round,
            "verified": row.signatures,
            "evidence": [
                json.loads(one) if one else {}
                for one in json.loads(inner.vault.open(row.evidence_sealed or b"", f"case_document.evidence:{row.id}"))
            ],
        }
        for row in _documents(session, case)
    ]


def _trace(session: Session, case_id: str, size: int, checkpoint: str) -> dict[str, Any]:
    return {
        "checkpoint": checkpoint,
        "entries": [
            {
                "index": record.index,
                "leaf": record.leaf.decode(),
                "leaf_hash": record.leaf_hash,
                "data": dict(record.data) if record.data is not None else None,
                "salt": record.salt.hex() if record.salt is not None else None,
                "inclusion": [one.hex() for one in trace.inclusion_proof(session, record.index, size)],
            }
            for record in trace.entries_for(session, case_id)
            if record.index < size
        ],
    }
