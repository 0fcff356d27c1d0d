"""The measures that administrations publish under the name of an e-processing rate, and those beside them (R07, R65).

Each is one count divided by another of `metrics.sql`'s `rates`; which counts, stands here once, with the definition
that readers see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.i18n import N_

Counts = Mapping[str, Any]


class Unit(StrEnum):
    SHARE = "share"
    PER_CASE = "per_case"
    HOURS = "hours"


@dataclass(frozen=True)
class Rate:
    """`part` and `whole` take integer counts from a row. `rises` tells whether more is better; a month is that of the
    decision, unless the rate is counted `by_receipt`."""

    title: str
    definition: str
    part: Callable[[Counts], int]
    whole: Callable[[Counts], int]
    unit: Unit = Unit.SHARE
    rises: bool = True
    by_receipt: bool = False

    def value(self, row: Counts) -> float | None:
        """The rate; None where there is nothing to divide by."""
        whole = self.whole(row)
        return self.part(row) / whole if whole else None


def _count(name: str) -> Callable[[Counts], int]:
    return lambda row: int(row[name])


RATES: Mapping[str, Rate] = {
    "paperless": Rate(
        N_("e-processing rate"),
        N_("Approved registrations handled wholly paperless, of all approved in the month."),
        _count("paperless"),
        _count("approved"),
    ),
    "applied_online": Rate(
        N_("Applied for online"),
        N_("Applications that came online, with or without paper beside them, of all received in the month."),
        lambda row: int(row["received"]) - int(row["received_counter"]),
        _count("received"),
        by_receipt=True,
    ),
    "completed_online": Rate(
        N_("Completed online"),
        N_("Approved registrations for which nobody had to come to the counter, of all approved in the month."),
        _count("approved_unvisited"),
        _count("approved"),
    ),
    "no_visit": Rate(
        N_("Without a visit"),
        N_("Applications received in the month for which nobody came to the counter so far."),
        _count("unvisited"),
        _count("received"),
        by_receipt=True,
    ),
    "visits": Rate(
        N_("Visits per case"),
        N_("Visits to the counter for applications received in the month, per application."),
        _count("visits"),
        _count("received"),
        Unit.PER_CASE,
        rises=False,
        by_receipt=True,
    ),
    "first_pass": Rate(
        N_("Passed at first"),
        N_("Approved registrations without any demand for completion, of all approved in the month."),
        _count("approved_first"),
        _count("approved"),
    ),
    "corrections": Rate(
        N_("Corrections per case"),
        N_("Demands for completion of applications received in the month, per application."),
        _count("corrections"),
        _count("received"),
        Unit.PER_CASE,
        rises=False,
        by_receipt=True,
    ),
    "hours": Rate(
        N_("Mean time to a decision"),
        N_("Hours from receipt to decision of applications received in the month, of those decided by now."),
        _count("hours"),
        _count("closed"),
        Unit.HOURS,
        rises=False,
        by_receipt=True,
    ),
}
