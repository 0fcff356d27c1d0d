"""The zone's database: whole transactions, readers that cannot write, migrations equal to the models (A04-A09)."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from core import migrations
from core.errors import ConfigurationError, StoreUnavailable
from core.i18n import LANGUAGES, translator
from core.models import ExchangeIncarnation, OutboxStream
from core.name_index import is_own_table
from core.store import OutcomeUnknown, Store, check_sqlite_version
from core.terms import Zone
from tests.conftest import MakeStore

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def life(name: str) -> ExchangeIncarnation:
    return ExchangeIncarnation(name=name, began_at=NOW, reason="test")


def test_a_unit_is_kept_whole_when_its_block_ends(store: Store) -> None:
    with store.unit() as session:
        session.add(life("first"))
    with store.reading() as session:
        assert session.exec(select(ExchangeIncarnation.name)).all() == ["first"]
        assert session.exec(select(ExchangeIncarnation.began_at)).one() == NOW


def test_a_unit_that_fails_leaves_nothing(store: Store) -> None:
    def fail_half_way() -> None:
        with store.unit() as session:
            session.add(life("first"))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    with store.reading() as session:
        assert session.exec(select(ExchangeIncarnation)).all() == []


def test_a_broken_constraint_reaches_the_caller_as_itself(store: Store) -> None:
    with store.unit() as session:
        session.add(life("first"))
    with pytest.raises(IntegrityError), store.unit() as session:
        session.add(life("first"))


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(StoreUnavailable), store.reading() as session:
        session.connection().exec_driver_sql("DELETE FROM exchange_incarnation")


def test_a_reader_sees_one_state_from_beginning_to_end(store: Store) -> None:
    with store.reading() as session:
        before = session.exec(select(ExchangeIncarnation)).all()
        with store.unit() as writing:
            writing.add(life("later"))
        assert session.exec(select(ExchangeIncarnation)).all() == before == []


def test_units_run_one_after_another_so_that_no_update_is_lost(store: Store) -> None:
    """A07: eight clients count on one row; what a unit read still holds when it writes."""
    with store.unit() as session:
        session.add(OutboxStream(stream="s", incarnation="i", number=0))

    def count() -> None:
        for _ in range(15):
            with store.unit() as session:
                session.get_one(OutboxStream, "s").number += 1

    clients = [threading.Thread(target=count) for _ in range(8)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    with store.reading() as session:
        assert session.get_one(OutboxStream, "s").number == 120


@pytest.mark.parametrize("zone", Zone)
def test_the_migrated_schema_is_what_the_models_say(make_store: MakeStore, zone: Zone) -> None:
    with make_store(zone).connection() as connection:
        assert migrations.differences(connection, zone) == []
        assert migrations.revision(connection) == migrations.scripts(zone).get_current_head()


def test_migrating_again_changes_nothing(store: Store) -> None:
    with store.unit() as session:
        session.add(life("kept"))
    store.migrate()
    with store.reading() as session:
        assert session.exec(select(ExchangeIncarnation.name)).all() == ["kept"]


def test_a_zone_holds_no_table_of_the_other(make_store: MakeStore) -> None:
    from core.tablebase import CommonTable, InnerTable, OuterTable

    def names(store: Store) -> set[str]:
        catalogue = (
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            if store.is_sqlite
            else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        with store.reading() as session:
            found = session.connection().execute(text(catalogue)).scalars()
            return {name for name in found if not is_own_table(name)} - {"alembic_version", "sqlite_sequence"}

    common = set(CommonTable.metadata.tables)
    assert names(make_store(Zone.OUTER)) == common | set(OuterTable.metadata.tables)
    assert names(make_store(Zone.INNER)) == common | set(InnerTable.metadata.tables)


def test_sqlite_is_safe_and_durable(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/deep/folder/a.db", Zone.OUTER)
    assert sqlite.sqlite_version_info >= (3, 51, 3)
    with store.unit() as session:
        pragmas = {
            name: session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}
    store.close()


def test_an_old_sqlite_stops_the_program_with_one_sentence() -> None:
    with pytest.raises(ConfigurationError, match="too old"):
        check_sqlite_version((3, 51, 2))


def test_a_full_disk_fails_closed_and_recovers_unaided(sqlite_templates: object, tmp_path: Path) -> None:
    """A06: the caller learns that nothing was changed; with room again the same step succeeds."""
    store = Store(f"sqlite:///{tmp_path}/full.db", Zone.OUTER)
    store.migrate()
    with store.connection() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreUnavailable) as told, store.unit() as session:
        session.add_all([life(f"{number:064}") for number in range(2000)])
    assert "Nothing was changed" in told.value.message(lambda message: message)
    with store.reading() as session:
        assert session.exec(select(ExchangeIncarnation)).all() == []
    with store.connection() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    with store.unit() as session:
        session.add(life("fits"))
    store.close()


@pytest.mark.parametrize("error", [StoreUnavailable, OutcomeUnknown])
def test_people_are_told_in_their_language(error: type[StoreUnavailable]) -> None:
    said = {error().message(translator(language)) for language in LANGUAGES}
    assert len(said) == len(LANGUAGES)
