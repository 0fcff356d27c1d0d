"""The charts' questions asked of the applications themselves: on PostgreSQL with indexes, and with pandas in memory.

Every way gives the same rows; `bench.analytics` compares them before it measures.
"""

from __future__ import annotations

import runpy
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import psycopg
import pyarrow
from pyarrow import parquet

from analytics.measures import Question
from bench._nation import Nation
from core.terms import Channel, Status

Row = tuple[Any, ...]
Part = Callable[[Any], Any]
CLUSTER = Path(__file__).resolve().parent.parent / "tests" / "databases.py"
"""A throw-away PostgreSQL, as the tests have it."""
CLOSED = (Status.NOT_ACCEPTED, Status.REFUSED, Status.PUBLICISED, Status.WITHDRAWN, Status.LAPSED)
OPEN = [status.value for status in Status if status not in CLOSED]
UNDECIDED = [one for one in OPEN if one not in (Status.APPROVED, Status.ISSUED, Status.ARCHIVED)]
ENDED = [Status.LAPSED.value, Status.WITHDRAWN.value]
COLUMNS = (
    "region, entity_type, business, channel, status, received_at, since, decided_at, approved_at, due_at, running, "
    "corrections, visits"
)
TABLE = """
CREATE UNLOGGED TABLE application (
    region text, entity_type text, business text, channel text, status text, received_at timestamp, since timestamp,
    decided_at timestamp, approved_at timestamp, due_at timestamp, running boolean, corrections integer, visits integer)
"""
INDEXES = ("(decided_at, channel)", "(received_at)", "(status, channel)", "(region, decided_at)")
DECIDED_IN = "to_char(decided_at + interval '8 hours', 'YYYY-MM')"
RECEIVED_IN = "to_char(received_at + interval '8 hours', 'YYYY-MM')"
BIN = """least(255, floor(
    1e-9 + 8 * ln(1 + greatest(0, extract(epoch FROM {} - received_at)::float8 / 3600)) / ln(2)))::int"""


@dataclass(frozen=True)
class Chart:
    """A chart's questions: to the snapshot (with the columns that are drawn), in SQL, and with pandas."""

    questions: Sequence[tuple[Question, Sequence[str]]]
    statements: Sequence[str]
    frames: Callable[[Any, datetime], Sequence[Any]]


def plain(rows: Sequence[Row]) -> list[Row]:
    """Rows that can be compared: months as texts, nothing where nothing was counted, in order."""
    told = ([f"{value:%Y-%m}" if isinstance(value, date) else value for value in row] for row in rows)
    counted = [tuple(str(value) if isinstance(value, str) else int(value) for value in row) for row in told]
    return sorted(row for row in counted if any(value for value in row[1:] if isinstance(value, int)))


def listed(*words: str) -> str:
    return ", ".join(f"'{word}'" for word in words)


# --- the questions


def approved(by: tuple[str, ...], parts: Mapping[str, tuple[str, Part]]) -> Chart:
    """The approved by the month of the decision and more: how many, and how many of them each part holds."""
    question = Question("rates", ("month", *by)), ("month", *by, "approved", *parts)
    sums = ", ".join([*by, "count(*)", *(f"count(*) FILTER (WHERE {condition})" for condition, _ in parts.values())])
    keys = ", ".join(str(at + 1) for at in range(1 + len(by)))
    statement = f"SELECT {DECIDED_IN}, {sums} FROM application WHERE approved_at IS NOT NULL GROUP BY {keys}"  # noqa: S608 - our own names

    def frames(frame: Any, _as_of: datetime) -> Sequence[Any]:
        some = frame[frame.approved]
        counted = {name: part(some) for name, (_, part) in parts.items()}
        return [summed(some, ["decided_in", *by], {"approved": some.approved, **counted})]

    return Chart([question], [statement], frames)


def of(channel: Channel) -> tuple[str, Part]:
    return f"channel = '{channel.value}'", lambda frame: frame.channel == channel.value


def summed(frame: Any, by: list[str], parts: Mapping[str, Any]) -> Any:
    return frame[by].assign(**parts).groupby(by, observed=True).sum().reset_index()


def binned(taken: Any) -> Any:
    hours = taken.dt.total_seconds().clip(lower=0) / 3600
    return np.floor(1e-9 + 8 * np.log2(1 + hours)).clip(upper=255).astype("int16")


def times(frame: Any, as_of: datetime) -> Sequence[Any]:
    ended = frame[frame.decided_at.notna() | frame.status.isin(ENDED)]
    decided = ended.decided_at.notna()
    ended = ended.assign(bin=binned(ended.decided_at.fillna(ended.since) - ended.received_at))
    pending = frame[frame.status.isin(UNDECIDED)]
    pending = pending.assign(bin=binned(as_of - pending.received_at))
    return [
        summed(ended, ["received_in", "bin"], {"decided": decided, "censored": ~decided}),
        summed(pending, ["received_in", "bin"], {"pending": 1}),
    ]


def waiting(frame: Any, as_of: datetime) -> Sequence[Any]:
    waits = frame[frame.status.isin(OPEN)]
    days = (as_of - waits.since).dt.total_seconds() / 86400
    waits = waits.assign(age=(days >= 1).astype("int8") + (days >= 3) + (days >= 7))
    return [summed(waits, ["status", "age"], {"n": 1, "overdue": waits.running & (waits.due_at < as_of)})]


CHARTS: Mapping[str, Chart] = {
    "rate": approved((), {"paperless": of(Channel.PAPERLESS)}),
    "mix": approved(
        (),
        {
            "paperless": of(Channel.PAPERLESS),
            "with_paper": of(Channel.ONLINE_WITH_PAPER),
            "at_counter": of(Channel.COUNTER),
        },
    ),
    "times": Chart(
        [
            (Question("decided"), ("month", "bin", "decided", "censored")),
            (Question("pending"), ("month", "bin", "pending")),
        ],
        [
            f"SELECT {RECEIVED_IN}, {BIN.format('coalesce(decided_at, since)')}, count(decided_at), "  # noqa: S608 - our own names
            "count(*) - count(decided_at) FROM application "
            f"WHERE decided_at IS NOT NULL OR status IN ({listed(*ENDED)}) GROUP BY 1, 2",
            f"SELECT {RECEIVED_IN}, {BIN.format('%(as_of)s')}, count(*) FROM application "  # noqa: S608 - our own names
            f"WHERE status IN ({listed(*UNDECIDED)}) GROUP BY 1, 2",
        ],
        times,
    ),
    "first_pass": approved((), {"approved_first": ("corrections = 0", lambda frame: frame.corrections == 0)}),
    "status": Chart(
        [(Question("standing"), ("status", "channel", "applications"))],
        ["SELECT status, channel, count(*) FROM application GROUP BY 1, 2"],
        lambda frame, _as_of: [summed(frame, ["status", "channel"], {"n": 1})],
    ),
    "waiting": Chart(
        [(Question("waiting"), ("status", "age", "applications", "overdue"))],
        [
            "SELECT status, CASE WHEN since > %(as_of)s - interval '1 day' THEN 0 "  # noqa: S608 - our own names
            "WHEN since > %(as_of)s - interval '3 days' THEN 1 WHEN since > %(as_of)s - interval '7 days' THEN 2 "
            "ELSE 3 END, count(*), count(*) FILTER (WHERE running AND due_at < %(as_of)s) FROM application "
            f"WHERE status IN ({listed(*OPEN)}) GROUP BY 1, 2"
        ],
        waiting,
    ),
    "multiples": approved(("region",), {"paperless": of(Channel.PAPERLESS)}),
}
"""The overview's six charts, and the small ones of all jurisdictions."""


# --- who answers


class PostgreSQL(AbstractContextManager["PostgreSQL"]):
    """All applications in one table with its indexes, freshly analysed."""

    def __init__(self, nation: Nation) -> None:
        self._cluster = runpy.run_path(str(CLUSTER))["Cluster"]()
        address = self._cluster.make().replace("postgresql+psycopg://", "postgresql://")
        self._connection = psycopg.connect(address, autocommit=True)
        self._connection.execute(TABLE)
        self._load(nation)
        for index in INDEXES:
            self._connection.execute(f"CREATE INDEX ON application {index}".encode())
        self._connection.execute("VACUUM ANALYZE application")

    def _load(self, nation: Nation) -> None:
        passed = nation.folder / "application.csv"
        with duckdb.connect() as source:
            source.execute(
                f"COPY (SELECT {COLUMNS} FROM {nation.files('applications')}) TO '{passed}' (HEADER false)"  # noqa: S608 - our own files
            )
        filling = self._connection.cursor().copy("COPY application FROM STDIN (FORMAT csv)")
        with passed.open("rb") as file, filling as copy:
            while data := file.read(1 << 20):
                copy.write(data)
        passed.unlink()

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._cluster.stop()

    def answer(self, chart: Chart, as_of: datetime) -> list[list[Row]]:
        """With parameters bound by the client, so that the server plans for their values."""
        with psycopg.ClientCursor(self._connection) as cursor:
            return [cursor.execute(one.encode(), {"as_of": as_of}).fetchall() for one in chart.statements]


def months(moments: Any) -> Any:
    """The months in Beijing, as categories."""
    local = (moments + pd.Timedelta(hours=8)).dt
    numbers = (local.year * 12 + local.month - 1).fillna(-1).astype("int32")
    first, last = numbers[numbers >= 0].min(), numbers.max()
    names = [f"{one // 12}-{one % 12 + 1:02}" for one in range(first, last + 1)]
    return pd.Categorical.from_codes((numbers - first).clip(lower=-1), names)


class Pandas(AbstractContextManager["Pandas"]):
    """All applications in memory; words as categories, months worked out beforehand."""

    def __init__(self, nation: Nation) -> None:
        files = sorted(nation.folder.glob("parquet/applications-*.parquet"))
        table = pyarrow.concat_tables(parquet.read_table(file, columns=COLUMNS.split(", ")) for file in files)
        self._frame = table.unify_dictionaries().to_pandas()
        for name, moment in (("received_in", "received_at"), ("decided_in", "decided_at")):
            self._frame[name] = months(self._frame[moment])
        self._frame["approved"] = self._frame.approved_at.notna()

    def __exit__(self, *_: object) -> None:
        del self._frame

    def answer(self, chart: Chart, as_of: datetime) -> list[list[Row]]:
        return [[*found.itertuples(index=False, name=None)] for found in chart.frames(self._frame, as_of)]
