"""Keeping the measures fresh: a process that counts is started, asked, and gone again (`analytics.counting`).

A refresh takes only what happened since the last one, and gives the same rows as a rebuild. Without anything new it
only renews the moment.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import URL, make_url

from analytics.snapshot import Snapshot
from core.errors import QuanchengError
from core.i18n import N_

ROOT = Path(__file__).resolve().parent.parent


class MeasuresNotTaken(QuanchengError):
    """The process that counts did not come to an end; why, it has said on standard error."""

    code = "measures_not_taken"
    text = N_("The measures could not be brought up to date.")
    remedy = N_("What was measured before is still shown. The reason is in the log of the process.")


class MeasuresHeld(QuanchengError):
    """The inner database has a transaction open that will not end (PostgreSQL)."""

    code = "measures_held"
    text = N_("The measures wait: a transaction that writes steps of cases stays open in the database.")
    remedy = N_("They go on by themselves when it ends. If it does not, look for it in pg_stat_activity.")


class Counting(AbstractContextManager["Counting"]):
    """The process that counts, for as long as the block lasts."""

    def __init__(self, command: tuple[str, ...] = (sys.executable, "-m", "analytics.counting")) -> None:
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._process:  # closes its standard input, upon which it ends, and waits for that
            pass

    def count(self, database: str | URL, folder: Path, now: datetime, **more: float) -> Snapshot:
        """Bring the snapshots in the folder up to date. Raises MeasuresNotTaken, MeasuresHeld."""
        told = self._ask(do="count", address=address_of(database), folder=folder, now=now, **more)
        return Snapshot(Path(told["path"]), int(told["watermark"]), now.astimezone(UTC))

    def export(self, database: str | URL, folder: Path, now: datetime) -> list[str]:
        """Bring the monthly Parquet files beside the snapshots up to date; returns the months that were written."""
        return list(self._ask(do="parquet", address=address_of(database), folder=folder, now=now)["months"])

    def _ask(self, *, folder: Path, now: datetime, **more: object) -> Mapping[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        asked = {**more, "folder": str(folder.resolve()), "now": now.isoformat()}
        try:
            self._process.stdin.write(f"{json.dumps(asked)}\n")
            self._process.stdin.flush()
            told: dict[str, Any] = json.loads(self._process.stdout.readline())
        except (BrokenPipeError, json.JSONDecodeError) as error:
            raise MeasuresNotTaken from error
        if told.get("held"):
            raise MeasuresHeld
        return told


def refresh(database: str | URL, folder: Path, now: datetime) -> Snapshot:
    """Bring the measures up to date and publish them; processes that refresh the same folder take turns.

    `database` is the address of the inner database (Settings.database). Raises MeasuresNotTaken, MeasuresHeld.
    """
    with Counting() as counting:
        return counting.count(database, folder, now)


def export(database: str | URL, folder: Path, now: datetime) -> list[str]:
    """Bring the monthly Parquet files beside the snapshots up to date, raising as `refresh`."""
    with Counting() as counting:
        return counting.export(database, folder, now)


def stale(snapshot: Snapshot | None, now: datetime, after: timedelta = timedelta(minutes=1)) -> bool:
    """Whether it is time for the next refresh."""
    return snapshot is None or now - snapshot.made_at > after


def address_of(database: str | URL) -> str:
    """An address as the drivers of `analytics.feed` take it: libpq's, or SQLite's for reading only."""
    url = make_url(database)
    if url.get_backend_name() == "sqlite":
        return f"{Path(url.database or '').resolve().as_uri()}?mode=ro"
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
