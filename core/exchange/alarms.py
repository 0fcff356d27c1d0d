"""Alarms: what a person has to look at. One is open at a time for a kind and subject; each is in the trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from core import trace
from core.errors import NotFound
from core.i18n import N_, Message, Param
from core.models import ExchangeAlarm


class AlarmKind(StrEnum):
    STREAM_HELD = "stream_held"
    KEY_REUSED = "key_reused"
    HELD_THERE = "held_there"
    REJECTED_THERE = "rejected_there"
    RECEIPT_CHANGED = "receipt_changed"
    FILE_MISSING = "file_missing"
    GONE = "gone"
    FORGOTTEN = "forgotten"
    PEER_RESTORED = "peer_restored"
    EARLIER_LIFE = "earlier_life"
    TRACE_CUT = "trace_cut"
    TRACE_SPLIT = "trace_split"


TEXTS: Mapping[AlarmKind, str] = {
    AlarmKind.STREAM_HELD: N_("Messages of “{subject}” are held: {reason_text}"),
    AlarmKind.KEY_REUSED: N_("“{subject}” came a second time with other content."),
    AlarmKind.HELD_THERE: N_("The other zone holds the messages of “{subject}” for examination."),
    AlarmKind.REJECTED_THERE: N_("The other zone did not accept a message; it is being sent again: {reason_text}"),
    AlarmKind.RECEIPT_CHANGED: N_("A second receipt for “{subject}” differs from the first."),
    AlarmKind.FILE_MISSING: N_("A file that belongs to “{subject}” is missing here and cannot be sent."),
    AlarmKind.GONE: N_("The other zone asks for “{subject}”, which is no longer kept here."),
    AlarmKind.FORGOTTEN: N_("The other zone has applied messages of “{subject}” that are not known here."),
    AlarmKind.PEER_RESTORED: N_("The other zone was restored from a backup; everything kept is being sent again."),
    AlarmKind.EARLIER_LIFE: N_("A message came from a life of the other zone that has ended."),
    AlarmKind.TRACE_CUT: N_("The other zone's trace is shorter than what it showed before."),
    AlarmKind.TRACE_SPLIT: N_("The other zone's trace is not the one that it showed before."),
}


@dataclass(frozen=True)
class Alarm:
    """An open alarm."""

    id: int
    kind: AlarmKind
    subject: str
    raised_at: datetime
    message: Message


def raise_alarm(session: Session, kind: AlarmKind, subject: str, *, actor: str, now: datetime, **params: Param) -> bool:
    """Raise unless the same is open already; returns whether it was raised."""
    same = select(ExchangeAlarm.id).where(
        ExchangeAlarm.kind == kind.value,
        ExchangeAlarm.subject == subject,
        col(ExchangeAlarm.settled_at).is_(None),
    )
    if session.exec(same).first() is not None:
        return False
    params = {"subject": subject, **params}
    session.add(ExchangeAlarm(kind=kind.value, subject=subject, text=TEXTS[kind], params=params, raised_at=now))
    session.flush()
    trace.append(session, kind=f"exchange.{kind.value}", subject=subject, actor=actor, data=params, now=now)
    return True


def alarms(session: Session) -> list[Alarm]:
    """All open alarms, oldest first."""
    rows = session.exec(
        select(ExchangeAlarm).where(col(ExchangeAlarm.settled_at).is_(None)).order_by(col(ExchangeAlarm.id))
    )
    return [
        Alarm(row.id or 0, AlarmKind(row.kind), row.subject, row.raised_at, Message(row.text, row.params))
        for row in rows
    ]


def settle(session: Session, alarm_id: int, *, actor: str, now: datetime) -> None:
    """Close an alarm that a person has looked at. Raises NotFound."""
    row = session.get(ExchangeAlarm, alarm_id)
    if row is None or row.settled_at is not None:
        raise NotFound
    row.settled_at = now
    session.flush()
    trace.append(
        session,
        kind="exchange.alarm_settled",
        subject=row.subject,
        actor=actor,
        data={"alarm": alarm_id, "kind": row.kind},
        now=now,
    )


def settle_all(session: Session, kind: AlarmKind, subjects: set[str], *, actor: str, now: datetime) -> None:
    """Close the open alarms of a kind whose cause has gone."""
    for alarm in alarms(session):
        if alarm.kind is kind and alarm.subject in subjects:
            settle(session, alarm.id, actor=actor, now=now)
