"""Passwords (Argon2id) and throttling of doors (A33).

A wrong name costs the same time as a wrong password, so that neither tells the other. A door (one account, one
network address) closes for a quarter of an hour after too many failures; it never closes for a signed-in session.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Protocol

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, func
from sqlmodel import Session, select

from core.errors import BadInput, TooManyTries
from core.i18n import N_

_HASHER = PasswordHasher()
WINDOW = timedelta(minutes=15)
TRIES = 10
TRIES_FROM_ONE_ADDRESS = 100
"""At whatever accounts: an office of people shares an address, and somebody who tries names has many accounts."""
SHORTEST = 10


def hash_password(password: str) -> str:
    """Argon2id with the library's current parameters. Raises BadInput when it is too short or too simple."""
    if len(password) < SHORTEST or len(set(password)) < 5:
        raise BadInput(
            field_text=N_("Password"), reason_text=N_("it needs at least 10 characters, 5 of them different")
        )
    if len(password) > 200:
        raise BadInput(field_text=N_("Password"), reason_text=N_("it is longer than 200 characters"))
    return _HASHER.hash(password)


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _HASHER.hash(secrets.token_hex(16))


def password_matches(stored: str | None, password: str) -> bool:
    """Whether the password is the stored one; costs the same when nothing is stored."""
    try:
        _HASHER.verify(stored or _nobody(), password[:200])
    except (VerifyMismatchError, InvalidHashError):
        return False
    return stored is not None


class AttemptRow(Protocol):
    """The columns that throttling needs, as both zones' tables of attempts have them."""

    door: str
    at: datetime


def forget_attempts(session: Session, table: type[AttemptRow], now: datetime) -> None:
    """Drop the tries that no longer count."""
    session.exec(delete(table).where(table.at <= now - WINDOW))  # type: ignore[arg-type]  # a column, not a moment


def check_door(session: Session, table: type[AttemptRow], door: str, now: datetime, tries: int = TRIES) -> None:
    """Raises TooManyTries when a door saw too many failures lately."""
    recent = select(func.count()).select_from(table).where(table.door == door, table.at > now - WINDOW)
    if session.exec(recent).one() >= tries:
        raise TooManyTries(minutes=int(WINDOW.total_seconds() // 60))
