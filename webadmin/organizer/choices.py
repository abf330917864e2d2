"""Filters of a list as plain selects: what they are called, what may be chosen, and how the choice narrows the rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

from webadmin.context import db
from webadmin.i18n import t
from webadmin.words import Pair

Options = Sequence[tuple[str, str]]
Rows = Select[Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """One select: ``name`` in the address, its title, its options (value, title), and what a chosen value does."""

    name: str
    title: Pair
    options: Callable[[Rows], Options]
    """Takes the list's rows before any filter."""
    narrow: Callable[[Rows, str], Rows]

    @property
    def label(self) -> str:
        """The title in the reader's language."""
        return t(*self.title)


def by_value(name: str, title: Pair, column: InstrumentedAttribute[Any]) -> Choice:
    """Choose among the values that stand in a column of text."""

    def options(rows: Rows) -> Options:
        found = db.session.scalars(rows.with_only_columns(column, maintain_column_froms=True).order_by(None).distinct())
        return [(value, value) for value in sorted(value for value in found if value)]

    return Choice(name, title, options, lambda rows, value: rows.where(column == value))


def by_word(name: str, title: Pair, column: InstrumentedAttribute[Any], words: Mapping[str, Pair]) -> Choice:
    """Choose among the words of a vocabulary."""
    return Choice(
        name,
        title,
        lambda _: [(str(key), t(*pair)) for key, pair in words.items()],
        lambda rows, value: rows.where(column == value) if value in words else rows,
    )


def by_yes(name: str, title: Pair, column: InstrumentedAttribute[Any]) -> Choice:
    """Choose yes, no or unknown."""
    answers: dict[str, bool | None] = {"yes": True, "no": False, "unknown": None}
    return Choice(
        name,
        title,
        lambda _: [("yes", t("да", "yes")), ("no", t("нет", "no")), ("unknown", t("неизвестно", "unknown"))],
        lambda rows, value: rows.where(column.is_(answers[value])) if value in answers else rows,
    )
