"""A zone's spool: `out` waits for the carrier, `in` was brought by it, `rejected` keeps what was not accepted.

Names are transport only and prove nothing: messages are called by the hash of their bytes, files by the hash of
their content. Writing is atomic and durable; what is read is a plain file of bounded size.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from hashlib import file_digest, sha256
from pathlib import Path

from core.durable import TEMPORARY, flush_folder, write_durably
from core.errors import EnvelopeRejected, StoreUnavailable
from core.i18n import N_

ENVELOPE, CONTROL, FILE = ".envelope", ".control", ".file"
LARGEST = 64 * 1024 * 1024


class Spool:
    """The folders of one zone's side."""

    def __init__(self, folder: Path) -> None:
        self.out, self.incoming, self.rejected = folder / "out", folder / "in", folder / "rejected"

    def make(self) -> None:
        for folder in (self.out, self.incoming, self.rejected):
            folder.mkdir(parents=True, exist_ok=True, mode=0o750)

    def put(self, name: str, data: bytes) -> None:
        """Lay a file out for the carrier, unless it still waits there. Raises StoreUnavailable."""
        path = self.out / name
        if path.exists():
            return
        try:
            write_durably(path, data)
        except OSError as error:
            raise StoreUnavailable from error

    def waits(self, name: str) -> bool:
        return (self.out / name).exists()

    def arrived(self, *, but: str) -> Iterator[Path]:
        """What the carrier brought, by name, without files of one ending."""
        if not self.incoming.is_dir():
            return
        for entry in sorted(os.scandir(self.incoming), key=lambda one: one.name):
            if not entry.name.startswith(TEMPORARY) and not entry.name.endswith(but):
                yield Path(entry.path)

    def file(self, digest: str) -> Path | None:
        """The companion file of this hash, if it has been brought."""
        path = self.incoming / f"{digest}{FILE}"
        return path if path.is_symlink() or path.exists() else None

    def companions(self) -> Iterator[tuple[Path, str]]:
        """All companion files that were brought, with the hash that their name claims."""
        if self.incoming.is_dir():
            for path in sorted(self.incoming.glob(f"*{FILE}")):
                if not path.name.startswith(TEMPORARY):
                    yield path, path.name.removesuffix(FILE)

    def set_aside(self, path: Path, digest: str) -> None:
        """Keep the original of what was not accepted."""
        self.rejected.mkdir(parents=True, exist_ok=True, mode=0o750)
        os.replace(path, self.rejected / digest)
        flush_folder(self.rejected)


def read_arrived(path: Path) -> bytes:
    """The bytes of a plain file. Raises EnvelopeRejected for anything else, OSError when the disk fails."""
    about = path.lstat()
    if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST:
        raise EnvelopeRejected(reason_text=N_("it is no plain file of a permitted size"))
    return path.read_bytes()


def digest_of(path: Path) -> str:
    """The hash under which an arrived thing is kept: of its bytes, or of its name when it has none to read."""
    if stat.S_ISREG(path.lstat().st_mode):
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    return sha256(path.name.encode(errors="surrogateescape")).hexdigest()
