"""The trace: a tamper-evident log of everything that changed (一(四)1, R40; A23-A27).

Every state change appends one entry in its own transaction; when that is impossible the change does not take
place. Entries are leaves of an RFC 6962 tree: canonical JSON of opaque references and a salted commitment to the
data, never personal data; salt and data lie beside and can be erased. Signed checkpoints state the tree's size and
root; the other zone keeps them, so that neither an edited nor a cut nor a second trace goes unnoticed.
"""

from core.trace.audit import AuditReport, TraceProblem, audit
from core.trace.checkpoint import (
    Checkpoint,
    CheckpointInvalid,
    checkpoint,
    latest_checkpoint,
    verify_checkpoint,
)
from core.trace.log import (
    Json,
    TraceReceipt,
    TraceRecord,
    append,
    consistency_proof,
    entries_for,
    entry,
    erase_opening,
    inclusion_proof,
    root,
    size,
)
from core.trace.tree import leaf_hash, verify_consistency, verify_inclusion
from core.trace.witness import Verdict, keep_witness, witnesses

__all__ = [
    "AuditReport",
    "Checkpoint",
    "CheckpointInvalid",
    "Json",
    "TraceProblem",
    "TraceReceipt",
    "TraceRecord",
    "Verdict",
    "append",
    "audit",
    "checkpoint",
    "consistency_proof",
    "entries_for",
    "entry",
    "erase_opening",
    "inclusion_proof",
    "keep_witness",
    "latest_checkpoint",
    "leaf_hash",
    "root",
    "size",
    "verify_checkpoint",
    "verify_consistency",
    "verify_inclusion",
    "witnesses",
]
