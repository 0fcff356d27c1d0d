"""Small pieces of the rollout's pages: bars and marks of stages, chips of fates, names of jurisdictions.

No colour says anything alone: stages have marks that fill up, bars have patterns, and both have their words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from analytics.programme import Line, Outlook
from core.addressees import ADDRESSEES
from core.i18n import LIST_COMMA, N_
from core.programme import Item, Readiness, Stage, called
from core.programme_progress import Progress
from officer.html import Child, h
from officer.words import Words

MARKS: Mapping[Stage, str] = {
    Stage.NOT_OPEN: "○", Stage.PLANNED: "◔", Stage.PILOT: "◑", Stage.OPEN: "●", Stage.PAPERLESS: "★",
}  # fmt: skip
OUTLOOKS: Mapping[Outlook, tuple[str, str]] = {
    Outlook.MET: (N_("Deadline kept"), "good"), Outlook.NOTHING: (N_("Nothing entered"), ""),
    Outlook.ON_COURSE: (N_("On course"), "info"), Outlook.AT_RISK: (N_("At risk"), "soon"),
    Outlook.PLANNED_LATE: (N_("Planned too late"), "late"), Outlook.TOO_SLOW: (N_("Too slow"), "late"),
    Outlook.STALLED: (N_("Stalled"), "late"), Outlook.MISSED: (N_("Deadline missed"), "late"),
}  # fmt: skip
"""Words and class of what becomes of the deadline."""

READY: Mapping[bool | None, tuple[str, str, str]] = {
    True: ("✓", N_("ready"), "yes"), False: ("✗", N_("not ready"), "no"), None: ("–", N_("nothing entered"), "unknown"),
}  # fmt: skip
"""Mark, words and class of an item's readiness."""


def name_of(words: Words, code: str) -> str:
    return words(ADDRESSEES[code].name)


def mark(words: Words, stage: Stage) -> Markup:
    """A stage as a mark with its words behind it."""
    return h("span", MARKS[stage], h("span", words(called(stage)), cls="hidden"), cls=f"stage-mark {stage.value}")


def legend(words: Words) -> Markup:
    items = [
        h("li", h("span", MARKS[stage], cls=f"stage-mark {stage.value}", aria_hidden="true"), words(called(stage)))
        for stage in Stage
    ]
    return h("ul", items, cls="stages")


def bar(words: Words, found: Progress) -> Markup:
    """How many pairs stand at each stage, as a bar and as words for who does not see it."""
    counts = {stage: count for stage, count in found.counts.items() if count}
    said = listed(words, (f"{words(called(stage))} {count}" for stage, count in counts.items()))
    parts = [
        h("span", cls=f"part {stage.value}", style=f"flex-grow:{count}")
        for stage, count in sorted(counts.items(), key=lambda one: -one[0].rank)
    ]
    return h("span", parts, cls="stage-bar", role="img", aria_label=said, title=said)


def outlook(words: Words, found: Outlook) -> Markup:
    text, cls = OUTLOOKS[found]
    return h("span", words(text), cls=f"chip {cls}".strip())


def foreseen(words: Words, line: Line) -> Markup:
    """The day on which all is open at the own pace, and the interval around it."""
    found = line.forecast
    if found is None:
        return h("span", "—")
    if line.progress.open == line.progress.whole:
        return h("span", words(N_("all open since {day}"), day=found.day.isoformat()), cls="small")
    until = found.high.isoformat() if found.high else words(N_("open end"))
    return h("span", found.day.isoformat(), " ", h("span", f"({found.low.isoformat()} – {until})", cls="small"))


def ready_marks(words: Words, items: Mapping[Item, Readiness | None]) -> Markup:
    """The five items of readiness as marks; what each says stands in its title and for readers."""
    return h("span", [_ready(words, item, said) for item, said in items.items()], cls="ready-marks")


def _ready(words: Words, item: Item, said: Readiness | None) -> Markup:
    state = READY[None if said is None else said.ready]
    shown, text, cls = state
    told = f"{words(called(item))}: {words(text)}"
    return h(
        "span", h("span", shown, aria_hidden="true"), h("span", told, cls="hidden"), cls=f"ready {cls}", title=told
    )


def table(words: Words, caption: str, heads: Iterable[str], rows: Iterable[Child], cls: str = "grid cards") -> Markup:
    """A table that scrolls within its own box when it is too wide."""
    head = h("tr", [h("th", words(text), scope="col") for text in heads])
    title = h("caption", words(caption), cls="hidden")
    return h("div", h("table", title, h("thead", head), h("tbody", rows), cls=cls), cls="scroll", tabindex="0",
             role="region", aria_label=words(caption))  # fmt: skip


def listed(words: Words, texts: Iterable[str]) -> str:
    return words(LIST_COMMA).join(texts)


def percent(share: float) -> str:
    """A share of 0 to 1; 100 % only when it is all."""
    return f"{int(share * 1000) / 10:.1f} %" if share < 1 else "100 %"
