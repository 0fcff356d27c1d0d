"""Section “situation”: what only the applicant knows and the material depends on, as plain questions (R20)."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.content import Circumstance
from core.situation import circumstances
from portal import ui
from portal.form import fields
from portal.form.draft import Draft, touches
from portal.form.wording import WORDS


def render(draft: Draft) -> None:
    _ = draft.services.translate
    asked = circumstances(draft.procedure)
    for one in asked:
        key = draft.key(f"situation.{one}")
        answers = {"no": _("No"), "yes": _("Yes")}
        st.pills(
            _(WORDS[Circumstance][one]),
            list(answers),
            format_func=fields.wording(answers),
            default="yes" if one in draft.content.situation.circumstances else "no",
            required=True,
            key=key,
            on_change=answer,
            args=(draft, one, key),
        )
    fields.below(draft, "situation.circumstances", deep=True)
    if not asked:
        ui.note(_("Nothing needs to be asked here."), "good")


@touches
def answer(draft: Draft, one: Circumstance, key: str) -> None:
    said = st.session_state[key] == "yes"

    def alter(plain: dict[str, Any]) -> None:
        held = [other for other in plain["situation"]["circumstances"] if other != one]
        plain["situation"]["circumstances"] = [*held, *([one.value] if said else [])]

    draft.change("situation.circumstances", alter)
