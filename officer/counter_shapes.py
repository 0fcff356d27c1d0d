"""What the counter's form is made of: the fields of a section by its model, and how each is typed.

The kind of a field follows from its type and, where a type cannot say it (money, a party's key, a region), from one
table of places. Pure.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from core.content import Content, Organisation, Person
from core.content.text import normalise_lines


class Kind(StrEnum):
    """How a field is typed."""

    TEXT = "text"
    LONG = "long"
    MONEY = "money"
    NUMBER = "number"
    CHECK = "check"
    DAY = "day"
    CHOICE = "choice"
    CHOICES = "choices"
    PARTY = "party"
    PARTIES = "parties"
    DELEGATES = "delegates"
    REGION = "region"
    DIVISION = "division"
    LEGAL_FORM = "legal_form"
    PHRASES = "phrases"
    ITEMS = "items"
    GROUP = "group"
    PLEDGE = "pledge"
    CHANGE = "change"


P, S = Kind.PARTY, Kind.PARTIES
PLACES: Mapping[str, Kind] = {
    "name.division_code": Kind.DIVISION,
    "name.legal_form": Kind.LEGAL_FORM,
    "domicile.region_code": Kind.REGION,
    "migration.from_authority": Kind.REGION,
    "migration.to_authority": Kind.REGION,
    "scope.phrases": Kind.PHRASES,
    **dict.fromkeys(
        (
            "capital.registered", "capital.contributions.*.amount", "capital.contributions.*.paid",
            "foreign.total_investment", "transfer.transfers.*.amount", "transfer.transfers.*.price", "pledge.amount",
            "pledge.claim",
        ),
        Kind.MONEY,
    ),
    **dict.fromkeys(
        (
            "capital.contributions.*.party", "organs.chair", "organs.manager", "organs.legal_representative",
            "contact.liaison", "contact.finance_officer", "proprietor.investor", "household.operator",
            "parent.representative", "parent.head", "foreign.recipient", "origin.signatory", "representatives.chief",
            "agent.agent", "resolution.chair", "transfer.transfers.*.giver", "transfer.transfers.*.taker",
            "liquidation.head", "pledge.pledgor", "pledge.pledgee", "organisations.*.representative",
            "organisations.*.mandate.agent",
        ),
        P,
    ),
    **dict.fromkeys(
        (
            "organs.directors", "organs.supervisors", "partnership.limited", "partnership.executives",
            "proprietor.family", "household.family", "cooperative.farmers", "foreign.investors",
            "representatives.others", "resolution.directors_present", "resolution.agreed", "liquidation.members",
            "merger.others",
        ),
        S,
    ),
    "partnership.delegates": Kind.DELEGATES,
    "pledge.number": Kind.PLEDGE,
    "judgment.version": Kind.CHANGE,
}  # fmt: skip
"""Places whose kind their type does not say; ``*`` stands for an index or a key."""

HIDDEN = frozenset({"domicile.proof_upload", "subject.version", "subject.uscc", "subject.name"})
"""What nobody types: files come from scans, the enterprise from the register."""
NOT_A_FORM = frozenset({"uploads"})
ITEM_MODELS: Mapping[str, type[BaseModel]] = {"parties": Person, "organisations": Organisation}
WIDE = frozenset(
    {
        Kind.LONG, Kind.PARTIES, Kind.CHOICES, Kind.PHRASES, Kind.ITEMS, Kind.GROUP, Kind.DELEGATES, Kind.PLEDGE,
        Kind.CHANGE,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """A field: its name, its kind, and the model or the enum behind it."""

    name: str
    kind: Kind
    model: Any = None


@lru_cache(maxsize=256)
def shapes(model: type[BaseModel], pattern: str) -> tuple[Shape, ...]:
    """The fields of a model that stands at places like `pattern`, in the model's order."""
    found = (_shape(name, info, f"{pattern}.{name}") for name, info in model.model_fields.items())
    return tuple(one for one in found if one is not None)


def _shape(name: str, info: FieldInfo, place: str) -> Shape | None:
    if place in HIDDEN:
        return None
    kind, inner = PLACES.get(place), _inner(info.annotation)
    if kind is None:
        kind = _kind(info, inner)
    return Shape(name, kind, inner)


def _inner(annotation: Any) -> Any:
    """What an annotation holds: the model of tuple[Model, ...], the type of X | None, else itself."""
    if get_origin(annotation) in (tuple, Union, types.UnionType):
        return next(one for one in get_args(annotation) if one not in (type(None), Ellipsis))
    return annotation


def _kind(info: FieldInfo, inner: Any) -> Kind:
    several = get_origin(info.annotation) is tuple
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        return Kind.ITEMS if several else Kind.GROUP
    if isinstance(inner, type) and issubclass(inner, StrEnum):
        return Kind.CHOICES if several else Kind.CHOICE
    if inner is str and any(getattr(one, "func", None) is normalise_lines for one in info.metadata):
        return Kind.LONG
    return {bool: Kind.CHECK, int: Kind.NUMBER, date: Kind.DAY}.get(inner, Kind.TEXT)


def pattern_of(place: str) -> str:
    """``capital.contributions.0.amount`` → ``capital.contributions.*.amount``."""
    steps = place.split(".")
    keyed = {"parties", "organisations", "delegates"}
    return ".".join("*" if at and (step.isdigit() or steps[at - 1] in keyed) else step for at, step in enumerate(steps))


def model_of(section: str) -> type[BaseModel]:
    """The model of a section, or of one of the parties."""
    if section in ITEM_MODELS:
        return ITEM_MODELS[section]
    found = Content.model_fields[section].annotation
    assert isinstance(found, type)
    return found
