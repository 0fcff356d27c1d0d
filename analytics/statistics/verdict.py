"""An evaluation in plain sentences: what it shows, what speaks against it, and what it cannot show."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from analytics.statistics.effects import Comparison, Effect, Evaluation, Outcome, Placebo, Pretrend, Unit
from analytics.statistics.panel import month_text
from core.i18n import M_, N_, Message, Param

ALARM = 0.05
STURDY = 1.0
"""A conclusion is sturdy when it withstands trends that part as much as they ever did before."""

TWICE = 2.0

UNITS: Mapping[Unit, tuple[str, float, int]] = {
    Unit.HOURS: (N_("hours"), 1.0, 1),
    Unit.SHARE: (N_("percentage points"), 100.0, 1),
    Unit.PER_CASE: (N_("per case"), 1.0, 2),
    Unit.COUNT: (N_("a month"), 1.0, 1),
    Unit.INDEX: (N_("per cent of the level before"), 1.0, 1),
}
"""How effects in a unit are spoken of: its text, by what to multiply, and how many decimals."""


COMPARISONS: Mapping[Comparison, str] = {
    Comparison.NEVER: N_("those that never started"),
    Comparison.NOT_YET: N_("those that had not started yet"),
}


class Standing(StrEnum):
    """How far a conclusion goes."""

    SHOWN = "shown"
    RESERVED = "reserved"
    OPEN = "open"
    DOUBTFUL = "doubtful"


def standing(evaluation: Evaluation) -> Standing:
    """Shown, shown with reservations, open (interval or chance leave it so), or doubtful (trends differed before)."""
    if evaluation.pretrend and evaluation.pretrend.p < ALARM:
        return Standing.DOUBTFUL
    if not differs(evaluation.overall) or evaluation.placebo.p >= ALARM:
        return Standing.OPEN
    sturdy = evaluation.breakdown is not None and evaluation.breakdown >= STURDY
    return Standing.SHOWN if sturdy and evaluation.pretrend else Standing.RESERVED


def differs(effect: Effect) -> bool:
    """Does the interval leave out nothing at all?"""
    return effect.low > 0 or effect.high < 0


def amount(value: float, unit: Unit) -> str:
    """A figure in an outcome's unit as people read it, without the unit's name; never “-0.0”."""
    _, factor, decimals = UNITS[unit]
    shown = f"{value * factor:.{decimals}f}"
    return shown.removeprefix("-") if float(shown) == 0 else shown.replace("-", "−")


def verdict(evaluation: Evaluation, outcome: Outcome) -> tuple[Message, ...]:
    """What can and what cannot be concluded, in plain sentences; to be shown in this order."""
    shown = [CONCLUSIONS[standing(evaluation)], _effect(evaluation.overall, outcome)]
    if differs(evaluation.overall):
        wished = (evaluation.overall.estimate < 0) == outcome.less_is_better
        shown.append(
            M_("That is the change one wishes for.") if wished else M_("That is not the change one wishes for.")
        )
    shown += [_pretrend(evaluation.pretrend), _placebo(evaluation.placebo)]
    if differs(evaluation.overall):
        shown.append(_sturdiness(evaluation))
    first, last = (month_text(one) for one in evaluation.periods)
    shown.append(
        M_(
            "This holds for these {treated} pilots from {first} to {last}, against {comparison_text}. Whatever else "
            "changed in the pilots in the same months counts as their effect, and what the pilot would do elsewhere is "
            "not shown.",
            treated=evaluation.treated, first=first, last=last, comparison_text=COMPARISONS[evaluation.comparison],
        )
    )  # fmt: skip
    return tuple(shown)


CONCLUSIONS: Mapping[Standing, Message] = {
    Standing.SHOWN: M_("All in all: these data show an effect of the pilot."),
    Standing.RESERVED: M_("All in all: these data speak for an effect of the pilot, with the reservations below."),
    Standing.OPEN: M_("All in all: an effect of the pilot is neither shown nor ruled out."),
    Standing.DOUBTFUL: M_(
        "All in all: nothing can be concluded about the pilot, because the groups already differed before it."
    ),
}


def _effect(effect: Effect, outcome: Outcome) -> Message:
    unit = UNITS[outcome.unit][0]
    if not differs(effect):
        return M_(
            "{outcome_text}: estimated change {estimate} {unit_text}; anything between {low} and {high} agrees with "
            "the data (95 % interval), no change at all included.",
            outcome_text=outcome.name, unit_text=unit, estimate=amount(effect.estimate, outcome.unit),
            low=amount(effect.low, outcome.unit), high=amount(effect.high, outcome.unit),
        )  # fmt: skip
    low, high = sorted((abs(effect.low), abs(effect.high)))
    text = (
        N_("{outcome_text}: lower by {estimate} {unit_text} than without the pilot (95 % interval {low} to {high}).")
        if effect.estimate < 0
        else N_(
            "{outcome_text}: higher by {estimate} {unit_text} than without the pilot (95 % interval {low} to {high})."
        )
    )
    return Message(text, {
        "outcome_text": outcome.name, "unit_text": unit, "estimate": amount(abs(effect.estimate), outcome.unit),
        "low": amount(low, outcome.unit), "high": amount(high, outcome.unit),
    })  # fmt: skip


def _pretrend(test: Pretrend | None) -> Message:
    if test is None:
        return M_("There is too little before the start to say whether the groups ran alike: the effect leans on that.")
    if test.p < ALARM:
        return M_(
            "Before the start the groups already moved apart (p {p}, {quarters} quarters tested together). The "
            "change above may be that difference going on.",
            p=probability(test.p), quarters=test.df,
        )  # fmt: skip
    return M_(
        "Before the start no difference in trends is found (p {p}, {quarters} quarters tested together). That is no "
        "proof that there was none.",
        p=probability(test.p), quarters=test.df,
    )  # fmt: skip


def _placebo(placebo: Placebo) -> Message:
    params: dict[str, Param] = {"percent": f"{100 * placebo.p:.1f}", "times": placebo.permutations}
    if placebo.p < ALARM:
        return Message(
            N_("With starting months dealt out by lot ({times} times), as large a change came in {percent} % of draws: "
               "chance hardly explains it."),
            params,
        )  # fmt: skip
    return Message(
        N_("With starting months dealt out by lot ({times} times), as large a change came in {percent} % of draws: "
           "chance may explain it."),
        params,
    )  # fmt: skip


def _sturdiness(evaluation: Evaluation) -> Message:
    if not evaluation.honest:
        return M_(
            "How far the conclusion would stand if trends broke after the start cannot be said with these months."
        )
    held = evaluation.breakdown
    if held is None:
        return M_("For the quarters after the start taken alone, the change cannot be told from nothing.")
    if held >= TWICE:
        return M_(
            "The change in the first quarters after the start would stand even if trends then parted twice as fast as "
            "they ever did before it."
        )
    return M_(
        "The change in the first quarters after the start stands as long as trends then part at no more than {percent} "
        "% of the fastest pace seen before it. Beyond that it is not shown.",
        percent=round(100 * held),
    )  # fmt: skip


def probability(value: float) -> str:
    """A p-value as it is written after the letter."""
    return f"= {value:.3f}" if value >= 0.001 else "< 0.001"
