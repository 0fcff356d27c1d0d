"""The register as officers look at it: searching it, with filters by status and type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

import param
from markupsafe import Markup

from core.catalogue.kinds import type_label
from core.i18n import N_
from core.inner import enterprises
from core.inner.enterprises import EnterpriseRow
from core.terms import EnterpriseStatus
from officer.html import h, join
from officer.route import Route, to
from officer.surface import Did
from officer.view import View, link
from officer.words import Words

FILTERS = ("text", "status", "type", "drills")


class Enterprises(View):
    """Searching the register. Drills are looked at by themselves, never among others."""

    ACTS: ClassVar[Mapping[str, str]] = {"search": "search"}
    rows = param.Parameter(default=())
    types = param.Parameter(default=())

    def title(self) -> str:
        return self.words(N_("Enterprises"))

    def load(self) -> None:
        status, drills = self.route.get("status"), bool(self.route.get("drills"))
        self.types = enterprises.kept_types(self.inner, self.officer)
        found = enterprises.search(
            self.inner,
            self.officer,
            self.route.get("text")[:100],
            status=status if status in list(EnterpriseStatus) else "",
            entity_type=self.route.get("type")[:40],
            drills=drills,
        )
        self.rows = tuple(found)

    def search(self, did: Did) -> None:
        self.next_route = Route("enterprises", {name: did.text(name)[:100] for name in FILTERS})

    def body(self) -> Markup:
        return join(h("div", h("h1", self.title()), self._form(), cls="bar"), self._table())

    def _form(self) -> Markup:
        _ = self.words
        statuses = [(status.value, _.name(status)) for status in EnterpriseStatus]
        types = [(one, _(type_label(one))) for one in self.types]
        return h(
            "form",
            h("label", _(N_("Search by code or part of the name")), for_="search", cls="hidden"),
            h(
                "input",
                id="search",
                name="text",
                type="search",
                value=self.route.get("text"),
                data_hotkey="/",
                placeholder=_(N_("Code or name …")),
                autocomplete="off",
            ),
            self._choice("status", _(N_("Status")), _(N_("Any status")), statuses),
            self._choice("type", _(N_("Type")), _(N_("Any type")), types),
            h(
                "label",
                h("input", type="checkbox", name="drills", value="1", checked=bool(self.route.get("drills"))),
                _(N_("Drills only")),
                cls="check",
            ),
            h("button", _(N_("Search")), type="submit", cls="button"),
            data_do="search",
            cls="search wide",
            role="search",
        )

    def _choice(self, name: str, label: str, any_: str, choices: Iterable[tuple[str, str]]) -> Markup:
        chosen = self.route.get(name)
        options = [h("option", text, value=value, selected=value == chosen) for value, text in choices]
        return join(
            h("label", label, for_=f"narrow-{name}", cls="hidden"),
            h("select", h("option", any_, value=""), options, id=f"narrow-{name}", name=name),
        )

    def _table(self) -> Markup:
        if not self.rows:
            return h("p", self.words(N_("No enterprise found.")), cls="empty")
        return enterprise_table(self.words, self.rows)


def enterprise_table(words: Words, rows: Iterable[EnterpriseRow]) -> Markup:
    """Enterprises as rows that lead to their pages."""
    heads = [
        N_("Name of the enterprise"), N_("Unified social credit code"), N_("Type"), N_("Status"), N_("Established"),
    ]  # fmt: skip
    body = [
        h(
            "tr",
            h(
                "td",
                link(row.name, to("enterprise", uscc=row.uscc), data_row=True, lang="zh-CN"),
                " ",
                h("span", words(N_("Drill")), cls="chip drill") if row.drill else None,
                cls="name",
            ),
            h("td", h("span", row.uscc, cls="mono")),
            h("td", words(type_label(row.entity_type))),
            h("td", words.name(row.status)),
            h("td", row.established),
        )
        for row in rows
    ]
    head = h("tr", [h("th", words(text), scope="col") for text in heads])
    caption = h("caption", words(N_("Enterprises")), cls="hidden")
    return h("div", h("table", caption, h("thead", head), h("tbody", body), cls="grid cards"), cls="scroll")
