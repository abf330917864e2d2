"""An owner answers at his own door when his award is to be revoked."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError, NotFound
from scoring.season.awarding import AwardAct, AwardGround
from scoring.season.objecting import Way
from scoring.services import award_answers, award_changes, owners
from scoring.services.acting import Actor
from scoring.store.awards import AwardChange
from scoring.store.database import transaction
from scoring.store.owners import OwnerAccess
from scoring.store.seasons import Page
from scoring.store.vocabulary import Role, Via
from scoring.store.work import AuditEvent
from tests.scoring.conftest import Ground
from tests.scoring.services import awarding
from tests.scoring.services.test_award_changes import MONDAY, _published, ask

__all__ = ["_published"]
WORDS = "Записи удалил подрядчик, мы их восстановили."


def doors(session: Session, ground: Ground, act: AwardAct = AwardAct.REVOKE) -> tuple[AwardChange, OwnerAccess]:
    """A change of the winner's award, asked for on a Monday, and its owner."""
    anna, _ = awarding.two_people(session, ground.season_id)
    why = AwardGround.INFLATED if act is AwardAct.REVOKE else AwardGround.INQUIRY
    change = ask(session, anna, ground.season_id, act, why)
    access = owners.give_access(session, page=change.award.page, way=Way.LINK, who="school@example.org", now=MONDAY)
    session.flush()
    return change, access


def test_the_owner_answers_and_the_journal_knows_who(published: Ground) -> None:
    """His words stand beside the proposal; the journal names the page and his address."""
    with transaction(published.engine) as session:
        change, access = doors(session, published)
        award_answers.answer(session, access, change.id, f" {WORDS} ", version=change.version, now=MONDAY)
        kept = change.answer
    with transaction(published.engine) as session:
        event = session.query(AuditEvent).where(AuditEvent.action == "award.answer").one()
        assert (WORDS, True) == (kept, "school@example.org" in event.actor)


def test_he_may_say_it_anew_until_the_last_day(published: Ground) -> None:
    """The last day of notice is his; the day after it is not."""
    with transaction(published.engine) as session:
        change, access = doors(session, published)
        award_answers.answer(session, access, change.id, WORDS, version=change.version, now=MONDAY)
        award_answers.answer(session, access, change.id, "Короче.", version=change.version, now=MONDAY + timedelta(days=7))
        with pytest.raises(Conflict, match="due by 2026-01-26"):
            award_answers.answer(session, access, change.id, WORDS, version=change.version, now=MONDAY + timedelta(days=8))
        assert "Короче." == change.answer


def test_what_is_decided_is_not_answered(published: Ground) -> None:
    """He is told to write a letter."""
    with transaction(published.engine) as session:
        change, access = doors(session, published)
        organizer = Actor(change.proposed_by, change.proposed_name, Role.ORGANIZER, Via.WEB)
        award_changes.refuse(session, organizer, change.id, version=change.version, note="Ошиблись.", now=MONDAY)
        with pytest.raises(Conflict, match="decided already"):
            award_answers.answer(session, access, change.id, WORDS, version=change.version, now=MONDAY)


def test_another_pages_owner_finds_nothing(published: Ground) -> None:
    """Neither the change nor that it is there."""
    with transaction(published.engine) as session:
        change, _ = doors(session, published)
        other = session.query(Page).where(Page.id != change.award.page_id).first()
        assert other is not None
        stranger = owners.give_access(session, page=other, way=Way.LINK, who="x@example.org", now=MONDAY)
        session.flush()
        with pytest.raises(NotFound):
            award_answers.answer(session, stranger, change.id, WORDS, version=change.version, now=MONDAY)


def test_a_change_without_notice_asks_for_no_answer(published: Ground) -> None:
    """A suspension happens at once."""
    with transaction(published.engine) as session:
        change, access = doors(session, published, AwardAct.SUSPEND)
        with pytest.raises(NotFound):
            award_answers.answer(session, access, change.id, WORDS, version=change.version, now=MONDAY)


@pytest.mark.parametrize("words", ["", " ", "x" * 2_001, "a\0b"])
def test_an_answer_is_a_text(published: Ground, words: str) -> None:
    """Neither nothing, nor a book."""
    with transaction(published.engine) as session:
        change, access = doors(session, published)
        with pytest.raises(InputError, match="owner's answer"):
            award_answers.answer(session, access, change.id, words, version=change.version, now=MONDAY)
