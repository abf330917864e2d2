"""Who is here and which season he works in: read once a request, out of the session and the memberships of this moment."""

import hmac
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final, cast

from flask import g, request, session
from flask_login import current_user
from flask_security import RoleMixin, UserMixin
from sqlalchemy import and_, bindparam, select
from werkzeug.exceptions import HTTPException

from scoring.season.course import State
from scoring.season.rights import Right, may
from scoring.services.accounts.memberships import STAFF, holds
from scoring.store import showing
from scoring.store.base import Moment
from scoring.store.tables import Installation, Membership, Season, User
from scoring.store.vocabulary import Role
from webadmin.context import db, now

STAFF_HOURS: Final = timedelta(hours=8)
"""A working day: whoever keeps a season signs in again after it."""
JUROR_HOURS: Final = timedelta(hours=12)
SINCE: Final = "since"
"""Of the session: when the person signed in, in seconds of the epoch."""
FACTOR: Final = "factor"
"""Of the session: whether he has shown a second factor."""
_WHO: Final = (
    select(User, Membership.season_id, Membership.role, Installation.second_factor)
    .outerjoin(Membership, and_(Membership.user_id == User.id, holds(bindparam("now", type_=Moment))))
    .outerjoin(Installation, Installation.id == 1)
    .where(User.id == bindparam("user"), User.active)
)


class Visitor(UserMixin):
    """A signed-in person as Flask-Security knows him. His cookie holds the session key, so that a new key ends all sessions."""

    roles: list[RoleMixin] = []  # noqa: RUF012  as the base declares it
    """None of Flask-Security's: what somebody may do stands in the memberships."""
    fs_uniquifier = ""

    def __init__(self, user: User, seasons: Mapping[int, Role], *, factor_needed: bool) -> None:
        self.id = user.id
        self.name = user.name
        self.email = user.email
        self.active = user.active
        self.sysadmin = user.sysadmin
        self.seasons = MappingProxyType(dict(seasons))
        self.factor_needed = factor_needed and self.staff
        self.fs_uniquifier = f"{user.id}.{user.session_key}"

    @property
    def staff(self) -> bool:
        """Whether he keeps, observes or chairs any season, or the installation."""
        return self.sysadmin or any(role in STAFF for role in self.seasons.values())

    @property
    def role(self) -> Role | None:
        """His role in the season at hand; None where he has none in any."""
        season = season_at_hand()
        return self.seasons.get(season.id) if season is not None else None


class People:
    """The datastore of Flask-Security: it reads our tables, and nothing is written through it."""

    user_model = Visitor

    @staticmethod
    def find_user(**asked: Any) -> Visitor | None:
        """The person whose cookie this is, as long as his access, his roles and his session hold."""
        number, _, key = str(asked["fs_uniquifier"]).partition(".")
        found = visitor_of(int(number)) if number.isdecimal() and len(number) < 10 else None
        if found is None or not hmac.compare_digest(found.fs_uniquifier, f"{number}.{key}"):
            return None
        began = session.get(SINCE)
        life = STAFF_HOURS if found.staff else JUROR_HOURS
        if not isinstance(began, int) or not 0 <= now().timestamp() - began < life.total_seconds():
            return None
        return found


def visitor_of(user_id: int) -> Visitor | None:
    """The person with his roles of this moment; None where his access is closed, or no role of his is left."""
    rows = db.session.execute(_WHO, {"user": user_id, "now": now()}).all()
    if not rows:
        return None
    user = rows[0][0]
    seasons = {row.season_id: Role(row.role) for row in rows if row.season_id is not None}
    if not seasons and not user.sysadmin:
        return None
    return Visitor(user, seasons, factor_needed=rows[0].second_factor != "off")


def visitor() -> Visitor | None:
    """The signed-in person, or None."""
    who = cast("Visitor | None", current_user)
    return who if who and who.is_authenticated else None


def second_factor_off() -> bool:
    """Whether this installation works without second factors, which every page of the panel says then."""
    if "factor_off" not in g:
        g.factor_off = db.session.scalar(select(Installation.second_factor)) == "off"
    return cast("bool", g.factor_off)


def seasons() -> list[Season]:
    """All seasons in which the person here has a role, the newest first; none for a stranger."""
    who = visitor()
    if who is None:
        return []
    if "seasons" not in g:
        g.seasons = list(
            db.session.scalars(select(Season).where(Season.id.in_(who.seasons)).order_by(Season.year.desc(), Season.id.desc()))
        )
    return cast("list[Season]", g.seasons)


def season_at_hand() -> Season | None:
    """The season in question: the one that a sent form was drawn for, else the one chosen, else the newest."""
    every = seasons()
    asked = season_of_the_form()
    drawn = next((one.id for one in every if str(one.id) == asked), None)
    if drawn is not None:
        session["season"] = drawn
    chosen = session.get("season")
    return next((one for one in every if one.id == chosen), every[0] if every else None)


def knows_ranking() -> bool:
    """Whether the person here may know places and lines of the season at hand, or there are none yet that could be known."""
    who, season = visitor(), season_at_hand()
    if who is None or season is None:
        return True
    if who.role is not None and may(who.role, Right.SEE_RANKING, State(season.state)):
        return True
    if "is_ranked" not in g:  # asked by each entry of the menu
        g.is_ranked = showing.is_ranked(db.session, season.id)
    return not g.is_ranked


def season_of_the_form() -> str:
    """The id of the season that the sent form was drawn for."""
    try:
        return request.form.get("of_season", "") if request.method == "POST" else ""
    except HTTPException:  # a form that is too large has no fields, on the page that says so neither
        return ""


def forget() -> None:
    """Read the seasons anew: one was just opened or changed."""
    g.pop("seasons", None)
    g.pop("factor_off", None)
    g.pop("is_ranked", None)
