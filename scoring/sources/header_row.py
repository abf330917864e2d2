"""Looks for the register's header among the first rows of a sheet: below titles, in merged cells, in one row or in two."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scoring.sources import cells
from scoring.sources.columns import REGISTER
from scoring.sources.headers import NOTHING_SAID, Matched, matched, squeezed
from scoring.sources.sheet import Row, Sheet

_LOOKED_AT = 30
_Corners = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Found:
    """The header: logical name -> column, the names as written, the index of the first row below it, and what is not ours.

    ``cells``: all of its cells by column, as they are read.
    """

    positions: dict[str, int]
    names: dict[str, str]
    first: int
    twice: tuple[str, ...]
    ignored: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """What may be the header of a sheet: its cells by column, the index of the first row below it, and its height in rows."""

    cells: tuple[str, ...]
    first: int
    height: int = 1


def find_header(sheet: Sheet, said: Mapping[str, str] = NOTHING_SAID) -> Found | tuple[str, ...]:
    """The row (or the two rows) with the most known columns; when none will do, the cells of the fullest row looked at.

    Cells merged down are read in every row they cover, since that is what the person sees. ``said``: what a person has said
    of columns by their labels.
    """
    _fill_down(sheet)
    best: tuple[int, Found] | None = None
    fullest: tuple[str, ...] = ()
    for header in _candidates(sheet):
        fullest = max(fullest, tuple(text for text in header.cells if text), key=len)
        one = matched(header.cells, REGISTER, tolerant=True, said=said)
        if _will_do(one, sheet) and (best is None or len(one.positions) > best[0]):
            written = {name: header.cells[column] for name, column in one.positions.items()}
            best = len(one.positions), Found(one.positions, written, header.first, one.twice, one.unknown, header.cells)
    return best[1] if best else fullest


def guess_header(sheet: Sheet, weight: Callable[[tuple[str, ...]], int]) -> Header | None:
    """The header of a sheet in which ``find_header`` finds none: the first row of those that ``weight`` likes best.

    None for a sheet without a row of two different texts.
    """
    _fill_down(sheet)
    likely = [header for header in _candidates(sheet) if all(_is_names(row) for row in _rows_of(sheet, header))]
    return max(likely, key=lambda header: (weight(header.cells), -header.height, -header.first), default=None)


def _rows_of(sheet: Sheet, header: Header) -> list[list[str]]:
    """The one or two rows of which a header would be made."""
    first = header.first - header.height
    return [[cells.clean(value) for value in row] for _, row in sheet.rows[first : header.first]] if header.cells else [[]]


def _is_names(texts: Sequence[str]) -> bool:
    """Whether a row may name columns: at least two different texts that are no mere numbers of columns."""
    return len({squeezed(text) for text in texts if squeezed(text)}) > 1 and not is_numbering(texts)


def is_numbering(texts: Sequence[str]) -> bool:
    """Whether a row only numbers the columns (1, 2, 3, …), as official tables do below their header."""
    numbers = [text for text in texts if text]
    if len(numbers) < 2 or not all(text.isascii() and text.isdecimal() and len(text) < 4 for text in numbers):
        return False
    first = int(numbers[0])
    return first < 2 and [int(text) for text in numbers] == list(range(first, first + len(numbers)))


def _candidates(sheet: Sheet) -> Iterator[Header]:
    wide = _filled_right(sheet)
    for index in range(min(_LOOKED_AT, len(sheet.rows))):
        texts = tuple(cells.clean(value) for value in sheet.rows[index][1])
        yield Header(texts, index + 1)
        yield Header(tuple(_joined(wide, index)), index + 2, 2)


def _will_do(one: Matched, sheet: Sheet) -> bool:
    """An organisation and a page: a column with its address or number, or hyperlinks anywhere in the table."""
    return "name" in one.positions and (bool({"link", "group_id"} & one.positions.keys()) or bool(sheet.links))


def _joined(wide: list[list[str]], index: int) -> list[str]:
    """The names of a header of two rows: «Сфера» merged above «1», «2», «3» gives «Сфера 1», and one merged down stays itself."""
    if index + 1 >= len(wide):
        return []
    upper, lower = wide[index], wide[index + 1]
    width = max(len(upper), len(lower))
    pairs = zip(upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower)), strict=True)
    return [_name(above, below) for above, below in pairs]


def _name(above: str, below: str) -> str:
    """The lower name when it is a column of its own, else both, else the one there is."""
    if not below or above == below:
        return above
    if not above or matched([below], REGISTER).positions:
        return below
    return f"{above} {below}"


def _fill_down(sheet: Sheet) -> None:
    """Repeats the value of cells merged down one column in every row they cover."""
    for (top, left), (bottom, right) in sheet.merged:
        if left == right and top < len(sheet.rows):
            value = sheet.rows[top][1][left] if left < len(sheet.rows[top][1]) else ""
            for index in range(top + 1, min(bottom + 1, len(sheet.rows))):
                row = sheet.rows[index][1]
                if left < len(row):
                    row[left] = value


def _filled_right(sheet: Sheet) -> list[list[str]]:
    """The first rows as text, with cells merged to the right repeated in every column they cover."""
    rows: list[Row] = sheet.rows[: _LOOKED_AT + 1]
    texts = [[cells.clean(value) for value in row] for _, row in rows]
    for (top, left), (bottom, right) in sheet.merged:
        if left == right or top >= len(texts) or left >= len(texts[top]):
            continue
        for index in range(top, min(bottom + 1, len(texts))):
            for column in range(left, min(right + 1, len(texts[index]))):
                texts[index][column] = texts[top][left]
    return texts
