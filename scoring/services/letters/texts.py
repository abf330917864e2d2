"""The texts of letters: a file for each kind and language, its first line the subject; strict, sandboxed, plain text.

Addresses of our own site begin with a mark (``SITE``) that stands for the public address until the letter leaves, so that a
letter which waits for months leads to where the site is then.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from scoring.mail.message import LONGEST_SUBJECT
from scoring.mail.plain import many_lines, one_line

Language = Literal["ru", "en"]
SITE: Final = "\ue000"
"""Stands for the public address; no word of others can hold it."""
REHEARSAL: Final = {"ru": "РЕПЕТИЦИЯ", "en": "РЕПЕТИЦИЯ / REHEARSAL"}
_FOLDER: Final = Path(__file__).parent / "texts"


def rendered(kind: str, language: Language, fields: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and text. A field that the text asks for and does not get is an error of the program."""
    whole = _environment(language).get_template(f"{kind}.txt").render(_safe(fields), site=SITE)
    subject, _, text = whole.partition("\n")
    return one_line(subject, LONGEST_SUBJECT), f"{_tidy(text)}\n"


def with_address(text: str, public_url: str) -> str:
    """The text with the public address in its place."""
    return text.replace(SITE, public_url.rstrip("/"))


def moment_text(at: datetime, zone: str, language: Language) -> str:
    """Day, hour and minute by the season's clock, and what that clock is: «8 октября 2026 г., 23:59 (UTC+7)»."""
    pattern = "d MMMM y 'г.', HH:mm '(UTC'ZZZZZ')'" if language == "ru" else "d MMMM y, HH:mm '(UTC'ZZZZZ')'"
    return format_datetime(at.astimezone(ZoneInfo(zone)), pattern, locale="ru" if language == "ru" else "en_GB")


def _safe(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Words of others without line breaks and invisible characters; texts of many lines are named ``…_text``."""
    return {name: _plain(name, value) for name, value in fields.items()}


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return many_lines(value) if name.endswith("_text") else one_line(value)
    if isinstance(value, Mapping):
        return {key: _plain(key, one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(name, one) for one in value]
    return value


def _tidy(text: str) -> str:
    """Without spaces at line ends and more than one empty line in a row."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines)


@cache
def _environment(language: Language) -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(_FOLDER / language),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    made.filters["moment"] = lambda at, zone: moment_text(at, zone, language)
    return made
