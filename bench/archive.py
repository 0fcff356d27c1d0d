"""What keeping a record costs over writing, syncing, and reading back the same bytes twice with nothing else."""

from __future__ import annotations

import hashlib
import io
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pikepdf

from bench import Ratio
from core.archive import ArchiveItem, ArchivePackage, ArchiveStore, object_id
from core.records import sha256

ITEMS, SIZE, ROUNDS = 12, 200_000, 15
NOW = datetime(2026, 5, 6, tzinfo=UTC)


def measure() -> list[Ratio]:
    items = [ArchiveItem(f"{n:02d}.pdf", _pdf(), "document") for n in range(1, ITEMS + 1)]
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as name:
        folder = Path(name)
        store = ArchiveStore(folder / "a", folder / "b")
        kept: list[float] = []
        bare: list[float] = []
        for number in range(ROUNDS):  # in turns, so that whatever else the machine does meets both alike
            package = _package(object_id("bench", str(number)), items)
            bare.append(_timed(lambda number=number: _write_bare(folder / f"bare{number}", items)))  # type: ignore[misc] # bound now
            kept.append(_timed(lambda package=package: store.keep(package, NOW)))  # type: ignore[misc] # bound now
    ours, theirs = statistics.median(kept), statistics.median(bare)
    detail = f"{ITEMS} PDF of {SIZE // 1000} kB: {ours * 1000:.0f} ms, bare {theirs * 1000:.0f} ms"
    return [Ratio("archive: keep / bare double write", ours / theirs, 4, at_most=True, detail=detail)]


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _write_bare(folder: Path, items: list[ArchiveItem]) -> None:
    """Two copies, each file synced, dropped from memory, read back and compared by SHA-512."""
    for copy in ("a", "b"):
        place = folder / copy
        place.mkdir(parents=True)
        for item in items:
            with (place / item.path).open("wb") as file:
                file.write(item.data)
                file.flush()
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            assert hashlib.sha512((place / item.path).read_bytes()).digest() == hashlib.sha512(item.data).digest()


def _pdf() -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.Filling = pikepdf.Stream(document, os.urandom(SIZE))
        with document.open_metadata() as xmp:
            xmp["pdfaid:part"], xmp["pdfaid:conformance"] = "3", "U"
        document.save(made)
    return made.getvalue()


def _package(identifier: str, items: list[ArchiveItem]) -> ArchivePackage:
    rows = [
        item.described(number, item.path, "application/pdf", sha256=sha256(item.data)).model_dump()
        for number, item in enumerate(items, start=1)
    ]
    metadata = {
        "identifiers": {"object": identifier},
        "title": "measurement",
        "edition": "2026",
        "dates": {},
        "agents": [{"ref": "a", "name": "authority", "role": "authority"}],
        "rights": ["none"],
        "events": [{"kind": "archived", "at": NOW.isoformat()}],
        "items": rows,
    }
    return ArchivePackage(identifier, metadata, items)
