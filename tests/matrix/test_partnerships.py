"""Partnerships, cooperatives, sole proprietors and households:
each procedure end to end (R03, R05, R20, R21, R40, R50)."""

from __future__ import annotations

from tests.matrix.cells import Cell
from tests.matrix.conftest import MakeCountry
from tests.matrix.showing import show

FAMILIES = ("partnership", "cooperative", "sole", "household")
DATABASE = "sqlite"


def test_a_procedure_goes_end_to_end(country: MakeCountry, cell: Cell, database: str) -> None:
    there = country(database, cell.since)
    show(there, there.walk(cell.procedure_id))
