"""Confirm organisations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation_check",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("application_id", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("mismatched", sa.JSON(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_organisation_check_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_check")),
        sa.UniqueConstraint("application_id", "party", name=op.f("uq_organisation_check_application_id_party")),
    )
    with op.batch_alter_table("organisation_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_check_application_id"), ["application_id"], unique=False)
