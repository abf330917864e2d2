"""Reports that awards are used wrongly: who wrote what, and what came of it."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from scoring.errors import Conflict, InputError
from scoring.services import misuse
from scoring.store.tables import MisuseCase
from scoring.store.vocabulary import CaseState
from webadmin.access import current_actor
from webadmin.context import now, writing
from webadmin.i18n import language, t
from webadmin.organizer import forms
from webadmin.organizer.base import Records, season_id
from webadmin.organizer.cells import Column, worded
from webadmin.organizer.choices import by_word
from webadmin.words import Pair

STATES: dict[str, Pair] = {CaseState.OPEN: ("Открыто", "Open"), CaseState.CLOSED: ("Закрыто", "Closed")}
_TONES: dict[str, str] = {CaseState.OPEN: "warn", CaseState.CLOSED: "plain"}


class MisuseView(Records):
    """Reports about awards of this season, and those that name none of ours."""

    table = MisuseCase
    titles = ("Сообщения о злоупотреблениях", "Reports of misuse")
    one = ("Сообщение", "A report")
    station = "check"
    address = "misuse"
    about = (
        "Их присылают со страницы проверки. Сообщение само ничего не меняет: награду приостанавливают или отзывают в реестре.",
        "They come from the check page. A report changes nothing by itself: awards are suspended or revoked in the register.",
    )
    details_template = "panel/misuse.html"
    empty = ("Сообщений нет", "No reports")
    empty_next = ("Их может прислать каждый, кто проверяет диплом.", "Whoever checks a certificate may send one.")
    choices = (by_word("state", ("Состояние", "State"), MisuseCase.state, STATES),)
    columns = (
        Column("place", ("Где видели", "Where it was seen")),
        Column("award", ("Награда", "Award"), lambda row: row.award.serial if row.award else row.number),
        worded("state", ("Состояние", "State"), STATES, tones=_TONES),
        Column("made_at", ("Получено", "Received")),
        Column("text", ("Что не так", "What is wrong"), place="details"),
        Column("contact", ("Как ответить", "How to answer"), place="details"),
        Column("closed_name", ("Закрыл", "Closed by"), place="details"),
        Column("note", ("Чем кончилось", "What came of it"), place="details"),
    )

    def rows(self) -> Select[Any]:
        """Reports about awards of the season in question, and those about none."""
        mine = or_(MisuseCase.season_id == season_id(), MisuseCase.season_id.is_(None))
        return select(MisuseCase).where(mine).options(joinedload(MisuseCase.award))

    @expose("/<int(max=2147483647):number>/close/", methods=("POST",))
    def close(self, number: int) -> ResponseReturnValue:
        """Close a report with what came of it."""
        case = self.get_one(str(number))
        note = forms.typed_lines("note")
        try:
            with writing() as session:
                misuse.close(session, current_actor(), case.id, note=note, now=now())
        except (InputError, Conflict) as fault:
            shown = self.render(
                self.details_template,
                **self.details_of(self.get_one(str(number))) | {"fault": fault.told(language()), "note": note},
            )
            return shown, 409 if isinstance(fault, Conflict) else 400
        flash(t("Сообщение закрыто.", "The report is closed."), "good")
        return redirect(url_for("misuse.index_view"), 303)
