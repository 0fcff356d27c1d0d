"""Observations as a table of units by months, after looking whether they can carry an evaluation at all.

Every reason why they cannot is an error of its own, with a sentence in place of a number.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.statistics.effects import Comparison, Observation, Unit
from core.addressees import ADDRESSEES
from core.errors import QuanchengError
from core.i18n import N_

Numbers = NDArray[np.float64]

FREEDOM = 3
"""Units beyond one for each group, below which nothing is known of how units vary."""


class CannotEvaluate(QuanchengError):
    """The data do not allow an evaluation; a subclass says in a sentence what is wrong in place of a number."""

    code = "cannot_evaluate"
    text = N_("The pilot cannot be evaluated with these data.")
    remedy = N_("Choose other pilots, months or another comparison group.")


class NoPilot(CannotEvaluate):
    text = N_("No pilot starts within the months of these data.")


class OverlappingPilots(CannotEvaluate):
    text = N_("{units_text}: there are two pilots here, one beginning in {first}, one in {second}.")
    remedy = N_("Their effects could not be told apart. Choose one of the two, or leave the jurisdiction out.")


class TreatedBeforeData(CannotEvaluate):
    text = N_("{units_text}: the pilot begins in {start}, but a comparison needs at least {first}, a month before it.")
    remedy = N_("Leave it out, or choose data that begin earlier.")


class OneTreatedUnit(CannotEvaluate):
    text = N_("{units_text} is the only pilot. What one jurisdiction did cannot be told from chance.")
    remedy = N_("Choose at least two pilots.")


class NoComparisonGroup(CannotEvaluate):
    text = N_("Nobody is left to compare with: every jurisdiction is a pilot.")
    remedy = N_("Compare with those that have not started yet, or take in jurisdictions without a pilot.")


class NobodyYetToStart(CannotEvaluate):
    text = N_("Nobody is left to compare with: all pilots begin in the same month, and every jurisdiction is a pilot.")
    remedy = N_("Take in jurisdictions without a pilot.")


class TooFewUnits(CannotEvaluate):
    text = N_("{units} jurisdictions in {groups} groups are too few to know how much they vary without a pilot.")
    remedy = N_("Take in more jurisdictions, or pilots that begin in the same month.")


class MissingMonths(CannotEvaluate):
    text = N_("{units_text}: there are no figures for {month}; {missing} months are missing in all.")
    remedy = N_("Choose months for which all have figures, or leave these jurisdictions out.")


class ImpossibleShare(CannotEvaluate):
    text = N_("{units_text}: the share in {month} is {value} %, but a share lies between 0 and 100 %.")
    remedy = N_("Have the counts of that month corrected; an average over wrong figures would hide it.")


class TooFewTypes(CannotEvaluate):
    text = N_("Fewer than two types have enough figures, so that they cannot be compared with each other.")
    remedy = N_("Choose more types, or a longer time.")


@dataclass(frozen=True)
class Panel:
    """Values by unit and month, without a gap; `groups` are the starts that occur, `NEVER` last if it does.

    `member` says of each unit which group it is in. Those that start after the last month have not started here.
    """

    units: tuple[str, ...]
    first: int
    values: Numbers
    weights: Numbers
    groups: tuple[float, ...]
    member: NDArray[np.int_]

    @property
    def last(self) -> int:
        return self.first + int(self.values.shape[1]) - 1

    @property
    def cohorts(self) -> tuple[int, ...]:
        return tuple(int(one) for one in self.groups if one != NEVER)

    def size(self, group: int) -> int:
        """How many units a group (its index) has."""
        return int(np.count_nonzero(self.member == group))


NEVER = math.inf


def month_text(period: int) -> str:
    return f"{period // 12}-{period % 12 + 1:02d}"


def labels(units: Iterable[str]) -> str:
    """Units as a text of a message: addressees by name, others as they are."""
    return "\n".join(ADDRESSEES[unit].name if unit in ADDRESSEES else unit for unit in sorted(units))


def starts_of(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The first treated month of each unit. Raises OverlappingPilots when a unit has two that differ."""
    starts: dict[str, int] = {}
    for unit, start in pairs:
        if starts.setdefault(unit, start) != start:
            first, second = sorted((starts[unit], start))
            raise OverlappingPilots(units_text=labels([unit]), first=month_text(first), second=month_text(second))
    return starts


def complete(observations: Sequence[Observation]) -> tuple[tuple[Observation, ...], tuple[str, ...]]:
    """The observations of those units that have every month, and the units left out because they lack some."""
    months = _months(observations)
    every = {one.period for one in observations}
    lacking = tuple(sorted(unit for unit, its in months.items() if its != every))
    return tuple(one for one in observations if one.unit not in lacking), lacking


def arrange(
    observations: Sequence[Observation], starts: Mapping[str, int | None], comparison: Comparison, unit: Unit
) -> Panel:
    """The table of all observations. Raises a CannotEvaluate that says why there cannot be one.

    Raises ValueError when a unit has two values in one month, or a weight that is not positive.
    """
    _no_month_missing(observations, starts)
    if unit is Unit.SHARE:
        _shares_possible(observations)
    units = tuple(sorted({one.unit for one in observations}))
    first, last = min(one.period for one in observations), max(one.period for one in observations)
    if len(observations) != len(units) * (last - first + 1):
        raise ValueError("a unit has two values in one month")
    row = {name: number for number, name in enumerate(units)}
    values, weights = np.empty((len(units), last - first + 1)), np.empty((len(units), last - first + 1))
    for one in observations:
        values[row[one.unit], one.period - first] = one.value
        weights[row[one.unit], one.period - first] = one.weight
    if weights.min() <= 0:
        raise ValueError("weights must be positive")
    began = [_start(starts.get(name), last) for name in units]
    _can_be_compared(units, began, first, comparison)
    groups = tuple(sorted(set(began)))
    member = np.array([groups.index(one) for one in began])
    return Panel(units, first, values, weights.mean(axis=1), groups, member)


def _start(start: int | None, last: int) -> float:
    return NEVER if start is None or start > last else float(start)


def _months(observations: Sequence[Observation]) -> dict[str, set[int]]:
    months: dict[str, set[int]] = defaultdict(set)
    for one in observations:
        if math.isfinite(one.value):
            months[one.unit].add(one.period)
        else:
            months.setdefault(one.unit, set())
    return months


def _no_month_missing(observations: Sequence[Observation], starts: Mapping[str, int | None]) -> None:
    if not observations:
        raise NoPilot
    months = _months(observations)
    for unit, start in starts.items():
        if start is not None:
            months.setdefault(unit, set())
    every = range(min(one.period for one in observations), max(one.period for one in observations) + 1)
    lacking = {unit: sorted(set(every) - its) for unit, its in months.items() if not its.issuperset(every)}
    if lacking:
        earliest = min(gaps[0] for gaps in lacking.values())
        named = [unit for unit, gaps in lacking.items() if earliest in gaps]
        missing = sum(len(gaps) for gaps in lacking.values())
        raise MissingMonths(units_text=labels(named), month=month_text(earliest), missing=missing)


def _shares_possible(observations: Sequence[Observation]) -> None:
    for one in observations:
        if not 0 <= one.value <= 1:
            value = f"{100 * one.value:.1f}"
            raise ImpossibleShare(units_text=labels([one.unit]), month=month_text(one.period), value=value)


def _can_be_compared(units: Sequence[str], began: Sequence[float], first: int, comparison: Comparison) -> None:
    early = {name: int(start) for name, start in zip(units, began, strict=True) if start <= first}
    if early:
        start = min(early.values())
        named = [name for name, its in early.items() if its == start]
        raise TreatedBeforeData(units_text=labels(named), start=month_text(start), first=month_text(start - 1))
    treated = [name for name, start in zip(units, began, strict=True) if start != NEVER]
    if not treated:
        raise NoPilot
    if len(treated) == 1:
        raise OneTreatedUnit(units_text=labels(treated))
    if len(treated) == len(units) and comparison is Comparison.NEVER:
        raise NoComparisonGroup
    groups = set(began)
    if len(groups) == 1:
        raise NobodyYetToStart
    if len(units) - len(groups) < FREEDOM:
        raise TooFewUnits(units=len(units), groups=len(groups))
