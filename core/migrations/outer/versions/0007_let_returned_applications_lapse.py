"""Let returned applications lapse."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.add_column(sa.Column("complete_by", sa.DateTime(), nullable=True))
        batch_op.create_index(batch_op.f("ix_application_complete_by"), ["complete_by"], unique=False)
