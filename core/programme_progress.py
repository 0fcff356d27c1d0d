"""How the rollout programme stands on any day: what is open, what lags and since when, who misses the deadline, and
what stands in the way (R60-R62).

A pair stands where the last step done by that day put it. It is to be open on its planned day, or on the day of the
deadline when no plan says so; after that day it lags.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.addressees import ADDRESSEES
from core.i18n import M_, Message
from core.programme import (
    DEADLINE,
    Interface,
    InterfaceState,
    Item,
    Kind,
    Pair,
    Programme,
    Readiness,
    Stage,
    Topic,
    Training,
    called,
    pairs,
    valid,
)
from core.terms import Business

TRAINED_ENOUGH = 0.9
"""The share of those invited who must have completed a topic for it not to stand in the way."""
Days = Mapping[tuple[Kind, Stage], date]


class Fate(StrEnum):
    """What becomes of the deadline."""

    NOTHING = "nothing"
    MET = "met"
    ON_COURSE = "on_course"
    PLANNED_LATE = "planned_late"
    MISSED = "missed"


class Hindrance(StrEnum):
    READINESS = "readiness"
    INTERFACES = "interfaces"
    TRAINING = "training"


@dataclass(frozen=True)
class Cause:
    """Something that stands in the way, in plain words."""

    of: Hindrance
    message: Message


@dataclass(frozen=True)
class Lag:
    """A pair that is not open although it should be since a day."""

    entity_type: str
    business: Business
    stage: Stage
    since: date


@dataclass(frozen=True)
class Progress:
    """A jurisdiction on a day. `due` is how many pairs were to be open by then, `opened` the days on which pairs first
    opened, `late` how many were not open on the day of the deadline, or are planned for later."""

    jurisdiction: str
    as_of: date
    standing: Mapping[Pair, Stage]
    due: int
    opened: tuple[date, ...]
    lags: tuple[Lag, ...]
    late: int
    fate: Fate

    @property
    def counts(self) -> Mapping[Stage, int]:
        """How many pairs stand at each stage."""
        found = Counter(self.standing.values())
        return {stage: found[stage] for stage in Stage}

    @property
    def whole(self) -> int:
        return len(self.standing)

    @property
    def open(self) -> int:
        return sum(is_open(stage) for stage in self.standing.values())

    @property
    def share(self) -> float:
        """The share of pairs that are open, 0 to 1."""
        return self.open / self.whole if self.whole else 0.0

    @property
    def lagging_since(self) -> date | None:
        return self.lags[0].since if self.lags else None

    @property
    def misses(self) -> bool:
        """Whether the deadline was missed, or is missed by the plan itself."""
        return self.fate in (Fate.MISSED, Fate.PLANNED_LATE)


def is_open(stage: Stage) -> bool:
    return stage.rank >= Stage.OPEN.rank


def standing(
    programme: Programme, as_of: date, known: datetime | None = None
) -> dict[tuple[str, str, Business], Stage]:
    """The stage of every pair in every jurisdiction at the end of a day, as it was known at a moment (None: today)."""
    days = (programme.known(known) if known else programme).days
    return {
        (code, *pair): _stage(days.get((code, *pair), {}), as_of) for code in ADDRESSEES for pair in pairs()
    }  # fmt: skip


def progress(programme: Programme, as_of: date, known: datetime | None = None) -> dict[str, Progress]:
    """Every jurisdiction at the end of a day, as it was known at a moment (None: today)."""
    days = (programme.known(known) if known else programme).days
    return {
        code: _progress(code, {pair: days.get((code, *pair), {}) for pair in pairs()}, as_of) for code in ADDRESSEES
    }


def _stage(days: Days, as_of: date) -> Stage:
    """Where the last step done put the pair; on one day the furthest counts."""
    done = [(day, stage.rank, stage) for (kind, stage), day in days.items() if kind is Kind.ACTUAL and day <= as_of]
    if done:
        return max(done)[2]
    intended = any(kind is Kind.PLAN and stage is not Stage.NOT_OPEN for kind, stage in days)
    return Stage.PLANNED if intended else Stage.NOT_OPEN


def _first(days: Days, kind: Kind) -> date | None:
    """The first day on which the pair was (to be) open, or more than open."""
    return min((day for (one, stage), day in days.items() if one is kind and is_open(stage)), default=None)


def _progress(code: str, of: Mapping[Pair, Days], as_of: date) -> Progress:
    now = {pair: _stage(days, as_of) for pair, days in of.items()}
    due = {pair: _first(days, Kind.PLAN) or DEADLINE for pair, days in of.items()}
    opened = sorted(day for day in (_first(days, Kind.ACTUAL) for days in of.values()) if day and day <= as_of)
    entered = any(of.values())
    lags = [
        Lag(*pair, stage, due[pair])
        for pair, stage in now.items()
        if entered and due[pair] <= as_of and not is_open(stage)
    ]
    then = now if as_of <= DEADLINE else {pair: _stage(days, DEADLINE) for pair, days in of.items()}
    closed = [pair for pair, stage in then.items() if not is_open(stage)]
    late = len(closed) if as_of >= DEADLINE and entered else sum(due[pair] > DEADLINE for pair in closed)
    return Progress(
        code, as_of, now, sum(day <= as_of for day in due.values()) if entered else 0, tuple(opened),
        tuple(sorted(lags, key=lambda lag: lag.since)), late, _fate(entered, closed, late, as_of),
    )  # fmt: skip


def _fate(entered: bool, closed: list[Pair], late: int, as_of: date) -> Fate:
    if not entered:
        return Fate.NOTHING
    if not closed:
        return Fate.MET
    if as_of >= DEADLINE:
        return Fate.MISSED
    return Fate.PLANNED_LATE if late else Fate.ON_COURSE


def readiness(programme: Programme, jurisdiction: str, as_of: date) -> dict[Item, Readiness | None]:
    """What was last said of each item by a day; None where nothing was."""
    last: dict[Item, Readiness] = {}
    for one in sorted(valid(programme.readiness), key=lambda one: one.day):
        if one.jurisdiction == jurisdiction and one.day <= as_of:
            last[one.item] = one
    return {item: last.get(item) for item in Item}


def interfaces(programme: Programme, jurisdiction: str, as_of: date) -> tuple[Interface, ...]:
    """Each interface as it last stood by a day, by department."""
    last: dict[tuple[str, str], Interface] = {}
    for one in sorted(valid(programme.interfaces), key=lambda one: one.day):
        if one.jurisdiction == jurisdiction and one.day <= as_of:
            last[one.department, one.interface] = one
    return tuple(last[key] for key in sorted(last))


@dataclass(frozen=True)
class Trained:
    """How far the training in a topic has come: sessions held, people invited to them and those who completed it,
    and the sessions still to come."""

    held: tuple[Training, ...]
    ahead: tuple[Training, ...]

    @property
    def invited(self) -> int:
        return sum(one.invited for one in self.held)

    @property
    def trained(self) -> int:
        return sum(one.trained for one in self.held)

    @property
    def enough(self) -> bool:
        return bool(self.held) and self.trained >= TRAINED_ENOUGH * self.invited


def trainings(programme: Programme, jurisdiction: str, as_of: date) -> dict[Topic, Trained]:
    """The training sessions of a jurisdiction by topic, as of a day."""
    mine = sorted(
        (one for one in valid(programme.trainings) if one.jurisdiction == jurisdiction), key=lambda one: one.day
    )
    return {
        topic: Trained(
            tuple(one for one in mine if one.topic is topic and one.day <= as_of),
            tuple(one for one in mine if one.topic is topic and one.day > as_of),
        )
        for topic in Topic
    }


def causes(programme: Programme, jurisdiction: str, as_of: date) -> tuple[Cause, ...]:
    """What stands in the way of opening in a jurisdiction on a day: what is not ready, not connected, not trained."""
    mine = programme.of(jurisdiction)
    return (
        *(Cause(Hindrance.READINESS, one) for one in _unready(readiness(mine, jurisdiction, as_of))),
        *(Cause(Hindrance.INTERFACES, one) for one in _unconnected(interfaces(mine, jurisdiction, as_of))),
        *(Cause(Hindrance.TRAINING, one) for one in _untrained(trainings(mine, jurisdiction, as_of))),
    )


def _unready(items: Mapping[Item, Readiness | None]) -> Iterator[Message]:
    for item, said in items.items():
        if said is None:
            yield M_("{item_text}: nobody has said that it is ready.", item_text=called(item))
        elif not said.ready:
            yield _with_note(
                M_("{item_text}: not ready, as entered for {day}.", item_text=called(item), day=said.day.isoformat()),
                M_("{item_text}: not ready, as entered for {day}: {note}.", item_text=called(item),
                   day=said.day.isoformat(), note=said.note.rstrip("。.")),
                said.note,
            )  # fmt: skip


def _unconnected(found: Iterable[Interface]) -> Iterator[Message]:
    for one in found:
        if one.state is not InterfaceState.LIVE:
            told: dict[str, str] = {
                "interface": one.interface, "department": one.department, "state_text": called(one.state),
                "day": one.day.isoformat(),
            }  # fmt: skip
            yield _with_note(
                M_("The interface “{interface}” with {department} is not live: {state_text}, since {day}.", **told),
                M_("The interface “{interface}” with {department} is not live: {state_text}, since {day}. {note}.",
                   **told, note=one.note.rstrip("。.")),
                one.note,
            )  # fmt: skip


def _with_note(bare: Message, noted: Message, note: str) -> Message:
    return noted if note else bare


def _untrained(topics: Mapping[Topic, Trained]) -> Iterator[Message]:
    for topic, found in topics.items():
        if not found.held:
            yield M_("Nobody has been trained in “{topic_text}” yet.", topic_text=called(topic))
        elif not found.enough:
            yield M_(
                "{missing} of {invited} officers invited have not completed “{topic_text}”.",
                missing=found.invited - found.trained, invited=found.invited, topic_text=called(topic),
            )  # fmt: skip
