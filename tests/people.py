"""People with their roles, as tests put them straight into the database, and browsers in which they are signed in."""

from collections.abc import Iterable
from datetime import datetime

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.services import people
from scoring.services.accounts import factors
from scoring.services.acting import Actor
from scoring.store.people import Membership, User
from scoring.store.seasons import Season
from scoring.store.vocabulary import Role, Via


def add_person(
    session: Session, email: str, name: str, role: Role | None, key: str, at: datetime, seasons: Iterable[int] | None = None
) -> User:
    """Somebody with an account, and with a role in the given seasons; without any in all that there are. Flushed."""
    user = User(email=email, name=name, session_key=key, created_at=at)
    session.add(user)
    session.flush()
    of = session.scalars(select(Season.id)).all() if seasons is None else seasons
    if role is not None:
        session.add_all(Membership(season_id=season, user_id=user.id, role=role, given_at=at) for season in of)
    session.flush()
    return user


def one_time_link(session: Session, user_id: int, at: datetime) -> str:
    """The secret of a link that brings somebody in by one press, since the installation asks for no second step."""
    machine = Actor(None, "root", Role.ADMIN, Via.COMMAND_LINE)
    factors.require_factor(session, machine, required=False, now=at)
    return people.issue_link(session, machine, user_id=user_id, now=at)


def sign_in(client: FlaskClient, user_id: int, key: str, at: datetime) -> FlaskClient:
    """A browser in which somebody has just signed in with both factors."""
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = f"{user_id}.{key}", True
        session["since"], session["factor"], session["fs_paa"] = int(at.timestamp()), True, at.timestamp()
    return client
