"""The audit: everything derived anew from the leaves, and compared with all that was ever stated.

Names the first entry that does not fit (A23): each leaf's hash, its own index, the hash of the one before it, its
opening, the stored subtree roots and right edge; then the root at every checkpoint, our own and those that the
other zone or a receipt's holder brings (A24, A25). It reads in batches and changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select
from sqlmodel import Session, col

from core.i18n import M_, Message
from core.models import TraceCheckpoint, TraceEntry, TraceOpening
from core.trace import tree
from core.trace.checkpoint import Checkpoint, CheckpointInvalid, verify_checkpoint
from core.trace.log import ERASED, Edge, commitment, read_edge

BATCH = 2_000
MOST_PROBLEMS = 100


@dataclass(frozen=True)
class TraceProblem:
    """The entry at `index` does not fit; when only a span is known it lies between `index` and `until`, inclusive."""

    index: int
    until: int
    what: Message


@dataclass(frozen=True)
class AuditReport:
    """What an audit found: entries read, their root, entries whose clock jumped, problems from the first on."""

    size: int
    root: bytes
    jumps: tuple[int, ...]
    problems: tuple[TraceProblem, ...]

    @property
    def ok(self) -> bool:
        return not self.problems

    @property
    def first(self) -> int | None:
        """The first index that does not fit."""
        return self.problems[0].index if self.problems else None


@dataclass
class _Audit:
    stated: dict[int, list[bytes]]
    problems: list[TraceProblem] = field(default_factory=list)
    jumps: list[int] = field(default_factory=list)
    missing_openings: list[int] = field(default_factory=list)
    erased: set[int] = field(default_factory=set)
    peaks: list[bytes] = field(default_factory=list)
    size: int = 0
    previous: bytes = b""
    last_at: str = ""
    good: int = 0
    whole: bool = True

    def found(self, index: int, what: Message, until: int | None = None) -> None:
        self.problems.append(TraceProblem(index, index if until is None else until, what))

    def read(self, row: Any) -> None:
        """One entry in the order of the index."""
        if row.place != self.size:
            self.found(self.size, M_("Entries are missing from the trace."), max(self.size, row.place - 1))
            self.whole = False
            self.size = row.place
        said = self._leaf(row)
        self._opening(row, said)
        hashed = tree.leaf_hash(row.leaf)
        if hashed != row.hash:
            self.found(row.place, M_("The entry was changed after it was written."))
            self.whole = False
        if said.get("index") == row.place:
            self._neighbours(row.place, said)
        else:
            self.whole = False
        self.peaks, completed = tree.grow(self.size, self.peaks, hashed) if self.whole else ([], [])
        if self.whole and b"".join(completed) != row.nodes:
            self.found(row.place, M_("The stored tree does not fit the entries."))
            self.whole = False
        self.previous, self.size = row.hash, row.place + 1
        self._compare_roots()

    def _leaf(self, row: Any) -> dict[str, Any]:
        try:
            said = json.loads(row.leaf)
        except ValueError:
            said = None
        if not isinstance(said, dict):
            self.found(row.place, M_("The entry was changed after it was written."))
            return {}
        if said.get("index") != row.place or said.get("subject") != row.subject:
            self.found(row.place, M_("Another entry stands in this place."))  # moved, or filed under another subject
        if "clock_read" in said:
            self.jumps.append(row.place)
        return said

    def _neighbours(self, index: int, said: dict[str, Any]) -> None:
        if index and self.whole and said.get("previous") != self.previous.hex():
            self.found(index - 1, M_("The entry is not the one that the next one was written after."))
        at = str(said.get("at", ""))
        if at < self.last_at:
            self.found(index, M_("The entry is older than the one before it."))
        self.last_at = max(at, self.last_at)

    def _opening(self, row: Any, said: dict[str, Any]) -> None:
        if row.salt is None:
            self.missing_openings.append(row.place)
            return
        if commitment(row.salt, row.data) != said.get("commitment"):
            self.found(row.place, M_("The entry's data are not those that it was written with."))
        elif said.get("kind") == ERASED:
            self.erased.add(json.loads(row.data)["index"])

    def _compare_roots(self) -> None:
        if not self.whole or self.size not in self.stated:
            return
        root = tree.root_of_peaks(self.peaks)
        if any(stated != root for stated in self.stated[self.size]):
            self.found(self.good, M_("The entries are not those that a signed checkpoint stated."), self.size - 1)
            self.whole = False
        self.good = self.size

    def close(self, edge: Edge) -> None:
        """What can only be said at the end: the edge, cut tails, openings that vanished without an erasure."""
        for index in self.missing_openings:
            if index not in self.erased:
                self.found(index, M_("The entry's data are gone without having been erased."))
        if edge.size > self.size:
            self.found(self.size, M_("Entries are missing from the trace."), edge.size - 1)
        elif edge.size < self.size:
            self.found(edge.size, M_("Entries stand behind the end of the trace."), self.size - 1)
        elif self.whole and (list(edge.peaks) != self.peaks or edge.last_hash != self.previous):
            self.found(self.good, M_("The stored tree does not fit the entries."), max(self.size - 1, self.good))
        furthest = max(self.stated, default=0)
        if furthest > self.size:
            self.found(self.size, M_("The trace was cut off: a signed checkpoint saw more of it."), furthest - 1)


def audit(
    session: Session,
    witnesses: Sequence[Checkpoint] = (),
    *,
    key: Ed25519PublicKey | None = None,
    origin: str = "",
) -> AuditReport:
    """Derive the whole trace anew. `witnesses` are this zone's checkpoints as others hold them.

    With `key` and `origin` every checkpoint's signature is verified too; one that is not genuine proves nothing
    against the trace and raises CheckpointInvalid if it was brought, or is a problem if it is our own.
    """
    own, forged = _own_checkpoints(session, key, origin)
    if key is not None:
        for witness in witnesses:
            verify_checkpoint(witness, key, origin)
    stated: dict[int, list[bytes]] = {}
    for statement in (*own, *witnesses):
        stated.setdefault(statement.size, []).append(statement.root)
    work = _Audit(stated)
    for row in _rows(session):
        work.read(row)
        if len(work.problems) >= MOST_PROBLEMS:
            break
    else:
        work.close(read_edge(session.connection()))
    problems = sorted([*forged, *work.problems], key=lambda problem: (problem.index, problem.until))
    return AuditReport(work.size, tree.root_of_peaks(work.peaks), tuple(work.jumps), tuple(problems))


def _own_checkpoints(
    session: Session, key: Ed25519PublicKey | None, origin: str
) -> tuple[list[Checkpoint], list[TraceProblem]]:
    genuine: list[Checkpoint] = []
    problems: list[TraceProblem] = []
    rows = session.connection().execute(select(col(TraceCheckpoint.size), col(TraceCheckpoint.text)))
    for row in rows:
        try:
            checkpoint = Checkpoint.parse(row.text)
            if key is not None:
                verify_checkpoint(checkpoint, key, origin)
            if checkpoint.size != row.size:
                raise CheckpointInvalid
            genuine.append(checkpoint)
        except CheckpointInvalid:
            index = max(row.size - 1, 0)
            problems.append(TraceProblem(index, index, M_("A checkpoint of our own is not genuine.")))
    return genuine, problems


def _rows(session: Session) -> Iterator[Any]:
    """All entries with their openings, in order, a batch at a time."""
    start = -1
    while True:
        batch = (
            session.connection()
            .execute(
                select(
                    col(TraceEntry.place),
                    col(TraceEntry.subject),
                    col(TraceEntry.leaf),
                    col(TraceEntry.hash),
                    col(TraceEntry.nodes),
                    col(TraceOpening.salt),
                    col(TraceOpening.data),
                )
                .join(TraceOpening, col(TraceOpening.place) == col(TraceEntry.place), isouter=True)
                .where(col(TraceEntry.place) > start)
                .order_by(col(TraceEntry.place))
                .limit(BATCH)
            )
            .all()
        )
        yield from batch
        if len(batch) < BATCH:
            return
        start = batch[-1].place
