"""Filling in at the counter: every section of the procedure as a form that saves itself, the checks beside the fields,
the paper, whose identity document was seen, and what can be done with the draft (R04, R22).

Every change is saved as the next revision; when a colleague saved meanwhile, the page says so and shows what is there.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

import param
from markupsafe import Markup

from core import rules
from core.codes import Phrase, search_phrases
from core.content import Content, Contribution, IdentityDocument, Organisation, Person, ScopePhrase, Transfer, value_at
from core.errors import Conflict
from core.i18n import N_
from core.inner import counter, counter_claims, counter_drafts, counter_scans, counter_submission
from core.inner.counter import CounterView
from officer import counter_side
from officer.counter_form import Fields
from officer.counter_reading import read
from officer.counter_shapes import NOT_A_FORM, pattern_of
from officer.html import h, join
from officer.route import Route
from officer.surface import Did
from officer.view import Flash, View, button
from officer.worklist import keys_help

NEW_ITEMS: Mapping[str, Any] = {"capital.contributions": Contribution(party=""), "transfer.transfers": Transfer()}
NEW_PARTIES: Mapping[str, Any] = {"parties": ("p", Person()), "organisations": ("o", Organisation())}


class DraftState(param.Parameterized):
    """The state of one draft's page. `number` changes whenever the form must be drawn afresh."""

    loaded = param.ClassSelector(class_=CounterView, default=None, allow_None=True)
    problems = param.Parameter(default={}, doc="What could not be taken, by place.")
    number = param.Integer(default=0)
    sought = param.String(default="")
    pointed = param.String(default="")
    confirming = param.String(default="", doc="Which step waits to be confirmed.")
    key = param.String(default="")

    @property
    def draft(self) -> CounterView:
        assert self.loaded is not None
        return self.loaded


class CounterDraftPage(View):
    REFRESH = 5
    ACTS: ClassVar[Mapping[str, str]] = {
        "typed": "typed",
        "save": "save",
        "add": "add",
        "drop": "drop",
        "main_phrase": "main_phrase",
        "drop_phrase": "drop_phrase",
        "add_phrase": "add_phrase",
        "seek": "seek",
        "point": "point",
        "said": "said",
        "drop_scan": "drop_scan",
        "seen": "seen",
        "ask": "ask",
        "cancel": "cancel",
        "confirm": "confirm",
    }

    def __init__(self, *given: Any, **params: Any) -> None:
        super().__init__(*given, **params)
        self.state = DraftState(key=uuid.uuid4().hex)

    @property
    def draft(self) -> CounterView:
        return self.state.draft

    @property
    def draft_id(self) -> str:
        found: str = self.route.get("id")
        return found

    def load(self) -> None:
        before = self.state.loaded
        self.state.loaded = counter.view(self.inner, self.officer, self.draft_id)
        if before is not None and set(before.content.parties) != set(self.draft.content.parties):
            self.state.number += 1

    def title(self) -> str:
        title: str = self.draft.row.title
        return title or self.words(N_("Without a name yet"))

    # filling in

    def typed(self, did: Did) -> None:
        before = self.draft.content
        reading = read(before, did, self.draft.choices)
        section = did.text("section")
        kept = {place: text for place, text in self.state.problems.items() if not place.startswith(section)}
        self.state.problems = {**kept, **{place: self.words(text) for place, text in reading.problems.items()}}
        self._keep(reading.content)
        if reading.content.pledge.number != before.pledge.number:
            self.state.number += 1  # the other fields of the section show what came along

    def save(self, did: Did) -> None:
        """The enter key in a form, or its button."""
        self.typed(did)
        self.flash = Flash(self.words(N_("Saved.")))

    def add(self, did: Did) -> None:
        """One more person, organisation, contribution …"""
        self.typed(did)
        place, content = did.args.get("at", ""), self._fresh()
        if place in NEW_PARTIES:
            prefix, empty = NEW_PARTIES[place]
            key = counter_drafts.free_key(content, prefix)
            self._put(content, place, {**getattr(content, place), key: empty})
            self.state.pointed = f"{place}.{key}"
        elif place in NEW_ITEMS:
            there = value_at(content, place) or ()
            self._put(content, place, (*there, NEW_ITEMS[place]))
            self.state.pointed = f"{place}.{len(there)}"

    def drop(self, did: Did) -> None:
        self.typed(did)
        place, content = did.args.get("at", ""), self._fresh()
        above, _, last = place.rpartition(".")
        if above in NEW_PARTIES:
            self._put(content, above, {key: one for key, one in getattr(content, above).items() if key != last})
        elif above in NEW_ITEMS and last.isdigit():
            there = value_at(content, above) or ()
            self._put(content, above, tuple(one for at, one in enumerate(there) if at != int(last)))

    def seek(self, did: Did) -> None:
        self.state.sought = did.text("words")[:60]

    def add_phrase(self, did: Did) -> None:
        found = {one.text: one for one in self._found()}.get(did.args.get("text", ""))
        content = self._fresh()
        if found is not None and found.text not in [one.text for one in content.scope.phrases]:
            self._put(content, "scope.phrases", (*content.scope.phrases, ScopePhrase(code=found.code, text=found.text)))

    def drop_phrase(self, did: Did) -> None:
        there = self._fresh().scope.phrases
        self._put(self._fresh(), "scope.phrases", tuple(one for at, one in enumerate(there) if at != _at(did)))

    def main_phrase(self, did: Did) -> None:
        there = self._fresh().scope.phrases
        chosen = [one for at, one in enumerate(there) if at == _at(did)]
        self._put(self._fresh(), "scope.phrases", (*chosen, *(one for one in there if one not in chosen)))

    def _found(self) -> tuple[Phrase, ...]:
        return search_phrases(self.state.sought, 8) if self.state.sought else ()

    def _fresh(self) -> Content:
        """What is kept by now: a step may have saved before it goes on."""
        content: Content = self.draft.content
        return content

    def _put(self, content: Content, place: str, value: Any) -> None:
        """Save the content with another value at a place, and draw the form afresh."""
        section, _, name = place.partition(".")
        if name:
            value = getattr(content, section).model_copy(update={name: value})
        self._keep(content.model_copy(update={section: value}))
        self.state.number += 1

    def _keep(self, content: Content) -> None:
        try:
            counter.save(self.inner, self.officer, self.draft_id, content, self.draft.revision)
        except Conflict:
            self.state.number += 1
            self.load()
            raise
        self.load()

    # paper and identity

    def point(self, did: Did) -> None:
        self.state.pointed = did.args.get("place", "")

    def said(self, did: Did) -> None:
        """What an upload was answered with."""
        self.flash = Flash(did.args.get("text", "")[:500], problem=True)

    def drop_scan(self, did: Did) -> None:
        counter_scans.drop_scan(self.inner, self.officer, self.draft_id, did.args.get("id", ""))

    def seen(self, did: Did) -> None:
        document = did.text("document")
        chosen = IdentityDocument(document) if document in list(IdentityDocument) else IdentityDocument.RESIDENT_ID
        counter_scans.identity_seen(
            self.inner, self.officer, self.draft_id, did.text("party"), chosen, did.text("note")
        )
        self.state.number += 1
        self.flash = Flash(self.words(N_("Noted that the identity document was seen.")))

    # what is done with the draft

    def ask(self, did: Did) -> None:
        step = did.args.get("step", "")
        self.state.confirming = step if step in counter_side.STEPS else ""

    def cancel(self, did: Did) -> None:
        self.state.confirming = ""

    def confirm(self, did: Did) -> None:
        step, self.state.confirming = self.state.confirming, ""
        if step == "submit":
            receipt = counter_submission.submit(self.inner, self.officer, self.draft_id, self.state.key)
            self.flash = Flash(self.words(N_("Submitted. The case is {number}."), number=receipt.number))
            self.next_route = Route("case", {"id": self.draft_id})
        elif step == "hand_back":
            counter_claims.hand_back(self.inner, self.officer, self.draft_id)
            self.flash = Flash(self.words(N_("Handed back. The applicant goes on online.")))
            self.next_route = Route("counter")
        elif step == "discard":
            counter.discard(self.inner, self.officer, self.draft_id)
            self.flash = Flash(self.words(N_("Given up.")))
            self.next_route = Route("counter")

    # what the page shows

    def body(self) -> Markup:
        _, draft = self.words, self.draft
        keys = [
            ("p", N_("print")),
            ("s", N_("submit")),
            ("f", N_("search for a business")),
            ("Esc", N_("leave a field")),
        ]
        return join(
            counter_side.head(_, draft),
            h(
                "div",
                h("div", self._sections(), cls="column", aria_label=_(N_("Fill in")), role="region"),
                h(
                    "div",
                    counter_side.steps(_, draft, self.state.confirming),
                    counter_side.missing(_, draft),
                    counter_side.papers(_, draft),
                    counter_side.identities(_, draft, self.state.number),
                    cls="column side",
                    aria_label=_(N_("Checks, paper and steps")),
                    role="region",
                ),
                cls="counter",
                data_queue=True,
            ),
            keys_help(_, keys),
            self._pointer(),
        )

    def _sections(self) -> list[Markup]:
        draft, _ = self.draft, self.words
        fields = Fields(
            _, draft.content, draft.procedure, self.officer.authority_id, draft.findings, self.state.problems,
            self.state.number, draft.choices, closed=not draft.is_open,
        )  # fmt: skip
        drawn = []
        for section in draft.procedure.sections:
            if section in NOT_A_FORM:
                continue
            drawn.append(
                h(
                    "section",
                    h("h2", _(rules.section_label(section, draft.procedure.type))),
                    fields.section(section),
                    self._search() if section == "scope" and draft.is_open else None,
                    cls="panel",
                    id=f"at-{section}",
                )
            )
        return drawn

    def _search(self) -> Markup:
        _ = self.words
        rows = [
            h(
                "li",
                button(join("＋ ", h("span", one.text, lang="zh-CN")), "add_phrase", data_text=one.text),
                " ",
                h("span", f"{one.code} {one.industry}", cls="small", lang="zh-CN"),
            )
            for one in self._found()
        ]
        none = h("p", _(N_("Nothing fits these words.")), cls="small") if self.state.sought else None
        return h(
            "div",
            h(
                "form",
                h("label", _(N_("Search for a business with everyday words")), for_="phrase-words", cls="label"),
                h(
                    "div",
                    h("input", id="phrase-words", name="words", data_hotkey="f", maxlength=60, autocomplete="off"),
                    h("button", _(N_("Search")), type="submit", cls="button"),
                    cls="search",
                ),
                data_do="seek",
                role="search",
            ),
            h("ul", rows, cls="phrases") if rows else none,
        )

    def _pointer(self) -> Markup | None:
        """Tells the page to bring a place into view."""
        place: str = self.state.pointed
        if not place:
            return None
        section = place.partition(".")[0]
        listed = pattern_of(place).count(".") > 0 and section in self.draft.procedure.sections
        shown = place if listed or section in ("parties", "organisations") else section
        return h("span", data_reveal=f"at-{shown.replace('.', '-')}", cls="hidden")


def _at(did: Did) -> int:
    at = did.args.get("at", "")
    return int(at) if at.isdigit() and len(at) < 6 else -1
