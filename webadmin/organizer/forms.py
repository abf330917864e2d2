"""What a form brings: texts without what no database stores, and the version the form was made from."""

from typing import Final

from flask import request

from scoring.errors import InputError

LONGEST: Final = 200


def typed(name: str) -> str:
    """One line of text; control characters are dropped, and what is too long for its column is cut."""
    text = request.form.get(name, "")[:LONGEST]
    return "".join(char for char in text if char >= " " and char != "\x7f")


def typed_lines(name: str) -> str:
    """Text of many lines with plain line ends."""
    return request.form.get(name, "").replace("\r\n", "\n").replace("\0", "")


def version() -> int:
    """The version that the form was made from; a form without one is refused."""
    number = request.form.get("version", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise InputError("Форма неполна. Обновите страницу и повторите.", "The form is incomplete. Reload the page and repeat.")
    return int(number)
