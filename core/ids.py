"""Identifiers and tokens: random, opaque, without meaning, so that they may stand in the trace and in addresses."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime

from core.terms import Zone
from core.workdays import day_in_china

RANGES: Mapping[Zone, tuple[int, int]] = {Zone.OUTER: (0, 90_000_000), Zone.INNER: (90_000_000, 10_000_000)}
"""The first of the numbers that a zone gives within a day, and how many there are."""


def new_id() -> str:
    """An identifier of 128 random bits, as 32 hex digits."""
    return secrets.token_hex(16)


def new_token() -> str:
    """A secret for a cookie or a link: 256 random bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """What is stored of a token; random 256 bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def application_number(authority_id: str, now: datetime, zone: Zone, taken: Callable[[str], bool]) -> str:
    """The number by which people know an application: authority, day, eight random digits.

    Each zone draws from numbers of its own (those of the inner one begin with 9), and again when its own application
    has the number already: where 10,000 are begun in a day, two would share one every other day.
    """
    first, count = RANGES[zone]
    while True:
        number = f"{authority_id}-{day_in_china(now):%Y%m%d}-{first + secrets.randbelow(count):08d}"
        if not taken(number):
            return number
