"""Apache Spark counts as DuckDB does, row for row (`make spark`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analytics import snapshot, spark
from analytics.bins import starts_at
from analytics.measures import BY, measure
from analytics.simulation.build import build
from analytics.simulation.history import History

pytestmark = pytest.mark.spark
CLUSTER = "local-cluster[2,1,512]"
"""Two workers of one core and 512 MB, each a process of its own."""
APPLICATIONS = 8_000
AS_OF = datetime(2017, 10, 16, 10, 0, tzinfo=UTC)
RECEIVED = datetime(2016, 2, 29, 15, 59, 59, 999_999, tzinfo=UTC)
"""A microsecond before March begins in Beijing."""
EDGE = """
SELECT $id AS id, '北京' AS region, 'LLC' AS entity_type, 'change' AS business, 'counter' AS channel,
       $status AS status, $received AS received_at, $at AS since,
       CASE WHEN $status IN ('publicised', 'refused') THEN $at END AS decided_at,
       CASE WHEN $status = 'publicised' THEN $at END AS approved_at,
       $received AS due_at, true AS running, 1 AS corrections, 2 AS visits
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small simulated history, and beside it durations on the edges of bins, hours and months."""
    made = tmp_path_factory.mktemp("spark")
    build(History(APPLICATIONS, 7, date(2015, 11, 1)), made / "simulated")
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE application AS FROM '{made}/simulated/parquet/*.parquet' LIMIT 0")
    for number, (status, hours) in enumerate(edges()):
        received = RECEIVED.replace(tzinfo=None)
        given = {"id": f"edge{number}", "status": status, "received": received, "at": received + timedelta(hours=hours)}
        connection.execute(f"INSERT INTO application BY NAME {EDGE}", given)
    connection.execute(f"COPY application TO '{made}/simulated/parquet/applications-edges.parquet'")
    return made / "simulated" / "parquet"


def edges() -> Sequence[tuple[str, float]]:
    """How cases ended, and after how many hours."""
    starts = [starts_at(number) for number in range(0, 130, 3)] + [2.0**power - 1 for power in range(14)]
    hours = [-5.0, 0.0, 1e-9, *starts, *(hour - 1e-6 for hour in starts), 876_600.0]
    return [(status, hour) for hour in hours for status in ("publicised", "refused", "lapsed", "returned")]


@pytest.fixture(scope="module")
def counted(folder: Path) -> snapshot.Snapshot:
    """What DuckDB counts of the same files."""
    making = folder / "making.duckdb"
    connection = duckdb.connect(str(making))
    snapshot.create(connection)
    connection.execute(
        f"CREATE TEMP VIEW application AS SELECT 1::TINYINT AS sign, * FROM '{folder / spark.FILES}'"  # noqa: S608
    )
    snapshot.fill(connection)
    connection.execute("INSERT INTO state VALUES (1, ?, 'simulated')", [AS_OF.replace(tzinfo=None)])
    connection.close()
    return snapshot.Snapshot(snapshot.publish(folder, making), 1, AS_OF)


@pytest.fixture(scope="module")
def told(folder: Path) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """What Spark counts, `rates` by all that one can count by."""
    return spark.run(folder, AS_OF, by=sorted(BY), master=CLUSTER)


def as_text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("name", spark.measures())
def test_spark_counts_as_duckdb_does(
    counted: snapshot.Snapshot, told: Mapping[str, Sequence[Mapping[str, Any]]], name: str
) -> None:
    """The same statements, the same rows, in the same order."""
    by = sorted(BY) if name == "rates" else []
    ours = [{column: as_text(value) for column, value in row.items()} for row in measure(counted, name, *by)]
    assert len(ours) > 1
    assert told[name] == ours
