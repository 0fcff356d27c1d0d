"""The process that counts: it reads the inner database and writes the next snapshot (`python -m analytics.counting`).

Each line of standard input asks for something, as JSON; each line of standard output answers. A process of its own,
because it must not share one with the zone's own SQLite (`analytics.feed`), and because pages then never hold what
counting needs. `analytics.refresh` starts it and speaks with it; addresses, which may hold a password, come by
standard input and stand on no command line.

A snapshot is filled in one transaction together with its watermark, and published only when it is whole. Killed
anywhere, the next run begins again from the last published one, and comes to what a rebuild would give.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from analytics import feed, parquet
from analytics.snapshot import POINTER, Snapshot, add, alone, create, fill, named, publish, remove, stage

MAKING = "making.duckdb"
ORIGIN = "own"


def count(address: str, folder: Path, now: datetime, patience: float = feed.PATIENCE_SECONDS) -> Snapshot:
    """Bring the snapshots of a folder up to date. Raises feed.Held."""
    with alone(folder):
        last = usable(folder)
        making = folder / MAKING
        _clear(making)
        if last is not None:
            shutil.copyfile(last.path, making)
        with feed.reading(address, patience) as reading:
            _write(making, reading, last, now)
            return Snapshot(publish(folder, making), reading.reaches, now)


def usable(folder: Path) -> Snapshot | None:
    """The last snapshot, if there is a whole one that was counted as one counts now."""
    try:
        path = folder / (folder / POINTER).read_text(encoding="ascii").strip()
        with duckdb.connect(str(path), read_only=True) as connection:
            found = connection.execute("SELECT watermark, made_at, definitions FROM state, counted_by").fetchone()
    except (OSError, UnicodeDecodeError, duckdb.Error):  # torn or made by something else: counted anew
        return None
    if found is None or found[2] != feed.definitions():
        return None
    return Snapshot(path, found[0], found[1].replace(tzinfo=UTC))


def _write(path: Path, reading: feed.Reading, last: Snapshot | None, now: datetime) -> None:
    with duckdb.connect(str(path), config=feed.LIMITS) as connection:
        connection.begin()
        if last is None:
            create(connection)
            connection.execute(named(feed.FEED)["schema"])
            connection.execute("INSERT INTO counted_by VALUES (?)", [feed.definitions()])
        if last is None or reading.reaches > last.watermark:
            stage(connection)
            reading.applications(connection, last.watermark if last else 0)
            (fill if last is None else add)(connection)
            connection.execute("DROP TABLE temp.application")
        reading.regions(connection)
        connection.execute("DELETE FROM state")
        connection.execute("INSERT INTO state VALUES (?, ?, ?)", [reading.reaches, now.replace(tzinfo=None), ORIGIN])
        connection.commit()
        connection.execute("CHECKPOINT")


def _clear(making: Path) -> None:
    """What a killed run has left."""
    remove(making)
    shutil.rmtree(making.with_name(f"{making.name}.tmp"), ignore_errors=True)


def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Do what a line asks for: `do` is "count" or "parquet"."""
    folder, now = Path(asked["folder"]), datetime.fromisoformat(asked["now"]).astimezone(UTC)
    patience = float(asked.get("patience", feed.PATIENCE_SECONDS))
    try:
        if asked["do"] == "parquet":
            return {"months": parquet.export(asked["address"], folder, now, patience)}
        made = count(asked["address"], folder, now, patience)
    except feed.Held:
        return {"held": True}
    return {"path": str(made.path), "watermark": made.watermark}


def main() -> None:
    os.umask(0o077)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
