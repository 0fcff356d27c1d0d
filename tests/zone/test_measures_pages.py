"""The managers' pages of measures on a snapshot (R65): what they show, where it leads, and for whose eyes."""

from __future__ import annotations

import csv
import io
import os
import re
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from analytics import measures, nation, snapshot
from analytics.measures import Question, measure
from analytics.nation import Reporter
from analytics.sources import Source
from core.errors import NotPermitted
from core.inner.officers import OfficerView
from core.inner.worklist import Queue, worklist
from core.terms import Role, Status, Zone
from officer.cards import plain
from officer.dashboard import Dashboard
from officer.files import as_csv
from officer.measure_files import MeasureCsv
from officer.measured import MeasuresView
from officer.processing import Processing
from officer.route import Route
from officer.words import Words
from officer.worklist import filter_of
from tests.applications import AS_OF, AUGUST, Application, application, pending, take
from tests.conftest import MakeStore
from tests.counted import NOW, Walk, settle

ROOT = "110000"
DISTRICT = "110108"
MANY = [application(number, region=DISTRICT) for number in range(20)]
TWO_OTHERS = [application(100 + number, region="110105", corrections=1) for number in range(2)]


def officer(role: Role = Role.MANAGER, authority: str = ROOT) -> OfficerView:
    return OfficerView("o1", "m", "赵处长", authority, "", frozenset({role}), "en")


def inner(folder: Path) -> Any:
    return SimpleNamespace(
        settings=SimpleNamespace(analytics=folder, authority_id=ROOT), clock=lambda: AS_OF + timedelta(minutes=1)
    )


def page(
    folder: Path, kind: type[MeasuresView] = Dashboard, role: Role = Role.ANALYST, authority: str = ROOT, **asked: str
) -> MeasuresView:
    """A page that has been opened. An analyst's needs no database: it holds nothing of the rollout."""
    name = "dashboard" if kind is Dashboard else "e_processing"
    view = kind(inner(folder), officer(role, authority), Words("en"), Route(name, asked))
    view.load()
    return view


def text_of(view: MeasuresView) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", str(view.html())))


def charts(view: MeasuresView) -> int:
    (board,) = view.panes()
    return len(cast(Any, board).objects)


# --- before there is anything, and afterwards


@pytest.mark.parametrize("kind", [Dashboard, Processing])
def test_r65_a_page_opened_before_the_first_snapshot_gets_its_charts_with_it(
    tmp_path: Path, kind: type[MeasuresView]
) -> None:
    view = page(tmp_path, kind)
    assert "No measures have been taken yet" in text_of(view)
    (board,) = view.panes()
    view.renew()
    assert cast(Any, board).objects == []
    take(tmp_path, MANY)
    view.load()
    view.renew()
    assert len(cast(Any, board).objects) == len(view.shown_cards())


@pytest.mark.parametrize("kind", [Dashboard, Processing])
@pytest.mark.parametrize("rows", [[], [pending(1, Status.RECEIVED)], [application(1, channel="counter", visits=1)]])
@pytest.mark.parametrize("role", [Role.MANAGER, Role.ANALYST])
def test_r65_a_page_shows_however_little_there_is(
    tmp_path: Path, kind: type[MeasuresView], rows: list[Application], role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Dashboard, "_known", lambda self, reading: self.known)
    take(tmp_path, rows)
    view = page(tmp_path, kind, role)
    assert text_of(view)
    assert charts(view) == len(view.shown_cards())


@pytest.mark.parametrize("harm", ["garbage", "gone", "empty", "pointer"])
def test_a_snapshot_that_cannot_be_read_is_none(tmp_path: Path, harm: str) -> None:
    """The next refresh then counts anew, in place of failing for ever."""
    path = take(tmp_path, MANY).path
    if harm == "garbage":
        path.write_bytes(b"x" * 5000)
    elif harm == "gone":
        path.unlink()
    elif harm == "empty":
        path.write_bytes(b"")
    else:
        (tmp_path / snapshot.POINTER).write_bytes(b"\xff\xfe")
    assert snapshot.current(tmp_path) is None
    assert "No measures have been taken yet" in text_of(page(tmp_path))


def test_reading_for_weeks_holds_few_snapshots_and_few_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measures, "KEPT_ROWS", 3)
    before = len(os.listdir("/proc/self/fd"))
    for minute in range(6):
        made = take(tmp_path, MANY, datetime(2017, 9, 20, 2, minute, tzinfo=UTC))
        asked = [Question("rates"), Question("rates", ("month",)), Question("rates", ("region",)), Question("days")]
        assert [measures.ask(made, one) for one in asked] == [measures.ask(made, one) for one in asked]
        reader = measures._reader(made)
        assert len(reader._kept) < len(asked)
    assert len(os.listdir("/proc/self/fd")) <= before + 6


# --- months


def test_r65_the_last_whole_month_is_one_of_beijing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At 17:00 UTC on the last of August it is September in Beijing, wherever the server's clock stands."""
    for zone in ("America/New_York", "Asia/Shanghai"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        take(tmp_path, MANY, datetime(2017, 8, 31, 17, 0, tzinfo=UTC))
        assert "2017-08 Month before" in text_of(page(tmp_path))
    monkeypatch.undo()
    time.tzset()


def test_r65_the_month_before_is_the_one_before_and_no_older_one(tmp_path: Path) -> None:
    june = [application(200 + number, received_at=AUGUST - timedelta(days=61), corrections=1) for number in range(9)]
    take(tmp_path, [*MANY, *june])
    assert re.search(r"e-processing rate 100\.0 % — Approved", text_of(page(tmp_path)))


# --- for whose eyes


def table(view: MeasuresView, card: str) -> list[list[str | int | float]]:
    return plain(view.CARDS[card].table(view.reading, view.words))


def test_r65_whoever_may_not_see_cases_sees_no_median_and_no_count_of_a_few(tmp_path: Path) -> None:
    late = [pending(300 + number, Status.EXAMINING, running=number < 2) for number in range(9)]
    take(tmp_path, [*MANY, *TWO_OTHERS, *late])
    few = page(tmp_path, role=Role.ANALYST, region="110105")
    assert table(few, "times")[1:] == [["2017-08", "", ""]]
    assert "48 h" not in text_of(few)
    said = text_of(page(tmp_path, role=Role.ANALYST))
    assert "&lt; 5 open cases are past their time" in said
    assert "2 open cases" not in said


def test_r65_an_officer_of_a_district_sees_small_cells_of_that_district_only(tmp_path: Path) -> None:
    take(tmp_path, [*MANY, *TWO_OTHERS])
    regions = {
        authority: [row[0] for row in table(page(tmp_path, Processing, Role.MANAGER, authority), "regions")[1:]]
        for authority in (ROOT, DISTRICT, "110105")
    }
    assert regions == {ROOT: ["海淀区", "朝阳区"][::-1], DISTRICT: [], "110105": []}
    own = page(tmp_path, Processing, Role.MANAGER, "110105", region="110105")
    assert table(own, "time")[1][:3] == ["2017-08", 2, 2]
    other = page(tmp_path, Processing, Role.MANAGER, DISTRICT, region="110105")
    assert table(other, "time")[1:] == []


def test_r65_the_overview_narrows_by_what_all_its_charts_can_narrow_by(tmp_path: Path) -> None:
    """Times are not counted by type: an address cannot mix the times of all with the pending of one."""
    take(tmp_path, [*MANY, pending(1, Status.RECEIVED, entity_type="JSC")])
    view = page(tmp_path, type="JSC", business="change")
    assert view.reading.scope == page(tmp_path).reading.scope


def test_numbers_go_only_to_whoever_may_see_measures(tmp_path: Path) -> None:
    take(tmp_path, MANY)
    handler = SimpleNamespace(inner=inner(tmp_path), words=Words("en"))
    route = Route("dashboard", {"card": "rate", "data": "../../etc"})
    for role in set(Role) - {Role.MANAGER, Role.ANALYST}:
        with pytest.raises(NotPermitted):
            MeasureCsv._table(cast(Any, handler), officer(role), route)
    assert MeasureCsv._table(cast(Any, handler), officer(Role.ANALYST), route).startswith(b"\xef\xbb\xbfMonth,")


# --- where it leads, and what a file says


def test_r65_a_bar_leads_to_the_cases_that_it_counts(tmp_path: Path) -> None:
    take(tmp_path, MANY)
    asked = {"region": DISTRICT, "type": "LLC", "business": "establishment", "channel": "paperless"}
    for rate, month in (("paperless", "decided"), ("applied_online", "received")):
        view = page(tmp_path, Processing, Role.MANAGER, rate=rate, **asked)
        led = Route.read(view.CARDS["time"].leads(view.reading, ["2017-08"]))
        assert led == Route("worklist", {"queue": "all", **asked, month: "2017-08"})
    simulated = tmp_path / Source.SIMULATED.value
    take(simulated, MANY)
    view = page(tmp_path, Processing, Role.MANAGER, data="simulated")
    assert view.CARDS["time"].leads(view.reading, ["2017-08"]) == ""


def test_r65_the_numbers_of_small_charts_are_numbers_in_a_file(tmp_path: Path) -> None:
    take(tmp_path, MANY)
    view = page(tmp_path, Processing, Role.MANAGER)
    assert table(view, "multiples") == [["Jurisdiction", "2017-08"], ["海淀区", 1.0]]


def test_a37_headings_of_a_file_are_no_formulas() -> None:
    assert next(csv.reader(io.StringIO(as_csv(["=1+1", "a"], []).decode("utf-8-sig")))) == ["'=1+1", "a"]


def test_r65_the_measures_stand_even_where_the_simulated_rollout_cannot_be_read(tmp_path: Path) -> None:
    folder = tmp_path / Source.SIMULATED.value
    take(folder, MANY)
    for name in ("steps", "readiness", "interfaces", "trainings"):
        (folder / f"{name}.csv").write_text("nonsense\n1\n2\n", encoding="utf-8")
    assert "e-processing rate" in text_of(page(tmp_path, role=Role.MANAGER, data="simulated"))


def test_r65_when_nobody_reports_any_more_everybody_is_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The merged counts are as old as the newest report: by their own moment that one would never be late."""
    take(tmp_path / Source.NATION.value, MANY)
    reporter = Reporter("beijing", "北京市局", ROOT, as_of=AS_OF)
    monkeypatch.setattr(nation, "reporters_of", lambda snapshot: (reporter,))
    told = []
    for days in (0, 3):
        view = page(tmp_path, data="nation")
        cast(Any, view.inner).clock = partial(AS_OF.__add__, timedelta(days=days))
        view.load()
        told.append("the latest report is of 2017-09-20" in text_of(view))
    assert told == [False, True]


def test_r65_a_public_notice_that_runs_is_something_one_waits_for(tmp_path: Path) -> None:
    found = take(tmp_path, [pending(number, Status.ANNOUNCED) for number in range(6)])
    assert sum(row["applications"] for row in measure(found, "waiting")) == 6
    assert table(page(tmp_path), "waiting")[1][:2] == ["Applicant → The end of the public notice", 6]


def test_r65_a_jurisdiction_stands_for_those_below_it_in_the_list_of_cases_too(make_store: MakeStore) -> None:
    """The bar of a city counts its districts; the list that it leads to shows their cases, within one's own reach."""
    store = make_store(Zone.INNER)
    settle(store)
    for name, region in (("甲一", "110108"), ("甲二", "110105")):
        Walk(name, region).go(store)
    there: Any = SimpleNamespace(store=store, clock=lambda: NOW)

    def seen(authority: str, **asked: str) -> list[str]:
        narrowed = filter_of(Route("worklist", asked))
        found = worklist(there, officer(authority=authority), queue=Queue.ALL, narrowed=narrowed)
        return sorted(row.number for row in found.rows)

    assert seen(ROOT, region=ROOT) == seen(ROOT, region=ROOT, received="2017-03") == ["甲一", "甲二"]
    assert seen(DISTRICT, region=ROOT) == ["甲一"]
    assert seen(DISTRICT, region="110105") == seen(ROOT, received="2017-04") == []
    assert seen(ROOT, received="9999-12") == ["甲一", "甲二"]
