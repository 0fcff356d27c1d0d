"""The folded applications as Parquet, a file for each month of receipt: for ad-hoc questions, and for Spark.

The files stand beside the snapshots in `parquet`, with the columns of `application` (snapshot.sql) without its sign,
and no personal data. Only the months with cases that took a step are written again, each swapped in whole; the
watermark is written last, so that a run that was killed is simply done again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import duckdb

from analytics import feed
from analytics.snapshot import alone, create, named, stage, sync

FOLDER = "parquet"
STATE = "state.json"
EVERY = timedelta(hours=1)


def due(analytics: Path, now: datetime) -> bool:
    """Whether it is time to write the files again."""
    made_at = _state(analytics / FOLDER).get("made_at")
    return made_at is None or now - datetime.fromisoformat(str(made_at)) >= EVERY


def export(address: str, analytics: Path, now: datetime, patience: float = feed.PATIENCE_SECONDS) -> list[str]:
    """Bring the files up to date; returns the months that were written. Raises feed.Held."""
    folder = analytics / FOLDER
    with alone(folder):
        state, months = _state(folder), list[str]()
        after = int(str(state["watermark"])) if state.get("definitions") == feed.definitions() else 0
        with feed.reading(address, patience) as reading, duckdb.connect(config=feed.LIMITS) as connection:
            connection.execute(f"SET temp_directory = {quoted(folder / 'tmp')}")
            if reading.reaches > after:
                create(connection)
                stage(connection)
                reading.applications(connection, after)
                months = _write(connection, folder, fresh=not after)
            state = {"watermark": reading.reaches, "made_at": now.isoformat(), "definitions": feed.definitions()}
        _swap_in(folder / STATE, lambda draft: draft.write_text(json.dumps(state), encoding="ascii"))
        return months


def _write(connection: duckdb.DuckDBPyConnection, folder: Path, *, fresh: bool) -> list[str]:
    rows = connection.execute(named(feed.FEED)["months"]).fetchall()
    for (month,) in rows:
        path = folder / f"applications-{month}.parquet"
        rest = named(feed.FEED)["kept"].format(file=quoted(path)) if path.exists() and not fresh else ""
        select = named(feed.FEED)["month"].format(month=month, rest=rest)
        _swap_in(path, partial(_copy, connection, select))
    months = [month for (month,) in rows]
    if fresh:
        for path in folder.glob("applications-*.parquet"):
            if path.stem.removeprefix("applications-") not in months:
                path.unlink()
    return months


def _copy(connection: duckdb.DuckDBPyConnection, select: str, draft: Path) -> None:
    connection.execute(f"COPY ({select}) TO {quoted(draft)} (FORMAT parquet, COMPRESSION zstd)")


def quoted(path: Path) -> str:
    """A path within a statement that takes no parameters."""
    text = str(path).replace("'", "''")
    return f"'{text}'"


def _swap_in(path: Path, write: Callable[[Path], object]) -> None:
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    write(draft)
    draft.chmod(0o600)
    sync(draft)
    os.replace(draft, path)
    sync(path.parent)


def _state(folder: Path) -> dict[str, object]:
    try:
        return dict(json.loads((folder / STATE).read_text(encoding="ascii")))
    except (FileNotFoundError, ValueError):  # torn: all months are written anew
        return {}
