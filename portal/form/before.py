"""What the register says now, beside what is to be: a change shows old and new at the very field (R22).

Nothing is shown for what is not registered yet, nor in sections that the register does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from core import codes
from core.content import Content, value_at
from core.i18n import Translate
from portal import ui
from portal.form.draft import Draft, section_of
from portal.form.shape import Shape, slot
from portal.form.wording import WORDS
from portal.words import yuan

ABOUT_THE_APPLICATION = frozenset({
    "subject", "agent", "situation", "resolution", "transfer", "liquidation", "pledge", "reissue", "migration",
    "merger", "judgment", "uploads",
})  # fmt: skip
"""Sections about the business itself: the register knows nothing of them."""

WHOLE = frozenset({"name", "parties", "organisations"})
"""Sections whose old state is told as a whole, not field by field."""


@contextmanager
def beside(draft: Draft, place: str) -> Iterator[None]:
    """Around a field: its value in the register stands beside it on a wide screen, above it on a phone."""
    held, prior = now(draft, place), draft.prior
    if held is None or prior is None:
        yield
        return
    with st.container(key=f"qc_change_{place.replace('.', '_')}"):
        markup(draft, held, changed=value_at(draft.content, place) != value_at(prior, place))
        with st.container():
            yield


def now(draft: Draft, place: str) -> str | None:
    """The value in the register as people read it; None where the register has no say."""
    prior, section = draft.prior, section_of(place)
    if prior is None or section in ABOUT_THE_APPLICATION or section in WHOLE:
        return None
    return shown(prior, place, draft.services.translate)


def markup(draft: Draft, held: str, *, changed: bool) -> None:
    _ = draft.services.translate
    chip = ui.chip(_("will change"), "urgent") if changed else ""
    ui.html(
        f'<p class="qc qc-before"><span>{escape(_("In the register"))} {chip}</span>'
        f"<strong>{escape(held) or '—'}</strong></p>"
    )


def shown(content: Content, place: str, translate: Translate) -> str:
    """The value at a place as people read it; empty where there is none."""
    value, found = value_at(content, place), slot(place)
    if value is None or value == "" or value == ():
        return ""
    if place in BY_PLACE:
        return BY_PLACE[place](value)
    if found.shape is Shape.CHOICE:
        return translate(WORDS[type(found.words[0])][value])
    return SHOWN[found.shape](content, value, translate)


def _names(content: Content, keys: Any, translate: Translate) -> str:
    return translate(", ").join(content.name_of(key) for key in keys if content.name_of(key))


SHOWN: Mapping[Shape, Callable[[Content, Any, Translate], str]] = {
    Shape.TEXT: lambda content, value, _: str(value),
    Shape.LONG: lambda content, value, _: str(value),
    Shape.AMOUNT: lambda content, value, _: f"{yuan(value)} {_('yuan')}" if value else "",
    Shape.NUMBER: lambda content, value, _: str(value) if value else "",
    Shape.DAY: lambda content, value, _: value.isoformat() if isinstance(value, date) else "",
    Shape.FLAG: lambda content, value, _: _("Yes") if value else _("No"),
    Shape.PARTY: lambda content, value, _: content.name_of(value),
    Shape.PARTIES: _names,
    Shape.OTHER: lambda content, value, _: "",
}
BY_PLACE: Mapping[str, Callable[[Any], str]] = {
    "domicile.region_code": codes.full_region_name,
    "name.division_code": codes.name_division,
    "name.industry_code": lambda code: f"{codes.industry_name(code)} {code}",
    "migration.from_authority": codes.full_region_name,
    "migration.to_authority": codes.full_region_name,
    "scope.phrases": lambda phrases: "；".join(one.text for one in phrases),
    "domicile.proof_upload": lambda _: "",
    "subject.version": str,
    "judgment.version": str,
}


def shares(content: Content, translate: Translate) -> str:
    """Who contributes how much, as one reads it."""
    _ = translate
    return " · ".join(
        f"{content.name_of(one.party)} {yuan(one.amount)} {_('yuan')}" for one in content.capital.contributions
    )
