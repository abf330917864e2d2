"""Reads a table of the addresses at which owners of pages are reached: page, e-mail and, where there is one, a name."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scoring.errors import UnreadableFile
from scoring.sources import cells
from scoring.sources.columns import Heading
from scoring.sources.headers import Matched, matched
from scoring.sources.report import Refusal, shortened
from scoring.sources.workbook import Sheet, read_sheets

MOST_ROWS: Final = 50_000
LARGEST: Final = 16 << 20
"""Bytes of such a file."""
_LOOKED_AT: Final = 30
_LONGEST_NAME: Final = 200
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")

CONTACTS: Final = (
    Heading("page", "Страница", "Page", "page", needed=True, also=("Адрес страницы", "Ссылка на госпаблик ВК", "Ссылка", "Link")),
    Heading(
        "email", "Почта", "E-mail", "text", needed=True, also=("Электронная почта", "Адрес электронной почты", "Email", "Mail")
    ),
    Heading("name", "Ответственный", "Contact", "text", also=("ФИО", "Имя", "Контактное лицо", "Name")),
    Heading("language", "Язык писем", "Language", "text", also=("Язык",)),
)
"""The columns of such a file."""
_LANGUAGES: Final = {"": "", "ru": "ru", "русский": "ru", "russian": "ru", "en": "en", "английский": "en", "english": "en"}
_HEADINGS: Final = {heading.name: heading for heading in CONTACTS}


@dataclass(frozen=True, slots=True)
class Contact:
    """One address: the page's key, the address in lower case, the name or nothing, the language of letters or nothing."""

    page: str
    email: str
    name: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class ContactsFile:
    """What one file gave, in its order."""

    name: str
    rows: tuple[Contact, ...]
    refusals: tuple[Refusal, ...]


def is_email(text: str) -> bool:
    """Whether it looks like an address of mail."""
    return _EMAIL.fullmatch(text) is not None and text.isprintable()


def read_contacts(path: Path, page_of: Callable[[str], str | None]) -> ContactsFile:
    """Reads CSV, XLSX, XLS, XLSB or ODS; ``page_of`` gives the key of the page that a cell names, None where there is none.

    UnreadableFile where the file is too large or has no header of contacts.
    """
    if path.stat().st_size > LARGEST:
        raise UnreadableFile(
            f"Файл «{path.name}» больше {LARGEST >> 20} МБ. Разделите его на части.",
            f"The file «{path.name}» is larger than {LARGEST >> 20} MB. Split it.",
        )
    sheet, header, first = _with_header(path)
    if len(sheet.rows) - first > MOST_ROWS:
        raise UnreadableFile(
            f"В файле «{path.name}» больше {MOST_ROWS} строк. Разделите его на части.",
            f"The file «{path.name}» has more than {MOST_ROWS} rows. Split it.",
        )
    rows: dict[tuple[str, str], tuple[int, Contact]] = {}
    refusals: list[Refusal] = []
    for line, raw in sheet.rows[first:]:
        texts = {name: cells.clean(raw[at]) if at < len(raw) else "" for name, at in header.positions.items()}
        if not any(texts.values()):
            continue
        try:
            contact = _contact(texts, page_of)
            there = rows.setdefault((contact.page, contact.email), (line, contact))
            if there[0] != line:
                raise cells.BadCell("row_twice", (("line", str(there[0])),), "email")
        except cells.BadCell as bad:
            value = shortened(texts.get(bad.column, ""))
            refusals.append(Refusal(path.name, line, _HEADINGS[bad.column].ru, value, bad.code, bad.params))
    return ContactsFile(path.name, tuple(contact for _, contact in rows.values()), tuple(refusals))


def _contact(texts: dict[str, str], page_of: Callable[[str], str | None]) -> Contact:
    for name in ("page", "email"):
        if not texts[name]:
            raise cells.BadCell("missing", column=name)
    page, email = page_of(texts["page"]), texts["email"].lower()
    if page is None:
        raise cells.BadCell("unknown_page", column="page")
    if not is_email(email):
        raise cells.BadCell("not_an_email", column="email")
    language = _LANGUAGES.get(texts.get("language", "").lower())
    if language is None:
        raise cells.BadCell("not_a_language", column="language")
    return Contact(page, email, texts.get("name", "")[:_LONGEST_NAME], language)


def _with_header(path: Path) -> tuple[Sheet, Matched, int]:
    """The first sheet with a header of contacts, and the index of the row below it."""
    needed = {heading.name for heading in CONTACTS if heading.needed}
    for sheet in read_sheets(path):
        for index, (_, raw) in enumerate(sheet.rows[:_LOOKED_AT]):
            found = matched([cells.clean(cell) for cell in raw], CONTACTS)
            if needed <= found.positions.keys():
                return sheet, found, index + 1
    wanted = ", ".join(f"«{heading.ru}»" for heading in CONTACTS if heading.needed)
    raise UnreadableFile(
        f"В файле «{path.name}» нет строки заголовков: нужны столбцы {wanted}. Добавьте их и повторите.",
        f"The file «{path.name}» has no header: the columns {wanted} are needed. Add them and repeat.",
    )
