"""What follows from what was filled in and so is never typed, online or at the counter (R06, R22): totals, the front
of a branch's name, the only legal form, who chairs a cooperative's council.

What follows in a procedure is decided by what the catalogue says of its type, never from the type's name. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.catalogue import Procedure
from core.catalogue.kinds import forms_after
from core.content import Content
from core.rules.asked import represented_by

Value = Callable[[Content, Procedure], Any]


@dataclass(frozen=True)
class Follow:
    """A place that follows: when `section` is in the form, for procedures that `holds` is true of."""

    place: str
    section: str
    holds: Callable[[Procedure], bool]
    value: Value


def _is_partnership(procedure: Procedure) -> bool:
    return represented_by(procedure) == "partnership"


def _is_cooperative(procedure: Procedure) -> bool:
    return procedure.type.limits.farmers_percent > 0


def _total(content: Content, procedure: Procedure) -> int:
    return sum(one.amount for one in content.capital.contributions)


def _leader(content: Content, procedure: Procedure) -> str:
    """The chair of the council represents the cooperative (农民专业合作社法 第三十三条)."""
    organs = content.organs
    return organs.legal_representative if len(organs.directors) > 1 else ""


FOLLOWS = (
    Follow("capital.registered", "capital", _is_partnership, _total),
    Follow("capital.registered", "capital", _is_cooperative, _total),
    Follow("organs.chair", "organs", _is_cooperative, _leader),
    Follow(
        "name.owner", "parent", lambda procedure: represented_by(procedure) == "parent",
        lambda content, _: content.parent.name,
    ),
    Follow(
        "name.owner", "origin", lambda procedure: represented_by(procedure) == "origin",
        lambda content, _: content.origin.name,
    ),
    Follow(
        "name.legal_form", "name", lambda procedure: len(forms_after(procedure)) == 1,
        lambda _, procedure: procedure.type.legal_forms[0],
    ),
)  # fmt: skip


def derived(procedure: Procedure) -> Mapping[str, Value]:
    """The places that nobody types in a procedure, each with what it holds."""
    return {one.place: one.value for one in FOLLOWS if one.section in procedure.sections and one.holds(procedure)}


def settled(content: Content, procedure: Procedure) -> Content:
    """The content with what follows brought up to date. Raises ValidationError when a total is more than can be."""
    plain = content.model_dump()
    for place, value in derived(procedure).items():
        section, _, name = place.partition(".")
        plain[section][name] = value(content, procedure)
    return Content.model_validate(plain)
