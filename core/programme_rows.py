"""Rows of the programme's tables: what a row must hold to be an entry, and how an entry is written as a row.

A cell holds text (CSV) or what a spreadsheet keeps (numbers, days, truth values). Words may be codes or the labels in
any of the three languages, days are ISO 8601, the usual Chinese ways of writing them, or a spreadsheet's day number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from core.addressees import ADDRESSEES
from core.catalogue.kinds import entity_types
from core.content.text import UnsafeText, normalise
from core.errors import QuanchengError
from core.i18n import LANGUAGES, M_, N_, Message, Translate, translator
from core.programme import (
    Entry,
    Interface,
    InterfaceState,
    Item,
    Kind,
    Readiness,
    Stage,
    Step,
    Topic,
    Training,
    called,
    pairs,
)
from core.spreadsheets import harmless, plain
from core.terms import Business

EARLIEST, LATEST = date(2010, 1, 1), date(2049, 12, 31)
LONGEST_NAME, LONGEST_NOTE, MOST_PEOPLE = 80, 500, 1_000_000
DAY_NUMBERS_FROM = date(1899, 12, 30)
WRITTEN_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|(\d\d)(\d\d))")
CHINESE_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")
YES, NO = (
    frozenset({"yes", "true", "1", "是", "已就绪", "예"}),
    frozenset({"no", "false", "0", "否", "未就绪", "아니요"}),
)

HEADINGS: Mapping[str, str] = {
    "辖区": "jurisdiction", "地区": "jurisdiction", "企业类型": "entity_type", "主体类型": "entity_type",
    "业务": "business", "业务类型": "business", "登记业务": "business", "阶段": "stage", "计划或实际": "kind",
    "性质": "kind", "日期": "day", "备注": "note", "事项": "item", "准备事项": "item", "就绪": "ready",
    "是否就绪": "ready", "部门": "department", "参与部门": "department", "接口": "interface", "接口名称": "interface",
    "状态": "state", "接口状态": "state", "主题": "topic", "培训主题": "topic", "应训人数": "invited",
    "应到人数": "invited", "通知人数": "invited", "参训人数": "trained", "完成人数": "trained",
}  # fmt: skip
"""Chinese headings, and what they are in the English file."""

COLUMN_TEXTS: Mapping[str, str] = {
    "jurisdiction": N_("Jurisdiction"), "entity_type": N_("Type"), "business": N_("Registration business"),
    "stage": N_("Stage"),
    "kind": N_("Plan or actual"), "day": N_("Day"), "note": N_("Note"), "item": N_("What must be ready"),
    "ready": N_("Ready"), "department": N_("Department"), "interface": N_("Interface"), "state": N_("State"),
    "topic": N_("Topic"), "invited": N_("Invited"), "trained": N_("Completed"),
}  # fmt: skip
"""What people call the columns."""


class Wrong(QuanchengError):
    """A cell, or a field of a form, cannot be taken: what is wrong with it, and what to do."""

    code = "wrong_field"

    def __init__(self, what: Message, remedy: Message, column: str = "") -> None:
        self.what, self.advice, self.column = what, remedy, column
        super().__init__()

    def message(self, translate: Translate) -> str:
        """Column, what is wrong, what to do; in the reader's language."""
        name = translate(COLUMN_TEXTS[self.column]) + ": " if self.column else ""
        said = self.what.render(translate)
        return f"{name}{said}{'' if said.endswith('。') else ' '}{self.advice.render(translate)}"


@dataclass(frozen=True)
class Table:
    """A kind of file: its name, its columns in order, the entries in it, and how they are read and written."""

    name: str
    title: str
    entry: type[Entry]
    columns: tuple[str, ...]

    def read(self, cells: Mapping[str, object], today: date = LATEST) -> Entry | list[Wrong]:
        """The entry, or all that is wrong with the row. What is said to be done cannot be later than `today`."""
        values: dict[str, object] = {}
        wrong: list[Wrong] = []
        for column in self.columns:
            try:
                values[column] = _value(column, cells.get(column))
            except Wrong as one:
                wrong.append(Wrong(one.what, one.advice, column))
        if wrong:
            return wrong
        try:
            make: Any = self.entry  # each kind takes the values of its own columns
            return checked(make(**values), today)
        except Wrong as one:
            return [one]

    def cells(self, entry: Entry) -> list[str]:
        """The entry as a row, safe in a spreadsheet."""
        return [harmless(_written(getattr(entry, column))) for column in self.columns]


def heading(cell: object) -> str:
    """The column that a heading names; what is not known is given back as it is."""
    text = unicodedata.normalize("NFKC", str(cell or "")).strip()
    return HEADINGS.get(text, text.lower())


def entered_text(text: str, column: str = "note", longest: int = LONGEST_NOTE) -> str:
    """Text as it is kept: NFKC, on one line, nothing invisible in it. Raises Wrong."""
    try:
        normal = normalise(unicodedata.normalize("NFKC", " ".join(text.split())))
    except UnsafeText as unsafe:
        raise Wrong(
            M_("It holds a character that cannot be seen ({code}).", code=unsafe.character),
            M_("Type the text anew."),
            column,
        ) from unsafe
    if len(normal) > longest:
        raise Wrong(M_("It has more than {count} characters.", count=longest), M_("Say it more briefly."), column)
    return normal


@lru_cache(maxsize=50_000, typed=True)
def _value(column: str, cell: object) -> object:
    """What a cell says; most are said many times over in a file. Raises Wrong."""
    return READERS[column](plain(cell) if isinstance(cell, str) else cell, column)


def _text(cell: object, column: str) -> str:
    """The cell's text; a spreadsheet's number as people read it, as codes are often kept as numbers."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return entered_text(cell, column)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _need(cell: object, column: str) -> str:
    text = _text(cell, column)
    if not text:
        raise Wrong(M_("Nothing stands here."), M_("Fill in the cell."))
    return text


@cache
def _known(column: str) -> Mapping[str, str]:
    """Codes by what may be written for them: the code itself, or its label in any language. What two share is out."""
    by_column: Mapping[str, Mapping[str, str]] = {
        "jurisdiction": {code: one.name for code, one in ADDRESSEES.items()},
        "entity_type": {code: one.label_text for code, one in entity_types().items()},
        **{column: {one.value: called(one) for one in kind} for column, kind in WORDS.items()},
    }
    labels = by_column[column]
    found: dict[str, str] = {}
    for code, label in labels.items():
        for language in LANGUAGES:
            name = _folded(translator(language)(label))
            found[name] = "" if found.get(name, code) != code else code
    return {**{name: code for name, code in found.items() if code}, **{_folded(code): code for code in labels}}


WORDS: Mapping[str, type[StrEnum]] = {
    "business": Business, "stage": Stage, "kind": Kind, "item": Item, "state": InterfaceState, "topic": Topic,
}  # fmt: skip


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", str(text)).strip().casefold()


def _code(cell: object, column: str) -> str:
    text = _need(cell, column)
    found = _known(column).get(text) or _known(column).get(text.casefold())
    if found is None:
        raise _unknown(column, text)
    return found


def _unknown(column: str, text: str) -> Wrong:
    what = M_("“{cell}” is not known.", cell=text[:40])
    if column == "jurisdiction":
        return Wrong(what, M_("Write the six digits of one of the 46 administrations, such as 330000."))
    if column == "entity_type":
        return Wrong(what, M_("Write the code of a type of enterprise, such as LLC."))
    return Wrong(what, M_("Write one of: {words}.", words=", ".join(one.value for one in WORDS[column])))


def _word(kind: type[StrEnum]) -> Callable[[object, str], object]:
    members = {one.value: one for one in kind}
    return lambda cell, column: members[_code(cell, column)]


def _day(cell: object, column: str) -> date:
    if isinstance(cell, datetime) and cell.time() == time():
        return _plausible(cell.date())
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return _plausible(cell)
    return _read_day(_need(cell, column))


def _read_day(text: str) -> date:
    if text.isascii() and text.isdigit() and len(text) == 5:
        return _plausible(DAY_NUMBERS_FROM + timedelta(days=int(text)))
    bare = MIDNIGHT.sub("", text)
    found = WRITTEN_DAY.fullmatch(bare) or CHINESE_DAY.fullmatch(bare)
    if found is None:
        raise Wrong(M_("“{cell}” is not a day.", cell=text[:40]), M_("Write it like 2017-10-31."))
    year, month, day = (int(one) for one in found.groups() if one)
    try:
        return _plausible(date(year, month, day))
    except ValueError as error:
        raise Wrong(
            M_("There is no such day as {cell}.", cell=text[:40]),
            M_("Look at month and day; write it like 2017-10-31."),
        ) from error


def entered_day(text: str, column: str = "day", latest: date = LATEST) -> date:
    """The day typed into a field. Raises Wrong when there is none, or it is later than it can be."""
    try:
        day = _day(text, column)
    except Wrong as wrong:
        raise Wrong(wrong.what, wrong.advice, column) from wrong
    if day > latest:
        raise Wrong(M_("The day {day} has not come yet.", day=day.isoformat()), M_("Enter it once it is done."), column)
    return day


def _plausible(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise Wrong(
            M_("The day {day} is not within the programme's years.", day=day.isoformat()),
            M_("Write a day from {first} to {last}.", first=EARLIEST.isoformat(), last=LATEST.isoformat()),
        )
    return day


def _truth(cell: object, column: str) -> bool:
    text = _need(cell, column).casefold()
    if text in YES | NO:
        return text in YES
    raise Wrong(M_("“{cell}” is neither yes nor no.", cell=text[:40]), M_("Write yes or no."))


def _count(cell: object, column: str) -> int:
    text = _need(cell, column)
    if not (text.isascii() and text.isdigit()) or len(text) > 7 or int(text) > MOST_PEOPLE:
        raise Wrong(M_("“{cell}” is not a number of people.", cell=text[:40]), M_("Write a whole number, such as 25."))
    return int(text)


def _name(cell: object, column: str) -> str:
    return entered_text(_need(cell, column), column, LONGEST_NAME)


READERS: Mapping[str, Callable[[object, str], object]] = {
    "jurisdiction": _code, "entity_type": _code,
    **{column: _word(kind) for column, kind in WORDS.items()},
    "day": _day, "note": _text, "ready": _truth,
    "department": _name, "interface": _name, "invited": _count, "trained": _count,
}  # fmt: skip


def checked(entry: Entry, today: date) -> Entry:
    """The entry when its parts go together. Raises Wrong."""
    if isinstance(entry, Step) and (entry.entity_type, entry.business) not in _judged():
        raise Wrong(
            M_("The norm has no such business of this type of enterprise."),
            M_("Leave the row out, or correct type or business."),
            "business",
        )
    if isinstance(entry, Training) and entry.trained > entry.invited:
        raise Wrong(
            M_("More people completed it ({trained}) than were invited ({invited}).", trained=entry.trained,
               invited=entry.invited),
            M_("Correct one of the two numbers."),
            "trained",
        )  # fmt: skip
    if entry.day > today and not _is_planned(entry):
        raise Wrong(
            M_("The day {day} has not come yet.", day=entry.day.isoformat()), M_("Enter it once it is done."), "day"
        )
    return entry


def _is_planned(entry: Entry) -> bool:
    """Whether an entry only speaks of what is to come."""
    if isinstance(entry, Step):
        return entry.kind is Kind.PLAN
    return isinstance(entry, Training) and entry.trained == 0


@cache
def _judged() -> frozenset[tuple[str, Business]]:
    return frozenset(pairs())


STEPS = Table(
    "steps", N_("Steps of the rollout"), Step,
    ("jurisdiction", "entity_type", "business", "stage", "kind", "day", "note"),
)  # fmt: skip
READINESS = Table(
    "readiness",
    N_("Readiness"),
    Readiness,
    ("jurisdiction", "item", "ready", "day", "note"),
)
INTERFACES = Table(
    "interfaces", N_("Interfaces with departments"), Interface,
    ("jurisdiction", "department", "interface", "state", "day", "note"),
)  # fmt: skip
TRAININGS = Table(
    "trainings", N_("Training"), Training,
    ("jurisdiction", "topic", "day", "invited", "trained", "note"),
)  # fmt: skip
TABLES = (STEPS, READINESS, INTERFACES, TRAININGS)
"""In the order of a programme's parts."""


def table_of(entry: Entry) -> Table:
    return next(one for one in TABLES if isinstance(entry, one.entry))
