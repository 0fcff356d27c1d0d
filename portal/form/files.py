"""Uploaded files of a draft: what is there, and sending one (R05)."""

from __future__ import annotations

from html import escape

import streamlit as st

from portal import components, ui
from portal.form.draft import Draft

ACCEPTED = "application/pdf,image/jpeg,image/png"
LARGEST = 20 * 1024 * 1024


def one(draft: Draft, kind: str) -> None:
    """The file of one material; a further one replaces it."""
    _ = draft.services.translate
    there = [upload for upload in draft.view.uploads if upload.purpose == kind]
    for upload in there:
        pages = _("Pages: {count}").format(count=upload.pages)
        ui.html(
            f'<p class="qc qc-file"><a href="/uploads/{draft.id}/{upload.id}">{escape(upload.filename)}</a> '
            f"<span>{escape(pages)}</span></p>"
        )
    done = components.mount(
        "upload",
        _,
        key=f"{draft.id}:file:{kind}",
        path="/upload",
        fields={"application": draft.id, "purpose": kind},
        accept=ACCEPTED,
        limit=LARGEST,
    )
    if done:
        draft.refresh()
        st.rerun(scope="app")
