"""Reads the norm from small YAML files and puts every procedure together.

A row lists only what differs: base family → family → type; later editions over earlier ones; and what is said of
CHANGE holds for CHANGE.NAME as well. Of a material the file of materials speaks first, then `materials:` of the
families and the type, then the procedure. Sections that follow from materials and changes need not be listed.
Whatever does not fit the models of the newest edition stops the program at load, with file, line and place; an older
edition is put together when it is first asked for. Loaded once per process.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache, reduce
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
from core.terms import Effect, EnterpriseStatus, MaterialSource

__all__ = ["FOLDER", "Catalogue", "CatalogueInvalid", "UnknownProcedure", "load", "load_from"]

FOLDER = Path(__file__).parent / "norm"
PARTS = ("type", "names", "procedure", "procedures", "materials")
NOTHING = "nothing is said of such a procedure"
TOGETHER = frozenset({Effect.CHANGE, Effect.FILE})
"""What several items may do in one application."""
FAMILY = frozenset({*PARTS, "extends", "types", "editions"} - {"names"})
CIRCUMSTANCES = frozenset(one.value for one in Circumstance)


class UnknownProcedure(NotFound):
    code = "unknown_procedure"
    text = N_("There is no procedure “{procedure}” in the norm of {day}.")
    remedy = N_("Choose a procedure from the list.")


@dataclass(frozen=True)
class Catalogue:
    """The whole norm: editions in the order of their days, procedures by edition and identifier."""

    editions: tuple[Edition, ...]
    procedures: Norm

    @cached_property
    def types(self) -> Mapping[str, EntityType]:
        """All types of all editions, each as the newest edition that has it says."""
        return {type_id: one for edition in self.editions for type_id, one in self.procedures.types(edition.id).items()}

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """What each kind of material is called in general: its `label_text`."""
        return {kind: str(row["label_text"]) for kind, row in self.procedures.kinds.items()}

    def edition(self, on: date) -> Edition:
        """The edition in force on a day. Raises UnknownProcedure before the first."""
        found = [edition for edition in self.editions if edition.since <= on]
        if not found:
            raise UnknownProcedure(procedure="", day=on.isoformat())
        return found[-1]

    def procedure(self, procedure_id: str, on: date) -> Procedure:
        """A procedure as the edition in force on that day has it. Raises UnknownProcedure.

        Several items of one business, with one effect, may be asked for together: “LLC.CHANGE.NAME+SCOPE”
        (`core.catalogue.together`).
        """
        first, *others = procedure_id.split("+")
        stem = first.rpartition(".")[0]
        known = self.procedures[self.edition(on).id]
        found = [known.get(one) for one in (first, *(f"{stem}.{item}" for item in others))]
        parts = [one for one in found if one is not None]
        twice = len({one.id for one in parts}) < len(parts)
        if len(parts) < len(found) or twice or (others and not _go_together(parts)):
            raise UnknownProcedure(procedure=procedure_id, day=on.isoformat())
        return parts[0] if not others else together(parts)

    def open_on(self, on: date) -> tuple[Procedure, ...]:
        """All procedures of the edition in force on a day, in the order of the files."""
        return tuple(self.procedures[self.edition(on).id].values())

    def open_for(self, entity_type: str, status: EnterpriseStatus | None, on: date) -> tuple[Procedure, ...]:
        """The procedures that an enterprise of a type may begin in a status (None: it is not registered yet)."""
        return tuple(
            one
            for one in self.open_on(on)
            if one.entity_type == entity_type and (status in one.statuses if one.is_about_existing else status is None)
        )


def _go_together(parts: Sequence[Procedure]) -> bool:
    """Whether these are items of one business that do alike to the register."""
    alike = {(one.business, one.effect) for one in parts}
    return len(alike) == 1 and all(one.item and one.effect in TOGETHER for one in parts)


@lru_cache(maxsize=1)
def load() -> Catalogue:
    """The norm, read once per process. Raises CatalogueInvalid."""
    return load_from(FOLDER)


def load_from(folder: Path) -> Catalogue:
    """Read a norm from a folder (`editions.yaml`, `materials/*.yaml`, `families/*.yaml`). Raises CatalogueInvalid."""
    file = folder / "editions.yaml"
    editions = sorted((_edition(file, *row) for row in read(file).items()), key=lambda edition: edition.since)
    norm = Norm(
        [edition.id for edition in editions],
        [Layer(path, (), read(path)) for path in sorted((folder / "materials").glob("*.yaml"))],
        {path.stem: Layer(path, (), read(path)) for path in sorted((folder / "families").glob("*.yaml"))},
    )
    norm[editions[-1].id]  # what does not fit in the newest edition is found now, and not when somebody asks for it
    return Catalogue(tuple(editions), norm)


def _edition(file: Path, name: str, row: Tree) -> Edition:
    return build(Edition, {"id": name, **row}, lambda: [Layer(file, (name,), row)])


@dataclass(frozen=True)
class Spoken:
    """Of whom procedures are built: a type in an edition, the files that speak of it, and its merged tree."""

    files: Sequence[Layer]
    type_id: str
    edition: str
    tree: Tree


class Norm(Mapping[str, Mapping[str, Procedure]]):
    """The procedures of every edition; an edition is put together when it is first asked for.

    Equal materials are built once and shared by all procedures and editions.
    """

    def __init__(self, editions: Sequence[str], materials: Sequence[Layer], families: Mapping[str, Layer]) -> None:
        self.editions, self.materials, self.families = editions, materials, families
        self.kinds: Tree = {}
        self.trees: dict[str, Tree] = {}
        self.put_together: dict[str, Mapping[str, Procedure]] = {}
        self.built: dict[Any, tuple[Tree, Material]] = {}
        self.follow: dict[int, frozenset[str]] = {}
        for layer in materials:
            for kind, row in layer.tree.items():
                if kind in self.kinds:
                    raise invalid(layer.file, (kind,), "there is another material of that kind")
                self.kinds[kind] = row
        for layer in families.values():
            _check(layer.file, (), layer.tree)
            for place, known in (((), FAMILY), (("editions",), frozenset(editions))):
                for key in set(at(layer.tree, place) or EMPTY) - known:
                    raise invalid(layer.file, (*place, key), "this is not known here")

    def __getitem__(self, edition: str) -> Mapping[str, Procedure]:
        if edition not in self.put_together:
            found = (
                self._procedure(of, entity, name) for of, entity in self._spoken(edition) for name in _names(of.tree)
            )
            self.put_together[edition] = {one.id: one for one in found}
        return self.put_together[edition]

    def __iter__(self) -> Iterator[str]:
        return iter(self.editions)

    def __len__(self) -> int:
        return len(self.editions)

    def types(self, edition: str) -> Mapping[str, EntityType]:
        """The types of an edition."""
        return {entity.id: entity for _, entity in self._spoken(edition)}

    def _spoken(self, edition: str) -> Iterator[tuple[Spoken, EntityType]]:
        """Every type, as an edition speaks of it."""
        upto = self.editions[: self.editions.index(edition) + 1]
        for family, layer in self.families.items():
            files = self._lineage(family)
            for type_id, row in (layer.tree.get("types") or EMPTY).items():
                tree = merge(self._tree(family), _type(row or EMPTY))
                for one in upto:
                    for file in files:
                        tree = merge(tree, _parts(at(file.tree, ("editions", one)) or EMPTY))
                    tree = merge(tree, _type(at(layer.tree, ("editions", one, "types", type_id)) or EMPTY))
                of = Spoken(files, type_id, edition, tree)
                yield of, self._entity(of)

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

    def _entity(self, of: Spoken) -> EntityType:
        data = {"id": of.type_id, "family": of.files[-1].file.stem, **said(of.tree.get("type", EMPTY))}
        return build(EntityType, data, lambda: self._layers(of, [("type",)]))

    def _procedure(self, of: Spoken, entity: EntityType, name: str) -> Procedure:
        places = _places(name)
        parts = [at(of.tree, place) or EMPTY for place in places]
        if not parts[-1]:
            raise spoken(self._layers(of, [("type",)]), ("procedures", name), NOTHING)
        row = said(reduce(merge, parts))
        asked = said(row.get("materials", EMPTY))
        materials = [self._material(kind, asked, of, places) for kind in asked]
        row = {
            **row,
            "id": f"{of.type_id}.{name}",
            "type": entity,
            "edition": of.edition,
            "item": name.partition(".")[2],
            "label": str(row.get("label", "")).format(type=entity.label, item=row.get("item_label", "")),
            "materials": materials,
            "sections": self._sections(row, materials),
        }
        row.pop("item_label", None)
        return build(Procedure, row, lambda: self._layers(of, places))

    def _material(self, kind: str, asked: Tree, of: Spoken, places: Sequence[Place]) -> Material:
        general, own = of.tree["materials"].get(kind, EMPTY), asked[kind]
        signers = own.get("signers", general.get("signers"))
        if isinstance(signers, str):  # whoever signs another material
            other = of.tree["materials"].get(signers, EMPTY)
            signers = asked.get(signers, EMPTY).get("signers", other.get("signers"))
        key = (kind, id(general), repr(own) if own else "", tuple(signers or ()))
        if key not in self.built:  # what was built is kept with the tree that it came from, so that ids stay apart
            data = {"kind": kind, **said(merge(general, own)), "signers": signers}
            self.built[key] = general, build(Material, data, lambda: self._speakers(kind, of, places))
        return self.built[key][1]

    def _sections(self, row: Tree, materials: Iterable[Material]) -> list[str]:
        """The sections that a row names, and those that follow from its changes and materials, in their order."""
        found = {*row.get("sections", ()), *(place.partition(".")[0] for place in row.get("changes", ()))}
        for material in materials:
            if id(material) not in self.follow:
                self.follow[id(material)] = _follow(material)
            found |= self.follow[id(material)]
        return [*(section for section in SECTIONS if section in found), *sorted(found.difference(SECTIONS))]

    def _layers(self, of: Spoken, places: Sequence[Place]) -> list[Layer]:
        """Where the files speak of something, the most particular last; for telling what does not fit."""
        upto = self.editions[: self.editions.index(of.edition) + 1]
        ways: list[tuple[Layer, Place]] = []
        for place in places:
            for front in ((), *(("editions", one) for one in upto)):
                ways += [(file, (*front, *place)) for file in of.files]
                own = () if place == ("type",) else place
                ways.append((of.files[-1], (*front, "types", of.type_id, *own)))
        return [found for file, way in ways if (found := file.below(*way)) is not None]

    def _speakers(self, kind: str, of: Spoken, places: Sequence[Place]) -> list[Layer]:
        """Where the files speak of a material of a procedure."""
        found = [layer.below(kind) for layer in (*self.materials, *self._layers(of, [("materials",)]))]
        found += [layer.below("materials", kind) for layer in self._layers(of, places)]
        return [layer for layer in found if layer is not None]


def _check(file: Path, place: Place, tree: Tree) -> None:
    """Whether keys and values stand where they must, in a family, one of its editions or one of its types."""
    for part in (*PARTS, "types", "editions"):
        rows = _mapping(file, (*place, part), tree.get(part))
        for key, value in rows.items():
            here = (*place, part, key)
            if part in ("types", "editions"):
                _check(file, here, _mapping(file, here, value))
            elif part == "materials":
                _mapping(file, here, value)
            elif part == "procedures":
                materials = _mapping(file, (*here, "materials"), _mapping(file, here, value).get("materials"))
                for kind, own in materials.items():
                    _mapping(file, (*here, "materials", kind), own)


def _mapping(file: Path, place: Place, found: Any) -> Tree:
    if found is None:
        return EMPTY
    if not isinstance(found, dict):
        raise invalid(file, place, "keys and values are expected here")
    return found


def _parts(tree: Tree) -> Tree:
    """What a family says of its types; the procedures that it names for all of them stand apart, as `names`."""
    parts = {part: tree[part] for part in PARTS if tree.get(part)}
    if named := at(tree, ("type", "procedures")):
        parts |= {"type": {key: value for key, value in tree["type"].items() if key != "procedures"}, "names": named}
    return parts


def _type(tree: Tree) -> Tree:
    """What a type says, in the shape of a family: the procedures that it describes are named as its own."""
    parts = {part: tree[part] for part in ("procedure", "procedures", "materials") if tree.get(part)}
    if own := {key: value for key, value in tree.items() if key not in PARTS}:
        parts["type"] = own
    if rows := tree.get("procedures"):
        parts["names"] = {name: row if row is None else EMPTY for name, row in rows.items()}
    return parts


def _names(tree: Tree) -> list[str]:
    """The procedures that a type has; CHANGE is none where it has CHANGE.NAME."""
    names = [name for name, row in tree.get("names", EMPTY).items() if row is not None]
    general = {name.partition(".")[0] for name in names if "." in name}
    return [name for name in names if name not in general]


@cache
def _places(name: str) -> tuple[Place, ...]:
    """Where a procedure is spoken of, the most general first: CHANGE.NAME is a CHANGE, and that a procedure."""
    business = name.partition(".")[0]
    particular: tuple[Place, ...] = () if business == name else (("procedures", name),)
    return (("procedure",), ("procedures", business), *particular)


def _follow(material: Material) -> frozenset[str]:
    """The sections that must be there for a material."""
    found = set(material.sections)
    if material.source is MaterialSource.UPLOADED and material.kind != PREMISES:
        found.add("uploads")
    if CIRCUMSTANCES.intersection(re.findall(r"\w+", material.when)):
        found.add("situation")
    return frozenset(found)
