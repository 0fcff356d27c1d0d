"""Numbers by which people know their applications (R02): short, and never given twice."""

from __future__ import annotations

from datetime import UTC, datetime

from core.ids import RANGES, application_number
from core.terms import Zone

LATE = datetime(2026, 5, 8, 17, 0, tzinfo=UTC)
"""The ninth, in China."""


def test_a_number_names_authority_and_day_in_china_and_eight_digits() -> None:
    authority, day, digits = application_number("110108", LATE, Zone.OUTER, lambda _: False).split("-")
    assert (authority, day, len(digits), digits.isdigit()) == ("110108", "20260509", 8, True)


def test_a_number_that_was_given_is_not_given_again() -> None:
    asked: list[str] = []

    def taken(number: str) -> bool:
        asked.append(number)
        return len(asked) < 4

    assert application_number("110108", LATE, Zone.OUTER, taken) == asked[-1]
    assert len(asked) == 4


def test_the_zones_draw_from_numbers_that_do_not_meet() -> None:
    """Neither knows what the other has given just now."""
    outer, inner = (range(first, first + count) for first, count in (RANGES[Zone.OUTER], RANGES[Zone.INNER]))
    assert outer[-1] < inner[0]
    assert inner[-1] < 10**8
    assert application_number("110108", LATE, Zone.INNER, lambda _: False).split("-")[2].startswith("9")
