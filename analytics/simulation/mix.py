"""What is applied for: the norm's pairs of type and business with plausible shares, and how long each usually takes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.programme import Pair, pairs
from core.terms import Business

Shares = NDArray[np.float64]

TYPES: Mapping[str, float] = {
    "HOUSEHOLD": 50, "LLC": 27, "LLC_ONE": 10, "BRANCH_CO": 4.5, "SOLE": 2, "COOP": 2, "LP": 0.8, "GP": 0.3, "JSC": 0.6,
    "FIE_LLC": 0.8, "BRANCH_FIE": 0.3, "REP_OFFICE": 0.1, "NCO": 0.3, "BRANCH_NCO": 0.4, "LLC_STATE": 0.3,
    "BRANCH_COOP": 0.1, "BRANCH_S": 0.07, "BRANCH_P": 0.05, "FIE_JSC": 0.03, "FIE_NC": 0.04, "FIP": 0.06,
    "FOREIGN_OPS": 0.01, "FOREIGN_BRANCH": 0.01, "SGP": 0.02,
}  # fmt: skip
RARE = 0.01
"""The share of a type or business that is not named here."""

BUSINESSES: Mapping[Business, float] = {
    Business.ESTABLISHMENT: 42, Business.CHANGE: 25, Business.FILING: 10, Business.CANCELLATION: 9, Business.NAME: 6,
    Business.LICENCE: 5, Business.PLEDGE: 1.5, Business.MIGRATION: 0.6, Business.MERGER: 0.1, Business.REVOCATION: 0.05,
}  # fmt: skip

# Hours that a business takes beyond the usual, or less.
BUSINESS_HOURS: Mapping[Business, float] = {
    Business.ESTABLISHMENT: 0, Business.CHANGE: -4, Business.FILING: -10, Business.CANCELLATION: 10, Business.NAME: -12,
    Business.LICENCE: -12, Business.PLEDGE: -8, Business.MIGRATION: 12, Business.MERGER: 20, Business.REVOCATION: 8,
}  # fmt: skip

FOREIGN = ("FIE_", "FIP", "FOREIGN_", "REP_OFFICE", "BRANCH_FIE")
HOUSEHOLD_HOURS, FOREIGN_HOURS = -10.0, 18.0
HOUSEHOLD_EASE, FOREIGN_EASE = 0.02, -0.06
"""How much more or less often an application passes at the first examination."""


@lru_cache(maxsize=1)
def kinds() -> tuple[Pair, ...]:
    """The pairs in the order by which they are numbered here."""
    return pairs()


@lru_cache(maxsize=1)
def type_names() -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one, _business in kinds()))


def type_numbers() -> NDArray[np.uint8]:
    """The number of each pair's type."""
    return np.array([type_names().index(one) for one, _business in kinds()], dtype=np.uint8)


def business_numbers() -> NDArray[np.uint8]:
    return np.array([list(Business).index(one) for _type, one in kinds()], dtype=np.uint8)


def national() -> Shares:
    """The share of each pair in the country."""
    shares = np.array([TYPES.get(one, RARE) * BUSINESSES.get(business, RARE) for one, business in kinds()])
    whole: Shares = shares / shares.sum()
    return whole


def hours() -> Shares:
    """Hours that a pair takes beyond the usual."""
    return np.array([BUSINESS_HOURS.get(business, 0.0) + _by_type(one, 0.0, HOUSEHOLD_HOURS, FOREIGN_HOURS)
                     for one, business in kinds()])  # fmt: skip


def ease() -> Shares:
    return np.array([_by_type(one, 0.0, HOUSEHOLD_EASE, FOREIGN_EASE) for one, _business in kinds()])


def response() -> Shares:
    """How strongly the processing time of a pair answers to a pilot: companies gain most, households least."""
    return np.array([_by_type(one, 1.0, 0.6, 1.2) for one, _business in kinds()])


def readiness() -> Shares:
    """How readily a pair is handled wholly paperless."""
    return np.array([_by_type(one, 1.0, 0.9, 0.5) for one, _business in kinds()])


def is_foreign(entity_type: str) -> bool:
    return entity_type.startswith(FOREIGN)


def _by_type(entity_type: str, usual: float, household: float, foreign: float) -> float:
    return foreign if is_foreign(entity_type) else household if entity_type == "HOUSEHOLD" else usual
