"""Sleeping jobs, one sweep a season at a time, and the plan of weekly collecting."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_OPEN_COLLECT = sa.text("kind = 'collect' AND state IN ('queued', 'running')")


def upgrade() -> None:
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("not_before", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "uq_job_open_collect", ["season_id"], unique=True, sqlite_where=_OPEN_COLLECT, postgresql_where=_OPEN_COLLECT
        )

    op.create_table(
        "collection_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("then_import", sa.Boolean(), nullable=False),
        sa.Column("words_days", sa.Integer(), nullable=False),
        sa.Column("next_run_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(weekday IS NULL) = (next_run_at IS NULL)", name=op.f("ck_collection_plan_weekly_has_time")),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name=op.f("ck_collection_plan_hour")),
        sa.CheckConstraint("weekday IS NULL OR weekday BETWEEN 0 AND 6", name=op.f("ck_collection_plan_weekday")),
        sa.CheckConstraint("words_days BETWEEN 0 AND 365", name=op.f("ck_collection_plan_words_days")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_collection_plan_season_id_season")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_plan")),
        sa.UniqueConstraint("season_id", name=op.f("uq_collection_plan_season_id")),
    )
    with op.batch_alter_table("collection_plan", schema=None) as batch_op:
        batch_op.create_index("ix_collection_plan_next_run_at", ["next_run_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("collection_plan", schema=None) as batch_op:
        batch_op.drop_index("ix_collection_plan_next_run_at")

    op.drop_table("collection_plan")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("uq_job_open_collect", sqlite_where=_OPEN_COLLECT, postgresql_where=_OPEN_COLLECT)
        batch_op.drop_column("not_before")
