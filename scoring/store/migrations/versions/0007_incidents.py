"""Incidents of a season, and those that a run left out."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "season_incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posts", sa.Boolean(), nullable=False),
        sa.Column("messages", sa.Boolean(), nullable=False),
        sa.Column("streams", sa.Boolean(), nullable=False),
        sa.Column("checks", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_name", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.Integer(), nullable=True),
        sa.Column("removed_name", sa.String(length=200), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("begins_at < ends_at", name=op.f("ck_season_incident_lasts")),
        sa.CheckConstraint("posts OR messages OR streams OR checks", name=op.f("ck_season_incident_concerns")),
        sa.CheckConstraint("(removed_at IS NULL) = (removed_name = '')", name=op.f("ck_season_incident_removed_has_name")),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_season_incident_made_by_user_account")),
        sa.ForeignKeyConstraint(["removed_by"], ["user_account.id"], name=op.f("fk_season_incident_removed_by_user_account")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_season_incident_season_id_season")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_season_incident")),
    )
    with op.batch_alter_table("season_incident", schema=None) as batch_op:
        batch_op.create_index("ix_season_incident_season_begins_at", ["season_id", "begins_at"], unique=False)
    with op.batch_alter_table("score_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("incidents", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("score_run", schema=None) as batch_op:
        batch_op.drop_column("incidents")

    with op.batch_alter_table("season_incident", schema=None) as batch_op:
        batch_op.drop_index("ix_season_incident_season_begins_at")

    op.drop_table("season_incident")
