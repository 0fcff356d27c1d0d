"""The pack while it is signed: documents, who has signed and who has not, inviting again, submitting."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.errors import QuanchengError
from core.i18n import Translate
from core.outer import packs, submission
from core.outer.accounts import AccountView
from core.outer.signing import may_sign, task
from core.outer.views import ApplicationView, SignatoryView, SigningTask
from core.terms import label
from portal import ui
from portal.form import materials
from portal.places import go, link
from portal.services import Services
from portal.views import ceremony
from portal.words import moment

MANIFEST = "manifest"


def render(here: Services, account: AccountView, view: ApplicationView) -> None:
    _, name = here.translate, view.norm.title.render(here.translate)
    ui.heading(view.title or name, f"{name} · {_('Application')} {view.number}", view="pack")
    pack = [one for one in view.documents if one.kind != MANIFEST]
    needed = sum(len(one.slots) for one in pack)
    signed = sum(slot.signed_at is not None for one in pack for slot in one.slots)
    ui.progress(round(100 * signed / needed) if needed else 0, _("Signatures made"))
    if any(slot.mine and slot.signed_at is None for one in pack for slot in one.slots):
        ui.note(_("Your own signature is needed."), "warning")
        if st.button(_("Read and sign"), type="primary", key="to_sign"):
            go("sign", id=view.id)
    if signed == needed:
        finish(here, account, view)
    signatories(here, account, view)
    ui.section(_("Documents"))
    ceremony.list_documents(pack, view.norm, here)
    materials.held(view, _)
    with st.expander(_("Back to editing")):
        ui.paragraph(_("Change something? Only the documents that change are made and signed anew."))
        if st.button(_("Back to editing"), key="reopen"):
            packs.reopen(here.outer, account, view.id)
            st.session_state.pop(f"draft:{view.id}", None)
            st.rerun()


def signatories(here: Services, account: AccountView, view: ApplicationView) -> None:
    _ = here.translate
    ui.section(_("Who signs"))
    own = {slot.party for document in view.documents for slot in document.slots if slot.mine}
    for one in view.signatories:
        with st.container(border=True, horizontal=True, key=f"signatory_{one.party}", vertical_alignment="center"):
            done = one.signed == one.needed
            ui.html(
                f'<div class="qc qc-signatory"><strong>{escape(one.name)}</strong>'
                f"<span>{escape(_(', ').join(_(label(role)) for role in one.roles))}</span>"
                f"{ui.chip(_state(one, one.party in own, _), 'good' if done else 'theirs')}</div>"
            )
            if not done and one.party not in own:
                st.button(
                    _("Invite again"),
                    key=f"resend_{one.party}",
                    on_click=packs.resend_invitation,
                    args=(here.outer, account, view.id, one.party),
                )


def _state(one: SignatoryView, own: bool, _: Translate) -> str:
    if one.signed == one.needed:
        return _("Has signed")
    if own:
        return _("To be signed by you")
    if one.signed:
        return _("{signed} of {needed} signed").format(signed=one.signed, needed=one.needed)
    if one.accepted:
        return _("Has opened the invitation")
    return _("Invited {at}").format(at=moment(one.invited_at)) if one.invited_at else _("Not invited yet")


def finish(here: Services, account: AccountView, view: ApplicationView) -> None:
    """Sign the list of all documents and submit."""
    _ = here.translate
    ui.section(
        _("Submit"),
        _("Everybody has signed. Last, you sign the list of all documents, so that nothing can be exchanged."),
    )
    if not may_sign(here.outer, account, view.id):
        ui.note(_("Your identity must be confirmed before you can sign and submit."), "warning")
        link("account", _("To my account"))
        return
    submission.prepare_manifest(here.outer, account, view.id)
    mine = task(here.outer, account, view.id)
    manifest = [one for one in mine.documents if one.kind == MANIFEST]
    if all(one.complete for one in manifest):
        send(here, account, view)
        return
    only = SigningTask(mine.application_id, mine.number, mine.title, mine.applicant, mine.status, tuple(manifest))
    consent = _("I declare that what is submitted is true and lawful, and that I answer for it.")
    if ceremony.mount(here, only, view.norm, key="manifest", consent=consent):
        send(here, account, view)


def send(here: Services, account: AccountView, view: ApplicationView) -> None:
    """Submit; the same round is never submitted twice, whatever is pressed how often."""
    _ = here.translate
    try:
        submission.submit(here.outer, account, view.id, f"{view.id}.{view.round}")
    except QuanchengError as error:
        ui.failure(error, _)
        st.button(_("Submit"), type="primary", key="submit_again")
        return
    st.rerun()
