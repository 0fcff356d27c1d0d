"""HTML made by calling functions: typed, escaped, without templates.

Guarantees: every text that is not already `Markup` is escaped, attribute values always are, and attributes named
like event handlers are refused, so that what people typed can never run in an officer's browser (A38).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from markupsafe import Markup, escape

Attribute = str | int | float | bool | None
Child: TypeAlias = "str | int | Markup | Iterable[Child] | None"

VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr"})


def _attributes(given: dict[str, Attribute]) -> Iterator[str]:
    for name, value in given.items():
        if value is None or value is False:
            continue
        shown = name.rstrip("_").replace("_", "-")
        if shown.startswith("on"):
            raise ValueError(f"no scripts in attributes: {shown}")
        if shown == "cls":
            shown = "class"
        yield f" {shown}" if value is True else f' {shown}="{escape(value)}"'


def _children(children: Iterable[Child]) -> Iterator[str]:
    for child in children:
        if child is None:
            continue
        if isinstance(child, str | int):  # Markup is a str that knows that it is safe
            yield escape(child)
        else:
            yield from _children(child)


def h(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """One element. ``cls`` is the class, ``for_`` and the like lose their underscore, inner ones become dashes.

    Attributes that are None or False are left out, True gives one without value.
    """
    start = f"<{name}{''.join(_attributes(attributes))}>"
    if name in VOID:
        return Markup(start)  # noqa: S704 - made of escaped parts
    return Markup(f"{start}{''.join(_children(children))}</{name}>")  # noqa: S704 - made of escaped parts


def join(*children: Child) -> Markup:
    """Several elements beside each other."""
    return Markup("".join(_children(children)))  # noqa: S704 - made of escaped parts
