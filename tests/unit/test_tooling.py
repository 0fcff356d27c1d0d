"""What keeps the repository true: all commands and settings are documented, locks are whole, no machine is named."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from core.cli import app
from core.settings import Settings

ROOT = Path(__file__).resolve().parent.parent.parent
OPERATION = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
LOCKS = ("requirements-build", "requirements", "requirements-dev", "requirements-spark")
PIN = re.compile(r"^([a-z0-9._-]+)(?:\[[a-z0-9,-]+\])?==(\S+) \\$", re.MULTILINE)
# Folders of particular machines, and addresses from which packages come: none belongs into the repository.
MACHINE = re.compile(
    r"(?<![\w.-])/(?:work|root|opt|home|mnt)/|--(?:extra-)?index-url |--find-links |pythonhosted|pypi\.org"
)


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    below = getattr(command, "commands", {})
    if not below:
        yield path, command
    for name, each in below.items():
        yield from commands(each, (*path, name))


COMMANDS = dict(commands(typer.main.get_command(app)))


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    """Empty for what is not a text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def pins(lock: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / f"{lock}.lock").read_text()))


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_is_documented_with_its_options(path: tuple[str, ...]) -> None:
    row = re.search(rf"^\| `{' '.join(path)}` \| (.*?) \|", OPERATION, re.MULTILINE)
    assert row, "a row in the table of commands of docs/operation.md"
    options = {name for option in COMMANDS[path].params for name in option.opts if name.startswith("--")}
    assert set(re.findall(r"--[a-z-]+", row[1])) == options - {"--help"}
    assert COMMANDS[path].help


def test_every_setting_is_documented_and_no_other() -> None:
    rows = set(re.findall(r"^\| `(QUANCHENG_[A-Z_]+)`", OPERATION, re.MULTILINE))
    assert rows == {f"QUANCHENG_{name.upper()}" for name in Settings.model_fields}


def test_every_setting_says_what_it_is() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_no_file_names_a_machine() -> None:
    naming = [path for path in tracked_files() if path != Path(__file__).resolve() and MACHINE.search(text_of(path))]
    assert naming == []


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_hold_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / f"{lock}.lock").read_text()
    assert "://" not in text
    for entry in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in entry


@pytest.mark.parametrize("lock", LOCKS)
def test_all_that_is_wished_for_is_locked(lock: str) -> None:
    wishes = re.findall(r"^([A-Za-z0-9._-]+)", (ROOT / f"{lock}.in").read_text(), re.MULTILINE)
    names = {re.sub(r"[-_.]+", "-", name).lower() for name in wishes if not name.startswith("-")}
    assert names - set(pins(lock)) == set()


def test_tests_run_on_what_runs() -> None:
    assert pins("requirements").items() <= pins("requirements-dev").items()


def test_ci_runs_the_checks_and_the_tests() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert re.findall(r"^make \w+", script.read_text(), re.MULTILINE) == ["make check", "make test"]


def test_streamlit_neither_reloads_nor_reports() -> None:
    config = (ROOT / ".streamlit" / "config.toml").read_text()
    for line in ('fileWatcherType = "none"', "gatherUsageStats = false", "postScriptGC = false"):
        assert line in config
