"""Opening the database: SQLite with WAL and real foreign keys, or PostgreSQL; sessions; the schema by migrations."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, IntegrityError
from sqlalchemy.orm import Session

from scoring.store import tables  # noqa: F401  every table must be known, or a foreign key points to nothing

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_MILLISECONDS = 30_000
_MIGRATING = 1_279_350_354
"""The number of PostgreSQL's advisory lock under which the schema is migrated."""
_CONNECTIONS = 10
"""That a process keeps open to PostgreSQL: one for each thread of the web and some beside; to open one costs more than a page."""


def engine_options(url: str) -> dict[str, Any]:
    """What ``create_engine`` needs beside the address."""
    backend = make_url(url).get_backend_name()
    if backend not in {"sqlite", "postgresql"}:
        raise ArgumentError(f"{backend} is neither SQLite nor PostgreSQL")
    if backend == "sqlite":
        return {"connect_args": {"timeout": _BUSY_MILLISECONDS / 1000}}
    return {"pool_pre_ping": True, "pool_size": _CONNECTIONS}


def prepare(engine: Engine) -> Engine:
    """Give every SQLite connection of ``engine`` its settings; PostgreSQL needs none."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
    return engine


def open_engine(url: str) -> Engine:
    """An engine for ``sqlite:///file`` or ``postgresql+psycopg://...``."""
    return prepare(create_engine(url, **engine_options(url)))


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """One session in one transaction: committed at the end, rolled back on any error."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


def upgrade(engine: Engine) -> None:
    """Bring the schema to the newest migration; nothing happens where it is there already.

    Of several processes that want to at once one does it, and the others wait and find it done.
    """
    if is_current(engine):
        return
    with _alone(engine), engine.connect() as connection, _foreign_keys_off(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_MIGRATING)))
        if not _stands_at_newest(connection):
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """Hold a file beside SQLite's, which stays there empty; PostgreSQL has locks of its own."""
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    if not file or file == ":memory:":
        yield
        return
    with Path(f"{file}-migrating").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew, which its foreign keys would forbid; they are looked at when that is done."""
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.commit()
    try:
        yield
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        connection.commit()
        if broken is not None:
            raise IntegrityError("PRAGMA foreign_key_check", None, ValueError(f"a row of {broken[0]} points to nothing"))
    finally:
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        connection.commit()


def is_current(engine: Engine) -> bool:
    """Whether the schema stands at the newest migration."""
    with engine.connect() as connection:
        return _stands_at_newest(connection)


def _stands_at_newest(connection: Connection) -> bool:
    return MigrationContext.configure(connection).get_current_revision() == _newest()


@cache
def _newest() -> str | None:
    """The newest migration; reading all of them takes as long as a page, so a process reads them once."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


def _set_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    cursor.close()
