"""What analytics takes from the inner database: steps and cases without any personal data, as Arrow.

Units of work run one after another and numbers are given within them (`core.store`), so events become visible in
the order of their identifiers on both databases, and a watermark on them loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
from sqlalchemy import Select, Table, inspect, select
from sqlmodel import Session

from core.inner.tables import Authority, Case, CaseEvent

CHUNK = 20_000
NAMED_AT_ONCE = 500
"""Databases bound the number of a statement's parameters."""

MOMENT = pa.timestamp("us")
EVENTS = pa.schema(
    [
        ("id", pa.int64()),
        ("case_id", pa.string()),
        ("action", pa.string()),
        ("status", pa.string()),
        ("happened_at", MOMENT),
    ]
)
CASES = pa.schema(
    [
        ("id", pa.string()),
        ("region", pa.string()),
        ("entity_type", pa.string()),
        ("business", pa.string()),
        ("channel", pa.string()),
        ("status", pa.string()),
        ("returned", pa.bool_()),
        ("drill", pa.bool_()),
        ("received_at", MOMENT),
        ("decided_at", MOMENT),
        ("due_at", MOMENT),
        ("stopped_at", MOMENT),
    ]
)
REGIONS = pa.schema([("id", pa.string()), ("name", pa.string()), ("parent", pa.string())])

# Where a name here is not the column's.
COLUMNS: Mapping[str, str] = {
    "happened_at": "at",
    "region": "authority_id",
    "returned": "returned_before",
    "due_at": "clock_due_at",
    "stopped_at": "clock_stopped_at",
    "parent": "parent_id",
}


def events(session: Session, after: int) -> Iterator[pa.Table]:
    """Steps with identifiers above `after`, in order, in chunks."""
    table = _table(CaseEvent)
    rows = _columns(table, EVENTS).where(table.c.id > after).order_by(table.c.id)
    yield from _chunks(session, rows, EVENTS)


def cases(session: Session, ids: Sequence[str]) -> Iterator[pa.Table]:
    """The present state of these cases, in chunks."""
    table = _table(Case)
    for start in range(0, len(ids), NAMED_AT_ONCE):
        named = table.c.id.in_(ids[start : start + NAMED_AT_ONCE])
        yield from _chunks(session, _columns(table, CASES).where(named), CASES)


def regions(session: Session) -> Iterator[pa.Table]:
    """The authorities of this installation, in chunks."""
    yield from _chunks(session, _columns(_table(Authority), REGIONS), REGIONS)


def _table(model: type[Any]) -> Table:
    found = inspect(model).local_table
    assert isinstance(found, Table)
    return found


def _columns(table: Table, schema: pa.Schema) -> Select[Any]:
    return select(*(table.c[COLUMNS.get(field.name, field.name)] for field in schema))


def _chunks(session: Session, rows: Select[Any], schema: pa.Schema) -> Iterator[pa.Table]:
    # bare SQLAlchemy rows: no objects are made of what is only counted
    for part in session.connection().execute(rows).partitions(CHUNK):
        columns = zip(*part, strict=True)
        yield pa.table(
            [pa.array(map(_plain, column), field.type) for column, field in zip(columns, schema, strict=True)],
            schema=schema,
        )


def _plain(value: Any) -> Any:
    """Moments without zone (they are all UTC), as the snapshot keeps them."""
    return value.replace(tzinfo=None) if getattr(value, "tzinfo", None) else value
