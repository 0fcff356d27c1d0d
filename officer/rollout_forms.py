"""Forms of the rollout's pages: choosing day and order, making entries, importing files; and the entries made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from markupsafe import Markup

from core.catalogue.kinds import type_label
from core.i18n import N_
from core.inner.programme import EntryRow, Imported
from core.inner.programme_training import Trainee
from core.programme import Entry, Interface, Readiness, Step, Topic, Training, called, pairs
from core.programme_files import Problem
from core.programme_rows import COLUMN_TEXTS, LONGEST_NOTE, TABLES, WORDS, Table, table_of
from officer.html import h, join
from officer.rollout_board import ORDERS
from officer.rollout_shapes import table
from officer.view import button
from officer.words import Words

ACCEPTED = ".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IMPORT_HINT = N_("CSV or XLSX with the headings of the templates below. A file with a problem is not imported at all.")
NOT_IMPORTED = N_("“{file}” was not imported. Nothing was changed. Mend what is listed and choose it again.")
TRUTH = (("yes", N_("yes")), ("no", N_("no")))


def choosing(words: Words, day: date, order: str, *, ordered: bool) -> Markup:
    """The day as of which everything is shown, and the order of the grid."""
    options = [h("option", words(text), value=name, selected=name == order) for name, (text, _) in ORDERS.items()]
    return h(
        "form",
        h("label", words(N_("As of")), for_="as-of"),
        h("input", id="as-of", name="day", type="date", value=day.isoformat(), min="2014-01-01", max="2049-12-31"),
        join(h("label", words(N_("Order")), for_="order"), h("select", options, id="order", name="order"))
        if ordered
        else None,
        h("button", words(N_("Show")), type="submit", cls="button"),
        data_do="show",
        cls="search wide as-of",
    )


def entering(words: Words, entered: int) -> Markup:
    """A form for each kind of entry; `entered` counts those made, so that a form is empty again afterwards."""
    return h(
        "section",
        h("h2", words(N_("Make an entry"))),
        h("p", words(N_("A correction is a further entry about the same thing; earlier entries stay.")), cls="small"),
        [_entering(words, one, entered) for one in TABLES],
        cls="panel",
    )


def _entering(words: Words, one: Table, entered: int) -> Markup:
    fields = [_field(words, one, column) for column in one.columns if column != "jurisdiction"]
    form = h(
        "form",
        h("div", fields, cls="counter-grid"),
        h("p", h("button", words(N_("Enter")), type="submit", cls="button main"), cls="buttons"),
        data_do="enter",
        data_table=one.name,
        data_key=f"enter-{one.name}-{entered}",
    )
    return h("details", h("summary", words(one.title)), form, data_key=f"entering-{one.name}")


def _field(words: Words, one: Table, column: str) -> Markup:
    place = f"{one.name}-{column}"
    choices = _choices(words, column)
    if choices is not None:
        options = [h("option", text, value=value) for value, text in choices]
        field = h("select", h("option", words(N_("Choose …")), value=""), options, id=place, name=column)
    elif column == "day":
        field = h("input", id=place, name=column, type="date", required=True)
    elif column in ("invited", "trained"):
        field = h("input", id=place, name=column, type="number", min=0, required=True)
    else:
        field = h("input", id=place, name=column, maxlength=LONGEST_NOTE, required=column != "note", autocomplete="off")
    return h("div", h("label", words(COLUMN_TEXTS[column]), for_=place), field, cls="field")


def _choices(words: Words, column: str) -> Iterable[tuple[str, str]] | None:
    if column == "entity_type":
        return [(one, words(type_label(one))) for one in dict.fromkeys(entity_type for entity_type, _ in pairs())]
    if column == "ready":
        return [(value, words(text)) for value, text in TRUTH]
    kind: type[StrEnum] | None = WORDS.get(column)
    return None if kind is None else [(one.value, words(called(one))) for one in kind]


def importing(words: Words, outcome: Imported | None, name: str) -> Markup:
    """The file input, and what became of the last file."""
    return h(
        "section",
        h("h2", words(N_("Import a file"))),
        h(
            "p",
            words(IMPORT_HINT),
            cls="small",
        ),
        h("label", words(N_("Choose a file")), for_="import-file"),
        h("input", id="import-file", type="file", accept=ACCEPTED, data_send="/rollout/import"),
        _outcome(words, outcome, name) if outcome else None,
        cls="panel",
        id="import",
    )


def _outcome(words: Words, outcome: Imported, name: str) -> Markup:
    problems = outcome.reading.problems
    if not problems:
        said = words(
            N_("“{file}” was imported: {rows} rows, {entered} of them new or changed."),
            file=name, rows=outcome.rows, entered=outcome.entered,
        )  # fmt: skip
        return h("p", said, cls="notice", role="status")
    listed = words(N_("These are the first {count} problems."), count=len(problems))
    rows = [_problem(words, one) for one in problems]
    heads = (N_("Row"), N_("Column"), N_("What is wrong"), N_("What to do"))
    return h(
        "div",
        h("p", words(NOT_IMPORTED, file=name), cls="alert", role="alert"),
        h("p", listed) if outcome.reading.more else None,
        table(words, N_("Problems of the file"), heads, rows),
    )


def _problem(words: Words, one: Problem) -> Markup:
    row = str(one.row) if one.row else "—"
    return h(
        "tr",
        h("td", f"{one.sheet} · {row}" if one.sheet else row, cls="num", data_label=words(N_("Row"))),
        h("td", words(COLUMN_TEXTS[one.column]) if one.column else "—", cls="word", data_label=words(N_("Column"))),
        h("td", words(one.what), cls="text"),
        h("td", words(one.remedy), cls="text"),
    )


def downloads(words: Words, source: str) -> Markup:
    """Each table as CSV; empty ones are the templates."""
    files = [
        h(
            "li",
            words(one.title),
            ": ",
            _download(words(N_("data")), f"/rollout/{one.name}.csv?data={source}"),
            " · ",
            _download(words(N_("template")), f"/rollout/{one.name}-template.csv"),
        )
        for one in TABLES
    ]
    return h("section", h("h2", words(N_("Tables as CSV"))), h("ul", files), cls="panel")


def _download(text: str, address: str) -> Markup:
    return h("a", text, href=address, download=True, data_plain=True)


def history(words: Words, rows: Sequence[EntryRow], *, may_enter: bool) -> Markup:
    """The entries made of a jurisdiction, the newest first."""
    title = N_("Entries made")
    if not rows:
        return h("section", h("h2", words(title)), h("p", words(N_("None entered.")), cls="muted"), cls="panel")
    heads = (N_("Entered"), N_("Officer"), N_("Entry"), N_("Counts"))
    body = [_entry(words, one, may_enter) for one in rows]
    shown = h("details", h("summary", words(N_("{count} entries"), count=len(rows))), table(words, title, heads, body),
              data_key="history")  # fmt: skip
    return h("section", h("h2", words(title)), shown, cls="panel")


def _entry(words: Words, row: EntryRow, may_enter: bool) -> Markup:
    state = words(N_("counts")) if row.valid else words(N_("replaced or withdrawn"))
    undo = button(words(N_("Withdraw")), "withdraw", cls="button small-button", data_number=row.number)
    return h(
        "tr",
        h("td", words.moment(row.entry.recorded_at), cls="num"),
        h("td", row.officer, h("span", f" {row.file}", cls="small") if row.file else None),
        h("td", entry_text(words, row.entry), cls="text"),
        h("td", state, " ", undo if may_enter and row.valid else None),
        data_key=f"entry-{row.number}",
    )


def entry_text(words: Words, entry: Entry) -> str:
    """An entry in words."""
    parts = [words(table_of(entry).title)]
    match entry:
        case Step():
            pair = f"{words(type_label(entry.entity_type))} · {words(called(entry.business))}"
            parts += [pair, words(called(entry.stage)), words(called(entry.kind))]
        case Readiness():
            parts += [words(called(entry.item)), words(dict(TRUTH)["yes" if entry.ready else "no"])]
        case Interface():
            parts += [entry.department, entry.interface, words(called(entry.state))]
        case Training():
            parts += [words(called(entry.topic)), f"{entry.trained} / {entry.invited}"]
    parts += [entry.day.isoformat(), entry.note, words(N_("withdrawal")) if entry.withdrawn else ""]
    return " · ".join(part for part in parts if part)


def trainees(words: Words, people: Sequence[Trainee], *, may_enter: bool, entered: int) -> Markup:
    """Who of this installation's officers completed which topic (R62)."""
    title = N_("Officers of this installation")
    rows = [
        h(
            "tr",
            h("td", one.name, cls="name"),
            [_completed(words, one, topic, may_enter) for topic in Topic],
            data_key=f"trainee-{one.officer_id}",
        )
        for one in people
    ]
    heads = (N_("Officer"), *(called(topic) for topic in Topic))
    return h(
        "section",
        h("h2", words(title)),
        table(words, title, heads, rows),
        _completing(words, people, entered) if may_enter else None,
        cls="panel",
    )


def _completed(words: Words, one: Trainee, topic: Topic, may_enter: bool) -> Markup:
    day = one.completed.get(topic)
    label = words(called(topic))
    if day is None:
        return h("td", "—", data_label=label)
    undo = button(words(N_("Withdraw")), "withdraw-completion", cls="button small-button", data_officer=one.officer_id,
                  data_topic=topic.value)  # fmt: skip
    return h("td", f"✓ {day.isoformat()} ", undo if may_enter else None, data_label=label)


def _completing(words: Words, people: Sequence[Trainee], entered: int) -> Markup:
    officers = [(one.officer_id, one.name) for one in people]
    topics = [(one.value, words(called(one))) for one in Topic]
    return h(
        "form",
        h(
            "div",
            _select("completed-officer", "officer", words(N_("Officer")), officers),
            _select("completed-topic", "topic", words(N_("Topic")), topics),
            h("div", h("label", words(N_("Day")), for_="completed-day"),
              h("input", id="completed-day", name="day", type="date", required=True), cls="field"),
            cls="counter-grid",
        ),
        h("p", h("button", words(N_("Record that it was completed")), type="submit", cls="button"), cls="buttons"),
        data_do="complete",
        data_key=f"complete-{entered}",
        cls="act",
    )  # fmt: skip


def _select(place: str, name: str, label: str, choices: Iterable[tuple[str, str]]) -> Markup:
    options = [h("option", text, value=value) for value, text in choices]
    return h("div", h("label", label, for_=place), h("select", options, id=place, name=name), cls="field")
