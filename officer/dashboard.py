"""The managers' overview (R65): today's rates beside their definitions, what is out of control, and six charts."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import ClassVar

from markupsafe import Markup

from analytics import nation, watch
from analytics import programme as managed
from analytics.charts_rates import shown_as
from analytics.nation import Reporter
from analytics.rates import RATES
from analytics.sources import Source
from core.i18n import N_
from core.inner import programme
from core.permissions import Right, Thing, may
from core.programme_progress import Progress
from core.terms import Zone
from core.workdays import day_in_china
from officer.attention import Known, attention
from officer.cards import Cards, part
from officer.html import h
from officer.measured import MeasuresView, tiles
from officer.overview_cards import OVERVIEW
from officer.reading import Reading, Row
from officer.view import link

RECENT_DAYS = 30


class Dashboard(MeasuresView):
    CARDS: ClassVar[Cards] = OVERVIEW
    ASKED: ClassVar[tuple[str, ...]] = ("region",)
    known = Known()

    def title(self) -> str:
        return self.words(N_("Overview"))

    def load(self) -> None:
        super().load()
        if self.state.reading is not None:
            self.known = self._known(self.reading)

    def _known(self, reading: Reading) -> Known:
        """The rollout on the snapshot's day, for those who may see it, and whose reports are counted."""
        board = None
        if may(self.officer.roles, Zone.INNER, Thing.PROGRAMME, Right.VIEW):
            analytics = self.inner.settings.analytics
            simulated = reading.source is Source.SIMULATED
            with suppress(managed.SimulationUnreadable):  # the rollout's page says so; measures are there all the same
                found = managed.simulated(analytics) if simulated else programme.read(self.inner, self.officer)
                board = managed.board(found, day_in_china(reading.snapshot.made_at))
        return Known(board, self._late(reading))

    def _late(self, reading: Reading) -> tuple[Reporter, ...]:
        """Whose reports are late by now: merged counts grow old without a new one, and would not show it themselves."""
        if reading.source is not Source.NATION:
            return ()
        return tuple(one for one in nation.reporters_of(reading.snapshot) if one.is_late(self.inner.clock()))

    def above(self, reading: Reading) -> Markup:
        whole = reading.whole()
        if whole is None:
            return h("p", self.words(N_("Nothing to show yet.")), cls="muted")
        return h(
            "div", self._numbers(reading, whole), attention(reading, self.known, self.words), self._definitions(reading)
        )

    def _numbers(self, reading: Reading, whole: Row) -> Markup:
        _, waiting = self.words, reading.rows("waiting")
        waits, overdue = (sum(row[name] for row in waiting) for name in ("applications", "overdue"))
        found = watch.times(reading.snapshot, reading.scope, reading.least())
        recent, before = self._recent(reading)
        return tiles([
            (_(N_("e-processing rate")), recent, before),
            (_(N_("Applications")), f"{whole['received']:,}", _(N_("{open} of them open"), open=reading.count(waits))),
            (
                _(N_("Passed at first")),
                _.percent(whole["approved_first"], whole["approved"]),
                _(N_("approved without a demand for completion")),
            ),
            (
                _(N_("Median time to a decision")),
                "—" if found.median is None else _(N_("{hours} h"), hours=f"{found.median:.0f}"),
                self._ninetieth(found),
            ),
            (_(N_("Refused or not accepted")), reading.count(whole["declined"]), _(N_("with grounds"))),
            (_(N_("Overdue")), reading.count(overdue), _(N_("open cases past their time"))),
        ])  # fmt: skip

    def _ninetieth(self, found: watch.Times) -> str:
        if found.ninetieth is None:
            return self.words(N_("cases still pending taken into account"))
        hours = f"{found.ninetieth:,.0f}"
        return self.words(N_("nine of ten within {hours} h, the pending taken into account"), hours=hours)

    def _recent(self, reading: Reading) -> tuple[str, str]:
        """Today's rate: of the last thirty days, and how it was in the thirty before."""
        _, days = self.words, reading.rows("days")
        if not days:
            return "—", ""
        last = days[-1]["day"]
        parts = []
        for back in (0, 1):
            end = last - timedelta(days=back * RECENT_DAYS)
            within = [row for row in days if end - timedelta(days=RECENT_DAYS) < row["day"] <= end]
            parts.append((sum(row["paperless"] for row in within), sum(row["approved"] for row in within)))
        now, before = (_.percent(*part) for part in parts)
        return now, _(N_("wholly paperless in the last 30 days; {before} in the 30 days before"), before=before)

    def _wholly_online(self, found: Sequence[Progress]) -> Markup:
        """The measure that counts what can be done, not what was: it comes from the rollout, not from cases."""
        _, done, whole = self.words, sum(one.open for one in found), sum(one.whole for one in found)
        return h(
            "tr",
            h("th", link(_(N_("Businesses open online")), f"?page=rollout&data={self.route.get('data')}"), scope="row"),
            h("td", _.percent(done, whole), cls="num"),
            h("td", "—", cls="num"),
            h("td", _(N_("Pairs of type and business that can be done wholly online, of all in all jurisdictions.")),
              cls="small"),
        )  # fmt: skip

    def _definitions(self, reading: Reading) -> Markup:
        """The measures that administrations publish under this name, beside one another, for the last whole month."""
        _, months = self.words, {row["month"]: row for row in reading.months()}
        this = day_in_china(reading.snapshot.made_at).replace(day=1)
        last = max((month for month in months if month < this), default=this)
        shown = months.get(last), months.get(_month_before(last))
        heads = [N_("Measure"), f"{last:%Y-%m}", N_("Month before"), N_("How it is counted")]
        rows = []
        for name, rate in RATES.items():
            now, before = (shown_as(rate, rate.value(row)) if row else "—" for row in shown)
            rows.append(
                h(
                    "tr",
                    h("th", link(_(rate.title), part(reading, rate=name)), scope="row"),
                    h("td", now, cls="num"),
                    h("td", before, cls="num"),
                    h("td", _(rate.definition), cls="small"),
                )
            )
        if self.known.board is not None:
            rows.insert(1, self._wholly_online([line.progress for line in self.known.board.values()]))
        head = h("tr", [h("th", _(text), scope="col") for text in heads])
        table = h(
            "table",
            h("caption", _(N_("Measures and their definitions")), cls="hidden"),
            h("thead", head),
            h("tbody", rows),
            cls="grid definitions",
        )
        return h(
            "section", h("h2", _(N_("Measures and their definitions"))), h("div", table, cls="scroll"), cls="panel"
        )


def _month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)
