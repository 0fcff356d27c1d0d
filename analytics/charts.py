"""What the managers' charts have in common: colours, type, and the finish. Rates are divided here, from integer counts.

Colours keep apart for colour-blind readers (Okabe and Ito's set, darkened for text) and are never the only sign: bars
carry their numbers, lines their symbols. Each bar's `customdata` names what is behind it, for clicking through. The
bundled plotly.js is older than plotly.py: only traces and attributes are used that both know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from core.i18n import N_, Translate
from core.terms import Channel, Status, label

Row = Mapping[str, Any]
FONT = '"Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "Malgun Gothic", sans-serif'
INK, PAPER, GRID, AXIS = "#16212e", "#ffffff", "#e3e8ee", "#b4bfca"
BLUE, ORANGE, RED, GREY = "#0f5c99", "#9a5b00", "#a3211b", "#5f6b78"
CHANNEL_COLOURS: Mapping[Channel, str] = {
    Channel.PAPERLESS: BLUE,
    Channel.ONLINE_WITH_PAPER: ORANGE,
    Channel.COUNTER: GREY,
}
AGE_COLOURS = ("#b5d3e8", "#2f77ab", ORANGE, RED)
AGE_LABELS = (N_("up to a day"), N_("1 to 3 days"), N_("3 to 7 days"), N_("over 7 days"))
LINE_COLOURS = (BLUE, RED, "#1b6138", "#c77700", "#5a2a82", INK, "#00798c", "#8a5a44")

WAITING: Mapping[Status, tuple[str, str]] = {
    Status.RECEIVED: (N_("Applicant"), N_("Acceptance")),
    Status.ACCEPTED: (N_("Applicant"), N_("An examiner to take it")),
    Status.ANNOUNCED: (N_("Applicant"), N_("The end of the public notice")),
    Status.EXAMINING: (N_("Applicant"), N_("Examiner")),
    Status.RETURNED: (N_("Authority"), N_("Completion by the applicant")),
    Status.PROPOSED: (N_("Examiner"), N_("Approver")),
    Status.APPROVED: (N_("Applicant"), N_("Issuing")),
    Status.ISSUED: (N_("Applicant"), N_("Archiving")),
    Status.ARCHIVED: (N_("Applicant"), N_("Publicity")),
}
"""Open statuses: who waits, and for whom or what."""


def status_by_channel(rows: Sequence[Row], say: Translate) -> go.Figure:
    """Applications that are not finished by status, stacked by channel; the finished would dwarf them."""
    statuses = [status for status in WAITING if any(row["status"] == status for row in rows)]
    counts = {(row["status"], row["channel"]): row["applications"] for row in rows}
    figure = go.Figure()
    for channel, colour in CHANNEL_COLOURS.items():
        values = [counts.get((status, channel), 0) for status in statuses]
        if any(values):
            names = [say(label(status)) for status in statuses]
            picked = [[status.value, channel.value] for status in statuses]
            stacked(figure, names, values, say(label(channel)), colour, picked=picked)
    return finished(figure, rows=len(statuses), reverse=True)


def waiting(rows: Sequence[Row], say: Translate) -> go.Figure:
    """Open cases by what they wait for, stacked by how long since the last step."""
    statuses = [status for status in WAITING if any(row["status"] == status for row in rows)]
    counts = {(row["status"], row["age"]): row["applications"] for row in rows}
    figure = go.Figure()
    for age, colour in enumerate(AGE_COLOURS):
        values = [counts.get((status, age), 0) for status in statuses]
        if any(values):
            names = [who_for_whom(status, say) for status in statuses]
            picked = [[status.value, ""] for status in statuses]
            stacked(figure, names, values, say(AGE_LABELS[age]), colour, picked=picked, dark=age > 0)
    return finished(figure, rows=len(statuses), reverse=True)


def who_for_whom(status: Status, say: Translate) -> str:
    who, whom = WAITING[status]
    return f"{say(who)} → {say(whom)}"


def stacked(
    figure: go.Figure, names: Sequence[str], values: Sequence[int], called: str, colour: str, *,
    picked: Sequence[Sequence[str]], dark: bool = True,
) -> None:  # fmt: skip
    """One part of each of a chart's horizontal bars."""
    figure.add_bar(
        y=names,
        x=values,
        name=called,
        orientation="h",
        marker={"color": colour},
        text=[short(value) if value else "" for value in values],
        textposition="inside",
        textangle=0,
        insidetextfont={"color": "#fff" if dark else INK},
        customdata=picked,
        hovertemplate="%{y} · %{fullData.name}: %{x:,}<extra></extra>",
    )
    figure.update_layout(barmode="stack")


def short(number: float) -> str:
    """A count as it fits into a bar."""
    for size, sign in ((1_000_000, "M"), (1_000, "k")):
        if number >= 10 * size:
            return f"{number / size:,.0f} {sign}"
    return f"{number:,.0f}"


def finished(figure: go.Figure, *, rows: int, reverse: bool = False, height: int = 0) -> go.Figure:
    """The chart in the house's type and colours, high enough for its rows."""
    figure.update_layout(
        height=height or 110 + 42 * max(rows, 2),
        margin={"l": 12, "r": 24, "t": 12, "b": 12},
        font={"family": FONT, "size": 13, "color": INK},
        plot_bgcolor=PAPER,
        paper_bgcolor=PAPER,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
        hoverlabel={"font": {"family": FONT}},
        bargap=0.35,
        uniformtext={"minsize": 10, "mode": "hide"},
    )
    figure.update_xaxes(automargin=True, gridcolor=GRID, zerolinecolor=AXIS, rangemode="tozero")
    figure.update_yaxes(automargin=True, gridcolor=GRID, zerolinecolor=AXIS)
    if reverse:
        figure.update_yaxes(autorange="reversed", ticksuffix="  ")
        widest = max((sum(column) for column in zip(*(bar.x for bar in figure.data), strict=True)), default=0)
        figure.update_xaxes(dtick=1 if widest <= 10 else None, tickformat="~s" if widest > 9_999 else ",d", nticks=6)
    return figure
