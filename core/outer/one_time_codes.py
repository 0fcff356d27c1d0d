"""One-time codes: single use, ten minutes, five tries (A34). What one is for stands in its purpose."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from core.ids import hash_token, new_id
from core.outer.tables import OneTimeCode

LIFETIME = timedelta(minutes=10)
TRIES = 5


def make(session: Session, account_id: str, purpose: str, now: datetime) -> str:
    """A fresh code for a purpose; an earlier one is void."""
    session.exec(delete(OneTimeCode).where(col(OneTimeCode.purpose) == purpose))
    code = f"{secrets.randbelow(1_000_000):06d}"
    row = OneTimeCode(id=new_id(), account_id=account_id, purpose=purpose, code_hash="", expires_at=now + LIFETIME)
    row.code_hash = hash_token(row.id + code)
    session.add(row)
    return code


def use(session: Session, purpose: str, code: str, now: datetime, *, really: bool = True) -> bool:
    """Whether the code is right; a right one is used up (when `really`), a wrong one counts as a try."""
    row = session.exec(
        select(OneTimeCode).where(OneTimeCode.purpose == purpose, col(OneTimeCode.used_at).is_(None))
    ).first()
    if row is None or row.expires_at <= now or row.tries >= TRIES:
        return False
    row.tries += 1
    if not secrets.compare_digest(row.code_hash, hash_token(row.id + code.strip())):
        return False
    if really:
        row.used_at = now
    return True
