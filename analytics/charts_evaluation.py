"""The charts of an evaluation as plotly figures (R64). Pure: findings in, figures out.

Colours keep apart for colour-blind readers and are never the only sign: groups differ by symbol and dash, an effect
that differs from nothing carries a dot, what is before the start is hollow.
"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from analytics.charts import FONT, LINE_COLOURS
from analytics.evaluation_data import month_of
from analytics.evaluation_run import Findings
from analytics.evaluation_tables import cohort_name, scale_of, scaled
from analytics.statistics.effects import Effect
from core.catalogue.kinds import type_label
from core.i18n import N_, Translate

INK, SOFT, GRID, EFFECT, NEVER, TRUTH = "#16212e", "#4c5a69", "#e3e8ee", "#0f5c99", "#5f6b78", "#a3211b"
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
DIVERGING = ((0.0, "#08519c"), (0.25, "#6baed6"), (0.5, "#f7f7f7"), (0.75, "#f0a35e"), (1.0, "#9a4a00"))
"""Blue below nothing, orange above: told apart by all common kinds of colour-blindness."""


def trends(found: Findings, say: Translate) -> go.Figure:
    """Each cohort's outcome by month, beside those that never start; a triangle marks the start."""
    figure, factor = go.Figure(), scale_of(found).factor
    for at, (start, months) in enumerate(found.trends.items()):
        colour = NEVER if start is None else LINE_COLOURS[at % len(LINE_COLOURS)]
        figure.add_scatter(
            x=[f"{month_of(period)}-01" for period in months],
            y=[value * factor for value in months.values()],
            name=_short(start, found, say),
            mode="lines+markers",
            line={"color": colour, "width": 4 if start is None else 2, "dash": _dash(at, start)},
            marker={
                "size": [16 if period == start else 5 for period in months],
                "symbol": ["triangle-up" if period == start else at % 8 for period in months],
            },
            hovertemplate="%{x|%Y-%m} · %{fullData.name}: %{y:.2f}<extra></extra>",
        )
    figure.update_xaxes(type="date", tickformat="%Y-%m", nticks=8)
    return _finished(figure, say(scale_of(found).level), height=440)


def effects(found: Findings, say: Translate) -> go.Figure:
    """The effect by cohort and month; a dot where its interval does not hold nothing."""
    scale, shown = scale_of(found), [one for one in found.evaluation.group_time if one.period >= one.cohort]
    cohorts = sorted({one.cohort for one in shown})
    months = list(range(min(one.period for one in shown), max(one.period for one in shown) + 1)) if shown else []
    cells = {(one.cohort, one.period): scaled(one.effect, scale) for one in shown}
    names = [_short(cohort, found, say) for cohort in cohorts]
    widest = max((abs(one.estimate) for one in cells.values()), default=1.0) or 1.0
    figure = go.Figure(
        go.Heatmap(
            x=[month_of(month) for month in months],
            y=names,
            z=[[cells[cohort, month].estimate if (cohort, month) in cells else None for month in months]
               for cohort in cohorts],
            zmin=-widest,
            zmax=widest,
            colorscale=[list(one) for one in DIVERGING],
            xgap=1,
            ygap=1,
            colorbar={
                "title": {"text": say(scale.change), "side": "top"}, "thickness": 10, "tickformat": "+.3~r",
                "orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom", "len": 0.7, "nticks": 5,
            },
            hovertemplate="%{y} · %{x}: %{z:+.3r}<extra></extra>",
        )
    )  # fmt: skip
    sure = [key for key, one in cells.items() if one.low > 0 or one.high < 0]
    figure.add_scatter(
        x=[month_of(month) for _, month in sure],
        y=[_short(cohort, found, say) for cohort, _ in sure],
        mode="markers",
        marker={"color": INK, "size": 6, "line": {"color": "#fff", "width": 1}},
        hoverinfo="skip",
        showlegend=False,
    )
    figure.update_xaxes(type="category", nticks=8, showgrid=False)
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False, ticksuffix="  ")
    return _finished(figure, "", height=130 + 46 * max(len(cohorts), 2))


def events(found: Findings, say: Translate) -> go.Figure:
    """The effect by months since the start, with intervals; hollow and left of the line: before it."""
    scale, figure = scale_of(found), go.Figure()
    rows = [(one.event_time, scaled(one.effect, scale)) for one in found.evaluation.by_event]
    for before, name in ((True, N_("before the start")), (False, N_("since the start"))):
        part = [(at, effect) for at, effect in rows if (at < 0) is before]
        if part:
            _whiskers(figure, [at for at, _ in part], [one for _, one in part], say(name), hollow=before)
    if found.truth is not None and found.truth.by_event:
        told = sorted(found.truth.by_event.items())
        figure.add_scatter(
            x=[at for at, _ in told], y=[effect * scale.factor for _, effect in told], mode="lines+markers",
            name=say(N_("The simulation's truth")), line={"color": TRUTH, "dash": "dash", "width": 1.5},
            marker={"symbol": "x-thin-open", "size": 8, "color": TRUTH},
        )  # fmt: skip
    figure.add_vline(x=-0.5, line={"color": SOFT, "dash": "dot", "width": 1.5})
    figure.update_xaxes(title_text=say(N_("Months since the start")), zeroline=False)
    return _finished(figure, say(scale.change), height=400)


def placebo(found: Findings, say: Translate) -> go.Figure:
    """How the effects of starts dealt out by lot are spread, and where the real one lies."""
    scale, figure = scale_of(found), go.Figure()
    figure.add_histogram(
        x=[value * scale.factor for value in found.evaluation.placebo.draws], nbinsx=30, name=say(N_("by lot")),
        marker={"color": "#b4bfca", "line": {"color": SOFT, "width": 1}},
    )  # fmt: skip
    real = found.evaluation.overall.estimate * scale.factor
    figure.add_vline(x=real, line={"color": EFFECT, "width": 3})
    figure.add_annotation(
        x=real, y=1, yref="paper", text=say(N_("as it was")), showarrow=False, yanchor="bottom", font={"color": EFFECT}
    )
    figure.update_xaxes(title_text=say(scale.change))
    return _finished(figure, say(N_("assignments")), height=320)


def honest(found: Findings, say: Translate) -> go.Figure:
    """The interval of the effect, the more trends may have broken after the start."""
    scale, figure = scale_of(found), go.Figure()
    bounds = [(f"{one.m:g}", Effect((one.low + one.high) / 2, 0, one.low, one.high)) for one in found.evaluation.honest]
    _whiskers(
        figure, [m for m, _ in bounds], [scaled(one, scale) for _, one in bounds], say(N_("95 % interval")), dots=False
    )
    figure.update_xaxes(
        title_text=say(N_("Breaks in trend up to … times those before")), type="category", showgrid=False
    )
    return _finished(figure, say(scale.change), height=340)


def types(found: Findings, say: Translate) -> go.Figure:
    """The effect for each type of enterprise, with intervals."""
    scale, figure, by_type = scale_of(found), go.Figure(), found.heterogeneity
    rows = [(say(type_label(one)), scaled(effect, scale)) for one, effect in by_type.by_type.items()] if by_type else []
    figure.add_scatter(
        y=list(range(len(rows))),
        x=[one.estimate for _, one in rows],
        error_x=_bars([one for _, one in rows]),
        mode="markers",
        marker={"color": EFFECT, "size": 9},
        text=[name for name, _ in rows],
        hovertemplate="%{text}: %{x:+.3r}<extra></extra>",
        showlegend=False,
    )
    for at, (name, _) in enumerate(rows):  # above its row, so that a phone has room for the interval
        figure.add_annotation(
            x=0, xref="paper", xanchor="left", y=at - 0.32, text=name, showarrow=False, font={"color": INK, "size": 12}
        )
    figure.add_vline(x=0, line={"color": INK, "width": 1.5})
    figure.update_yaxes(range=[len(rows) - 0.6, -0.75], showticklabels=False, showgrid=False)
    figure.update_xaxes(title_text=say(scale.change))
    return _finished(figure, "", height=100 + 46 * max(len(rows), 2))


def _short(start: int | None, found: Findings, say: Translate) -> str:
    """A cohort by its month and how many it holds."""
    if start is None:
        return cohort_name(None, found, say)
    return f"{month_of(start)} ({found.evaluation.cohorts.get(start, 0)})"


def _dash(at: int, start: int | None) -> str:
    return "solid" if start is None else DASHES[at % len(DASHES)]


def _whiskers(
    figure: go.Figure, at: Sequence[int | str], effects: Sequence[Effect], name: str, *, hollow: bool = False,
    dots: bool = True,
) -> None:  # fmt: skip
    figure.add_scatter(
        x=list(at),
        y=[one.estimate for one in effects],
        error_y=_bars(effects),
        mode="markers",
        name=name,
        marker={
            "color": "#fff" if hollow else EFFECT, "size": 9 if dots else 1, "symbol": "circle",
            "line": {"color": EFFECT, "width": 2},
        },
        hovertemplate="%{x}: %{y:+.3r}<extra></extra>" if dots else None,
    )  # fmt: skip
    figure.add_hline(y=0, line={"color": INK, "width": 1.5})


def _bars(effects: Sequence[Effect]) -> dict[str, object]:
    return {
        "type": "data", "symmetric": False, "array": [one.high - one.estimate for one in effects],
        "arrayminus": [one.estimate - one.low for one in effects], "color": EFFECT, "thickness": 2, "width": 4,
    }  # fmt: skip


def _finished(figure: go.Figure, counted: str, *, height: int) -> go.Figure:
    figure.update_layout(
        height=height,
        margin={"l": 12, "r": 16, "t": 20, "b": 12},
        font={"family": FONT, "size": 13, "color": INK},
        plot_bgcolor="#fff",
        paper_bgcolor="#fff",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
        hoverlabel={"font": {"family": FONT}},
    )
    figure.update_xaxes(automargin=True, gridcolor=GRID)
    figure.update_yaxes(automargin=True, gridcolor=GRID, title_text=counted or None, title_standoff=6)
    return figure
