"""One person's signing of one application: read, state the intent, confirm, sign (R14, R15)."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.outer import drafts, signing
from core.terms import Role, Status
from portal import ui
from portal.places import link
from portal.services import Services
from portal.views import ceremony


def render(here: Services) -> None:
    _ = here.translate
    account = here.account
    assert account is not None
    application_id = st.query_params.get("id", "")
    if not signing.may_sign(here.outer, account, application_id):
        ui.heading(_("Sign documents"))
        ui.note(_("Your identity must be confirmed before documents are shown to you."), "warning")
        link("account", _("To my account"))
        return
    task = signing.task(here.outer, account, application_id)
    ui.heading(task.title, _("Application {number} of {name}").format(number=task.number, name=task.applicant))
    pack = [one for one in task.documents if one.kind != "manifest"]
    waiting = [one for one in pack if any(slot.mine and slot.signed_at is None for slot in one.slots)]
    whole = drafts.view(here.outer, account, application_id, course=False)
    if task.status is not Status.SIGNING:
        ui.note(_("There is nothing to sign at the moment: the application is being edited or was submitted."))
    elif not waiting:
        if Role.APPLICANT in whole.roles:
            ui.note(_("You have signed everything here. Once everybody has signed, submit the application."), "good")
        else:
            ui.note(_("You have signed everything here. Thank you; nothing more is needed of you."), "good")
        link("application", _("To the application"), id=application_id)
    else:
        ui.paragraph(_("Open each document, read it to its end, then confirm that you sign it."))
        only = replace(task, documents=tuple(waiting))
        if ceremony.mount(here, only, whole.norm, key=f"sign_{application_id}"):
            st.rerun()
        return
    ui.section(_("Documents"))
    ceremony.list_documents(pack, whole.norm, here)
