"""Applied imports of the register, what was said of columns, and pages that are gone."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.add_column(sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("gone_reason", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "register_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("plan", sa.String(length=64), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.String(length=64), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_by", sa.Integer(), nullable=True),
        sa.Column("applied_name", sa.String(length=200), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_name", sa.String(length=200), nullable=False),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_name = '')", name=op.f("ck_register_import_undone_has_name")),
        sa.ForeignKeyConstraint(["applied_by"], ["user_account.id"], name=op.f("fk_register_import_applied_by_user_account")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_register_import_season_id_season")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_import")),
    )
    with op.batch_alter_table("register_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_register_import_season_id"), ["season_id"], unique=False)
    op.create_table(
        "column_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("file", sa.String(length=255), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_name", sa.String(length=200), nullable=False),
        sa.CheckConstraint("kind IN ('register', 'posts', 'messages', 'streams', 'checks')", name=op.f("ck_column_mapping_kind")),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_column_mapping_made_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_mapping")),
        sa.UniqueConstraint("kind", "signature", name=op.f("uq_column_mapping_kind")),
    )


def downgrade() -> None:
    op.drop_table("column_mapping")
    op.drop_table("register_import")
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.drop_column("gone_reason")
        batch_op.drop_column("gone_at")
