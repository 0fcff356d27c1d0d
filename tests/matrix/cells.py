"""The cells of the matrix: every procedure of the norm, and how a page shows which went end to end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache

from core import catalogue
from core.catalogue import Procedure
from core.terms import LABELS, Business, Effect

HEAD = """# Every procedure, end to end

Written by `make matrix`. Each cell is one procedure of one type, walked on a real database from filling in through
pack, signatures, submission, examination, approval and the register to licence, archive and publicity
(`tests/matrix`). **S** stands for SQLite, **P** for PostgreSQL; a dash where the norm has no such procedure. A run of
some procedures alone writes their cells anew and leaves the others.
"""


LETTERS: Mapping[str, str] = {"S": "sqlite", "P": "postgresql"}


@dataclass(frozen=True)
class Cell:
    """A procedure and the day on which it is walked: None for today's norm, else a day of the last edition with it."""

    procedure_id: str
    since: datetime | None = None


@lru_cache(maxsize=1)
def all_procedures() -> dict[str, tuple[Procedure, Cell]]:
    """Every procedure of every edition, each as its last edition has it."""
    norm = catalogue.load()
    found: dict[str, tuple[Procedure, Cell]] = {}
    last = norm.editions[-1]
    for edition in norm.editions:
        day = None if edition is last else datetime.combine(_within(edition.since), time(9), UTC)
        for one in norm.open_on(edition.since):
            found[one.id] = one, Cell(one.id, day)
    return found


def _within(since: date) -> date:
    """A day well within the edition that begins then."""
    return since.replace(year=since.year + 1)


def procedures(families: Collection[str], *, every_type: bool) -> list[Cell]:
    """The cells of some families, in the catalogue's order: of every type, or those of `taking_turns`."""
    chosen = [cell for _, cell in all_procedures().values()] if every_type else taking_turns()
    return [cell for cell in chosen if all_procedures()[cell.procedure_id][0].type.family in families]


@lru_cache(maxsize=1)
def taking_turns() -> list[Cell]:
    """Every type's establishment, and every kind of business with every effect once, for the type that has had the
    fewest turns so far."""
    kinds: dict[tuple[str, str, bool], list[tuple[Procedure, Cell]]] = {}
    chosen = []
    for procedure, cell in all_procedures().values():
        if procedure.effect is Effect.ESTABLISH:
            chosen.append(cell)
        else:
            kind = procedure.business, procedure.effect, bool(procedure.notice_days)
            kinds.setdefault(kind, []).append((procedure, cell))
    turns: Counter[str] = Counter()
    for having in kinds.values():
        procedure, cell = min(having, key=lambda one: turns[one[0].entity_type])
        turns[procedure.entity_type] += 1
        chosen.append(cell)
    return chosen


def page(passed: Collection[tuple[str, str]]) -> str:
    """The matrix as a page: a table for each family, a row for each business and item, a column for each type."""
    whole = [one for one, _ in all_procedures().values()]
    shown = {one.id for one in whole}
    ended = {procedure for procedure, _ in passed} & shown
    total = f"{len(ended)} of {len(shown)} procedures went end to end."
    families = dict.fromkeys(one.type.family for one in whole)
    parts = [HEAD, total, *(_table(family, whole, passed) for family in families)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def shown_in(text: str) -> set[tuple[str, str]]:
    """The procedures that a page of the matrix shows, each with its database."""
    found: set[tuple[str, str]] = set()
    types: list[str] = []
    for line in text.splitlines():
        first, *cells = [one.strip() for one in line.strip("|").split("|")] if line.startswith("|") else [""]
        names = re.findall(r"`([^`]+)`", first)
        if cells and not first:
            types = re.findall(r"`([^`]+)`", line)
        elif names:
            found |= {
                (f"{entity_type}.{names[0]}", database)
                for entity_type, cell in zip(types, cells, strict=True)
                for letter, database in LETTERS.items()
                if letter in cell.replace("**no**", "")
            }
    return found


def _table(family: str, whole: list[Procedure], passed: Collection[tuple[str, str]]) -> str:
    rows = [one for one in whole if one.type.family == family]
    types = list(dict.fromkeys(one.entity_type for one in rows))
    labels = {one.entity_type: one.type.label for one in rows}
    names = dict.fromkeys(one.id.partition(".")[2] for one in rows)
    lines = [
        f"## {family}\n",
        "| | " + " | ".join(f"{labels[one]}<br>`{one}`" for one in types) + " |",
        "| --- |" + " --- |" * len(types),
    ]
    known = {one.id: one for one in rows}
    for name in names:
        first = next(one for one in rows if one.id.partition(".")[2] == name)
        business = LABELS[Business][Business(first.business)]
        cells = " | ".join(_cell(f"{one}.{name}", known, passed) for one in types)
        lines.append(f"| {business}: `{name}` | {cells} |")
    return "\n".join(lines)


def _cell(procedure: str, known: dict[str, Procedure], passed: Collection[tuple[str, str]]) -> str:
    if procedure not in known:
        return "–"
    return "".join(_letters(procedure, passed)) or "**no**"


def _letters(procedure: str, passed: Collection[tuple[str, str]]) -> Iterator[str]:
    for letter, database in LETTERS.items():
        if (procedure, database) in passed:
            yield letter
