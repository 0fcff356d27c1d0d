"""The authority's own papers, each under its seal: notices to the applicant, and the examination sheet.

They are drawn from what the case recorded, in Chinese, the language of documents (R40).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from core import stamps
from core.documents import (
    NoticeChange,
    NoticeFacts,
    NoticeKind,
    NoticeReason,
    PackDocument,
    SheetFacts,
    SheetFinding,
    SheetSignature,
    SheetStep,
    build_examination_sheet,
    build_notice,
    wording_of,
)
from core.documents.changes import changed
from core.documents.common import business as business_of
from core.i18n import translator
from core.inner import entering
from core.inner.context import Inner
from core.inner.steps import complete_by, content_of, findings_of, procedure_of
from core.inner.tables import Authority, Case, CaseDocument, CaseEvent, Officer
from core.inner.verification import SignatureFacts
from core.packing import pack_facts
from core.rules import Finding, field_label
from core.sign import seal
from core.terms import Action, Channel, EvidenceKind, label
from core.workdays import day_in_china

LANGUAGE = "zh_CN"
SYSTEM = "系统"
GOOD, BAD, SEEN = "查验通过", "查验未通过", "纸质签字，窗口核验"
DECISION = "经审查，申请材料齐全、符合法定形式，准予{business}。"
NOTICES: dict[Action, NoticeKind] = {
    Action.ACCEPT: NoticeKind.ACCEPTED,
    Action.NOT_ACCEPT: NoticeKind.NOT_ACCEPTED,
    Action.RETURN: NoticeKind.RETURNED,
    Action.ISSUE: NoticeKind.APPROVED,
    Action.REFUSE: NoticeKind.REFUSED,
}


def notice(
    inner: Inner, case_id: str, action: Action, *, grounds: str = "", reasons: Sequence[tuple[str, str, str]] = (),
    uscc: str = "",
) -> str:  # fmt: skip
    """Draw, seal and store the notice of a decision; returns its file. `reasons` are (document kind, place, text)."""
    now = inner.clock()
    with inner.store.reading() as session:
        case = session.get_one(Case, case_id)
        authority = session.get_one(Authority, case.authority_id)
        titles = {material.kind: material.label for material in procedure_of(case).materials}
        applicant = json.loads(inner.vault.open(bytes.fromhex(case.applicant["sealed"]), f"case.applicant:{case.id}"))
        procedure = procedure_of(case)
        pack = pack_facts(
            case.number, case.authority_id, procedure, case.drawn_up, entering.prior_of(session, inner, case)
        )
        until = case.outputs.get("name_until", "")
        facts = NoticeFacts(
            kind=NOTICES[action],
            number=f"（{authority.name}）登记字〔{now.year}〕第{_reference(case.number)}号",
            application_no=case.number,
            edition=case.edition,
            authority_name=authority.name,
            applicant_name=applicant["name"],
            company_name=case.title,
            business_label=business_of(pack),
            procedure=procedure.id,
            changes=[NoticeChange(**one) for one in changed(content_of(inner, case), pack)],
            pledge=case.outputs.get("pledge", ""),
            complete_by=complete_by(case, now) if action is Action.RETURN else None,
            since=day_in_china(now) if until else None,
            until=day_in_china(datetime.fromisoformat(until)) if until else None,
            received=day_in_china(case.received_at),
            issued=day_in_china(now),
            uscc=uscc,
            grounds=grounds,
            reasons=[
                NoticeReason(titles.get(kind, kind), _zh(field_label(place, procedure.type)) if place else "—", text)
                for kind, place, text in reasons
            ],
        )
    return inner.files.put(sealed(inner, build_notice(facts), authority.name, now))


def _reference(number: str) -> str:
    """What stands for the case in the number of a paper, which names authority and year: its day and its digits."""
    return number.replace("-", "")[-12:]


def examination_sheet(session: Session, inner: Inner, case: Case, now: datetime) -> bytes:
    """The sealed examination sheet: who examined and approved, when, with which opinion, and what checks said."""
    authority = session.get_one(Authority, case.authority_id)
    names = {row.id: row.name for row in session.exec(select(Officer))}
    events = list(session.exec(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(col(CaseEvent.number))))
    approval = next(row for row in events if row.action == Action.APPROVE)
    business = business_of(pack_facts(case.number, case.authority_id, procedure_of(case), case.drawn_up))
    facts = SheetFacts(
        application_no=case.number,
        edition=case.edition,
        authority_name=authority.name,
        company_name=case.title,
        uscc=case.outputs.get("uscc", ""),
        entity_type_label=procedure_of(case).enterprise_kind_label,
        business_label=business,
        channel_label=_zh(label(Channel(case.channel))),
        received=case.received_at,
        one_officer_mode=bool(approval.details.get("one_officer_mode")),
        steps=[
            SheetStep(_zh(label(Action(row.action))), names.get(row.officer_id or "", SYSTEM), row.at, _words(row))
            for row in events
        ],
        findings=[_shown(finding) for finding in findings_of(session, inner, case)],
        signatures=list(_signatures(session, case)),
        decision=DECISION.format(business=business),
        decided=day_in_china(approval.at),
    )
    return sealed(inner, build_examination_sheet(facts), authority.name, now)


def notices_of(session: Session, case: Case) -> Iterator[tuple[str, str, str]]:
    """The notices that a case's decisions gave, as (path in the archive, title, file)."""
    rows = session.exec(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(col(CaseEvent.number)))
    for row in rows:
        if "notice" in row.details:
            kind = NOTICES[Action(row.action)]
            yield f"notices/{row.number:02d}_{kind}.pdf", wording_of(kind, case.procedure).title, row.details["notice"]


def sealed(inner: Inner, made: PackDocument, authority_name: str, now: datetime) -> bytes:
    """A paper of the authority under its seal."""
    assert made.seal is not None  # every paper of the authority has a place for its seal
    return seal(
        made.pdf,
        key=inner.seal.key,
        certificate=inner.seal.certificate,
        chain=inner.seal.chain,
        timestamper=inner.seal.timestamper(inner.clock),
        revocation=inner.seal.revocation(now),
        reason=made.title,
        stamp_png=stamps.authority_seal(authority_name),
        now=now,
        page=made.seal.page,
        box=made.seal.box,
    )


def _zh(text: str) -> str:
    return translator(LANGUAGE)(text)


def _words(event: CaseEvent) -> str:
    if "reasons" in event.details:
        return "；".join(reason["text"] for reason in event.details["reasons"])
    return str(event.details.get("grounds") or event.details.get("note") or "")


def _shown(finding: Finding) -> SheetFinding:
    return SheetFinding(
        severity=_zh(label(finding.severity)),
        text=finding.message.render(_zh),
        rule=finding.rule,
        basis=_zh(finding.basis) if finding.basis else "",
    )


def _signatures(session: Session, case: Case) -> Iterator[SheetSignature]:
    rows = session.exec(
        select(CaseDocument)
        .where(CaseDocument.case_id == case.id, CaseDocument.round == case.round)
        .order_by(col(CaseDocument.position))
    )
    for row in rows:
        for facts in map(SignatureFacts.from_json, row.signatures):
            yield SheetSignature(
                row.title, facts.signer_name, _zh(label(facts.role)), facts.signed_at, _verified(facts)
            )


def _verified(facts: SignatureFacts) -> str:
    """The result of looking at a signature: of one on paper, who saw it."""
    if facts.kind is EvidenceKind.WET_INK and facts.good:
        return f"{SEEN}（{facts.witness}）"
    return GOOD if facts.good else BAD
