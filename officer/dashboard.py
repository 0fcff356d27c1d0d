"""The managers' dashboard: measures from the last snapshot as charts, each with its numbers as a table (R65).

It reads snapshots only and never waits for the live database. A click on a bar, or on a number, leads to its cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import param
from markupsafe import Markup
from panel.layout import Column, FlexBox
from panel.pane import Plotly
from panel.viewable import Viewable

from analytics.measures import measure, median_hours, region_names
from analytics.refresh import Snapshot, current
from core.i18n import N_
from officer.cards import CARDS, Card
from officer.html import h, join
from officer.surface import Did, Surface
from officer.view import View

CHART_CONFIG = {"displaylogo": False, "displayModeBar": False, "responsive": True}
CARD_STYLE = {
    "background": "#fff",
    "border": "1px solid #d5dce4",
    "border-radius": "6px",
    "flex": "1 1 34rem",
    "min-width": "min(100%, 20rem)",
    "padding": "0.8rem 1rem 1rem",
}
BOARD_STYLE = {"padding": "0 1.2rem 2rem"}


class Measures(param.Parameterized):
    """What the dashboard shows: a snapshot and the rows of its measures, by name."""

    snapshot = param.ClassSelector(class_=Snapshot, default=None, allow_None=True)
    rows = param.Dict(default={})
    names = param.Dict(default={})

    NAMES: ClassVar[tuple[str, ...]] = (
        "totals",
        "applications_by_status_and_channel",
        "e_processing_by_month_and_region",
        "waiting",
        "decision_times",
    )

    def read(self, snapshot: Snapshot | None) -> None:
        if snapshot is None or snapshot == self.snapshot:
            return
        self.param.update(
            snapshot=snapshot,
            rows={name: measure(snapshot, name) for name in self.NAMES},
            names=dict(region_names(snapshot)),
        )

    def region(self, code: str) -> str:
        """A region's name; its code when the name is not known."""
        return self.named().get(code, code)

    def named(self) -> dict[str, str]:
        return dict(self.names or {})

    def of(self, name: str) -> Sequence[Mapping[str, Any]]:
        return tuple(self.rows.get(name, ()))


class Dashboard(View):
    REFRESH = 30

    def __init__(self, *given: Any, **params: Any) -> None:
        super().__init__(*given, **params)
        self.state = Measures()
        self._charts: dict[str, tuple[Plotly, Surface]] = {}

    def title(self) -> str:
        return self.words(N_("Dashboard"))

    def load(self) -> None:
        self.state.read(current(self.inner.settings.analytics))

    def body(self) -> Markup:
        _ = self.words
        if self.state.snapshot is None:
            return join(
                h("h1", self.title()),
                h("p", _(N_("No measures have been taken yet. They are taken every minute.")), cls="empty"),
            )
        made = _(N_("As of {time} (Beijing time). Drills are not counted."), time=_.second(self.state.snapshot.made_at))
        return join(h("div", h("h1", self.title()), h("p", made, cls="muted"), cls="bar"), self._numbers())

    def _numbers(self) -> Markup:
        _, totals = self.words, self.state.of("totals")[0]
        median = median_hours(self.state.of("decision_times"))
        whole = totals["approved"]
        shown = [
            (_(N_("Applications")), f"{totals['received']:,}", _(N_("{open} of them open"), open=totals["open"])),
            (
                _(N_("e-processing rate")),
                _.percent(totals["approved_paperless"], whole),
                _(N_("{part} of {whole} approved, wholly paperless"), part=totals["approved_paperless"], whole=whole),
            ),
            (
                _(N_("Passed at first")),
                _.percent(totals["approved_first_pass"], whole),
                _(N_("approved without a demand for completion")),
            ),
            (
                _(N_("Median time to a decision")),
                "—" if median is None else _(N_("{hours} h"), hours=median),
                _(N_("cases still pending taken into account")),
            ),
            (_(N_("Refused or not accepted")), f"{totals['declined']:,}", _(N_("with grounds"))),
            (_(N_("Overdue")), f"{totals['overdue']:,}", _(N_("open cases past their time"))),
        ]
        cards = [
            h("section", h("h2", name), h("b", value), h("span", note, cls="small"), cls="panel")
            for name, value, note in shown
        ]
        return h("div", cards, cls="numbers")

    def panes(self) -> Sequence[Viewable]:
        if self.state.snapshot is None:
            return ()
        columns = [self._card(name, card) for name, card in CARDS.items()]
        return (FlexBox(*columns, sizing_mode="stretch_width", styles=BOARD_STYLE, gap="12px", margin=0),)

    def _card(self, name: str, card: Card) -> Column:
        figure = card.figure(self.state, self.words)
        chart = Plotly(figure, config=CHART_CONFIG, sizing_mode="stretch_width", height=figure.layout.height, margin=0)
        chart.param.watch(lambda event: self._clicked(card, event.new), "click_data")
        heading = h("div", h("h2", self.words(card.title)), h("p", self.words(card.lead), cls="small"))
        table = Surface(self._linked, html=card.table(self.state, self.words))
        self._charts[name] = (chart, table)
        return Column(Surface(html=heading), chart, table, sizing_mode="stretch_width", margin=0, styles=CARD_STYLE)

    def renew(self) -> None:
        for name, (chart, table) in self._charts.items():
            fresh = CARDS[name].table(self.state, self.words)
            if fresh != table.html:
                table.answer(fresh)
                chart.object = CARDS[name].figure(self.state, self.words)

    def _clicked(self, card: Card, data: Any) -> None:
        picked = ((data or {}).get("points") or [{}])[0].get("customdata")
        if picked and self.follow is not None:
            self.follow(Did("go", to=card.cases(picked)))

    async def _linked(self, did: Did) -> None:
        """A number in a table was chosen."""
        if self.follow is not None and did.name == "go":
            self.follow(did)
