"""What an evaluation of pilots is to measure, laid down beforehand (R64). Pure.

A definition says the outcome, the pilots with the months they start in, whom they are compared with, the scope, the
period and the seed of what is drawn by lot. Its seal is the SHA-256 of its canonical JSON (RFC 8785), so that nobody
can choose the outcome after the figures are known: whatever differs from the sealed definition shows.

Months are written `YYYY-MM` and are those of Beijing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

import rfc8785

from core.errors import BadInput
from core.i18n import N_

MONTH = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])")
VERSION = 1
LONGEST_NAME = 120
MOST_PILOTS = 500


class OutcomeName(StrEnum):
    """What may be evaluated; `analytics.evaluation_data` says how each is computed."""

    PROCESSING_HOURS = "processing_hours"
    PASSED_FIRST = "first_pass"
    E_PROCESSING = "e_processing"
    VISITS = "visits"
    CORRECTIONS = "corrections"
    REGISTRATIONS = "registrations"


class ComparedWith(StrEnum):
    """Whom pilots are compared with in a month: all that have not begun by then, or those that never do."""

    NOT_YET = "not_yet"
    NEVER = "never"


FIELDS: Mapping[str, str] = {
    "source": N_("Data set"),
    "outcome": N_("Outcome"),
    "pilots": N_("Pilots and their starting months"),
    "comparison": N_("Compared with"),
    "entity_type": N_("Type"),
    "business": N_("Kind of business"),
    "first": N_("First month"),
    "last": N_("Last month"),
    "seed": N_("Seed of the lot"),
}
"""What a definition lays down, by the names that people know."""


@dataclass(frozen=True)
class Definition:
    """`pilots` gives the starting month of each pilot by its region's code. Empty scope and empty months: all there
    is. `source` names the data set."""

    source: str
    outcome: OutcomeName
    pilots: Mapping[str, str] = field(default_factory=dict)
    comparison: ComparedWith = ComparedWith.NOT_YET
    entity_type: str = ""
    business: str = ""
    first: str = ""
    last: str = ""
    seed: int = 1

    def __hash__(self) -> int:
        return hash(canonical("", self))

    @property
    def begins(self) -> str:
        """The month in which the first pilot starts; empty without pilots."""
        return min(self.pilots.values(), default="")

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "pilots": dict(sorted(self.pilots.items()))}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Definition:
        """What `to_json` gave. Raises ValueError, TypeError for what it cannot have given."""
        known = {one.name for one in fields(cls)}
        read = cls(**{name: value for name, value in data.items() if name in known})
        return replace(read, outcome=OutcomeName(read.outcome), comparison=ComparedWith(read.comparison))


def canonical(name: str, definition: Definition) -> bytes:
    """The one way to write a named definition in bytes."""
    return rfc8785.dumps({"version": VERSION, "name": name, "definition": definition.to_json()})


def seal_of(name: str, definition: Definition) -> str:
    """SHA-256 (hex) of the canonical JSON."""
    return hashlib.sha256(canonical(name, definition)).hexdigest()


def differences(sealed: Definition, now: Definition) -> tuple[str, ...]:
    """The fields (keys of `FIELDS`) in which an evaluation departs from the definition that was sealed."""
    one, other = sealed.to_json(), now.to_json()
    return tuple(name for name in FIELDS if one[name] != other[name])


def started(definition: Definition, today: date) -> bool:
    """Whether the earliest pilot has begun by that day of Beijing."""
    return bool(definition.begins) and f"{today:%Y-%m}" >= definition.begins


def check(name: str, definition: Definition) -> None:
    """Raises BadInput for what cannot be kept: no name, no pilot, months that are none or in the wrong order."""
    for key, reason in _faults(name, definition):
        raise BadInput(field_text=key, reason_text=reason)


def _faults(name: str, definition: Definition) -> Iterator[tuple[str, str]]:
    if not name.strip() or len(name) > LONGEST_NAME:
        yield N_("Name of the evaluation"), N_("it needs 1 to 120 characters")
    if not definition.pilots:
        yield FIELDS["pilots"], N_("there must be at least one pilot")
    if len(definition.pilots) > MOST_PILOTS:
        yield FIELDS["pilots"], N_("there are too many")
    months = {"pilots": tuple(definition.pilots.values()), "first": (definition.first,), "last": (definition.last,)}
    for key, given in months.items():
        if not all(MONTH.fullmatch(month) for month in given if month or key == "pilots"):
            yield FIELDS[key], N_("a month is written like 2017-10")
    if definition.first and definition.last and definition.first > definition.last:
        yield FIELDS["last"], N_("it is before the first month")
