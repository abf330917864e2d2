"""What owners of pages write to organizers and what they are answered: the checks that objections and appeals have in common."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from scoring.errors import Conflict, InputError

LONGEST_WORDS: Final = 2000
LONGEST_LINK: Final = 500
MOST_ROWS: Final = 50
"""Rows of evidence that one of them names."""
_FORM: Final = re.compile(r"[0-9a-f]{32}")
_ROW: Final = re.compile(r"(?:posts|messages|streams|checks|weeks):\d{1,16}")


def faults(*, words: str, link: str, rows: Sequence[str], attached: bool) -> dict[str, InputError]:
    """What is wrong with the words, the link or the named rows, by field; ``attached``: a file comes along."""
    found: dict[str, InputError] = {}
    if not words.strip():
        found["words"] = InputError("Напишите, что неверно и как на самом деле.", "Write what is wrong and what is right.")
    elif len(words.strip()) > LONGEST_WORDS:
        found["words"] = InputError(f"Сократите до {LONGEST_WORDS} знаков.", f"Shorten to {LONGEST_WORDS} characters.")
    if link.strip() and not _is_link(link.strip()):
        found["link"] = InputError(
            "Ссылка должна начинаться с https:// и быть не длиннее 500 знаков.",
            "A link begins with https:// and has at most 500 characters.",
        )
    elif not link.strip() and not attached:
        found["link"] = InputError(
            "Приложите ссылку или файл: без них проверить нечего.", "Give a link or a file: without one nothing can be checked."
        )
    if len(rows) > MOST_ROWS or not all(_ROW.fullmatch(row) for row in rows):
        found["rows"] = InputError(f"Отметьте не больше {MOST_ROWS} строк.", f"Tick at most {MOST_ROWS} rows.")
    return found


def require_form(form: str) -> None:
    """Refuse a form without the mark by which one sent twice is known."""
    if not _FORM.fullmatch(form):
        raise InputError("Форма неполна. Обновите страницу и повторите.", "The form is incomplete. Reload and repeat.")


def answer_text(text: str) -> str:
    """An organizer's answer as it is kept; one without words is none."""
    kept = text.strip()
    if not kept:
        raise InputError("Напишите владельцу ответ с причиной.", "Write the owner an answer with its reason.")
    if len(kept) > LONGEST_WORDS:
        raise InputError(f"Сократите ответ до {LONGEST_WORDS} знаков.", f"Shorten the answer to {LONGEST_WORDS} characters.")
    return kept


def stale() -> Conflict:
    """What the second editor is told."""
    return Conflict(
        "Пока вы смотрели на страницу, это изменил кто-то другой. Откройте страницу заново и повторите.",
        "Somebody else changed this while you were looking. Open the page again and repeat.",
    )


def _is_link(text: str) -> bool:
    if len(text) > LONGEST_LINK or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
