"""The register as officers look at it: searching, and one enterprise with its versions and licences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import param
from markupsafe import Markup

from core.i18n import N_
from core.inner import enterprises
from core.inner.enterprises import EnterpriseView
from officer.html import h, join
from officer.route import Route, to
from officer.surface import Did
from officer.view import View, link

PUBLIC: Mapping[str, str] = {
    "name": N_("Name of the enterprise"),
    "uscc": N_("Unified social credit code"),
    "entity_type": N_("Type"),
    "entity_type_label": N_("Type"),
    "legal_representative": N_("Legal representative"),
    "registered_capital": N_("Registered capital"),
    "established": N_("Established"),
    "term": N_("Term"),
    "domicile": N_("Domicile"),
    "scope": N_("Business scope"),
    "authority": N_("Registration authority"),
    "authority_name": N_("Registration authority"),
    "issued": N_("Issued"),
    "status": N_("Status"),
}


class Enterprises(View):
    """Searching the register."""

    ACTS: ClassVar[Mapping[str, str]] = {"search": "search"}
    rows = param.Parameter(default=())

    def title(self) -> str:
        return self.words(N_("Enterprises"))

    def load(self) -> None:
        self.rows = tuple(enterprises.search(self.inner, self.officer, self.route.get("text")[:100]))

    def search(self, did: Did) -> None:
        self.next_route = Route("enterprises", {"text": did.text("text")[:100]})

    def body(self) -> Markup:
        _ = self.words
        form = h(
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
            h("button", _(N_("Search")), type="submit", cls="button"),
            data_do="search",
            cls="search",
            role="search",
        )
        return join(h("div", h("h1", self.title()), form, cls="bar"), self._table())

    def _table(self) -> Markup:
        _ = self.words
        if not self.rows:
            return h("p", _(N_("No enterprise found.")), cls="empty")
        heads = [N_("Name of the enterprise"), N_("Unified social credit code"), N_("Status"), N_("Established")]
        rows = [
            h(
                "tr",
                h(
                    "td",
                    link(row.name, to("enterprise", uscc=row.uscc), data_row=True, lang="zh-CN"),
                    " ",
                    h("span", _(N_("Drill")), cls="chip drill") if row.drill else None,
                    cls="name",
                ),
                h("td", h("span", row.uscc, cls="mono")),
                h("td", _.name(row.status)),
                h("td", row.established),
            )
            for row in self.rows
        ]
        head = h("tr", [h("th", _(text), scope="col") for text in heads])
        caption = h("caption", _(N_("Enterprises")), cls="hidden")
        return h("div", h("table", caption, h("thead", head), h("tbody", rows), cls="grid cards"), cls="scroll")


class Enterprise(View):
    """One enterprise: what is public of it now, its versions over time, its licences."""

    loaded = param.ClassSelector(class_=EnterpriseView, default=None, allow_None=True)

    @property
    def found(self) -> EnterpriseView:
        assert self.loaded is not None  # loaded before it is shown
        return self.loaded

    def title(self) -> str:
        return self.found.row.name

    def load(self) -> None:
        self.loaded = enterprises.view(self.inner, self.officer, self.route.get("uscc"))

    def body(self) -> Markup:
        _, found = self.words, self.found
        drill = h("span", _(N_("Drill")), cls="chip drill") if found.row.drill else None
        return join(
            h(
                "div",
                h("h1", found.row.name, lang="zh-CN"),
                h("span", _.name(found.row.status), cls="chip info"),
                drill,
                cls="bar",
            ),
            h("p", found.row.uscc, cls="code"),
            h("div", [self._version(one) for one in found.versions], self._licences(), cls="pair"),
        )

    def _version(self, version: enterprises.VersionView) -> Markup:
        _ = self.words
        rows = [
            join(h("dt", _(PUBLIC[name])), h("dd", self._value(name, value), lang="zh-CN"))
            for name, value in version.public.items()
            if name in PUBLIC and value not in ("", None)
        ]
        title = _(N_("Version {version}, valid from {day}"), version=version.version, day=_.day(version.valid_from))
        return h(
            "section",
            h("h2", title),
            h("dl", rows, cls="facts-list"),
            h("p", link(_(N_("Open the case")), to("case", id=version.case_id))),
            cls="panel",
        )

    def _value(self, name: str, value: Any) -> str:
        return self.words.money(value) if name == "registered_capital" and isinstance(value, int) else str(value)

    def _licences(self) -> Markup:
        _ = self.words
        rows = [
            h(
                "li",
                h("span", one.serial, cls="mono"),
                f" · {_.name(one.status)} · {_.day(one.issued_at)} · ",
                h(
                    "a",
                    _(N_("Open the PDF")),
                    href=f"/document/{one.case_id}/licence.pdf",
                    target="_blank",
                    rel="noopener",
                ),
            )
            for one in self.found.licences
        ]
        return h("section", h("h2", _(N_("Licences"))), h("ul", rows, cls="signatures"), cls="panel")
