"""Drafts of the rule book: the list, and the editor with its form, its TOML, its faults, and what a change would do."""

from collections.abc import Sequence
from typing import Any, Final

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import select

from scoring.errors import InputError, LavrError
from scoring.season.course import WRITABLE
from scoring.services import drafts, queue
from scoring.store.tables import RulebookDraft, Season, User
from scoring.store.vocabulary import JobKind
from webadmin.access import current_actor
from webadmin.asked import asked_text
from webadmin.context import db, now, writing
from webadmin.i18n import language, t
from webadmin.organizer import book_sources, forms, what_if
from webadmin.organizer.book_sources import Book
from webadmin.organizer.choice import needed_season, season
from webadmin.organizer.door import STAFF, Door
from webadmin.organizer.draft_sheet import Sheet, sheet_of
from webadmin.organizer.export import disposition
from webadmin.rulebook_forms.acts import done
from webadmin.rulebook_forms.edits import take

_NUMBER: Final = "/<int(max=2147483647):number>"


class DraftsView(Door):
    """Drafts of the season."""

    titles = ("Черновики", "Drafts")
    station = "criteria"
    address = "drafts"
    readers = STAFF

    @expose("/", methods=("GET", "POST"))
    def index(self) -> ResponseReturnValue:
        """The list; a new draft."""
        found = season()
        if found is None:
            return self.render("panel/no_season.html")
        if request.method == "POST":
            return self._make(needed_season())
        rows = drafts.of_season(db.session, found.id)
        names = _names(rows)
        number = asked_text("deleted")
        deleted = drafts.deleted(db.session, found.id, int(number)) if number.isdecimal() and len(number) < 10 else None
        return self.render(
            "panel/rulebook_drafts.html",
            drafts=[(row, len(drafts.faults_of(row.text)), names.get(row.made_by, "")) for row in rows],
            books=book_sources.books(found),
            start=asked_text("start"),
            deleted=deleted,
        )

    @expose(f"{_NUMBER}/", methods=("GET", "POST"))
    def edit(self, number: int) -> ResponseReturnValue:
        """The editor. A form that is sent says by its button what is to be done with it."""
        found = needed_season()
        row = drafts.draft(db.session, found.id, number)
        if request.method == "GET":
            return self._page(found, row, sheet_of(row.text, row.text), row.version)
        act = request.form.get("do", "check")
        try:
            return self._act(found, row, act)
        except drafts.DraftMoved as moved:
            return self._moved(moved), 409

    @expose(f"{_NUMBER}/live", methods=("POST",))
    def live(self, number: int) -> ResponseReturnValue:
        """For the script: the same form as it stands, the TOML it makes, its faults, its pictures."""
        found = needed_season()
        row = drafts.draft(db.session, found.id, number)
        sheet = _worked(row, request.form.get("do", "check"))
        answer: dict[str, Any] = {
            "text": sheet.text,
            "told": sheet.told,
            "status": render_template("panel/rulebook_status.html", sheet=sheet),
            "lines": sheet.faulty_lines,
            "at": sheet.at_controls(),
            "pictures": sheet.pictures(),
            "briefs": sheet.briefs(),
            "short": sheet.short,
            "sound": not sheet.faults,
        }
        if request.form.get("form") == "1":
            answer["form"] = render_template("panel/rulebook_form.html", sheet=sheet)
        return jsonify(answer)

    @expose(f"{_NUMBER}/rulebook.toml")
    def download(self, number: int) -> Response:
        """The draft as a file."""
        found = needed_season()
        row = drafts.draft(db.session, found.id, number)
        return toml_file(f"{row.title}.toml", row.text)

    @expose(f"{_NUMBER}/delete/", methods=("POST",))
    def delete(self, number: int) -> ResponseReturnValue:
        """Take the draft away; the list then offers to bring it back."""
        found = needed_season()
        with writing() as session:
            event = drafts.delete(session, current_actor(), found.id, number, now=now())
        return redirect(url_for("drafts.index", deleted=event.id), 303)

    @expose(f"/restore{_NUMBER}/", methods=("POST",))
    def restore(self, number: int) -> ResponseReturnValue:
        """Bring a deleted draft back."""
        found = needed_season()
        with writing() as session:
            row = drafts.restore(session, current_actor(), found.id, number, now=now())
        flash(t(f"Черновик «{row.title}» вернулся.", f"The draft «{row.title}» is back."), "good")
        return redirect(url_for("drafts.index"), 303)

    @expose("/rehearse/", methods=("POST",))
    def rehearse(self) -> ResponseReturnValue:
        """Order evidence out of what is imported so far."""
        found = needed_season()
        with writing() as session:
            queue.enqueue(session, current_actor(), season_id=found.id, kind=JobKind.REHEARSE, now=now())
        told = t(
            "Проба заказана. Когда она закончится, откройте черновик и посмотрите, что изменится.",
            "The trial is ordered. When it has ended, open the draft and see what changes.",
        )
        flash(told, "good")
        return redirect(url_for("jobs.index_view"), 303)

    def _make(self, found: Season) -> ResponseReturnValue:
        title, text = _new(found)
        with writing() as session:
            row = drafts.make(session, current_actor(), found.id, title=forms.typed("title") or title, text=text, now=now())
        return redirect(url_for("drafts.edit", number=row.id), 303)

    def _act(self, found: Season, row: RulebookDraft, act: str) -> ResponseReturnValue:
        version, title = forms.version(), forms.typed("title") or row.title
        sheet = _worked(row, act)
        if act == "save" and not sheet.told:
            with writing() as session:
                drafts.save(session, current_actor(), found.id, row.id, version=version, title=title, text=sheet.text, now=now())
            flash(_saved(len(sheet.faults)), "good" if not sheet.faults else "warn")
            return redirect(url_for("drafts.edit", number=row.id), 303)
        if act == "fork" and not sheet.told:
            with writing() as session:
                made = drafts.make(session, current_actor(), found.id, title=title, text=sheet.text, now=now())
            flash(t(f"Создан черновик «{made.title}».", f"The draft «{made.title}» is made."), "good")
            return redirect(url_for("drafts.edit", number=made.id), 303)
        if act == "adopt" and not sheet.told and not sheet.faults:
            return _adopted(found, row, sheet, version, title)
        if act == "adopt" and not sheet.told:
            sheet.told = t(
                "Регламентом сезона становится только черновик без ошибок. Исправьте их и повторите.",
                "Only a draft without faults becomes the season's rule book. Mend them and repeat.",
            )
        if act in ("compare", "csv"):
            return self._compared(found, row, sheet, version, act)
        return self._page(found, row, sheet, version, title), 400 if sheet.told else 200

    def _compared(self, found: Season, row: RulebookDraft, sheet: Sheet, version: int, act: str) -> ResponseReturnValue:
        result, problem = None, ""
        try:
            ground = what_if.needed_ground(found, request.form.get("evidence", ""))
            before = book_sources.book(found, request.form.get("against", "season"))
            after = Book("", t(f"Черновик «{row.title}»", f"Draft «{row.title}»"), sheet.text)
            if act == "csv":
                return what_if.changes_file(before, after, ground)
            result = what_if.compared(before, after, ground)
        except LavrError as error:
            problem = error.told(language())
        if request.form.get("partial") == "1":
            return render_template("panel/rulebook_what_if.html", result=result, problem=problem, most=what_if.SHOWN)
        title = forms.typed("title") or row.title
        return self._page(found, row, sheet, version, title, result=result, problem=problem), 200 if result else 400

    def _page(self, found: Season, row: RulebookDraft, sheet: Sheet, version: int, title: str = "", **more: Any) -> str:
        return self.render(
            "panel/rulebook_draft.html",
            draft=row,
            title=title or row.title,
            sheet=sheet,
            draft_version=version,
            unsaved=(title or row.title, sheet.text) != (row.title, row.text),
            season_version=found.version,
            locked=found.state not in WRITABLE["rulebook"],
            books=book_sources.books(found),
            grounds=book_sources.grounds(found),
            against=request.form.get("against", "season"),
            evidence=request.form.get("evidence", ""),
            most=what_if.SHOWN,
            **{"result": None, "problem": "", **more},
        )

    def _moved(self, moved: drafts.DraftMoved) -> str:
        return self.render(
            "panel/rulebook_conflict.html",
            draft=moved.theirs,
            mine=moved.text,
            title=moved.title,
        )


def toml_file(name: str, text: str) -> Response:
    """A rule book as a download."""
    return Response(text, mimetype="application/toml", headers={"Content-Disposition": disposition(name)})


def _worked(row: RulebookDraft, act: str) -> Sheet:
    """The form that was sent, with what its button does to the text; what went wrong is told on the sheet."""
    base, text = forms.typed_lines("base"), forms.typed_lines("text")
    if "base" not in request.form or "text" not in request.form:
        raise InputError("Форма неполна. Обновите страницу и повторите.", "The form is incomplete. Reload the page and repeat.")
    told = ""
    try:
        taken = take(base, text, request.form.get)
        text = taken.text
        if taken.left:
            names = ", ".join(taken.left)
            told = t(
                f"Текст TOML изменён так, что правки формы в него не легли: {names}. Остался текст; повторите их в форме.",
                f"The TOML was changed so that the form's edits did not fit: {names}. The text stands; repeat them in the form.",
            )
        if ":" in act and not told:
            text = done(text, act, request.form.get(f"pick:{act.partition(':')[2]}", ""))
    except InputError as error:
        told = error.told(language())
    return sheet_of(text, row.text, told=told)


def _adopted(found: Season, row: RulebookDraft, sheet: Sheet, version: int, title: str) -> ResponseReturnValue:
    season_version = request.form.get("season_version", "")
    if not (season_version.isascii() and season_version.isdigit() and len(season_version) < 10):
        raise InputError("Форма неполна. Обновите страницу и повторите.", "The form is incomplete. Reload the page and repeat.")
    with writing() as session:
        actor, moment = current_actor(), now()
        drafts.save(session, actor, found.id, row.id, version=version, title=title, text=sheet.text, now=moment)
        drafts.adopt(session, actor, found.id, row.id, version=int(season_version), now=moment)
    flash(
        t(
            "Черновик стал регламентом сезона.",
            "The draft is the season's rule book now.",
        ),
        "good",
    )
    return redirect(url_for("rulebook.index"), 303)


def _new(found: Season) -> tuple[str, str]:
    """Title and text of a new draft: out of a file, or of what was chosen."""
    file = request.files.get("file")
    if file is not None and file.filename:
        name = file.filename.replace("\\", "/").rpartition("/")[2].removesuffix(".toml")
        return name[: drafts.LONGEST_TITLE] or t("Из файла", "From a file"), _decoded(file.read(drafts.LONGEST_TEXT * 4))
    source = book_sources.book(found, request.form.get("from", ""))
    return _title_from(source), source.text


def _title_from(source: Book) -> str:
    if source.key.startswith("draft-"):
        return t(f"{source.title[10:-1]}, копия", f"{source.title[7:-1]}, copy")[: drafts.LONGEST_TITLE]
    return source.title[: drafts.LONGEST_TITLE]


def _decoded(octets: bytes) -> str:
    try:
        return octets.decode("utf-8-sig").replace("\r\n", "\n").replace("\0", "")
    except UnicodeDecodeError as error:
        raise InputError(
            "Файл не в кодировке UTF-8. Сохраните его в UTF-8 и выберите снова.",
            "The file is not UTF-8. Save it as UTF-8 and choose it again.",
        ) from error


def _saved(faults: int) -> str:
    if not faults:
        return t("Черновик сохранён. Ошибок нет.", "The draft is saved. It has no faults.")
    return t(
        f"Черновик сохранён с ошибками: {faults}. Регламентом сезона он станет, когда их не будет.",
        f"The draft is saved with faults: {faults}. It can become the season's rule book once there are none.",
    )


def _names(rows: Sequence[RulebookDraft]) -> dict[int | None, str]:
    """Who began the drafts."""
    makers = {row.made_by for row in rows if row.made_by is not None}
    return {user_id: name for user_id, name in db.session.execute(select(User.id, User.name).where(User.id.in_(makers)))}  # noqa: C416  rows are no pairs to dict()
