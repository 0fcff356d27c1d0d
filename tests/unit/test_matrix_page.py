"""The page of the matrix says what was shown, and can be read back (R03)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.matrix.cells import LETTERS, all_procedures, page, shown_in

EVERY = [(procedure, database) for procedure in all_procedures() for database in LETTERS.values()]


@given(st.sets(st.sampled_from(EVERY)))
def test_what_a_page_shows_is_what_it_was_written_from(shown: set[tuple[str, str]]) -> None:
    assert shown_in(page(shown)) == shown


def test_a_procedure_that_nothing_showed_is_said_to_be_open() -> None:
    assert page(set()).count("**no**") == len(all_procedures())
    assert "**no**" not in page({(procedure, "sqlite") for procedure in all_procedures()})
