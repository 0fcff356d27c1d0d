"""Did the pilot change anything (R64)? Staggered difference in differences after Callaway & Sant'Anna (2021).

How the numbers come about is in `attgt`; docs/statistics.md says how they were checked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from analytics.statistics import attgt, quarters
from analytics.statistics.effects import (
    Bound,
    Comparison,
    Effect,
    Evaluation,
    EventEffect,
    GroupTime,
    Heterogeneity,
    Observation,
    Outcome,
    Placebo,
    Pretrend,
    Unit,
)
from analytics.statistics.heterogeneity import by_type
from analytics.statistics.panel import (
    CannotEvaluate,
    NobodyYetToStart,
    Panel,
    arrange,
    complete,
    month_text,
    starts_of,
)
from analytics.statistics.verdict import verdict
from core.i18n import M_, Message

__all__ = [
    "Bound", "CannotEvaluate", "Comparison", "Effect", "Evaluation", "EventEffect", "GroupTime", "Heterogeneity",
    "Observation", "Outcome", "Placebo", "Pretrend", "Unit", "by_type", "complete", "evaluate", "starts_of", "verdict",
]  # fmt: skip

PERMUTATIONS = 999
FEW = 3
"""A cohort or comparison group of fewer units makes a warning."""


def evaluate(
    observations: Sequence[Observation],
    starts: Mapping[str, int | None],
    comparison: Comparison,
    *,
    unit: Unit = Unit.COUNT,
    seed: int = 1,
    permutations: int = PERMUTATIONS,
) -> Evaluation:
    """The effect of the pilots that `starts` names (unit -> first treated month, None or absent: never).

    Raises CannotEvaluate: a unit treated before its first data (or from it on), fewer than two treated units, no
    comparison group, months missing, a share above one or below nothing. Those that start after the last month count as
    not started.
    """
    panel = arrange(observations, starts, comparison, unit)
    cells = attgt.cells(panel, comparison)
    after = [one for one in cells if one.period >= one.cohort]
    if not after:
        raise NobodyYetToStart
    cohorts = sorted({one.cohort for one in after})
    events = sorted({one.period - one.cohort for one in cells})
    sums = [attgt.average(panel, after)]
    sums += [attgt.average(panel, [one for one in after if one.cohort == cohort]) for cohort in cohorts]
    sums += [attgt.average(panel, [one for one in cells if one.period - one.cohort == event]) for event in events]
    found = attgt.estimate(panel, [*sums, *(one.sums for one in cells)]).effects()
    overall, rest = found[0], iter(found[1:])
    per_cohort = {cohort: next(rest) for cohort in cohorts}
    per_event = tuple(EventEffect(event, next(rest)) for event in events)
    drawn = attgt.by_lot(panel, sums[0], permutations, seed)
    as_far = int(np.count_nonzero(np.abs(drawn) >= abs(overall.estimate)))
    before = quarters.study(panel, comparison, least_after=0)
    year = quarters.study(panel, comparison, least_after=1)
    honest, breakdown = quarters.bounds(year) if year else ((), None)
    return Evaluation(
        overall=overall,
        by_cohort=per_cohort,
        by_event=per_event,
        group_time=tuple(GroupTime(one.cohort, one.period, next(rest)) for one in cells),
        pretrend=quarters.pretrend(before) if before else None,
        placebo=Placebo((1 + as_far) / (1 + permutations), permutations, tuple(map(float, drawn))),
        honest=honest,
        breakdown=breakdown,
        comparison=comparison,
        units=len(panel.units),
        treated=sum(panel.size(panel.groups.index(one)) for one in panel.cohorts),
        cohorts={one: panel.size(panel.groups.index(one)) for one in panel.cohorts},
        periods=(panel.first, panel.last),
        warnings=tuple(_warnings(panel, cohorts, after, bool(before), bool(year))),
    )


def _warnings(
    panel: Panel, cohorts: Sequence[int], after: Sequence[attgt.Cell], before: bool, year: bool
) -> list[Message]:
    found = []
    few = [one for one in panel.cohorts if panel.size(panel.groups.index(one)) < FEW]
    if few:
        found.append(M_(
            "Fewer than three jurisdictions began in {months}: what is said of these alone leans on how much all vary.",
            months=_months(few),
        ))  # fmt: skip
    if set(panel.cohorts) - set(cohorts):
        months = _months(sorted(set(panel.cohorts) - set(cohorts)))
        found.append(
            M_("Nobody is left to compare those with that began in {months}; they are not counted.", months=months)
        )
    last = max(one.period for one in after)
    if last < panel.last:
        found.append(M_("Months after {month} are not used: all had begun by then.", month=month_text(last)))
    if not before:
        found.append(M_("Too little is known of the time before the start to say whether trends ran alike."))
    if not year:
        found.append(
            M_("How much a break in the trends would change needs two quarters before the start and one after it.")
        )
    return found


def _months(periods: Sequence[int]) -> str:
    return " · ".join(month_text(one) for one in periods)
