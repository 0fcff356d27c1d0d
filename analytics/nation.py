"""The whole country's counts: the newest report of every known installation, added up cell by cell.

Who may report stands in `reporters.csv` beside the snapshots, laid there by people: the name of the installation, what
it is called, the GB/T 2260 code of the authority at its root, and its public key (the middle line of its
`anchors/inner-exchange-sign.pem`). Accepted reports are kept in `nation/reports`; the national snapshot is always made
of all of them, so that neither their order nor a repetition matters.

A region of a report counts for its province, or for the sub-provincial city that it lies in, when that city is among
the 46 administrations addressed (`core.addressees`) and reports for itself.
"""

from __future__ import annotations

import base64
import csv
import os
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote

import duckdb
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from analytics.feed import LIMITS
from analytics.parquet import quoted
from analytics.reports import Report, ReportRefused, read
from analytics.snapshot import KEYS, Snapshot, alone, create, publish, remove, sum_up
from analytics.sources import Source, folder_of
from core.addressees import ADDRESSEES
from core.durable import write_durably
from core.errors import QuanchengError
from core.i18n import N_, translator
from core.terms import Business, Channel, Status

REPORTERS = "reporters.csv"
COUNTED = (*KEYS, "open")
WORDS: Mapping[str, type[StrEnum]] = {"channel": Channel, "status": Status, "business": Business}
OTHERWISE = N_("its tables do not hold what the tables of a report hold here; perhaps one of the two is out of date")
REPORTER = """
CREATE TABLE reporter (installation TEXT, name TEXT, authority TEXT, as_of TIMESTAMP, taken_at TIMESTAMP)
"""
COLUMNS = ("installation", "name", "authority", "public_key")
LATE_AFTER = timedelta(days=1)
AHEAD = timedelta(hours=1)
"""How far the clocks of two installations may be apart."""


class ReportersUnreadable(QuanchengError):
    code = "reporters_unreadable"
    text = N_("The list of the installations that report ({file}) cannot be used: line {line}: {reason_text}.")
    remedy = N_("Its columns are installation, name, authority and public_key; mend the line and try again.")


@dataclass(frozen=True)
class Reporter:
    """An installation that may report, and what of it is held. `as_of` and `taken_at` are None before its first."""

    installation: str
    name: str
    authority: str
    as_of: datetime | None = None
    taken_at: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        """It never came, or is more than a day old."""
        return self.as_of is None or now - self.as_of > LATE_AFTER


@dataclass(frozen=True)
class Known:
    """A line of `reporters.csv`."""

    reporter: Reporter
    key: Ed25519PublicKey


def known(analytics: Path) -> Mapping[str, Known]:
    """Who may report, by installation; nobody where there is no list. Raises ReportersUnreadable."""
    path = analytics / REPORTERS
    found: dict[str, Known] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines, strict=True):
                line = len(found) + 2
                one = _known(row, path, line)
                if one.reporter.installation in found:
                    raise _unreadable(path, line, N_("the installation is named twice"))
                found[one.reporter.installation] = one
    except FileNotFoundError:
        return {}
    except (UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(path, len(found) + 2, N_("it is not CSV in UTF-8")) from error
    return found


def _known(row: Mapping[str, str | None], path: Path, line: int) -> Known:
    installation, name, authority, key = ((row.get(column) or "").strip() for column in COLUMNS)
    if not installation or not name:
        raise _unreadable(path, line, N_("the installation or its name is missing"))
    if len(authority) != 6 or not authority.isdecimal() or f"{authority[:2]}0000" not in ADDRESSEES:
        raise _unreadable(path, line, N_("the authority is no code of GB/T 2260"))
    try:
        public = load_der_public_key(base64.b64decode(key, validate=True))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _unreadable(path, line, N_("the public key cannot be read")) from error
    if not isinstance(public, Ed25519PublicKey):
        raise _unreadable(path, line, N_("the public key cannot be read"))
    return Known(Reporter(installation, name, authority), public)


def _unreadable(path: Path, line: int, reason: str) -> ReportersUnreadable:
    return ReportersUnreadable(file=path.name, line=line, reason_text=reason)


def addressee(region: str, reporting: Collection[str]) -> str:
    """The administration for which a region counts; `reporting` are the authorities that report for themselves."""
    city = f"{region[:4]}00"
    return city if city in ADDRESSEES and city in reporting else f"{region[:2]}0000"


def take(files: Sequence[Path], analytics: Path, now: datetime) -> Snapshot:
    """Take reports, all or none, and publish the nation's counts anew. A report that is held already changes nothing.

    Raises ReportRefused for one that was altered, comes from nobody known, speaks of regions that are not its own, is
    not newer than the one that is held, or is ahead of time; ReportersUnreadable.
    """
    folder = folder_of(analytics, Source.NATION)
    with alone(folder):
        reporters = known(analytics)
        read_ = [(path, _checked(path, reporters, now)) for path in files]
        newest: dict[str, Report] = {}
        for path, report in sorted(read_, key=lambda one: one[1].manifest.as_of):
            name = report.manifest.installation
            held = newest.get(name) or _held(folder, name, reporters)
            if held and held.manifest != report.manifest and report.manifest.as_of <= held.manifest.as_of:
                raise ReportRefused(file=path.name, reason_text=N_("it is not newer than the one that is held"))
            newest[name] = report
        for name, report in newest.items():
            if (held := _held(folder, name, reporters)) is None or held.manifest != report.manifest:
                write_durably(_path(folder, name), report.file)
                os.utime(_path(folder, name), (now.timestamp(), now.timestamp()))
        return _merge(folder, reporters, now)


def reporters_of(nation: Snapshot) -> Sequence[Reporter]:
    """Whose reports a national snapshot counts or waits for."""
    with nation.open() as connection:
        rows = connection.execute("FROM reporter ORDER BY authority, installation").fetchall()
    return tuple(Reporter(*row[:3], *(moment and moment.replace(tzinfo=UTC) for moment in row[3:])) for row in rows)


def _checked(path: Path, reporters: Mapping[str, Known], now: datetime) -> Report:
    """A report that may be counted, apart from what is held already."""
    report = read(path, lambda name: reporters[name].key if name in reporters else None)
    if report.manifest.as_of > now + AHEAD:
        raise ReportRefused(file=path.name, reason_text=N_("it comes from the future; compare the clocks"))
    own = reporters[report.manifest.installation].reporter.authority.removesuffix("00").removesuffix("00")
    try:
        with duckdb.connect() as connection, _laid_out(report, connection):
            create(connection)
            _check_tables(connection, path)
            regions = _regions(connection)
    except duckdb.Error as error:
        raise ReportRefused(file=path.name, reason_text=OTHERWISE) from error
    if not all(len(region) == 6 and region.isdecimal() and region.startswith(own) for region in regions):
        raise ReportRefused(file=path.name, reason_text=N_("it speaks of regions that are not its own"))
    return report


def _check_tables(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """The tables have a snapshot's columns, nothing is missing or less than nothing, and all words are known."""
    for table in COUNTED:
        shape, given = (connection.execute(f"DESCRIBE {name}").fetchall() for name in (table, f"reported_{table}"))
        if [row[:2] for row in shape] != [row[:2] for row in given]:
            raise ReportRefused(file=path.name, reason_text=OTHERWISE)
        columns = [row[0] for row in shape if row[0] != "due_at"]
        wrong = [f"{column} IS NULL" for column in columns]
        wrong += [f"{row[0]} < 0" for row in shape if row[1] == "BIGINT"]
        for column, words in WORDS.items():
            if column in columns:
                wrong.append(f"{column} NOT IN ({', '.join(repr(str(word)) for word in words)})")
        if connection.execute(f"FROM reported_{table} WHERE {' OR '.join(wrong)} LIMIT 1").fetchall():
            raise ReportRefused(file=path.name, reason_text=OTHERWISE)


def _regions(connection: duckdb.DuckDBPyConnection) -> list[str]:
    every = " UNION ".join(f"SELECT region FROM reported_{table}" for table in COUNTED)  # noqa: S608 - our own tables
    return [region for (region,) in connection.execute(every).fetchall()]


@contextmanager
def _laid_out(report: Report, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """The report's tables as `reported_…` in a snapshot."""
    with tempfile.TemporaryDirectory() as folder:
        for table in COUNTED:
            path = Path(folder) / f"{table}.parquet"
            path.write_bytes(report.tables[table])
            connection.execute(f"CREATE TEMP TABLE reported_{table} AS FROM read_parquet({quoted(path)})")
        yield
        for table in COUNTED:
            connection.execute(f"DROP TABLE reported_{table}")


def _merge(folder: Path, reporters: Mapping[str, Known], now: datetime) -> Snapshot:
    """Add up all reports that are held, and publish."""
    making = folder / "making.duckdb"
    remove(making)
    reporting = {one.reporter.authority for one in reporters.values()}
    held = {name: report for name in sorted(reporters) if (report := _held(folder, name, reporters))}
    made_at = max((report.manifest.as_of for report in held.values()), default=now).astimezone(UTC)
    with duckdb.connect(str(making), config=LIMITS) as nation:
        nation.begin()
        create(nation)
        nation.execute(REPORTER)
        for table in COUNTED:
            nation.execute(f"CREATE TEMP TABLE gathered_{table} AS FROM {table}")
        for report in held.values():
            _gather(nation, report, reporting)
        for table in COUNTED:
            _add_up(nation, table)
        sum_up(nation)
        chinese = translator("zh_CN")
        for one in ADDRESSEES.values():
            nation.execute("INSERT INTO region VALUES (?, ?, '')", [one.code, chinese(one.name)])
        for name, line in reporters.items():
            _note(nation, line.reporter, held.get(name), _path(folder, name))
        nation.execute("INSERT INTO state VALUES (?, ?, ?)", [len(held), _plain(made_at), Source.NATION.value])
        nation.commit()
        nation.execute("CHECKPOINT")
    return Snapshot(publish(folder, making), len(held), made_at)


def _gather(nation: duckdb.DuckDBPyConnection, report: Report, reporting: Collection[str]) -> None:
    with _laid_out(report, nation):
        nation.execute("CREATE OR REPLACE TEMP TABLE rolled (region TEXT, code TEXT)")
        for region in _regions(nation):
            nation.execute("INSERT INTO rolled VALUES (?, ?)", [region, addressee(region, reporting)])
        for table in COUNTED:
            nation.execute(
                f"INSERT INTO gathered_{table} SELECT r.* REPLACE (code AS region) "  # noqa: S608 - our own names
                f"FROM reported_{table} r JOIN rolled ON rolled.region = r.region"
            )


def _add_up(nation: duckdb.DuckDBPyConnection, table: str) -> None:
    columns = [row[0] for row in nation.execute(f"DESCRIBE {table}").fetchall()]
    counts = [column for column in columns if column not in KEYS[table]] if table in KEYS else ["applications"]
    sums = ", ".join(f"sum({one})::BIGINT" if one in counts else one for one in columns)
    nation.execute(f"INSERT INTO {table} SELECT {sums} FROM gathered_{table} GROUP BY ALL ORDER BY ALL")  # noqa: S608 - our own names
    nation.execute(f"DROP TABLE gathered_{table}")


def _note(nation: duckdb.DuckDBPyConnection, reporter: Reporter, report: Report | None, path: Path) -> None:
    as_of = _plain(report.manifest.as_of) if report else None
    taken_at = _plain(datetime.fromtimestamp(path.stat().st_mtime, UTC)) if report else None
    row = [reporter.installation, reporter.name, reporter.authority, as_of, taken_at]
    nation.execute("INSERT INTO reporter VALUES (?, ?, ?, ?, ?)", row)


def _plain(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _held(folder: Path, installation: str, reporters: Mapping[str, Known]) -> Report | None:
    """The report of an installation that was taken; None as well when its key is no longer the one known."""
    path = _path(folder, installation)
    if not path.exists():
        return None
    try:
        return read(path, lambda name: reporters[name].key if name in reporters else None)
    except ReportRefused:
        return None


def _path(folder: Path, installation: str) -> Path:
    return folder / "reports" / f"{quote(installation, safe='')}.zip"
