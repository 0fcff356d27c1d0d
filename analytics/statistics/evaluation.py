"""Did the pilot change anything (R64)? Staggered difference in differences after Callaway & Sant'Anna (2021)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

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
from core.errors import QuanchengError
from core.i18n import N_, Message

__all__ = [
    "Bound", "CannotEvaluate", "Comparison", "Effect", "Evaluation", "EventEffect", "GroupTime", "Heterogeneity",
    "Observation", "Outcome", "Placebo", "Pretrend", "Unit", "by_type", "complete", "evaluate", "starts_of", "verdict",
]  # fmt: skip

PERMUTATIONS = 199


class CannotEvaluate(QuanchengError):
    """The data do not allow an evaluation; a subclass says in a sentence what is wrong in place of a number."""

    code = "cannot_evaluate"
    text = N_("The pilot cannot be evaluated with these data.")
    remedy = N_("Choose other pilots, months or another comparison group.")


def starts_of(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The first treated month of each unit. Raises CannotEvaluate when a unit has two (overlapping pilots)."""
    raise NotImplementedError


def complete(observations: Sequence[Observation]) -> tuple[tuple[Observation, ...], tuple[str, ...]]:
    """The observations of those units that have every month, and the units left out because they lack some."""
    raise NotImplementedError


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
    comparison group, months missing, a share above one or below nothing.
    """
    raise NotImplementedError


def by_type(
    panels: Mapping[str, Sequence[Observation]],
    starts: Mapping[str, int | None],
    comparison: Comparison,
    *,
    unit: Unit = Unit.COUNT,
) -> Heterogeneity:
    """The effect for each type of enterprise, and how much of their differences is more than chance.

    Raises CannotEvaluate when fewer than two types can be evaluated.
    """
    raise NotImplementedError


def verdict(evaluation: Evaluation, outcome: Outcome) -> tuple[Message, ...]:
    """What can and what cannot be concluded, in plain sentences; to be shown in this order."""
    raise NotImplementedError
