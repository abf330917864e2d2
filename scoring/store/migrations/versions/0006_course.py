"""The season's whole course: jury, decisions, protocol, second keys, seals, letters; roles by season; rehearsals."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ROLES = "role IN ('admin', 'organizer', 'observer', 'juror', 'chair')"
_STATES = (
    "state IN ('draft', 'announced', 'collecting', 'objections', 'frozen', 'scored', 'jury_open', 'jury_closed', "
    "'proposed', 'signed', 'published', 'closed', 'archived', 'cancelled')"
)
_EVIDENCE = "state = 'cancelled' OR (state IN ('draft', 'announced', 'collecting', 'objections')) = (evidence IS NULL)"
_PUBLISHED = "(state IN ('published', 'closed', 'archived')) = (published_at IS NOT NULL)"
_ADDED_TO_ONLY = ("verdict", "decision", "season_transition", "seal")


def upgrade() -> None:
    _season_and_accounts()
    _tables()
    for table in _ADDED_TO_ONLY:
        _guard(table)


def _season_and_accounts() -> None:
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_user_account_role"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_user_account_role"), _ROLES)
    # until now whoever was an organizer took the steps of a season, which is an admin's part now
    op.execute("UPDATE user_account SET role = 'admin' WHERE role = 'organizer'")

    with op.batch_alter_table("season", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=10), nullable=False, server_default="contest"))
        batch_op.add_column(sa.Column("settings", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("clock", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_season_year"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_season_year"), ["year", "kind"])
        for name, rule in (("state", _STATES), ("frozen_has_evidence", _EVIDENCE), ("published_has_time", _PUBLISHED)):
            batch_op.drop_constraint(batch_op.f(f"ck_season_{name}"), type_="check")
            batch_op.create_check_constraint(batch_op.f(f"ck_season_{name}"), rule)
        batch_op.create_check_constraint(batch_op.f("ck_season_kind"), "kind IN ('contest', 'rehearsal')")


def _guard(table: str) -> None:
    """Refuse to change or to take away a row, whoever asks."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_only_added() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION 'rows of {table} are only ever added'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_only_added()"
    )


def _tables() -> None:
    op.create_table(
        "conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=300), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.Integer(), nullable=True),
        sa.Column("removed_second", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("source IN ('self', 'suggested', 'chair', 'organizer', 'public')", name=op.f("ck_conflict_source")),
        sa.CheckConstraint("target IN ('page', 'founder', 'municipality', 'sphere')", name=op.f("ck_conflict_target")),
        sa.CheckConstraint("(removed_by IS NULL) = (removed_at IS NULL)", name=op.f("ck_conflict_removed_has_time")),
        sa.CheckConstraint("(removed_by IS NULL) = (removed_second IS NULL)", name=op.f("ck_conflict_removed_by_two")),
        sa.CheckConstraint("removed_by <> removed_second", name=op.f("ck_conflict_removed_by_two_people")),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_conflict_made_by_user_account")),
        sa.ForeignKeyConstraint(["removed_by"], ["user_account.id"], name=op.f("fk_conflict_removed_by_user_account")),
        sa.ForeignKeyConstraint(["removed_second"], ["user_account.id"], name=op.f("fk_conflict_removed_second_user_account")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_conflict_season_id_season")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_conflict_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
    )
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conflict_season_id"), ["season_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_conflict_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "uq_conflict_standing",
            ["season_id", "user_id", "target", "value"],
            unique=True,
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        )

    op.create_table(
        "juror",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(length=300), nullable=False),
        sa.Column("municipality", sa.String(length=200), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("practised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_juror_season_id_season")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_juror_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_juror")),
        sa.UniqueConstraint("season_id", "number", name="uq_juror_season_number"),
        sa.UniqueConstraint("season_id", "user_id", name="uq_juror_season_user"),
    )
    with op.batch_alter_table("juror", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_juror_season_id"), ["season_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_juror_user_id"), ["user_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role IN ('admin', 'organizer', 'observer', 'juror', 'chair')", name=op.f("ck_membership_role")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_membership_season_id_season")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_membership_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("season_id", "user_id", name=op.f("uq_membership_season_id")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_season_id"), ["season_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_user_id"), ["user_id"], unique=False)

    op.create_table(
        "protocol",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("first_by", sa.Integer(), nullable=True),
        sa.Column("first_name", sa.String(length=200), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_by", sa.Integer(), nullable=True),
        sa.Column("second_name", sa.String(length=200), nullable=False),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'signed') = (second_at IS NOT NULL AND voided_at IS NULL)", name=op.f("ck_protocol_signed_twice")
        ),
        sa.CheckConstraint("state IN ('drafted', 'signed', 'void')", name=op.f("ck_protocol_state")),
        sa.CheckConstraint("first_by <> second_by", name=op.f("ck_protocol_two_people")),
        sa.ForeignKeyConstraint(["first_by"], ["user_account.id"], name=op.f("fk_protocol_first_by_user_account")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_protocol_season_id_season")),
        sa.ForeignKeyConstraint(["second_by"], ["user_account.id"], name=op.f("fk_protocol_second_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocol")),
    )
    with op.batch_alter_table("protocol", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_protocol_season_id"), ["season_id"], unique=False)
        batch_op.create_index(
            "uq_protocol_standing",
            ["season_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'void'"),
            postgresql_where=sa.text("state <> 'void'"),
        )

    op.create_table(
        "seal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("chained", sa.String(length=64), nullable=False),
        sa.CheckConstraint("kind IN ('rules', 'snapshot', 'run', 'verdicts', 'decisions', 'void')", name=op.f("ck_seal_kind")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_seal_season_id_season")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal")),
        sa.UniqueConstraint("season_id", "number", name=op.f("uq_seal_season_id")),
    )
    with op.batch_alter_table("seal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seal_season_id"), ["season_id"], unique=False)

    op.create_table(
        "season_transition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.String(length=20), nullable=False),
        sa.Column("end", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=True),
        sa.Column("second", sa.String(length=200), nullable=False),
        sa.Column("one_key", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("second_id <> actor_id", name=op.f("ck_season_transition_two_people")),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f("fk_season_transition_actor_id_user_account")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_season_transition_season_id_season")),
        sa.ForeignKeyConstraint(["second_id"], ["user_account.id"], name=op.f("fk_season_transition_second_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_season_transition")),
    )
    with op.batch_alter_table("season_transition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_season_transition_season_id"), ["season_id"], unique=False)

    op.create_table(
        "second_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_name", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_name", sa.String(length=200), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong_numbers", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('confirmed', 'used')) = (confirmed_at IS NOT NULL)", name=op.f("ck_second_key_confirmed_has_time")
        ),
        sa.CheckConstraint("state IN ('asked', 'confirmed', 'used', 'refused')", name=op.f("ck_second_key_state")),
        sa.CheckConstraint("confirmed_by <> asked_by", name=op.f("ck_second_key_two_people")),
        sa.ForeignKeyConstraint(["asked_by"], ["user_account.id"], name=op.f("fk_second_key_asked_by_user_account")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["user_account.id"], name=op.f("fk_second_key_confirmed_by_user_account")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_second_key_season_id_season")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_key")),
    )
    with op.batch_alter_table("second_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_second_key_season_id"), ["season_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("nomination", sa.String(length=200), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("machine", sa.String(length=20), nullable=False),
        sa.Column("automatic", sa.String(length=20), nullable=False),
        sa.Column("final", sa.String(length=20), nullable=False),
        sa.Column("reserve", sa.Integer(), nullable=True),
        sa.Column("votes", sa.JSON(), nullable=False),
        sa.Column("reason_code", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("citation", sa.Text(), nullable=False),
        sa.Column("instead_of", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_name", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "automatic IN ('winner', 'laureate', 'reserve', 'not_selected', 'excluded')", name=op.f("ck_decision_automatic")
        ),
        sa.CheckConstraint(
            "final = automatic OR (reason_code <> '' AND length(reason) >= 20)", name=op.f("ck_decision_deviation_has_reason")
        ),
        sa.CheckConstraint(
            "final IN ('winner', 'laureate', 'reserve', 'not_selected', 'excluded')", name=op.f("ck_decision_final")
        ),
        sa.CheckConstraint(
            "machine IN ('winner', 'laureate', 'reserve', 'not_selected', 'excluded')", name=op.f("ck_decision_machine")
        ),
        sa.ForeignKeyConstraint(["instead_of"], ["page.id"], name=op.f("fk_decision_instead_of_page")),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_decision_made_by_user_account")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_decision_page_id_page")),
        sa.ForeignKeyConstraint(["run_id"], ["score_run.id"], name=op.f("fk_decision_run_id_score_run")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_decision_season_id_season")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["decision.id"], name=op.f("fk_decision_supersedes_id_decision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_decision_supersedes_id")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_page_id"), ["page_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_season_id"), ["season_id"], unique=False)
        batch_op.create_index("ix_decision_season_page", ["season_id", "page_id"], unique=False)

    op.create_table(
        "jury_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state IN ('prepared', 'open')) = (ended_at IS NULL)", name=op.f("ck_jury_round_ended_has_time")),
        sa.CheckConstraint(
            "state <> 'open' OR (opened_at IS NOT NULL AND closes_at IS NOT NULL)", name=op.f("ck_jury_round_open_has_times")
        ),
        sa.CheckConstraint("state IN ('prepared', 'open', 'closed', 'void')", name=op.f("ck_jury_round_state")),
        sa.ForeignKeyConstraint(["run_id"], ["score_run.id"], name=op.f("fk_jury_round_run_id_score_run")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_jury_round_season_id_season")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jury_round")),
    )
    with op.batch_alter_table("jury_round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_jury_round_season_id"), ["season_id"], unique=False)
        batch_op.create_index(
            "uq_jury_round_standing",
            ["season_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'void'"),
            postgresql_where=sa.text("state <> 'void'"),
        )

    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("page_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_letter_sent_has_time")),
        sa.CheckConstraint(
            "state IN ('drafted', 'approved', 'sending', 'sent', 'failed', 'cancelled')", name=op.f("ck_letter_state")
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["user_account.id"], name=op.f("fk_letter_approved_by_user_account")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_letter_page_id_page")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_letter_season_id_season")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_letter_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("season_id", "kind", "recipient", "version", name=op.f("uq_letter_season_id")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_season_id"), ["season_id"], unique=False)
        batch_op.create_index("ix_letter_state_release", ["state", "release_at"], unique=False)

    op.create_table(
        "jury_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("lane", sa.String(length=10), nullable=False),
        sa.Column("nomination", sa.String(length=200), nullable=False),
        sa.Column("distance", sa.Double(), nullable=False),
        sa.Column("practice", sa.Boolean(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("asked_again", sa.Integer(), nullable=False),
        sa.CheckConstraint("lane IN ('safety', 'border')", name=op.f("ck_jury_card_lane")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_jury_card_page_id_page")),
        sa.ForeignKeyConstraint(["round_id"], ["jury_round.id"], name=op.f("fk_jury_card_round_id_jury_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jury_card")),
        sa.UniqueConstraint("public_id", name=op.f("uq_jury_card_public_id")),
        sa.UniqueConstraint("round_id", "page_id", "lane", "practice", name=op.f("uq_jury_card_round_id")),
    )
    with op.batch_alter_table("jury_card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_jury_card_page_id"), ["page_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_jury_card_round_id"), ["round_id"], unique=False)

    op.create_table(
        "deal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("juror_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("repeat", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reserved_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('opened', 'answered', 'put_aside', 'recused', 'released', 'locked')", name=op.f("ck_deal_state")
        ),
        sa.ForeignKeyConstraint(["card_id"], ["jury_card.id"], name=op.f("fk_deal_card_id_jury_card")),
        sa.ForeignKeyConstraint(["juror_id"], ["juror.id"], name=op.f("fk_deal_juror_id_juror")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal")),
        sa.UniqueConstraint("juror_id", "card_id", "repeat", name=op.f("uq_deal_juror_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deal_public_id")),
    )
    with op.batch_alter_table("deal", schema=None) as batch_op:
        batch_op.create_index("ix_deal_card_state", ["card_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_juror_id"), ["juror_id"], unique=False)

    op.create_table(
        "verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("answer IN ('yes', 'no', 'unsure', 'withdrawn')", name=op.f("ck_verdict_answer")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_verdict_revision")),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_verdict_deal_id_deal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
        sa.UniqueConstraint("client_id", name=op.f("uq_verdict_client_id")),
        sa.UniqueConstraint("deal_id", "revision", name=op.f("uq_verdict_deal_id")),
    )
    with op.batch_alter_table("verdict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verdict_deal_id"), ["deal_id"], unique=False)


def downgrade() -> None:
    for table in _ADDED_TO_ONLY:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP FUNCTION {table}_only_added() CASCADE")
    for table in (
        "verdict",
        "deal",
        "jury_card",
        "letter",
        "jury_round",
        "decision",
        "second_key",
        "season_transition",
        "seal",
        "protocol",
        "membership",
        "juror",
        "conflict",
    ):
        op.drop_table(table)
    with op.batch_alter_table("season", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_season_kind"), type_="check")
        for name, rule in (
            ("state", "state IN ('collecting', 'frozen', 'scored', 'signed', 'published')"),
            ("frozen_has_evidence", "(state = 'collecting') = (evidence IS NULL)"),
            ("published_has_time", "(state = 'published') = (published_at IS NOT NULL)"),
        ):
            batch_op.drop_constraint(batch_op.f(f"ck_season_{name}"), type_="check")
            batch_op.create_check_constraint(batch_op.f(f"ck_season_{name}"), rule)
        batch_op.drop_constraint(batch_op.f("uq_season_year"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_season_year"), ["year"])
        for column in ("clock", "settings", "kind"):
            batch_op.drop_column(column)
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_user_account_role"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_user_account_role"), "role IN ('organizer', 'observer')")
