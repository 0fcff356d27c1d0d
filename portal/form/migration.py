"""Section “migration”: from which authority to which; divisions are picked by province first."""

from __future__ import annotations

import streamlit as st

from core import codes
from portal.form import fields, regions
from portal.form.draft import Draft


def render(draft: Draft) -> None:
    for place in ("migration.from_authority", "migration.to_authority"):
        anywhere(draft, place)
    fields.text(draft, "migration.consent", limit=60, alone=True)


def anywhere(draft: Draft, place: str) -> None:
    """A division of the whole country."""
    _, value = draft.services.translate, str(draft.value(place) or "")
    provinces = {one.code: one.name for one in codes.provinces()}
    own = f"{value[:2]}0000"
    province = st.selectbox(
        f"{fields.called(draft, place)} · {_('Province')}",
        list(provinces),
        index=list(provinces).index(own) if own in provinces else None,
        format_func=lambda code: provinces[code],
        placeholder=_("Please choose"),
        key=draft.key(f"{place}.province"),
    )
    if province:
        within = regions.lowest(province)
        fields.pick(draft, place, list(within), within)
    else:
        fields.below(draft, place)
