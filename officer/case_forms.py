"""The forms of the case page as HTML: filling, then reading once more, then confirming."""

from __future__ import annotations

from markupsafe import Markup

from core import rules
from core.i18n import N_
from core.inner.cases import CaseView
from core.inner.examination import ReturnReason
from core.terms import Action, ProposalKind, Severity, label
from officer.case_actions import STEPS, USUAL_REASONS, Step, proposed
from officer.case_content import shown_places
from officer.case_state import ActionForm
from officer.html import h, join
from officer.view import button
from officer.words import Words

MANIFEST = "manifest"


def action_buttons(words: Words, case: CaseView, form: ActionForm | None) -> Markup | None:
    """Exactly the steps that this officer can take now."""
    shown = []
    for action, step in STEPS.items():
        if action in case.actions:
            looks = "button" + (" main" if step.main else "") + (" danger" if step.danger else "")
            key = h("kbd", step.hotkey, aria_hidden="true") if step.hotkey else None
            shown.append(
                button(
                    join(words(step.button), key),
                    "open",
                    cls=looks,
                    data_action=action,
                    data_hotkey=step.hotkey or None,
                    aria_expanded="true" if form and form.action is action else "false",
                )
            )
    return h("div", shown, cls="buttons") if shown else None


def action_form(words: Words, case: CaseView, form: ActionForm) -> Markup:
    """The open form, at whichever of its two stages it stands."""
    step = STEPS[form.action]
    heading = h("h3", words.name(form.action), id="form-title")
    body = _confirmation(words, case, form, step) if form.confirming else _filling(words, case, form, step)
    return h("div", heading, body, cls="act", role="group", aria_labelledby="form-title", data_key=f"act-{form.key}")


def _filling(words: Words, case: CaseView, form: ActionForm, step: Step) -> Markup:
    if form.action is Action.RETURN:
        return _return_form(words, case, form)
    mark = f"{form.key[:6]}-{form.draft_number}"
    return h(
        "form",
        _kinds(words, form) if form.action is Action.PROPOSE else None,
        _usual(words, step.usual) if step.usual else None,
        _text(words, words(step.ask or ""), "words", form.values.get("words", ""), mark, step.required),
        _form_buttons(words),
        data_do="continue",
        cls="act",
        data_key=f"fill-{mark}",
    )


def _text(words: Words, label: str, name: str, value: str, mark: str, required: bool) -> Markup:
    area = h(
        "textarea",
        value,
        id=f"text-{mark}",
        name=name,
        rows=4,
        maxlength=2000,
        required=required,
        data_focus=f"quiet-{mark}",
    )
    return h("p", h("label", label, for_=f"text-{mark}"), area, cls="field")


def _kinds(words: Words, form: ActionForm) -> Markup:
    chosen = proposed(form)
    options = [
        h(
            "label",
            h("input", type="radio", name="kind", value=kind, checked=kind is chosen),
            words.name(kind),
            cls="check",
        )
        for kind in ProposalKind
    ]
    return h("fieldset", h("legend", words(N_("Proposal"))), options)


def _usual(words: Words, texts: tuple[str, ...]) -> Markup:
    """Usual wordings in the reader's language; choosing one puts its Chinese text into the form."""
    options = [
        h("option", words(N_("Choose …")), value=""),
        [h("option", words(text), value=at) for at, text in enumerate(texts)],
    ]
    label = words(N_("Usual wordings (inserted in Chinese)"))
    return h(
        "p",
        h("label", label, for_="usual"),
        h("select", options, id="usual", name="usual", data_change="usual"),
        cls="field",
    )


def _form_buttons(words: Words) -> Markup:
    return h(
        "p",
        h("button", words(N_("Continue")), type="submit", cls="button main"),
        button(words(N_("Cancel")), "cancel"),
        cls="buttons",
    )


def _return_form(words: Words, case: CaseView, form: ActionForm) -> Markup:
    listed = [
        h(
            "li",
            _reason(words, case, one),
            h("p", button(words(N_("Take out")), "drop_reason", cls="button quiet", data_at=at)),
        )
        for at, one in enumerate(form.reasons)
    ]
    mark = f"{form.key[:6]}-{form.draft_number}"
    adding = h(
        "form",
        h(
            "fieldset",
            h("legend", words(N_("Add a reason"))),
            _document_choice(words, case, form.drafted),
            _place_choice(words, case, form.drafted),
            _usual(words, USUAL_REASONS),
            _text(
                words,
                words(N_("What is missing or wrong (the applicant reads it)")),
                "text",
                form.drafted.text,
                mark,
                True,
            ),
            h("p", h("button", words(N_("Add to the list")), type="submit", cls="button"), cls="buttons"),
        ),
        data_do="add_reason",
        data_key=f"reason-{mark}",
    )
    return join(
        h(
            "p",
            words(N_("Name every document at fault, each with its reason. The demand can be made only once.")),
            cls="small",
        ),
        h("ol", listed, cls="reasons", aria_label=words(N_("Reasons"))) if listed else None,
        adding,
        h(
            "p",
            button(
                words(N_("Continue with {count} reasons"), count=len(form.reasons)),
                "continue",
                cls="button main",
                disabled=not form.reasons,
            ),
            button(words(N_("Cancel")), "cancel"),
            cls="buttons",
        ),
    )


def _document_choice(words: Words, case: CaseView, drafted: ReturnReason) -> Markup:
    options = [
        h("option", one.title, value=one.kind, selected=one.kind == drafted.document_kind)
        for one in case.documents
        if one.kind != MANIFEST
    ]
    select = h("select", options, id="reason-document", name="document_kind", required=True)
    return h("p", h("label", words(N_("Document at fault")), for_="reason-document"), select, cls="field")


def _place_choice(words: Words, case: CaseView, drafted: ReturnReason) -> Markup:
    places = dict.fromkeys([*shown_places(case), *([drafted.place] if drafted.place else [])])
    options = [
        h("option", words(N_("The document as a whole")), value=""),
        [h("option", place_name(words, case, place), value=place, selected=place == drafted.place) for place in places],
    ]
    label = words(N_("Field (the reason stands beside it)"))
    return h(
        "p", h("label", label, for_="reason-place"), h("select", options, id="reason-place", name="place"), cls="field"
    )


def place_name(words: Words, case: CaseView, place: str) -> str:
    """A place as a person calls it, with the member's or person's name where there are several."""
    if not place or place.startswith("documents."):
        return words(N_("The document as a whole"))
    label, parts = words(rules.field_label(place, case.about.type)), place.split(".")
    content = case.content
    if (
        place.startswith("capital.contributions.")
        and parts[2].isdigit()
        and int(parts[2]) < len(content.capital.contributions)
    ):
        return f"{label} · {content.name_of(content.capital.contributions[int(parts[2])].party)}"
    if parts[0] in ("parties", "organisations") and len(parts) > 1 and content.name_of(parts[1]):
        return f"{label} · {content.name_of(parts[1])}"
    return label


def _reason(words: Words, case: CaseView, reason: ReturnReason) -> Markup:
    title = next((one.title for one in case.documents if one.kind == reason.document_kind), reason.document_kind)
    place = f" · {place_name(words, case, reason.place)}" if reason.place else None
    return join(h("p", h("b", title, lang="zh-CN"), place), h("p", reason.text, lang="zh-CN"))


def _confirmation(words: Words, case: CaseView, form: ActionForm, step: Step) -> Markup:
    given = form.values.get("words", "")
    looks = "button main danger" if step.danger or _refuses(form) else "button main"
    return join(
        _against_the_checks(words, case, form),
        h("p", words(step.meaning)),
        h("p", h("span", words.name(proposed(form)), cls="chip info")) if form.action is Action.PROPOSE else None,
        h("p", given, lang="zh-CN", cls="panel") if given else None,
        h("ol", [h("li", _reason(words, case, one)) for one in form.reasons], cls="reasons") if form.reasons else None,
        h(
            "p",
            button(
                words(N_("Confirm: {action_text}"), action_text=label(form.action)),
                "confirm",
                cls=looks,
                data_focus=f"quiet-confirm-{form.key}",
            ),
            button(words(N_("Back to the form")), "back"),
            button(words(N_("Cancel")), "cancel"),
            cls="buttons",
        ),
    )


def _against_the_checks(words: Words, case: CaseView, form: ActionForm) -> Markup | None:
    """Said before an approval when the automatic checks found errors: the decision stays the officer's (R23)."""
    approves = form.action is Action.APPROVE or (form.action is Action.PROPOSE and not _refuses(form))
    wrong = [finding for finding in case.findings if finding.severity is Severity.ERROR]
    if not approves or not wrong:
        return None
    text = words(
        N_("The automatic checks found errors ({count}). The decision is yours; make sure of:"), count=len(wrong)
    )
    return h("div", h("p", text), h("ul", [h("li", words(one.message)) for one in wrong]), cls="alert", role="alert")


def _refuses(form: ActionForm) -> bool:
    return form.action is Action.PROPOSE and proposed(form) is ProposalKind.REFUSE
