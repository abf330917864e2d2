"""The desk: what is dealt to whom, and that an answer is kept once and for what it is."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from scoring.errors import Conflict, InputError, NewerAnswer, NotFound, RoundClosed
from scoring.services.acting import Actor
from scoring.services.jury import conflicts, desk, progress, receipts
from scoring.services.verdicts import counted_votes, sealed_verdicts
from scoring.store.database import transaction
from scoring.store.jury import Deal, JuryCard, JuryRound, Verdict
from scoring.store.seasons import Page
from scoring.store.vocabulary import ConflictSource, ConflictTarget, DealState
from tests.scoring.conftest import ORGANIZER
from tests.scoring.services.jury.conftest import LATER, Court, client_id


def ready(court: Court, people: int = 3, **rule: object) -> Actor:
    """An open round, and its first juror, who has practised."""
    court.open(people, **rule)
    court.practise(court.people[0])
    return court.people[0]


def dealt(court: Court, actor: Actor, now: object = LATER) -> Deal:
    """The juror's next card, which there is."""
    deal = court.next(actor, now)  # type: ignore[arg-type]  # a moment
    assert deal is not None
    return deal


def state(court: Court, actor: Actor, now: object = LATER) -> progress.DeskState:
    """Where the juror stands."""
    with transaction(court.engine) as session:
        return progress.desk_state(session, court.juror(session, actor), now=now)  # type: ignore[arg-type]  # a moment


def test_practice_comes_first_and_is_told_about(court: Court) -> None:
    """Three cards, a comment after each, then the juror has practised; none of it counts."""
    court.open()
    anna = court.people[0]
    told = []
    for _ in range(3):
        deal = dealt(court, anna)
        assert deal.card.practice
        told.append(court.say(anna, deal).comment_ru)
    assert all("учебная" in one for one in told)
    assert not dealt(court, anna).card.practice
    with transaction(court.engine) as session:
        assert court.juror(session, anna).practised_at is not None
        assert ([], 0) == (sealed_verdicts(session, court.season_id), len(receipts.own_verdicts(session, anna, court.season_id)))
    assert 0 == state(court, anna).answered


def test_safety_comes_before_the_border_and_then_nothing_is_left(court: Court) -> None:
    """Three looks for safety, then the four cards of the border; None at the end."""
    anna = ready(court)
    given = court.finish(anna)
    assert ["safety"] * 3 + ["border"] * 4 == [deal.card.lane for deal in given]
    assert (7, 0, 0) == (state(court, anna).answered, state(court, anna).put_aside, state(court, anna).left)


def test_an_open_card_comes_again(court: Court) -> None:
    """A second tab gets the same card."""
    anna = ready(court)
    assert dealt(court, anna).public_id == dealt(court, anna).public_id


def test_a_hand_holds_several_cards(court: Court) -> None:
    """For a telephone that may lose its network."""
    anna = ready(court)
    with transaction(court.engine) as session:
        first = [deal.public_id for deal in desk.hand(session, anna, court.season_id, size=3, now=LATER)]
    with transaction(court.engine) as session:
        again = [deal.public_id for deal in desk.hand(session, anna, court.season_id, size=5, now=LATER)]
    assert (3, 5, first) == (len(set(first)), len(set(again)), again[:3])


def test_a_reserved_seat_is_given_to_nobody_else_for_half_an_hour(court: Court) -> None:
    """Then it comes back to others."""
    anna = ready(court)
    boris = court.people[1]
    court.practise(boris)
    held = dealt(court, anna)
    others = [deal.card_id for deal in court.finish(boris)]
    assert held.card_id not in others
    assert held.card_id == dealt(court, boris, LATER + timedelta(minutes=30)).card_id


def test_without_a_form_of_conflicts_nothing_is_dealt(court: Court) -> None:
    """And to the staff never."""
    anna = ready(court)
    with transaction(court.engine) as session:
        court.juror(session, anna).declared_at = None
    with pytest.raises(Conflict):
        court.next(anna)
    with pytest.raises(NotFound):
        court.next(ORGANIZER)


def test_a_page_with_a_conflict_is_never_dealt(court: Court) -> None:
    """Neither of its two cards."""
    court.open(2)
    with transaction(court.engine) as session:
        key = session.scalars(select(Page.key).join(JuryCard).where(JuryCard.lane == "safety", ~JuryCard.practice)).first()
    assert key is not None
    actor = court.seat("tied@example.org", (ConflictTarget.PAGE, key))
    court.practise(actor)
    assert key not in {deal.card.page.key for deal in court.finish(actor)}


def test_a_recusal_leaves_no_trace(court: Court) -> None:
    """Neither in lists, nor in counts, nor behind its address; an answer that was given counts no more."""
    anna = ready(court, 1)
    deals = court.finish(anna, "no")
    before = state(court, anna)
    gone = next(deal for deal in deals if deal.card.lane == "border")
    pages = sum(deal.card.page_id == gone.card.page_id for deal in deals)
    with transaction(court.engine) as session:
        desk.recuse(session, anna, gone.public_id, now=LATER)

    after = state(court, anna)
    with transaction(court.engine) as session:
        listed = receipts.own_verdicts(session, anna, court.season_id)
        assert gone.card.page_id not in {one.deal.card.page_id for one in listed}
        assert gone.card.page.key not in {vote.page for vote in counted_votes(session, court.season_id)}
        tie = conflicts.listed(session, court.season_id, anna.id or 0)[0]
        assert (gone.card.page.key, ConflictSource.SELF) == (tie.value, tie.source)
    assert before.answered - pages == after.answered == len(listed)
    assert court.next(anna) is None
    with transaction(court.engine) as session, pytest.raises(NotFound):
        desk.open_deal(session, anna, gone.public_id)
    with pytest.raises(NotFound):
        court.say(anna, gone)


def test_an_answer_is_undone_and_given_again(court: Court) -> None:
    """All of it is kept as rows; the last one counts."""
    anna = ready(court)
    deal = dealt(court, anna)
    saved = court.say(anna, deal, "no")
    with transaction(court.engine) as session:
        undone = desk.undo(session, anna, deal.public_id, client_id=client_id(), version=saved.version, now=LATER)
    assert (0, DealState.OPENED, deal.public_id) == (state(court, anna).answered, undone.state, dealt(court, anna).public_id)
    last = court.say(anna, deal, "yes", version=undone.version)
    with transaction(court.engine) as session:
        words = list(session.scalars(select(Verdict.answer).where(Verdict.deal_id == deal.id).order_by(Verdict.revision)))
    assert (["no", "withdrawn", "yes"], 3) == (words, last.revision)


def test_the_same_request_again_changes_nothing(court: Court) -> None:
    """It answers what it answered first."""
    anna = ready(court)
    deal, once = dealt(court, anna), client_id()
    first = court.say(anna, deal, client_id=once)
    assert first == court.say(anna, deal, client_id=once)
    with transaction(court.engine) as session:
        assert 1 == session.scalar(select(func.count()).where(Verdict.deal_id == deal.id))


def test_a_stale_answer_is_told_the_newer_one(court: Court) -> None:
    """Two tabs: the second sees what the first has said, and the version to answer with."""
    anna = ready(court)
    deal = dealt(court, anna)
    first = court.say(anna, deal, "no", comment="пусто с лета")
    with pytest.raises(NewerAnswer) as caught:
        court.say(anna, deal, "yes")
    assert ("no", "weak", "пусто с лета", first.version) == (
        caught.value.answer, caught.value.reason, caught.value.comment, caught.value.version,
    )  # fmt: skip


def test_a_foreign_card_is_as_unknown_as_one_that_is_not(court: Court) -> None:
    """In the same words."""
    anna = ready(court)
    deal = dealt(court, anna)
    told = set()
    for public_id in (deal.public_id, "x" * 22):
        with transaction(court.engine) as session, pytest.raises(NotFound) as caught:
            desk.open_deal(session, court.people[1], public_id)
        told.add(caught.value.ru)
    assert 1 == len(told)


@pytest.mark.parametrize("given", [{"word": "maybe"}, {"word": "no", "reason": "other"}, {"word": "no", "reason": "ugly"}])
def test_a_wrong_answer_is_refused(court: Court, given: dict[str, Any]) -> None:
    """Unknown words and reasons, and «other» without a comment."""
    anna = ready(court)
    with pytest.raises(InputError):
        court.say(anna, dealt(court, anna), **given)


def test_cards_put_aside_come_at_the_end(court: Court) -> None:
    """And are counted as put aside meanwhile."""
    anna = ready(court)
    deal = dealt(court, anna)
    with transaction(court.engine) as session:
        desk.put_aside(session, anna, deal.public_id, version=deal.version, now=LATER)
    assert (1, 7) == (state(court, anna).put_aside, state(court, anna).left)
    assert deal.public_id == court.finish(anna)[-1].public_id


def test_asking_for_one_more_look_wants_one_verdict_more(court: Court) -> None:
    """Once a juror, however often he asks; the seat beyond the quorum is dealt."""
    anna = ready(court, 2, quorum=1, safety=False)
    deal = dealt(court, anna)
    while deal.card.lane == "safety":
        court.say(anna, deal)
        deal = dealt(court, anna)
    for _ in range(2):
        with transaction(court.engine) as session:
            asked = desk.ask_again(session, anna, deal.public_id, now=LATER)
    assert 1 == asked.card.asked_again
    court.say(anna, deal, version=asked.version)
    court.finish(anna)
    court.practise(court.people[1])
    assert [deal.card_id] == [one.card_id for one in court.finish(court.people[1])]


def test_every_so_often_a_card_is_shown_again_and_counts_nothing(court: Court) -> None:
    """After three answers one of the three."""
    anna = ready(court, 1, repeat_every=3)
    given = court.finish(anna)
    again = [deal for deal in given if deal.repeat]
    assert (9, 2) == (len(given), len(again))
    with transaction(court.engine) as session:
        assert 7 == len(sealed_verdicts(session, court.season_id))
    assert 7 == state(court, anna).answered


def test_grace_is_for_cards_that_were_opened_in_time(court: Court) -> None:
    """A quarter of an hour behind the end, nothing is dealt, an open card may be answered, and after that it may not."""
    anna = ready(court)
    early = dealt(court, anna)
    with transaction(court.engine) as session:
        session.execute(update(JuryRound).values(closes_at=LATER + timedelta(minutes=5)))
    end = LATER + timedelta(minutes=5)
    with pytest.raises(RoundClosed):
        court.next(anna, end)
    saved = court.say(anna, early, now=end + timedelta(minutes=15) - timedelta(seconds=1))
    with pytest.raises(RoundClosed):
        court.say(anna, early, "no", version=saved.version, now=end + timedelta(minutes=15))


def test_progress_tells_how_many_and_never_what(court: Court) -> None:
    """Cards by the number of answers, jurors by what they did."""
    anna = ready(court)
    court.finish(anna, "no")
    with transaction(court.engine) as session:
        found = progress.jury_progress(session, court.season_id, now=LATER)
        border = next(row for row in found.spheres if row.lane == "border")
        planned = progress.plan(session, court.season_id)
    assert (0, 4, 0, 0) == border.by_answers
    assert sorted([7, 0, 0]) == sorted(one.answered for one in found.jurors)
    assert 7 / 15 == pytest.approx(found.share)
    assert planned is not None
    assert (15, 75) == (planned.verdicts, planned.possible)
