"""The dashboard's charts and their tables of numbers: one entry for each, from the same measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import plotly.graph_objects as go
from markupsafe import Markup

from analytics import charts
from core.i18n import N_
from core.terms import Channel, Status
from officer.html import h
from officer.route import to
from officer.view import link
from officer.words import Words

if TYPE_CHECKING:
    from officer.dashboard import Measures

Cell = str | Markup | int


@dataclass(frozen=True)
class Card:
    """`figure` draws, `table` says the same in numbers, `cases` leads from what was picked to its cases."""

    title: str
    lead: str
    figure: Callable[[Measures, Words], go.Figure]
    table: Callable[[Measures, Words], Markup]
    cases: Callable[[Sequence[str]], str]


def _numbers(words: Words, title: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]], texts: int = 1) -> Markup:
    """A table whose first `texts` columns are texts."""
    if not rows:
        return h("p", words(N_("Nothing to show yet.")), cls="muted")
    head = h("tr", [h("th", text, scope="col", cls="num" if at >= texts else None) for at, text in enumerate(heads)])
    body = [
        h(
            "tr",
            [
                h("td", cell, cls="num" if at >= texts else None) if at else h("th", cell, scope="row")
                for at, cell in enumerate(row)
            ],
        )
        for row in rows
    ]
    return h(
        "details",
        h("summary", words(N_("The numbers as a table"))),
        h(
            "div",
            h("table", h("caption", title, cls="hidden"), h("thead", head), h("tbody", body), cls="grid"),
            cls="scroll",
        ),
        open=True,
    )


def _cases(picked: Sequence[str]) -> str:
    status, channel = picked
    return to("worklist", queue="all", status=status, channel=channel)


def _month(picked: Sequence[str]) -> str:
    month, region = picked
    return to("worklist", queue="all", decided=month, region=region)


def _status_table(state: Measures, words: Words) -> Markup:
    rows = state.of("applications_by_status_and_channel")
    counts = {(row["status"], row["channel"]): row["applications"] for row in rows}
    channels = [channel for channel in Channel if any(row["channel"] == channel for row in rows)]
    shown: list[list[Cell]] = []
    for status in Status:
        line = [counts.get((status, channel), 0) for channel in channels]
        if any(line):
            shown.append(
                [words.name(status)]
                + [_linked(number, _cases((status, channel))) for number, channel in zip(line, channels, strict=True)]
                + [_linked(sum(line), _cases((status, "")))]
            )
    heads = [words(N_("Status")), *map(words.name, channels), words(N_("All"))]
    return _numbers(words, words(STATUS_TITLE), heads, shown)


def _rate_table(state: Measures, words: Words) -> Markup:
    rows: list[list[Cell]] = [
        [
            row["month"],
            state.region(row["region"]),
            _linked(row["approved"], _month((row["month"], row["region"]))),
            row["paperless"],
            words.percent(row["paperless"], row["approved"]),
        ]
        for row in state.of("e_processing_by_month_and_region")
    ]
    heads = [N_("Month"), N_("Region"), N_("Approved"), N_("Paperless"), N_("Share")]
    return _numbers(words, words(RATE_TITLE), list(map(words, heads)), rows, texts=2)


def _waiting_table(state: Measures, words: Words) -> Markup:
    found: dict[Status, dict[str, int]] = {}
    for row in state.of("waiting"):
        line = found.setdefault(Status(row["status"]), {"applications": 0, "long": 0, "overdue": 0})
        line["applications"] += row["applications"]
        line["overdue"] += row["overdue"]
        line["long"] += row["applications"] if row["age"] == len(charts.AGE_LABELS) - 1 else 0
    rows: list[list[Cell]] = [
        [
            charts.who_for_whom(status, words.translate),
            _linked(line["applications"], _cases((status, ""))),
            line["long"],
            line["overdue"],
        ]
        for status, line in sorted(found.items(), key=lambda one: list(charts.WAITING).index(one[0]))
    ]
    heads = [N_("Who waits → for whom"), N_("Cases"), N_("over 7 days"), N_("Overdue")]
    return _numbers(words, words(WAITING_TITLE), list(map(words, heads)), rows)


def _linked(number: int, address: str) -> Cell:
    return link(f"{number:,}", address) if number else "0"


STATUS_TITLE = N_("Applications by status and channel")
RATE_TITLE = N_("e-processing rate by month and region")
WAITING_TITLE = N_("Where cases wait")

CARDS: Mapping[str, Card] = {
    "status": Card(
        STATUS_TITLE,
        N_("Where all applications stand now. Choose a bar to see its cases."),
        lambda state, words: charts.status_by_channel(state.of("applications_by_status_and_channel"), words.translate),
        _status_table,
        _cases,
    ),
    "waiting": Card(
        WAITING_TITLE,
        N_("Who waits for whom, and how long since the last step. Choose a bar to see its cases."),
        lambda state, words: charts.waiting(state.of("waiting"), words.translate),
        _waiting_table,
        _cases,
    ),
    "rate": Card(
        RATE_TITLE,
        N_("The share of approved registrations handled wholly paperless, by the month of approval."),
        lambda state, words: charts.e_processing(
            state.of("e_processing_by_month_and_region"), state.named(), words.translate
        ),
        _rate_table,
        _month,
    ),
}
