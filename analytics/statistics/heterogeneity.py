"""Does the pilot work alike for all types of enterprise? Cochran's Q and I² over the effects by type."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from scipy import special

from analytics.statistics import attgt
from analytics.statistics.effects import Comparison, Effect, Heterogeneity, Observation, Unit
from analytics.statistics.panel import CannotEvaluate, NobodyYetToStart, TooFewTypes, arrange, complete
from core.i18n import Message


def by_type(
    panels: Mapping[str, Sequence[Observation]],
    starts: Mapping[str, int | None],
    comparison: Comparison,
    *,
    unit: Unit = Unit.COUNT,
) -> Heterogeneity:
    """The effect for each type of enterprise, and how much of their differences is more than chance.

    Units that lack a month of a type are left out for that type. I² is after Higgins & Thompson (2002, Stat. Med.
    21:1539), the spread after DerSimonian & Laird (1986, Control. Clin. Trials 7:177). Types share their units, so
    that their estimates are not independent: when a jurisdiction's months move all its types alike, true differences
    are found more rarely than they could be. Raises CannotEvaluate when fewer than two types can be evaluated.
    """
    effects: dict[str, Effect] = {}
    left_out: dict[str, Message] = {}
    for name, observations in panels.items():
        kept, _ = complete(observations)
        held = {one.unit for one in kept}
        try:
            effects[name] = _overall(
                kept, {its: start for its, start in starts.items() if its in held}, comparison, unit
            )
        except CannotEvaluate as reason:
            left_out[name] = Message(reason.text, reason.params)
    if len(effects) < 2:
        raise TooFewTypes
    estimates = np.array([one.estimate for one in effects.values()])
    weights = np.array([max(one.se, 1e-12) ** -2 for one in effects.values()])
    mean = float((weights * estimates).sum() / weights.sum())
    statistic, df = float((weights * (estimates - mean) ** 2).sum()), len(estimates) - 1
    scale = float(weights.sum() - (weights**2).sum() / weights.sum())
    return Heterogeneity(
        by_type=effects,
        share=max(0.0, 1 - df / statistic) if statistic else 0.0,
        spread=math.sqrt(max(0.0, (statistic - df) / scale)),
        statistic=statistic,
        df=df,
        p=float(special.chdtrc(df, statistic)),
        left_out=left_out,
    )


def _overall(
    observations: Sequence[Observation], starts: Mapping[str, int | None], comparison: Comparison, unit: Unit
) -> Effect:
    panel = arrange(observations, starts, comparison, unit)
    after = [one for one in attgt.cells(panel, comparison) if one.period >= one.cohort]
    if not after:
        raise NobodyYetToStart
    return attgt.estimate(panel, [attgt.average(panel, after)]).effects()[0]
