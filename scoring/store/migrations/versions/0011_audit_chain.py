"""The trail as a chain: every event has a number and the hash of the one before, and can no longer be changed."""

import hashlib
import json
from datetime import UTC
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_FIRST = "0" * 64


def upgrade() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("previous", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("hash", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("true_actor", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("address", sa.String(length=45), nullable=False, server_default=""))
    number, last = _chain()
    op.execute(f"INSERT INTO audit_head (id, number, hash) VALUES (1, {number}, '{last}')")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        for name, kind in (("number", sa.Integer()), ("previous", sa.String(length=64)), ("hash", sa.String(length=64))):
            batch_op.alter_column(name, existing_type=kind, nullable=False)
        for name, length in (("true_actor", 200), ("address", 45)):
            batch_op.alter_column(name, existing_type=sa.String(length=length), existing_nullable=False, server_default=None)
        batch_op.create_unique_constraint(batch_op.f("uq_audit_event_number"), ["number"])
    _guard()


def _chain() -> tuple[int, str]:
    """Chain the events that are there, in the order in which they were written; the number and hash of the last."""
    events = sa.table(
        "audit_event",
        *(sa.column(name, sa.Integer()) for name in ("id", "season_id", "actor_id", "number")),
        *(sa.column(name, sa.String()) for name in ("previous", "hash", "actor", "true_actor", "address", "via")),
        *(sa.column(name, sa.String()) for name in ("action", "object_kind", "object_id", "reason")),
        *(sa.column(name, sa.JSON()) for name in ("before", "after")),
        sa.column("at", sa.DateTime(timezone=True)),
    )
    connection = op.get_bind()
    number, previous = 0, _FIRST
    while rows := connection.execute(sa.select(events).where(events.c.number.is_(None)).order_by(events.c.id).limit(2_000)).all():
        for row in rows:
            number += 1
            found = _fingerprint(row, number, previous)
            values = {"number": number, "previous": previous, "hash": found}
            connection.execute(sa.update(events).where(events.c.id == row.id).values(**values))
            previous = found
    return number, previous


def _fingerprint(row: Any, number: int, previous: str) -> str:
    at = row.at.replace(tzinfo=UTC) if row.at.tzinfo is None else row.at.astimezone(UTC)
    line = {
        "number": number,
        "previous": previous,
        "at": at.isoformat(timespec="microseconds"),
        "season": row.season_id,
        "actor_id": row.actor_id,
        "actor": row.actor,
        "true_actor": row.true_actor,
        "address": row.address,
        "via": row.via,
        "action": row.action,
        "object": [row.object_kind, row.object_id],
        "before": row.before,
        "after": row.after,
        "reason": row.reason,
    }
    text = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode() + b"\n").hexdigest()


def _guard() -> None:
    """Refuse to change or to take away an event, whoever asks."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_event_no_{act.lower()} BEFORE {act} ON audit_event "
                "BEGIN SELECT RAISE(ABORT, 'rows of audit_event are only ever added'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_event_only_added() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'rows of audit_event are only ever added'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_event_only_added BEFORE UPDATE OR DELETE ON audit_event "
        "FOR EACH ROW EXECUTE FUNCTION audit_event_only_added()"
    )
    op.execute(
        "CREATE TRIGGER audit_event_not_emptied BEFORE TRUNCATE ON audit_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_event_only_added()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_event_only_added() CASCADE")
    else:
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER audit_event_no_{act}")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_audit_event_number"), type_="unique")
        for name in ("number", "previous", "hash", "true_actor", "address"):
            batch_op.drop_column(name)
    op.drop_table("audit_head")
