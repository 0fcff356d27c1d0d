"""The numbers of an evaluation as tables: the same for the page, the report and the files (R64). Pure.

Effects are shown in the outcome's own unit, shares in percentage points. Cells are texts, or numbers of which `digits`
are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from analytics.evaluation_data import month_of
from analytics.evaluation_run import Findings
from analytics.statistics.effects import Effect, Unit
from core.catalogue.kinds import type_label
from core.i18n import N_, Message, Translate

Cell: TypeAlias = str | int | float | None
MINUS = "\u2212"


@dataclass(frozen=True)
class Sheet:
    """A table whose first `texts` columns are texts."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    digits: int
    texts: int = 1

    def shown(self, cell: Cell) -> str:
        return cell if isinstance(cell, str) else shown(cell, self.digits)


@dataclass(frozen=True)
class Scale:
    """How values of a unit are shown: times `factor`, with `digits`; `level` and `change` name what is counted."""

    factor: float
    digits: int
    level: str
    change: str


SCALES: Mapping[Unit, Scale] = {
    Unit.HOURS: Scale(1, 1, N_("hours"), N_("hours")),
    Unit.SHARE: Scale(100, 1, N_("per cent"), N_("percentage points")),
    Unit.PER_CASE: Scale(1, 3, N_("per case"), N_("per case")),
    Unit.COUNT: Scale(1, 1, N_("a month"), N_("a month")),
    Unit.INDEX: Scale(1, 1, N_("index, 100 = before"), N_("per cent of the level before")),
}


def shown(value: float | None, digits: int, *, signed: bool = False) -> str:
    """A number as people read it; a dash for none."""
    if value is None or value != value:
        return "—"
    if isinstance(value, int):
        return f"{value:,}"
    text = f"{abs(value):,.{digits}f}"
    nothing = not float(text.replace(",", ""))
    return f"{'' if nothing else MINUS if value < 0 else '+' if signed else ''}{text}"


def scale_of(found: Findings) -> Scale:
    return SCALES[found.measured.outcome.unit]


def scaled(effect: Effect, scale: Scale) -> Effect:
    return Effect(*(value * scale.factor for value in effect))


def interval(effect: Effect, digits: int, say: Translate) -> str:
    """The 95 % interval in words."""
    low, high = shown(effect.low, digits, signed=True), shown(effect.high, digits, signed=True)
    return Message(N_("{low} to {high}"), {"low": low, "high": high}).render(say)


def cohort_name(start: int | None, found: Findings, say: Translate) -> str:
    """Which regions are meant: those that started in a month, or never."""
    if start is None:
        return say(N_("never in the period"))
    many = sum(1 for one in found.starts.values() if one == start)
    return Message(N_("started {month} ({many})"), {"month": month_of(start), "many": many}).render(say)


def trends(found: Findings, say: Translate) -> Sheet:
    factor, digits = scale_of(found).factor, scale_of(found).digits
    groups = tuple(found.trends)
    first, last = found.panel.periods
    rows = tuple(
        (month_of(period), *(_times(found.trends[group].get(period), factor) for group in groups))
        for period in range(first, last + 1)
    )
    return Sheet((say(N_("Month")), *(cohort_name(group, found, say) for group in groups)), rows, digits)


def group_time(found: Findings, say: Translate) -> Sheet:
    scale = scale_of(found)
    rows = tuple(
        (month_of(one.cohort), month_of(one.period), *_effect(one.effect, scale))
        for one in found.evaluation.group_time
        if one.period >= one.cohort
    )
    return Sheet((say(N_("Started")), say(N_("Month")), *_effect_heads(say)), rows, scale.digits, texts=2)


MOST_CROSSED = 5
"""So many starts fit beside each other on a page."""


def crossed(found: Findings, say: Translate) -> Sheet:
    """The effects by start and month with months as rows and starts as columns, where these are few."""
    scale, effects = scale_of(found), [one for one in found.evaluation.group_time if one.period >= one.cohort]
    starts = sorted({one.cohort for one in effects})
    if len(starts) > MOST_CROSSED:
        return group_time(found, say)
    cells = {(one.cohort, one.period): scaled(one.effect, scale) for one in effects}
    rows = tuple(
        (
            month_of(period),
            *(_with_interval(cells[start, period], scale) if (start, period) in cells else "" for start in starts),
        )
        for period in sorted({one.period for one in effects})
    )
    many = found.evaluation.cohorts
    heads = (say(N_("Month")), *(f"{month_of(start)} ({many.get(start, 0)})" for start in starts))
    return Sheet(heads, rows, scale.digits, texts=1 + len(starts))


def _with_interval(effect: Effect, scale: Scale) -> str:
    estimate, low, high = (shown(value, scale.digits) for value in (effect.estimate, effect.low, effect.high))
    return f"{estimate}\n({low}; {high})"


def cohorts(found: Findings, say: Translate) -> Sheet:
    scale = scale_of(found)
    rows = tuple(
        (month_of(start), found.evaluation.cohorts.get(start, 0), *_effect(effect, scale))
        for start, effect in sorted(found.evaluation.by_cohort.items())
    )
    return Sheet((say(N_("Started")), say(N_("Pilots")), *_effect_heads(say)), rows, scale.digits)


def events(found: Findings, say: Translate) -> Sheet:
    scale = scale_of(found)
    told = found.truth.by_event if found.truth else {}
    rows = tuple(
        (
            shown(one.event_time, 0).replace("-", MINUS),
            *_effect(one.effect, scale),
            *((_times(told.get(one.event_time), scale.factor),) if told else ()),
        )
        for one in found.evaluation.by_event
    )
    truth = (say(N_("The simulation's truth")),) if told else ()
    return Sheet((say(N_("Months since the start")), *_effect_heads(say), *truth), rows, scale.digits)


def honest(found: Findings, say: Translate) -> Sheet:
    scale = scale_of(found)
    heads = (N_("Breaks in trend up to … times those before"), N_("95 % interval from"), N_("95 % interval to"))
    rows = tuple((f"{one.m:g}", one.low * scale.factor, one.high * scale.factor) for one in found.evaluation.honest)
    return Sheet(tuple(map(say, heads)), rows, scale.digits)


def placebo(found: Findings, say: Translate) -> Sheet:
    p = found.evaluation.placebo
    rows = (
        (say(N_("Assignments by lot")), p.permutations),
        (say(N_("Share of them with an effect as large (p)")), f"{p.p:.3f}"),
    )
    return Sheet((say(N_("Measure")), say(N_("Value"))), rows, 3)


def types(found: Findings, say: Translate) -> Sheet:
    scale, by_type = scale_of(found), found.heterogeneity
    rows: tuple[tuple[Cell, ...], ...] = ()
    if by_type is not None:
        rows = tuple((say(type_label(one)), *_effect(effect, scale)) for one, effect in by_type.by_type.items())
    return Sheet((say(N_("Type")), *_effect_heads(say)), rows, scale.digits)


def panel(found: Findings, say: Translate) -> Sheet:
    """The data behind it: each region and month with its counts, its outcome and when it started."""
    factor = scale_of(found).factor
    values = {(one.unit, one.period): one.value for one in found.panel.observations}
    heads = (
        N_("Region"), N_("Month"), N_("Started"), N_("Used"), N_("Outcome"), N_("Received"), N_("Corrections"),
        N_("Visits"), N_("Decided by now"), N_("Hours to the decision, in all"), N_("Lapsed or withdrawn"),
        N_("Establishments received"), N_("Approved"), N_("Approved at first"), N_("Approved paperless"),
    )  # fmt: skip
    rows = tuple(
        (
            one.unit, month_of(one.period), month_of(found.starts[one.unit]) if one.unit in found.starts else "",
            say(N_("no") if one.unit in found.left_out else N_("yes")),
            _times(values.get((one.unit, one.period)), factor), *one[2:],
        )
        for one in found.panel.counts
    )  # fmt: skip
    return Sheet(tuple(map(say, heads)), rows, 6, texts=4)


SHEETS: Mapping[str, Callable[[Findings, Translate], Sheet]] = {
    "trends": trends,
    "group_time": group_time,
    "cohorts": cohorts,
    "events": events,
    "placebo": placebo,
    "honest": honest,
    "types": types,
    "panel": panel,
}


def _effect(effect: Effect, scale: Scale) -> tuple[Cell, Cell, Cell]:
    estimate, _se, low, high = scaled(effect, scale)
    return estimate, low, high


def _effect_heads(say: Translate) -> tuple[str, ...]:
    return say(N_("Effect")), say(N_("95 % interval from")), say(N_("95 % interval to"))


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor
