"""Cases and their steps in an inner database, for tests of what is counted, and all that a snapshot says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from analytics.refresh import refresh
from analytics.snapshot import BRIEF, KEYS, Snapshot
from core.inner.context import Inner
from core.inner.tables import Authority, Case, CaseEvent
from core.store import Store
from core.terms import Action, Channel, Status

START = datetime(2017, 3, 30, 2, 0, tzinfo=UTC)
NOW = datetime(2017, 4, 20, 2, 0, tzinfo=UTC)
A, S = Action, Status
WAY = (
    (A.RECEIVE, S.RECEIVED), (A.ACCEPT, S.ACCEPTED), (A.TAKE, S.EXAMINING), (A.PROPOSE, S.PROPOSED),
    (A.APPROVE, S.APPROVED), (A.ISSUE, S.ISSUED), (A.ARCHIVE, S.ARCHIVED), (A.PUBLICISE, S.PUBLICISED),
)  # fmt: skip
"""A case that goes well."""
COMPLETED = (*WAY[:3], (A.RETURN, S.RETURNED), (A.RECEIVE, S.EXAMINING), *WAY[3:])
"""One whose completion is demanded on the way."""
REFUSED = (*WAY[:4], (A.REFUSE, S.REFUSED))
TABLES = (*KEYS, *BRIEF, "open", "region")


def settle(store: Store) -> None:
    """A city with two districts."""
    with store.unit() as session:
        session.add(Authority(id="110000", name="北京市"))
        session.add(Authority(id="110108", name="海淀区", parent_id="110000"))
        session.add(Authority(id="110105", name="朝阳区", parent_id="110000"))


@dataclass
class Walk:
    """A case on its way, a step each day, in the database whenever `go` says so."""

    id: str
    region: str = "110108"
    channel: Channel = Channel.PAPERLESS
    way: Sequence[tuple[Action, Status]] = WAY
    entity_type: str = "LLC"
    drill: bool = False
    at: datetime = START
    taken: int = field(default=0, init=False)

    @property
    def done(self) -> bool:
        return self.taken == len(self.way)

    def go(self, store: Store, steps: int = 1) -> Walk:
        with store.unit() as session:
            for _ in range(steps):
                self.step(session)
        return self

    def step(self, session: Session) -> None:
        action, status = self.way[self.taken]
        now = self.at + timedelta(days=self.taken)
        case = session.get(Case, self.id) or self._receive(session)
        case.status, case.updated_at, case.channel = status, now, self.channel
        if status in {S.APPROVED, S.REFUSED, S.RETURNED}:
            case.clock_stopped_at = now
        elif status is S.EXAMINING:
            case.clock_stopped_at = None
        self.taken += 1
        session.add(
            CaseEvent(
                case_id=self.id, number=self.taken, action=action, from_status="", status=status, actor="甲",
                key=str(self.taken), at=now, trace_index=0,
            )
        )  # fmt: skip
        session.flush()

    def _receive(self, session: Session) -> Case:
        case = Case(
            id=self.id, number=self.id, authority_id=self.region, procedure=f"{self.entity_type}.SETUP", edition="2022",
            business="establishment", entity_type=self.entity_type, channel=self.channel, status=S.SUBMITTED, round=1,
            title="甲乙丙有限公司", content_sealed=b"", applicant={}, drawn_up="2017-03-30", drill=self.drill,
            first_submitted_at=self.at, received_at=self.at, updated_at=self.at,
            clock_due_at=self.at + timedelta(days=3),
        )  # fmt: skip
        session.add(case)
        session.flush()
        return case


def naive(moment: datetime) -> datetime:
    """As a snapshot keeps it: UTC without zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def contents(snapshot: Snapshot) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, sorted."""
    with snapshot.open() as connection:
        return {table: sorted(connection.execute(f"FROM {table}").fetchall(), key=repr) for table in TABLES}


def number(snapshot: Snapshot, select: str) -> tuple[object, ...]:
    """The one row that a query of the snapshot gives."""
    with snapshot.open() as connection:
        (row,) = connection.execute(select).fetchall()
        return tuple(row)


def received_by_channel(inner: Inner) -> Counter[str]:
    """How many applications an installation's measures count now, by channel."""
    snapshot = refresh(inner.store.url, inner.settings.analytics, inner.clock())
    with snapshot.open() as connection:
        return Counter(dict(connection.execute("SELECT channel, sum(received) FROM cell GROUP BY channel").fetchall()))
