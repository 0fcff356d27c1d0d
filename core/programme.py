"""The rollout programme of the opinion (一(二), 二(二)1, 三): what opens where and when, what stands ready (R60-R62).

Pure data and readings. A correction is a later entry about the same thing, a retraction one that is `withdrawn`;
nothing is ever overwritten, so that a reading can be had as of any day, and as it was known at any moment. What is
judged are pairs of a type of enterprise and a business: those that the norm has on the day of the deadline.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TypeVar

from core.catalogue import load
from core.i18n import N_
from core.terms import Business, label

DEADLINE = date(2017, 10, 31)
"""By this day registration is to be open online for all types and businesses (一(二))."""
EVER = datetime.min.replace(tzinfo=UTC)


class Stage(StrEnum):
    """How far a pair has come in a jurisdiction, in order."""

    NOT_OPEN = "not_open"
    PLANNED = "planned"
    PILOT = "pilot"
    OPEN = "open"
    PAPERLESS = "paperless"

    @property
    def rank(self) -> int:
        return RANKS[self]


RANKS: Mapping[Stage, int] = {stage: rank for rank, stage in enumerate(Stage)}


class Kind(StrEnum):
    PLAN = "plan"
    ACTUAL = "actual"


class Item(StrEnum):
    """What must stand ready before a jurisdiction opens."""

    SYSTEM = "system"
    NORMS = "norms"
    STAFF = "staff"
    HELP_LINE = "help_line"
    ARCHIVES = "archives"


class InterfaceState(StrEnum):
    """How far an interface with another department has come, in order."""

    NONE = "none"
    AGREED = "agreed"
    TESTING = "testing"
    LIVE = "live"


class Topic(StrEnum):
    """What officers are trained in (三(三))."""

    WORKFLOW = "workflow"
    MATERIAL_NORMS = "material_norms"
    OPERATION = "operation"


LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Stage: {
        Stage.NOT_OPEN: N_("Not open"),
        Stage.PLANNED: N_("Planned"),
        Stage.PILOT: N_("Pilot"),
        Stage.OPEN: N_("Open online"),
        Stage.PAPERLESS: N_("Wholly paperless"),
    },
    Kind: {Kind.PLAN: N_("Plan"), Kind.ACTUAL: N_("Actual")},
    Item: {
        Item.SYSTEM: N_("Registration system"),
        Item.NORMS: N_("Norms of materials"),
        Item.STAFF: N_("Staff"),
        Item.HELP_LINE: N_("Help line"),
        Item.ARCHIVES: N_("Electronic archives"),
    },
    InterfaceState: {
        InterfaceState.NONE: N_("Nothing agreed"),
        InterfaceState.AGREED: N_("Agreed"),
        InterfaceState.TESTING: N_("In testing"),
        InterfaceState.LIVE: N_("Live"),
    },
    Topic: {
        Topic.WORKFLOW: N_("The workflow"),
        Topic.MATERIAL_NORMS: N_("Norms of what is submitted"),
        Topic.OPERATION: N_("Operating the system"),
    },
}


def called(member: StrEnum) -> str:
    """The text by which people know a word of the programme, or a business."""
    if isinstance(member, Business):
        return N_("Name of the enterprise") if member is Business.NAME else label(member)
    return LABELS[type(member)][member]


@dataclass(frozen=True, slots=True)
class Step:
    """A pair reaches a stage: planned for a day, or done on it. `jurisdiction` is an addressee's code."""

    jurisdiction: str
    entity_type: str
    business: Business
    stage: Stage
    kind: Kind
    day: date
    note: str = ""
    recorded_at: datetime | None = None
    by: str = ""
    withdrawn: bool = False

    @property
    def about(self) -> tuple[str, ...]:
        """What it speaks of: a later entry about the same replaces it."""
        return ("step", self.jurisdiction, self.entity_type, self.business, self.stage, self.kind)


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether an item stood ready on a day."""

    jurisdiction: str
    item: Item
    ready: bool
    day: date
    note: str = ""
    recorded_at: datetime | None = None
    by: str = ""
    withdrawn: bool = False

    @property
    def about(self) -> tuple[str, ...]:
        return ("readiness", self.jurisdiction, self.item, self.day.isoformat())


@dataclass(frozen=True, slots=True)
class Interface:
    """How far an interface with a department taking part stood on a day (三(二))."""

    jurisdiction: str
    department: str
    interface: str
    state: InterfaceState
    day: date
    note: str = ""
    recorded_at: datetime | None = None
    by: str = ""
    withdrawn: bool = False

    @property
    def about(self) -> tuple[str, ...]:
        return ("interface", self.jurisdiction, self.department, self.interface, self.day.isoformat())


@dataclass(frozen=True, slots=True)
class Training:
    """A day of training: how many were invited, and how many of them completed the topic."""

    jurisdiction: str
    topic: Topic
    day: date
    invited: int
    trained: int
    note: str = ""
    recorded_at: datetime | None = None
    by: str = ""
    withdrawn: bool = False

    @property
    def about(self) -> tuple[str, ...]:
        return ("training", self.jurisdiction, self.topic, self.day.isoformat())


Entry = Step | Readiness | Interface | Training
Pair = tuple[str, Business]


E = TypeVar("E", Step, Readiness, Interface, Training, Entry)


@lru_cache(maxsize=1)
def pairs() -> tuple[Pair, ...]:
    """The pairs of type and business that are judged, in the norm's order."""
    return tuple(dict.fromkeys((one.entity_type, one.business) for one in load().open_on(DEADLINE)))


def valid(entries: Iterable[E]) -> tuple[E, ...]:
    """The entries that count: of each thing the one recorded last, unless it withdraws what was said."""
    last: dict[tuple[str, ...], E] = {}
    for one in entries:
        before = last.get(one.about)
        if before is None or (before.recorded_at or EVER) <= (one.recorded_at or EVER):
            last[one.about] = one
    return tuple(one for one in last.values() if not one.withdrawn)


@dataclass(frozen=True)
class Programme:
    """All entries ever made, in the order in which they were made."""

    steps: tuple[Step, ...] = ()
    readiness: tuple[Readiness, ...] = ()
    interfaces: tuple[Interface, ...] = ()
    trainings: tuple[Training, ...] = ()

    def __len__(self) -> int:
        return len(self.steps) + len(self.readiness) + len(self.interfaces) + len(self.trainings)

    @classmethod
    def made_of(cls, entries: Iterable[Entry]) -> Programme:
        """The programme that these entries make, whatever kinds they are of."""
        all_ = tuple(entries)
        return cls(
            tuple(one for one in all_ if isinstance(one, Step)),
            tuple(one for one in all_ if isinstance(one, Readiness)),
            tuple(one for one in all_ if isinstance(one, Interface)),
            tuple(one for one in all_ if isinstance(one, Training)),
        )

    @property
    def entries(self) -> tuple[Entry, ...]:
        return (*self.steps, *self.readiness, *self.interfaces, *self.trainings)

    def known(self, at: datetime) -> Programme:
        """The programme as it had been entered by a moment; what has no time of entry was always known."""
        return Programme.made_of(one for one in self.entries if (one.recorded_at or EVER) <= at)

    def of(self, jurisdiction: str) -> Programme:
        """What was entered of one jurisdiction."""
        return self._by_jurisdiction.get(jurisdiction, Programme())

    @cached_property
    def _by_jurisdiction(self) -> Mapping[str, Programme]:
        found: dict[str, list[Entry]] = {}
        for one in self.entries:
            found.setdefault(one.jurisdiction, []).append(one)
        return {code: Programme.made_of(entries) for code, entries in found.items()}

    def plain(self) -> Programme:
        """What counts today, without who entered it and when: what an export holds."""
        return Programme.made_of(replace(one, recorded_at=None, by="") for one in self.counting)

    @cached_property
    def counting(self) -> tuple[Entry, ...]:
        """The entries that count today."""
        return valid(self.entries)

    @cached_property
    def days(self) -> Mapping[tuple[str, str, Business], Mapping[tuple[Kind, Stage], date]]:
        """The days that count, by jurisdiction, type and business."""
        found: dict[tuple[str, str, Business], dict[tuple[Kind, Stage], date]] = {}
        for one in valid(self.steps):
            found.setdefault((one.jurisdiction, one.entity_type, one.business), {})[one.kind, one.stage] = one.day
        return found
