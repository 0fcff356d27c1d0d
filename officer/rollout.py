"""The rollout (R60-R62): how the 46 jurisdictions stand on any day, one of them in full, and making entries.

The programme is one's own, as officers entered it, or the simulated one, which is only looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

import param
from markupsafe import Markup

from analytics import programme as managed
from analytics.programme import Board, Line
from analytics.sources import Source, source_named, sources
from core.addressees import ADDRESSEES
from core.errors import NotFound
from core.i18n import N_
from core.inner import programme, programme_training
from core.programme import DEADLINE, Programme, Topic
from core.programme_progress import causes
from core.programme_rows import TABLES, entered_day
from core.workdays import day_in_china
from officer import rollout_board, rollout_detail, rollout_forms
from officer.data_tabs import data_tabs
from officer.html import h, join
from officer.rollout_files import forget_outcome, outcome_of
from officer.rollout_shapes import name_of
from officer.route import Route
from officer.surface import Did
from officer.view import Flash, View, link


class Shown(param.Parameterized):
    """What the page shows."""

    source = param.ClassSelector(class_=Source, default=Source.OWN)
    programme = param.ClassSelector(class_=Programme, default=Programme())
    there = param.Parameter(default=(Source.OWN,), doc="The sources that have a programme.")
    day = param.CalendarDate(default=DEADLINE)
    lines = param.Dict(default={}, doc="All jurisdictions on that day.")
    judged = param.CalendarDate(default=DEADLINE, doc="The day as of which reasons are given.")
    causes = param.Parameter(default=())
    told = param.Boolean(default=True, doc="Whether anything was entered of the jurisdiction.")
    history = param.Parameter(default=())
    trainees = param.Parameter(default=())
    outcome = param.Parameter(default=None)
    entered = param.Integer(default=0, doc="How many entries this page has made.")


class Rollout(View):
    ACTS: ClassVar[Mapping[str, str]] = {
        "show": "choose", "enter": "enter", "withdraw": "withdraw", "complete": "complete",
        "withdraw-completion": "withdraw_completion", "said": "said",
    }  # fmt: skip

    def __init__(self, *given: Any, **params: Any) -> None:
        super().__init__(*given, **params)
        self.state = Shown()

    @property
    def jurisdiction(self) -> str:
        return str(self.route.get("jurisdiction"))

    @property
    def may_enter(self) -> bool:
        return self.state.source is Source.OWN and programme.may_enter(self.officer)

    def title(self) -> str:
        return name_of(self.words, self.jurisdiction) if self.jurisdiction in ADDRESSEES else self.words(N_("Rollout"))

    # --- fetching

    def load(self) -> None:
        """Raises NotPermitted, NotFound, SimulationUnreadable."""
        if self.jurisdiction and self.jurisdiction not in ADDRESSEES:
            raise NotFound()
        analytics, state = self.inner.settings.analytics, self.state
        found = source_named(analytics, self.route.get("data"))
        state.source = found if found is Source.SIMULATED else Source.OWN
        own = programme.read(self.inner, self.officer)  # whose right to look is asked for either way
        state.programme = managed.simulated(analytics) if state.source is Source.SIMULATED else own
        state.day = self._day()
        state.there = tuple(one for one in sources(analytics) if one is not Source.NATION)
        state.lines = dict(managed.board(state.programme, state.day))
        state.outcome = outcome_of(self.officer)
        if self.jurisdiction:
            self._load_jurisdiction()

    def _load_jurisdiction(self) -> None:
        """Why a deadline was missed is told as of the deadline: what came after it is no reason."""
        state = self.state
        misses = state.lines[self.jurisdiction].outlook.misses
        state.judged = min(state.day, DEADLINE) if misses else state.day
        state.told = len(state.programme.of(self.jurisdiction)) > 0
        state.causes = causes(state.programme, self.jurisdiction, state.judged)
        if state.source is Source.OWN:
            state.history = programme.history(self.inner, self.officer, self.jurisdiction)
            mine = self.jurisdiction == home(self.inner.settings.authority_id)
            state.trainees = programme_training.trainees(self.inner, self.officer, state.day) if mine else ()

    def _day(self) -> date:
        """The day that was asked for; else the end of the simulated history, or today."""
        asked = str(self.route.get("day"))
        if asked:
            return entered_day(asked)
        today = day_in_china(self.inner.clock())
        if self.state.source is Source.SIMULATED:
            return managed.simulated_day(self.inner.settings.analytics, self.state.programme) or today
        return today

    def _to(self, jurisdiction: str = "") -> Route:
        """This page with the same data and day, for a jurisdiction or all."""
        kept = {name: self.route.get(name) for name in ("data", "day", "order")}
        return Route("rollout", {**kept, "jurisdiction": jurisdiction})

    # --- acting

    def choose(self, did: Did) -> None:
        day = entered_day(did.text("day"))  # raises what the page then says
        given = {
            "day": day.isoformat(),
            "order": rollout_board.order_named(did.text("order") or self.route.get("order")),
        }
        self.next_route = Route("rollout", {**self._to(self.jurisdiction).params, **given})

    def enter(self, did: Did) -> None:
        table = next((one for one in TABLES if one.name == did.args.get("table")), None)
        if table is None or not self.may_enter:
            return
        cells = {column: did.text(column) for column in table.columns} | {"jurisdiction": self.jurisdiction}
        programme.enter(self.inner, self.officer, table, cells)
        self._done(self.words(N_("Entered and recorded in the trace.")))

    def withdraw(self, did: Did) -> None:
        number = did.args.get("number", "")
        if self.may_enter and number.isascii() and number.isdigit():
            programme.withdraw(self.inner, self.officer, int(number))
            self._done(self.words(N_("Withdrawn and recorded in the trace.")))

    def complete(self, did: Did) -> None:
        if self.may_enter and did.text("topic") in list(Topic):
            topic = Topic(did.text("topic"))
            programme_training.complete(self.inner, self.officer, did.text("officer"), topic, did.text("day"))
            self._done(self.words(N_("Entered and recorded in the trace.")))

    def withdraw_completion(self, did: Did) -> None:
        if self.may_enter and did.args.get("topic") in list(Topic):
            topic = Topic(did.args["topic"])
            programme_training.withdraw(self.inner, self.officer, did.args.get("officer", ""), topic)
            self._done(self.words(N_("Withdrawn and recorded in the trace.")))

    def said(self, did: Did) -> None:
        """A file did not even arrive."""
        self.flash = Flash(did.args.get("text", "")[:500], problem=True)

    def _done(self, text: str) -> None:
        self.flash = Flash(text)
        self.state.entered += 1
        forget_outcome(self.officer)

    # --- showing

    def body(self) -> Markup:
        return self._detail() if self.jurisdiction else self._all()

    def _all(self) -> Markup:
        lines: Board = self.state.lines
        order = rollout_board.order_named(self.route.get("order"))
        return join(
            self._bar(order, ordered=True),
            data_tabs(self.words, "rollout", self.state.there, self.state.source),
            rollout_board.sentences(self.words, lines, self.state.day, self._to),
            rollout_board.numbers(self.words, lines),
            rollout_board.grid(self.words, lines, order, self._to),
            h("div", self._import(), rollout_forms.downloads(self.words, self.state.source.value), cls="pair below"),
        )

    def _import(self) -> Markup | None:
        name, outcome = self.state.outcome or ("", None)
        return rollout_forms.importing(self.words, outcome, name) if self.may_enter else None

    def _bar(self, order: str, *, ordered: bool) -> Markup:
        choosing = rollout_forms.choosing(self.words, self.state.day, order, ordered=ordered)
        return h("div", h("h1", self.title()), choosing, cls="bar")

    def _detail(self) -> Markup:
        _, state = self.words, self.state
        line: Line = state.lines[self.jurisdiction]
        return join(
            h("p", link(_(N_("← All jurisdictions")), str(self._to()))),
            self._bar(self.route.get("order"), ordered=False),
            h(
                "div",
                rollout_detail.facts(_, line),
                rollout_detail.reasons(_, state.causes, state.judged, entered=state.told),
                cls="pair",
            ),
            rollout_detail.lags(_, line.progress),
            rollout_detail.matrix(_, line.progress.standing),
            h(
                "div",
                rollout_detail.readiness(_, line.readiness),
                rollout_detail.connected(_, line.interfaces),
                rollout_detail.trained(_, line.trainings),
                self._trainees(),
                cls="pair tables",
            ),
            rollout_forms.entering(_, state.entered) if self.may_enter else None,
            rollout_forms.history(_, state.history, may_enter=self.may_enter) if state.source is Source.OWN else None,
        )

    def _trainees(self) -> Markup | None:
        if not self.state.trainees:
            return None
        return rollout_forms.trainees(
            self.words, self.state.trainees, may_enter=self.may_enter, entered=self.state.entered
        )


def home(authority_id: str) -> str:
    """The jurisdiction to which an authority belongs: a city that reports for itself, else its province."""
    city = f"{authority_id[:4]}00"
    return city if city in ADDRESSEES else f"{authority_id[:2]}0000"
