"""Reads single cells of a register: clean text, yes and no, numbers, state numbers, municipalities.

A cell that cannot be read raises ``BadCell`` with the code of the reason; an empty cell never does.
"""

import datetime as dt
import math
import re
import unicodedata

from criteria.evidence import UNKNOWN

CellValue = str | int | float | bool | dt.time | dt.date | dt.datetime | dt.timedelta
"""What a workbook gives; a CSV gives text only."""

_SPACES = re.compile(r"\s+")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_YES = frozenset({"да", "yes", "y", "true", "истина", "1", "+", "есть", "✓", "✔"})
_NO = frozenset({"нет", "no", "n", "false", "ложь", "0", "-", "−", "–", "—"})
_OGRN = re.compile(r"[0-9]{13}|[0-9]{15}")
_CITY = re.compile(r"(?:г\.\s*о\.|городской округ|г\.|г\s|город\s)\s*(.+)", re.IGNORECASE)
_TOWN_OKRUG = re.compile(r"г\.\s*о\.|городской округ", re.IGNORECASE)
_DISTRICT = re.compile(r".*\b(?:район|р-н|муниципальный округ)\b.*", re.IGNORECASE)


class BadCell(Exception):
    """A cell that cannot be read: the code of the reason, what its sentence names, and the column when it is another one.

    It never leaves the import: it becomes a refused row.
    """

    def __init__(self, code: str, params: tuple[tuple[str, str], ...] = (), column: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.params = params
        self.column = column


def clean(value: CellValue | None) -> str:
    """The text of a cell in NFC, without control, zero-width and text-direction marks, with white space folded to one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    text = str(value)
    if text.isascii() and text.isprintable():  # nearly every number, and nothing in it to fold but spaces
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", text)
    kept = "".join(" " if letter.isspace() else letter for letter in text if letter.isspace() or _visible(letter))
    return _SPACES.sub(" ", kept).strip()


def _visible(letter: str) -> bool:
    """Not a control character (Cc), nor a mark of direction or of zero width (Cf), nor a lone half of a pair (Cs)."""
    return unicodedata.category(letter) not in {"Cc", "Cf", "Cs"}


def yes_no(text: str) -> int:
    """1, 0, or UNKNOWN for an empty cell."""
    word = text.casefold()
    if not word:
        return UNKNOWN
    if word in _YES:
        return 1
    if word in _NO:
        return 0
    raise BadCell("not_yes_no")


def amount(text: str, low: int, high: int) -> float | None:
    """A number that may have a fraction, a per cent sign and spaces between thousands; None for an empty cell."""
    bare = text.replace(" ", "").replace("−", "-").replace(",", ".").removesuffix("%")
    if not bare:
        return None
    if not _NUMBER.fullmatch(bare):
        raise BadCell("not_an_amount")
    number = float(bare)
    if not math.isfinite(number) or not low <= number <= high:
        raise BadCell("out_of_range", (("low", str(low)), ("high", str(high))))
    return number


def whole(text: str, low: int, high: int) -> int:
    """A whole number, spaces between thousands allowed; UNKNOWN for an empty cell."""
    bare = text.replace(" ", "").replace("−", "-")
    if not bare:
        return UNKNOWN
    if not re.fullmatch(r"-?\d{1,18}(?:[.,]0+)?", bare):
        raise BadCell("not_a_number")
    number = int(re.split(r"[.,]", bare)[0])
    if not low <= number <= high:
        raise BadCell("out_of_range", (("low", str(low)), ("high", str(high))))
    return number


def ogrn_valid(text: str) -> bool:
    """Thirteen digits, the last of which is the number of the first twelve modulo 11, modulo 10 (the check digit of an ОГРН).

    A sole trader's number (ОГРНИП) has fifteen, and 13 in place of 11.
    """
    return bool(_OGRN.fullmatch(text)) and int(text[:-1]) % (len(text) - 2) % 10 == int(text[-1])


def municipality_of(address: str) -> str:
    """The first part of an address that is a town or a district: «г. Бердск, ул. …» gives «г. Бердск»; empty if none is."""
    for part in (part.strip() for part in address.split(",")):
        if _DISTRICT.fullmatch(part):
            return re.sub(r"\bр-н\b", "район", part, flags=re.IGNORECASE)
        town = _CITY.match(part)
        if town:
            return part if _TOWN_OKRUG.match(part) else f"г. {town[1].strip()}"
    return ""
