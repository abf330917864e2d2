"""The owner's page when his award is to be revoked: what is said, the form for his answer, what the organizer then reads."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.season.awarding import AwardAct, AwardGround
from scoring.services import award_changes
from scoring.store.awards import AwardChange
from scoring.store.results import Award
from tests.webadmin.season.conftest import Site, key_of
from tests.webadmin.season.owning import ACTOR, ONE_DATABASE, come_in

pytestmark = ONE_DATABASE
WHY = "Публикации за декабрь оказались накручены."


@pytest.fixture(name="asked")
def _asked(site: Site) -> tuple[int, int]:
    """(page, change): a revocation of the first award is asked for."""

    def ask(session: Session) -> tuple[int, int]:
        award = session.scalars(select(Award).where(Award.serial == site.held.serials[0])).one()
        award.season.settings = {**award.season.settings, "two_keys": False}
        change = award_changes.propose(
            session, ACTOR, award.id, AwardAct.REVOKE, ground=AwardGround.INFLATED, reason=WHY, now=datetime.now(UTC)
        )
        return award.page_id, change.id

    return site.write_and_read(ask)


def test_the_owner_reads_why_and_answers(site: Site, asked: tuple[int, int]) -> None:
    """His words come back to his page, and stand on the organizer's."""
    page, change = asked
    owner = come_in(site, page)
    html = owner.get(f"/my/{page}/").text
    assert (True, True) == (WHY in html, "намерен отозвать награду" in html)

    owner.post(f"/my/{page}/notice/{change}", data={"csrf_token": key_of(owner), "version": "1", "answer": "Это был сбой."})

    award = site.write_and_read(lambda session: session.get_one(AwardChange, change).award_id)
    panel = site.client(signed_in=True).get(f"/panel/awards/details/?id={award}").text
    assert (True, True) == ("Это был сбой." in owner.get(f"/my/{page}/").text, "Это был сбой." in panel)


def test_a_fault_leaves_what_was_typed(site: Site, asked: tuple[int, int]) -> None:
    """A form made from an older version comes back with the words in it."""
    page, change = asked
    owner = come_in(site, page)
    sent = {"csrf_token": key_of(owner), "version": "7", "answer": "Слова владельца"}
    answer = owner.post(f"/my/{page}/notice/{change}", data=sent)
    assert (409, True) == (answer.status_code, ">Слова владельца</textarea>" in answer.text)
