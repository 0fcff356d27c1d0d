"""An evaluation's report as PDF and its numbers as CSV (R64, A37), for whoever may see the page."""

from __future__ import annotations

from analytics import evaluation_report, evaluation_run
from analytics.evaluation_report import Report
from analytics.evaluation_run import Findings
from analytics.evaluation_tables import SHEETS
from analytics.sources import TITLES, Source
from core import permissions
from core.errors import NotFound
from core.evaluation import FIELDS
from core.i18n import N_
from core.inner import evaluations
from core.inner.evaluations import DefinitionView
from core.inner.officers import OfficerView
from core.permissions import Right, Thing
from core.terms import Business, Zone
from officer.data_tabs import SIMULATED
from officer.evaluation import asked
from officer.evaluation_body import cautions_of, departures, state_sentence, tiles
from officer.evaluation_form import COMPARISONS, PAGE, Asking, region_names, types_of
from officer.files import as_csv
from officer.handlers import Base
from officer.route import Route
from officer.words import Words

PANEL = "panel"


class EvaluationCsv(Base):
    """The numbers of one chart, or the data behind all of them."""

    async def get(self) -> None:
        officer, route = await self.officer(), Route.read(self.request.query)
        card = route.get("card", PANEL)
        data = await self.work(self._table, officer, route, card)
        self.set_header("Content-Disposition", f"attachment; filename={PAGE}-{card}.csv")
        self.send(data, "text/csv; charset=utf-8")

    def _table(self, officer: OfficerView, route: Route, card: str) -> bytes:
        """Raises NotFound for what is no card, NotPermitted, CannotEvaluate."""
        if card not in SHEETS:
            raise NotFound()
        _, found = found_for(self, officer, route)
        sheet = SHEETS[card](found, self.words.translate)
        return as_csv(sheet.heads, [["" if cell is None else cell for cell in row] for row in sheet.rows])


class EvaluationPdf(Base):
    """The report in the reader's language."""

    async def get(self) -> None:
        officer, route = await self.officer(), Route.read(self.request.query)
        data = await self.work(self._report, officer, route)
        self.set_header("Content-Disposition", f"attachment; filename={PAGE}.pdf")
        self.send(data, "application/pdf")

    def _report(self, officer: OfficerView, route: Route) -> bytes:
        asking, found = found_for(self, officer, route)
        kept = evaluations.view(self.inner, officer, route.get("kept")) if route.get("kept") else None
        return evaluation_report.build(report_of(asking, found, kept, self.words), self.words.translate)


def found_for(base: Base, officer: OfficerView, route: Route) -> tuple[Asking, Findings]:
    """What an address asks and what came out. Raises NotPermitted, CannotEvaluate, NotFound without a snapshot."""
    permissions.require(officer.roles, Zone.INNER, Thing.EVALUATION, Right.VIEW)
    found = asked(base.inner, officer, route)
    if found is None:
        raise NotFound()
    snapshot, asking, folder = found
    return asking, evaluation_run.find(snapshot, asking.definition, folder)


def report_of(asking: Asking, found: Findings, kept: DefinitionView | None, words: Words) -> Report:
    """The report in the reader's words."""
    source = Source(found.asked.source)
    return Report(
        findings=found,
        language=words.language,
        data_set=words(TITLES[source]),
        simulated=words(SIMULATED) if source is Source.SIMULATED else "",
        as_of=words(N_("As of {time}"), time=words.moment(found.snapshot.made_at)).rstrip(".。 "),
        state=state_sentence(kept, words),
        seal=kept.seal if kept else "",
        departures=departures(found.asked, kept, words),
        settings=settings_of(asking, found, words),
        verdict=[words(one) for one in found.verdict],
        figures=list(tiles(found, words)),
        cautions=cautions_of(found, words),
    )


def settings_of(asking: Asking, found: Findings, words: Words) -> list[tuple[str, str]]:
    """The definition as rows of name and value."""
    asked_, names = found.asked, region_names(asking.there, words)
    by_month: dict[str, list[str]] = {}
    for code, month in sorted(asked_.pilots.items(), key=lambda one: (one[1], one[0])):
        by_month.setdefault(month, []).append(names.get(code, code))
    every = words(N_("All"))
    business = asked_.business
    shown = {
        "source": words(TITLES[Source(asked_.source)]),
        "outcome": words(found.measured.outcome.name),
        "pilots": "\n".join(f"{month}: {' · '.join(listed)}" for month, listed in by_month.items()),
        "comparison": words(COMPARISONS[asked_.comparison]),
        "entity_type": types_of(asking.there, words).get(asked_.entity_type, every),
        "business": words.name(Business(business)) if business in list(Business) else business or every,
        "first": asked_.first or every,
        "last": asked_.last or every,
        "seed": str(asked_.seed),
    }
    return [(words(FIELDS[name]), value) for name, value in shown.items()]
