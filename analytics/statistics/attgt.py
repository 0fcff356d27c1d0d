"""Group-time effects after Callaway & Sant'Anna (2021, J. Econometrics 225:200-230, without covariates), as sums.

Every estimate here is one linear sum over the groups' monthly means: `A[group, month]`. Its variance follows from how
units vary about their group's mean, whole series at a time, so that any correlation from month to month is allowed for.

With 46 units, of which few start in the same month, three corrections matter; tests/unit/test_statistics_coverage.py
measures what they achieve, docs/statistics.md says how much:

- a unit's deviation is divided by sqrt(1 - its share of its group's mean) (HC2): a mean of three lies close to each;
- a group's variance counts with its n - 1 degrees of freedom, that of all groups together with `PRIOR` more (as
  moderated variances do: Smyth 2004, Stat. Appl. Genet. Mol. Biol. 3:3). Groups of one get an interval that way;
- intervals take Student's t with Satterthwaite's degrees of freedom.

The cohorts' sizes are taken as they are, not as drawn by lot: the effect is that on these pilots.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from analytics.statistics.effects import Comparison, Effect
from analytics.statistics.panel import NEVER, Numbers, Panel

PRIOR = 4.0
LEVEL = 0.95
LARGE = 1e9
"""Degrees of freedom of a variance taken as known."""


@dataclass(frozen=True)
class Cell:
    """The sum that estimates the effect on a cohort in a month (before its start: what should be nothing)."""

    cohort: int
    period: int
    sums: Numbers


@dataclass(frozen=True)
class Estimates:
    """Estimates with their covariance matrix and the degrees of freedom of each one's variance."""

    values: Numbers
    covariance: Numbers
    freedom: Numbers

    def effects(self) -> list[Effect]:
        errors = np.sqrt(np.maximum(np.diag(self.covariance), 0))  # rounding may leave less than nothing
        reach = special.stdtrit(self.freedom, (1 + LEVEL) / 2) * errors
        rows = zip(self.values, errors, self.values - reach, self.values + reach, strict=True)
        return [Effect(*(float(one) for one in row)) for row in rows]


def compared(panel: Panel, cohort: int, until: int, comparison: Comparison) -> list[int]:
    """The groups (by index) with which a cohort is compared in months up to `until`."""
    return [
        index
        for index, start in enumerate(panel.groups)
        if start == NEVER or (comparison is Comparison.NOT_YET and start > until and start != cohort)
    ]


def contrast(panel: Panel, cohort: int, months: Numbers, comparison: Comparison) -> Numbers | None:
    """The cohort's weighted months (as given, over all months) less those of whom it is compared with.

    None when nobody is left to compare with.
    """
    until = panel.first + int(np.flatnonzero(months).max())
    others = compared(panel, cohort, until, comparison)
    if not others:
        return None
    mass = np.bincount(panel.member, panel.weights, len(panel.groups))
    sums = np.zeros((len(panel.groups), len(months)))
    sums[panel.groups.index(cohort)] = months
    for index in others:
        sums[index] -= months * mass[index] / mass[others].sum()
    return sums


def cells(panel: Panel, comparison: Comparison, *, universal: bool = True) -> list[Cell]:
    """All group-time effects that can be had, by cohort and month.

    Measured from the month before the start; with `universal` off, months before it from the month before themselves,
    as the R package `did` does unless told otherwise.
    """
    found = []
    for cohort in panel.cohorts:
        for period in range(panel.first, panel.last + 1):
            base = cohort - 1 if universal or period >= cohort else period - 1
            if period == base or base < panel.first:
                continue
            months = np.zeros(panel.values.shape[1])
            months[period - panel.first], months[base - panel.first] = 1.0, -1.0
            sums = contrast(panel, cohort, months, comparison)
            if sums is not None:
                found.append(Cell(cohort, period, sums))
    return found


def average(panel: Panel, chosen: Sequence[Cell]) -> Numbers:
    """The sum that averages cells, each weighing as much as its cohort."""
    mass = np.bincount(panel.member, panel.weights, len(panel.groups))
    weights = np.array([mass[panel.groups.index(one.cohort)] for one in chosen])
    return np.asarray(np.tensordot(weights / weights.sum(), np.stack([one.sums for one in chosen]), axes=1))


def means(panel: Panel) -> Numbers:
    """Each group's weighted mean in each month."""
    return np.asarray(_shares(panel) @ panel.values)


def estimate(panel: Panel, sums: Sequence[Numbers], *, prior: float = PRIOR, corrected: bool = True) -> Estimates:
    """The values of sums with their covariance; without correction, as large-sample theory has it (to compare with)."""
    shares, centre = _shares(panel), means(panel)
    table = np.stack(list(sums))
    residuals = panel.values - centre[panel.member]
    share = shares[panel.member, np.arange(len(panel.member))]
    free = np.array([panel.size(group) - 1.0 for group in range(len(panel.groups))])
    pooled = residuals.T @ residuals / max(1.0, free.sum())
    if corrected:
        residuals = np.divide(residuals, np.sqrt(1 - share)[:, None], where=(share < 1)[:, None], out=residuals * 0)
    covariance = np.zeros((len(table), len(table)))
    spread, burden = np.zeros(len(table)), np.zeros(len(table))
    for group in range(len(panel.groups)):
        inside = panel.member == group
        own = table[:, group] @ (residuals[inside] * share[inside, None]).T
        part = own @ own.T
        if corrected:
            borrowed = table[:, group] @ pooled @ table[:, group].T * float((share[inside] ** 2).sum())
            part = (free[group] * part + prior * borrowed) / (free[group] + prior)
            spread += np.diag(borrowed)
            burden += np.diag(borrowed) ** 2 / (free[group] + prior)
        covariance += part
    freedom = np.divide(spread**2, burden, where=burden > 0, out=np.full(len(table), LARGE))
    if corrected:
        freedom = np.minimum(freedom, free.sum() + prior)
    return Estimates(np.einsum("kgt,gt->k", table, centre), covariance, freedom)


def by_lot(panel: Panel, sums: Numbers, times: int, seed: int) -> Numbers:
    """The value of a sum after the starts were dealt out among the units by lot, so many times."""
    chance = np.random.default_rng(seed)
    alone = panel.values @ sums.T
    drawn = np.empty(times)
    for number in range(times):
        member = chance.permutation(panel.member)
        mass = np.bincount(member, panel.weights, len(panel.groups))
        drawn[number] = (panel.weights / mass[member] * alone[np.arange(len(member)), member]).sum()
    return drawn


def _shares(panel: Panel) -> NDArray[np.float64]:
    """How much of its group's mean each unit makes up: groups by units."""
    inside = panel.member[None, :] == np.arange(len(panel.groups))[:, None]
    weighted = inside * panel.weights[None, :]
    return np.asarray(weighted / weighted.sum(axis=1, keepdims=True))
