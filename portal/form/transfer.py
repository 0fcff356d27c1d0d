"""Section “transfer”: shares that pass from one to another, and the members that come of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from core.content import Content, Transfer
from portal import ui
from portal.form import fields, parties
from portal.form.draft import Draft, touches

Row = dict[str, Any]


def render(draft: Draft) -> None:
    content, _ = draft.content, draft.services.translate
    everybody = parties.names(content, _, [*content.parties, *content.organisations])
    for number in range(len(content.transfer.transfers)):
        with st.container(border=True, key=f"share_{draft.id}_transfer_{number}"):
            ui.section(_("Transfer {number}").format(number=number + 1))
            place = f"transfer.transfers.{number}"
            fields.choice(draft, f"{place}.giver", list(everybody), everybody)
            fields.choice(draft, f"{place}.taker", list(everybody), everybody)
            fields.amount(draft, f"{place}.amount")
            fields.amount(draft, f"{place}.price")
            st.button(
                _("Remove"), key=f"drop_{draft.id}_{number}", type="tertiary", on_click=drop, args=(draft, number)
            )
    with st.container(horizontal=True, key=f"add_transfer_{draft.id}"):
        st.button(_("Add a transfer"), key=f"add_transfer_{draft.id}_one", on_click=add, args=(draft,))
        if draft.prior is not None and content.transfer.transfers:
            st.button(_("Work out the members afterwards"), key=f"apply_{draft.id}", on_click=apply, args=(draft,))
    fields.below(draft, "transfer.transfers")
    fields.day(draft, "transfer.agreed")


@touches
def add(draft: Draft) -> None:
    empty = Transfer().model_dump(mode="json")
    draft.change("transfer.transfers", lambda plain: plain["transfer"]["transfers"].append(empty))


@touches
def drop(draft: Draft, number: int) -> None:
    draft.change("transfer.transfers", lambda plain: plain["transfer"]["transfers"].__delitem__(number))
    draft.renew()


@touches
def apply(draft: Draft) -> None:
    """Put into the section on capital what the register says before, with the transfers carried out."""
    prior = draft.prior or Content()
    held = prior.model_dump(mode="json")["capital"]["contributions"]
    rows = contributions_after(held, draft.content.transfer.transfers)
    draft.change("capital.contributions", lambda plain: plain["capital"].update(contributions=rows))
    draft.renew()


def contributions_after(held: Iterable[Row], transfers: Iterable[Transfer]) -> list[Row]:
    """Contributions with transfers carried out: whoever gives all is gone, whoever takes without having comes last."""
    rows = {row["party"]: dict(row) for row in held}
    for one in transfers:
        giver = rows.get(one.giver)
        if giver is None or not one.taker or one.taker == one.giver:
            continue
        moved = min(one.amount, giver["amount"])
        paid = giver["paid"] * moved // giver["amount"] if giver["amount"] else 0
        taker = rows.setdefault(one.taker, {**giver, "party": one.taker, "amount": 0, "paid": 0})
        taker["amount"], taker["paid"] = taker["amount"] + moved, taker["paid"] + paid
        giver["amount"], giver["paid"] = giver["amount"] - moved, giver["paid"] - paid
    return [row for row in rows.values() if row["amount"]]
