"""What networks do not tell is not known, and is neither nought nor held against a page."""

from typing import Any

import pytest

from criteria import gates
from criteria.evidence import UNKNOWN
from criteria.metrics import streams
from criteria.networks import NETWORKS, TELLING_STREAMS, network_number
from criteria.setting import Scene
from tests.criteria.builders import Page, Post, Stream, moment, scene_of

SILENT = [key for key in NETWORKS if key not in TELLING_STREAMS]


def known(scene: Scene) -> list[bool]:
    """Of each page and metric of streams: whether a value is known."""
    count = streams.stream_count(scene, streams.StreamCountParams())
    quarters = streams.stream_quarters(scene, streams.StreamQuartersParams())
    return [*(count.denominator > 0).tolist(), *(quarters.denominator > 0).tolist()]


def page(key: str, **rest: Any) -> Page:
    """A page of a network that has run all year."""
    return Page(network=network_number(f"{key}:x"), posts=[Post(moment("2025-12-30"))], **rest)


@pytest.mark.parametrize("key", SILENT)
def test_streams_of_a_network_that_tells_of_none_are_unknown(key: str) -> None:
    """No streams there is not nought streams."""
    assert [False, False] == known(scene_of([page(key)]))


def test_no_stream_where_streams_are_told_is_nought() -> None:
    """VK tells; so does a table of one's own, whose pages are of no network."""
    assert [True, True] == known(scene_of([page("vk")]))
    assert [True, True] == known(scene_of([page("table")]))


def test_a_submitted_stream_makes_them_known() -> None:
    """Somebody has looked."""
    given = Stream(moment("2026-03-14 09:00"), 1800)
    assert [True, True] == known(scene_of([page("max", streams=[given])]))


def test_the_sentence_says_that_the_network_is_silent() -> None:
    """Instead of telling of no streams."""
    measured = streams.stream_count(scene_of([page("tg")]), streams.StreamCountParams())
    facts = {name: int(values[0]) for name, values in measured.facts.items()}
    assert "об эфирах сеть не рассказывает: неизвестно" == streams.tell_stream_count(facts, "ru")
    facts.pop("told")
    assert "ни одного прямого эфира" in streams.tell_stream_count(facts, "ru")


@pytest.mark.parametrize(
    ("key", "params", "passes"),
    [
        ("vk", {}, 1), ("ok", {}, 0), ("tg", {}, 0), ("max", {}, 0), ("rutube", {}, 0), ("table", {}, UNKNOWN),
        ("ok", {"ok": True}, 1), ("max", {"max": True, "vk": False}, 1), ("vk", {"vk": False}, 0),
    ],
)  # fmt: skip
def test_only_pages_of_the_networks_that_take_part_pass(key: str, params: dict[str, bool], passes: int) -> None:
    """VK's alone unless the rule book says otherwise; a key of no network is a question for a person."""
    verdicts = gates.network(scene_of([page(key)]), gates.NetworkParams(**params))
    assert [passes] == verdicts.passes.tolist()


def test_the_gate_names_the_network() -> None:
    """In both languages."""
    number = network_number("max:x")
    assert "страница в сети MAX" == gates.tell_network({"network": number}, "ru")
    assert "the page is on MAX" == gates.tell_network({"network": number}, "en")
    assert "сеть страницы неизвестна" == gates.tell_network({"network": UNKNOWN}, "ru")
