"""Being the other zone's witness: its checkpoints are kept here, where it cannot reach them (A24, A25).

A checkpoint is kept only when a proof shows that its tree grew from the newest one kept. What contradicts that
is named, never overwritten: a trace that shrank was cut or restored, one that differs was rewritten or shown twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from core.models import TraceWitness
from core.trace.checkpoint import Checkpoint
from core.trace.tree import EMPTY_ROOT, verify_consistency


class Verdict(StrEnum):
    """What a checkpoint says against those kept before it."""

    KEPT = "kept"
    KNOWN = "known"
    UNPROVEN = "unproven"
    CUT = "cut"
    SPLIT = "split"


def keep_witness(
    session: Session,
    checkpoint: Checkpoint,
    *,
    incarnation: str,
    since: int,
    proof: Sequence[bytes],
    now: datetime,
) -> Verdict:
    """Judge a checkpoint whose signature was verified, and keep it when it fits.

    `proof` leads from the tree of `since` entries to the checkpoint's. UNPROVEN asks for a proof from
    `newest_witness`. After a restore (another incarnation) a first checkpoint is kept even if CUT or SPLIT,
    so that the new life has a witness too; the verdict stands all the same.
    """
    newest = newest_witness(session, checkpoint.origin)
    verdict = _judge(newest, checkpoint, since, proof)
    new_life = newest is not None and newest.incarnation != incarnation
    if verdict is Verdict.KEPT or (new_life and verdict in (Verdict.CUT, Verdict.SPLIT, Verdict.KNOWN)):
        session.add(
            TraceWitness(
                origin=checkpoint.origin,
                incarnation=incarnation,
                size=checkpoint.size,
                root=checkpoint.root,
                text=checkpoint.text,
                received_at=now,
            )
        )
        session.flush()
    return verdict


def _judge(newest: TraceWitness | None, checkpoint: Checkpoint, since: int, proof: Sequence[bytes]) -> Verdict:
    size, root = (newest.size, newest.root) if newest else (0, EMPTY_ROOT)
    if newest and checkpoint.size < size:
        return Verdict.CUT
    if newest and checkpoint.size == size:
        return Verdict.KNOWN if checkpoint.root == root else Verdict.SPLIT
    if since != size:
        return Verdict.UNPROVEN
    fits = verify_consistency(
        old_size=size, old_root=root, new_size=checkpoint.size, new_root=checkpoint.root, path=proof
    )
    return Verdict.KEPT if fits else Verdict.SPLIT


def newest_witness(session: Session, origin: str) -> TraceWitness | None:
    """The newest checkpoint kept of the origin's present life."""
    return session.exec(
        select(TraceWitness)
        .where(TraceWitness.origin == origin)
        .order_by(col(TraceWitness.incarnation).desc(), col(TraceWitness.size).desc())
        .limit(1)
    ).first()


def witnesses(session: Session, origin: str) -> list[Checkpoint]:
    """All checkpoints kept of the origin, for its `audit`."""
    rows = session.exec(
        select(TraceWitness)
        .where(TraceWitness.origin == origin)
        .order_by(col(TraceWitness.incarnation), col(TraceWitness.size))
    )
    return [Checkpoint.parse(row.text) for row in rows]
