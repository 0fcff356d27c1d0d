"""The same measures on Apache Spark, for those whose applications outgrow one machine.

The statements of `snapshot.sql` and `metrics.sql` are put into Spark's dialect by sqlglot and run over the monthly
Parquet files. Spark has a virtual environment of its own (`make spark` sets it up), since it does not bear our pandas;
so `spark_driver.py` runs there as a process, and statements and rows travel as JSON.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlglot
from sqlglot import ErrorLevel, exp

from analytics.measures import METRICS, Question
from analytics.snapshot import KEYS, named
from core.errors import QuanchengError
from core.i18n import N_

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / "build" / "spark-venv" / "bin" / "python"
DRIVER = Path(__file__).with_name("spark_driver.py")
FILES = "applications-*.parquet"
MASTER = "local[*]"
BY = ("month",)
"""What `rates` counts by unless told otherwise."""
ALONE = {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_HOSTNAME": "localhost"}
"""Spark on this machine alone: it asks nobody for the machine's name, and listens to nobody else."""
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",  # moments are UTC
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
FEW = {"spark.sql.shuffle.partitions": "4"}
"""On one machine; a cluster keeps Spark's own number, or what its configuration says."""


class SparkMissing(QuanchengError):
    code = "spark_missing"
    text = N_("Apache Spark is not set up here.")
    remedy = N_("Run “make spark” once; it needs Java 17 and about 500 MB of disk space.")


class NoApplicationFiles(QuanchengError):
    code = "no_application_files"
    text = N_("There are no files “{pattern}” in the folder {folder}.")
    remedy = N_("Name the folder “parquet” beside the snapshots, or write it with “quancheng simulate”.")


class NoSuchMeasure(QuanchengError):
    code = "no_such_measure"
    text = N_("There is no measure “{name}”.")
    remedy = N_("There are: {names}.")


class SparkFailed(QuanchengError):
    code = "spark_failed"
    text = N_("Apache Spark did not come to an end. It said last: {words}")
    remedy = N_("Mend what it names and run the command again.")


def measures() -> Sequence[str]:
    """The names of all measures."""
    return tuple(named(METRICS))


def in_spark(statement: str, as_of: datetime) -> str:
    """A statement of DuckDB's in Spark's dialect, the moment of the question filled in. Raises
    sqlglot.errors.SqlglotError when there is no such form."""
    moment = exp.cast(exp.Literal.string(as_of.replace(tzinfo=None).isoformat(" ")), "TIMESTAMP", dialect="duckdb")
    parsed = sqlglot.parse_one(statement, read="duckdb")
    filled = parsed.transform(lambda node: moment.copy() if isinstance(node, exp.Parameter | exp.Placeholder) else node)
    return filled.sql(dialect="spark", unsupported_level=ErrorLevel.RAISE, comments=False)


def tables(as_of: datetime) -> list[tuple[str, str]]:
    """The snapshot's tables, made from the view `kept` of the Parquet files."""
    texts = {name: named("snapshot.sql")[name] for name in (*KEYS, "open")}
    texts = {"application": "SELECT 1::TINYINT AS sign, * FROM kept", **texts}
    return [(name, in_spark(text, as_of)) for name, text in texts.items()]


def question(name: str, as_of: datetime, by: Sequence[str] = BY) -> str:
    """A measure's statement. Raises NoSuchMeasure, and ValueError for columns by which nothing is counted."""
    if name not in measures():
        raise NoSuchMeasure(name=name, names=", ".join(measures()))
    text, _ = Question(name, tuple(by)).sql(as_of)
    return in_spark(text, as_of)


def run(
    folder: Path,
    as_of: datetime,
    names: Sequence[str] = (),
    by: Sequence[str] = BY,
    master: str = MASTER,
    python: Path = PYTHON,
) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The rows of the measures (all of them unless named) over a folder of Parquet files, as of a moment (UTC); days
    are texts. Raises SparkMissing, NoApplicationFiles, NoSuchMeasure, SparkFailed."""
    files = sorted(str(path) for path in folder.resolve().glob(FILES))
    if not files:
        raise NoApplicationFiles(pattern=FILES, folder=str(folder))
    asked = [(name, question(name, as_of, by)) for name in names or measures()]
    task = {"master": master, "settings": settings(master), "files": files, "tables": tables(as_of), "measures": asked}
    told = _driven(task, python)
    return {
        name: [dict(zip(told[name]["columns"], row, strict=True)) for row in told[name]["rows"]] for name, _ in asked
    }


def settings(master: str) -> Mapping[str, str]:
    """Spark's settings: on this machine alone few partitions, and executors no larger than its workers."""
    worker = re.fullmatch(r"local-cluster\[\d+,\d+,(\d+)\]", master)
    memory = {"spark.executor.memory": f"{worker[1]}m"} if worker else {}
    return SETTINGS | memory | (FEW if master.startswith("local") else {})


def last_words(said: str) -> str:
    """What a failed run says is wrong: its last line that is no place in a program."""
    lines = (line.strip() for line in said.splitlines())
    return next((line for line in reversed([*lines]) if line and not line.startswith(("at ", "..."))), "")


def _driven(task: Mapping[str, Any], python: Path) -> Mapping[str, Any]:
    if not python.exists() or not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise SparkMissing
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        (work / "task.json").write_text(json.dumps(task), encoding="utf-8")
        # In a folder of its own: Spark leaves what it works with where it stands, and would find our modules there.
        done = subprocess.run(
            [str(python), "-I", str(DRIVER), str(work / "task.json"), str(work / "answer.json")],
            cwd=work, env=_environment(task["master"], work), stdin=subprocess.DEVNULL, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SparkFailed(words=last_words(done.stderr))
        answer: Mapping[str, Any] = json.loads((work / "answer.json").read_text(encoding="utf-8"))
        return answer


def _environment(master: str, work: Path) -> Mapping[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "QUANCHENG_"))}
    return {**ours, "SPARK_LOCAL_DIRS": str(work), **(ALONE if master.startswith("local") else {})}
