"""What recurs by the clock: each night and each week once, for seasons that go on; reminders to whoever has promised more."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from criteria.jury_rule import JuryRule
from scoring.errors import Unreached
from scoring.jobs import letters as work
from scoring.jobs.worker import Order, Postponed, Workshop
from scoring.season.course import State
from scoring.services.jury.progress import JurorProgress
from scoring.services.letters import routine
from scoring.services.letters.reminders import due_kind, promised
from scoring.services.letters.routine import Done
from scoring.store.checks import NightlyCheck
from scoring.store.database import transaction
from scoring.store.jury import Juror
from scoring.store.vocabulary import JobKind
from scoring.store.work import Job
from tests.post import let_go
from tests.scoring.conftest import NOW
from tests.scoring.services.letters.conftest import ADMIN, Outbox

MONDAY = datetime(2026, 1, 19, 2, 0, tzinfo=UTC)
"""Nine o'clock of a Monday in Novosibirsk."""
NIGHT = datetime(2026, 1, 20, 20, 0, tzinfo=UTC)
"""Three o'clock of a Wednesday there."""


def _run(outbox: Outbox, now: datetime) -> Done:
    return routine.routine(outbox.engine, outbox.home, now=now)


def _checks(outbox: Outbox) -> list[NightlyCheck]:
    with Session(outbox.engine) as session:
        return list(session.scalars(select(NightlyCheck).order_by(NightlyCheck.id)))


def test_a_night_is_checked_once(outbox: Outbox) -> None:
    """However often the routine runs."""
    first, second = _run(outbox, NIGHT), _run(outbox, NIGHT + timedelta(hours=3))

    assert ((2025,), (), 1) == (first.checked, second.checked, len(_checks(outbox)))


def test_the_next_night_is_checked_again(outbox: Outbox) -> None:
    """By the season's own clock."""
    for night in (NIGHT, NIGHT + timedelta(days=1)):
        _run(outbox, night)

    assert ["2026-01-21", "2026-01-22"] == [str(one.day) for one in _checks(outbox)]


def test_the_check_names_the_row(outbox: Outbox) -> None:
    """What does not hold is kept with its rule, table and sentence."""
    _run(outbox, NIGHT)

    told = {(one["rule"], one["table"], bool(one["ru"]), bool(one["en"])) for one in _checks(outbox)[0].violations}
    assert ("rows_give_the_ranking", "score_run", True, True) in told


def test_two_workers_check_one_night_once(outbox: Outbox) -> None:
    """The second finds the row there."""
    routine.check_night(outbox.engine, outbox.home, outbox.season_id, now=NIGHT)

    assert None is routine.check_night(outbox.engine, outbox.home, outbox.season_id, now=NIGHT)


def test_the_hash_of_the_journal_goes_to_the_observers_each_night(outbox: Outbox) -> None:
    """Once a day, with the result of the check."""
    for moment in (NIGHT, NIGHT + timedelta(hours=1), NIGHT + timedelta(days=1)):
        _run(outbox, moment)

    letters = outbox.letters("hashes")
    assert ([("obs@example.org", 20260121), ("obs@example.org", 20260122)], True) == (
        [(one.recipient, one.version) for one in letters],
        all("НЕ СХОДИТСЯ" in one.text for one in letters),
    )


def test_before_three_at_night_nothing_is_checked(outbox: Outbox) -> None:
    """The day has not begun."""
    done = _run(outbox, NIGHT - timedelta(minutes=1))

    assert ((), 0) == (done.checked, done.hashes)


def test_the_digest_of_a_week_goes_to_whoever_keeps_the_season(outbox: Outbox) -> None:
    """From Monday morning on, once."""
    outbox.draft("juror_invite", 2)

    early = _run(outbox, MONDAY - timedelta(hours=2)).digests
    done = [_run(outbox, MONDAY + timedelta(days=days)).digests for days in (0, 1)]

    letters = outbox.letters("digest")
    week = [one for one in letters if one.version == 202604]
    assert (0, [2, 0], ["org@example.org", "team@example.org"], True) == (
        early,
        done,
        [one.recipient for one in week],
        "Писем ждут одобрения: 2" in week[0].text,
    )


@pytest.mark.parametrize("state", [State.CANCELLED])
def test_a_season_that_is_over_is_left_alone(outbox: Outbox, state: State) -> None:
    """Nobody looks at it any more."""
    outbox.stand(state)

    assert Done() == _run(outbox, NIGHT)


OPENED = datetime(2026, 1, 1, tzinfo=UTC)
CLOSES = datetime(2026, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        (datetime(2026, 1, 7, 23, 59, tzinfo=UTC), None),
        (datetime(2026, 1, 8, tzinfo=UTC), "juror_half"),
        (datetime(2026, 1, 13, tzinfo=UTC), "juror_2days"),
        (datetime(2026, 1, 14, tzinfo=UTC), "juror_last_day"),
        (datetime(2026, 1, 14, 23, 59, tzinfo=UTC), "juror_last_day"),
        (CLOSES, None),
    ],
)
def test_the_reminder_of_a_moment(now: datetime, kind: str | None) -> None:
    """The last whose moment has come; none when the round is over."""
    assert kind == due_kind(OPENED, CLOSES, now)


def test_a_short_round_has_no_reminder_from_before_it_began() -> None:
    """A round of a day and a half: its last day, and no half-time after it."""
    closes = OPENED + timedelta(hours=36)

    assert (None, "juror_last_day", "juror_last_day") == (
        due_kind(OPENED, closes, OPENED + timedelta(hours=11)),
        due_kind(OPENED, closes, OPENED + timedelta(hours=13)),
        due_kind(OPENED, closes, OPENED + timedelta(hours=20)),
    )


@pytest.mark.parametrize(("minutes", "cards"), [(10, 25), (1, 2), (0, 1)])
def test_a_promise_in_cards(minutes: int, cards: int) -> None:
    """Minutes at the rule's pace, one card at least."""
    one = JurorProgress(Juror(minutes=minutes), 0, 0, 0, None)

    assert cards == promised(one, JuryRule(seconds_a_card=24))


def _shop(outbox: Outbox) -> Workshop:
    return Workshop(outbox.engine, outbox.home, lambda: NOW)


def test_letters_that_may_leave_are_ordered_as_work_once(outbox: Outbox) -> None:
    """While the job waits there is no second one; where nothing may leave there is none."""
    outbox.draft(people=2)
    work.order_due_letters(_shop(outbox))
    with transaction(outbox.engine) as session:
        before = session.scalars(select(Job.kind)).all()
        let_go(session, ADMIN, outbox.season_id, NOW)

    for _ in range(2):
        work.order_due_letters(_shop(outbox))

    with Session(outbox.engine) as session:
        assert ([], [JobKind.LETTERS]) == (before, session.scalars(select(Job.kind)).all())


def _order(outbox: Outbox) -> Order:
    return Order(1, outbox.season_id, {}, ADMIN)


def test_the_job_sends_and_tells_how_far_it_is(outbox: Outbox) -> None:
    """Into the folder, with a bar that fills."""
    outbox.draft(people=2)
    with transaction(outbox.engine) as session:
        let_go(session, ADMIN, outbox.season_id, NOW)
    bar: list[tuple[str, int, int]] = []
    shop = Workshop(outbox.engine, outbox.home.model_copy(update={"mail_per_minute": 6000}), lambda: NOW)

    result = work.send(shop, _order(outbox), lambda stage, done, total: bar.append((stage, done, total)))

    assert (2, [("letters", 1, 2), ("letters", 2, 2)], 2) == (result["left"], bar, len(list(outbox.home.mail.glob("*.eml"))))


def test_while_the_server_is_away_the_job_sleeps(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the reason, and nothing is lost."""
    outbox.draft(people=1)
    with transaction(outbox.engine) as session:
        let_go(session, ADMIN, outbox.season_id, NOW)

    def away(*_: object, **__: object) -> None:
        raise Unreached("нет сервера", "no server")

    monkeypatch.setattr("scoring.mail.files.Files.send", away)
    with pytest.raises(Postponed) as told:
        work.send(_shop(outbox), _order(outbox), lambda *_: None)

    assert (NOW + timedelta(minutes=5), "нет сервера", ["approved"]) == (told.value.until, told.value.ru, outbox.states())


def test_the_routine_is_looked_after_every_ten_minutes(outbox: Outbox) -> None:
    """Not at every look of the worker."""
    moments = iter([NIGHT, NIGHT + timedelta(minutes=9), NIGHT + timedelta(days=1)])
    chore = work.Routine()
    shop = Workshop(outbox.engine, outbox.home, lambda: next(moments))
    days = []

    for _ in range(3):
        chore(shop)
        days.append(len(_checks(outbox)))

    assert [1, 1, 2] == days
