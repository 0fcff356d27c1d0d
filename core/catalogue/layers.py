"""The files of the norm as trees: reading them, laying one over another, and naming the line of what does not fit.

Mappings are merged key by key, everything else is replaced, and `null` takes away. A `null` stays in a merged tree,
so that it also takes away what a more general place says; `said` leaves it out. Trees are never changed and share
what they have in common.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from core.errors import ConfigurationError
from core.i18n import N_

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Tree = dict[str, Any]
Place = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)
EMPTY: Tree = {}


class CatalogueInvalid(ConfigurationError):
    """A file of the norm does not say what it must. The message names file, line and place."""

    code = "catalogue_invalid"
    text = N_("The catalogue cannot be read. {file}, line {line}: {place}: {problem}")
    remedy = N_("Correct the file and start again.")


@dataclass(frozen=True)
class Layer:
    """Part of a file that speaks of one thing, with the place where it stands."""

    file: Path
    place: Place
    tree: Tree

    def below(self, *place: str | int) -> Layer | None:
        """What it says at a place; None where it says nothing there."""
        tree = at(self.tree, place)
        return Layer(self.file, (*self.place, *place), tree) if isinstance(tree, dict) else None


def read(path: Path) -> Tree:
    """A file's tree. Raises CatalogueInvalid."""
    try:
        tree = yaml.load(path.read_bytes(), Loader=LOADER)  # noqa: S506 - both loaders are safe ones
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CatalogueInvalid(file=path.name, line=line, place="-", problem=str(error.problem)) from error
    if not isinstance(tree, dict):
        raise CatalogueInvalid(file=path.name, line=1, place="-", problem="keys and values are expected here")
    return tree


def merge(base: Tree, over: Tree) -> Tree:
    """One tree over another."""
    if not over:
        return base
    if not base:
        return over
    merged = dict(base)
    for key, value in over.items():
        if isinstance(value, dict):
            below = merged.get(key)
            merged[key] = merge(below, value) if isinstance(below, dict) else value
        else:
            merged[key] = value
    return merged


def said(tree: Tree) -> Tree:
    """A tree without what was taken away."""
    return {key: value for key, value in tree.items() if value is not None} if None in tree.values() else tree


def at(tree: Any, place: Place) -> Any:
    """What stands at a place; None where there is nothing."""
    for key in place:
        if not isinstance(tree, dict) or key not in tree:
            return None
        tree = tree[key]
    return tree


def build(model: type[Model], data: Tree, layers: Callable[[], Sequence[Layer]]) -> Model:
    """The model of a tree. Raises CatalogueInvalid, naming the layer that says what does not fit."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        problem = f"{first['msg']} ({model.__name__} {data.get('id') or data.get('kind', '')})"
        raise spoken(layers(), tuple(first["loc"]), problem) from error


def spoken(layers: Sequence[Layer], place: Place, problem: str) -> CatalogueInvalid:
    """The error about what stands at a place, in the words of the most particular layer that says it."""
    for length in range(len(place), 0, -1):
        for layer in reversed(layers):
            if place[length - 1] in (at(layer.tree, place[: length - 1]) or {}):
                return invalid(layer.file, (*layer.place, *place), problem)
    return invalid(layers[-1].file, (*layers[-1].place, *place), problem)


def invalid(file: Path, place: Place, problem: str) -> CatalogueInvalid:
    shown = ".".join(str(key) for key in place)
    return CatalogueInvalid(file=file.name, line=_line(file, place), place=shown, problem=problem)


def _line(path: Path, place: Place) -> int:
    """The line of the deepest part of a place that the file has."""
    node: yaml.Node | None = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    line = 0
    for key in place:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        pair = next((pair for pair in pairs if pair[0].value == str(key)), None)
        if pair is None:
            break
        line, node = pair[0].start_mark.line, pair[1]
    return line + 1
