"""Take applications at the counter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "counter_draft",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("authority_id", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("prior_version", sa.Integer(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("applicant", sa.JSON(), nullable=False),
        sa.Column("officers", sa.JSON(), nullable=False),
        sa.Column("drawn_up", sa.String(), nullable=False),
        sa.Column("printed", sa.JSON(), nullable=False),
        sa.Column("paper", sa.Boolean(), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("first_submitted_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_counter_draft_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter_draft")),
        sa.UniqueConstraint("number", name=op.f("uq_counter_draft_number")),
    )
    with op.batch_alter_table("counter_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_counter_draft_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_counter_draft_state"), ["state"], unique=False)

    op.create_table(
        "counter_claim",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("officer_id", sa.String(), nullable=False),
        sa.Column("authority_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("draft_id", sa.String(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_counter_claim_authority_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_counter_claim_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter_claim")),
    )
    with op.batch_alter_table("counter_claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_counter_claim_authority_id"), ["authority_id"], unique=False)

    op.create_table(
        "counter_scan",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("officer_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["counter_draft.id"], name=op.f("fk_counter_scan_draft_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_counter_scan_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter_scan")),
    )
    with op.batch_alter_table("counter_scan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_counter_scan_draft_id"), ["draft_id"], unique=False)

    op.create_table(
        "counter_sighting",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("person_index", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("officer_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_counter_sighting_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter_sighting")),
    )
    with op.batch_alter_table("counter_sighting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_counter_sighting_case_id"), ["case_id"], unique=False)

    op.create_table(
        "paper_licence",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("licence_serial", sa.String(), nullable=False),
        sa.Column("copy_no", sa.Integer(), nullable=False),
        sa.Column("form_number", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("printed_by", sa.String(), nullable=False),
        sa.Column("printed_at", sa.DateTime(), nullable=False),
        sa.Column("handed_to_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("handed_by", sa.String(), nullable=True),
        sa.Column("handed_at", sa.DateTime(), nullable=True),
        sa.Column("spoilt_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_paper_licence_case_id")),
        sa.ForeignKeyConstraint(["handed_by"], ["officer.id"], name=op.f("fk_paper_licence_handed_by")),
        sa.ForeignKeyConstraint(["licence_serial"], ["licence.serial"], name=op.f("fk_paper_licence_licence_serial")),
        sa.ForeignKeyConstraint(["printed_by"], ["officer.id"], name=op.f("fk_paper_licence_printed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_licence")),
        sa.UniqueConstraint("form_number", name=op.f("uq_paper_licence_form_number")),
    )
    with op.batch_alter_table("paper_licence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_licence_case_id"), ["case_id"], unique=False)

    with op.batch_alter_table("licence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paper_sheets", sa.Integer(), server_default="0", nullable=False))
