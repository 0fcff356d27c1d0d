"""Programs that are not ours read the archive: ocfl-py's validators and the `bagit.py` command line (R41, R43)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.archive import ArchiveStore
from tests.archives import CHECKERS, NOW, OBJECT, package, pdf, with_item

pytestmark = pytest.mark.proof
PROGRAMS = Path(sys.executable).parent


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *map(str, arguments)], capture_output=True, text=True, check=False)


@pytest.fixture
def archive(tmp_path: Path) -> ArchiveStore:
    made = ArchiveStore(tmp_path / "a", tmp_path / "b", CHECKERS)
    made.keep(package(), NOW)
    made.keep(with_item(package(), "02-charter.pdf", data=pdf("timestamp renewed")), NOW)
    return made


@pytest.mark.parametrize("copy", ["a", "b"])
def test_r41_an_ocfl_tool_validates_either_root_and_finds_damage(
    archive: ArchiveStore, tmp_path: Path, copy: str
) -> None:
    root = tmp_path / copy / "ocfl"
    validate = (PROGRAMS / "ocfl-root.py", "validate", "--validate-objects", "--check-digests", "--root", root)
    valid = run(*validate)
    assert valid.returncode == 0, valid.stdout + valid.stderr
    listed = run(PROGRAMS / "ocfl-root.py", "list", "--root", root)
    assert OBJECT in listed.stdout
    victim = next(root.rglob("v2/content/items/02-charter.pdf"))
    victim.write_bytes(victim.read_bytes()[:-1] + b"!")
    bad = run(*validate)
    assert "E092" in bad.stdout + bad.stderr
    archive.repair(OBJECT)
    good = run(*validate)
    assert "E092" not in good.stdout + good.stderr
    assert "1 / 1 are VALID" in good.stdout, good.stdout


def test_r43_bagit_validates_the_exported_bag_and_finds_damage(archive: ArchiveStore, tmp_path: Path) -> None:
    bag = archive.export_bag(OBJECT, tmp_path / "out", organization="登记机关", bagged_on=NOW.date())
    valid = run(PROGRAMS / "bagit.py", "--validate", bag)
    assert valid.returncode == 0, valid.stderr
    victim = bag / "data/items/02-charter.pdf"
    victim.write_bytes(victim.read_bytes()[:-1] + b"!")
    assert run(PROGRAMS / "bagit.py", "--validate", bag).returncode != 0


def test_r43_sha256sum_alone_can_check_a_bag(archive: ArchiveStore, tmp_path: Path) -> None:
    bag = archive.export_bag(OBJECT, tmp_path / "out", organization="登记机关", bagged_on=NOW.date())
    for program in ("sha256sum", "sha512sum"):
        manifest = f"manifest-{program.removesuffix('sum')}.txt"
        checked = subprocess.run([program, "--check", "--quiet", manifest], cwd=bag, capture_output=True, check=False)
        assert checked.returncode == 0, checked.stderr
