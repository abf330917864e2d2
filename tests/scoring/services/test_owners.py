"""Owners of pages: addresses, one-time links, access, and what is foreign."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.errors import InputError, NotAllowed, NotFound
from scoring.season.objecting import Way
from scoring.services import owners
from scoring.store.database import transaction
from scoring.store.owners import OwnerAccess, OwnerContact, OwnerInvitation
from scoring.store.seasons import Page
from scoring.store.work import AuditEvent
from tests.scoring.conftest import NOW, OBSERVER, ORGANIZER, Ground


@pytest.fixture(name="pages")
def _pages(ground: Ground) -> tuple[int, ...]:
    """Three pages of the season; their ids."""
    with transaction(ground.engine) as session:
        rows = [
            Page(season_id=ground.season_id, key=f"vk:club{n}", name=f"Школа {n}", link=f"https://vk.com/club{n}", group_id=n,
                 ogrn_valid=True, register_line=2, search="школа", sphere="Образование" if n < 3 else "Спорт")
            for n in (1, 2, 3)
        ]  # fmt: skip
        session.add_all(rows)
        session.flush()
        return tuple(row.id for row in rows)


def invite(ground: Ground, page: int) -> str:
    """The secret of a new link."""
    with transaction(ground.engine) as session:
        return owners.invite(session, ORGANIZER, ground.season_id, page_id=page, now=NOW).secret


def enter(ground: Ground, secret: str, after: timedelta = timedelta()) -> OwnerAccess:
    """Come in by a link."""
    with transaction(ground.engine) as session:
        return owners.enter(session, secret=secret, now=NOW + after)


def test_a_link_lets_in_once(ground: Ground, pages: tuple[int, ...]) -> None:
    """The second use hears what an unknown secret hears."""
    secret = invite(ground, pages[0])
    assert pages[0] == enter(ground, secret).page_id
    told = []
    for tried in (secret, "unknown"):
        with pytest.raises(NotFound) as error:
            enter(ground, tried)
        told.append(error.value.ru)
    assert told[0] == told[1]


def test_only_the_hash_of_a_secret_is_kept(ground: Ground, pages: tuple[int, ...]) -> None:
    """Whoever reads the database comes in nowhere."""
    secret = invite(ground, pages[0])
    with transaction(ground.engine) as session:
        row = session.scalars(select(OwnerInvitation)).one()
        assert (owners.digest(secret), False) == (row.secret_sha256, secret in str(vars(row)))


@pytest.mark.parametrize("late", [timedelta(days=14), timedelta(days=15)])
def test_a_link_ends_with_its_days(ground: Ground, pages: tuple[int, ...], late: timedelta) -> None:
    """From the moment on that it names."""
    secret = invite(ground, pages[0])
    with pytest.raises(NotFound):
        enter(ground, secret, late)


def test_a_new_link_ends_the_unused_one(ground: Ground, pages: tuple[int, ...]) -> None:
    """Only the newest opens the page."""
    first, second = invite(ground, pages[0]), invite(ground, pages[0])
    with pytest.raises(NotFound):
        enter(ground, first)
    assert pages[0] == enter(ground, second).page_id


def test_a_revoked_link_opens_nothing(ground: Ground, pages: tuple[int, ...]) -> None:
    """Of one page, or of all."""
    secrets = [invite(ground, page) for page in pages]
    with transaction(ground.engine) as session:
        one = owners.revoke_invitations(session, ORGANIZER, ground.season_id, page_id=pages[0], now=NOW)
        rest = owners.revoke_invitations(session, ORGANIZER, ground.season_id, page_id=None, now=NOW)
    assert (1, 2) == (one, rest)
    for secret in secrets:
        with pytest.raises(NotFound):
            enter(ground, secret)


def test_links_in_bulk_go_to_pages_with_an_address_and_no_owner(ground: Ground, pages: tuple[int, ...]) -> None:
    """By sphere, and without address where that is wanted."""
    enter(ground, invite(ground, pages[1]))
    with transaction(ground.engine) as session:
        for page in pages[:2]:
            owners.add_contact(session, ORGANIZER, ground.season_id, page_id=page, email=f"a{page}@b.ru", name="", now=NOW)
        found = owners.invite_all(session, ORGANIZER, ground.season_id, now=NOW)
        every = owners.invite_all(session, ORGANIZER, ground.season_id, now=NOW, every=True)
        sport = owners.invite_all(session, ORGANIZER, ground.season_id, now=NOW, every=True, sphere="Спорт")
    told = [[(one.page.id, one.to) for one in made] for made in (found, every, sport)]
    first = (pages[0], f"a{pages[0]}@b.ru")
    assert [[first], [first, (pages[2], "")], [(pages[2], "")]] == told


def test_an_access_is_known_by_its_key(ground: Ground, pages: tuple[int, ...]) -> None:
    """A guessed key and an unknown id name nothing."""
    access = enter(ground, invite(ground, pages[0]))
    with transaction(ground.engine) as session:
        held = [(access.id, access.session_key), (access.id + 1, "x")]
        assert [access.id] == [row.id for row in owners.accesses(session, held)]
        assert [] == owners.accesses(session, [(access.id, "0" * 32)])


def test_a_closed_access_is_out_at_once(ground: Ground, pages: tuple[int, ...]) -> None:
    """Its key changes, so that the cookie names nothing."""
    access = enter(ground, invite(ground, pages[0]))
    with transaction(ground.engine) as session:
        owners.end_access(session, ORGANIZER, ground.season_id, access_id=access.id, now=NOW)
        assert [] == owners.accesses(session, [(access.id, access.session_key)])


def test_a_page_of_another_season_is_not_found(ground: Ground, pages: tuple[int, ...]) -> None:
    """Neither invited to nor written about."""
    with transaction(ground.engine) as session:
        with pytest.raises(NotFound):
            owners.invite(session, ORGANIZER, ground.season_id, page_id=max(pages) + 100, now=NOW)
        access = owners.give_access(session, page=session.get_one(Page, pages[0]), way=Way.LINK, who="a", now=NOW)
        with pytest.raises(NotFound):
            owners.require_owner(access, pages[1], NOW)


def test_an_observer_does_nothing(ground: Ground, pages: tuple[int, ...], tmp_path: Path) -> None:
    """Every writer asks for the right first."""
    season = ground.season_id

    def refused(session: Session) -> list[type[NotAllowed]]:
        found = []
        for call in (
            lambda: owners.invite(session, OBSERVER, season, page_id=pages[0], now=NOW),
            lambda: owners.invite_all(session, OBSERVER, season, now=NOW),
            lambda: owners.revoke_invitations(session, OBSERVER, season, page_id=None, now=NOW),
            lambda: owners.end_access(session, OBSERVER, season, access_id=1, now=NOW),
            lambda: owners.add_contact(session, OBSERVER, season, page_id=pages[0], email="a@b.ru", name="", now=NOW),
            lambda: owners.remove_contact(session, OBSERVER, season, contact_id=1, now=NOW),
            lambda: owners.take_contacts(session, OBSERVER, season, tmp_path, now=NOW),
        ):
            with pytest.raises(NotAllowed) as error:
                call()
            found.append(type(error.value))
        return found

    with transaction(ground.engine) as session:
        assert [NotAllowed] * 7 == refused(session)


def test_a_file_of_addresses_is_taken_once(ground: Ground, pages: tuple[int, ...], tmp_path: Path) -> None:
    """The second time brings nothing new; the journal has both."""
    file = tmp_path / "a.csv"
    file.write_text("Страница;Почта\nvk.com/club1;a@b.ru\npublic2;c@d.ru\nclub9;e@f.ru\n", encoding="utf-8")
    told = []
    for _ in range(2):
        with transaction(ground.engine) as session:
            report = owners.take_contacts(session, ORGANIZER, ground.season_id, file, now=NOW)
            told.append((report.new, report.same, len(report.refusals)))
    with transaction(ground.engine) as session:
        kept = [(row.page_id, row.email) for row in session.scalars(select(OwnerContact).order_by(OwnerContact.id))]
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "owner.import")).all()
    assert ([(2, 0, 1), (0, 2, 1)], [(pages[0], "a@b.ru"), (pages[1], "c@d.ru")], 2) == (told, kept, len(events))


@pytest.mark.parametrize("email", ["", "нет", "a@", "@b", "a b@c", "a@b@c", "a\x00@b.ru"])
def test_what_is_no_address_is_refused(email: str) -> None:
    """With how one is written."""
    with pytest.raises(InputError):
        owners.clean_email(email)
