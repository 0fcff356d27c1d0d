"""A registration's server time against a bare loop of the calls that it needs (`bench/_bare.py` makes them).

Both run in turns on the same disk. Ours is what `quancheng smoke` reports for all its steps, its own verifications
included, less the time in which documents were laid out (measured elsewhere). What a round asks of the libraries is
written down in that round and asked again right after it; a first round does not count.
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any
from unittest.mock import patch

from bench import Ratio
from bench._bare import Bare, Calls
from core import smoke
from core.bootstrap import initialise
from core.inner import issuing, papers, verification
from core.keys import KeyRing
from core.outer import packs, submission
from core.pki import der, read_certificate
from core.provision import SECRET, Layout, secret_of

ROUNDS = 7
BOUND = 2.0
LAYOUT: tuple[tuple[Any, str], ...] = (
    (packs, "build_pack"), (submission, "build_manifest"), (issuing, "build_licence"), (papers, "build_notice"),
    (papers, "build_examination_sheet"), (verification, "build_document"),
)  # fmt: skip


class _Layout:
    """How long documents were being laid out."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @contextmanager
    def timed(self) -> Iterator[None]:
        with ExitStack() as stack:
            for owner, name in LAYOUT:
                stack.enter_context(patch.object(owner, name, self._timing(getattr(owner, name))))
            yield

    def _timing(self, build: Callable[..., Any]) -> Callable[..., Any]:
        def timing(*arguments: Any, **options: Any) -> Any:
            start = perf_counter()
            try:
                return build(*arguments, **options)
            finally:
                self.seconds += perf_counter() - start

        return timing


def measure() -> list[Ratio]:
    """The median of the rounds' ratios; at most twice the bare calls."""
    with (
        tempfile.TemporaryDirectory() as name,
        patch.dict(os.environ, {"QUANCHENG_OUTER_TRUST_ADDRESS": "http://[::1]:1"}),
    ):
        folder = Path(name)
        root = folder / "var"
        initialise(root)
        bare = _bare(root, folder)
        rounds = [_round(root, folder / f"out{number}", bare) for number in range(ROUNDS + 1)][1:]
        bare.close()
    ratio = statistics.median(ours / floor for ours, floor, _ in rounds)
    ours, floor = (statistics.median(figures) for figures in list(zip(*rounds, strict=True))[:2])
    detail = f"ours {ours * 1000:.0f} ms without layout, bare {floor * 1000:.0f} ms: {rounds[-1][2]}"
    return [Ratio("smoke / bare calls", ratio, BOUND, True, detail)]


def _bare(root: Path, folder: Path) -> Bare:
    trust = Layout(root).trust
    certificates = tuple(der(read_certificate(trust / f"{one}.crt")) for one in ("tsa", "issuing"))
    return Bare(folder / "bare", KeyRing.open(trust, secret_of(trust / SECRET)).p256("tsa"), certificates)


def _round(root: Path, out: Path, bare: Bare) -> tuple[float, float, Calls]:
    """Seconds of a smoke without layout, seconds of its calls alone, and what these were."""
    layout, calls = _Layout(), Calls()
    with layout.timed(), calls.written_down():
        status = smoke.run(root, out)
    result = json.loads((out / "result.json").read_text(encoding="utf-8"))
    if status:
        raise RuntimeError(f"the smoke failed: {result['checks']}")
    ours = sum(result["seconds"].values()) - layout.seconds
    start = perf_counter()
    bare.replay(calls)
    return ours, perf_counter() - start, calls
