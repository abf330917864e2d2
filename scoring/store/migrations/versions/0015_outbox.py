"""The outbox: all pages of a letter, when it was handed over and to what; what the nightly check has found."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pages", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("sending_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("transport", sa.String(length=10), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("error_en", sa.Text(), nullable=False, server_default=""))
        batch_op.create_check_constraint(batch_op.f("ck_letter_sending_has_time"), "state <> 'sending' OR sending_at IS NOT NULL")
        batch_op.create_index("ix_letter_season_kind_state", ["season_id", "kind", "state"], unique=False)
    op.create_table(
        "nightly_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rules", sa.Integer(), nullable=False),
        sa.Column("violations", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_nightly_check_season_id_season")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nightly_check")),
        sa.UniqueConstraint("season_id", "day", name=op.f("uq_nightly_check_season_id")),
    )
    with op.batch_alter_table("nightly_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_nightly_check_season_id"), ["season_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("nightly_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nightly_check_season_id"))

    op.drop_table("nightly_check")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index("ix_letter_season_kind_state")
        batch_op.drop_constraint(batch_op.f("ck_letter_sending_has_time"), type_="check")
        batch_op.drop_column("error_en")
        batch_op.drop_column("transport")
        batch_op.drop_column("sending_at")
        batch_op.drop_column("pages")
