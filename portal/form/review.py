"""The last step: what is missing, with the way there; the documents of exactly this application; then generating."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.outer import packs
from core.outer.drafts import discard
from core.rules import Finding
from core.terms import Action, Severity
from portal import ui
from portal.form import fields, materials
from portal.form.draft import Draft, section_of
from portal.form.sections import SECTIONS, titled
from portal.places import go

Turn = Callable[[Draft, str], None]
ELSEWHERE = {"organisations": "parties", "documents": "uploads"}
"""Places of the content that are filled in within another section."""


def step_of(place: str) -> str:
    """The step of the form in which a place is filled in."""
    section = section_of(place)
    return ELSEWHERE.get(section, section)


def render(draft: Draft, order: list[str], turn_to: Turn) -> None:
    _ = draft.services.translate
    draft.seen.update((*SECTIONS, *ELSEWHERE))
    errors = draft.view.errors
    if errors:
        ui.note(_("{count} points are still to be settled before the documents can be made.").format(
            count=len(errors)), "warning")  # fmt: skip
        for section in order:
            missing(draft, section, [one for one in errors if step_of(one.place) == section], turn_to)
        ui.findings((one.severity, said(draft, one)) for one in errors if step_of(one.place) not in order)
    hints = [one for one in draft.view.findings if one.severity is Severity.WARNING]
    if hints:
        ui.section(_("Please look at these points; they do not keep you from going on."))
        ui.findings((one.severity, one.message.render(_)) for one in hints)
    materials.of_draft(draft)
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


def missing(draft: Draft, section: str, errors: list[Finding], turn_to: Turn) -> None:
    if not errors:
        return
    with st.container(border=True, key=f"missing_{draft.id}_{section}"):
        st.button(
            f"{titled(draft, section)[0]} →", key=f"to_{draft.id}_{section}", on_click=turn_to, args=(draft, section)
        )
        ui.findings((one.severity, said(draft, one)) for one in errors)


def said(draft: Draft, one: Finding) -> str:
    return f"{fields.called(draft, one.place)}: {one.message.render(draft.services.translate)}"
