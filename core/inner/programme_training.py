"""Who of this installation's officers completed which topic of the training (R62).

Officers are known by their accounts, so that the record follows the person; other jurisdictions report numbers
(`core.programme.Training`). Records are only ever added; a withdrawal is one more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from core import permissions, trace
from core.errors import NotFound
from core.inner.context import Inner
from core.inner.managed_tables import TrainingCompletion
from core.inner.officers import OfficerView
from core.inner.steps import authorities_below
from core.inner.tables import Officer
from core.permissions import Right, Thing
from core.programme import Topic
from core.programme_rows import entered_day
from core.terms import Zone
from core.workdays import day_in_china

COMPLETED, WITHDRAWN = "training.completed", "training.withdrawn"


@dataclass(frozen=True)
class Trainee:
    """An officer, and the day on which each topic was completed."""

    officer_id: str
    name: str
    completed: Mapping[Topic, date]


def trainees(inner: Inner, officer: OfficerView, as_of: date) -> tuple[Trainee, ...]:
    """The officers of one's authority and below it, with what they had completed by a day. Raises NotPermitted."""
    permissions.require(officer.roles, Zone.INNER, Thing.PROGRAMME, Right.VIEW)
    with inner.store.reading() as session:
        found = _completed(session)
        return tuple(
            Trainee(
                one.id, one.name, {topic: day for topic, day in found.get(one.id, {}).items() if day and day <= as_of}
            )
            for one in _officers(session, officer)
        )


def complete(inner: Inner, officer: OfficerView, trainee_id: str, topic: Topic, day: str) -> None:
    """Record that an officer completed a topic; traced. Raises NotPermitted, NotFound, Wrong for an impossible day."""
    when = entered_day(day, latest=day_in_china(inner.clock()))
    _record(inner, officer, trainee_id, topic, when, withdrawn=False)


def withdraw(inner: Inner, officer: OfficerView, trainee_id: str, topic: Topic) -> None:
    """Take back that an officer completed a topic; traced. Raises NotPermitted, NotFound."""
    _record(inner, officer, trainee_id, topic, day_in_china(inner.clock()), withdrawn=True)


def _record(inner: Inner, officer: OfficerView, trainee_id: str, topic: Topic, day: date, *, withdrawn: bool) -> None:
    permissions.require(officer.roles, Zone.INNER, Thing.PROGRAMME, Right.EDIT)
    now = inner.clock()
    with inner.store.unit() as session:
        if trainee_id not in {one.id for one in _officers(session, officer)}:
            raise NotFound()
        if withdrawn and not _completed(session).get(trainee_id, {}).get(topic):
            raise NotFound()
        row = TrainingCompletion(
            officer_id=trainee_id, topic=topic, day=day.isoformat(), withdrawn=withdrawn, recorded_by=officer.id, at=now
        )
        session.add(row)
        trace.append(
            session,
            kind=WITHDRAWN if withdrawn else COMPLETED,
            subject=trainee_id,
            actor=officer.id,
            data={"topic": topic.value, "day": day.isoformat()},
            now=now,
        )


def _officers(session: Session, officer: OfficerView) -> list[Officer]:
    query = select(Officer).where(
        col(Officer.authority_id).in_(sorted(authorities_below(session, officer.authority_id))),
        col(Officer.disabled).is_(False),
        col(Officer.drill).is_(False),
    )
    return list(session.exec(query.order_by(col(Officer.name), col(Officer.id))))


def _completed(session: Session) -> dict[str, dict[Topic, date | None]]:
    """By officer and topic, the day that was recorded last; None where it was withdrawn."""
    found: dict[str, dict[Topic, date | None]] = {}
    for row in session.exec(select(TrainingCompletion).order_by(col(TrainingCompletion.id))):
        found.setdefault(row.officer_id, {})[Topic(row.topic)] = None if row.withdrawn else date.fromisoformat(row.day)
    return found
