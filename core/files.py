"""The zone's files, kept by the hash of their content and encrypted at rest.

Putting the same bytes twice keeps one file. What comes back is what went in: a file changed in one bit is refused,
never returned, and putting its content again heals it. A file is on the disk when `put` returns, so put files before
the transaction that names them; one that no row names after a rollback is merely unused.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

from core.durable import write_durably
from core.errors import NotFound, QuanchengError, StoreUnavailable
from core.i18n import N_
from core.keys import SealBroken, Vault

DIGEST = re.compile(r"[0-9a-f]{64}")


class FileDamaged(QuanchengError):
    """The stored bytes are not those that were put."""

    code = "file_damaged"
    text = N_("A stored file is damaged.")
    remedy = N_("Tell the administrator: it can be restored from a copy.")


class FileStore:
    """Files in a folder of the zone; safe to use from several threads and processes."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self.folder, self._vault = folder, vault

    def put(self, data: bytes) -> str:
        """Keep the bytes; returns their SHA-256 in hexadecimal. Raises StoreUnavailable when the disk fails."""
        digest = sha256(data).hexdigest()
        path = self._path(digest)
        if path.exists():
            try:
                self.get(digest)
                return digest
            except FileDamaged:
                pass  # written anew below
        try:
            write_durably(path, self._vault.seal_bytes(data, _context(digest)))
        except OSError as error:
            raise StoreUnavailable from error
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes, verified. Raises NotFound, FileDamaged."""
        try:
            sealed = self._path(digest).read_bytes()
        except FileNotFoundError as error:
            raise NotFound from error
        except OSError as error:
            raise FileDamaged from error
        try:
            data = self._vault.open_bytes(sealed, _context(digest))
        except SealBroken as error:
            raise FileDamaged from error
        if sha256(data).hexdigest() != digest:
            raise FileDamaged
        return data

    def has(self, digest: str) -> bool:
        """Whether a file of this hash is kept (not whether it is whole: `get` tells)."""
        return self._path(digest).exists()

    def _path(self, digest: str) -> Path:
        if not DIGEST.fullmatch(digest):
            raise NotFound
        return self.folder / digest[:2] / digest


def _context(digest: str) -> str:
    return f"file:{digest}"
