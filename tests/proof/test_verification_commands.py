"""The commands by which anyone verifies without us, carried out as README and docs/verification.md print them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = (ROOT / "README.md", ROOT / "docs" / "verification.md")
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)

pytestmark = pytest.mark.proof


def run(*command: str, folder: Path, fails: bool = False) -> str:
    """Run a program with our Python first in the path; its output."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    told = {name: value for name, value in os.environ.items() if not name.startswith("QUANCHENG_")}
    done = subprocess.run(command, cwd=folder, env={**told, "PATH": path}, capture_output=True, text=True, check=False)
    assert bool(done.returncode) == fails, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def smoked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `quancheng smoke` left, of a fresh installation."""
    folder = tmp_path_factory.mktemp("smoked")
    var = f"--var={folder / 'var'}"
    run(sys.executable, "-m", "core.cli", "init", var, folder=ROOT)
    run(sys.executable, "-m", "core.cli", "smoke", var, f"--out={folder / 'out'}", folder=ROOT)
    return folder / "out"


def blocks(page: Path) -> str:
    """All commands of a page as one script that stops at the first that fails."""
    found = BLOCK.findall(page.read_text(encoding="utf-8"))
    assert found
    return "set -eu\n" + "\n".join(found)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_printed_commands_verify_what_smoke_left(page: Path, smoked: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    shutil.copytree(smoked, folder)
    said = run("bash", "-c", blocks(page), folder=folder)
    assert "Signature is Valid" in said
    assert "CAdES Verification successful" in said
    assert re.search(r"91\d{6}[0-9A-Z]{10}", said)
    if page.name == "verification.md":
        for words in ("Verification: OK", "all of them are in quancheng/inner", "all of them are in quancheng/outer"):
            assert words in said
        assert said.count("Signature Verified Successfully") == 2


def test_the_printed_commands_refuse_a_changed_licence(smoked: Path, tmp_path: Path) -> None:
    """A check that cannot fail proves nothing."""
    folder = tmp_path / "out"
    shutil.copytree(smoked, folder)
    licence = folder / "licence.pdf"
    data = bytearray(licence.read_bytes())
    data[len(data) // 4] ^= 1
    licence.write_bytes(data)
    run("bash", "-c", blocks(PAGES[0]), folder=folder, fails=True)


def test_the_printed_commands_refuse_a_changed_trace(smoked: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    shutil.copytree(smoked, folder)
    proof = folder / "trace-inner.json"
    proof.write_text(proof.read_text().replace("registration.approve", "registration.approvE"))
    assert "is not in the trace" in run("bash", "-c", blocks(PAGES[1]), folder=folder, fails=True)
