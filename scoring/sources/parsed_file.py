"""Lets DuckDB parse a CSV into the table ``raw``, and keeps what it could not split into cells."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from criteria.evidence import Int64
from scoring.errors import UnreadableFile
from scoring.sources import duck, lines
from scoring.sources.activity_header import ActivityHeader
from scoring.sources.plain_text import one_kind_of_line_end
from scoring.sources.rules import Output


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that DuckDB could not split: its first byte, the kind of error, its beginning, and how many lines it holds."""

    offset: int
    error: str
    text: str
    lines: int


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """Table ``raw`` holds the records that could be split, in the order of the file; ``rejects`` the others."""

    base: duckdb.DuckDBPyConnection
    plain: Path
    header: ActivityHeader
    count: int
    rejects: tuple[Reject, ...]

    def records(self) -> tuple[lines.Records, Int64]:
        """All records, and for each row of ``raw`` the index of its record.

        Raises UnreadableFile when the quotes of the file are so broken that rows cannot be told apart.
        """
        found = lines.records(self.plain)
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
            f"{_source(self.plain, self.header.delimiter, ('c0',), 'narrow_scans', 'narrow_errors')}"
        )
        found = duck.rows(base, "SELECT DISTINCT line_byte_position FROM narrow_errors")
        with self.plain.open("rb") as file:
            return np.array([lines.first_byte(file, int(offset)) for (offset,) in found], np.int64)


@contextmanager
def parse(
    base: duckdb.DuckDBPyConnection, path: Path, plain: Path, working: Path, header: ActivityHeader, made: tuple[Output, ...]
) -> Iterator[ParsedFile]:
    """Fills ``raw`` (``ref`` and the outputs); a file with mixed line ends is read from a copy with one kind of them."""
    with ExitStack() as stack:
        try:
            _fill(base, plain, header, made)
        except duckdb.InvalidInputException:
            plain = stack.enter_context(one_kind_of_line_end(plain, working))
            try:
                _fill(base, plain, header, made)
            except duckdb.Error as error:
                raise _unreadable(path, error) from error
        except duckdb.Error as error:
            raise _unreadable(path, error) from error
        yield ParsedFile(base, plain, header, duck.number(base, "SELECT count(*) FROM raw"), _rejects(base, plain))


def _fill(base: duckdb.DuckDBPyConnection, plain: Path, header: ActivityHeader, made: tuple[Output, ...]) -> None:
    names = tuple(f"c{index}" for index in range(len(header.names)))
    columns = ", ".join(f"{output.sql} AS {output.name}" for output in made)
    page = f"c{header.positions['page']}"
    for table in ("scans", "errors"):
        base.execute(f"DROP TABLE IF EXISTS {table}")
    base.execute(
        f"CREATE OR REPLACE TEMP TABLE raw AS SELECT {page} AS ref, {columns} FROM "
        f"{_source(plain, header.delimiter, names, 'scans', 'errors')}"
    )


def _source(plain: Path, delimiter: str, names: tuple[str, ...], scans: str, errors: str) -> str:
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    return (
        f"read_csv({duck.quoted(plain)}, auto_detect = false, header = true, delim = {duck.quoted(delimiter)}, quote = '\"', "
        f"escape = '\"', columns = {{{columns}}}, strict_mode = true, store_rejects = true, rejects_limit = 0, "
        f"rejects_scan = '{scans}', rejects_table = '{errors}', compression = 'none')"
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
