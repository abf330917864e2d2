"""Sums over the rows of each page."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.metrics.rows import greatest, pages_of, totals

PAGES = st.lists(st.lists(st.integers(-3, 2**40), max_size=4), max_size=6)


@given(PAGES)
@settings(max_examples=60)
def test_sums_are_those_of_each_page_s_rows(pages: list[list[int]]) -> None:
    """Pages without rows among them, at the end too; flags are counted."""
    bounds = np.cumsum([0, *(len(rows) for rows in pages)])
    values = np.array([value for rows in pages for value in rows], np.int64)
    assert [sum(rows) for rows in pages] == totals(bounds, values).tolist()
    assert [sum(value > 0 for value in rows) for rows in pages] == totals(bounds, values > 0).tolist()
    assert [max(rows, default=-9) for rows in pages] == greatest(bounds, values, -9).tolist()
    assert [page for page, rows in enumerate(pages) for _ in rows] == pages_of(bounds).tolist()
