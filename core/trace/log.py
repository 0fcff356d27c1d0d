"""The trace in the database: appending, reading, proving.

An append is one insert into the tree, one into the openings and one update of the tree's right edge, all in the
caller's transaction (A26, A27). Appends run one after another, so indexes have no gap and follow the commits.
Each leaf also names the hash of the one before it: a changed entry is found out by its neighbour, not only by the
next checkpoint. Time never runs backwards in it; a clock that did is flagged in the entry (A21).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any, cast

import rfc8785
from sqlalchemy import Connection, CursorResult, Dialect, Insert, Update, bindparam, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel import Session, col

from core.errors import NotFound, TraceUnavailable
from core.models import TraceEntry, TraceOpening, TraceState
from core.store import doom, lock_writes
from core.trace import tree

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]

LEAF_VERSION = 1
SALT_LENGTH = 32
CLOCK_TOLERANCE = timedelta(seconds=30)
ERASED = "trace.opening_erased"

# An opaque reference: no name of a person passes, nor a bare identity or telephone number.
REFERENCE = re.compile(r"[A-Za-z0-9_.:@/+-]{1,128}")
PERSONAL = re.compile(r"(?<![A-Za-z0-9])([1-8]\d{16}[\dXx]|1[3-9]\d{9})(?![A-Za-z0-9])")

_STATE = select(col(TraceState.size), col(TraceState.peaks), col(TraceState.last_hash), col(TraceState.last_at)).where(
    col(TraceState.id) == 1
)
_ADD_ENTRY = insert(TraceEntry)
_ADD_OPENING = insert(TraceOpening)
_ADD_STATE = insert(TraceState)
_SET_STATE = (
    update(TraceState)
    .where(col(TraceState.id) == bindparam("only"), col(TraceState.size) == bindparam("before"))
    .values(size=bindparam("size"), peaks=bindparam("peaks"), last_hash=bindparam("hash"), last_at=bindparam("at"))
)


@dataclass(frozen=True)
class TraceReceipt:
    """An entry's place in the trace: zero-based index, leaf hash in hexadecimal."""

    index: int
    leaf_hash: str


@dataclass(frozen=True)
class TraceRecord:
    """An entry as it can be read. `data` and `salt`, which open the leaf's commitment, are None once they were erased;
    `clock_read` is set when the clock jumped."""

    index: int
    at: datetime
    kind: str
    subject: str
    actor: str
    data: Mapping[str, Any] | None
    leaf: bytes
    leaf_hash: str
    salt: bytes | None
    clock_read: datetime | None


@dataclass(frozen=True)
class Edge:
    """The tree's right edge: size, peaks, the last leaf's hash and time."""

    size: int
    peaks: tuple[bytes, ...]
    last_hash: bytes
    last_at: datetime | None

    @property
    def root(self) -> bytes:
        return tree.root_of_peaks(self.peaks)


EMPTY = Edge(0, (), b"", None)


def append(
    session: Session,
    *,
    kind: str,
    subject: str,
    actor: str,
    data: Mapping[str, Json],
    now: datetime,
    random: Callable[[int], bytes] = os.urandom,
) -> TraceReceipt:
    """Add one entry in the caller's transaction.

    `kind` is a past participle (`case.accepted`), `subject` and `actor` are opaque references; what they are
    about goes into `data`, of which the tree only holds a commitment. Raises TraceUnavailable when it cannot be
    written, and the transaction then fails even if the caller goes on (A26); ValueError for a personal reference.
    """
    for reference in (kind, subject, actor):
        check_reference(reference)
    plain, salt = canonical(data), random(SALT_LENGTH)
    try:
        lock_writes(session)
        connection = session.connection()
        edge = read_edge(connection)
        at = max(now, edge.last_at) if edge.last_at else now
        content = {"kind": kind, "subject": subject, "actor": actor, "commitment": commitment(salt, plain)}
        leaf = make_leaf(edge, content, at, now)
        return _write(connection, edge, subject, leaf, at, salt, plain)
    except SQLAlchemyError as error:
        unavailable = TraceUnavailable()
        doom(session, unavailable)
        raise unavailable from error


def check_reference(reference: str) -> None:
    """Raises ValueError for what is not an opaque reference; the trace is for ever, so nothing personal enters it."""
    if not REFERENCE.fullmatch(reference) or PERSONAL.search(reference):
        raise ValueError("the trace takes opaque references only")


def canonical(data: Mapping[str, Json]) -> bytes:
    """The one way to write a JSON object in bytes (RFC 8785). Raises ValueError for what has none."""
    return rfc8785.dumps(cast(Any, dict(data)))


def commitment(salt: bytes, plain: bytes) -> str:
    """What a leaf says of its data: SHA-256 over salt and canonical JSON, hexadecimal."""
    return sha256(salt + plain).hexdigest()


def make_leaf(edge: Edge, content: Mapping[str, str], at: datetime, now: datetime) -> bytes:
    """The leaf's canonical bytes (RFC 8785)."""
    leaf: dict[str, str | int] = {
        **content,
        "v": LEAF_VERSION,
        "index": edge.size,
        "previous": edge.last_hash.hex(),
        "at": stamp(at),
    }
    if at - now > CLOCK_TOLERANCE:
        leaf["clock_read"] = stamp(now)
    # All strings are ASCII without controls and all numbers small integers: for these, sorted compact JSON is
    # RFC 8785's form (a test compares), and four times as fast to write.
    return json.dumps(leaf, sort_keys=True, separators=(",", ":")).encode()


def stamp(moment: datetime) -> str:
    """A moment as leaves and checkpoints write it: UTC, microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def unstamp(text: str) -> datetime:
    """The moment that `stamp` wrote. Raises ValueError."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def read_edge(connection: Connection) -> Edge:
    question, moment = _asked(connection.dialect)
    row = connection.exec_driver_sql(question).first()
    if row is None:
        return EMPTY
    count, peaks, last_hash, last_at = row
    return Edge(count, tuple(chunks(peaks)), last_hash, moment(last_at) if moment else last_at)


@lru_cache(maxsize=16)
def _asked(dialect: Dialect) -> tuple[str, Callable[[Any], Any] | None]:
    """The question for the edge in the driver's own words, and how a moment is read from its answer."""
    question = _STATE.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    kept = _STATE.selected_columns.last_at.type.dialect_impl(dialect)
    return str(question), kept.result_processor(dialect, None)


def chunks(joined: bytes) -> list[bytes]:
    """Hashes that were stored one after another."""
    return [joined[start : start + tree.HASH_LENGTH] for start in range(0, len(joined), tree.HASH_LENGTH)]


def _write(
    connection: Connection, edge: Edge, subject: str, leaf: bytes, at: datetime, salt: bytes, plain: bytes
) -> TraceReceipt:
    hashed = tree.leaf_hash(leaf)
    peaks, completed = tree.grow(edge.size, edge.peaks, hashed)
    row = {"place": edge.size, "subject": subject, "leaf": leaf, "hash": hashed, "nodes": b"".join(completed)}
    _run(connection, _ADD_ENTRY, row)
    _run(connection, _ADD_OPENING, {"place": edge.size, "salt": salt, "data": plain})
    state = {"size": edge.size + 1, "peaks": b"".join(peaks)}
    if edge is EMPTY:
        connection.execute(_ADD_STATE, {"id": 1, **state, "last_hash": hashed, "last_at": at})
    else:
        changed = _run(connection, _SET_STATE, {**state, "hash": hashed, "at": at, "before": edge.size, "only": 1})
        if changed.rowcount != 1:
            raise SQLAlchemyError("the tree's edge moved during an append")
    return TraceReceipt(edge.size, hashed.hex())


def _run(connection: Connection, statement: Insert | Update, row: dict[str, Any]) -> CursorResult[Any]:
    """Run a statement in the driver's own words: half of an append's time would go into preparing it once more."""
    text, order, processors = _prepared(statement, connection.dialect, tuple(row))
    for name, process in processors:
        row[name] = process(row[name])
    return connection.exec_driver_sql(text, tuple(row[name] for name in order) if order else row)


@lru_cache(maxsize=16)
def _prepared(
    statement: Insert | Update, dialect: Dialect, names: tuple[str, ...]
) -> tuple[str, tuple[str, ...], tuple[tuple[str, Callable[[Any], Any]], ...]]:
    """The driver's words, the order of the values where they have no names there, and how moments are given to it;
    numbers, texts and bytes it takes as they are."""
    compiled = statement.compile(dialect=dialect, column_keys=list(names) if isinstance(statement, Insert) else None)
    assert isinstance(compiled, SQLCompiler)
    moments = [(name, bound.type) for name, bound in compiled.binds.items() if bound.type.python_type is datetime]
    given = [(name, kind.dialect_impl(dialect).bind_processor(dialect)) for name, kind in moments]
    return (
        str(compiled),
        tuple(compiled.positiontup or ()),
        tuple((name, process) for name, process in given if process),
    )


def size(session: Session) -> int:
    """How many entries there are."""
    return read_edge(session.connection()).size


def root(session: Session, at_size: int | None = None) -> bytes:
    """The tree's root, now or when it had `at_size` entries."""
    if at_size is None:
        return read_edge(session.connection()).root
    count = at_size
    return _with_nodes(session, lambda nodes: [tree.root(count, nodes)])[0]


def inclusion_proof(session: Session, index: int, size: int) -> list[bytes]:
    """Shows that entry `index` stands in the tree of `size` entries; for `verify_inclusion`. Raises ValueError."""
    return _with_nodes(session, lambda nodes: tree.inclusion_path(index, size, nodes))


def consistency_proof(session: Session, old: int, new: int) -> list[bytes]:
    """Shows that the tree of `new` entries begins with that of `old`; for `verify_consistency`. Raises ValueError."""
    return _with_nodes(session, lambda nodes: tree.consistency_path(old, new, nodes))


def _with_nodes(session: Session, use: Callable[[tree.Nodes], list[bytes]]) -> list[bytes]:
    """Run twice: first to learn which nodes are needed, then with all of them, read by one query."""
    wanted: set[int] = set()

    def note(level: int, position: int) -> bytes:
        wanted.add(((position + 1) << level) - 1)
        return b""

    use(note)
    rows = session.connection().execute(
        select(col(TraceEntry.place), col(TraceEntry.hash), col(TraceEntry.nodes)).where(
            col(TraceEntry.place).in_(sorted(wanted))
        )
    )
    found: dict[int, list[bytes]] = {row.place: [row.hash, *chunks(row.nodes)] for row in rows}

    def read(level: int, position: int) -> bytes:
        try:
            return found[((position + 1) << level) - 1][level]
        except (KeyError, IndexError) as error:
            raise ValueError("the tree does not reach that far") from error

    return use(read)


def entry(session: Session, index: int) -> TraceRecord:
    """One entry. Raises NotFound."""
    records = _read(session, col(TraceEntry.place) == index)
    if not records:
        raise NotFound
    return records[0]


def entries_for(session: Session, subject: str) -> list[TraceRecord]:
    """All entries about a subject, in order."""
    return _read(session, col(TraceEntry.subject) == subject)


def _read(session: Session, condition: Any) -> list[TraceRecord]:
    rows = session.connection().execute(
        select(
            col(TraceEntry.place),
            col(TraceEntry.leaf),
            col(TraceEntry.hash),
            col(TraceOpening.data),
            col(TraceOpening.salt),
        )
        .join(TraceOpening, col(TraceOpening.place) == col(TraceEntry.place), isouter=True)
        .where(condition)
        .order_by(col(TraceEntry.place))
    )
    return [_record(row.place, row.leaf, row.hash, row.data, row.salt) for row in rows]


def _record(index: int, leaf: bytes, hashed: bytes, plain: bytes | None, salt: bytes | None) -> TraceRecord:
    said = json.loads(leaf)
    return TraceRecord(
        index=index,
        at=unstamp(said["at"]),
        kind=said["kind"],
        subject=said["subject"],
        actor=said["actor"],
        data=None if plain is None else json.loads(plain),
        leaf=leaf,
        leaf_hash=hashed.hex(),
        salt=salt,
        clock_read=unstamp(said["clock_read"]) if "clock_read" in said else None,
    )


def erase_opening(session: Session, index: int, *, actor: str, now: datetime) -> TraceReceipt:
    """Forget an entry's data for good; the tree stays whole, and the erasure is itself an entry. Raises NotFound."""
    erased = entry(session, index)
    if erased.data is None or erased.kind == ERASED:
        raise NotFound
    session.connection().execute(delete(TraceOpening).where(col(TraceOpening.place) == index))
    return append(session, kind=ERASED, subject=erased.subject, actor=actor, data={"index": index}, now=now)
