"""The form of what a season decides for itself: its days by the region's clock, numbers, what is public, two keys."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from scoring.season.settings import SeasonSettings
from webadmin.i18n import day, moment, t

_YEARS: Final = range(2000, 2101)


@dataclass(frozen=True, slots=True)
class Setting:
    """A line of the form; ``kind`` is the kind of its control."""

    name: str
    kind: str
    title: tuple[str, str]
    hint: tuple[str, str] = ("", "")


DAYS: Final = (
    Setting("announce_on", "date", ("Объявление правил", "Rules are announced")),
    Setting("collect_from", "date", ("Начало сбора", "Collecting begins")),
    Setting("objections_from", "date", ("Возражения с", "Objections from")),
    Setting(
        "objections_until", "date", ("Возражения по", "Objections until"), ("Этот день ещё открыт.", "This day is open still.")
    ),
    Setting("jury_closes_at", "datetime-local", ("Жюри закрывается", "The jury closes")),
    Setting("publish_at", "datetime-local", ("Публикация итогов", "Results are published")),
)
NUMBERS: Final = (
    Setting("appeal_days", "number", ("Рабочих дней на апелляцию", "Working days for an appeal")),
    Setting("fewest_jurors", "number", ("Членов жюри не меньше", "Jurors at least")),
    Setting(
        "badge_years",
        "number",
        ("Лет действует знак качества", "Years for which the badge is good"),
        ("0 — без срока. Диплом бессрочный.", "0 is for ever. The certificate has no term."),
    ),
    Setting("keep_years", "number", ("Лет хранить личные данные", "Years to keep personal data")),
)
OPEN: Final = (
    Setting("places_public", "checkbox", ("Показывать всем места победителей", "Show everybody the winners' places")),
    Setting("list_public", "checkbox", ("Отдавать всем полный список страниц с баллами", "Give everybody all pages with points")),
    Setting("english_letters", "checkbox", ("Писать письма по-английски", "Write letters in English")),
)
KEYS: Final = Setting(
    "two_keys",
    "checkbox",
    ("Важные шаги подтверждает второй человек", "A second person confirms important steps"),
    (
        "Без второго ключа это будет сказано в открытом дневнике сезона. После объявления правил изменить нельзя.",
        "Without it the season's public diary says so. It does not change after the rules are announced.",
    ),
)
ALL: Final = (*DAYS, *NUMBERS, *OPEN, KEYS)


def shown(settings: SeasonSettings, zone: str) -> dict[str, str]:
    """The settings as the form's controls hold them: moments by the region's clock."""
    return {setting.name: _shown(getattr(settings, setting.name), zone) for setting in ALL}


def in_words(settings: SeasonSettings, zone: str) -> dict[str, str]:
    """The settings as words, for those who do not change them."""
    return {setting.name: _in_words(getattr(settings, setting.name), zone) for setting in ALL}


def read(typed: Mapping[str, str], zone: str) -> tuple[SeasonSettings | None, dict[str, str]]:
    """The settings that were typed, or what is wrong with them by field, all at once."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for setting in ALL:
        try:
            values[setting.name] = _READ[setting.kind](typed[setting.name].strip(), ZoneInfo(zone))
        except ValueError:
            wrong[setting.name] = _told(setting)
    try:
        found = SeasonSettings.model_validate(values)
    except ValidationError as error:
        by_name = {setting.name: setting for setting in ALL}
        return None, {str(one["loc"][0]): _told(by_name[str(one["loc"][0])]) for one in error.errors()} | wrong
    return (None, wrong) if wrong else (found, {})


def _shown(value: object, zone: str) -> str:
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else str(value)


def _in_words(value: object, zone: str) -> str:
    if isinstance(value, datetime):
        return moment(value, zone)
    if isinstance(value, bool):
        return t("да", "yes") if value else t("нет", "no")
    return day(value) if value is None or isinstance(value, date) else str(value)


def _day(text: str, _: ZoneInfo) -> date | None:
    return _in_our_time(date.fromisoformat(text)) if text else None


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    if not text:
        return None
    typed = datetime.fromisoformat(text)
    _in_our_time(typed.date())
    return typed.replace(tzinfo=zone)


def _in_our_time(typed: date) -> date:
    if typed.year not in _YEARS:
        raise ValueError(typed)
    return typed


def _number(text: str, _: ZoneInfo) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise ValueError(text)
    return int(text)


_READ: Final[Mapping[str, Callable[[str, ZoneInfo], Any]]] = {
    "date": _day,
    "datetime-local": _moment,
    "number": _number,
    "checkbox": lambda text, _: bool(text),
}


def _told(setting: Setting) -> str:
    if setting.kind == "date":
        return t("Напишите день: 2026-03-01.", "Write a day: 2026-03-01.")
    if setting.kind == "datetime-local":
        return t("Напишите день и час: 2026-03-01T18:00.", "Write a day and an hour: 2026-03-01T18:00.")
    least, most = (getattr(bound, name) for bound, name in zip(_bounds(setting.name), ("ge", "le"), strict=True))
    return t(f"Напишите целое число от {least} до {most}.", f"Write a whole number from {least} to {most}.")


def _bounds(name: str) -> list[Any]:
    return SeasonSettings.model_fields[name].metadata
