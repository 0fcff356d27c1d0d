"""Reads the norm from small YAML files and puts every procedure together.

A row lists only what differs: base family → family → type; later editions over earlier ones; and what is said of
CHANGE holds for CHANGE.NAME as well. Of a material the file of materials speaks first, then `materials:` of the
families and the type, then the procedure. Sections that follow from materials and changes need not be listed.
Whatever does not fit the models stops the program at load, with file, line and place. Loaded once per process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.catalogue.layers import (
    EMPTY,
    CatalogueInvalid,
    Layer,
    Place,
    Tree,
    at,
    build,
    invalid,
    merge,
    read,
    said,
    spoken,
)
from core.catalogue.model import SECTIONS, Edition, EntityType, Material, Procedure
from core.catalogue.together import together
from core.content import PREMISES, Circumstance
from core.errors import NotFound
from core.i18n import N_
from core.terms import MaterialSource

__all__ = ["FOLDER", "Catalogue", "CatalogueInvalid", "UnknownProcedure", "load", "load_from"]

FOLDER = Path(__file__).parent / "norm"
PARTS = ("type", "procedure", "procedures", "materials")
NOTHING = "nothing is said of such a procedure"
FAMILY = frozenset({*PARTS, "extends", "types", "editions"})
CIRCUMSTANCES = frozenset(one.value for one in Circumstance)
ORDER: Mapping[str, int] = {section: number for number, section in enumerate(SECTIONS)}


class UnknownProcedure(NotFound):
    code = "unknown_procedure"
    text = N_("There is no procedure “{procedure}” in the norm of {day}.")
    remedy = N_("Choose a procedure from the list.")


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
    """Read a norm from a folder (`editions.yaml`, `materials/*.yaml`, `families/*.yaml`). Raises CatalogueInvalid."""
    file = folder / "editions.yaml"
    rows = [(name, row) for name, row in read(file).items()]
    editions = sorted(
        (build(Edition, {"id": name, **row}, [Layer(file, (name,), row)]) for name, row in rows),
        key=lambda edition: edition.since,
    )
    norm = Norm(
        [edition.id for edition in editions],
        [Layer(path, (), read(path)) for path in sorted((folder / "materials").glob("*.yaml"))],
        {path.stem: Layer(path, (), read(path)) for path in sorted((folder / "families").glob("*.yaml"))},
    )
    procedures: dict[str, dict[str, Procedure]] = {edition.id: {} for edition in editions}
    for name in norm.families:
        for type_id in norm.families[name].tree.get("types") or {}:
            for procedure in norm.of_type(name, type_id):
                procedures[procedure.edition][procedure.id] = procedure
    return Catalogue(tuple(editions), procedures)


@dataclass
class Norm:
    """The trees of all files, and what was built of them; equal materials are built once."""

    editions: Sequence[str]
    materials: Sequence[Layer]
    families: Mapping[str, Layer]
    kinds: Tree = field(default_factory=dict)
    trees: dict[str, Tree] = field(default_factory=dict)
    built: dict[Any, Material] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for layer in self.materials:
            for kind, row in layer.tree.items():
                if kind in self.kinds:
                    raise invalid(layer.file, (kind,), "there is another material of that kind")
                self.kinds[kind] = row
        for name, layer in self.families.items():
            for place, known in (((), FAMILY), (("editions",), frozenset(self.editions))):
                for key in set(at(layer.tree, place) or {}) - known:
                    raise invalid(layer.file, (*place, key), "this is not known here")
            self._tree(name)

    def of_type(self, family: str, type_id: str) -> Iterator[Procedure]:
        """The procedures of a type in all editions."""
        files = self._lineage(family)
        own = files[-1].tree
        tree = merge(self._tree(family), _type(at(own, ("types", type_id))))
        before: Tree = EMPTY
        earlier: dict[str, Procedure] = {}
        for edition in self.editions:
            for file in files:
                tree = merge(tree, _parts(at(file.tree, ("editions", edition)) or EMPTY))
            tree = merge(tree, _type(at(own, ("editions", edition, "types", type_id)) or EMPTY))
            if tree.get("type") is not before.get("type"):
                entity = self._entity(files, type_id, edition, tree)
            now: dict[str, Procedure] = {}
            for name in _names(tree):
                if not at(tree, ("procedures", name)):
                    raise spoken(self._layers(files, type_id, edition, [("type",)]), ("procedures", name), NOTHING)
                kept = earlier.get(name)
                if kept is not None and all(_same(place, tree, before) for place in (("type",), *_places(name))):
                    now[name] = kept.model_copy(update={"edition": edition})
                else:
                    now[name] = self._procedure(files, entity, name, edition, tree)
            yield from now.values()
            before, earlier = tree, now

    def _tree(self, name: str) -> Tree:
        """A family over those that it extends, without editions."""
        if name not in self.trees:
            tree: Tree = {"materials": self.kinds}
            for file in self._lineage(name):
                tree = merge(tree, _parts(file.tree))
            self.trees[name] = tree
        return self.trees[name]

    def _lineage(self, name: str) -> list[Layer]:
        """A family with those it extends, the most general first."""
        chain = [self.families[name]]
        while parent := chain[0].tree.get("extends"):
            if parent not in self.families or self.families[parent] in chain:
                raise invalid(chain[0].file, ("extends",), f"no such family: {parent}")
            chain.insert(0, self.families[parent])
        return chain

    def _entity(self, files: Sequence[Layer], type_id: str, edition: str, tree: Tree) -> EntityType:
        data = {key: value for key, value in said(tree["type"]).items() if key != "procedures"}
        layers = self._layers(files, type_id, edition, [("type",)])
        return build(EntityType, {"id": type_id, "family": files[-1].file.stem, **data}, layers)

    def _procedure(self, files: Sequence[Layer], entity: EntityType, name: str, edition: str, tree: Tree) -> Procedure:
        places = [place for place in _places(name) if place != ("materials",)]
        row: Tree = EMPTY
        for place in places:
            row = merge(row, at(tree, place) or EMPTY)
        row = dict(said(row))
        asked = said(row.pop("materials", EMPTY))
        whose = (files, entity.id, edition, places)
        materials = [self._material(kind, own, asked, tree, whose) for kind, own in asked.items()]
        item_label = row.pop("item_label", "")
        row |= {
            "id": f"{entity.id}.{name}",
            "type": entity,
            "edition": edition,
            "item": name.partition(".")[2],
            "label": str(row.get("label", "")).format(type=entity.label, item=item_label),
            "materials": materials,
            "sections": _sections(row, materials),
        }
        try:
            return Procedure.model_validate(row)
        except ValueError:
            return build(Procedure, row, self._layers(files, entity.id, edition, places))

    def _material(self, kind: str, own: Tree, asked: Tree, tree: Tree, whose: Any) -> Material:
        general = tree["materials"].get(kind, EMPTY)
        signers = own.get("signers", general.get("signers"))
        if isinstance(signers, str):  # whoever signs another material
            signers = asked.get(signers, EMPTY).get("signers", tree["materials"].get(signers, EMPTY).get("signers"))
        key = (kind, id(general), repr(own), tuple(signers or ()))
        if key not in self.built:
            data = {"kind": kind, **said(merge(general, own)), "signers": signers}
            try:
                self.built[key] = Material.model_validate(data)
            except ValueError:
                self.built[key] = build(Material, data, self._speakers(kind, *whose))
        return self.built[key]

    def _layers(self, files: Sequence[Layer], type_id: str, edition: str, places: Sequence[Place]) -> list[Layer]:
        """Where the files speak of something, the most particular last; for telling what does not fit."""
        upto = self.editions[: self.editions.index(edition) + 1]
        ways: list[tuple[Layer, Place]] = []
        for place in places:
            for front in ((), *(("editions", one) for one in upto)):
                ways += [(file, (*front, *place)) for file in files]
                ways.append((files[-1], (*front, "types", type_id, *(() if place == ("type",) else place))))
        return [found for file, way in ways if (found := file.below(*way)) is not None]

    def _speakers(
        self, kind: str, files: Sequence[Layer], type_id: str, edition: str, places: Sequence[Place]
    ) -> list[Layer]:
        """Where the files speak of a material of a procedure."""
        general = [*self.materials, *self._layers(files, type_id, edition, [("materials",)])]
        found = [layer.below(kind) for layer in general]
        found += [layer.below("materials", kind) for layer in self._layers(files, type_id, edition, places)]
        return [layer for layer in found if layer is not None]


def _parts(tree: Tree) -> Tree:
    """What a family says of its types."""
    return {part: tree[part] for part in PARTS if tree.get(part)}


def _type(tree: Tree) -> Tree:
    """What a type says, in the shape of a family: its procedures are described, and named as its own."""
    own = {key: value for key, value in tree.items() if key not in PARTS}
    if rows := tree.get("procedures"):
        own["procedures"] = {name: row if row is None else EMPTY for name, row in rows.items()}
    return {**_parts(tree), **({"type": own} if own else {})}


def _names(tree: Tree) -> list[str]:
    """The procedures that a type has; CHANGE is none where it has CHANGE.NAME."""
    names = [name for name, row in (at(tree, ("type", "procedures")) or EMPTY).items() if row is not None]
    general = {name.partition(".")[0] for name in names if "." in name}
    return [name for name in names if name not in general]


def _places(name: str) -> tuple[Place, ...]:
    """Where a procedure is spoken of, the most general first: CHANGE.NAME is a CHANGE, and that a procedure."""
    business = name.partition(".")[0]
    particular: tuple[Place, ...] = () if business == name else (("procedures", name),)
    return (("materials",), ("procedure",), ("procedures", business), *particular)


def _same(place: Place, tree: Tree, before: Tree) -> bool:
    return at(tree, place) is at(before, place)


def _sections(row: Tree, materials: Sequence[Material]) -> list[str]:
    """The sections that a row names, and those that follow from its changes and its materials, in their order."""
    found = {*row.get("sections", ()), *(place.partition(".")[0] for place in row.get("changes", ()))}
    for material in materials:
        found.update(material.sections)
        if material.source is MaterialSource.UPLOADED and material.kind != PREMISES:
            found.add("uploads")
        if material.when and CIRCUMSTANCES.intersection(re.findall(r"\w+", material.when)):
            found.add("situation")
    return sorted(found, key=lambda section: ORDER.get(section, len(ORDER)))
