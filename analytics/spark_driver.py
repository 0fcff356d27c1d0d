"""What runs in Spark's own virtual environment: `python spark_driver.py TASK ANSWER`. It imports nothing of ours.

TASK is a JSON file by `analytics.spark`: `master`, `settings` (Spark's), `files` (Parquet), `tables` and `measures`
(pairs of a name and a statement in Spark's dialect). The tables become views, each made once from those before it; the
measures' columns and rows are written to ANSWER as JSON, days as texts.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession


def started(task: dict[str, Any]) -> SparkSession:
    builder = SparkSession.builder.master(task["master"]).appName("quancheng")
    for name, value in task["settings"].items():
        builder = builder.config(name, value)
    session: SparkSession = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def answer(session: SparkSession, task: dict[str, Any]) -> dict[str, Any]:
    session.read.parquet(*task["files"]).createOrReplaceTempView("kept")
    for name, statement in task["tables"]:
        made = session.sql(statement)
        (made if name == "application" else made.cache()).createOrReplaceTempView(name)
    return {name: told(session.sql(statement)) for name, statement in task["measures"]}


def told(found: DataFrame) -> dict[str, Any]:
    return {"columns": found.columns, "rows": [list(row) for row in found.collect()]}


def main(task_file: str, answer_file: str) -> None:
    task = json.loads(Path(task_file).read_text(encoding="utf-8"))
    session = started(task)
    try:
        found = answer(session, task)
    finally:
        session.stop()
    Path(answer_file).write_text(json.dumps(found, default=str), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
