"""Bending what the database guards, as somebody with its password could."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text


@contextmanager
def unguarded(engine: Engine, *tables: str) -> Iterator[Connection]:
    """A connection for which the triggers of these tables are gone for good, and foreign keys do not hold on SQLite."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
            connection.commit()
        for table in tables:
            if engine.dialect.name == "sqlite":
                for act in ("update", "delete"):
                    connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{act}"))
            else:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        yield connection
        connection.commit()
    engine.dispose()
