"""People come in by one-time links only."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError, NotAllowed, NotFound
from scoring.services import people
from scoring.store.database import transaction
from scoring.store.people import SignInLink, User
from scoring.store.vocabulary import Role
from tests.scoring.conftest import NOW, OBSERVER, ORGANIZER


def _person(session: Session) -> User:
    user = people.add_user(session, ORGANIZER, email="Anna@Region.example", name="Анна Ёлкина", role=Role.ADMIN, now=NOW)
    session.flush()
    return user


def test_a_fresh_installation_has_no_account(engine: Engine) -> None:
    """Nobody can come in before somebody was added on the command line."""
    with transaction(engine) as session:
        assert [] == session.scalars(select(User)).all()


def test_a_link_opens_once(engine: Engine) -> None:
    """The second use of a link is refused."""
    with transaction(engine) as session:
        user = _person(session)
        secret = people.issue_link(session, ORGANIZER, user_id=user.id, now=NOW)

        assert user.id == people.redeem_link(session, secret=secret, now=NOW).id
        with pytest.raises(NotFound):
            people.redeem_link(session, secret=secret, now=NOW)


def test_a_link_dies_after_a_day(engine: Engine) -> None:
    """A link that is 24 hours old opens nothing."""
    with transaction(engine) as session:
        secret = people.issue_link(session, ORGANIZER, user_id=_person(session).id, now=NOW)

        with pytest.raises(NotFound):
            people.redeem_link(session, secret=secret, now=NOW + timedelta(hours=24))


def test_only_the_digest_of_a_link_is_kept(engine: Engine) -> None:
    """Whoever reads the table cannot come in by it."""
    with transaction(engine) as session:
        secret = people.issue_link(session, ORGANIZER, user_id=_person(session).id, now=NOW)
        session.flush()

        kept = session.scalars(select(SignInLink)).one()
        assert secret not in {kept.secret_sha256, str(kept.id)}


def test_closing_an_account_ends_its_sessions_and_links(engine: Engine) -> None:
    """The key that stands in every cookie changes, and an unused link opens nothing any more."""
    with transaction(engine) as session:
        user = _person(session)
        secret = people.issue_link(session, ORGANIZER, user_id=user.id, now=NOW)
        key = user.session_key

        people.set_active(session, ORGANIZER, user_id=user.id, active=False, now=NOW)

        assert key != user.session_key
        with pytest.raises(NotFound):
            people.redeem_link(session, secret=secret, now=NOW)


def test_an_address_is_taken_once_whatever_its_case(engine: Engine) -> None:
    """The same address in other letters is the same person."""
    with transaction(engine) as session:
        _person(session)

        with pytest.raises(Conflict):
            people.add_user(session, ORGANIZER, email="ANNA@region.example", name="", role=Role.ADMIN, now=NOW)


@pytest.mark.parametrize("email", ["", "anna", "a b@c.example", "@c.example", "anna@"])
def test_what_is_no_address_is_refused(engine: Engine, email: str) -> None:
    """A slip of the pen is told at once."""
    with transaction(engine) as session, pytest.raises(InputError):
        people.add_user(session, ORGANIZER, email=email, name="", role=Role.OBSERVER, now=NOW)


def test_an_observer_adds_nobody(engine: Engine) -> None:
    """Only organizers write."""
    with transaction(engine) as session, pytest.raises(NotAllowed):
        people.add_user(session, OBSERVER, email="a@b.example", name="", role=Role.OBSERVER, now=NOW)
