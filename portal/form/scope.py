"""Section “scope”: standard phrases searched by a word, chosen by touch; the first is the main business."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core import codes
from portal import ui
from portal.form import fields
from portal.form.draft import Draft, touches

SHOWN = 12


def render(draft: Draft) -> None:
    _ = draft.services.translate
    chosen(draft)
    fields.below(draft, "scope.phrases", deep=True)
    text = st.text_input(
        _("Search for a phrase"),
        key=f"{draft.id}:scope_search",
        type="search",
        live="300ms",
        placeholder=_("For example: software, retail, consulting"),
    )
    present = {phrase.code + phrase.text for phrase in draft.content.scope.phrases}
    found = [one for one in codes.search_phrases(text) if one.code + one.text not in present][:SHOWN]
    with st.container(key="qc_phrases"):
        for one in found:
            permit = "" if one.permit is codes.Permit.NONE else f" · {_('needs a permit')}"
            st.button(
                f"＋ {one.text}{permit}", key=f"add_{draft.id}_{one.code}_{one.text}", on_click=add, args=(draft, one)
            )
        if text and not found:
            ui.paragraph(_("No phrase holds this word. Try a shorter or another one."), "qc-help")


def chosen(draft: Draft) -> None:
    _ = draft.services.translate
    for number, phrase in enumerate(draft.content.scope.phrases):
        with st.container(border=True, horizontal=True, key=f"phrase_{draft.id}_{number}", vertical_alignment="center"):
            main = ui.chip(_("Main business"), "good") if number == 0 else ""
            ui.html(f'<p class="qc qc-phrase" lang="zh">{phrase.text} {main}</p>')
            if number:
                st.button(_("Make it the main one"), key=f"first_{draft.id}_{number}", type="tertiary",
                          on_click=first, args=(draft, number))  # fmt: skip
            st.button(
                _("Remove"), key=f"drop_{draft.id}_{number}", type="tertiary", on_click=drop, args=(draft, number)
            )


@touches
def add(draft: Draft, one: codes.Phrase) -> None:
    draft.change("scope.phrases", lambda plain: _phrases(plain).append({"code": one.code, "text": one.text}))


@touches
def drop(draft: Draft, number: int) -> None:
    draft.change("scope.phrases", lambda plain: _phrases(plain).__delitem__(number))


@touches
def first(draft: Draft, number: int) -> None:
    def alter(plain: dict[str, Any]) -> None:
        phrases = _phrases(plain)
        phrases.insert(0, phrases.pop(number))

    draft.change("scope.phrases", alter)


def _phrases(plain: dict[str, Any]) -> list[dict[str, Any]]:
    phrases: list[dict[str, Any]] = plain["scope"]["phrases"]
    return phrases
