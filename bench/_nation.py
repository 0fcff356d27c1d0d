"""A simulated nation for measurements: its Parquet files, a snapshot of them, and a part of it a tenth the size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from time import perf_counter

import duckdb

from analytics import snapshot
from analytics.simulation.build import build
from analytics.simulation.history import History
from analytics.snapshot import Snapshot

SEED = 3
MEMORY = "1GB"


@dataclass(frozen=True)
class Nation:
    """A history of so many applications in a folder; made unless it is there."""

    folder: Path
    applications: int

    @classmethod
    def made(cls, folder: Path, applications: int, *, events: bool) -> Nation:
        nation = cls(folder, applications)
        if not any(folder.glob(f"parquet/{'events' if events else 'applications'}-*.parquet")):
            folder.mkdir(parents=True, exist_ok=True)
            build(History(applications, SEED), folder, events=events)
        nation.count(folder / "counted.duckdb")
        snapshot.publish(folder, folder / "counted.duckdb")
        return nation

    @cached_property
    def snapshot(self) -> Snapshot:
        found = snapshot.current(self.folder)
        assert found
        return found

    def files(self, kind: str) -> str:
        """Its `applications` or `events`, to be read by DuckDB."""
        return f"read_parquet('{self.folder}/parquet/{kind}-*.parquet')"

    def count(self, making: Path) -> None:
        """Make a snapshot of the applications, as `quancheng simulate` does."""
        snapshot.remove(making)
        with duckdb.connect(str(making), config={"memory_limit": MEMORY}) as connection:
            connection.begin()
            snapshot.create(connection)
            connection.execute(
                f"CREATE TEMP VIEW application AS SELECT 1::TINYINT AS sign, * FROM {self.files('applications')}"  # noqa: S608 - our own files
            )
            snapshot.fill(connection)
            moment = History(self.applications).as_of.replace(tzinfo=None)
            connection.execute("INSERT INTO state VALUES (?, ?, 'simulated')", [self.applications, moment])
            connection.commit()
            connection.execute("CHECKPOINT")

    def count_bare(self, kind: str, moment: str) -> None:
        """One bare aggregation: how many by month, region, type, business and channel."""
        with duckdb.connect(config={"memory_limit": MEMORY}) as connection:
            connection.execute(
                f"CREATE TABLE counted AS SELECT date_trunc('month', \"{moment}\" + INTERVAL 8 HOUR)::DATE AS month, "  # noqa: S608 - our own names
                f"region, entity_type, business, channel, count(*) AS number FROM {self.files(kind)} GROUP BY ALL"
            )

    def how_many(self, kind: str) -> int:
        with duckdb.connect() as connection:
            found = connection.execute(f"SELECT count(*) FROM {self.files(kind)}").fetchone()  # noqa: S608 - our own names
            assert found
            return int(found[0])


def seconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


def quickest(rounds: int, *ways: Callable[[], object]) -> list[float]:
    """The best of some rounds of each way, in turns, so that whatever else the machine does meets all alike."""
    return [min(taken) for taken in zip(*([seconds(way) for way in ways] for _ in range(rounds)), strict=True)]
