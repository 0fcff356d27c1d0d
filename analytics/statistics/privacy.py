"""Small cells are not shown to those who may not see cases: a count of one to four could point at a person.

One hidden cell beside a shown total could be computed from it. So where too little is hidden to hide anything, the next
smallest cell of the group goes, too, and where no other is left, the total.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

THRESHOLD = 5
Group = TypeVar("Group", bound=Hashable)


def suppressed(rows: Sequence[Hashable], counts: Sequence[int], threshold: int = THRESHOLD) -> tuple[int | None, ...]:
    """The counts, with None for those that are hidden; `rows` names the group of each, whose total is shown beside it.

    Hidden is what lies between nothing and `threshold`, and what would give that away: with one cell hidden alone, or
    with hidden cells that are all one, the next smallest goes, too. Nothing at all is no person and stays, unless there
    is nothing else to hide behind.
    """
    cells: dict[Hashable, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        cells[row].append(index)
    hidden: set[int] = set()
    for its in cells.values():
        small = {index for index in its if 0 < counts[index] < threshold}
        others = sorted((index for index in its if index not in small), key=lambda one: (counts[one] == 0, counts[one]))
        while small and _told(small, counts) and others:
            small.add(others.pop(0))
        hidden |= small
    return tuple(None if index in hidden else count for index, count in enumerate(counts))


def totals(
    rows: Sequence[Group], counts: Sequence[int], shown: Sequence[int | None], threshold: int = THRESHOLD
) -> Mapping[Group, int | None]:
    """Each group's total; None where it is small itself or would still tell a hidden cell."""
    hidden: dict[Group, set[int]] = defaultdict(set)
    sums: dict[Group, int] = defaultdict(int)
    for index, row in enumerate(rows):
        sums[row] += counts[index]
        if shown[index] is None:
            hidden[row].add(index)
    return {
        row: None if 0 < total < threshold or (hidden[row] and _told(hidden[row], counts)) else total
        for row, total in sums.items()
    }


def _told(hidden: set[int], counts: Sequence[int]) -> bool:
    """Would the sum of the hidden cells tell them?"""
    return len(hidden) == 1 or all(counts[index] == 1 for index in hidden)
