"""The public notice before a simple cancellation (市场主体登记管理条例 第三十三条): published, run, objected to, ended.

A case that needs one is announced when it is accepted; the authority's clock stands still meanwhile, and the
enterprise shows in the register that its cancellation is announced. When the days are over the case goes on by itself.
An objection never ends a case by itself: it is a finding that the officer decides upon.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from core import trace
from core.errors import ConditionNotMet, EnvelopeRejected
from core.i18n import M_, N_
from core.inner.context import Inner
from core.inner.steps import CLOSED, keep_finding, procedure_of, take_step
from core.inner.tables import CancellationNotice, CancellationObjection, Case, CaseFinding, Enterprise
from core.rules import Finding
from core.terms import Action, EnterpriseStatus, NoticeStatus, Severity, Status
from core.workdays import day_in_china
from core.workflow import Need

BASIS = N_("Regulations on the Registration of Market Entities, art. 33")
OBJECTION = "cancellation_objection.words"
RULE = "cancellation.objection"
NOT_OPEN = N_("what the register says of the enterprise now does not allow it")


@dataclass(frozen=True)
class ObjectionView:
    """An objection as officers see it."""

    name: str
    phone: str
    text: str
    at: datetime


def announce(session: Session, inner: Inner, case: Case, now: datetime) -> None:
    """Publish the notice of an accepted case, from today on, in the caller's transaction. Raises ConditionNotMet when
    the enterprise is being cancelled, wound up, or is no more, meanwhile."""
    row = session.get_one(Enterprise, case.subject)
    if EnterpriseStatus(row.status) not in procedure_of(case).statuses:
        raise ConditionNotMet(reason_text=NOT_OPEN)
    starts = day_in_china(now)
    ends = starts + timedelta(days=procedure_of(case).notice_days)
    notice = CancellationNotice(
        case_id=case.id, uscc=case.subject, starts=starts.isoformat(), ends=ends.isoformat(),
        status=NoticeStatus.RUNNING,
    )  # fmt: skip
    session.add(notice)
    row.status = EnterpriseStatus.CANCELLING
    details = {"starts": notice.starts, "ends": notice.ends}
    take_step(
        session, inner, case, Action.ANNOUNCE, officer=None, key="announce", now=now,
        holds=frozenset(Need), data=details, tell={"notice_period": details},
    )  # fmt: skip
    tell(session, inner, case, notice, now)


def close_due(inner: Inner) -> int:
    """Let every case go on whose notice has run its time; returns how many."""
    now = inner.clock()
    today = day_in_china(now).isoformat()
    with inner.store.reading() as session:
        waiting = (
            select(CancellationNotice.case_id)
            .join(Case)
            .where(CancellationNotice.ends < today, Case.status == Status.ANNOUNCED)
        )
        due = list(session.exec(waiting))
    for case_id in due:
        with inner.store.unit() as session:
            _close(session, inner, session.get_one(Case, case_id), now)
    return len(due)


def _close(session: Session, inner: Inner, case: Case, now: datetime) -> None:
    if case.status != Status.ANNOUNCED:  # withdrawn, a moment ago
        return
    notice = session.get_one(CancellationNotice, case.id)
    objections = _count(session, case.id)
    if notice.status == NoticeStatus.RUNNING:
        notice.status = NoticeStatus.ENDED
    taken = take_step(
        session, inner, case, Action.CLOSE_NOTICE, officer=None, key=CLOSED, now=now,
        holds=frozenset(Need), data={"objections": objections},
    )  # fmt: skip
    if not taken.repeated:
        tell(session, inner, case, notice, now)


def end(session: Session, inner: Inner, case: Case, now: datetime) -> None:
    """Take the notice back when its case ends otherwise (withdrawn, refused): the enterprise goes on as before."""
    notice = session.get(CancellationNotice, case.id)
    if notice is None:
        return
    notice.status = NoticeStatus.WITHDRAWN
    row = session.get_one(Enterprise, notice.uscc)
    if row.status == EnterpriseStatus.CANCELLING:
        row.status = EnterpriseStatus.EXISTING
    tell(session, inner, case, notice, now)


def tell(session: Session, inner: Inner, case: Case, notice: CancellationNotice, now: datetime) -> None:
    """Tell the outer zone where the notice stands, for the public register."""
    row = session.get_one(Enterprise, notice.uscc)
    inner.exchange.post(
        session,
        stream=f"register.{notice.uscc}",
        kind="notice",
        payload={
            "at": now.isoformat(), "case": case.id, "uscc": notice.uscc, "name": row.name, "starts": notice.starts,
            "ends": notice.ends, "status": notice.status, "enterprise_status": row.status,
        },
        now=now,
    )  # fmt: skip


def receive_objection(session: Session, inner: Inner, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Lay an objection beside the case, and before the officer as a finding.

    It was made in time, or the outer zone would not have taken it; one that crosses after the decision stays with the
    case, for whoever contests the cancellation.
    """
    now = inner.clock()
    notice = session.get(CancellationNotice, payload["case"])
    if notice is None:
        raise EnvelopeRejected(reason_text=N_("it speaks of a case that is not known here"))
    row = CancellationObjection(
        id=payload["objection"],
        case_id=notice.case_id,
        words_sealed=inner.vault.seal(json.dumps(payload["objector"] | {"text": payload["text"]}), OBJECTION),
        at=now,
    )
    session.add(row)
    session.flush()
    case = session.get_one(Case, notice.case_id)
    if notice.status == NoticeStatus.RUNNING:
        notice.status = NoticeStatus.OBJECTED
        tell(session, inner, case, notice, now)
    trace.append(
        session, kind="cancellation.objected", subject=case.id, actor="outer", data={"objection": row.id}, now=now
    )
    position = session.exec(select(func.count()).where(CaseFinding.case_id == case.id)).one()
    finding = Finding(
        rule=RULE,
        severity=Severity.ERROR,
        place="subject.uscc",
        message=M_("Somebody objected to the simple cancellation. Read the objection; simple cancellation ends then."),
        evidence={N_("objections"): _count(session, case.id)},
        basis=BASIS,
    )
    keep_finding(session, inner, case, position, finding)
    return {"objection": row.id, "case": case.id}


def objections(session: Session, inner: Inner, case_id: str) -> list[ObjectionView]:
    """The objections to a case, the first first."""
    rows = session.exec(
        select(CancellationObjection)
        .where(CancellationObjection.case_id == case_id)
        .order_by(col(CancellationObjection.at), col(CancellationObjection.id))
    )
    found = []
    for row in rows:
        words = json.loads(inner.vault.open(row.words_sealed, OBJECTION))
        found.append(ObjectionView(words["name"], words["phone"], words["text"], row.at))
    return found


def _count(session: Session, case_id: str) -> int:
    return session.exec(select(func.count()).where(CancellationObjection.case_id == case_id)).one()
