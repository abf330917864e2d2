"""One page's year: the same weeks, answers and looks that the metrics count."""

import numpy as np
import pytest

from criteria import loading, registry
from criteria.rulebook import RuleBook
from criteria.setting import Scene
from scoring.engine.page_year import page_year
from tests.criteria.builders import Check, Message, Page, Post, Season, block_of, day_number, moment

BOOK = loading.packaged("regional")
LOOKS = ["D1", "D2", "D3", "D4", "D5", "D6"]


def a_page() -> Page:
    """Posts in two weeks, three messages, three looks."""
    return Page(
        nomination=0,
        posts=[Post(moment(f"2026-03-{day:02d} 12:00")) for day in (2, 3, 4, 10)]
        + [Post(moment("2026-03-11 12:00"), repost=True)],
        messages=[
            Message(moment("2026-03-06 17:30"), moment("2026-03-09 09:40")),
            Message(moment("2026-03-10 10:00"), moment("2026-03-10 15:00")),
            Message(moment("2026-03-12 10:00")),
        ],
        checks=[
            Check(day_number("2026-03-02")),
            Check(day_number("2026-03-09"), cover_width=800, avatar=0),
            Check(day_number("2026-03-16"), cover_width=-1),
        ],
    )


def test_weeks_hold_the_counted_posts() -> None:
    """Three posts in one week, one in the next; the repost is none."""
    year = page_year(BOOK, Season().setting(), block_of([a_page()]))
    assert year.weeks is not None
    week = int(np.flatnonzero(year.weeks.day == day_number("2026-03-02"))[0])
    assert ([3, 1], 4) == (year.weeks.posts[week : week + 2].tolist(), int(year.weeks.posts.sum()))


def test_weeks_before_the_first_post_are_not_asked() -> None:
    """The norm is asked from the first whole week after the first known post."""
    year = page_year(BOOK, Season().setting(), block_of([a_page()]))
    assert year.weeks is not None
    assert day_number("2026-03-09") == int(year.weeks.day[np.flatnonzero(year.weeks.asked)[0]])


def test_relaxed_weeks_have_the_relaxed_norm() -> None:
    """A week of holidays asks for one post."""
    year = page_year(BOOK, Season(relaxed=[(0, 10)]).setting(), block_of([a_page()]))
    assert year.weeks is not None
    assert ([3, 1, 3], [False, True, False]) == (year.weeks.norm[9:12].tolist(), year.weeks.relaxed[9:12].tolist())


def test_weeks_agree_with_the_metric() -> None:
    """The metric's own count of short weeks is the picture's."""
    season, block = Season(), block_of([a_page()])
    year = page_year(BOOK, season.setting(), block)
    metric = registry.METRICS["weekly_norm"]
    measured = metric.measure(Scene(block, season.setting()), metric.params())
    assert year.weeks is not None
    assert int(measured.facts["short"][0]) == int((year.weeks.asked & (year.weeks.posts < year.weeks.norm)).sum())


def test_answers_are_in_working_seconds() -> None:
    """Friday 17:30 to Monday 09:40 is 70 minutes; the unanswered one is told apart."""
    year = page_year(BOOK, Season().setting(), block_of([a_page()]))
    assert year.answers is not None
    assert ([70 * 60, 5 * 3600], 1, 4, 9) == (
        year.answers.seconds.tolist(), year.answers.unanswered, year.answers.full_hours, year.answers.middle_hours,
    )  # fmt: skip


def test_looks_are_measured_one_by_one() -> None:
    """Each look has its own value by the criterion's own metric; what nobody could see is nan."""
    year = page_year(BOOK, Season().setting(), block_of([a_page()]))
    cover = next(look for look in year.looks if look.code == "D2")
    avatar = next(look for look in year.looks if look.code == "D1")
    assert (LOOKS, [1.0, 0.0, 1.0]) == ([look.code for look in year.looks], avatar.share.tolist())
    assert cover.share.tolist() == pytest.approx([1.0, 0.5, np.nan], nan_ok=True)


def test_the_mean_of_looks_is_the_metrics_value() -> None:
    """A mean over the looks that tell is what the criterion is scored by."""
    season, block = Season(), block_of([a_page()])
    year = page_year(BOOK, season.setting(), block)
    for look, leaf in zip(year.looks, BOOK.leaves, strict=False):
        metric = registry.METRICS[str(leaf.metric)]
        measured = metric.measure(Scene(block, season.setting()), metric.params.model_validate(leaf.params))
        assert float(np.nanmean(look.share)) == pytest.approx(measured.numerator[0] / measured.denominator[0])


def test_posts_know_their_week_and_whether_they_count() -> None:
    """The raw rows of a week can be shown with what became of them."""
    year = page_year(BOOK, Season().setting(), block_of([a_page()]))
    assert ([True, True, True, True, False], 2) == (year.counted.tolist(), len(set(year.post_week.tolist())))


def test_a_rule_book_without_the_metrics_has_no_such_pictures() -> None:
    """Nothing is invented where nothing is measured."""
    book = RuleBook.model_validate(
        {
            "format": 1, "id": "streams", "version": "1", "title": {"ru": "Эфиры", "en": "Streams"},
            "criteria": [{"code": "L", "title": {"ru": "Эфиры", "en": "Streams"}, "points": 100, "metric": "stream_count"}],
            "quota": {"percent": 5, "floor": 0, "laureate_floor": 0},
        }
    )  # fmt: skip
    year = page_year(book, Season().setting(), block_of([a_page()]))
    assert (None, None, (), [False] * 5) == (year.weeks, year.answers, year.looks, year.counted.tolist())


def test_a_page_without_anything_has_an_empty_year() -> None:
    """No posts, no messages, no looks: zeros, and nothing asked."""
    year = page_year(BOOK, Season().setting(), block_of([Page(nomination=0)]))
    assert year.weeks is not None
    assert year.answers is not None
    assert (0, False, 0, ()) == (
        int(year.weeks.posts.sum()), bool(year.weeks.asked.any()), len(year.answers.seconds), year.looks,
    )  # fmt: skip
