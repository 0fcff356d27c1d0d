"""Section “capital”: the capital or fund and what each member, partner or founder contributes, summed as one types.

Of which types the total is nothing but the sum of the shares stands in `core.derived`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core import rules
from core.catalogue.groups import Group
from core.content import ContributionForm
from core.derived import derived
from core.i18n import N_
from core.rules.asked import has_members
from portal import ui
from portal.form import before, fields, parties
from portal.form.draft import Draft, touches
from portal.form.wording import WORDS
from portal.words import wan

F = ContributionForm
USUAL = (F.MONEY, F.IN_KIND, F.INTELLECTUAL_PROPERTY, F.LAND_USE, F.EQUITY)
FORMS: Mapping[Group, tuple[ContributionForm, ...]] = {
    Group.PARTNERSHIP: (F.MONEY, F.IN_KIND, F.INTELLECTUAL_PROPERTY, F.LAND_USE, F.LABOUR),
    Group.COOPERATIVE: (F.MONEY, F.IN_KIND, F.INTELLECTUAL_PROPERTY, F.LAND_USE),
}
"""In what one may contribute, where it is not what it is for companies."""

MEMBERS = N_("Who contributes is a member. Tick the members, then give each one's share.")
TICK: Mapping[Group, str] = {
    Group.PARTNERSHIP: N_("Who contributes is a partner. Tick the partners, then give each one's share."),
    Group.COOPERATIVE: N_("Tick everybody who joins, then give what each contributes."),
    Group.LEGAL_PERSON: N_("Tick who gives the fund, then how much each gives."),
}
"""How those who contribute are entered, where they are no company's members."""


def is_summed(draft: Draft) -> bool:
    """Whether the capital is the sum of the contributions, and no number of its own."""
    return "capital.registered" in derived(draft.procedure)


def render(draft: Draft) -> None:
    _, content = draft.services.translate, draft.content
    if not is_summed(draft):
        fields.amount(draft, "capital.registered")
    if not has_members(draft.procedure) or not draft.asks("capital.contributions"):
        return
    ui.section(*share_words(draft))
    if draft.prior is not None:
        held = before.shares(draft.prior, _)
        before.markup(draft, held, changed=before.shares(content, _) != held)
    pick_members(draft)
    names = parties.names(content, _, content.members)
    for number, contribution in enumerate(content.capital.contributions):
        with st.container(border=True, key=f"share_{draft.id}_{contribution.party}"):
            ui.section(names.get(contribution.party, contribution.party))
            share(draft, f"capital.contributions.{number}")
    total(draft)
    fields.below(draft, "capital.contributions")


def share(draft: Draft, place: str) -> None:
    """What one of them contributes."""
    _ = draft.services.translate
    fields.amount(draft, f"{place}.amount")
    labels = {str(form): _(WORDS[ContributionForm][form]) for form in FORMS.get(draft.group, USUAL)}
    fields.choice(draft, f"{place}.form", list(labels), labels)
    if draft.group is Group.PARTNERSHIP or draft.procedure.type.limits.contribution_years:
        fields.day(draft, f"{place}.due")
    if draft.group is not Group.COMPANY or draft.prior is not None:
        fields.amount(draft, f"{place}.paid")
    fields.below(draft, f"{place}.party")


def share_words(draft: Draft) -> tuple[str, str]:
    _ = draft.services.translate
    return _(rules.contributors_label(draft.procedure.type)), _(TICK.get(draft.group, MEMBERS))


def pick_members(draft: Draft) -> None:
    _, content = draft.services.translate, draft.content
    names = parties.names(content, _, [*content.parties, *content.organisations])
    key = draft.key("members")
    st.pills(
        share_words(draft)[0],
        list(names),
        selection_mode="multi",
        format_func=fields.wording(names),
        default=[one for one in content.members if one in names],
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
        forget(plain, chosen)

    before_ = draft.content.members
    draft.change("capital.contributions", alter)
    if draft.content.members != before_:  # the rows moved: what the widgets hold belongs to other rows now
        draft.renew()


def forget(plain: dict[str, Any], members: list[str]) -> None:
    """Whoever is no member any more is neither a limited or executive partner nor counted among the farmers."""
    for section, name in (("partnership", "limited"), ("partnership", "executives"), ("cooperative", "farmers"),
                          ("foreign", "investors"), ("resolution", "agreed")):  # fmt: skip
        plain[section][name] = [one for one in plain[section][name] if one in members]


def total(draft: Draft) -> None:
    """The sum of the shares, against the registered capital where that is a number of its own."""
    _, capital = draft.services.translate, draft.content.capital
    sum_ = sum(one.amount for one in capital.contributions)
    if is_summed(draft):
        ui.note(
            _("All contributions together: {sum} (ten thousand yuan)").format(sum=wan(sum_) or "0"),
            "good" if sum_ else "note",
        )
        return
    if not capital.contributions or not capital.registered:
        return
    text = _("Contributions: {sum} of {registered} (ten thousand yuan)").format(
        sum=wan(sum_) or "0", registered=wan(capital.registered)
    )
    if sum_ == capital.registered:
        ui.note(text, "good")
        return
    rest = _("Still missing: {rest}") if sum_ < capital.registered else _("Too much by: {rest}")
    ui.note(f"{text} · {rest.format(rest=wan(abs(capital.registered - sum_)))}", "warning")
