"""Lay down evaluations beforehand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evaluation_definition",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("authority_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(), nullable=True),
        sa.Column("seal", sa.String(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("trace_index", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_evaluation_definition_authority_id")),
        sa.ForeignKeyConstraint(["made_by"], ["officer.id"], name=op.f("fk_evaluation_definition_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_definition")),
    )
    with op.batch_alter_table("evaluation_definition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_definition_authority_id"), ["authority_id"], unique=False)
