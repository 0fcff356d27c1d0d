"""The country as a seed makes it: jurisdictions of very different size, what they are like, and what pilots change.

Every mean is a sum: what the jurisdiction is like + what the month is like for all + a chance deviation of the
jurisdiction's month + what the pilot does. So trends are parallel on the scale on which pilots are judged. The chance
deviations make monthly rates vary more than the binomial distribution has it.

Shares stay between 0 and 1 and means above 0 without any clipping; `World` refuses to be made otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analytics.simulation import mix
from core.addressees import ADDRESSEES
from core.terms import Business

Grid = NDArray[np.float64]
"""Jurisdictions × months."""

UNITS = tuple(ADDRESSEES)
PROVINCES = 31
# Applications relative to each other, in the order of the addressees; a province without its cities.
SIZES = (
    300, 130, 420, 210, 170, 180, 110, 130, 380, 700, 520, 360, 290, 280, 620, 560, 290, 340, 780, 270, 75, 260, 330,
    200, 260, 18, 210, 110, 30, 45, 150, 60, 110, 60, 120, 330, 80, 75, 90, 140, 170, 110, 190, 250, 280, 170,
)  # fmt: skip

NEVER = 1 << 20
COHORTS: Mapping[float, int] = {0.27: 3, 0.44: 4, 0.53: 4, 0.62: 4, 0.76: 3}
"""Where in the history pilots start, and how many jurisdictions start there."""
RAMP = 6
"""Months until a pilot has its whole effect."""
PILOT_HOURS = (-30.0, -28.0, -26.0, -24.0, -22.0)
PILOT_PAPERLESS = (0.36, 0.34, 0.32, 0.30, 0.28)
PILOT_FIRST_PASS = (0.07, 0.065, 0.06, 0.055, 0.05)
LESS_PAPER = -0.5
"""What becomes of online applications with paper where so many more are paperless."""

FAULT_MONTHS = 3
"""The planted fault begins so many months before the end: 2017-08 of a history up to 2017-10."""
FAULT_FACTOR = 0.55
FAULT_BUSINESS = Business.CHANGE
LATE: tuple[Literal["interfaces", "staff", "norms"], ...] = ("interfaces", "staff", "norms")
"""Why the three jurisdictions miss the deadline."""
SMALLEST_LATE, LARGEST_LATE = 100, 350
BOUNDED_SD = np.sqrt(1 / 28)
"""The standard deviation of Beta(3, 3)."""


@dataclass(frozen=True)
class World:
    """Arrays are by jurisdiction (in the order of `UNITS`), pair (of `mix.kinds`) or month. `starts` are the months in
    which pilots begin, `NEVER` elsewhere; `late` the jurisdictions that miss the deadline, in the order of `LATE`."""

    months: int
    sizes: NDArray[np.float64]
    shares: NDArray[np.float64]
    starts: NDArray[np.int64]
    paperless: Grid
    with_paper: Grid
    first_pass: Grid
    hours: Grid
    rank: NDArray[np.int64]
    fault_unit: int
    late: tuple[int, ...]

    def __post_init__(self) -> None:
        most, least = self.tilt.max(), self.tilt.min()
        paperless, pilots = self.paperless, self.effect_paperless
        assert paperless.min() * least > 0
        assert ((paperless + pilots) * most + self.with_paper + LESS_PAPER * pilots).max() < 1
        assert (self.with_paper + LESS_PAPER * pilots).min() > 0
        assert (self.first_pass + self.effect_first_pass).max() + mix.ease().max() < 1
        assert (self.hours[:, :, None] + mix.hours() + self.effect_hours[:, :, None] * mix.response()).min() > 10

    @cached_property
    def grown(self) -> Grid:
        """How much of its effect a pilot has reached: it grows for `RAMP` months."""
        since = np.arange(self.months)[None, :] - self.starts[:, None]
        grown: Grid = np.clip((since + 1) / RAMP, 0, 1)
        return grown

    @cached_property
    def effect_hours(self) -> Grid:
        """Hours that a pilot saves on a company's application, beside what fewer corrections and less paper save."""
        return self._effect(PILOT_HOURS)

    @cached_property
    def effect_paperless(self) -> Grid:
        return self._effect(PILOT_PAPERLESS)

    @cached_property
    def effect_first_pass(self) -> Grid:
        return self._effect(PILOT_FIRST_PASS)

    def _effect(self, whole: tuple[float, ...]) -> Grid:
        effect: Grid = self.grown * np.array([*whole, 0.0])[self.rank][:, None]
        return effect

    @cached_property
    def tilt(self) -> NDArray[np.float64]:
        """How readily a pair is paperless, by jurisdiction; 1 on the average of its applications."""
        ready = mix.readiness()
        tilts: NDArray[np.float64] = ready[None, :] / (self.shares @ ready)[:, None]
        return tilts

    @property
    def fault_from(self) -> int:
        return self.months - FAULT_MONTHS

    @cached_property
    def faulty(self) -> NDArray[np.bool_]:
        """The pairs that the planted fault strikes."""
        return np.array([business is FAULT_BUSINESS for _type, business in mix.kinds()])

    @property
    def pilots(self) -> Mapping[str, int]:
        """The month (by number) in which each pilot starts."""
        return {code: int(start) for code, start in zip(UNITS, self.starts, strict=True) if start < NEVER}


def make(seed: int, months: int, year_of: NDArray[np.int64]) -> World:
    """The country of a seed. `year_of` is the calendar month (1 to 12) of each month of the history."""
    lots = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(0,)))
    units = len(UNITS)
    sizes = np.array(SIZES) * lots.lognormal(0, 0.12, units)
    fault_unit, rank, late = _roles(lots)
    begins = np.array([*(round(months * where) for where in COHORTS), NEVER])
    local = lots.uniform(0.06, 0.14, units)
    local[fault_unit] = 0.14
    trend = np.arange(months) / months
    learnt = np.log1p(3 * np.cumsum(np.ones(months)) / months) / np.log(4)
    season = np.array([3.0, 6, 1, 0, 0, -1, -2, -1, 0, 1, 0, 3])[year_of - 1]
    return World(
        months=months,
        sizes=sizes,
        shares=_shares(lots),
        starts=begins[rank],
        paperless=local[:, None] + _spread_of(months)[None, :] + _deviations(lots, units, months, 0.015),
        with_paper=lots.uniform(0.21, 0.29, units)[:, None] + 0.03 * trend + _deviations(lots, units, months, 0.01),
        first_pass=lots.uniform(0.68, 0.80, units)[:, None] + 0.04 * trend + _deviations(lots, units, months, 0.012),
        hours=lots.uniform(85, 130, units)[:, None] - 10 * learnt + season + _deviations(lots, units, months, 3.0),
        rank=rank,
        fault_unit=fault_unit,
        late=late,
    )


def _roles(lots: np.random.Generator) -> tuple[int, NDArray[np.int64], tuple[int, ...]]:
    """Where the fault is (a large one of the first pilots), each one's rank among the pilots, and who is late."""
    units, none = len(UNITS), len(COHORTS)
    order = lots.permutation(units)
    large = np.argsort(SIZES)[-10:]
    fault_unit = int(lots.choice(large))
    middling = [one for one in order if SMALLEST_LATE <= SIZES[one] <= LARGEST_LATE and one != fault_unit]
    late = tuple(int(one) for one in middling[: len(LATE)])
    free = [one for one in order if one not in (*late, fault_unit)]
    rank = np.full(units, none)
    places = [number for number, count in enumerate(COHORTS.values()) for _ in range(count)]
    for place, unit in zip(places, [fault_unit, *free], strict=False):
        rank[unit] = place
    return fault_unit, rank, late


def _shares(lots: np.random.Generator) -> NDArray[np.float64]:
    """The shares of the pairs by jurisdiction: much alike, with more foreign ones here and more households there."""
    types, businesses = mix.type_numbers(), mix.business_numbers()
    shape = (len(UNITS), len(mix.type_names()))
    shares = mix.national() * lots.lognormal(0, 0.15, shape)[:, types]
    shares = shares * lots.lognormal(0, 0.12, (len(UNITS), len(Business)))[:, businesses]
    tilted: NDArray[np.float64] = shares / shares.sum(axis=1, keepdims=True)
    return tilted


def _spread_of(months: int) -> NDArray[np.float64]:
    """How the share paperless rises everywhere alike: slowly, and faster in the last seven months (the opinion)."""
    month = np.arange(months)
    return 0.07 * month / months + 0.01 * np.maximum(0, month - (months - 7))


def _deviations(lots: np.random.Generator, units: int, months: int, sd: float) -> Grid:
    """Chance deviations of a jurisdiction's months: those of a beta distribution, so they have bounds."""
    deviations: Grid = (lots.beta(3, 3, (units, months)) - 0.5) * sd / BOUNDED_SD
    return deviations
