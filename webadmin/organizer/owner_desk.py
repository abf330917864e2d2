"""What the desks of objections and of appeals have in common: the buttons, the corrections of a form, the owner's file."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from typing import Any

from flask import Response, abort, flash, redirect, request, send_file
from flask.typing import ResponseReturnValue

from scoring.errors import Conflict, InputError
from scoring.evidence.corrections import Correction
from scoring.services import attachments, correction_effects, objection_changes
from scoring.store.owners import Attached
from scoring.store.showing_corrections import active
from scoring.store.tables import Appeal, Objection
from webadmin import words
from webadmin.context import db, home
from webadmin.i18n import day, language
from webadmin.organizer import forms, objection_form
from webadmin.organizer.base import Records
from webadmin.organizer.export import disposition


class Desk(Records):
    """A list whose rows an organizer answers beside their evidence, with corrections that are tried out before."""

    write: Callable[[Any, str, int], str]
    """Does what a button says to a row of a version, in one transaction; what to tell the organizer."""
    overtaken: Callable[[Any, str, Conflict], ResponseReturnValue]
    """Shows what somebody faster has done beside what was to be done."""

    def pressed(self, number: int, acts: Collection[str]) -> ResponseReturnValue:
        """Show the rows asked for, try corrections out, or do one of the acts; a fault leaves what was typed in its place."""
        row = self.get_one(str(number))
        act, version = request.form.get("do", ""), forms.version()
        if act not in acts:
            raise InputError("Форма неполна. Обновите страницу и повторите.", "The form is incomplete. Reload and repeat.")
        if act == "show":
            return self._again(row)
        try:
            if act == "preview":
                return self._again(row, tried=changes_of(row))
            told = self.write(row, act, version)
        except InputError as error:
            return self._again(row, fault=error.told(language())), 400
        except Conflict as error:
            return self.overtaken(row, act, error)
        flash(told, "good")
        return redirect(self.get_url(".details_view", id=number), 303)

    def _again(self, row: Any, *, fault: str = "", tried: Sequence[Correction] | None = None) -> str:
        """The details with what was typed, and what the corrections would change where they were tried."""
        effect = correction_effects.effect_of(db.session, home(), row.page, tried, language()) if tried else None
        more = {"fault": fault, "tried": tried, "effect": effect}
        return self.render(self.details_template, **{**self.details_of(row), **more})


def changes_of(row: Objection | Appeal) -> list[Correction]:
    """The corrections that the sent form asks for; none before there is frozen evidence."""
    if row.season.evidence is None:
        return []
    folder = home().evidence / row.season.evidence
    form = objection_form.form_of(row, folder, objection_form.keys_of(row))
    counting = active(db.session, row.season_id)
    return objection_changes.corrections_for(folder, counting, row.page.key, objection_form.wanted_of(form))


def form_words(row: Objection | Appeal) -> dict[str, Any]:
    """What the pieces of both desks ask for: words, titles of columns, values as people write them."""
    return {
        "words": words,
        "word": words.word,
        "tables": objection_form.ADDED,
        "table_words": words.EVIDENCE_TABLES,
        "fault": "",
        "tried": None,
        "effect": None,
        "day_of": lambda number: day(date(1970, 1, 1) + timedelta(days=int(number))),
        "column_title": lambda table, column: objection_changes.column_title(table, column, language()),
        "shown": lambda table, column, value: objection_changes.shown(table, column, value, row.season.zone, language()),
    }


def download(file: Attached | None) -> Response:
    """An owner's file, as a download that no browser opens."""
    path = attachments.attachment_path(home(), file.stored) if file is not None else None
    if file is None or path is None or not path.is_file():
        abort(404)
    answer: Response = send_file(path, mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = disposition(file.name)
    return answer
