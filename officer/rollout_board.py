"""The rollout page's grid of the 46 jurisdictions, and the sentences above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from markupsafe import Markup

from analytics.programme import Board, Line, Outlook
from core.addressees import ADDRESSEES
from core.i18n import N_
from core.programme import DEADLINE
from core.programme_progress import Fate
from officer.html import h, join
from officer.rollout_shapes import bar, foreseen, legend, name_of, outlook, percent, ready_marks, table
from officer.route import Route
from officer.view import link
from officer.words import Words

FAR = date.max
RANKS = {one: rank for rank, one in enumerate(Outlook)}
Order = Callable[[tuple[str, Line]], tuple[object, ...]]
ORDERS: Mapping[str, tuple[str, Order]] = {
    "lag": (
        N_("What lags most"),
        lambda one: (
            -RANKS[one[1].outlook], -len(one[1].progress.lags), one[1].progress.lagging_since or FAR,
            one[1].progress.share,
        ),
    ),
    "share": (N_("What is least open"), lambda one: (one[1].progress.share,)),
    "code": (N_("The official order"), lambda one: ()),
}  # fmt: skip
HEADS = (
    N_("Jurisdiction"), N_("Deadline"), N_("Stages"), N_("Share open"), N_("Open / planned by then"), N_("Lags"),
    N_("All open, at its own pace"),
    N_("Readiness"), N_("Interfaces live"), N_("Trained"),
)  # fmt: skip


MISSED = (N_("{count} missed the deadline of {day}:"), N_("None missed the deadline of {day}."))
WILL_MISS = (
    N_("By plan or at their own pace, {count} will miss the deadline of {day}:"),
    N_("By plan and at their own pace, none will miss the deadline of {day}."),
)
AT_RISK = N_("{count} more are as likely to miss it as not:")


def order_named(name: str) -> str:
    return name if name in ORDERS else "lag"


def sentences(words: Words, lines: Board, as_of: date, to_detail: Callable[[str], Route]) -> Markup:
    """How many of the 46 are fully open, and who misses the deadline."""
    found = [line.progress for line in lines.values()]
    complete = sum(one.whole > 0 and one.open == one.whole for one in found)
    heading = words(
        N_("{open} of {whole} jurisdictions are open online for all types and businesses as of {day}."),
        open=complete, whole=len(found), day=as_of.isoformat(),
    )  # fmt: skip
    missing = [code for code, one in lines.items() if one.outlook.misses]
    silent = [code for code, one in lines.items() if one.outlook is Outlook.NOTHING]
    risky = [code for code, one in lines.items() if one.outlook is Outlook.AT_RISK]
    return h(
        "div",
        h("p", heading, cls="lead"),
        _named(words, MISSED if as_of >= DEADLINE else WILL_MISS, missing, to_detail)
        if len(silent) < len(lines)
        else None,
        _named(words, (AT_RISK, ""), risky, to_detail),
        _silent(words, len(silent), len(lines)),
        cls="panel verdict",
    )


def _named(
    words: Words, texts: tuple[str, str], codes: Sequence[str], to_detail: Callable[[str], Route]
) -> Markup | None:
    """A sentence with the jurisdictions that it speaks of, or the one that says there are none."""
    day, (some, none) = DEADLINE.isoformat(), texts
    if not codes:
        return h("p", words(none, day=day)) if none else None
    names = [link(name_of(words, code), str(to_detail(code))) for code in codes]
    listed = [join(" · " if number else " ", one) for number, one in enumerate(names)]
    return h("p", h("strong", words(some, count=len(codes), day=day)), listed)


def _silent(words: Words, silent: int, whole: int) -> Markup | None:
    """Says that nothing is known where nothing was entered."""
    if not silent:
        return None
    if silent == whole:
        return h("p", words(N_("Nothing has been entered yet. Enter the steps of a jurisdiction, or import a file.")))
    return h(
        "p", words(N_("Nothing has been entered yet of {count} jurisdictions; they are not judged."), count=silent)
    )


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
        h("td", outlook(words, line.outlook), data_label=labels[1]),
        h("td", bar(words, found), cls="stages-cell", data_label=labels[2]),
        h("td", percent(found.share), cls="num", data_label=labels[3]),
        h("td", f"{found.open} / {found.due}", cls="num", data_label=labels[4]),
        h("td", lag, cls="whole late-text" if since else "whole", data_label=labels[5]),
        h("td", foreseen(words, line), cls="whole", data_label=labels[6]),
        h("td", ready_marks(words, line.readiness), cls="more", data_label=labels[7]),
        h("td", live, cls="num more", data_label=labels[8]),
        h("td", words.percent(trained, invited), cls="num more", data_label=labels[9]),
    )


def _kind(words: Words, code: str) -> Markup | None:
    one = ADDRESSEES[code]
    return None if one.within == code else h("span", words(ADDRESSEES[one.within].name), cls="small")
