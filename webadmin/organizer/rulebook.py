"""The rule book: its criteria as a tree with points, and its text to change, with every fault told by its place."""

from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from criteria import loading
from criteria.rulebook import Column, Criterion, RuleBook
from criteria.schema import metric_title
from scoring.errors import BrokenRuleBook, Conflict, Fault
from scoring.season.course import WRITABLE
from scoring.services import drafts, seasons
from scoring.store.tables import Season
from webadmin.access import current_actor
from webadmin.context import db, home, now, writing
from webadmin.i18n import t
from webadmin.organizer import forms
from webadmin.organizer.choice import needed_season, season
from webadmin.organizer.door import STAFF, Door
from webadmin.organizer.drafts import toml_file
from webadmin.organizer.stale import Side, beside


@dataclass(frozen=True, slots=True)
class Node:
    """A criterion with those below it."""

    criterion: Criterion
    children: tuple["Node", ...]


class RulebookView(Door):
    """The season's rule book."""

    titles = ("Регламент", "Rule book")
    station = "criteria"
    address = "rulebook"
    readers = STAFF

    @expose("/", methods=("GET", "POST"))
    def index(self) -> ResponseReturnValue:
        """Show the tree and the text; put another text in."""
        found = season()
        if found is None:
            return self.render("panel/no_season.html")
        if request.method == "GET":
            return self._page(found, found.rulebook, found.version, _faults(found.rulebook))
        text, version = forms.typed_lines("text"), forms.version()
        try:
            with writing() as database:
                seasons.put_rulebook(database, current_actor(), found.id, version=version, text=text, now=now())
        except BrokenRuleBook as error:
            return self._page(found, text, version, error.faults), 400
        except Conflict as error:
            sides = [Side(t("Регламент", "Rule book"), text, found.rulebook)]
            return beside(self, error, sides, version=found.version, back=url_for("rulebook.index"))
        flash(t("Регламент сохранён.", "The rule book is saved."), "good")
        return redirect(url_for("rulebook.index"), 303)

    @expose("/rulebook.toml")
    def download(self) -> ResponseReturnValue:
        """The season's rule book as a file."""
        found = needed_season()
        return toml_file(f"{t('Регламент', 'Rule book')} {found.year}.toml", found.rulebook)

    def _page(self, found: Season, text: str, version: int, faults: tuple[Fault, ...]) -> str:
        book = _read(found.rulebook)
        return self.render(
            "panel/rulebook.html",
            text=text,
            book_version=version,
            faults=faults,
            book=book,
            tree=_tree(book, None) if book else (),
            measured=_measured,
            locked=found.state not in WRITABLE["rulebook"],
            schema_url=f"{home().public_url}{url_for('public.schema')}",
            drafts=drafts.of_season(db.session, found.id),
        )


def _measured(metric: str | Column) -> str:
    """What a criterion measures, in words."""
    return t(*metric_title(metric)) if isinstance(metric, str) else t(f"столбец «{metric.column}»", f"column «{metric.column}»")


def _read(text: str) -> RuleBook | None:
    try:
        return loading.read(text)
    except BrokenRuleBook:
        return None


def _faults(text: str) -> tuple[Fault, ...]:
    try:
        loading.read(text)
    except BrokenRuleBook as error:
        return error.faults
    return ()


def _tree(book: RuleBook, parent: str | None) -> tuple[Node, ...]:
    return tuple(Node(criterion, _tree(book, criterion.code)) for criterion in book.children(parent))
