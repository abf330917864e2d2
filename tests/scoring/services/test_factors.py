"""The second step: a code of the app is taken once, tries are counted in the row, recovery codes work once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from scoring.errors import InputError, NotAllowed
from scoring.services.accounts import factors
from scoring.services.accounts.factors import Shown
from scoring.services.acting import Actor
from scoring.store.database import transaction
from scoring.store.people import Passkey, RecoveryCode, User
from scoring.store.vocabulary import Role, Via
from scoring.store.work import AuditEvent
from tests.people import add_person
from tests.scoring.conftest import NOW, ORGANIZER, Ground

APP = "the app's secret"
STEP = int(NOW.timestamp()) // 30


@pytest.fixture(name="anna")
def _anna(ground: Ground) -> Actor:
    with transaction(ground.engine) as session:
        user = add_person(session, "anna@example.org", "Анна", Role.ORGANIZER, "a" * 32, NOW)
        return Actor(user.id, "Анна", Role.ORGANIZER, Via.WEB, season_id=ground.season_id)


@pytest.fixture(name="paper")
def _paper(engine: Engine, anna: Actor) -> list[str]:
    with transaction(engine) as session:
        return factors.set_up(session, anna, secret=APP, counter=STEP, now=NOW)


def matches(code: str, secret: str, last: int | None) -> int | None:
    """An app whose code is the number of its step."""
    assert secret == APP
    return int(code) if code.isdecimal() and (last is None or int(code) > last) else None


def show(engine: Engine, anna: Actor, code: str, at: datetime = NOW) -> Shown:
    """Show a code of the app in a transaction of its own."""
    with transaction(engine) as session:
        return factors.show_app(session, anna, code, matches, now=at)


def actions(session: Session) -> list[str]:
    """What the journal says of factors."""
    query = select(AuditEvent.action).where(AuditEvent.action.startswith("factor.")).order_by(AuditEvent.number)
    return list(session.scalars(query))


@pytest.mark.usefixtures("paper")
def test_a_code_of_the_app_is_taken_once(engine: Engine, anna: Actor) -> None:
    """Neither it nor one before it is taken again."""
    codes = [str(STEP + 1), str(STEP + 1), str(STEP), str(STEP + 2)]
    assert [Shown.RIGHT, Shown.WRONG, Shown.WRONG, Shown.RIGHT] == [show(engine, anna, code) for code in codes]


@pytest.mark.usefixtures("paper")
def test_five_wrong_codes_lock_the_step(engine: Engine, anna: Actor) -> None:
    """For a quarter of an hour, in which the right one is not taken either; the next five for twice as long."""
    right = str(STEP + 1)
    assert [Shown.WRONG] * 4 + [Shown.LOCKED] * 2 == [show(engine, anna, "x") for _ in range(5)] + [show(engine, anna, right)]
    after = NOW + timedelta(minutes=15)
    assert [Shown.WRONG] * 4 + [Shown.LOCKED] == [show(engine, anna, "x", after) for _ in range(5)]
    assert [Shown.LOCKED, Shown.RIGHT] == [show(engine, anna, right, after + timedelta(minutes=span)) for span in (29, 30)]
    with transaction(engine) as session:
        assert {"factor.set": 1, "factor.wrong": 8, "factor.locked": 2} == {
            action: actions(session).count(action) for action in set(actions(session))
        }


def test_a_recovery_code_works_once(engine: Engine, anna: Actor, paper: list[str]) -> None:
    """However it is written; the others stay."""
    for expected in (Shown.RIGHT, Shown.WRONG):
        with transaction(engine) as session:
            assert expected == factors.show_recovery(session, anna, paper[0].upper().replace("-", " "), now=NOW)
    with transaction(engine) as session:
        assert 9 == factors.codes_left(session, anna.id or 0)


def test_guessing_recovery_codes_locks_as_well(engine: Engine, anna: Actor, paper: list[str]) -> None:
    """The tries are the same as those at the app."""
    for _ in range(5):
        with transaction(engine) as session:
            factors.show_recovery(session, anna, "0000-0000-0000-0000", now=NOW)
    with transaction(engine) as session:
        assert Shown.LOCKED == factors.show_recovery(session, anna, paper[0], now=NOW)


def test_only_digests_of_recovery_codes_are_kept(engine: Engine, paper: list[str]) -> None:
    """Whoever reads the table cannot come in by it."""
    with transaction(engine) as session:
        kept = set(session.scalars(select(RecoveryCode.sha256)))
    assert (10, set()) == (len(kept), kept & {code.replace("-", "") for code in paper})


def test_new_codes_end_those_before(engine: Engine, anna: Actor, paper: list[str]) -> None:
    """Ten fresh ones."""
    with transaction(engine) as session:
        fresh = factors.renew_codes(session, anna, now=NOW)
        assert Shown.WRONG == factors.show_recovery(session, anna, paper[0], now=NOW)
        assert (10, Shown.RIGHT) == (len(fresh), factors.show_recovery(session, anna, fresh[0], now=NOW))


@pytest.mark.usefixtures("paper")
def test_another_person_resets_it_with_a_reason(engine: Engine, anna: Actor) -> None:
    """App, codes and passkeys are gone, the sessions end, and the journal has who and why."""
    number = anna.id or 0
    with transaction(engine) as session:
        key = Passkey(user_id=number, name="k", credential_id=b"1", public_key=b"2", made_at=NOW)
        session.add(key)
    with transaction(engine) as session, pytest.raises(InputError):
        factors.reset(session, ORGANIZER, user_id=number, reason=" ", now=NOW)
    with transaction(engine) as session:
        factors.reset(session, ORGANIZER, user_id=number, reason="потерян телефон", now=NOW)
    with transaction(engine) as session:
        assert (None, 0, []) == (
            factors.factor_of(session, number),
            factors.codes_left(session, number),
            session.scalars(select(Passkey)).all(),
        )
        assert "a" * 32 != session.get_one(User, number).session_key
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "factor.reset")).one()
        assert ("Анна", "потерян телефон") == (event.actor, event.reason)


@pytest.mark.usefixtures("paper")
def test_nobody_resets_his_own_or_that_of_somebody_above(engine: Engine, ground: Ground, anna: Actor) -> None:
    """An organizer resets neither himself nor an admin."""
    with transaction(engine) as session:
        boss = add_person(session, "boss@example.org", "Пётр", Role.ADMIN, "b" * 32, NOW)
        admin = Actor(boss.id, "Пётр", Role.ADMIN, Via.WEB, season_id=ground.season_id)
        for actor, target in ((anna, boss.id), (admin, boss.id)):
            with pytest.raises(NotAllowed):
                factors.reset(session, actor, user_id=target, reason="так", now=NOW)


def test_only_the_installations_keeper_turns_it_off(engine: Engine, ground: Ground) -> None:
    """A season's admin does not."""
    admin = Actor(1, "Пётр", Role.ADMIN, Via.WEB, season_id=ground.season_id)
    with transaction(engine) as session:
        with pytest.raises(NotAllowed):
            factors.require_factor(session, admin, required=False, now=NOW)
        assert factors.is_required(session)
        factors.require_factor(session, ORGANIZER, required=False, now=NOW)
        assert not factors.is_required(session)
