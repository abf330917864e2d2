"""Who waits in a thread, and which comment of the page answers whom."""

from typing import Any

import pytest

from scoring.sources.collecting.threads import Labels, messages_below

MINUTE = 60
Kept = dict[str, Any]


def said(number: int, minute: int, by: str = "ann", **more: object) -> Kept:
    """A comment of a citizen that asks for an answer, or of the page."""
    return {"id": number, "date": 1000 + minute * MINUTE, "by": by, "wants": by != "page", "interim": False, **more}


def told(*comments: Kept, **more: Any) -> list[tuple[int, int]]:
    """(number, minute of the answer or 0) of the messages of one thread."""
    top = comments[0] | {"thread": {"items": list(comments[1:])}}
    found = messages_below(1, [top], **more)
    return [(message.id, message.answered and (message.answered - 1000) // MINUTE) for message in found]


def test_an_answer_to_the_comment_counts() -> None:
    """The first one, by reply_to_comment."""
    assert [(1, 5)] == told(said(1, 0), said(2, 5, "page", to=1), said(3, 9, "page", to=1))


def test_an_answer_to_the_author_counts() -> None:
    """By reply_to_user, also while somebody else waits."""
    assert [(1, 0), (2, 9)] == told(said(1, 0), said(2, 1, "bob"), said(3, 9, "page", to_user="bob"))


def test_an_answer_to_nobody_answers_the_only_one_who_waits() -> None:
    """And nobody while two wait."""
    assert [(1, 7)] == told(said(1, 0), said(2, 7, "page"))
    assert [(1, 0), (2, 0)] == told(said(1, 0), said(2, 1, "bob"), said(3, 7, "page"))


def test_who_wants_no_answer_does_not_wait() -> None:
    """A third person's thanks do not make an answer ambiguous."""
    assert [(1, 7), (2, 0)] == told(said(1, 0), said(2, 1, "bob", wants=False), said(3, 7, "page"))


@pytest.mark.parametrize(("minute", "messages"), [(30, 1), (31, 2)])
def test_comments_within_half_an_hour_are_one_message(minute: int, messages: int) -> None:
    """Counted from the first one."""
    assert messages == len(told(said(1, 0), said(2, minute)))


def test_a_burst_asks_when_one_of_its_comments_asks() -> None:
    """A greeting first, the question after it; an answer to either is an answer."""
    (message,) = messages_below(1, [said(1, 0, wants=False) | {"thread": {"items": [said(2, 3), said(3, 9, "page", to=2)]}}])
    assert (1, True, 1000 + 9 * MINUTE) == (message.id, message.wants, message.answered)


def test_a_new_turn_after_an_answer_is_a_new_message() -> None:
    """Though half an hour has not gone by."""
    assert [(1, 5), (3, 0)] == told(said(1, 0), said(2, 5, "page", to=1), said(3, 6))


def test_a_thread_is_an_island() -> None:
    """A comment of the page elsewhere below the post answers nobody here."""
    found = messages_below(1, [said(1, 0), said(2, 5, "page")])
    assert [0] == [message.answered for message in found]


def test_other_communities_and_deleted_comments_are_nobody() -> None:
    """They neither ask nor answer."""
    assert [(1, 0)] == told(said(1, 0), said(2, 2, "other"), {"id": 3, "date": 1100, "by": "page", "deleted": True})


def test_an_account_that_was_declared_answers_for_the_page() -> None:
    """Only where it was declared."""
    comments = (said(1, 0), said(2, 5, "clerk", to=1))
    assert [(1, 0), (2, 0)] == told(*comments)
    assert [(1, 5)] == told(*comments, staff=frozenset({"clerk"}))


def test_a_template_stops_the_clock_until_a_full_answer_makes_up_for_it() -> None:
    """The time is that of the first answer either way."""
    template = said(2, 5, "page", to=1, interim=True)
    (waiting,) = messages_below(1, [said(1, 0) | {"thread": {"items": [template]}}])
    (made_up,) = messages_below(1, [said(1, 0) | {"thread": {"items": [template, said(3, 50, "page", to=1)]}}])
    assert [(1300, True), (1300, False)] == [(one.answered, one.interim) for one in (waiting, made_up)]


def test_a_moderators_label_wins() -> None:
    """Of what the words said, and of what the answer looked like."""
    labels = Labels({1: False, 5: True}, {5: True})
    thread = {"items": [said(2, 9, "page", to=1)]}
    other = said(5, 0, "bob", wants=False) | {"thread": {"items": [said(6, 9, "page", to=5)]}}
    found = messages_below(1, [said(1, 0) | {"thread": thread}, other], labels=labels)
    assert [(1, False, False), (5, True, True)] == [(one.id, one.wants, one.interim) for one in found]
