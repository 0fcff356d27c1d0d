"""Section “subject”: which registered enterprise it is about, what the register says of it, and the wait for that.

While the register's data are on their way the form waits in a fragment of its own, beside the others, and comes by
itself; a refusal or an answer that has run out of its time is said in a sentence, with a way on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from core import catalogue
from core.content import Content
from core.errors import QuanchengError
from core.i18n import N_, Translate
from core.outer import drafts
from core.outer.views import ApplicationView
from core.terms import Prefill, label
from core.workdays import day_in_china
from portal import ui
from portal.choosing.wishes import SEVERAL, combined, plain
from portal.form import before, fields
from portal.form.draft import Draft
from portal.services import Services

LOOK_EVERY = "2s"
SAID: Mapping[Prefill, tuple[str, str]] = {
    Prefill.ASKED: (N_("The register's data of the enterprise are being fetched. This takes a moment."), "note"),
    Prefill.REFUSED: (
        N_(
            "The authority did not release the register's data: only people of the enterprise may ask for them, and "
            "only while nothing else is under way. Ask again when that has changed."
        ),
        "bad",
    ),
    Prefill.EXPIRED: (
        N_("The register's data were fetched too long ago and may have changed since. Please fetch them again."),
        "warning",
    ),
}
FACTS = (
    "domicile.address", "scope.phrases", "capital.registered", "organs.legal_representative", "organs.directors",
    "organs.supervisors", "organs.manager", "partnership.executives", "proprietor.investor", "household.operator",
    "parent.name", "parent.head", "representatives.chief", "contact.phone",
)  # fmt: skip
"""What the register says of an enterprise, in the order of showing; what it does not say is left out."""


def render(draft: Draft) -> None:
    _ = draft.services.translate
    prior = draft.prior
    if prior is None:
        ui.facts([(_("Unified social credit code"), draft.content.subject.uscc)])
        return
    rows = [
        (_("Name of the enterprise"), draft.prior_title or prior.subject.name),
        (_("Unified social credit code"), prior.subject.uscc or draft.content.subject.uscc),
    ]
    ui.section(_("What the register says"), _("From here on only what changes is asked for; everything else stays."))
    ui.facts([*rows, *facts(prior, _, lambda place: fields.called(draft, place))])
    fields.below(draft, "subject.uscc")
    items(draft)


def items(draft: Draft) -> None:
    """What the application changes may still grow or shrink, within the same business."""
    _, procedure = draft.services.translate, draft.procedure
    if procedure.business not in SEVERAL:
        return
    stem = f"{procedure.id.rpartition('.')[0]}."
    every = catalogue.load().open_on(day_in_china(draft.services.outer.clock()))
    beside = {one.id: plain(one)[0].render(_) for one in every if one.id.startswith(stem)}
    present = [f"{stem}{one}" for one in procedure.item.split("+")]
    with st.expander(_("Change something else in the same application"), key=f"qc_items_{draft.id}"):
        chosen = st.pills(
            _(label(procedure.business)),
            list(beside),
            selection_mode="multi",
            format_func=fields.wording(beside),
            default=present,
            key=draft.key("items"),
        )
    if chosen and set(chosen) != set(present):
        wanted = combined(procedure.entity_type, [one for one in every if one.id in chosen])
        drafts.choose_items(draft.services.outer, draft.account, draft.id, wanted)
        draft.renew()
        draft.refresh()
        st.rerun(scope="app")


def facts(prior: Content, translate: Translate, called: Callable[[str], str]) -> list[tuple[str, str]]:
    """What a content says at the places that matter, named."""
    return [(called(place), text) for place in FACTS if (text := before.shown(prior, place, translate))]


def is_waiting(view: ApplicationView) -> bool:
    """Whether the form cannot be filled in for want of the register's data."""
    return view.prefill in SAID


def waiting(here: Services, view: ApplicationView) -> None:
    """In place of the form: what is waited for, and the way on."""
    _ = here.translate
    text, tone = SAID[view.prefill]
    ui.facts([(_("Unified social credit code"), view.subject)])
    ui.note(_(text), tone)
    if view.prefill is Prefill.ASKED:
        wait(here, view)
    elif st.button(_("Fetch the register's data again"), type="primary", key="ask_prefill"):
        assert here.account is not None
        drafts.ask_prefill(here.outer, here.account, view.id)
        st.rerun()


@st.fragment(run_every=LOOK_EVERY)
def wait(here: Services, view: ApplicationView) -> None:
    """Look again by itself until the data are there, or an answer says why not."""
    assert here.account is not None
    try:
        now = drafts.view(here.outer, here.account, view.id, course=False)
    except QuanchengError:
        st.rerun(scope="app")
    if now.prefill is not Prefill.ASKED:
        st.rerun(scope="app")
    ui.html('<p class="qc qc-wait" aria-hidden="true"><span></span><span></span><span></span></p>')
