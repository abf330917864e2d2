"""Points to the hundredth that still add up."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine.hundredths import apportioned, nearest, shown_points
from scoring.engine.telling import Line

PARTS = st.lists(st.integers(0, 300_000), min_size=1, max_size=8)
LEAF = Line("A", "", 0, 1, 0, 0, 0, "", Fraction(0), "", {}, (), "", ())


def test_the_largest_remainders_get_one_more() -> None:
    """Of 1,9998 and 3,00 five are shown, not 4,99."""
    assert [200, 300] == apportioned([19_998, 30_000], 500)


@given(PARTS)
@settings(max_examples=100)
def test_parts_add_up_and_none_is_off_by_a_hundredth(parts: list[int]) -> None:
    """Whatever they are."""
    shown = apportioned(parts, nearest(sum(parts)))
    assert nearest(sum(parts)) == sum(shown)
    assert [] == [part for part, told in zip(parts, shown, strict=True) if abs(part - 100 * told) >= 100]


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 90_000), st.integers(0, 90_000)), min_size=1, max_size=5), min_size=1, max_size=4)
)
@settings(max_examples=100)
def test_every_level_of_a_tree_adds_up(tree: list[list[tuple[int, int]]]) -> None:
    """Leaves to branches, branches to the whole; what is full is shown full, and nothing lost is shown as nothing."""
    branches = []
    for i, leaves in enumerate(tree):
        lines = tuple(replace(LEAF, code=f"{i}.{j}", got=got, lost=lost) for j, (got, lost) in enumerate(leaves))
        got, lost = (sum(getattr(line, name) for line in lines) for name in ("got", "lost"))
        branches.append(replace(LEAF, code=str(i), got=got, lost=lost, children=lines))

    shown = shown_points(branches)

    for branch in branches:
        below = [shown[line.code] for line in branch.children]
        assert shown[branch.code] == (sum(got for got, _ in below), sum(lost for _, lost in below))
        assert not [line.code for line in branch.children if not line.lost and shown[line.code][1]]
    top = [shown[branch.code] for branch in branches]
    assert nearest(sum(branch.got for branch in branches)) == sum(got for got, _ in top)
    assert nearest(sum(branch.got + branch.lost for branch in branches)) == sum(map(sum, top))
