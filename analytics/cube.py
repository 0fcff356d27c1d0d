"""The cube of counts that installations report upward: no personal data, and cubes are added cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from analytics.measures import measure
from analytics.refresh import Snapshot

Cell = tuple[str, str, str, str, str]
COUNTS = ("received", "approved", "declined", "returned")
EDGES = ("month", "region", "entity_type", "business", "channel")


@dataclass(frozen=True)
class Cube:
    """Counts (in the order of `COUNTS`) by month, region, type, business and channel (in the order of `EDGES`)."""

    cells: Mapping[Cell, tuple[int, ...]] = field(default_factory=dict)

    def __add__(self, other: Cube) -> Cube:
        """Both together. Adding is associative and commutative, so the order of reports does not matter."""
        cells = dict(self.cells)
        for cell, counts in other.cells.items():
            mine = cells.get(cell, (0,) * len(COUNTS))
            cells[cell] = tuple(a + b for a, b in zip(mine, counts, strict=True))
        return Cube(cells)

    def total(self, count: str) -> int:
        at = COUNTS.index(count)
        return sum(counts[at] for counts in self.cells.values())

    def to_json(self) -> list[dict[str, str | int]]:
        return [dict(zip(EDGES + COUNTS, cell + counts, strict=True)) for cell, counts in sorted(self.cells.items())]


def cube_of(snapshot: Snapshot) -> Cube:
    """The cube of one installation."""
    rows = measure(snapshot, "cube")
    return Cube({_cell(row): tuple(int(row[count]) for count in COUNTS) for row in rows})


def merge(cubes: Iterable[Cube]) -> Cube:
    return sum(cubes, Cube())


def _cell(row: Mapping[str, object]) -> Cell:
    month, region, kind, business, channel = (str(row[edge]) for edge in EDGES)
    return month, region, kind, business, channel
