"""The life of an award: two persons, grounds, days of notice, versions; and what the database refuses whoever asks."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError, NotAllowed
from scoring.season.awarding import PATHS, AwardAct, AwardGround, AwardKind, AwardStatus
from scoring.services import award_answers, award_changes, awards
from scoring.services.acting import Actor
from scoring.store.awards import AwardChange, AwardEvent
from scoring.store.database import transaction
from scoring.store.letters import Letter
from scoring.store.results import Award
from scoring.store.seasons import Season
from tests.scoring.conftest import NOW, OBSERVER, ORGANIZER, Ground
from tests.scoring.services import awarding

WHY = "Проверка показала, что награду нужно изменить."
MONDAY = datetime(2026, 1, 19, 3, 0, tzinfo=UTC)


@pytest.fixture(name="published")
def _published(ground: Ground) -> Ground:
    """A published season with two awards, an organizer and an admin."""
    with transaction(ground.engine) as session:
        awarding.score(session, ground.season_id)
        awarding.draw_up(session, ground.season_id)
        awarding.make(session, ground.season_id)
        awarding.publish(session, ground.season_id)
    return ground


def ask(
    session: Session, actor: Actor, season_id: int, act: AwardAct, ground: AwardGround, now: datetime = MONDAY, **more: str
) -> AwardChange:
    """A proposal about the winner."""
    award = awarding.award_of(session, season_id)
    return award_changes.propose(session, actor, award.id, act, ground=ground, reason=WHY, now=now, **more)


def test_another_person_suspends_and_the_award_is_suspended(published: Ground) -> None:
    """One proposes, another approves; the history names ground, day and both."""
    with transaction(published.engine) as session:
        anna, boris = awarding.two_people(session, published.season_id)
        change = ask(session, anna, published.season_id, AwardAct.SUSPEND, AwardGround.INQUIRY)
        award_changes.approve(session, boris, change.id, version=change.version, now=MONDAY)

        event = session.scalars(select(AwardEvent).order_by(AwardEvent.id.desc()).limit(1)).one()
        assert AwardStatus.SUSPENDED == awarding.award_of(session, published.season_id).status
        assert event.change is not None
        told = (event.act, event.ground, str(event.effective_on), event.change.proposed_name, event.change.decided_name)
        assert ("suspend", "inquiry", "2026-01-19", "Анна", "Борис") == told


def test_nobody_approves_his_own_proposal(published: Ground) -> None:
    """An admin neither."""
    with transaction(published.engine) as session:
        _, boris = awarding.two_people(session, published.season_id)
        change = ask(session, boris, published.season_id, AwardAct.SUSPEND, AwardGround.INQUIRY)
        with pytest.raises(NotAllowed, match="Another person"):
            award_changes.approve(session, boris, change.id, version=change.version, now=MONDAY)


def test_an_organizer_proposes_and_does_not_approve(published: Ground) -> None:
    """Approving is the admin's right; an observer has neither."""
    with transaction(published.engine) as session:
        anna, boris = awarding.two_people(session, published.season_id)
        change = ask(session, boris, published.season_id, AwardAct.SUSPEND, AwardGround.INQUIRY)
        with pytest.raises(NotAllowed):
            award_changes.approve(session, anna, change.id, version=change.version, now=MONDAY)
        with pytest.raises(NotAllowed):
            ask(session, OBSERVER, published.season_id, AwardAct.SUSPEND, AwardGround.INQUIRY)


def test_in_a_season_of_one_key_one_person_does_both(published: Ground) -> None:
    """The change says so."""
    with transaction(published.engine) as session:
        _, boris = awarding.two_people(session, published.season_id)
        session.get_one(Season, published.season_id).settings = {"two_keys": False}
        change = ask(session, boris, published.season_id, AwardAct.SUSPEND, AwardGround.INQUIRY)
        award_changes.approve(session, boris, change.id, version=change.version, now=MONDAY)

        assert (AwardStatus.SUSPENDED, True) == (change.award.status, change.one_key)


def test_a_revocation_waits_five_working_days(published: Ground) -> None:
    """Asked on a Monday, it is approved on the Tuesday of the next week and not before."""
    with transaction(published.engine) as session:
        anna, boris = awarding.two_people(session, published.season_id)
        change = ask(session, anna, published.season_id, AwardAct.REVOKE, AwardGround.INFLATED)
        assert "2026-01-26" == str(change.notice_until)
        with pytest.raises(Conflict, match=r"until 26\.01\.2026"):
            award_changes.approve(session, boris, change.id, version=change.version, now=MONDAY + timedelta(days=7))
        award_changes.approve(session, boris, change.id, version=change.version, now=MONDAY + timedelta(days=8))

        assert AwardStatus.REVOKED == awarding.award_of(session, published.season_id).status


def test_a_ground_has_to_fit_the_act_and_the_reason_to_be_a_sentence(published: Ground) -> None:
    """Otherwise nothing is written."""
    with transaction(published.engine) as session:
        anna, _ = awarding.two_people(session, published.season_id)
        with pytest.raises(InputError, match="ground"):
            ask(session, anna, published.season_id, AwardAct.SUSPEND, AwardGround.RENAMED)
        award = awarding.award_of(session, published.season_id)
        with pytest.raises(InputError, match="20 characters"):
            award_changes.propose(
                session, anna, award.id, AwardAct.SUSPEND, ground=AwardGround.INQUIRY, reason="надо", now=MONDAY
            )


def test_one_change_at_a_time(published: Ground) -> None:
    """A second one waits for the first to be decided."""
    with transaction(published.engine) as session:
        anna, _ = awarding.two_people(session, published.season_id)
        ask(session, anna, published.season_id, AwardAct.SUSPEND, AwardGround.INQUIRY)
        with pytest.raises(Conflict, match="Another change"):
            ask(session, anna, published.season_id, AwardAct.DECLINE, AwardGround.OWN_WISH)


def test_a_refused_change_changes_nothing_and_keeps_its_note(published: Ground) -> None:
    """Who asked may take it back himself."""
    with transaction(published.engine) as session:
        anna, _ = awarding.two_people(session, published.season_id)
        change = ask(session, anna, published.season_id, AwardAct.REVOKE, AwardGround.BREACH)
        award_answers.note(session, anna, change.id, "Мы исправились.", version=change.version, now=MONDAY)
        award_changes.refuse(session, anna, change.id, version=change.version, note="Владелец исправился.", now=MONDAY)

        assert ("refused", "Мы исправились.", "active") == (change.state, change.answer, change.award.status)


def test_a_stale_decision_is_a_conflict(published: Ground) -> None:
    """The change was amended since the screen was drawn."""
    with transaction(published.engine) as session:
        anna, boris = awarding.two_people(session, published.season_id)
        change = ask(session, anna, published.season_id, AwardAct.SUSPEND, AwardGround.INQUIRY)
        old = change.version
        award_answers.note(session, anna, change.id, "Просим подождать.", version=old, now=MONDAY)
        with pytest.raises(Conflict):
            award_changes.approve(session, boris, change.id, version=old, now=MONDAY)


def correct(session: Session, season_id: int, *, name: str = "Школа № 10") -> tuple[Award, Award]:
    """Take a correction of the winner's name through to the new version; the old one and the new one."""
    anna, boris = awarding.two_people(session, season_id)
    change = ask(session, anna, season_id, AwardAct.CORRECT, AwardGround.WRONG_NAME, name=name)
    award_changes.approve(session, boris, change.id, version=change.version, now=MONDAY)
    drawn = awards.Numbers(lambda: "ZZZZ-ZZZZ-ZZZZ-ZZZZ", lambda taken: max(taken) + 1)
    (new,) = award_changes.draw_corrections(session, season_id, now=MONDAY, numbers=drawn)
    return change.award, new


def test_a_corrected_award_is_a_new_version_that_replaces_the_old_once_it_is_made(published: Ground) -> None:
    """Until its documents are there the old one is valid; then at once the new one is."""
    with transaction(published.engine) as session:
        old, new = correct(session, published.season_id)
        before = (old.status, new.status)
        awarding.make(session, published.season_id)
        done = [award_changes.release(session, ORGANIZER, new.id, now=MONDAY) for _ in range(2)]

        assert ("active", "confirmed") == before
        assert ("superseded", "active", 2, "Школа № 10") == (old.status, new.status, new.version, new.name)
        assert [True, False] == done


def test_a_correction_is_drawn_once(published: Ground) -> None:
    """However often the batch begins."""
    with transaction(published.engine) as session:
        correct(session, published.season_id)
        again = award_changes.draw_corrections(session, published.season_id, now=MONDAY, numbers=awarding.numbers())

        assert [] == again


def test_a_mended_name_does_not_lift_a_suspension(published: Ground) -> None:
    """The new version is suspended too."""
    with transaction(published.engine) as session:
        anna, boris = awarding.two_people(session, published.season_id)
        held = ask(session, anna, published.season_id, AwardAct.SUSPEND, AwardGround.INQUIRY)
        award_changes.approve(session, boris, held.id, version=held.version, now=MONDAY)
        change = ask(session, anna, published.season_id, AwardAct.CORRECT, AwardGround.RENAMED, name="Лицей")
        award_changes.approve(session, boris, change.id, version=change.version, now=MONDAY)
        drawn = awards.Numbers(lambda: "ZZZZ-ZZZZ-ZZZZ-ZZZZ", lambda taken: max(taken) + 1)
        (new,) = award_changes.draw_corrections(session, published.season_id, now=MONDAY, numbers=drawn)
        awarding.make(session, published.season_id)
        award_changes.release(session, boris, new.id, now=MONDAY)

        assert ("superseded", "suspended") == (change.award.status, new.status)


def test_before_publication_an_organizer_mends_a_name_alone(ground: Ground) -> None:
    """Nothing was handed out yet."""
    with transaction(ground.engine) as session:
        awarding.score(session, ground.season_id)
        awarding.draw_up(session, ground.season_id)
        anna, _ = awarding.two_people(session, ground.season_id)
        change = ask(session, anna, ground.season_id, AwardAct.CORRECT, AwardGround.MISPRINT, name="Гимназия")
        drawn = awards.Numbers(lambda: "ZZZZ-ZZZZ-ZZZZ-ZZZZ", lambda taken: max(taken) + 1)
        (new,) = award_changes.draw_corrections(session, ground.season_id, now=NOW, numbers=drawn)
        waiting = awards.orders(session, ground.season_id, public_url="https://awards.example")
        awarding.make(session, ground.season_id)
        award_changes.release(session, anna, new.id, now=NOW)

        assert {"Гимназия", "Школа «Ёлочка»"} == {order.name for order in waiting.values()}
        assert ("superseded", "confirmed") == (change.award.status, new.status)


def test_the_owner_is_told_of_what_becomes_of_his_award(published: Ground) -> None:
    """A letter at the proposal of a revocation, and one when it is done."""
    with transaction(published.engine) as session:
        anna, boris = awarding.two_people(session, published.season_id)
        awarding.owner_of(session, awarding.award_of(session, published.season_id))
        change = ask(session, anna, published.season_id, AwardAct.REVOKE, AwardGround.BREACH)
        award_changes.approve(session, boris, change.id, version=change.version, now=MONDAY + timedelta(days=10))

        assert ["award_notice", "award_revoked"] == list(session.scalars(select(Letter.kind).order_by(Letter.id)))


FORGED = {
    "name": "UPDATE award SET name = 'Другая'",
    "serial": "UPDATE award SET serial = 'X' WHERE id = 1",
    "unrevoked": "UPDATE award SET status = 'active' WHERE status = 'revoked'",
    "deleted": "DELETE FROM award",
    "event": "UPDATE award_event SET ground = 'misuse'",
    "no event": "DELETE FROM award_event",
}


@pytest.mark.parametrize("act", FORGED)
def test_the_database_refuses_to_rewrite_what_happened(published: Ground, act: str) -> None:
    """Whoever asks, on both databases."""
    with transaction(published.engine) as session:
        anna, boris = awarding.two_people(session, published.season_id)
        change = ask(session, anna, published.season_id, AwardAct.REVOKE, AwardGround.BREACH)
        award_changes.approve(session, boris, change.id, version=change.version, now=MONDAY + timedelta(days=10))
    with pytest.raises(DatabaseError), transaction(published.engine) as session:
        session.execute(text(FORGED[act]))


def test_a_page_has_one_living_award_of_a_kind(published: Ground) -> None:
    """A second active one is refused by the database."""
    with transaction(published.engine) as session:
        old = awarding.award_of(session, published.season_id, AwardKind.WINNER)
        copied = ("season_id", "run_id", "page_id", "kind", "name", "nomination", "place", "total", "issued_on")
        session.add(
            Award(
                **{name: getattr(old, name) for name in copied},
                version=2,
                supersedes_id=old.id,
                status=AwardStatus.ACTIVE,
                serial="ZZZZ-ZZZZ-ZZZZ-ZZZZ",
                token="t" * 32,
                status_index=99,
            )
        )
        with pytest.raises(DatabaseError), session.begin_nested():
            session.flush()


def test_the_database_knows_the_same_ways_as_the_program(published: Ground) -> None:
    """Every pair of states is tried on an award that was put into the first of them."""
    allowed = set()
    with transaction(published.engine) as session:
        old = awarding.award_of(session, published.season_id)
        copied = ("season_id", "run_id", "page_id", "name", "nomination", "place", "total", "issued_on")
        same = {name: getattr(old, name) for name in copied} | {"kind": AwardKind.THANKS}
        for number, (start, end) in enumerate(permutations(AwardStatus, 2), start=1):
            tried = session.begin_nested()
            serial = f"9999-9999-9999-{number:04d}"
            session.add(Award(**same, status=start, serial=serial, token=serial, status_index=1000 + number))
            session.flush()
            with suppress(DatabaseError):
                session.execute(update(Award).where(Award.serial == serial).values(status=end))
                allowed.add((start, end))
            tried.rollback()
    assert PATHS == allowed
