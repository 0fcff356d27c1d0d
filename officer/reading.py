"""What a page of measures reads: which source, which part of it, compared with what. The address says all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from analytics.measures import EVERYTHING, Question, Scope, ask, parents, region_names
from analytics.rates import RATES, Rate
from analytics.snapshot import Snapshot
from analytics.sources import Source
from analytics.statistics.privacy import THRESHOLD, suppressed
from core.addressees import ADDRESSEES
from core.terms import Business, Channel
from officer.route import Route
from officer.words import Words

PAPERLESS = "paperless"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Reading:
    """A snapshot and the part of it that is looked at; `other` is what it is compared with, if it is."""

    snapshot: Snapshot
    source: Source
    route: Route
    scope: Scope = EVERYTHING
    other: Scope | None = None
    reach: frozenset[str] | None = frozenset()
    """The jurisdictions of whose cases the reader may know each (None: all); of others no cell is shown that is so
    small that it could point at a person."""

    @property
    def rate(self) -> Rate:
        """The rate that is looked at."""
        return RATES[self.rate_name]

    @property
    def rate_name(self) -> str:
        asked = self.route.get("rate")
        return asked if asked in RATES else PAPERLESS

    @property
    def leads_to_cases(self) -> bool:
        """Whether there are cases of this installation behind a count, of which the reader may see any."""
        return self.source is Source.OWN and (self.reach is None or bool(self.reach))

    @property
    def hides(self) -> bool:
        """Whether small cells are left out of the part that is looked at."""
        return self._hides(self.scope)

    def _hides(self, scope: Scope) -> bool:
        return self.reach is not None and not (scope.regions and self.reach.issuperset(scope.regions))

    def rows(self, name: str, *by: str, scope: Scope | None = None) -> Sequence[Row]:
        scope = self.scope if scope is None else scope
        rows = ask(self.snapshot, Question(name, by, scope))
        return tuple(_without_small(rows)) if self._hides(scope) else rows

    def least(self) -> int:
        """How many cases there must be at least behind a median that is shown."""
        return THRESHOLD if self.hides else 1

    def count(self, number: int) -> str:
        """A single count as it is shown."""
        return f"< {THRESHOLD}" if self.hides and 0 < number < THRESHOLD else f"{number:,}"

    def whole(self, scope: Scope | None = None) -> Row | None:
        """All counts of the part together; None where nothing was counted."""
        row = next(iter(self.rows("rates", scope=scope)), None)
        return row if row and row["received"] is not None else None

    def months(self, scope: Scope | None = None) -> Sequence[Row]:
        return self.rows("rates", "month", scope=scope)

    def region(self, code: str, words: Words) -> str:
        """A jurisdiction's name; its code when the name is not known."""
        if self.source is not Source.OWN and code in ADDRESSEES:
            return words(ADDRESSEES[code].name)
        return region_names(self.snapshot).get(code, code)

    def regions(self, words: Words) -> Mapping[str, str]:
        """All jurisdictions that were counted, by code, in order."""
        found = [str(row["region"]) for row in ask(self.snapshot, Question("rates", ("region",)))]  # names, no counts
        known = list(ADDRESSEES)
        found.sort(key=lambda code: (known.index(code) if code in ADDRESSEES else len(known), code))
        return {code: self.region(code, words) for code in found}

    def narrowed(self, **changed: object) -> Reading:
        return replace(self, scope=replace(self.scope, **changed))  # type: ignore[arg-type]  # words of Scope


COUNTED = ("received", "approved", "applications", "decided", "pending")
"""Columns that count people's applications."""


def _without_small(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows without those with a count that could point at a person, or that would give such a one away."""
    gone: set[int] = set()
    for name in COUNTED:
        if rows and name in rows[0]:
            shown = suppressed([()] * len(rows), [int(row[name] or 0) for row in rows])
            gone |= {at for at, count in enumerate(shown) if count is None}
    return [row for at, row in enumerate(rows) if at not in gone]


def reading_of(snapshot: Snapshot, source: Source, route: Route, *, reach: frozenset[str] | None) -> Reading:
    """What the address asks for; words that are not ours are passed over."""
    scope = Scope(
        regions=tree(snapshot, route.get("region")),
        entity_type=route.get("type") if route.get("type").replace("_", "").isalnum() else "",
        business=_member(Business, route.get("business")),
        channel=_member(Channel, route.get("channel")),
        first=month_of(route.get("from")),
        last=month_of(route.get("until")),
    )
    return Reading(snapshot, source, route, scope, _compared(snapshot, route, scope), reach)


def _compared(snapshot: Snapshot, route: Route, scope: Scope) -> Scope | None:
    """The other jurisdiction, or the other months, with all else alike."""
    if route.get("with"):
        return replace(scope, regions=tree(snapshot, route.get("with")))
    first, last = month_of(route.get("from2")), month_of(route.get("until2"))
    return replace(scope, first=first, last=last) if first or last else None


def tree(snapshot: Snapshot, region: str) -> tuple[str, ...]:
    """A jurisdiction and all below it; nothing when none is named."""
    if not region:
        return ()
    found, above = [region], parents(snapshot)
    for one in found:
        found += [code for code, parent in above.items() if parent == one and code not in found]
    return tuple(found)


def month_of(text: str) -> date | None:
    """The first day of a month (``2017-08``); None when it is none."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _member(kind: Any, value: str) -> str:
    return value if value in [member.value for member in kind] else ""
