"""Response: working time, f(T), censoring, closed comments; the worked examples of the default rule book by name."""

from fractions import Fraction

import numpy as np
import pytest
from pydantic import ValidationError

from criteria.evidence import UNKNOWN
from criteria.metrics.response import (
    AnsweredShareParams,
    CommentsOpenParams,
    TimelinessParams,
    answered_share,
    comments_open,
    timeliness,
    timeliness_score,
)
from tests.criteria.builders import Message, Page, Post, Season, calendar_of, facts_of, moment, scene_of, value_of

HOUR = 3600


def worked(asked: str, answered: str, season: Season | None = None) -> int:
    """Working minutes between two local times, as the metric sees them."""
    measured = timeliness(scene_of([Page(messages=[Message(moment(asked), moment(answered))])], season), TimelinessParams())
    return facts_of(measured)["seconds"] // 60


def f(hours: float) -> Fraction:
    score, scale = timeliness_score(np.array([round(hours * HOUR)], np.int64), TimelinessParams())
    return Fraction(int(score[0]), scale)


def share(messages: list[Message], posts: list[Post] | None = None) -> float | None:
    return value_of(answered_share(scene_of([Page(posts or [], messages)]), AnsweredShareParams()))


def speed(messages: list[Message], posts: list[Post] | None = None, params: TimelinessParams | None = None) -> float | None:
    return value_of(timeliness(scene_of([Page(posts or [], messages)]), params or TimelinessParams()))


def test_friday_1730_to_monday_0940_is_70_minutes() -> None:
    """Half an hour of Friday and forty minutes of Monday."""
    assert worked("2026-03-06 17:30", "2026-03-09 09:40") == 70


def test_saturday_2300_to_sunday_0100_is_nothing() -> None:
    """A night of a weekend has no working time."""
    assert worked("2026-03-07 23:00", "2026-03-08 01:00") == 0


def test_31_december_to_12_january_over_holidays_is_120_minutes() -> None:
    """With 1 to 11 January off, an hour of December and an hour of January."""
    season = Season(calendar_of(2025, holidays=[f"2026-01-{day:02}" for day in range(1, 12)]))
    assert worked("2025-12-31 17:00", "2026-01-12 10:00", season) == 120


def test_message_at_night_starts_at_opening() -> None:
    """A message of 3 a.m. answered at 9:20 waited twenty minutes."""
    assert worked("2026-03-04 03:00", "2026-03-04 09:20") == 20


def test_working_saturday_counts_when_the_calendar_says_so() -> None:
    """A weekend that was moved is a working day of this calendar."""
    calendar = calendar_of()
    off = calendar.off.copy()
    off[calendar.day_of(np.array([moment("2026-03-07 12:00")]))] = False
    moved = Season(type(calendar)(calendar.zone, calendar.start, calendar.end, calendar.first_day, calendar.midnight, off))
    assert worked("2026-03-07 10:00", "2026-03-07 11:00", moved) == 60


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(0, "1"), (4, "1"), (6.5, "0.85"), (9, "0.7"), (18, "0.35"), (27, "0"), (1000, "0")],
)
def test_f_of_t(hours: float, expected: str) -> None:
    """The score is 1 to 4 working hours, 0.7 at 9, 0 at 27, and straight between; exact."""
    assert f(hours) == Fraction(expected)


def test_limits_must_rise() -> None:
    """Limits out of order are refused when the rule book is read."""
    with pytest.raises(ValidationError):
        TimelinessParams(full_hours=9, middle_hours=4)


def test_answered_share_is_answered_over_messages() -> None:
    """One answer to two messages is half."""
    asked = moment("2026-03-04 10:00")
    assert share([Message(asked, asked + HOUR), Message(asked + 60)]) == 0.5


def test_message_that_wants_no_answer_is_no_sample() -> None:
    """Greetings are left out, messages of unknown kind are not."""
    asked = moment("2026-03-04 10:00")
    messages = [Message(asked, asked + HOUR), Message(asked + 60, needs_answer=0), Message(asked + 90, needs_answer=UNKNOWN)]
    assert share(messages) == 0.5


def test_messages_outside_the_period_are_no_samples() -> None:
    """A message of the year before and one of the year after are left out."""
    assert share([Message(moment("2025-12-31 23:59")), Message(moment("2027-01-01 00:00"))]) is None


def test_no_messages_are_unknown() -> None:
    """Silence of the citizens is neither reward nor punishment."""
    assert (share([]), speed([])) == (None, None)


def test_unanswered_and_young_at_the_end_is_left_out() -> None:
    """A message of the last working day has not waited 27 working hours at the period's end."""
    messages = [Message(moment("2026-12-31 10:00"))]
    measured = answered_share(scene_of([Page(messages=messages)]), AnsweredShareParams())
    assert (value_of(measured), facts_of(measured)["waiting"], speed(messages)) == (None, 1, None)


def test_unanswered_for_27_working_hours_at_the_end_counts() -> None:
    """Asked on Tuesday 29 December at 9:00: exactly three working days before the period's end."""
    messages = [Message(moment("2026-12-29 09:00"))]
    assert (share(messages), speed(messages)) == (0, 0)


def test_answer_after_the_period_counts() -> None:
    """A message of the last day that was answered is a sample."""
    assert share([Message(moment("2026-12-31 10:00"), moment("2027-01-04 10:00"))]) == 1


def test_interim_answer_is_answered_at_half_the_speed() -> None:
    """A template stops the clock at weight 0.5."""
    asked = moment("2026-03-04 10:00")
    messages = [Message(asked, asked + 60, interim=1)]
    assert (share(messages), speed(messages)) == (1, 0.5)


def test_answer_before_the_question_is_no_sample() -> None:
    """Contradictory evidence neither helps nor hurts, and is told."""
    asked = moment("2026-03-04 10:00")
    messages = [Message(asked, asked - 1), Message(asked + 60, asked + 120)]
    measured = answered_share(scene_of([Page(messages=messages)]), AnsweredShareParams())
    assert (value_of(measured), facts_of(measured)["messages"], facts_of(measured)["broken"], speed(messages)) == (1, 1, 1, 1)


def test_timeliness_is_the_mean_of_f() -> None:
    """Answers after 0 and 18 working hours and a missed message: (1 + 0.35 + 0) / 3."""
    asked = moment("2026-03-02 09:00")
    messages = [Message(asked, asked), Message(asked + 1, moment("2026-03-03 18:00")), Message(asked + 2)]
    expected = (1 + f((18 * HOUR - 1) / HOUR)) / 3
    assert speed(messages) == pytest.approx(float(expected), abs=1e-12)


def test_timeliness_is_exact() -> None:
    """The numerator over ``sample`` is the very sum of f, so a prior of m messages is m * sample."""
    asked = moment("2026-03-02 09:00")
    measured = timeliness(scene_of([Page(messages=[Message(asked, moment("2026-03-02 15:30"))])]), TimelinessParams())
    assert Fraction(int(measured.numerator[0]), measured.sample) == Fraction("0.85")


SHUT = [Post(moment("2026-03-02"), comments_open=0), Post(moment("2026-03-03"), comments_open=0)]


def test_comments_closed_all_period_give_zero_everywhere() -> None:
    """Closed comments earn nothing, and no prior of small samples is mixed in."""
    scene = scene_of([Page(SHUT)])
    measures = (
        answered_share(scene, AnsweredShareParams()),
        timeliness(scene, TimelinessParams()),
        comments_open(scene, CommentsOpenParams()),
    )
    assert [(value_of(m), m.settled is not None and bool(m.settled[0])) for m in measures] == [(0, True)] * 3


def test_one_unknown_post_does_not_settle() -> None:
    """Where one counted post may have been open, nothing is taken for closed all period."""
    scene = scene_of([Page([*SHUT, Post(moment("2026-03-04"), comments_open=UNKNOWN)])])
    measured = answered_share(scene, AnsweredShareParams())
    assert (value_of(measured), bool(measured.settled is not None and measured.settled[0])) == (None, False)


def test_posts_that_do_not_count_do_not_settle() -> None:
    """A closed advertisement is no closed page."""
    measured = answered_share(scene_of([Page([Post(moment("2026-03-02"), comments_open=0, advert=True)])]), AnsweredShareParams())
    assert measured.settled is not None
    assert not measured.settled[0]


def test_comments_open_is_a_share_of_known_posts() -> None:
    """One open, one closed, one unknown: half."""
    posts = [Post(moment(f"2026-03-0{day}"), comments_open=state) for day, state in ((2, 1), (3, 0), (4, UNKNOWN))]
    assert value_of(comments_open(scene_of([Page(posts)]), CommentsOpenParams())) == 0.5


def test_comments_of_unknown_posts_are_unknown() -> None:
    """Nobody looked: no value."""
    posts = [Post(moment("2026-03-02"), comments_open=UNKNOWN)]
    assert value_of(comments_open(scene_of([Page(posts)]), CommentsOpenParams())) is None
