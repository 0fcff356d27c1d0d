"""What the counter does for a case: its licence on paper, paper that is brought for it, and its applicant's identity
(R05, R07)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import param
from markupsafe import Markup

from core.content import IdentityDocument
from core.i18n import N_
from core.inner import cases, counter_brought, counter_licences
from core.inner.cases import CaseView
from core.inner.counter_licences import PaperCase, PaperView
from core.terms import Channel
from officer.counter_form import DOCUMENTS
from officer.html import h, join
from officer.route import to
from officer.surface import Did
from officer.view import Flash, View, button, link


class CaseAtCounterState(param.Parameterized):
    case = param.ClassSelector(class_=CaseView, default=None, allow_None=True)
    paper = param.ClassSelector(class_=PaperCase, default=None, allow_None=True)
    number = param.Integer(default=0)
    asking = param.Boolean(default=False, doc="Whether withdrawing waits to be confirmed.")


class CaseAtCounter(View):
    REFRESH = 5
    ACTS: ClassVar[Mapping[str, str]] = {
        "print": "print_sheet",
        "spoil": "spoil",
        "hand": "hand_over",
        "identify": "identify",
        "ask": "ask",
        "cancel": "cancel",
        "withdraw": "withdraw",
        "said": "said",
    }

    def __init__(self, *given: Any, **params: Any) -> None:
        super().__init__(*given, **params)
        self.state = CaseAtCounterState()

    @property
    def case(self) -> CaseView:
        found = self.state.case
        assert isinstance(found, CaseView)
        return found

    def load(self) -> None:
        case_id = self.route.get("id")
        self.state.case = cases.view(self.inner, self.officer, case_id)
        self.state.paper = counter_licences.of_case(self.inner, self.officer, case_id)

    def title(self) -> str:
        title: str = self.case.row.title
        return title

    # what the officer does

    def print_sheet(self, did: Did) -> None:
        at = did.text("copy_no")
        counter_licences.print_sheet(
            self.inner, self.officer, self.case.row.id, int(at) if at.isdigit() else -1, did.text("form_number")
        )
        self._done(self.words(N_("Registered. Open the sheet and print it on its form.")))

    def spoil(self, did: Did) -> None:
        counter_licences.spoil(self.inner, self.officer, did.args.get("id", ""))
        self._done(self.words(N_("Noted as spoilt. Print it anew on another form.")))

    def hand_over(self, did: Did) -> None:
        counter_licences.hand_over(
            self.inner, self.officer, did.text("sheet"), did.text("name"), _document(did), did.text("identity_number")
        )
        self._done(self.words(N_("Handed over.")))

    def identify(self, did: Did) -> None:
        counter_brought.identify(self.inner, self.officer, self.case.row.id, _document(did), did.text("note"))
        self._done(self.words(N_("Noted that the identity document was seen.")))

    def ask(self, did: Did) -> None:
        self.state.asking = True

    def cancel(self, did: Did) -> None:
        self.state.asking = False

    def withdraw(self, did: Did) -> None:
        """After it was asked once more."""
        if self.state.asking:
            counter_brought.withdraw(self.inner, self.officer, self.case.row.id, "withdraw")
            self.state.asking = False
            self._done(self.words(N_("Withdrawn.")))

    def said(self, did: Did) -> None:
        self.flash = Flash(did.args.get("text", "")[:500], problem=True)

    def _done(self, text: str) -> None:
        self.state.number += 1
        self.flash = Flash(text)

    # what the page shows

    def body(self) -> Markup:
        _, row = self.words, self.case.row
        facts = [
            h("span", row.number, cls="mono"),
            h("span", _.name(row.status), cls="chip info"),
            h("span", _.name(row.channel)),
            link(_(N_("The whole case")), to("case", id=row.id)),
        ]
        undecided = row.status in counter_brought.UNDECIDED
        return join(
            h("div", h("h1", row.title, lang="zh-CN"), h("div", facts, cls="facts"), cls="case-head"),
            h(
                "div",
                self._licence(),
                self._brought() if undecided else None,
                self._withdrawing() if undecided and row.channel is Channel.COUNTER else None,
                cls="pair",
            ),
        )

    def _withdrawing(self) -> Markup:
        _ = self.words
        sure = h(
            "div",
            h("p", _(N_("The application ends here, and its name becomes free."))),
            h(
                "p",
                button(_(N_("Yes, withdraw")), "withdraw", cls="button main danger"),
                button(_(N_("Cancel")), "cancel"),
                cls="buttons",
            ),
            cls="act",
        )
        return h(
            "section",
            h("h2", _(N_("Withdrawal"))),
            h(
                "p",
                _(N_("When the applicant asks for it here. What was begun online is withdrawn online.")),
                cls="small",
            ),
            sure if self.state.asking else h("p", button(_(N_("Withdraw …")), "ask", cls="button danger")),
            cls="panel",
        )

    def _licence(self) -> Markup:
        _, paper = self.words, self.state.paper
        if paper is None:
            none = _(N_("No licence on paper was chosen, or it has not been issued yet."))
            return h("section", h("h2", _(N_("Licence on paper"))), h("p", none, cls="muted"), cls="panel")
        spoilt = [h("li", one.form_number, " ", h("span", _(N_("spoilt")), cls="chip late")) for one in paper.spoilt]
        return h(
            "section",
            h("h2", _(N_("Licence on paper")), h("span", paper.serial, cls="mono")),
            h("ul", [self._sheet(one) for one in paper.sheets], cls="reasons"),
            h("ul", spoilt, cls="small") if spoilt else None,
            cls="panel",
        )

    def _sheet(self, one: PaperView) -> Markup:
        _ = self.words
        name = _(N_("Duplicate {number}"), number=one.copy_no) if one.copy_no else _(N_("Original"))
        if not one.id:
            return h("li", h("b", name), self._printing(one.copy_no))
        shown = link_to_pdf(_(N_("Open to print")), one.id)
        printed = _(
            N_("form {number}, printed by {officer}, {time}"),
            number=one.form_number, officer=one.printed_by, time=_.moment(one.printed_at),
        )  # fmt: skip
        head = h("p", h("b", name), " ", shown)
        if one.handed is None:
            spoilt = button(_(N_("This sheet is spoilt")), "spoil", cls="button small-button", data_id=one.id)
            return h("li", head, h("p", printed, cls="small"), h("p", spoilt), self._handing(one))
        handed = _(
            N_("handed to {name} by {officer}, {time}"),
            name=one.handed.name, officer=one.handed.officer, time=_.moment(one.handed.at),
        )  # fmt: skip
        return h("li", head, h("p", printed, cls="small"), h("p", "✓ ", handed))

    def _printing(self, copy_no: int) -> Markup:
        _, box = self.words, f"form-number-{copy_no}"
        return h(
            "form",
            h("input", type="hidden", name="copy_no", value=copy_no),
            h(
                "p",
                h("label", _(N_("Number of the form that it is printed on")), for_=box),
                h("input", id=box, name="form_number", maxlength=40, autocomplete="off", required=True, cls="mono"),
                cls="field",
            ),
            h("p", h("button", _(N_("Register and make the sheet")), type="submit", cls="button main"), cls="buttons"),
            data_do="print",
            data_key=f"print-{copy_no}-{self.state.number}",
            cls="act",
        )

    def _handing(self, one: PaperView) -> Markup:
        _ = self.words
        return h(
            "form",
            h("input", type="hidden", name="sheet", value=one.id),
            h(
                "div",
                self._box(f"to-{one.id}", "name", N_("Handed to (full name)")),
                self._kinds(f"kind-{one.id}"),
                self._box(f"number-{one.id}", "identity_number", N_("Identity number (typed or read)")),
                cls="counter-grid",
            ),
            h("p", h("button", _(N_("Hand over")), type="submit", cls="button main"), cls="buttons"),
            data_do="hand",
            data_key=f"hand-{one.id}-{self.state.number}",
            cls="act",
        )

    def _brought(self) -> Markup:
        """Paper for an application made online, and the identity of its applicant."""
        _, case = self.words, self.case
        pending = case.applicant.identity != "confirmed"
        return h(
            "section",
            h("h2", _(N_("Brought on paper"))),
            h("p", _(N_("What is added here makes a paperless application one “online with paper”.")), cls="small"),
            h(
                "p",
                h("label", _(N_("What was brought")), for_="brought-title"),
                h("input", id="brought-title", maxlength=100, autocomplete="off"),
                cls="field",
            ),
            h(
                "p",
                h("label", _(N_("Scan (image or PDF)")), for_="brought-file"),
                h(
                    "input", type="file", id="brought-file", accept="image/jpeg,image/png,application/pdf",
                    data_send=f"/counter-case/{case.row.id}/brought", data_title_from="brought-title",
                ),
                cls="field",
            ),
            self._identifying() if pending else None,
            cls="panel",
        )  # fmt: skip

    def _identifying(self) -> Markup:
        _ = self.words
        return h(
            "form",
            h("h3", _(N_("Identity of {name}"), name=self.case.applicant.name)),
            h("div", self._kinds("identify-kind"), self._box("identify-note", "note", N_("Note (may stay empty)")),
              cls="counter-grid"),
            h("p", h("button", _(N_("I have seen it")), type="submit", cls="button main"), cls="buttons"),
            data_do="identify",
            cls="act",
        )  # fmt: skip

    def _box(self, box: str, name: str, text: str) -> Markup:
        return h(
            "p",
            h("label", self.words(text), for_=box),
            h("input", id=box, name=name, maxlength=500, autocomplete="off"),
            cls="field",
        )

    def _kinds(self, box: str) -> Markup:
        options = [h("option", self.words(text), value=one.value) for one, text in DOCUMENTS.items()]
        return h(
            "p",
            h("label", self.words(N_("Kind of identity document")), for_=box),
            h("select", options, id=box, name="document"),
            cls="field",
        )


def link_to_pdf(text: str, sheet_id: str) -> Markup:
    return h("a", text, href=f"/paper/{sheet_id}.pdf", target="_blank", rel="noopener", data_plain=True)


def _document(did: Did) -> IdentityDocument:
    chosen = did.text("document")
    return IdentityDocument(chosen) if chosen in list(IdentityDocument) else IdentityDocument.RESIDENT_ID
