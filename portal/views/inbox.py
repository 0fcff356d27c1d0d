"""Messages to the account, in the reader's present language."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.outer import accounts
from portal import ui
from portal.services import Services
from portal.words import moment


def render(here: Services) -> None:
    _ = here.translate
    account = here.account
    assert account is not None
    ui.heading(_("Inbox"), _("Everything that was sent to you by mail stands here as well."))
    letters = accounts.messages(here.outer, account)
    if not letters:
        ui.paragraph(_("Nothing has come yet."), "qc-help")
    for letter in letters:
        with st.container(border=True, key=f"letter_{letter.id}"):
            fresh = "" if letter.read else ui.chip(_("New"), "urgent")
            link = f'<p><a href="{escape(letter.link)}">{escape(_("Open"))}</a></p>' if letter.link else ""
            ui.html(
                f'<article class="qc qc-letter"><h2>{escape(letter.subject.render(_))} {fresh}</h2>'
                f'<p class="qc-time">{escape(moment(letter.at))}</p><p>{escape(letter.body.render(_))}</p>{link}'
                "</article>"
            )
            if not letter.read:
                st.button(
                    _("Mark as read"),
                    key=f"read_{letter.id}",
                    type="tertiary",
                    on_click=accounts.mark_message_read,
                    args=(here.outer, account, letter.id),
                )
