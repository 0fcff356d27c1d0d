"""The measures' statements have a form in Spark's dialect (that they count alike, `make spark` proves)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from analytics import spark
from analytics.spark_command import columns, moment_of, table
from core.errors import QuanchengError

AS_OF = datetime(2017, 10, 16, 10, 0, tzinfo=UTC)
STATEMENTS = {
    **{f"table {name}": statement for name, statement in spark.tables(AS_OF)},
    **{f"measure {name}": spark.question(name, AS_OF) for name in spark.measures()},
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_every_statement_can_be_said_in_sparks_dialect(name: str) -> None:
    (parsed,) = sqlglot.parse(STATEMENTS[name], read="spark")
    assert parsed is not None
    assert parsed.sql(dialect="spark") == STATEMENTS[name]


@pytest.mark.parametrize("name", STATEMENTS)
def test_no_function_is_passed_on_that_only_duckdb_has(name: str) -> None:
    """What sqlglot does not know it passes on as it stands: then Spark would not understand it."""
    parsed = sqlglot.parse_one(STATEMENTS[name], read="spark")
    assert [str(found.this) for found in parsed.find_all(exp.Anonymous)] == []
    assert list(parsed.find_all(exp.Placeholder, exp.Parameter)) == []


def test_the_moment_of_the_question_is_part_of_the_statement() -> None:
    assert "'2017-10-16 10:00:00'" in spark.question("waiting", AS_OF)


def test_what_is_asked_for_wrongly_is_said() -> None:
    with pytest.raises(spark.NoSuchMeasure, match="waits"):
        spark.question("waits", AS_OF)
    with pytest.raises(spark.NoApplicationFiles):
        spark.run(Path(__file__).parent / "nowhere", AS_OF)
    for ask in (lambda: moment_of("yesterday"), lambda: columns(["1; DROP TABLE cell"])):
        with pytest.raises(QuanchengError):
            ask()


def test_rows_are_printed_in_columns() -> None:
    assert table("days", [{"day": "2017-10-01", "received": 5}, {"day": "2017-10-02", "received": 1250}]) == (
        "# days\n       day  received\n2017-10-01         5\n2017-10-02      1250"
    )
    assert table("days", []) == "# days\n"
