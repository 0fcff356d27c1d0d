"""`smoke` on an installation of its own, for tests that look at what it leaves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core import smoke
from tests.towns import provide_keys, settle_in

NOBODY = "http://127.0.0.1:1"
"""No trust service of another installation on this machine is to answer."""


@dataclass(frozen=True)
class Smoked:
    root: Path
    out: Path
    status: int

    @property
    def result(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.out / "result.json").read_text(encoding="utf-8"))
        return found

    @property
    def documents(self) -> list[Path]:
        return [self.out / name for name in self.result["documents"]]

    @property
    def bag(self) -> Path:
        return self.out / str(self.result["archive"])


def run_smoke(folder: Path) -> Smoked:
    """Provide an installation below the folder and smoke it."""
    root, out = folder / "var", folder / "out"
    provide_keys(folder / "keys")
    settle_in(folder / "keys", root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUANCHENG_OUTER_TRUST_ADDRESS", NOBODY)
        return Smoked(root, out, smoke.run(root, out))
