"""Approving by retyping the count; declining, holding, taking back; who sees and who may."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError, NotAllowed, NotFound
from scoring.season.course import State
from scoring.services.acting import Actor
from scoring.services.letters import approving
from scoring.services.letters.approving import Batch
from scoring.store.database import transaction
from scoring.store.jury import Conflict as Tie
from scoring.store.letters import Letter
from scoring.store.seasons import Season
from scoring.store.vocabulary import ConflictSource, ConflictTarget, LetterState, Role, Via
from tests.scoring.conftest import NOW
from tests.scoring.services.letters.conftest import ADMIN, ORGANIZER, Outbox

LATER = NOW + timedelta(hours=2)
OBSERVER = Actor(3, "Нина Глазова", Role.OBSERVER, Via.WEB)


def _batch(outbox: Outbox, kind: str = "name_check", actor: Actor = ADMIN) -> Batch:
    with Session(outbox.engine) as session:
        found = approving.batches(session, actor, session.get_one(Season, outbox.season_id))
        return next(one for one in found if one.kind.code == kind)


def _approve(outbox: Outbox, typed: str, seen: str = "", kind: str = "name_check", actor: Actor = ADMIN) -> int:
    seen = seen or _batch(outbox, kind).seen
    with transaction(outbox.engine) as session:
        return approving.approve(session, actor, outbox.season_id, kind, typed=typed, seen=seen, now=NOW)


def test_the_right_count_lets_them_go(outbox: Outbox) -> None:
    """All that wait of the kind, in the name of whoever typed it."""
    outbox.draft(people=3)

    count = _approve(outbox, " 3 ")

    assert (3, [(LetterState.APPROVED, 1, NOW)] * 3) == (
        count,
        [(one.state, one.approved_by, one.approved_at) for one in outbox.letters()],
    )


@pytest.mark.parametrize("typed", ["", "2", "4", "три", "-3", "3.0", "³"])
def test_another_count_lets_none_go(outbox: Outbox, typed: str) -> None:
    """And says so."""
    outbox.draft(people=3)

    with pytest.raises(InputError):
        _approve(outbox, typed)
    assert [LetterState.DRAFTED] * 3 == outbox.states()


def test_a_letter_that_came_meanwhile_stops_the_approval(outbox: Outbox) -> None:
    """Also where the typed number is right by now."""
    outbox.draft(people=2)
    seen = _batch(outbox).seen
    outbox.draft(people=3)

    with pytest.raises(Conflict):
        _approve(outbox, "3", seen)


def test_other_kinds_are_not_touched(outbox: Outbox) -> None:
    """Each has its own count."""
    outbox.draft(people=2)
    outbox.draft("juror_invite", people=2)

    _approve(outbox, "2")

    assert [LetterState.APPROVED] * 2 + [LetterState.DRAFTED] * 2 == outbox.states()


@pytest.mark.parametrize("actor", [ORGANIZER, OBSERVER], ids=["organizer", "observer"])
def test_only_the_admin_approves(outbox: Outbox, actor: Actor) -> None:
    """The right stands in the table of rights."""
    outbox.draft("juror_invite", people=1)
    seen = _batch(outbox, "juror_invite").seen

    with pytest.raises(NotAllowed):
        _approve(outbox, "1", seen, "juror_invite", actor)


def test_letters_about_results_are_nobodys_who_may_not_see_the_ranking(outbox: Outbox) -> None:
    """In no list, no count and no single look, until the results are public."""
    outbox.draft("winner", people=1)
    outbox.draft("juror_invite", people=1)

    with Session(outbox.engine) as session:
        found = session.get_one(Season, outbox.season_id)
        before = [one.kind.code for one in approving.batches(session, ORGANIZER, found)]
    outbox.stand(State.PUBLISHED)
    with Session(outbox.engine) as session:
        found = session.get_one(Season, outbox.season_id)
        after = [one.kind.code for one in approving.batches(session, ORGANIZER, found)]

    assert (["juror_invite"], ["juror_invite", "winner"]) == (before, after)


def test_a_letter_about_a_tied_page_is_hidden_from_whoever_is_tied(outbox: Outbox) -> None:
    """As the page is in the table of decisions."""
    outbox.draft("winner", people=1)
    with transaction(outbox.engine) as session:
        session.get_one(Letter, 1).page_id = 1
        session.add(
            Tie(
                season_id=outbox.season_id, user_id=1, target=ConflictTarget.PAGE, value="vk:100",
                source=ConflictSource.SELF, made_at=NOW,
            )
        )  # fmt: skip

    with Session(outbox.engine) as session:
        assert [] == approving.batches(session, ADMIN, session.get_one(Season, outbox.season_id))


def test_declined_letters_stay_with_the_reason_in_the_journal(outbox: Outbox) -> None:
    """None of them leaves."""
    outbox.draft("juror_invite", people=2)
    seen = _batch(outbox, "juror_invite").seen

    with transaction(outbox.engine) as session:
        approving.decline(
            session, ORGANIZER, outbox.season_id, "juror_invite", reason="Позвонили каждому сами", seen=seen, now=NOW
        )

    assert [LetterState.CANCELLED] * 2 == outbox.states()


def test_declining_needs_its_reason(outbox: Outbox) -> None:
    """A sentence, not a word."""
    outbox.draft(people=1)

    with pytest.raises(InputError), transaction(outbox.engine) as session:
        approving.decline(session, ADMIN, outbox.season_id, "name_check", reason="нет", seen=_batch(outbox).seen, now=NOW)


def test_held_letters_know_their_moment(outbox: Outbox) -> None:
    """Armed by a person, released by the clock."""
    outbox.draft(people=2)
    _approve(outbox, "2")

    with transaction(outbox.engine) as session:
        approving.hold(session, ADMIN, outbox.season_id, "name_check", release_at=LATER, now=NOW)

    assert (LATER, [LATER] * 2) == (_batch(outbox).release_at, [one.release_at for one in outbox.letters()])


def test_a_moment_that_is_over_holds_nothing(outbox: Outbox) -> None:
    """It would let them go at once."""
    outbox.draft(people=1)
    _approve(outbox, "1")

    with pytest.raises(InputError), transaction(outbox.engine) as session:
        approving.hold(session, ADMIN, outbox.season_id, "name_check", release_at=NOW, now=NOW)


def test_disarmed_letters_wait_for_a_person_again(outbox: Outbox) -> None:
    """Their approval is gone."""
    outbox.draft(people=2)
    _approve(outbox, "2")

    with transaction(outbox.engine) as session:
        approving.disarm(session, ADMIN, outbox.season_id, "name_check", now=NOW)

    assert [(LetterState.DRAFTED, None, None)] * 2 == [(one.state, one.approved_by, one.release_at) for one in outbox.letters()]


def test_what_has_left_cannot_be_disarmed(outbox: Outbox) -> None:
    """There is nothing to take back."""
    outbox.draft(people=1)

    with pytest.raises(Conflict), transaction(outbox.engine) as session:
        approving.disarm(session, ADMIN, outbox.season_id, "name_check", now=NOW)


def test_an_unknown_kind_is_not_there(outbox: Outbox) -> None:
    """Whatever the address says."""
    with pytest.raises(NotFound):
        _approve(outbox, "1", "x", "no_such")


def test_a_failed_letter_can_be_tried_again(outbox: Outbox) -> None:
    """Its reason is gone, its attempts begin anew."""
    outbox.draft(people=1)
    with transaction(outbox.engine) as session:
        letter = session.get_one(Letter, 1)
        letter.state, letter.error, letter.attempts, letter.approved_at = LetterState.FAILED, "550", 5, NOW

    with transaction(outbox.engine) as session:
        approving.again(session, ADMIN, 1, now=NOW)

    assert [(LetterState.APPROVED, "", 0)] == [(one.state, one.error, one.attempts) for one in outbox.letters()]


def test_a_letter_that_did_not_fail_is_not_tried_again(outbox: Outbox) -> None:
    """It would leave twice."""
    outbox.draft(people=1)

    with pytest.raises(Conflict), transaction(outbox.engine) as session:
        approving.again(session, ADMIN, 1, now=NOW)


@pytest.mark.parametrize(
    ("left", "state", "sent"), [(True, LetterState.SENT, NOW), (False, LetterState.APPROVED, None)], ids=["left", "not"]
)
def test_a_person_settles_a_letter_in_doubt(outbox: Outbox, left: bool, state: LetterState, sent: object) -> None:
    """By what the mail server's log says."""
    outbox.draft(people=1)
    with transaction(outbox.engine) as session:
        letter = session.get_one(Letter, 1)
        letter.state, letter.sending_at, letter.error = LetterState.SENDING, NOW, "связь прервалась"

    with transaction(outbox.engine) as session:
        approving.settle(session, ADMIN, 1, left=left, now=LATER)

    assert [(state, sent, "")] == [(one.state, one.sent_at, one.error) for one in outbox.letters()]
