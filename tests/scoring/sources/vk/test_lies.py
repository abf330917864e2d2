"""Answers that lie about their types: whatever comes, the collector keeps what it can read and says what it cannot."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.sources.collecting.keeping import Reduce
from scoring.sources.vk import keeping
from tests.vk_world import telling
from tests.vk_world.collecting import AUTHOR
from tests.vk_world.small import small_world

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
COMMENTS = keeping.Comments(-102, AUTHOR)
WORLD = small_world()
TRUTH = (
    (keeping.groups, telling.groups(WORLD, ["101", "102", "103"])),
    (keeping.wall, telling.wall(WORLD, WORLD.pages[1], 0, 100)),
    (COMMENTS, telling.comments(WORLD.pages[1].entries[1], WORLD.now, {"thread_items_count": "10", "count": "100"})),
)


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a piece of JSON."""
    items: Any = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(place for name, one in items for place in places(one, (*path, name)))]


def replaced(node: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The same JSON with another value in one place."""
    if not path:
        return value
    copy = dict(node) if isinstance(node, dict) else list(node)
    copy[path[0]] = replaced(node[path[0]], path[1:], value)
    return copy


@given(JSON)
@settings(max_examples=100)
def test_anything_can_come(content: Any) -> None:
    """And what is kept of it can be written and read."""
    for reduce in (keeping.groups, keeping.wall, COMMENTS):
        found = reduce(content)
        assert found.kept == json.loads(json.dumps(found.kept))


@given(st.data(), st.sampled_from(TRUTH), JSON)
@settings(max_examples=150)
def test_one_lie_costs_one_item_at_most(data: st.DataObject, truth: tuple[Reduce, Any], lie: Any) -> None:
    """Whichever value of an item is another one, all other items are kept as they were, and a lost item is told."""
    reduce, content = truth
    (name,) = (key for key in content if isinstance(content[key], list) and content[key])
    index = data.draw(st.integers(0, len(content[name]) - 1))
    path = data.draw(st.sampled_from(places(content[name][index])))
    found = reduce(replaced(content, (name, index, *path), lie))
    honest = reduce(content)
    whole: list[Any] = honest.kept[name]
    others = whole[:index] + whole[index + 1 :]
    kept: list[Any] = found.kept[name]
    assert len(others) <= len(kept) <= len(whole)
    assert others == (kept if len(kept) == len(others) else kept[:index] + kept[index + 1 :])
    assert len(kept) == len(whole) or found.faults
