"""The archive keeps what was decided and not who people were."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.home import Home
from scoring.season.course import State
from scoring.services import thinning
from scoring.services.attachments import folder_of
from scoring.services.jury.jurors import name_juror
from scoring.services.lost_files import forget_lost
from scoring.store.appeals import Appeal
from scoring.store.database import transaction
from scoring.store.jury import Conflict, Juror
from scoring.store.letters import Letter
from scoring.store.owners import Objection, ObjectionFile, OwnerAccess, OwnerContact
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


def test_words_of_objections_and_reasons_of_ties_go(sown: Ground, tmp_path: Path) -> None:
    """What was asked, decided and answered stays; an enclosed file goes with its row, one that a row names stays."""
    home = Home(home=tmp_path)
    folder = folder_of(home)
    folder.mkdir(parents=True)
    for name in ("a" * 32 + ".png", "b" * 32 + ".png"):
        (folder / name).write_bytes(b"x")
        os.utime(folder / name, (NOW.timestamp(), NOW.timestamp()))
    with transaction(sown.engine) as session:
        page = session.scalars(select(Page)).one()
        user = session.scalars(select(User)).first()
        assert user is not None
        objection = Objection(
            season_id=sown.season_id, page_id=page.id, form="f" * 32, criterion="A1", ground="other", words="Ирина ответила сама",
            link="https://vk.com/id1", made_name="Ирина", made_at=NOW, state="refused", ended_at=NOW, decided_name="Анна",
            answer="Ответа нет",
        )  # fmt: skip
        objection.file = ObjectionFile(name="снимок.png", kind="png", stored="a" * 32 + ".png", size=1, sha256="0" * 64)
        tie = Conflict(season_id=sown.season_id, user_id=user.id, target="page", value=page.key, source="self", made_at=NOW,
                       reason="там работает сестра")  # fmt: skip
        session.add_all((objection, tie))
        session.flush()
        before = forget_lost(session, home, now=LATER)
        counts = _thin(session, sown.season_id)
        after = forget_lost(session, home, now=LATER)
    with transaction(sown.engine) as session:
        kept = session.scalars(select(Objection)).one()
        reason = session.scalars(select(Conflict.reason)).one()
    assert (thinning.GONE, "", thinning.GONE, "Ответа нет", thinning.GONE) == (
        kept.words, kept.link, kept.made_name, kept.answer, reason
    )  # fmt: skip
    assert ((1, 1), (1, 1, 1), []) == (
        (before, after), (counts["objections"], counts["ties"], counts["files"]), list(folder.iterdir())
    )  # fmt: skip


def test_what_an_appellant_wrote_goes(sown: Ground) -> None:
    """Ground, outcome and answer stay; his name, words, talk and how to reach him do not."""
    with transaction(sown.engine) as session:
        page = session.scalars(select(Page)).one()
        session.add(
            Appeal(season_id=sown.season_id, page_id=page.id, form="f" * 32, ground="procedure", words="Ирина спорит", link="https://a",
                   contact="8 900", made_name="Ирина", made_at=NOW, decide_by=NOW.date(), state="inadmissible", ended_at=NOW,
                   inadmissible="comparison", answer="Сравнивать нечего", talk=[{"who": "owner", "text": "Ирина"}])
        )  # fmt: skip
        session.flush()
        counts = _thin(session, sown.season_id)
    with transaction(sown.engine) as session:
        kept = session.scalars(select(Appeal)).one()
    assert (1, "procedure", "Сравнивать нечего", "", "", [], thinning.GONE, thinning.GONE) == (
        counts["appeals"], kept.ground, kept.answer, kept.link, kept.contact, kept.talk, kept.words, kept.made_name
    )  # fmt: skip


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
