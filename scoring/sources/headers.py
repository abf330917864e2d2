"""Finds the known columns in a header row: in any order, in Russian or English, whatever case, spaces and marks it has."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from scoring.sources.columns import Heading

_ALIKE = 90
_LONG_ENOUGH = 10
NOTHING_SAID: Final = MappingProxyType[str, str]({})


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


def labels(cells: Sequence[str]) -> tuple[str, ...]:
    """What a person's word about a column is tied to: its squeezed name, with a number where it stands again or is empty."""
    seen: Counter[str] = Counter()
    found = []
    for index, cell in enumerate(cells, start=1):
        name = squeezed(cell)
        seen[name] += 1
        found.append(f"#{index}" if not name else name if seen[name] == 1 else f"{name}#{seen[name]}")
    return tuple(found)


def matched(
    cells: Sequence[str], headings: Iterable[Heading], *, tolerant: bool = False, said: Mapping[str, str] = NOTHING_SAID
) -> Matched:
    """Which cell is which column; ``tolerant`` forgives a slip of the pen in a long name that nothing else matches.

    ``said``: label of a cell -> logical name, or empty where the cell is no column of ours. It goes before everything else.
    """
    words = _Words(cells, tuple(headings), said)
    positions: dict[str, int] = {}
    twice: list[str] = []
    unknown: list[tuple[int, str]] = []
    for index, cell in enumerate(cells):
        heading = words.heading(index, cell)
        if heading is None:
            if squeezed(cell):
                unknown.append((index, cell))
        elif heading.name in positions:
            twice.append(heading.ru)
        else:
            positions[heading.name] = index
    ignored = [(index, cell) for index, cell in unknown if words.is_said(index)]
    if tolerant:
        unknown = [
            (index, cell)
            for index, cell in unknown
            if (index, cell) in ignored or not _nearly(index, cell, words.known, positions)
        ]
    return Matched(positions, tuple(twice), tuple(cell.strip() for _, cell in unknown))


class _Words:
    """What the names of a header mean: by a person's word first, by the table of columns otherwise."""

    def __init__(self, cells: Sequence[str], headings: tuple[Heading, ...], said: Mapping[str, str]) -> None:
        self.known = _names(headings)
        self._by_name = {heading.name: heading for heading in headings}
        self._tied = labels(cells) if said else ()
        self._said = said
        self._spoken = {said[label] for label in self._tied if label in said}

    def is_said(self, index: int) -> bool:
        """Whether a person has said what the cell is."""
        return bool(self._said) and self._tied[index] in self._said

    def heading(self, index: int, cell: str) -> Heading | None:
        """The column of ours; a person's word takes it away from the cell that has its name."""
        if self.is_said(index):
            return self._by_name.get(self._said[self._tied[index]])
        found = self.known.get(squeezed(cell)) or self.known.get(squeezed(cell.split("(", maxsplit=1)[0]))
        return None if found is not None and found.name in self._spoken else found


def _names(headings: Iterable[Heading]) -> dict[str, Heading]:
    """Squeezed name -> column; where two columns share another spelling, the first in the table has it."""
    listed = tuple(headings)
    known = {squeezed(name): heading for heading in reversed(listed) for name in reversed(heading.also)}
    known |= {squeezed(name): heading for heading in reversed(listed) for name in (heading.en, heading.ru)}
    return known


def _nearly(index: int, cell: str, known: dict[str, Heading], positions: dict[str, int]) -> bool:
    """Takes the cell for a missing column when its long name is nearly the same; digits must agree."""
    from rapidfuzz import fuzz  # noqa: PLC0415  loaded where a name is not known, which is seldom

    name = squeezed(cell)
    if len(name) < _LONG_ENOUGH:
        return False
    digits = [letter for letter in name if letter.isdigit()]
    for other, heading in known.items():
        if heading.name in positions or len(other) < _LONG_ENOUGH or [c for c in other if c.isdigit()] != digits:
            continue
        if fuzz.ratio(name, other, score_cutoff=_ALIKE):
            positions[heading.name] = index
            return True
    return False
