"""Running an evaluation (R64): from a definition and a snapshot to findings, each computed once.

An evaluation takes seconds. `ask` starts it in the background and gives what is there already, so that no page waits
for it; `find` waits. What cannot be evaluated is kept as well: the same question gets the same sentence at once.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from analytics.evaluation_data import OUTCOMES, Contents, Measured, Panel, Truth, contents, month_of, panel, period_of
from analytics.evaluation_data import truth as truth_of
from analytics.snapshot import Snapshot
from analytics.statistics.effects import Comparison, Effect, Evaluation, Heterogeneity, Observation
from analytics.statistics.panel import CannotEvaluate
from core.addressees import ADDRESSEES
from core.errors import QuanchengError
from core.evaluation import Definition
from core.i18n import M_, N_, Message
from core.programme import Kind, Stage, Step, valid

KEPT = 24
MOST_TYPES = 8
WAITED = 0.4
"""How many seconds a page waits for what may be quick, before it says that it is being computed."""


class NoPilots(CannotEvaluate):
    code = "no_pilots"
    text = N_("No pilot is known in these data.")
    remedy = N_("Enter the starting months of the pilots, or record their PILOT steps in the rollout programme.")


class PilotWithoutData(CannotEvaluate):
    code = "pilot_without_data"
    text = N_("There are no data of the pilot {region_text}.")
    remedy = N_("Choose another data set, or leave this pilot out.")


class NothingCounted(CannotEvaluate):
    code = "nothing_counted"
    text = N_("In this period and scope there is no whole month with cases.")
    remedy = N_("Choose an earlier month, a wider scope or another data set.")


@dataclass(frozen=True)
class Findings:
    """What came out. `asked` is the definition as it was asked for; `left_out` are regions that lack some months.
    `heterogeneity` is None with a sentence in `undivided` when types cannot be compared."""

    asked: Definition
    snapshot: Snapshot
    panel: Panel
    starts: Mapping[str, int]
    evaluation: Evaluation
    verdict: tuple[Message, ...]
    heterogeneity: Heterogeneity | None = None
    undivided: Message | None = None
    truth: Truth | None = None
    left_out: tuple[str, ...] = ()
    used: tuple[Observation, ...] = field(default=(), repr=False)

    @property
    def measured(self) -> Measured:
        return OUTCOMES[self.asked.outcome]

    @cached_property
    def without(self) -> float:
        """What the outcome would have been without the pilots, on average of the treated months: what was, less the
        effect. NaN when nothing was treated."""
        seen = [one.value for one in self.used if one.period >= self.starts.get(one.unit, one.period + 1)]
        return sum(seen) / len(seen) - self.evaluation.overall.estimate if seen else math.nan

    @property
    def relative(self) -> Effect | None:
        """The overall effect as a share of what would have been without; None when that is nothing. The interval holds
        the denominator fixed."""
        if not self.without or math.isnan(self.without):
            return None
        return Effect(*(value / abs(self.without) for value in self.evaluation.overall))

    @property
    def hits_truth(self) -> bool | None:
        """Whether the interval holds the simulation's own effect; None when there is none to compare with."""
        overall = self.evaluation.overall
        return None if self.truth is None else overall.low <= self.truth.overall <= overall.high

    @cached_property
    def trends(self) -> Mapping[int | None, Mapping[int, float]]:
        """The mean over regions by month: of each cohort (by its first month) and, under None, of those that never
        start."""
        groups: dict[int | None, dict[int, list[float]]] = {}
        for one in self.used:
            group = groups.setdefault(self.starts.get(one.unit), {})
            group.setdefault(one.period, []).append(one.value)
        return {
            start: {period: sum(values) / len(values) for period, values in sorted(months.items())}
            for start, months in sorted(groups.items(), key=lambda one: (one[0] is None, one[0] or 0))
        }


def pilots_of(steps: Iterable[Step], on: str, entity_type: str = "", business: str = "") -> dict[str, str]:
    """The month in which each jurisdiction began its first pilot, by the rollout programme; where none has begun, the
    month for which it is planned, unless `on` (a month) is later."""
    found: dict[tuple[Kind, str], str] = {}
    for step in valid(step for step in steps if step.stage is Stage.PILOT):
        if entity_type in ("", step.entity_type) and business in ("", step.business):
            key, month = (step.kind, step.jurisdiction), f"{step.day:%Y-%m}"
            found[key] = min(month, found.get(key, month))
    begun = {where: month for (kind, where), month in found.items() if kind is Kind.ACTUAL}
    planned = {where: month for (kind, where), month in found.items() if kind is Kind.PLAN and month >= on}
    return dict(sorted((planned | begun).items()))


Key = tuple[Snapshot, Definition]
_LOCK = threading.Lock()
_RUNS: OrderedDict[Key, Future[Findings]] = OrderedDict()
_POOL = ThreadPoolExecutor(max_workers=1, thread_name_prefix="evaluation")


def find(snapshot: Snapshot, definition: Definition, folder: Path) -> Findings:
    """The findings, computed when first asked for. `folder` may hold a simulation's truth. Raises CannotEvaluate."""
    return _run(snapshot, definition, folder).result()


def ask(snapshot: Snapshot, definition: Definition, folder: Path) -> Findings | None:
    """The findings if they are there, else None while they are being computed. Raises CannotEvaluate."""
    run = _run(snapshot, definition, folder)
    wait([run], WAITED)
    return run.result() if run.done() else None


def _run(snapshot: Snapshot, definition: Definition, folder: Path) -> Future[Findings]:
    key = (snapshot, definition)
    with _LOCK:
        if key in _RUNS and not (_RUNS[key].done() and _broken(_RUNS[key])):
            _RUNS.move_to_end(key)
        else:
            _RUNS[key] = _POOL.submit(compute, snapshot, definition, folder)
        while len(_RUNS) > KEPT:
            _RUNS.popitem(last=False)[1].cancel()
        return _RUNS[key]


def _broken(run: Future[Findings]) -> bool:
    """Whether it failed in a way that may be another the next time."""
    if run.cancelled():
        return True
    error = run.exception()
    return error is not None and not isinstance(error, QuanchengError)


def compute(snapshot: Snapshot, definition: Definition, folder: Path) -> Findings:
    """The findings. Raises CannotEvaluate."""
    from analytics.statistics import evaluation as statistics  # its libraries take seconds to import

    there = contents(snapshot)
    starts = statistics.starts_of((unit, period_of(month)) for unit, month in sorted(definition.pilots.items()))
    _check(there, starts)
    measured = OUTCOMES[definition.outcome]
    data = _panel(snapshot, definition, starts)
    if not data.observations:
        raise NothingCounted()
    used, left_out = _whole_regions(data.observations, starts)
    comparison = Comparison(definition.comparison.value)
    result = statistics.evaluate(used, starts, comparison, unit=measured.outcome.unit, seed=definition.seed)
    truth = truth_of(folder, definition.outcome) if _whole(definition) else None
    found = Findings(
        definition, snapshot, data, starts, result, statistics.verdict(result, measured.outcome),
        truth=truth if truth and dict(truth.pilots) == dict(definition.pilots) else None, left_out=left_out, used=used,
    )  # fmt: skip
    return found if definition.entity_type else _divided(found, there.types[:MOST_TYPES], comparison)


def _whole_regions(
    observations: tuple[Observation, ...], starts: Mapping[str, int]
) -> tuple[tuple[Observation, ...], tuple[str, ...]]:
    """The observations without those regions of the comparison that lack months, and which these are. A pilot is never
    left out, nor are all of the others: then the evaluation refuses, and says which months are missing."""
    from analytics.statistics.evaluation import complete

    _, lacking = complete(observations)
    others = {one.unit for one in observations} - starts.keys()
    left_out = tuple(unit for unit in lacking if unit in others)
    if len(left_out) == len(others):
        return observations, ()
    return tuple(one for one in observations if one.unit not in left_out), left_out


def _check(there: Contents, starts: Mapping[str, int]) -> None:
    if not starts:
        raise NoPilots()
    for unit in starts:
        if unit not in there.regions:
            raise PilotWithoutData(region_text=ADDRESSEES[unit].name if unit in ADDRESSEES else unit)


def _whole(definition: Definition) -> bool:
    """Whether it speaks of everything that a simulation's truth speaks of."""
    return not (definition.entity_type or definition.business or definition.first or definition.last)


def _panel(snapshot: Snapshot, definition: Definition, starts: Mapping[str, int]) -> Panel:
    return panel(
        snapshot, definition.outcome, definition.entity_type, definition.business,
        period_of(definition.first) if definition.first else None,
        period_of(definition.last) if definition.last else None,
        before=min(starts.values()),
    )  # fmt: skip


def _divided(found: Findings, types: Sequence[str], comparison: Comparison) -> Findings:
    """The findings with the effects by type."""
    from analytics.statistics.evaluation import by_type as divided

    panels = {
        one: _panel(found.snapshot, replace(found.asked, entity_type=one), found.starts).observations for one in types
    }
    try:
        by_type = divided(panels, found.starts, comparison, unit=found.measured.outcome.unit)
    except CannotEvaluate as refused:
        return replace(found, undivided=Message(refused.text, refused.params))
    return replace(found, heterogeneity=by_type)


def left_out_months(found: Findings) -> Message | None:
    """That the last months are left out, when they are."""
    months = found.panel.left_out
    if not months:
        return None
    return M_(
        N_("{first} to {last} are left out: more than 3 % of their cases are still open, the slow ones among them."),
        first=month_of(months[0]),
        last=month_of(months[-1]),
    )
