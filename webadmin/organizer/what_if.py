"""Two rule books over the same evidence: who enters, who leaves, and why; on the screen and as CSV."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from flask.typing import ResponseReturnValue
from flask_admin import expose

from criteria import loading
from criteria.rulebook import RuleBook
from scoring.engine.run import Result
from scoring.errors import BrokenRuleBook, InputError, NotFound
from scoring.services import what_if
from scoring.store.showing import confirmed
from scoring.store.showing_corrections import active
from scoring.store.showing_incidents import announced
from scoring.store.tables import Season
from webadmin.asked import asked_text
from webadmin.context import db
from webadmin.i18n import language, points, t
from webadmin.organizer import book_sources
from webadmin.organizer.book_sources import Book, Ground
from webadmin.organizer.choice import needed_season, season
from webadmin.organizer.door import STAFF, Door
from webadmin.organizer.export import csv_response
from webadmin.rulebook_forms.book import Form, called, form_of
from webadmin.rulebook_forms.controls import shown
from webadmin.rulebook_forms.edits import parsed
from webadmin.words import OUTCOMES, word

_EVALUATIONS: Final = what_if.Evaluations()
SHOWN: Final = 200
"""Differences of two rule books listed on the screen."""
_HEADER: Final = (
    ("Номинация", "Nomination"),
    ("Страница", "Page"),
    ("Ключ", "Key"),
    ("Было", "Before"),
    ("Место было", "Place before"),
    ("Итог был", "Total before"),
    ("Стало", "After"),
    ("Место стало", "Place after"),
    ("Итог стал", "Total after"),
    ("Причины", "Reasons"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A comparison as the template wants it."""

    before: Book
    after: Book
    ground: Ground
    compared: what_if.Compared
    forms: tuple[Form, Form]

    def reasons(self, moved: what_if.Moved) -> tuple[str, ...]:
        """Why a page moved, in the reader's language."""
        return what_if.reasons(moved, language())

    def field(self, one: what_if.Difference) -> str:
        """What a field is called that the two do not have alike; its path where no form shows it."""
        found = [called(form, form.controls[at]) for form, at in zip(self.forms, one.at, strict=True) if at in form.controls]
        return found[-1] if found else ""

    def value(self, one: what_if.Difference, side: int) -> str:
        """What stands there before (0) or after (1), in words."""
        value = (one.before, one.after)[side]
        control = self.forms[side].controls.get(one.at[side])
        words = dict(control.options) if control else {}
        return "—" if value is None else words.get(shown(value), shown(value))


def compared(before: Book, after: Book, ground: Ground) -> Shown:
    """What ``after`` changes against ``before``; raises ``InputError`` naming the one that is broken."""
    return Shown(
        before, after, ground, what_if.compare(*_results(before, after, ground), language()), (_form(before), _form(after))
    )


def _form(book: Book) -> Form:
    return form_of(parsed(book.text) or {})


def _results(before: Book, after: Book, ground: Ground) -> tuple[Result, Result]:
    """Both results over the evidence, with what people confirmed about its pages, with incidents and corrections."""
    said = confirmed(db.session, ground.season), announced(db.session, ground.season), active(db.session, ground.season)
    one, other = (_sound(book) for book in (before, after))
    return _EVALUATIONS.of(ground.folder, one, *said), _EVALUATIONS.of(ground.folder, other, *said)


def changes_file(before: Book, after: Book, ground: Ground) -> ResponseReturnValue:
    """Every page that moved, as CSV."""
    lines = _lines(what_if.every_move(*_results(before, after, ground), language()))
    return csv_response(f"{t('Что изменится', 'What changes')}.csv", [t(*title) for title in _HEADER], lines)


def _lines(moves: Iterator[what_if.Moved]) -> Iterator[Sequence[object]]:
    for moved in moves:
        sides = [(word(OUTCOMES, one.outcome.word), one.place or None, points(one.total)) for one in (moved.before, moved.after)]
        reasons = "; ".join(what_if.reasons(moved, language()))
        nomination = moved.after.nomination or moved.before.nomination
        yield [nomination, moved.name, moved.key, *sides[0], *sides[1], reasons]


def _sound(book: Book) -> RuleBook:
    try:
        return loading.read(book.text)
    except BrokenRuleBook as error:
        count = len(error.faults)
        raise InputError(
            f"{book.title}: ошибок {count}. Исправьте их, и сравнение заработает.",
            f"{book.title}: faults {count}. Mend them, and it can be compared.",
        ) from error


def needed_ground(season: Season, key: str) -> Ground:
    """The evidence of a key; raises ``NotFound`` where there is none to try a rule book on."""
    found = book_sources.ground(season, key)
    if found is None:
        raise NotFound(
            "Пробовать пока не на чем: свидетельства не заморожены. Загрузите данные и проведите пробу.",
            "There is nothing to try it on: no evidence is frozen. Import data and make a trial.",
        )
    return found


class WhatIfView(Door):
    """Any two rule books side by side."""

    titles = ("Что изменится", "What if")
    station = "criteria"
    address = "what-if"
    readers = STAFF

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Choose two rule books and the evidence, and see what changes."""
        found = season()
        if found is None:
            return self.render("panel/no_season.html")
        books, grounds = book_sources.books(found), book_sources.grounds(found)
        before, after = asked_text("before") or "season", asked_text("after")
        result, problem = None, ""
        if after:
            try:
                result = compared(
                    book_sources.book(found, before),
                    book_sources.book(found, after),
                    needed_ground(found, asked_text("evidence")),
                )
            except InputError as error:
                problem = error.told(language())
        return self.render(
            "panel/rulebook_compare.html",
            books=books,
            grounds=grounds,
            before=before,
            after=after or next((one.key for one in books[1:]), ""),
            evidence=asked_text("evidence"),
            result=result,
            problem=problem,
            most=SHOWN,
        )

    @expose("/changes.csv")
    def changes(self) -> ResponseReturnValue:
        """The pages that move, as CSV."""
        found = needed_season()
        before, after = asked_text("before") or "season", asked_text("after") or "season"
        ground = needed_ground(found, asked_text("evidence"))
        return changes_file(book_sources.book(found, before), book_sources.book(found, after), ground)
