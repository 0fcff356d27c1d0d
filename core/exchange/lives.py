"""Incarnations: the lives of a zone's database. A restore begins a new one, so that no key is ever used twice."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from core import trace
from core.exchange.envelope import stamp_of
from core.models import ExchangeIncarnation


def current_incarnation(session: Session) -> str | None:
    """The present life's name, or None before the first has begun."""
    return session.exec(
        select(ExchangeIncarnation.name).order_by(col(ExchangeIncarnation.name).desc()).limit(1)
    ).first()


def begin_incarnation(
    session: Session, *, reason: str, actor: str, now: datetime, random: Callable[[int], bytes] = os.urandom
) -> str:
    """Begin a life: at installation, and after every restore before anything else. Names grow with time."""
    latest = session.exec(select(ExchangeIncarnation).order_by(col(ExchangeIncarnation.name).desc()).limit(1)).first()
    began = now if latest is None else max(now, latest.began_at + timedelta(microseconds=1))
    name = f"{stamp_of(began)}-{random(4).hex()}"
    session.add(ExchangeIncarnation(name=name, began_at=began, reason=reason))
    session.flush()
    trace.append(
        session,
        kind="exchange.incarnation_began",
        subject=f"incarnation.{name}",
        actor=actor,
        data={"reason": reason},
        now=now,
    )
    return name
