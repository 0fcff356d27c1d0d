"""The tables that both zones have: the trace, the witness of the other's trace, the exchange, the index of names.

`core.trace`, `core.exchange` and `core.name_index` alone write here. Hashes are lower-case hexadecimal where people or
envelopes meet them, raw bytes inside the tree. Each zone's own tables are re-exported at the end, and made when they
are first asked for: most processes work with one zone's alone.
"""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, BigInteger, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field

from core.tablebase import CommonTable, UtcDateTime


class TraceEntry(CommonTable, table=True):
    """A leaf of the Merkle tree, with the roots of the perfect subtrees that it completes (RFC 6962, 2.1)."""

    __tablename__ = "trace_entry"

    place: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    subject: str = Field(max_length=128, index=True)
    leaf: bytes = Field(sa_type=LargeBinary)
    hash: bytes = Field(sa_type=LargeBinary)
    nodes: bytes = Field(sa_type=LargeBinary)


class TraceOpening(CommonTable, table=True):
    """What a leaf's commitment holds. Erasing a row leaves the tree whole and the data gone."""

    __tablename__ = "trace_opening"

    place: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    salt: bytes = Field(sa_type=LargeBinary)
    data: bytes = Field(sa_type=LargeBinary)


class TraceState(CommonTable, table=True):
    """The tree's right edge: one row, changed in the transaction of every append."""

    __tablename__ = "trace_state"

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    size: int = Field(sa_type=BigInteger)
    peaks: bytes = Field(sa_type=LargeBinary)
    last_hash: bytes = Field(sa_type=LargeBinary)
    last_at: datetime = Field(sa_type=UtcDateTime)


class TraceCheckpoint(CommonTable, table=True):
    """A signed statement of this zone about its tree."""

    __tablename__ = "trace_checkpoint"

    size: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime)
    text: str = Field(sa_type=Text)


class TraceWitness(CommonTable, table=True):
    """A checkpoint of the other zone, kept here so that it cannot take it back (A24, A25)."""

    __tablename__ = "trace_witness"

    origin: str = Field(max_length=128, primary_key=True)
    incarnation: str = Field(max_length=64, primary_key=True)
    size: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    root: bytes = Field(sa_type=LargeBinary)
    text: str = Field(sa_type=Text)
    received_at: datetime = Field(sa_type=UtcDateTime)


class ExchangeIncarnation(CommonTable, table=True):
    """The lives of this zone's database: the first, and one after every restore."""

    __tablename__ = "exchange_incarnation"

    name: str = Field(max_length=64, primary_key=True)
    began_at: datetime = Field(sa_type=UtcDateTime)
    reason: str = Field(max_length=200)


class ExchangePeer(CommonTable, table=True):
    """What is known of the other zone, and what was last told to it: one row."""

    __tablename__ = "exchange_peer"

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    incarnation: str = Field(default="", max_length=64)
    control_seen: int = Field(default=0, sa_type=BigInteger)
    heard_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    witnessed_incarnation: str = Field(default="", max_length=64)
    witnessed_size: int = Field(default=0, sa_type=BigInteger)
    control_sent: int = Field(default=0, sa_type=BigInteger)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class OutboxStream(CommonTable, table=True):
    """The last envelope made in a stream."""

    __tablename__ = "outbox_stream"

    stream: str = Field(max_length=128, primary_key=True)
    incarnation: str = Field(max_length=64)
    number: int = Field(sa_type=BigInteger)


class Outbox(CommonTable, table=True):
    """An envelope on its way. `sealed` is emptied some time after its receipt came."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("incarnation", "stream", "number"),
        Index("ix_outbox_due", "acknowledged_at", "next_try_at"),
        Index("ix_outbox_sealed_hash", "sealed_hash"),
    )

    id: int | None = Field(default=None, primary_key=True)
    incarnation: str = Field(max_length=64)
    stream: str = Field(max_length=128)
    number: int = Field(sa_type=BigInteger)
    kind: str = Field(max_length=64)
    hash: str = Field(max_length=64)
    sealed_hash: str = Field(max_length=64)
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    files: list[str] = Field(sa_type=JSON)
    posted_at: datetime = Field(sa_type=UtcDateTime)
    tries: int = 0
    next_try_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    acknowledged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    receipt: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))


class InboxStream(CommonTable, table=True):
    """How far a stream was applied, and whether it is held for a person to look at."""

    __tablename__ = "inbox_stream"

    stream: str = Field(max_length=128, primary_key=True)
    incarnation: str = Field(max_length=64)
    number: int = Field(sa_type=BigInteger)
    held_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    held_because: str = Field(default="", max_length=400)
    accepted_fork: bool = False


class Inbox(CommonTable, table=True):
    """An envelope that came. A repetition finds its row and gets the same receipt (A10)."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("incarnation", "stream", "number"),
        Index("ix_inbox_waiting", "applied_at", "stream"),
        Index("ix_inbox_receipt_due", "receipt_due"),
    )

    id: int | None = Field(default=None, primary_key=True)
    incarnation: str = Field(max_length=64)
    stream: str = Field(max_length=128)
    number: int = Field(sa_type=BigInteger)
    previous_incarnation: str = Field(default="", max_length=64)
    previous_number: int = Field(default=0, sa_type=BigInteger)
    kind: str = Field(max_length=64)
    hash: str = Field(max_length=64)
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    files: list[str] = Field(sa_type=JSON)
    received_at: datetime = Field(sa_type=UtcDateTime)
    applied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    receipt: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    receipt_due: bool = False
    repeated: int = 0


class ExchangeRejected(CommonTable, table=True):
    """Something from the carrier that was not accepted; the original lies in the spool's `rejected`."""

    __tablename__ = "exchange_rejected"

    hash: str = Field(max_length=64, primary_key=True)
    name: str = Field(max_length=200)
    reason: str = Field(max_length=400)
    first_at: datetime = Field(sa_type=UtcDateTime)
    times: int = 1
    report_due: bool = Field(default=True, index=True)


class ExchangeAlarm(CommonTable, table=True):
    """What a person has to look at: a key used twice, a lost or split trace, a held stream …"""

    __tablename__ = "exchange_alarm"

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=64)
    subject: str = Field(max_length=128)
    text: str = Field(max_length=400)
    params: dict[str, Any] = Field(sa_type=JSON)
    raised_at: datetime = Field(sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)


class NameEntry(CommonTable, table=True):
    """A name in the index of names, and whose it is; `trade` and `industry` are normal keys. See `core.name_index`."""

    __tablename__ = "name_entry"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    owner: str = Field(unique=True)
    scope: str
    name: str
    trade: str
    industry: str


if TYPE_CHECKING:
    from core.inner import tables as inner_tables
    from core.outer import tables as outer_tables

ZONES_OWN = {"inner_tables": "core.inner.tables", "outer_tables": "core.outer.tables"}


def __getattr__(name: str) -> ModuleType:
    if name in ZONES_OWN:
        return import_module(ZONES_OWN[name])
    raise AttributeError(name)


__all__ = [
    "ExchangeAlarm",
    "ExchangeIncarnation",
    "ExchangePeer",
    "ExchangeRejected",
    "Inbox",
    "InboxStream",
    "NameEntry",
    "Outbox",
    "OutboxStream",
    "TraceCheckpoint",
    "TraceEntry",
    "TraceOpening",
    "TraceState",
    "TraceWitness",
    "inner_tables",
    "outer_tables",
]
