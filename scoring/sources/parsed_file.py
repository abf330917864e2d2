"""Lets DuckDB parse a CSV into the table ``cells``, and keeps what it could not split into cells."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import numpy as np

from criteria.evidence import Int64
from scoring.errors import UnreadableFile
from scoring.sources import duck, lines
from scoring.sources.activity_header import ActivityHeader
from scoring.sources.plain_text import one_kind_of_line_end

_BUFFER: Final = 32_000_000
"""Bytes that are read at once, as DuckDB has it by itself; a line must be shorter."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that DuckDB could not split: its first byte, the kind of error, its beginning, and how many lines it holds."""

    offset: int
    error: str
    text: str
    lines: int


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """Table ``cells`` holds the records that could be split, by ``rowid`` in the order of the file; ``rejects`` the others.

    ``found``: the file's records by the parity of quotes. ``whole``: DuckDB read the file in one piece.
    """

    base: duckdb.DuckDBPyConnection
    plain: Path
    header: ActivityHeader
    count: int
    rejects: tuple[Reject, ...]
    found: lines.Records
    whole: bool

    def records(self) -> tuple[lines.Records, Int64]:
        """All records, and for each row of ``cells`` the index of its record.

        Raises UnreadableFile when the quotes of the file are so broken that rows cannot be told apart.
        """
        found = self.found
        offsets = np.array([reject.offset for reject in self.rejects], np.int64)
        taken = _indices(found, offsets, self.count)
        if taken is None:
            found = lines.from_offsets(self.plain, np.concatenate((offsets, self._every_offset())))
            taken = _indices(found, offsets, self.count)
        if taken is None:
            raise UnreadableFile(
                'В файле так перепутаны кавычки, что строки не отделить одну от другой. Удвойте кавычки внутри текстов («""») '
                "и загрузите файл снова.",
                "The quotes of the file are so mixed up that its rows cannot be told apart. Double the quotes inside of texts "
                '(«""») and import the file again.',
            )
        return found, taken

    def _every_offset(self) -> Int64:
        """Where DuckDB itself lets each record begin: read as one column, every record has too many."""
        base = self.base.cursor()
        base.execute(
            f"CREATE OR REPLACE TEMP TABLE narrow AS SELECT count(c0) FROM "
            f"{_source(self.plain, self.header.delimiter, ('c0',), ('narrow_scans', 'narrow_errors'), whole=self.whole)}"
        )
        found = duck.rows(base, "SELECT DISTINCT line_byte_position FROM narrow_errors")
        with self.plain.open("rb") as file:
            return np.array([lines.first_byte(file, int(offset)) for (offset,) in found], np.int64)


@contextmanager
def parse(
    base: duckdb.DuckDBPyConnection, path: Path, plain: Path, working: Path, header: ActivityHeader
) -> Iterator[ParsedFile]:
    """Fills ``cells`` (texts ``c0``, ``c1``, … by position, those that are read); mixed line ends are made one kind in a copy."""
    with ExitStack() as stack:
        try:
            parsed = _parsed(base, plain, header)
        except duckdb.InvalidInputException:
            plain = stack.enter_context(one_kind_of_line_end(plain, working))
            try:
                parsed = _parsed(base, plain, header)
            except duckdb.Error as error:
                raise _unreadable(path, error) from error
        except duckdb.Error as error:
            raise _unreadable(path, error) from error
        yield parsed


def _parsed(base: duckdb.DuckDBPyConnection, plain: Path, header: ActivityHeader) -> ParsedFile:
    """One pass; a second one over the file as a whole where records are missing, or quotes let the counts differ."""
    with ThreadPoolExecutor(1) as beside:
        records = beside.submit(lines.records, plain)
        parsed = _filled(base, plain, header, records, whole=False)
    if len(parsed.found.starts) != parsed.count + len(parsed.rejects):
        return _filled(base, plain, header, records, whole=True)
    return parsed


def _filled(
    base: duckdb.DuckDBPyConnection, plain: Path, header: ActivityHeader, records: Future[lines.Records], *, whole: bool
) -> ParsedFile:
    names = tuple(f"c{index}" for index in range(len(header.names)))
    columns = ", ".join(names[index] for index in sorted(set(header.positions.values())))
    for table in ("scans", "errors"):
        base.execute(f"DROP TABLE IF EXISTS {table}")
    base.execute(
        f"CREATE OR REPLACE TEMP TABLE cells AS SELECT {columns} FROM "
        f"{_source(plain, header.delimiter, names, ('scans', 'errors'), whole=whole)}"
    )
    count = duck.number(base, "SELECT count(*) FROM cells")
    return ParsedFile(base, plain, header, count, _rejects(base, plain), records.result(), whole)


def _source(plain: Path, delimiter: str, names: tuple[str, ...], reports: tuple[str, str], *, whole: bool) -> str:
    """SQL of the file as a table.

    Several threads would each begin in the middle of the file and take lines inside of quoted texts for records. So one
    thread reads; but it keeps silent about a quote that is open at the file's end. ``whole`` tells of it, since several
    threads are allowed, and is right, since the one buffer leaves work for one of them.
    """
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    reading = f"buffer_size = {max(plain.stat().st_size + 1, _BUFFER)}" if whole else "parallel = false"
    return (
        f"read_csv({duck.quoted(plain)}, auto_detect = false, header = true, delim = {duck.quoted(delimiter)}, quote = '\"', "
        f"escape = '\"', columns = {{{columns}}}, strict_mode = true, store_rejects = true, rejects_limit = 0, "
        f"rejects_scan = '{reports[0]}', rejects_table = '{reports[1]}', compression = 'none', {reading})"
    )


def _rejects(base: duckdb.DuckDBPyConnection, plain: Path) -> tuple[Reject, ...]:
    found = duck.rows(
        base,
        "SELECT line_byte_position, arg_min(CAST(error_type AS VARCHAR), byte_position), any_value(left(ltrim(csv_line, "
        "chr(10) || chr(13)), 300)), max(length(rtrim(csv_line, chr(10) || chr(13))) - "
        "length(replace(rtrim(csv_line, chr(10) || chr(13)), chr(10), ''))) FROM errors GROUP BY ALL ORDER BY ALL",
    )
    with plain.open("rb") as file:
        return tuple(
            Reject(lines.first_byte(file, int(offset)), error, text or "", int(breaks or 0) + 1)
            for offset, error, text, breaks in found
        )


def _indices(found: lines.Records, rejected: Int64, count: int) -> Int64 | None:
    """Which records DuckDB took, when its rejected ones are records too and the counts agree."""
    at = np.searchsorted(found.starts, rejected)
    if len(found.starts) != count + len(rejected) or (at >= len(found.starts)).any() or (found.starts[at] != rejected).any():
        return None
    return np.delete(np.arange(len(found.starts), dtype=np.int64), at)


def _unreadable(path: Path, error: duckdb.Error) -> UnreadableFile:
    said = str(error).splitlines()[0][:200]
    return UnreadableFile(
        f"Файл «{path.name}» не разбирается как таблица CSV ({said}). Сохраните его заново как CSV в UTF-8 и загрузите снова.",
        f"The file «{path.name}» cannot be split as a CSV table ({said}). Save it anew as CSV in UTF-8 and import it again.",
    )
