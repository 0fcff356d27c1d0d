"""Fixtures that all tests share: databases of both kinds, migrated once and copied for each test.

`make_store(zone)` gives stores; `store`, `outer_store` and `inner_store` are the usual ones. A test that asks
for any of them runs on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from core import passwords, uploads
from core.store import Store
from core.terms import Zone
from tests.databases import Cluster

MakeStore = Callable[[Zone], Store]


@pytest.fixture(scope="session")
def quick_people() -> Iterator[None]:
    """Passwords are hashed with little work, and a file that many upload is looked at once: half of a walk's time would
    go there, and neither is what tests of whole walks are about. Whose they are takes it from here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1))
        patch.setattr(uploads, "inspect", cache(uploads.inspect))
        patch.setattr(uploads, "to_pages", cache(uploads.to_pages))
        yield


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """A PostgreSQL cluster for the whole run."""
    cluster = Cluster()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Zone], Path]:
    """Migrated SQLite files, one for each zone, to be copied."""
    folder = tmp_path_factory.mktemp("sqlite")

    def template(zone: Zone) -> Path:
        path = folder / f"{zone.value}.db"
        if not path.exists():
            store = Store(f"sqlite:///{path}", zone)
            store.migrate()
            store.close()
        return path

    return template


@pytest.fixture(scope="session")
def postgresql_templates(postgresql: Cluster) -> Callable[[Zone], str]:
    """Migrated PostgreSQL databases, one for each zone, to be copied."""
    made: dict[Zone, str] = {}

    def template(zone: Zone) -> str:
        if zone not in made:
            made[zone] = f"template_{zone.value}"
            store = Store(postgresql.make(name=made[zone]), zone)
            store.migrate()
            store.close()
        return made[zone]

    return template


@pytest.fixture(params=["sqlite", "postgresql"])
def make_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeStore]:
    """Makes migrated, empty stores of the database under test."""
    made: list[Store] = []

    def make(zone: Zone) -> Store:
        if request.param == "sqlite":
            path = tmp_path / f"{zone.value}-{len(made)}.db"
            shutil.copy(request.getfixturevalue("sqlite_templates")(zone), path)
            url = f"sqlite:///{path}"
        else:
            url = request.getfixturevalue("postgresql").make(request.getfixturevalue("postgresql_templates")(zone))
        made.append(Store(url, zone))
        return made[-1]

    yield make
    for store in made:
        url = store.url.render_as_string(hide_password=False)
        store.close()
        if not store.is_sqlite:
            request.getfixturevalue("postgresql").drop(url)


@pytest.fixture
def outer_store(make_store: MakeStore) -> Store:
    return make_store(Zone.OUTER)


@pytest.fixture
def inner_store(make_store: MakeStore) -> Store:
    return make_store(Zone.INNER)


@pytest.fixture
def store(outer_store: Store) -> Store:
    return outer_store
