"""Sections “contact” and “other”."""

from __future__ import annotations

import streamlit as st

from core.catalogue.groups import Group
from portal.form import fields, parties
from portal.form.draft import Draft, touches

NO_TERM = frozenset({Group.HOUSEHOLD, Group.OFFICE})
"""Groups whose registration has no term of its own here."""
WITH_EMPLOYEES = frozenset({Group.PROPRIETOR, Group.HOUSEHOLD})


def render(draft: Draft) -> None:
    names = parties.names(draft.content, draft.services.translate)
    take_over(draft)
    fields.text(draft, "contact.phone", limit=20, kind="phone")
    fields.text(draft, "contact.email", limit=120, kind="email", alone=True)
    fields.text(draft, "contact.postcode", limit=6, alone=True)
    fields.choice(draft, "contact.liaison", list(names), names)
    fields.choice(draft, "contact.finance_officer", list(names), names)


def take_over(draft: Draft) -> None:
    """Nothing is typed twice: the enterprise may be reached as one of its people is."""
    _, contact = draft.services.translate, draft.content.contact
    if contact.phone:
        return
    with st.container(horizontal=True, key="qc_take_over"):
        for key, person in draft.content.parties.items():
            if person.phone and person.name:
                label = _("As {name}").format(name=person.name)
                st.button(label, key=f"reach_{draft.id}_{key}", on_click=reach, args=(draft, key))


@touches
def reach(draft: Draft, key: str) -> None:
    """Take phone and e-mail of a person, who also becomes the contact person when there is none yet."""
    person, contact = draft.content.party(key), draft.content.contact
    taken = {"phone": person.phone, "email": contact.email or person.email, "liaison": contact.liaison or key}
    draft.change("contact", lambda plain: plain["contact"].update(taken))
    draft.renew()


def other(draft: Draft) -> None:
    _ = draft.services.translate
    if draft.group not in NO_TERM:
        years = {str(number): _("{years} years").format(years=number) for number in (10, 20, 30, 50)}
        fields.counted(draft, "other.term_years", {"0": _("Long-term"), **years})
    if draft.group in WITH_EMPLOYEES:
        fields.number(draft, "other.employees")
    fields.switch(draft, "other.paper_licence")
    if draft.content.other.paper_licence:
        fields.counted(draft, "other.paper_copies", {str(number): str(number) for number in (0, 1, 2, 3, 5)})
    fields.long(draft, "other.remarks")
