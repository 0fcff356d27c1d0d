"""Section “people”: everybody who has a part in the company, entered once and picked everywhere else (R22).

The identity number gives birth date, sex and region; people of earlier applications are offered again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.codes import check_resident_id
from core.content import Content, Person
from core.errors import QuanchengError
from core.i18n import N_, Translate
from core.masking import mask_identity
from core.outer import drafts
from portal import ui
from portal.form import fields
from portal.form.draft import Draft, touches

SEXES = {"male": N_("Male"), "female": N_("Female")}


def render(draft: Draft) -> None:
    _ = draft.services.translate
    for number, key in enumerate(draft.content.parties, 1):
        person = draft.content.party(key)
        with st.container(border=True, key=f"party_{draft.id}_{key}"):
            ui.section(person.name or _("Person {number}").format(number=number), roles_of(draft, key))
            one(draft, key)
    add(draft)


def one(draft: Draft, key: str) -> None:
    """The fields of one person."""
    _ = draft.services.translate
    place = f"parties.{key}"
    fields.text(draft, f"{place}.name", limit=100)
    fields.identity(draft, f"{place}.identity_number")
    known = read_number(draft.content.party(key).identity_number, draft)
    if known:
        ui.html(f'<p class="qc qc-derived">{known}</p>')
    fields.text(draft, f"{place}.phone", limit=20, kind="phone", alone=True)
    fields.text(draft, f"{place}.email", limit=120, kind="email", alone=True)
    fields.text(draft, f"{place}.address", limit=200, alone=True)
    if key != drafts.SELF and not roles_of(draft, key):
        st.button(_("Remove this person"), key=f"remove_{draft.id}_{key}", on_click=remove, args=(draft, key))


def read_number(number: str, draft: Draft) -> str:
    """What an identity number says by itself; empty while it is not a valid one."""
    _ = draft.services.translate
    try:
        facts = check_resident_id(number, draft.services.outer.clock().date())
    except QuanchengError:
        return ""
    return " · ".join(part for part in (facts.birth.isoformat(), _(SEXES[facts.sex]), facts.region_name) if part)


def add(draft: Draft) -> None:
    _ = draft.services.translate
    present = {person.identity_number for person in draft.content.parties.values()}
    known = [one for one in draft.known_parties() if one.identity_number not in present]
    with st.container(horizontal=True, key=f"add_party_{draft.id}"):
        st.button(_("Add a person"), key=f"add_{draft.id}", on_click=enter, args=(draft, Person()))
        for number, person in enumerate(known[:6]):
            st.button(
                f"＋ {person.name} ({mask_identity(person.identity_number)})",
                key=f"known_{draft.id}_{number}",
                on_click=enter,
                args=(draft, person),
            )


@touches
def enter(draft: Draft, person: Person) -> None:
    """Add a person under the next free key."""
    numbers = [int(key[1:]) for key in draft.content.parties if key[1:].isdigit()]
    key = f"p{max(numbers, default=0) + 1}"
    draft.change("parties", lambda plain: plain["parties"].update({key: person.model_dump(mode="json")}))


@touches
def remove(draft: Draft, key: str) -> None:
    def alter(plain: dict[str, Any]) -> None:
        del plain["parties"][key]

    draft.change("parties", alter)


def names(content: Content, translate: Translate) -> Mapping[str, str]:
    """People by key, as they are picked from."""
    _ = translate
    return {
        key: person.name or _("Person {number}").format(number=number)
        for number, (key, person) in enumerate(content.parties.items(), 1)
    }


def roles_of(draft: Draft, key: str) -> str:
    """What somebody is in the company so far."""
    _, content = draft.services.translate, draft.content
    organs, contact = content.organs, content.contact
    held = (
        (N_("Legal representative"), organs.legal_representative == key),
        (N_("Member"), key in content.members),
        (N_("Director"), key in organs.directors),
        (N_("Supervisor"), key in organs.supervisors),
        (N_("General manager"), organs.manager == key),
        (N_("Contact person"), contact.liaison == key),
        (N_("Finance officer"), contact.finance_officer == key),
    )
    return " · ".join(_(text) for text, holds in held if holds)
