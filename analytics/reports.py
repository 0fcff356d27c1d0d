"""What an installation reports upward: its counts, signed. No personal data, and no case by itself.

A report is a zip: `manifest.json` says whose counts they are, as of when and how far they reach, and names the SHA-256
of each table; `manifest.sig` is the inner zone's Ed25519 signature on it (the key that also signs its envelopes, over a
prefix of its own); the tables of a snapshot are Parquet. What is still open loses its identifiers, its moments are cut
to the hour, and what is alike then is counted together.
"""

from __future__ import annotations

import io
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from analytics.snapshot import KEYS, Snapshot
from core.durable import write_durably
from core.errors import QuanchengError
from core.i18n import N_

DOMAIN = b"quancheng counts 1\n"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
LARGEST_MANIFEST = 20_000
LARGEST_TABLE = 50_000_000
DAMAGED = (OSError, EOFError, KeyError, RuntimeError, ValueError, struct.error, zlib.error, zipfile.BadZipFile)
"""What reading a file raises that only looks like a report."""
LONG_AGO = (1980, 1, 1, 0, 0, 0)
TABLES: Mapping[str, str] = {
    **{table: f"FROM {table} ORDER BY ALL" for table in KEYS},
    "open": (
        "SELECT '' AS id, region, entity_type, business, channel, status, date_trunc('hour', received_at) AS "
        "received_at, date_trunc('hour', since) AS since, date_trunc('hour', due_at) AS due_at, running, "
        "sum(applications)::BIGINT AS applications FROM open GROUP BY ALL ORDER BY ALL"
    ),
    "region": "FROM region ORDER BY ALL",
}
"""What of a snapshot is reported."""

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:@/+-]{1,128}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


class ReportRefused(QuanchengError):
    """A report that is not counted; nothing of it was taken."""

    code = "report_refused"
    text = N_("The report “{file}” was not taken: {reason_text}.")
    remedy = N_("What was reported before still counts. Ask the installation for its newest report.")


class Manifest(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    v: Literal[1] = 1
    installation: Name
    authority: Code
    as_of: AwareDatetime
    watermark: Annotated[int, Field(ge=0)]
    tables: Mapping[str, Digest]

    def canonical(self) -> bytes:
        return rfc8785.dumps(self.model_dump(mode="json"))


@dataclass(frozen=True)
class Report:
    """A report whose signature and hashes fit: what its manifest says, and its tables as Parquet."""

    manifest: Manifest
    tables: Mapping[str, bytes]
    file: bytes
    """As it came; another zip may hold the same report."""


def write(snapshot: Snapshot, path: Path, *, installation: str, authority: str, signer: Ed25519PrivateKey) -> Manifest:
    """Lay the report of a snapshot into a file, whole or not at all."""
    tables = _tables(snapshot)
    manifest = Manifest(
        installation=installation,
        authority=authority,
        as_of=snapshot.made_at,
        watermark=snapshot.watermark,
        tables={table: sha256(data).hexdigest() for table, data in tables.items()},
    )
    body = manifest.canonical()
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, data in (
            (MANIFEST, body),
            (SIGNATURE, signer.sign(DOMAIN + body)),
            *((_name(table), data) for table, data in tables.items()),
        ):
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), data)
    write_durably(path, whole.getvalue())
    return manifest


def _tables(snapshot: Snapshot) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder, snapshot.open() as connection:
        made = {}
        for table, select in TABLES.items():
            path = Path(folder) / _name(table)
            connection.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
            made[table] = path.read_bytes()
        return made


def _name(table: str) -> str:
    return f"{table}.parquet"


def read(path: Path, key_of: Callable[[str], Ed25519PublicKey | None]) -> Report:
    """A report whose signature, by the key that `key_of` knows of its installation, and hashes fit.

    Raises ReportRefused.
    """
    try:
        file = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            _check_sizes(path, archive)
            parts = {name: archive.read(name) for name in archive.namelist()}
        manifest = Manifest.model_validate_json(parts[MANIFEST])
    except DAMAGED as error:
        raise ReportRefused(file=path.name, reason_text=N_("it is not a report, or it is damaged")) from error
    key = key_of(manifest.installation)
    if key is None:
        raise ReportRefused(file=path.name, reason_text=N_("no installation of that name is known here"))
    try:
        key.verify(parts[SIGNATURE], DOMAIN + parts[MANIFEST])
    except (InvalidSignature, KeyError) as error:
        raise ReportRefused(
            file=path.name, reason_text=N_("it was not signed by the installation that it names")
        ) from error
    tables = {table: parts.get(_name(table), b"") for table in TABLES}
    if manifest.tables != {table: sha256(data).hexdigest() for table, data in tables.items()}:
        raise ReportRefused(file=path.name, reason_text=N_("its tables are not those that were signed"))
    return Report(manifest, tables, file)


def _check_sizes(path: Path, archive: zipfile.ZipFile) -> None:
    """Nothing is unpacked that could not belong to a report."""
    largest = {MANIFEST: LARGEST_MANIFEST, SIGNATURE: LARGEST_MANIFEST, **{_name(one): LARGEST_TABLE for one in TABLES}}
    names = archive.namelist()
    if len(names) != len(set(names)) or any(
        one.file_size > largest.get(one.filename, -1) for one in archive.infolist()
    ):
        raise ReportRefused(file=path.name, reason_text=N_("it is not a report, or it is damaged"))
