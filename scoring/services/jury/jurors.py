"""Jurors: naming them, changing what is known of them, removing them; and each one's own agreement."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.chance import SECRET, Chance
from scoring.errors import Conflict, InputError, NotAllowed, NotFound
from scoring.jury.receipts import SALT_BYTES
from scoring.season.course import State
from scoring.season.rights import Right
from scoring.services import people
from scoring.services.accounts.memberships import KEEPERS, grant, role_of
from scoring.services.acting import Actor, require
from scoring.services.audit import record
from scoring.services.letters import choices, events
from scoring.services.seasons import season
from scoring.store.jury import Juror
from scoring.store.people import User
from scoring.store.vocabulary import Role

MOST_MINUTES: Final = 1_200
_NUMBERS: Final = range(101, 1_000)


def name_juror(
    session: Session,
    actor: Actor,
    season_id: int,
    *,
    email: str,
    name: str,
    organisation: str = "",
    municipality: str = "",
    minutes: int = 10,
    language: str = "",
    now: datetime,
    chance: Chance = SECRET,
) -> Juror:
    """Name a member of the jury; his account is made where there is none. Who keeps the season cannot sit on its jury.

    One who was removed before comes back under his number. ``language``: of his letters, where it is not the season's. ``chance``
    draws number and salt.
    """
    found = season(session, season_id)
    require(actor, Right.EDIT_JURY, State(found.state))
    _check_minutes(minutes)
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None:
        user = people.add_user(session, actor, email=email, name=name, role=Role.JUROR, season_id=season_id, now=now)
    role = role_of(session, user.id, season_id, now)
    _refuse_keeper(user, role)
    if role is None:
        grant(session, season_id, user, Role.JUROR, now=now)
    juror = session.scalar(select(Juror).where(Juror.season_id == season_id, Juror.user_id == user.id))
    if juror is not None and juror.removed_at is None:
        raise Conflict(f"{user.email} уже в жюри этого сезона.", f"{user.email} is on this season's jury already.")
    if juror is None:
        juror = Juror(
            season_id=season_id, user_id=user.id, number=_number(session, season_id, chance), salt=chance.hexadecimal(SALT_BYTES)
        )
        session.add(juror)
    juror.organisation, juror.municipality, juror.minutes = organisation.strip(), municipality.strip(), minutes
    juror.removed_at = None
    session.flush()
    record(session, actor, "juror.name", juror, season_id=season_id, now=now, after=_words(juror) | {"email": user.email})
    if language:
        choices.choose(session, actor, user.email, language=language, now=now)
    events.juror_named(session, actor, found, juror, now=now)
    return juror


def amend_juror(
    session: Session,
    actor: Actor,
    juror_id: int,
    *,
    organisation: str,
    municipality: str,
    minutes: int,
    version: int,
    now: datetime,
) -> Juror:
    """Change where a juror works and how long he promised to sit."""
    juror = _standing(session, juror_id)
    require(actor, Right.EDIT_JURY, State(season(session, juror.season_id).state))
    _check_minutes(minutes)
    if juror.version != version:
        raise Conflict(
            "Пока вы смотрели на страницу, данные этого члена жюри изменились. Откройте страницу заново и повторите.",
            "This juror's data have changed while you were looking. Open the page again and repeat.",
        )
    before = _words(juror)
    juror.organisation, juror.municipality, juror.minutes = organisation.strip(), municipality.strip(), minutes
    session.flush()
    record(session, actor, "juror.amend", juror, season_id=juror.season_id, now=now, before=before, after=_words(juror))
    return juror


def remove_juror(session: Session, actor: Actor, juror_id: int, *, reason: str, now: datetime) -> None:
    """Take somebody off the jury: his verdicts are kept and count no more, and his cards go to others."""
    juror = _standing(session, juror_id)
    require(actor, Right.EDIT_JURY, State(season(session, juror.season_id).state))
    if not reason.strip():
        raise InputError(
            "Напишите, почему этот человек выходит из жюри: его ответы не будут учтены.",
            "Write why this person leaves the jury: his verdicts will not be counted.",
        )
    juror.removed_at = now
    if role_of(session, juror.user_id, juror.season_id, now) is Role.JUROR:
        grant(session, juror.season_id, session.get_one(User, juror.user_id), Role.JUROR, now=now, ends_at=now)
    session.flush()
    record(session, actor, "juror.remove", juror, season_id=juror.season_id, now=now, reason=reason.strip())


def juror_of(session: Session, actor: Actor, season_id: int) -> Juror:
    """The actor as a juror of this season; NotFound for everybody else, the season's staff among them."""
    juror = session.scalar(
        select(Juror).where(Juror.season_id == season_id, Juror.user_id == (actor.id or 0), Juror.removed_at.is_(None))
    )
    if juror is None or actor.role in KEEPERS:
        raise NotFound("Вы не в жюри этого сезона.", "You are not on this season's jury.")
    return juror


def agree(session: Session, actor: Actor, season_id: int, *, now: datetime) -> Juror:
    """Agree to the rules of the jury; the first agreement stays."""
    juror = juror_of(session, actor, season_id)
    if juror.agreed_at is None:
        juror.agreed_at = now
        session.flush()
        record(session, actor, "juror.agree", juror, season_id=season_id, now=now)
    return juror


def standing(session: Session, season_id: int) -> list[Juror]:
    """The season's jurors by number, without those who were removed."""
    query = select(Juror).where(Juror.season_id == season_id, Juror.removed_at.is_(None)).order_by(Juror.number)
    return list(session.scalars(query))


def _standing(session: Session, juror_id: int) -> Juror:
    juror = session.get(Juror, juror_id)
    if juror is None or juror.removed_at is not None:
        raise NotFound("Такого члена жюри нет.", "There is no such juror.")
    return juror


def _refuse_keeper(user: User, role: Role | None) -> None:
    if role in KEEPERS:
        raise NotAllowed(
            f"{user.email} ведёт этот сезон или наблюдает за ним, поэтому судить в нём не может. Назовите другого человека.",
            f"{user.email} keeps or observes this season, so he cannot judge in it. Name somebody else.",
        )


def _number(session: Session, season_id: int, chance: Chance) -> int:
    """A free number by lot, so that it tells nothing of who came when; a fourth digit where three do not do."""
    taken = set(session.scalars(select(Juror.number).where(Juror.season_id == season_id)))
    free = [number for number in _NUMBERS if number not in taken]
    return chance.one_of(free) if free else max(taken) + 1


def _check_minutes(minutes: int) -> None:
    if not 1 <= minutes <= MOST_MINUTES:
        raise InputError(
            f"Минуты члена жюри: от 1 до {MOST_MINUTES} за весь тур.",
            f"A juror's minutes: from 1 to {MOST_MINUTES} in the round.",
        )


def _words(juror: Juror) -> dict[str, Any]:
    return {
        "number": juror.number,
        "organisation": juror.organisation,
        "municipality": juror.municipality,
        "minutes": juror.minutes,
    }
