"""What people ask most, answered in a few sentences each."""

from __future__ import annotations

import streamlit as st

from core.i18n import N_
from portal import ui
from portal.services import Services

ANSWERS = (
    (
        N_("What does it cost?"),
        N_("Nothing. No step of registration costs anything, and nobody may ask you for money for it."),
    ),
    (
        N_("Who must sign, and how?"),
        N_(
            "Everybody whom a document names, each with an account of their own, on a phone or a computer. "
            "Whoever must sign is invited by mail and in the inbox."
        ),
    ),
    (
        N_("What is kept secret when I sign?"),
        N_(
            "The key of your signature is made in your browser for this one signing, cannot be copied out of it and is "
            "gone afterwards. We never hold it."
        ),
    ),
    (
        N_("The service says that my identity does not match. What now?"),
        N_(
            "Correct the field that is named, or send a picture of your identity document on the account page. An "
            "officer confirms it by hand; you can go on filling in meanwhile."
        ),
    ),
    (
        N_("What happens when something is missing?"),
        N_(
            "The officer asks for everything at once and only once. The reasons stand beside the very fields, and only "
            "the documents that change are signed again."
        ),
    ),
    (
        N_("Can I come to the counter instead?"),
        N_("Yes, at any time, and with what you have filled in here."),
    ),
    (
        N_("How can others check my licence?"),
        N_(
            "On the page “Verify a licence”: by its code, by its file or by a photo of its QR code. The QR code can "
            "also be checked without a connection."
        ),
    ),
)


def render(here: Services) -> None:
    _ = here.translate
    ui.heading(_("Help"))
    for question, answer in ANSWERS:
        with st.expander(_(question)):
            ui.paragraph(_(answer))
