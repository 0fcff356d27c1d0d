"""Section “domicile”: region, address, right of use, and the uploaded proof of it."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.content import Tenure
from core.i18n import N_
from portal import components, ui
from portal.form import fields, regions
from portal.form.draft import Draft

PROOF = "premises"
TENURES = {Tenure.OWNED: N_("Owned"), Tenure.RENTED: N_("Rented"), Tenure.FREE_USE: N_("Used free of charge")}


def render(draft: Draft) -> None:
    _ = draft.services.translate
    regions.of_domicile(draft, "domicile.region_code")
    fields.text(draft, "domicile.address", limit=200, alone=True)
    fields.text(draft, "domicile.postcode", limit=6, alone=True)
    fields.choice(
        draft, "domicile.tenure", [str(one) for one in TENURES], {str(one): _(text) for one, text in TENURES.items()}
    )
    proof(draft)


def proof(draft: Draft) -> None:
    _ = draft.services.translate
    ui.section(_("Proof of the right to use the place"), _("Title deed, lease contract, or consent of the owner."))
    for upload in draft.view.uploads:
        if upload.purpose == PROOF:
            pages = _("Pages: {count}").format(count=upload.pages)
            ui.html(
                f'<p class="qc qc-file"><a href="/uploads/{draft.id}/{upload.id}">{escape(upload.filename)}</a> '
                f"<span>{escape(pages)}</span></p>"
            )
    done = components.mount(
        "upload",
        _,
        key=f"{draft.id}:proof",
        path="/upload",
        fields={"application": draft.id, "purpose": PROOF},
        accept="application/pdf,image/jpeg,image/png",
        limit=20 * 1024 * 1024,
    )
    if done:
        refresh(draft)
    fields.below(draft, "domicile.proof_upload")


def refresh(draft: Draft) -> None:
    """Show the file that has just arrived."""
    draft.refresh()
    st.rerun(scope="app")
