"""The register: enterprises, their versions over time, codes, and names that exist once (inner zone).

Codes and serials come from series counted in the transaction that uses them, so none is given twice; a name is
reserved under its unique normalised key (A08). Every approved procedure adds a version; none is ever changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from core import names
from core.codes import make_uscc
from core.content import NameSection
from core.errors import QuanchengError
from core.i18n import N_
from core.models import inner_tables as tables
from core.terms import EnterpriseStatus

DEPARTMENT = {"enterprise": "91"}
DRILL_SERIAL = 90_000_000
"""Codes of drills are taken from the far end of a region's series, where no register ever arrives."""


class NameTaken(QuanchengError):
    code = "name_taken"
    text = N_("The name “{name}” is taken or reserved.")
    remedy = N_("Choose another trade name.")


def next_number(session: Session, series: str) -> int:
    """The next number of a series, counted in the caller's transaction."""
    row = session.get(tables.CodeSequence, series)
    if row is None:
        row = tables.CodeSequence(series=series)
    number = row.next_number
    row.next_number = number + 1
    session.add(row)
    return number


def allocate_code(session: Session, region: str, *, drill: bool = False) -> str:
    """A unified social credit code (GB 32100-2015) that nobody has."""
    number = next_number(session, f"uscc.{'drill' if drill else region}")
    return make_uscc(DEPARTMENT["enterprise"], region, number + (DRILL_SERIAL if drill else 0))


def allocate_serial(session: Session, region: str, now: datetime, *, drill: bool = False) -> str:
    """A licence's serial number: region, year, number."""
    number = next_number(session, f"licence.{'drill' if drill else region}.{now.year}")
    return f"{'D' if drill else ''}{region}{now.year}{number:07d}"


def name_holder(session: Session, key: str, now: datetime) -> tables.NameReservation | None:
    """Who holds a name now, by its `names.reservation_key`: an enterprise for good, or a case until it expires."""
    row = session.get(tables.NameReservation, key)
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        return None
    return row


def reserve_name(
    session: Session, name: NameSection, authority: str, case_id: str, now: datetime, until: datetime
) -> None:
    """Reserve a name for a case, and free what the case held before. Raises NameTaken when somebody holds it."""
    key, full_name = names.reservation_key(name, authority), names.compose(name)
    holder = name_holder(session, key, now)
    if holder is not None and holder.case_id != case_id:
        raise NameTaken(name=full_name)
    release_names(session, case_id)
    stale = session.get(tables.NameReservation, key)
    if stale is not None:
        session.delete(stale)
        session.flush()
    session.add(tables.NameReservation(key=key, name=full_name, case_id=case_id, expires_at=until))


def release_names(session: Session, case_id: str) -> None:
    """Free what a case had reserved (not what became an enterprise's)."""
    rows = session.exec(
        select(tables.NameReservation).where(
            tables.NameReservation.case_id == case_id, col(tables.NameReservation.uscc).is_(None)
        )
    )
    for row in rows:
        session.delete(row)
    session.flush()


def enter(
    session: Session, *, uscc: str, authority_id: str, entity_type: str, name: NameSection, case_id: str,
    content_sealed: bytes, public: Mapping[str, Any], now: datetime, drill: bool = False,
) -> int:  # fmt: skip
    """Enter a new enterprise with its first version; its name is its own from now on. Returns the version."""
    session.add(
        tables.Enterprise(
            uscc=uscc,
            authority_id=authority_id,
            entity_type=entity_type,
            name=names.compose(name),
            status=EnterpriseStatus.EXISTING,
            established=str(public["established"]),
            current_version=1,
            drill=drill,
        )
    )
    session.flush()
    session.add(
        tables.EnterpriseVersion(
            uscc=uscc, version=1, case_id=case_id, content_sealed=content_sealed, public=dict(public), valid_from=now
        )
    )
    reserved = session.get(tables.NameReservation, names.reservation_key(name, authority_id))
    if reserved is None or reserved.case_id != case_id:
        raise NameTaken(name=names.compose(name))
    if drill:
        session.delete(reserved)
    else:
        reserved.uscc, reserved.expires_at = uscc, None
    return 1


def version_as_of(session: Session, uscc: str, moment: datetime) -> tables.EnterpriseVersion | None:
    """The version of an enterprise that held at a moment."""
    return session.exec(
        select(tables.EnterpriseVersion)
        .where(tables.EnterpriseVersion.uscc == uscc, tables.EnterpriseVersion.valid_from <= moment)
        .order_by(col(tables.EnterpriseVersion.version).desc())
    ).first()
