"""What each step queues: foreseen before it, queued with it, taken back by the step that makes it wrong."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from scoring.errors import Blocked
from scoring.season.course import STEPS as COURSE
from scoring.season.course import State, Step
from scoring.services import course, keys
from scoring.services.blockers import look, standing
from scoring.services.letters.drafting import Addressee, Draft, queue
from scoring.services.letters.kinds import KINDS, Going
from scoring.services.letters.steps import CANCELS, STEP_LETTERS, foresee, queue_step, withdraw
from scoring.services.sealing import seal
from scoring.store.database import transaction
from scoring.store.letters import Letter
from scoring.store.sealing import SeasonTransition
from scoring.store.seasons import Season
from scoring.store.vocabulary import LetterState, SealKind
from tests.post import let_go
from tests.scoring.conftest import NOW
from tests.scoring.services.letters.conftest import ADMIN, Outbox
from tests.webadmin.seeding import BEFORE_FREEZE

RESULTS = {"name_check": 3, "winner": 1, "laureate": 1, "reserve": 1, "not_selected": 2}


def _foresee(outbox: Outbox, start: State, end: State) -> dict[str, int]:
    with Session(outbox.engine) as session, session.no_autoflush:
        found = session.get_one(Season, outbox.season_id)
        found.state = start
        return {one.kind.code: one.count for one in foresee(session, found, end, now=NOW)}


def _take(outbox: Outbox, start: State, end: State, reason: str = "причина шага") -> None:
    """The letters' part of a step, as ``course.advance`` does it."""
    with transaction(outbox.engine) as session:
        found = session.get_one(Season, outbox.season_id)
        for kind in (SealKind.RULES, SealKind.SNAPSHOT, SealKind.RUN, SealKind.VERDICTS, SealKind.DECISIONS):
            seal(session, found, kind, [{"kind": kind}], now=NOW)
        session.add(
            SeasonTransition(
                season_id=found.id, start=start, end=end, at=NOW, actor="Анна Орлова", second="Вера Мостовая", reason=reason
            )
        )
        session.flush()
        found.state = end
        found.evidence = None if end in BEFORE_FREEZE else "e" * 64
        queue_step(session, ADMIN, found, start, now=NOW)


def test_letters_about_results_are_foreseen_by_institution(outbox: Outbox) -> None:
    """One letter tells an institution of all its pages of one outcome; whoever has no address gets none."""
    assert RESULTS | {"sealed": 2} == _foresee(outbox, State.PROPOSED, State.SIGNED)


def test_what_was_foreseen_is_queued(outbox: Outbox) -> None:
    """Neither more nor less."""
    _take(outbox, State.PROPOSED, State.SIGNED)

    assert RESULTS | {"sealed": 2} == Counter(one.kind for one in outbox.letters())


@pytest.mark.parametrize("taken", [one for one in COURSE if (one.start, one.end) in STEP_LETTERS], ids=lambda one: one.act)
def test_every_step_queues_what_it_foresees(outbox: Outbox, taken: Step) -> None:
    """Of every step that has letters."""
    foreseen = _foresee(outbox, taken.start, taken.end)

    _take(outbox, taken.start, taken.end)

    assert foreseen == Counter(one.kind for one in outbox.letters())


def test_foreseeing_changes_nothing(outbox: Outbox) -> None:
    """It is asked each time the screen is opened."""
    _foresee(outbox, State.PROPOSED, State.SIGNED)

    assert [] == outbox.letters()


def test_an_example_is_shown_of_real_rows(outbox: Outbox) -> None:
    """With a page of the register in it."""
    with Session(outbox.engine) as session:
        found = session.get_one(Season, outbox.season_id)
        found.state = State.PROPOSED
        [winner] = [one for one in foresee(session, found, State.SIGNED, now=NOW) if one.kind.code == "winner"]

    assert ("Ваша страница — в числе лучших: Знак качества 2025", True, False) == (
        winner.subject,
        "— Школа № 1, сфера «Образование»" in winner.text,
        winner.by_itself,
    )


def test_an_institution_is_told_of_its_pages_alone(outbox: Outbox) -> None:
    """The winner of those that win, the others of the rest."""
    _take(outbox, State.PROPOSED, State.SIGNED)

    told = {(one.kind, tuple(one.pages)) for one in outbox.letters("winner", "not_selected") if one.recipient[:6] == "school"}
    assert {("winner", (1,)), ("not_selected", (2,))} == told


def test_the_hashes_go_to_the_chair_and_the_observers(outbox: Outbox) -> None:
    """Not to somebody whose account is closed; with the hash that was sealed."""
    _take(outbox, State.DRAFT, State.ANNOUNCED)

    letters = outbox.letters("sealed")
    assert (["obs@example.org", "chair@example.org"], {"approved"}, True) == (
        [one.recipient for one in letters],
        {one.state for one in letters},
        all("регламент\nSHA-256 " in one.text for one in letters),
    )


@pytest.mark.parametrize("taken", [one for one in COURSE if one.back and one.two_keys], ids=lambda one: one.act)
def test_every_step_back_of_two_keys_is_told_to_those_who_watch(outbox: Outbox, taken: Step) -> None:
    """With its reason and both names."""
    _take(outbox, taken.start, taken.end, "нашли ошибку")

    letters = outbox.letters("unsealed")
    assert (["obs@example.org", "chair@example.org"], True) == (
        [one.recipient for one in letters],
        all("нашли ошибку" in one.text and "Вера Мостовая" in one.text for one in letters),
    )


def test_going_back_from_the_signature_takes_back_what_is_under_embargo(outbox: Outbox) -> None:
    """Also what was approved; what has left stays."""
    _take(outbox, State.PROPOSED, State.SIGNED)
    with transaction(outbox.engine) as session:
        let_go(session, ADMIN, outbox.season_id, NOW)
        one = session.get_one(Letter, outbox.letters("name_check")[0].id)
        one.state, one.sent_at = LetterState.SENT, NOW

    _take(outbox, State.SIGNED, State.PROPOSED)

    assert Counter({"cancelled": 7, "sent": 1}) == Counter(outbox.states(*RESULTS))


def test_a_second_signature_drafts_the_letters_anew(outbox: Outbox) -> None:
    """As the next version, for a person to approve."""
    for start, end in ((State.PROPOSED, State.SIGNED), (State.SIGNED, State.PROPOSED), (State.PROPOSED, State.SIGNED)):
        _take(outbox, start, end)

    assert [(1, "cancelled"), (2, "drafted")] == [(one.version, one.state) for one in outbox.letters("winner")]


def test_a_cancelled_contest_sends_nothing_more(outbox: Outbox) -> None:
    """Whatever was waiting."""
    outbox.draft(people=2)

    _take(outbox, State.SIGNED, State.CANCELLED)

    assert ["cancelled"] * 2 == outbox.states("name_check")


def test_a_letter_that_is_being_handed_over_is_not_taken_back(outbox: Outbox) -> None:
    """It may have left."""
    outbox.draft(people=1)
    with transaction(outbox.engine) as session:
        one = session.get_one(Letter, 1)
        one.state, one.sending_at, one.approved_at = LetterState.SENDING, NOW, NOW

    with transaction(outbox.engine) as session:
        taken = withdraw(session, ADMIN, session.get_one(Season, 1), ["name_check"], now=NOW)

    assert (0, ["sending"]) == (taken, outbox.states())


@pytest.mark.parametrize(
    ("kind", "end"),
    [
        ("season_announced", State.COLLECTING),
        ("data_ready", State.FROZEN),
        ("juror_open", State.JURY_OPEN),
        ("winner", State.PUBLISHED),
    ],
)
def test_a_step_waits_for_the_letters_of_its_milestone(outbox: Outbox, kind: str, end: State) -> None:
    """Undecided ones stand in its way, with their number; approved ones do not."""
    _drafted(outbox, kind)

    with transaction(outbox.engine) as session:
        found = session.get_one(Season, outbox.season_id)
        before = [one.count for one in standing(look(session, found, NOW), end) if one.code == "letters"]
        let_go(session, ADMIN, outbox.season_id, NOW)
        after = [one.count for one in standing(look(session, found, NOW), end) if one.code == "letters"]

    assert ([2], []) == (before, after)


def _drafted(outbox: Outbox, kind: str) -> None:
    """Two letters that nobody has decided about."""
    fields = {"pages": [{"name": "Школа", "nomination": "Спорт"}], "closes": None, "until": "", "appeal_days": 5}
    with transaction(outbox.engine) as session:
        drafts = [Draft(Addressee(f"j{number}@example.org", pages=(1,)), fields) for number in range(2)]
        queue(session, ADMIN, session.get_one(Season, outbox.season_id), kind, drafts, now=NOW)


def test_the_course_itself_queues_them(outbox: Outbox) -> None:
    """In the transaction of the step; a blocked step queues nothing."""
    outbox.draft("winner", 1)
    with pytest.raises(Blocked), transaction(outbox.engine) as session:
        course.advance(session, ADMIN, outbox.season_id, State.PUBLISHED, now=NOW)

    with transaction(outbox.engine) as session:
        course.advance(session, ADMIN, outbox.season_id, State.PROPOSED, now=NOW, reason="нашли ошибку в протоколе")

    assert (["cancelled"], 2) == (outbox.states("winner"), len(outbox.letters("unsealed")))


def test_an_asking_for_a_second_key_is_told_to_those_who_have_one(outbox: Outbox) -> None:
    """And not to whoever asks."""
    with transaction(outbox.engine) as session:
        found = session.get_one(Season, outbox.season_id)
        keys.ask(session, ADMIN, found, "signed>proposed", reason="нашли ошибку в протоколе", now=NOW)

    letters = outbox.letters("second_key")
    assert (["team@example.org", "chair@example.org"], NOW + timedelta(0), True) == (
        [one.recipient for one in letters],
        letters[0].approved_at,
        "решение подписано → проект решения" in letters[0].text,
    )


def test_letters_of_steps_are_kinds_of_the_outbox() -> None:
    """None of them leaves at once, and what is cancelled is known."""
    queued = {KINDS[one.kind].going for some in STEP_LETTERS.values() for one in some}

    assert (True, True) == (Going.AT_ONCE not in queued, all(kinds <= set(KINDS) for kinds in CANCELS.values()))
