"""One enterprise: what is public of it now or on a day, what each business changed, licences, pledges, notices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

import param
from markupsafe import Markup

from core import rules
from core.catalogue.kinds import entity_types, type_label
from core.errors import BadInput
from core.i18n import N_
from core.inner import enterprises
from core.inner.enterprises import EnterpriseView, LicenceRow, VersionView
from core.terms import LicenceStatus
from officer.enterprises import enterprise_table
from officer.html import h, join
from officer.readings import compared
from officer.route import Route, to
from officer.surface import Did
from officer.view import View, link

SHOWN = tuple(name for name in rules.PUBLIC if name not in ("parent", "pledges", "status"))
"""The public facts that stand in the list; the page shows the others elsewhere."""

LICENCE_LOOKS: Mapping[LicenceStatus, str] = {
    LicenceStatus.VALID: "good",
    LicenceStatus.SUPERSEDED: "soon",
    LicenceStatus.REVOKED: "late",
    LicenceStatus.VOID: "late",
}


class Enterprise(View):
    ACTS: ClassVar[Mapping[str, str]] = {"on": "look_on"}
    loaded = param.ClassSelector(class_=EnterpriseView, default=None, allow_None=True)
    versions = param.Parameter(default=())
    then = param.ClassSelector(class_=VersionView, default=None, allow_None=True)

    @property
    def found(self) -> EnterpriseView:
        assert self.loaded is not None  # loaded before it is shown
        return self.loaded

    def title(self) -> str:
        return self.found.row.name

    def load(self) -> None:
        uscc, day = self.route.get("uscc"), self._day()
        self.loaded = enterprises.view(self.inner, self.officer, uscc)
        self.versions = enterprises.history(self.inner, self.officer, uscc)
        self.then = enterprises.as_of(self.inner, self.officer, uscc, day) if day else None

    def look_on(self, did: Did) -> None:
        """Show the enterprise as it stood on a day. Raises BadInput for what is no day."""
        text = did.text("day")
        try:
            day = date.fromisoformat(text).isoformat() if text else ""
        except ValueError as error:
            raise BadInput(field_text=N_("Day"), reason_text=N_("write it as 2026-05-01")) from error
        self.next_route = Route("enterprise", {"uscc": self.route.get("uscc"), "on": day})

    def _day(self) -> date | None:
        try:
            return date.fromisoformat(self.route.get("on"))
        except ValueError:
            return None

    def body(self) -> Markup:
        _, found = self.words, self.found
        drill = h("span", _(N_("Drill")), cls="chip drill") if found.row.drill else None
        return join(
            h(
                "div",
                h("h1", found.row.name, lang="zh-CN"),
                h("span", _.name(found.row.status), cls="chip info"),
                h("span", _(type_label(found.row.entity_type))),
                drill,
                cls="case-head",
            ),
            h("p", found.row.uscc, cls="code"),
            h(
                "div",
                h("div", self._facts(), self._licences(), self._pledges(), self._notices(), cls="column"),
                self._history(),
                cls="pair",
            ),
            self._family(),
        )

    def _facts(self) -> Markup:
        _, day = self.words, self._day()
        shown = self.then if day else self.versions[0]
        title = _(N_("As it stood on {day}"), day=day.isoformat()) if day else _(N_("What the register says"))
        form = h(
            "form",
            h("label", _(N_("As it stood on")), for_="day"),
            h("input", id="day", name="day", type="date", value=day.isoformat() if day else ""),
            h("button", _(N_("Show")), type="submit", cls="button"),
            link(_(N_("Today")), to("enterprise", uscc=self.found.row.uscc), cls="button quiet") if day else None,
            data_do="on",
            cls="search",
        )
        return h("section", h("h2", title), form, self._public(shown), cls="panel")

    def _public(self, version: VersionView | None) -> Markup:
        _ = self.words
        if version is None:
            return h("p", _(N_("The enterprise was not registered yet on that day.")), cls="empty")
        of = entity_types().get(self.found.row.entity_type)
        rows = [
            join(h("dt", _(rules.PUBLIC[name](of))), h("dd", self._value(name, version.public[name]), lang="zh-CN"))
            for name in SHOWN
            if version.public.get(name)
        ]
        by = h(
            "p",
            _(N_("Version {version}, valid from {day}"), version=version.version, day=_.day(version.valid_from)),
            cls="small",
        )
        return join(by, h("dl", rows, cls="facts-list"))

    def _value(self, name: str, value: Any) -> str:
        if name == "registered_capital" and isinstance(value, int):
            return self.words.money(value)
        return "、".join(value) if isinstance(value, list) else str(value)

    def _history(self) -> Markup:
        _ = self.words
        count = h("span", _(N_("{count} versions"), count=len(self.versions)), cls="small")
        rows = [self._version(one) for one in self.versions]
        return h(
            "section", h("h2", _(N_("What changed, and by which case")), count), h("ol", rows, cls="timeline"),
            cls="panel",
        )  # fmt: skip

    def _version(self, one: VersionView) -> Markup:
        _ = self.words
        case = link(one.case_number, to("case", id=one.case_id)) if one.may_open else one.case_number
        title = _(N_("Version {version}, valid from {day}"), version=one.version, day=_.day(one.valid_from))
        changed = compared(_, one.changes, title) if one.changes else None
        nothing = h("p", _(N_("What is kept of the enterprise stayed as it was.")), cls="muted")
        return h(
            "li",
            h("h3", title),
            h("p", _(one.business), " · ", _(N_("case")), " ", case),
            changed or (nothing if one.version > 1 else None),
            data_key=f"version-{one.version}",
        )

    def _licences(self) -> Markup:
        _ = self.words
        rows = [h("li", self._licence(one)) for one in self.found.licences]
        return h("section", h("h2", _(N_("Licences"))), h("ul", rows, cls="signatures"), cls="panel")

    def _licence(self, one: LicenceRow) -> Markup:
        _ = self.words
        opened = h(
            "a", _(N_("Open the PDF")), href=f"/document/{one.case_id}/licence.pdf", target="_blank", rel="noopener"
        )
        visible = any(version.case_id == one.case_id and version.may_open for version in self.versions)
        return join(
            h("span", one.serial, cls="mono"),
            " ",
            h("span", _.name(one.status), cls=f"chip {LICENCE_LOOKS[one.status]}"),
            f" · {_.day(one.issued_at)}",
            join(" · ", opened) if visible else None,
        )

    def _pledges(self) -> Markup | None:
        _ = self.words
        if not self.found.pledges:
            return None
        rows = [
            h(
                "li",
                h("span", one.number, cls="mono"),
                " ",
                h("span", _(N_("released on {day}"), day=_.day(one.released_at)), cls="chip")
                if one.released_at
                else h("span", _(N_("in force")), cls="chip info"),
                h("p", f"{one.pledgor} → {one.pledgee}", lang="zh-CN"),
                h("p", f"{_.money(one.amount)} · {_.day(one.since)}"),
            )
            for one in self.found.pledges
        ]
        return h("section", h("h2", _(N_("Pledges of equity"))), h("ul", rows, cls="signatures"), cls="panel")

    def _notices(self) -> Markup | None:
        _ = self.words
        if not self.found.notices:
            return None
        rows = [
            h(
                "li",
                link(_(N_("From {first} to {last}"), first=one.starts, last=one.ends), to("case", id=one.case_id)),
                " ",
                h("span", _.name(one.status), cls="chip"),
            )
            for one in self.found.notices
        ]
        title = _(N_("Public notices before a simple cancellation"))
        return h("section", h("h2", title), h("ul", rows, cls="signatures"), cls="panel")

    def _family(self) -> Markup | None:
        """The enterprise that this one belongs to, and those that belong to it."""
        _, parent, branches = self.words, self.found.parent, self.found.branches
        up = None
        if parent is not None:
            name = link(parent.name, to("enterprise", uscc=parent.uscc)) if parent.here else parent.name
            up = h("section", h("h2", _(N_("Parent enterprise"))), h("p", name, lang="zh-CN"), cls="panel")
        down = (
            h("section", h("h2", _(N_("Branches"))), enterprise_table(_, branches), cls="panel") if branches else None
        )
        return join(up, down) if up or down else None
