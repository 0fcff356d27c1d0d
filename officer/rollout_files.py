"""Files of the rollout programme: imports coming in from officers' browsers, tables going out as CSV (R60-R62)."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from tornado.web import stream_request_body

from analytics import programme as managed
from analytics.sources import Source, source_named
from core import permissions, programme_files
from core.errors import NotFound
from core.inner import programme
from core.inner.officers import OfficerView
from core.inner.programme import Imported
from core.permissions import Right, Thing
from core.programme import Programme
from core.programme_rows import TABLES, Table
from core.terms import Zone
from officer.counter_files import Upload
from officer.handlers import Base

KEPT_OUTCOMES = 200
_outcomes: OrderedDict[str, tuple[str, Imported]] = OrderedDict()
"""What became of the last file of each session: file name and outcome, until the officer moves on."""


def outcome_of(officer: OfficerView) -> tuple[str, Imported] | None:
    return _outcomes.get(officer.session_id)


def forget_outcome(officer: OfficerView) -> None:
    _outcomes.pop(officer.session_id, None)


@stream_request_body
class Import(Upload):
    """Takes a file; what became of it is shown by the page, which asks again as soon as this has answered."""

    async def post(self) -> None:
        data, name = bytes(self.taken), self.word("X-Filename")
        found = await self.work(programme.import_file, self.inner, self.sender, name, data)
        while len(_outcomes) >= KEPT_OUTCOMES:
            _outcomes.popitem(last=False)
        _outcomes[self.sender.session_id] = (name, found)
        self.set_status(204)


class TableCsv(Base):
    """One table of a source's programme."""

    async def get(self, name: str) -> None:
        officer = await self.officer()
        data = await self.work(self._table, officer, _table(name), self.get_query_argument("data", ""))
        self._send_csv(name, data)

    def _table(self, officer: OfficerView, table: Table, source: str) -> bytes:
        permissions.require(officer.roles, Zone.INNER, Thing.PROGRAMME, Right.VIEW)
        analytics = self.inner.settings.analytics
        if source_named(analytics, source) is Source.SIMULATED:
            return programme_files.write(table, managed.simulated(analytics))
        return programme.export(self.inner, officer, table)

    def _send_csv(self, name: str, data: bytes) -> None:
        self.set_header("Content-Disposition", f"attachment; filename={name}.csv")
        self.send(data, "text/csv; charset=utf-8")


class Template(TableCsv):
    """The headings alone."""

    async def get(self, name: str) -> None:
        await self.officer()
        self._send_csv(f"{name}-template", programme_files.write(_table(name), Programme()))


def _table(name: str) -> Table:
    """Raises NotFound."""
    found = next((one for one in TABLES if one.name == name), None)
    if found is None:
        raise NotFound()
    return found


def rollout_routes(shared: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (r"/rollout/import", Import, shared),
        (r"/rollout/([a-z]{1,20})-template\.csv", Template, shared),
        (r"/rollout/([a-z]{1,20})\.csv", TableCsv, shared),
    ]
