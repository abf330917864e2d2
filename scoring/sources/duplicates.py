"""Which rows of a register are duplicates: the one rule that freezing, statistics and checks go by."""

from collections.abc import Iterable

from scoring.sources.register import RegisterRow


def duplicates(rows: Iterable[RegisterRow]) -> list[bool]:
    """Whether an earlier row has the same organisation (valid state number, else the name) in the same sphere."""
    seen: set[tuple[str, str]] = set()
    found = []
    for row in rows:
        who = row.ogrn if row.ogrn_valid else " ".join(row.name.casefold().replace("ё", "е").split())
        mark = (who, row.sphere1.casefold())
        found.append(mark in seen)
        seen.add(mark)
    return found
