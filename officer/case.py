"""The case page: content, documents and what is known of them side by side, and the steps that can be taken now.

Only the steps in the case's `actions` are offered, and whether one can be taken is decided by the use case again.
A refusal of a step (somebody else was faster, something does not hold) is said in the words of its error.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from typing import Any, ClassVar

from markupsafe import Markup

from core.errors import BadInput, QuanchengError
from core.i18n import N_
from core.inner import cases, issuing, organisations
from core.inner.cases import CaseView
from core.inner.examination import ReturnReason
from core.terms import Action, ProposalKind, Status
from officer import case_about, case_organisations, case_side, counter_side
from officer.case_actions import CHINESE, STEPS, USUAL_REASONS, proposed
from officer.case_content import content_column, field_anchor, pointed_field, shown_places
from officer.case_documents import documents_column
from officer.case_forms import MANIFEST, action_buttons, action_form
from officer.case_state import ActionForm, CaseState
from officer.html import h, join
from officer.route import Route
from officer.surface import Did
from officer.view import Flash, View, button, key_hint
from officer.worklist import clock, keys_help

log = logging.getLogger(__name__)
BEING_ISSUED = frozenset({Status.APPROVED, Status.ISSUED, Status.ARCHIVED})


class CasePage(View):
    ACTS: ClassVar[Mapping[str, str]] = {
        "document": "choose_document",
        "sheet": "turn",
        "zoom": "zoom",
        "point": "point",
        "open": "open_form",
        "cancel": "cancel",
        "usual": "insert_usual",
        "add_reason": "add_reason",
        "drop_reason": "drop_reason",
        "reason_from": "reason_from",
        "continue": "proceed",
        "back": "back",
        "confirm": "confirm",
        "next": "go_on",
        "confirm_organisation": "confirm_organisation",
    }

    def __init__(self, *given: Any, **params: Any) -> None:
        super().__init__(*given, **params)
        self.state = CaseState()

    @property
    def case(self) -> CaseView:
        return self.state.case

    @property
    def case_id(self) -> str:
        found: str = self.route.get("id")
        return found

    def load(self) -> None:
        self.state.loaded = cases.view(self.inner, self.officer, self.case_id)
        form = self.state.form
        if form is not None and form.action not in self.case.actions:
            self.state.form = None

    def refreshed(self) -> int:
        running = self.case.row.status in BEING_ISSUED and not (
            self.case.row.drill and self.case.row.status is Status.ARCHIVED
        )
        return 2 if running else 30

    def title(self) -> str:
        title: str = self.case.row.title
        return title

    # what the officer does

    def choose_document(self, did: Did) -> None:
        self.state.look_at(did.args.get("id", ""))

    def turn(self, did: Did) -> None:
        document, wanted = self.state.document, did.args.get("to", "")
        if document and wanted.isdigit():
            self.state.look_at(document.id, int(wanted))

    def zoom(self, did: Did) -> None:
        self.state.zoom_by(-1 if did.args.get("by", "").startswith("-") else 1)

    def point(self, did: Did) -> None:
        """Show the place of a finding: its document, or its field."""
        place = did.args.get("place", "")
        if place.startswith("documents."):
            kind = place.split(".")[1]
            self.state.look_at(next((one.id for one in self.case.documents if one.kind == kind), ""))
            self.state.pointed = ""
        else:
            self.state.pointed = pointed_field(shown_places(self.case), place)

    def open_form(self, did: Did) -> None:
        action = next((one for one in STEPS if one == did.args.get("action")), None)
        if action is None or action not in self.case.actions:
            return
        step = STEPS[action]
        self.state.form = ActionForm(action, confirming=step.ask is None and action is not Action.RETURN)
        if step.direct:
            self.confirm(did)

    def cancel(self, did: Did) -> None:
        self.state.form = None

    def insert_usual(self, did: Did) -> None:
        form, at = self.state.form, did.args.get("value", "")
        if form is None:
            return
        texts = USUAL_REASONS if form.action is Action.RETURN else STEPS[form.action].usual
        if not at.isdigit() or int(at) >= len(texts):
            return
        name = "text" if form.action is Action.RETURN else "words"
        joined = "\n".join(filter(None, [did.text(name), CHINESE(texts[int(at)])]))
        if form.action is Action.RETURN:
            drafted = ReturnReason(did.text("document_kind"), did.text("place"), joined)
            self.state.form = form.changed(drafted=drafted, draft_number=form.draft_number + 1)
        else:
            values = {"words": joined, "kind": did.text("kind")}
            self.state.form = form.changed(values=values, draft_number=form.draft_number + 1)

    def add_reason(self, did: Did) -> None:
        form = self.state.form
        if form is None or not did.text("text"):
            return
        reason = ReturnReason(did.text("document_kind"), did.text("place"), did.text("text"))
        empty = ReturnReason(reason.document_kind, "", "")
        self.state.form = form.changed(
            reasons=(*form.reasons, reason), drafted=empty, draft_number=form.draft_number + 1
        )

    def drop_reason(self, did: Did) -> None:
        form, at = self.state.form, did.args.get("at", "")
        if form is not None and at.isdigit():
            kept = tuple(one for number, one in enumerate(form.reasons) if number != int(at))
            self.state.form = form.changed(reasons=kept)

    def reason_from(self, did: Did) -> None:
        """Begin a reason for return from a finding, in Chinese, beside the finding's field."""
        at = did.args.get("finding", "")
        if Action.RETURN not in self.case.actions or not at.isdigit() or int(at) >= len(self.case.findings):
            return
        finding, form = self.case.findings[int(at)], self.state.form
        if form is None or form.action is not Action.RETURN:
            form = ActionForm(Action.RETURN)
        kinds = [one.kind for one in self.case.documents if one.kind != MANIFEST]
        named = finding.place.split(".")[1] if finding.place.startswith("documents.") else ""
        kind = named if named in kinds else next(iter(kinds), "")
        place = "" if named else pointed_field(shown_places(self.case), finding.place)
        drafted = ReturnReason(kind, place, CHINESE(finding.message))
        self.state.form = form.changed(drafted=drafted, draft_number=form.draft_number + 1, confirming=False)

    def proceed(self, did: Did) -> None:
        """From filling to confirming. Raises BadInput for missing grounds, so that nobody confirms in vain."""
        form = self.state.form
        if form is None:
            return
        if form.action is not Action.RETURN:
            form = form.changed(
                values={"words": did.text("words"), "kind": did.text("kind")}, draft_number=form.draft_number + 1
            )
            self.state.form = form
            needed = STEPS[form.action].required or (
                form.action is Action.PROPOSE and proposed(form) is ProposalKind.REFUSE
            )
            if needed and not form.values["words"]:
                raise BadInput(field_text=N_("Grounds"), reason_text=N_("they must be given"))
        self.state.form = form.changed(confirming=True)

    def back(self, did: Did) -> None:
        if self.state.form is not None:
            self.state.form = self.state.form.changed(confirming=False)

    def confirm(self, did: Did) -> None:
        form = self.state.form
        if form is None or (not form.confirming and not STEPS[form.action].direct):
            return
        STEPS[form.action].carry_out(self.inner, self.officer, self.case_id, form)
        self.state.form = None
        self.flash = Flash(self.words(STEPS[form.action].done))
        if form.action is Action.APPROVE:
            self._issue()

    def confirm_organisation(self, did: Did) -> None:
        party = did.text("party")
        key = f"organisation.{party}.{self.case.version}"
        organisations.confirm(self.inner, self.officer, self.case_id, party, did.text("grounds"), key)
        self.flash = Flash(self.words(N_("The organisation is confirmed.")))

    def _issue(self) -> None:
        """Begin what follows an approval at once; the worker would come to it as well, and goes on after failures."""
        threading.Thread(target=self._complete, name="issuing", daemon=True).start()

    def _complete(self) -> None:
        try:
            issuing.complete(self.inner, self.case_id)
        except QuanchengError as error:
            log.warning("issuing stopped for now: %s", error.code)
        except Exception:
            log.exception("issuing failed")

    def go_on(self, did: Did) -> None:
        found = cases.next_case(self.inner, self.officer, self.case_id)
        if found is None:
            self.flash = Flash(self.words(N_("Nothing else waits for you.")))
            self.next_route = Route("worklist")
        else:
            self.next_route = Route("case", {"id": found})

    # what the page shows

    def body(self) -> Markup:
        case, _ = self.case, self.words
        side = h(
            "section",
            self._act(),
            case_about.cautions(_, case),
            case_about.notice(_, case),
            counter_side.at_counter(_, case, self.officer),
            case_side.outcome(_, case),
            case_side.findings(_, case, may_return=Action.RETURN in case.actions),
            case_organisations.card(_, case),
            case_about.materials(_, case),
            case_side.signatures(_, case),
            case_side.timeline(_, case),
            cls="column side",
            aria_label=_(N_("Checks and steps")),
            tabindex="0",
        )
        keys = [("n", N_("next case")), ("[ ]", N_("turn the page")), ("+ −", N_("zoom")), ("a p r b", N_("the steps"))]
        return join(
            self._head(),
            h("div", content_column(_, case, self.state.pointed), documents_column(_, self.state), side, cls="case"),
            keys_help(_, keys),
            self._pointer(),
        )

    def _pointer(self) -> Markup | None:
        """Tells the page to bring a field into view."""
        if not self.state.pointed:
            return None
        return h("span", data_reveal=field_anchor(self.state.pointed), cls="hidden")

    def _head(self) -> Markup:
        case, row, _ = self.case, self.case.row, self.words
        facts = [
            h("span", row.number, cls="mono"),
            h("span", _(case.about.title)),
            h("span", _.name(row.status), cls="chip info"),
            clock(_, row),
            h("span", _.name(row.channel)),
            h("span", _(N_("received {time}"), time=_.moment(row.received_at))),
            h("span", _(N_("examiner: {name}"), name=row.examiner)) if row.examiner else None,
            h("span", _(N_("approver: {name}"), name=case.approver)) if case.approver else None,
            h("span", _(N_("round {round}"), round=row.round), cls="chip info") if row.round > 1 else None,
            h("span", _(N_("Drill")), cls="chip drill") if row.drill else None,
        ]
        onward = button(join(_(N_("Next case")), key_hint("n")), "next", data_hotkey="n")
        return h("div", h("h1", row.title, lang="zh-CN"), h("div", facts, cls="facts"), onward, cls="case-head")

    def _act(self) -> Markup:
        case, _ = self.case, self.words
        buttons = action_buttons(_, case, self.state.form)
        form = action_form(_, case, self.state.form) if self.state.form else None
        nothing = h("p", _(N_("There is nothing for you to do in this case now.")), cls="muted")
        return h(
            "section",
            h("h2", _(N_("Steps"))),
            case_side.proposal(_, case),
            buttons or (None if case.hindered else nothing),
            case_side.hindrances(_, case.hindered),
            form,
            cls="panel",
        )
