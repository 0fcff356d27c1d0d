"""Applications as they are folded, and a snapshot of them, for tests of the measures and of the pages of these."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from analytics import snapshot
from analytics.snapshot import Snapshot
from core.terms import Channel, Status

AUGUST = datetime(2017, 8, 10, 2, 0, tzinfo=UTC).replace(tzinfo=None)
"""Snapshots hold moments in UTC without zone."""
LATE_JULY = datetime(2017, 7, 31, 17, 0, tzinfo=UTC).replace(tzinfo=None)
AS_OF = datetime(2017, 9, 20, 2, 0, tzinfo=UTC)
Application = dict[str, Any]


def application(number: int, **changed: Any) -> Application:
    """An application that was approved after two days, paperless, in Beijing; and what differs."""
    received = changed.pop("received_at", AUGUST)
    decided = changed.pop("decided_at", received + timedelta(hours=48))
    approved = changed.pop("approved_at", decided)
    return {
        "sign": 1, "id": str(number), "region": "110000", "entity_type": "LLC", "business": "establishment",
        "channel": Channel.PAPERLESS.value, "status": Status.PUBLICISED.value, "received_at": received,
        "since": changed.pop("since", decided or received), "decided_at": decided, "approved_at": approved,
        "due_at": received + timedelta(days=5), "running": True, "corrections": 0, "visits": 0,
    } | changed  # fmt: skip


def pending(number: int, status: Status, **changed: Any) -> Application:
    return application(number, status=status.value, decided_at=None, approved_at=None, **changed)


def take(folder: Path, rows: Sequence[Application], as_of: datetime = AS_OF) -> Snapshot:
    """Publish a snapshot of applications in Beijing and its districts."""
    folder.mkdir(parents=True, exist_ok=True)
    making = folder / "making.duckdb"
    with duckdb.connect(str(making)) as connection:
        snapshot.create(connection)
        snapshot.stage(connection)
        for row in rows:
            connection.execute("INSERT INTO application SELECT unnest($row)", {"row": row})
        snapshot.fill(connection)
        connection.execute(
            "INSERT INTO region VALUES ('110000', '北京市', NULL), ('110108', '海淀区', '110000'), "
            "('110105', '朝阳区', '110000')"
        )
        connection.execute("INSERT INTO state VALUES (1, ?, 'own')", [as_of.replace(tzinfo=None)])
    snapshot.publish(folder, making)
    found = snapshot.current(folder)
    assert found is not None
    return found
