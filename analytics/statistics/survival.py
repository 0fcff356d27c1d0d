"""How long cases take, with those that are not decided yet taken into account: Kaplan & Meier (1958, JASA 53:457-481).

Leaving pending cases out makes an authority look the faster the more it lets wait. A pending case says that it takes at
least its age; so does one that ended otherwise than by a decision. Both count as censored, by the age they reached.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from analytics.bins import starts_at

LEVEL = 0.95


@dataclass(frozen=True)
class Step:
    """A span of durations, in hours: `until` excluded. `survival` is the share not decided at its end.

    `spread` is Greenwood's sum up to then (the variance of the logarithm of `survival`).
    """

    since: float
    until: float
    at_risk: int
    decided: int
    survival: float
    spread: float


@dataclass(frozen=True)
class Curve:
    """The steps at which cases were decided, in order; `exact` when each is one duration rather than a span."""

    steps: tuple[Step, ...]
    cases: int
    exact: bool


@dataclass(frozen=True)
class Quantile:
    """A duration in hours with its 95 % interval; `low` or `high` is None when the data do not reach that far."""

    hours: float
    low: float | None
    high: float | None


def survive(bins: Mapping[int, tuple[int, int]]) -> Curve:
    """The curve of durations counted in bins (`analytics.bins`): bin -> (decided, censored).

    Those censored within a bin count as at risk for half of it (the actuarial estimate, Cutler & Ederer 1958), since
    they left somewhere in between.
    """
    return _curve(bins, lambda one: (starts_at(one), starts_at(one + 1)), within=0.5, exact=False)


def survive_hours(hours: Mapping[int, tuple[int, int]]) -> Curve:
    """The curve of durations in whole hours: hours -> (decided, censored), the censored at risk until after them."""
    return _curve(hours, lambda one: (float(one), float(one)), within=0.0, exact=True)


def pending(ages: Sequence[float], into: Callable[[float], int]) -> dict[int, tuple[int, int]]:
    """Cases still pending by the bin of their age in hours (`into`: `analytics.bins.bin_of`, say), to be `merged`."""
    counts: dict[int, tuple[int, int]] = {}
    for age in ages:
        counts[into(age)] = (0, counts.get(into(age), (0, 0))[1] + 1)
    return counts


def merged(*parts: Mapping[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """Counts of several cells together."""
    counts: dict[int, tuple[int, int]] = {}
    for part in parts:
        for key, (decided, censored) in part.items():
            before = counts.get(key, (0, 0))
            counts[key] = (before[0] + decided, before[1] + censored)
    return counts


def quantile(curve: Curve, share: float) -> Quantile | None:
    """After how many hours `share` (0.5: the median) of the cases are decided; None when so many are not yet.

    Within a bin the hours are interpolated on the logarithmic scale of the bins. The interval inverts the pointwise
    log-log intervals of Greenwood's variance (Brookmeyer & Crowley 1982, Biometrics 38:29-41).
    """
    if not 0 < share < 1:
        raise ValueError("a share lies between 0 and 1")
    hours = _reached(curve, lambda step: step.survival, share)
    if hours is None:
        return None
    low = _reached(curve, lambda step: band(step)[0], share)
    return Quantile(hours, low, _reached(curve, lambda step: band(step)[1], share))


def band(step: Step) -> tuple[float, float]:
    """The 95 % interval of the share not decided at the end of a step, on the scale log(-log(share))."""
    if step.survival in (0.0, 1.0):
        return step.survival, step.survival
    reach = NormalDist().inv_cdf((1 + LEVEL) / 2) * math.sqrt(step.spread) / math.log(step.survival)
    return step.survival ** math.exp(-reach), step.survival ** math.exp(reach)


def _curve(
    counts: Mapping[int, tuple[int, int]], span: Callable[[int], tuple[float, float]], *, within: float, exact: bool
) -> Curve:
    """`within` is the part of the censored in a span that no longer counts as at risk in it."""
    cases = at_risk = sum(decided + censored for decided, censored in counts.values())
    survival, spread, steps = 1.0, 0.0, []
    for key, (decided, censored) in sorted(counts.items()):
        if decided < 0 or censored < 0:
            raise ValueError("counts cannot be negative")
        exposed = at_risk - within * censored
        if decided:
            survival *= 1 - decided / exposed
            left = exposed - decided
            spread += decided / (exposed * left) if left > 0 else math.inf
            steps.append(Step(*span(key), at_risk, decided, max(0.0, survival), spread))
        at_risk -= decided + censored
    return Curve(tuple(steps), cases, exact)


def _reached(curve: Curve, value: Callable[[Step], float], share: float) -> float | None:
    """Where a falling line through the steps' ends reaches 1 - share; within a span, in between."""
    target, before = 1 - share, 1.0
    for step in curve.steps:
        after = value(step)
        if after <= target + 1e-12:
            if curve.exact:
                return step.since
            part = (before - target) / (before - after)
            return 2 ** (math.log2(1 + step.since) + part * (math.log2(1 + step.until) - math.log2(1 + step.since))) - 1
        before = after
    return None
