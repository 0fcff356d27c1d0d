"""Public facts of enterprises as people read them: which there are, what a type calls them, and what changed (R50).

The register's facts come from the inner zone by name; a type without a fact simply has no row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.catalogue.kinds import entity_types
from core.i18n import N_, Translate
from core.outer.inquiry import PublicChange
from core.terms import EnterpriseStatus, label
from portal.words import yuan

LABELS: Mapping[str, str] = {
    "name": N_("Name of the enterprise"),
    "entity_type_label": N_("Type"),
    "legal_representative": N_("Represented by"),
    "registered_capital": N_("Capital or fund (yuan)"),
    "members": N_("Members"),
    "parent": N_("Belongs to"),
    "established": N_("Date of establishment"),
    "term": N_("Term"),
    "domicile": N_("Domicile"),
    "scope": N_("Business scope"),
    "authority": N_("Registration authority"),
    "pledges": N_("Pledges of equity"),
    "status": N_("Status"),
}
"""What the register publishes of an enterprise, in the order in which it is shown."""

IN_LIST = tuple(name for name in LABELS if name not in ("name", "pledges", "status"))

REPRESENTED: Mapping[str, str] = {
    "organs.legal_representative": N_("Legal representative"),
    "partnership.executives": N_("Executive partner"),
    "proprietor.investor": N_("Investor"),
    "household.operator": N_("Operator"),
    "parent.head": N_("Person in charge"),
    "origin.signatory": N_("Authorised signatory"),
    "representatives.chief": N_("Chief representative"),
}
"""What whoever represents an enterprise is called, by the place where its type names that person."""

CAPITAL: Mapping[str, str] = {
    "company": N_("Registered capital (yuan)"),
    "foreign_company": N_("Registered capital (yuan)"),
    "partnership": N_("Contributions of the partners (yuan)"),
    "foreign_partnership": N_("Contributions of the partners (yuan)"),
    "cooperative": N_("Contributions of the members (yuan)"),
    "sole": N_("Contribution of the investor (yuan)"),
}
"""What the money of an enterprise is called, by the family of its type."""


def listed(facts: Mapping[str, Any], translate: Translate) -> list[tuple[str, str]]:
    """Names and values of the facts that an enterprise of its type has."""
    return [(called(name, facts, translate), said(name, facts[name], translate)) for name in IN_LIST if facts.get(name)]


def called(name: str, facts: Mapping[str, Any], translate: Translate) -> str:
    """What a fact is called for the enterprise's type."""
    found = entity_types().get(str(facts.get("entity_type", "")))
    if found and name == "legal_representative":
        return translate(REPRESENTED.get(found.representative, LABELS[name]))
    if found and name == "registered_capital":
        return translate(CAPITAL.get(found.family, LABELS[name]))
    return translate(LABELS.get(name, name))


def said(name: str, value: Any, translate: Translate) -> str:
    """A public fact as people read it; amounts are held in fen."""
    if not value:
        return "—"
    return SAYINGS[name](value, translate) if name in SAYINGS else str(value)


def change(one: PublicChange, facts: Mapping[str, Any], translate: Translate) -> str:
    """One thing that changed: “Name: old → new”."""
    before, after = said(one.name, one.before, translate), said(one.name, one.after, translate)
    return f"{called(one.name, facts, translate)}: {before} → {after}"


def _pledges(value: Any, translate: Translate) -> str:
    return "；".join(f"{one['number']} ({one['pledgor']} → {one['pledgee']}, {yuan(one['amount'])})" for one in value)


SAYINGS: Mapping[str, Callable[[Any, Translate], str]] = {
    "registered_capital": lambda value, _: yuan(value),
    "members": lambda value, _: "、".join(value),
    "parent": lambda value, _: f"{value['name']} ({value['uscc']})",
    "pledges": _pledges,
    "status": lambda value, translate: translate(label(EnterpriseStatus(value))),
}
