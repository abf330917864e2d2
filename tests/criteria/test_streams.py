"""Live streams: what counts, parts of one stream, mid-year pages, quarters."""

import pytest

from criteria.evidence import UNKNOWN
from criteria.metrics.streams import StreamCountParams, StreamQuartersParams, StreamRule, stream_count, stream_quarters
from tests.criteria.builders import Page, Post, Stream, facts_of, moment, scene_of, value_of

OLD = [Post(moment("2025-12-30"))]


def count(*streams: Stream, rule: StreamRule | None = None) -> int:
    measured = stream_count(scene_of([Page(OLD, streams=streams)]), StreamCountParams(streams=rule or StreamRule()))
    return facts_of(measured)["streams"]


def quarters(posts: list[Post], *days: str) -> float | None:
    page = Page(posts, streams=[Stream(moment(day)) for day in days])
    return value_of(stream_quarters(scene_of([page]), StreamQuartersParams()))


def test_confirmed_stream_counts() -> None:
    """A confirmed hour of live stream counts."""
    assert count(Stream(moment("2026-03-02 10:00"))) == 1


def test_refuted_stream_does_not_count() -> None:
    """A moderator saw that it was not live."""
    assert count(Stream(moment("2026-03-02 10:00"), confirmed=0)) == 0


def test_unconfirmed_stream_waits_for_a_moderator() -> None:
    """Nobody looked: it does not count, and is told."""
    measured = stream_count(scene_of([Page(OLD, streams=[Stream(moment("2026-03-02"), confirmed=UNKNOWN)])]), StreamCountParams())
    assert (facts_of(measured)["streams"], facts_of(measured)["unconfirmed"]) == (0, 1)


def test_unconfirmed_stream_counts_where_the_rule_book_lets_it() -> None:
    """A rule book may do without moderators."""
    assert count(Stream(moment("2026-03-02"), confirmed=UNKNOWN), rule=StreamRule(unconfirmed_counts=True)) == 1


def test_stream_below_ten_minutes_does_not_count() -> None:
    """599 seconds are too short, 600 are enough."""
    assert [count(Stream(moment("2026-03-02"), duration=seconds)) for seconds in (599, 600)] == [0, 1]


def test_parts_within_two_hours_with_one_title_are_one() -> None:
    """A stream that broke off and went on two hours after its end is one stream."""
    assert count(Stream(moment("2026-03-02 10:00"), title_key=5), Stream(moment("2026-03-02 13:00"), title_key=5)) == 1


def test_parts_further_apart_are_two() -> None:
    """A second beyond the two hours makes two streams."""
    assert count(Stream(moment("2026-03-02 10:00"), title_key=5), Stream(moment("2026-03-02 13:00:01"), title_key=5)) == 2


def test_short_parts_are_long_together() -> None:
    """Two parts of six minutes are a stream of twelve."""
    parts = [Stream(moment(f"2026-03-02 10:{minute:02}"), duration=360, title_key=5) for minute in (0, 20)]
    assert count(*parts) == 1


def test_streams_without_title_are_single() -> None:
    """No title is no common title."""
    assert count(Stream(moment("2026-03-02 10:00")), Stream(moment("2026-03-02 11:30"))) == 2


def test_same_title_on_two_pages_is_two_streams() -> None:
    """Parts are joined only on one page."""
    pages = [Page(OLD, streams=[Stream(moment("2026-03-02 10:00"), title_key=5)]) for _ in range(2)]
    assert stream_count(scene_of(pages), StreamCountParams()).facts["streams"].tolist() == [1, 1]


def test_streams_outside_the_period_do_not_count() -> None:
    """The period is half-open."""
    assert count(Stream(moment("2025-12-31 23:59")), Stream(moment("2027-01-01"))) == 0


def test_number_is_stretched_to_a_year() -> None:
    """Two streams in 13 eligible weeks are eight a year."""
    page = Page([Post(moment("2026-09-28"))], streams=[Stream(moment("2026-10-05")), Stream(moment("2026-11-05"))])
    assert value_of(stream_count(scene_of([page]), StreamCountParams())) == pytest.approx(8)


def test_number_without_weeks_is_unknown() -> None:
    """A page without a known post has no week to compare with."""
    assert value_of(stream_count(scene_of([Page(streams=[Stream(moment("2026-03-02"))])]), StreamCountParams())) is None


def test_streams_in_two_of_four_quarters_give_half() -> None:
    """Three streams in two quarters."""
    assert quarters(OLD, "2026-02-02", "2026-03-02", "2026-08-02") == 0.5


def test_quarter_with_less_than_six_eligible_weeks_is_not_asked() -> None:
    """A page opened in mid-June answers for the third and the fourth quarter; its stream in June does not count."""
    assert quarters([Post(moment("2026-06-15"))], "2026-06-20", "2026-08-02") == 0.5


def test_quarters_of_a_page_opened_in_december_are_unknown() -> None:
    """No quarter has six weeks."""
    assert quarters([Post(moment("2026-12-01"))], "2026-12-20") is None


def test_quarter_is_that_of_the_local_day() -> None:
    """A stream at 1 April, 00:30 local time, still March in UTC, is of the second quarter."""
    assert quarters(OLD, "2026-03-20", "2026-04-01 00:30") == 0.5
