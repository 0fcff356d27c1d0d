"""What an evaluation of pilots takes and gives: observations, effects, and tests of what it assumes.

Periods are months since year 0 (`year * 12 + month - 1`). Effects are in the outcome's own unit, with pilot minus
without: shorter processing is negative. Intervals are 95 % and for one effect at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from core.i18n import Message


class Comparison(StrEnum):
    """With whom the pilots are compared: with units that never start, or with all that have not started yet."""

    NEVER = "never"
    NOT_YET = "not_yet"


class Unit(StrEnum):
    """What an outcome is counted in. A share is held as 0 to 1 and spoken of in percentage points; an index is 100 at
    the unit's own level before."""

    HOURS = "hours"
    SHARE = "share"
    PER_CASE = "per_case"
    COUNT = "count"
    INDEX = "index"


@dataclass(frozen=True)
class Outcome:
    """What is evaluated: the text of its name, its unit, and whether less of it is what one wishes for."""

    name: str
    unit: Unit
    less_is_better: bool = False


@dataclass(frozen=True)
class Observation:
    """A unit's outcome in a month. Weights count among units (their mean over the months); all 1: each unit alike."""

    unit: str
    period: int
    value: float
    weight: float = 1.0


class Effect(NamedTuple):
    """An estimate with its standard error and its 95 % interval."""

    estimate: float
    se: float
    low: float
    high: float


class EventEffect(NamedTuple):
    """The effect that many months after the start; before it, what should be nothing (against month -1)."""

    event_time: int
    effect: Effect


class GroupTime(NamedTuple):
    """The effect on those that started in `cohort`, in the month `period`."""

    cohort: int
    period: int
    effect: Effect


class Pretrend(NamedTuple):
    """The joint test that nothing differed before the start: `df` quarters at once."""

    statistic: float
    df: int
    p: float


class Placebo(NamedTuple):
    """How often starts that were dealt out by lot show an effect as far from nothing as the real ones; and the effects
    that they show."""

    p: float
    permutations: int
    draws: tuple[float, ...] = ()


class Bound(NamedTuple):
    """The interval of the effect if trends may break after the start `m` times as much as they ever did before."""

    m: float
    low: float
    high: float


@dataclass(frozen=True)
class Evaluation:
    """What the pilots changed.

    `overall` weighs each treated unit-month alike (Callaway & Sant'Anna's "simple" aggregation). `by_event` holds the
    months before the start, too (negative), but not month -1, against which all are measured. `pretrend` is None when
    there is too little before the start, `honest` empty and `breakdown` None when its bounds cannot be had; a warning
    says so. `breakdown` is the largest tried m at which the effect still differs from nothing; None: at none.
    """

    overall: Effect
    by_cohort: Mapping[int, Effect]
    by_event: tuple[EventEffect, ...]
    group_time: tuple[GroupTime, ...]
    pretrend: Pretrend | None
    placebo: Placebo
    honest: tuple[Bound, ...]
    breakdown: float | None
    comparison: Comparison
    units: int
    treated: int
    cohorts: Mapping[int, int]
    periods: tuple[int, int]
    warnings: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Heterogeneity:
    """How far effects differ between types beyond chance.

    `share` (I², 0 to 1) is how much of the variance between the estimates is true difference; `spread` the standard
    deviation of the true effects in the outcome's unit; `statistic` Cochran's Q with `df` and `p`. `left_out` says of
    each type that could not be evaluated why.
    """

    by_type: Mapping[str, Effect]
    share: float
    spread: float
    statistic: float
    df: int
    p: float
    left_out: Mapping[str, Message]
