"""The schema's history, one line of migrations for each zone, by Alembic's own interface.

A zone's database holds the common tables and the zone's. `upgrade` brings a database forward inside the
caller's transaction; `differences` says how a database and the models differ (a test wants none).
Migrations are made by `python -m core.migrations.make <zone> ["message"]`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData

from core.name_index import is_own_table
from core.tablebase import CommonTable, InnerTable, OuterTable
from core.terms import Zone

FOLDER = Path(__file__).parent
ZONE_TABLES = {Zone.OUTER: OuterTable, Zone.INNER: InnerTable}


def scripts(zone: Zone) -> ScriptDirectory:
    """The zone's line of migrations."""
    return ScriptDirectory.from_config(_config(zone))


def metadata(zone: Zone) -> list[MetaData]:
    """All tables that a zone's database holds, common ones first."""
    from core.models import inner_tables, outer_tables  # noqa: F401  (registers the tables)

    return [CommonTable.metadata, ZONE_TABLES[zone].metadata]


def upgrade(connection: Connection, zone: Zone, to: str = "head") -> None:
    """Run all migrations that the database has not seen yet, or those up to one."""
    directory = scripts(zone)

    def steps(revision: Any, _context: MigrationContext) -> Any:
        return directory._upgrade_revs(to, revision)

    with EnvironmentContext(_config(zone), directory, fn=steps, destination_rev=to) as environment:
        environment.configure(connection=connection, target_metadata=metadata(zone), render_as_batch=True)
        environment.run_migrations()


def revision(connection: Connection) -> str | None:
    """Which migration the database stands at."""
    return MigrationContext.configure(connection).get_current_revision()


def differences(connection: Connection, zone: Zone) -> list[Any]:
    """What would have to change in the database for it to be what the models say; empty when nothing."""
    return list(compare_metadata(MigrationContext.configure(connection, opts=dict(COMPARING)), _merged(zone)))


def _is_modelled(name: str | None, kind: str, _parents: Any) -> bool:
    """Whether the models speak of it: the tables of the index of names are what no model can say."""
    return kind != "table" or not is_own_table(name)


COMPARING: Mapping[str, Any] = {"include_name": _is_modelled}
"""Options of every comparison of a database with the models."""


def _merged(zone: Zone) -> MetaData:
    """One metadata of both sets of tables: compared one by one, each would call the other's tables surplus."""
    merged = MetaData(naming_convention=CommonTable.metadata.naming_convention)
    for part in metadata(zone):
        for table in part.sorted_tables:
            table.to_metadata(merged)
    return merged


def _config(zone: Zone) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER / zone.value).replace("%", "%%"))
    return config
