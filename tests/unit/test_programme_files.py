"""Files of the rollout programme (R60-R62): each bad row named, nothing half read, hostile files refused (A35, A37)."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.addressees import ADDRESSEES
from core.programme import (
    Entry,
    Interface,
    InterfaceState,
    Item,
    Kind,
    Programme,
    Readiness,
    Stage,
    Step,
    Topic,
    Training,
    pairs,
)
from core.programme_files import MAX_PROBLEMS, Problem, read, write
from core.programme_rows import (
    INTERFACES,
    LATEST,
    LONGEST_NOTE,
    READINESS,
    STEPS,
    TABLES,
    TRAININGS,
    Table,
    Wrong,
    entered_text,
)
from core.terms import Business
from tests.workbooks import SHEET, sheet, workbook

HEADS = "jurisdiction,entity_type,business,stage,kind,day,note"
GOOD = "330000,LLC,establishment,open,plan,2017-08-01,"
STEP = Step("330000", "LLC", Business.ESTABLISHMENT, Stage.OPEN, Kind.PLAN, date(2017, 8, 1))


def csv_of(*rows: str, heads: str = HEADS) -> bytes:
    return "\n".join((heads, *rows)).encode()


def said(problem: Problem) -> str:
    return f"{problem.what.render(str)} {problem.remedy.render(str)}"


def one_problem(data: bytes, today: date = date(2026, 1, 1)) -> Problem:
    found = read(data, today)
    assert len(found.programme) == 0
    (problem,) = found.problems
    return problem


texts = st.text(st.characters(codec="utf-8"), max_size=30).map(
    lambda text: "".join(one for one in text if one.isprintable())
)
names = texts.map(lambda text: entered_text(f"{text}税务")[:80])
notes = st.one_of(texts, st.sampled_from(["=1+1", "'=1", "''@x", "-3", "+8", "a,b", 'say "yes"', "'plain"]))
notes = notes.map(lambda text: entered_text(text))
days = st.dates(date(2014, 1, 1), date(2018, 12, 31))
places = st.sampled_from(sorted(ADDRESSEES))
steps = st.builds(
    lambda place, pair, stage, kind, day, note: Step(place, pair[0], pair[1], stage, kind, day, note),
    places, st.sampled_from(pairs()), st.sampled_from(Stage), st.sampled_from(Kind), days, notes,
)  # fmt: skip
readiness = st.builds(Readiness, places, st.sampled_from(Item), st.booleans(), days, notes)
interfaces = st.builds(Interface, places, names, names, st.sampled_from(InterfaceState), days, notes)
trainings = st.builds(
    lambda place, topic, day, numbers, note: Training(place, topic, day, max(numbers), min(numbers), note),
    places, st.sampled_from(Topic), days, st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), notes,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(steps, readiness, interfaces, trainings), max_size=12, unique_by=lambda one: one.about))
def test_what_is_exported_is_imported_again_alike(entries: list[Entry]) -> None:
    programme = Programme.made_of(entries)
    for table in TABLES:
        part = Programme.made_of(one for one in entries if isinstance(one, table.entry))
        exported = write(table, programme)
        if len(part):
            assert read(exported).programme == part, exported.decode()


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.binary(max_size=200).map(lambda data: b"PK\x03\x04" + data)))
def test_no_file_whatever_it_holds_raises_or_is_taken_in_part(data: bytes) -> None:
    found = read(data)
    assert found.problems
    assert len(found.programme) == 0


def test_a_field_that_a_spreadsheet_would_run_is_quoted_and_comes_back_as_it_was() -> None:
    """A37."""
    for note in ("=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "'=1"):
        exported = write(STEPS, Programme((Step(*_parts(STEP), note=note),)))
        assert f",'{note}" in exported.decode("utf-8-sig")
        assert read(exported).programme.steps[0].note == note


def _parts(step: Step) -> tuple[str, str, Business, Stage, Kind, date]:
    return step.jurisdiction, step.entity_type, step.business, step.stage, step.kind, step.day


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a byte order mark"])
def test_csv_in_utf_8(start: bytes) -> None:
    assert read(start + csv_of(GOOD)).programme == Programme((STEP,))


def test_chinese_headings_words_and_characters_of_chinese_spreadsheets() -> None:
    """Chinese spreadsheets write CSV in GB 18030."""
    text = "辖区,企业类型,业务,阶段,计划或实际,日期,备注\n浙江,有限责任公司,设立,open,PLAN,2017年8月1日,\n"
    assert read(text.encode("gb18030")).programme == Programme((STEP,))


@pytest.mark.parametrize(
    "day",
    [
        "2017-8-1",
        "2017/08/01",
        "2017.8.1",
        "20170801",
        "2017年8月1日",
        "42948",
        "2017-08-01 00:00:00",
        "２０１７-08-01",
    ],
)
def test_days_as_people_and_spreadsheets_write_them(day: str) -> None:
    assert read(csv_of(GOOD.replace("2017-08-01", day))).programme == Programme((STEP,))


BAD = [
    ("jurisdiction", "330000", "331000", "“331000” is not known. Write the six digits"),
    ("jurisdiction", "330000", "", "Nothing stands here. Fill in the cell."),
    ("entity_type", "LLC", "LTD", "“LTD” is not known. Write the code of a type of enterprise"),
    ("business", "establishment", "opening", "“opening” is not known. Write one of: establishment, change"),
    ("stage", ",open,", ",done,", "“done” is not known. Write one of: not_open, planned, pilot, open, paperless"),
    ("kind", ",plan,", ",hope,", "“hope” is not known. Write one of: plan, actual"),
    ("day", "2017-08-01", "2017-02-30", "There is no such day as 2017-02-30. Look at month and day"),
    ("day", "2017-08-01", "August", "“August” is not a day. Write it like 2017-10-31"),
    ("day", "2017-08-01", "1917-08-01", "The day 1917-08-01 is not within the programme's years"),
    ("day", "2017-08-01", "99999", "not within the programme's years"),
    ("day", "2017-08-01", "2017-08-01 12:30", "is not a day"),
    ("day", "plan,2017-08-01", "actual,2027-08-01", "The day 2027-08-01 has not come yet. Enter it once it is done"),
    ("note", "2017-08-01,", "2017-08-01,a\u202eb", "a character that cannot be seen (U+202E)"),
    ("note", "2017-08-01,", "2017-08-01,a\x07b", "a character that cannot be seen (U+0007)"),
    ("note", "2017-08-01,", f"2017-08-01,{'a' * (LONGEST_NOTE + 1)}", f"more than {LONGEST_NOTE} characters"),
    ("business", "LLC,establishment", "HOUSEHOLD,merger", "no such business of this type of enterprise"),
    ("", "2017-08-01,", "2017-08-01,a,b", "A cell stands below no heading"),
]


@pytest.mark.parametrize(("column", "right", "wrong", "words"), BAD)
def test_a_bad_row_is_named_with_row_column_fault_and_remedy(column: str, right: str, wrong: str, words: str) -> None:
    assert right in GOOD
    problem = one_problem(csv_of(GOOD.replace("LLC", "JSC"), GOOD.replace(right, wrong)))
    assert (problem.row, problem.column) == (3, column)
    assert words in said(problem)


@pytest.mark.parametrize(
    ("heads", "row", "column", "words"),
    [
        ("jurisdiction,item,ready,day,note", "330000,system,maybe,2017-08-01,", "ready", "neither yes nor no"),
        ("jurisdiction,item,ready,day,note", "330000,coffee,yes,2017-08-01,", "item", "Write one of: system, norms"),
        ("jurisdiction,topic,day,invited,trained,note", "330000,workflow,2017-08-01,ten,5,", "invited", "whole number"),
        ("jurisdiction,topic,day,invited,trained,note", "330000,workflow,2017-08-01,5,-5,", "trained", "whole number"),
        ("jurisdiction,topic,day,invited,trained,note", "330000,workflow,2017-08-01,5,6,", "trained", "More people"),
        ("jurisdiction,department,interface,state,day,note", "330000,,x,live,2017-08-01,", "department", "Nothing"),
        ("jurisdiction,department,interface,state,day,note", "330000,税务,x,up,2017-08-01,", "state", "none, agreed"),
    ],
)
def test_the_other_tables_name_their_bad_rows_too(heads: str, row: str, column: str, words: str) -> None:
    problem = one_problem(csv_of(row, heads=heads))
    assert (problem.row, problem.column) == (2, column)
    assert words in said(problem)


def test_all_faults_of_all_rows_are_named_at_once() -> None:
    found = read(csv_of("1,2,3,4,5,6,", GOOD, "330000,LLC,change,open,plan,2017-02-30,"))
    assert [(one.row, one.column) for one in found.problems] == [
        (2, "jurisdiction"), (2, "entity_type"), (2, "business"), (2, "stage"), (2, "kind"), (2, "day"), (4, "day"),
    ]  # fmt: skip
    assert len(found.programme) == 0


def test_a_long_list_of_faults_is_cut_and_says_so() -> None:
    found = read(csv_of(*["x,LLC,change,open,plan,2017-01-01,"] * (MAX_PROBLEMS + 1)))
    assert len(found.problems) == MAX_PROBLEMS
    assert found.more


def test_a_file_of_nothing_but_faults_is_read_no_further_than_they_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A35: a file may hold as many faults as cells."""
    looked_at: list[object] = []
    honest = Table.read

    def watched(table: Table, cells: Mapping[str, object], today: date = LATEST) -> Entry | list[Wrong]:
        looked_at.append(cells)
        return honest(table, cells, today)

    monkeypatch.setattr(Table, "read", watched)
    found = read(csv_of(*["x,y,z,q,w,d,"] * 5000))
    assert (len(found.problems), found.more) == (MAX_PROBLEMS, True)
    assert len(looked_at) < MAX_PROBLEMS


@pytest.mark.parametrize("heads", [",".join(f"h{number}" for number in range(200_000)), "h" + ",h" * 200_000])
def test_a_file_of_nothing_but_headings_is_told_in_brief(heads: str) -> None:
    """A35: what grows with the square of the headings would hold a worker for hours."""
    found = read(f"{heads}\n1\n".encode())
    assert 0 < sum(len(said(one)) for one in found.problems) < 3000
    assert "cells far away" in said(one_problem(b"," * 3_500_000))


def test_two_rows_about_the_same_thing_are_named() -> None:
    problem = one_problem(csv_of(GOOD, GOOD.replace("2017-08-01", "2017-09-01")))
    assert problem.row == 3
    assert "same thing as row 2" in said(problem)


@pytest.mark.parametrize(
    ("heads", "words"),
    [
        ("jurisdiction,entity_type,business,stage,kind", "Headings are missing: day"),
        (f"{HEADS},weather", "Headings are not known: weather"),
        (f"{HEADS},day", "Headings stand twice: day"),
        ("a,b,c", "Headings are missing"),
    ],
)
def test_wrong_headings_are_named_with_the_right_ones(heads: str, words: str) -> None:
    found = read(csv_of(GOOD, heads=heads))
    assert any(words in said(one) and "must hold the headings" in said(one) for one in found.problems)
    assert len(found.programme) == 0


def test_the_note_may_be_left_out_and_empty_lines_do_not_count() -> None:
    data = csv_of("", "330000,LLC,establishment,open,plan,2017-08-01", "", heads=HEADS.removesuffix(",note"))
    assert read(data).programme == Programme((STEP,))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty"),
        (HEADS.encode(), "There are headings, but no rows"),
        (b"\xff\xfea\x00", "neither CSV in UTF-8 or GB 18030 nor XLSX"),
        (b"\x80\x81\xff", "neither CSV in UTF-8 or GB 18030 nor XLSX"),
        (csv_of('330000,"LLC'), "is no CSV"),
        (b"x" * 10_000_001, "more than 10 MB"),
        (csv_of(*["330000"] * 100_002), "more than 100,000 rows"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "protected by a password, or in the old XLS format"),
        (b"PK\x03\x04" + bytes(100), "no XLSX workbook, or a damaged one"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(data: bytes, words: str) -> None:
    assert words in said(one_problem(data))


ROW: Sequence[object] = ["330000", "LLC", "establishment", "open", "plan", date(2017, 8, 1)]
COLUMNS = HEADS.split(",")


@pytest.mark.parametrize("day", [date(2017, 8, 1), 42948, 42948.0, "2017-08-01"], ids=repr)
@pytest.mark.parametrize("code", ["330000", 330000, 330000.0], ids=repr)
def test_a_workbook_with_numbers_texts_and_days(code: object, day: object) -> None:
    data = workbook({"steps": sheet([COLUMNS, [code, *ROW[1:5], day]])})
    assert read(data).programme == Programme((STEP,))


def test_a_formula_counts_as_it_was_last_calculated() -> None:
    formula = '<c r="F2"><f>DATE(2017,8,1)</f><v>42948</v></c>'
    assert read(workbook({"steps": sheet([COLUMNS, [*ROW[:5], formula]])})).programme == Programme((STEP,))
    never = one_problem(workbook({"steps": sheet([COLUMNS, [*ROW[:5], '<c r="F2"><f>NOW()</f></c>']])}))
    assert (never.row, never.column) == (2, "day")
    assert "Nothing stands here" in said(never)


def test_a_formula_that_failed_is_a_bad_cell() -> None:
    failed = one_problem(workbook({"s": sheet([COLUMNS, ['<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', *ROW[1:]]])}))
    assert (failed.row, failed.column) == (2, "jurisdiction")


def test_all_sheets_of_a_workbook_are_read_and_a_fault_names_its_sheet() -> None:
    ready: list[list[object]] = [["jurisdiction", "item", "ready", "day"], ["330000", "system", True, date(2017, 6, 1)]]
    data = workbook({"steps": sheet([COLUMNS, ROW]), "空": sheet([]), "就绪": sheet(ready)})
    assert read(data).programme == Programme((STEP,), (Readiness("330000", Item.SYSTEM, True, date(2017, 6, 1)),))
    ready[1][1] = "coffee"
    problem = one_problem(workbook({"steps": sheet([COLUMNS, ROW]), "就绪": sheet(ready)}))
    assert (problem.sheet, problem.row, problem.column) == ("就绪", 2, "item")


def test_rows_keep_their_numbers_when_the_table_begins_lower() -> None:
    rows: list[Sequence[object]] = [*[[None]] * 4, COLUMNS, ["x", *ROW[1:]]]
    assert one_problem(workbook({"steps": sheet(rows)})).row == 6


FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
UNPLACED = "<row>" + "<c><v>1</v></c>" * 200 + '</row><row r="100000"><c r="A100000"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (workbook({"s": SHEET % FAR}), "cells far away"),
        (workbook({"s": SHEET % UNPLACED}), "cells far away"),
        (workbook({"s": SHEET % '<row r="1"><c r="&#88;FD1"><v>1</v></c></row>'}), "damaged"),
        (workbook({"s": "<!DOCTYPE a [<!ENTITY b 'c'>]>" + sheet([])}), "damaged"),
        (workbook({"s": "<worksheet"}), "damaged"),
        (workbook({"s": sheet([])}, more={"xl/big.xml": bytes(61_000_000)}), "unpacks to more than 60 MB"),
        (workbook({"s": sheet([])}, settings='<workbookPr date1904="1"/>'), "counts days from 1904"),
        (workbook({"s": sheet([])}), "holds no rows"),
    ],
)
def test_hostile_workbooks_are_refused_before_they_are_read(data: bytes, words: str) -> None:
    """A35: bombs, entities, cells that would fill the memory."""
    assert words in said(one_problem(data))


def test_a_workbook_that_lies_about_its_sizes_is_refused() -> None:
    """A35: a part that unpacks to more than it says."""
    honest = workbook({"s": sheet([COLUMNS, ROW])})
    start = honest.index(b"PK\x01\x02")
    lying = bytearray(honest)
    while start >= 0:
        lying[start + 24 : start + 28] = struct.pack("<I", 10)
        start = honest.find(b"PK\x01\x02", start + 4)
    assert "damaged" in said(one_problem(bytes(lying)))


def test_an_encrypted_part_is_refused() -> None:
    honest = bytearray(workbook({"s": sheet([COLUMNS, ROW])}))
    start = honest.index(b"PK\x01\x02")
    honest[start + 8] |= 1
    assert "damaged" in said(one_problem(bytes(honest)))


def test_templates_have_the_headings_of_the_contract() -> None:
    assert [write(table, Programme()).decode("utf-8-sig").strip() for table in TABLES] == [
        "jurisdiction,entity_type,business,stage,kind,day,note",
        "jurisdiction,item,ready,day,note",
        "jurisdiction,department,interface,state,day,note",
        "jurisdiction,topic,day,invited,trained,note",
    ]
    assert (STEPS, READINESS, INTERFACES, TRAININGS) == TABLES
