"""The managers' charts as plotly figures. Rates are divided here, from integer counts.

Colours keep apart for colour-blind readers and are never the only sign: bars carry their numbers. Each bar's
`customdata` names the cases behind it, for clicking through. The bundled plotly.js is older than plotly.py: only
traces and attributes are used that both know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from core.i18n import N_, Translate
from core.terms import Channel, Status, label

Row = Mapping[str, Any]
FONT = '"Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "Malgun Gothic", sans-serif'
CHANNEL_COLOURS: Mapping[Channel, str] = {
    Channel.PAPERLESS: "#0f5c99",
    Channel.ONLINE_WITH_PAPER: "#9a5b00",
    Channel.COUNTER: "#5f6b78",
}
AGE_COLOURS = ("#b5d3e8", "#2f77ab", "#9a5b00", "#a3211b")
AGE_LABELS = (N_("up to a day"), N_("1 to 3 days"), N_("3 to 7 days"), N_("over 7 days"))
LINE_COLOURS = ("#0f5c99", "#a3211b", "#1b6138", "#c77700", "#5a2a82", "#16212e", "#00798c", "#8a5a44")

WAITING: Mapping[Status, tuple[str, str]] = {
    Status.RECEIVED: (N_("Applicant"), N_("Acceptance")),
    Status.ACCEPTED: (N_("Applicant"), N_("An examiner to take it")),
    Status.EXAMINING: (N_("Applicant"), N_("Examiner")),
    Status.RETURNED: (N_("Authority"), N_("Completion by the applicant")),
    Status.PROPOSED: (N_("Examiner"), N_("Approver")),
    Status.APPROVED: (N_("Applicant"), N_("Issuing")),
    Status.ISSUED: (N_("Applicant"), N_("Archiving")),
    Status.ARCHIVED: (N_("Applicant"), N_("Publicity")),
}
"""Open statuses: who waits, and for whom or what."""

ORDER = tuple(Status)


def status_by_channel(rows: Sequence[Row], say: Translate) -> go.Figure:
    """Applications by status, stacked by channel."""
    statuses = [status for status in ORDER if any(row["status"] == status for row in rows)]
    counts = {(row["status"], row["channel"]): row["applications"] for row in rows}
    figure = go.Figure()
    for channel, colour in CHANNEL_COLOURS.items():
        values = [counts.get((status, channel), 0) for status in statuses]
        if any(values):
            figure.add_bar(
                y=[say(label(status)) for status in statuses],
                x=values,
                name=say(label(channel)),
                orientation="h",
                marker={"color": colour},
                text=[value or "" for value in values],
                insidetextfont={"color": "#fff"},
                customdata=[[status.value, channel.value] for status in statuses],
                hovertemplate="%{y} · %{fullData.name}: %{x}<extra></extra>",
            )
    figure.update_layout(barmode="stack")
    return _finished(figure, rows=len(statuses), reverse=True)


def e_processing(rows: Sequence[Row], names: Mapping[str, str], say: Translate) -> go.Figure:
    """The share of approved registrations handled wholly paperless, by month, a line for each region."""
    months = sorted({row["month"] for row in rows})
    figure = go.Figure()
    for at, region in enumerate(sorted({row["region"] for row in rows})):
        own = {row["month"]: row for row in rows if row["region"] == region}
        shares = [100 * own[month]["paperless"] / own[month]["approved"] if month in own else None for month in months]
        figure.add_scatter(
            x=months,
            y=shares,
            name=names.get(region, region),
            mode="lines+markers+text",
            text=[f"{share:.0f} %" if share is not None else "" for share in shares],
            textposition="top center",
            line={"color": LINE_COLOURS[at % len(LINE_COLOURS)], "width": 2.5},
            marker={"size": 9, "symbol": at % 8},
            customdata=[[month, region] for month in months],
            hovertemplate="%{x} · %{fullData.name}: %{y:.1f} %<extra></extra>",
        )
    figure.update_yaxes(range=[0, 112], ticksuffix=" %", title_text=say(N_("e-processing rate")))
    figure.update_xaxes(type="category")
    return _finished(figure, rows=7)


def waiting(rows: Sequence[Row], say: Translate) -> go.Figure:
    """Open cases by what they wait for, stacked by how long since the last step."""
    statuses = [status for status in WAITING if any(row["status"] == status for row in rows)]
    counts = {(row["status"], row["age"]): row["applications"] for row in rows}
    figure = go.Figure()
    for age, colour in enumerate(AGE_COLOURS):
        values = [counts.get((status, age), 0) for status in statuses]
        if any(values):
            figure.add_bar(
                y=[who_for_whom(status, say) for status in statuses],
                x=values,
                name=say(AGE_LABELS[age]),
                orientation="h",
                marker={"color": colour},
                text=[value or "" for value in values],
                insidetextfont={"color": "#16212e" if age == 0 else "#fff"},
                customdata=[[status.value, ""] for status in statuses],
                hovertemplate="%{y} · %{fullData.name}: %{x}<extra></extra>",
            )
    figure.update_layout(barmode="stack")
    return _finished(figure, rows=len(statuses), reverse=True)


def who_for_whom(status: Status, say: Translate) -> str:
    who, whom = WAITING[status]
    return f"{say(who)} → {say(whom)}"


def _finished(figure: go.Figure, *, rows: int, reverse: bool = False) -> go.Figure:
    figure.update_layout(
        height=110 + 42 * max(rows, 2),
        margin={"l": 12, "r": 24, "t": 12, "b": 12},
        font={"family": FONT, "size": 13, "color": "#16212e"},
        plot_bgcolor="#fff",
        paper_bgcolor="#fff",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
        hoverlabel={"font": {"family": FONT}},
        bargap=0.35,
    )
    figure.update_xaxes(automargin=True, gridcolor="#e3e8ee", zerolinecolor="#b4bfca", rangemode="tozero")
    figure.update_yaxes(automargin=True, gridcolor="#e3e8ee", zerolinecolor="#b4bfca")
    if reverse:
        figure.update_yaxes(autorange="reversed", ticksuffix="  ")
        widest = max((sum(column) for column in zip(*(bar.x for bar in figure.data), strict=True)), default=0)
        figure.update_xaxes(dtick=1 if widest <= 10 else None, tickformat=",d")
    return figure
