"""Whether a page applied for the contest, and whether it won last year."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.add_column(sa.Column("applied", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("last_winner", sa.Boolean(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.drop_column("last_winner")
        batch_op.drop_column("applied")
