"""The cards of the e-processing page: the chosen rate over time, on the map, by each word, compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go

from analytics import charts_rates, watch
from analytics.measures import EVERYTHING, Scope
from analytics.rates import Unit
from core import catalogue
from core.addressees import ADDRESSEES
from core.i18n import N_
from core.terms import Business, Channel
from officer.cards import Card, Cards, Cell, Table, cases_of_month, part
from officer.overview_cards import share, share_of
from officer.reading import Reading, Row
from officer.words import Words

Lines = Mapping[str, Mapping[Any, Row]]
"""What is compared, by its name: rows of counts by what they count."""


def compared(reading: Reading, words: Words, *by: str) -> Lines:
    """The part that is looked at, and beside it what it is compared with."""
    found = {called(reading, reading.scope, words): _by(reading, reading.scope, *by)}
    if reading.other is not None:
        found[called(reading, reading.other, words)] = _by(reading, reading.other, *by)
    return found


def _by(reading: Reading, scope: Scope, *by: str) -> Mapping[Any, Row]:
    return {row[by[0]]: row for row in reading.rows("rates", *by, scope=scope)}


def called(reading: Reading, scope: Scope, words: Words) -> str:
    """What a part is called where two are compared: its jurisdiction, and its months if it has any."""
    where = reading.region(scope.regions[0], words) if scope.regions else words(N_("All jurisdictions"))
    if scope.first or scope.last:
        return f"{where} {_month(scope.first)}–{_month(scope.last)}"
    return where


def _month(month: date | None) -> str:
    return f"{month:%Y-%m}" if month else ""


# --- over time


def _time_figure(reading: Reading, words: Words) -> go.Figure:
    lines, rate = compared(reading, words, "month"), reading.rate
    months = sorted({month for rows in lines.values() for month in rows})
    values = {
        name: [rate.value(rows[month]) if month in rows else None for month in months] for name, rows in lines.items()
    }
    alone = list(next(iter(lines.values())).values()) if len(lines) == 1 else []
    limits = watch.limits_of(rate, alone, _since(reading))
    return charts_rates.over_time(rate, months, values, limits, words.translate)


def _since(reading: Reading) -> date | None:
    """Since when the cell that is looked at is out of control, as the overview says it."""
    found = watch.alarms(reading.snapshot, reading.rate_name) if reading.rate.unit is Unit.SHARE else ()
    cell = (reading.route.get("region"), reading.scope.business)
    return next((one.since for one in found if (one.region, one.business) == cell), None)


def _time_table(reading: Reading, words: Words) -> Table:
    lines, rate = compared(reading, words, "month"), reading.rate
    months = sorted({month for rows in lines.values() for month in rows})
    rows: list[list[Cell]] = []
    for month in months:
        line: list[Cell] = [f"{month:%Y-%m}"]
        for counts in lines.values():
            row = counts.get(month)
            line += [rate.whole(row), rate.part(row), share(rate, row)] if row else [0, 0, "—"]
        rows.append(line)
    return Table(_heads(words, words(N_("Month")), lines), rows)


def _heads(words: Words, first: str, lines: Lines) -> list[str]:
    if len(lines) == 1:
        return [first, *map(words, (N_("Counted"), N_("Of these"), N_("Share")))]
    heads = [first]
    for name in lines:
        heads += [f"{name}: {words(text)}" for text in (N_("Counted"), N_("Of these"), N_("Share"))]
    return heads


# --- by a word of the vocabulary


def _by_card(title: str, column: str, names: Callable[[Reading, Words], Mapping[str, str]], asked: str) -> Card:
    """A card of bars: the rate by one of the columns. `asked` is the word of the address that narrows down to one."""

    def rows(reading: Reading, words: Words) -> tuple[Lines, list[str]]:
        lines = compared(reading, words, column)
        there = {key for counts in lines.values() for key in counts}
        return lines, [key for key in names(reading, words) if key in there]

    def figure(reading: Reading, words: Words) -> go.Figure:
        (lines, keys), rate, known = rows(reading, words), reading.rate, names(reading, words)
        series = {
            name: [rate.value(counts[key]) if key in counts else None for key in keys] for name, counts in lines.items()
        }
        return charts_rates.bars(rate, [known[key] for key in keys], series, [[key] for key in keys])

    def table(reading: Reading, words: Words) -> Table:
        (lines, keys), rate, known = rows(reading, words), reading.rate, names(reading, words)
        shown: list[list[Cell]] = []
        for key in keys:
            line: list[Cell] = [known[key]]
            for counts in lines.values():
                row = counts.get(key)
                line += [rate.whole(row), rate.part(row), share(rate, row)] if row else [0, 0, "—"]
            shown.append(line)
        return Table(_heads(words, words(title), lines), shown)

    def leads(reading: Reading, picked: Sequence[str]) -> str:
        return part(reading, **{asked: picked[0]})

    return Card(title, N_("The chosen rate for each; choose one to look at it alone."), figure, table, leads)


def type_names(reading: Reading, words: Words) -> Mapping[str, str]:
    """All types of enterprise, by code, in the norm's order."""
    return {code: words(kind.label_text) for code, kind in catalogue.load().types.items()}


def _businesses(reading: Reading, words: Words) -> Mapping[str, str]:
    return {one.value: words.name(one) for one in Business}


def _channels(reading: Reading, words: Words) -> Mapping[str, str]:
    return {one.value: words.name(one) for one in Channel}


# --- by jurisdiction


def _wide(reading: Reading) -> Reading:
    """All jurisdictions, whichever is looked at."""
    return reading.narrowed(regions=())


def _map_figure(reading: Reading, words: Words) -> go.Figure:
    found = _by(_wide(reading), _wide(reading).scope, "region")
    values = {code: reading.rate.value(row) for code, row in found.items()}
    return charts_rates.tiles(reading.rate, values, words.translate)


def _region_table(reading: Reading, words: Words) -> Table:
    wide, rate = _wide(reading), reading.rate
    found = _by(wide, wide.scope, "region")
    rows: list[list[Cell]] = [
        [name, rate.whole(found[code]), rate.part(found[code]), share(rate, found[code])]
        for code, name in reading.regions(words).items()
        if code in found
    ]
    return Table(_heads(words, words(N_("Jurisdiction")), {"": {}}), rows)


def _multiples_figure(reading: Reading, words: Words) -> go.Figure:
    months, lines = _multiples(reading, words)
    return charts_rates.multiples(reading.rate, months, lines)


def _multiples(reading: Reading, words: Words) -> tuple[list[date], dict[str, list[float | None]]]:
    wide, rate = _wide(reading), reading.rate
    found = {(row["region"], row["month"]): row for row in wide.rows("rates", "region", "month")}
    months = sorted({month for _, month in found})
    lines = {
        name: [rate.value(found[code, month]) if (code, month) in found else None for month in months]
        for code, name in reading.regions(words).items()
    }
    return months, lines


def _multiples_table(reading: Reading, words: Words) -> Table:
    months, lines = _multiples(reading, words)
    rows: list[list[Cell]] = [
        [name, *(share_of(reading.rate, one) for one in values)] for name, values in lines.items()
    ]
    return Table([words(N_("Jurisdiction")), *(f"{month:%Y-%m}" for month in months)], rows)


def _to_region(reading: Reading, picked: Sequence[str]) -> str:
    return part(reading, region=picked[0])


def _region_names(reading: Reading, words: Words) -> Mapping[str, str]:
    return reading.regions(words)


PROCESSING: Cards = {
    "time": Card(
        N_("Over time"),
        N_("The chosen rate by month, with limits that follow its trend and that chance alone seldom leaves."),
        _time_figure,
        _time_table,
        lambda reading, picked: cases_of_month(reading, reading.rate, picked[0]),
        wide=True,
    ),
    "map": Card(
        N_("By jurisdiction"),
        N_(
            "The provinces where they lie, and beside them the cities that report for themselves. "
            "Choose one to look at it."
        ),
        _map_figure,
        _region_table,
        _to_region,
        wide=True,
        least_width=680,
    ),
    "regions": _by_card(N_("By jurisdiction"), "region", _region_names, "region"),
    "type": _by_card(N_("By type of enterprise"), "entity_type", type_names, "type"),
    "business": _by_card(N_("By business"), "business", _businesses, "business"),
    "channel": _by_card(N_("By channel"), "channel", _channels, "channel"),
    "multiples": Card(
        N_("All jurisdictions over time"),
        N_("One small chart for each, all with the same scale; beside the name its latest value."),
        _multiples_figure,
        _multiples_table,
        wide=True,
        least_width=560,
    ),
}
OF_CHANNELS = frozenset({"paperless", "applied_online", "completed_online", "no_visit", "visits"})
"""Rates that are made of channels: by channel they say nothing."""


def fitting(reading: Reading) -> Cards:
    """The cards that say something of what is read."""
    national = any(code in ADDRESSEES for code in _by(_wide(reading), EVERYTHING, "region"))
    hidden = {"regions"} if national else {"map"}
    if reading.rate_name in OF_CHANNELS:
        hidden.add("channel")
    return {name: card for name, card in PROCESSING.items() if name not in hidden}
