"""The officer's steps: accept or not, take, return once and whole, propose, send back, approve, refuse (R02, R23).

Each is one transaction and may be repeated with the same key without doing anything twice. The submitter never
decides; examiner and approver are two people unless the authority has set one-officer mode, which every decision
records. Whoever comes second on a case is told who decided (A09).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import Session, select

from core import register
from core.content.text import UnsafeText, normalise_lines
from core.errors import BadInput
from core.i18n import N_
from core.inner import announcing, ending, entering, naming, organisations, papers
from core.inner.context import Inner
from core.inner.officers import OfficerView
from core.inner.steps import check_step, complete_by, content_of, event_of, load, needs_met, procedure_of, take_step
from core.inner.tables import Authority, Case, CaseDocument
from core.names import compose
from core.terms import Action, Effect, ProposalKind
from core.workdays import months_later


@dataclass(frozen=True)
class ReturnReason:
    """What is missing or wrong: the document at fault, the field (place; may be empty), and the words for it."""

    document_kind: str
    place: str
    text: str


def accept(inner: Inner, officer: OfficerView, case_id: str, key: str) -> None:
    """Accept the application and take it for examination, in one go; one that needs a public notice waits for that."""
    with inner.store.unit() as session:
        case = load(session, officer, case_id, Action.ACCEPT)
        holds = needs_met(session, case, officer)
        now = inner.clock()
        taken = take_step(session, inner, case, Action.ACCEPT, officer=officer, key=key, now=now, holds=holds)
        if taken.repeated:
            return
        if procedure_of(case).notice_days and not case.drill:
            announcing.announce(session, inner, case, now)
        else:
            _take(session, inner, case, officer, key)


def take(inner: Inner, officer: OfficerView, case_id: str, key: str) -> None:
    """Take an accepted case for examination."""
    with inner.store.unit() as session:
        _take(session, inner, load(session, officer, case_id, Action.TAKE), officer, key)


def not_accept(inner: Inner, officer: OfficerView, case_id: str, grounds: str, key: str) -> None:
    """Do not accept, with grounds; the name is free again."""
    text = _words(grounds)
    if _done_before(inner, officer, case_id, Action.NOT_ACCEPT, key, text):
        return
    notice = papers.notice(inner, case_id, Action.NOT_ACCEPT, grounds=text)
    with inner.store.unit() as session:
        case = load(session, officer, case_id, Action.NOT_ACCEPT)
        holds = needs_met(session, case, officer, grounds=text)
        data, tell = _noticed(notice, {"grounds": text})
        taken = take_step(
            session, inner, case, Action.NOT_ACCEPT, officer=officer, key=key, now=inner.clock(), holds=holds,
            data=data, tell=tell,
        )  # fmt: skip
        if not taken.repeated:
            register.release_names(session, case.id)


def return_for_completion(
    inner: Inner, officer: OfficerView, case_id: str, reasons: Sequence[ReturnReason], key: str
) -> None:
    """Demand completion, once and whole: every document at fault with its reason. Raises BadInput without any."""
    cleaned = [ReturnReason(one.document_kind, one.place, _words(one.text)) for one in reasons]
    if not cleaned or any(not one.text for one in cleaned):
        raise BadInput(field_text=N_("Reasons"), reason_text=N_("name every document at fault, each with its reason"))
    named = {one.document_kind for one in cleaned}
    if _done_before(inner, officer, case_id, Action.RETURN, key, cleaned[0].text, named):
        return
    notice = papers.notice(
        inner, case_id, Action.RETURN, reasons=[(one.document_kind, one.place, one.text) for one in cleaned]
    )
    with inner.store.unit() as session:
        case = load(session, officer, case_id, Action.RETURN)
        holds = needs_met(session, case, officer, grounds=cleaned[0].text)
        now = inner.clock()
        due = complete_by(case, now).isoformat()
        data, tell = _noticed(notice, {"reasons": [asdict(one) for one in cleaned], "complete_by": due})
        taken = take_step(
            session, inner, case, Action.RETURN, officer=officer, key=key, now=now, holds=holds, data=data, tell=tell
        )
        if not taken.repeated:
            case.returned_before = True


def propose(inner: Inner, officer: OfficerView, case_id: str, kind: ProposalKind, grounds: str, key: str) -> None:
    """Propose approval, or refusal with grounds."""
    text = _words(grounds)
    if kind is ProposalKind.REFUSE and not text:
        raise BadInput(field_text=N_("Grounds"), reason_text=N_("a refusal needs grounds"))
    with inner.store.unit() as session:
        case = load(session, officer, case_id, Action.PROPOSE)
        holds = needs_met(session, case, officer)
        proposal = {"kind": kind, "grounds": text}
        taken = take_step(
            session, inner, case, Action.PROPOSE, officer=officer, key=key, now=inner.clock(), holds=holds,
            data=proposal,
        )  # fmt: skip
        if not taken.repeated:
            case.proposal = proposal


def send_back(inner: Inner, officer: OfficerView, case_id: str, note: str, key: str) -> None:
    """Send a proposal back to the examiner, with a note."""
    text = _words(note)
    with inner.store.unit() as session:
        case = load(session, officer, case_id, Action.SEND_BACK)
        holds = needs_met(session, case, officer, grounds=text)
        take_step(
            session, inner, case, Action.SEND_BACK, officer=officer, key=key, now=inner.clock(), holds=holds,
            data={"note": text},
        )  # fmt: skip


def approve(inner: Inner, officer: OfficerView, case_id: str, note: str, key: str) -> None:
    """Approve: code and serial are given in this transaction; issuing, archiving and publicity follow."""
    with inner.store.unit() as session:
        case = load(session, officer, case_id, Action.APPROVE)
        holds = needs_met(session, case, officer)
        now = inner.clock()
        mode = session.get_one(Authority, case.authority_id).one_officer_mode
        data = {"note": _words(note), "one_officer_mode": mode, "examiner": case.examiner_id}
        taken = take_step(
            session, inner, case, Action.APPROVE, officer=officer, key=key, now=now, holds=holds, data=data
        )
        if not taken.repeated:
            organisations.check_still(session, inner, case)
            case.approver_id = officer.id
            _allocate(session, inner, case)


def refuse(inner: Inner, officer: OfficerView, case_id: str, grounds: str, key: str) -> None:
    """Refuse, with grounds; the name is free again."""
    text = _words(grounds)
    if _done_before(inner, officer, case_id, Action.REFUSE, key, text):
        return
    notice = papers.notice(inner, case_id, Action.REFUSE, grounds=text)
    with inner.store.unit() as session:
        case = load(session, officer, case_id, Action.REFUSE)
        holds = needs_met(session, case, officer, grounds=text)
        data, tell = _noticed(notice, {"grounds": text})
        taken = take_step(
            session, inner, case, Action.REFUSE, officer=officer, key=key, now=inner.clock(), holds=holds,
            data=data, tell=tell,
        )  # fmt: skip
        if not taken.repeated:
            case.approver_id = officer.id
            ending.set_free(session, inner, case, inner.clock())


def _noticed(notice: str, words: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What event and trace keep, and what the outer zone is told, of a step that gave a notice."""
    return {**words, "notice": notice}, {**words, "result": {"notice": notice}, "files": [notice]}


def _done_before(
    inner: Inner,
    officer: OfficerView,
    case_id: str,
    action: Action,
    key: str,
    grounds: str,
    named: Collection[str] = (),
) -> bool:
    """Whether the step was taken under this key already; if not, see that it can be, before a notice is drawn."""
    with inner.store.reading() as session:
        case = load(session, officer, case_id, action)
        if event_of(session, case, key) is not None:
            return True
        if named:
            _check_named(session, case, set(named))
        holds = needs_met(session, case, officer, grounds=grounds)
        check_step(session, case, action, officer, holds)
        return False


def _take(session: Session, inner: Inner, case: Case, officer: OfficerView, key: str) -> None:
    now = inner.clock()
    holds = needs_met(session, case, officer)
    taken = take_step(session, inner, case, Action.TAKE, officer=officer, key=f"{key}.take", now=now, holds=holds)
    if not taken.repeated:
        case.examiner_id = officer.id


def _allocate(session: Session, inner: Inner, case: Case) -> None:
    """Give what the procedure needs (code, serial, number of a pledge), and make sure that a name is the case's."""
    now, procedure, outputs = inner.clock(), procedure_of(case), dict[str, Any]()
    content = content_of(inner, case)
    entering.require_possible(session, case, procedure, content)
    if procedure.effect in entering.NAMED_ANEW:
        made = entering.outcome(session, inner, case, procedure, content)
        if made is not None:  # somebody else may have the former name by now, or the name in the new authority
            naming.keep(session, case, made.content.name, now, None)
    if procedure.names:
        until = months_later(now, procedure.clocks.name_kept_months) if not procedure.enters else None
        naming.keep(session, case, content.name, now, until)
        outputs |= {"name": compose(content.name), "name_until": until.isoformat() if until else ""}
    if procedure.effect is Effect.ESTABLISH:
        department = procedure.type.uscc_department
        outputs["uscc"] = register.allocate_code(session, department, case.authority_id, drill=case.drill)
    elif procedure.enters:
        outputs["uscc"] = case.subject
    if procedure.effect is Effect.PLEDGE:
        outputs["pledge"] = content.pledge.number or register.allocate_pledge(session, case.authority_id, now)
    if procedure.licence:
        outputs["serial"] = register.allocate_serial(session, case.authority_id, now, drill=case.drill)
    case.outputs = {**case.outputs, **outputs, "approved_at": now.isoformat()}


def _check_named(session: Session, case: Case, named: set[str]) -> None:
    known = set(
        session.exec(select(CaseDocument.kind).where(CaseDocument.case_id == case.id, CaseDocument.round == case.round))
    )
    if named - known:
        raise BadInput(field_text=N_("Reasons"), reason_text=N_("a document is named that the case does not have"))


def _words(text: str) -> str:
    try:
        return normalise_lines(text)[:4000]
    except UnsafeText as error:
        raise BadInput(
            field_text=N_("Grounds"), reason_text=N_("it holds an invisible or control character")
        ) from error
