"""The form as a page: title, progress, steps, one section at a time, what is missing, and on to the documents.

On a phone the steps stand in one row to be pushed along, on a wide screen in a column beside the section. Each part is
a fragment of its own: touching a field draws the section anew, and the others only when something changes there, too.
They stand beside one another, never within: a request for a fragment that is just being drawn by another would be lost.
"""

from __future__ import annotations

from typing import Literal

import streamlit as st

from core.outer.views import ApplicationView
from core.terms import Status
from core.workdays import last_day_before
from portal import ui
from portal.form import counter, fields, name, review, subject
from portal.form.draft import BODY, HEAD, STEPS, TOP, Draft, opened, part
from portal.form.review import step_of
from portal.form.sections import REVIEW, SECTIONS, titled
from portal.services import Services

STEP = "step"


def render(here: Services, view: ApplicationView) -> None:
    draft, _ = opened(here, view), here.translate
    ui.heading(draft.procedure.title.render(_), f"{_('Application')} {view.number}", view="form")
    if subject.is_waiting(view):
        subject.waiting(here, view)
        return
    if counter.has_it(view):
        counter.reading(draft)
        return
    top(draft)
    with st.container(key="qc_form"):
        steps(draft)
        with st.container(key="qc_section_box"):
            head(draft)
            body(draft)
    counter.offer(here, view)


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
    shown, wrong = shown_step(draft), {step_of(one) for one in draft.around[0]}
    with st.container(key="qc_steps"):
        for number, one in enumerate(order(draft), 1):
            mark = "✓" if one not in wrong else "!" if one in draft.seen else f"{number}"
            called = titled(draft, one)[0]
            label = called if one == REVIEW else f"{mark} {called}"
            kind: Literal["primary", "secondary"] = "primary" if one == shown else "secondary"
            st.button(label, key=f"qc_step_{one}", type=kind, on_click=turn_to, args=(draft, one))


@part(HEAD)
def head(draft: Draft) -> None:
    """Which company this is to be, how much is filled in and saved, and the section that is shown."""
    _, shown = draft.services.translate, shown_step(draft)
    percent, title, distinct, at = draft.head
    saved = _("Saved by itself, {at}").format(at=at) if at else ""
    below = f'<p class="qc qc-saved" role="status">{saved}</p>'
    ui.progress(percent, f"{_('Filled in')} · {title or _('Without a name yet')}", below)
    ui.section(*titled(draft, shown))
    if shown == "name":
        name.composed(draft, title, distinct)


@part(BODY)
def body(draft: Draft) -> None:
    """The fields of the section that is shown."""
    shown = shown_step(draft)
    if shown == REVIEW:
        review.render(draft, order(draft), turn_to)
    else:
        draft.shown.clear()
        draft.helped.clear()
        SECTIONS[shown].render(draft)
        fields.rest(draft, shown)
    onward(draft, shown)


def shown_step(draft: Draft) -> str:
    """The step that the address or the person's last touch names, else the first."""
    sections = order(draft)
    asked = st.query_params.get(STEP, "")
    if asked in sections:  # loaded anew, or gone back to: the step stands in the address
        st.session_state[f"{draft.id}:step"] = asked
    return str(st.session_state.setdefault(f"{draft.id}:step", first_step(draft)))


def order(draft: Draft) -> list[str]:
    return [*(section for section in draft.sections if section in SECTIONS), REVIEW]


def first_step(draft: Draft) -> str:
    """Where the form opens: at the first thing that an officer asks for, else at its beginning."""
    sections = order(draft)
    asked = [step_of(reason.place) for reason in draft.view.reasons] if draft.view.status is Status.RETURNED else []
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
    if draft.view.complete_by is not None:
        last_day = f"{last_day_before(draft.view.complete_by):%Y-%m-%d}"
        ui.note(_("Submit it again by {last_day}; after that the application ends.").format(last_day=last_day))
    for number, reason in enumerate(draft.view.reasons):
        with st.container(horizontal=True, key=f"reason_{draft.id}_{number}", vertical_alignment="center"):
            ui.note(reason.text, "bad", fields.called(draft, reason.place) if reason.place else "")
            section = step_of(reason.place)
            if section in order(draft):
                st.button(_("To the field"), key=f"to_reason_{number}", on_click=turn_to, args=(draft, section))
