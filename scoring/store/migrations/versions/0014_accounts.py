"""Roles stand in seasons only; codes by mail, second factors, recovery codes, passkeys, known devices."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_ROLES = "role IN ('admin', 'organizer', 'observer', 'juror', 'chair')"


def upgrade() -> None:
    _members_by_season()
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sysadmin", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("last_sign_in_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("passkey_handle", sa.String(length=64), nullable=True))
    op.execute(sa.text("UPDATE user_account SET sysadmin = :yes WHERE role = 'admin'").bindparams(yes=True))
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.alter_column("sysadmin", server_default=None)
        batch_op.drop_constraint(batch_op.f("ck_user_account_role"), type_="check")
        batch_op.drop_column("role")
        batch_op.create_unique_constraint(batch_op.f("uq_user_account_passkey_handle"), ["passkey_handle"])
    _tables()


def _members_by_season() -> None:
    """Whoever had a role everywhere has it in each season that there is; a juror where he sits on the jury."""
    op.execute(
        """
        INSERT INTO membership (season_id, user_id, role, given_at, ends_at)
        SELECT season.id, person.id, person.role, person.created_at, NULL
        FROM user_account AS person CROSS JOIN season
        WHERE NOT EXISTS (SELECT 1 FROM membership m WHERE m.season_id = season.id AND m.user_id = person.id)
        AND (person.role <> 'juror' OR EXISTS (
            SELECT 1 FROM juror WHERE juror.season_id = season.id AND juror.user_id = person.id AND juror.removed_at IS NULL
        ))
        """
    )


def _tables() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("second_factor", sa.String(length=10), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_installation_one_row")),
        sa.CheckConstraint("second_factor IN ('required', 'off')", name=op.f("ck_installation_second_factor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "sign_in_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("page_id", sa.Integer(), nullable=True),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("asked_sha256", sa.String(length=64), nullable=False),
        sa.Column("network", sa.String(length=45), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("tries BETWEEN 0 AND 5", name=op.f("ck_sign_in_code_tries")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_sign_in_code_page_id_page")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_sign_in_code_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_code")),
    )
    with op.batch_alter_table("sign_in_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_code_user_id"), ["user_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_code_page_id"), ["page_id"], unique=False)
        batch_op.create_index("ix_sign_in_code_asked_made_at", ["asked_sha256", "made_at"], unique=False)
        batch_op.create_index("ix_sign_in_code_network_made_at", ["network", "made_at"], unique=False)
    op.create_table(
        "second_factor",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_counter", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_second_factor_user_id_user_account")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_recovery_code_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("user_id", "sha256", name=op.f("uq_recovery_code_user_id")),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1024), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=2048), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_passkey_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_table(
        "known_device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret_sha256", sa.String(length=64), nullable=False),
        sa.Column("words", sa.String(length=120), nullable=False),
        sa.Column("network", sa.String(length=45), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_known_device_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_device")),
    )
    for table in ("passkey", "known_device"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    for table in ("known_device", "passkey", "recovery_code", "second_factor", "sign_in_code", "installation"):
        op.drop_table(table)
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_user_account_passkey_handle"), type_="unique")
        batch_op.add_column(sa.Column("role", sa.String(length=20), nullable=True))
    op.execute(
        "UPDATE user_account SET role = COALESCE((SELECT m.role FROM membership m WHERE m.user_id = user_account.id "
        "ORDER BY m.season_id DESC LIMIT 1), CASE WHEN sysadmin THEN 'admin' ELSE 'observer' END)"
    )
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.alter_column("role", existing_type=sa.String(length=20), nullable=False)
        batch_op.create_check_constraint(batch_op.f("ck_user_account_role"), _ROLES)
        for name in ("sysadmin", "last_sign_in_at", "passkey_handle"):
            batch_op.drop_column(name)
