"""The managers' measures (R65): taken from events, immutable, never counting drills, the same however they are fed."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from analytics.cube import Cube, cube_of, merge
from analytics.measures import measure, measures, median_hours, region_names
from analytics.refresh import POINTER, Snapshot, current, refresh, stale
from core.inner.tables import Authority, Case, CaseEvent
from core.store import Store
from core.terms import Action, Channel, Status, Zone
from tests.conftest import MakeStore

START = datetime(2026, 10, 30, 2, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
WAY = (
    (Action.RECEIVE, Status.RECEIVED),
    (Action.ACCEPT, Status.ACCEPTED),
    (Action.TAKE, Status.EXAMINING),
    (Action.PROPOSE, Status.PROPOSED),
    (Action.APPROVE, Status.APPROVED),
)


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    made = make_store(Zone.INNER)
    with made.unit() as session:
        session.add(Authority(id="110108", name="海淀区"))
        session.add(Authority(id="110105", name="朝阳区"))
    return made


def put(
    store: Store, number: int, steps: int, *, region: str = "110108", channel: Channel = Channel.PAPERLESS,
    drill: bool = False, at: datetime = START, returned: bool = False,
) -> str:  # fmt: skip
    """A case that took the first `steps` steps of the way, one a day."""
    case_id = f"case{number}"
    last = at + timedelta(days=steps - 1)
    status = WAY[steps - 1][1]
    with store.unit() as session:
        session.add(
            Case(
                id=case_id, number=str(number), authority_id=region, procedure="LLC.SETUP", edition="2022",
                business="establishment", entity_type="LLC", channel=channel, status=status, round=1, title="甲",
                returned_before=returned, content_sealed=b"", applicant={}, drawn_up="2026-10-30", drill=drill,
                first_submitted_at=at, received_at=at, updated_at=last, clock_due_at=at + timedelta(days=3),
                decided_at=last if status is Status.APPROVED else None,
            )
        )  # fmt: skip
        session.flush()
        for count in range(steps):
            _step(session, case_id, count, at + timedelta(days=count))
    return case_id


def _step(session: Session, case_id: str, count: int, at: datetime) -> None:
    action, status = WAY[count]
    session.add(
        CaseEvent(case_id=case_id, number=count + 1, action=action, from_status="", status=status, actor="x",
                  key=str(count), at=at, trace_index=0)
    )  # fmt: skip


def go_on(store: Store, case_id: str, steps: int, at: datetime) -> None:
    """Let a case take its next step."""
    with store.unit() as session:
        case = session.get_one(Case, case_id)
        _step(session, case_id, steps, at)
        case.status = WAY[steps][1]
        case.decided_at = at if case.status == Status.APPROVED else None


def rows(snapshot: Snapshot) -> dict[str, object]:
    return {name: measure(snapshot, name) for name in measures()}


def test_the_e_processing_rate_is_the_share_of_approved_registrations_handled_wholly_paperless(
    store: Store, tmp_path: Path
) -> None:
    put(store, 1, 5)
    put(store, 2, 5, channel=Channel.COUNTER)
    put(store, 3, 5, region="110105", channel=Channel.ONLINE_WITH_PAPER)
    put(store, 4, 3)
    found = measure(refresh(store, tmp_path, NOW), "e_processing_by_month_and_region")
    assert [tuple(row.values()) for row in found] == [("2026-11", "110105", 1, 0), ("2026-11", "110108", 2, 1)]


def test_months_are_those_of_beijing(store: Store, tmp_path: Path) -> None:
    """17:00 UTC on the last of October is November in Beijing."""
    put(store, 1, 5, at=datetime(2026, 10, 27, 17, 0, tzinfo=UTC))
    found = measure(refresh(store, tmp_path, NOW), "e_processing_by_month_and_region")
    assert [row["month"] for row in found] == ["2026-11"]


def test_drills_are_never_counted(store: Store, tmp_path: Path) -> None:
    put(store, 1, 5, drill=True)
    put(store, 2, 1)
    snapshot = refresh(store, tmp_path, NOW)
    assert measure(snapshot, "totals")[0]["received"] == 1
    assert cube_of(snapshot).total("approved") == 0


def test_who_waits_for_whom_and_what_is_overdue(store: Store, tmp_path: Path) -> None:
    put(store, 1, 1, at=NOW - timedelta(hours=5))
    put(store, 2, 4)
    found = {(row["status"], row["age"]): (row["applications"], row["overdue"])
             for row in measure(refresh(store, tmp_path, NOW), "waiting")}  # fmt: skip
    assert found == {("received", 0): (1, 0), ("proposed", 3): (1, 1)}


def test_a_refresh_by_what_is_new_gives_the_same_rows_as_a_rebuild(store: Store, tmp_path: Path) -> None:
    for number in range(6):
        put(store, number, 1 + number % 5, channel=list(Channel)[number % 3])
        refresh(store, tmp_path / "grown", NOW - timedelta(minutes=10 - number))
    go_on(store, "case0", 1, NOW - timedelta(minutes=2))
    go_on(store, "case3", 4, NOW - timedelta(minutes=1))
    grown = refresh(store, tmp_path / "grown", NOW)
    rebuilt = refresh(store, tmp_path / "rebuilt", NOW)
    assert grown.watermark == rebuilt.watermark
    assert rows(grown) == rows(rebuilt)
    assert region_names(grown) == {"110108": "海淀区", "110105": "朝阳区"}


def test_a_refresh_that_is_cut_off_leaves_the_last_snapshot_in_place(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, 1, 1)
    before = refresh(store, tmp_path, NOW)

    def cut(*given: object) -> None:
        raise OSError("power lost")

    put(store, 2, 1)
    with monkeypatch.context() as broken:
        broken.setattr("analytics.refresh._publish", cut)
        with pytest.raises(OSError, match="power lost"):
            refresh(store, tmp_path, NOW)
    assert current(tmp_path) == before
    after = refresh(store, tmp_path, NOW)
    assert measure(after, "totals")[0]["received"] == 2


def test_readers_are_never_blocked_or_torn_while_snapshots_change(store: Store, tmp_path: Path) -> None:
    put(store, 0, 1)
    refresh(store, tmp_path, NOW)
    done, seen, wrong = threading.Event(), [], []

    def read() -> None:
        while not done.is_set():
            try:
                snapshot = current(tmp_path)
                assert snapshot is not None
                total = measure(snapshot, "totals")[0]["received"]
                spread = sum(row["applications"] for row in measure(snapshot, "applications_by_status_and_channel"))
                seen.append((total, spread))
            except Exception as error:
                wrong.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(1, 8):
        put(store, number, 1)
        refresh(store, tmp_path, NOW + timedelta(seconds=number))
    done.set()
    for reader in readers:
        reader.join()
    assert not wrong
    assert seen
    assert all(total == spread for total, spread in seen)


def test_snapshots_hold_no_personal_data(store: Store, tmp_path: Path) -> None:
    put(store, 1, 5)
    with refresh(store, tmp_path, NOW).open() as connection:
        columns = {
            row[0] for row in connection.execute("SELECT column_name FROM information_schema.columns").fetchall()
        }
    assert not columns & {"title", "applicant", "content_sealed", "actor", "signatories", "number", "examiner_id"}


def test_cubes_add_up_over_installations(store: Store, tmp_path: Path) -> None:
    put(store, 1, 5)
    put(store, 2, 2, region="110105")
    cube = cube_of(refresh(store, tmp_path, NOW))
    assert merge([cube, cube]).total("received") == 2 * cube.total("received") == 4
    assert merge([cube, Cube()]) == cube


def test_the_median_takes_pending_cases_into_account() -> None:
    """Leaving them out would say 2 hours."""
    found = [{"hours": 2, "decided": 3, "pending": 0}, {"hours": 9, "decided": 1, "pending": 3}]
    assert median_hours(found) == 9
    assert median_hours([{"hours": 1, "decided": 1, "pending": 9}]) is None
    assert median_hours([]) is None


def test_the_pointer_names_one_file_and_a_snapshot_grows_stale(store: Store, tmp_path: Path) -> None:
    snapshot = refresh(store, tmp_path, NOW)
    assert (tmp_path / POINTER).read_text() == snapshot.path.name
    assert not stale(snapshot, NOW + timedelta(seconds=30))
    assert stale(snapshot, NOW + timedelta(seconds=90))
    assert stale(None, NOW)
