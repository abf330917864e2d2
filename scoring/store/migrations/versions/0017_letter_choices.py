"""What whoever gets letters has chosen: language, and news or none."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letter_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.Column("news", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IS NULL OR language IN ('ru', 'en')", name=op.f("ck_letter_choice_language")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_choice")),
        sa.UniqueConstraint("email", name=op.f("uq_letter_choice_email")),
        sa.UniqueConstraint("key", name=op.f("uq_letter_choice_key")),
    )


def downgrade() -> None:
    op.drop_table("letter_choice")
