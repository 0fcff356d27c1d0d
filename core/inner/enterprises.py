"""The authoritative register as officers look at it: searching, one enterprise, and its history (R50).

Whatever an officer sees of a version beyond public facts follows from the sealed contents. Numbers and addresses of
people are masked unless the officer may see the case that made the version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any

from sqlmodel import Session, col, or_, select

from core import particulars, permissions, register
from core.catalogue.kinds import entity_types
from core.content import Content
from core.errors import NotFound
from core.i18n import N_, Message
from core.inner import entering
from core.inner.context import Inner
from core.inner.officers import OfficerView
from core.inner.steps import authorities_below, procedure_of
from core.inner.tables import CancellationNotice, Case, Enterprise, EnterpriseVersion, Licence, Pledge
from core.particulars import Change, Kind, Piece, Pieces
from core.permissions import Right, Thing
from core.terms import EnterpriseStatus, LicenceStatus, NoticeStatus, Zone, label
from core.workdays import CHINA

STATUS = N_("Status")


@dataclass(frozen=True)
class EnterpriseRow:
    uscc: str
    name: str
    entity_type: str
    status: EnterpriseStatus
    established: str
    drill: bool


@dataclass(frozen=True)
class VersionView:
    """A version, valid from a moment on: the case and business that made it, and what it changed.

    `may_open` says whether the officer may see the case.
    """

    version: int
    case_id: str
    case_number: str
    may_open: bool
    business: Message
    valid_from: datetime
    public: Mapping[str, Any]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class LicenceRow:
    serial: str
    version: int
    status: LicenceStatus
    issued_at: datetime
    case_id: str


@dataclass(frozen=True)
class PledgeRow:
    """A pledge of equity; `released_at` when it ended."""

    number: str
    pledgor: str
    pledgee: str
    amount: int
    since: datetime
    released_at: datetime | None


@dataclass(frozen=True)
class NoticeRow:
    """A public notice before a simple cancellation; both days are Beijing days."""

    case_id: str
    starts: str
    ends: str
    status: NoticeStatus


@dataclass(frozen=True)
class ParentRow:
    """The enterprise that a branch belongs to; `here` says whether this register holds it."""

    uscc: str
    name: str
    here: bool


@dataclass(frozen=True)
class EnterpriseView:
    row: EnterpriseRow
    licences: tuple[LicenceRow, ...]
    pledges: tuple[PledgeRow, ...]
    notices: tuple[NoticeRow, ...]
    branches: tuple[EnterpriseRow, ...]
    parent: ParentRow | None


def search(
    inner: Inner, officer: OfficerView, text: str, limit: int = 50, *, status: str = "", entity_type: str = "",
    drills: bool = False,
) -> list[EnterpriseRow]:  # fmt: skip
    """Enterprises by code or part of the name, the latest when the text is empty; drills or all others, never both."""
    permissions.require(officer.roles, Zone.INNER, Thing.REGISTER, Right.VIEW)
    text = text.strip()
    query = select(Enterprise).where(col(Enterprise.drill).is_(drills))
    if text:
        named = col(Enterprise.name).contains(text, autoescape=True)
        query = query.where(or_(col(Enterprise.uscc) == text.upper(), named))
    if status:
        query = query.where(Enterprise.status == status)
    if entity_type:
        query = query.where(Enterprise.entity_type == entity_type)
    with inner.store.reading() as session:
        latest = query.order_by(col(Enterprise.established).desc(), col(Enterprise.uscc)).limit(limit)
        return [_row(one) for one in session.exec(latest)]


def view(inner: Inner, officer: OfficerView, uscc: str) -> EnterpriseView:
    """An enterprise with all that the register holds beside its versions. Raises NotFound."""
    permissions.require(officer.roles, Zone.INNER, Thing.REGISTER, Right.VIEW)
    with inner.store.reading() as session:
        row = _load(session, uscc)
        licences = session.exec(select(Licence).where(Licence.uscc == uscc).order_by(col(Licence.version).desc()))
        pledges = session.exec(select(Pledge).where(Pledge.uscc == uscc).order_by(col(Pledge.since).desc()))
        notices = session.exec(
            select(CancellationNotice)
            .where(CancellationNotice.uscc == uscc)
            .order_by(col(CancellationNotice.starts).desc(), col(CancellationNotice.case_id))
        )
        return EnterpriseView(
            row=_row(row),
            licences=tuple(
                LicenceRow(one.serial, one.version, LicenceStatus(one.status), one.issued_at, one.case_id)
                for one in licences
            ),
            pledges=tuple(
                PledgeRow(
                    one.number, one.terms["pledgor"], one.terms["pledgee"], one.terms["amount"], one.since,
                    one.released_at,
                )
                for one in pledges
            ),
            notices=tuple(NoticeRow(one.case_id, one.starts, one.ends, NoticeStatus(one.status)) for one in notices),
            branches=_branches(session, row),
            parent=_parent(session, row),
        )  # fmt: skip


def history(inner: Inner, officer: OfficerView, uscc: str) -> tuple[VersionView, ...]:
    """All versions of an enterprise, the latest first, each with what it changed in the one before. Raises NotFound."""
    permissions.require(officer.roles, Zone.INNER, Thing.REGISTER, Right.VIEW)
    with inner.store.reading() as session:
        kind = entity_types().get(_load(session, uscc).entity_type)
        query = select(EnterpriseVersion, Case).join(Case).where(EnterpriseVersion.uscc == uscc)
        rows = session.exec(query.order_by(col(EnterpriseVersion.version))).all()
        contents = [_content(inner, row) for row, _ in rows]
        visible = _visible(session, officer)
        changed = [()] + [
            (*particulars.changes(one, other, kind), *_status_change(before, after))
            for (one, other), ((before, _), (after, _)) in zip(pairwise(contents), pairwise(rows), strict=True)
        ]
        found = [_version(row, case, visible, changes) for (row, case), changes in zip(rows, changed, strict=True)]
        return tuple(reversed(found))


def as_of(inner: Inner, officer: OfficerView, uscc: str, day: date) -> VersionView | None:
    """The version that held at the end of a day (Beijing time); None when there was none yet. Raises NotFound."""
    permissions.require(officer.roles, Zone.INNER, Thing.REGISTER, Right.VIEW)
    with inner.store.reading() as session:
        _load(session, uscc)
        row = register.version_as_of(session, uscc, end_of(day))
        if row is None:
            return None
        return _version(row, session.get_one(Case, row.case_id), _visible(session, officer), ())


def kept_types(inner: Inner, officer: OfficerView) -> tuple[str, ...]:
    """The types that the norm knows and the register may hold, in the norm's order, for narrowing a search."""
    permissions.require(officer.roles, Zone.INNER, Thing.REGISTER, Right.VIEW)
    return tuple(entity_types())


def end_of(day: date) -> datetime:
    """The last moment of a day in China."""
    return datetime.combine(day, time.max, CHINA)


def _load(session: Session, uscc: str) -> Enterprise:
    row = session.get(Enterprise, uscc)
    if row is None:
        raise NotFound()
    return row


def _visible(session: Session, officer: OfficerView) -> frozenset[str]:
    """The authorities whose cases the officer may see."""
    may = permissions.may(officer.roles, Zone.INNER, Thing.REGISTRATION, permissions.VIEW)
    return authorities_below(session, officer.authority_id) if may else frozenset()


def _content(inner: Inner, row: EnterpriseVersion) -> Content:
    sealed = inner.vault.open(row.content_sealed, entering.label_of(row.uscc, row.version))
    return Content.model_validate_json(sealed)


def _version(row: EnterpriseVersion, case: Case, visible: frozenset[str], changes: Sequence[Change]) -> VersionView:
    may_open = case.authority_id in visible
    shown = tuple(changes) if may_open else tuple(particulars.masked(one) for one in changes)
    return VersionView(
        row.version, row.case_id, case.number, may_open, procedure_of(case).title, row.valid_from, row.public, shown
    )


def _status_change(before: EnterpriseVersion, after: EnterpriseVersion) -> tuple[Change, ...]:
    if before.public["status"] == after.public["status"]:
        return ()
    return (Change("status", STATUS, _status(before), _status(after)),)


def _status(row: EnterpriseVersion) -> Pieces:
    return (Piece(Kind.WORD, label(EnterpriseStatus(row.public["status"]))),)


def _branches(session: Session, parent: Enterprise) -> tuple[EnterpriseRow, ...]:
    owner = col(EnterpriseVersion.public)["parent"]["uscc"].as_string()
    query = (
        select(Enterprise)
        .join(EnterpriseVersion)
        .where(
            EnterpriseVersion.version == Enterprise.current_version,
            col(Enterprise.drill).is_(parent.drill),
            owner == parent.uscc,
        )
        .order_by(Enterprise.name)
    )
    return tuple(_row(one) for one in session.exec(query))


def _parent(session: Session, row: Enterprise) -> ParentRow | None:
    current = session.exec(
        select(EnterpriseVersion).where(
            EnterpriseVersion.uscc == row.uscc, EnterpriseVersion.version == row.current_version
        )
    ).one()
    told = current.public.get("parent") or {}
    if not told:
        return None
    return ParentRow(told["uscc"], told["name"], session.get(Enterprise, told["uscc"]) is not None)


def _row(row: Enterprise) -> EnterpriseRow:
    return EnterpriseRow(row.uscc, row.name, row.entity_type, EnterpriseStatus(row.status), row.established, row.drill)
