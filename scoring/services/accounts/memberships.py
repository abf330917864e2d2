"""Who has which role in which season: giving it, ending it, and reading it at every request."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError, NotAllowed, NotFound
from scoring.season.course import State
from scoring.season.rights import Right, may
from scoring.services.acting import Actor, require
from scoring.services.audit import record
from scoring.store.jury import Juror
from scoring.store.people import Membership, User
from scoring.store.seasons import Season
from scoring.store.vocabulary import Role, SeasonKind

KEEPERS: Final = frozenset({Role.ADMIN, Role.ORGANIZER, Role.OBSERVER})
"""Who keeps or observes a season; none of them judges in it."""
STAFF: Final = KEEPERS | {Role.CHAIR}
"""Who needs a second factor."""


def holds(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """The condition of a membership that has not ended."""
    return or_(Membership.ends_at.is_(None), Membership.ends_at > now)


def role_of(session: Session, user_id: int | None, season_id: int | None, now: datetime) -> Role | None:
    """The role of a person in a season at this moment; None without one."""
    found = session.scalar(
        select(Membership.role).where(Membership.season_id == season_id, Membership.user_id == user_id, holds(now))
    )
    return Role(found) if found is not None else None


def roles_of(session: Session, user_id: int, now: datetime) -> Mapping[int, Role]:
    """All roles of a person at this moment, by season."""
    rows = session.execute(select(Membership.season_id, Membership.role).where(Membership.user_id == user_id, holds(now))).all()
    return {season_id: Role(role) for season_id, role in rows}


def held(session: Session, user_id: int, season_id: int, now: datetime) -> Membership | None:
    """The standing membership of a person in a season."""
    return session.scalar(select(Membership).where(Membership.season_id == season_id, Membership.user_id == user_id, holds(now)))


def told(session: Session, user_id: int, now: datetime) -> list[tuple[Season, Role]]:
    """The same with the seasons themselves, the newest first."""
    rows = session.execute(
        select(Season, Membership.role)
        .join(Membership, Membership.season_id == Season.id)
        .where(Membership.user_id == user_id, holds(now))
        .order_by(Season.year.desc(), Season.id.desc())
    ).all()
    return [(season, Role(role)) for season, role in rows]


def newest(session: Session) -> Season | None:
    """The season that is meant where none is named."""
    return session.scalar(select(Season).where(Season.kind == SeasonKind.CONTEST).order_by(Season.year.desc()).limit(1))


def give(
    session: Session,
    actor: Actor,
    season_id: int,
    user: User,
    role: Role,
    *,
    now: datetime,
    ends_at: datetime | None = None,
) -> Membership:
    """Give a role, or another one, for a while or until it is taken back.

    Raises ``NotAllowed`` for a role above the actor's own, and for somebody of the jury who is to keep the season.
    """
    season = _season(session, season_id)
    require_may_give(actor, role, season)
    if user.id == actor.id:
        raise NotAllowed("Свою роль меняет другой человек.", "Another person changes your own role.")
    if ends_at is not None and ends_at <= now:
        raise InputError("Срок роли уже прошёл. Укажите день впереди.", "The role's end has passed. Name a day ahead.")
    _not_on_both_sides(session, season_id, user, role)
    _not_the_last_admin(session, season_id, user, role, now)
    before = role_of(session, user.id, season_id, now)
    made = grant(session, season_id, user, role, now=now, ends_at=ends_at)
    record(
        session,
        actor,
        "member.give",
        made,
        season_id=season_id,
        now=now,
        before={"role": before} if before is not None else None,
        after={"email": user.email, "role": role, "ends": ends_at.isoformat() if ends_at is not None else None},
    )
    return made


def grant(
    session: Session, season_id: int, user: User, role: Role, *, now: datetime, ends_at: datetime | None = None
) -> Membership:
    """Write the role down; called by services that have asked for the right and write the journal themselves."""
    session.flush()
    made = session.scalar(select(Membership).where(Membership.season_id == season_id, Membership.user_id == user.id))
    if made is None:
        made = Membership(season_id=season_id, user_id=user.id, role=role, given_at=now, ends_at=ends_at)
        session.add(made)
    else:
        made.role, made.given_at, made.ends_at = role, now, ends_at
    session.flush()
    return made


def end(session: Session, actor: Actor, membership_id: int, *, now: datetime) -> None:
    """End a role at once: the person's next request in that season finds no door."""
    found = session.get(Membership, membership_id)
    if found is None or (found.ends_at is not None and found.ends_at <= now):
        raise NotFound("Такой роли уже нет.", "There is no such role any more.")
    season = _season(session, found.season_id)
    require_may_give(actor, Role(found.role), season)
    if found.user_id == actor.id:
        raise NotAllowed("Свою роль заканчивает другой человек.", "Another person ends your own role.")
    if found.role == Role.JUROR and _sits(session, found.season_id, found.user_id):
        raise Conflict(
            "Этот человек в жюри. Выведите его из жюри в разделе «Жюри»: там спросят причину.",
            "This person is on the jury. Remove him in the section «Jury», where a reason is asked for.",
        )
    _not_the_last_admin(session, found.season_id, found.user, None, now)
    found.ends_at = now
    after = {"email": found.user.email, "role": found.role}
    record(session, actor, "member.end", found, season_id=found.season_id, now=now, before=after)


def require_may_give(actor: Actor, role: Role, season: Season) -> None:
    """Nobody gives a role above his own: admins give every role, organizers those of the jury, keepers of accounts all."""
    if actor.keeps_accounts:
        return
    if role is Role.JUROR and may(actor.role, Right.EDIT_JURY, State(season.state)):
        return
    require(actor, Right.EDIT_PEOPLE, State(season.state))


def _not_on_both_sides(session: Session, season_id: int, user: User, role: Role) -> None:
    if role in KEEPERS and _sits(session, season_id, user.id):
        raise NotAllowed(
            f"{user.email} в жюри этого сезона, поэтому вести его или наблюдать за ним не может.",
            f"{user.email} is on this season's jury, so he can neither keep nor observe it.",
        )


def _not_the_last_admin(session: Session, season_id: int, user: User, role: Role | None, now: datetime) -> None:
    """A season must not be left without anybody who can take its steps."""
    admins = session.scalars(
        select(Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.season_id == season_id, Membership.role == Role.ADMIN, User.active, holds(now))
    ).all()
    if role is not Role.ADMIN and list(admins) == [user.id]:
        raise Conflict(
            f"{user.email} — единственный администратор сезона. Сначала назначьте другого.",
            f"{user.email} is the season's only admin. Name another one first.",
        )


def _sits(session: Session, season_id: int, user_id: int) -> bool:
    query: Any = select(Juror.id).where(Juror.season_id == season_id, Juror.user_id == user_id, Juror.removed_at.is_(None))
    return session.scalar(query) is not None


def _season(session: Session, season_id: int) -> Season:
    season = session.get(Season, season_id)
    if season is None:
        raise NotFound("Такого сезона нет.", "There is no such season.")
    return season
