"""The outer zone's copy of the public register, as the inner zone tells it, and what the public says to it.

Nothing here is authoritative: `core.outer.replica` writes it, whole facts at a time, and everybody may read it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field

from core.tablebase import OuterTable, UtcDateTime, json_column


class ReplicaEnterprise(OuterTable, table=True):
    """The public register's mirror: public facts only."""

    __tablename__ = "replica_enterprise"
    uscc: str = Field(primary_key=True)
    name: str = Field(index=True)
    name_key: str = Field(index=True)
    status: str
    facts: dict[str, Any] = Field(sa_column=json_column())
    as_of: datetime = Field(sa_type=UtcDateTime)


class ReplicaVersion(OuterTable, table=True):
    """The public facts of one version of an enterprise: valid from a moment on, made by a procedure of an edition."""

    __tablename__ = "replica_version"
    uscc: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    name: str
    name_key: str = Field(index=True)
    procedure: str
    edition: str
    facts: dict[str, Any] = Field(sa_column=json_column())
    valid_from: datetime = Field(sa_type=UtcDateTime)
    as_of: datetime = Field(sa_type=UtcDateTime)


class ReplicaLicence(OuterTable, table=True):
    __tablename__ = "replica_licence"
    serial: str = Field(primary_key=True)
    uscc: str = Field(index=True)
    version: int
    sha256: str = Field(index=True)
    status: str
    facts: dict[str, Any] = Field(sa_column=json_column())
    trace: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    as_of: datetime = Field(sa_type=UtcDateTime)


class ReplicaNotice(OuterTable, table=True):
    """A public notice before a simple cancellation, as the inner zone told it; anybody concerned may object."""

    __tablename__ = "replica_notice"
    case_id: str = Field(primary_key=True)
    uscc: str = Field(index=True)
    name: str
    starts: str
    ends: str
    status: str
    as_of: datetime = Field(sa_type=UtcDateTime)


class Objection(OuterTable, table=True):
    """An objection to a simple cancellation, as made here; the inner zone answers."""

    __tablename__ = "objection"
    id: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="replica_notice.case_id", index=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    text_sealed: bytes
    at: datetime = Field(sa_type=UtcDateTime)
    received_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
