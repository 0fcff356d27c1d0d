"""What stands at a place of the content: told from the content's own models, so that a new section needs no table here.

In the models a bare `str` is the key of a person or an organisation, while typed text is `Text` or `LongText`. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, get_args, get_origin

from annotated_types import Le
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from core.content import Content
from core.content.sections import MOST_FEN
from core.content.text import normalise, normalise_lines


class Shape(StrEnum):
    TEXT = "text"
    LONG = "long"
    AMOUNT = "amount"
    NUMBER = "number"
    DAY = "day"
    FLAG = "flag"
    CHOICE = "choice"
    PARTY = "party"
    PARTIES = "parties"
    OTHER = "other"


@dataclass(frozen=True)
class Slot:
    """A place's shape, and for a choice the words to choose from."""

    shape: Shape
    words: tuple[StrEnum, ...] = ()


OTHER = Slot(Shape.OTHER)
_BY_CHECK = {normalise: Shape.TEXT, normalise_lines: Shape.LONG}


@lru_cache(maxsize=2048)
def slot(place: str) -> Slot:
    """The slot at a place such as "pledge.amount" or "capital.contributions.0.amount"."""
    here: Any = Content
    info: FieldInfo | None = None
    for step in place.split("."):
        model = _model(here)
        if model is not None and step in model.model_fields:
            info = model.model_fields[step]
            here = info.annotation
        else:  # an index, or a party's key: what the sequence or mapping holds
            info, here = None, (get_args(here) or (Any,))[-1 if get_origin(here) is not tuple else 0]
    return _slot(here, info)


def _model(annotation: Any) -> type[BaseModel] | None:
    found = [one for one in (annotation, *get_args(annotation)) if isinstance(one, type) and issubclass(one, BaseModel)]
    return found[0] if found and get_origin(annotation) is not tuple and not _is_mapping(annotation) else None


def _is_mapping(annotation: Any) -> bool:
    origin = get_origin(annotation)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _slot(annotation: Any, info: FieldInfo | None) -> Slot:
    if annotation is str:
        checks = [getattr(one, "func", None) for one in (info.metadata if info else ())]
        return Slot(next((_BY_CHECK[one] for one in checks if one in _BY_CHECK), Shape.PARTY))
    if annotation == tuple[str, ...]:
        return Slot(Shape.PARTIES)
    if annotation is bool:
        return Slot(Shape.FLAG)
    if annotation is int:
        most = [one.le for one in (info.metadata if info else ()) if isinstance(one, Le)]
        return Slot(Shape.AMOUNT if MOST_FEN in most else Shape.NUMBER)
    if date in get_args(annotation):
        return Slot(Shape.DAY)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return Slot(Shape.CHOICE, tuple(annotation))
    return OTHER


def fields_of(section: str) -> tuple[str, ...]:
    """The places of a section's own fields, in the order of its model; none for one that is no section."""
    info = Content.model_fields.get(section)
    model = _model(info.annotation) if info else None
    return tuple(f"{section}.{name}" for name in model.model_fields) if model else ()
