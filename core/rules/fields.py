"""What every field is called, one line of help, and the law that asks for it (R22).

`field_label`, `field_help` and `field_basis` take a real place and give identifiers of texts; a place without a row of
its own takes the nearest one above. Uploaded materials and documents are called what the catalogue calls them. Given
the type of enterprise spoken of, they and `section_label` use its own words (`core.rules.wording`), else a company's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from core import catalogue
from core.catalogue import EntityType
from core.catalogue.groups import Group, group_of
from core.i18n import N_
from core.rules.field import FORMS, Field
from core.rules.fields_businesses import BUSINESSES, MATERIAL, PARTIES
from core.rules.fields_enterprise import ENTERPRISE
from core.rules.wording import CONTRIBUTORS, HELPS, LABELS, LAWS

FIELDS: Mapping[str, Field] = {**ENTERPRISE, **PARTIES, **BUSINESSES}

SECTION_LABELS: Mapping[str, str] = {
    "name": N_("Name of the enterprise"),
    "domicile": N_("Domicile"),
    "scope": N_("Business scope"),
    "parties": N_("People and organisations"),
    "capital": N_("Capital and members"),
    "organs": N_("Directors and officers"),
    "contact": N_("Contact"),
    "other": N_("Other particulars"),
    "partnership": N_("Partners and execution"),
    "proprietor": N_("Investor"),
    "household": N_("Operator and family"),
    "cooperative": N_("Members of the cooperative"),
    "nature": N_("Economic nature"),
    "parent": N_("Parent enterprise"),
    "foreign": N_("Foreign investment"),
    "origin": N_("Foreign enterprise"),
    "representatives": N_("Representatives"),
    "subject": N_("Registered enterprise"),
    "agent": N_("Agent"),
    "situation": N_("Your situation"),
    "resolution": N_("Resolution"),
    "transfer": N_("Transfer of shares"),
    "liquidation": N_("Winding up"),
    "pledge": N_("Pledge of equity"),
    "reissue": N_("New copy of the licence"),
    "migration": N_("Move to another authority"),
    "merger": N_("Merger or division"),
    "judgment": N_("Judgment"),
    "uploads": N_("Material to upload"),
    "documents": N_("Documents"),
}

UNKNOWN = Field(N_("Application"), N_("The application as a whole."), FORMS)
REPEATED = frozenset({"parties", "organisations", "phrases", "contributions", "transfers", "delegates"})
SIGNED = N_("Made from what was filled in, and signed by those whom the norm names.")
UPLOADED = N_("As PDF or photo, every page, easy to read.")
MEMBERS = N_("Members")
CALLED_BY_CATALOGUE: Mapping[str, tuple[str, str]] = {"documents": (SIGNED, FORMS), "uploads": (UPLOADED, MATERIAL)}
"""Places below which materials stand by their kind, with their help and basis."""


@lru_cache(maxsize=4096)
def field(place: str, group: Group = Group.COMPANY) -> Field:
    """The texts of a place, or of the nearest place above it that has some, in the words of a group of types."""
    steps = place.split(".")
    if len(steps) > 1 and steps[0] in CALLED_BY_CATALOGUE and steps[1] in catalogue.load().titles:
        return Field(catalogue.load().titles[steps[1]], *CALLED_BY_CATALOGUE[steps[0]])
    pattern = ["*" if number and steps[number - 1] in REPEATED else step for number, step in enumerate(steps)]
    for length in range(len(pattern), 0, -1):
        known = ".".join(pattern[:length])
        if found := FIELDS.get(known):
            return replace(
                found,
                label=LABELS.get((group, known), found.label),
                help=HELPS.get((group, known), found.help),
                basis=LAWS.get((group, steps[0]), found.basis),
            )
    return UNKNOWN


def field_label(place: str, of: EntityType | None = None) -> str:
    """The identifier of a place's name, e.g. of "capital.contributions.0.amount"."""
    return field(place, _group(of)).label


def field_help(place: str, of: EntityType | None = None) -> str:
    """The identifier of a place's one line of help."""
    return field(place, _group(of)).help


def field_basis(place: str, of: EntityType | None = None) -> str:
    """The identifier of the citation of the law that asks for a place."""
    return field(place, _group(of)).basis


def section_label(section: str, of: EntityType | None = None) -> str:
    """The identifier of a section's name."""
    return LABELS.get((_group(of), section)) or SECTION_LABELS.get(section, UNKNOWN.label)


def contributors_label(of: EntityType | None = None) -> str:
    """The identifier of what those who contribute to an enterprise are called all together."""
    return CONTRIBUTORS.get(_group(of), MEMBERS)


def _group(of: EntityType | None) -> Group:
    return group_of(of) if of else Group.COMPANY
