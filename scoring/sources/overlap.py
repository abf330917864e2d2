"""What a batch of activity is to the batches that came before it: how many of its rows are new, changed, the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scoring.sources import duck
from scoring.sources.columns import ActivityKind
from scoring.sources.rules import IDENTITY


@dataclass(frozen=True, slots=True)
class Overlap:
    """Rows of a batch: not there before, there with other values, there with the same values."""

    new: int
    changed: int
    same: int


def overlap(kind: ActivityKind, batch: Path, earlier: Sequence[Path]) -> Overlap:
    """Compare ``batch`` with all ``earlier`` ones of its kind by page and number (checks by page and day)."""
    with duck.connect() as base:
        rows = f"SELECT * FROM read_parquet({duck.quoted(batch)})"
        count = duck.number(base, f"SELECT count(*) FROM ({rows})")
        if not earlier or not count:
            return Overlap(count, 0, 0)
        files = ", ".join(duck.quoted(path) for path in earlier)
        base.execute(f"CREATE TEMP VIEW earlier AS SELECT * FROM read_parquet([{files}])")
        known = duck.number(
            base, f"SELECT count(*) FROM ({rows}) AS now SEMI JOIN earlier USING (page, {duck.named(IDENTITY[kind])})"
        )
        same = duck.number(base, f"SELECT count(*) FROM ({rows} INTERSECT SELECT * FROM earlier)")
    return Overlap(count - known, known - same, same)
