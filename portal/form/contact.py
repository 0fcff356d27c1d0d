"""Sections “contact” and “other”."""

from __future__ import annotations

import streamlit as st

from portal.form import fields, parties
from portal.form.draft import Draft, touches


def render(draft: Draft) -> None:
    names = parties.names(draft.content, draft.services.translate)
    take_over(draft)
    fields.text(draft, "contact.phone", limit=20, kind="phone")
    fields.text(draft, "contact.email", limit=120, kind="email", alone=True)
    fields.text(draft, "contact.postcode", limit=6, alone=True)
    fields.choice(draft, "contact.liaison", list(names), names)
    fields.choice(draft, "contact.finance_officer", list(names), names)


def take_over(draft: Draft) -> None:
    """Nothing is typed twice: the company may be reached as one of its people is."""
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
    years = {str(number): _("{years} years").format(years=number) for number in (10, 20, 30, 50)}
    labels = {"0": _("Long-term"), **years}
    term(draft, labels)
    fields.switch(draft, "other.paper_licence")
    if draft.content.other.paper_licence:
        numbers = {str(number): str(number) for number in (0, 1, 2, 3, 5)}
        counted(draft, "other.paper_copies", numbers)
    remarks(draft)


def term(draft: Draft, labels: dict[str, str]) -> None:
    counted(draft, "other.term_years", labels)


def counted(draft: Draft, place: str, labels: dict[str, str]) -> None:
    """A number picked from a few."""
    words, help_ = fields.words(draft, place)
    value = str(draft.value(place))
    options = list(labels) if value in labels else [*labels, value]
    st.pills(
        words,
        options,
        format_func=fields.wording(labels),
        default=value,
        required=True,
        key=draft.key(place),
        on_change=_counted,
        args=(draft, place),
    )
    fields.below(draft, place, help_)


@touches
def _counted(draft: Draft, place: str) -> None:
    draft.put(place, int(st.session_state[draft.key(place)]))


def remarks(draft: Draft) -> None:
    place = "other.remarks"
    words, help_ = fields.words(draft, place)
    st.text_area(
        words,
        value=draft.content.other.remarks,
        key=draft.key(place),
        max_chars=1000,
        height=96,
        on_change=_remarked,
        args=(draft, place),
    )
    fields.below(draft, place, help_)


@touches
def _remarked(draft: Draft, place: str) -> None:
    draft.put(place, st.session_state[draft.key(place)])
