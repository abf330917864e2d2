"""Two languages: the pair of texts stands at its place of use; numbers, dates and plurals are formatted by Babel."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent
from flask import Flask, g, has_request_context, session
from flask_babel import Babel
from flask_babel.speaklater import LazyString

Language = Literal["ru", "en"]

LANGUAGES: tuple[Language, ...] = ("ru", "en")
_LOCALES = {"ru": Locale("ru"), "en": Locale("en", "GB")}
_POINT = Decimal(10_000)


def language() -> Language:
    """The reader's language: as he chose it, Russian otherwise."""
    if not has_request_context():
        return "ru"
    return "en" if session.get("language") == "en" else "ru"


def locale() -> Locale:
    """Babel's locale of the reader's language."""
    return _LOCALES[language()]


def t(ru: str, en: str) -> str:
    """The text in the reader's language."""
    return ru if language() == "ru" else en


def later(ru: str, en: str) -> Any:
    """The same text, chosen when it is shown: for names that are made before any reader is there."""
    return LazyString(t, ru, en)


def whole(value: int | None) -> str:
    """A whole number with the reader's thousands separator; a dash where there is none."""
    return "—" if value is None else format_decimal(value, locale=locale())


def points(value: int | None) -> str:
    """Ten-thousandths of a point as points, half-up to 0.01, with the reader's decimal mark."""
    if value is None:
        return "—"
    shown = (Decimal(value) / _POINT).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return format_decimal(shown, format="#,##0.00", locale=locale())


def percent(share: float | None) -> str:
    """A share of 0..1 as whole per cent."""
    return "—" if share is None else format_percent(share, format="#,##0\u00a0%", locale=locale())


def decimal(value: float) -> str:
    """A number with at most two decimals and the reader's decimal mark."""
    return format_decimal(value, format="#,##0.##", locale=locale())


def moment(value: datetime | None, zone: str = "UTC") -> str:
    """Day and minute in ``zone``; a dash where there is none."""
    if value is None:
        return "—"
    return format_datetime(value.astimezone(ZoneInfo(zone)), format="d MMM y, HH:mm", locale=locale())


def day(value: date | None) -> str:
    """A day in words; a dash where there is none."""
    return "—" if value is None else format_date(value, format="long", locale=locale())


def counted(count: int, ru: tuple[str, str, str], en: tuple[str, str]) -> str:
    """The number with its noun: ``counted(21, ("строка", "строки", "строк"), ("row", "rows"))``."""
    form = locale().plural_form(count)
    if language() == "en":
        return f"{whole(count)} {en[0] if form == 'one' else en[1]}"
    return f"{whole(count)} {ru[{'one': 0, 'few': 1}.get(form, 2)]}"


def size(octets: int) -> str:
    """A file's size in the unit that fits."""
    for unit_ru, unit_en, step in (("ГБ", "GB", 1 << 30), ("МБ", "MB", 1 << 20), ("КБ", "KB", 1 << 10)):
        if octets >= step:
            return f"{format_decimal(octets / step, format='#,##0.0', locale=locale())} {t(unit_ru, unit_en)}"
    return f"{octets} {t('Б', 'B')}"


_SHOWN: dict[str, Callable[..., str]] = {
    "t": t,
    "whole": whole,
    "points": points,
    "percent": percent,
    "decimal": decimal,
    "moment": moment,
    "day": day,
    "counted": counted,
    "size": size,
    "language": language,
}


def set_up(app: Flask) -> None:
    """Give Babel the reader's language (Flask-Admin's own words follow it) and the templates these functions."""
    Babel(app, locale_selector=language)
    app.jinja_env.globals.update(_SHOWN)
    app.jinja_env.filters.update({"whole": whole, "points": points, "moment": moment, "day": day, "size": size})


def forget() -> None:
    """Forget Babel's locale of this request after the language was switched."""
    g.pop("_flask_babel", None)
