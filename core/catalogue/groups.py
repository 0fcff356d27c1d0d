"""Groups of types that are spoken of in the same words: a cooperative has a council, a company has directors (R22).

The group follows from what the catalogue says of a type, never from the type's name, so that a new type needs no code.
Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from core.catalogue.model import EntityType


class Group(StrEnum):
    """Types that are spoken of in the same words."""

    COMPANY = "company"
    LEGAL_PERSON = "legal_person"
    PARTNERSHIP = "partnership"
    PROPRIETOR = "proprietor"
    HOUSEHOLD = "household"
    COOPERATIVE = "cooperative"
    BRANCH = "branch"
    FROM_ABROAD = "from_abroad"
    OFFICE = "office"
    OTHER = "other"


REPRESENTED: Mapping[str, Group] = {
    "organs": Group.LEGAL_PERSON,
    "partnership": Group.PARTNERSHIP,
    "proprietor": Group.PROPRIETOR,
    "household": Group.HOUSEHOLD,
    "parent": Group.BRANCH,
    "origin": Group.FROM_ABROAD,
}
"""Groups by the section that names who represents the enterprise."""

COMPANIES = ("有限责任公司", "股份有限公司")
"""How the official kinds of companies begin; there are no others (Company Law, art. 2)."""


def _is_company(entity: EntityType) -> bool:
    """Its branches' kinds begin like its own, but somebody else represents them."""
    return entity.representative.startswith("organs.") and entity.kinds[0].label.startswith(COMPANIES)


TOLD_APART: Mapping[Group, Callable[[EntityType], bool]] = {
    Group.COMPANY: _is_company,
    Group.COOPERATIVE: lambda entity: entity.limits.farmers_percent > 0,
    Group.OFFICE: lambda entity: entity.limits.representatives_max > 0,
}
"""Groups that are represented like another one, by what only they are or have."""


def group_of(entity: EntityType) -> Group:
    """The group of a type; OTHER when nobody known represents such an enterprise."""
    usual = REPRESENTED.get(entity.representative.partition(".")[0], Group.OTHER)
    return next((group for group, holds in TOLD_APART.items() if holds(entity)), usual)
