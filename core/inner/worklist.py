"""The officer's worklist: queues, search and sorting done by the database, one page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, func, select

from core import permissions, workdays
from core.i18n import N_
from core.inner.context import Inner
from core.inner.officers import OfficerView
from core.inner.steps import authorities_below
from core.inner.tables import Case, Officer
from core.permissions import Thing
from core.terms import Channel, Status, Zone

LARGEST_PAGE = 200


class Queue(StrEnum):
    """What an officer may look at; each is a condition on cases."""

    TO_ACCEPT = "to_accept"
    MINE = "mine"
    TO_EXAMINE = "to_examine"
    TO_APPROVE = "to_approve"
    RETURNED = "returned"
    ANNOUNCED = "announced"
    RUNNING = "running"
    DONE = "done"
    ALL = "all"


QUEUE_LABELS: Mapping[Queue, str] = {
    Queue.TO_ACCEPT: N_("To accept"),
    Queue.MINE: N_("In my hands"),
    Queue.TO_EXAMINE: N_("To examine"),
    Queue.TO_APPROVE: N_("To approve"),
    Queue.RETURNED: N_("With the applicant"),
    Queue.ANNOUNCED: N_("Public notice running"),
    Queue.RUNNING: N_("Being issued"),
    Queue.DONE: N_("Finished"),
    Queue.ALL: N_("All cases"),
}

STATUSES: Mapping[Queue, tuple[Status, ...]] = {
    Queue.TO_ACCEPT: (Status.RECEIVED,),
    Queue.MINE: (Status.EXAMINING,),
    Queue.TO_EXAMINE: (Status.ACCEPTED,),
    Queue.TO_APPROVE: (Status.PROPOSED,),
    Queue.RETURNED: (Status.RETURNED,),
    Queue.ANNOUNCED: (Status.ANNOUNCED,),
    Queue.RUNNING: (Status.APPROVED, Status.ISSUED, Status.ARCHIVED),
    Queue.DONE: (Status.PUBLICISED, Status.NOT_ACCEPTED, Status.REFUSED, Status.WITHDRAWN, Status.LAPSED),
    Queue.ALL: tuple(Status),
}


class Sort(StrEnum):
    DUE = "due"
    RECEIVED = "received"
    NAME = "name"
    NUMBER = "number"


SORTS: Mapping[Sort, Any] = {
    Sort.DUE: col(Case.clock_due_at),
    Sort.RECEIVED: col(Case.received_at),
    Sort.NAME: col(Case.title),
    Sort.NUMBER: col(Case.number),
}


@dataclass(frozen=True)
class CaseRow:
    """One line of the worklist. `remaining_hours` of working time; negative when overdue, None without a clock."""

    id: str
    number: str
    title: str
    status: Status
    channel: Channel
    round: int
    received_at: datetime
    due_at: datetime | None
    stopped: bool
    remaining_hours: float | None
    examiner: str
    drill: bool


DRILL_DONE = and_(col(Case.drill), col(Case.status) == Status.ARCHIVED)
"""A drill ends with archived: it is finished, not being issued."""


@dataclass(frozen=True)
class Filter:
    """What a click on a chart narrows the list to; empty means everything."""

    statuses: tuple[Status, ...] = ()
    channels: tuple[Channel, ...] = ()
    authorities: tuple[str, ...] = ()
    entity_types: tuple[str, ...] = ()
    businesses: tuple[str, ...] = ()
    received_from: datetime | None = None
    received_before: datetime | None = None
    decided_from: datetime | None = None
    decided_before: datetime | None = None


@dataclass(frozen=True)
class WorklistPage:
    rows: tuple[CaseRow, ...]
    total: int
    counts: Mapping[Queue, int]


def worklist(
    inner: Inner,
    officer: OfficerView,
    *,
    queue: Queue = Queue.TO_ACCEPT,
    text: str = "",
    sort: Sort = Sort.DUE,
    descending: bool = False,
    offset: int = 0,
    limit: int = 50,
    narrowed: Filter | None = None,
) -> WorklistPage:
    """One page of a queue. Raises NotPermitted for somebody who may not see cases."""
    permissions.require(officer.roles, Zone.INNER, Thing.REGISTRATION, permissions.VIEW)
    now = inner.clock()
    with inner.store.reading() as session:
        mine = col(Case.authority_id).in_(authorities_below(session, officer.authority_id))
        filtered = _with_those_below(session, narrowed or Filter())
        condition = and_(mine, _in_queue(queue, officer), *_matching(text), *_narrowed(filtered))
        column = SORTS[sort]
        rows = session.exec(
            select(Case)
            .where(condition)
            .order_by(column.desc() if descending else column.asc(), col(Case.id))
            .offset(max(0, offset))
            .limit(min(limit, LARGEST_PAGE))
        ).all()
        total = session.exec(select(func.count()).select_from(Case).where(condition)).one()
        names = {row.id: row.name for row in session.exec(select(Officer))}
        return WorklistPage(
            rows=tuple(row_of(row, names, now) for row in rows),
            total=total,
            counts=_counts(session, mine, officer),
        )


def _counts(session: Session, mine: ColumnElement[bool], officer: OfficerView) -> dict[Queue, int]:
    by_status = dict(session.exec(select(Case.status, func.count()).where(mine).group_by(Case.status)).all())
    counts = {queue: sum(by_status.get(status, 0) for status in STATUSES[queue]) for queue in Queue}
    drills = session.exec(select(func.count()).select_from(Case).where(mine, DRILL_DONE)).one()
    counts[Queue.RUNNING] -= drills
    counts[Queue.DONE] += drills
    counts[Queue.MINE] = session.exec(
        select(func.count()).select_from(Case).where(mine, _in_queue(Queue.MINE, officer))
    ).one()
    return counts


def _in_queue(queue: Queue, officer: OfficerView) -> ColumnElement[bool]:
    condition = col(Case.status).in_(STATUSES[queue])
    further: Mapping[Queue, ColumnElement[bool]] = {
        Queue.MINE: and_(condition, col(Case.examiner_id) == officer.id),
        Queue.RUNNING: and_(condition, ~DRILL_DONE),
        Queue.DONE: or_(condition, DRILL_DONE),
    }
    return further.get(queue, condition)


def _matching(text: str) -> list[ColumnElement[bool]]:
    text = text.strip()
    if not text:
        return []
    return [or_(col(Case.number).contains(text, autoescape=True), col(Case.title).contains(text, autoescape=True))]


def _with_those_below(session: Session, narrowed: Filter) -> Filter:
    """An authority stands for all below it, as it does where cases are counted."""
    every = {below for one in narrowed.authorities for below in authorities_below(session, one)}
    return replace(narrowed, authorities=tuple(sorted(every)))


def _narrowed(narrowed: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if narrowed.statuses:
        conditions.append(col(Case.status).in_(narrowed.statuses))
    if narrowed.channels:
        conditions.append(col(Case.channel).in_(narrowed.channels))
    if narrowed.authorities:
        conditions.append(col(Case.authority_id).in_(narrowed.authorities))
    if narrowed.entity_types:
        conditions.append(col(Case.entity_type).in_(narrowed.entity_types))
    if narrowed.businesses:
        conditions.append(col(Case.business).in_(narrowed.businesses))
    for column, start, end in (
        (col(Case.received_at), narrowed.received_from, narrowed.received_before),
        (col(Case.decided_at), narrowed.decided_from, narrowed.decided_before),
    ):
        if start:
            conditions.append(column >= start)
        if end:
            conditions.append(column < end)
    return conditions


def row_of(case: Case, names: Mapping[str, str], now: datetime) -> CaseRow:
    """A case as one line; `names` are the officers' by identifier."""
    ended = case.decided_at is not None
    remaining = None
    if case.clock_due_at and not ended:
        remaining = workdays.working_hours_between(case.clock_stopped_at or now, case.clock_due_at)
    return CaseRow(
        id=case.id,
        number=case.number,
        title=case.title,
        status=Status(case.status),
        channel=Channel(case.channel),
        round=case.round,
        received_at=case.received_at,
        due_at=None if ended else case.clock_due_at,
        stopped=case.clock_stopped_at is not None and not ended,
        remaining_hours=remaining,
        examiner=names.get(case.examiner_id or "", ""),
        drill=case.drill,
    )
