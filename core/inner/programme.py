"""The rollout programme as it is kept here (R60-R62): reading it, entering, importing files, who completed training.

Entries are only ever added. A correction is a later entry about the same thing, a withdrawal one that says so; who made
it and when stays with each. A file is taken in one unit of work, whole or not at all, and only what it says differently
from what counts already becomes entries, so that importing an export changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import insert, select
from sqlmodel import Session, col

from core import permissions, programme_files, trace
from core.errors import NotFound
from core.ids import new_id
from core.inner.context import Inner
from core.inner.managed_tables import ProgrammeEntry, ProgrammeImport
from core.inner.officers import OfficerView
from core.inner.tables import Officer
from core.permissions import Right, Thing
from core.programme import Entry, Programme
from core.programme_files import Reading
from core.programme_rows import TABLES, WORDS, Table, table_of
from core.store import Store
from core.terms import Zone
from core.trace import Json
from core.workdays import day_in_china

ENTERED, WITHDRAWN, IMPORTED = "programme.entered", "programme.withdrawn", "programme.imported"
KEPT_APART = frozenset({"jurisdiction", "day", "note", "withdrawn", "recorded_at", "by"})
"""What has a column of its own, or is not the entry's own word."""
HISTORY_ROWS = 200
TYPES: Mapping[str, type[Entry]] = {one.name: one.entry for one in TABLES}


@dataclass(frozen=True)
class Imported:
    """What came of a file: `entered` of its `rows` said something new. With problems nothing was entered."""

    reading: Reading
    rows: int = 0
    entered: int = 0


@dataclass(frozen=True)
class EntryRow:
    """An entry with its history: `number` is its place among all, `valid` whether it still counts, `file` whence it
    came (empty: entered by hand)."""

    number: int
    entry: Entry
    officer: str
    valid: bool
    file: str = ""


@dataclass(frozen=True)
class Kept:
    """All entries with their numbers, in the order in which they were made."""

    numbered: tuple[tuple[int, Entry], ...]

    @cached_property
    def programme(self) -> Programme:
        return Programme.made_of(one for _, one in self.numbered)


def read(inner: Inner, officer: OfficerView) -> Programme:
    """All entries. Raises NotPermitted."""
    permissions.require(officer.roles, Zone.INNER, Thing.PROGRAMME, Right.VIEW)
    with inner.store.reading() as session:
        return _kept(inner.store, session).programme


def may_enter(officer: OfficerView) -> bool:
    return permissions.may(officer.roles, Zone.INNER, Thing.PROGRAMME, Right.EDIT)


def history(inner: Inner, officer: OfficerView, jurisdiction: str) -> tuple[EntryRow, ...]:
    """The latest entries of a jurisdiction, the newest first, withdrawn and replaced ones too. Raises NotPermitted."""
    permissions.require(officer.roles, Zone.INNER, Thing.PROGRAMME, Right.VIEW)
    with inner.store.reading() as session:
        kept = _kept(inner.store, session)
        counting = {id(one) for one in kept.programme.counting}
        mine = [(number, one) for number, one in kept.numbered if one.jurisdiction == jurisdiction]
        latest = mine[: -HISTORY_ROWS - 1 : -1]
        names = _names(session, {one.by for _, one in latest})
        files = _files(session, [number for number, _ in latest])
        return tuple(
            EntryRow(number, one, names.get(one.by, ""), id(one) in counting, files.get(number, ""))
            for number, one in latest
        )


def enter(inner: Inner, officer: OfficerView, table: Table, cells: Mapping[str, str]) -> Entry:
    """One entry from the fields of a form; traced. Raises NotPermitted, and Wrong for the first wrong field."""
    permissions.require(officer.roles, Zone.INNER, Thing.PROGRAMME, Right.EDIT)
    found = table.read(dict(cells), day_in_china(inner.clock()))
    if isinstance(found, list):
        raise found[0]
    now = inner.clock()
    with inner.store.unit() as session:
        _add(session, officer, [found], now, None)
        data: dict[str, Json] = {"table": table.name, **dict(zip(table.columns, table.cells(found), strict=True))}
        _trace(session, ENTERED, found.jurisdiction, officer, data, now)
    return found


def withdraw(inner: Inner, officer: OfficerView, number: int) -> None:
    """Withdraw an entry by a further one; traced. Raises NotPermitted, NotFound when it no longer counts."""
    permissions.require(officer.roles, Zone.INNER, Thing.PROGRAMME, Right.EDIT)
    now = inner.clock()
    with inner.store.unit() as session:
        kept = _kept(inner.store, session)
        entry = dict(kept.numbered).get(number)
        if entry is None or not any(one is entry for one in kept.programme.counting):
            raise NotFound()
        _add(session, officer, [replace(entry, withdrawn=True)], now, None)
        _trace(session, WITHDRAWN, entry.jurisdiction, officer, {"entry": number}, now)


def import_file(inner: Inner, officer: OfficerView, filename: str, data: bytes) -> Imported:
    """Take a CSV or XLSX file whole, or not at all when anything is wrong with it; traced. Raises NotPermitted."""
    permissions.require(officer.roles, Zone.INNER, Thing.PROGRAMME, Right.EDIT)
    reading = programme_files.read(data, day_in_china(inner.clock()))
    if reading.problems:
        return Imported(reading)
    entries, now = reading.programme.entries, inner.clock()
    with inner.store.unit() as session:
        counting = {one.about: _said(one) for one in _kept(inner.store, session).programme.counting}
        fresh = [one for one in entries if counting.get(one.about) != _said(one)]
        digest, import_id = hashlib.sha256(data).hexdigest(), new_id()
        told: dict[str, Json] = {"file": digest, "rows": len(entries), "entered": len(fresh)}
        receipt = _trace(session, IMPORTED, import_id, officer, told, now)
        row = ProgrammeImport(
            id=import_id, filename=filename[:200], sha256=digest, rows=len(entries), entered=len(fresh),
            officer_id=officer.id, at=now, trace_index=receipt,
        )  # fmt: skip
        session.add(row)
        session.flush()
        _add(session, officer, fresh, now, import_id)
    return Imported(reading, len(entries), len(fresh))


def export(inner: Inner, officer: OfficerView, table: Table) -> bytes:
    """What counts today of one table, as CSV. Raises NotPermitted."""
    return programme_files.write(table, read(inner, officer))


_CACHE: WeakKeyDictionary[Store, Kept] = WeakKeyDictionary()


def _kept(store: Store, session: Session) -> Kept:
    """All entries: those read before, and what was added since, as no row ever changes."""
    known = _CACHE.get(store, Kept(()))
    last = known.numbered[-1][0] if known.numbered else 0
    names = (
        "id", "kind", "jurisdiction", "day", "said", "note", "withdrawn", "officer_id", "at",
    )  # fmt: skip
    columns = [getattr(ProgrammeEntry, name) for name in names]
    rows = session.execute(select(*columns).where(col(ProgrammeEntry.id) > last).order_by(col(ProgrammeEntry.id))).all()
    if rows:
        known = Kept((*known.numbered, *((row[0], _entry(*row[1:])) for row in rows)))
        _CACHE[store] = known
    return known


def _entry(
    kind: str, jurisdiction: str, day: str, said: Mapping[str, Any], note: str, withdrawn: bool, by: str, at: datetime
) -> Entry:
    make: Any = TYPES[kind]
    words = {name: WORDS[name](value) if name in WORDS else value for name, value in said.items()}
    return make(  # type: ignore[no-any-return]  # each kind takes its own words
        jurisdiction=jurisdiction, day=date.fromisoformat(day), note=note, withdrawn=withdrawn, by=by, recorded_at=at,
        **words,
    )  # fmt: skip


def _own_words(entry: Entry) -> dict[str, Any]:
    return {one.name: getattr(entry, one.name) for one in fields(entry) if one.name not in KEPT_APART}


def _said(entry: Entry) -> Entry:
    """What an entry says, whoever entered it and when."""
    return replace(entry, by="", recorded_at=None)


def _add(
    session: Session, officer: OfficerView, entries: Iterable[Entry], now: datetime, import_id: str | None
) -> None:
    rows = [
        {
            "kind": table_of(one).name,
            "jurisdiction": one.jurisdiction,
            "day": one.day.isoformat(),
            "said": _own_words(one),
            "note": one.note,
            "withdrawn": one.withdrawn,
            "import_id": import_id,
            "officer_id": officer.id,
            "at": now,
        }
        for one in entries
    ]
    if rows:
        session.execute(insert(ProgrammeEntry), rows)


def _trace(
    session: Session, kind: str, subject: str, officer: OfficerView, data: Mapping[str, Json], now: datetime
) -> int:
    return trace.append(session, kind=kind, subject=subject, actor=officer.id, data=data, now=now).index


def _names(session: Session, officers: Iterable[str]) -> dict[str, str]:
    found = session.execute(select(col(Officer.id), col(Officer.name)).where(col(Officer.id).in_(sorted(officers))))
    return {row[0]: row[1] for row in found}


def _files(session: Session, numbers: Iterable[int]) -> dict[int, str]:
    """The files from which entries came."""
    query = (
        select(col(ProgrammeEntry.id), col(ProgrammeImport.filename))
        .join(ProgrammeImport, col(ProgrammeImport.id) == col(ProgrammeEntry.import_id))
        .where(col(ProgrammeEntry.id).in_(list(numbers)))
    )
    return {number: name for number, name in session.execute(query) if number is not None}
