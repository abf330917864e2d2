"""The desk of objections: the queue, one objection beside its evidence, what a correction would change, and the answer."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import Select, case, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from scoring.errors import Conflict, InputError
from scoring.evidence.corrections import Correction
from scoring.season.objecting import ObjectionState
from scoring.services import objections, owner_figures
from scoring.store import showing_corrections, showing_owners
from scoring.store.tables import Objection, Page, PageCorrection
from webadmin import words
from webadmin.access import current_actor
from webadmin.context import db, home, is_over, now, writing
from webadmin.i18n import day, language, t
from webadmin.organizer import forms, objection_form
from webadmin.organizer.base import season_id
from webadmin.organizer.cells import Column, worded
from webadmin.organizer.choice import needed_season, season
from webadmin.organizer.choices import Choice, Options, Rows, by_value, by_word
from webadmin.organizer.owner_desk import Desk, changes_of, download, form_words
from webadmin.organizer.stale import Side, beside
from webadmin.owner import evidence
from webadmin.words import OBJECTION_GROUNDS, OBJECTION_STATES, word

_ACTS: Final = frozenset({"show", "preview", "accept", "refuse", "reopen"})
_ACT_WORDS: Final = {
    "accept": ("принять", "accept"),
    "refuse": ("отклонить", "refuse"),
    "reopen": ("отменить ответ", "take the answer back"),
}


def _figures(rows: Rows) -> Options:
    found = db.session.scalars(rows.with_only_columns(Objection.criterion, maintain_column_froms=True).order_by(None).distinct())
    titles = evidence.titles(needed_season())
    return [(code, f"{code} {titles.get(code, '')}".strip()) for code in sorted(found)]


def title_of(row: Objection) -> str:
    """What the figure is called."""
    return evidence.titles(row.season).get(row.criterion, row.criterion)


class ObjectionsView(Desk):
    """Objections of the season."""

    table = Objection
    titles = ("Возражения", "Objections")
    one = ("Возражение", "An objection")
    station = "evidence"
    address = "objections"
    forms = frozenset({"file"})
    about = (
        "Владелец страницы говорит, что цифра неверна. Принятое возражение становится исправлением данных.",
        "A page's owner says that a figure is wrong. An accepted objection becomes a correction of the data.",
    )
    list_template = "panel/objections.html"
    details_template = "panel/objection.html"
    empty = ("Возражений нет", "No objections")
    empty_next = (
        "Назначьте дни приёма и выпустите ссылки владельцам страниц: они увидят свои данные и смогут возразить.",
        "Set the days and issue links to the owners of pages: they see their data and may object.",
    )
    search_in = (Page.search,)
    search_hint = ("Страница: название или ссылка", "Page: name or link")
    choices = (
        by_word("state", ("Состояние", "State"), Objection.state, OBJECTION_STATES),
        by_word("ground", ("Основание", "Ground"), Objection.ground, OBJECTION_GROUNDS),
        by_value("sphere", ("Сфера", "Sphere"), Page.sphere),
        Choice("figure", ("Показатель", "Figure"), _figures, lambda rows, value: rows.where(Objection.criterion == value)),
    )
    columns = (
        Column("page", ("Страница", "Page"), lambda row: row.page.name, place="list"),
        Column("number", ("№", "№"), lambda row: row.id, place="details"),
        Column("key", ("Ключ страницы", "Page's key"), lambda row: row.page.key, place="details"),
        Column("name", ("Название", "Name"), lambda row: row.page.name, place="details"),
        Column("sphere", ("Сфера", "Sphere"), lambda row: row.page.sphere, place="details"),
        Column("criterion", ("Код показателя", "Figure's code"), place="details"),
        Column("figure", ("Показатель", "Figure"), title_of),
        worded("ground", ("Основание", "Ground"), OBJECTION_GROUNDS, tones={}),
        Column("words", ("Что пишет владелец", "What the owner writes"), place="details"),
        Column("link", ("Ссылка", "Link"), place="details"),
        Column("attached", ("Файл", "File"), lambda row: row.file.name if row.file else "", place="details"),
        Column("rows", ("Строки данных", "Rows of data"), lambda row: ", ".join(row.rows), place="details"),
        Column("made_name", ("Кто возразил", "Who objected"), place="details"),
        Column("made_at", ("Получено", "Received"), sort=True),
        worded("state", ("Состояние", "State"), OBJECTION_STATES),
        Column("ended_at", ("Отвечено", "Answered"), place="details"),
        Column("decided_name", ("Кто ответил", "Who answered"), place="details"),
        Column("answer", ("Ответ", "Answer"), place="details"),
        Column("made", ("Исправлений", "Corrections"), lambda row: len(row.corrections), place="details", number=True),
    )

    def rows(self) -> Select[Any]:
        """Objections of the season in question with their pages."""
        return (
            select(Objection)
            .join(Objection.page)
            .where(Objection.season_id == season_id())
            .options(contains_eager(Objection.page), selectinload(Objection.season), joinedload(Objection.file))
        )

    def order(self) -> tuple[Any, ...]:
        """What waits comes first, the longest waiting at the top; then the newest answers."""
        waits = Objection.state == ObjectionState.WAITING
        return (case((waits, 0), else_=1), case((waits, Objection.id), else_=-Objection.id))

    def details_of(self, row: Objection) -> dict[str, Any]:
        """The objection beside its evidence, and the form that answers it."""
        return super().details_of(row) | self._beside(row)

    @expose("/<int(max=2147483647):number>/answer/", methods=("POST",))
    def answer(self, number: int) -> ResponseReturnValue:
        """Show the rows, try the corrections out, accept, refuse, or take the answer back."""
        return self.pressed(number, _ACTS)

    @expose("/<int(max=2147483647):number>/file/")
    def file(self, number: int) -> ResponseReturnValue:
        """The attached file, as a download that no browser opens."""
        row: Objection = self.get_one(str(number))
        return download(row.file)

    @expose("/window/", methods=("POST",))
    def window(self) -> ResponseReturnValue:
        """Set the days on which owners may object."""
        found = needed_season()
        try:
            first, last = _day("first"), _day("last")
            with writing() as session:
                objections.set_window(
                    session, current_actor(), found.id, first=first, last=last, version=forms.version(), now=now()
                )
        except InputError as error:
            flash(error.told(language()), "bad")
            return self.index_view(), 400
        except Conflict as error:
            days = objections.window_row(db.session, found.id)
            stands = (day(days.first_day), day(days.last_day)) if days is not None else ("", "")
            titles = (t("Первый день", "First day"), t("Последний день", "Last day"))
            sides = [Side(title, day(mine), now_) for title, mine, now_ in zip(titles, (first, last), stands, strict=True)]
            return beside(
                self, error, sides, version=days.version if days is not None else 0, back=url_for("objections.index_view")
            )
        flash(t("Дни приёма возражений сохранены.", "The days of objections are saved."), "good")
        return redirect(url_for("objections.index_view"), 303)

    # What the templates ask

    def ground_word(self, ground: str) -> str:
        """What a ground is called."""
        return words.word(OBJECTION_GROUNDS, ground)

    def days(self) -> Any:
        """The days on which owners may object, with the version of the form."""
        return objections.window_row(db.session, needed_season().id)

    def over(self) -> bool:
        """Whether those days are behind."""
        days = objections.window_of(db.session, needed_season())
        return days is not None and is_over(days)

    def tally(self) -> Sequence[showing_owners.Tally]:
        """Objections by ground."""
        return showing_owners.tally(db.session, needed_season().id)

    def plain(self, row: PageCorrection) -> Correction:
        """A stored correction as the templates show it."""
        return showing_corrections.plain(row)

    def write(self, row: Objection, act: str, version: int) -> str:
        """Answer as the button says; what to tell the organizer."""
        words_given = forms.typed_lines("answer")
        changes = changes_of(row) if act == "accept" else []
        with writing() as session:
            who, moment = current_actor(), now()
            if act == "accept":
                objections.accept(
                    session, who, row.id, home=home(), version=version, answer=words_given, changes=changes, now=moment
                )
                return t(
                    "Возражение принято. Исправления учтутся при следующем расчёте баллов.",
                    "The objection is accepted. The corrections count from the next computation on.",
                )
            if act == "refuse":
                objections.refuse(session, who, row.id, version=version, answer=words_given, now=moment)
                return t("Возражение отклонено, владелец увидит причину.", "Refused; the owner sees the reason.")
            objections.reopen(session, who, row.id, version=version, note=words_given, now=moment)
            return t("Ответ отменён: возражение снова ждёт.", "The answer is taken back: the objection waits again.")

    def overtaken(self, row: Objection, act: str, error: Conflict) -> ResponseReturnValue:
        """Somebody else was faster: his answer and this one side by side."""
        db.session.refresh(row)
        stands = ", ".join(part for part in (word(OBJECTION_STATES, row.state), row.decided_name) if part)
        sides = [
            Side(t("Решение", "Decision"), t(*_ACT_WORDS[act]) if act in _ACT_WORDS else "", stands),
            Side(t("Ответ владельцу", "Answer to the owner"), forms.typed_lines("answer"), row.answer),
        ]
        back, again = self.get_url(".details_view", id=row.id), row.state == ObjectionState.WAITING
        return beside(self, error, sides, version=row.version, back=back, again=again)

    def _beside(self, row: Objection) -> dict[str, Any]:
        known = owner_figures.seen(db.session, home(), row.page)
        figures = owner_figures.figures(known.found, language()) if known is not None else []
        folder = home().evidence / row.season.evidence if row.season.evidence else None
        waits = row.state == ObjectionState.WAITING
        form = None
        if waits and folder is not None and known is not None:
            form = objection_form.form_of(row, folder, objection_form.keys_of(row))
        return {
            "row": row,
            "title": title_of(row),
            "sentence": next((one.sentence for one in figures if one.code == row.criterion), ""),
            "register": evidence.register_rows(row.page) if row.criterion == owner_figures.REGISTER else [],
            "named": evidence.named(known.found, row.page, row.rows) if known is not None else [],
            "form": form,
            "answerable": row.season.state in objections.ANSWERED,
            "frozen": folder is not None,
            "steps": showing_owners.steps_of(db.session, row.id),
            "made": _made(row),
            "others": [one for one in showing_owners.objections_of(db.session, row.page_id) if one.id != row.id],
            "typed_answer": forms.typed_lines("answer") if request.method == "POST" else "",
            **form_words(row),
        }


def _made(row: Objection) -> Sequence[PageCorrection]:
    if not row.corrections:
        return ()
    return db.session.scalars(
        select(PageCorrection).where(PageCorrection.id.in_(row.corrections)).order_by(PageCorrection.id)
    ).all()


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError as error:
        raise InputError("Укажите оба дня: первый и последний.", "Give both days: the first and the last.") from error


def objections_waiting() -> int:
    """How many objections of the season in question wait for an answer that may still be given."""
    found = season()
    if found is None or found.state not in objections.ANSWERED:
        return 0
    return showing_owners.objections_waiting(db.session, found.id)
