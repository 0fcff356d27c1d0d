"""Formal checks: pure rules over the content, each with its place, its evidence and its legal basis (R22, R23).

`check(content, facts)` gives all findings, those in order included (`Severity.PASSED`), so that the officer sees what
was looked at; `progress(content, procedure)` says how far the filling has come; `field_label` and its like name places.
"""

from core.rules import (
    abroad,
    capital,
    changes,
    confirmation,
    decisions,
    endings,
    name,
    organisations,
    organs,
    partners,
    people,
    required,
    untouched,
)
from core.rules.field import Field
from core.rules.fields import (
    FIELDS,
    SECTION_LABELS,
    contributors_label,
    field_basis,
    field_help,
    field_label,
    section_label,
)
from core.rules.finding import Finding, Pledged, RuleFacts, Standing
from core.rules.public import PUBLIC
from core.rules.registry import RULES, Rule, check
from core.rules.required import Progress, progress, upload_place

REGISTERED = (
    required,
    name,
    people,
    organisations,
    confirmation,
    capital,
    organs,
    partners,
    abroad,
    changes,
    untouched,
    decisions,
    endings,
)
"""The modules whose rules are registered, in the order in which their findings come within a section."""

__all__ = [
    "FIELDS",
    "PUBLIC",
    "REGISTERED",
    "RULES",
    "SECTION_LABELS",
    "Field",
    "Finding",
    "Pledged",
    "Progress",
    "Rule",
    "RuleFacts",
    "Standing",
    "check",
    "contributors_label",
    "field_basis",
    "field_help",
    "field_label",
    "progress",
    "section_label",
    "upload_place",
]
