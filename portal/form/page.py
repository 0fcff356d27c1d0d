"""The form as a page: title, progress, steps, one section at a time, what is missing, and on to the documents.

On a phone the steps stand in one row to be pushed along, on a wide screen in a column beside the section. Each part is
a fragment of its own: touching a field draws the section anew, and the others only when something changes there, too.
They stand beside one another, never within: a request for a fragment that is just being drawn by another would be lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import streamlit as st

from core import catalogue, rules
from core.i18n import N_
from core.outer import packs
from core.outer.drafts import discard
from core.outer.views import ApplicationView
from core.rules import Finding
from core.terms import Action, Severity, Status
from portal import ui
from portal.form import capital, contact, domicile, fields, name, organs, parties, scope
from portal.form.draft import BODY, HEAD, STEPS, TOP, Draft, opened, part, section_of
from portal.places import go
from portal.services import Services

REVIEW = "review"
STEP = "step"
SECTIONS: Mapping[str, tuple[str, Callable[[Draft], None]]] = {
    "name": (N_("Company name"), name.render),
    "domicile": (N_("Domicile"), domicile.render),
    "scope": (N_("Scope"), scope.render),
    "parties": (N_("People"), parties.render),
    "capital": (N_("Capital"), capital.render),
    "organs": (N_("Offices"), organs.render),
    "contact": (N_("Contact"), contact.render),
    "other": (N_("Other"), contact.other),
}
LEADS: Mapping[str, str] = {
    "name": N_("Division, trade name, industry and legal form make up the name. It is compared while you type."),
    "domicile": N_("Where the company has its seat, and the proof that it may use the place."),
    "scope": N_("Choose standard phrases; the first one is the main business."),
    "parties": N_("Everybody who has a part in the company. Enter each person once; later you only tick."),
    "capital": N_("The registered capital, and what each member contributes until when."),
    "organs": N_("Who runs the company and who represents it."),
    "contact": N_("How the authority reaches the company."),
    "other": N_("Term, paper copies, remarks."),
    REVIEW: N_("What is still missing, and then the documents."),
}


def render(here: Services, view: ApplicationView) -> None:
    draft, _ = opened(here, view), here.translate
    ui.heading(procedure_of(draft).title.render(_), f"{_('Application')} {view.number}", view="form")
    top(draft)
    with st.container(key="qc_form"):
        steps(draft)
        with st.container(key="qc_section_box"):
            head(draft)
            body(draft)


@part(TOP)
def top(draft: Draft) -> None:
    """Why the application came back, and what keeps the form from being shown."""
    if draft.view.status is Status.RETURNED:
        draft.seen.update(SECTIONS)
        show_return(draft)
    trouble(draft)


@part(STEPS)
def steps(draft: Draft) -> None:
    """The steps with the state of each."""
    _ = draft.services.translate
    shown, wrong = shown_step(draft), draft.around[0]
    with st.container(key="qc_steps"):
        for number, one in enumerate(order(draft), 1):
            mark = "✓" if one not in wrong else "!" if one in draft.seen else f"{number}"
            label = _("Check and generate") if one == REVIEW else f"{mark} {_(SECTIONS[one][0])}"
            kind: Literal["primary", "secondary"] = "primary" if one == shown else "secondary"
            st.button(label, key=f"qc_step_{one}", type=kind, on_click=turn_to, args=(draft, one))


@part(HEAD)
def head(draft: Draft) -> None:
    """Which company this is to be, how much is filled in and saved, and the section that is shown."""
    _, shown = draft.services.translate, shown_step(draft)
    percent, title, distinct, at = draft.head
    saved = _("Saved by itself, {at}").format(at=at) if at else ""
    below = f'<p class="qc qc-saved" role="status">{saved}</p>'
    ui.progress(percent, f"{_('Filled in')} · {title or _('New company')}", below)
    ui.section(_("Check and generate") if shown == REVIEW else _(SECTIONS[shown][0]), _(LEADS[shown]))
    if shown == "name":
        name.composed(draft, title, distinct)


@part(BODY)
def body(draft: Draft) -> None:
    """The fields of the section that is shown."""
    shown = shown_step(draft)
    if shown == REVIEW:
        review(draft)
    else:
        draft.shown.clear()
        draft.helped.clear()
        SECTIONS[shown][1](draft)
        fields.rest(draft, shown)
    onward(draft, shown)


def shown_step(draft: Draft) -> str:
    """The step that the address or the person's last touch names, else the first."""
    sections = order(draft)
    asked = st.query_params.get(STEP, "")
    if asked in sections:  # loaded anew, or gone back to: the step stands in the address
        st.session_state[f"{draft.id}:step"] = asked
    return str(st.session_state.setdefault(f"{draft.id}:step", first_step(draft)))


def procedure_of(draft: Draft) -> catalogue.Procedure:
    return catalogue.load().procedure(draft.view.procedure, draft.services.outer.clock().date())


def order(draft: Draft) -> list[str]:
    return [*(section for section in procedure_of(draft).sections if section in SECTIONS), REVIEW]


def first_step(draft: Draft) -> str:
    """Where the form opens: at the first thing that an officer asks for, else at its beginning."""
    sections = order(draft)
    asked = [section_of(reason.place) for reason in draft.view.reasons] if draft.view.status is Status.RETURNED else []
    return next((section for section in asked if section in sections), sections[0])


def turn_to(draft: Draft, section: str) -> None:
    """Show a section; the one that is left shows from now on what is missing in it."""
    draft.seen.add(str(st.session_state.get(f"{draft.id}:step", "")))
    st.session_state[f"{draft.id}:step"] = st.query_params[STEP] = section
    draft.draw_anew(STEPS, HEAD, BODY)


def onward(draft: Draft, chosen: str) -> None:
    _, sections = draft.services.translate, order(draft)
    here = sections.index(chosen)
    with st.container(key="qc_onward", horizontal=True, horizontal_alignment="distribute"):
        if here > 0:
            st.button(_("Previous step"), key="qc_back", on_click=turn_to, args=(draft, sections[here - 1]))
        if here + 1 < len(sections):
            st.button(_("Next step"), key="qc_next", type="primary", on_click=turn_to, args=(draft, sections[here + 1]))


def trouble(draft: Draft) -> None:
    """What keeps the form from being shown, or says that a change was not saved."""
    _ = draft.services.translate
    if draft.overtaken:
        ui.note(
            _("This application was changed on another device. What you typed here since then is not saved."), "bad"
        )
        st.button(_("Go on with the saved state"), type="primary", key="take_over", on_click=take_over, args=(draft,))
    elif draft.failed is not None:
        ui.failure(draft.failed, _)


def take_over(draft: Draft) -> None:
    draft.take_over()
    draft.draw_anew(TOP, STEPS, HEAD, BODY)


def show_return(draft: Draft) -> None:
    """Why the application came back; the reasons also stand beside the fields."""
    _ = draft.services.translate
    ui.note(
        _(
            "The authority asks you to complete the application. All reasons are listed here and stand beside the "
            "fields; only documents that change are signed again."
        ),
        "warning",
    )
    for number, reason in enumerate(draft.view.reasons):
        with st.container(horizontal=True, key=f"reason_{draft.id}_{number}", vertical_alignment="center"):
            where = _(rules.field_label(reason.place)) if reason.place else ""
            ui.note(reason.text, "bad", where)
            section = section_of(reason.place)
            if section in SECTIONS:
                st.button(_("To the field"), key=f"to_reason_{number}", on_click=turn_to, args=(draft, section))


def review(draft: Draft) -> None:
    """What is missing, with the way there; then the documents are generated."""
    _ = draft.services.translate
    draft.seen.update(SECTIONS)
    errors = draft.view.errors
    if errors:
        ui.note(_("{count} points are still to be settled before the documents can be made.").format(
            count=len(errors)), "warning")  # fmt: skip
        for section in order(draft):
            missing(draft, section, [one for one in errors if section_of(one.place) == section])
    hints = [one for one in draft.view.findings if one.severity is Severity.WARNING]
    if hints:
        ui.section(_("Please look at these points; they do not keep you from going on."))
        ui.findings((one.severity, one.message.render(_)) for one in hints)
    if not errors:
        ui.note(_("Everything that the checks ask for is there."), "good")
        ui.paragraph(_("Next, the documents are generated and everybody who must sign is invited."))
        if st.button(_("Generate the documents and invite to sign"), type="primary", key="open_signing"):
            packs.open_signing(draft.services.outer, draft.account, draft.id)
            go("application", id=draft.id)
    if Action.WITHDRAW in draft.view.actions:
        with st.expander(_("Give up this application")):
            ui.paragraph(_("The draft ends and cannot be taken up again."))
            if st.button(_("Give up for good"), key="discard"):
                discard(draft.services.outer, draft.account, draft.id)
                go("applications")


def missing(draft: Draft, section: str, errors: list[Finding]) -> None:
    if not errors:
        return
    _ = draft.services.translate
    with st.container(border=True, key=f"missing_{draft.id}_{section}"):
        st.button(
            f"{_(SECTIONS[section][0])} →", key=f"to_{draft.id}_{section}", on_click=turn_to, args=(draft, section)
        )
        ui.findings((one.severity, f"{_(rules.field_label(one.place))}: {one.message.render(_)}") for one in errors)
