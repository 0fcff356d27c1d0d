"""The words of the form: choices, and what the same place is called for types that are no companies (R22).

Labels and help come from `core.rules`; here stand only those that differ by group of types. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from core.content import (
    Circumstance,
    words,
)
from core.i18n import N_
from portal.choosing.kinds import Group

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

Named = Mapping[tuple[Group, str], tuple[str, str]]
_PREMISES = (N_("Place of business"), N_("Where it has its place of business, and the proof that it may use it."))

STEPS: Named = {
    **{
        (group, "domicile"): _PREMISES
        for group in (
            Group.PARTNERSHIP, Group.PROPRIETOR, Group.HOUSEHOLD, Group.BRANCH, Group.FROM_ABROAD, Group.OFFICE,
        )
    },
    (Group.PARTNERSHIP, "capital"): (
        N_("Contributions"), N_("Who the partners are, and what each contributes."),
    ),
    (Group.PROPRIETOR, "capital"): (N_("Contribution"), N_("How much the investor puts in.")),
    (Group.HOUSEHOLD, "capital"): (N_("Fund"), N_("How much money the business works with.")),
    (Group.LEGAL_PERSON, "capital"): (N_("Registered fund"), N_("The fund, and who gives it.")),
    (Group.COOPERATIVE, "capital"): (N_("Contributions"), N_("Who the members are, and what each contributes.")),
    (Group.BRANCH, "capital"): (N_("Fund"), N_("The fund that the parent enterprise gives.")),
    (Group.FROM_ABROAD, "capital"): (N_("Fund"), N_("The fund that the enterprise abroad gives.")),
    (Group.COOPERATIVE, "organs"): (
        N_("Council and chair"), N_("Who leads the cooperative and who represents it."),
    ),
    (Group.COOPERATIVE, "resolution"): (N_("Meeting"), N_("When and where the members met, and who led the meeting.")),
    (Group.LEGAL_PERSON, "organs"): (N_("Legal representative"), N_("Who represents the enterprise.")),
    (Group.OFFICE, "scope"): (N_("Activities"), N_("What the office will do; it must not earn.")),
}  # fmt: skip
"""What a step is called, and its sentence, where a group of types does not use the usual words."""

LABELS: Mapping[tuple[Group, str], str] = {
    (Group.PARTNERSHIP, "capital.registered"): N_("All contributions together"),
    (Group.PARTNERSHIP, "capital.contributions"): N_("Partners and contributions"),
    (Group.PROPRIETOR, "capital.registered"): N_("Contribution of the investor"),
    (Group.HOUSEHOLD, "capital.registered"): N_("Fund of the business"),
    (Group.LEGAL_PERSON, "capital.registered"): N_("Registered fund"),
    (Group.COOPERATIVE, "capital.registered"): N_("Total of the members' contributions"),
    (Group.BRANCH, "capital.registered"): N_("Fund"),
    (Group.FROM_ABROAD, "capital.registered"): N_("Fund"),
    (Group.COOPERATIVE, "capital.contributions"): N_("Members and their contributions"),
    (Group.LEGAL_PERSON, "capital.contributions"): N_("Founders and their contributions"),
    (Group.COOPERATIVE, "organs.directors"): N_("Members of the council"),
    (Group.COOPERATIVE, "organs.legal_representative"): N_("Chair (legal representative)"),
    (Group.COOPERATIVE, "resolution.directors_present"): N_("Members of the council who were present"),
    (Group.COOPERATIVE, "resolution.agreed"): N_("Who voted for it"),
    (Group.BRANCH, "name.trade_name"): N_("What tells the branch apart"),
    (Group.OFFICE, "name.trade_name"): N_("What tells the office apart"),
}
"""What a field is called where a group of types does not use the usual words."""

_PARTNERS = N_("Partnership Enterprise Law, arts. 16, 17, 18")
_COOPERATIVES = N_("Farmers' Professional Cooperatives Law, arts. 13, 14, 33")
_PROPRIETORS = N_("Sole Proprietorship Enterprise Law, arts. 8, 10")

LAWS: Mapping[tuple[Group, str], str] = {
    (Group.PARTNERSHIP, "capital"): _PARTNERS,
    (Group.PARTNERSHIP, "resolution"): N_("Partnership Enterprise Law, arts. 30, 31"),
    (Group.COOPERATIVE, "capital"): _COOPERATIVES,
    (Group.COOPERATIVE, "organs"): _COOPERATIVES,
    (Group.COOPERATIVE, "resolution"): N_("Farmers' Professional Cooperatives Law, arts. 29, 30"),
    (Group.PROPRIETOR, "capital"): _PROPRIETORS,
}
"""The law that asks for what stands in a section, where a group of types lives under another than companies do."""


def words_of(choices: type[StrEnum]) -> dict[str, str]:
    """Identifiers of texts by the value that is kept."""
    return {str(one): WORDS[choices][one] for one in choices}
