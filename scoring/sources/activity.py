"""Imports a year's activity: one CSV in, one batch of checked rows and a list of refused rows out.

The file goes through in blocks. Compiled functions split a block into cells and read the usual shapes of cells; what is written
otherwise is read one by one.
"""

import hashlib
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from criteria.evidence import Int64
from scoring.progress import Progress, silent
from scoring.sources.activity_header import ActivityHeader, read_header, recognise
from scoring.sources.checking import Checker
from scoring.sources.columns import ActivityKind
from scoring.sources.good_rows import GoodRows
from scoring.sources.kept_rows import RowsFile
from scoring.sources.parsing import THREADS, Parsing
from scoring.sources.places import Places
from scoring.sources.plain_text import LARGEST_UNPACKED, first_lines, plain_text
from scoring.sources.refused_rows import repeated
from scoring.sources.report import Refusal
from scoring.sources.rules import IDENTITY
from scoring.sources.splitting import Form

__all__ = ["ActivityBatch", "import_activity", "recognise"]


@dataclass(frozen=True, slots=True)
class ActivityBatch:
    """What one file of activity gave.

    ``path``: the checked rows as ``kept_rows`` reads them; their columns are those of the evidence table of this kind but for
    the page. ``source`` and ``sha256`` name the file it came from. ``ignored``: columns that were not read.
    """

    kind: ActivityKind
    source: str
    sha256: str
    path: Path
    rows: int
    refusals: tuple[Refusal, ...]
    ignored: tuple[str, ...]

    @property
    def refused(self) -> int:
        """How many rows were refused."""
        return len(self.refusals)


def import_activity(
    path: Path,
    kind: ActivityKind | None = None,
    *,
    pages: Mapping[str, str],
    zone: str,
    year: int,
    into: Path,
    progress: Progress = silent,
    largest: int = LARGEST_UNPACKED,
    threads: int = THREADS,
) -> ActivityBatch:
    """Checks every row of a CSV (also .gz) and writes the good ones to ``into/<sha256 of the file>.npz`` (``kept_rows``).

    ``kind`` None lets the columns decide. ``pages``: every canonical address by which a page may be called -> its key
    (``register.page_aliases``). Times without an offset are local in ``zone``; rows of the years ``year - 1`` to ``year + 1``
    are taken. Raises UnreadableFile, and then writes nothing.
    """
    header = read_header(path, first_lines(path), kind)
    into.mkdir(parents=True, exist_ok=True)
    progress("parse", 0, 3)
    with (
        ThreadPoolExecutor(1) as beside,
        plain_text(path, into, largest=largest) as plain,
        tempfile.TemporaryDirectory(dir=into, prefix=".rows-") as making,
        (part := Path(making) / "rows.npz").open("w+b") as raw,
        RowsFile(raw) as file,
    ):
        digest = beside.submit(_digest, path)
        checker = Checker(header, pages, zone, year)
        rows = GoodRows(file, IDENTITY[header.kind])
        refusals, places = _read(path, Parsing(plain, header, checker, threads), rows)
        progress("check", 1, 3)
        again, first = rows.repeated()
        refusals += _repeated(path, plain, header, places, again, first)
        progress("write", 2, 3)
        count = rows.finish(checker.addresses.keys, again)
        raw.flush()
        target = into / f"{digest.result()}.npz"
        part.replace(target)
    progress("done", 3, 3)
    told = tuple(sorted(refusals, key=lambda refusal: refusal.line))
    return ActivityBatch(header.kind, path.name, digest.result(), target, count, told, header.ignored)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(path: Path, parsing: Parsing, rows: GoodRows) -> tuple[list[Refusal], Places]:
    """Collects the good rows; gives the refusals so far, and where the rows stand."""
    refusals: list[Refusal] = []
    places = Places()
    for part, checked in parsing.blocks():
        rows.add(checked)
        places.add(part)
        refusals += [told.refusal(path.name, part.before) for told in checked.told]
    return refusals, places


def _repeated(path: Path, plain: Path, header: ActivityHeader, places: Places, again: Int64, first: Int64) -> list[Refusal]:
    """Tells of the rows that name the same as an earlier one, which is kept."""
    if not len(again):
        return []
    named = replace(Form.of(header), used=(header.positions[IDENTITY[header.kind]],))
    found = places.found(plain, np.concatenate((again, first)), named)
    return [
        repeated(found[row], found[earlier], header).refusal(path.name, 0)
        for row, earlier in zip(again.tolist(), first.tolist(), strict=True)
    ]
