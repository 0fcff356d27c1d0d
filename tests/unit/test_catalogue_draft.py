"""The norm keeps what the draft found out, row by row; what differs has a written reason (R03, R20, A18).

`catalogue_draft.txt` holds the draft's facts, `catalogue_mapping.yaml` its words in ours and the reasons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core import catalogue
from core.catalogue import Procedure
from core.terms import MaterialSource, SignatoryRole

DATA = Path(__file__).parents[1] / "data"
ITEM = re.compile(r"(?P<name>\w+)\((?P<signers>[\w,]*)\)(?:\?(?P<when>\w+))?")


@dataclass(frozen=True)
class Asked:
    """A material as the draft has it."""

    name: str
    signers: tuple[str, ...]
    when: str


@dataclass(frozen=True)
class Row:
    """A procedure as the draft has it; the form is the first of the materials."""

    procedure: str
    materials: tuple[Asked, ...]
    within: int
    creditors: int


@dataclass(frozen=True)
class Difference:
    """`what` is a material of the draft, a kind of ours that it does not have, or a figure."""

    procedure: str
    what: str
    aspect: str
    draft: str
    ours: str


@cache
def draft() -> tuple[Row, ...]:
    found = []
    text = (DATA / "catalogue_draft.txt").read_text(encoding="utf-8")
    for group in re.split(r"\n\s*\n", text):
        body = "\n".join(line for line in group.splitlines() if not line.startswith("#"))
        if not body:
            continue
        named, _, rest = body.removeprefix("for ").partition("\nF_")
        asked = tuple(
            Asked(one["name"], tuple(filter(None, one["signers"].split(","))), one["when"] or "")
            for one in ITEM.finditer("F_" + rest)
        )
        figures = {name: int(value) for name, value in re.findall(r"(within|creditors)=(\d+)", rest)}
        found += [Row(procedure, asked, figures["within"], figures["creditors"]) for procedure in named.split()]
    return tuple(found)


@cache
def mapping() -> Any:
    return yaml.safe_load((DATA / "catalogue_mapping.yaml").read_text(encoding="utf-8"))


@cache
def newest() -> dict[str, Procedure]:
    """Every procedure as the latest edition that has it."""
    return {one.id: one for rows in catalogue.load().procedures.values() for one in rows.values()}


def differences() -> Iterator[Difference]:
    for row in draft():
        yield from of_row(row, newest()[row.procedure])


def of_row(row: Row, ours: Procedure) -> Iterator[Difference]:
    words, wanted = mapping(), set()
    for asked in row.materials:
        for kind in words["materials"][asked.name]:
            material = ours.material(kind)
            if material is None:
                yield Difference(row.procedure, asked.name, "left out", kind, "")
                continue
            wanted.add(kind)
            signers = " ".join(words["roles"][role] for role in asked.signers)
            own = " ".join(material.signers)
            if own != signers and (material.source is not MaterialSource.HELD or own):
                yield Difference(row.procedure, asked.name, "signers", signers, own)
            when = words["conditions"].get(asked.when, asked.when)
            if material.when != when:
                yield Difference(row.procedure, asked.name, "when", when, material.when)
    for material in ours.materials:
        if material.kind not in wanted:
            yield Difference(row.procedure, material.kind, "added", "", " ".join(material.signers))
    for name, theirs, own_days in (
        ("apply_within_days", row.within, ours.apply_within_days),
        ("creditor_days", row.creditors, ours.creditor_days),
    ):
        if theirs != own_days:
            yield Difference(row.procedure, name, "figure", str(theirs), str(own_days))


def explained(one: Difference, reason: dict[str, Any]) -> bool:
    ours = reason.get("ours", "*")
    return (
        one.what in reason["what"]
        and one.aspect == reason["aspect"]
        and any(fnmatchcase(one.procedure, pattern) for pattern in reason.get("procedures", ["*"]))
        and any(fnmatchcase(one.ours, pattern) for pattern in ([ours] if isinstance(ours, str) else ours))
    )


def test_every_procedure_of_the_draft_is_there_and_no_other() -> None:
    ids = [row.procedure for row in draft()]
    assert len(ids) == len(set(ids)) == 461
    assert set(ids) == set(newest())


def test_a18_no_material_signatory_condition_or_figure_differs_from_the_draft_without_a_written_reason() -> None:
    reasons = mapping()["reasons"]
    unexplained = [one for one in differences() if not any(explained(one, reason) for reason in reasons)]
    assert unexplained == []


def test_no_reason_outlives_its_difference() -> None:
    found = list(differences())
    for reason in mapping()["reasons"]:
        assert reason["reason"]
        for what in reason["what"]:
            alone = {**reason, "what": [what]}
            assert any(explained(one, alone) for one in found), (what, reason["reason"])


def test_every_role_and_every_material_of_the_draft_is_said_in_our_words() -> None:
    words = mapping()
    assert len(words["roles"]) == 34
    assert {SignatoryRole(role) for role in words["roles"].values()} <= set(SignatoryRole)
    assert len(words["materials"]) == 126
    asked = {one.name for row in draft() for one in row.materials}
    assert asked == set(words["materials"])
    ours = {material.kind for procedure in newest().values() for material in procedure.materials}
    assert ours == {kind for kinds in words["materials"].values() for kind in kinds} | {"responsibility", "mandate"}


def test_r24_the_statement_of_responsibility_is_signed_by_whoever_signs_the_form() -> None:
    for procedure in newest().values():
        form, statement = procedure.material("application_form"), procedure.material("responsibility")
        assert form is not None
        assert statement is not None
        assert form.signers
        assert set(form.signers) <= set(statement.signers)


def test_every_type_has_the_draft_s_label_codes_department_and_days() -> None:
    early = {one.type.id: one for rows in catalogue.load().procedures.values() for one in rows.values()}
    first = catalogue.load().procedures["2014"]
    types = mapping()["types"]
    assert set(types) == set(early)
    assert len(types) == 24
    for type_id, facts in types.items():
        kind = early[type_id].type
        assert kind.label == facts["label"]
        assert {one.code for one in kind.kinds} >= set(facts["codes"])
        assert kind.uscc_department == facts["department"]
        assert first[f"{type_id}.SETUP"].clocks.decide_working_days == facts["days"]


def test_every_item_of_changes_and_filings_is_used_or_has_a_reason() -> None:
    words = mapping()
    for business, items in (("CHANGE", words["items"]["changes"]), ("RECORD", words["items"]["filings"])):
        used = {procedure.item for name, procedure in newest().items() if f".{business}." in name}
        assert used == set(items) - set(words["unused"])
    assert set(words["unused"]) < {*words["items"]["changes"], *words["items"]["filings"]}
