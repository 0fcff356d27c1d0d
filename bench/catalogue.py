"""What loading the norm costs: reading, inheriting and checking it, against a bare parse of the same files."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import yaml

from bench import Ratio
from core.catalogue.loader import FOLDER, load_from

ROUNDS = 15


def measure() -> list[Ratio]:
    """Processor time to load the norm, as every process does at its start, over that of a bare parse; at most three."""
    files = sorted(FOLDER.rglob("*.yaml"))
    load_from(FOLDER)
    bare, ours = [], []
    for _ in range(ROUNDS):  # in turns, so that whatever slows the machine slows both; the best of each counts
        bare.append(_taken(lambda: [yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader) for file in files]))
        ours.append(_taken(lambda: load_from(FOLDER)))
    size = sum(file.stat().st_size for file in files)
    detail = f"{len(files)} files, {size // 1000} kB: {min(ours) * 1000:.0f} ms, bare {min(bare) * 1000:.0f} ms"
    return [Ratio("catalogue: load / bare parse", min(ours) / min(bare), 3, at_most=True, detail=detail)]


def _taken(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start
