"""Public notices before a simple cancellation: which run now, and objecting to one (R05).

Anyone reads them; whoever has a confirmed identity may object. The words go to the officer of the case.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from core.errors import NotFound, QuanchengError
from core.i18n import Translate
from core.outer import objections
from core.outer.objections import NoticeView
from core.terms import IdentityStatus
from portal import ui
from portal.places import address, link
from portal.services import Services
from portal.views import sign_in

DONE = "objected"


def render(here: Services) -> None:
    _ = here.translate
    wanted = st.query_params.get("case", "")
    found = objections.running(here.outer)
    if wanted:
        one = next((notice for notice in found if notice.case_id == wanted), None)
        if one is None:
            raise NotFound()
        _object(here, one)
        return
    ui.heading(
        _("Public notices"),
        _(
            "These enterprises want to be cancelled in the simple way, without debts. Whoever still has a claim, "
            "whoever works there, and any authority may object until the last day."
        ),
    )
    if not found:
        ui.note(_("No notice is running now."))
        return
    ui.html('<ul class="qc qc-cards">' + "".join(_card(one, _) for one in found) + "</ul>")


def _card(one: NoticeView, _: Translate) -> str:
    days = _("from {first} to {last}").format(first=one.starts, last=one.ends)
    label_ = _("Object to the simple cancellation of {name}").format(name=one.name)
    page, form = address("enterprise", code=one.uscc), address("notices", case=one.case_id)
    return (
        f'<li class="qc-card"><a href="{escape(page)}"><strong lang="zh">{escape(one.name)}</strong></a>'
        f"<span>{escape(one.uscc)}</span><span>{escape(days)}</span>"
        f'<a href="{escape(form)}" aria-label="{escape(label_)}">{escape(_("Object"))}</a></li>'
    )


def _object(here: Services, one: NoticeView) -> None:
    _ = here.translate
    ui.heading(_("Object to the simple cancellation"), one.name)
    ui.facts(
        (
            (_("Unified social credit code"), one.uscc),
            (_("Notice"), _("from {first} to {last}").format(first=one.starts, last=one.ends)),
        )
    )
    if st.session_state.get(DONE) == one.case_id:
        _thanks(_)
    elif here.account is None:
        ui.note(_("Sign in under your own name first, so that the officer knows who objects."))
        sign_in.ask(here, address("notices", case=one.case_id), titled=False)
    elif here.account.identity is not IdentityStatus.CONFIRMED:
        ui.note(_("Your identity must be confirmed before you can object."), "warning")
        link("account", _("To my account"))
    else:
        _form(here, one)
    link("notices", _("All notices"))


def _form(here: Services, one: NoticeView) -> None:
    _ = here.translate
    assert here.account is not None  # only shown to whoever is signed in
    ui.paragraph(_("Say in 10 to 2000 characters which claim you have, against whom, and since when."), "qc-help")
    with st.form("objection", border=False):
        text = st.text_area(_("What stands against it"), max_chars=objections.LONGEST, height=180)
        sent = st.form_submit_button(_("Send the objection"), type="primary")
    ui.paragraph(_("Your name and telephone number go to the officer with it. It is not published."), "qc-help")
    if not sent:
        return
    try:
        objections.object_to(here.outer, here.account, one.case_id, text)
    except QuanchengError as error:
        ui.failure(error, _)
        return
    st.session_state[DONE] = one.case_id
    st.rerun()


def _thanks(_: Translate) -> None:
    ui.note(
        _(
            "Your objection is on its way to the officer of the case, who must decide upon it before anything goes on. "
            "Keep your proof; the authority may ask you for it by telephone."
        ),
        "good",
        _("Sent."),
    )
