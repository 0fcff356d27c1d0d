"""Makes `.venv` from the lock files; the only program that runs before anything is installed, so standard library only.

- Nothing gets in whose hash is not in a lock file, the builders of source packages included.
- A second call does nothing while the lock files, the interpreter and this program are the same.
- `setup.py run` serves `make run`; `setup.py dev` adds what checks and tests need; `setup.py debian` sees to the
  Debian packages that tests need: as root it installs them, otherwise it names what is missing and fails.
- `setup.py spark` makes an environment apart, `build/spark-venv`, and sees to Java.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import stat
import subprocess
import sys
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
SPARK_VENV = ROOT / "build" / "spark-venv"
BUILD_LOCK = ROOT / "requirements-build.lock"
LOCKS = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
SPARK_LOCK = ROOT / "requirements-spark.lock"
JAVA = "openjdk-17-jre-headless"
DEBIAN_PACKAGES = ROOT / "tools" / "debian-packages.txt"
COMMAND = """#!{python}
import sys
sys.path.insert(0, {root!r})
from core.cli import main
sys.exit(main())
"""


class SetupFailed(Exception):
    """One sentence that says what to do."""


def call(*command: str | Path, **environment: str) -> None:
    """Runs a program with its output shown. Raises SetupFailed when it fails."""
    done = subprocess.run([str(part) for part in command], env={**os.environ, **environment}, check=False)
    if done.returncode:
        raise SetupFailed(f"This command failed, see above: {' '.join(str(part) for part in command)}")


def python_of(venv: Path) -> Path:
    return venv / "bin" / "python"


def fingerprint(kind: str, lock: Path) -> str:
    """Changes whenever the environment has to be brought up to date."""
    digest = hashlib.sha256(f"{kind} {sys.version} {sys.base_prefix} {ROOT}".encode())
    for path in (BUILD_LOCK, lock, Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current(kind: str) -> bool:
    """What checks need includes what running needs, so the larger set serves the smaller."""
    kinds = ("run", "dev") if kind == "run" else ("dev",)
    return any(is_stamped(VENV, each, LOCKS[each]) for each in kinds)


def is_stamped(venv: Path, kind: str, lock: Path) -> bool:
    stamp = venv / f"stamp-{kind}"
    return python_of(venv).exists() and stamp.exists() and stamp.read_text() == fingerprint(kind, lock)


def apt_install(packages: list[str]) -> None:
    """Raises SetupFailed with the command to give when this is not root or not Debian."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SetupFailed(
            f"These Debian packages are missing; install them as root: apt-get install {' '.join(packages)}"
        )
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    call("apt-get", "update", "-q", **quiet)
    call("apt-get", "install", "-q", "-y", "--no-install-recommends", *packages, **quiet)


def has_this_interpreter(venv: Path) -> bool:
    """Whether the environment stands and was made by the Python that runs now."""
    of_this = Path(sys.base_prefix) / "bin"
    settings = venv / "pyvenv.cfg"
    return python_of(venv).exists() and settings.exists() and f"home = {of_this}" in settings.read_text().splitlines()


def make_venv(venv: Path) -> None:
    """Made anew when another Python is to be used: packages compiled for one need not suit the other."""
    if has_this_interpreter(venv):
        return
    if importlib.util.find_spec("ensurepip") is None:
        apt_install(["python3-venv"])  # Debian keeps it in a package of its own
    call(sys.executable, "-m", "venv", "--clear", venv)


def install(venv: Path, lock: Path, *options: str) -> None:
    pip: list[str | Path] = [
        python_of(venv),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--no-compile",
    ]
    call(*pip, "--require-hashes", *options, "-r", lock)


def write_command() -> None:
    """The `quancheng` command. No installation of the project itself: it runs from its folder."""
    path = VENV / "bin" / "quancheng"
    path.write_text(COMMAND.format(python=python_of(VENV), root=str(ROOT)))
    path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


def set_up(kind: str) -> None:
    if is_current(kind):
        return
    fill(VENV, LOCKS[kind])
    write_command()
    (VENV / f"stamp-{kind}").write_text(fingerprint(kind, LOCKS[kind]))


def fill(venv: Path, lock: Path) -> None:
    print(f"Setting up {venv.name} from {lock.name}; this takes a minute or two the first time …", flush=True)
    make_venv(venv)
    install(venv, BUILD_LOCK)
    install(venv, lock, "--no-build-isolation")


def set_up_spark() -> None:
    if not shutil.which("java"):
        apt_install([JAVA])
    if not is_stamped(SPARK_VENV, "spark", SPARK_LOCK):
        fill(SPARK_VENV, SPARK_LOCK)
        (SPARK_VENV / "stamp-spark").write_text(fingerprint("spark", SPARK_LOCK))


def missing_debian_packages(mark: str = "") -> list[str]:
    """Those of tools/debian-packages.txt that dpkg does not know as installed; with "?" those one can do without."""
    if not shutil.which("dpkg-query"):
        raise SetupFailed("The tests need Debian's packages (tools/debian-packages.txt), and this is not Debian.")
    lines = (line.partition("#")[0].strip() for line in DEBIAN_PACKAGES.read_text().splitlines())
    wanted = [line.removeprefix("?") for line in lines if line and line.startswith("?") == bool(mark)]
    return [name for name in wanted if not is_installed(name)]


def is_installed(package: str) -> bool:
    asked = ["dpkg-query", "--show", "--showformat", "${db:Status-Status}", package]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout == "installed"


def set_up_debian() -> None:
    missing = missing_debian_packages()
    if missing:
        apt_install(missing)
    for spared in missing_debian_packages("?"):
        try:
            apt_install([spared])
        except SetupFailed:
            print(f"{spared} cannot be had; the tests go on without it, only slower.")


def main(arguments: list[str]) -> int:
    if sys.version_info[:2] != (3, 11):
        print(
            f"Quancheng needs Python 3.11; this is {sys.version.split()[0]}. Give the one to use: make PYTHON=…",
            file=sys.stderr,
        )
        return 1
    try:
        for kind in arguments:
            {"debian": set_up_debian, "spark": set_up_spark}.get(kind, partial(set_up, kind))()
    except SetupFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
