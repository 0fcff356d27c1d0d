"""Measurements against stated bounds. `python -m bench` runs them all and fails when a bound is not met.

A bench module has one function, ``measure() -> list[Ratio]``. Bounds are ratios wherever possible (our way
against a bare loop of the same work on the same machine), so that a slow machine does not fail them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """One measured figure and the bound it is held to.

    `at_most` tells the direction: True when the value may not exceed the bound, False when it may not fall
    below it. `detail` says in one line what was done and on how much.
    """

    name: str
    value: float
    bound: float
    at_most: bool
    detail: str = ""

    @property
    def met(self) -> bool:
        return self.value <= self.bound if self.at_most else self.value >= self.bound
