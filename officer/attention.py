"""What a manager is to know without looking for it: cells out of control, the deadline, late reports, overdue cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from analytics import watch
from analytics.nation import Reporter
from analytics.programme import Board
from core.addressees import ADDRESSEES
from core.i18n import N_
from core.programme import DEADLINE
from core.terms import Business
from officer.cards import cases, part
from officer.html import h
from officer.reading import Reading
from officer.route import Route
from officer.view import link
from officer.words import Words

MOST = 6
OUT_OF_CONTROL = N_(
    "{region}, {business}: the e-processing rate is out of control since {month}: {before} before, {after} now."
)


@dataclass(frozen=True)
class Known:
    """What is known beside the measures: the rollout on the day of the snapshot, and whose reports are late by now."""

    board: Board | None = None
    late: Sequence[Reporter] = ()


def attention(reading: Reading, known: Known, words: Words) -> Markup:
    """A panel of plain sentences, each leading to its matter."""
    said = [*_out_of_control(reading, words), *_deadline(reading, known, words), *_late(known, words)]
    said += _overdue(reading, words)
    title = h("h2", words(N_("What asks for attention")))
    if not said:
        return h(
            "section", title, h("p", words(N_("Nothing is out of the ordinary.")), cls="muted"), cls="panel alarms"
        )
    marked = [h("li", h("span", "⚠ ", aria_hidden="true"), one) for one in said]
    return h("section", title, h("ul", marked), cls="panel alarms")


def _out_of_control(reading: Reading, words: Words) -> Iterator[Markup]:
    for one in watch.alarms(reading.snapshot, "paperless", reading.scope)[:MOST]:
        text = words(
            OUT_OF_CONTROL,
            region=reading.region(one.region, words),
            business=words.name(Business(one.business)),
            month=f"{one.since:%Y-%m}",
            before=f"{100 * one.before:.1f} %",
            after=f"{100 * one.after:.1f} %",
        )
        yield link(text, part(reading, region=one.region, business=one.business))


def _deadline(reading: Reading, known: Known, words: Words) -> Iterator[Markup]:
    missing = [code for code, line in (known.board or {}).items() if line.outlook.misses]
    if missing:
        text = words(
            N_("Rollout: {count} jurisdictions miss the deadline of {day}: {names_text}."),
            count=len(missing), day=DEADLINE.isoformat(), names_text="\n".join(ADDRESSEES[one].name for one in missing),
        )  # fmt: skip
        yield link(text, str(Route("rollout", {"data": reading.route.get("data")})))


def _late(known: Known, words: Words) -> Iterator[Markup]:
    for one in known.late:
        if one.as_of is None:
            yield h("span", words(N_("{name} has not reported yet; its figures are missing here."), name=one.name))
        else:
            since = words.moment(one.as_of)
            yield h("span", words(N_("{name}: the latest report is of {since}."), name=one.name, since=since))


def _overdue(reading: Reading, words: Words) -> list[Markup]:
    overdue = sum(row["overdue"] for row in reading.rows("waiting"))
    if not overdue:
        return []
    text = words(N_("{count} open cases are past their time."), count=reading.count(overdue))
    address = cases(reading, sort="due")
    return [link(text, address) if address else h("span", text)]
