"""Jurors and ties: who may sit, what is suggested, what two others may take away."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from scoring.errors import Conflict, InputError, NotAllowed, NotFound
from scoring.season.course import State
from scoring.services import keys
from scoring.services.accounts.memberships import role_of
from scoring.services.acting import Actor
from scoring.services.jury import conflicts, jurors
from scoring.services.people import add_user
from scoring.services.verdicts import sealed_verdicts
from scoring.store.database import transaction
from scoring.store.jury import Conflict as Tie
from scoring.store.jury import Juror, JuryRound
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import ConflictTarget, Role, Via
from tests.scoring.conftest import NOW, OBSERVER, ORGANIZER
from tests.scoring.services.jury.conftest import LATER, Court


def test_naming_makes_an_account_once(court: Court) -> None:
    """With a number and a salt of his own; twice is a Conflict."""
    court.seat("anna@example.org")
    with transaction(court.engine) as session:
        juror = session.scalars(select(Juror)).one()
        assert (Role.JUROR, 32) == (role_of(session, juror.user_id, court.season_id, NOW), len(juror.salt))
    with pytest.raises(Conflict):
        court.seat("Anna@example.org")


def test_who_keeps_the_season_cannot_judge(court: Court) -> None:
    """Nor may he name without the right."""
    with transaction(court.engine) as session:
        add_user(session, ORGANIZER, email="boss@example.org", name="Пётр", role=Role.ORGANIZER, now=NOW)
        with pytest.raises(NotAllowed):
            jurors.name_juror(session, ORGANIZER, court.season_id, email="boss@example.org", name="", now=NOW)
        with pytest.raises(NotAllowed):
            jurors.name_juror(session, OBSERVER, court.season_id, email="new@example.org", name="", now=NOW)


def test_a_removed_juror_counts_no_more_and_may_come_back(court: Court) -> None:
    """His verdicts are kept; under his number they count again."""
    court.open()
    anna = court.people[0]
    court.practise(anna)
    court.finish(anna)
    with transaction(court.engine) as session:
        number = court.juror(session, anna).number
        jurors.remove_juror(session, ORGANIZER, court.juror(session, anna).id, reason="отказалась", now=LATER)
    with transaction(court.engine) as session:
        assert [] == sealed_verdicts(session, court.season_id)
        with pytest.raises(NotFound):
            jurors.juror_of(session, anna, court.season_id)
        again = jurors.name_juror(session, ORGANIZER, court.season_id, email=anna.name, name="", now=LATER)
        assert number == again.number
    with transaction(court.engine) as session:
        assert 7 == len(sealed_verdicts(session, court.season_id))


def test_ties_are_suggested_from_where_a_juror_works(court: Court) -> None:
    """His own page and his municipality are ticked, the founder of his page is not."""
    with transaction(court.engine) as session:
        page = session.scalars(select(Page).order_by(Page.key)).first()
        assert page is not None
        page.name, page.founder, page.municipality = "Детская школа № 7", "Управление образования Бердска", "г. Бердск"
        juror = jurors.name_juror(
            session, ORGANIZER, court.season_id, email="a@example.org", name="", organisation="МБОУ детская школа 7 района",
            municipality="Г. Бердск", now=NOW,
        )  # fmt: skip
        found = {(one.target, one.value): one.preticked for one in conflicts.suggestions(session, juror)}
        assert {
            (ConflictTarget.PAGE, page.key): True,
            (ConflictTarget.FOUNDER, "Управление образования Бердска"): False,
            (ConflictTarget.MUNICIPALITY, "г. Бердск"): True,
        } == found


@pytest.mark.parametrize(
    ("target", "value", "expected"),
    [
        (ConflictTarget.FOUNDER, "администрация", True),
        (ConflictTarget.MUNICIPALITY, "бердск", True),
        (ConflictTarget.SPHERE, "спорт", False),
    ],
)
def test_a_tie_holds_for_every_role(court: Court, target: ConflictTarget, value: str, expected: bool) -> None:
    """A chair's tie is asked about as a juror's is."""
    with transaction(court.engine) as session:
        user = add_user(session, ORGANIZER, email="chair@example.org", name="Вера", role=Role.CHAIR, now=NOW)
        conflicts.add_conflict(session, ORGANIZER, court.season_id, user.id, target, value, now=NOW)
        page = session.scalars(select(Page).where(Page.sphere == "Образование")).first()
        assert page is not None
        assert (expected, False) == (
            conflicts.has_conflict(session, court.season_id, user.id, page),
            conflicts.has_conflict(session, court.season_id, None, page),
        )


def test_a_tie_to_nothing_is_refused(court: Court) -> None:
    """What the register does not know protects from nothing."""
    with pytest.raises(InputError):
        court.seat("anna@example.org", (ConflictTarget.SPHERE, "Балет"))


def test_a_juror_says_nothing_of_others(court: Court) -> None:
    """He declares his own ties only."""
    anna, boris = court.seat("anna@example.org"), court.seat("boris@example.org")
    with transaction(court.engine) as session, pytest.raises(NotAllowed):
        conflicts.add_conflict(session, anna, court.season_id, boris.id or 0, ConflictTarget.SPHERE, "Спорт", now=NOW)


def test_two_others_take_a_tie_away(court: Court) -> None:
    """Its bearer is none of them, and one alone is not enough."""
    people = []
    with transaction(court.engine) as session:
        for name, role in (("a", Role.ADMIN), ("b", Role.ADMIN), ("chair", Role.CHAIR)):
            user = add_user(session, ORGANIZER, email=f"{name}@example.org", name=name, role=role, now=NOW)
            session.flush()
            people.append(Actor(user.id, name, role, Via.WEB))
        chair = people[2]
        tie = conflicts.add_conflict(session, ORGANIZER, court.season_id, chair.id or 0, ConflictTarget.SPHERE, "Спорт", now=NOW)
        found = session.get_one(Season, court.season_id)
        with pytest.raises(NotAllowed):
            conflicts.remove_conflict(session, people[0], tie.id, reason="ошибка", now=NOW)
        for first, second in ((people[0], chair), (people[0], people[1])):
            key = keys.ask(session, first, found, conflicts.removal(tie.id), reason="записано по ошибке", now=NOW)
            keys.confirm(session, second, key.id, read=keys.numbers(session, found), now=NOW)
            if second is chair:
                with pytest.raises(NotAllowed):
                    conflicts.remove_conflict(session, first, tie.id, reason="ошибка", now=NOW)
                keys.use(key)
        conflicts.remove_conflict(session, people[0], tie.id, reason="ошибка", now=NOW)
        gone = session.get_one(Tie, tie.id)
        assert {people[0].id, people[1].id} == {gone.removed_by, gone.removed_second}
        assert found.state == State.SCORED


def test_ties_are_declared_until_the_voting_closes(court: Court) -> None:
    """Later a juror's own form is refused; an organizer may write a tie down still."""
    court.open()
    anna = court.people[0]
    with transaction(court.engine) as session:
        asked = session.scalars(select(JuryRound).where(JuryRound.state == "open")).one()
        assert asked.closes_at is not None
        own = [(ConflictTarget.SPHERE, "Спорт")]
        with pytest.raises(Conflict):
            conflicts.declare(session, anna, court.season_id, own, now=asked.closes_at)
        conflicts.declare(session, anna, court.season_id, own, now=asked.closes_at - timedelta(seconds=1))
        user = court.juror(session, anna).user_id
        conflicts.add_conflict(
            session, ORGANIZER, court.season_id, user, ConflictTarget.FOUNDER, "администрация", now=asked.closes_at
        )
        assert ["Спорт", "администрация"] == [tie.value for tie in conflicts.listed(session, court.season_id, user)]
