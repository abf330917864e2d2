"""The first two minutes of a juror: agreeing, and telling his ties with suggestions and a search in the register."""

from dataclasses import dataclass
from typing import Final

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
    """``ticked``: what the sent form has ticked; None where it opens for the first time."""
    recused = _recused(here)
    standing = [
        tie for tie in ties.listed(db.session, here.season.id, here.juror.user_id) if (tie.target, tie.value) not in recused
    ]
    stands = {(ConflictTarget(tie.target), ties.folded(tie.value)) for tie in standing}
    pages = db.session.execute(
        select(Page.key, Page.name, Page.founder, Page.municipality, Page.sphere, Page.search)
        .where(Page.season_id == here.season.id, Page.gone_at.is_(None))
        .order_by(Page.name, Page.key)
    ).all()
    names = {page.key: page.name for page in pages}
    marked = {(kind, ties.folded(value)) for kind, value in ticked or ()}

    def line(kind: ConflictTarget, value: str, *, likely: bool = False, why: str = "") -> Line:
        is_ticked = likely if ticked is None else (kind, ties.folded(value)) in marked
        return Line(kind, value, names.get(value, value) if kind == ConflictTarget.PAGE else value, is_ticked, why)

    suggested = [
        line(one.target, one.value, likely=one.preticked, why=t(one.why_ru, one.why_en))
        for one in ties.suggestions(db.session, here.juror)
        if (one.target, ties.folded(one.value)) not in stands
    ]
    shown = stands | {(ConflictTarget(one.kind), ties.folded(one.value)) for one in suggested}
    wide = [
        line(kind, value)
        for kind, values in (
            (ConflictTarget.MUNICIPALITY, sorted({page.municipality for page in pages if page.municipality})),
            (ConflictTarget.SPHERE, sorted({page.sphere for page in pages if page.sphere})),
        )
        for value in values
        if (kind, ties.folded(value)) not in shown
    ]
    shown |= {(ConflictTarget(one.kind), ties.folded(one.value)) for one in wide}
    kept = [line(kind, value) for kind, value in ticked or () if (kind, ties.folded(value)) not in shown]
    shown |= {(ConflictTarget(one.kind), ties.folded(one.value)) for one in kept}
    words = ties.folded(sought).split()
    founders = sorted(
        {page.founder for page in pages if page.founder and all(word in ties.folded(page.founder) for word in words)}
    )
    hits = [page.key for page in pages if all(word in page.search for word in words)]
    found = [
        line(kind, value)
        for kind, values in ((ConflictTarget.FOUNDER, founders[:_MOST_FOUNDERS]), (ConflictTarget.PAGE, hits[:_MOST_FOUND]))
        for value in values
        if words and (kind, ties.folded(value)) not in shown
    ]
    return draw(
        "conflicts",
        here,
        fault=fault,
        sought=sought,
        standing=[Line(tie.target, tie.value, names.get(tie.value, tie.value)) for tie in standing],
        suggested=suggested,
        found=[*kept, *found],
        wide=wide,
        wide_open=any(one.ticked for one in wide),
        kinds={kind: t(*pair) for kind, pair in TARGETS.items()},
    )


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
