"""The whole way of a round, and what happens when many act at once."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from sqlalchemy import delete, event, func, select
from sqlalchemy.exc import DatabaseError

from scoring.errors import Blocked, Conflict, LavrError, RoundClosed
from scoring.season.course import State
from scoring.services import decisions, sealing
from scoring.services.jury import conflicts, desk, progress, receipts, simulated
from scoring.services.verdicts import sealed_verdicts
from scoring.store.database import transaction
from scoring.store.jury import Deal, JuryCard, Verdict
from scoring.store.sealing import Seal
from scoring.store.vocabulary import ConflictTarget, DecisionOutcome, SealKind
from tests.scoring.conftest import ORGANIZER
from tests.scoring.services.jury.conftest import LATER, Court, client_id


def rejected(court: Court) -> tuple[str, str]:
    """Three jurors reject the last winner of the schools and support the next page: the keys of both."""
    court.open()
    with transaction(court.engine) as session:
        border = session.scalars(
            select(JuryCard).where(JuryCard.lane == "border", ~JuryCard.practice).order_by(JuryCard.distance.desc())
        ).all()
        out, into = border[1].page.key, border[2].page.key
    for actor in court.people:
        court.practise(actor)
        while (deal := court.next(actor)) is not None:
            no = deal.card.lane == "border" and deal.card.page.key == out
            court.say(actor, deal, "no" if no else "yes")
    return out, into


def test_the_whole_way_moves_a_page(court: Court) -> None:
    """Prepared, opened, answered, closed, sealed: the rejected winner gives its seat to the next page."""
    out, into = rejected(court)
    court.step(State.JURY_CLOSED)
    court.step(State.PROPOSED)
    with transaction(court.engine) as session:
        seal = sealing.current(session, court.season_id, SealKind.VERDICTS)
        assert seal is not None
        rows = [json.loads(line) for line in seal.content.splitlines()]
        assert sealed_verdicts(session, court.season_id) == rows
        assert 3 + 3 * 4 == len(rows)
        drafted = {decision.page.key: decision for decision in decisions.standing(session, court.season_id)}
    assert (DecisionOutcome.WINNER, DecisionOutcome.LAUREATE) == (drafted[out].machine, drafted[out].automatic)
    assert DecisionOutcome.WINNER != drafted[into].machine
    assert DecisionOutcome.WINNER == drafted[into].automatic


def test_a_receipt_holds_until_somebody_changes_a_verdict(court: Court) -> None:
    """It is there after closing, checks against the sealed file, and names the page whose verdict was bent."""
    rejected(court)
    anna = court.people[0]
    with transaction(court.engine) as session, pytest.raises(Conflict):
        receipts.receipt(session, anna, court.season_id)
    court.step(State.JURY_CLOSED)
    with transaction(court.engine) as session:
        found = receipts.receipt(session, anna, court.season_id)
        listed = receipts.own_verdicts(session, anna, court.season_id)
        assert (len(listed), ()) == (found.verdicts, found.missing)
        assert receipts.check_receipt(session, court.season_id, found.salt, found.code)
        assert not receipts.check_receipt(session, court.season_id, found.salt, "0" * 64)
    with transaction(court.engine) as session:
        late = Verdict(deal_id=listed[0].deal.id, revision=9, answer="unsure", client_id=client_id(), at=LATER)
        session.add(late)
    with transaction(court.engine) as session:
        bent = receipts.receipt(session, anna, court.season_id)
        assert (listed[0].deal.card.page.name,) == bent.missing


def test_the_mirror_comes_after_closing(court: Court) -> None:
    """Own answers at the border beside those of the others."""
    rejected(court)
    anna = court.people[0]
    with transaction(court.engine) as session:
        assert receipts.own_mirror(session, anna, court.season_id) is None
    court.step(State.JURY_CLOSED)
    with transaction(court.engine) as session:
        found = receipts.own_mirror(session, anna, court.season_id)
    assert found is not None
    assert (4, 3, 6, 8, 0) == (found.answered, found.yes, found.others_yes, found.others, found.differ)


def test_a_tie_that_is_told_late_leaves_the_verdict_out_and_seals_anew(court: Court) -> None:
    """After closing: the file without it stands, the earlier one is void."""
    out, _ = rejected(court)
    court.step(State.JURY_CLOSED)
    with transaction(court.engine) as session:
        bearer = court.people[0].id or 0
        conflicts.add_conflict(session, ORGANIZER, court.season_id, bearer, ConflictTarget.PAGE, out, now=LATER)
    with transaction(court.engine) as session:
        number = court.juror(session, court.people[0]).number
        seal = sealing.current(session, court.season_id, SealKind.VERDICTS)
        assert seal is not None
        left = {(row["page"], row["juror"]) for row in map(json.loads, seal.content.splitlines())}
        assert (out, number) not in left
        assert [] == sealing.broken(session, court.season_id)
        assert 2 == session.scalar(select(func.count()).where(Seal.kind == SealKind.VERDICTS))


def test_a_closed_round_takes_nothing(court: Court) -> None:
    """Neither dealing, nor an answer, nor undoing."""
    rejected(court)
    anna = court.people[0]
    with transaction(court.engine) as session:
        mine = receipts.own_verdicts(session, anna, court.season_id)[0].deal
    court.step(State.JURY_CLOSED)
    with pytest.raises(RoundClosed):
        court.next(anna)
    with pytest.raises(RoundClosed):
        court.say(anna, mine, "no")
    with transaction(court.engine) as session, pytest.raises(RoundClosed):
        desk.undo(session, anna, mine.public_id, client_id=client_id(), version=mine.version, now=LATER)


def test_verdicts_cannot_be_removed(court: Court) -> None:
    """Not even past the services."""
    rejected(court)
    with pytest.raises(DatabaseError), transaction(court.engine) as session:
        session.execute(delete(Verdict))


def test_an_invented_jury_answers_alike_from_the_same_seed(court: Court) -> None:
    """Everything that is wanted, through the desk; a real juror beside it forbids it."""
    court.open()
    with transaction(court.engine) as session:
        simulated.invite(session, court.season_id, now=LATER)
    assert simulated.simulate_jury(court.engine, court.season_id, 3, LATER).answers >= 9 + 15
    with transaction(court.engine) as session:
        assert 1.0 == progress.jury_progress(session, court.season_id, now=LATER).share
    court.seat("real@school.ru")
    with pytest.raises(LavrError):
        simulated.simulate_jury(court.engine, court.season_id, 3, LATER)


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """All acts at the same moment: what each gave, or the error that it raised."""
    start = Barrier(len(acts))

    def one(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except LavrError as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def test_the_last_seat_goes_to_one_of_many(court: Court) -> None:
    """Six jurors ask at once for cards that want one verdict each: nobody gets another one's."""
    court.open(6, quorum=1)
    for actor in court.people:
        court.practise(actor)
    found = at_once([lambda actor=actor: court.next(actor) for actor in court.people])  # type: ignore[misc]  # bound now
    cards = [deal.card_id for deal in found if isinstance(deal, Deal)]
    assert (6, 6) == (len(cards), len(set(cards)))
    assert 1 == len(at_once_left(court))


def at_once_left(court: Court) -> list[int]:
    """Cards of the seven that nobody holds."""
    with transaction(court.engine) as session:
        held = select(Deal.card_id)
        return list(session.scalars(select(JuryCard.id).where(~JuryCard.practice, JuryCard.id.not_in(held))))


def test_ten_repeats_of_one_request_make_one_verdict(court: Court) -> None:
    """And all ten are told the same."""
    court.open()
    anna = court.people[0]
    deal = court.next(anna)
    assert deal is not None
    once = client_id()
    found = at_once([lambda: court.say(anna, deal, client_id=once)] * 10)
    assert 1 == len(set(found)), found
    with transaction(court.engine) as session:
        assert 1 == session.scalar(select(func.count()).select_from(Verdict))


def test_two_tabs_that_answer_at_once_keep_one_answer(court: Court) -> None:
    """The other tab is told what stands."""
    court.open()
    anna = court.people[0]
    deal = court.next(anna)
    assert deal is not None
    found = at_once([lambda: court.say(anna, deal, "yes"), lambda: court.say(anna, deal, "no")])
    assert 1 == sum(isinstance(one, desk.Saved) for one in found)
    assert 1 == sum(isinstance(one, Conflict) for one in found)


def test_closing_in_the_middle_seals_what_was_told_to_be_saved(court: Court) -> None:
    """Every answer that was saved is in the sealed file, every other one was refused."""
    court.open(6, safety=False)
    hands = []
    for actor in court.people:
        court.practise(actor)
    before = len(court.finish(court.people[0]))
    for actor in court.people[1:]:
        deal = court.next(actor)
        if deal is not None:
            hands.append((actor, deal))
    acts: list[Callable[[], object]] = [lambda a=actor, d=deal: court.say(a, d) for actor, deal in hands]  # type: ignore[misc]  # bound now
    acts.insert(len(acts) // 2, lambda: court.step(State.JURY_CLOSED))
    found = at_once(acts)
    saved = sum(isinstance(one, desk.Saved) for one in found)
    assert len(hands) == saved + sum(isinstance(one, RoundClosed) for one in found), found
    if any(isinstance(one, Blocked) for one in found):  # it came before the last winner was looked at
        court.step(State.JURY_CLOSED)
    with transaction(court.engine) as session:
        seal = sealing.current(session, court.season_id, SealKind.VERDICTS)
        assert seal is not None
        assert before + saved == seal.rows


@contextmanager
def counted(court: Court) -> Iterator[list[str]]:
    """Statements that went to the database meanwhile."""
    said: list[str] = []

    def note(*arguments: object) -> None:
        said.append(str(arguments[2]))

    event.listen(court.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(court.engine, "before_cursor_execute", note)


def test_the_queries_of_the_desk_do_not_grow_with_its_answers(court: Court) -> None:
    """Dealing and the state of the desk ask as often with one answer as with five."""
    court.open()
    anna = court.people[0]
    court.practise(anna)
    counts = []
    for _ in range(5):
        with counted(court) as said:
            deal = court.next(anna)
            with transaction(court.engine) as session:
                progress.desk_state(session, court.juror(session, anna), now=LATER)
        counts.append(len(said))
        assert deal is not None
        court.say(anna, deal)
    assert counts[1] == counts[4]
