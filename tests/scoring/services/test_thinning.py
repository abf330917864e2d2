"""The archive keeps what was decided and not who people were."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.season.course import State
from scoring.services import thinning
from scoring.services.jury.jurors import name_juror
from scoring.store.database import transaction
from scoring.store.jury import Juror
from scoring.store.letters import Letter
from scoring.store.owners import OwnerAccess, OwnerContact
from scoring.store.people import Membership, User
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import Role
from tests.scoring.conftest import NOW, ORGANIZER, Ground

LATER = NOW + timedelta(days=1200)


@pytest.fixture(name="sown")
def _sown(ground: Ground) -> Ground:
    """A season with an owner, a juror and two letters to the same person."""
    with transaction(ground.engine) as session:
        page = Page(
            season_id=ground.season_id, key="vk:1", name="Школа № 1", link="https://vk.com/school1", ogrn_valid=True,
            register_line=2, search="школа № 1",
        )  # fmt: skip
        session.add(page)
        session.flush()
        session.add(OwnerContact(page_id=page.id, email="school@city.example", name="Ирина Завучева", made_at=NOW))
        session.add(
            OwnerAccess(
                page_id=page.id, way="link", who="school@city.example", session_key="k" * 32, granted_at=NOW, ends_at=LATER
            )
        )
        for kind in ("winner", "data_ready"):
            session.add(
                Letter(
                    season_id=ground.season_id, kind=kind, recipient="school@city.example", name="Ирина Завучева",
                    subject="Школе № 1", text="Уважаемая Ирина!", made_at=NOW,
                )
            )  # fmt: skip
        name_juror(
            session, ORGANIZER, ground.season_id, email="judge@city.example", name="Пётр Судьин", organisation="Музей", now=NOW
        )
    return ground


def _thin(session: Session, season_id: int) -> dict[str, int]:
    return thinning.thin(session, ORGANIZER, session.get_one(Season, season_id), now=LATER)


def test_no_name_and_no_address_is_left(sown: Ground) -> None:
    """Contacts are gone, letters are lines without words, and the juror is a number."""
    with transaction(sown.engine) as session:
        counts = _thin(session, sown.season_id)
    with transaction(sown.engine) as session:
        letters = session.scalars(select(Letter)).all()
        juror = session.scalars(select(Juror)).one()
        left = " ".join(
            [juror.user.name, juror.user.email, juror.organisation, *session.scalars(select(OwnerAccess.who))]
            + [f"{one.recipient} {one.name} {one.subject} {one.text}" for one in letters]
        )
        contacts = session.scalars(select(OwnerContact)).all()

    assert [] == contacts
    assert {"contacts": 1, "accesses": 1, "letters": len(letters), "jurors": 1}.items() <= counts.items()
    assert [] == [word for word in ("Ирина", "city.example", "Судьин", "Музей", "Школе") if word in left]


def test_the_doors_are_shut(sown: Ground) -> None:
    """The owner's access is over, and so are the juror's role and account."""
    with transaction(sown.engine) as session:
        _thin(session, sown.season_id)
    with transaction(sown.engine) as session:
        access = session.scalars(select(OwnerAccess)).one()
        user = session.scalars(select(User).join(Juror, Juror.user_id == User.id)).one()
        ended = session.scalars(select(Membership.ends_at).where(Membership.user_id == user.id)).all()

    assert (LATER, False, [LATER]) == (access.revoked_at, user.active, list(ended))


def test_a_juror_of_another_season_keeps_his_account(sown: Ground) -> None:
    """Whoever sits in a season that is under way stays who he is."""
    with transaction(sown.engine) as session:
        old = session.get_one(Season, sown.season_id)
        other = Season(
            year=2027, contest="Следующий", region="", city="", zone=old.zone, state=State.COLLECTING, rulebook=old.rulebook,
            settings=old.settings, created_at=NOW,
        )  # fmt: skip
        session.add(other)
        session.flush()
        user = session.scalars(select(User).join(Juror, Juror.user_id == User.id)).one()
        session.add(Membership(season_id=other.id, user_id=user.id, role=Role.JUROR, given_at=NOW))
        session.flush()
        _thin(session, sown.season_id)

        assert ("Пётр Судьин", True) == (user.name, user.active)
