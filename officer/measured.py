"""What the pages of measures share: the source they read, their cards of charts, and how a card is kept up to date.

They read snapshots only and never wait for the live database. A click on a bar, or on a number, leads on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import param
from markupsafe import Markup
from panel.layout import Column, FlexBox
from panel.pane import Plotly
from panel.viewable import Viewable

from analytics.snapshot import Snapshot, current
from analytics.sources import Source, folder_of, source_named, sources
from core.i18n import N_
from core.inner.context import Inner
from core.inner.officers import OfficerView
from core.permissions import VIEW, Thing, may
from core.terms import Zone
from officer.cards import Card, Cards, drawn, heading, numbers
from officer.data_tabs import data_tabs
from officer.html import h, join
from officer.reading import Reading, reading_of, tree
from officer.route import Route
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
WIDE_STYLE = CARD_STYLE | {"flex": "1 1 100%"}
PUSHED = {"overflow-x": "auto", "min-width": "0", "contain": "inline-size"}
BOARD_STYLE = {"padding": "0 1.2rem 2rem"}


class Measured(param.Parameterized):
    reading = param.ClassSelector(class_=Reading, default=None, allow_None=True)


class MeasuresView(View):
    """A page whose charts stand in `CARDS`; `above` is its own part, before them. `ASKED` are the words of the address
    by which all of them can be narrowed down."""

    CARDS: ClassVar[Cards] = {}
    ASKED: ClassVar[tuple[str, ...]] = ()
    REFRESH = 30

    def __init__(self, *given: Any, **params: Any) -> None:
        super().__init__(*given, **params)
        self.state = Measured()
        self._charts: dict[str, tuple[Plotly, Surface, Surface]] = {}
        self._board: FlexBox | None = None

    @property
    def reading(self) -> Reading:
        """What is read; there is something once `load` has found a snapshot."""
        assert self.state.reading is not None
        return self.state.reading

    def load(self) -> None:
        analytics = self.inner.settings.analytics
        source = source_named(analytics, self.route.get("data"))
        snapshot = current(folder_of(analytics, source))
        if snapshot is not None and (self.state.reading is None or self.state.reading.snapshot != snapshot):
            self.state.reading = self.read(self.inner, self.officer, snapshot, source, self.route)
        if self.state.reading is not None:
            for card in self.shown_cards().values():
                drawn(card, self.reading, self.words)  # here, on a worker's thread: the loop finds them drawn

    @classmethod
    def read(cls, inner: Inner, officer: OfficerView, snapshot: Snapshot, source: Source, route: Route) -> Reading:
        """What an officer may read of a snapshot at this page's address."""
        heard = Route(route.page, {name: route.get(name) for name in ("data", *cls.ASKED) if route.get(name)})
        return reading_of(snapshot, source, heard, reach=reach(inner, officer, snapshot, source))

    def above(self, reading: Reading) -> Markup:
        """What stands between the title and the charts."""
        raise NotImplementedError

    def body(self) -> Markup:
        _ = self.words
        if self.state.reading is None:
            return join(
                h("h1", self.title()),
                h("p", _(N_("No measures have been taken yet. They are taken every minute.")), cls="empty"),
            )
        reading = self.reading
        made = _(N_("As of {time} (Beijing time). Drills are not counted."), time=_.second(reading.snapshot.made_at))
        if reading.hides:
            made += " " + _(N_("Figures of fewer than five applications are not shown."))
        bar = h("div", h("h1", self.title()), h("p", made, cls="muted"), cls="bar")
        tabs = data_tabs(_, self.route.page, sources(self.inner.settings.analytics), reading.source)
        return join(bar, tabs, self.above(reading))

    # --- charts

    def panes(self) -> Sequence[Viewable]:
        self._board = FlexBox(sizing_mode="stretch_width", styles=BOARD_STYLE, gap="12px", margin=0)
        self._charts = {}
        self.renew()
        return (self._board,)

    def shown_cards(self) -> Cards:
        """The cards that have something to say of what is read."""
        return self.CARDS

    def _card(self, name: str, card: Card) -> Column:
        reading = self.reading
        figure = drawn(card, reading, self.words)
        chart = Plotly(
            figure, config=CHART_CONFIG, sizing_mode="stretch_width", height=figure.layout.height, margin=0,
            css_classes=[f"chart-{name}"], min_width=card.least_width or None, link_figure=False,
        )  # fmt: skip
        chart.param.watch(lambda event: self._clicked(card, event.new), "click_data")
        head = Surface(self._linked, html=heading(card, name, reading, self.words))
        table = Surface(self._linked, html=numbers(card, reading, self.words))
        self._charts[name] = (chart, head, table)
        style = WIDE_STYLE if card.wide else CARD_STYLE
        box = Column(chart, sizing_mode="stretch_width", margin=0, styles=PUSHED)
        return Column(head, box, table, sizing_mode="stretch_width", margin=0, styles=style)

    def renew(self) -> None:
        """Charts appear with the first snapshot, and come and go with what there is to say."""
        if self.state.reading is None or self._board is None:
            return
        reading, shown = self.reading, self.shown_cards()
        if list(shown) != list(self._charts):
            self._charts = {}
            self._board.objects = [self._card(name, card) for name, card in shown.items()]
            return
        for name, (chart, head, table) in self._charts.items():
            card = self.CARDS[name]
            head.answer_if_new(heading(card, name, reading, self.words))
            if table.answer_if_new(numbers(card, reading, self.words)):
                chart.object = drawn(card, reading, self.words)

    def _clicked(self, card: Card, data: Any) -> None:
        picked = ((data or {}).get("points") or [{}])[0].get("customdata")
        if isinstance(picked, str):
            picked = [picked]
        address = card.leads(self.reading, picked) if picked else ""
        if address and self.follow is not None:
            self.follow(Did("go", to=address))

    async def _linked(self, did: Did) -> None:
        """A number in a table was chosen."""
        if self.follow is not None and did.name == "go":
            self.follow(did)


def reach(inner: Inner, officer: OfficerView, snapshot: Snapshot, source: Source) -> frozenset[str] | None:
    """The jurisdictions of whose cases an officer may know each, None for all: those of the officer's own authority and
    below it. Whoever may not see cases knows of none; small cells are kept from them (R65)."""
    if not may(officer.roles, Zone.INNER, Thing.REGISTRATION, VIEW):
        return frozenset()
    if source is not Source.OWN or officer.authority_id == inner.settings.authority_id:
        return None
    return frozenset(tree(snapshot, officer.authority_id))


def tiles(shown: Sequence[tuple[str, str, str]]) -> Markup:
    """Big figures: what, how much, and a note."""
    cards = [
        h("section", h("h2", name), h("b", value), h("span", note, cls="small"), cls="panel")
        for name, value, note in shown
    ]
    return h("div", cards, cls="numbers")
