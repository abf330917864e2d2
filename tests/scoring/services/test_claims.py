"""Claims by a code that is posted on the page: seen, contested, approved, and never by whoever only reads the code."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from scoring.errors import Conflict, InputError, NotAllowed, NotFound
from scoring.season.course import State
from scoring.season.objecting import CONTEST_WAIT, ClaimState, Way
from scoring.services import claims, owners
from scoring.services.claims import Asked
from scoring.store import showing_owners
from scoring.store.database import transaction
from scoring.store.owners import OwnerAccess, PageClaim
from scoring.store.seasons import Page, Season
from tests.scoring.conftest import NOW, OBSERVER, ORGANIZER, Ground


@pytest.fixture(name="page")
def _page(ground: Ground) -> int:
    """A page of the season."""
    with transaction(ground.engine) as session:
        page = Page(season_id=ground.season_id, key="vk:club1", name="Школа", link="", group_id=1, ogrn_valid=True,
                    register_line=2, search="школа")  # fmt: skip
        session.add(page)
        session.flush()
        return page.id


def ask(ground: Ground, page: int) -> Asked:
    """A code for the page."""
    with transaction(ground.engine) as session:
        return claims.ask(session, page_id=page, who="И. Петрова, директор", now=NOW)


def see(ground: Ground, page: int, text: str, after: timedelta = timedelta(hours=1)) -> list[ClaimState]:
    """The page is read and says this; what became of the claims that were found."""
    with transaction(ground.engine) as session:
        row = session.get_one(Page, page)
        return [ClaimState(one.state) for one in claims.seen(session, row, [("wall-1_2", text)], now=NOW + after)]


def enter(ground: Ground, key: str, after: timedelta = timedelta(hours=2)) -> OwnerAccess:
    """Come in by a claim."""
    with transaction(ground.engine) as session:
        return claims.enter(session, key, now=NOW + after)


def own(ground: Ground, page: int) -> OwnerAccess:
    """The page has an owner."""
    with transaction(ground.engine) as session:
        return owners.give_access(session, page=session.get_one(Page, page), way=Way.LINK, who="a@b.ru", now=NOW)


def test_a_posted_code_opens_the_page_once(ground: Ground, page: int) -> None:
    """Inside of any text, in any case; the second time it opens nothing."""
    asked = ask(ground, page)
    assert [ClaimState.APPROVED] == see(ground, page, f"Наш код: {asked.code.lower()}!")
    assert (page, "code") == (enter(ground, asked.key).page_id, Way.CODE)
    with pytest.raises(NotFound):
        enter(ground, asked.key)


def test_who_reads_the_code_on_the_page_does_not_come_in(ground: Ground, page: int) -> None:
    """It is public there; the claimant's own secret is not."""
    asked = ask(ground, page)
    see(ground, page, asked.code)
    with pytest.raises(NotFound):
        enter(ground, asked.code)


@pytest.mark.parametrize("text", ["", "LAVR-AAAAAA-BBBBBB", "код потеряли"])
def test_another_text_proves_nothing(ground: Ground, page: int, text: str) -> None:
    """The claim waits on, and opens nothing."""
    asked = ask(ground, page)
    assert [] == see(ground, page, text)
    with pytest.raises(NotFound):
        enter(ground, asked.key)


def test_a_code_ends_after_a_day(ground: Ground, page: int) -> None:
    """The page is then not even read for it."""
    asked = ask(ground, page)
    assert [] == see(ground, page, asked.code, timedelta(days=1))
    with transaction(ground.engine) as session:
        assert [] == claims.pages_to_read(session, ground.season_id, NOW + timedelta(days=1))


def test_a_page_with_an_owner_waits_two_days(ground: Ground, page: int) -> None:
    """A case and no access; it ripens by itself."""
    own(ground, page)
    asked = ask(ground, page)
    assert [ClaimState.CONTESTED] == see(ground, page, asked.code, timedelta())
    with pytest.raises(NotFound):
        enter(ground, asked.key, CONTEST_WAIT - timedelta(seconds=1))
    assert page == enter(ground, asked.key, CONTEST_WAIT).page_id


def test_the_owner_can_say_no(ground: Ground, page: int) -> None:
    """Then time opens nothing any more, but an organizer may."""
    access = own(ground, page)
    asked = ask(ground, page)
    see(ground, page, asked.code, timedelta())
    with transaction(ground.engine) as session:
        claims.deny(session, session.get_one(OwnerAccess, access.id), asked.claim.id, now=NOW)
    with pytest.raises(NotFound):
        enter(ground, asked.key, timedelta(days=30))
    with transaction(ground.engine) as session:
        assert 1 == len(showing_owners.claims_open(session, ground.season_id, NOW))
        claims.decide(session, ORGANIZER, ground.season_id, claim_id=asked.claim.id, approve=True, note="звонил", now=NOW)
    assert page == enter(ground, asked.key, timedelta(days=30)).page_id


def test_after_the_freeze_only_an_organizer_opens(ground: Ground, page: int) -> None:
    """However long it waits."""
    with transaction(ground.engine) as session:
        session.execute(update(Season).values(state=State.FROZEN, evidence="e" * 64))
    asked = ask(ground, page)
    assert [ClaimState.CONTESTED] == see(ground, page, asked.code)
    with pytest.raises(NotFound):
        enter(ground, asked.key, timedelta(days=30))


def test_a_refused_claim_opens_nothing(ground: Ground, page: int) -> None:
    """And says why; decided once."""
    asked = ask(ground, page)

    def decide(note: str) -> None:
        with transaction(ground.engine) as session:
            season, number = ground.season_id, asked.claim.id
            claims.decide(session, ORGANIZER, season, claim_id=number, approve=False, note=note, now=NOW)

    with pytest.raises(InputError):
        decide(" ")
    decide("не сотрудник")
    with pytest.raises(Conflict):
        decide("ещё раз")
    with pytest.raises(NotFound):
        enter(ground, asked.key)
    with pytest.raises(NotAllowed), transaction(ground.engine) as session:
        claims.decide(session, OBSERVER, ground.season_id, claim_id=asked.claim.id, approve=True, note="а", now=NOW)


def test_only_a_few_codes_wait_for_a_page(ground: Ground, page: int) -> None:
    """A flood of claims is stopped."""
    for _ in range(claims.MOST_WAITING):
        ask(ground, page)
    with pytest.raises(Conflict):
        ask(ground, page)


def test_neither_code_nor_secret_is_kept(ground: Ground, page: int) -> None:
    """Whoever reads the database comes in nowhere."""
    asked = ask(ground, page)
    with transaction(ground.engine) as session:
        told = str(vars(session.get_one(PageClaim, asked.claim.id)))
    assert (False, False) == (asked.code in told, asked.key in told)


def test_a_page_that_is_not_read_waits_for_the_organizer(ground: Ground, page: int) -> None:
    """No code is looked for on it; an organizer's word opens it, days later too."""
    with transaction(ground.engine) as session:
        session.get_one(Page, page).key = "ok:group/1"
    asked = ask(ground, page)
    with transaction(ground.engine) as session:
        assert [] == claims.pages_to_read(session, ground.season_id, NOW)
        later = NOW + timedelta(days=3)
        waiting = [one.id for one in showing_owners.claims_open(session, ground.season_id, later)]
        claims.decide(session, ORGANIZER, ground.season_id, claim_id=asked.claim.id, approve=True, note="знаю лично", now=later)
    assert ([asked.claim.id], page) == (waiting, enter(ground, asked.key, timedelta(days=4)).page_id)
