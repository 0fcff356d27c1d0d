"""Make a migration from the models: `python -m core.migrations.make <zone> ["message"]`.

Without a message the zone's one initial migration is written anew (only until the first release); with one,
a migration is added that leads from the last to what the models say now. The same models give the same file:
no dates, numbered revisions, column types in SQLAlchemy's own words, so that old migrations need no code of today.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import UpgradeOps
from alembic.runtime.migration import MigrationContext
from sqlalchemy import LargeBinary
from sqlmodel import AutoString

from core.migrations import COMPARING, FOLDER, _merged, scripts
from core.store import Store
from core.tablebase import UtcDateTime
from core.terms import Zone

TEMPLATE = '''"""{message}"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision: str | None = {down}
branch_labels = None
depends_on = None


def upgrade() -> None:
    {body}
'''


def render_type(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Column types of ours in SQLAlchemy's words."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime()"
    if isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return "sa.LargeBinary()" if isinstance(item, LargeBinary) else False


def make(zone: Zone, message: str | None) -> Path:
    """Write the migration and return its path. Changes that lose data are the maker's to review."""
    folder = FOLDER / zone.value / "versions"
    head = None if message is None else scripts(zone).get_current_head()
    number = f"{int(head or 0) + 1:04d}"
    if message is None:
        for old in folder.glob("*.py"):
            old.unlink()
    slug = re.sub(r"[^a-z0-9]+", "_", (message or "initial").lower()).strip("_")[:40]
    path = folder / f"{number}_{slug}.py"
    text = TEMPLATE.format(
        message=f"{(message or f'All tables of the {zone.value} zone').rstrip('.')}.",
        revision=number,
        down=f'"{head}"' if head else "None",
        body=_body(zone),
    )
    path.write_text(text, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "check", "--fix", "--quiet", str(path)], check=True)
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(path)], check=True)
    return path


def _body(zone: Zone) -> str:
    """The operations that lead from the migrations there are to the models."""
    options = {**COMPARING, "render_item": render_type}
    with tempfile.TemporaryDirectory() as scratch:
        store = Store(f"sqlite:///{scratch}/scratch.db", zone)
        store.migrate()
        with store.connection() as connection:
            context = MigrationContext.configure(connection, opts=options)
            produced = produce_migrations(context, _merged(zone)).upgrade_ops
            assert isinstance(produced, UpgradeOps)
            body = render_python_code(
                produced, render_as_batch=True, migration_context=context, render_item=render_type
            )
        store.close()
    return "\n".join(line for line in body.splitlines() if not line.strip().startswith("# ###")).strip()


def main(arguments: list[str]) -> None:
    if not arguments or arguments[0] not in set(Zone):
        raise SystemExit('usage: python -m core.migrations.make outer|inner ["message"]')
    print(make(Zone(arguments[0]), arguments[1] if len(arguments) > 1 else None))


if __name__ == "__main__":
    main(sys.argv[1:])
