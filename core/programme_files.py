"""Files of the rollout programme: CSV and XLSX come in strictly, CSV goes out (R60-R62, A35, A37, A39).

A file is read whole or not at all: every bad row is named with its number, its column, what is wrong and what to do,
and a file with a problem gives no entries. What each table holds is told from its headings, in English or Chinese.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from core.i18n import M_, Message
from core.programme import Entry, Programme
from core.programme_grids import Grid, Unreadable, grids
from core.programme_rows import LATEST, TABLES, Table, Wrong, heading

MAX_PROBLEMS = 200


@dataclass(frozen=True)
class Problem:
    """What is wrong with a file. `row` counts from 1 with the headings, as spreadsheets do; 0: the whole table.
    `sheet` is empty for CSV."""

    what: Message
    remedy: Message
    row: int = 0
    column: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class Reading:
    """What a file holds. With problems it holds nothing; `more` says that not all of them are listed."""

    programme: Programme
    problems: tuple[Problem, ...] = ()
    more: bool = False


def read(data: bytes, today: date = LATEST) -> Reading:
    """All entries of a CSV or XLSX file, or what is wrong with it. Never raises for what the bytes hold.

    What is said to be done cannot be later than `today`.
    """
    try:
        tables = list(grids(data))
    except Unreadable as unreadable:
        return Reading(Programme(), (Problem(unreadable.what, unreadable.advice),))
    entries: list[Entry] = []
    problems: list[Problem] = []
    for grid in tables:
        # No further than to know that there are more: a file may hold as many as it has cells.
        problems += islice(_read_grid(grid, entries, today), MAX_PROBLEMS + 1 - len(problems))
    if not entries and not problems:
        problems.append(Problem(M_("The file holds no rows."), M_("Choose the file again, or fill in the template.")))
    if problems:
        return Reading(Programme(), tuple(problems[:MAX_PROBLEMS]), len(problems) > MAX_PROBLEMS)
    return Reading(Programme.made_of(entries))


def write(table: Table, programme: Programme) -> bytes:
    """The table's entries as CSV (UTF-8 with a byte order mark, for spreadsheets), what counts today only."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.columns)
    rows = (one for one in programme.plain().entries if isinstance(one, table.entry))
    writer.writerows(table.cells(one) for one in rows)
    return out.getvalue().encode("utf-8-sig")


def _read_grid(grid: Grid, entries: list[Entry], today: date) -> Iterator[Problem]:
    """Put the grid's entries into the list; gives what is wrong."""
    filled = [(number, row) for number, row in enumerate(grid.rows, 1) if any(map(_filled, row))]
    if not filled:
        return
    (number, first), *rest = filled
    headings = [heading(cell) for cell in first]
    table = _table(headings)
    missing = [name for name in table.columns if name not in headings and name != "note"]
    unknown = [name for name in headings if name and name not in table.columns]
    twice = sorted(name for name, times in Counter(headings).items() if name and times > 1)
    if missing or unknown or twice:
        yield from _wrong_headings(grid, number, missing, unknown, twice, table)
        return
    if not rest:
        yield Problem(
            M_("There are headings, but no rows."), M_("Fill in the rows below them."), number, "", grid.sheet
        )
    yield from _read_rows(grid, table, headings, rest, entries, today)


def _read_rows(
    grid: Grid,
    table: Table,
    headings: Sequence[str],
    rows: Iterable[tuple[int, Sequence[object]]],
    into: list[Entry],
    today: date,
) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], int] = {}
    bare = [place for place, name in enumerate(headings) if not name]
    for number, row in rows:
        cells = dict(zip(headings, row, strict=False))
        if any(map(_filled, row[len(headings) :])) or any(_filled(row[place]) for place in bare if place < len(row)):
            yield Problem(
                M_("A cell stands below no heading."),
                M_("Empty it; in CSV, put quotation marks around texts that hold a comma."),
                number, "", grid.sheet,
            )  # fmt: skip
            continue
        found = table.read(cells, today)
        if isinstance(found, list):
            yield from (_named(wrong, number, grid) for wrong in found)
        elif found.about in seen:
            yield Problem(
                M_("The row speaks of the same thing as row {row}.", row=seen[found.about]),
                M_("Keep one of the two rows."),
                number, "", grid.sheet,
            )  # fmt: skip
        else:
            seen[found.about] = number
            into.append(found)


def _named(wrong: Wrong, number: int, grid: Grid) -> Problem:
    return Problem(wrong.what, wrong.advice, number, wrong.column, grid.sheet)


def _table(headings: Sequence[str]) -> Table:
    """The table that has most of the headings."""
    return max(TABLES, key=lambda table: (len(set(table.columns) & set(headings)), -len(table.columns)))


def _wrong_headings(
    grid: Grid, number: int, missing: list[str], unknown: list[str], twice: list[str], table: Table
) -> Iterator[Problem]:
    remedy = M_("The first row must hold the headings {columns}.", columns=", ".join(table.columns))
    if missing:
        yield Problem(M_("Headings are missing: {names}.", names=", ".join(missing)), remedy, number, "", grid.sheet)
    if unknown:
        yield Problem(M_("Headings are not known: {names}.", names=_some(unknown)), remedy, number, "", grid.sheet)
    if twice:
        yield Problem(M_("Headings stand twice: {names}.", names=_some(twice)), remedy, number, "", grid.sheet)


def _some(names: Sequence[str]) -> str:
    """The first of them: a file may hold as many as it likes, as long as it likes."""
    return ", ".join(name[:40] for name in names[:10])


def _filled(cell: object) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None
