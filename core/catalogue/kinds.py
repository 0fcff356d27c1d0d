"""Looking up types and businesses by what the register keeps of them: identifiers alone."""

from __future__ import annotations

from collections.abc import Mapping

from core.catalogue.loader import UnknownProcedure, load
from core.catalogue.model import EntityType
from core.i18n import Message


def entity_types() -> Mapping[str, EntityType]:
    """All types of all editions, each as the newest edition that has it says."""
    return load().types


def type_label(entity_type: str) -> str:
    """The identifier of a type's name; the type's own identifier when no edition has it."""
    found = entity_types().get(entity_type)
    return found.label_text if found else entity_type


def business_title(procedure_id: str, edition_id: str) -> Message | None:
    """What a business is called in an edition; None where the norm does not have it."""
    norm = load()
    edition = next((one for one in norm.editions if one.id == edition_id), None)
    if edition is None:
        return None
    try:
        return norm.procedure(procedure_id, edition.since).title
    except UnknownProcedure:
        return None
