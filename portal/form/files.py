"""Uploaded files of a draft: what is there, sending one or several, and adding pages (R05)."""

from __future__ import annotations

from html import escape

import streamlit as st

from portal import components, ui
from portal.form.draft import Draft

ACCEPTED = "application/pdf,image/jpeg,image/png"
LARGEST = 20 * 1024 * 1024


def one(draft: Draft, kind: str) -> None:
    """The file of one material: files chosen together become one; a further choice replaces it, or adds to it."""
    _ = draft.services.translate
    there = [upload for upload in draft.view.uploads if upload.purpose == kind]
    for upload in there:
        pages = _("Pages: {count}").format(count=upload.pages)
        ui.html(
            f'<p class="qc qc-file"><a href="/uploads/{draft.id}/{upload.id}">{escape(upload.filename)}</a> '
            f"<span>{escape(pages)}</span></p>"
        )
    add = bool(there) and st.toggle(_("Add pages to what is there"), key=f"{draft.id}:add:{kind}")
    done = components.mount(
        "upload",
        _,
        key=f"{draft.id}:file:{kind}:{'add' if add else 'replace'}",
        path="/upload",
        fields={"application": draft.id, "purpose": kind, "add": "yes" if add else "no"},
        accept=ACCEPTED,
        limit=LARGEST,
        many=True,
    )
    if done:
        draft.refresh()
        st.rerun(scope="app")
