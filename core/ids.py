"""Identifiers and tokens: random, opaque, without meaning, so that they may stand in the trace and in addresses."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from core.workdays import day_in_china


def new_id() -> str:
    """An identifier of 128 random bits, as 32 hex digits."""
    return secrets.token_hex(16)


def new_token() -> str:
    """A secret for a cookie or a link: 256 random bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """What is stored of a token; random 256 bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def application_number(authority_id: str, now: datetime) -> str:
    """The number by which people know an application: authority, day, six random digits."""
    return f"{authority_id}-{day_in_china(now):%Y%m%d}-{secrets.randbelow(1_000_000):06d}"
