"""Public notices before a simple cancellation, and objecting to them (市场主体登记管理条例 第三十三条).

Anyone may read the notices that run; whoever has a confirmed identity may object, with words that reach the officer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from core import trace
from core.content.text import UnsafeText, normalise_lines
from core.errors import BadInput, ConditionNotMet, IdentityNotConfirmed, NotFound
from core.i18n import N_
from core.ids import new_id
from core.outer.accounts import AccountView
from core.outer.context import Outer
from core.outer.replica_tables import Objection, ReplicaEnterprise, ReplicaNotice
from core.terms import IdentityStatus, NoticeStatus
from core.workdays import day_in_china

OVER = N_("the notice does not run any more; turn to the authority or the court")
WORDS = "objection.words"
LONGEST = 2000
OPEN = frozenset({NoticeStatus.RUNNING, NoticeStatus.OBJECTED})


@dataclass(frozen=True)
class NoticeView:
    """A notice as anyone sees it; days are Beijing days, `ends` the last on which one may object."""

    case_id: str
    uscc: str
    name: str
    starts: str
    ends: str
    status: NoticeStatus
    objections: int


def running(outer: Outer, limit: int = 50) -> list[NoticeView]:
    """The notices that run now, those that end first first."""
    with outer.store.reading() as session:
        rows = session.exec(
            select(ReplicaNotice)
            .where(col(ReplicaNotice.status).in_(OPEN), ReplicaNotice.ends >= _today(outer))
            .order_by(col(ReplicaNotice.ends), col(ReplicaNotice.case_id))
            .limit(limit)
        )
        return [_view(session, row) for row in rows]


def of_enterprise(outer: Outer, uscc: str) -> list[NoticeView]:
    """All notices of an enterprise, the latest first."""
    with outer.store.reading() as session:
        rows = session.exec(
            select(ReplicaNotice).where(ReplicaNotice.uscc == uscc).order_by(col(ReplicaNotice.starts).desc())
        )
        return [_view(session, row) for row in rows]


def object_to(outer: Outer, account: AccountView, case_id: str, text: str) -> str:
    """Object to a simple cancellation; returns the objection's identifier. It crosses to the officer of the case.

    Raises NotFound, IdentityNotConfirmed, ConditionNotMet when the notice does not run (any more), BadInput.
    """
    if account.identity is not IdentityStatus.CONFIRMED:
        raise IdentityNotConfirmed()
    try:
        words = normalise_lines(text)
    except UnsafeText as error:
        raise BadInput(
            field_text=N_("Objection"), reason_text=N_("it holds an invisible or control character")
        ) from error
    if not 10 <= len(words) <= LONGEST:
        raise BadInput(
            field_text=N_("Objection"), reason_text=N_("say what stands against it, in 10 to 2000 characters")
        )
    now = outer.clock()
    with outer.store.unit() as session:
        notice = session.get(ReplicaNotice, case_id)
        if notice is None:
            raise NotFound()
        if NoticeStatus(notice.status) not in OPEN or notice.ends < _today(outer):
            raise ConditionNotMet(
                reason_text=N_("the notice does not run any more; turn to the authority or the court")
            )
        earlier = session.exec(
            select(Objection).where(Objection.case_id == case_id, Objection.account_id == account.id)
        ).first()
        if earlier is not None:
            raise ConditionNotMet(reason_text=N_("you objected already; the officer reads what you wrote"))
        row = Objection(
            id=new_id(),
            case_id=case_id,
            account_id=account.id,
            text_sealed=outer.vault.seal(words, WORDS),
            at=now,
        )
        session.add(row)
        trace.append(
            session, kind="cancellation.objected", subject=case_id, actor=account.id, data={"objection": row.id},
            now=now,
        )  # fmt: skip
        outer.exchange.post(
            session,
            stream=f"objection.{row.id}",
            kind="objection",
            payload={
                "objection": row.id, "case": case_id, "text": words, "at": now.isoformat(),
                "objector": {"ref": account.id, "name": account.name, "phone": account.phone},
            },
            now=now,
        )  # fmt: skip
        return row.id


def apply_notice(session: Session, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What the inner zone told of a notice; an older word never replaces a newer one."""
    as_of = datetime.fromisoformat(payload["at"])
    row = session.get(ReplicaNotice, payload["case"])
    if row is not None and row.as_of > as_of:
        return {"case": row.case_id}
    row = row or ReplicaNotice(case_id=payload["case"], uscc="", name="", starts="", ends="", status="", as_of=as_of)
    row.uscc, row.name, row.as_of = payload["uscc"], payload["name"], as_of
    row.starts, row.ends, row.status = payload["starts"], payload["ends"], payload["status"]
    session.add(row)
    enterprise = session.get(ReplicaEnterprise, row.uscc)
    if enterprise is not None and enterprise.as_of <= as_of:
        enterprise.status, enterprise.as_of = payload["enterprise_status"], as_of
        enterprise.facts = {**enterprise.facts, "status": payload["enterprise_status"]}
    return {"case": row.case_id}


def _view(session: Session, row: ReplicaNotice) -> NoticeView:
    objections = session.exec(select(func.count()).where(Objection.case_id == row.case_id)).one()
    return NoticeView(row.case_id, row.uscc, row.name, row.starts, row.ends, NoticeStatus(row.status), objections)


def _today(outer: Outer) -> str:
    return day_in_china(outer.clock()).isoformat()
