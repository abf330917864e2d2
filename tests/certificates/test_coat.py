"""A coat of arms as an outline: numbers are read, everything else is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.coat import LONGEST, read_outline
from certificates.errors import PictureRefused


def test_lines_and_curves_are_fitted_into_the_unit_square() -> None:
    """A figure twice as wide as high fills the width and stands in the middle."""
    path = read_outline("M0,0 h20 v10 h-20 z").outline
    assert [("M", (0.0, 0.25)), ("L", (1.0, 0.25)), ("L", (1.0, 0.75)), ("L", (0.0, 0.75)), ("Z", ())] == list(path)


def test_relative_and_smooth_curves_are_the_absolute_ones() -> None:
    """Short forms mean what the long ones say."""
    short = read_outline("M0 0c0 10 10 10 10 0s10-10 10 0q5 5 10 0t10 0z").outline
    long = read_outline("M0 0 C0 10 10 10 10 0 C10 -10 20 -10 20 0 Q25 5 30 0 Q35 -5 40 0 Z").outline
    assert [(verb, [round(v, 9) for v in at]) for verb, at in long] == [(verb, [round(v, 9) for v in at]) for verb, at in short]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "M1 1",
        "M0 0L0 0L0 0",
        "L1 1 2 2 3 3",
        "1 2 3",
        "M0 0 L5",
        "M0 0 A5 5 0 0 1 9 9z",
        "M0 0h1e9v1z",
        "M0 0 L1 1 <script>",
        "M0 0 L1 1 url(#a) L2 2",
        "M0 0L1 1 2 z",
        "M0 0 " + "L1 1" * LONGEST,
        "Z",
        "M nan nan L1 1 L2 2",
    ],
)
def test_what_is_no_outline_is_refused(text: str) -> None:
    """Too little, too much, arcs, markup: none of it is drawn."""
    with pytest.raises(PictureRefused):
        read_outline(text)


@given(st.lists(st.tuples(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5)), min_size=3, max_size=9))
@settings(max_examples=40, deadline=None)
def test_every_outline_lies_within_the_square(points: list[tuple[float, float]]) -> None:
    """Whatever the numbers, the coat stays in its box."""
    text = "M" + " L".join(f"{x:.3f} {y:.3f}" for x, y in points)
    try:
        path = read_outline(text).outline
    except PictureRefused:
        return
    assert [] == [v for _, at in path for v in at if not -1e-9 <= v <= 1 + 1e-9]
