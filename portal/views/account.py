"""One's account: identity and its confirmation, passkeys, sessions (R10, R12, A32)."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from core.errors import QuanchengError
from core.i18n import N_, Translate
from core.masking import mask_identity, mask_phone
from core.outer import accounts, manual_identity, passkeys
from core.outer.accounts import AccountView
from core.terms import IdentityStatus, label
from portal import components, ui
from portal.places import link
from portal.services import Services
from portal.words import moment

FIELDS: Mapping[str, str] = {
    "name": N_("Name"),
    "identity_number": N_("Resident identity number"),
    "phone": N_("Mobile number"),
    "portrait": N_("Portrait"),
}


def render(here: Services) -> None:
    _ = here.translate
    account = here.account
    assert account is not None
    ui.heading(_("My account"))
    with st.container(border=True, key="qc_identity"):
        identity(here, account)
    with st.container(border=True, key="qc_passkeys"):
        show_passkeys(here, account)
    with st.container(border=True, key="qc_sessions"):
        show_sessions(here, account)
    with st.expander(_("Change the password"), key="qc_password"):
        if components.mount("change_password", _, key="change_password"):
            st.session_state["password_changed"] = True
        if st.session_state.get("password_changed"):
            ui.note(_("The password is changed. All other devices were signed out."), "good")
    components.mount("sign_out", _, key="sign_out", next="/")


def identity(here: Services, account: AccountView) -> None:
    _ = here.translate
    ui.section(_("Identity"))
    ui.facts(
        (
            (_("Name"), account.name),
            (_("Resident identity number"), mask_identity(account.identity_number)),
            (_("Mobile number"), mask_phone(account.phone)),
            (_("E-mail"), account.email),
            (_("Identity"), _(label(account.identity))),
        )
    )
    if account.identity is IdentityStatus.CONFIRMED:
        ui.note(_("Your identity is confirmed. You can sign and submit."), "good")
        target = st.query_params.get("next", "")
        if target:
            ui.html(f'<p class="qc"><a class="qc-button qc-primary" href="{_own(target)}">{_("Go on")}</a></p>')
        return
    _explain(account, _)
    if account.identity is not IdentityStatus.MANUAL:
        correct(here, account)
    material(here, account)


def _own(target: str) -> str:
    """The target when it lies within this site, else the home page, fit for an attribute."""
    # Browsers leave tabs and line ends out of addresses: what is not printable could hide a second slash.
    within = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return escape(target) if within else "/"


def _explain(account: AccountView, _: Translate) -> None:
    if account.identity is IdentityStatus.MISMATCH:
        named = _(", ").join(_(FIELDS.get(field, field)) for field in account.mismatched)
        ui.note(_("The population register does not agree with: {fields}.").format(fields=named), "bad")
    elif account.identity is IdentityStatus.MANUAL:
        ui.note(_("An officer is looking at your material. You can go on filling in and submit meanwhile."))
    elif account.identity is IdentityStatus.REFUSED:
        ui.note(_("An officer could not confirm your identity. See the message in your inbox."), "bad")
    else:
        ui.note(_("The identity service has not answered yet. Try again, or ask an officer."), "warning")


def correct(here: Services, account: AccountView) -> None:
    """Correct what does not match, and ask the service again."""
    _ = here.translate
    with st.form("correct_identity", border=False):
        name = st.text_input(_("Name"), value=account.name, key="correct_name", max_chars=100)
        number = st.text_input(
            _("Resident identity number"), value=account.identity_number, key="correct_number", max_chars=18
        )
        if st.form_submit_button(_("Check again"), type="primary"):
            try:
                accounts.confirm_identity(here.outer, account, name=name, identity_number=number)
            except QuanchengError as error:
                ui.failure(error, _)
            else:
                st.rerun()


def material(here: Services, account: AccountView) -> None:
    """Electronic identity material for an officer (R12)."""
    _ = here.translate
    asked = manual_identity.latest(here.outer, account)
    if asked and asked.answered_at is None:
        ui.paragraph(_("Material sent {at}.").format(at=moment(asked.asked_at)), "qc-help")
        return
    ui.section(
        _("Have an officer confirm it"),
        _("Send pictures of your identity document (both sides) and, if need be, a certificate of a changed name."),
    )
    done = components.mount(
        "upload",
        _,
        key="identity_material",
        path="/identity-material",
        accept="application/pdf,image/*",
        many=True,
        limit=20 * 1024 * 1024,
    )
    if done:
        st.rerun()


def show_passkeys(here: Services, account: AccountView) -> None:
    _ = here.translate
    ui.section(_("Passkeys"), _("Sign in and confirm signatures by finger, face or PIN, without password and code."))
    for one in passkeys.list_(here.outer, account):
        with st.container(horizontal=True, key=f"passkey_{one.id}", vertical_alignment="center"):
            used = moment(one.last_used_at) if one.last_used_at else _("never")
            ui.facts(((one.label, _("Added {at}, last used {used}").format(at=moment(one.created_at), used=used)),))
            st.button(
                _("Remove"),
                key=f"remove_{one.id}",
                on_click=passkeys.remove,
                args=(here.outer, account, one.id),
            )
    if components.mount("add_passkey", _, key="add_passkey"):
        st.rerun()


def show_sessions(here: Services, account: AccountView) -> None:
    _ = here.translate
    ui.section(_("Signed-in devices"), _("End a session that you do not recognise; it stops working at once."))
    for one in accounts.sessions(here.outer, account):
        with st.container(horizontal=True, key=f"session_{one.id}", vertical_alignment="center"):
            mark = _("This device") if one.current else device(one.agent)
            ui.facts(((mark, _("Since {at}, last used {used}").format(
                at=moment(one.created_at), used=moment(one.last_seen_at))),))  # fmt: skip
            if not one.current:
                st.button(
                    _("End"),
                    key=f"end_{one.id}",
                    on_click=accounts.revoke_session,
                    args=(here.outer, account, one.id),
                )
    link("", _("To the home page"))


def device(agent: str) -> str:
    """A short name of a browser from what it says of itself."""
    systems = ("HarmonyOS", "Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
    browsers = ("MicroMessenger", "Edg", "Firefox", "Chrome", "Safari")
    system = next((name for name in systems if name in agent), "")
    browser = next((name for name in browsers if name in agent), "")
    names = {"Edg": "Edge", "MicroMessenger": "WeChat"}
    return " · ".join(part for part in (system, names.get(browser, browser)) if part) or agent[:40] or "—"
