"""Looks for the register's header among the first rows of a sheet: below titles, in merged cells, in one row or in two."""

from dataclasses import dataclass

from scoring.sources import cells
from scoring.sources.columns import REGISTER
from scoring.sources.headers import Matched, matched
from scoring.sources.workbook import Row, Sheet

_LOOKED_AT = 30
_Corners = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Found:
    """The header: logical name -> column, the names as written, the index of the first row below it, and what is not ours."""

    positions: dict[str, int]
    names: dict[str, str]
    first: int
    twice: tuple[str, ...]
    ignored: tuple[str, ...]


def find_header(sheet: Sheet) -> Found | tuple[str, ...]:
    """The row (or the two rows) with the most known columns; when none will do, the cells of the fullest row looked at.

    Cells merged down are read in every row they cover, since that is what the person sees.
    """
    _fill_down(sheet)
    wide = _filled_right(sheet)
    best: tuple[int, Found] | None = None
    fullest: tuple[str, ...] = ()
    for index in range(min(_LOOKED_AT, len(sheet.rows))):
        texts = [cells.clean(value) for value in sheet.rows[index][1]]
        fullest = max(fullest, tuple(text for text in texts if text), key=len)
        for names, height in ((texts, 1), (_joined(wide, index), 2)):
            one = matched(names, REGISTER, tolerant=True)
            if _will_do(one) and (best is None or len(one.positions) > best[0]):
                written = {name: names[column] for name, column in one.positions.items()}
                best = len(one.positions), Found(one.positions, written, index + height, one.twice, one.unknown)
    return best[1] if best else fullest


def _will_do(one: Matched) -> bool:
    return "name" in one.positions and bool({"link", "group_id"} & one.positions.keys())


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
