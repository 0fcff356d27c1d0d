"""The register: enterprises, their versions over time, codes, and names that exist once (inner zone).

Codes and serials come from series counted in the transaction that uses them, so none is given twice; a name is
reserved under its unique normalised key (A08). Every approved procedure adds a version; none is ever changed.

What is reserved stands in the index of names too (`core.name_index`), under the same key. A reservation that has
expired is nobody's: others may take the name, and whoever had it may reserve it again as long as nobody did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, or_, select, true

from core import name_index, names
from core.codes import make_uscc
from core.content import NameSection
from core.errors import QuanchengError
from core.i18n import N_
from core.models import inner_tables as tables
from core.terms import EnterpriseStatus

DRILL_SERIAL = 90_000_000
"""Codes of drills are taken from the far end of a region's series, where no register ever arrives."""


class NameTaken(QuanchengError):
    """Somebody else holds the name. `uscc` is the enterprise's code, or `until` says when a case's reservation ends."""

    code = "name_taken"
    text = N_("The name “{name}” is taken or reserved.")
    remedy = N_("Choose another trade name.")

    def __init__(self, *, name: str, uscc: str = "", until: datetime | None = None) -> None:
        super().__init__(name=name)
        self.name, self.uscc, self.until = name, uscc, until


def next_number(session: Session, series: str) -> int:
    """The next number of a series, counted in the caller's transaction."""
    row = session.get(tables.CodeSequence, series)
    if row is None:
        row = tables.CodeSequence(series=series)
    number = row.next_number
    row.next_number = number + 1
    session.add(row)
    return number


def allocate_code(session: Session, department: str, region: str, *, drill: bool = False) -> str:
    """A unified social credit code (GB 32100-2015) that nobody has; `department` says what kind of registrant it is."""
    number = next_number(session, f"uscc.{'drill' if drill else region}")
    return make_uscc(department, region, number + (DRILL_SERIAL if drill else 0))


def allocate_serial(session: Session, region: str, now: datetime, *, drill: bool = False) -> str:
    """A licence's serial number: region, year, number."""
    number = next_number(session, f"licence.{'drill' if drill else region}.{now.year}")
    return f"{'D' if drill else ''}{region}{now.year}{number:07d}"


def allocate_pledge(session: Session, region: str, now: datetime) -> str:
    """The number of a pledge of equity: region, year, number."""
    return f"{region}{now.year}Z{next_number(session, f'pledge.{region}.{now.year}'):06d}"


def name_holder(session: Session, key: str, now: datetime) -> tables.NameReservation | None:
    """Who holds a name now, by its `names.reservation_key`: an enterprise for good, or a case until it expires."""
    row = session.get(tables.NameReservation, key)
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        return None
    return row


def reserve_name(
    session: Session, name: NameSection, authority: str, case_id: str, now: datetime, until: datetime | None,
    *, subject: str = "",
) -> None:  # fmt: skip
    """Reserve a name for a case, and free what the case held before; `until` None keeps it until it is released.

    Reserving again lengthens. What the enterprise spoken of (`subject`) has already need not be reserved. Raises
    NameTaken when somebody else holds it.
    """
    key, full_name = names.reservation_key(name, authority), names.compose(name)
    holder = name_holder(session, key, now)
    if holder is not None and subject and holder.uscc == subject:
        return
    if holder is not None and holder.case_id != case_id:
        raise NameTaken(name=full_name, uscc=holder.uscc or "", until=holder.expires_at)
    release_names(session, case_id)
    _forget(session, [row for row in (session.get(tables.NameReservation, key),) if row is not None])
    session.add(tables.NameReservation(key=key, name=full_name, case_id=case_id, expires_at=until))
    name_index.put(session, name_index.entry(key, authority, name))


def release_names(session: Session, case_id: str) -> None:
    """Free what a case had reserved (not what became an enterprise's)."""
    rows = session.exec(
        select(tables.NameReservation).where(
            tables.NameReservation.case_id == case_id, col(tables.NameReservation.uscc).is_(None)
        )
    )
    _forget(session, list(rows))


def forget_expired_names(session: Session, now: datetime, limit: int = 500) -> int:
    """Clear away reservations that have expired; returns how many there were. Nothing depends on it but room."""
    rows = session.exec(
        select(tables.NameReservation).where(col(tables.NameReservation.expires_at) <= now).limit(limit)
    ).all()
    _forget(session, rows)
    return len(rows)


def _forget(session: Session, rows: Sequence[tables.NameReservation]) -> None:
    name_index.remove(session, [row.key for row in rows])
    for row in rows:
        session.delete(row)
    session.flush()


def names_near(
    session: Session, name: NameSection, authority: str, case_id: str, now: datetime, *, subject: str = ""
) -> tuple[str, ...]:
    """Full names of enterprises and reservations of an authority that are near to a name, the nearest first.

    What the case or the enterprise spoken of (`subject`) holds itself does not count, nor what has expired.
    """
    found = {one.owner: one.name for one in name_index.near(session, name, authority)}
    reservation = tables.NameReservation
    counting = select(reservation.key).where(
        col(reservation.key).in_(found),
        col(reservation.case_id).is_distinct_from(case_id),
        col(reservation.uscc).is_distinct_from(subject) if subject else true(),
        or_(col(reservation.expires_at).is_(None), col(reservation.expires_at) > now),
    )
    keys = set(session.exec(counting))
    return tuple(full for key, full in found.items() if key in keys)[: name_index.NEAREST]


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
        _forget(session, [reserved])
    else:
        reserved.uscc, reserved.expires_at = uscc, None
    return 1


def rename(session: Session, uscc: str, name: NameSection, authority: str, case_id: str, free_at: datetime) -> None:
    """Give an enterprise the name that its case reserved; the earlier one is free for others from a moment on.

    Raises NameTaken when neither the case nor the enterprise holds the name.
    """
    key = names.reservation_key(name, authority)
    row = session.get(tables.NameReservation, key)
    if row is not None and row.uscc == uscc:
        row.name, row.expires_at = names.compose(name), None
        name_index.put(session, name_index.entry(key, authority, name))
    elif row is not None and row.case_id == case_id:
        row.uscc, row.expires_at = uscc, None
    else:
        raise NameTaken(name=names.compose(name))
    _give_up(session, uscc, key, free_at)


def give_up_name(session: Session, uscc: str, free_at: datetime) -> None:
    """Let the names of an enterprise that is no more be free for others from a moment on."""
    _give_up(session, uscc, "", free_at)


def _give_up(session: Session, uscc: str, but: str, free_at: datetime) -> None:
    held = select(tables.NameReservation).where(
        tables.NameReservation.uscc == uscc,
        tables.NameReservation.key != but,
        col(tables.NameReservation.expires_at).is_(None),
    )
    for row in session.exec(held):
        row.expires_at = free_at


def version_as_of(session: Session, uscc: str, moment: datetime) -> tables.EnterpriseVersion | None:
    """The version of an enterprise that held at a moment."""
    return session.exec(
        select(tables.EnterpriseVersion)
        .where(tables.EnterpriseVersion.uscc == uscc, tables.EnterpriseVersion.valid_from <= moment)
        .order_by(col(tables.EnterpriseVersion.version).desc())
    ).first()
