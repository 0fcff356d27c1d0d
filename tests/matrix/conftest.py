"""Installations in which procedures are walked, and the matrix of what was shown.

A test run walks every type's establishment and every kind of business once, on the database that the module names, so
that walks can share what they need first. `--every-type` walks every procedure of every type, `--both-databases` each
on both kinds. With `--matrix FILE` what went is written into a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.smoke import drill_officers
from core.terms import Zone
from tests.databases import Cluster
from tests.matrix.cells import Cell, page, procedures, shown_in
from tests.matrix.walks import Country
from tests.towns import Hands, Town, provide_keys, settle_in

PEOPLE = 14
DATABASES = ("sqlite", "postgresql")
WALKED = pytest.StashKey[set[tuple[str, str]]]()
PASSED = pytest.StashKey[set[tuple[str, str]]]()

MakeCountry = Callable[[str, datetime | None], Country]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-type", action="store_true", help="walk every procedure of every type")
    parser.addoption("--both-databases", action="store_true", help="walk every procedure on both kinds of database")
    parser.addoption("--matrix", metavar="FILE", help="write the matrix of procedures that went end to end")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[WALKED] = set()
    config.stash[PASSED] = set()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes a `cell` is asked for every procedure of the families that its module names."""
    if "cell" not in metafunc.fixturenames:
        return
    every_type = bool(metafunc.config.getoption("--every-type"))
    cells = procedures(metafunc.module.FAMILIES, every_type=every_type)
    if metafunc.config.getoption("--both-databases"):
        chosen = [(cell, database) for cell in cells for database in DATABASES]
    else:
        chosen = [(cell, metafunc.module.DATABASE) for cell in cells]
    metafunc.parametrize(("cell", "database"), [_param(metafunc.module.__name__, *one) for one in chosen])


def _param(module: str, cell: Cell, database: str) -> object:
    """One walk, named; a module's walks on one kind of database belong to one worker, which shares enterprises."""
    together = pytest.mark.xdist_group(f"{module}-{database}")
    return pytest.param(cell, database, id=f"{cell.procedure_id}-{database}", marks=together)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    cell = getattr(item, "callspec", None) and item.callspec.params.get("cell")  # type: ignore[attr-defined] # functions have one
    if isinstance(cell, Cell):
        item.user_properties.append(("cell", f"{cell.procedure_id} {item.callspec.params['database']}"))  # type: ignore[attr-defined] # as above
    return (yield)


_config: list[pytest.Config] = []


def pytest_sessionstart(session: pytest.Session) -> None:
    _config[:] = [session.config]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    shown = [value for name, value in report.user_properties if name == "cell"]
    if shown:
        procedure, database = str(shown[0]).split(" ")
        _config[0].stash[WALKED].add((procedure, database))
        if report.when == "call" and report.passed:
            _config[0].stash[PASSED].add((procedure, database))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if file := config.getoption("--matrix"):
        walked, passed = config.stash[WALKED], config.stash[PASSED]
        before = shown_in(Path(file).read_text(encoding="utf-8")) if Path(file).exists() else set()
        text = page((before - walked) | passed)
        Path(file).write_text(text, encoding="utf-8")
        terminalreporter.write_line(text)


@pytest.fixture(scope="session", autouse=True)
def _quick(quick_people: None) -> None:
    """Whole registrations are walked here."""


@pytest.fixture(scope="module")
def country(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeCountry]:
    """Makes an installation, once for each kind of database and each day on which its clock begins (None: today)."""
    made: dict[tuple[str, datetime | None], Country] = {}
    urls: list[str] = []

    def make(database: str, since: datetime | None) -> Country:
        if (database, since) not in made:
            addresses = _addresses(request, database)
            urls.extend(addresses.values())
            made[database, since] = _found(tmp_path_factory.mktemp("country"), addresses, since)
        return made[database, since]

    yield make
    for one in made.values():
        one.town.close()
    for url in urls:
        request.getfixturevalue("postgresql").drop(url)


def _addresses(request: pytest.FixtureRequest, database: str) -> dict[Zone, str]:
    """Where the databases are, both empty; nothing is said for SQLite files in their usual place."""
    if database == "sqlite":
        return {}
    cluster: Cluster = request.getfixturevalue("postgresql")
    template: Callable[[Zone], str] = request.getfixturevalue("postgresql_templates")
    return {zone: cluster.make(template(zone)) for zone in Zone}


def _found(folder: Path, addresses: dict[Zone, str], since: datetime | None) -> Country:
    hands = Hands()
    if since is not None:
        hands.moved = since - datetime.now(UTC)
    provide_keys(folder / "provided", hands)
    settings = settle_in(folder / "provided", folder / "installation", addresses, hands)
    town = Town.open(folder / "installation", folder / "reference", people=PEOPLE, settings=settings, clock=hands)
    assert isinstance(town, Town)
    return Country(town, hands, drill_officers(town.inner))
