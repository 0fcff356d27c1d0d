"""Index names by tokens.

The index is made of what stands elsewhere, and searched by the code of today: so it is filled by the code of today.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from core import name_index

revision = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "name_entry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("trade", sa.String(), nullable=False),
        sa.Column("industry", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_entry")),
        sa.UniqueConstraint("owner", name=op.f("uq_name_entry_owner")),
    )
    connection = op.get_bind()
    name_index.create_tokens(connection)
    name_index.add(connection, _reservations(connection))


def _reservations(connection: sa.Connection) -> Iterator[name_index.Entry]:
    """Names of the register and of cases; their key says authority, trade name and industry."""
    for key, name in connection.exec_driver_sql("SELECT key, name FROM name_reservation").all():
        scope, trade, industry = key.split(":")
        yield name_index.Entry(key, scope, name, trade, industry)
