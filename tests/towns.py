"""An installation that several tests share, and the people who live with it.

Opening one costs more than most tests, and so does registering people: a test takes a company name and cases of its
own instead, and looks at those only. Between two tests time goes on: no door counts the tries of an earlier one.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.clock import Clock, system_clock
from core.journey import Journey, Someone, Walker
from core.provision import provide, zone_settings
from core.settings import Settings
from core.smoke import Site
from core.terms import Zone

BETWEEN_TESTS = timedelta(minutes=20)
NOBODY = "http://127.0.0.1:9"
TO_SUBMIT = ("register", "fill_in", "make_pack", "sign", "submit", "cross")
"""The stretches of a journey up to the inner zone."""


@dataclass
class Hands:
    """A clock that a test moves."""

    moved: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.moved


@dataclass
class Town(Site):
    """A site whose people keep their accounts from one journey to the next."""

    accounts: dict[str, Walker] = field(default_factory=dict)
    given: int = 0

    def stranger(self) -> Someone:
        """Somebody who has no account yet; each is given out once."""
        self.given += 1
        return self.people[-self.given]

    def resident(self, someone: Someone) -> Walker:
        """The person with the account; registered when first asked for."""
        if someone.identity_number not in self.accounts:
            self.accounts[someone.identity_number] = Walker.register(self.outer, someone, drill=False)
        return self.accounts[someone.identity_number]

    def walk(self, name: str, *stretches: str, people: slice = slice(0, 2), drill: bool = False) -> Journey:
        """A journey of some of the people towards a company of that trade name, through the named stretches."""
        journey = self.journey(name, self.people[people], drill=drill)
        for stretch in stretches:
            if stretch == "register":
                journey.walkers = [self.resident(someone) for someone in journey.members]
            else:
                getattr(journey, stretch)()
        return journey


def provide_keys(root: Path, clock: Clock = system_clock) -> None:
    """Keys and anchors of an installation without its databases, to be copied."""
    provide(root, organisation="测试", now=clock(), settings={zone: zone_settings(root, zone) for zone in Zone})
    for zone in Zone:
        for path in (root / zone).glob("quancheng.db*"):
            path.unlink()


def settle_in(
    provided: Path, root: Path, urls: dict[Zone, str] | None = None, clock: Clock = system_clock
) -> dict[Zone, Settings]:
    """An installation at `root` with the provided keys, on the databases named, or on fresh SQLite files."""
    shutil.copytree(provided, root, dirs_exist_ok=True)
    settings = settings_of(root, urls)
    provide(root, organisation="测试", now=clock(), settings=settings)
    return settings


def settings_of(root: Path, urls: dict[Zone, str] | None = None) -> dict[Zone, Settings]:
    """Both zones' settings, as these tests have them; no trust service of a running installation is asked."""
    shared = {"smtp_address": "", "demo": True, "trust_address": NOBODY}
    return {zone: zone_settings(root, zone, {**shared, "database_url": (urls or {}).get(zone, "")}) for zone in Zone}
