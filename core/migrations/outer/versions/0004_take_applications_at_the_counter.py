"""Take applications at the counter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.add_column(sa.Column("counter_code_index", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("counter_code_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("counter_code_until", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("claim_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("claimed_at", sa.DateTime(), nullable=True))
        batch_op.create_index(batch_op.f("ix_application_counter_code_index"), ["counter_code_index"], unique=False)
