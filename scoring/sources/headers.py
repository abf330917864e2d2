"""Finds the known columns in a header row: in any order, in Russian or English, whatever case, spaces and marks it has."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from scoring.sources.columns import Heading

_ALIKE = 0.9
_LONG_ENOUGH = 10


@dataclass(frozen=True, slots=True)
class Matched:
    """What a header row holds.

    ``positions``: logical name -> index of the cell. ``twice``: Russian names of columns that stand there more than once.
    ``unknown``: cells that are no column of ours, as written.
    """

    positions: dict[str, int]
    twice: tuple[str, ...]
    unknown: tuple[str, ...]


def squeezed(text: str) -> str:
    """Letters and digits only, lower case, ё as е: «Оформление, %» and «оформление (%)» become the same."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return "".join(letter for letter in folded if letter.isalnum())


def matched(cells: Sequence[str], headings: Iterable[Heading], *, tolerant: bool = False) -> Matched:
    """Which cell is which column; ``tolerant`` forgives a slip of the pen in a long name that nothing else matches."""
    known = _names(headings)
    positions: dict[str, int] = {}
    twice: list[str] = []
    unknown: list[tuple[int, str]] = []
    for index, cell in enumerate(cells):
        heading = known.get(squeezed(cell)) or known.get(squeezed(cell.split("(")[0]))
        if heading is None:
            if squeezed(cell):
                unknown.append((index, cell))
        elif heading.name in positions:
            twice.append(heading.ru)
        else:
            positions[heading.name] = index
    if tolerant:
        unknown = [(index, cell) for index, cell in unknown if not _nearly(index, cell, known, positions)]
    return Matched(positions, tuple(twice), tuple(cell.strip() for _, cell in unknown))


def _names(headings: Iterable[Heading]) -> dict[str, Heading]:
    """Squeezed name -> column; where two columns share another spelling, the first in the table has it."""
    listed = tuple(headings)
    known = {squeezed(name): heading for heading in reversed(listed) for name in reversed(heading.also)}
    known |= {squeezed(name): heading for heading in reversed(listed) for name in (heading.en, heading.ru)}
    return known


def _nearly(index: int, cell: str, known: dict[str, Heading], positions: dict[str, int]) -> bool:
    """Takes the cell for a missing column when its long name is nearly the same; digits must agree."""
    name = squeezed(cell)
    if len(name) < _LONG_ENOUGH:
        return False
    digits = [letter for letter in name if letter.isdigit()]
    for other, heading in known.items():
        if heading.name in positions or len(other) < _LONG_ENOUGH or [c for c in other if c.isdigit()] != digits:
            continue
        if SequenceMatcher(None, name, other, autojunk=False).ratio() >= _ALIKE:
            positions[heading.name] = index
            return True
    return False
