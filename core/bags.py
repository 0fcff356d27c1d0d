"""BagIt bags (RFC 8493), for handing a record over (R41) and moving it between authorities (R43).

Guarantees: a bag appears whole or not at all; it is validated in full after making (bagit's fast mode misses a
flipped bit) and again by the receiver before a byte of it is used. The tags and manifests are written here and
judged by bagit: bagit's own maker changes the working directory of the whole process, which no server can bear.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import ClassVar

import bagit
from pydantic import ValidationError

from core.archive_root import make_durable
from core.errors import QuanchengError
from core.i18n import N_
from core.properties import is_safe_path
from core.records import ArchiveItem, ArchivePackage, RecordMetadata

ALGORITHMS = ("sha256", "sha512")
METADATA, REPORT, ITEMS = "metadata.json", "report.json", "items/"


class BagRefused(QuanchengError):
    """A bag is not whole, or is not one of a record. `parts` are what bagit or the check names."""

    code: ClassVar[str] = "bag_refused"
    text = N_("The transfer package is not intact: {parts}")
    remedy = N_("Nothing was taken over. Ask the sender for the package again.")


def make_bag(
    folder: Path, contents: Mapping[str, bytes], *, external_id: str, version: int, organization: str, bagged_on: date
) -> None:
    """Write a bag of `contents` (path → bytes) at `folder`, which must not exist; raises BagRefused when not valid."""
    making = folder.with_name(f".{folder.name}.making")
    if making.exists():
        shutil.rmtree(making)
    payload = {f"data/{path}": data for path, data in sorted(contents.items())}
    info = {
        "Source-Organization": organization,
        "External-Identifier": external_id,
        "Internal-Sender-Identifier": f"v{version}",
        "Bagging-Date": bagged_on.isoformat(),
        "Payload-Oxum": f"{sum(map(len, contents.values()))}.{len(contents)}",
    }
    tags = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": "".join(f"{name}: {_one_line(value)}\n" for name, value in info.items()).encode(),
        **{f"manifest-{name}.txt": _manifest(payload, name) for name in ALGORITHMS},
    }
    tags |= {f"tagmanifest-{name}.txt": _manifest(tags, name) for name in ALGORITHMS}
    for path, data in {**payload, **tags}.items():
        (making / path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (making / path).write_bytes(data)
    make_durable(making)
    validate(making)
    making.rename(folder)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _manifest(files: Mapping[str, bytes], algorithm: str) -> bytes:
    return "".join(f"{hashlib.new(algorithm, data).hexdigest()}  {path}\n" for path, data in files.items()).encode()


def validate(folder: Path) -> None:
    """Validate a bag in full, every digest of every manifest; raises BagRefused naming what is wrong."""
    links = [path.name for path in folder.rglob("*") if path.is_symlink()]
    if links or (folder / "fetch.txt").exists():
        raise BagRefused(parts=", ".join(links) or "fetch.txt")
    try:
        bag = bagit.Bag(str(folder))
        bag.validate(fast=False)
    except (bagit.BagError, OSError, UnicodeError) as error:
        details = getattr(error, "details", None) or [error]
        raise BagRefused(parts="; ".join(map(str, details))) from error
    if not set(ALGORITHMS) <= set(bag.algorithms):
        raise BagRefused(parts=", ".join(f"manifest-{name}.txt" for name in ALGORITHMS))


def open_bag(folder: Path) -> ArchivePackage:
    """Validate a received bag in full and give its package, still to be checked by the four properties (R43)."""
    validate(folder)
    data = folder / "data"
    try:
        metadata = RecordMetadata.model_validate_json((data / METADATA).read_bytes())
    except (OSError, ValidationError) as error:
        raise BagRefused(parts=METADATA) from error
    contents = {path.relative_to(data).as_posix(): path.read_bytes() for path in data.rglob("*") if path.is_file()}
    identifier = metadata.identifiers.get("object", "")
    if bagit.Bag(str(folder)).info.get("External-Identifier") != identifier:
        raise BagRefused(parts="External-Identifier")
    unsafe = [path for path in contents if not is_safe_path(path)]
    if unsafe:
        raise BagRefused(parts=", ".join(unsafe))
    return package_of(identifier, contents)


def layout(package: ArchivePackage, metadata: RecordMetadata) -> dict[str, bytes]:
    """A package as files: `metadata.json` and `items/…` (the report is added when it has been made)."""
    return {METADATA: metadata.canonical(), **{ITEMS + item.path: item.data for item in package.items}}


def package_of(object_id: str, contents: Mapping[str, bytes]) -> ArchivePackage:
    """The reverse of `layout`; kinds come from the metadata, and are empty where those cannot be read."""
    try:
        mapping = json.loads(contents.get(METADATA, b"{}"))
        rows = {row.path: row for row in RecordMetadata.model_validate(mapping).items}
    except (ValueError, ValidationError):
        mapping, rows = {}, {}
    items = tuple(
        ArchiveItem(
            path=(name := path.removeprefix(ITEMS)),
            data=data,
            kind=rows[name].kind if name in rows else "",
            mandatory=rows[name].mandatory if name in rows else False,
        )
        for path, data in sorted(contents.items())
        if path.startswith(ITEMS)
    )
    return ArchivePackage(object_id, mapping, items)
