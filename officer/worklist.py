"""The worklist: queues with their counts, search, sorting and paging done by the database, clocks in words.

Rows are links; `j` and `k` walk through them, Enter opens, `/` searches. What a chart narrowed the list to stands
above it and can be taken away.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

import param
from markupsafe import Markup

from core import catalogue
from core.i18n import N_
from core.inner.worklist import QUEUE_LABELS, CaseRow, Filter, Queue, Sort, WorklistPage, worklist
from core.permissions import Thing, may
from core.terms import Action, Business, Channel, Status, Zone
from officer.html import h, join
from officer.route import Route, to
from officer.surface import Did
from officer.view import View, link
from officer.words import BEIJING, WORKING, Words, urgency

PAGE_SIZE = 50

COLUMNS: tuple[tuple[str, Sort | None], ...] = (
    (N_("Name applied for"), Sort.NAME),
    (N_("Number"), Sort.NUMBER),
    (N_("Status"), None),
    (N_("Time left"), Sort.DUE),
    (N_("Received at"), Sort.RECEIVED),
    (N_("Channel"), None),
    (N_("Examiner"), None),
)

# The queue that an officer finds first: what only this role can move.
FIRST_QUEUES: tuple[tuple[Action, Queue], ...] = (
    (Action.ACCEPT, Queue.TO_ACCEPT),
    (Action.APPROVE, Queue.TO_APPROVE),
)


class WorklistState(param.Parameterized):
    """One page of the list, and how it was asked for."""

    queue = param.ClassSelector(class_=Queue, default=Queue.TO_ACCEPT)
    text = param.String(default="")
    sort = param.ClassSelector(class_=Sort, default=Sort.DUE)
    descending = param.Boolean(default=False)
    offset = param.Integer(default=0, bounds=(0, None))
    page = param.ClassSelector(class_=WorklistPage, default=WorklistPage((), 0, {}))


class Worklist(View):
    REFRESH = 20
    ACTS: ClassVar[Mapping[str, str]] = {"search": "search"}

    def __init__(self, *given: Any, **params: Any) -> None:
        super().__init__(*given, **params)
        self.state = WorklistState(
            queue=_member(Queue, self.route.get("queue"), self._first_queue()),
            text=self.route.get("text")[:100],
            sort=_member(Sort, self.route.get("sort"), Sort.DUE),
            descending=bool(self.route.get("down")),
            offset=self.route.number("offset"),
        )

    def _first_queue(self) -> Queue:
        for action, queue in FIRST_QUEUES:
            if may(self.officer.roles, Zone.INNER, Thing.REGISTRATION, action):
                return queue
        return Queue.ALL

    def title(self) -> str:
        return self.words(N_("Worklist"))

    def load(self) -> None:
        state = self.state
        state.page = worklist(
            self.inner,
            self.officer,
            queue=state.queue,
            text=state.text,
            sort=state.sort,
            descending=state.descending,
            offset=state.offset,
            limit=PAGE_SIZE,
            narrowed=filter_of(self.route),
        )

    def search(self, did: Did) -> None:
        self.next_route = Route.read(self._here(text=did.text("text"), offset="", queue=self.state.queue))

    def _here(self, **changed: str | int) -> str:
        """This list's address with some words changed; an empty one is left out."""
        return to("worklist", **{**self.route.params, **changed})

    def body(self) -> Markup:
        _ = self.words
        return join(
            h("div", h("h1", self.title()), self._search(), cls="bar"),
            self._tabs(),
            self._narrowed(),
            self._table() if self.state.page.rows else h("p", self._nothing(), cls="empty"),
            self._pager(),
            keys_help(
                _, [("j", N_("next row")), ("k", N_("row before")), ("Enter", N_("open the case")), ("/", N_("search"))]
            ),
        )

    def _search(self) -> Markup:
        _ = self.words
        return h(
            "form",
            h("label", _(N_("Search by name or number")), for_="search", cls="hidden"),
            h(
                "input",
                id="search",
                name="text",
                type="search",
                value=self.state.text,
                data_hotkey="/",
                placeholder=_(N_("Name or number …")),
                autocomplete="off",
            ),
            h("button", _(N_("Search")), type="submit", cls="button"),
            data_do="search",
            cls="search",
            role="search",
        )

    def _tabs(self) -> Markup:
        _, counts = self.words, self.state.page.counts
        entries = [
            link(
                join(_(QUEUE_LABELS[queue]), h("span", f"{counts.get(queue, 0):,}", cls="count")),
                to("worklist", queue=queue),
                aria_current="page" if queue is self.state.queue else None,
            )
            for queue in Queue
        ]
        return h("nav", entries, cls="tabs", aria_label=_(N_("Queues")))

    def _narrowed(self) -> Markup | None:
        _, shown = self.words, []
        for name in FILTER_WORDS:
            value = self.route.get(name)
            if value:
                shown.append(h("span", _filter_label(_, name, value), cls="chip info"))
        if self.state.text:
            shown.append(h("span", _(N_("search: {words}"), words=self.state.text), cls="chip info"))
        if not shown:
            return None
        away = link(_(N_("Show the whole queue")), to("worklist", queue=self.state.queue))
        return h("p", _(N_("Narrowed to")), " ", [[one, " "] for one in shown], away, cls="keys")

    def _nothing(self) -> str:
        return self.words(N_("No cases here.")) if not self.state.text else self.words(N_("No case fits the search."))

    def _table(self) -> Markup:
        _ = self.words
        heads = h("tr", [self._head(text, sort) for text, sort in COLUMNS])
        rows = [case_line(_, row) for row in self.state.page.rows]
        caption = h("caption", _(QUEUE_LABELS[self.state.queue]), cls="hidden")
        return h("div", h("table", caption, h("thead", heads), h("tbody", rows), cls="grid cards"), cls="scroll")

    def _head(self, text: str, sort: Sort | None) -> Markup:
        _ = self.words
        if sort is None:
            return h("th", _(text), scope="col")
        current = sort is self.state.sort
        down = current and not self.state.descending
        order = ("descending" if self.state.descending else "ascending") if current else "none"
        sign = ("▼" if self.state.descending else "▲") if current else "↕"
        address = self._here(sort=sort, down="1" if down else "", offset="", queue=self.state.queue)
        return h("th", link(join(_(text), h("span", sign, aria_hidden="true")), address), scope="col", aria_sort=order)

    def _pager(self) -> Markup | None:
        _, state = self.words, self.state
        if state.page.total <= PAGE_SIZE:
            return None
        last = min(state.offset + PAGE_SIZE, state.page.total)
        text = _(N_("{first} to {last} of {total}"), first=state.offset + 1, last=last, total=state.page.total)
        before = self._here(offset=max(0, state.offset - PAGE_SIZE) or "")
        after = self._here(offset=state.offset + PAGE_SIZE)
        return h(
            "nav",
            link(_(N_("Back")), before, cls="button") if state.offset else None,
            h("span", text),
            link(_(N_("Further")), after, cls="button") if last < state.page.total else None,
            cls="pager",
            aria_label=_(N_("Pages of the list")),
        )


def case_line(words: Words, row: CaseRow) -> Markup:
    """A case as a row; on narrow screens a card."""
    _ = words
    drill = h("span", _(N_("Drill")), cls="chip drill") if row.drill else None
    again = h("span", _(N_("round {round}"), round=row.round), cls="chip info") if row.round > 1 else None
    name = link(row.title, to("case", id=row.id), data_row=True, lang="zh-CN")
    return h(
        "tr",
        h("td", name, " ", drill, again, cls="name"),
        h("td", h("span", row.number, cls="mono"), data_label=_(N_("Number"))),
        h("td", words.name(row.status)),
        h("td", clock(words, row)),
        h("td", words.moment(row.received_at), data_label=_(N_("Received at"))),
        h("td", words.name(row.channel)),
        h("td", row.examiner or "—", data_label=_(N_("Examiner"))),
        data_key=row.id,
    )


def clock(words: Words, row: CaseRow) -> Markup:
    """What is left of the authority's time: a word and a mark, not only a colour."""
    if row.stopped:
        return h("span", "⏸ ", words(N_("clock stopped")), cls="chip")
    kind = urgency(row.remaining_hours)
    if kind == "none":
        return h("span", "—", cls="muted")
    sign = {"late": "⚠", "soon": "◔", "calm": "●"}[kind]
    return h(
        "span",
        h("span", sign, aria_hidden="true"),
        h("span", words(WORKING[kind]), ": ", cls="hidden"),
        words.left(row.remaining_hours),
        cls=f"chip {kind}",
        title=words.moment(row.due_at),
    )


def keys_help(words: Words, keys: list[tuple[str, str]]) -> Markup:
    """Which keys do what, and the switch for them (WCAG 2.1.4)."""
    return h(
        "div",
        h(
            "label",
            h("input", type="checkbox", checked=True, data_keys=True),
            words(N_("Keyboard shortcuts")),
            cls="check",
        ),
        [h("span", h("kbd", key), " ", words(text)) for key, text in keys],
        cls="keys",
    )


FILTER_WORDS = ("status", "channel", "region", "type", "business", "received", "decided")


def filter_of(route: Route) -> Filter:
    """What the address narrows the list to; words that are not ours are passed over."""
    status, channel = _member(Status, route.get("status"), None), _member(Channel, route.get("channel"), None)
    start, end = _month(route.get("decided"))
    received_from, received_before = _month(route.get("received"))
    region, kind, business = route.get("region"), route.get("type"), _member(Business, route.get("business"), None)
    return Filter(
        statuses=(status,) if status else (),
        channels=(channel,) if channel else (),
        authorities=(region,) if region.isdigit() else (),
        entity_types=(kind,) if kind in catalogue.load().types else (),
        businesses=(business,) if business else (),
        received_from=received_from,
        received_before=received_before,
        decided_from=start,
        decided_before=end,
    )


def _month(text: str) -> tuple[datetime | None, datetime | None]:
    """First moment of a month (``2026-11``, Beijing time) and of the one after it."""
    try:
        start = datetime.strptime(text, "%Y-%m").replace(tzinfo=BEIJING)
        return start, start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
    except ValueError:
        return None, None


def _filter_label(words: Words, name: str, value: str) -> str:
    if name == "status" and value in list(Status):
        return words.name(Status(value))
    if name == "channel" and value in list(Channel):
        return words.name(Channel(value))
    if name == "business" and value in list(Business):
        return words.name(Business(value))
    if name == "type" and value in catalogue.load().types:
        return words(catalogue.load().types[value].label_text)
    if name == "decided":
        return words(N_("decided in {month}"), month=value[:7])
    if name == "received":
        return words(N_("received in {month}"), month=value[:7])
    return words(N_("region {region}"), region=value[:6])


def _member(kind: Any, value: str, otherwise: Any) -> Any:
    return kind(value) if value in [member.value for member in kind] else otherwise
