"""Charts of rates: over time with control limits, by jurisdiction on a map of tiles, by type or business, compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap

import plotly.graph_objects as go

from analytics.charts import AXIS, BLUE, CHANNEL_COLOURS, GREY, INK, LINE_COLOURS, ORANGE, RED, finished
from analytics.rates import Rate, Unit
from core.addressees import ADDRESSEES, Addressee, Kind
from core.i18n import N_, Translate
from core.terms import Channel, label

MAP_COLOURS = ((0.0, "#f6c36b"), (0.35, "#fbe9c6"), (0.65, "#dbe8f1"), (1.0, "#6aaede"))
"""From sand to blue, told apart by colour-blind readers; light enough for dark text throughout."""
LONGEST_NAME = 28
ACROSS = 5
"""Small charts in a row."""


@dataclass(frozen=True)
class Limits:
    """What was expected of each month, and the bounds that chance alone seldom leaves; None where nothing is known."""

    usual: Sequence[float | None]
    low: Sequence[float | None]
    high: Sequence[float | None]
    alarms: Sequence[bool]


def shown_as(rate: Rate, value: float | None) -> str:
    """A rate's value in words: a share in per cent, hours with their sign."""
    if value is None:
        return "—"
    return {Unit.SHARE: f"{100 * value:.1f} %", Unit.HOURS: f"{value:,.1f} h", Unit.PER_CASE: f"{value:.2f}"}[rate.unit]


def scaled(rate: Rate, value: float | None) -> float | None:
    """As it stands on an axis: shares in per cent."""
    return value if value is None or rate.unit is not Unit.SHARE else 100 * value


def over_time(
    rate: Rate,
    months: Sequence[date],
    lines: Mapping[str, Sequence[float | None]],
    limits: Limits | None,
    say: Translate,
) -> go.Figure:
    """A rate by month, a line for each of what is compared; with limits when there is one line."""
    figure = go.Figure()
    labels = [f"{month:%Y-%m-%d}" for month in months]
    if limits is not None:
        _band(figure, rate, labels, limits, say)
    for at, (name, values) in enumerate(lines.items()):
        figure.add_scatter(
            x=labels,
            y=[scaled(rate, value) for value in values],
            name=name,
            mode="lines+markers",
            line={"color": LINE_COLOURS[at % len(LINE_COLOURS)], "width": 2.5, "dash": "solid" if at == 0 else "dot"},
            marker={"size": 7, "symbol": at % 8},
            customdata=[[label[:7]] for label in labels],
            hovertemplate="%{x} · %{fullData.name}: %{y:.1f}<extra></extra>",
        )
        if limits is not None:
            _alarms(figure, labels, [scaled(rate, value) for value in values], limits, say)
    figure.update_yaxes(ticksuffix=" %" if rate.unit is Unit.SHARE else "")
    _by_month(figure)
    return finished(figure, rows=6)


def _by_month(figure: go.Figure) -> None:
    figure.update_xaxes(type="date", tickformat="%Y-%m", hoverformat="%Y-%m", nticks=6)


def _band(figure: go.Figure, rate: Rate, labels: Sequence[str], limits: Limits, say: Translate) -> None:
    low = [scaled(rate, value) for value in limits.low]
    high = [scaled(rate, value) for value in limits.high]
    edge = {"color": "#9fb8cc", "width": 1}
    figure.add_scatter(x=labels, y=high, mode="lines", line=edge, hoverinfo="skip", showlegend=False)
    figure.add_scatter(
        x=labels, y=low, mode="lines", line=edge, fill="tonexty", fillcolor="rgba(159,184,204,0.25)",
        name=say(N_("within what is usual")), hoverinfo="skip",
    )  # fmt: skip
    usual = [scaled(rate, value) for value in limits.usual]
    figure.add_scatter(
        x=labels, y=usual, mode="lines", line={"color": GREY, "width": 1, "dash": "dash"}, name=say(N_("usual")),
        hoverinfo="skip",
    )  # fmt: skip


def _alarms(
    figure: go.Figure, labels: Sequence[str], values: Sequence[float | None], limits: Limits, say: Translate
) -> None:
    out = [(at, value) for at, (value, alarm) in enumerate(zip(values, limits.alarms, strict=True)) if alarm]
    if out:
        figure.add_scatter(
            x=[labels[at] for at, _ in out],
            y=[value for _, value in out],
            mode="markers",
            marker={"size": 15, "symbol": "diamond-open", "color": RED, "line": {"width": 3, "color": RED}},
            name=say(N_("out of control")),
            hovertemplate="%{x}: %{y:.1f}<extra>%{fullData.name}</extra>",
        )


def mix(months: Sequence[date], counts: Mapping[Channel, Sequence[int]], say: Translate) -> go.Figure:
    """The channels' shares of approved registrations by month."""
    labels, wholes = [f"{month:%Y-%m-%d}" for month in months], [sum(one) for one in zip(*counts.values(), strict=True)]
    figure = go.Figure()
    for channel, values in counts.items():
        figure.add_bar(
            x=labels,
            y=[100 * value / whole if whole else 0 for value, whole in zip(values, wholes, strict=True)],
            name=say(label(channel)),
            marker={"color": CHANNEL_COLOURS[channel]},
            customdata=[[label[:7]] for label in labels],
            hovertemplate="%{x} · %{fullData.name}: %{y:.1f} %<extra></extra>",
        )
    figure.update_layout(barmode="stack")
    figure.update_yaxes(ticksuffix=" %", range=[0, 100])
    _by_month(figure)
    finished(figure, rows=6)
    return figure.update_layout(bargap=0.1)


def times(
    months: Sequence[date], medians: Sequence[float | None], ninetieth: Sequence[float | None], say: Translate
) -> go.Figure:
    """The median and the ninetieth percentile of the time to a decision, in hours, by the month of receipt."""
    labels = [f"{month:%Y-%m-%d}" for month in months]
    figure = go.Figure()
    for name, values, colour, symbol in (
        (N_("median"), medians, BLUE, "circle"),
        (N_("90th percentile"), ninetieth, ORANGE, "square"),
    ):
        figure.add_scatter(
            x=labels,
            y=values,
            name=say(name),
            mode="lines+markers",
            line={"color": colour, "width": 2.5},
            marker={"size": 6, "symbol": symbol},
            hovertemplate="%{x} · %{fullData.name}: %{y:.0f} h<extra></extra>",
        )
    figure.update_yaxes(ticksuffix=" h", rangemode="tozero")
    _by_month(figure)
    return finished(figure, rows=6)


def tiles(rate: Rate, values: Mapping[str, float | None], say: Translate) -> go.Figure:
    """The provinces as tiles where they lie, and the cities that report for themselves in two columns beside them."""
    places = {code: _place(one) for code, one in ADDRESSEES.items()}
    width, height = 1 + max(x for x, _ in places.values()), 1 + max(y for _, y in places.values())
    z: list[list[float | None]] = [[None] * width for _ in range(height)]
    text = [[""] * width for _ in range(height)]
    picked = [[""] * width for _ in range(height)]
    for code, (x, y) in places.items():
        value = values.get(code)
        z[y][x] = scaled(rate, value)
        text[y][x] = f"{_broken(say(ADDRESSEES[code].name))}<br><b>{_brief(rate, value)}</b>"
        picked[y][x] = code
    figure = go.Figure()
    figure.add_heatmap(
        z=z,
        text=text,
        texttemplate="%{text}",
        textfont={"size": 10.5, "color": INK},
        customdata=picked,
        hovertemplate="%{text}<extra></extra>",
        xgap=3,
        ygap=3,
        colorscale=[list(step) for step in MAP_COLOURS],
        reversescale=not rate.rises,
        colorbar={
            "orientation": "h",
            "thickness": 10,
            "len": 0.5,
            "x": 0,
            "xanchor": "left",
            "y": -0.06,
            "ticksuffix": " %" if rate.unit is Unit.SHARE else "",
            "nticks": 6,
        },
    )
    for kind, over in ((Kind.PLANNED_CITY, 10), (Kind.SUB_PROVINCIAL_CITY, 11.5)):
        figure.add_annotation(
            x=over, y=-0.75, text=say(CITY_TITLES[kind]), showarrow=False, font={"size": 11, "color": INK}
        )
    finished(figure, rows=1, height=560)
    figure.update_xaxes(visible=False, rangemode="normal")
    return figure.update_yaxes(visible=False, autorange="reversed")


CITY_TITLES: Mapping[Kind, str] = {
    Kind.PLANNED_CITY: N_("Planned cities"),
    Kind.SUB_PROVINCIAL_CITY: N_("Other cities"),
}
LONGEST_LINE = 8


def _place(one: Addressee) -> tuple[int, int]:
    """Column and row of a tile; cities stand to the right of the provinces."""
    if one.kind is Kind.PROVINCE:
        return one.column, one.row
    alike = [code for code, other in ADDRESSEES.items() if other.kind is one.kind]
    at = alike.index(one.code)
    return (10, at) if one.kind is Kind.PLANNED_CITY else (11 + at % 2, at // 2)


def _broken(name: str) -> str:
    """A long name in two lines."""
    first, _, rest = name.partition(" ")
    if rest and len(name) > LONGEST_LINE:
        return f"{first}<br>{rest}"
    return name if len(name) <= LONGEST_LINE + 2 else f"{name[:6]}-<br>{name[6:]}"


def _brief(rate: Rate, value: float | None) -> str:
    if value is None:
        return "—"
    return f"{100 * value:.0f} %" if rate.unit is Unit.SHARE else f"{value:.0f}" if value >= 10 else f"{value:.2f}"


def bars(
    rate: Rate, names: Sequence[str], series: Mapping[str, Sequence[float | None]], picked: Sequence[Sequence[str]]
) -> go.Figure:
    """A rate by some word of the vocabulary, as horizontal bars; two beside each other when compared."""
    figure, lines = go.Figure(), [wrap(name, LONGEST_NAME, max_lines=2, placeholder=" …") for name in names]
    for at, (called, values) in enumerate(series.items()):
        figure.add_bar(
            y=["<br>".join(line) for line in lines],
            x=[scaled(rate, value) for value in values],
            name=called,
            orientation="h",
            marker={"color": LINE_COLOURS[at], "pattern": {"shape": "/" if at else ""}},
            text=[shown_as(rate, value) for value in values],
            textposition="auto",
            textangle=0,
            customdata=picked,
            hovertemplate="%{y} · %{fullData.name}: %{text}<extra></extra>",
        )
    figure.update_layout(showlegend=len(series) > 1)
    figure.update_yaxes(autorange="reversed", ticksuffix="  ", tickfont={"size": 12})
    figure.update_xaxes(ticksuffix=" %" if rate.unit is Unit.SHARE else "", nticks=6)
    each = max(11 + 15 * max((len(line) for line in lines), default=1), 24 * len(series))
    finished(figure, rows=1, height=90 + each * max(2, len(names)))
    return figure.update_layout(bargap=0.25, uniformtext={"mode": False})


def multiples(rate: Rate, months: Sequence[date], lines: Mapping[str, Sequence[float | None]]) -> go.Figure:
    """A small chart for each jurisdiction, all with the same scale, in one drawing."""
    known = [value for values in lines.values() for value in values if value is not None]
    top, span = max(known, default=1.0) or 1.0, max(len(months) - 1, 1)
    traces, shapes, annotations = [], [], []
    for number, (name, values) in enumerate(lines.items()):
        left, floor = number % ACROSS * 1.15, -(number // ACROSS) * 1.55
        texts = [f"{name} · {at:%Y-%m}: {shown_as(rate, one)}" for at, one in zip(months, values, strict=True)]
        traces.append({
            "type": "scatter",
            "x": [left + 0.95 * step / span for step in range(len(months))],
            "y": [None if value is None else floor + value / top for value in values],
            "mode": "lines",
            "line": {"color": BLUE, "width": 1.8},
            "text": texts,
            "hovertemplate": "%{text}<extra></extra>",
            "showlegend": False,
        })  # fmt: skip
        shapes.append({
            "type": "line", "x0": left, "x1": left + 0.95, "y0": floor, "y1": floor, "layer": "below",
            "line": {"color": AXIS, "width": 1},
        })  # fmt: skip
        last = next((value for value in reversed(values) if value is not None), None)
        annotations.append({
            "x": left, "y": floor + 1.25, "xanchor": "left", "showarrow": False, "font": {"size": 11, "color": INK},
            "text": f"{name}<br><b>{shown_as(rate, last)}</b>", "align": "left",
        })  # fmt: skip
    figure = go.Figure({"data": traces, "layout": {"shapes": shapes, "annotations": annotations}})
    finished(figure, rows=1, height=60 + 96 * max(1, -(-len(lines) // ACROSS)))
    figure.update_xaxes(visible=False, rangemode="normal", fixedrange=True)
    return figure.update_yaxes(visible=False, fixedrange=True)
