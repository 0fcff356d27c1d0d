"""The counter's page: taking up a draft by its code, beginning a new application, what lies open, and licences on paper
that wait to be handed over (R04, R05)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import param
from markupsafe import Markup

from core import catalogue
from core.catalogue import Procedure
from core.content import IdentityDocument, Person
from core.errors import BadInput
from core.i18n import N_
from core.inner import counter, counter_claims, counter_licences
from core.terms import Business, ClaimState
from core.workdays import day_in_china
from officer.counter_form import DOCUMENTS
from officer.html import h, join
from officer.route import Route, to
from officer.surface import Did
from officer.view import Flash, View, link
from officer.worklist import keys_help

LOOKS: Mapping[ClaimState, str] = {ClaimState.ASKED: "info", ClaimState.TAKEN: "good", ClaimState.REFUSED: "late"}


class CounterState(param.Parameterized):
    drafts = param.Parameter(default=())
    claims = param.Parameter(default=())
    papers = param.Parameter(default=())
    begun = param.Parameter(default=None, allow_None=True, doc="What was typed about a new application.")
    number = param.Integer(default=0, doc="Changes when a form is to be drawn afresh.")


class Counter(View):
    REFRESH = 5
    ACTS: ClassVar[Mapping[str, str]] = {"claim": "claim", "choose": "choose", "begin": "begin"}

    def __init__(self, *given: Any, **params: Any) -> None:
        super().__init__(*given, **params)
        self.state = CounterState(begun={})

    def title(self) -> str:
        return self.words(N_("Counter service"))

    def load(self) -> None:
        self.state.drafts = tuple(counter.drafts(self.inner, self.officer))
        self.state.claims = tuple(counter_claims.claims(self.inner, self.officer))
        self.state.papers = tuple(counter_licences.waiting(self.inner, self.officer))

    # what the officer does

    def claim(self, did: Did) -> None:
        counter_claims.claim(self.inner, self.officer, did.text("code"))
        self.state.number += 1
        self.flash = Flash(self.words(N_("The draft has been asked for. It appears below in a moment.")))

    def choose(self, did: Did) -> None:
        """Another type or business: the choices that follow from it change."""
        self.state.begun = {name: did.text(name) for name in did.form}

    def begin(self, did: Did) -> None:
        typed = {name: did.text(name) for name in did.form}
        self.state.begun = typed
        procedure = self._procedure(typed)
        if procedure is None:
            raise BadInput(field_text=N_("Kind of business"), reason_text=N_("choose what is applied for"))
        document = typed.get("document", "")
        known = document in list(IdentityDocument)
        person = Person(
            name=typed.get("name", ""),
            document=IdentityDocument(document) if known else IdentityDocument.RESIDENT_ID,
            identity_number=typed.get("identity_number", "").upper(),
            phone=typed.get("phone", ""),
        )
        found = counter.begin(self.inner, self.officer, procedure.id, person, typed.get("uscc", ""))
        self.next_route = Route("counter_draft", {"id": found})

    # what the page shows

    def body(self) -> Markup:
        _ = self.words
        keys = [("t", N_("take a draft by its code")), ("b", N_("begin a new application")), ("j k", N_("the rows"))]
        return join(
            h("div", h("h1", self.title()), cls="bar"),
            h("div", self._taking(), self._beginning(), cls="pair"),
            self._drafts(),
            self._papers(),
            keys_help(_, keys),
        )

    def _taking(self) -> Markup:
        _ = self.words
        form = h(
            "form",
            h(
                "p",
                h("label", _(N_("The code that the applicant shows")), for_="code"),
                h(
                    "input", id="code", name="code", data_hotkey="t", maxlength=12, autocomplete="off", required=True,
                    cls="mono", aria_describedby="code-help",
                ),
                h("span", _(N_("Eight letters and digits, from the applicant’s page.")), cls="small", id="code-help"),
                cls="field",
            ),
            h("p", h("button", _(N_("Take the draft")), type="submit", cls="button main"), cls="buttons"),
            data_do="claim",
            data_key=f"claim-{self.state.number}",
            cls="act",
        )  # fmt: skip
        rows = [
            h(
                "li",
                h("span", _.name(one.state), cls=f"chip {LOOKS[one.state]}"),
                " ",
                _.moment(one.asked_at),
                " ",
                _(one.reason) if one.reason else None,
                link(_(N_("Open")), to("counter_draft", id=one.draft_id)) if one.draft_id else None,
            )
            for one in self.state.claims[:5]
        ]
        return h(
            "section",
            h("h2", _(N_("Take up a draft begun online"))),
            form,
            h("ul", rows, cls="phrases") if rows else None,
            cls="panel",
        )

    def _beginning(self) -> Markup:
        _, typed = self.words, self.state.begun
        procedure = self._procedure(typed)
        existing = procedure is not None and procedure.is_about_existing
        return h(
            "section",
            h("h2", _(N_("Begin a new application"))),
            h(
                "form",
                h("div", self._choices(typed), cls="counter-grid"),
                h("div", self._box("uscc", N_("Unified social credit code"), typed, 18), cls="counter-grid")
                if existing
                else None,
                h("div", self._person(typed), cls="counter-grid"),
                h("p", h("button", _(N_("Begin")), type="submit", cls="button main"), cls="buttons"),
                data_do="begin",
                data_queue=True,
                cls="act",
            ),
            cls="panel",
        )

    def _choices(self, typed: Mapping[str, str]) -> Markup:
        """Type, business and item, each narrowing the next."""
        _, known = self.words, self._procedures()
        types = {one.type.id: one.type for one in known}
        chosen = self._type(typed)
        businesses = dict.fromkeys(one.business for one in known if one.type.id == chosen)
        business = self._business(typed)
        items = [one for one in known if (one.type.id, one.business) == (chosen, business)]
        several = len(items) > 1
        offered = [(one.value, _.name(one)) for one in businesses]
        procedures = [(one.id, _(one.title)) for one in items]
        return join(
            self._select(
                "type",
                N_("Type of enterprise"),
                [(key, _(one.label_text)) for key, one in types.items()],
                chosen,
                hotkey="b",
            ),
            self._select("business", N_("Kind of business"), offered, business),
            self._select("item", N_("Procedure"), procedures, typed.get("item", ""), wide=True) if several else None,
        )

    def _select(
        self, name: str, text: str, options: Sequence[tuple[str, str]], chosen: str, *, hotkey: str = "",
        wide: bool = False,
    ) -> Markup:  # fmt: skip
        box = f"begin-{name}"
        listed = [h("option", shown, value=value, selected=value == chosen) for value, shown in options]
        return h(
            "p",
            h("label", self.words(text), for_=box),
            h(
                "select", listed, id=box, name=name, data_change="choose", data_hotkey=hotkey or None,
                data_key=f"{box}-{chosen}-{len(options)}",
            ),
            cls="field wide" if wide else "field",
        )  # fmt: skip

    def _person(self, typed: Mapping[str, str]) -> Markup:
        _ = self.words
        chosen = typed.get("document", IdentityDocument.RESIDENT_ID.value)
        options = [(one.value, _(text)) for one, text in DOCUMENTS.items()]
        return join(
            self._box("name", N_("Applicant’s full name"), typed, 50),
            self._select("document", N_("Kind of identity document"), options, chosen),
            self._box("identity_number", N_("Identity number (typed or read)"), typed, 30),
            self._box("phone", N_("Mobile number"), typed, 20),
        )

    def _box(self, name: str, text: str, typed: Mapping[str, str], longest: int) -> Markup:
        box = f"begin-{name}"
        return h(
            "p",
            h("label", self.words(text), for_=box),
            h("input", id=box, name=name, value=typed.get(name, ""), maxlength=longest, autocomplete="off"),
            cls="field",
        )

    def _drafts(self) -> Markup:
        _ = self.words
        heads = [
            N_("Name of the enterprise"),
            N_("Procedure"),
            N_("Applicant"),
            N_("Number"),
            N_("Begun"),
            N_("Last change"),
        ]
        rows = [
            h(
                "tr",
                h("td", link(one.title or "…", to("counter_draft", id=one.id), data_row=True, lang="zh-CN"),
                  " ", h("span", _(N_("Came back")), cls="chip soon") if one.returned else None, cls="name"),
                h("td", _(one.procedure.title)),
                h("td", one.applicant, lang="zh-CN"),
                h("td", h("span", one.number, cls="mono")),
                h("td", _(N_("online")) if one.online else _(N_("at the counter"))),
                h("td", _.moment(one.updated_at)),
            )
            for one in self.state.drafts
        ]  # fmt: skip
        return self._table(N_("Open at the counter"), heads, rows, N_("Nothing is open at the counter."))

    def _papers(self) -> Markup:
        _ = self.words
        heads = [
            N_("Name of the enterprise"),
            N_("Unified social credit code"),
            N_("Number"),
            N_("Sheets"),
            N_("Handed over"),
        ]
        rows = [
            h(
                "tr",
                h("td", link(one.title, to("counter_case", id=one.case_id), data_row=True, lang="zh-CN"), cls="name"),
                h("td", h("span", one.uscc, cls="mono")),
                h("td", h("span", one.number, cls="mono")),
                h("td", len(one.sheets), cls="num"),
                h("td", sum(sheet.handed is not None for sheet in one.sheets), cls="num"),
            )
            for one in self.state.papers
        ]
        return self._table(N_("Paper licences to hand over"), heads, rows, N_("No licence waits to be handed over."))

    def _table(self, title: str, heads: Sequence[str], rows: Sequence[Markup], none: str) -> Markup:
        _ = self.words
        shown: Markup = h("p", _(none), cls="empty")
        if rows:
            head = h("tr", [h("th", _(text), scope="col") for text in heads])
            shown = h("div", h("table", h("thead", head), h("tbody", rows), cls="grid"), cls="scroll")
        return h("section", h("h2", _(title)), shown, cls="counter-list")

    # the catalogue

    def _procedures(self) -> list[Procedure]:
        norm, day = catalogue.load(), day_in_china(self.inner.clock())
        return list(norm.procedures[norm.edition(day).id].values())

    def _type(self, typed: Mapping[str, str]) -> str:
        known = dict.fromkeys(one.type.id for one in self._procedures())
        wanted = typed.get("type", "")
        return wanted if wanted in known else next(iter(known))

    def _business(self, typed: Mapping[str, str]) -> str:
        offered = dict.fromkeys(one.business for one in self._procedures() if one.type.id == self._type(typed))
        wanted = typed.get("business", "")
        if wanted in offered:
            return wanted
        return Business.ESTABLISHMENT if Business.ESTABLISHMENT in offered else next(iter(offered))

    def _procedure(self, typed: Mapping[str, str]) -> Procedure | None:
        """What is chosen; the only item where there is one alone."""
        chosen, business = self._type(typed), self._business(typed)
        items = [one for one in self._procedures() if (one.type.id, one.business) == (chosen, business)]
        return next((one for one in items if one.id == typed.get("item")), items[0] if items else None)
