"""Finding a registered enterprise by name or code within the form, to take over what the register says of it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.outer import inquiry
from core.terms import label
from portal import ui
from portal.form.draft import Draft

Take = Callable[..., None]
"""Called with the draft, the enterprise (`PublicEnterprise`) and the arguments given to `find`."""
SHOWN = 5


def find(draft: Draft, key: str, take: Take, *arguments: str) -> None:
    """A search line; whoever is touched among what it finds is handed to `take`."""
    _ = draft.services.translate
    text = st.text_input(
        _("Find it in the register"), key=draft.key(key), type="search", live="400ms",
        placeholder=_("Part of the name, or the unified social credit code"),
    )  # fmt: skip
    if len(text.strip()) < 2:
        return
    found = inquiry.search(draft.services.outer, text)[:SHOWN]
    for one in found:
        st.button(
            f"**{one.name}**  \n{one.uscc} · {_(label(one.status))}",
            key=f"{draft.key(key)}:{one.uscc}",
            on_click=take,
            args=(draft, one, *arguments),
            width="stretch",
        )
    if not found:
        ui.paragraph(_("Not in this authority's register. Type it in below."), "qc-help")
