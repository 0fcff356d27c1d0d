"""One jurisdiction's rollout: the matrix of types and businesses, what lags, why, and what stands ready (R60-R62)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from markupsafe import Markup

from analytics.programme import Line
from analytics.statistics.forecast import LEVEL, WEEKS
from core.catalogue.kinds import type_label
from core.i18n import M_, N_
from core.programme import DEADLINE, Interface, Item, Pair, Readiness, Stage, Topic, called, pairs
from core.programme_progress import Cause, Lag, Progress, Trained
from core.terms import Business
from officer.html import h, join
from officer.rollout_shapes import READY, bar, foreseen, legend, mark, outlook, percent, table
from officer.words import Words

MOST_LAGS = 12


def facts(words: Words, line: Line) -> Markup:
    found = line.progress
    since = found.lagging_since
    rows = [
        (N_("Deadline"), join(outlook(words, line.outlook), " ", _late(words, found))),
        (N_("Share open"), f"{percent(found.share)} ({found.open} / {found.whole})"),
        (N_("Planned by then"), f"{found.due} / {found.whole}"),
        (N_("Lags"), words(N_("{count} since {day}"), count=len(found.lags), day=since.isoformat()) if since else "—"),
        (N_("All open, at its own pace"), join(foreseen(words, line), " ", _pace(words, line))),
    ]
    listed = h("dl", [join(h("dt", words(name)), h("dd", value)) for name, value in rows], cls="facts-list")
    return h("section", h("h2", words(N_("Where it stands"))), bar(words, found), listed, cls="panel")


def _pace(words: Words, line: Line) -> str:
    """How quick the own pace is, and how sure the interval."""
    if line.progress.open == line.progress.whole:
        return ""
    if line.forecast is None:
        return words(N_("nothing opened within the last {weeks} weeks"), weeks=WEEKS) if line.progress.lags else ""
    return words(
        N_("{pace} pairs a week; interval of {level} %"), pace=f"{line.forecast.pace:.1f}", level=round(100 * LEVEL)
    )


def _late(words: Words, found: Progress) -> str:
    if not found.late:
        return ""
    text = (
        N_("{count} pairs were not open on {day}")
        if found.as_of >= DEADLINE
        else N_("{count} pairs are planned for after {day}")
    )
    return words(text, count=found.late, day=DEADLINE.isoformat())


def reasons(words: Words, causes: Sequence[Cause], day: date, *, entered: bool) -> Markup:
    """What stands in the way, in plain words."""
    title = h("h2", words(N_("What stands in the way, as of {day}"), day=day.isoformat()))
    if not entered:
        nothing = N_("Nothing has been entered of this jurisdiction yet.")
        return h("section", title, h("p", words(nothing), cls="muted"), cls="panel")
    if not causes:
        nothing = N_("Everything is ready, all interfaces are live, and all topics are trained.")
        return h("section", title, h("p", words(nothing)), cls="panel")
    said = [h("li", words(one.message), data_hindrance=one.of.value) for one in causes]
    return h("section", title, h("ul", said, cls="reasons"), cls="panel")


def lags(words: Words, found: Progress) -> Markup | None:
    if not found.lags:
        return None
    first, rest = found.lags[:MOST_LAGS], found.lags[MOST_LAGS:]
    more = words(N_("{count} more"), count=len(rest))
    return h(
        "section",
        h("h2", words(N_("What lags, and since when"))),
        _lag_table(words, first),
        h("details", h("summary", more), _lag_table(words, rest), data_key="more-lags") if rest else None,
        cls="panel",
    )


def _lag_table(words: Words, some: Iterable[Lag]) -> Markup:
    rows = [
        h(
            "tr",
            h("td", words(type_label(one.entity_type)), cls="name"),
            h("td", words(called(one.business)), data_label=words(N_("Registration business"))),
            h("td", mark(words, one.stage), " ", h("span", words(called(one.stage)), aria_hidden="true")),
            h("td", one.since.isoformat(), cls="num", data_label=words(N_("To be open on"))),
        )
        for one in some
    ]
    return table(words, N_("What lags, and since when"),
                 (N_("Type"), N_("Registration business"), N_("Stage"), N_("To be open on")), rows)  # fmt: skip


def matrix(words: Words, standing: Mapping[Pair, Stage]) -> Markup:
    """Types by businesses; what the norm does not have is left empty."""
    types = tuple(dict.fromkeys(entity_type for entity_type, _ in pairs()))
    businesses = [one for one in Business if any(business is one for _, business in pairs())]
    head = h(
        "tr", h("th", words(N_("Type")), scope="col"), [h("th", words(called(one)), scope="col") for one in businesses]
    )
    rows = [
        h(
            "tr",
            h("th", words(type_label(entity_type)), scope="row"),
            [_cell(words, standing.get((entity_type, business))) for business in businesses],
        )
        for entity_type in types
    ]
    title = words(N_("Stage of each business, by type of enterprise"))
    body = h("table", h("caption", title, cls="hidden"), h("thead", head), h("tbody", rows), cls="grid matrix")
    return h(
        "section",
        h("div", h("h2", title), legend(words), cls="bar"),
        h("div", body, cls="scroll", tabindex="0", role="region", aria_label=title),
        cls="panel",
    )


def _cell(words: Words, stage: Stage | None) -> Markup:
    if stage is None:
        return h("td", h("span", words(N_("not in the norm")), cls="hidden"), cls="none")
    return h("td", mark(words, stage), cls=f"stage {stage.value}", title=words(called(stage)))


def readiness(words: Words, items: Mapping[Item, Readiness | None]) -> Markup:
    rows = []
    for item, said in items.items():
        shown, text, cls = READY[None if said is None else said.ready]
        rows.append(
            h(
                "tr",
                h("td", words(called(item)), cls="name"),
                h("td", h("span", f"{shown} ", words(text), cls=f"ready {cls}")),
                h("td", said.day.isoformat() if said else "—", cls="num"),
                h("td", said.note if said else ""),
            )
        )
    heads = (N_("What must be ready"), N_("State"), N_("Day"), N_("Note"))
    return h("section", h("h2", words(N_("Readiness"))), table(words, N_("Readiness"), heads, rows), cls="panel")


def connected(words: Words, found: Sequence[Interface]) -> Markup:
    """Departments taking part and the state of each interface (R61)."""
    title = N_("Interfaces with departments")
    if not found:
        return h("section", h("h2", words(title)), h("p", words(N_("None entered.")), cls="muted"), cls="panel")
    rows = [
        h(
            "tr",
            h("td", one.department, cls="name"),
            h("td", one.interface),
            h("td", h("span", words(called(one.state)), cls="chip good" if one.state == "live" else "chip soon")),
            h("td", one.day.isoformat(), cls="num"),
            h("td", one.note),
        )
        for one in found
    ]
    heads = (N_("Department"), N_("Interface"), N_("State"), N_("Since"), N_("Note"))
    return h("section", h("h2", words(title)), table(words, title, heads, rows), cls="panel")


def trained(words: Words, topics: Mapping[Topic, Trained]) -> Markup:
    """Sessions held and to come by topic, and how many completed it (R62)."""
    rows = [
        h(
            "tr",
            h("td", words(called(topic)), cls="name"),
            h("td", len(found.held), cls="num", data_label=words(N_("Sessions held"))),
            h("td", found.invited, cls="num", data_label=words(N_("Invited"))),
            h("td", found.trained, cls="num", data_label=words(N_("Completed"))),
            h("td", words.percent(found.trained, found.invited), cls="num", data_label=words(N_("Share"))),
            h("td", found.ahead[0].day.isoformat() if found.ahead else "—", cls="num",
              data_label=words(N_("Next session"))),
        )
        for topic, found in topics.items()
    ]  # fmt: skip
    heads = (N_("Topic"), N_("Sessions held"), N_("Invited"), N_("Completed"), N_("Share"), N_("Next session"))
    sessions = sorted(
        (one for found in topics.values() for one in (*found.held, *found.ahead)), key=lambda one: one.day
    )
    listed = [
        h(
            "li",
            words(
                M_("{day} · {topic_text}: {trained} of {invited}", day=one.day.isoformat(),
                   topic_text=called(one.topic), trained=one.trained, invited=one.invited)
            ),
            f" · {one.note}" if one.note else None,
        )
        for one in sessions
    ]  # fmt: skip
    return h(
        "section",
        h("h2", words(N_("Training"))),
        table(words, N_("Training"), heads, rows),
        h(
            "details",
            h("summary", words(N_("{count} sessions"), count=len(listed))),
            h("ul", listed),
            data_key="sessions",
        )
        if listed
        else None,
        cls="panel",
    )
