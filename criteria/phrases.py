"""Small change of sentences: plurals, numbers, dates and spans of time, in Russian and English."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from criteria.measurement import Language

NBSP: Final = "\u00a0"
"""Holds a number and its noun on one line."""

_EPOCH: Final = date(1970, 1, 1)
_MONTHS_RU: Final = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
_MONTHS_EN: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WITHOUT_RU: Final = ("", "одной", "двух", "трёх", "четырёх", "пяти", "шести", "семи", "восьми", "девяти", "десяти")


def plural_ru(count: int, one: str, few: str, many: str) -> str:
    """The form of a noun that goes with ``count``: 1 неделя, 2 недели, 5 недель, 11 недель, 21 неделя."""
    tens, last = abs(count) % 100, abs(count) % 10
    if last == 1 and tens != 11:
        return one
    if 2 <= last <= 4 and not 12 <= tens <= 14:
        return few
    return many


def counted_ru(count: int, one: str, few: str, many: str) -> str:
    """A number and its noun: «21 неделя», held together."""
    return f"{count}{NBSP}{plural_ru(count, one, few, many)}"


def counted_en(count: int, one: str, many: str) -> str:
    """A number and its noun: "1 week", "12 weeks", held together."""
    return f"{count}{NBSP}{one if count == 1 else many}"


def without_ru(count: int) -> str:
    """A number in words as it stands after «без» before a feminine noun (одной, двух, …), in digits above ten."""
    return _WITHOUT_RU[count] if 1 <= count < len(_WITHOUT_RU) else str(count)


def number(value: Fraction | int, language: Language, decimals: int = 1) -> str:
    """A number rounded half-up, without trailing zeros, with the comma of Russian or the point of English."""
    exact = Fraction(value)
    shown = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{shown:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "ru" else text


def percent(part: int, whole: int, language: Language) -> str:
    """A share in whole per cent, rounded half-up: «56 %» in Russian, "56%" in English."""
    shown = number(Fraction(100 * part, whole), language, 0)
    return f"{shown}{NBSP}%" if language == "ru" else f"{shown}%"


def day(since_epoch: int, language: Language) -> str:
    """A day without its year: «4 июля», "4 July"."""
    found = _EPOCH + timedelta(days=since_epoch)
    return f"{found.day}{NBSP}{(_MONTHS_RU if language == 'ru' else _MONTHS_EN)[found.month - 1]}"


def span(first: int, last: int, language: Language) -> str:
    """From one day to another, the month named once where it is the same: «с 4 по 27 июля», "from 4 to 27 July"."""
    start, end = _EPOCH + timedelta(days=first), _EPOCH + timedelta(days=last)
    same = (start.year, start.month) == (end.year, end.month)
    begin = str(start.day) if same else day(first, language)
    pattern = "с{space}{begin} по{space}{end}" if language == "ru" else "from {begin} to {end}"
    return pattern.format(space=NBSP, begin=begin, end=day(last, language))


def working_time(seconds: int, language: Language) -> str:
    """A span of working time in hours and minutes, rounded down to the minute: «2 ч 10 мин», "2 h 10 min"."""
    hours, minutes = divmod(seconds // 60, 60)
    hour, minute = ("ч", "мин") if language == "ru" else ("h", "min")
    parts = [f"{hours}{NBSP}{hour}"] if hours else []
    if minutes or not hours:
        parts.append(f"{minutes}{NBSP}{minute}")
    return NBSP.join(parts)


def points_text(ten_thousandths: int, language: Language) -> str:
    """A total as it is shown everywhere: half-up to hundredths, both digits, «92,40» or "92.40"."""
    hundredths = (abs(ten_thousandths) + 50) // 100
    sign = "−" if ten_thousandths < 0 and hundredths else ""
    mark = "," if language == "ru" else "."
    return f"{sign}{hundredths // 100}{mark}{hundredths % 100:02d}"
