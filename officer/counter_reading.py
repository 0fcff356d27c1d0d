"""Taking what was typed in a section of the counter's form back into the content.

What cannot be taken (a date that is none, letters in an amount) is said beside its field and leaves the value as it
was; everything else is taken. A pledge that is picked brings along what the register has of it. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import BaseModel, ValidationError

from core.catalogue.regions import full_region_name, region, regions
from core.choices import Choices, with_pledge
from core.content import Content, ScopePhrase, value_at
from core.content.text import UnsafeText, normalise_lines
from core.i18n import N_
from officer.counter_shapes import ITEM_MODELS, Kind, Shape, model_of, pattern_of, shapes
from officer.surface import Did

NOT_AN_AMOUNT = N_("This is not an amount in yuan.")
NOT_A_NUMBER = N_("This is not a whole number.")
NOT_A_DAY = N_("This is not a day.")
NOT_A_REGION = N_("There is no such division.")
UNSAFE = N_("It holds an invisible or control character.")


class NotTaken(ValueError):
    """A typed value that cannot be; the argument is the identifier of a text."""


@dataclass
class Reading:
    """The content with what was typed, and what could not be taken, by place."""

    content: Content
    problems: dict[str, str] = field(default_factory=dict)


def read(content: Content, did: Did, choices: Choices) -> Reading:
    """Take a section's form. A section that is not one changes nothing."""
    section = did.text("section")
    if section == "parties":
        plain = {name: _keyed(content, name, did) for name in ITEM_MODELS}
    elif section in Content.model_fields and section not in (*ITEM_MODELS, "uploads"):
        plain = {section: _model(model_of(section), content, section, did)}
    else:
        return Reading(content)
    problems: dict[str, str] = {}
    taken = {name: _settled(value, name, content, problems) for name, value in plain.items()}
    try:
        typed = Content.model_validate({**content.model_dump(), **taken})
    except ValidationError as error:
        places = {".".join(map(str, one["loc"])): UNSAFE for one in error.errors()}
        return Reading(content, {**problems, **places})
    return Reading(_with_picked(content, typed, choices), problems)


def _with_picked(before: Content, typed: Content, choices: Choices) -> Content:
    """What was typed, with the data of a pledge that was just picked."""
    known = {one.pledge.number: one for one in choices.pledges or ()}
    number = typed.pledge.number
    return with_pledge(typed, known[number]) if number != before.pledge.number and number in known else typed


@dataclass(frozen=True)
class Wrong:
    """What was typed cannot be taken; the text says why."""

    text: str


def _keyed(content: Content, name: str, did: Did) -> dict[str, Any]:
    there: Mapping[str, BaseModel] = getattr(content, name)
    return {key: _model(ITEM_MODELS[name], content, f"{name}.{key}", did) for key in there}


def _model(model: type[BaseModel], content: Content, place: str, did: Did) -> dict[str, Any]:
    return {
        one.name: READ[one.kind](one, content, f"{place}.{one.name}", did) for one in shapes(model, pattern_of(place))
    }


def _settled(value: Any, place: str, content: Content, problems: dict[str, str]) -> Any:
    """The values, with those that cannot be taken as they were before; hidden fields stay."""
    if isinstance(value, Wrong):
        problems[place] = value.text
        return value_at(content, place)
    if isinstance(value, dict):
        before = value_at(content, place)
        kept = before.model_dump() if isinstance(before, BaseModel) else {}
        return {**kept, **{name: _settled(one, f"{place}.{name}", content, problems) for name, one in value.items()}}
    if isinstance(value, list):
        return tuple(_settled(one, f"{place}.{at}", content, problems) for at, one in enumerate(value))
    return value


def _typed(place: str, did: Did) -> str | None:
    """What stands in a box; None when the form does not have it."""
    return did.text(place) if place in did.form else None


def _with(parse: Callable[[str], Any]) -> Callable[[Shape, Content, str, Did], Any]:
    def take(shape: Shape, content: Content, place: str, did: Did) -> Any:
        typed = _typed(place, did)
        if typed is None:
            return value_at(content, place)
        try:
            return parse(typed)
        except NotTaken as problem:
            return Wrong(str(problem))

    return take


def _text(typed: str) -> str:
    try:
        return normalise_lines(typed)
    except UnsafeText as error:
        raise NotTaken(UNSAFE) from error


def _money(typed: str) -> int:
    plain = typed.replace(",", "").replace("，", "").replace(" ", "")
    try:
        fen = Decimal(plain or "0") * 100
    except InvalidOperation as error:
        raise NotTaken(NOT_AN_AMOUNT) from error
    if not fen.is_finite() or fen != fen.to_integral_value() or not 0 <= fen <= 10**15:
        raise NotTaken(NOT_AN_AMOUNT)
    return int(fen)


def _number(typed: str) -> int:
    if typed and not (typed.isascii() and typed.isdigit()):
        raise NotTaken(NOT_A_NUMBER)
    return int(typed or "0")


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise NotTaken(NOT_A_DAY) from error


def _region(typed: str) -> str:
    """A code, or a name that only one division has."""
    if not typed or region(typed) is not None:
        return typed
    found = [code for code, one in regions().items() if typed in (one.name, full_region_name(code))]
    if len(found) != 1:
        raise NotTaken(NOT_A_REGION)
    return found[0]


def _check(shape: Shape, content: Content, place: str, did: Did) -> bool:
    if f"{place}?" not in did.form:
        return bool(value_at(content, place))
    return did.text(place) == "1"


def _choices(shape: Shape, content: Content, place: str, did: Did) -> tuple[str, ...]:
    known = {one.value for one in shape.model}
    return tuple(one for one in did.several(place) if one in known)


def _parties(shape: Shape, content: Content, place: str, did: Did) -> tuple[str, ...]:
    """Those ticked; whoever was there before keeps the place in the order."""
    ticked = [one for one in did.several(place) if one in content.parties or one in content.organisations]
    before = [one for one in value_at(content, place) or () if one in ticked]
    return tuple(dict.fromkeys((*before, *ticked)))


def _delegates(shape: Shape, content: Content, place: str, did: Did) -> dict[str, str]:
    found = {key: did.text(f"{place}.{key}") for key in content.partnership.executives}
    return {key: person for key, person in found.items() if person in content.parties}


def _phrases(shape: Shape, content: Content, place: str, did: Did) -> tuple[ScopePhrase, ...]:
    return content.scope.phrases


def _items(shape: Shape, content: Content, place: str, did: Did) -> list[Any]:
    there = value_at(content, place) or ()
    return [_model(shape.model, content, f"{place}.{at}", did) for at in range(len(there))]


def _group(shape: Shape, content: Content, place: str, did: Did) -> dict[str, Any] | None:
    """Empty fields mean that the whole is not there."""
    found = _model(shape.model, content, place, did)
    return found if any(found.values()) else None


READ: Mapping[Kind, Callable[[Shape, Content, str, Did], Any]] = {
    Kind.TEXT: _with(_text),
    Kind.LONG: _with(_text),
    Kind.MONEY: _with(_money),
    Kind.NUMBER: _with(_number),
    Kind.CHECK: _check,
    Kind.DAY: _with(_day),
    Kind.CHOICE: _with(_text),
    Kind.CHOICES: _choices,
    Kind.PARTY: _with(_text),
    Kind.PARTIES: _parties,
    Kind.DELEGATES: _delegates,
    Kind.REGION: _with(_region),
    Kind.DIVISION: _with(_text),
    Kind.LEGAL_FORM: _with(_text),
    Kind.PHRASES: _phrases,
    Kind.ITEMS: _items,
    Kind.GROUP: _group,
    Kind.PLEDGE: _with(_text),
    Kind.CHANGE: _with(_number),
}
