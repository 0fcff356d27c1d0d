"""The rollout page's grid of the 46 jurisdictions, and the sentences above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from markupsafe import Markup

from analytics.programme import Board, Line
from core.addressees import ADDRESSEES
from core.i18n import N_
from core.programme import DEADLINE
from core.programme_progress import Fate
from officer.html import h, join
from officer.rollout_shapes import bar, fate, legend, name_of, percent, ready_marks, table
from officer.route import Route
from officer.view import link
from officer.words import Words

FAR = date.max
Order = Callable[[tuple[str, Line]], tuple[object, ...]]
ORDERS: Mapping[str, tuple[str, Order]] = {
    "lag": (
        N_("What lags most"),
        lambda one: (
            not one[1].progress.misses, -len(one[1].progress.lags), one[1].progress.lagging_since or FAR,
            one[1].progress.share,
        ),
    ),
    "share": (N_("What is least open"), lambda one: (one[1].progress.share,)),
    "code": (N_("The official order"), lambda one: ()),
}  # fmt: skip
HEADS = (
    N_("Jurisdiction"), N_("Deadline"), N_("Stages"), N_("Share open"), N_("Open / planned by then"), N_("Lags"),
    N_("Readiness"), N_("Interfaces live"), N_("Trained"),
)  # fmt: skip


def order_named(name: str) -> str:
    return name if name in ORDERS else "lag"


def sentences(words: Words, lines: Board, as_of: date, to_detail: Callable[[str], Route]) -> Markup:
    """How many of the 46 are fully open, and who misses the deadline."""
    found = [line.progress for line in lines.values()]
    complete = sum(one.whole > 0 and one.open == one.whole for one in found)
    missed = [one.jurisdiction for one in found if one.misses]
    over = as_of >= DEADLINE
    heading = words(
        N_("{open} of {whole} jurisdictions are open online for all types and businesses as of {day}."),
        open=complete, whole=len(found), day=as_of.isoformat(),
    )  # fmt: skip
    return h("div", h("p", heading, cls="lead"), _missed(words, missed, over, to_detail), cls="panel verdict")


def _missed(words: Words, missed: Sequence[str], over: bool, to_detail: Callable[[str], Route]) -> Markup:
    day = DEADLINE.isoformat()
    if not missed:
        none = (
            N_("None missed the deadline of {day}.")
            if over
            else N_("By their plans, none misses the deadline of {day}.")
        )
        return h("p", words(none, day=day))
    text = (
        N_("{count} missed the deadline of {day}:")
        if over
        else N_("By their plans, {count} will miss the deadline of {day}:")
    )
    names = [link(name_of(words, code), str(to_detail(code))) for code in missed]
    shown = [join(" · " if number else " ", one) for number, one in enumerate(names)]
    return h("p", h("strong", words(text, count=len(missed), day=day)), shown)


def numbers(words: Words, lines: Board) -> Markup:
    found = [line.progress for line in lines.values()]
    whole, done = sum(one.whole for one in found), sum(one.open for one in found)
    due, lags = sum(one.due for one in found), sum(len(one.lags) for one in found)
    lagging = sum(bool(one.lags) for one in found)
    cards = (
        (N_("Open pairs"), percent(done / whole if whole else 0.0),
         words(N_("{open} of {whole} pairs of type and business"), open=f"{done:,}", whole=f"{whole:,}")),
        (N_("Planned by then"), percent(due / whole if whole else 0.0), words(N_("{due} pairs"), due=f"{due:,}")),
        (N_("Lagging"), f"{lags:,}", words(N_("pairs, in {count} jurisdictions"), count=lagging)),
        (N_("Nothing entered"), str(sum(one.fate is Fate.NOTHING for one in found)), words(N_("jurisdictions"))),
    )  # fmt: skip
    return h(
        "div",
        [h("section", h("h2", words(name)), h("b", value), h("span", note, cls="small"), cls="panel")
         for name, value, note in cards],
        cls="numbers",
    )  # fmt: skip


def grid(words: Words, lines: Board, order: str, to_detail: Callable[[str], Route]) -> Markup:
    rows = [_row(words, code, line, to_detail) for code, line in sorted(lines.items(), key=ORDERS[order][1])]
    title = N_("Jurisdictions")
    return h(
        "section",
        h("div", h("h2", words(title)), legend(words), cls="bar"),
        table(words, title, HEADS, rows, cls="grid cards rollout"),
    )


def _row(words: Words, code: str, line: Line, to_detail: Callable[[str], Route]) -> Markup:
    found, labels = line.progress, [words(head) for head in HEADS]
    invited = sum(one.invited for one in line.trainings.values())
    trained = sum(one.trained for one in line.trainings.values())
    live = f"{line.live} / {len(line.interfaces)}" if line.interfaces else "—"
    since = found.lagging_since
    lag = words(N_("{count} since {day}"), count=len(found.lags), day=since.isoformat()) if since else "—"
    return h(
        "tr",
        h("td", link(name_of(words, code), str(to_detail(code)), data_row=True), " ", _kind(words, code), cls="name"),
        h("td", fate(words, found.fate), data_label=labels[1]),
        h("td", bar(words, found), cls="stages-cell", data_label=labels[2]),
        h("td", percent(found.share), cls="num", data_label=labels[3]),
        h("td", f"{found.open} / {found.due}", cls="num", data_label=labels[4]),
        h("td", lag, cls="whole late-text" if since else "whole", data_label=labels[5]),
        h("td", ready_marks(words, line.readiness), cls="more", data_label=labels[6]),
        h("td", live, cls="num more", data_label=labels[7]),
        h("td", words.percent(trained, invited), cls="num more", data_label=labels[8]),
    )


def _kind(words: Words, code: str) -> Markup | None:
    one = ADDRESSEES[code]
    return None if one.within == code else h("span", words(ADDRESSEES[one.within].name), cls="small")
