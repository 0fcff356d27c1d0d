"""The overview's six charts and their tables of numbers: one entry for each, from the same measures."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from analytics import charts, charts_rates, watch
from analytics.rates import RATES, Rate
from core.i18n import N_
from core.terms import Channel, Status
from officer.cards import Card, Cards, Cell, Number, Table, cases, cases_of_month
from officer.reading import Reading, Row
from officer.words import Words


def share(rate: Rate, row: Row) -> Number:
    """A rate's value in a cell of a table."""
    return share_of(rate, rate.value(row))


def share_of(rate: Rate, value: float | None) -> Number:
    return Number(charts_rates.shown_as(rate, value), None if value is None else round(value, 6))


# --- a rate over time


def _over_time(name: str) -> Card:
    rate = RATES[name]

    def figure(reading: Reading, words: Words) -> go.Figure:
        rows = reading.months()
        months = [row["month"] for row in rows]
        line = {words(rate.title): [rate.value(row) for row in rows]}
        return charts_rates.over_time(rate, months, line, watch.limits_of(rate, rows), words.translate)

    def table(reading: Reading, words: Words) -> Table:
        rows = reading.months()
        limits = watch.limits_of(rate, rows)
        heads = [N_("Month"), N_("Counted"), N_("Of these"), N_("Share")]
        cells: list[list[Cell]] = [
            [f"{row['month']:%Y-%m}", rate.whole(row), rate.part(row), share(rate, row)] for row in rows
        ]
        if limits is None:
            return Table([words(head) for head in heads], cells)
        for at, line in enumerate(cells):
            line += [_limit(limits.low[at]), _limit(limits.high[at])]
            line += [words(N_("out of control")) if limits.alarms[at] else ""]
        heads += [N_("Lower limit"), N_("Upper limit"), N_("Alarm")]
        return Table([words(head) for head in heads], cells)

    def leads(reading: Reading, picked: Sequence[str]) -> str:
        return cases_of_month(reading, rate, picked[0])

    return Card(rate.title, rate.definition, figure, table, leads)


def _limit(value: float | None) -> Number:
    return Number("—", None) if value is None else Number(f"{100 * value:.1f} %", round(value, 6))


# --- where applications stand and wait


def _status_figure(reading: Reading, words: Words) -> go.Figure:
    return charts.status_by_channel(reading.rows("standing"), words.translate)


def _status_leads(reading: Reading, picked: Sequence[str]) -> str:
    return cases(reading, status=picked[0], channel=picked[1])


def _status_table(reading: Reading, words: Words) -> Table:
    rows = reading.rows("standing")
    counts = {(row["status"], row["channel"]): row["applications"] for row in rows}
    channels = [channel for channel in Channel if any(row["channel"] == channel for row in rows)]
    shown: list[list[Cell]] = []
    for status in Status:
        line = [counts.get((status, channel), 0) for channel in channels]
        if any(line):
            linked = [
                _counted(number, cases(reading, status=status, channel=channel))
                for number, channel in zip(line, channels, strict=True)
            ]
            shown.append([words.name(status), *linked, _counted(sum(line), cases(reading, status=status))])
    return Table([words(N_("Status")), *map(words.name, channels), words(N_("All"))], shown)


def _counted(number: int, address: str) -> Number:
    return Number(f"{number:,}", number, address if number else "")


def _single(reading: Reading, number: int) -> Number:
    """A count beside another of the same cases."""
    shown = reading.count(number)
    return Number(shown, number if shown == f"{number:,}" else None)


def _waiting_figure(reading: Reading, words: Words) -> go.Figure:
    return charts.waiting(reading.rows("waiting"), words.translate)


def _waiting_table(reading: Reading, words: Words) -> Table:
    found: dict[Status, dict[str, int]] = {}
    for row in reading.rows("waiting"):
        line = found.setdefault(Status(row["status"]), {"applications": 0, "long": 0, "overdue": 0})
        line["applications"] += row["applications"]
        line["overdue"] += row["overdue"]
        line["long"] += row["applications"] if row["age"] == len(charts.AGE_LABELS) - 1 else 0
    rows: list[list[Cell]] = [
        [
            charts.who_for_whom(status, words.translate),
            _counted(found[status]["applications"], cases(reading, status=status)),
            _single(reading, found[status]["long"]),
            _single(reading, found[status]["overdue"]),
        ]
        for status in charts.WAITING
        if status in found
    ]
    heads = [N_("Who waits → for whom"), N_("Cases"), N_("over 7 days"), N_("Overdue")]
    return Table([words(head) for head in heads], rows)


# --- channels and times


def _mix_figure(reading: Reading, words: Words) -> go.Figure:
    rows = reading.months()
    counts = {
        Channel.PAPERLESS: [row["paperless"] for row in rows],
        Channel.ONLINE_WITH_PAPER: [row["with_paper"] for row in rows],
        Channel.COUNTER: [row["at_counter"] for row in rows],
    }
    return charts_rates.mix([row["month"] for row in rows], counts, words.translate)


def _mix_table(reading: Reading, words: Words) -> Table:
    rows: list[list[Cell]] = [
        [f"{row['month']:%Y-%m}", row["paperless"], row["with_paper"], row["at_counter"]] for row in reading.months()
    ]
    return Table([words(N_("Month")), *map(words.name, Channel)], rows)


def _times_figure(reading: Reading, words: Words) -> go.Figure:
    found = watch.times_by_month(reading.snapshot, reading.scope, reading.least())
    medians, ninetieth = [one.median for one in found.values()], [one.ninetieth for one in found.values()]
    return charts_rates.times(list(found), medians, ninetieth, words.translate)


def _times_table(reading: Reading, words: Words) -> Table:
    found = watch.times_by_month(reading.snapshot, reading.scope, reading.least())
    rows: list[list[Cell]] = [
        [f"{month:%Y-%m}", _hours(one.median), _hours(one.ninetieth)] for month, one in found.items()
    ]
    return Table([words(N_("Month")), words(N_("median")), words(N_("90th percentile"))], rows)


def _hours(value: float | None) -> Number:
    return Number("—" if value is None else f"{value:,.1f} h", None if value is None else round(value, 2))


OVERVIEW: Cards = {
    "rate": _over_time("paperless"),
    "mix": Card(
        N_("Channels"),
        N_("How approved registrations had come, by the month of approval."),
        _mix_figure,
        _mix_table,
        lambda reading, picked: cases(reading, decided=picked[0]),
    ),
    "times": Card(
        N_("Time to a decision"),
        N_("By the month of receipt; cases still pending are taken into account (Kaplan–Meier)."),
        _times_figure,
        _times_table,
    ),
    "first_pass": _over_time("first_pass"),
    "status": Card(
        N_("Applications by status and channel"),
        N_("Where open applications stand now; the finished are in the table. Choose a bar to see its cases."),
        _status_figure,
        _status_table,
        _status_leads,
    ),
    "waiting": Card(
        N_("Where cases wait"),
        N_("Who waits for whom, and how long since the last step. Choose a bar to see its cases."),
        _waiting_figure,
        _waiting_table,
        _status_leads,
    ),
}
