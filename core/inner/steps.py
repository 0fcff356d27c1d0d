"""Loading a case for an officer, and letting it take a step: what all inner use cases share.

An officer sees the cases of the own authority and of those below it. A step goes through the workflow's table, moves
the clock, is traced, leaves one event, and tells the outer zone, all in the caller's transaction (A27).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from core import permissions, trace, workdays, workflow
from core.catalogue import Procedure
from core.catalogue import load as load_catalogue
from core.content import Content
from core.errors import NotFound, NotPossibleNow, QuanchengError
from core.i18n import N_
from core.inner.context import Inner
from core.inner.officers import OfficerView
from core.inner.tables import (
    Authority,
    CancellationNotice,
    Case,
    CaseEvent,
    CaseFinding,
    CounterDraft,
    Enterprise,
    Officer,
)
from core.organisations import CONFIRMED
from core.permissions import Thing
from core.rules import Finding
from core.terms import LABELS, Action, EnterpriseStatus, OrganisationStatus, Role, Status, Zone
from core.trace import TraceReceipt
from core.workdays import day_in_china
from core.workflow import Clock, Need, Step

SYSTEM = "system"
CONTENT = "case.content"
FINDING = "case_finding"
CLOSED = "close_notice"
"""The key of the step that ended a case's public notice."""


class DoneByAnother(QuanchengError):
    """A09: two officers on one case; the second is told who decided."""

    code = "done_by_another"
    text = N_("{officer} was faster: “{action_text}” at {time} (UTC).")
    remedy = N_("Nothing of yours was carried out. Reload the case to see where it stands.")


@dataclass(frozen=True)
class Taken:
    """A step just taken, or the one taken earlier under the same key."""

    case: Case
    receipt_index: int
    repeated: bool


def authorities_below(session: Session, authority_id: str) -> frozenset[str]:
    """The authority and all that stand below it."""
    children: dict[str | None, list[str]] = {}
    for row in session.exec(select(Authority)):
        children.setdefault(row.parent_id, []).append(row.id)
    found, waiting = set(), [authority_id]
    while waiting:
        one = waiting.pop()
        found.add(one)
        waiting += children.get(one, [])
    return frozenset(found)


def load(session: Session, officer: OfficerView, case_id: str, right: str = permissions.VIEW) -> Case:
    """The case, when the officer may do that with it. Raises NotFound, NotPermitted."""
    case = session.get(Case, case_id)
    if case is None or case.authority_id not in authorities_below(session, officer.authority_id):
        raise NotFound()
    permissions.require(officer.roles, Zone.INNER, Thing.REGISTRATION, right)
    return case


def needs_met(session: Session, case: Case, officer: OfficerView | None, *, grounds: str = "") -> frozenset[Need]:
    """Which of the workflow's needs hold for a case and an officer."""
    authority = session.get_one(Authority, case.authority_id)
    me = officer.id if officer else None
    holds = {
        Need.GROUNDS_GIVEN: bool(grounds.strip()),
        Need.OWN_CASE: case.examiner_id == me,
        Need.FOUR_EYES: authority.one_officer_mode or case.examiner_id != me,
        Need.NOT_RETURNED_BEFORE: not case.returned_before,
        Need.APPROVAL_PROPOSED: case.proposal.get("kind") == "approve",
        Need.IDENTITIES_CONFIRMED: case.applicant.get("identity") == "confirmed",
        Need.NO_DRILL: not case.drill,
        Need.NOT_THE_TAKER: me is None or me not in taken_by(session, case),
        Need.NOTICE_OVER: case.drill
        or not procedure_of(case).notice_days
        or event_of(session, case, CLOSED) is not None,
        Need.REGISTER_UNCHANGED: register_unchanged(session, case),
        Need.ORGANISATIONS_CONFIRMED: organisations_confirmed(case),
    }
    return frozenset(need for need, met in holds.items() if met)


def notice_over(session: Session, case: Case) -> bool:
    """Whether the case has no public notice to wait for any more."""
    return case.drill or not procedure_of(case).notice_days or event_of(session, case, CLOSED) is not None


def register_unchanged(session: Session, case: Case) -> bool:
    """Whether the register still says what the application started from, and nothing else is about to change it."""
    if not case.subject:
        return True
    row = session.get(Enterprise, case.subject)
    if row is None or row.current_version != case.prior_version:
        return False
    own = row.status == EnterpriseStatus.CANCELLING and session.get(CancellationNotice, case.id) is not None
    if not own and EnterpriseStatus(row.status) not in procedure_of(case).statuses:
        return False
    others = select(Case.id).where(Case.subject == case.subject, Case.id != case.id, Case.status == Status.APPROVED)
    return session.exec(others).first() is None


def organisations_confirmed(case: Case) -> bool:
    """Whether every organisation that takes part is confirmed; a case that nobody looked at is not."""
    kept = case.organisations
    return kept is not None and all(OrganisationStatus(one["status"]) in CONFIRMED for one in kept.values())


def take_step(
    session: Session, inner: Inner, case: Case, action: Action, *, officer: OfficerView | None, key: str,
    now: datetime, holds: Collection[Need], data: Mapping[str, Any] | None = None,
    tell: Mapping[str, Any] | None = None,
) -> Taken:  # fmt: skip
    """Let the case take a step of the table. The same key again changes nothing (`repeated`).

    `data` goes into trace and event, `tell` with the status to the outer zone. Raises NotPossibleNow, DoneByAnother,
    ConditionNotMet.
    """
    earlier = event_of(session, case, key)
    if earlier is not None:
        return Taken(case, earlier.trace_index, repeated=True)
    status = Status(case.status)
    step = check_step(session, case, action, officer, holds)
    details = dict(data or {})
    receipt = _trace(session, case, action, step.to, officer, details, now)
    _move_clock(case, step.clock, now)
    number = session.exec(select(func.count()).where(CaseEvent.case_id == case.id)).one()
    event = CaseEvent(
        case_id=case.id,
        number=number + 1,
        action=action,
        from_status=status,
        status=step.to,
        actor=Role.SYSTEM if officer is None else officer.name,
        officer_id=officer.id if officer else None,
        key=key,
        at=now,
        trace_index=receipt.index,
        details=details,
    )
    session.add(event)
    case.status, case.updated_at, case.version = step.to, now, case.version + 1
    _tell(session, inner, case, action, receipt, now, tell or {})
    return Taken(case, receipt.index, repeated=False)


def event_of(session: Session, case: Case, key: str) -> CaseEvent | None:
    """The event that a step under this key left, if it was taken."""
    return session.exec(select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.key == key)).first()


def check_step(
    session: Session, case: Case, action: Action, officer: OfficerView | None, holds: Collection[Need]
) -> Step:
    """The step of the table. Raises NotPossibleNow, DoneByAnother, ConditionNotMet."""
    try:
        return workflow.step(Zone.INNER, Status(case.status), action, holds)
    except NotPossibleNow as error:
        raise _told_who(session, case, officer) or error from error


def _trace(
    session: Session, case: Case, action: Action, status: Status, officer: OfficerView | None,
    details: Mapping[str, Any], now: datetime,
) -> TraceReceipt:  # fmt: skip
    return trace.append(
        session,
        kind=f"registration.{action}",
        subject=case.id,
        actor=officer.id if officer else SYSTEM,
        data={"number": case.number, "status": status, "round": case.round, **details},
        now=now,
    )


def _tell(
    session: Session, inner: Inner, case: Case, action: Action, receipt: TraceReceipt, now: datetime,
    tell: Mapping[str, Any],
) -> None:  # fmt: skip
    if not known_outside(session, case):
        return
    inner.exchange.post(
        session,
        stream=f"registration.{case.id}",
        kind="progress",
        payload={
            "application": case.id,
            "action": action,
            "status": case.status,
            "at": now.isoformat(),
            "trace": {"index": receipt.index, "leaf_hash": receipt.leaf_hash},
            **{name: value for name, value in tell.items() if name != "files"},
        },
        files=tuple(tell.get("files", ())),
        now=now,
    )


def known_outside(session: Session, case: Case) -> bool:
    """Whether the outer zone has the application, too: what was begun at the counter is known here alone."""
    draft = session.get(CounterDraft, case.id)
    return draft is None or draft.online


def taken_by(session: Session, case: Case) -> tuple[str, ...]:
    """The officers who took the application at the counter; nobody for one that came online."""
    draft = session.get(CounterDraft, case.id)
    return tuple(draft.officers) if draft is not None else ()


def _move_clock(case: Case, clock: Clock | None, now: datetime) -> None:
    clocks = procedure_of(case).clocks
    if clock is Clock.ACCEPTANCE_STARTS:
        case.clock_due_at = workdays.add_working_days(now, clocks.accept_working_days)
    elif clock is Clock.DECISION_STARTS:
        case.clock_due_at = workdays.add_working_days(now, clocks.decide_working_days)
    elif clock is Clock.STOPS:
        case.clock_stopped_at = now
    elif clock is Clock.RESUMES and case.clock_due_at and case.clock_stopped_at:
        # The time with the applicant is the applicant's: the authority's deadline moves by as much.
        case.clock_due_at += now - case.clock_stopped_at
        case.clock_stopped_at = None
    elif clock is Clock.ENDS:
        case.clock_stopped_at = case.clock_stopped_at or now
        case.decided_at = now


def _told_who(session: Session, case: Case, officer: OfficerView | None) -> DoneByAnother | None:
    last = session.exec(
        select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(col(CaseEvent.number).desc())
    ).first()
    if officer is None or last is None or last.officer_id in (None, officer.id):
        return None
    other = session.get_one(Officer, last.officer_id)
    return DoneByAnother(
        officer=other.name, action_text=LABELS[Action][Action(last.action)], time=f"{last.at:%Y-%m-%d %H:%M}"
    )


def procedure_of(case: Case) -> Procedure:
    """The norm in force on the day of the first submission; it applies for good."""
    return load_catalogue().procedure(case.procedure, day_in_china(case.first_submitted_at))


def complete_by(case: Case, demanded_at: datetime) -> date:
    """The last day on which a case may be completed when that is demanded now."""
    return day_in_china(demanded_at) + timedelta(days=procedure_of(case).clocks.completion_days)


def content_of(inner: Inner, case: Case) -> Content:
    return Content.model_validate_json(inner.vault.open(case.content_sealed, f"{CONTENT}:{case.id}"))


def seal_content(inner: Inner, case_id: str, content: Content) -> bytes:
    return inner.vault.seal(content.model_dump_json(), f"{CONTENT}:{case_id}")


def findings_of(session: Session, inner: Inner, case: Case, *, all_rounds: bool = False) -> list[Finding]:
    """The findings of the case's present round (or of all), the weightiest first."""
    rows = select(CaseFinding).where(CaseFinding.case_id == case.id)
    if not all_rounds:
        rows = rows.where(CaseFinding.round == case.round)
    ordered = session.exec(rows.order_by(col(CaseFinding.round), col(CaseFinding.position)))
    return [
        Finding.from_json(json.loads(inner.vault.open(row.finding_sealed, f"{FINDING}:{case.id}"))) for row in ordered
    ]


def keep_finding(session: Session, inner: Inner, case: Case, position: int, finding: Finding) -> None:
    sealed = inner.vault.seal(json.dumps(finding.to_json()), f"{FINDING}:{case.id}")
    session.add(CaseFinding(case_id=case.id, round=case.round, position=position, finding_sealed=sealed))
