"""One's own applications, and those of others that wait for one's signature."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.i18n import Translate
from core.outer import drafts, signing
from core.outer.views import ApplicationSummary, SigningTaskSummary
from core.terms import Status
from portal import ui
from portal.places import address, go
from portal.services import Services
from portal.views import home
from portal.words import moment


def render(here: Services) -> None:
    _ = here.translate
    account = here.account
    assert account is not None
    ui.heading(_("My applications"), _("Drafts are saved by themselves; go on with them on any device."))
    with st.container(key="qc_begin", horizontal=True, gap="small"):
        if st.button(_("Begin something new"), type="primary", key="choose"):
            go("choose")
        if st.button(_("Set up a limited company"), key="begin"):
            home.begin(here)
    own = drafts.applications(here.outer, account)
    tasks = signing.tasks(here.outer, account)
    begun = {one.id for one in own}
    _tasks(_("Waiting for your signature"), [one for one in tasks if one.signed < one.needed], _)
    signed = [one for one in tasks if one.signed == one.needed and one.application_id not in begun]
    _tasks(_("Signed by you"), signed, _)
    ui.section(_("Begun by you"))
    if not own:
        ui.paragraph(_("You have not begun any application yet."), "qc-help")
        return
    ui.html('<ul class="qc qc-cards">' + "".join(_card(one, here) for one in own) + "</ul>")


def _tasks(title: str, tasks: Sequence[SigningTaskSummary], _: Translate) -> None:
    if not tasks:
        return
    ui.section(title)
    ui.html('<ul class="qc qc-cards">' + "".join(
        f'<li><a class="qc-card" href="{address("sign", id=task.application_id)}">'
        f"<strong>{escape(task.title)}</strong>"
        f"<span>{escape(_('Applicant: {name}').format(name=task.applicant))} · {escape(task.number)}</span>"
        + ui.chip(_("{signed} of {needed} signed").format(signed=task.signed, needed=task.needed),
                  "good" if task.signed == task.needed else "urgent")
        + "</a></li>" for task in tasks) + "</ul>")  # fmt: skip


def _card(one: ApplicationSummary, here: Services) -> str:
    _ = here.translate
    open_ = one.status in (Status.DRAFT, Status.RETURNED)
    share = f'<div class="qc-thin" aria-hidden="true"><div style="width:{one.progress}%"></div></div>' if open_ else ""
    status = ui.chip(_("Ready to submit"), "urgent") if one.all_signed else ui.status_chip(one.status, _)
    changed = _("Changed {at}").format(at=moment(one.updated_at))
    return (
        f'<li><a class="qc-card" href="{address("application", id=one.id)}">'
        f"<strong>{escape(one.title or _('Without a name yet'))}</strong>"
        f"<span>{escape(one.business.render(_))}</span><span>{escape(one.number)} · {escape(changed)}</span>"
        f"{status}{share}</a></li>"
    )
