"""Incidents: what lies inside of them counts for nobody, and everybody is asked less alike."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.calendar import DAY
from criteria.setting import Kind, Scene
from scoring.engine.incidents import KINDS, NO_INCIDENTS, Incident, Incidents
from scoring.engine.page_year import page_year
from scoring.engine.robustness.weeks import weekly_of
from scoring.engine.run import evaluate, setting_of
from scoring.engine.table import ranking_csv
from scoring.engine.unaffected import without
from tests.criteria.builders import YEAR, Check, Message, Page, Post, Stream, block_of, calendar_of, day_number, moment
from tests.scoring.engine.seasons import HOUR, REGIONAL, Season, a_page, season_of

OUTAGE = Incident(moment(f"{YEAR}-03-03 10:00"), moment(f"{YEAR}-03-05 18:30"), KINDS, "Сбой сети", "https://status.example")


def lost(page: Page, incidents: Incidents, dice: Random) -> Page:
    """The page with some of what lies inside of the incidents gone."""

    def keeps(kind: Kind, at: int) -> bool:
        inside = any(first <= at <= last for first, last in incidents.days(kind, "Asia/Novosibirsk"))
        inside = inside if kind == "checks" else any(begin <= at < end for begin, end in incidents.spans(kind))
        return not inside or dice.random() < 0.5

    return replace(
        page,
        posts=[post for post in page.posts if keeps("posts", post.time)],
        messages=[message for message in page.messages if keeps("messages", message.asked)],
        streams=[stream for stream in page.streams if keeps("streams", stream.started)],
        checks=[check for check in page.checks if keeps("checks", check.day)],
    )


def with_losses(pages: Sequence[Page], incidents: Incidents) -> Season:
    """A season in which the collection lost part of what lies inside."""
    dice = Random(7)  # noqa: S311 an invented loss keeps no secret
    return season_of([lost(page, incidents, dice) for page in pages])


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 340), st.integers(1, 20 * 24), st.sets(st.sampled_from(KINDS), min_size=1)),
        min_size=1,
        max_size=3,
    )
)
def test_what_was_lost_inside_of_incidents_changes_no_ranking(drawn: list[tuple[int, int, set[Kind]]]) -> None:
    """Lost rows of the tables concerned, of some pages only, leave every place and every point as they are."""
    start = moment(f"{YEAR}-01-01")
    incidents = Incidents(
        tuple(
            Incident(start + day * DAY + 9 * HOUR, start + day * DAY + (9 + hours) * HOUR, tuple(kinds), "Сбой")
            for day, hours, kinds in drawn
        )
    )
    pages = [a_page(seed) for seed in range(12)]
    whole = evaluate(REGIONAL, season_of(pages), incidents=incidents)
    holed = evaluate(REGIONAL, with_losses(pages, incidents), incidents=incidents)
    assert ranking_csv(holed) == ranking_csv(whole)


def test_without_the_rule_the_same_losses_would_change_the_ranking() -> None:
    """The losses of the test above are real: without incidents declared they cost points."""
    pages = [a_page(seed) for seed in range(12)]
    incidents = Incidents((Incident(moment(f"{YEAR}-03-03"), moment(f"{YEAR}-04-05"), KINDS, "Сбой"),))
    assert ranking_csv(evaluate(REGIONAL, with_losses(pages, incidents))) != ranking_csv(evaluate(REGIONAL, season_of(pages)))


def test_no_incident_gives_the_same_ranking_as_ever() -> None:
    """An empty list of incidents changes nothing."""
    season = season_of([a_page(seed) for seed in range(6)])
    assert ranking_csv(evaluate(REGIONAL, season, incidents=NO_INCIDENTS)) == ranking_csv(evaluate(REGIONAL, season))


def test_a_week_that_an_incident_touches_is_not_asked() -> None:
    """Three posts in every week but that of the outage: no week is short, one is left out, and the sentence says so."""
    monday = moment(f"{YEAR}-01-05 12:00")
    weeks = [week for week in range(51) if week != 8]
    page = Page([Post(monday + (7 * week + day) * DAY) for week in weeks for day in range(3)])
    result = evaluate(REGIONAL, season_of([page]), incidents=Incidents((OUTAGE,)))
    norm = next(leaf for leaf in result.leaves if leaf.code == "R1")
    told = {name: int(fact[0]) for name, fact in norm.facts.items()}
    assert (told["weeks"], told["short"], told["left_out"]) == (49, 0, 1)


def test_days_of_an_incident_weigh_nothing_in_a_silence() -> None:
    """Posts on 2 and 7 March, the outage on the 3rd to the 5th: two days of silence instead of five."""
    posts = [Post(moment(f"{YEAR}-01-01 12:00") + day * DAY) for day in range(365)]
    touched = {day_number(f"{YEAR}-03-{day:02}") for day in range(3, 7)}
    calendar = calendar_of()
    kept = [post for post in posts if int(calendar.day_of(np.array([post.time]))[0]) + calendar.first_day not in touched]
    silences = []
    for incidents in (NO_INCIDENTS, Incidents((OUTAGE,))):
        result = evaluate(REGIONAL, season_of([Page(kept)]), incidents=incidents)
        silence = next(leaf for leaf in result.leaves if leaf.code == "R2")
        silences.append(int(silence.numerator[0]))
    assert silences == [15, 6]


def test_the_clock_of_answers_stands_still() -> None:
    """Asked on Monday at 17:00, the outage from Tuesday 10:00 to Thursday 18:30, answered on Friday at 10:00: 3 hours."""
    season = season_of([Page()])
    setting = setting_of(REGIONAL, season, ["Спорт"], Incidents((OUTAGE,)))
    times = np.array([moment(f"{YEAR}-03-02 17:00"), moment(f"{YEAR}-03-06 10:00")])
    began, ended = setting.calendar.working(times)
    assert int(ended - began) == 3 * HOUR


def test_messages_written_inside_are_no_samples() -> None:
    """Of two messages, one written during the outage, one counts."""
    messages = [Message(moment(f"{YEAR}-03-04 12:00")), Message(moment(f"{YEAR}-04-06 12:00"))]
    result = evaluate(REGIONAL, season_of([Page(messages=messages)]), incidents=Incidents((OUTAGE,)))
    answered = next(leaf for leaf in result.leaves if leaf.code == "A1")
    assert int(answered.facts["messages"][0]) == 1


def test_an_incident_concerns_only_its_tables() -> None:
    """An outage of checks takes checks away and leaves posts, messages and streams."""
    only = Incidents((replace(OUTAGE, kinds=("checks",)),))
    at = moment(f"{YEAR}-03-04 12:00")
    block = block_of([Page([Post(at)], [Message(at)], [Stream(at)], [Check(day_number(f"{YEAR}-03-04"))])])
    left = without(block, only, "Asia/Novosibirsk")
    assert [len(left.posts.time), len(left.messages.asked), len(left.streams.started), len(left.checks.day)] == [1, 1, 1, 0]


def test_a_gate_of_weeks_puts_nobody_out_for_an_incident() -> None:
    """The gate on the age of a page counts its weeks whether they were touched or not."""
    long = Incidents((Incident(moment(f"{YEAR}-02-01"), moment(f"{YEAR}-11-01"), KINDS, "Сбой"),))
    page = Page([Post(moment(f"{YEAR}-01-05 12:00") + week * 7 * DAY) for week in range(51)])
    result = evaluate(REGIONAL, season_of([page]), incidents=long)
    weeks = next(gate for gate in result.gates if gate.code == "G4")
    assert (int(weeks.passes[0]), int(weeks.facts["weeks"][0])) == (1, 50)


def test_the_weeks_cut_for_robustness_add_up_to_the_run() -> None:
    """A resampled year in which every week comes once is the year as it was judged, incidents and all."""
    from criteria.registry import METRICS  # noqa: PLC0415  only this test needs it

    season = season_of([a_page(seed) for seed in range(6)])
    result = evaluate(REGIONAL, season, incidents=Incidents((OUTAGE,)))
    weekly = weekly_of(result, season, METRICS)
    once = np.ones((1, weekly.weeks))
    for leaf, parts in zip(result.leaves, weekly.leaves, strict=True):
        if parts is not None:
            above, below = (np.concatenate(columns, axis=1) for columns in zip(*(part.year(once) for part in parts), strict=True))
            assert (above[0].tolist(), below[0].tolist()) == (leaf.numerator.tolist(), leaf.denominator.tolist())


def test_a_card_knows_the_weeks_left_out() -> None:
    """The picture of weeks marks the week of the outage and asks nothing in it."""
    season, incidents = season_of([a_page(1)]), Incidents((OUTAGE,))
    result = evaluate(REGIONAL, season, incidents=incidents)
    setting = setting_of(REGIONAL, season, result.nominations, incidents)
    block = without(season.page_block(0, result.nomination), incidents, season.zone)
    weeks = page_year(REGIONAL, setting, replace(block, first=0)).weeks
    assert weeks is not None
    assert (np.flatnonzero(weeks.left_out).tolist(), bool(weeks.asked[8])) == ([8], False)


def test_overlapping_incidents_are_one_span() -> None:
    """Two incidents that touch pause the clocks once."""
    later = replace(OUTAGE, begins=OUTAGE.ends, ends=OUTAGE.ends + HOUR)
    assert Incidents((later, OUTAGE)).spans("messages") == ((OUTAGE.begins, OUTAGE.ends + HOUR),)


def test_the_digest_does_not_depend_on_the_order() -> None:
    """The same incidents in another order, or one of them twice, have the same name."""
    other = replace(OUTAGE, kinds=("posts",), reason="Сбор")
    assert Incidents((OUTAGE, other, other)).digest == Incidents((other, OUTAGE)).digest


def test_rows_come_back() -> None:
    """What is written down gives the same incidents again."""
    found = Incidents((OUTAGE, replace(OUTAGE, kinds=("checks", "posts"))))
    assert Incidents.of(found.rows) == found


def test_an_incident_without_time_or_tables_is_none() -> None:
    """An end before the begin, or no table at all, is refused."""
    with pytest.raises(ValueError, match="no such incident"):
        replace(OUTAGE, ends=OUTAGE.begins)
    with pytest.raises(ValueError, match="no such incident"):
        replace(OUTAGE, kinds=())


def test_only_eligible_weeks_are_counted_as_left_out() -> None:
    """A page whose first post came after the outage loses no week to it."""
    page = Page([Post(moment(f"{YEAR}-06-01 12:00"))])
    season = season_of([page])
    setting = setting_of(REGIONAL, season, ["Спорт"], Incidents((OUTAGE,)))
    assert Scene(block_of([page]), setting).weeks_left_out("posts").tolist() == [0]
