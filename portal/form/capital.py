"""Section “capital”: the registered capital and what each member contributes, with the sum checked as one types."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.content import ContributionForm
from core.i18n import N_
from portal import ui
from portal.form import fields, parties
from portal.form.draft import Draft, touches
from portal.words import wan

FORMS = {
    ContributionForm.MONEY: N_("Money"),
    ContributionForm.IN_KIND: N_("In kind"),
    ContributionForm.INTELLECTUAL_PROPERTY: N_("Intellectual property"),
    ContributionForm.LAND_USE: N_("Land-use right"),
}


def render(draft: Draft) -> None:
    _, content = draft.services.translate, draft.content
    fields.amount(draft, "capital.registered")
    ui.section(_("Members"), _("Who contributes is a member. Tick the members, then give each one's share."))
    pick_members(draft)
    names = parties.names(content, _)
    for number, contribution in enumerate(content.capital.contributions):
        with st.container(border=True, key=f"share_{draft.id}_{contribution.party}"):
            ui.section(names.get(contribution.party, contribution.party))
            place = f"capital.contributions.{number}"
            fields.amount(draft, f"{place}.amount")
            labels = {str(form): _(text) for form, text in FORMS.items()}
            fields.choice(draft, f"{place}.form", list(labels), labels)
            fields.day(draft, f"{place}.due")
            fields.below(draft, f"{place}.party")
    total(draft)
    fields.below(draft, "capital.contributions")


def pick_members(draft: Draft) -> None:
    _ = draft.services.translate
    names = parties.names(draft.content, _)
    key = draft.key("members")
    st.pills(
        _("Members"),
        list(names),
        selection_mode="multi",
        format_func=fields.wording(names),
        default=[one for one in draft.content.members if one in names],
        key=key,
        on_change=set_members,
        args=(draft, key),
        label_visibility="collapsed",
    )
    fields.below(draft, "capital")


@touches
def set_members(draft: Draft, key: str) -> None:
    """Keep the shares of those who stay members, begin empty ones for those who become it."""
    chosen = list(st.session_state[key] or ())

    def alter(plain: dict[str, Any]) -> None:
        held = {one["party"]: one for one in plain["capital"]["contributions"]}
        order = [one for one in held if one in chosen] + [one for one in chosen if one not in held]
        plain["capital"]["contributions"] = [held.get(one, {"party": one}) for one in order]

    before = draft.content.members
    draft.change("capital.contributions", alter)
    if draft.content.members != before:  # the rows moved: what the widgets hold belongs to other rows now
        draft.renew()


def total(draft: Draft) -> None:
    """The sum of the shares against the registered capital."""
    _, capital = draft.services.translate, draft.content.capital
    if not capital.contributions or not capital.registered:
        return
    sum_ = sum(one.amount for one in capital.contributions)
    text = _("Contributions: {sum} of {registered} (ten thousand yuan)").format(
        sum=wan(sum_) or "0", registered=wan(capital.registered)
    )
    if sum_ == capital.registered:
        ui.note(text, "good")
        return
    rest = _("Still missing: {rest}") if sum_ < capital.registered else _("Too much by: {rest}")
    ui.note(f"{text} · {rest.format(rest=wan(abs(capital.registered - sum_)))}", "warning")
