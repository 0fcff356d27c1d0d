"""Section “people and organisations”: everybody who has a part, entered once and picked everywhere else (R22).

A resident identity number gives birth date, sex and region; people of earlier applications are offered again. Of an
organisation the register knows, what it knows is taken over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from core.codes import check_resident_id
from core.content import Content, IdentityDocument, Person
from core.errors import QuanchengError
from core.i18n import N_, Translate
from core.masking import mask_identity
from core.outer import drafts
from core.rules.references import references
from core.workdays import day_in_china
from portal import ui
from portal.form import fields, organisations
from portal.form.draft import Draft, touches
from portal.form.wording import words_of

SEXES = {"male": N_("Male"), "female": N_("Female")}
DOMESTIC = IdentityDocument.RESIDENT_ID


def render(draft: Draft) -> None:
    _ = draft.services.translate
    for number, key in enumerate(draft.content.parties, 1):
        person = draft.content.party(key)
        if is_settled(draft, key):
            with st.expander(f"**{person.name}** · {roles_of(draft, key)}", key=f"known_{draft.id}_{key}"):
                one(draft, key)
            continue
        with st.container(border=True, key=f"party_{draft.id}_{key}"):
            ui.section(person.name or _("Person {number}").format(number=number), roles_of(draft, key))
            one(draft, key)
    for number, key in enumerate(draft.content.organisations, 1):
        name = draft.content.organisation(key).name
        with st.container(border=True, key=f"party_{draft.id}_{key}"):
            ui.section(name or _("Organisation {number}").format(number=number), roles_of(draft, key))
            organisations.one(draft, key, names(draft.content, _, draft.content.parties))
            if not roles_of(draft, key):
                st.button(_("Remove this organisation"), key=f"remove_{draft.id}_{key}", on_click=remove,
                          args=(draft, "organisations", key))  # fmt: skip
    add(draft)


def is_settled(draft: Draft, key: str) -> bool:
    """Whether a person is as the register has them and nothing is to be said of them: then only the name is shown."""
    known = draft.prior.parties.get(key) if draft.prior else None
    place = f"parties.{key}"
    said = draft.findings(place, deep=True) or draft.reasons(place, deep=True)
    return known is not None and known == draft.content.party(key) and not said and place not in draft.problems


def one(draft: Draft, key: str) -> None:
    """The fields of one person."""
    _, place, person = draft.services.translate, f"parties.{key}", draft.content.party(key)
    fields.text(draft, f"{place}.name", limit=100)
    if person.document is not DOMESTIC:
        kinds = {value: _(text) for value, text in words_of(IdentityDocument).items()}
        fields.pick(draft, f"{place}.document", list(kinds), kinds)
        fields.text(draft, f"{place}.nationality", limit=60, alone=True)
    fields.identity(draft, f"{place}.identity_number")
    known = read_number(person.identity_number, draft) if person.document is DOMESTIC else ""
    if known:
        ui.html(f'<p class="qc qc-derived">{known}</p>')
    elif person.document is DOMESTIC and key != drafts.SELF and not person.identity_number:
        st.button(_("Has no resident identity card"), key=f"abroad_{draft.id}_{key}", type="tertiary",
                  on_click=abroad, args=(draft, key))  # fmt: skip
    fields.text(draft, f"{place}.phone", limit=20, kind="phone", alone=True)
    fields.text(draft, f"{place}.email", limit=120, kind="email", alone=True)
    fields.text(draft, f"{place}.address", limit=200, alone=True)
    if key != drafts.SELF and not roles_of(draft, key):
        st.button(_("Remove this person"), key=f"remove_{draft.id}_{key}", on_click=remove,
                  args=(draft, "parties", key))  # fmt: skip


@touches
def abroad(draft: Draft, key: str) -> None:
    """Ask for a passport or permit in place of the resident identity card."""
    draft.put(f"parties.{key}.document", IdentityDocument.PASSPORT.value)


def read_number(number: str, draft: Draft) -> str:
    """What an identity number says by itself; empty while it is not a valid one."""
    _ = draft.services.translate
    try:
        facts = check_resident_id(number, day_in_china(draft.services.outer.clock()))
    except QuanchengError:
        return ""
    return " · ".join(part for part in (facts.birth.isoformat(), _(SEXES[facts.sex]), facts.region_name) if part)


def add(draft: Draft) -> None:
    _ = draft.services.translate
    present = {person.identity_number for person in draft.content.parties.values()}
    known = [one for one in draft.known_parties() if one.identity_number not in present]
    with st.container(horizontal=True, key=f"add_party_{draft.id}"):
        st.button(_("Add a person"), key=f"add_{draft.id}", on_click=enter, args=(draft, Person()))
        st.button(_("Add an organisation"), key=f"add_{draft.id}_o", on_click=organisations.enter, args=(draft,))
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
    key = organisations.free_key("p", draft.content.parties)
    draft.change("parties", lambda plain: plain["parties"].update({key: person.model_dump(mode="json")}))


@touches
def remove(draft: Draft, section: str, key: str) -> None:
    def alter(plain: dict[str, Any]) -> None:
        del plain[section][key]

    draft.change(section, alter)


def names(content: Content, translate: Translate, keys: Iterable[str] | None = None) -> Mapping[str, str]:
    """People and organisations by key, as they are picked from; all people where no keys are given."""
    _ = translate
    person, organisation = _("Person {number}"), _("Organisation {number}")
    unnamed = {
        **{key: person.format(number=number) for number, key in enumerate(content.parties, 1)},
        **{key: organisation.format(number=number) for number, key in enumerate(content.organisations, 1)},
    }
    wanted = content.parties if keys is None else keys
    return {key: content.name_of(key) or unnamed[key] for key in wanted if key in unnamed}


def roles_of(draft: Draft, key: str) -> str:
    """What somebody is in the enterprise or the application so far."""
    places = [one.field for one in references(draft.content) if one.key == key]
    return " · ".join(dict.fromkeys(fields.called(draft, place) for place in places))
