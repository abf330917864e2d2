"""Labels of messages and streams, one tap each: a queue of pages by how much a label decides, and the screen of one page."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from criteria.evidence import NEVER
from scoring.errors import Conflict, InputError, NotFound
from scoring.evidence.correction_words import value_of
from scoring.season.course import State
from scoring.services import corrections, moderation
from scoring.services.moderation import Item
from scoring.store import showing
from scoring.store.tables import Page
from webadmin.access import current_actor
from webadmin.asked import asked_page, asked_text, sheet_url, sheets
from webadmin.context import db, home, now, writing
from webadmin.i18n import language, t
from webadmin.organizer import forms
from webadmin.organizer.choice import needed_season, season
from webadmin.organizer.closed import told
from webadmin.organizer.door import ORGANIZERS, Door

SHEET: Final = 25
_ANSWERED: Final = "answered"


@dataclass(frozen=True, slots=True)
class Button:
    """A label to tap: ``key`` of the keyboard, the column and value it says, whether it says so already."""

    key: str
    column: str
    value: int
    title: str
    now: bool


class ModerationView(Door):
    """The queue of pages, and each page's messages and streams. Words of citizens are for organizers only."""

    titles = ("Модерация", "Moderation")
    station = "evidence"
    address = "moderation"
    readers = ORGANIZERS

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """What waits for a label, the most decisive first."""
        if season() is None:
            return self.render("panel/no_season.html")
        found = needed_season()
        if found.evidence is None:
            return self.render("panel/moderation.html", waiting=None, closed=told("runs", State(found.state)))
        waiting = moderation.queue(db.session, home(), found.id)
        count = sheets(len(waiting), SHEET)
        sheet = asked_page(count)
        return self.render(
            "panel/moderation.html",
            waiting=waiting,
            rows=waiting[sheet * SHEET : (sheet + 1) * SHEET],
            streams=sum(one.streams for one in waiting),
            messages=sum(one.messages for one in waiting),
            closed=told("runs", State(found.state)),
            sheet=sheet,
            sheets=count,
            sheet_url=sheet_url,
            missing=not (home().evidence / found.evidence).is_dir(),
        )

    @expose("/<int:page_id>")
    def page(self, page_id: int) -> ResponseReturnValue:
        """The messages and streams of a page."""
        return self._page(_needed_page(page_id))

    @expose("/<int:page_id>/label", methods=("POST",))
    def label(self, page_id: int) -> ResponseReturnValue:
        """Put one label and go on to the next item."""
        page = _needed_page(page_id)
        table, row = forms.typed("table"), forms.typed("row")
        column, _, value = forms.typed("set").partition(":")
        try:
            number = _value(page, column, value)
            with writing() as session:
                moderation.label(
                    session,
                    current_actor(),
                    session.get_one(Page, page.id),
                    home=home(),
                    table=table,
                    row=_whole(row),
                    column=column,
                    was=_whole(forms.typed(f"was_{column}")),
                    value=number,
                    now=now(),
                )
        except (InputError, Conflict) as error:
            db.session.expire_all()
            return self._page(page, error.told(language())), 409 if isinstance(error, Conflict) else 400
        return redirect(_back(page, forms.typed("next")), 303)

    @expose("/<int:page_id>/undo", methods=("POST",))
    def undo(self, page_id: int) -> ResponseReturnValue:
        """Take a label back: what was frozen counts again."""
        page = _needed_page(page_id)
        number = _whole(forms.typed("correction"))
        mine = {one.id: one for item in moderation.items_of(db.session, home(), page) for one in item.labels.values()}
        if number not in mine or mine[number].source != "moderator":
            fault = t("Этой метки уже нет: её отменили.", "This label is there no more: it was taken back.")
            return self._page(page, fault), 409
        item = f"{mine[number].table_name}-{mine[number].row_id}"
        with writing() as session:
            corrections.withdraw(session, current_actor(), number, reason=t("метка отменена", "label taken back"), now=now())
        flash(t("Метка отменена.", "The label is taken back."), "good")
        return redirect(_back(page, item), 303)

    def _page(self, page: Page, fault: str = "") -> str:
        items = moderation.items_of(db.session, home(), page)
        waits = sum(item.waits for item in items)
        everything = asked_text("show", 10) == "all" or not waits
        shown = [item for item in items if everything or item.waits or item.labels]
        count = sheets(len(shown), SHEET)
        sheet = asked_page(count)
        part = shown[sheet * SHEET : (sheet + 1) * SHEET]
        return self.render(
            "panel/moderation_page.html",
            page=page,
            items=part,
            all=len(items),
            waits=waits,
            everything=everything,
            nexts=[f"{item.kind}-{item.row}" for item in (*part[1:], *part[-1:])],
            words=any(item.words for item in items),
            fault=fault,
            closed=told("runs", State(page.season.state)),
            buttons=buttons,
            at=lambda seconds: datetime.fromtimestamp(seconds, UTC),
            sheet=sheet,
            sheets=count,
            sheet_url=sheet_url,
        )


def buttons(item: Item) -> list[Button]:
    """The labels that may be put on an item."""
    values = item.values
    if item.kind == "streams":
        said = values["confirmed"]
        return [
            Button("1", "confirmed", 1, t("Прямой эфир", "Live"), said == 1),
            Button("0", "confirmed", 0, t("Не эфир", "Not live"), said == 0),
        ]
    needs = values["needs_answer"]
    found = [
        Button("1", "needs_answer", 1, t("Нужен ответ", "Needs an answer"), needs == 1),
        Button("0", "needs_answer", 0, t("Не нужен", "Needs none"), needs == 0),
    ]
    if values[_ANSWERED] != NEVER:
        interim = values["interim"]
        found.append(Button("2", "interim", 0, t("Ответ по существу", "A full answer"), interim == 0))
        found.append(Button("3", "interim", 1, t("Отписка", "A template only"), interim == 1))
    return found


def _needed_page(page_id: int) -> Page:
    page = showing.page_of(db.session, page_id) if page_id < 1 << 31 else None
    if page is None:
        abort(404)
    if page.season.evidence is None or not (home().evidence / page.season.evidence).is_dir():
        raise NotFound(
            "Замороженных данных этого сезона на сервере нет: размечать нечего. Заморозьте их или верните папку снимка.",
            "This server has no frozen evidence of the season: nothing to label. Freeze it, or restore the snapshot's folder.",
        )
    return page


def _value(page: Page, column: str, value: str) -> int:
    """The value of a button, or the moment that was typed."""
    if column == _ANSWERED and not value:
        moment = forms.typed("answered_at")
        if not moment.strip():
            raise InputError("Впишите, когда ответили: 14.03.2025 12:00.", "Write when it was answered: 14.03.2025 12:00.")
        return int(value_of("messages", column, moment, zone=page.season.zone, year=page.season.year))
    return _whole(value)


def _whole(text: str) -> int:
    if not (text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() and len(text) < 18):
        raise InputError("Форма неполна. Обновите страницу и повторите.", "The form is incomplete. Reload and repeat.")
    return int(text)


def _back(page: Page, item: str) -> str:
    wanted: dict[str, Any] = {name: request.args[name] for name in ("show", "page") if name in request.args}
    name = item if all(part.isalnum() for part in item.split("-")) else ""
    return url_for("moderation.page", page_id=page.id, **wanted, _anchor=name or None)
