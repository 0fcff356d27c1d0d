"""Pilot evaluation (R64): what the pilots changed, against regions not yet in them, with uncertainty.

What is asked stands in the address. The evaluation runs in the background and is kept; until it is there the page says
so and looks again. What cannot be evaluated is a sentence in place of numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

import param
from markupsafe import Markup
from panel.layout import Column, FlexBox
from panel.pane import Plotly
from panel.viewable import Viewable

from analytics import evaluation_run
from analytics.evaluation_data import contents
from analytics.evaluation_run import Findings
from analytics.snapshot import Snapshot, current
from analytics.sources import Source, folder_of, source_named, sources
from analytics.statistics.panel import CannotEvaluate
from core import permissions, programme_files
from core.errors import NotFound
from core.i18n import N_
from core.inner import evaluations, programme
from core.inner.context import Inner
from core.inner.officers import OfficerView
from core.permissions import Right, Thing
from core.programme import Stage, Step
from core.terms import Zone
from officer.data_tabs import data_tabs
from officer.evaluation_body import definition_panel, downloads, result
from officer.evaluation_cards import EvaluationCard, heading, numbers, shown_cards
from officer.evaluation_form import PAGE, Asking, asked_by, asking, form, route_of
from officer.html import h, join
from officer.measured import BOARD_STYLE, CARD_STYLE, CHART_CONFIG, WIDE_STYLE
from officer.route import Route
from officer.surface import Did, Surface
from officer.view import Flash, View

AGAIN = 2
"""After how many seconds the page looks whether the evaluation is there."""
STEPS = "steps.csv"


class Evaluated(param.Parameterized):
    """What the page shows: a snapshot, what is asked of it, what came out or why nothing can, and definitions kept."""

    snapshot = param.ClassSelector(class_=Snapshot, default=None, allow_None=True)
    asking = param.ClassSelector(class_=Asking, default=None, allow_None=True)
    findings = param.ClassSelector(class_=Findings, default=None, allow_None=True)
    refused = param.Parameter(default=None, allow_None=True)
    kept = param.Parameter(default=None, allow_None=True)
    others = param.Parameter(default=())


def asked(inner: Inner, officer: OfficerView, route: Route) -> tuple[Snapshot, Asking, Path] | None:
    """What an address asks, of which snapshot, and the folder it lies in; None before there is a snapshot."""
    analytics = inner.settings.analytics
    source = source_named(analytics, route.get("data"))
    folder = folder_of(analytics, source)
    snapshot = current(folder)
    if snapshot is None:
        return None
    steps = _steps(inner, officer, source, folder)
    return snapshot, asking(snapshot, source, contents(snapshot), steps, route), folder


def _steps(inner: Inner, officer: OfficerView, source: Source, folder: Path) -> Sequence[Step]:
    """The steps of the rollout programme that goes with the data; a simulation brings its own."""
    if source is not Source.SIMULATED:
        return programme.read(inner, officer).steps
    try:
        return _read_steps(folder / STEPS, (folder / STEPS).stat().st_mtime_ns)
    except FileNotFoundError:
        return ()


@lru_cache(maxsize=2)
def _read_steps(path: Path, _changed: int) -> Sequence[Step]:
    """The pilots' steps of a file, read once as long as it stays the same; the others are many and not needed here."""
    steps = programme_files.read(path.read_bytes()).programme.steps
    return tuple(step for step in steps if step.stage is Stage.PILOT)


class EvaluationPage(View):
    ACTS: ClassVar[Mapping[str, str]] = {"evaluate": "evaluate", "save": "save", "seal": "seal", "discard": "discard"}

    def __init__(self, *given: Any, **params: Any) -> None:
        super().__init__(*given, **params)
        self.state = Evaluated()
        self._board: FlexBox | None = None
        self._drawn: Findings | None = None

    def title(self) -> str:
        return self.words(N_("Pilot evaluation"))

    def refreshed(self) -> int:
        return AGAIN if self._waiting() else 0

    def _waiting(self) -> bool:
        return self.state.snapshot is not None and self.state.findings is None and self.state.refused is None

    def load(self) -> None:
        kept = self._kept()
        others = evaluations.listed(self.inner, self.officer)
        found = asked(self.inner, self.officer, self.route)
        if found is None:
            self.state.param.update(kept=kept, others=others)
            return
        snapshot, ask, folder = found
        findings, refused = None, None
        try:
            findings = evaluation_run.ask(snapshot, ask.definition, folder)
        except CannotEvaluate as error:
            refused = error
        self.state.param.update(
            snapshot=snapshot, asking=ask, findings=findings, refused=refused, kept=kept, others=others
        )

    def _kept(self) -> evaluations.DefinitionView | None:
        """The definition that the address names; none when it is gone or not for this officer."""
        try:
            return (
                evaluations.view(self.inner, self.officer, self.route.get("kept")) if self.route.get("kept") else None
            )
        except NotFound:
            return None

    # --- what may be done

    def evaluate(self, did: Did) -> None:
        """Ask what the form says."""
        assert self.state.asking is not None
        self.next_route = asked_by(did, self.route, self.state.asking.known)

    def save(self, did: Did) -> None:
        """Keep the present settings as a definition."""
        assert self.state.asking is not None
        kept, definition = self.state.kept, self.state.asking.definition
        same = kept.id if kept and kept.own and kept.sealed_at is None else ""
        made = evaluations.save(self.inner, self.officer, did.text("name"), definition, same)
        self.flash = Flash(self.words(N_("Saved.")))
        self.next_route = route_of(definition, made)

    def seal(self, did: Did) -> None:
        """Save the present settings and fix them for good."""
        assert self.state.asking is not None
        definition, kept = self.state.asking.definition, self.route.get("kept")
        evaluations.save(self.inner, self.officer, did.text("name"), definition, kept)
        evaluations.seal(self.inner, self.officer, kept, late=bool(did.text("late")))
        self.flash = Flash(self.words(N_("The definition is sealed, and its hash stands in the trace.")))

    def discard(self, did: Did) -> None:
        evaluations.discard(self.inner, self.officer, self.route.get("kept"))
        self.next_route = Route(PAGE, {name: value for name, value in self.route.params.items() if name != "kept"})

    # --- what is shown

    def body(self) -> Markup:
        _, state = self.words, self.state
        if state.asking is None or state.snapshot is None:
            nothing = _(N_("No measures have been taken yet. They are taken every minute."))
            return join(h("h1", self.title()), self._tabs(), h("p", nothing, cls="empty"))
        made = _(N_("As of {time} (Beijing time). Drills are not counted."), time=_.second(state.snapshot.made_at))
        may_edit = permissions.may(self.officer.roles, Zone.INNER, Thing.EVALUATION, Right.EDIT)
        return join(
            h("div", h("h1", self.title()), h("p", made, cls="muted"), cls="bar"),
            self._tabs(),
            h(
                "div",
                form(state.asking, _),
                definition_panel(state.asking.definition, state.kept, state.others, _, may_edit),
                self._outcome(),
                cls="column",
            ),
        )

    def _outcome(self) -> Markup:
        _, state = self.words, self.state
        if state.refused is not None:
            return h("p", _.error(state.refused), cls="alert", role="alert", id="refused")
        if state.findings is None:
            return h(
                "p", _(N_("Being computed. This takes some seconds …")), cls="empty", role="status", id="computing"
            )
        return join(result(state.findings, _), downloads(self.route, _))

    def _tabs(self) -> Markup | None:
        analytics = self.inner.settings.analytics
        return data_tabs(self.words, PAGE, sources(analytics), source_named(analytics, self.route.get("data")))

    # --- charts

    def panes(self) -> Sequence[Viewable]:
        self._board = FlexBox(sizing_mode="stretch_width", styles=BOARD_STYLE, gap="12px", margin=0)
        self._drawn = None
        self.renew()
        return (self._board,)

    def renew(self) -> None:
        """The charts appear once the evaluation is there."""
        found = self.state.findings
        if self._board is not None and found is not self._drawn:
            cards = shown_cards(found).items() if found is not None else ()
            self._board.objects = [self._card(name, card, found) for name, card in cards if found is not None]
            self._drawn = found

    def _card(self, name: str, card: EvaluationCard, found: Findings) -> Column:
        figure = card.figure(found, self.words.translate)
        chart = Plotly(
            figure, config=CHART_CONFIG, sizing_mode="stretch_width", height=figure.layout.height, margin=0,
            css_classes=[f"chart-{name}"],
        )  # fmt: skip
        csv = f"/evaluation.csv{Route(PAGE, {**self.route.params, 'card': name})}"
        head = Surface(html=heading(name, card, found, self.words, csv))
        table = Surface(html=numbers(card, found, self.words))
        style = WIDE_STYLE if card.wide else CARD_STYLE
        return Column(head, chart, table, sizing_mode="stretch_width", margin=0, styles=style)
