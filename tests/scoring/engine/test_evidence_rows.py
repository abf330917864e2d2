"""Which rows count and why others do not: the same rows as the metrics count, each with the first rule that keeps it out."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria import registry
from criteria.calendar import DAY
from criteria.metrics.counting import Counting, counted_posts, counted_reposts
from criteria.metrics.response import MessageRule, asked_messages
from criteria.metrics.streams import StreamRule, counted_streams
from criteria.setting import Scene
from scoring.engine.evidence_rows import TITLES, evidence_groups
from scoring.engine.terms import terms_for
from tests.criteria.builders import Message, Page, Post, Season, Stream, block_of, moment
from tests.scoring.engine.seasons import HOUR, REGIONAL, a_page

NOON = moment("2026-03-02 12:00")


def rows_of(page: Page, season: Season | None = None) -> dict[str, list[int]]:
    """By name of a group, its rows."""
    setting = (season or Season()).setting()
    groups = evidence_groups(REGIONAL, terms_for(REGIONAL, "Спорт"), setting, block_of([page]), registry.METRICS)
    return {group.name: group.row.tolist() for group in groups}


def test_each_post_has_its_reason() -> None:
    """One post of every kind, in the order of time."""
    posts = [
        Post(NOON - 90 * DAY),
        Post(NOON, text_key=5),
        Post(NOON + HOUR, advert=True),
        Post(NOON + 2 * HOUR, repost=True),
        Post(NOON + 3 * HOUR, text_length=3),
        Post(NOON + 4 * HOUR, text_key=5),
        Post(NOON + 5 * HOUR, deleted=NOON + DAY),
        Post(NOON + 6 * HOUR),
        Post(NOON + 7 * HOUR),
        Post(NOON + 2 * DAY, text_key=9),
    ]
    assert rows_of(Page(posts), Season(mandated=[9])) == {
        "posts.outside": [0],
        "posts.counted": [1, 7],
        "posts.advert": [2],
        "posts.repost": [3],
        "posts.short": [4],
        "posts.copy": [5],
        "posts.deleted": [6],
        "posts.crowded": [8],
        "posts.mandated": [9],
    }


def test_each_message_has_its_reason() -> None:
    """Counted, of another year, without a wish for an answer, answered before it was asked, too young."""
    messages = [
        Message(NOON - 90 * DAY),
        Message(NOON, NOON + HOUR),
        Message(NOON + HOUR, needs_answer=0),
        Message(NOON + 2 * HOUR, NOON),
        Message(moment("2026-12-31 10:00")),
    ]
    expected = {"outside": [0], "counted": [1], "no_answer_wanted": [2], "broken": [3], "young": [4]}
    assert rows_of(Page(messages=messages)) == {f"messages.{reason}": rows for reason, rows in expected.items()}


def test_each_stream_has_its_reason() -> None:
    """Counted, its later part, too short, refused, not looked at, of another year."""
    streams = [
        Stream(NOON - 90 * DAY),
        Stream(NOON, title_key=3),
        Stream(NOON + HOUR + 60, title_key=3),
        Stream(NOON + DAY, duration=60),
        Stream(NOON + 2 * DAY, confirmed=0),
        Stream(NOON + 3 * DAY, confirmed=-1),
    ]
    expected = {"outside": [0], "counted": [1], "part": [2], "short": [3], "refused": [4], "unseen": [5]}
    assert rows_of(Page(streams=streams)) == {f"streams.{reason}": rows for reason, rows in expected.items()}


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_groups_hold_every_row_once_and_count_what_the_metrics_count(seed: int) -> None:
    """No row is lost, none stands twice, and «counted» is exactly what goes into the points."""
    page = a_page(seed)
    season = Season(mandated=[7])
    scene = Scene(block_of([page]), season.setting())
    found = rows_of(page, season)
    for kind, rows in (("posts", page.posts), ("messages", page.messages), ("streams", page.streams)):
        listed = sorted(row for name, some in found.items() if name.startswith(kind) for row in some)
        assert list(range(len(rows))) == listed
    posts = scene.share(counted_posts, Counting())
    assert posts.unprompted.row.tolist() == found.get("posts.counted", [])
    assert counted_reposts(scene, Counting()).tolist() == found.get("posts.repost", [])
    assert int(posts.reposts[0]) == len(found.get("posts.repost", []))
    assert asked_messages(scene, MessageRule()).row.tolist() == found.get("messages.counted", [])
    starts = scene.block.streams.started[np.array(found.get("streams.counted", []), np.int64)]
    days = scene.setting.calendar.day_of(starts)
    assert sorted(counted_streams(scene, StreamRule()).day.tolist()) == sorted(days.tolist())


def test_every_group_has_a_title_in_both_languages() -> None:
    """Whatever a rule keeps out can be named."""
    assert all(ru and en and ru != en for ru, en in TITLES.values())
    assert 23 == len(TITLES)
