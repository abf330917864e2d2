"""What holds for every metric and gate on any evidence: order and cutting of pages change nothing, shares are shares."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.calendar import DAY
from criteria.evidence import NEVER, Block, Int64
from criteria.measurement import Params
from criteria.metrics.regularity import WeeklyNormParams, weekly_norm
from criteria.metrics.response import TimelinessParams, timeliness, timeliness_score
from criteria.registry import GATES, METRICS
from criteria.setting import Scene
from tests.criteria.builders import (
    Check,
    Message,
    Page,
    Post,
    Season,
    Stream,
    block_of,
    calendar_of,
    facts_of,
    scene_of,
    value_of,
)

CALENDAR = calendar_of(holidays=["2026-03-09", "2026-05-01", "2026-05-11", "2026-06-12"])
SEASON = Season(CALENDAR, relaxed=[(0, week) for week in range(20, 33)] + [(row, 0) for row in range(3)], mandated=[1, 4])
SHARES = [name for name, metric in METRICS.items() if metric.unit == "share"]

times = st.one_of(
    st.integers(CALENDAR.start - 30 * DAY, CALENDAR.end + 30 * DAY),
    st.integers(CALENDAR.start, CALENDAR.start + 30 * DAY),
    st.sampled_from([CALENDAR.start - 1, CALENDAR.start, CALENDAR.end - 1, CALENDAR.end]),
)
yes_no = st.integers(-1, 1)
posts = st.builds(
    Post,
    time=times,
    text_key=st.integers(0, 9),
    text_length=st.sampled_from([-1, 0, 20, 200]),
    attachments=st.integers(-1, 1),
    repost=st.booleans(),
    advert=st.sampled_from([False, False, True]),
    comments_open=yes_no,
    deleted=st.sampled_from([NEVER, NEVER, CALENDAR.start + 40 * DAY]),
)
messages = st.builds(
    Message,
    asked=times,
    answered=st.one_of(st.just(NEVER), times),
    needs_answer=yes_no,
    interim=st.integers(0, 1),
)
streams = st.builds(Stream, started=times, duration=st.integers(-1, 7200), title_key=st.integers(0, 2), confirmed=yes_no)
checks = st.builds(
    Check,
    day=st.integers(CALENDAR.first_day - 10, CALENDAR.first_day + 500),
    avatar=yes_no,
    cover_width=st.sampled_from([-1, 0, 800, 1590]),
    description_length=st.sampled_from([-1, 0, 99, 100]),
    description_facts=st.integers(-1, 4),
    phone=yes_no,
    mail_or_site=yes_no,
    address=yes_no,
    widgets_correct=st.integers(-1, 2),
    widgets_wrong=st.integers(-1, 2),
    widgets_waived=st.integers(0, 1),
    name_match=st.sampled_from([-1, 0, 59, 60, 100]),
    mark=yes_no,
    closed=yes_no,
    members=st.sampled_from([-1, 0, 49, 50]),
)
pages = st.builds(
    Page,
    posts=st.lists(posts, max_size=12, unique_by=lambda post: post.time),
    messages=st.lists(messages, max_size=6, unique_by=lambda message: message.asked),
    streams=st.lists(streams, max_size=4, unique_by=lambda stream: stream.started),
    checks=st.lists(checks, max_size=6, unique_by=lambda check: check.day),
    nomination=st.integers(-1, 1),
    ogrn_valid=st.booleans(),
    duplicate=st.booleans(),
    exempt=st.booleans(),
    mark=yes_no,
    members=st.sampled_from([-1, 0, 50]),
    applied=yes_no,
    last_winner=yes_no,
)
registers = st.lists(pages, min_size=1, max_size=5)
Columns = dict[str, Int64]


def everything(scene: Scene) -> Columns:
    """All that metrics and gates say of the scene's pages, by name."""
    said: Columns = {}
    for name, metric in METRICS.items():
        measured = metric.measure(scene, metric.params())
        said |= {f"{name}.numerator": measured.numerator, f"{name}.denominator": measured.denominator}
        said |= {f"{name}.{fact}": values for fact, values in measured.facts.items()}
        if measured.settled is not None:
            said[f"{name}.settled"] = measured.settled.astype(np.int64)
    for name, gate in GATES.items():
        verdicts = gate.test(scene, gate.params())
        said[f"{name}.passes"] = verdicts.passes.astype(np.int64)
        said |= {f"{name}.{fact}": values for fact, values in verdicts.facts.items()}
    return said


def rows(said: Columns, order: Sequence[int] | None = None) -> dict[str, list[int]]:
    return {name: (values if order is None else values[list(order)]).tolist() for name, values in said.items()}


def joined(parts: Sequence[Columns]) -> dict[str, list[int]]:
    return {name: [value for part in parts for value in part[name].tolist()] for name in parts[0]}


@settings(max_examples=40, deadline=None)
@given(registers, st.randoms(use_true_random=False))
def test_order_of_pages_changes_nothing(register: list[Page], random: Random) -> None:
    """Each page has the same answers wherever it stands."""
    order = list(range(len(register)))
    random.shuffle(order)
    shuffled = [register[i] for i in order]
    assert rows(everything(scene_of(shuffled, SEASON))) == rows(everything(scene_of(register, SEASON)), order)


@settings(max_examples=40, deadline=None)
@given(registers, st.integers(0, 5))
def test_block_borders_change_nothing(register: list[Page], cut: int) -> None:
    """Two blocks give what one gives, an empty block included."""
    setting = SEASON.setting()
    cut = min(cut, len(register))
    parts = [everything(Scene(block_of(part), setting)) for part in (register[:cut], register[cut:])]
    assert joined(parts) == rows(everything(scene_of(register, SEASON)))


@settings(max_examples=60, deadline=None)
@given(registers)
def test_shares_are_between_nothing_and_all(register: list[Page]) -> None:
    """A share lies in 0..1, whatever the evidence; no denominator is negative."""
    scene = scene_of(register, SEASON)
    for name in SHARES:
        measured = METRICS[name].measure(scene, METRICS[name].params())
        assert np.all((measured.numerator >= 0) & (measured.numerator <= np.maximum(measured.denominator, 0))), name


@settings(max_examples=40, deadline=None)
@given(registers)
def test_answers_are_whole_numbers_of_the_promised_kinds(register: list[Page]) -> None:
    """Every array has a row a page and the dtype that the contract names."""
    scene = scene_of(register, SEASON)
    assert {(values.shape, values.dtype.name) for values in everything(scene).values()} == {((len(register),), "int64")}
    assert {gate.test(scene, gate.params()).passes.dtype.name for gate in GATES.values()} == {"int8"}


@settings(max_examples=40, deadline=None)
@given(registers)
def test_a_sentence_is_told_of_every_page(register: list[Page]) -> None:
    """Any facts make a sentence in both languages, without a closing dot and without a hole."""
    scene = scene_of(register, SEASON)
    for metric in METRICS.values():
        measured = metric.measure(scene, metric.params())
        for page in range(len(register)):
            sentences = [metric.tell(facts_of(measured, page), "ru"), metric.tell(facts_of(measured, page), "en")]
            assert all(sentence and sentence == sentence.strip(" .;,") for sentence in sentences)
    for gate in GATES.values():
        facts = gate.test(scene, gate.params()).facts
        for page in range(len(register)):
            seen = {name: int(values[page]) for name, values in facts.items()}
            sentences = [gate.tell(seen, "ru"), gate.tell(seen, "en")]
            assert all(sentence and sentence == sentence.strip(" .;,") for sentence in sentences)


@settings(max_examples=60, deadline=None)
@given(pages, st.integers(0, 50), st.integers(1, 6))
def test_posts_in_an_empty_week_never_lower_the_norm(page: Page, week: int, more: int) -> None:
    """Posts of one's own in a week without any, after the page's beginning, never cost anything."""
    before = scene_of([page], SEASON)
    first = int(before.first_week[0])
    if first == len(CALENDAR.weeks):
        return
    monday = CALENDAR.weeks[max(week, first)]
    start, end = (int(CALENDAR.midnight[day]) for day in (monday, monday + 7))
    others = [post for post in page.posts if not start <= post.time < end or post.time == min(p.time for p in page.posts)]
    emptied = replace(page, posts=others)
    fuller = replace(page, posts=[*others, *[Post(end - 1 - i * DAY, text_key=1_000 + i) for i in range(more)]])
    values = [value_of(weekly_norm(scene_of([seen], SEASON), WeeklyNormParams())) for seen in (emptied, fuller)]
    assert values[0] is not None
    assert values[1] is not None
    assert values[0] <= values[1]


@settings(max_examples=60, deadline=None)
@given(pages, st.data())
def test_a_faster_answer_never_lowers_timeliness(page: Page, data: st.DataObject) -> None:
    """Any answer given earlier, yet not before its question, keeps or raises A2."""
    answered = [i for i, message in enumerate(page.messages) if message.answered > message.asked]
    if not answered:
        return
    chosen = data.draw(st.sampled_from(answered))
    message = page.messages[chosen]
    sooner = replace(message, answered=data.draw(st.integers(message.asked, message.answered)))
    faster = replace(page, messages=[sooner if i == chosen else other for i, other in enumerate(page.messages)])
    slow, quick = (value_of(timeliness(scene_of([seen], SEASON), TimelinessParams())) for seen in (page, faster))
    assert (slow is None) == (quick is None)
    assert (slow or 0) <= (quick or 0)


@given(
    st.integers(0, 30 * 3600),
    st.integers(0, 30 * 3600),
    st.integers(1, 20),
    st.integers(1, 20),
    st.integers(1, 20),
    st.integers(0, 100),
)
def test_f_never_rises(first: int, second: int, full: int, to_middle: int, to_zero: int, percent: int) -> None:
    """Whatever the limits, waiting longer never earns more, and f stays within 0..1."""
    params = TimelinessParams(
        full_hours=full,
        middle_hours=full + to_middle,
        zero_hours=full + to_middle + to_zero,
        middle_percent=percent,
    )
    score, scale = timeliness_score(np.array(sorted((first, second)), np.int64), params)
    assert scale >= score[0] >= score[1] >= 0


def test_evidence_without_pages_is_no_trouble() -> None:
    """A block of no pages gives empty answers."""
    assert {values.shape for values in everything(scene_of([], SEASON)).values()} == {(0,)}


def test_registry_refuses_foreign_parameters() -> None:
    """A metric given another one's parameters says so instead of measuring something else."""
    with pytest.raises(TypeError, match="WeeklyNormParams"):
        METRICS["weekly_norm"].measure(scene_of([Page()]), Params())


def test_metrics_and_gates_bear_their_own_names() -> None:
    """The registry finds each under the name that it has."""
    assert [metric.name for metric in METRICS.values()] == list(METRICS)
    assert [gate.name for gate in GATES.values()] == list(GATES)


def test_metrics_leave_the_evidence_alone() -> None:
    """Nothing writes into a block: its columns are the same after all metrics."""
    register = [Page([Post(CALENDAR.start + i * DAY) for i in range(9)], [Message(CALENDAR.start, CALENDAR.start + DAY)])]
    used, fresh = block_of(register), block_of(register)
    everything(Scene(used, SEASON.setting()))
    assert contents(used) == contents(fresh)


def contents(block: Block) -> list[bytes]:
    parts = (block.pages, block.posts, block.messages, block.streams, block.checks)
    return [getattr(part, name).tobytes() for part in parts for name in part.__slots__]
