"""The first page: the way to what one wants to do; for signed-in people what waits for them.

An invitation (`/?invite=…`) only routes: it shows nothing before the right person is signed in and confirmed, and
says the same to anybody else as to an unknown link.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from core.errors import NotFound
from core.i18n import Translate
from core.outer import drafts, packs, signing
from core.outer.accounts import AccountView
from core.terms import IdentityStatus, Status
from portal import ui
from portal.places import address, go, link
from portal.services import Services
from portal.views import sign_in

PROCEDURE = "LLC.SETUP"


def render(here: Services) -> None:
    token = st.query_params.get("invite")
    if token:
        invited(here, token)
        return
    _ = here.translate
    ui.html(
        f'<div class="qc qc-hero"><h1>{escape(_("Register your enterprise, wholly online"))}</h1>'
        f"<p>{escape(_('Fill in, sign and submit on your phone. No visit, no paper, no fee.'))}</p></div>"
    )
    if here.account is not None:
        waiting(here, here.account)
    with st.container(key="qc_begin", horizontal=True, gap="small"):
        if st.button(_("What do you want to do?"), type="primary", key="choose"):
            go("choose")
        if st.button(_("Set up a limited company"), key="begin"):
            begin(here)
        if here.account is None:
            link("sign-in", _("Sign in"))
            link("sign-up", _("Register as a user"))
    _tiles(_)
    _steps(_)


def begin(here: Services) -> None:
    if here.account is None:
        go("sign-in", next=address("applications"))
        return
    application_id = drafts.begin(here.outer, here.account, PROCEDURE)
    go("application", id=application_id)


def invited(here: Services, token: str) -> None:
    _ = here.translate
    if here.account is None:
        ui.heading(
            _("You are asked to sign"),
            _("Sign in under your own name first. If you have no account yet, register; it takes two minutes."),
        )
        sign_in.ask(here, address("", invite=token), titled=False)
        return
    if here.account.identity is not IdentityStatus.CONFIRMED:
        ui.heading(_("You are asked to sign"))
        ui.note(_("Your identity must be confirmed before documents are shown to you."), "warning")
        link("account", _("To my account"))
        return
    try:
        application_id = packs.accept_invitation(here.outer, here.account, token)
    except NotFound:
        ui.heading(_("This invitation cannot be used"))
        ui.note(_("The link is unknown, expired or used, or it is meant for another person. Ask for a new one."), "bad")
        return
    go("sign", id=application_id)


def waiting(here: Services, account: AccountView) -> None:
    """What waits for this person, most urgent first."""
    _ = here.translate
    with st.container(key="qc_waiting"):
        if account.identity is IdentityStatus.MANUAL:
            ui.note(
                _(
                    "An officer is confirming your identity. Meanwhile you can fill in, sign and submit applications "
                    "of your own; only approval waits for the officer."
                )
            )
        elif account.identity is not IdentityStatus.CONFIRMED:
            ui.note(_("Your identity is not confirmed yet. Filling in goes on; signing needs it."), "warning")
            link("account", _("Confirm my identity"))
        for task in signing.tasks(here.outer, account):
            if task.signed < task.needed:
                text = _("Your signature is needed: {title}").format(title=task.title)
                link("sign", f"✎ {text}", id=task.application_id)
        for one in drafts.applications(here.outer, account)[:5]:
            if one.status in (Status.DRAFT, Status.RETURNED):
                text = _("Complete and submit again: {title}") if one.status is Status.RETURNED else _("Go on: {title}")
                link("application", f"→ {text.format(title=one.title or one.number)}", id=one.id)
            elif one.all_signed:
                text = _("Everybody has signed. Submit: {title}")
                link("application", f"→ {text.format(title=one.title)}", id=one.id)


def _tiles(_: Translate) -> None:
    tiles = (
        ("/register", _("Search the public register"), _("Enterprises, their licences and status. Open to anyone.")),
        ("/verify", _("Verify a licence"), _("By code, by its file, or by a photo of its QR code.")),
        ("/notices", _("Public notices"), _("Simple cancellations announced now. Whoever is concerned may object.")),
        ("/applications", _("My applications"), _("Go on where you left off, on any device.")),
    )
    body = "".join(
        f'<a class="qc-tile" href="{path}"><strong>{escape(title)}</strong><span>{escape(text)}</span></a>'
        for path, title, text in tiles
    )
    ui.html(f'<nav class="qc qc-tiles" aria-label="{escape(_("Services"))}">{body}</nav>')


def _steps(_: Translate) -> None:
    steps = (
        (_("Register as a user"), _("Name, identity number, phone and portrait; confirmed at once.")),
        (_("Fill in"), _("Checked while you type, saved by itself.")),
        (_("Sign"), _("Everybody signs on their own phone.")),
        (_("Submit"), _("You get a receipt and see every step.")),
        (_("Get the licence"), _("The electronic licence comes here, free of charge.")),
    )
    body = "".join(f"<li><strong>{escape(name)}</strong><span>{escape(text)}</span></li>" for name, text in steps)
    ui.html(f'<div class="qc qc-section"><h2>{escape(_("How it goes"))}</h2></div><ol class="qc qc-way">{body}</ol>')
