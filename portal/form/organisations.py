"""An organisation that has a part: what it is, who represents it, and who signs for it with a mandate (R11, R14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from core.content import Mandate, Organisation, OrganisationKind
from core.errors import QuanchengError
from core.outer.inquiry import PublicEnterprise
from core.outer.organisations import confirm
from core.terms import label
from portal import ui
from portal.form import fields, lookup
from portal.form.draft import Draft, touches
from portal.form.wording import words_of


def one(draft: Draft, key: str, people: Mapping[str, str]) -> None:
    """The fields of one organisation."""
    _, place, held = draft.services.translate, f"organisations.{key}", draft.content.organisation(key)
    if not held.name and held.kind is OrganisationKind.ENTERPRISE:
        lookup.find(draft, f"{place}.find", take_over, key)
    kinds = {value: _(text) for value, text in words_of(OrganisationKind).items()}
    fields.pick(draft, f"{place}.kind", list(kinds), kinds)
    fields.text(draft, f"{place}.name", limit=200)
    fields.text(draft, f"{place}.code", limit=40, alone=True)
    if held.kind is OrganisationKind.FOREIGN:
        fields.text(draft, f"{place}.country", limit=60, alone=True)
    fields.text(draft, f"{place}.address", limit=200, alone=True)
    fields.choice(draft, f"{place}.representative", list(people), people)
    mandate(draft, key, people)
    standing(draft, key)


def standing(draft: Draft, key: str) -> None:
    """Whether the organisation is confirmed, and asking the legal-person database about it (R11)."""
    _, place, found = draft.services.translate, f"organisations.{key}", draft.view.organisations.get(key)
    if found is not None:
        ui.html(f'<p class="qc">{ui.chip(_(label(found.status)), "good" if found.settled else "urgent")}</p>')
    fields.below(draft, place)
    if found is None or not found.settled:
        st.button(_("Check with the database of legal persons"), key=f"confirm_{draft.id}_{key}", on_click=ask,
                  args=(draft,))  # fmt: skip


@touches
def ask(draft: Draft) -> None:
    """Ask about all organisations whose data are complete; what comes of it stands beside each."""
    try:
        confirm(draft.services.outer, draft.account, draft.id)
    except QuanchengError as error:
        draft.failed = error
    draft.refresh()


def mandate(draft: Draft, key: str, people: Mapping[str, str]) -> None:
    """Somebody else signs for it, for a purpose and until a day."""
    _, place, held = draft.services.translate, f"organisations.{key}", draft.content.organisation(key).mandate
    st.checkbox(
        _("Somebody else signs for it, with a mandate"),
        value=held is not None,
        key=draft.key(f"{place}.mandate"),
        on_change=entrust,
        args=(draft, key),
    )
    if held is None:
        return
    fields.choice(draft, f"{place}.mandate.agent", list(people), people)
    fields.long(draft, f"{place}.mandate.scope", limit=400)
    fields.day(draft, f"{place}.mandate.until")


@touches
def entrust(draft: Draft, key: str) -> None:
    wanted = st.session_state[draft.key(f"organisations.{key}.mandate")]
    draft.put(f"organisations.{key}.mandate", Mandate().model_dump(mode="json") if wanted else None)


@touches
def enter(draft: Draft) -> None:
    """Add an organisation under the next free key."""
    key = free_key("o", draft.content.organisations)
    empty = Organisation().model_dump(mode="json")
    draft.change("organisations", lambda plain: plain["organisations"].update({key: empty}))


def free_key(letter: str, held: Iterable[str]) -> str:
    numbers = [int(key[1:]) for key in held if key[1:].isdigit()]
    return f"{letter}{max(numbers, default=0) + 1}"


@touches
def take_over(draft: Draft, found: PublicEnterprise, key: str) -> None:
    """What the public register says of an enterprise need not be typed."""

    def alter(plain: dict[str, Any]) -> None:
        address = str(found.facts.get("domicile", ""))
        plain["organisations"][key].update(name=found.name, code=found.uscc, address=address)

    draft.change(f"organisations.{key}", alter)
    draft.renew()
