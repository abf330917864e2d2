"""What every command shares: the home folder, the language, the clock, the database, the actor, and how errors are told."""

import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from criteria.errors import LavrError
    from criteria.measurement import Language
    from scoring.chance import Chance
    from scoring.home import Home
    from scoring.jobs.worker import Workshop
    from scoring.services.acting import Actor

# Libraries are loaded by the parts of a command that use them: the help and small commands answer at once.
# ruff: noqa: PLC0415


def language_of_environment() -> "Language":
    """English where the environment speaks it (LAVR_LANGUAGE=en, or LANG=en_…), else Russian."""
    named = os.environ.get("LAVR_LANGUAGE") or os.environ.get("LANG", "")
    return "en" if named.lower().startswith("en") else "ru"


def now() -> datetime:
    """The one clock of the command line: that of the desk at work, which in a rehearsal is set by hand."""
    context = click.get_current_context(silent=True)
    at_work = context.find_object(Desk) if context is not None else None
    return at_work.clock() if at_work is not None else datetime.now(UTC)


@dataclass(frozen=True)
class Desk:
    """Handed to every command by click. ``chance``: None draws secrets; an invented season's is drawn from a seed."""

    home: "Home"
    language: "Language"
    chance: "Chance | None" = None

    @cached_property
    def engine(self) -> "Engine":
        """The database with its schema up to date; made at the first call."""
        from scoring.store.database import open_engine, upgrade

        self.home.make()
        engine = open_engine(self.home.url)
        upgrade(engine)
        return engine

    @property
    def luck(self) -> "Chance":
        """Where this desk's draws come from."""
        from scoring.chance import SECRET

        return self.chance or SECRET

    def set_clock(self, time: "Callable[[], datetime] | None") -> None:
        """Have an invented time from now on; None: the machine's again."""
        self.__dict__["time"] = time

    def clock(self) -> datetime:
        """The moment: of this machine's clock, of an invented year, or of the rehearsal that lies in this home."""
        time: Callable[[], datetime] | None = self.__dict__.get("time")
        if time is not None:
            return time()
        if not self.home.is_rehearsal:
            return datetime.now(UTC)
        from scoring.services.rehearsal_clock import RehearsalClock

        return RehearsalClock(self.engine)()

    def require_network(self) -> None:
        """Refuse to ask a network on behalf of a rehearsal: it lives on copies, and its clock is not the networks'."""
        if self.home.is_rehearsal:
            from scoring.errors import NotAllowed

            raise NotAllowed(
                "Репетиция не ходит в сети. Соберите данные в самом конкурсе и начните репетицию заново: lavr season rehearse",
                "A rehearsal asks no network. Collect in the contest itself and begin the rehearsal anew: lavr season rehearse",
            )

    def close(self) -> None:
        """Let go of the database, if it was opened."""
        if "engine" in self.__dict__:
            self.engine.dispose()

    @property
    def shop(self) -> "Workshop":
        """What the handlers of long work need."""
        from scoring.jobs.worker import Workshop

        return Workshop(self.engine, self.home, self.clock, self.luck)

    @property
    def actor(self) -> "Actor":
        """Whoever may start this command may do what a season's admin may: he owns the files anyway."""
        from scoring.services.acting import Actor
        from scoring.store.vocabulary import Role, Via

        return Actor(None, _machine_user(), Role.ADMIN, Via.COMMAND_LINE)

    @contextmanager
    def transaction(self) -> "Iterator[Session]":
        """One session in one transaction."""
        from scoring.store.database import transaction

        with transaction(self.engine) as session:
            yield session

    def season_id(self, year: int | None) -> int:
        """The season of ``year``, or the newest one."""
        from sqlalchemy import select

        from scoring.errors import NotFound
        from scoring.store.seasons import Season
        from scoring.store.vocabulary import SeasonKind

        kind = SeasonKind.REHEARSAL if self.home.is_rehearsal else SeasonKind.CONTEST
        with self.transaction() as session:
            query = select(Season.id).where(Season.kind == kind).order_by(Season.year.desc()).limit(1)
            found = session.scalar(query if year is None else query.where(Season.year == year))
        if found is None:
            raise NotFound(
                "Сезона нет. Откройте его: lavr season open ГОД --contest … --region …",
                "There is no season. Open one: lavr season open YEAR --contest … --region …",
            )
        return found

    def t(self, ru: str, en: str) -> str:
        """The one of two texts that the reader understands."""
        return ru if self.language == "ru" else en

    def say(self, ru: str, en: str) -> None:
        """A line for a person."""
        click.echo(self.t(ru, en))


def desk(context: click.Context, home: Path | None) -> Desk:
    """The desk out of the environment and the option ``--home``."""
    from scoring.home import Home

    settings = Home(home=home) if home is not None else Home()
    found = Desk(settings, language_of_environment())
    context.obj = found
    context.call_on_close(found.close)
    return found


def print_json(value: Any) -> None:
    """For a program that reads: one JSON value on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def told_errors(language: "Language") -> Iterator[None]:
    """An error for people ends the command with its sentence on standard error and status 1.

    Such are LavrError, a file or folder that the system refuses, and a database that does not answer; nothing else is caught.
    """
    from criteria.errors import LavrError

    try:
        yield
    except LavrError as error:
        _end(error, language)
    except OSError as error:
        if error.filename is None:
            raise
        from scoring.cli.paths import told_by_system

        _end(told_by_system(error), language)
    except Exception as error:
        if "sqlalchemy" not in sys.modules or (told := _told_by_database(error)) is None:
            raise
        _end(told, language)


def _end(error: "LavrError", language: "Language") -> None:
    click.echo(click.style(error.told(language), fg="red"), err=True)
    sys.exit(1)


def _told_by_database(error: Exception) -> "LavrError | None":
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

    from scoring.errors import InputError

    if isinstance(error, ArgumentError | NoSuchModuleError):
        return InputError(
            "LAVR_DATABASE_URL непонятен. Нужен адрес вида postgresql+psycopg://имя:пароль@сервер/база; без него берётся SQLite.",
            "LAVR_DATABASE_URL makes no sense. It looks like postgresql+psycopg://name:password@server/database;"
            " without it SQLite is used.",
        )
    if isinstance(error, OperationalError):
        return InputError(
            f"База данных не отвечает: {error.orig}. Проверьте, что она запущена, и LAVR_DATABASE_URL.",
            f"The database does not answer: {error.orig}. Check that it runs, and LAVR_DATABASE_URL.",
        )
    return None


def _machine_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "command line"
