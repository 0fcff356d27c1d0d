"""The truth of a history: what pilots changed, expected with them less expected without, for the very applications.

Effects are averaged as Callaway and Sant'Anna's simple aggregation does: every pilot's month counts alike, up to the
last whole one. Processing hours, visits and corrections go by the month of receipt; first pass and the share paperless,
of what was approved, by the month of the decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.simulation import rollout
from analytics.simulation.draw import End, Piece
from analytics.simulation.history import History
from analytics.simulation.world import FAULT_BUSINESS, FAULT_FACTOR, UNITS
from core.evaluation import OutcomeName

BY_RECEIPT = (OutcomeName.PROCESSING_HOURS, OutcomeName.VISITS, OutcomeName.CORRECTIONS)
BY_DECISION = (OutcomeName.PASSED_FIRST, OutcomeName.E_PROCESSING)
DIGITS = 6

Grid = NDArray[np.float64]
"""Jurisdictions × months."""


class Sums:
    """Expected effects added up by jurisdiction and month, over the pieces of a history."""

    def __init__(self, history: History) -> None:
        self.history = history
        shape = (len(UNITS), len(history.months))
        self.effects = {one: np.zeros(shape) for one in (*BY_RECEIPT, *BY_DECISION)}
        self.cases = {one: np.zeros(shape) for one in (*BY_RECEIPT, *BY_DECISION)}
        self.cell = np.zeros((2, len(history.months)))

    def add(self, piece: Piece) -> None:
        expected, every = piece.expected, np.ones(len(piece), dtype=bool)
        self._add_received(OutcomeName.PROCESSING_HOURS, piece, expected.hours, piece.end <= End.NOT_ACCEPTED)
        self._add_received(OutcomeName.VISITS, piece, expected.visits, every)
        self._add_received(OutcomeName.CORRECTIONS, piece, expected.corrections, every)
        approved = np.flatnonzero((piece.end == End.APPROVED) & (piece.ended <= self.history.end))
        months = self.history.month_of_day[(piece.ended[approved] // 24).astype(np.int64)]
        place = piece.unit[approved].astype(np.int64) * len(self.history.months) + months
        for name, effect in (
            (OutcomeName.PASSED_FIRST, expected.first_pass),
            (OutcomeName.E_PROCESSING, expected.paperless),
        ):
            self.effects[name] += self._spread(place, effect[approved])
            self.cases[name] += self._spread(place, np.ones(len(approved)))
        self._add_cell(piece, approved, months)

    def _add_received(self, name: OutcomeName, piece: Piece, effect: Grid, of: NDArray[np.bool_]) -> None:
        units = piece.unit[of]
        self.effects[name][:, piece.month] += np.bincount(units, effect[of], len(UNITS))
        self.cases[name][:, piece.month] += np.bincount(units, minlength=len(UNITS))

    def _spread(self, place: NDArray[np.int64], values: Grid) -> Grid:
        shape = (len(UNITS), len(self.history.months))
        spread: Grid = np.bincount(place, values, shape[0] * shape[1]).reshape(shape).astype(np.float64)
        return spread

    def _add_cell(self, piece: Piece, approved: NDArray[np.int64], months: NDArray[np.int64]) -> None:
        """How many were approved in the cell with the fault, and how many of them paperless."""
        world = self.history.world
        cell = (piece.unit[approved] == world.fault_unit) & world.faulty[piece.pair[approved]]
        self.cell[0] += np.bincount(months[cell], piece.way[approved][cell] == 0, len(self.history.months))
        self.cell[1] += np.bincount(months[cell], minlength=len(self.history.months))

    def means(self, name: OutcomeName) -> Grid:
        """The mean effect by jurisdiction and month; NaN where there was no case."""
        with np.errstate(invalid="ignore", divide="ignore"):
            mean: Grid = self.effects[name] / self.cases[name]
        return mean


def effects(history: History, means: Grid, months: int) -> dict[str, Any]:
    """Overall, by cohort, by months since the start, and by cohort and month, over the first `months` months."""
    world = history.world
    treated = [
        (int(start), at, means[unit, at])
        for unit, start in enumerate(world.starts)
        for at in range(int(start), months)
        if not np.isnan(means[unit, at])
    ]
    by_cohort: dict[str, list[float]] = {}
    by_event: dict[str, list[float]] = {}
    group_time: dict[str, dict[str, list[float]]] = {}
    for start, at, effect in treated:
        cohort = name_of(history, start)
        by_cohort.setdefault(cohort, []).append(effect)
        by_event.setdefault(str(at - start), []).append(effect)
        group_time.setdefault(cohort, {}).setdefault(name_of(history, at), []).append(effect)
    return {
        "overall": _mean([effect for *_when, effect in treated]),
        "by_cohort": {key: _mean(values) for key, values in sorted(by_cohort.items())},
        "by_event": {key: _mean(values) for key, values in sorted(by_event.items(), key=lambda one: int(one[0]))},
        "group_time": {
            cohort: {month: _mean(values) for month, values in of.items()} for cohort, of in sorted(group_time.items())
        },
        "until": name_of(history, months - 1),
    }


def told(history: History, sums: Sums) -> Mapping[str, Any]:
    """All that `truth.json` says."""
    world, whole = history.world, len(history.months) - 1
    return {
        "seed": history.seed,
        "applications": history.applications,
        "from": f"{history.first:%Y-%m}",
        "until": f"{history.last:%Y-%m}",
        "as_of": history.as_of.isoformat().replace("+00:00", "Z"),
        "pilots": {code: name_of(history, start) for code, start in world.pilots.items()},
        "effects": {one.value: effects(history, sums.means(one), whole) for one in (*BY_RECEIPT, *BY_DECISION)},
        "misses_deadline": rollout.missing(history),
        "out_of_control": _fault(history, sums),
    }


def _fault(history: History, sums: Sums) -> dict[str, Any]:
    world = history.world
    start, end = world.fault_from, len(history.months) - 1
    rates = [sums.cell[0, since:until].sum() / max(1.0, sums.cell[1, since:until].sum())
             for since, until in ((start - 12, start), (start + 1, end))]  # fmt: skip
    return {
        "region": UNITS[world.fault_unit],
        "business": FAULT_BUSINESS.value,
        "entity_type": None,
        "from": name_of(history, start),
        "rate_before": round(rates[0], DIGITS),
        "rate_after": round(rates[1], DIGITS),
        "factor": FAULT_FACTOR,
        "why": "interfaces",
    }


def name_of(history: History, month: int) -> str:
    return f"{history.months[month]:%Y-%m}"


def _mean(values: list[float]) -> float:
    return round(float(np.mean(values)), DIGITS) if values else 0.0
