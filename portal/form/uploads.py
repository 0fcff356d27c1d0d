"""Section “uploads”: every material that must be brought, why, and who certifies it (R05, R20)."""

from __future__ import annotations

import streamlit as st

from core.citations import cite
from core.content import PREMISES
from core.terms import MaterialSource, label
from portal import ui
from portal.form import fields, files
from portal.form.draft import Draft


def render(draft: Draft) -> None:
    _ = draft.services.translate
    wanted = [one for one in draft.view.materials if one.source is MaterialSource.UPLOADED and one.kind != PREMISES]
    for one in wanted:
        with st.container(border=True, key=f"party_{draft.id}_file_{one.kind}"):
            ui.section(_(one.label_text))
            material = draft.procedure.material(one.kind)
            if material:
                law = cite(material.basis, draft.services.language)
                ui.paragraph(_("Asked for by: {law}").format(law=law), "qc-help")
            who = _(", ").join(f"{name or '…'} ({_(label(role))})" for role, name in one.signers)
            if who:
                ui.paragraph(_("Certified and signed by: {who}").format(who=who), "qc-help")
            files.one(draft, one.kind)
            fields.below(draft, f"uploads.{one.kind}")
    if not wanted:
        ui.note(_("In your situation nothing needs to be uploaded here."), "good")
