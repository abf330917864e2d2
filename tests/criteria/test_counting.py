"""Which posts count, against a slow reading of the same rules and by single cases."""

from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.calendar import DAY
from criteria.metrics.counting import Counting, counted_posts
from tests.criteria.builders import Page, Post, Season, calendar_of, moment, scene_of

RULE = Counting()


def counted(posts: list[Post], season: Season | None = None) -> int:
    return int(counted_posts(scene_of([Page(posts)], season), RULE).own.per_page[0])


def test_plain_post_counts() -> None:
    """A post of its own with enough text counts."""
    assert counted([Post(moment("2026-03-02 10:00"))]) == 1


def test_advertisement_does_not_count() -> None:
    """An advertisement is no content of the page."""
    assert counted([Post(moment("2026-03-02 10:00"), advert=True)]) == 0


def test_nineteen_characters_without_attachment_do_not_count() -> None:
    """A text below 20 characters is too short."""
    assert counted([Post(moment("2026-03-02 10:00"), text_length=19)]) == 0


def test_twenty_characters_count() -> None:
    """A text of 20 characters is enough."""
    assert counted([Post(moment("2026-03-02 10:00"), text_length=20)]) == 1


def test_attachment_without_text_counts() -> None:
    """A picture alone is a post."""
    assert counted([Post(moment("2026-03-02 10:00"), text_length=0, text_key=0, attachments=1)]) == 1


def test_pictures_without_text_are_not_copies_of_each_other() -> None:
    """Posts without text have no text in common."""
    posts = [Post(moment(f"2026-03-0{day} 10:00"), text_length=0, text_key=0, attachments=1) for day in (2, 3, 4)]
    assert counted(posts) == 3


def test_same_text_within_seven_days_counts_once() -> None:
    """A copy six days later is passed over."""
    posts = [Post(moment("2026-03-02 10:00"), text_key=5), Post(moment("2026-03-08 10:00"), text_key=5)]
    assert counted(posts) == 1


def test_same_text_after_seven_days_counts_again() -> None:
    """Exactly seven days later a text is news again."""
    posts = [Post(moment("2026-03-02 10:00"), text_key=5), Post(moment("2026-03-09 10:00"), text_key=5)]
    assert counted(posts) == 2


def test_daily_same_text_counts_once_a_week() -> None:
    """A text repeated on 15 days counts on the 1st, 8th and 15th: copies are measured from the last counted one."""
    posts = [Post(moment("2026-03-02 10:00") + i * DAY, text_key=5) for i in range(15)]
    assert counted(posts) == 3


def test_same_text_on_two_pages_counts_on_both() -> None:
    """A copy is one only on the same page."""
    pages = [Page([Post(moment("2026-03-02 10:00"), text_key=5)]), Page([Post(moment("2026-03-02 10:00"), text_key=5)])]
    assert counted_posts(scene_of(pages), RULE).own.per_page.tolist() == [1, 1]


def test_at_most_two_a_local_day_count() -> None:
    """Of five posts of a day two count."""
    assert counted([Post(moment(f"2026-03-02 1{hour}:00")) for hour in range(5)]) == 2


def test_day_is_local() -> None:
    """Posts on both sides of the local midnight, on one UTC day, are of two days."""
    times = ("2026-03-02 23:10", "2026-03-02 23:20", "2026-03-03 00:10", "2026-03-03 00:20")
    assert counted([Post(moment(time)) for time in times]) == 4


def test_copies_do_not_use_up_the_day() -> None:
    """Copies are taken out before the day's limit."""
    day = [Post(moment("2026-03-02 10:00"), text_key=5), Post(moment("2026-03-02 11:00"), text_key=5)]
    assert counted([*day, Post(moment("2026-03-02 12:00"))]) == 2


def test_deleted_before_thirty_days_does_not_count() -> None:
    """A post gone after 29 days does not count."""
    time = moment("2026-03-02 10:00")
    assert counted([Post(time, deleted=time + 29 * DAY)]) == 0


def test_deleted_after_thirty_days_counts() -> None:
    """A post gone after 30 days was kept long enough."""
    time = moment("2026-03-02 10:00")
    assert counted([Post(time, deleted=time + 30 * DAY)]) == 1


def test_period_begins_at_local_midnight_and_ends_before_the_next_years() -> None:
    """The first second of the period counts, the second before and the first one after it do not."""
    start, end = moment("2026-01-01"), moment("2027-01-01")
    assert [counted([Post(time)]) for time in (start - 1, start, end - 1, end)] == [0, 1, 1, 0]


def test_reposts_stand_apart() -> None:
    """A repost is no post of one's own and is counted by itself, without limit."""
    found = counted_posts(scene_of([Page([Post(moment(f"2026-03-02 1{hour}:00"), repost=True) for hour in range(4)])]), RULE)
    assert (found.own.per_page[0], found.reposts[0]) == (0, 4)


def test_mandated_text_is_out_of_unprompted_only() -> None:
    """A text that a fifth of the region posted at once counts as own, but not as unprompted."""
    found = counted_posts(scene_of([Page([Post(moment("2026-03-02"), text_key=7)])], Season(mandated=[3, 7])), RULE)
    assert (len(found.own.row), len(found.unprompted.row)) == (1, 0)


def test_mandated_texts_do_not_crowd_out_own_ones() -> None:
    """Two mandated texts in the morning leave the day's place to a post of the evening."""
    posts = [
        Post(moment("2026-03-02 08:00"), text_key=3),
        Post(moment("2026-03-02 09:00"), text_key=7),
        Post(moment("2026-03-02 20:00")),
    ]
    found = counted_posts(scene_of([Page(posts)], Season(mandated=[3, 7])), RULE)
    assert found.unprompted.row.tolist() == [2]


def test_post_without_text_is_never_mandated() -> None:
    """Key 0 means no text, whatever the list of mandated texts says."""
    posts = [Post(moment("2026-03-02"), text_key=0, text_length=0, attachments=1)]
    assert len(counted_posts(scene_of([Page(posts)], Season(mandated=[0, 7])), RULE).unprompted.row) == 1


def test_scene_counts_once() -> None:
    """Metrics that ask for the same counting get the same answer, not a second one."""
    scene = scene_of([Page([Post(moment("2026-03-02"))])])
    assert scene.share(counted_posts, Counting()) is scene.share(counted_posts, Counting())


def slowly(page: Page, mandated: set[int], season: Season) -> tuple[list[int], list[int], int]:
    """Times of own and of unprompted posts and the number of reposts, read post by post."""
    calendar = season.calendar
    own: list[Post] = []
    seen: dict[int, int] = {}
    reposts = 0
    for post in sorted(page.posts, key=lambda post: post.time):
        gone_early = post.deleted and post.deleted - post.time < RULE.kept_days * DAY
        if post.advert or gone_early or not calendar.start <= post.time < calendar.end:
            continue
        if post.repost:
            reposts += 1
        elif post.text_length >= RULE.min_text or post.attachments:
            key = post.text_key or 0
            if key and key in seen and post.time - seen[key] < RULE.same_text_days * DAY:
                continue
            seen[key] = post.time
            own.append(post)
    unprompted = [post for post in own if post.text_key not in mandated or not post.text_key]
    return by_day(own, season), by_day(unprompted, season), reposts


def by_day(posts: list[Post], season: Season) -> list[int]:
    kept: list[int] = []
    days: dict[int, int] = {}
    for post in posts:
        day = (post.time + 7 * 3600) // DAY
        days[day] = days.get(day, 0) + 1
        if days[day] <= RULE.a_day:
            kept.append(post.time)
    assert season.calendar.zone == "Asia/Novosibirsk"  # the day above is that of UTC+7
    return kept


SEASON = Season(calendar_of(), mandated=[1, 4])
START = SEASON.calendar.start
some_posts = st.lists(
    st.builds(
        Post,
        time=st.one_of(
            st.integers(START - 5 * DAY, START + 40 * DAY),
            st.integers(0, 90).map(lambda step: START + step * DAY // 3),
            st.integers(SEASON.calendar.end - 5 * DAY, SEASON.calendar.end + 5 * DAY),
        ),
        text_key=st.integers(0, 6),
        text_length=st.sampled_from([0, 19, 20, 200]),
        attachments=st.integers(0, 1),
        repost=st.booleans() | st.just(False),
        advert=st.sampled_from([False, False, False, True]),
        deleted=st.sampled_from([0, 0, 0, START + 31 * DAY]),
    ),
    max_size=40,
    unique_by=lambda post: post.time,
)


@settings(max_examples=120, deadline=None)
@given(st.lists(some_posts, min_size=1, max_size=4))
def test_counts_as_a_reading_post_by_post_does(walls: list[list[Post]]) -> None:
    """The vectorised count of any walls is the one of a plain loop over the rules."""
    pages = [Page(posts) for posts in walls]
    scene = scene_of(pages, SEASON)
    found = counted_posts(scene, RULE)
    time = scene.block.posts.time
    quickly = [
        (
            time[found.own.row[found.own.page == i]].tolist(),
            time[found.unprompted.row[found.unprompted.page == i]].tolist(),
            int(found.reposts[i]),
        )
        for i in range(len(pages))
    ]
    assert quickly == [slowly(page, {1, 4}, SEASON) for page in pages]
