"""Codes by mail: five tries in ten minutes, once, and nothing told of who has an address."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from scoring.errors import TooOften
from scoring.services.accounts import codes
from scoring.services.accounts.codes import Asked, Tried
from scoring.store.database import transaction
from scoring.store.people import SignInCode
from tests.people import add_person
from tests.scoring.conftest import NOW

EMAIL = "anna@example.org"


@pytest.fixture(name="base")
def _base(engine: Engine) -> Engine:
    with transaction(engine) as session:
        add_person(session, EMAIL, "Анна", None, "a" * 32, NOW)
    return engine


def ask(session: Session, email: str = EMAIL, *, at: datetime = NOW, network: str = "10.0.0.0/24") -> Asked:
    """Ask for a code, which is drawn as 042."""
    return codes.for_account(session, email=email, network=network, now=at, draw=lambda _: 42)


def tries(base: Engine, asked: Asked, *given: str, at: datetime = NOW) -> list[Tried]:
    """Try these codes, each in a transaction of its own."""
    came = []
    for code in given:
        with transaction(base) as session:
            came.append(codes.try_code(session, asked.id, code, now=at)[0])
    return came


def test_a_code_has_six_digits_and_opens_once(base: Engine) -> None:
    """However it is spaced; the second time it is over."""
    with transaction(base) as session:
        asked = ask(session, "Anna@Example.org ")
    assert ("000042", EMAIL) == (asked.code, asked.recipient)
    assert [Tried.RIGHT, Tried.OVER] == tries(base, asked, "000 042", "000042")


def test_the_fifth_wrong_try_is_the_last(base: Engine) -> None:
    """After it the right code opens nothing."""
    with transaction(base) as session:
        asked = ask(session)
    assert [Tried.WRONG] * 4 + [Tried.OVER] * 2 == tries(base, asked, *["111111"] * 5, "000042")


@pytest.mark.parametrize(("seconds", "came"), [(599, Tried.RIGHT), (600, Tried.OVER)])
def test_a_code_holds_ten_minutes(base: Engine, seconds: int, came: Tried) -> None:
    """And no second longer."""
    with transaction(base) as session:
        asked = ask(session)
    assert [came] == tries(base, asked, "000042", at=NOW + timedelta(seconds=seconds))


def test_an_unknown_address_is_answered_alike(base: Engine) -> None:
    """A row is made and tries are counted in it; no letter leaves, and not even the right digits open anything."""
    with transaction(base) as session:
        asked = ask(session, "nobody@example.org")
    assert (None, "") == (asked.code, asked.recipient)
    assert [Tried.WRONG] * 4 + [Tried.OVER] == tries(base, asked, *["000042"] * 5)


def test_a_code_is_not_kept(base: Engine) -> None:
    """The table holds a salted digest of it only, and another salt each time."""
    with transaction(base) as session:
        ask(session)
        ask(session)
        rows = session.scalars(select(SignInCode)).all()
        assert len({row.digest for row in rows}) == 2
        assert all("000042" not in (row.digest, row.salt) for row in rows)


def test_an_address_is_sent_five_codes_an_hour(base: Engine) -> None:
    """The sixth asking is answered as the others are, but nothing leaves and nothing opens."""
    with transaction(base) as session:
        sent = [ask(session, at=NOW + timedelta(minutes=number)).code for number in range(6)]
        late = ask(session, at=NOW + timedelta(minutes=61))
    assert ["000042"] * 5 + [None] == sent
    assert late.code == "000042"


def test_guessing_is_bounded_by_the_day(base: Engine) -> None:
    """Whoever asks all day long gets twenty codes: a hundred guesses at a million."""
    with transaction(base) as session:
        sent = [ask(session, at=NOW + timedelta(minutes=15 * number), network="").code for number in range(95)]
    assert codes.A_DAY == sum(code is not None for code in sent)


def test_a_network_may_ask_so_often(base: Engine) -> None:
    """Whatever the addresses; another network is not concerned, and an hour later neither is this one."""
    with transaction(base) as session:
        for number in range(codes.FROM_ONE_NETWORK):
            ask(session, f"{number}@example.org")
        with pytest.raises(TooOften):
            ask(session)
        assert ask(session, network="10.0.1.0/24").code is not None
        assert ask(session, at=NOW + timedelta(hours=1, seconds=1)).code is not None
