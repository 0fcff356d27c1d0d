"""R65: counts that could point at a person are not shown to those who may not see cases, nor can they be computed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analytics.statistics.privacy import suppressed, totals

TABLES = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 12)), max_size=15)


def test_counts_of_one_to_four_are_hidden_with_the_next_smallest_of_their_group() -> None:
    rows, counts = "aaaabb", [3, 0, 9, 40, 7, 8]
    shown = suppressed(rows, counts)
    assert shown == (None, 0, None, 40, 7, 8)
    assert totals(rows, counts, shown) == {"a": 52, "b": 15}


def test_two_hidden_cells_need_no_third_unless_their_sum_tells_both() -> None:
    assert suppressed("aaa", [3, 2, 40]) == (None, None, 40)
    assert suppressed("aaa", [1, 1, 40]) == (None, None, None)


def test_nothing_is_hidden_behind_only_when_there_is_nothing_else() -> None:
    assert suppressed("aaa", [2, 0, 0]) == (None, None, 0)


def test_the_total_goes_when_no_other_cell_is_left() -> None:
    rows, counts = "aab", [4, 4, 3]
    shown = suppressed(rows, counts)
    assert shown == (None, None, None)
    assert totals(rows, counts, shown) == {"a": 8, "b": None}


def test_a_small_total_is_hidden_itself() -> None:
    assert totals("aa", [1, 2], suppressed("aa", [1, 2])) == {"a": None}


def test_the_threshold_can_be_another() -> None:
    assert suppressed("aa", [5, 20], threshold=10) == (None, None)
    assert suppressed("aa", [5, 20], threshold=1) == (5, 20)


@given(TABLES)
def test_no_small_cell_is_shown_and_none_can_be_computed_from_what_is(table: list[tuple[str, int]]) -> None:
    rows, counts = [row for row, _ in table], [count for _, count in table]
    shown = suppressed(rows, counts)
    sums = totals(rows, counts, shown)
    for count, seen in zip(counts, shown, strict=True):
        assert seen is None if 0 < count < 5 else seen in (None, count)
    for row, total in sums.items():
        hidden = [count for its, count, seen in zip(rows, counts, shown, strict=True) if its == row and seen is None]
        if total is None or not hidden:
            continue
        rest = total - sum(seen for its, seen in zip(rows, shown, strict=True) if its == row and seen is not None)
        assert rest == sum(hidden)  # all that a reader can compute
        assert len(hidden) > 1
        # Whoever knows that all hidden ones are at least one still finds more than one way to split the rest.
        assert rest > len(hidden) or 0 in hidden


@given(TABLES)
def test_a_table_without_small_cells_is_shown_whole(table: list[tuple[str, int]]) -> None:
    rows, counts = [row for row, _ in table], [count for _, count in table if count == 0 or count >= 5]
    rows = rows[: len(counts)]
    assert suppressed(rows, counts) == tuple(counts)
