"""Whole installations for tests: both zones with all their parts, on the database under test.

Keys are made once for a run and copied. A module's tests share one `site` on each database and keep apart by the
names and cases that they take; `site.walk(…)` walks registrations.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.inner.officers import OfficerView
from core.smoke import drill_officers
from core.terms import Role, Zone
from tests.counters import officer_with
from tests.databases import Cluster
from tests.towns import BETWEEN_TESTS, Hands, Town, provide_keys, settle_in


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A module that names its `DATABASE` is long: it runs on the other one only when all counts are asked for."""
    if os.environ.get("QUANCHENG_FULL_COUNTS"):
        return
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        named = getattr(getattr(item, "module", None), "DATABASE", None)
        chosen = getattr(item, "callspec", None)
        other = named and chosen and chosen.params.get("addresses") not in (None, named)
        (left if other else kept).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


@pytest.fixture(scope="session", autouse=True)
def _quick(quick_people: None) -> None:
    """Whole registrations are walked here."""


@pytest.fixture(scope="session")
def provided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation with keys and anchors, never used itself."""
    root = tmp_path_factory.mktemp("provided")
    provide_keys(root)
    return root


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def addresses(request: pytest.FixtureRequest) -> Iterator[dict[Zone, str]]:
    """Where the module's databases are, both empty; nothing is said for SQLite files in their usual place."""
    if request.param == "sqlite":
        yield {}
        return
    cluster: Cluster = request.getfixturevalue("postgresql")
    template: Callable[[Zone], str] = request.getfixturevalue("postgresql_templates")
    urls = {zone: cluster.make(template(zone)) for zone in Zone}
    yield urls
    for url in urls.values():
        cluster.drop(url)


@pytest.fixture(scope="module")
def standing(
    provided: Path, addresses: dict[Zone, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Town, Hands]]:
    """Both zones on fresh databases, with sixteen people whom the reference service knows."""
    folder, hands = tmp_path_factory.mktemp("town"), Hands()
    settings = settle_in(provided, folder / "installation", addresses)
    town = Town.open(folder / "installation", folder / "reference", people=16, settings=settings, clock=hands)
    assert isinstance(town, Town)
    yield town, hands
    town.close()


@pytest.fixture
def site(standing: tuple[Town, Hands]) -> Town:
    """The module's installation, some time after the test before."""
    town, hands = standing
    hands.moved += BETWEEN_TESTS
    return town


@pytest.fixture(scope="module")
def officers(standing: tuple[Town, Hands]) -> tuple[OfficerView, OfficerView]:
    """An examiner and an approver."""
    return drill_officers(standing[0].inner)


@pytest.fixture(scope="module")
def clerk(standing: tuple[Town, Hands]) -> OfficerView:
    """An officer at the counter."""
    return officer_with(standing[0], "counter-clerk", "窗口甲", Role.COUNTER_OFFICER)


@pytest.fixture(scope="module")
def second_clerk(standing: tuple[Town, Hands]) -> OfficerView:
    return officer_with(standing[0], "counter-clerk-2", "窗口乙", Role.COUNTER_OFFICER)
