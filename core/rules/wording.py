"""What sections and fields are called for groups of types that are no companies, their help and law (R22).

Only what differs stands here; everything else is called what `core.rules.fields` says. Keys are places as there, a
section among them. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.catalogue.groups import Group
from core.i18n import N_

Called = Mapping[tuple[Group, str], str]

_ADDED_UP = N_("In yuan; the contributions are added up by themselves.")
_PREMISES = N_("Place of business")
_TRANSFERS = N_("Partnership Enterprise Law, arts. 22, 23, 73")
_LEADER = N_("Civil Code, art. 61")
_PARTNERS = N_("Partnership Enterprise Law, arts. 16, 17, 18")
_COOPERATIVES = N_("Farmers' Professional Cooperatives Law, arts. 13, 14, 33")
_PROPRIETORS = N_("Sole Proprietorship Enterprise Law, arts. 8, 10")

LABELS: Called = {
    (Group.FROM_ABROAD, "parent"): N_("Person in charge"),
    (Group.FROM_ABROAD, "parent.head"): N_("Person in charge"),
    (Group.COMPANY, "capital.registered"): N_("Registered capital"),
    (Group.PARTNERSHIP, "domicile"): _PREMISES,
    (Group.PROPRIETOR, "domicile"): _PREMISES,
    (Group.HOUSEHOLD, "domicile"): _PREMISES,
    (Group.BRANCH, "domicile"): _PREMISES,
    (Group.FROM_ABROAD, "domicile"): _PREMISES,
    (Group.OFFICE, "domicile"): _PREMISES,
    (Group.OFFICE, "scope"): N_("Activities"),
    (Group.BRANCH, "name.trade_name"): N_("What tells the branch apart"),
    (Group.OFFICE, "name.trade_name"): N_("What tells the office apart"),
    (Group.PARTNERSHIP, "capital"): N_("Contributions"),
    (Group.PARTNERSHIP, "capital.registered"): N_("All contributions together"),
    (Group.PARTNERSHIP, "capital.contributions"): N_("Partners and contributions"),
    (Group.PARTNERSHIP, "capital.contributions.*.party"): N_("Partner"),
    (Group.PROPRIETOR, "capital"): N_("Contribution"),
    (Group.PROPRIETOR, "capital.registered"): N_("Contribution of the investor"),
    (Group.HOUSEHOLD, "capital"): N_("Fund"),
    (Group.HOUSEHOLD, "capital.registered"): N_("Fund of the business"),
    (Group.LEGAL_PERSON, "capital"): N_("Registered fund"),
    (Group.LEGAL_PERSON, "capital.registered"): N_("Registered fund"),
    (Group.LEGAL_PERSON, "capital.contributions"): N_("Founders and their contributions"),
    (Group.LEGAL_PERSON, "capital.contributions.*.party"): N_("Contributing founder"),
    (Group.LEGAL_PERSON, "organs"): N_("Who leads it"),
    (Group.COOPERATIVE, "capital"): N_("Contributions"),
    (Group.COOPERATIVE, "capital.registered"): N_("Total of the members' contributions"),
    (Group.COOPERATIVE, "capital.contributions"): N_("Members and their contributions"),
    (Group.COOPERATIVE, "capital.contributions.*.party"): N_("Contributing member"),
    (Group.COOPERATIVE, "organs"): N_("Council and chair"),
    (Group.COOPERATIVE, "organs.directors"): N_("Members of the council"),
    (Group.COOPERATIVE, "organs.chair"): N_("Chair of the council"),
    (Group.COOPERATIVE, "organs.legal_representative"): N_("Chair (legal representative)"),
    (Group.COOPERATIVE, "resolution"): N_("Meeting"),
    (Group.COOPERATIVE, "resolution.directors_present"): N_("Members of the council who were present"),
    (Group.COOPERATIVE, "resolution.agreed"): N_("Who voted for it"),
    (Group.BRANCH, "capital"): N_("Fund"),
    (Group.BRANCH, "capital.registered"): N_("Fund"),
    (Group.FROM_ABROAD, "capital"): N_("Fund"),
    (Group.FROM_ABROAD, "capital.registered"): N_("Fund"),
}
"""What a place is called where a group of types does not use the usual words."""

HELPS: Called = {
    (Group.FROM_ABROAD, "parent"): N_("Who runs the business in China."),
    (Group.FROM_ABROAD, "parent.head"): N_("Who runs the business in China."),
    (Group.PARTNERSHIP, "capital.contributions.*.amount"): _ADDED_UP,
    (Group.COOPERATIVE, "capital.contributions.*.amount"): _ADDED_UP,
    (Group.LEGAL_PERSON, "capital.contributions.*.amount"): N_("In yuan; all together make the registered fund."),
    (Group.LEGAL_PERSON, "organs.legal_representative"): N_("Leads the enterprise and acts for it."),
    (Group.COOPERATIVE, "organs.directors"): N_("The chair alone, or a council with the chair among its members."),
    (Group.COOPERATIVE, "organs.legal_representative"): N_(
        "Represents the cooperative; chosen among the members of the council."
    ),
}
"""The line of help of a place where a company's does not fit."""

CONTRIBUTORS: Mapping[Group, str] = {
    Group.PARTNERSHIP: N_("Partners"),
    Group.COOPERATIVE: N_("Members of the cooperative"),
    Group.LEGAL_PERSON: N_("Founders"),
}
"""What those who contribute are called, where they are no company's members."""

LAWS: Called = {
    (Group.PARTNERSHIP, "capital"): _PARTNERS,
    (Group.PARTNERSHIP, "transfer"): _TRANSFERS,
    (Group.PARTNERSHIP, "resolution"): N_("Partnership Enterprise Law, arts. 30, 31"),
    (Group.COOPERATIVE, "capital"): _COOPERATIVES,
    (Group.COOPERATIVE, "organs"): _COOPERATIVES,
    (Group.COOPERATIVE, "resolution"): N_("Farmers' Professional Cooperatives Law, arts. 29, 30"),
    (Group.PROPRIETOR, "capital"): _PROPRIETORS,
    (Group.LEGAL_PERSON, "organs"): _LEADER,
}
"""The law that asks for what stands in a section, where a group of types lives under another than companies do."""

_COUNCIL = N_("Farmers' Professional Cooperatives Law, art. 33")

SAID: Mapping[tuple[Group, str], str] = {
    (Group.LEGAL_PERSON, "The legal representative is a director or the manager."): N_(
        "The legal representative leads the enterprise."
    ),
    (
        Group.PARTNERSHIP,
        "{name} comes from outside. The other members must have been told and have had 30 days to take the "
        "share themselves.",
    ): N_(
        "{name} comes from outside. All other partners must agree, or, where a limited partner transfers a share, "
        "have been told 30 days before."
    ),
    (Group.COOPERATIVE, "directors"): N_("members of the council"),
    (Group.COOPERATIVE, "chair"): N_("chair of the council"),
    (Group.LEGAL_PERSON, "No legal representative is chosen yet. Choose a director or the manager."): N_(
        "Nobody is chosen yet who leads the enterprise."
    ),
    (Group.COOPERATIVE, "No director is chosen yet. Choose one, or three or more for a board."): N_(
        "Nobody is chosen for the council yet. Choose the chair, or all its members."
    ),
    (Group.COOPERATIVE, "No legal representative is chosen yet. Choose a director or the manager."): N_(
        "No chair is chosen yet. Choose a member of the council."
    ),
    (Group.COOPERATIVE, "A board needs a chair. Choose one of the directors."): N_(
        "A council needs a chair. Choose one of its members."
    ),
    (Group.COOPERATIVE, "There is one director, or a board of three or more."): N_(
        "There is a chair, alone or with a council."
    ),
    (Group.COOPERATIVE, "The chair is one of the directors."): N_("The chair is a member of the council."),
    (Group.COOPERATIVE, "The chair must be one of the directors. Choose one of them."): N_(
        "The chair must be a member of the council. Choose one of them."
    ),
    (Group.COOPERATIVE, "Without a board there is no chair; this entry is ignored."): N_(
        "Without a council no chair is entered here; this entry is ignored."
    ),
    (Group.COOPERATIVE, "The legal representative is a director or the manager."): N_(
        "The chair who represents the cooperative is a member of its council."
    ),
    (
        Group.COOPERATIVE,
        "The legal representative must be a director who runs the company's affairs, or the manager. "
        "Choose one of them, or make {name} one.",
    ): N_(
        "The chair represents the cooperative and must be a member of its council. "
        "Choose one of them, or make {name} one."
    ),
    (
        Group.COOPERATIVE,
        "{name} is an ordinary director. The articles must say that {name} runs the company's affairs.",
    ): N_("{name} is an ordinary member of the council. The cooperative is represented by its chair."),
    (Group.COOPERATIVE, "No supervisor is director, manager or finance officer."): N_(
        "No supervisor is chair, member of the council, manager or finance officer."
    ),
    (
        Group.COOPERATIVE,
        "{name} is a supervisor and cannot be director, manager or finance officer as well. "
        "Choose somebody else for one of the offices.",
    ): N_(
        "{name} is a supervisor and cannot be a member of the council, manager or finance officer as well. "
        "Choose somebody else for one of the offices."
    ),
    (Group.COOPERATIVE, "A board of supervisors must have at least one third employees' representatives. Make sure."): (
        N_("A board of supervisors is chosen by the members' meeting from among the members. Make sure.")
    ),
}
"""What rules say in place of their usual words, with the same names to fill in."""

BASES: Called = {
    **{(group, f"{section}.required"): law for (group, section), law in LAWS.items()},
    (Group.PARTNERSHIP, "transfer.refusal"): _TRANSFERS,
    (Group.LEGAL_PERSON, "organs.legal_representative"): _LEADER,
    (Group.COOPERATIVE, "organs.people"): _COUNCIL,
    (Group.COOPERATIVE, "organs.capacity"): N_(
        "Civil Code, arts. 17, 18; Regulations on the Registration of Market Entities, art. 12"
    ),
    (Group.COOPERATIVE, "organs.directors"): _COUNCIL,
    (Group.COOPERATIVE, "organs.chair"): _COUNCIL,
    (Group.COOPERATIVE, "organs.legal_representative"): _COUNCIL,
    (Group.COOPERATIVE, "organs.supervisors"): _COUNCIL,
    (Group.COOPERATIVE, "organs.supervisors_apart"): _COUNCIL,
}
"""The law that a rule (by its identifier) goes by, where a group of types lives under another than companies do."""
