"""One file a family of metrics: pure functions over a block of pages, with formula, units, edge cases and source."""
