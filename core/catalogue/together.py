"""Several items in one application: one form, every section and material once (一(三)3; R22)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from core.catalogue.model import SECTIONS, Material, Procedure

T = TypeVar("T")


def together(parts: Sequence[Procedure]) -> Procedure:
    """One procedure out of several of the same type and business, in the order given.

    A material that several ask for is asked for when any of them does, and signed by all who must sign for any.
    """
    first = parts[0]
    stem = first.id.removesuffix(f".{first.item}")
    return first.model_copy(
        update={
            "id": f"{stem}.{'+'.join(one.item for one in parts)}",
            "item": "+".join(one.item for one in parts),
            "label": first.label.replace(_own(first), "、".join(_own(one) for one in parts)),
            "item_text": "\n".join(one.item_text for one in parts),
            "sections": _in_order(section for one in parts for section in one.sections),
            "materials": _materials([material for one in parts for material in one.materials]),
            "changes": _each_once(place for one in parts for place in one.changes),
            "statuses": tuple(status for status in first.statuses if all(status in one.statuses for one in parts)),
            "licence": any(one.licence for one in parts),
            "apply_within_days": min((one.apply_within_days for one in parts if one.apply_within_days), default=0),
            "creditor_days": max(one.creditor_days for one in parts),
            "basis": _each_once(law for one in parts for law in one.basis),
        }
    )


def _own(procedure: Procedure) -> str:
    """What stands in brackets of a label, e.g. 有限责任公司变更登记（名称）."""
    return procedure.label.partition("（")[2].removesuffix("）") or procedure.label


def _materials(asked: Sequence[Material]) -> tuple[Material, ...]:
    found: dict[str, Material] = {}
    for material in asked:
        there = found.get(material.kind)
        if there is None:
            found[material.kind] = material
            continue
        conditions = {there.when, material.when}
        when = "" if "" in conditions else " | ".join(sorted(conditions))
        signers = _each_once([*there.signers, *material.signers])
        found[material.kind] = there.model_copy(update={"signers": signers, "when": when})
    return tuple(sorted(found.values(), key=lambda material: material.number))


def _in_order(sections: Iterable[str]) -> tuple[str, ...]:
    """Each section once, as every form has them; those that the order does not know come last."""
    places = {section: number for number, section in enumerate(SECTIONS)}
    return tuple(sorted(_each_once(sections), key=lambda one: places.get(one, len(places))))


def _each_once(things: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(things))
