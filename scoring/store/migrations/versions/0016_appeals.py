"""Appeals against published results with their files; corrections that come of them; what of a decision they put right."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_SOURCES = "'organizer', 'moderator', 'objection'"


def upgrade() -> None:
    _tables()
    op.add_column("decision", sa.Column("corrected", sa.JSON(), nullable=True))
    _sources(f"{_SOURCES}, 'appeal'")


def downgrade() -> None:
    op.execute("UPDATE page_correction SET source = 'organizer' WHERE source = 'appeal'")
    _sources(_SOURCES)
    op.drop_column("decision", "corrected")
    op.drop_table("appeal_file")
    op.drop_table("appeal")


def _sources(words: str) -> None:
    with op.batch_alter_table("page_correction", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_page_correction_source"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_page_correction_source"), f"source IN ({words})")


def _tables() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("criterion", sa.String(length=8), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(length=254), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("claim", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("inadmissible", sa.String(length=20), nullable=False),
        sa.Column("access_id", sa.Integer(), nullable=True),
        sa.Column("made_name", sa.String(length=254), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=False),
        sa.Column("talk", sa.JSON(), nullable=False),
        sa.Column("reviewer1_id", sa.Integer(), nullable=True),
        sa.Column("reviewer1_name", sa.String(length=200), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("becomes", sa.String(length=20), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("effect", sa.JSON(), nullable=True),
        sa.Column("reviewer2_id", sa.Integer(), nullable=True),
        sa.Column("reviewer2_name", sa.String(length=200), nullable=False),
        sa.Column("one_key", sa.Boolean(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrections", sa.JSON(), nullable=False),
        sa.Column("notified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(outcome = 'list_changed') = (becomes <> '')", name=op.f("ck_appeal_changed_list_names_outcome")),
        sa.CheckConstraint("(state = 'inadmissible') = (inadmissible <> '')", name=op.f("ck_appeal_inadmissible_has_ground")),
        sa.CheckConstraint(
            "(state IN ('decided', 'notified', 'closed')) = (decided_at IS NOT NULL)", name=op.f("ck_appeal_decided_has_time")
        ),
        sa.CheckConstraint("(state IN ('received', 'in_review')) = (ended_at IS NULL)", name=op.f("ck_appeal_ended_has_time")),
        sa.CheckConstraint("becomes IN ('', 'winner', 'laureate', 'reserve')", name=op.f("ck_appeal_becomes")),
        sa.CheckConstraint("ground IN ('wrong_data', 'wrong_sphere', 'calculation', 'procedure')", name=op.f("ck_appeal_ground")),
        sa.CheckConstraint(
            "inadmissible IN ('', 'comparison', 'no_ground', 'no_evidence', 'not_this_contest')",
            name=op.f("ck_appeal_inadmissible_ground"),
        ),
        sa.CheckConstraint(
            "outcome IN ('', 'unchanged', 'data_corrected_no_effect', 'list_changed')", name=op.f("ck_appeal_outcome")
        ),
        sa.CheckConstraint("state <> 'in_review' OR reviewer1_name <> ''", name=op.f("ck_appeal_review_has_reviewer")),
        sa.CheckConstraint(
            "state IN ('received', 'inadmissible', 'in_review', 'decided', 'notified', 'closed', 'withdrawn')",
            name=op.f("ck_appeal_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('decided', 'notified', 'closed') OR (outcome <> '' AND reviewer2_name <> '' AND (one_key OR "
            "(reviewer1_id IS NOT NULL AND reviewer2_id IS NOT NULL)))",
            name=op.f("ck_appeal_decided_by_two"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('notified', 'closed') OR notified_at IS NOT NULL", name=op.f("ck_appeal_notified_has_time")
        ),
        sa.CheckConstraint("reviewer2_id <> reviewer1_id", name=op.f("ck_appeal_two_people")),
        sa.ForeignKeyConstraint(["access_id"], ["owner_access.id"], name=op.f("fk_appeal_access_id_owner_access")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_appeal_page_id_page")),
        sa.ForeignKeyConstraint(["reviewer1_id"], ["user_account.id"], name=op.f("fk_appeal_reviewer1_id_user_account")),
        sa.ForeignKeyConstraint(["reviewer2_id"], ["user_account.id"], name=op.f("fk_appeal_reviewer2_id_user_account")),
        sa.ForeignKeyConstraint(["run_id"], ["score_run.id"], name=op.f("fk_appeal_run_id_score_run")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_appeal_season_id_season")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("form", name=op.f("uq_appeal_form")),
        sa.UniqueConstraint("season_id", "page_id", "ground", name=op.f("uq_appeal_season_id")),
    )
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appeal_page_id"), ["page_id"], unique=False)
        batch_op.create_index("ix_appeal_season_state", ["season_id", "state"], unique=False)

    op.create_table(
        "appeal_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("stored", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_file_appeal_id_appeal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_file")),
        sa.UniqueConstraint("appeal_id", name=op.f("uq_appeal_file_appeal_id")),
        sa.UniqueConstraint("stored", name=op.f("uq_appeal_file_stored")),
    )
