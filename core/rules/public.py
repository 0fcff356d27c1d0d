"""What the public facts of an enterprise are called, by the words of its type (R50).

The register publishes facts by name; officers' pages and the public register call them alike. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.catalogue import EntityType
from core.i18n import N_
from core.rules.fields import contributors_label, field_label

Called = Callable[[EntityType | None], str]
"""The identifier of a fact's name for a type, or for one that is not known any more."""


def _always(text: str) -> Called:
    return lambda _: text


def _place(place: str) -> Called:
    return lambda of: field_label(place, of)


def _represented(of: EntityType | None) -> str:
    return field_label(of.head or of.representative, of) if of else N_("Represented by")


PUBLIC: Mapping[str, Called] = {
    "name": _place("name"),
    "uscc": _always(N_("Unified social credit code")),
    "entity_type_label": _always(N_("Type")),
    "legal_representative": _represented,
    "registered_capital": _place("capital.registered"),
    "members": contributors_label,
    "parent": _always(N_("Belongs to")),
    "established": _always(N_("Date of establishment")),
    "term": _always(N_("Term")),
    "domicile": _place("domicile"),
    "scope": _place("scope"),
    "authority": _always(N_("Registration authority")),
    "pledges": _always(N_("Pledges of equity")),
    "status": _always(N_("Status")),
}
"""What the register publishes of an enterprise, in the order in which it is shown."""
