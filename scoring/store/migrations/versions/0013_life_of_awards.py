"""The life of an award: versions, states, what happened, two persons' changes, samples, checks by day, reports of misuse.

What is printed on an award can no longer be changed, a state moves only along its ways, and of a published season nothing of it
can be taken away: triggers on both databases see to it.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_LIST = 131_072
_PUBLIC = "('published', 'closed', 'archived')"
_STATUSES = "('confirmed', 'active', 'superseded', 'suspended', 'revoked', 'declined')"
_GROUNDS = (
    "('', 'wrong_name', 'renamed', 'misprint', 'inquiry', 'page_lost', 'not_official', 'inflated', 'wrong_data', 'breach', "
    "'misuse', 'cleared', 'own_wish')"
)
_PRINTED = (
    "season_id, run_id, page_id, kind, version, supersedes_id, name, person, nomination, place, total, serial, token, "
    "status_index, issued_on, badge_valid_to"
)
_PATHS = (
    "('confirmed>active', 'confirmed>superseded', 'active>superseded', 'suspended>superseded', 'active>suspended', "
    "'suspended>active', 'active>revoked', 'suspended>revoked', 'active>declined', 'suspended>declined')"
)
_NO_WAY = f"OLD.status <> NEW.status AND OLD.status || '>' || NEW.status NOT IN {_PATHS}"


def upgrade() -> None:
    _versions()
    _tables()
    _published()
    _guard()


def _versions() -> None:
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("supersedes_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("status", sa.String(length=12), nullable=False, server_default="confirmed"))
        batch_op.add_column(sa.Column("name", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("person", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("status_index", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("badge_valid_to", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("overflows", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE award SET name = (SELECT page.name FROM page WHERE page.id = award.page_id)")
    op.execute(f"UPDATE award SET status = 'active' WHERE season_id IN (SELECT id FROM season WHERE state IN {_PUBLIC})")
    _give_indexes()
    with op.batch_alter_table("award", schema=None) as batch_op:
        for name, kind in (
            ("version", sa.Integer()),
            ("status", sa.String(length=12)),
            ("name", sa.Text()),
            ("person", sa.String(length=200)),
            ("overflows", sa.Boolean()),
        ):
            batch_op.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
        batch_op.alter_column("status_index", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("place", existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column("serial", existing_type=sa.String(length=19), type_=sa.String(length=22), existing_nullable=False)
        batch_op.drop_constraint(batch_op.f("uq_award_season_id"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_award_season_id"), ["season_id", "page_id", "kind", "version"])
        batch_op.create_unique_constraint(batch_op.f("uq_award_status_index"), ["status_index"])
        batch_op.create_unique_constraint(batch_op.f("uq_award_supersedes_id"), ["supersedes_id"])
        batch_op.create_foreign_key(batch_op.f("fk_award_supersedes_id_award"), "award", ["supersedes_id"], ["id"])
        batch_op.drop_constraint(batch_op.f("ck_award_kind"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_award_kind"), "kind IN ('winner', 'laureate', 'thanks', 'participant')")
        batch_op.create_check_constraint(batch_op.f("ck_award_status"), f"status IN {_STATUSES}")
        batch_op.create_check_constraint(batch_op.f("ck_award_first_version"), "(version = 1) = (supersedes_id IS NULL)")
        batch_op.create_check_constraint(batch_op.f("ck_award_status_index"), "status_index >= 0")
        batch_op.create_index(
            "uq_award_live",
            ["season_id", "page_id", "kind"],
            unique=True,
            sqlite_where=sa.text("status IN ('active', 'suspended')"),
            postgresql_where=sa.text("status IN ('active', 'suspended')"),
        )


def _give_indexes() -> None:
    """A place in the status lists for every award, drawn by chance."""
    connection = op.get_bind()
    taken: set[int] = set()
    for (award,) in connection.execute(sa.text("SELECT id FROM award ORDER BY id")).all():
        number = len(taken) // (_LIST * 7 // 8)
        index = number * _LIST + secrets.randbelow(_LIST)
        while index in taken:
            index = number * _LIST + secrets.randbelow(_LIST)
        taken.add(index)
        connection.execute(sa.text("UPDATE award SET status_index = :index WHERE id = :award"), {"index": index, "award": award})


def _tables() -> None:
    op.create_table(
        "award_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("notice_until", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("proposed_name", sa.String(length=200), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_name", sa.String(length=200), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("one_key", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("act IN ('correct', 'suspend', 'resume', 'revoke', 'decline')", name=op.f("ck_award_change_act")),
        sa.CheckConstraint(f"ground IN {_GROUNDS}", name=op.f("ck_award_change_ground")),
        sa.CheckConstraint("state IN ('asked', 'approved', 'refused')", name=op.f("ck_award_change_state")),
        sa.CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name=op.f("ck_award_change_decided_has_time")),
        sa.CheckConstraint(
            "one_key OR state <> 'approved' OR proposed_by <> decided_by", name=op.f("ck_award_change_two_people")
        ),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_award_change_award_id_award")),
        sa.ForeignKeyConstraint(["proposed_by"], ["user_account.id"], name=op.f("fk_award_change_proposed_by_user_account")),
        sa.ForeignKeyConstraint(["decided_by"], ["user_account.id"], name=op.f("fk_award_change_decided_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_change")),
    )
    op.create_index(op.f("ix_award_change_award_id"), "award_change", ["award_id"], unique=False)
    op.create_index(
        "uq_award_change_waiting",
        "award_change",
        ["award_id"],
        unique=True,
        sqlite_where=sa.text("state = 'asked'"),
        postgresql_where=sa.text("state = 'asked'"),
    )
    op.create_table(
        "award_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("before", sa.String(length=12), nullable=False),
        sa.Column("after", sa.String(length=12), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "act IN ('publish', 'correct', 'suspend', 'resume', 'revoke', 'decline')", name=op.f("ck_award_event_act")
        ),
        sa.CheckConstraint(f"before IN {_STATUSES}", name=op.f("ck_award_event_before")),
        sa.CheckConstraint(f"after IN {_STATUSES}", name=op.f("ck_award_event_after")),
        sa.CheckConstraint("before <> after", name=op.f("ck_award_event_moves")),
        sa.CheckConstraint(f"ground IN {_GROUNDS}", name=op.f("ck_award_event_ground")),
        sa.CheckConstraint("(act = 'publish') = (ground = '')", name=op.f("ck_award_event_has_ground")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_award_event_award_id_award")),
        sa.ForeignKeyConstraint(["change_id"], ["award_change.id"], name=op.f("fk_award_event_change_id_award_change")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_event")),
    )
    op.create_index("ix_award_event_award", "award_event", ["award_id", "id"], unique=False)
    op.create_table(
        "award_sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("drawn_by", sa.Integer(), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ticked_by", sa.Integer(), nullable=True),
        sa.Column("ticked_name", sa.String(length=200), nullable=False),
        sa.Column("ticked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("one_key", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('longest', 'chance')", name=op.f("ck_award_sample_kind")),
        sa.CheckConstraint("(ticked_at IS NULL) = (sha256 = '')", name=op.f("ck_award_sample_ticked_saw_file")),
        sa.CheckConstraint("one_key OR ticked_by <> drawn_by", name=op.f("ck_award_sample_two_people")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_award_sample_award_id_award")),
        sa.ForeignKeyConstraint(["drawn_by"], ["user_account.id"], name=op.f("fk_award_sample_drawn_by_user_account")),
        sa.ForeignKeyConstraint(["ticked_by"], ["user_account.id"], name=op.f("fk_award_sample_ticked_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_sample")),
        sa.UniqueConstraint("award_id", name=op.f("uq_award_sample_award_id")),
    )
    op.create_table(
        "award_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.CheckConstraint("times > 0", name=op.f("ck_award_checks_times")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_award_checks_award_id_award")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_checks")),
        sa.UniqueConstraint("award_id", "day", name=op.f("uq_award_checks_award_id")),
    )
    op.create_table(
        "misuse_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=True),
        sa.Column("award_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=500), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(length=254), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_name", sa.String(length=200), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_misuse_case_state")),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_misuse_case_closed_has_time")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_misuse_case_season_id_season")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_misuse_case_award_id_award")),
        sa.ForeignKeyConstraint(["closed_by"], ["user_account.id"], name=op.f("fk_misuse_case_closed_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misuse_case")),
    )
    op.create_index(op.f("ix_misuse_case_season_id"), "misuse_case", ["season_id"], unique=False)
    op.create_index(op.f("ix_misuse_case_award_id"), "misuse_case", ["award_id"], unique=False)
    op.create_index("ix_misuse_case_state", "misuse_case", ["state", "id"], unique=False)


def _published() -> None:
    """The first step in the life of every award that is public already."""
    op.execute(
        "INSERT INTO award_event (award_id, act, before, after, ground, reason, effective_on, at) "
        "SELECT award.id, 'publish', 'confirmed', 'active', '', '', award.issued_on, season.published_at "
        f"FROM award JOIN season ON season.id = award.season_id WHERE season.state IN {_PUBLIC} ORDER BY award.id"
    )


def _guard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
        return
    _guard_postgresql()


def _guard_sqlite() -> None:
    public = f"(SELECT state FROM season WHERE id = OLD.season_id) IN {_PUBLIC}"
    public_event = (
        f"(SELECT season.state FROM season JOIN award ON award.season_id = season.id WHERE award.id = OLD.award_id) IN {_PUBLIC}"
    )
    for name, when, words in (
        (f"award_no_update BEFORE UPDATE OF {_PRINTED} ON award", "1", "what is printed on an award never changes"),
        (
            "award_no_move BEFORE UPDATE OF status ON award",
            _NO_WAY,
            "an award does not go this way",
        ),
        ("award_no_delete BEFORE DELETE ON award", public, "published awards are only ever added"),
        ("award_event_no_update BEFORE UPDATE ON award_event", "1", "rows of award_event are only ever added"),
        ("award_event_no_delete BEFORE DELETE ON award_event", public_event, "rows of award_event are only ever added"),
    ):
        op.execute(f"CREATE TRIGGER {name} WHEN {when} BEGIN SELECT RAISE(ABORT, '{words}'); END")


def _guard_postgresql() -> None:
    for name, words in (
        ("award_is_printed", "what is printed on an award never changes"),
        ("award_has_no_such_way", "an award does not go this way"),
        ("award_event_only_added", "rows of award_event are only ever added"),
    ):
        op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{words}'; END $$")
    op.execute(
        "CREATE FUNCTION award_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF (SELECT state FROM season WHERE id = OLD.season_id) IN {_PUBLIC} THEN "
        "RAISE EXCEPTION 'published awards are only ever added'; END IF; RETURN OLD; END $$"
    )
    op.execute(
        "CREATE FUNCTION award_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF (SELECT season.state FROM season JOIN award ON award.season_id = season.id WHERE award.id = OLD.award_id) "
        f"IN {_PUBLIC} THEN RAISE EXCEPTION 'rows of award_event are only ever added'; END IF; RETURN OLD; END $$"
    )
    for trigger in (
        f"award_no_update BEFORE UPDATE OF {_PRINTED} ON award FOR EACH ROW EXECUTE FUNCTION award_is_printed()",
        f"award_no_move BEFORE UPDATE OF status ON award FOR EACH ROW WHEN ({_NO_WAY}) EXECUTE FUNCTION award_has_no_such_way()",
        "award_no_delete BEFORE DELETE ON award FOR EACH ROW EXECUTE FUNCTION award_stays()",
        "award_event_no_update BEFORE UPDATE ON award_event FOR EACH ROW EXECUTE FUNCTION award_event_only_added()",
        "award_event_no_delete BEFORE DELETE ON award_event FOR EACH ROW EXECUTE FUNCTION award_event_stays()",
        "award_event_not_emptied BEFORE TRUNCATE ON award_event FOR EACH STATEMENT EXECUTE FUNCTION award_event_only_added()",
    ):
        op.execute(f"CREATE TRIGGER {trigger}")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name in ("award_is_printed", "award_has_no_such_way", "award_event_only_added", "award_stays", "award_event_stays"):
            op.execute(f"DROP FUNCTION {name}() CASCADE")
    else:
        for name in ("award_no_update", "award_no_move", "award_no_delete", "award_event_no_update", "award_event_no_delete"):
            op.execute(f"DROP TRIGGER {name}")
    for table in ("misuse_case", "award_checks", "award_sample", "award_event", "award_change"):
        op.drop_table(table)
    op.execute("DELETE FROM award_file WHERE award_id IN (SELECT id FROM award WHERE version > 1 OR place IS NULL)")
    op.execute("DELETE FROM award WHERE version > 1 OR place IS NULL OR kind NOT IN ('winner', 'laureate')")
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.drop_index("uq_award_live")
        for name in ("status_index", "first_version", "status", "kind"):
            batch_op.drop_constraint(batch_op.f(f"ck_award_{name}"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_award_supersedes_id_award"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_award_supersedes_id"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_award_status_index"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_award_season_id"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_award_season_id"), ["season_id", "page_id", "kind"])
        batch_op.create_check_constraint(batch_op.f("ck_award_kind"), "kind IN ('winner', 'laureate')")
        batch_op.alter_column("place", existing_type=sa.Integer(), nullable=False)
        for name in ("version", "supersedes_id", "status", "name", "person", "status_index", "badge_valid_to", "overflows"):
            batch_op.drop_column(name)
