"""Corrections on top of frozen evidence, and those that a run was computed with."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ACTIVE = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "page_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=200), nullable=False),
        sa.Column("table_name", sa.String(length=20), nullable=False),
        sa.Column("row_id", sa.BigInteger(), nullable=False),
        sa.Column("column_name", sa.String(length=40), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("old", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("new", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_name", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_name", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("act IN ('change', 'add', 'strike')", name=op.f("ck_page_correction_act")),
        sa.CheckConstraint("source IN ('organizer', 'moderator', 'objection')", name=op.f("ck_page_correction_source")),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_name = '')", name=op.f("ck_page_correction_withdrawn_has_name")),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_page_correction_made_by_user_account")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_page_correction_season_id_season")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["user_account.id"], name=op.f("fk_page_correction_withdrawn_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_correction")),
    )
    with op.batch_alter_table("page_correction", schema=None) as batch_op:
        batch_op.create_index("ix_page_correction_season_made_at", ["season_id", "made_at"], unique=False)
        batch_op.create_index(
            "uq_page_correction_active",
            ["season_id", "page", "table_name", "row_id", "column_name"],
            unique=True,
            sqlite_where=_ACTIVE,
            postgresql_where=_ACTIVE,
        )
    with op.batch_alter_table("score_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("corrections", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("score_run", schema=None) as batch_op:
        batch_op.drop_column("corrections")

    with op.batch_alter_table("page_correction", schema=None) as batch_op:
        batch_op.drop_index("uq_page_correction_active", sqlite_where=_ACTIVE, postgresql_where=_ACTIVE)
        batch_op.drop_index("ix_page_correction_season_made_at")

    op.drop_table("page_correction")
