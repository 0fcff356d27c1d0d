"""The rollout programme that goes with a history: steps, readiness, interfaces and training, as files of the import.

Pilots open in the months after their start, all others in 2017 as the opinion asks. Exactly three miss the deadline,
each for a reason of its own (`world.LATE`): one stopped for want of interfaces, one goes on slowly with untrained
staff, one waits for its norms and has opened little but establishment. All three plan to be in time; only their pace
tells.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from analytics.simulation import mix
from analytics.simulation.history import History
from analytics.simulation.world import LATE, NEVER, UNITS
from core.programme import DEADLINE, InterfaceState, Item, Kind, Pair, Stage, Topic
from core.programme_progress import Hindrance
from core.terms import Business
from core.workdays import day_in_china, is_working_day

Row = tuple[str, ...]
ROLLOUT = 5
"""The purpose of the lots that are cast here."""

COLUMNS: Mapping[str, Row] = {
    "steps": ("jurisdiction", "entity_type", "business", "stage", "kind", "day", "note"),
    "readiness": ("jurisdiction", "item", "ready", "day", "note"),
    "interfaces": ("jurisdiction", "department", "interface", "state", "day", "note"),
    "trainings": ("jurisdiction", "topic", "day", "invited", "trained", "note"),
}
INTERFACES = (
    ("税务部门", "登记信息共享"),
    ("公安机关", "印章刻制备案"),
    ("人力资源和社会保障部门", "社会保险登记"),
    ("统计部门", "统计信息共享"),
    ("商务部门", "外资备案信息共享"),
    ("人民银行", "账户开立信息共享"),
)
BROKEN: Mapping[tuple[str, str], tuple[InterfaceState, str]] = {
    INTERFACES[0]: (InterfaceState.TESTING, "联调两次未通过，待税务部门升级接口"),
    INTERFACES[1]: (InterfaceState.NONE, "公安机关尚未答复"),
}
"""What is missing where interfaces are."""

WHY: Mapping[str, tuple[tuple[Hindrance, ...], tuple[Item, ...]]] = {
    "interfaces": ((Hindrance.INTERFACES,), ()),
    "staff": ((Hindrance.READINESS, Hindrance.TRAINING), (Item.STAFF,)),
    "norms": ((Hindrance.READINESS,), (Item.NORMS,)),
}
NOTES: Mapping[Item, str] = {
    Item.STAFF: "窗口人员多数未完成培训",
    Item.NORMS: "本地提交材料规范仍要求纸质材料，修订稿未发布",
}
STOPPED = 105
"""The one without interfaces stopped so many days before the deadline."""
SLOW: Mapping[str, tuple[int, float]] = {"staff": (140, 2.5), "norms": (90, 5.0)}
"""When the slow ones began (days before the deadline), and how many pairs they open a week."""
ALMOST, LAST_DAYS = 4, 5
"""So many jurisdictions have a handful of pairs still before them, planned well before the deadline."""


@dataclass(frozen=True)
class Way:
    """How a jurisdiction opens: planned from a day to another, and what became of the plan, pair by pair."""

    begins: date
    ends: date
    done: Callable[[int, date], date | None]


def files(history: History) -> Mapping[str, bytes]:
    """The four files of the programme by name."""
    makers: Mapping[str, Callable[[History], Iterator[Row]]] = {
        "steps": steps, "readiness": readiness, "interfaces": interfaces, "trainings": trainings,
    }  # fmt: skip
    return {f"{name}.csv": _csv(COLUMNS[name], make(history)) for name, make in makers.items()}


def missing(history: History) -> list[dict[str, Any]]:
    """The jurisdictions that miss the deadline, and why."""
    return [
        {"jurisdiction": UNITS[unit], "why": [one.value for one in WHY[why][0]], "items": list(WHY[why][1])}
        for unit, why in _late(history)
    ]


def steps(history: History) -> Iterator[Row]:
    lots = history.lots(ROLLOUT, 1)
    last = day_in_china(history.as_of)
    almost = _almost(history)
    for unit, code in enumerate(UNITS):
        start = _start(history, unit)
        way = _way(history, unit, lots, almost=unit in almost)
        order = _order(lots, establishment_first=(unit, "norms") in _late(history))
        for number, pair in enumerate(order):
            planned = _working(way.begins + (way.ends - way.begins) * number / len(order))
            opened = way.done(number, planned)
            further = _further(lots, pair, opened or planned)
            for stage, plan, actual in (
                (Stage.PILOT, start, start),
                (Stage.OPEN, planned, opened),
                (Stage.PAPERLESS, further, further if opened else None),
            ):
                if plan is not None:
                    yield _step(code, pair, stage, Kind.PLAN, plan)
                if actual is not None and actual <= last:
                    yield _step(code, pair, stage, Kind.ACTUAL, actual)


def readiness(history: History) -> Iterator[Row]:
    lots, reasons = history.lots(ROLLOUT, 2), dict(_late(history))
    for unit, code in enumerate(UNITS):
        not_ready = WHY[reasons[unit]][1] if unit in reasons else ()
        for item in Item:
            ready = _ready_by(history, unit) - timedelta(days=int(lots.integers(10, 60)))
            yield code, item, "no", str(ready - timedelta(days=90)), ""
            if item in not_ready:
                yield code, item, "no", str(DEADLINE - timedelta(days=int(lots.integers(20, 40)))), NOTES[item]
            else:
                yield code, item, "yes", str(ready), ""


def interfaces(history: History) -> Iterator[Row]:
    lots, reasons = history.lots(ROLLOUT, 3), dict(_late(history))
    for unit, code in enumerate(UNITS):
        for about in INTERFACES:
            live = _ready_by(history, unit) - timedelta(days=int(lots.integers(5, 45)))
            told = [
                (InterfaceState.AGREED, live - timedelta(days=int(lots.integers(120, 200))), ""),
                (InterfaceState.TESTING, live - timedelta(days=int(lots.integers(20, 80))), ""),
                (InterfaceState.LIVE, live, ""),
            ]
            if reasons.get(unit) == "interfaces" and about in BROKEN:
                state, note = BROKEN[about]
                told = [*told[: 1 if state is InterfaceState.TESTING else 0], (state, told[1][1], note)]
            for state, day, note in told:
                yield code, *about, state, str(day), note


def trainings(history: History) -> Iterator[Row]:
    lots, reasons = history.lots(ROLLOUT, 4), dict(_late(history))
    for unit, code in enumerate(UNITS):
        untrained = reasons.get(unit) == "staff"
        for topic in Topic:
            for session in range(1 if untrained else int(lots.integers(2, 5))):
                day = _working(_ready_by(history, unit) - timedelta(days=int(lots.integers(5, 20)) + 21 * session))
                invited = max(8, round(history.world.sizes[unit] * lots.uniform(0.15, 0.3)))
                share = lots.uniform(0.15, 0.3) if untrained else lots.uniform(0.94, 1.0)
                yield code, topic, str(day), str(invited), str(round(invited * share)), ""


def _csv(columns: Row, rows: Iterator[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def _late(history: History) -> Sequence[tuple[int, str]]:
    return list(zip(history.world.late, LATE, strict=True))


def _almost(history: History) -> frozenset[int]:
    """Jurisdictions that never were pilots and have a few pairs left at the end."""
    world = history.world
    others = [unit for unit in np.argsort(world.sizes)[::-1] if world.starts[unit] == NEVER and unit not in world.late]
    return frozenset(int(unit) for unit in others[:ALMOST])


def _start(history: History, unit: int) -> date | None:
    start = history.world.starts[unit]
    return history.months[start] if start < NEVER else None


def _ready_by(history: History, unit: int) -> date:
    """When all stood ready: before a pilot began, else in the spring of 2017."""
    return _start(history, unit) or DEADLINE - timedelta(days=190)


def _way(history: History, unit: int, lots: np.random.Generator, *, almost: bool) -> Way:
    reasons = dict(_late(history))
    start = _start(history, unit)
    if unit in reasons:
        return _late_way(reasons[unit], lots)
    if start is not None:
        begins = min(start + timedelta(days=int(lots.integers(70, 110))), DEADLINE - timedelta(days=150))
        ends = min(begins + timedelta(days=int(lots.integers(120, 200))), DEADLINE - timedelta(days=45))
        return Way(begins, ends, lambda _number, planned: _working(planned + timedelta(days=int(lots.integers(0, 9)))))
    begins = DEADLINE - timedelta(days=int(lots.integers(150, 180)))
    ends = DEADLINE - timedelta(days=9 if almost else int(lots.integers(40, 80)))
    latest = 1 if almost else int(lots.integers(4, 20))
    return Way(begins, ends, lambda _number, planned: _working(planned + timedelta(days=int(lots.integers(0, latest)))))


def _late_way(why: str, lots: np.random.Generator) -> Way:
    begins, ends = DEADLINE - timedelta(days=175), DEADLINE - timedelta(days=20)

    def stopped(_number: int, planned: date) -> date | None:
        done = _working(planned + timedelta(days=int(lots.integers(0, 6))))
        return done if done <= DEADLINE - timedelta(days=STOPPED) else None

    def slow(number: int, _planned: date) -> date:
        before, weekly = SLOW[why]
        return _working(DEADLINE - timedelta(days=before) + timedelta(days=7 * number / weekly))

    return Way(begins, ends, stopped if why == "interfaces" else slow)


def _order(lots: np.random.Generator, *, establishment_first: bool) -> list[Pair]:
    """In which order pairs open: companies, then others, foreign ones last, not quite strictly."""
    kinds = mix.kinds()
    weights = [float(mix.is_foreign(one)) + (one not in ("LLC", "LLC_ONE", "HOUSEHOLD")) for one, _business in kinds]
    if establishment_first:
        weights = [3.0 * (business is not Business.ESTABLISHMENT) for _type, business in kinds]
    noise = lots.uniform(0, 1.5, len(kinds))
    return [kinds[at] for at in np.argsort(np.array(weights) + noise)]


def _further(lots: np.random.Generator, pair: Pair, opened: date) -> date | None:
    """When a pair is wholly paperless; foreign ones have no day yet."""
    lot = int(lots.integers(60, 240))
    return None if mix.is_foreign(pair[0]) else _working(opened + timedelta(days=lot))


def _step(code: str, pair: Pair, stage: Stage, kind: Kind, day: date) -> Row:
    return code, pair[0], pair[1], stage, kind, str(day), ""


def _working(day: date) -> date:
    """The day, or the next one that is worked."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
