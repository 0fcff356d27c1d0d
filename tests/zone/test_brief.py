"""Brief tables answer as the whole ones do, and are read where they suffice."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import duckdb
import pytest

from analytics import snapshot
from analytics.measures import EVERYTHING, Question, Scope
from analytics.simulation.build import build
from analytics.simulation.history import History
from analytics.snapshot import BRIEF, Snapshot

BY = ((), ("month",), ("region",), ("entity_type",), ("business", "channel"), ("region", "entity_type", "month"))
QUESTIONS = [
    *(Question("rates", by, scope) for by, scope in product(BY, (EVERYTHING, Scope(channel="counter")))),
    *(
        Question(name, (), scope)
        for name, scope in product(
            ("rates", "days", "standing", "decided"),
            (EVERYTHING, Scope(regions=("110000", "430000")), Scope(entity_type="LLC"), Scope(business="change")),
        )
    ),
]


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return build(History(2_000, seed=5), tmp_path_factory.mktemp("brief"))


@pytest.mark.parametrize("question", QUESTIONS, ids=repr)
def test_brief_and_whole_tables_say_the_same(simulated: Snapshot, question: Question) -> None:
    with simulated.open() as connection:
        whole, brief = (connection.execute(*question.sql(simulated.made_at, there)).fetchall() for there in ((), BRIEF))
    assert brief == whole


@pytest.mark.parametrize(
    ("question", "read"),
    [
        (Question("rates", ("month", "region")), "cell_brief"),
        (Question("rates", ("entity_type",)), "cell_types"),
        (Question("rates", ("month",), Scope(regions=("110000",), entity_type="LLC")), ""),
        (Question("decided"), "duration_brief"),
        (Question("decided", (), Scope(business="change")), ""),
        (Question("standing"), "standing_brief"),
    ],
)
def test_a_brief_table_is_read_where_it_suffices(simulated: Snapshot, question: Question, read: str) -> None:
    statement, _ = question.sql(simulated.made_at, BRIEF)
    assert [name for name in BRIEF if f"main.{name} " in statement] == ([read] if read else [])


def test_what_is_added_and_taken_back_is_so_in_both_forms(simulated: Snapshot, tmp_path: Path) -> None:
    connection = duckdb.connect()
    snapshot.create(connection)
    snapshot.stage(connection)
    source = simulated.path.parent / "parquet" / "*.parquet"
    connection.execute(f"INSERT INTO application SELECT 1, * FROM '{source}'")  # noqa: S608 - our own folder
    snapshot.add(connection)
    held = {name: sorted(connection.execute(f"FROM {name}").fetchall()) for name in BRIEF}
    with simulated.open() as filled:
        assert held == {name: sorted(filled.execute(f"FROM {name}").fetchall()) for name in BRIEF}
    connection.execute("UPDATE application SET sign = -1")
    snapshot.add(connection)
    assert [connection.execute(f"SELECT count(*) FROM {name}").fetchone() for name in BRIEF] == [(0,)] * len(BRIEF)  # noqa: S608
