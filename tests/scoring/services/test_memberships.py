"""Roles stand in seasons: who gives which, when they end, and what a role in one season is worth in another."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from criteria import loading
from scoring.errors import Conflict, InputError, NotAllowed
from scoring.services import people, seasons
from scoring.services.accounts import memberships
from scoring.services.acting import Actor
from scoring.services.jury import jurors
from scoring.store.database import transaction
from scoring.store.people import User
from scoring.store.vocabulary import Role, Via
from tests.people import add_person
from tests.scoring.conftest import NOW, ORGANIZER, Ground

DAY = timedelta(days=1)


def person(session: Session, ground: Ground, role: Role, name: str = "anna") -> tuple[User, Actor]:
    """Somebody with a role in the season."""
    user = add_person(session, f"{name}@example.org", name, role, name, NOW, [ground.season_id])
    return user, Actor(user.id, name, role, Via.WEB, season_id=ground.season_id)


def another(session: Session, actor: Actor) -> int:
    """A season of the next year."""
    text = seasons.without_jury(loading.packaged_text("regional"))
    opened = seasons.open_season(
        session, actor, year=2026, contest="К", region="Р", city="Г", zone="UTC", rulebook=text, signers=[], now=NOW
    )
    return opened.id


def test_the_first_person_keeps_the_installation(engine: Engine) -> None:
    """Without a season there is no role to give; whoever opens one is its admin."""
    with transaction(engine) as session:
        user = people.add_user(session, ORGANIZER, email="a@b.example", name="А", role=Role.ADMIN, now=NOW)
        assert (True, {}) == (user.sysadmin, memberships.roles_of(session, user.id, NOW))
        opened = another(session, Actor(user.id, "А", None, Via.WEB, sysadmin=True))
        assert {opened: Role.ADMIN} == memberships.roles_of(session, user.id, NOW)


def test_a_role_ends_by_itself(ground: Ground) -> None:
    """It holds until its moment and not in it."""
    with transaction(ground.engine) as session:
        user, _ = person(session, ground, Role.ORGANIZER)
        memberships.give(session, ORGANIZER, ground.season_id, user, Role.OBSERVER, ends_at=NOW + DAY, now=NOW)
        roles = [memberships.role_of(session, user.id, ground.season_id, NOW + span) for span in (DAY / 2, DAY)]
        assert [Role.OBSERVER, None] == roles


@pytest.mark.parametrize(
    ("giver", "allowed"),
    [(Role.ADMIN, set(Role)), (Role.ORGANIZER, {Role.JUROR}), (Role.OBSERVER, set()), (Role.CHAIR, set()), (Role.JUROR, set())],
)
def test_nobody_gives_more_than_he_has(ground: Ground, giver: Role, allowed: set[Role]) -> None:
    """Admins give every role of their season, organizers that of a juror, everybody else none."""
    given = set()
    with transaction(ground.engine) as session:
        _, actor = person(session, ground, giver, "giver")
        for role in Role:
            user = add_person(session, f"{role}@example.org", "", None, str(role), NOW)
            try:
                memberships.give(session, actor, ground.season_id, user, role, now=NOW)
            except NotAllowed:
                continue
            given.add(role)
    assert allowed == given


def test_nobody_changes_his_own_role(ground: Ground) -> None:
    """Neither up nor down."""
    with transaction(ground.engine) as session:
        user, actor = person(session, ground, Role.ADMIN)
        with pytest.raises(NotAllowed):
            memberships.give(session, actor, ground.season_id, user, Role.OBSERVER, now=NOW)


def test_a_season_keeps_an_admin(ground: Ground) -> None:
    """The last one is neither ended nor made something else."""
    with transaction(ground.engine) as session:
        user, _ = person(session, ground, Role.ADMIN)
        held = memberships.held(session, user.id, ground.season_id, NOW)
        assert held is not None
        with pytest.raises(Conflict):
            memberships.end(session, ORGANIZER, held.id, now=NOW)
        with pytest.raises(Conflict):
            memberships.give(session, ORGANIZER, ground.season_id, user, Role.OBSERVER, now=NOW)


def test_a_juror_does_not_keep_the_season(ground: Ground) -> None:
    """Whoever judges may chair it, and may not organize or observe it."""
    with transaction(ground.engine) as session:
        juror = jurors.name_juror(session, ORGANIZER, ground.season_id, email="j@example.org", name="Ж", now=NOW)
        user = session.get_one(User, juror.user_id)
        for role in (Role.ADMIN, Role.ORGANIZER, Role.OBSERVER):
            with pytest.raises(NotAllowed):
                memberships.give(session, ORGANIZER, ground.season_id, user, role, now=NOW)
        memberships.give(session, ORGANIZER, ground.season_id, user, Role.CHAIR, now=NOW)


def test_leaving_the_jury_ends_the_role(ground: Ground) -> None:
    """A chair stays the chair."""
    with transaction(ground.engine) as session:
        numbers = []
        for email in ("j@example.org", "chair@example.org"):
            juror = jurors.name_juror(session, ORGANIZER, ground.season_id, email=email, name="Ж", now=NOW)
            if email.startswith("chair"):
                user = session.get_one(User, juror.user_id)
                memberships.give(session, ORGANIZER, ground.season_id, user, Role.CHAIR, now=NOW)
            jurors.remove_juror(session, ORGANIZER, juror.id, reason="отказ", now=NOW)
            numbers.append(juror.user_id)
        assert [None, Role.CHAIR] == [memberships.role_of(session, one, ground.season_id, NOW) for one in numbers]


def test_a_role_is_worth_nothing_in_another_season(ground: Ground) -> None:
    """What an admin of one season writes into another is refused, unless he is its admin as well."""
    with transaction(ground.engine) as session:
        user, actor = person(session, ground, Role.ADMIN)
        other = another(session, ORGANIZER)
        version = seasons.season(session, other).version
        amend = partial(
            seasons.amend_season, session, actor, other, version=version, contest="Ч", region="Р", city="Г", signers=[], now=NOW
        )
        with pytest.raises(NotAllowed), session.begin_nested():
            amend()
        memberships.grant(session, other, user, Role.ADMIN, now=NOW)
        amend()


def test_an_account_above_ones_own_is_left_alone(ground: Ground) -> None:
    """No link, no closing, for an administrator of the installation or for people of another season."""
    with transaction(ground.engine) as session:
        _, actor = person(session, ground, Role.ADMIN)
        boss = people.add_sysadmin(session, ORGANIZER, email="boss@example.org", name="Б", now=NOW)
        other = add_person(session, "other@example.org", "Ч", Role.OBSERVER, "o", NOW, [another(session, ORGANIZER)])
        for user in (boss, other):
            with pytest.raises(NotAllowed):
                people.issue_link(session, actor, user_id=user.id, now=NOW)
            with pytest.raises(NotAllowed):
                people.set_active(session, actor, user_id=user.id, active=False, now=NOW)


def test_a_role_that_has_ended_already_is_refused(ground: Ground) -> None:
    """A day behind us is a slip."""
    with transaction(ground.engine) as session:
        user = session.scalars(select(User)).first() or add_person(session, "x@example.org", "", None, "x", NOW)
        with pytest.raises(InputError):
            memberships.give(session, ORGANIZER, ground.season_id, user, Role.OBSERVER, ends_at=NOW, now=NOW)
