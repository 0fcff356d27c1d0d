"""The e-processing rate by jurisdiction, type, business, channel and time (R07, R65); two parts of it side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from markupsafe import Markup

from analytics.rates import RATES
from core.i18n import N_
from core.terms import Business, Channel
from officer.cards import Cards
from officer.html import h
from officer.measured import MeasuresView
from officer.processing_cards import PROCESSING, fitting, type_names
from officer.reading import Reading
from officer.route import Route
from officer.surface import Did
from officer.view import link

ASKED = ("rate", "region", "type", "business", "channel", "from", "until", "with", "from2", "until2")


class Processing(MeasuresView):
    CARDS: ClassVar[Cards] = PROCESSING
    ASKED: ClassVar[tuple[str, ...]] = ASKED
    ACTS: ClassVar[Mapping[str, str]] = {"narrow": "narrow"}

    def title(self) -> str:
        return self.words(N_("E-processing"))

    def shown_cards(self) -> Cards:
        return fitting(self.reading)

    def narrow(self, did: Did) -> None:
        """Look at what the form says."""
        asked = {name: did.text(name)[:40] for name in ASKED}
        self.next_route = Route("e_processing", {"data": self.route.get("data"), **asked})

    def above(self, reading: Reading) -> Markup:
        _ = self.words
        return h(
            "div",
            self._form(reading),
            h("p", h("b", _(reading.rate.title)), ": ", _(reading.rate.definition), cls="definition"),
        )

    def _form(self, reading: Reading) -> Markup:
        _ = self.words
        regions = reading.regions(_)
        types, businesses = type_names(reading, _), {one.value: _.name(one) for one in Business}
        channels = {one.value: _.name(one) for one in Channel}
        months = [f"{row['month']:%Y-%m}" for row in reading.rows("rates", "month", scope=type(reading.scope)())]
        every = {"": _(N_("All"))}
        comparing = any(self.route.get(name) for name in ("with", "from2", "until2"))
        return h(
            "form",
            self._select("rate", N_("Measure"), {name: _(rate.title) for name, rate in RATES.items()}),
            self._select("region", N_("Jurisdiction"), every | dict(regions)),
            self._select("type", N_("Type of enterprise"), every | dict(types)),
            self._select("business", N_("Kind of business"), every | businesses),
            self._select("channel", N_("Channel"), every | channels),
            self._months("from", N_("From month"), months),
            self._months("until", N_("Until month"), months),
            h(
                "details",
                h("summary", _(N_("Compare"))),
                h("p", _(N_("With another jurisdiction, or with other months.")), cls="small"),
                h(
                    "div",
                    self._select("with", N_("Other jurisdiction"), {"": "—"} | dict(regions)),
                    self._months("from2", N_("Other months from"), months),
                    self._months("until2", N_("Other months until"), months),
                    cls="choices",
                ),
                open=comparing,
                cls="wide",
            ),
            h(
                "div",
                h("button", _(N_("Show")), type="submit", cls="button primary"),
                link(_(N_("Show everything")), str(Route("e_processing", {"data": self.route.get("data")}))),
                cls="actions",
            ),
            data_do="narrow",
            cls="choices panel",
            aria_label=_(N_("What is shown")),
        )

    def _select(self, name: str, label: str, options: Mapping[str, str]) -> Markup:
        chosen = self.route.get(name)
        shown = [h("option", text, value=value, selected=value == chosen) for value, text in options.items()]
        return h("label", h("span", self.words(label)), h("select", shown, name=name, id=f"choice-{name}"))

    def _months(self, name: str, label: str, months: Sequence[str]) -> Markup:
        return self._select(name, label, {"": "—"} | {month: month for month in months})
