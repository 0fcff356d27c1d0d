"""Base classes of tables: one set that both zones have, one of each zone, each with metadata of its own.

A zone's database holds the common tables and its own; `core.store` migrates them together.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Dialect, MetaData
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class CommonTable(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING))):
    """Base of tables that both zones have."""


class OuterTable(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING))):
    """Base of the outer zone's tables."""


class InnerTable(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING))):
    """Base of the inner zone's tables."""


def json_column() -> Any:
    """A column that always holds JSON."""
    return Column(JSON, nullable=False)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC: stored without zone, refused when naive, so no local time slips in."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)
