"""Looking up types and businesses by what the register keeps of them: identifiers alone."""

from __future__ import annotations

from collections.abc import Mapping

from core.catalogue.loader import UnknownProcedure, load
from core.catalogue.model import EntityType, Procedure
from core.i18n import Message

CHANGE_OF_TYPE = "TYPE"
"""The item by which an enterprise becomes one of another type."""


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


def changes_type(procedure: Procedure) -> bool:
    return CHANGE_OF_TYPE in procedure.item.split("+")


def _types_after(procedure: Procedure) -> tuple[EntityType, ...]:
    """What an enterprise may be after a procedure, its present type first: another one only when it changes its type,
    and then one of its family that has such a change itself."""
    if not changes_type(procedure):
        return (procedure.type,)
    known = load().procedures[procedure.edition].values()
    family = (one.type for one in known if changes_type(one) and one.type.family == procedure.type.family)
    return tuple({one.id: one for one in (procedure.type, *family)}.values())


def forms_after(procedure: Procedure) -> tuple[str, ...]:
    """The legal forms with which the name may end afterwards."""
    return tuple(dict.fromkeys(form for one in _types_after(procedure) for form in one.legal_forms))


def type_after(procedure: Procedure, legal_form: str, members: int) -> EntityType:
    """The type of the enterprise afterwards: when it changes its type, one of that form which has such members."""
    fitting = (
        one
        for one in _types_after(procedure)
        if legal_form in one.legal_forms and one.limits.members_min <= members <= one.limits.members_max
    )
    return next(fitting, procedure.type)
