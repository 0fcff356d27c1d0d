"""Compiles the requirements into hashed lock files (`make lock`).

The lock files name packages, versions and hashes only: no index, no folder, no host, so that any registry that
carries the same files serves. The development lock is held to the versions of the run lock.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Wishes, the lock made of them, and the lock whose versions bind it.
LOCKS: tuple[tuple[str, str, str | None], ...] = (
    ("requirements-build.in", "requirements-build.lock", None),
    ("requirements.in", "requirements.lock", None),
    ("requirements-dev.in", "requirements-dev.lock", "requirements.lock"),
    ("requirements-spark.in", "requirements-spark.lock", None),
)


def compile_lock(wishes: str, lock: str, bound_by: str | None, *, upgrade: bool) -> None:
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--generate-hashes"]
    command += ["--no-emit-index-url", "--no-emit-find-links"]
    command += ["--custom-compile-command", "make lock", "--python-version", "3.11"]
    command += ["--constraint", bound_by] if bound_by else []
    command += ["--upgrade"] if upgrade else []
    subprocess.run([*command, wishes, "--output-file", lock], cwd=ROOT, check=True)


def main() -> None:
    for wishes, lock, bound_by in LOCKS:
        compile_lock(wishes, lock, bound_by, upgrade="--upgrade" in sys.argv[1:])
        print(lock)


if __name__ == "__main__":
    main()
