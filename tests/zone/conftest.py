"""A whole installation for a test: both zones with all their parts, on the database under test.

Keys are made once for a run and copied; the databases are the test's own. `site.journey(…)` walks registrations.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.clock import system_clock
from core.inner.officers import OfficerView
from core.provision import provide, zone_settings
from core.smoke import Site, drill_officers
from core.terms import Zone
from tests.conftest import MakeStore


@dataclass
class Hands:
    """A clock that a test moves."""

    moved: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.moved


@pytest.fixture(scope="session")
def provided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation with keys and anchors, never used itself."""
    root = tmp_path_factory.mktemp("provided")
    provide(root, organisation="测试", now=system_clock(), settings={zone: zone_settings(root, zone) for zone in Zone})
    for zone in Zone:
        for path in (root / zone).glob("quancheng.db*"):
            path.unlink()
    return root


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def site(provided: Path, make_store: MakeStore, tmp_path: Path, hands: Hands) -> Iterator[Site]:
    """Both zones on fresh databases, with four people whom the reference service knows."""
    root = tmp_path / "installation"
    shutil.copytree(provided, root)
    urls = {zone: make_store(zone).url.render_as_string(hide_password=False) for zone in Zone}
    settings = {
        zone: zone_settings(root, zone, {"database_url": urls[zone], "smtp_address": "", "demo": True}) for zone in Zone
    }
    provide(root, organisation="测试", now=system_clock(), settings=settings)
    site = Site.open(root, tmp_path / "reference", people=4, settings=settings, clock=hands)
    yield site
    site.close()


@pytest.fixture
def officers(site: Site) -> tuple[OfficerView, OfficerView]:
    """An examiner and an approver."""
    return drill_officers(site.inner)
