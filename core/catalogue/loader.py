"""Reads the norm from small YAML files and puts every procedure together.

A row lists only what differs: base family → family → type, and within each the editions in the order of their
days, later ones over earlier ones; what is said of CHANGE holds for CHANGE.NAME as well. Mappings are merged key by key, everything else is replaced, `null` removes.
Whatever does not fit the models stops the program at load, with file, line and place. Loaded once per process.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from core.catalogue.model import Edition, EntityType, Procedure
from core.catalogue.together import together
from core.errors import ConfigurationError, NotFound
from core.i18n import N_

FOLDER = Path(__file__).parent / "norm"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Model = TypeVar("Model", bound=BaseModel)
Tree = dict[str, Any]
Place = tuple[str | int, ...]


class CatalogueInvalid(ConfigurationError):
    """A file of the norm does not say what it must. The message names file, line and place."""

    code = "catalogue_invalid"
    text = N_("The catalogue cannot be read. {file}, line {line}: {place}: {problem}")
    remedy = N_("Correct the file and start again.")


class UnknownProcedure(NotFound):
    code = "unknown_procedure"
    text = N_("There is no procedure “{procedure}” in the norm of {day}.")
    remedy = N_("Choose a procedure from the list.")


@dataclass(frozen=True)
class Layer:
    """Part of a file that speaks of one thing, with the place where it stands."""

    file: Path
    place: Place
    tree: Tree


@dataclass(frozen=True)
class Catalogue:
    """The whole norm: editions in the order of their days, procedures by edition and identifier."""

    editions: tuple[Edition, ...]
    procedures: Mapping[str, Mapping[str, Procedure]]

    def edition(self, on: date) -> Edition:
        """The edition in force on a day. Raises UnknownProcedure before the first."""
        found = [edition for edition in self.editions if edition.since <= on]
        if not found:
            raise UnknownProcedure(procedure="", day=on.isoformat())
        return found[-1]

    def procedure(self, procedure_id: str, on: date) -> Procedure:
        """A procedure as the edition in force on that day has it. Raises UnknownProcedure.

        Several items of one business may be asked for together: “LLC.CHANGE.NAME+SCOPE” (`core.catalogue.together`).
        """
        first, *others = procedure_id.split("+")
        stem = first.rpartition(".")[0]
        known = self.procedures[self.edition(on).id]
        found = [known.get(one) for one in (first, *(f"{stem}.{item}" for item in others))]
        parts = [one for one in found if one is not None]
        if len(parts) < len(found) or len({one.id for one in parts}) < len(parts):
            raise UnknownProcedure(procedure=procedure_id, day=on.isoformat())
        return parts[0] if not others else together(parts)

    def open_on(self, on: date) -> tuple[Procedure, ...]:
        """All procedures of the edition in force on a day, in the order of the files."""
        return tuple(self.procedures[self.edition(on).id].values())


@lru_cache(maxsize=1)
def load() -> Catalogue:
    """The norm, read once per process. Raises CatalogueInvalid."""
    return load_from(FOLDER)


def load_from(folder: Path) -> Catalogue:
    """Read a norm from a folder (`editions.yaml`, `materials.yaml`, `families/*.yaml`). Raises CatalogueInvalid."""
    editions_file = folder / "editions.yaml"
    editions = sorted(
        (
            _build(Edition, {"id": name, **row}, [Layer(editions_file, (name,), row)])
            for name, row in _read(editions_file).items()
        ),
        key=lambda edition: edition.since,
    )
    materials = Layer(folder / "materials.yaml", (), _read(folder / "materials.yaml"))
    families = {path.stem: path for path in sorted((folder / "families").glob("*.yaml"))}
    files = {name: Layer(path, (), _read(path)) for name, path in families.items()}
    procedures: dict[str, dict[str, Procedure]] = {}
    for number, edition in enumerate(editions):
        known = [earlier.id for earlier in editions[: number + 1]]
        procedures[edition.id] = {
            procedure.id: procedure for name in files for procedure in _family(_lineage(files, name), materials, known)
        }
    return Catalogue(tuple(editions), procedures)


def _family(lineage: Sequence[Layer], materials: Layer, editions: Sequence[str]) -> Iterator[Procedure]:
    own = lineage[-1]
    for type_id in own.tree.get("types") or {}:
        type_layers = [*_layers(lineage, editions, ("type",)), *_layers([own], editions, ("types", type_id))]
        merged = _merged(type_layers)
        rows = merged.pop("procedures", None) or {}
        merged.pop("procedure", None)
        entity = _build(EntityType, {"id": type_id, "family": own.file.stem, **merged}, type_layers)
        for name in rows:
            layers = [
                layer
                for place in _places(name)
                for layer in (
                    *_layers(lineage, editions, place),
                    *_layers([own], editions, ("types", type_id, *place)),
                )
            ]
            yield _procedure(entity, name, layers, materials, editions[-1])


def _places(name: str) -> Iterator[Place]:
    """Where a procedure is spoken of, the most general first: CHANGE.NAME is a CHANGE, and that a procedure."""
    yield ("procedure",)
    business, item, _ = name.partition(".")
    if item:
        yield ("procedures", business)
    yield ("procedures", name)


def _procedure(entity: EntityType, name: str, layers: list[Layer], materials: Layer, edition: str) -> Procedure:
    row = _merged(layers)
    kinds = row.pop("materials", None) or {}
    row["materials"] = [
        {"kind": kind, **_merge(materials.tree.get(kind) or {}, own or {})} for kind, own in kinds.items()
    ]
    row["label"] = str(row.get("label", "")).format(type=entity.label, item=row.pop("item_label", ""))
    data = {"id": f"{entity.id}.{name}", "type": entity, "edition": edition, "item": name.partition(".")[2], **row}
    return _build(Procedure, data, [materials, *layers], list(kinds))


def _lineage(files: Mapping[str, Layer], name: str) -> list[Layer]:
    """A family with those it extends, the most general first."""
    chain = [files[name]]
    while parent := chain[0].tree.get("extends"):
        if parent not in files or files[parent] in chain:
            raise _invalid(chain[0], ("extends",), f"no such family: {parent}")
        chain.insert(0, files[parent])
    return chain


def _layers(files: Sequence[Layer], editions: Sequence[str], place: Place) -> list[Layer]:
    """What each file says at a place, followed by what its editions change there."""
    found: list[Layer] = []
    for file in files:
        for path in (place, *(("editions", edition, *place) for edition in editions)):
            tree = _at(file.tree, path)
            if isinstance(tree, dict):
                found.append(Layer(file.file, path, tree))
            elif tree is not None:
                raise _invalid(file, path, "keys and values are expected here")
    return found


def _merged(layers: Sequence[Layer]) -> Tree:
    merged: Tree = {}
    for layer in layers:
        merged = _merge(merged, layer.tree)
    return merged


def _merge(base: Tree, over: Tree) -> Tree:
    merged = dict(base)
    for key, value in over.items():
        if isinstance(value, dict):
            merged[key] = _merge(old if isinstance(old := merged.get(key), dict) else {}, value)
        elif value is None and key in merged:
            del merged[key]
        else:
            merged[key] = value
    return merged


def _at(tree: Any, place: Place) -> Any:
    for key in place:
        if not isinstance(tree, dict) or key not in tree:
            return None
        tree = tree[key]
    return tree


def _read(path: Path) -> Tree:
    try:
        tree = yaml.load(path.read_bytes(), Loader=LOADER)  # noqa: S506 - both loaders are safe ones
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CatalogueInvalid(file=path.name, line=line, place="-", problem=str(error.problem)) from error
    if not isinstance(tree, dict):
        raise CatalogueInvalid(file=path.name, line=1, place="-", problem="keys and values are expected here")
    return tree


def _build(model: type[Model], data: Tree, layers: Sequence[Layer], kinds: Sequence[str] = ()) -> Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place: Place = tuple(first["loc"])
        if kinds and len(place) > 1 and place[0] == "materials" and isinstance(place[1], int):
            place = ("materials", kinds[place[1]], *place[2:])
        problem = f"{first['msg']} ({model.__name__} {data.get('id', '')})"
        raise _invalid(_speaker(layers, place), _spoken(layers, place), problem) from error


def _speaker(layers: Sequence[Layer], place: Place) -> Layer:
    """The layer that says what stands at a place, the most particular one first."""
    for length in range(len(place), 0, -1):
        for layer in reversed(layers):
            if _holds(layer, place[:length]):
                return layer
    return layers[-1]


def _holds(layer: Layer, place: Place) -> bool:
    if not layer.place and place[:1] == ("materials",):  # the file of materials has no key of that name
        place = place[1:]
    return bool(place) and place[-1] in (_at(layer.tree, place[:-1]) or {})


def _spoken(layers: Sequence[Layer], place: Place) -> Place:
    layer = _speaker(layers, place)
    if not layer.place and place[:1] == ("materials",):
        place = place[1:]
    return (*layer.place, *place)


def _invalid(layer: Layer, place: Place, problem: str) -> CatalogueInvalid:
    shown = ".".join(str(key) for key in place)
    return CatalogueInvalid(file=layer.file.name, line=_line(layer.file, place), place=shown, problem=problem)


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
