"""The report of an evaluation as PDF/A (R64): verdict, definition and seal, figures, tables, method, data.

What it says comes in `Report`, in the reader's language; figures and tables are drawn from the findings. The same
report gives the same bytes; the data behind it travel inside the file as canonical JSON (RFC 8785).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import rfc8785

from analytics import evaluation_tables as tables
from analytics.evaluation_data import month_of
from analytics.evaluation_drawing import COLOURS, DASHES, INK, SOFT, Colour, Frame, axis, legend
from analytics.evaluation_run import Findings
from analytics.evaluation_tables import Sheet, cohort_name, scale_of, scaled
from core.documents.fonts import Canvas, DocumentInfo
from core.documents.layout import FOOT, Cell, Composer, label
from core.i18n import HTML_LANGUAGES, N_, Message, Translate
from core.workdays import CHINA

SIDE, BODY, SMALL, TABLE = 56.0, 10.5, 9.0, 8.0
TREND_HEIGHT, EVENT_HEIGHT = 175.0, 165.0
NEVER: Colour = (0.37, 0.42, 0.47)
TRUTH: Colour = (0.64, 0.13, 0.11)
METHOD = (
    N_(
        "Effects are those on each group of regions that started together, in each month (group-time effects after "
        "Callaway and Sant'Anna, 2021), without covariates; every region counts alike. The overall effect weighs every "
        "region and month since its start alike."
    ),
    N_(
        "Standard errors follow from how whole series of regions vary, with corrections for few regions; intervals "
        "hold 95 % each for itself, by Student's t."
    ),
    N_(
        "Trends before the start are tested jointly by quarters. The placebo deals the same starting months out among "
        "all regions by lot, with the seed of the definition."
    ),
    N_(
        "The sensitivity shows the interval if trends broke after the start by up to so many times the largest break "
        "before it (Rambachan and Roth, 2023, relative magnitudes, by quarters)."
    ),
    N_(
        "Counts come from the snapshot named above: whole months of Beijing time, without drills, without personal "
        "data. They are added up as integers and divided once."
    ),
)
SOURCES = (
    "Callaway, B., Sant'Anna, P. H. C. (2021): Difference-in-Differences with multiple time periods. "
    "Journal of Econometrics 225, 200-230.",
    "Rambachan, A., Roth, J. (2023): A More Credible Approach to Parallel Trends. "
    "Review of Economic Studies 90, 2555-2591.",
    "工商企注字〔2017〕43号, 三(四)",
)


@dataclass(frozen=True)
class Report:
    """What the report says in the reader's words. `figures` are the big ones: what, how much, a note."""

    findings: Findings
    language: str
    data_set: str
    simulated: str
    as_of: str
    state: str
    seal: str
    departures: str
    settings: Sequence[tuple[str, str]]
    verdict: Sequence[str]
    figures: Sequence[tuple[str, str, str]]
    cautions: Sequence[str]


def build(report: Report, say: Translate) -> bytes:
    """The report as PDF/A-3u."""
    attached = rfc8785.dumps(_data(report))
    made = report.findings.snapshot.made_at.astimezone(CHINA)
    title = Message(N_("Pilot evaluation: {outcome_text}"), {"outcome_text": _outcome(report)}).render(say)
    digest = hashlib.sha256(attached + report.language.encode()).hexdigest()
    canvas = Canvas(DocumentInfo(title, report.data_set, digest, date(made.year, made.month, made.day)))
    canvas.set_lang(HTML_LANGUAGES.get(report.language, "zh-CN"))
    _Writer(Composer(canvas, SIDE), report, say).write(title)
    canvas.attach("evaluation.json", attached, say(N_("The data behind this report")), "Data")
    return canvas.finish()


def _outcome(report: Report) -> str:
    return report.findings.measured.outcome.name


def _data(report: Report) -> dict[str, Any]:
    found = report.findings
    return {
        "definition": found.asked.to_json(),
        "seal": report.seal,
        "watermark": found.snapshot.watermark,
        "made_at": found.snapshot.made_at.isoformat(),
        "left_out": list(found.left_out),
        "counts": [{**one._asdict(), "period": month_of(one.period)} for one in found.panel.counts],
    }


class _Writer:
    """Writes one report from top to bottom."""

    def __init__(self, composer: Composer, report: Report, say: Translate) -> None:
        self.page, self.report, self.found, self.say = composer, report, report.findings, say
        self.scale = scale_of(report.findings)
        self.align = "left" if report.language == "zh_CN" else "start"

    def write(self, title: str) -> None:
        report, say = self.report, self.say
        self.page.title(title)
        self._centred(f"{report.data_set} · {report.as_of}")
        if report.simulated:
            self._text(report.simulated, bold=True)
        self._heading(N_("Verdict"))
        self._list(report.verdict)
        self._pairs([(name, f"{value}\n{note}") for name, value, note in report.figures])
        self._list(report.cautions, SMALL)
        self._heading(N_("Definition and seal"))
        self._text(report.state)
        if report.seal:
            self._text(f"SHA-256 {report.seal}", SMALL)
        if report.departures:
            self._text(report.departures, bold=True)
        self._pairs(report.settings)
        self._text(f"{say(self.found.measured.outcome.name)}: {say(self.found.measured.definition)}", SMALL)
        self._figure(N_("Raw trends"), TRENDS_LEAD, TREND_HEIGHT, self._trends)
        self._figure(N_("Effect by months since the start"), EVENTS_LEAD, EVENT_HEIGHT, self._events)
        for name, make in TABLES:
            self._table(name, make(self.found, say))
        self._heading(N_("Method and sources"))
        self._list([say(text) for text in METHOD], SMALL)
        self._list(SOURCES, SMALL)
        self._footers(title)

    # --- text

    def _centred(self, text: str) -> None:
        self.page.paragraph(text, SMALL, align="centre")
        self.page.gap(4)

    def _heading(self, text: str) -> None:
        self.page.need(90)
        self.page.gap(12)
        self.page.paragraph(self.say(text), 13, indent=0, align="start", bold=True, leading=1.6)

    def _text(self, text: str, size: float = BODY, *, bold: bool = False) -> None:
        self.page.paragraph(self._plain(text), size, indent=0, align=self.align, bold=bold, leading=1.55)

    def _plain(self, text: str) -> str:
        """The document's font has quotation marks as wide as an ideograph; between Latin words stand straight ones."""
        return text if self.report.language == "zh_CN" else text.translate(STRAIGHT)

    def _list(self, texts: Sequence[str], size: float = BODY) -> None:
        for text in texts:
            self._text(f"– {text}", size)
            self.page.gap(2)
        self.page.gap(3 if texts else 0)

    def _pairs(self, rows: Sequence[tuple[str, str]]) -> None:
        cells = [
            [Cell(self._plain(name), align="start", label=True), Cell(self._plain(value), align="start")]
            for name, value in rows
        ]
        if cells:
            self.page.gap(3)
            self.page.table([32, 68], cells, size=9.5)
            self.page.gap(4)

    def _table(self, title: str, sheet: Sheet) -> None:
        if not sheet.rows:
            return
        self._heading(title)
        head = [label(self._plain(text)) for text in sheet.heads]
        body = [[self._cell(sheet, at, cell) for at, cell in enumerate(row)] for row in sheet.rows]
        widths = [1.5 if at < sheet.texts else 1 for at in range(len(head))]
        self.page.table(widths, [head, *body], header=1, size=TABLE)

    @staticmethod
    def _cell(sheet: Sheet, at: int, cell: tables.Cell) -> Cell:
        return Cell(sheet.shown(cell), align="start" if at < sheet.texts else "right")

    def _footers(self, title: str) -> None:
        canvas, last = self.page.canvas, self.page.canvas.page
        for number in range(1, last + 1):
            canvas.page = number
            y = canvas.h - FOOT
            canvas.stroke(SIDE, y - 14, canvas.w - SIDE, y - 14, 0.4, 0.5)
            right = Message(N_("page {number} of {last}"), {"number": number, "last": last}).render(self.say)
            canvas.put(SIDE, y, canvas.font.printable(f"{title} · {self.report.as_of}"), 8, colour=SOFT)
            canvas.put(canvas.w - SIDE - canvas.font.width(right, 8), y, right, 8, colour=SOFT)
        canvas.page = last

    # --- figures

    def _figure(self, title: str, lead: str, height: float, draw: Callable[[float], float]) -> None:
        """A chart with its title and how to read it, all on one page. `draw` gives the height that the legend took."""
        self.page.need(height + 95)
        self._heading(title)
        self._text(self.say(lead), SMALL)
        self.page.gap(14)
        self.page.gap(height + draw(self.page.y) + 10)

    def _frame(self, top: float, height: float, across: Sequence[float], up: Sequence[float], nothing: bool) -> Frame:
        across_axis = axis(across)
        tight = type(across_axis)(min(across) - 0.5, max(across) + 0.5, across_axis.ticks)
        return Frame(self.page.canvas, SIDE, top, self.page.width, height, tight, axis(up, nothing=nothing))

    def _trends(self, top: float) -> float:
        factor, trends = self.scale.factor, self.found.trends
        lines = [
            (start, [(float(month), value * factor) for month, value in months.items()])
            for start, months in trends.items()
        ]
        first, last = self.found.panel.periods
        values = [value for _, points in lines for _, value in points]
        frame = self._frame(top, TREND_HEIGHT, [first, last], values, nothing=False)
        frame.grid(dict(_months(first, last)), self.say(self.scale.level), "")
        for at, (start, points) in enumerate(lines):
            colour, dash, width = _style(at, start)
            frame.graph(points, colour, width, dash)
            for month, value in points:
                if month == start:
                    frame.triangle(frame.x(month), frame.y(value), colour)
        names = [(cohort_name(start, self.found, self.say), *_style(at, start)) for at, (start, _) in enumerate(lines)]
        return legend(self.page.canvas, SIDE, top + TREND_HEIGHT + 4, self.page.width, names)

    def _events(self, top: float) -> float:
        rows = [(one.event_time, scaled(one.effect, self.scale)) for one in self.found.evaluation.by_event]
        told = self.found.truth.by_event if self.found.truth else {}
        truth = [(float(at), value * self.scale.factor) for at, value in sorted(told.items())]
        values = [value for _, one in rows for value in (one.low, one.high)] + [value for _, value in truth]
        events = [float(at) for at, _ in rows] or [-1.0, 0.0]
        frame = self._frame(top, EVENT_HEIGHT, events, values, nothing=True)
        ticks = {float(at): f"{at:d}".replace("-", tables.MINUS) for at in range(int(min(events)), int(max(events)) + 1)
                 if at % 6 == 0}  # fmt: skip
        frame.grid(ticks, self.say(self.scale.change), self.say(N_("Months since the start")))
        frame.graph([(frame.across.low, 0.0), (frame.across.high, 0.0)], INK, 0.8)
        frame.graph([(-0.5, frame.up.low), (-0.5, frame.up.high)], SOFT, 0.8, "[2 2] 0 d")
        for at, effect in rows:
            frame.whisker(at, effect.low, effect.estimate, effect.high, COLOURS[0], hollow=at < 0)
        frame.graph(truth, TRUTH, 1.2, "[4 2] 0 d")
        names = [(self.say(N_("The simulation's truth")), TRUTH, "[4 2] 0 d", 1.2)] if truth else []
        return legend(self.page.canvas, SIDE, top + EVENT_HEIGHT + 14, self.page.width, names) + 6 if names else 8


TRENDS_LEAD = N_(
    "What was measured, by month. A triangle marks the start; the thick line are regions that never start."
)
EVENTS_LEAD = N_("Hollow: before the start, where there should be no effect. Bars are 95 % intervals, each for itself.")
TABLES: Sequence[tuple[str, Callable[[Findings, Translate], Sheet]]] = (
    (N_("Effect by start"), tables.cohorts),
    (N_("Sensitivity to trends that break"), tables.honest),
    (N_("Effect by type of enterprise"), tables.types),
    (N_("Effect by start and month"), tables.crossed),
)


STRAIGHT = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "…": "...", "·": "-"})


def _style(at: int, start: int | None) -> tuple[Colour, str, float]:
    if start is None:
        return NEVER, DASHES[0], 2.6
    return COLOURS[at % len(COLOURS)], DASHES[at % len(DASHES)], 1.2


def _months(first: int, last: int) -> Iterator[tuple[float, str]]:
    """The months to be named: every quarter's first, or fewer."""
    step = 3 if last - first <= 24 else 6 if last - first <= 60 else 12
    for period in range(first, last + 1):
        if period % step == 0:
            yield float(period), month_of(period)
