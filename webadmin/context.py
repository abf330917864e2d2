"""What every view of the web side stands on: the database session, the home folder, the clock, one writing transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from flask import current_app
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from scoring.errors import Conflict
from scoring.home import Home
from scoring.season.windows import Window

Clock = Callable[[], datetime]

db = SQLAlchemy(session_options={"expire_on_commit": False})


@dataclass(frozen=True, slots=True)
class Ground:
    """What the application was made with."""

    home: Home
    clock: Clock


def wall_clock() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def home() -> Home:
    """The home folder's settings of the application at work."""
    return _ground().home


def now() -> datetime:
    """The moment of this call by the application's clock."""
    return _ground().clock()


def is_over(window: Window) -> bool:
    """Whether the days on which owners may write are behind by now."""
    return window.is_over(now())


@contextmanager
def writing() -> Iterator[Session]:
    """The request's session as one transaction: committed at the end, rolled back on any error.

    Raises ``Conflict`` where two people changed the same thing at the same time.
    """
    session = db.session
    try:
        yield session
        session.commit()
    except (StaleDataError, IntegrityError) as error:
        session.rollback()
        raise Conflict(
            "Кто-то только что изменил то же самое. Откройте страницу заново, посмотрите на новое и повторите.",
            "Somebody has just changed the same thing. Open the page again, look at what is new, and repeat.",
        ) from error
    except BaseException:
        session.rollback()
        raise


def _ground() -> Ground:
    return cast("Ground", current_app.extensions["lavr"])
