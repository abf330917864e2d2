"""What a batch of activity is to the batches that came before it: how many of its rows are new, changed, the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from scoring.sources import duck
from scoring.sources.columns import ActivityKind
from scoring.sources.handover import Handover
from scoring.sources.kept_rows import NUMBER, column, kept_rows
from scoring.sources.rules import IDENTITY, TABLE_OF


@dataclass(frozen=True, slots=True)
class Overlap:
    """Rows of a batch: not there before, there with other values, there with the same values."""

    new: int
    changed: int
    same: int


def overlap(kind: ActivityKind, batch: Path, earlier: Sequence[Path]) -> Overlap:
    """Compare ``batch`` with all ``earlier`` ones of its kind by page and number (checks by page and day)."""
    with duck.connect() as base:
        now = _shown(base, kind, "now", batch)
        count = duck.number(base, f"SELECT count(*) FROM {now}")
        if not earlier or not count:
            return Overlap(count, 0, 0)
        before = [_shown(base, kind, f"before_{number}", path) for number, path in enumerate(earlier)]
        base.execute(f"CREATE TEMP VIEW earlier AS {' UNION ALL '.join(f'SELECT * FROM {name}' for name in before)}")
        known = duck.number(base, f"SELECT count(*) FROM {now} SEMI JOIN earlier USING (page, {duck.named(IDENTITY[kind])})")
        same = duck.number(base, f"SELECT count(*) FROM (SELECT * FROM {now} INTERSECT SELECT * FROM earlier)")
    return Overlap(count - known, known - same, same)


def _shown(base: duckdb.DuckDBPyConnection, kind: ActivityKind, name: str, path: Path) -> str:
    """A view of a batch with the keys of pages in ``page``."""
    rows = kept_rows(path)
    names = [one.name for one in TABLE_OF[kind].columns if one.name != "page"]
    base.register(f"{name}_rows", Handover({one: column(rows, one) for one in (NUMBER, *names)}))
    base.execute(
        f"CREATE TEMP TABLE {name}_pages AS SELECT unnest($1::INTEGER[]) AS {NUMBER}, unnest($2::VARCHAR[]) AS page",
        [list(range(len(rows.keys))), list(rows.keys)],
    )
    columns = ", ".join(["page", *names])
    base.execute(f"CREATE TEMP VIEW {name} AS SELECT {columns} FROM {name}_rows JOIN {name}_pages USING ({NUMBER})")
    return name
