"""What the reference service remembers: its people and organisations, what was publicised, and the mails that came in.

One SQLite file below its folder, one connection, every change committed before it is answered.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Lock
from typing import Any

import pysqlite3.dbapi2 as sqlite

from reference.organisations import Organisation, draw_organisations
from reference.people import Person, draw_people

PEOPLE = 48
MAILS_KEPT = 2000
TABLES = """
CREATE TABLE IF NOT EXISTS person
    (id INTEGER PRIMARY KEY, name TEXT, identity_number TEXT UNIQUE, phone TEXT, sex TEXT);
CREATE TABLE IF NOT EXISTS organisation
    (id INTEGER PRIMARY KEY, name TEXT, code TEXT UNIQUE, kind TEXT, representative TEXT, phone TEXT);
CREATE TABLE IF NOT EXISTS publicity
    (id INTEGER PRIMARY KEY, key TEXT UNIQUE, record TEXT, receipt TEXT, received_at TEXT);
CREATE TABLE IF NOT EXISTS mail (id INTEGER PRIMARY KEY, address TEXT, subject TEXT, text TEXT, received_at TEXT);
CREATE INDEX IF NOT EXISTS mail_address ON mail (address);
"""


@dataclass(frozen=True)
class Publicity:
    """A record as publicised. `receipt` is the number that the system gave it."""

    key: str
    record: Mapping[str, Any]
    receipt: str
    received_at: str


@dataclass(frozen=True)
class Mail:
    address: str
    subject: str
    text: str
    received_at: str


class Records:
    """The service's memory, opened (and made) below `folder`; used from several threads."""

    def __init__(self, folder: Path, clock: Callable[[], datetime], *, with_people: bool = True) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._clock = clock
        self._lock = Lock()
        self._connection = sqlite.connect(folder / "reference.db", check_same_thread=False)
        self._connection.executescript(TABLES)
        if with_people and not self.people():
            self._make_people()
        if with_people and not self.organisations():
            self._make_organisations()

    def close(self) -> None:
        self._connection.close()

    def people(self) -> tuple[Person, ...]:
        return tuple(
            Person(*row) for row in self._rows("SELECT name, identity_number, phone, sex FROM person ORDER BY id")
        )

    def person_for(self, identity_number: str, phone: str) -> Person | None:
        """The person with that number; when nobody has it, the one with that telephone: so a slip can be told apart."""
        query = "SELECT name, identity_number, phone, sex FROM person WHERE {} = ?"
        found = self._rows(query.format("identity_number"), identity_number) or self._rows(query.format("phone"), phone)
        return Person(*found[0]) if found else None

    def organisations(self) -> tuple[Organisation, ...]:
        query = "SELECT name, code, kind, representative, phone FROM organisation ORDER BY id"
        return tuple(Organisation(*row) for row in self._rows(query))

    def organisation_for(self, code: str, name: str) -> Organisation | None:
        """The organisation with that number; when none has it, the one of that name: so a slip can be told apart."""
        query = "SELECT name, code, kind, representative, phone FROM organisation WHERE {} = ?"
        found = self._rows(query.format("code"), code) or self._rows(query.format("name"), name)
        return Organisation(*found[0]) if found else None

    def publicise(self, key: str, record: Mapping[str, Any]) -> Publicity:
        """Keeps the record; a key that is already known gets the receipt that it got then."""
        with self._changing() as connection:
            now = self._clock()
            serial = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM publicity").fetchone()[0]
            connection.execute(
                "INSERT OR IGNORE INTO publicity (key, record, receipt, received_at) VALUES (?, ?, ?, ?)",
                (key, json.dumps(record, ensure_ascii=False), f"GS{now:%Y%m%d}{serial:06d}", now.isoformat()),
            )
        kept = self.publicity(key)
        assert kept is not None
        return kept

    def publicity(self, key: str) -> Publicity | None:
        rows = self._rows("SELECT key, record, receipt, received_at FROM publicity WHERE key = ?", key)
        return _publicity(rows[0]) if rows else None

    def all_publicity(self, limit: int = 200) -> tuple[Publicity, ...]:
        """Newest first."""
        query = "SELECT key, record, receipt, received_at FROM publicity ORDER BY id DESC LIMIT ?"
        return tuple(_publicity(row) for row in self._rows(query, limit))

    def keep_mail(self, recipients: Sequence[str], content: bytes) -> None:
        """Keeps a mail once for each recipient, its plain text only."""
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        body = message.get_body(preferencelist=("plain", "html"))
        text = str(body.get_content()) if body else ""
        subject, now = str(message.get("Subject", "")), self._clock().isoformat()
        with self._changing() as connection:
            connection.executemany(
                "INSERT INTO mail (address, subject, text, received_at) VALUES (?, ?, ?, ?)",
                [(address.lower(), subject, text, now) for address in recipients],
            )
            connection.execute("DELETE FROM mail WHERE id <= (SELECT max(id) FROM mail) - ?", (MAILS_KEPT,))

    def mails(self, address: str = "", limit: int = 100) -> tuple[Mail, ...]:
        """Newest first; of all addresses that contain `address`."""
        escaped = address.strip().lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        query = (
            "SELECT address, subject, text, received_at FROM mail WHERE address LIKE ? ESCAPE '\\' "
            "ORDER BY id DESC LIMIT ?"
        )
        return tuple(Mail(*row) for row in self._rows(query, f"%{escaped}%", limit))

    def _make_people(self) -> None:
        people = draw_people(PEOPLE, secrets.SystemRandom(), self._clock().date())
        with self._changing() as connection:
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("SELECT count(*) FROM person").fetchone()[0]:
                return  # another process was quicker
            connection.executemany(
                "INSERT INTO person (name, identity_number, phone, sex) VALUES (?, ?, ?, ?)", map(astuple, people)
            )

    def _make_organisations(self) -> None:
        drawn = draw_organisations(self.people(), secrets.SystemRandom())
        with self._changing() as connection:
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("SELECT count(*) FROM organisation").fetchone()[0]:
                return  # another process was quicker
            connection.executemany(
                "INSERT INTO organisation (name, code, kind, representative, phone) VALUES (?, ?, ?, ?, ?)",
                map(astuple, drawn),
            )

    def _rows(self, query: str, *values: str | int) -> list[tuple[Any, ...]]:
        with self._lock:
            rows: list[tuple[Any, ...]] = self._connection.execute(query, values).fetchall()
            return rows

    @contextmanager
    def _changing(self) -> Iterator[Any]:
        with self._lock, self._connection:
            yield self._connection


def _publicity(row: tuple[Any, ...]) -> Publicity:
    key, record, receipt, received_at = row
    return Publicity(key, json.loads(record), receipt, received_at)
