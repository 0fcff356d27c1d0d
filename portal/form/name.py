"""Section “name”: composed from its parts, compared with the register and the queue while one types (R22).

Of a branch or an office the full name of the enterprise that opens it stands in front, and nothing needs to be typed
there. Which parts are asked for stands in one table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from core.catalogue.groups import Group
from core.catalogue.kinds import forms_after
from portal import ui
from portal.form import before, fields, regions
from portal.form.draft import Draft, touches

SHOWN_AT_ONCE = 8
LIKE_ANOTHER = ("name.taken", "name.identical.", "name.similar.")
"""How the rules begin by which a name is held against another."""


def _division(draft: Draft) -> None:
    regions.of_name(draft, "name.division_code")


def _trade_name(draft: Draft) -> None:
    fields.text(draft, "name.trade_name", limit=30, alone=True)
    if any(one.rule.startswith(LIKE_ANOTHER) for one in draft.findings("name.trade_name")):
        _free_names(draft)


def _free_names(draft: Draft) -> None:
    """A way out of a name that is taken or too like another."""
    _, ideas = draft.services.translate, draft.free_names()
    if not ideas:
        ui.paragraph(_("No free name like yours was found. Choose a quite different trade name."), "qc-help")
        return
    told = _("Touch one to take it. It is compared again at once; it is yours only when the authority has reserved it.")
    with st.container(key="qc_free_names"):
        ui.html(f'<p class="qc qc-text"><strong>{escape(_("Names that are free"))}</strong></p>')
        with st.container(horizontal=True):
            for number, trade in enumerate(ideas):
                st.button(trade, key=f"free_name_{draft.id}_{number}", on_click=take, args=(draft, trade))
        ui.paragraph(told, "qc-help")


@touches
def take(draft: Draft, trade: str) -> None:
    """Put a trade name in place of the present one; saving it compares it."""
    draft.put("name.trade_name", trade)
    draft.renew()


def _industry(draft: Draft) -> None:
    regions.industry_term(draft, "name.industry_term")
    regions.industry(draft, "name.industry_code")


def _owner(draft: Draft) -> None:
    _ = draft.services.translate
    owner = draft.content.name.owner
    told = _("The name begins with that of the enterprise that opens it: {name}").format(name=owner)
    ui.note(told if owner else _("The name begins with that of the enterprise that opens it; enter it there first."))


def _legal_form(draft: Draft) -> None:
    forms = forms_after(draft.procedure)
    if len(forms) > SHOWN_AT_ONCE:
        fields.pick(draft, "name.legal_form", forms, {})
    elif len(forms) > 1:
        fields.choice(draft, "name.legal_form", forms, {})
    else:
        fields.below(draft, "name.legal_form")


Part = Callable[[Draft], None]
USUAL: tuple[Part, ...] = (_division, _trade_name, _industry, _legal_form)
PARTS: Mapping[Group, tuple[Part, ...]] = {
    Group.BRANCH: (_owner, _trade_name, _legal_form),
    Group.FROM_ABROAD: (_owner, _trade_name, _legal_form),
    Group.OFFICE: (_owner, _trade_name, _legal_form),
}
"""What makes up a name, for groups of types whose names are made otherwise than a company's."""


def render(draft: Draft) -> None:
    _ = draft.services.translate
    if draft.prior is not None:
        held = draft.prior_title
        before.markup(draft, held, changed=draft.view.title != held)
    if draft.group is Group.HOUSEHOLD:
        ui.paragraph(_("A business household may do without a name: leave it empty then."), "qc-help")
    for part in PARTS.get(draft.group, USUAL):
        part(draft)


def composed(draft: Draft, full: str, distinct: bool) -> None:
    """The whole name, above its parts, and that none is like it; what is wrong with it stands beside the field."""
    _ = draft.services.translate
    ui.html(
        f'<div class="qc qc-composed"><span>{escape(_("The name will be"))}</span>'
        f'<strong lang="zh">{escape(full) or "—"}</strong></div>'
    )
    if distinct:
        ui.note(_("No identical or similar name was found. The authority has the last word."), "good")
