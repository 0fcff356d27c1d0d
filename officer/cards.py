"""A card: one question to the measures, drawn as a chart and said in numbers, with its downloads and its way on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TypeAlias

import plotly.graph_objects as go
from markupsafe import Markup

from analytics.rates import Rate
from core.i18n import N_
from officer.html import h
from officer.reading import Reading
from officer.route import Route, to
from officer.view import link
from officer.words import Words


@dataclass(frozen=True)
class Number:
    """A number as people read it, as files hold it, and where it leads."""

    text: str
    raw: int | float | None
    address: str = ""


Cell: TypeAlias = str | int | Number


@dataclass(frozen=True)
class Table:
    """A chart's numbers; the first `texts` columns are texts."""

    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    texts: int = 1


@dataclass(frozen=True)
class Card:
    """`figure` draws, `table` says the same in numbers, `leads` goes from what was picked to what is behind it."""

    title: str
    lead: str
    figure: Callable[[Reading, Words], go.Figure]
    table: Callable[[Reading, Words], Table]
    leads: Callable[[Reading, Sequence[str]], str] = lambda reading, picked: ""
    wide: bool = False
    least_width: int = 0
    """Pixels below which the chart is pushed along instead of made smaller."""


Cards: TypeAlias = Mapping[str, Card]
DRAWN = 64
"""So many charts, and as many tables, are kept for whoever looks at the same next."""
_TURNS = Lock()
"""One is made at a time: whoever waits for the same then finds it made."""


def heading(card: Card, name: str, reading: Reading, words: Words) -> Markup:
    """The card's head: what it shows, how old it is, and its downloads."""
    title = words(card.title)
    made = words(N_("As of {time}"), time=words.moment(reading.snapshot.made_at))
    saving = {
        "PNG": h(
            "button", "PNG", type="button", cls="button quiet", data_png=name,
            aria_label=words(N_("{title}: save as a picture"), title=title),
        ),
        "CSV": h(
            "a", "CSV", href=csv_address(reading.route, name), cls="button quiet", data_plain=True, download=True,
            aria_label=words(N_("{title}: save the numbers"), title=title),
        ),
    }  # fmt: skip
    return h(
        "div",
        h("div", h("h2", title), h("span", list(saving.values()), cls="saving"), cls="bar"),
        h("p", f"{words(card.lead)} {made}", cls="small"),
    )


def csv_address(route: Route, name: str) -> str:
    return f"/measures.csv{Route(route.page, {**route.params, 'card': name})}"


def drawn(card: Card, reading: Reading, words: Words) -> go.Figure:
    """The card's chart, drawn once for all who look at the same; nobody may change it."""
    with _TURNS:
        return _drawn(card, reading, words)


@lru_cache(maxsize=DRAWN)
def _drawn(card: Card, reading: Reading, words: Words) -> go.Figure:
    return card.figure(reading, words)


def numbers(card: Card, reading: Reading, words: Words) -> Markup:
    """The card's numbers as a table that can be opened; made once for all as well."""
    with _TURNS:
        return _numbers(card, reading, words)


def forget() -> None:
    """Draw all anew."""
    _drawn.cache_clear()
    _numbers.cache_clear()


@lru_cache(maxsize=DRAWN)
def _numbers(card: Card, reading: Reading, words: Words) -> Markup:
    table = card.table(reading, words)
    if not table.rows:
        return h("p", words(N_("Nothing to show yet.")), cls="muted")
    head = h("tr", [h("th", text, scope="col", cls=_kind(at, table)) for at, text in enumerate(table.heads)])
    body = [h("tr", [_cell(at, cell, table) for at, cell in enumerate(row)]) for row in table.rows]
    caption = h("caption", words(card.title), cls="hidden")
    return h(
        "details",
        h("summary", words(N_("The numbers as a table"))),
        h("div", h("table", caption, h("thead", head), h("tbody", body), cls="grid"), cls="scroll numbers-table",
          tabindex="0", role="region", aria_label=words(card.title)),
    )  # fmt: skip


def _kind(at: int, table: Table) -> str | None:
    return "num" if at >= table.texts else None


def _cell(at: int, cell: Cell, table: Table) -> Markup:
    shown: str | Markup = f"{cell:,}" if isinstance(cell, int) else cell.text if isinstance(cell, Number) else cell
    if isinstance(cell, Number) and cell.address:
        shown = link(shown, cell.address)
    return h("td", shown, cls=_kind(at, table)) if at else h("th", shown, scope="row")


def plain(table: Table) -> list[list[str | int | float]]:
    """The table as files hold it, its heads first."""
    return [[*table.heads], *([_raw(cell) for cell in row] for row in table.rows)]


def _raw(cell: Cell) -> str | int | float:
    if not isinstance(cell, Number):
        return cell
    return "" if cell.raw is None else cell.raw


def cases(reading: Reading, **narrowed: str) -> str:
    """The worklist narrowed down to what a bar counts; empty where there are no cases of one's own behind it."""
    if not reading.leads_to_cases:
        return ""
    looked_at = {name: reading.route.get(name) for name in ("region", "type", "business", "channel")}
    return to("worklist", **{"queue": "all", **looked_at, **{name: value for name, value in narrowed.items() if value}})


def cases_of_month(reading: Reading, rate: Rate, month: str) -> str:
    """The cases of a month in which a rate counts them: that of the decision, or of the receipt."""
    return cases(reading, **{"received" if rate.by_receipt else "decided": month})


def part(reading: Reading, **changed: str) -> str:
    """The e-processing page, narrowed down further."""
    return str(Route("e_processing", {**reading.route.params, **changed}))
