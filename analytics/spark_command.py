"""`python -m analytics.spark_command`: what `quancheng analytics spark` starts."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analytics import parquet, spark
from analytics.measures import BY
from analytics.simulation.build import TRUTH
from core.clock import system_clock
from core.errors import QuanchengError
from core.i18n import M_, N_, Message, translator
from core.preflight import language_of


class NoMoment(QuanchengError):
    code = "no_moment"
    text = N_("“{moment}” is no moment.")
    remedy = N_("Write it as 2017-10-16T10:00:00+00:00.")


class NotCountedBy(QuanchengError):
    code = "not_counted_by"
    text = N_("Nothing is counted by “{column}”.")
    remedy = N_("One can count by: {names}.")


def main(arguments: Sequence[str]) -> int:
    asked = _parser().parse_args(arguments)
    try:
        as_of = moment_of(asked.as_of) if asked.as_of else known(asked.parquet)
        found = spark.run(asked.parquet, as_of, asked.measure, columns(asked.by), asked.master)
    except QuanchengError as error:
        print(error.message(translator(language_of(os.environ))), file=sys.stderr)
        return 1
    if asked.out is None:
        print("\n\n".join(table(name, rows) for name, rows in found.items()))
        return 0
    told = {"as_of": as_of.isoformat(), "measures": found}
    asked.out.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    _say(M_("The measures are in {file}.", file=str(asked.out)))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="quancheng analytics spark")
    parser.add_argument("--parquet", type=Path, required=True)
    parser.add_argument("--measure", action="append", default=[])
    parser.add_argument("--by", action="append", default=[])
    parser.add_argument("--as-of", default="")
    parser.add_argument("--master", default=spark.MASTER)
    parser.add_argument("--out", type=Path)
    return parser


def moment_of(text: str) -> datetime:
    """A moment in UTC; one without a zone is taken as UTC. Raises NoMoment."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise NoMoment(moment=text) from error
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def known(folder: Path) -> datetime:
    """The moment at which the files were written, or at which the simulated history ends; else now."""
    for path, name in ((folder / parquet.STATE, "made_at"), (folder.parent / TRUTH, "as_of")):
        if path.exists():
            return moment_of(str(json.loads(path.read_text(encoding="utf-8"))[name]))
    return system_clock()


def columns(by: Sequence[str]) -> Sequence[str]:
    """The columns by which is counted. Raises NotCountedBy."""
    for column in by:
        if column not in BY:
            raise NotCountedBy(column=column, names=", ".join(sorted(BY)))
    return by or spark.BY


def table(name: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """A measure's rows as lines of aligned columns, below its name."""
    heads = list(rows[0]) if rows else []
    lines = [heads, *([str(value) for value in row.values()] for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(heads))]
    shown = ("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)
    return "\n".join((f"# {name}", *shown))


def _say(message: Message) -> None:
    print(message.render(translator(language_of(os.environ))), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
