"""Checkpoints: signed statements "my trace has so many entries and this root".

The text form is a signed note as transparency logs write it: origin, size, root (base64), time, an empty line,
the signature line. It can be printed on a receipt and verified without us. One that was signed is kept.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlmodel import Session, col, select

from core.errors import QuanchengError
from core.i18n import N_
from core.models import TraceCheckpoint
from core.trace.log import read_edge, stamp, unstamp
from core.trace.tree import HASH_LENGTH

ED25519 = b"\x01"
KEY_ID_LENGTH = 4
MARK = "— "


class CheckpointInvalid(QuanchengError):
    """The text is not a checkpoint of the origin, or its signature does not hold."""

    code = "checkpoint_invalid"
    text = N_("This statement about the trace is not genuine.")
    remedy = N_("Ask for it again; if it comes the same way, tell the administrator.")


@dataclass(frozen=True)
class Checkpoint:
    """A signed statement about a tree. `origin` names installation and zone (`quancheng/outer`)."""

    origin: str
    size: int
    root: bytes
    at: datetime
    signature_line: str

    @property
    def body(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n{stamp(self.at)}\n"

    @property
    def text(self) -> str:
        """The printable form; `parse` reads it."""
        return f"{self.body}\n{self.signature_line}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read the printable form, to the letter. Raises CheckpointInvalid; does not verify the signature."""
        try:
            origin, size, root, at, empty, line, end = text.split("\n")
            parsed = cls(origin, int(size), base64.b64decode(root, validate=True), unstamp(at), line)
        except ValueError as error:
            raise CheckpointInvalid from error
        # Read back equal: no second spelling of the same statement passes.
        if empty or end or len(parsed.root) != HASH_LENGTH or parsed.size < 0 or parsed.text != text:
            raise CheckpointInvalid
        return parsed


def sign_checkpoint(signer: Ed25519PrivateKey, origin: str, size: int, root: bytes, at: datetime) -> Checkpoint:
    """A checkpoint of any tree. Origin: no space, no plus sign, no line break."""
    if not origin or any(character in origin for character in " +\n"):
        raise ValueError("not an origin")
    unsigned = Checkpoint(origin, size, root, at, "")
    signature = key_id(origin, signer.public_key()) + signer.sign(unsigned.body.encode())
    return Checkpoint(origin, size, root, at, f"{MARK}{origin} {base64.b64encode(signature).decode()}")


def key_id(origin: str, key: Ed25519PublicKey) -> bytes:
    return sha256(origin.encode() + b"\n" + ED25519 + key.public_bytes_raw()).digest()[:KEY_ID_LENGTH]


def verify_checkpoint(checkpoint: Checkpoint, key: Ed25519PublicKey, origin: str) -> None:
    """Raises CheckpointInvalid unless the origin made it."""
    mark = f"{MARK}{origin} "
    try:
        if checkpoint.origin != origin or not checkpoint.signature_line.startswith(mark):
            raise CheckpointInvalid
        signature = base64.b64decode(checkpoint.signature_line.removeprefix(mark), validate=True)
        if signature[:KEY_ID_LENGTH] != key_id(origin, key):
            raise CheckpointInvalid
        key.verify(signature[KEY_ID_LENGTH:], checkpoint.body.encode())
    except (InvalidSignature, binascii.Error) as error:
        raise CheckpointInvalid from error


def checkpoint(session: Session, signer: Ed25519PrivateKey, origin: str, now: datetime) -> Checkpoint:
    """Sign the tree as the transaction sees it, entries of its own included, and keep the statement."""
    edge = read_edge(session.connection())
    made = sign_checkpoint(signer, origin, edge.size, edge.root, max(now, edge.last_at or now))
    if session.get(TraceCheckpoint, edge.size) is None:
        session.add(TraceCheckpoint(size=edge.size, at=made.at, text=made.text))
        session.flush()
    return made


def latest_checkpoint(session: Session) -> Checkpoint | None:
    """The last one that was kept."""
    row = session.exec(select(TraceCheckpoint).order_by(col(TraceCheckpoint.size).desc()).limit(1)).first()
    return Checkpoint.parse(row.text) if row else None
