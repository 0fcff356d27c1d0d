"""Keep the rollout programme."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "programme_import",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("trace_index", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_programme_import_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_import")),
    )
    op.create_table(
        "training_completion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_training_completion_officer_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["officer.id"], name=op.f("fk_training_completion_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_completion")),
    )
    with op.batch_alter_table("training_completion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_completion_officer_id"), ["officer_id"], unique=False)

    op.create_table(
        "programme_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("import_id", sa.String(), nullable=True),
        sa.Column("officer_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["programme_import.id"], name=op.f("fk_programme_entry_import_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_programme_entry_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_entry")),
    )
    with op.batch_alter_table("programme_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_entry_import_id"), ["import_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_programme_entry_jurisdiction"), ["jurisdiction"], unique=False)
