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
        "cancellation_notice",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("ends", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_cancellation_notice_case_id")),
        sa.ForeignKeyConstraint(["uscc"], ["enterprise.uscc"], name=op.f("fk_cancellation_notice_uscc")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_cancellation_notice")),
    )
    with op.batch_alter_table("cancellation_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cancellation_notice_ends"), ["ends"], unique=False)
        batch_op.create_index(batch_op.f("ix_cancellation_notice_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_cancellation_notice_uscc"), ["uscc"], unique=False)

    op.create_table(
        "pledge",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("released_by", sa.String(), nullable=True),
        sa.Column("released_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_pledge_case_id")),
        sa.ForeignKeyConstraint(["released_by"], ["case.id"], name=op.f("fk_pledge_released_by")),
        sa.ForeignKeyConstraint(["uscc"], ["enterprise.uscc"], name=op.f("fk_pledge_uscc")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_pledge")),
        sa.UniqueConstraint("case_id", name=op.f("uq_pledge_case_id")),
    )
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pledge_uscc"), ["uscc"], unique=False)

    op.create_table(
        "cancellation_objection",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cancellation_notice.case_id"], name=op.f("fk_cancellation_objection_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cancellation_objection")),
    )
    with op.batch_alter_table("cancellation_objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cancellation_objection_case_id"), ["case_id"], unique=False)

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("subject", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("prior_version", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index(batch_op.f("ix_case_subject"), ["subject"], unique=False)
