"""Picking divisions and industries: from what can be right here, not from the whole country's lists."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from core import codes
from core.situation import authority_afterwards
from portal.form import fields
from portal.form.draft import Draft, touches

SUGGESTED = 6


@lru_cache(maxsize=64)
def lowest(authority: str) -> dict[str, str]:
    """The lowest divisions within an authority's own, by code."""
    below = codes.children(authority)
    if not below:
        return {authority: codes.full_region_name(authority)}
    return {code: name for one in below for code, name in lowest(one.code).items()}


def of_name(draft: Draft, place: str) -> None:
    """The division in front of the name: the authority's own, or one above it."""
    choices = dict(codes.division_choices(draft.services.outer.settings.authority_id))
    fields.choice(draft, place, list(choices), choices)


def of_domicile(draft: Draft, place: str) -> None:
    """Where the seat will be: within the division of the authority, after a move of the one that takes over."""
    own = draft.services.outer.settings.authority_id
    choices = lowest(authority_afterwards(draft.procedure, draft.content, own))
    fields.pick(draft, place, list(choices), choices)


def industry_term(draft: Draft, place: str) -> None:
    """The word for the industry in the name, with usual ones for the chosen business."""
    fields.text(draft, place, limit=30)
    classes = tuple(phrase.code for phrase in draft.content.scope.phrases) or _classes(draft.content.name.industry_term)
    usual = [one for one in codes.suggest_terms(classes, SUGGESTED) if one != draft.content.name.industry_term]
    if usual:
        with st.container(horizontal=True, key="qc_terms", gap="small"):
            for one in usual:
                st.button(one, key=f"term_{draft.id}_{one}", type="tertiary", on_click=take_term, args=(draft, one))


@touches
def take_term(draft: Draft, term: str) -> None:
    draft.put("name.industry_term", term)
    draft.renew()


def industry(draft: Draft, place: str) -> None:
    """The class of the industry (GB/T 4754): those of the chosen business, and those that fit the word in the name."""
    name, scope = draft.content.name, draft.content.scope
    found = [*(phrase.code for phrase in scope.phrases), *_classes(name.industry_term), name.industry_code]
    choices = {code: f"{codes.industry_name(code)} {code}" for code in dict.fromkeys(found) if codes.is_industry(code)}
    if choices:
        fields.choice(draft, place, list(choices), choices)
    else:
        fields.below(draft, place)


@lru_cache(maxsize=256)
def _classes(term: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.code for one in codes.search_phrases(term)))[:SUGGESTED]
