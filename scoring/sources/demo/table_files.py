"""Writes invented rows as CSV chunk by chunk: plain, gzipped, or in the Windows encoding with semicolons."""

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import duckdb
import numpy as np
from numpy.typing import NDArray

from criteria.evidence import Int8, Int64
from scoring.sources import duck
from scoring.sources.columns import Heading

_PART = 1 << 22
Arrays = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class Written:
    """The truth about one file: ``good`` rows that an import takes, and ``bad`` ones by the code of the reason to refuse them."""

    good: int
    bad: Mapping[str, int]

    @property
    def rows(self) -> int:
        """Rows below the header."""
        return self.good + sum(self.bad.values())


@dataclass(frozen=True, slots=True)
class Form:
    """How a file looks: its columns with the SQL of each (by logical name), the faults its spoiled rows take in turn.

    SQL sees the arrays given to ``add`` as columns and the word lists as ``$name``. ``fault`` is 0 on a good row and else
    counts from 1 along ``faults``.
    """

    headings: tuple[Heading, ...]
    cells: Mapping[str, str]
    faults: tuple[str, ...]
    delimiter: str = ","
    encoding: str = "utf-8"

    def query(self) -> str:
        """The SELECT that makes the file's rows, headed in Russian."""
        columns = ", ".join(f'{self.cells[h.name]} AS "{h.ru}"' for h in self.headings if h.name in self.cells)
        return f"SELECT {columns} FROM source"


@dataclass(slots=True)
class TableFile:
    """A CSV being written; a name that ends in .gz is compressed, always into the same bytes."""

    path: Path
    form: Form
    _raw: IO[bytes] = field(init=False)
    _out: IO[bytes] | gzip.GzipFile = field(init=False)
    _good: int = 0
    _bad: dict[str, int] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self._raw = self.path.open("wb")
        zipped = self.path.suffix == ".gz"
        self._out = gzip.GzipFile("", "wb", compresslevel=4, fileobj=self._raw, mtime=0) if zipped else self._raw
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._out.close()
        self._raw.close()

    @property
    def written(self) -> Written:
        """What has been written so far."""
        return Written(self._good, dict(self._bad))

    def add(self, base: duckdb.DuckDBPyConnection, source: Arrays, words: Mapping[str, Sequence[str]]) -> None:
        """Append the rows of ``source`` (equally long arrays, ``fault`` among them)."""
        part = self.path.with_suffix(".part")
        first = self._good + sum(self._bad.values()) == 0
        query = self.form.query()
        used = {name: list(listed) for name, listed in words.items() if f"${name}[" in query}
        base.register("source", dict(source))
        try:
            look = f"FORMAT csv, HEADER {str(first).lower()}, DELIMITER '{self.form.delimiter}'"
            base.execute(f"COPY ({query}) TO {duck.quoted(part)} ({look})", used or None)
        finally:
            base.unregister("source")
        self._append(part)
        self._count(np.asarray(source["fault"]))

    def _append(self, part: Path) -> None:
        windows = self.form.encoding != "utf-8"
        with part.open("r", encoding="utf-8", newline="") as text, part.open("rb") as plain:
            while piece := text.read(_PART) if windows else plain.read(_PART):
                self._out.write(piece.replace("\n", "\r\n").encode(self.form.encoding) if isinstance(piece, str) else piece)
        part.unlink()

    def _count(self, fault: NDArray[np.generic]) -> None:
        number = np.bincount(fault.astype(np.int64), minlength=len(self.form.faults) + 1)
        self._good += int(number[0])
        for name, count in zip(self.form.faults, number[1:], strict=True):
            self._bad[name] = self._bad.get(name, 0) + int(count)


def spoil(rng: np.random.Generator, time: Int64, one_in: int, faults: int) -> tuple[Int64, Int8]:
    """Rows of the file as indices of the good ones in order of ``time``, spoiled copies among them, and each row's fault.

    Every good row stands once; a spoiled row is a copy next to its original, so what an import should take is unchanged.
    """
    order = np.argsort(time, kind="stable")
    number = len(time) // one_in if one_in else 0
    if one_in and len(time) > faults:
        number = max(number, faults)
    victims = rng.choice(len(time), number, replace=False)
    rows = np.concatenate((order, order[victims]))
    fault = np.concatenate((np.zeros(len(order), np.int8), (np.arange(number) % faults + 1).astype(np.int8)))
    place = np.argsort(np.concatenate((np.arange(len(order)), victims)), kind="stable")
    return rows[place].astype(np.int64), fault[place]
