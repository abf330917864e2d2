"""Which column of a file is which field: by known names, by a person's word, and as a suggestion with its score.

A suggestion never decides. It compares names with rapidfuzz and looks at the first cells: a column of addresses of pages is
the link whatever it is called.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from scoring.errors import InputError
from scoring.sources import cells
from scoring.sources.columns import REGISTER, Heading
from scoring.sources.header_row import Found, Header, find_header, guess_header, is_numbering
from scoring.sources.headers import NOTHING_SAID, labels, matched, squeezed
from scoring.sources.page_address import addresses_in, has_site
from scoring.sources.report import shortened
from scoring.sources.sheet import Sheet
from scoring.sources.state_numbers import digits_of
from scoring.sources.workbook import read_sheets

IGNORED: Final = ""
"""The field of a column that is none of ours."""
SURE: Final = 86
"""A suggestion of so many of 100 is preselected, when no other field comes near."""
_NEAR: Final = 6
_WORTH_TELLING: Final = 60
_BY_CELLS: Final = 97
_SAMPLES: Final = 3
_LOOKED_AT: Final = 200
_MOST_OF: Final = 0.8
_ONE_WORD: Final = 0.75
_SOME_WORDS: Final = 0.9
"""What words in common are worth where one of the names is a single word, and where both have more."""
_OGRN = re.compile(r"[0-9]{13}|[0-9]{15}")
_ALSO: Final = MappingProxyType[str, tuple[str, ...]](
    {
        "name": ("Учреждение", "Наименование учреждения", "Название учреждения", "Полное наименование", "Орган власти"),
        "link": (
            "Адрес страницы в социальной сети", "Адрес страницы ВКонтакте", "Страница ВКонтакте", "Официальная страница",
            "Гиперссылка", "Адрес госпаблика", "Адрес сообщества", "Паблик", "Аккаунт", "Ссылка ВК",
        ),
        "group_id": ("Номер сообщества", "Номер группы", "VK ID"),
        "founder": ("Орган-учредитель", "Ведомство", "Министерство"),
        "municipality": ("Район", "Округ", "Город", "Территория"),
        "sphere1": ("Отрасль", "Направление", "Направление деятельности"),
        "ogrn": ("Основной государственный регистрационный номер",),
        "members": ("Число подписчиков", "Аудитория"),
        "exempt": ("Причина отсутствия страницы",),
        "mark": ("Отметка Госорганизация", "Официальная отметка"),
    }
)  # fmt: skip
"""Names that people give to columns besides those of the table of columns: enough to suggest, too vague to decide."""

How = Literal["known", "said", "guessed", "none"]


@dataclass(frozen=True, slots=True)
class Look:
    """One column of a file.

    ``label`` is what a person's word is tied to, ``title`` the name as written, ``samples`` its first cells. ``field`` is
    what it will be read as (empty: not read), ``how`` by what: a known name, a word, or neither. ``guess`` is the field that
    it looks like, ``score`` how much (0 to 100), ``sure`` whether to preselect it.
    """

    label: str
    title: str
    samples: tuple[str, ...]
    field: str
    how: How
    guess: str = ""
    score: int = 0
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file looks like before it is read: its sheet, the line of the first row, its columns, the header's signature.

    ``complete``: whether an organisation and a page can be found in it. ``asks``: whether a person should look at it.
    """

    file: str
    sheet: str
    line: int
    columns: tuple[Look, ...]
    signature: str
    complete: bool

    @property
    def asks(self) -> bool:
        """Something needed is missing, or a column looks like a field that no other column has."""
        return not self.complete or any(column.guess and column.how == "none" for column in self.columns)

    @property
    def looks_like_register(self) -> bool:
        """Whether columns for an organisation and for a page are known or at least suggested."""
        fields = {column.field or column.guess for column in self.columns}
        return "name" in fields and bool({"link", "group_id"} & fields)


def signature_of(titles: Sequence[str]) -> str:
    """What tells one header from another: the SHA-256 of its labels, whatever their order, case, spaces and marks."""
    return hashlib.sha256(json.dumps(sorted(labels(titles)), ensure_ascii=False).encode()).hexdigest()


def look(path: Path, said: Mapping[str, str] = NOTHING_SAID) -> Layout:
    """The columns of a register's file with what they will be read as, and suggestions for the others.

    ``said``: label -> field, empty for a column to be left out. Raises UnreadableFile where the file has no table.
    """
    sheet, header, found = _likely(read_sheets(path), said)
    samples = [_samples(sheet, header.first, column) for column in range(len(header.cells))]
    taken = set(found.positions) if found is not None else set(matched(header.cells, REGISTER, said=said).positions)
    guesses = _guesses(header.cells, samples, taken, said)
    known = matched(header.cells, REGISTER, tolerant=True, said=said).positions
    by_column = {column: name for name, column in known.items()}
    columns = []
    for column, (label, title) in enumerate(zip(labels(header.cells), header.cells, strict=True)):
        if not squeezed(title) and not samples[column]:
            continue
        field = by_column.get(column, IGNORED)
        how: How = "said" if label in said else "known" if field else "none"
        guess, score, sure = guesses.get(column, ("", 0, False)) if how == "none" else ("", 0, False)
        shown = tuple(shortened(text) for text in samples[column][:_SAMPLES])
        columns.append(Look(label, title, shown, field, how, guess, score, sure))
    line = sheet.rows[min(header.first, len(sheet.rows)) - 1][0]
    return Layout(path.name, sheet.name, line, tuple(columns), signature_of(header.cells), found is not None)


def field_named(text: str) -> str | None:
    """The field of the register by its logical, Russian or English name; empty for «-», None for no field at all."""
    bare = text.strip()
    if bare in {"", "-", "—"}:
        return IGNORED
    found = matched([bare], REGISTER).positions
    return bare if bare in {heading.name for heading in REGISTER} else next(iter(found), None)


def said_by_names(words: Iterable[str]) -> dict[str, str]:
    """Label -> field out of words such as «Адрес паблика=link»; an empty field or «-» leaves the column out.

    Raises InputError for a word without «=» and for a field that there is not.
    """
    said = {}
    for word in words:
        column, equals, name = word.rpartition("=")
        field = field_named(name)
        if not equals or not squeezed(column) or field is None:
            names = ", ".join(heading.name for heading in REGISTER)
            raise InputError(
                f"Непонятное соответствие «{word}». Напишите «Столбец=поле»; поля: {names}; «-» — не читать столбец.",
                f"«{word}» is no mapping. Write «Column=field»; fields: {names}; «-» leaves the column out.",
            )
        said[squeezed(column)] = field
    return said


def checked(said: Mapping[str, str]) -> dict[str, str]:
    """The same mapping where every field stands once and exists; raises InputError naming the field."""
    fields = [field for field in said.values() if field]
    names = {heading.name: heading.ru for heading in REGISTER}
    unknown = next((field for field in fields if field not in names), None)
    twice = next((field for field in fields if fields.count(field) > 1), None)
    if unknown is not None:
        raise InputError(f"Поля «{unknown}» в реестре нет.", f"The register has no field «{unknown}».")
    if twice is not None:
        raise InputError(
            f"Поле «{names[twice]}» выбрано для двух столбцов. Оставьте его одному, у другого выберите «Не читать».",
            f"The field «{names[twice]}» is chosen for two columns. Keep it for one and choose «Do not read» for the other.",
        )
    return dict(said)


def _likely(sheets: Sequence[Sheet], said: Mapping[str, str]) -> tuple[Sheet, Header, Found | None]:
    """The sheet to be read and its header; where no header will do, the one with most names that look like fields."""
    for sheet in sheets:
        found = find_header(sheet, said)
        if isinstance(found, Found):
            return sheet, Header(found.cells, found.first), found
    weighed = [(sheet, guess_header(sheet, _weight)) for sheet in sheets]
    likely = [(sheet, header) for sheet, header in weighed if header is not None]
    if likely:
        sheet, header = max(likely, key=lambda pair: _weight(pair[1].cells))
        return sheet, header, None
    first = sheets[0]
    return first, Header(tuple(cells.clean(value) for value in first.rows[0][1]), 1), None


def _weight(titles: Sequence[str]) -> int:
    """How much a row looks like a header: its known names count ten, its likely ones one."""
    known = len(matched(titles, REGISTER, tolerant=True).positions)
    return 100 * known + sum(_best(title)[1] >= _WORTH_TELLING for title in titles if squeezed(title))


def _guesses(
    titles: Sequence[str], samples: Sequence[Sequence[str]], taken: set[str], said: Mapping[str, str]
) -> dict[int, tuple[str, int, bool]]:
    """Column -> (field, score, sure), the best pairs first and each field once."""
    fields = [heading for heading in REGISTER if heading.name not in taken]
    scored = []
    for column, (label, title) in enumerate(zip(labels(titles), titles, strict=True)):
        if label in said:
            continue
        ranked = sorted(((_score(title, samples[column], heading), heading.name) for heading in fields), reverse=True)
        scored += [(score, column, name, score - ranked[1][0] if len(ranked) > 1 else 100) for score, name in ranked[:2]]
    found: dict[int, tuple[str, int, bool]] = {}
    given: set[str] = set()
    for score, column, name, ahead in sorted(scored, key=lambda one: (-one[0], one[1])):
        if score >= _WORTH_TELLING and column not in found and name not in given:
            found[column] = name, score, score >= SURE and ahead >= _NEAR
            given.add(name)
    return found


def _score(title: str, samples: Sequence[str], heading: Heading) -> int:
    """How much a column looks like a field, 0 to 100: by its name, and for addresses and state numbers by its cells."""
    by_cells = {"link": _is_link, "ogrn": _is_ogrn}.get(heading.name)
    if by_cells is not None and samples:
        share = sum(map(by_cells, samples)) / len(samples)
        if share >= _MOST_OF:
            return _BY_CELLS
    return _alike(title, heading)


def _best(title: str) -> tuple[str, int]:
    """The field whose name is the nearest, and how near it is."""
    return max(((heading.name, _alike(title, heading)) for heading in REGISTER), key=lambda one: one[1])


def _alike(title: str, heading: Heading) -> int:
    from rapidfuzz import fuzz  # noqa: PLC0415  loaded where a name is not known, which is seldom

    plain = _words(title)
    if not plain:
        return 0
    best = 0.0
    for name in map(_words, (heading.ru, heading.en, *heading.also, *_ALSO.get(heading.name, ()))):
        few = min(plain.count(" "), name.count(" ")) == 0
        shared = fuzz.token_set_ratio(plain, name) * (_ONE_WORD if few else _SOME_WORDS)
        best = max(best, fuzz.ratio(plain, name), fuzz.token_sort_ratio(plain, name), shared)
    return int(best)


def _words(text: str) -> str:
    """The first words of a name without case, ё and marks."""
    folded = text[:200].casefold().replace("ё", "е")
    return " ".join("".join(letter if letter.isalnum() else " " for letter in folded).split())


def _samples(sheet: Sheet, first: int, column: int) -> tuple[str, ...]:
    """The first cells of a column that hold something; a hyperlink stands behind its text."""
    links = {place: link for place, link in sheet.links if place[1] == column}
    found = []
    for index in range(first, min(first + _LOOKED_AT, len(sheet.rows))):
        row = sheet.rows[index][1]
        if index == first and is_numbering([cells.clean(cell) for cell in row]):
            continue
        text = cells.clean(row[column]) if column < len(row) else ""
        link = links.get((index, column), "")
        if text or link:
            found.append(text if has_site(text) or not link else f"{text} → {link}".removeprefix(" → "))
    return tuple(found)


def _is_link(text: str) -> bool:
    return bool(addresses_in(text.replace("→", " ")))


def _is_ogrn(text: str) -> bool:
    return bool(_OGRN.fullmatch(digits_of(text)))
