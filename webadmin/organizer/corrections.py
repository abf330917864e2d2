"""Corrections on top of the frozen evidence: which figure, what it was and is, who says so and why; taking one back."""

from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from markupsafe import Markup
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, selectinload

from scoring.errors import Conflict, InputError
from scoring.evidence.correction_words import SOURCES, column_title, row_title, source_words, value_words, what_changed
from scoring.evidence.difference import table_title
from scoring.season.course import State
from scoring.services import corrections
from scoring.store import showing
from scoring.store.showing_corrections import corrections_changed, corrections_of_page, plain, steps_of
from scoring.store.tables import Page, PageCorrection
from webadmin.access import current_actor
from webadmin.context import db, home, now, writing
from webadmin.i18n import language, t
from webadmin.links import outside
from webadmin.organizer import forms
from webadmin.organizer.base import season_id
from webadmin.organizer.cells import Column, worded
from webadmin.organizer.choice import needed_season
from webadmin.organizer.choices import Choice, Rows, by_word
from webadmin.organizer.closed import why_closed
from webadmin.organizer.correction_form import CorrectionForm
from webadmin.words import Pair

_TABLES: Final[dict[str, Pair]] = {
    name: (table_title(name, "ru"), table_title(name, "en")) for name in ("pages", "posts", "messages", "streams", "checks")
}
_STATES: Final = {"active": ("действует", "counts"), "withdrawn": ("отозвано", "withdrawn")}


def _in_state(rows: Rows, value: str) -> Rows:
    ways = {"active": PageCorrection.withdrawn_at.is_(None), "withdrawn": PageCorrection.withdrawn_at.is_not(None)}
    return rows.where(ways[value]) if value in ways else rows


def _local(row: PageCorrection, name: str) -> object:
    moment = getattr(row, name)
    return moment.astimezone(ZoneInfo(row.season.zone)) if moment is not None else None


def _old(row: PageCorrection) -> str:
    one = plain(row)
    return value_words(one.table, one.column, one.old, row.season.zone, language()) if row.act == "change" else ""


def _new(row: PageCorrection) -> str:
    one = plain(row)
    zone = row.season.zone
    return (
        value_words(one.table, one.column, one.new, zone, language())
        if row.act == "change"
        else what_changed(one, zone, language())
    )


def _basis(row: PageCorrection) -> object:
    link = outside(row.basis)
    return Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(link, row.basis) if link else row.basis


def told(row: PageCorrection) -> str:
    """What a correction changed: «Требует ответа неизвестно → да»."""
    return what_changed(plain(row), row.season.zone, language())


def where(row: PageCorrection) -> str:
    """Which row of which table: «сообщения, № 12»."""
    return ", ".join(part for part in (table_title(row.table_name, language()), row_title(plain(row))) if part)


def source_of(row: PageCorrection) -> str:
    """Where it comes from, in words."""
    return source_words(row.source, language())


class CorrectionsView(CorrectionForm):
    """Corrections of the season."""

    table = PageCorrection
    titles = ("Исправления данных", "Corrections")
    one = ("Исправление", "A correction")
    station = "evidence"
    address = "corrections"
    forms = frozenset({"new"})
    about = (
        "Замороженные данные не меняются: исправление лежит поверх, с причиной и основанием. Считается со следующего расчёта.",
        "Frozen evidence never changes: a correction lies on top, with reason and basis. It counts from the next computation.",
    )
    list_template = "panel/corrections.html"
    details_template = "panel/correction.html"
    empty = ("Исправлений нет", "No corrections")
    empty_next = (
        "Баллы считаются по данным как они заморожены. Ошибку в данных исправляют с карточки страницы или отсюда.",
        "Points are computed from the evidence as it was frozen. A mistake is corrected from a page's card or from here.",
    )
    search_in = (Page.search,)
    search_hint = ("Страница: название или ссылка", "Page: name or link")
    choices = (
        Choice("state", ("Состояние", "State"), lambda _: [(key, t(*pair)) for key, pair in _STATES.items()], _in_state),
        by_word("source", ("Откуда", "Source"), PageCorrection.source, SOURCES),
        by_word("table", ("Данные", "Evidence"), PageCorrection.table_name, _TABLES),
    )
    columns = (
        Column("page", ("Страница", "Page")),
        Column("name", ("Название", "Name"), lambda row: row.registered.name if row.registered else "", place="details"),
        Column("what", ("Что исправлено", "What"), told, place="list"),
        Column("where", ("Данные", "Evidence"), where, place="details"),
        Column(
            "column",
            ("Величина", "Figure"),
            lambda row: column_title(row.table_name, row.column_name, language()) if row.column_name else "",
            place="details",
        ),
        Column("old", ("Было", "Was"), _old, place="details"),
        Column("new", ("Стало", "Is"), _new, place="details"),
        Column("reason", ("Причина", "Reason"), place="details"),
        Column("basis", ("Основание", "Basis"), full=_basis, place="details"),
        worded("source", ("Откуда", "Source"), SOURCES),
        Column("made_name", ("Кто исправил", "Corrected by"), place="details"),
        Column("made_at", ("Исправлено", "Corrected"), lambda row: _local(row, "made_at"), sort=True),
        Column("state", ("Состояние", "State"), lambda row: t(*_STATES["withdrawn" if row.withdrawn_at else "active"])),
        Column("withdrawn_name", ("Кто отозвал", "Withdrawn by"), place="details"),
        Column("withdrawn_at", ("Отозвано", "Withdrawn"), lambda row: _local(row, "withdrawn_at"), place="details"),
        Column("withdrawn_reason", ("Почему отозвано", "Why withdrawn"), place="details"),
    )

    def rows(self) -> Select[Any]:
        """Corrections of the season in question with their pages."""
        return (
            select(PageCorrection)
            .outerjoin(PageCorrection.registered)
            .where(PageCorrection.season_id == season_id())
            .options(contains_eager(PageCorrection.registered), selectinload(PageCorrection.season))
        )

    @expose("/withdraw/", methods=("POST",))
    def withdraw(self) -> ResponseReturnValue:
        """Take one back; the form is on its details."""
        needed_season()
        row = self.get_one(request.form.get("correction", ""))
        reason = forms.typed_lines("reason")
        try:
            with writing() as session:
                corrections.withdraw(session, current_actor(), row.id, reason=reason, now=now())
        except (InputError, Conflict) as error:
            db.session.expire_all()
            status = 409 if isinstance(error, Conflict) else 400
            return self.render(
                self.details_template, **self.details_of(self.get_one(str(row.id))), fault=error.told(language())
            ), status
        flash(
            t("Отозвано: со следующего расчёта снова считается замороженное.", "Withdrawn: the frozen figure counts again."),
            "good",
        )
        return redirect(self.get_url(".details_view", id=row.id), 303)

    def details_of(self, row: PageCorrection) -> dict[str, Any]:
        """The correction with what the journal tells of it."""
        return super().details_of(row) | {"steps": steps_of(db.session, row.id), "row": row}

    # What the templates ask

    def closed(self) -> str:
        """Why nothing can be corrected now; empty where it can."""
        needed_season()
        return why_closed("runs")

    def changed(self) -> bool:
        """Whether corrections were made or withdrawn since the official run."""
        run = showing.official_run(db.session, season_id())
        return run is not None and needed_season().state == State.SCORED and corrections_changed(db.session, run)

    def idle(self) -> list[PageCorrection]:
        """Corrections that count nothing, since the evidence was frozen anew and says something else."""
        return corrections.idle_rows(db.session, home(), season_id())


def corrected_rows(page: Page) -> dict[tuple[str, int], list[PageCorrection]]:
    """The corrections of a page that count, by table and number of the row."""
    found: dict[tuple[str, int], list[PageCorrection]] = {}
    for row in corrections_of_page(db.session, page.season_id, page.key):
        if row.withdrawn_at is None:
            found.setdefault((row.table_name, row.row_id), []).append(row)
    return found


def corrections_of(page: Page) -> list[PageCorrection]:
    """The corrections of one page, for its card: those that count first."""
    found = corrections_of_page(db.session, page.season_id, page.key)
    return sorted(found, key=lambda row: (row.withdrawn_at is not None, -row.id))
