"""Applications drawn piece by piece: what was applied for, how, what came of it and when.

The lots of a piece are the same whether pilots take effect or not. What a pilot is expected to change for an
application, given what it is and before any lot is cast on channel, corrections or time, is kept beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from analytics.simulation import mix
from analytics.simulation.calendar import Calendar, Moments
from analytics.simulation.world import FAULT_FACTOR, LESS_PAPER, World

Floats = NDArray[np.float64]
Small = NDArray[np.uint8]
ACCEPT_DAYS, DECIDE_DAYS, COMPLETION_DAYS = 5, 15, 90
"""The time limits of the norm in those years: working days to accept and to decide, days to complete."""


class Way(IntEnum):
    """How an application came, in the order of core.terms.Channel."""

    PAPERLESS = 0
    WITH_PAPER = 1
    COUNTER = 2


class End(IntEnum):
    """What became, or will become, of an application."""

    APPROVED = 0
    REFUSED = 1
    NOT_ACCEPTED = 2
    WITHDRAWN = 3
    LAPSED = 4


END_SHARES = (0.94, 0.02, 0.015, 0.015, 0.01)
WAY_HOURS = (0.0, 10.0, 4.0)
"""Hours that a way takes beyond the usual."""
CORRECTION_HOURS = 80.0
MORE_CORRECTIONS = (0.2, 0.04)
"""Of those corrected at all, the shares corrected a second and a third time."""
CORRECTIONS = 1 + sum(MORE_CORRECTIONS)
NOT_ACCEPTED_HOURS, WITHDRAWN_HOURS, DEMAND_HOURS = 30.0, 60.0, 45.0
LAG_HOURS = 0.45
"""From the approval to the publicity, on the average."""


@dataclass(frozen=True)
class Month:
    """When applications come in a month: the slots are its hours, with the chance that one comes up to the end of each
    by way, and what must be added so that every way waits alike for the office to open."""

    first_hour: float
    upto: Mapping[bool, Floats]
    evening_out: Floats

    @classmethod
    def of(cls, calendar: Calendar, first_day: int, days: int, hours: int, profiles: Mapping[bool, Floats]) -> Month:
        """`profiles` gives the weight of each hour of the history at the counter (True) and online (False); the last
        of `hours` hours of the month is where the history ends."""
        begin = first_day * 24
        slots = np.arange(begin, begin + min(days * 24, hours), dtype=np.float64) + 0.5
        waits = np.where(calendar.is_office(slots), 0.0, calendar.opening(slots) - slots)
        upto, mean_wait = {}, {}
        for counter, profile in profiles.items():
            weights = profile[begin : begin + len(slots)]
            upto[counter] = np.cumsum(weights) / weights.sum()
            mean_wait[counter] = float(waits @ weights / weights.sum())
        more = mean_wait[False] - mean_wait[True]
        return cls(float(begin), upto, np.array([0.0, 0.0, more]))


@dataclass(frozen=True)
class Expected:
    """What a pilot is expected to change for each application; zero where there is none."""

    paperless: Floats
    first_pass: Floats
    hours: Floats
    visits: Floats
    corrections: Floats


@dataclass(frozen=True)
class Piece:
    """Some applications of one month, column by column. Moments are hours (`calendar`). `ended` is the decision, or
    when it was withdrawn or lapsed; `opened` the first office moment from the receipt on; `lag` how long after the
    approval the publicity came; `corrections` how often completion was demanded by then."""

    month: int
    number: int
    first_id: int
    unit: Small
    pair: Small
    way: Small
    end: Small
    received: Moments
    opened: Moments
    ended: Moments
    lag: Floats
    corrections: Small
    expected: Expected = field(repr=False)

    def __len__(self) -> int:
        return len(self.unit)


def draw(
    world: World, calendar: Calendar, month: Month, at: int, number: int, first_id: int, units: Small,
    lots: np.random.Generator, *, pilots: bool,
) -> Piece:  # fmt: skip
    """A piece of the month with number `at`; `units` are the jurisdictions of its applications."""
    count = len(units)
    pair = _pairs(world, units, lots.random(count))
    end = np.searchsorted(np.cumsum(END_SHARES)[:-1], lots.random(count), side="right").astype(np.uint8)
    plain = _chances(world, units, pair, at)
    changed = _with_pilots(world, units, pair, at, plain) if pilots else plain
    way = _ways(changed, lots.random(count))
    received = _received(month, way, lots.random(count), lots.random(count))
    opened = calendar.opening(received)
    corrections = _corrections(changed, end, lots.random((2, count)))
    means = changed.hours + (np.array(WAY_HOURS) + month.evening_out)[way]
    means[end == End.NOT_ACCEPTED] = (NOT_ACCEPTED_HOURS + month.evening_out)[way[end == End.NOT_ACCEPTED]]
    ended = _ended(calendar, opened, end, means, corrections, lots)
    lag = LAG_HOURS * lots.standard_exponential(count)
    expected = _expected(end, plain, changed)
    return Piece(at, number, first_id, units, pair, way, end, received, opened, ended, lag, corrections, expected)


@dataclass(frozen=True)
class _Chances:
    """The chances of each application, and its mean hours without corrections and whatever the way."""

    paperless: Floats
    with_paper: Floats
    first_pass: Floats
    hours: Floats

    @property
    def counter(self) -> Floats:
        return 1 - self.paperless - self.with_paper

    def corrections(self, end: Small) -> Floats:
        """How many are expected of what ends so."""
        return np.where(end <= End.REFUSED, (1 - self.first_pass) * CORRECTIONS, end == End.LAPSED)

    def visits(self, end: Small) -> Floats:
        """As `feed.sql` has them: one at the counter and one more for each correction, one where paper is brought."""
        return self.counter * (1 + self.corrections(end)) + self.with_paper


def _pairs(world: World, units: Small, lots: Floats) -> Small:
    upto = np.cumsum(world.shares, axis=1)
    upto[:, -1] = 1.0
    edges = (upto + np.arange(len(upto))[:, None]).ravel()
    found = np.searchsorted(edges, units + lots, side="right")
    pair: Small = (found - units.astype(np.int64) * upto.shape[1]).astype(np.uint8)
    return pair


def _chances(world: World, units: Small, pair: Small, at: int) -> _Chances:
    return _Chances(
        world.paperless[units, at] * _tilt(world, units, pair, at),
        world.with_paper[units, at],
        world.first_pass[units, at] + mix.ease()[pair],
        world.hours[units, at] + mix.hours()[pair],
    )


def _with_pilots(world: World, units: Small, pair: Small, at: int, plain: _Chances) -> _Chances:
    paperless = world.effect_paperless[units, at]
    return _Chances(
        plain.paperless + paperless * _tilt(world, units, pair, at),
        plain.with_paper + paperless * LESS_PAPER,
        plain.first_pass + world.effect_first_pass[units, at],
        plain.hours + world.effect_hours[units, at] * mix.response()[pair],
    )


def _tilt(world: World, units: Small, pair: Small, at: int) -> Floats:
    tilt: Floats = world.tilt[units, pair]
    if at >= world.fault_from:
        return np.where((units == world.fault_unit) & world.faulty[pair], tilt * FAULT_FACTOR, tilt)
    return tilt


def _ways(chances: _Chances, lots: Floats) -> Small:
    online = chances.paperless + chances.with_paper
    way: Small = (lots >= chances.paperless).astype(np.uint8) + (lots >= online)
    return way


def _received(month: Month, way: Small, lots: Floats, within: Floats) -> Moments:
    online = np.searchsorted(month.upto[False], lots, side="right")
    counter = np.searchsorted(month.upto[True], lots, side="right")
    slot = np.where(way == Way.COUNTER, counter, online)
    return month.first_hour + slot + within


def _corrections(chances: _Chances, end: Small, lots: Floats) -> Small:
    """How often completion was demanded: before the norm of a single demand it was practice to come back."""
    more = np.array(MORE_CORRECTIONS)
    corrected: Small = (lots[1] < more[0]).astype(np.uint8) + (lots[1] < more[1]) + np.uint8(1)
    corrected[(lots[0] < chances.first_pass) | (end == End.NOT_ACCEPTED) | (end == End.WITHDRAWN)] = 0
    corrected[end == End.LAPSED] = 1
    return corrected


def _ended(
    calendar: Calendar, opened: Moments, end: Small, means: Floats, corrections: Small, lots: np.random.Generator
) -> Moments:
    count = len(opened)
    spread = (lots.standard_exponential(count) + lots.standard_exponential(count)) / 2
    completing = (1 + lots.standard_exponential(count)) / 2
    thirds = lots.random((3, count))
    at = opened + means * spread + CORRECTION_HOURS * corrections * completing
    return _others(calendar, opened, end, spread, calendar.settle(at, opened, thirds))


def _others(calendar: Calendar, opened: Moments, end: Small, spread: Floats, settled: Moments) -> Moments:
    """When those ended that nobody decided: at any hour when withdrawn, at midnight when they lapsed."""
    ended = settled
    withdrawn, lapsed = np.flatnonzero(end == End.WITHDRAWN), np.flatnonzero(end == End.LAPSED)
    ended[withdrawn] = opened[withdrawn] + WITHDRAWN_HOURS * spread[withdrawn]
    demanded = demanded_at(calendar, opened[lapsed], spread[lapsed])
    ended[lapsed] = (np.floor(demanded / 24) + COMPLETION_DAYS + 1) * 24
    return ended


def demanded_at(calendar: Calendar, opened: Moments, spread: Floats) -> Moments:
    """When completion was demanded that never came."""
    return calendar.pulled(opened + DEMAND_HOURS * spread, opened, np.full(len(opened), 0.5))


def _expected(end: Small, plain: _Chances, changed: _Chances) -> Expected:
    if changed is plain:
        none = np.zeros(len(end))
        return Expected(none, none, none, none, none)
    paperless, with_paper = changed.paperless - plain.paperless, changed.with_paper - plain.with_paper
    corrections = changed.corrections(end) - plain.corrections(end)
    by_way = WAY_HOURS[Way.WITH_PAPER] * with_paper - WAY_HOURS[Way.COUNTER] * (paperless + with_paper)
    hours = changed.hours - plain.hours + by_way + CORRECTION_HOURS * corrections
    return Expected(
        paperless=paperless,
        first_pass=changed.first_pass - plain.first_pass,
        hours=np.where(end <= End.REFUSED, hours, 0.0),
        visits=changed.visits(end) - plain.visits(end),
        corrections=corrections,
    )
