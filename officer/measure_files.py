"""The numbers behind a chart as CSV: what the card's table says, as plain numbers (A37)."""

from __future__ import annotations

from analytics.snapshot import current
from analytics.sources import folder_of, source_named
from core import permissions
from core.errors import NotFound
from core.inner.officers import OfficerView
from core.permissions import Right, Thing
from core.terms import Zone
from officer.cards import plain
from officer.files import as_csv
from officer.handlers import Base
from officer.measured import MeasuresView
from officer.registry import VIEWS
from officer.route import Route


class MeasureCsv(Base):
    async def get(self) -> None:
        officer = await self.officer()
        route = Route.read(self.request.query)
        data = await self.work(self._table, officer, route)
        name = f"{route.page}-{route.get('card')}.csv"
        self.set_header("Content-Disposition", f"attachment; filename={name}")
        self.send(data, "text/csv; charset=utf-8")

    def _table(self, officer: OfficerView, route: Route) -> bytes:
        """Raises NotPermitted for somebody who may not see measures, NotFound for what is no card."""
        permissions.require(officer.roles, Zone.INNER, Thing.DASHBOARD, Right.VIEW)
        view, analytics = VIEWS.get(route.page), self.inner.settings.analytics
        source = source_named(analytics, route.get("data"))
        snapshot = current(folder_of(analytics, source))
        if view is None or not issubclass(view, MeasuresView) or route.get("card") not in view.CARDS or not snapshot:
            raise NotFound()
        heads, *rows = plain(
            view.CARDS[route.get("card")].table(view.read(self.inner, officer, snapshot, source, route), self.words)
        )
        return as_csv(map(str, heads), rows)
