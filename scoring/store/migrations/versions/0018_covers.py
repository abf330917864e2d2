"""Covers of pages: which picture each showed; rows are only ever added."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_cover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("source IN ('collected', 'folder', 'demo')", name=op.f("ck_page_cover_source")),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_page_cover_size")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_cover_page_id_page")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_page_cover_season_id_season")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_cover")),
    )
    with op.batch_alter_table("page_cover", schema=None) as batch_op:
        batch_op.create_index("ix_page_cover_season_page", ["season_id", "page_id"], unique=False)
    _guard()


def _guard() -> None:
    """Refuse to change or to take away a row, whoever asks."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER page_cover_no_{act.lower()} BEFORE {act} ON page_cover "
                "BEGIN SELECT RAISE(ABORT, 'rows of page_cover are only ever added'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION page_cover_only_added() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'rows of page_cover are only ever added'; END $$"
    )
    op.execute(
        "CREATE TRIGGER page_cover_only_added BEFORE UPDATE OR DELETE ON page_cover "
        "FOR EACH ROW EXECUTE FUNCTION page_cover_only_added()"
    )


def downgrade() -> None:
    op.drop_table("page_cover")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION page_cover_only_added()")
