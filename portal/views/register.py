"""The public register: anyone finds an enterprise by name or code."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.i18n import Translate
from core.outer import inquiry
from core.outer.inquiry import PublicEnterprise
from core.terms import EnterpriseStatus, label
from portal import ui
from portal.places import address
from portal.services import Services
from portal.words import day


def render(here: Services) -> None:
    _ = here.translate
    ui.heading(_("Public register"), _("Enter part of a name, or a unified social credit code."))
    text = st.text_input(
        _("Name or code"), key="register_text", value=st.query_params.get("text", ""), type="search", live="400ms"
    )
    if len(text.strip()) < 2:
        return
    found = inquiry.search(here.outer, text)
    if not found:
        ui.note(_("No enterprise of that name or code is in the register."))
        return
    ui.paragraph(_("Found: {count}").format(count=len(found)), "qc-help")
    ui.html('<ul class="qc qc-cards">' + "".join(_card(one, _) for one in found) + "</ul>")


def _card(one: PublicEnterprise, _: Translate) -> str:
    tone = "good" if one.status is EnterpriseStatus.EXISTING else "ended"
    as_of = _("as of {day}").format(day=day(one.as_of))
    return (
        f'<li><a class="qc-card" href="{escape(address("enterprise", code=one.uscc))}"><strong lang="zh">'
        f"{escape(one.name)}</strong>{_former(one, _)}<span>{escape(one.uscc)} · {escape(as_of)}</span>"
        f"{ui.chip(_(label(one.status)), tone)}</a></li>"
    )


def _former(one: PublicEnterprise, _: Translate) -> str:
    """The earlier name by which it was found."""
    if not one.former_names:
        return ""
    return f"<span>{escape(_('Formerly: {names}').format(names='、'.join(one.former_names)))}</span>"
