"""Signing in, by password or passkey; also shown in place of a personal page to whoever is not signed in."""

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
    ask(here, target)


def ask(here: Services, target: str, *, titled: bool = True) -> None:
    """The form; afterwards the page at `target` (a path of this site) is loaded anew."""
    _ = here.translate
    if titled:
        ui.heading(_("Sign in"), _("With your mobile number and password, or with a passkey of this device."))
    with st.container(border=True, key="qc_sign_in"):
        components.mount("sign_in", _, key="sign_in", next=target)
    link("forgotten", _("Forgotten password"))
    ui.paragraph(_("No account yet?"))
    link("sign-up", _("Register as a user"), next=target)
