"""Collects the good rows of all blocks, finds the ones that name the same, and puts what is left beside the other batches."""

from collections.abc import Sequence

import numpy as np

from criteria.evidence import Int64
from scoring.sources.blocks import UInt64
from scoring.sources.checking import Checked
from scoring.sources.kept_rows import NUMBER, RowsFile
from scoring.sources.repetitions import runs, several


class GoodRows:
    """The good rows in the order of the file, counted from 0; twelve bytes a row are held with their places."""

    def __init__(self, file: RowsFile, identity: str) -> None:
        self._file = file
        self._identity = identity
        self._mixed: list[UInt64] = []

    def add(self, block: Checked) -> None:
        """Takes the rows of a block; the first row ever has the number 0."""
        if len(block.mixed):
            self._file.add(block.columns)
            self._mixed.append(block.mixed)

    def repeated(self) -> tuple[Int64, Int64]:
        """Every row that is not the first of its page with its number, in order, and the first one of each."""
        suspects = several(self._mixed)
        self._mixed.clear()
        if not len(suspects):
            return suspects, suspects
        order, begin = runs(*(self._file.values(name, suspects) for name in (NUMBER, self._identity)))
        row = suspects[order]
        first = row[np.maximum.accumulate(np.where(begin, np.arange(len(row)), 0))]
        again = np.flatnonzero(~begin)
        again = again[np.argsort(row[again])]
        return row[again], first[again]

    def finish(self, keys: Sequence[str], dropped: Int64) -> int:
        """Finishes the file, in which the rows ``dropped`` do not count; gives the number of those that do."""
        return self._file.finish(keys, dropped)
