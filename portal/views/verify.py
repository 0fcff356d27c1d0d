"""Verifying a licence: by code, by its file, by its QR code; the facts stand apart, never one word for all."""

from __future__ import annotations

import streamlit as st

from core.errors import QuanchengError
from core.i18n import N_
from core.outer import inquiry
from core.outer.inquiry import LicenceVerification
from portal import components, parcels, ui
from portal.places import link
from portal.services import Services
from portal.words import moment

FACT_NAMES = {
    "intact": N_("Unchanged"),
    "issuer": N_("Sealed by"),
    "trusted": N_("Seal trusted"),
    "registered": N_("In the register"),
    "current": N_("Present status"),
    "traced": N_("In the trace"),
}
BY_CODE, BY_FILE, BY_TEXT = "code", "file", "text"
WAYS = {BY_CODE: N_("By code"), BY_FILE: N_("By file or photo"), BY_TEXT: N_("By QR text")}


def render(here: Services) -> None:
    _ = here.translate
    ui.heading(_("Verify a licence"), _("What is checked is shown one by one, and so is what could not be checked."))
    way = st.pills(
        _("Way of verifying"),
        list(WAYS),
        format_func=lambda one: _(WAYS[one]),
        default=BY_CODE,
        required=True,
        key="verify_way",
        label_visibility="collapsed",
    )
    if way == BY_CODE:
        text = st.text_input(
            _("Unified social credit code or licence serial"),
            value=st.query_params.get("code", ""),
            key="verify_code",
            max_chars=40,
        )
        st.button(_("Verify"), type="primary", key="verify_now")
        if text.strip():
            show(here, inquiry.verify_code(here.outer, text))
    elif way == BY_FILE:
        done = components.mount(
            "upload", _, key="verify_file", path="/verify", accept="application/pdf,image/*", limit=20 * 1024 * 1024
        )
        if done:
            st.session_state["verified"] = str(done.get("parcel", ""))
        parcel = parcels.look(st.session_state.get("verified", ""))
        if parcel:
            ui.section(parcel.filename)
            show(here, parcel.verification)
    else:
        text = st.text_area(_("Text of the QR code"), key="verify_text", height=120, max_chars=4000)
        if text.strip():
            try:
                show(here, inquiry.verify_qr(here.outer, text))
            except QuanchengError as error:
                ui.failure(error, _)


def show(here: Services, found: LicenceVerification) -> None:
    _ = here.translate
    if found.good:
        ui.note(_("Everything that was checked is in order."), "good")
    ui.checked((fact.holds, _(FACT_NAMES[fact.name]), fact.detail.render(_)) for fact in found.facts)
    if found.enterprise:
        ui.facts(
            (
                (_("Enterprise"), found.enterprise.name),
                (_("Unified social credit code"), found.enterprise.uscc),
                (_("As of"), moment(found.enterprise.as_of)),
            )
        )
        link("enterprise", _("To the register"), code=found.enterprise.uscc)
