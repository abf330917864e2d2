"""Owners of pages: addresses, invitations, access, claims; objections to data with their window and files."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_OPEN = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "objection_window",
        sa.Column("season_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_objection_window_days")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_objection_window_season_id_season")),
        sa.PrimaryKeyConstraint("season_id", name=op.f("pk_objection_window")),
    )
    op.create_table(
        "owner_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("who", sa.String(length=254), nullable=False),
        sa.Column("session_key", sa.String(length=64), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("way IN ('link', 'code')", name=op.f("ck_owner_access_way")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_owner_access_page_id_page")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owner_access")),
    )
    with op.batch_alter_table("owner_access", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_owner_access_page_id"), ["page_id"], unique=False)

    op.create_table(
        "owner_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_owner_contact_made_by_user_account")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_owner_contact_page_id_page")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owner_contact")),
        sa.UniqueConstraint("page_id", "email", name=op.f("uq_owner_contact_page_id")),
    )
    op.create_table(
        "owner_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("secret_sha256", sa.String(length=64), nullable=False),
        sa.Column("sent_to", sa.String(length=254), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_owner_invitation_made_by_user_account")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_owner_invitation_page_id_page")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owner_invitation")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_owner_invitation_secret_sha256")),
    )
    with op.batch_alter_table("owner_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_owner_invitation_page_id"), ["page_id"], unique=False)

    op.create_table(
        "page_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("key_sha256", sa.String(length=64), nullable=False),
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_where", sa.String(length=200), nullable=False),
        sa.Column("ripe_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_name", sa.String(length=254), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state <> 'contested' OR seen_at IS NOT NULL", name=op.f("ck_page_claim_contested_was_seen")),
        sa.CheckConstraint("state IN ('waiting', 'contested', 'approved', 'refused')", name=op.f("ck_page_claim_state")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_claim_page_id_page")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_claim")),
        sa.UniqueConstraint("code_sha256", name=op.f("uq_page_claim_code_sha256")),
        sa.UniqueConstraint("key_sha256", name=op.f("uq_page_claim_key_sha256")),
    )
    with op.batch_alter_table("page_claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_page_claim_page_id"), ["page_id"], unique=False)
        batch_op.create_index("ix_page_claim_state", ["state"], unique=False)

    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("criterion", sa.String(length=8), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("access_id", sa.Integer(), nullable=True),
        sa.Column("made_name", sa.String(length=254), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_name", sa.String(length=200), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("corrections", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name=op.f("ck_objection_ended_has_time")),
        sa.CheckConstraint(
            "ground IN ('missing_post', 'answer_exists', 'not_ours', 'wrong_check', 'outage', 'other')",
            name=op.f("ck_objection_ground"),
        ),
        sa.CheckConstraint("state IN ('waiting', 'accepted', 'refused', 'withdrawn')", name=op.f("ck_objection_state")),
        sa.CheckConstraint(
            "state NOT IN ('accepted', 'refused') OR decided_name <> ''", name=op.f("ck_objection_decided_by_somebody")
        ),
        sa.ForeignKeyConstraint(["access_id"], ["owner_access.id"], name=op.f("fk_objection_access_id_owner_access")),
        sa.ForeignKeyConstraint(["decided_by"], ["user_account.id"], name=op.f("fk_objection_decided_by_user_account")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_objection_page_id_page")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_objection_season_id_season")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("form", name=op.f("uq_objection_form")),
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objection_page_id"), ["page_id"], unique=False)
        batch_op.create_index("ix_objection_season_made_at", ["season_id", "made_at"], unique=False)
        batch_op.create_index("ix_objection_season_state", ["season_id", "state"], unique=False)
        batch_op.create_index("uq_objection_open", ["page_id", "ground"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN)

    op.create_table(
        "objection_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("stored", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["objection_id"], ["objection.id"], name=op.f("fk_objection_file_objection_id_objection")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection_file")),
        sa.UniqueConstraint("objection_id", name=op.f("uq_objection_file_objection_id")),
        sa.UniqueConstraint("stored", name=op.f("uq_objection_file_stored")),
    )


def downgrade() -> None:
    op.drop_table("objection_file")
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.drop_index("uq_objection_open", sqlite_where=_OPEN, postgresql_where=_OPEN)
        batch_op.drop_index("ix_objection_season_state")
        batch_op.drop_index("ix_objection_season_made_at")
        batch_op.drop_index(batch_op.f("ix_objection_page_id"))

    op.drop_table("objection")
    with op.batch_alter_table("page_claim", schema=None) as batch_op:
        batch_op.drop_index("ix_page_claim_state")
        batch_op.drop_index(batch_op.f("ix_page_claim_page_id"))

    op.drop_table("page_claim")
    with op.batch_alter_table("owner_invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_owner_invitation_page_id"))

    op.drop_table("owner_invitation")
    op.drop_table("owner_contact")
    with op.batch_alter_table("owner_access", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_owner_access_page_id"))

    op.drop_table("owner_access")
    op.drop_table("objection_window")
