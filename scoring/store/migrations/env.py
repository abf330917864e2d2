"""Alembic's way in: the connection is handed over by ``scoring.store.database``; there is no alembic.ini."""

from alembic import context
from sqlalchemy import Connection

from scoring.store.tables import Base


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
