"""Registering as a natural person (R10): the identity is confirmed at once, where the service can."""

from __future__ import annotations

import streamlit as st

from portal import components, ui
from portal.places import link
from portal.services import Services


def render(here: Services) -> None:
    _ = here.translate
    target = st.query_params.get("next", "/")
    if here.account is not None:
        ui.heading(_("You are signed in"), here.account.name)
        link("", _("To the home page"))
        return
    ui.heading(
        _("Register as a user"),
        _("Once, for everything: filling in, signing and receiving. What you enter here you never type again."),
    )
    with st.container(border=True, key="qc_sign_up"):
        components.mount("register", _, key="sign_up", next=target)
    ui.paragraph(
        _(
            "Your name, identity number, phone and portrait are compared with the population register. They are kept "
            "encrypted and shown to nobody but you and the officers who examine your application."
        ),
        "qc-help",
    )
    ui.paragraph(_("Registered already?"))
    link("sign-in", _("Sign in"), next=target)
