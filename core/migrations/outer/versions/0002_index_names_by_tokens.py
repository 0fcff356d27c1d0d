"""Index names by tokens.

The index is made of what stands elsewhere, and searched by the code of today: so it is filled by the code of today.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from core import name_index, names

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
    name_index.add(connection, [*_enterprises(connection), *_queue(connection)])
    op.drop_table("name_gram")


def _enterprises(connection: sa.Connection) -> Iterator[name_index.Entry]:
    table = sa.table("replica_enterprise", sa.column("uscc"), sa.column("name"), sa.column("facts", sa.JSON()))
    for uscc, name, facts in connection.execute(sa.select(table)).all():
        parts = names.split(name)
        trade = facts.get("trade_name") or parts.trade or name
        yield name_index.Entry(uscc, uscc[2:8], name, trade, parts.industry)


def _queue(connection: sa.Connection) -> Iterator[name_index.Entry]:
    """Names that waited in the queue; what the applicant wrote is sealed, so they are taken apart."""
    queued = "SELECT DISTINCT owner, name FROM name_gram WHERE owner LIKE 'queue:%'"
    applications = connection.exec_driver_sql("SELECT id, authority_id FROM application").all()
    authorities: dict[str, str] = {row[0]: row[1] for row in applications}
    for owner, name in connection.execute(sa.text(queued)).all():
        parts = names.split(name)
        scope = authorities.get(owner.removeprefix("queue:"), "")
        yield name_index.Entry(owner, scope, name, parts.trade, parts.industry)
