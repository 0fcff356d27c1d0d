"""The authoritative register as officers look at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, or_, select

from core import permissions
from core.errors import NotFound
from core.inner.context import Inner
from core.inner.officers import OfficerView
from core.inner.tables import Enterprise, EnterpriseVersion, Licence
from core.permissions import Right, Thing
from core.terms import EnterpriseStatus, LicenceStatus, Zone


@dataclass(frozen=True)
class EnterpriseRow:
    uscc: str
    name: str
    status: EnterpriseStatus
    established: str
    drill: bool


@dataclass(frozen=True)
class VersionView:
    version: int
    case_id: str
    valid_from: datetime
    public: Mapping[str, Any]


@dataclass(frozen=True)
class LicenceRow:
    serial: str
    version: int
    status: LicenceStatus
    issued_at: datetime
    case_id: str


@dataclass(frozen=True)
class EnterpriseView:
    row: EnterpriseRow
    versions: tuple[VersionView, ...]
    licences: tuple[LicenceRow, ...]


def search(inner: Inner, officer: OfficerView, text: str, limit: int = 50) -> list[EnterpriseRow]:
    """Enterprises by code or part of the name; the latest when the text is empty."""
    permissions.require(officer.roles, Zone.INNER, Thing.REGISTER, Right.VIEW)
    text = text.strip()
    with inner.store.reading() as session:
        query = select(Enterprise).order_by(col(Enterprise.established).desc(), col(Enterprise.uscc)).limit(limit)
        if text:
            query = query.where(
                or_(col(Enterprise.uscc) == text.upper(), col(Enterprise.name).contains(text, autoescape=True))
            )
        return [_row(one) for one in session.exec(query)]


def view(inner: Inner, officer: OfficerView, uscc: str) -> EnterpriseView:
    """An enterprise with its versions over time and its licences. Raises NotFound."""
    permissions.require(officer.roles, Zone.INNER, Thing.REGISTER, Right.VIEW)
    with inner.store.reading() as session:
        row = session.get(Enterprise, uscc)
        if row is None:
            raise NotFound()
        versions = session.exec(
            select(EnterpriseVersion)
            .where(EnterpriseVersion.uscc == uscc)
            .order_by(col(EnterpriseVersion.version).desc())
        )
        licences = session.exec(select(Licence).where(Licence.uscc == uscc).order_by(col(Licence.version).desc()))
        return EnterpriseView(
            row=_row(row),
            versions=tuple(VersionView(one.version, one.case_id, one.valid_from, one.public) for one in versions),
            licences=tuple(
                LicenceRow(one.serial, one.version, LicenceStatus(one.status), one.issued_at, one.case_id)
                for one in licences
            ),
        )


def _row(row: Enterprise) -> EnterpriseRow:
    return EnterpriseRow(row.uscc, row.name, EnterpriseStatus(row.status), row.established, row.drill)
