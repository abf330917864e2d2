"""A rehearsal: a whole season again on copied data, in a home of its own, to be thrown away whole.

Why a home of its own and not rows beside the contest's: what is not in the database cannot get into a public query, a list, an
export or a letter of the contest, nor take a number of its certificates, a key that signs them or a place in its journal's chain;
and it can be removed without a hole in the rows that are only ever added. It is SQLite, whatever the contest's database is.
"""

import shutil
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.chance import SECRET, Chance
from scoring.errors import Conflict, InputError, NotAllowed, NotFound
from scoring.home import Home
from scoring.services import people
from scoring.services.accounts.memberships import STAFF, grant
from scoring.services.acting import Actor, require_organizer
from scoring.services.audit import record
from scoring.services.jury.simulated import INVENTED
from scoring.services.rehearsal_clock import present, rehearsed
from scoring.services.rehearsal_copy import Plan, copy_files, copy_look, copy_season
from scoring.store.database import open_engine, transaction, upgrade
from scoring.store.people import User
from scoring.store.seasons import Season
from scoring.store.vocabulary import Role, SeasonKind, Via

MOST_JURORS: Final = 60


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A rehearsal as it stands: its home, its season and its present."""

    home: Home
    season: Season
    now: datetime


def begin(
    session: Session, home: Home, actor: Actor, season_id: int, plan: Plan, *, now: datetime, chance: Chance = SECRET
) -> Home:
    """Copy a season's register, rule book, imported files and jurors into a rehearsal, which begins as a draft; its home.

    Jurors come without addresses, other people not at all. One rehearsal a year: Conflict where there is one.
    """
    require_organizer(actor)
    if home.is_rehearsal:
        raise Conflict("Репетицию не репетируют.", "A rehearsal is not rehearsed.")
    found = session.get(Season, season_id)
    if found is None:
        raise NotFound("Такого сезона нет.", "There is no such season.")
    if not 0 <= plan.jurors <= MOST_JURORS:
        raise InputError(f"Выдуманных членов жюри: от 0 до {MOST_JURORS}.", f"Invented jurors: from 0 to {MOST_JURORS}.")
    made = home.rehearsal_of(found.year)
    if made.home.exists():
        raise _there_is_one(found.year)
    draft = home.rehearsals / f".{found.year}-{token_hex(4)}"
    try:
        _fill(session, home, made.model_copy(update={"home": draft}), actor, found, plan, now, chance)
        draft.rename(made.home)
    except OSError as error:
        if made.home.exists():
            raise _there_is_one(found.year) from error
        raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    after = {"year": found.year, "jurors": plan.jurors, "one_key": plan.one_key}
    record(session, actor, "rehearsal.begin", found, season_id=found.id, now=now, after=after)
    return made


def drop(session: Session, home: Home, actor: Actor, year: int, *, now: datetime) -> None:
    """Throw a rehearsal away, whole; the contest's journal keeps that there was one, how far it came, and who ended it."""
    require_organizer(actor)
    found = standing(home, year, wall=now)
    if found is None:
        raise NotFound("Такой репетиции нет.", "There is no such rehearsal.")
    contest = session.scalar(select(Season).where(Season.year == year, Season.kind == SeasonKind.CONTEST))
    record(
        session, actor, "rehearsal.drop", contest or found.season, now=now, season_id=contest.id if contest is not None else None,
        before={"year": year, "state": str(found.season.state)},
    )  # fmt: skip
    gone = home.rehearsals / f".gone-{token_hex(4)}"
    found.home.home.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def standing(home: Home, year: int, *, wall: datetime) -> Rehearsal | None:
    """The rehearsal of a year; None where there is none. ``wall``: the moment outside."""
    made = home.rehearsal_of(year)
    return seen(made, wall=wall) if made.is_rehearsal else None


def seen(home: Home, *, wall: datetime) -> Rehearsal:
    """The rehearsal that lies in a home."""
    engine = open_engine(home.url)
    try:
        with transaction(engine) as session:
            season = rehearsed(session)
        return Rehearsal(home, season, present(season, wall))
    finally:
        engine.dispose()


def years(home: Home) -> tuple[int, ...]:
    """Years of which a rehearsal stands, the newest first."""
    folders = home.rehearsals.iterdir() if home.rehearsals.is_dir() else ()
    found = [int(one.name) for one in folders if one.name.isdecimal() and home.rehearsal_of(int(one.name)).is_rehearsal]
    return tuple(sorted(found, reverse=True))


def let_in(home: Home, actor: Actor, *, wall: datetime) -> str:
    """The secret of a link by which somebody of the contest's staff comes into its rehearsal, in the role that he has there.

    He gets an account in the rehearsal, made of his name alone; two people are two accounts, so that two keys can be rehearsed.
    """
    if actor.id is None or actor.role not in STAFF:
        raise NotAllowed("Репетицию открывают те, кто ведёт сезон.", "Those who keep the season open its rehearsal.")
    engine = open_engine(home.url)
    machine = Actor(None, actor.name, Role.ADMIN, Via.WEB)
    try:
        with transaction(engine) as session:
            season = rehearsed(session)
            now = present(season, wall)
            email = f"staff{actor.id}{INVENTED}"
            user = session.scalar(select(User).where(User.email == email))
            if user is None:
                user = people.add_user(
                    session, machine, email=email, name=actor.name, role=actor.role, season_id=season.id, now=now
                )
            grant(session, season.id, user, actor.role, now=now)
            return people.issue_link(session, machine, user_id=user.id, now=now)
    finally:
        engine.dispose()


def _fill(
    session: Session, home: Home, draft: Home, actor: Actor, found: Season, plan: Plan, now: datetime, chance: Chance
) -> None:
    draft.make()
    draft.rehearsal_file.write_text(f"{found.year}\n", encoding="ascii")
    engine = open_engine(draft.url)
    try:
        upgrade(engine)
        copy_season(session, engine, actor, found, plan, now=now, chance=chance)
    finally:
        engine.dispose()
    copy_look(found, home, draft)
    if plan.data:
        copy_files(session, home, draft, found.id)


def _there_is_one(year: int) -> Conflict:
    return Conflict(
        f"Репетиция {year} года уже есть. Войдите в неё или удалите её, чтобы начать заново.",
        f"There is a rehearsal of {year} already. Enter it, or remove it to begin anew.",
    )
