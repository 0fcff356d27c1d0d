"""What people want to do, in their own words, and the businesses of the norm behind it (R03, R22). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.catalogue import Procedure
from core.i18n import N_, Message
from core.terms import Business


class Wish(StrEnum):
    """Stands in the address of the page."""

    SETUP = "setup"
    CHANGE = "change"
    CLOSE = "close"
    NAME = "name"
    LICENCE = "licence"
    OTHER = "other"


@dataclass(frozen=True)
class Option:
    title: str
    text: str
    businesses: tuple[Business, ...]


WISHES: Mapping[Wish, Option] = {
    Wish.SETUP: Option(
        N_("Set up an enterprise"),
        N_("A company, a partnership, a shop, a cooperative, a branch, an office."),
        (Business.ESTABLISHMENT,),
    ),
    Wish.CHANGE: Option(
        N_("Change or file something"),
        N_("Name, address, business, people, capital … of an enterprise that is registered."),
        (Business.CHANGE, Business.FILING),
    ),
    Wish.CLOSE: Option(
        N_("Close an enterprise"),
        N_("After winding up, or the short way when there are no debts."),
        (Business.CANCELLATION,),
    ),
    Wish.NAME: Option(
        N_("Find and reserve a name"),
        N_("Check whether a name is free, and keep it before setting up."),
        (Business.NAME,),
    ),
    Wish.LICENCE: Option(
        N_("Get a licence anew"),
        N_("When it is lost, damaged or out of date, or for more copies."),
        (Business.LICENCE,),
    ),
    Wish.OTHER: Option(
        N_("Something else"),
        N_("Pledge shares, move to another authority, merge or divide, revoke a change."),
        (Business.PLEDGE, Business.MIGRATION, Business.MERGER, Business.REVOCATION),
    ),
}

FOUNDING = (Wish.SETUP, Wish.NAME)
"""What one wishes for before there is an enterprise."""

SEVERAL: Mapping[Business, str] = {
    Business.CHANGE: N_("What changes? Tick everything: it becomes one application."),
    Business.FILING: N_("What is to be filed? Tick everything: it becomes one application."),
}
"""Businesses of which several items go into one application."""

PLAIN: Mapping[str, tuple[str, str]] = {
    "SETUP": (N_("Set it up"), ""),
    "NAME_SELF": (N_("Declare the name yourself"), N_("Checked at once; it is yours while the reservation runs.")),
    "NAME_PRE": (N_("Have the name approved first"), N_("For names that an officer must look at.")),
    "DEREG": (N_("Close it after winding up"), N_("Debts are settled, creditors were told, accounts are closed.")),
    "DEREG_SIMPLE": (
        N_("Close it the short way"),
        N_("No debts, or all settled: a public notice runs first, then it is decided at once."),
    ),
    "LICENCE.REISSUE": (N_("Licence lost or damaged"), N_("You get a new licence.")),
    "LICENCE.REPLACE": (N_("Replace the licence"), N_("The same facts on a fresh licence.")),
    "MIGRATE.IN_OUT": (N_("Move to another authority"), N_("The enterprise moves to another district or city.")),
    "PLEDGE.SETUP": (N_("Pledge shares"), N_("Register a pledge of equity as security for a debt.")),
    "PLEDGE.CHANGE": (N_("Change a pledge"), N_("Of what was registered as a pledge of equity.")),
    "PLEDGE.CANCEL": (N_("End a pledge"), N_("The debt is paid, or the pledge was given up.")),
    "PLEDGE.REVOKE": (N_("Revoke a pledge"), N_("A court or authority found it void.")),
    "MERGE_SPLIT": (N_("Merge or divide"), N_("Two companies become one, or one becomes several.")),
    "REVOKE_CHANGE": (N_("Revoke a change"), N_("A judgment says that a registered change is void.")),
}


def plain(procedure: Procedure) -> tuple[Message, str]:
    """Title and help (a text's identifier) of a procedure in plain words; its own words where none are here."""
    own = procedure.id.partition(".")[2]
    if own in PLAIN:
        title, help_ = PLAIN[own]
        return Message(title), help_
    return (Message(procedure.item_text) if procedure.item_text else procedure.title), ""


def grouped(procedures: Iterable[Procedure], wish: Wish | None) -> Mapping[Business, tuple[Procedure, ...]]:
    """Procedures by business, those of the wish only; all of them without one."""
    wanted = WISHES[wish].businesses if wish else tuple(Business)
    found: dict[Business, list[Procedure]] = {}
    for one in procedures:
        if one.business in wanted:
            found.setdefault(one.business, []).append(one)
    return {business: tuple(found[business]) for business in wanted if business in found}


def combined(entity_type: str, procedures: Iterable[Procedure]) -> str:
    """One identifier for several items of the same business: “LLC.CHANGE.NAME+SCOPE”."""
    chosen = [one.id.removeprefix(f"{entity_type}.") for one in procedures]
    stem = chosen[0].partition(".")[0]
    return f"{entity_type}.{stem}." + "+".join(one.partition(".")[2] for one in chosen)
