"""The charts of an evaluation: each with its title, a sentence on how to read it, and its numbers (R64)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import plotly.graph_objects as go
from markupsafe import Markup

from analytics import charts_evaluation as charts
from analytics import evaluation_tables as tables
from analytics.evaluation_run import Findings
from analytics.evaluation_tables import Sheet
from analytics.statistics.verdict import probability
from core.i18n import N_, Message, Param, Translate
from officer.html import h
from officer.words import Words


@dataclass(frozen=True)
class EvaluationCard:
    """`note` says what the numbers come to, if there is anything; `there` whether there is something to show."""

    title: str
    lead: str
    figure: Callable[[Findings, Translate], go.Figure]
    sheet: Callable[[Findings, Translate], Sheet]
    note: Callable[[Findings], Message | None] = lambda found: None
    there: Callable[[Findings], bool] = lambda found: True
    wide: bool = False


def pretrend_note(found: Findings) -> Message:
    """The joint test of the time before the start."""
    test = found.evaluation.pretrend
    if test is None:
        return Message(N_("There is too little before the start to test whether trends ran alike."))
    told: dict[str, Param] = {"df": test.df, "p": probability(test.p)}
    if test.p < 0.05:
        return Message(
            N_("Joint test of {df} quarters before the start: p {p}. Trends ran apart already."),
            told,
        )
    return Message(
        N_("Joint test of {df} quarters before the start: p {p}. No sign of trends running apart."),
        told,
    )


def placebo_note(found: Findings) -> Message:
    told = found.evaluation.placebo
    return Message(
        N_("Of {many} assignments by lot, {as_large} show an effect as large: p {p}."),
        {"many": told.permutations, "as_large": round(told.p * (told.permutations + 1)) - 1, "p": probability(told.p)},
    )


def honest_note(found: Findings) -> Message:
    breakdown = found.evaluation.breakdown
    if breakdown is None:
        return Message(N_("Even without any break in trend the quarterly effect cannot be told from nothing."))
    return Message(
        N_("The effect still differs from nothing when trends break up to {m} times as much as before the start."),
        {"m": f"{breakdown:g}"},
    )


def types_note(found: Findings) -> Message | None:
    told = found.heterogeneity
    if told is None:
        return found.undivided
    return Message(
        N_("{share} % of the variance between the types is true difference, the rest is chance (Q = {q}, p {p})."),
        {"share": f"{100 * told.share:.0f}", "q": f"{told.statistic:.1f}", "p": probability(told.p)},
    )


CARDS: Mapping[str, EvaluationCard] = {
    "trends": EvaluationCard(
        N_("Raw trends"),
        N_(
            "What was measured: a line for the regions that started in a month (how many), one for those that never do."
        ),
        charts.trends,
        tables.trends,
        wide=True,
    ),
    "events": EvaluationCard(
        N_("Effect by months since the start"),
        N_("Left of the line there should be no effect. Bars are 95 % intervals, each for itself."),
        charts.events,
        tables.events,
        pretrend_note,
    ),
    "group_time": EvaluationCard(
        N_("Effect by start and month"),
        N_("A row: regions that started together. Blue: less than without the pilot, orange: more. A dot: not chance."),
        charts.effects,
        tables.group_time,
    ),
    "placebo": EvaluationCard(
        N_("Starts dealt out by lot"),
        N_("Were the pilots without effect, the real one would lie anywhere among effects of starts dealt out by lot."),
        charts.placebo,
        tables.placebo,
        placebo_note,
        lambda found: bool(found.evaluation.placebo.draws),
    ),
    "honest": EvaluationCard(
        N_("If trends were not alike after all"),
        N_("The further right, the more trends may have broken since the start: so many times the largest before."),
        charts.honest,
        tables.honest,
        honest_note,
        lambda found: bool(found.evaluation.honest),
    ),
    "types": EvaluationCard(
        N_("Effect by type of enterprise"),
        N_("The same estimate for each of the most frequent types by itself."),
        charts.types,
        tables.types,
        types_note,
        lambda found: found.heterogeneity is not None,
    ),
}


def shown_cards(found: Findings) -> Mapping[str, EvaluationCard]:
    return {name: card for name, card in CARDS.items() if card.there(found)}


def heading(name: str, card: EvaluationCard, found: Findings, words: Words, csv: str) -> Markup:
    """The card's head: what it shows, how to read it, what it comes to, and its downloads."""
    title, note = words(card.title), card.note(found)
    saving = (
        h("button", "PNG", type="button", cls="button quiet", data_png=name,
          aria_label=words(N_("{title}: save as a picture"), title=title)),
        h("a", "CSV", href=csv, cls="button quiet", data_plain=True, download=True,
          aria_label=words(N_("{title}: save the numbers"), title=title)),
    )  # fmt: skip
    return h(
        "div",
        h("div", h("h2", title), h("span", saving, cls="saving"), cls="bar"),
        h("p", words(card.lead), cls="small"),
        h("p", words(note)) if note else None,
    )


def numbers(card: EvaluationCard, found: Findings, words: Words) -> Markup:
    """The card's numbers as a table that can be opened."""
    sheet, title = card.sheet(found, words.translate), words(card.title)
    head = h("tr", [h("th", text, scope="col", cls=_kind(at, sheet)) for at, text in enumerate(sheet.heads)])
    body = [
        h("tr", [
            h("td", sheet.shown(cell), cls=_kind(at, sheet)) if at else h("th", sheet.shown(cell), scope="row")
            for at, cell in enumerate(row)
        ])
        for row in sheet.rows
    ]  # fmt: skip
    table = h("table", h("caption", title, cls="hidden"), h("thead", head), h("tbody", body), cls="grid")
    return h(
        "details",
        h("summary", words(N_("The numbers as a table"))),
        h("div", table, cls="scroll numbers-table", tabindex="0", role="region", aria_label=title),
    )


def _kind(at: int, sheet: Sheet) -> str | None:
    return "num" if at >= sheet.texts else None
