"""The zone's database: an engine, a unit of work, a reader, migrations.

- A unit is one transaction: committed whole when its block ends, rolled back whole when it raises.
- Units of one database run one after another, and each sees all that was committed before it began: on SQLite
  by BEGIN IMMEDIATE, on PostgreSQL by an advisory lock held to the transaction's end. What a unit reads
  therefore still holds when it writes (A07-A09), and the trace's order is the order of the commits.
- What a unit committed survives a loss of power (WAL with synchronous=FULL; PostgreSQL's default).
- A reader cannot write, and sees one state of the database from beginning to end.
- When the database fails (disk full, I/O error, lock), people learn that nothing was changed (A06).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from core.errors import ConfigurationError, QuanchengError, StoreUnavailable
from core.i18n import N_
from core.terms import Zone

OLDEST_SQLITE = (3, 51, 3)
WAIT_SECONDS = 10
QUEUE_SECONDS = 30
"""How long a thread stands in line for its process's one writing connection: late is better than in vain."""
# One lock of the whole database; the number is arbitrary, it only may not be used for anything else.
WRITE_LOCK = 0x5143
DOOMED, LOCKED = "doomed", "locked"
DISCREET: Mapping[str, bool] = {"hide_parameters": True}  # errors are logged, and rows hold what people typed


class OutcomeUnknown(StoreUnavailable):
    """The connection broke during the commit: only looking again tells whether it took place."""

    code = "outcome_unknown"
    text = N_("The connection broke while the step was being saved.")
    remedy = N_("Reload the page to see whether it was; repeating the step does nothing twice.")


class Store:
    """One zone's database. Safe to share between threads; units may not be nested."""

    def __init__(self, url: str, zone: Zone) -> None:
        self.url, self.zone = make_url(url), zone
        if self.is_sqlite:
            check_sqlite_version(sqlite.sqlite_version_info)
            self._writer, self._reader = _sqlite_engines(self.url)
        else:
            self._writer, self._reader = _postgresql_engines(self.url)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def unit(self) -> Iterator[Session]:
        """One write transaction. Raises StoreUnavailable when the database fails; IntegrityError passes through."""
        with _told_to_people(), Session(self._writer, expire_on_commit=False) as session:
            lock_writes(session)  # at once, so that what is read first is already protected
            yield session
            if DOOMED in session.info:
                raise session.info[DOOMED]
            session.flush()
            try:
                session.commit()
            except DBAPIError as error:
                if error.connection_invalidated:
                    raise OutcomeUnknown from error
                raise

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A read-only transaction on one state of the database."""
        with _told_to_people(), Session(self._reader, expire_on_commit=False, autoflush=False) as session:
            yield session

    def migrate(self) -> None:
        """Bring the schema to what the models say, one migration after another, all or nothing each."""
        from core.migrations import upgrade

        with _told_to_people(), self._writer.connect() as connection, connection.begin():
            _lock(connection)
            upgrade(connection, self.zone)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A bare connection in a write transaction, for tools (backup, comparing schemas)."""
        with _told_to_people(), self._writer.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        self._writer.dispose()
        self._reader.dispose()


def lock_writes(session: Session) -> None:
    """Take the write lock until the transaction ends, once; SQLite's BEGIN IMMEDIATE has it already."""
    connection = session.connection()  # begins the transaction, if nothing did
    if session.info.get(LOCKED) is not session.get_transaction():
        _lock(connection)
        session.info[LOCKED] = session.get_transaction()


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")


def doom(session: Session, error: QuanchengError) -> None:
    """See to it that the session's unit fails with this error, even when the block swallows it (A26)."""
    session.info.setdefault(DOOMED, error)


def check_sqlite_version(version: tuple[int, ...]) -> None:
    """Older ones can corrupt a WAL database that two connections use."""
    if version < OLDEST_SQLITE:
        raise ConfigurationError(
            problem_text=N_("This SQLite is too old to keep the data safe."),
            advice_text=N_("Install the pysqlite3 package as requirements.lock names it."),
        )


@contextmanager
def _told_to_people() -> Iterator[None]:
    try:
        yield
    except (IntegrityError, ProgrammingError):
        raise
    except (DBAPIError, PoolTimeout) as error:
        raise StoreUnavailable from error


def _sqlite_engines(url: URL) -> tuple[Engine, Engine]:
    if not url.database or url.database == ":memory:":
        raise ConfigurationError(
            problem_text=N_("The database must be a file."),
            advice_text=N_("Set QUANCHENG_DATABASE_URL, or leave it empty."),
        )
    _make_folder(Path(url.database).parent)
    _make_file(Path(url.database))
    connect = {"timeout": WAIT_SECONDS, "check_same_thread": False, "isolation_level": None}
    # One writing connection: threads of a process queue for it in order, where SQLite's own waiting is a lottery.
    writer = create_engine(
        url, module=sqlite, connect_args=connect, pool_size=1, max_overflow=0, pool_timeout=QUEUE_SECONDS, **DISCREET
    )
    reader = create_engine(url, module=sqlite, connect_args=connect, pool_size=4, max_overflow=28, **DISCREET)
    for engine, begin, query_only in ((writer, "BEGIN IMMEDIATE", "OFF"), (reader, "BEGIN", "ON")):
        _prepare_sqlite(engine, begin, query_only)
    return writer, reader


def _prepare_sqlite(engine: Engine, begin: str, query_only: str) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        for pragma in (
            f"busy_timeout={WAIT_SECONDS * 1000}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"query_only={query_only}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


def _postgresql_engines(url: URL) -> tuple[Engine, Engine]:
    url = url.set(drivername="postgresql+psycopg")
    options = {"connect_timeout": WAIT_SECONDS, "options": f"-c lock_timeout={WAIT_SECONDS}s -c timezone=UTC"}
    writer = create_engine(url, connect_args=options, pool_pre_ping=True, pool_size=4, max_overflow=8, **DISCREET)
    reader = create_engine(
        url,
        connect_args=options,
        pool_pre_ping=True,
        pool_size=4,
        max_overflow=28,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
        **DISCREET,
    )
    return writer, reader


def _make_file(path: Path) -> None:
    """Nobody but its owner reads the database; SQLite gives its other files the same rights."""
    if not path.exists():
        path.touch(mode=0o600)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigurationError(
            problem_text=N_("The folder of the database cannot be made."),
            advice_text=N_("Check who may write there, and start again."),
        ) from error
