"""The branch of laurel: one node a station, leaves inside the picture, as much grown as the season."""

import re

from hypothesis import given
from hypothesis import strategies as st

from webadmin.drawings import HEIGHT, STEP, Growth, branch, sprig

growths = st.lists(st.sampled_from(["done", "here", "later", "absent"]), min_size=1, max_size=9).map(tuple)


def numbers(path: str) -> list[float]:
    """The coordinates of a path."""
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path)]


@given(growths)
def test_every_station_has_its_node(states: tuple[Growth, ...]) -> None:
    """Nodes stand in the middle of their columns and tell their growth."""
    drawn = branch(states)
    assert [(STEP * (i + 0.5), state) for i, state in enumerate(states)] == [(node.x, node.growth) for node in drawn.nodes]


@given(growths)
def test_leaves_stay_in_the_picture(states: tuple[Growth, ...]) -> None:
    """No leaf is cut at top or bottom."""
    drawn = branch(states)
    heights = [y for leaf in drawn.leaves for y in numbers(leaf.outline)[1::2]]
    assert (True, True) == (min(heights) > 0, max(heights) < HEIGHT)


@given(growths)
def test_the_grown_and_the_bare_stem_make_the_whole(states: tuple[Growth, ...]) -> None:
    """The stem runs from edge to edge without a gap."""
    drawn = branch(states)
    grown, bare = numbers(drawn.grown), numbers(drawn.bare)
    edges = [points for points in (grown, bare) if points]
    assert (0, drawn.width, True) == (
        edges[0][0],
        edges[-1][-2],
        len(edges) == 1 or edges[0][-2:] == edges[1][:2],
    )


def test_a_season_that_is_complete_has_no_bare_stem() -> None:
    """After the publication the whole branch has grown."""
    assert branch(("done",) * 9).bare == ""


def test_a_season_before_its_start_has_not_grown() -> None:
    """Nothing done: the whole stem is bare."""
    assert branch(("later",) * 9).grown == ""


def test_a_sprig_is_one_station() -> None:
    """On narrow screens each station has its own piece."""
    assert (STEP, 1) == (sprig("here").width, len(sprig("here").nodes))
