"""Finishing at the counter: the code by which an officer picks a draft up, and reading while they have it (R04)."""

from __future__ import annotations

from html import escape

import segno
import streamlit as st

from core.i18n import Translate
from core.outer.counter import issue_code
from core.outer.views import ApplicationView
from portal import ui
from portal.form import before, fields, materials
from portal.form.draft import Draft
from portal.form.sections import titled
from portal.form.shape import fields_of
from portal.services import Services


def has_it(view: ApplicationView) -> bool:
    """Whether an officer at the counter holds the draft: then it is only read here."""
    return view.claimed


def offer(here: Services, view: ApplicationView) -> None:
    """Below the form: the way to the counter with what is filled in."""
    _ = here.translate
    with st.expander(_("Finish at the counter"), expanded=bool(view.counter_code), key="qc_counter"):
        ui.paragraph(_(
            "An officer goes on with what you have filled in; nothing is typed twice. Bring your identity document "
            "and the originals of what is to be uploaded; everybody who must sign comes along or has signed on paper."
        ))  # fmt: skip
        if view.counter_code:
            show(view.counter_code, _)
        else:  # issued before the page is drawn anew: another touch meanwhile breaks a drawing off, and its buttons
            st.button(
                _("Get a code for the counter"), key="counter_code", on_click=_issue, args=(here, view.id),
            )  # fmt: skip


def _issue(here: Services, application_id: str) -> None:
    assert here.account is not None
    issue_code(here.outer, here.account, application_id)


def show(code: str, translate: Translate) -> None:
    """The code in large type and as a picture for the officer's reader."""
    _ = translate
    spaced = " ".join((code[:4], code[4:]))
    ui.html(
        f'<figure class="qc qc-counter"><figcaption>{escape(_("Show this code at the counter:"))}</figcaption>'
        f'<strong>{escape(spaced)}</strong><img src="{picture(code)}" alt="" width="180" height="180"></figure>'
    )


def picture(code: str) -> str:
    """The code as a QR code, in a data address."""
    return str(segno.make(code, error="m").svg_data_uri(scale=6, border=2))


def reading(draft: Draft) -> None:
    """What is filled in, while an officer has it."""
    _ = draft.services.translate
    ui.note(_("An officer at the counter has your application. Until it is handed back it can only be read here."))
    st.button(_("Look again"), key="look_again")
    for section in draft.procedure.sections:
        rows = [
            (fields.called(draft, place), text)
            for place in fields_of(section)
            if (text := before.shown(draft.content, place, _))
        ]
        if rows:
            ui.section(titled(draft, section)[0])
            ui.facts(rows)
    materials.of_draft(draft)
