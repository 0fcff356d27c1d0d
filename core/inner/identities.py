"""Manual identity confirmations: what an officer sees and decides (R12)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from core import permissions, trace
from core.content.text import UnsafeText, normalise_lines
from core.errors import BadInput, Conflict, NotFound
from core.i18n import N_
from core.inner import applicants
from core.inner.context import Inner
from core.inner.officers import OfficerView
from core.inner.tables import IdentityCase
from core.permissions import Right, Thing
from core.terms import Zone

MEDIA_TYPES = frozenset({"application/pdf", "image/jpeg"})
"""What uploads can be; anything else did not come from them, and an officer's browser might run it."""


@dataclass(frozen=True)
class IdentityCaseView:
    """Whom an officer is to confirm; `material` are file names and media types by position."""

    id: str
    name: str
    identity_number: str
    phone: str
    mismatched: tuple[str, ...]
    material: tuple[Mapping[str, Any], ...]
    asked_at: datetime


def pending(inner: Inner, officer: OfficerView) -> Sequence[IdentityCaseView]:
    """Open requests, oldest first."""
    permissions.require(officer.roles, Zone.INNER, Thing.IDENTITY, Right.VIEW)
    with inner.store.reading() as session:
        rows = session.exec(
            select(IdentityCase)
            .where(col(IdentityCase.decided_at).is_(None))
            .order_by(col(IdentityCase.asked_at))
            .limit(200)
        )
        return [_view(inner, row) for row in rows]


def material(inner: Inner, officer: OfficerView, request_id: str, position: int) -> tuple[str, bytes]:
    """Media type and bytes of one piece of material."""
    permissions.require(officer.roles, Zone.INNER, Thing.IDENTITY, Right.VIEW)
    with inner.store.reading() as session:
        row = session.get(IdentityCase, request_id)
        if row is None or not 0 <= position < len(row.material):
            raise NotFound()
        piece = row.material[position]
        if piece["media_type"] not in MEDIA_TYPES:
            raise NotFound()
        return piece["media_type"], inner.files.get(piece["file"])


def decide(inner: Inner, officer: OfficerView, request_id: str, confirmed: bool, grounds: str) -> None:
    """Confirm or not; grounds are needed either way, and go to the person when it is not confirmed."""
    permissions.require(officer.roles, Zone.INNER, Thing.IDENTITY, Right.DECIDE)
    try:
        words = normalise_lines(grounds)[:2000]
    except UnsafeText as error:
        raise BadInput(
            field_text=N_("Grounds"), reason_text=N_("it holds an invisible or control character")
        ) from error
    if not words:
        raise BadInput(field_text=N_("Grounds"), reason_text=N_("say what the decision rests on"))
    now = inner.clock()
    with inner.store.unit() as session:
        row = session.get(IdentityCase, request_id)
        if row is None:
            raise NotFound()
        if row.decided_at is not None:
            raise Conflict()
        row.decided_at, row.officer_id = now, officer.id
        row.confirmed, row.grounds = confirmed, words
        applicants.settle(session, inner, row, now)
        trace.append(
            session,
            kind="identity.decided",
            subject=row.id,
            actor=officer.id,
            data={"confirmed": confirmed, "account": row.account_ref},
            now=now,
        )
        inner.exchange.post(
            session,
            stream=f"identity.{row.id}",
            kind="identity",
            payload={"request": row.id, "confirmed": confirmed, "grounds": row.grounds},
            now=now,
        )


def _view(inner: Inner, row: IdentityCase) -> IdentityCaseView:
    person = json.loads(inner.vault.open(row.person_sealed, f"identity_case.person:{row.id}"))
    return IdentityCaseView(
        id=row.id,
        name=person["name"],
        identity_number=person["identity_number"],
        phone=person["phone"],
        mismatched=tuple(row.mismatched),
        material=tuple({"filename": one["filename"], "media_type": one["media_type"]} for one in row.material),
        asked_at=row.asked_at,
    )
