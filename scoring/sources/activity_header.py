"""Recognises an activity file by its header: which kind it is, which delimiter it has, which column stands where."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from scoring.errors import UnreadableFile
from scoring.sources.columns import ACTIVITY, ActivityKind, Heading
from scoring.sources.headers import Matched, matched
from scoring.sources.plain_text import first_lines

_DELIMITERS = (";", ",", "\t")
_RECORDS = 20


@dataclass(frozen=True, slots=True)
class ActivityHeader:
    """``names``: the header as written; ``positions``: logical name -> index; ``ignored``: columns that the kind has not."""

    kind: ActivityKind
    delimiter: str
    names: tuple[str, ...]
    positions: dict[str, int]
    ignored: tuple[str, ...]


def recognise(path: Path) -> ActivityKind:
    """The kind of an activity file by its columns, whatever its name.

    Raises UnreadableFile for a file that is none of the four.
    """
    return read_header(path, first_lines(path), None).kind


def read_header(path: Path, sample: str, kind: ActivityKind | None) -> ActivityHeader:
    """The header of a file that begins with ``sample``; ``kind`` None lets the columns decide.

    Raises UnreadableFile naming what is missing: columns, or cells of the header.
    """
    kinds = tuple(ACTIVITY) if kind is None else (kind,)
    tried = [(one, mark, *_matched(one, sample, mark)) for one in kinds for mark in _DELIMITERS]
    one, mark, names, found = max(tried, key=lambda guess: (not missing_columns(guess[0], guess[3]), len(guess[3].positions)))
    missing = missing_columns(one, found)
    if missing:
        raise _not_recognised(path, None if kind is None and len(found.positions) < 3 else one, missing, names)
    if found.twice:
        columns = ", ".join(f"«{name}»" for name in found.twice)
        raise UnreadableFile(
            f"В файле «{path.name}» столбец стоит дважды: {columns}. Оставьте один и загрузите файл снова.",
            f"The file «{path.name}» has a column twice: {columns}. Keep one and import the file again.",
        )
    _guard_width(path, sample, mark, len(names))
    return ActivityHeader(one, mark, tuple(names), found.positions, found.unknown)


def missing_columns(kind: ActivityKind, found: Matched) -> tuple[Heading, ...]:
    """The columns a kind cannot do without; of alternatives, the first one."""
    headings = {heading.name: heading for heading in ACTIVITY[kind]}
    have = found.positions.keys()
    missing = [heading for heading in ACTIVITY[kind] if heading.needed and heading.name not in have]
    if kind == "posts" and "text" not in have and not {"text_length", "text_key"} <= have:
        missing.append(headings["text"])
    if kind == "streams" and not {"duration_minutes", "duration_seconds"} & have:
        missing.append(headings["duration_minutes"])
    if kind == "checks" and not have - {"page", "day"}:
        missing.append(headings["avatar"])
    return tuple(missing)


def _matched(kind: ActivityKind, sample: str, mark: str) -> tuple[list[str], Matched]:
    names = _records(sample, mark, 1)[0]
    return names, matched(names, ACTIVITY[kind])


def _records(sample: str, mark: str, count: int) -> list[list[str]]:
    """The first records; the last one of a sample that ends amid a line may be cut and is left out, unless it is the only one."""
    found: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=mark):
            found.append(cells)
            if len(found) > count:
                break
    except csv.Error:
        pass
    cut = 1 < len(found) <= count and not sample.endswith("\n")
    return (found[:-1] if cut else found[:count]) or [[]]


def _guard_width(path: Path, sample: str, mark: str, width: int) -> None:
    """Refuses a header that is shorter or longer than every row below it: then no column can be trusted."""
    widths = {len(cells) for cells in _records(sample, mark, _RECORDS)[1:] if cells}
    if len(widths) == 1 and width not in widths:
        found = widths.pop()
        raise UnreadableFile(
            f"В файле «{path.name}» в заголовке столбцов: {width}, а в строках ячеек: {found}. Добавьте недостающий заголовок "
            "или уберите лишний столбец и загрузите файл снова.",
            f"The header of «{path.name}» has {width} columns but the rows have {found} cells. Add the missing header or take "
            "the extra column out and import the file again.",
        )


def _not_recognised(path: Path, kind: ActivityKind | None, missing: tuple[Heading, ...], names: list[str]) -> UnreadableFile:
    got = ", ".join(f"«{name.strip()}»" for name in names[:40]) or "—"
    if kind is None:
        return UnreadableFile(
            f"Файл «{path.name}» не похож ни на записи, ни на сообщения, ни на эфиры, ни на проверки. В первой строке нужны "
            f"названия столбцов, например «Страница», «ID записи», «Опубликовано». Найдено: {got}.",
            f"The file «{path.name}» looks like none of posts, messages, streams and checks. Its first line must name the "
            f"columns, for instance «Page», «Post ID», «Published». Found: {got}.",
        )
    ru = ", ".join(f"«{heading.ru}»" for heading in missing)
    en = ", ".join(f"«{heading.en}»" for heading in missing)
    return UnreadableFile(
        f"В файле «{path.name}» не хватает столбцов: {ru}. Найдено: {got}. Добавьте их в первую строку и загрузите файл снова.",
        f"The file «{path.name}» lacks the columns {en}. Found: {got}. Add them to the first line and import the file again.",
    )
