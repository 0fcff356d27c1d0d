"""What applications and cases say of registered enterprises; pledges; notices before a simple cancellation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "replica_notice",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("ends", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("as_of", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_replica_notice")),
    )
    with op.batch_alter_table("replica_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_replica_notice_uscc"), ["uscc"], unique=False)

    op.create_table(
        "objection",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_objection_account_id")),
        sa.ForeignKeyConstraint(["case_id"], ["replica_notice.case_id"], name=op.f("fk_objection_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objection_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_objection_case_id"), ["case_id"], unique=False)

    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.add_column(sa.Column("subject", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("prior_version", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("prior_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("prefill", sa.String(), nullable=False, server_default="none"))
        batch_op.add_column(sa.Column("prefill_until", sa.DateTime(), nullable=True))
