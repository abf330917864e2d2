"""The first two minutes of a juror: agreeing, and telling his ties with suggestions and a search in the register."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from scoring.errors import InputError
from scoring.services.jury import conflicts as ties
from scoring.services.jury import jurors
from scoring.store.jury import Deal, JuryCard
from scoring.store.tables import Page
from scoring.store.vocabulary import ConflictTarget, DealState
from webadmin.access import own_path
from webadmin.context import db, now, writing
from webadmin.i18n import language, t
from webadmin.jury.door import Seat, blueprint, draw, seat
from webadmin.jury.words import TARGETS
from webadmin.organizer.forms import typed

_MOST_FOUND: Final = 20
_MOST_FOUNDERS: Final = 8
Value = tuple[ConflictTarget, str]


@dataclass(frozen=True, slots=True)
class Line:
    """A tie as the form shows it."""

    kind: str
    value: str
    title: str
    ticked: bool = False
    why: str = ""


@blueprint.get("/agreement")
def agreement() -> ResponseReturnValue:
    """What a juror agrees to."""
    return draw("agreement", seat(), fault="")


@blueprint.post("/agreement")
def agree() -> ResponseReturnValue:
    """Agree, and go on to the ties."""
    here = seat()
    if not request.form.get("agreed"):
        fault = t("Поставьте отметку, если согласны.", "Tick the box if you agree.")
        return draw("agreement", here, fault=fault), 400
    with writing() as session:
        jurors.agree(session, here.actor, here.season.id, now=now())
    return redirect(url_for("jury.home"), 303)


@blueprint.get("/conflicts")
def conflicts() -> ResponseReturnValue:
    """The form of ties: what stands, what is likely, what was searched for."""
    return _page(seat(), ticked=None, sought="")


@blueprint.post("/conflicts")
def declare() -> ResponseReturnValue:
    """Search with what is ticked kept, or write the ticked ties down."""
    here = seat()
    ticked = tuple(dict.fromkeys(_value(text) for text in request.form.getlist("tie")))
    if typed("do") == "find":
        return _page(here, ticked=ticked, sought=typed("find").strip()[:200])
    first = here.juror.declared_at is None
    try:
        with writing() as session:
            ties.declare(session, here.actor, here.season.id, ticked, now=now())
    except InputError as error:
        return _page(here, ticked=ticked, sought="", fault=error.told(language())), 400
    if not first:
        flash(t("Записано.", "Written down."), "good")
    return redirect(own_path(url_for("jury.home" if first else "jury.conflicts"), "/jury/"), 303)


def _page(here: Seat, *, ticked: tuple[Value, ...] | None, sought: str, fault: str = "") -> str:
    """``ticked``: what the sent form has ticked; None where it opens for the first time. Closed, it shows what stands."""
    recused = _recused(here)
    standing = [
        tie for tie in ties.listed(db.session, here.season.id, here.juror.user_id) if (tie.target, tie.value) not in recused
    ]
    pages = _pages(here.season.id)
    names = {page.key: page.name for page in pages}
    told = [Line(tie.target, tie.value, names.get(tie.value, tie.value)) for tie in standing]
    kinds = {kind: t(*pair) for kind, pair in TARGETS.items()}
    if not ties.takes_declarations(db.session, here.season, now()):
        return draw("conflicts_closed", here, standing=told, kinds=kinds)
    marked = None if ticked is None else frozenset((kind, ties.folded(value)) for kind, value in ticked)
    sheet = _Sheet(names, marked, {(ConflictTarget(tie.target), ties.folded(tie.value)) for tie in standing})
    suggested = [
        line
        for one in ties.suggestions(db.session, here.juror)
        for line in sheet.fresh([(one.target, one.value)], likely=one.preticked, why=t(one.why_ru, one.why_en))
    ]
    wide = sheet.fresh(_wide(pages))
    kept = sheet.fresh(ticked or ())
    found = sheet.fresh(_hits(pages, ties.folded(sought).split()))
    wide_open = any(one.ticked for one in wide)
    return draw(
        "conflicts", here, fault=fault, sought=sought, standing=told, suggested=suggested, found=[*kept, *found], wide=wide,
        wide_open=wide_open, kinds=kinds,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The form as it is written, line by line: nothing stands on it twice.

    ``marked``: what the sent form has ticked; None where it opens for the first time. ``shown``: what stands there by now.
    """

    names: Mapping[str, str]
    marked: frozenset[Value] | None
    shown: set[Value]

    def fresh(self, values: Iterable[Value], *, likely: bool = False, why: str = "") -> list[Line]:
        """Lines for those of the values that do not stand there yet."""
        lines = []
        for kind, value in values:
            mark = (kind, ties.folded(value))
            if mark not in self.shown:
                self.shown.add(mark)
                title = self.names.get(value, value) if kind == ConflictTarget.PAGE else value
                lines.append(Line(kind, value, title, likely if self.marked is None else mark in self.marked, why))
        return lines


def _pages(season_id: int) -> Sequence[Any]:
    """What the form has to know of the pages of a register, by name."""
    return db.session.execute(
        select(Page.key, Page.name, Page.founder, Page.municipality, Page.sphere, Page.search)
        .where(Page.season_id == season_id, Page.gone_at.is_(None))
        .order_by(Page.name, Page.key)
    ).all()


def _wide(pages: Sequence[Any]) -> list[Value]:
    """Whole municipalities, and whole spheres."""
    return [
        *((ConflictTarget.MUNICIPALITY, value) for value in sorted({page.municipality for page in pages if page.municipality})),
        *((ConflictTarget.SPHERE, value) for value in sorted({page.sphere for page in pages if page.sphere})),
    ]


def _hits(pages: Sequence[Any], words: Sequence[str]) -> list[Value]:
    """Founders and pages that have all of the words; none without any word."""
    if not words:
        return []
    founders = sorted(
        {page.founder for page in pages if page.founder and all(word in ties.folded(page.founder) for word in words)}
    )
    keys = [page.key for page in pages if all(word in page.search for word in words)]
    return [
        *((ConflictTarget.FOUNDER, value) for value in founders[:_MOST_FOUNDERS]),
        *((ConflictTarget.PAGE, value) for value in keys[:_MOST_FOUND]),
    ]


def _recused(here: Seat) -> set[Value]:
    """Ties that a tap on a card made: the card leaves no trace, here neither."""
    pages = db.session.scalars(
        select(Page.key)
        .join(JuryCard, JuryCard.page_id == Page.id)
        .join(Deal, Deal.card_id == JuryCard.id)
        .where(Deal.juror_id == here.juror.id, Deal.state == DealState.RECUSED)
    )
    return {(ConflictTarget.PAGE, key) for key in pages}


def _value(text: str) -> Value:
    kind, _, value = text.partition(":")
    if kind not in TARGETS or not value:
        raise InputError("Форма неполна. Обновите страницу и повторите.", "The form is incomplete. Reload and repeat.")
    return ConflictTarget(kind), value[:300]
