"""The trail: one chain of events that nobody can bend without its being seen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from scoring.services.acting import Actor
from scoring.services.audit import Verified, network_of, record, verify
from scoring.store.database import transaction
from scoring.store.seasons import Season
from scoring.store.vocabulary import Role, Via
from scoring.store.work import AuditEvent
from tests.scoring.conftest import NOW, ORGANIZER, Ground
from tests.scoring.services.bending import unguarded


def write(session: Session, ground: Ground, *reasons: str, actor: Actor = ORGANIZER) -> None:
    """One event a reason."""
    season = session.get_one(Season, ground.season_id)
    for number, reason in enumerate(reasons):
        at = NOW + timedelta(seconds=number)
        record(session, actor, "season.step", season, season_id=season.id, now=at, after={"n": {2: "ё", 10: 0.1}}, reason=reason)


def verified(engine: Engine) -> Verified:
    """The chain, read by a session of its own."""
    with transaction(engine) as session:
        return verify(session)


def test_a_chain_that_nobody_touched_holds(ground: Ground) -> None:
    """Events of several transactions are one chain without gaps."""
    for reasons in (("a", "b"), ("c",)):
        with transaction(ground.engine) as session:
            write(session, ground, *reasons)
    with transaction(ground.engine) as session:
        numbers = session.scalars(select(AuditEvent.number).order_by(AuditEvent.number)).all()

    assert [*range(1, len(numbers) + 1)] == numbers
    assert Verified(len(numbers), None) == verified(ground.engine)


@pytest.mark.parametrize(
    ("bend", "first"),
    [
        ("UPDATE audit_event SET reason = 'другая' WHERE number = 2", 2),
        ("UPDATE audit_event SET true_actor = 'x', after = '{}' WHERE number = 3", 3),
        ("DELETE FROM audit_event WHERE number = 2", 2),
        ("DELETE FROM audit_event WHERE number = 4", 4),
        ("UPDATE audit_event SET number = 9 WHERE number = 4", 4),
        ("UPDATE audit_head SET number = 3", 5),
    ],
)
def test_the_first_broken_event_is_named(ground: Ground, bend: str, first: int) -> None:
    """Changed, taken out, moved, or cut off at the end: its number is told."""
    with transaction(ground.engine) as session:
        write(session, ground, "a", "b", "c")
    with unguarded(ground.engine, "audit_event") as connection:
        connection.execute(text(bend))

    assert first == verified(ground.engine).broken


@pytest.mark.parametrize("act", ["UPDATE audit_event SET reason = ''", "DELETE FROM audit_event"])
def test_events_can_only_be_added(ground: Ground, act: str) -> None:
    """The database itself refuses anything else."""
    with pytest.raises(DatabaseError, match="only ever added"), ground.engine.begin() as connection:
        connection.execute(text(act))


def test_what_is_rolled_back_leaves_no_event(ground: Ground) -> None:
    """Neither of a transaction, nor of a savepoint, nor of a session that was closed."""
    with Session(ground.engine) as session:
        write(session, ground, "rolled back")
        session.rollback()
        write(session, ground, "closed")
        session.close()
        write(session, ground, "kept")
        savepoint = session.begin_nested()
        write(session, ground, "savepoint")
        savepoint.rollback()
        with session.begin_nested():
            write(session, ground, "inner")
        session.commit()
        told = session.scalars(select(AuditEvent.reason).where(AuditEvent.action == "season.step").order_by(AuditEvent.number))
        assert ["kept", "inner"] == list(told)

    assert verified(ground.engine).broken is None


def test_transactions_at_the_same_moment_take_different_places(ground: Ground) -> None:
    """Eight threads write ten times each, and the chain holds."""

    def often(name: int) -> None:
        for turn in range(10):
            with transaction(ground.engine) as session:
                write(session, ground, f"{name}.{turn}", f"{name}.{turn}+")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(often, range(8)))
    with transaction(ground.engine) as session:
        count = session.scalar(select(func.count()).select_from(AuditEvent))

    assert Verified(161, None) == verified(ground.engine)
    assert 161 == count


def test_whoever_acts_in_anothers_name_is_named(ground: Ground) -> None:
    """The event tells both, and only where they differ."""
    with transaction(ground.engine) as session:
        write(session, ground, "other", actor=Actor(None, "Анна", Role.ADMIN, Via.COMMAND_LINE, behind="root"))
        write(session, ground, "same", actor=Actor(None, "root", Role.ADMIN, Via.COMMAND_LINE, behind="root"))
    with transaction(ground.engine) as session:
        told = session.scalars(select(AuditEvent.true_actor).order_by(AuditEvent.number.desc()).limit(2)).all()

    assert ["", "root"] == told


def test_an_address_is_kept_as_its_network() -> None:
    """Enough to tell an office from the world, too little to tell a person."""
    assert ["192.0.2.0/24", "2001:db8:1::/48", "", ""] == [
        network_of(one) for one in ("192.0.2.77", "2001:db8:1:2::3", None, "no address")
    ]
