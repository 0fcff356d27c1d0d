"""The words of the form: choices, and the sentences of steps for types that are no companies (R22).

What places are called, for whichever group of types, stands in `core.rules`. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from core.catalogue.groups import Group
from core.content import (
    Circumstance,
    words,
)
from core.i18n import N_

WORDS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    **words.WORDS,
    Circumstance: {
        Circumstance.APPROVAL_NEEDED: N_("Must another authority approve it before it is registered?"),
        Circumstance.FOREIGN_LANGUAGE: N_("Is any document in a foreign language?"),
        Circumstance.STATE_ASSETS: N_("Does the state hold a part of it?"),
        Circumstance.INHERITANCE: N_("Does a share pass to an heir?"),
        Circumstance.PUBLIC_OFFERING: N_("Are shares offered to the public?"),
        Circumstance.ARTICLES_CHANGE: N_("Must the articles be changed for it?"),
        Circumstance.COURT_RULING: N_("Has a court ruled on it?"),
        Circumstance.CUSTOMS_RECORD: N_("Is it on record with the customs?"),
        Circumstance.PROFESSIONAL: N_("Is it a profession that needs a licence to practise?"),
        Circumstance.CHINESE_REPRESENTATIVE: N_("Is a representative a Chinese citizen?"),
    },
}
"""As everywhere, but circumstances are asked about here, in whole questions."""

_PREMISES = N_("Where it has its place of business, and the proof that it may use it.")

LEADS: Mapping[tuple[Group, str], str] = {
    **{
        (group, "domicile"): _PREMISES
        for group in (
            Group.PARTNERSHIP, Group.PROPRIETOR, Group.HOUSEHOLD, Group.BRANCH, Group.FROM_ABROAD, Group.OFFICE,
        )
    },
    (Group.PARTNERSHIP, "capital"): N_("Who the partners are, and what each contributes."),
    (Group.PROPRIETOR, "capital"): N_("How much the investor puts in."),
    (Group.HOUSEHOLD, "capital"): N_("How much money the business works with."),
    (Group.LEGAL_PERSON, "capital"): N_("The fund, and who gives it."),
    (Group.COOPERATIVE, "capital"): N_("Who the members are, and what each contributes."),
    (Group.BRANCH, "capital"): N_("The fund that the parent enterprise gives."),
    (Group.FROM_ABROAD, "capital"): N_("The fund that the enterprise abroad gives."),
    (Group.COOPERATIVE, "organs"): N_("Who leads the cooperative and who represents it."),
    (Group.COOPERATIVE, "resolution"): N_("When and where the members met, and who led the meeting."),
    (Group.LEGAL_PERSON, "organs"): N_("Who leads the enterprise and represents it."),
    (Group.OFFICE, "scope"): N_("What the office will do; it must not earn."),
}  # fmt: skip
"""The sentence of a step, where a group of types does not use the usual words."""


def words_of(choices: type[StrEnum]) -> dict[str, str]:
    """Identifiers of texts by the value that is kept."""
    return {str(one): WORDS[choices][one] for one in choices}
