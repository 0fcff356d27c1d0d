"""An application after it was submitted: receipt with its place in the trace, every step, the result."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any

import streamlit as st

from core.catalogue import Procedure
from core.i18n import N_, Translate
from core.outer import objections, submission
from core.outer.accounts import AccountView
from core.outer.views import ApplicationView
from core.terms import Action, Effect, NoticeStatus, Status, label
from portal import ui
from portal.places import link
from portal.services import Services
from portal.views import ceremony
from portal.words import moment

# The steps that an applicant waits for, in order.
WAY = (Status.SUBMITTED, Status.RECEIVED, Status.ACCEPTED, Status.EXAMINING, Status.PROPOSED, Status.APPROVED,
       Status.ISSUED, Status.ARCHIVED, Status.PUBLICISED)  # fmt: skip
REFUSALS = (Status.NOT_ACCEPTED, Status.REFUSED)
WAITING = {
    Status.SUBMITTED: N_("On its way to the registration authority."),
    Status.RECEIVED: N_("The authority has received it and decides on acceptance."),
    Status.ACCEPTED: N_("Accepted; an officer will take it."),
    Status.EXAMINING: N_("An officer is examining it."),
    Status.PROPOSED: N_("Examined; a second officer decides."),
    Status.APPROVED: N_("Approved; it is being entered in the register."),
    Status.WITHDRAWAL_REQUESTED: N_("Your wish to withdraw is with the authority."),
}
DONE: Mapping[Effect, str] = {
    Effect.CANCEL: N_("The enterprise is cancelled. Its licence is void."),
    Effect.RESERVE_NAME: N_("The name is reserved."),
}
"""What came of it, where that is not an entry that stands in the register from now on."""
REGISTERED = N_("It is registered.")


def render(here: Services, account: AccountView, view: ApplicationView) -> None:
    _, name = here.translate, view.norm.title.render(here.translate)
    ui.heading(view.title or name, f"{name} · {_('Application')} {view.number}", view="case")
    as_of = _("as of {at}").format(at=moment(view.as_of))
    ui.html(f'<p class="qc">{ui.status_chip(view.status, _)} <span class="qc-time">{as_of}</span></p>')
    if view.status in WAITING:
        ui.note(_(WAITING[view.status]))
        st.button(_("Look again"), key="look_again")
    procedure = view.norm
    announced(here, view)
    result(here, view, procedure)
    course(view, procedure, _)
    if view.receipt:
        receipt(here, view.receipt)
    ui.section(_("Documents"))
    ceremony.list_documents(view.documents, procedure, here)
    if Action.REQUEST_WITHDRAWAL in view.actions:
        with st.expander(_("Ask to withdraw")):
            ui.paragraph(_("The authority withdraws the application unless it has decided by then."))
            if st.button(_("Ask to withdraw"), key="withdraw"):
                submission.request_withdrawal(here.outer, account, view.id)
                st.rerun()


def announced(here: Services, view: ApplicationView) -> None:
    """While its public notice runs: until when, and what may come of it."""
    _ = here.translate
    notices = objections.of_enterprise(here.outer, view.subject) if view.status is Status.ANNOUNCED else []
    for one in notices:
        if one.case_id == view.id:
            text = _(
                "The cancellation is announced publicly from {first} to {last}. When the days are over it goes on by "
                "itself and an officer decides; you need do nothing."
            )
            ui.note(text.format(first=one.starts, last=one.ends))
            if one.status is NoticeStatus.OBJECTED:
                ui.note(_("Somebody objected. The officer must decide upon that first."), "warning")
            link("notices", _("Read the notice as everybody sees it"), case=view.id)


def result(here: Services, view: ApplicationView, procedure: Procedure) -> None:
    """The licence, or the grounds."""
    _ = here.translate
    uscc = str(view.result.get("uscc", ""))
    if uscc:
        ui.note(_(DONE.get(procedure.effect, REGISTERED)), "good")
        ui.facts(((_("Unified social credit code"), uscc),))
    if view.result.get("licence"):
        shown, alt = f"/results/{view.id}/licence", escape(_("Electronic licence"))
        ui.html(
            f'<figure class="qc qc-licence"><a href="{shown}/0.png?width=1600" title="{escape(_("Enlarge"))}">'
            f'<img src="{shown}/0.png?width=1200" alt="{alt}" width="1123" height="794"></a>'
            f'<figcaption><a class="qc-button qc-primary" href="{shown}.pdf" download>'
            f"{escape(_('Download the licence'))}</a></figcaption></figure>"
        )
    if uscc and view.status is Status.PUBLICISED:
        link("enterprise", _("To the register"), code=uscc)
    if view.status in REFUSALS:
        for event in view.events:
            if event.details.get("grounds"):
                ui.note(str(event.details["grounds"]), "bad", _("Grounds:"))
    if view.result.get("notice"):
        ui.html(
            f'<p class="qc"><a href="/results/{view.id}/notice.pdf" download>'
            f"{escape(_('Download the authority’s notice'))}</a></p>"
        )


def called(status: Status, procedure: Procedure, _: Translate) -> str:
    """What a step is called; not every business brings a licence."""
    if status is Status.ISSUED and not procedure.licence:
        return _("Entered in the register")
    return _(label(status))


def course(view: ApplicationView, procedure: Procedure, _: Translate) -> None:
    """What happened, and what is still to come; the public notice only where the procedure has one."""
    ui.section(_("Course"))
    after = WAY.index(Status.ACCEPTED) + 1
    whole = (*WAY[:after], Status.ANNOUNCED, *WAY[after:]) if procedure.notice_days else WAY
    seen: dict[Status, datetime] = {}
    for event in view.events:
        if event.status in whole:
            seen.setdefault(event.status, event.at)
    ended = view.status not in whole and view.status is not Status.WITHDRAWAL_REQUESTED
    way = [status for status in whole if status in seen or not ended]
    rows = [(called(status, procedure, _), moment(seen[status]) if status in seen else "", "") for status in way]
    if ended:
        rows.append((_(label(view.status)), moment(view.as_of), ""))
    ui.timeline(rows)


def receipt(here: Services, held: Mapping[str, Any]) -> None:
    _ = here.translate
    ui.section(_("Receipt"), _("Keep it: it shows that and when you submitted, and can be checked by anyone."))
    ui.facts(
        (
            (_("Application"), str(held["number"])),
            (_("Submission"), str(held["round"])),
            (_("Submitted"), moment(datetime.fromisoformat(held["submitted_at"]))),
            (_("Documents"), str(held["documents"])),
            (_("Entry in the trace"), str(held["trace_index"])),
            (_("Hash of the entry"), str(held["leaf_hash"])),
            (_("SHA-256 of the list of documents"), str(held["manifest_sha256"])),
        )
    )
    with st.expander(_("Signed checkpoint of the trace")):
        st.code(str(held["checkpoint"]), language=None)
