"""Imported files: handing new ones in, what became of their rows, and the rows that were refused with the reason in words."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

from flask import abort, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from markupsafe import Markup
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager
from werkzeug.datastructures import FileStorage

from scoring.errors import InputError, UnreadableFile
from scoring.season.course import WRITABLE
from scoring.services import queue, seasons, uploads
from scoring.services.imports import kind_of, refusal_report, register_waits
from scoring.sources.reasons import reason
from scoring.store.tables import ImportedFile, RefusedRow, Season
from scoring.store.vocabulary import FileKind, JobKind
from webadmin.access import current_actor
from webadmin.context import db, home, now, writing
from webadmin.i18n import language, size, t, whole
from webadmin.organizer.base import Records, season_id
from webadmin.organizer.cells import Column, hashed, worded
from webadmin.organizer.choice import needed_season
from webadmin.organizer.choices import Choice, Options, Rows, by_word
from webadmin.organizer.register_import import RegisterImportView
from webadmin.words import KINDS

MOST_FILES = 200


def _refused(row: ImportedFile) -> object:
    if not row.refused:
        return 0
    return Markup('<a href="{}">{}</a>').format(url_for("refused.index_view", file=row.id), whole(row.refused))


class FilesView(Records):
    """Files that were read into the season."""

    table = ImportedFile
    titles = ("Файлы", "Files")
    one = ("Загруженный файл", "An imported file")
    station = "sources"
    address = "files"
    forms = frozenset({"upload"})
    about = (
        "Реестр страниц и файлы активности. Негодные строки не мешают годным: каждая названа с причиной.",
        "The register of pages and the files of activity. Bad rows do not stop good ones: each is named with its reason.",
    )
    list_template = "panel/files.html"
    details_template = "panel/file.html"
    empty = ("Файлов ещё нет", "No files yet")
    empty_next = (
        "Загрузите реестр страниц и файлы активности. Их вид программа узнаёт по названиям столбцов.",
        "Import the register of pages and the files of activity. Their kind is recognised by the names of the columns.",
    )
    choices = (by_word("kind", ("Вид", "Kind"), ImportedFile.kind, KINDS),)
    columns = (
        Column("name", ("Файл", "File")),
        worded("kind", ("Вид", "Kind"), KINDS),
        Column("size", ("Размер", "Size"), full=lambda row: size(row.size), place="details"),
        hashed("sha256", ("SHA-256", "SHA-256"), place="details"),
        Column("rows", ("Строк", "Rows"), number=True),
        Column("new", ("Новых", "New"), number=True),
        Column("changed", ("Изменено", "Changed"), number=True),
        Column("same", ("Без изменений", "Same"), number=True),
        Column("refused", ("Отклонено", "Refused"), cell=_refused, number=True),
        Column("imported_at", ("Загружен", "Imported")),
    )

    def rows(self) -> Select[Any]:
        """Files of the season in question."""
        return select(ImportedFile).where(ImportedFile.season_id == season_id())

    @expose("/upload/", methods=("GET", "POST"))
    def upload(self) -> ResponseReturnValue:
        """Hand files in: they are kept as they are, and a job reads them."""
        needed_season()
        if request.method == "GET":
            return self.render("panel/upload.html", fault="")
        try:
            job, waiting = self._take_in()
        except InputError as error:
            return self.render("panel/upload.html", fault=error.told(language())), 400
        if waiting:
            flash(_told_waiting(waiting, started=job is not None), "warn")
            return redirect(RegisterImportView.address_of(waiting[0]), 303)
        flash(t("Файлы приняты. Идёт импорт.", "The files are here. The import is under way."), "good")
        return redirect(url_for("jobs.index_view", _anchor=f"job-{job}"), 303)

    @expose("/<int(max=2147483647):number>/refused.csv")
    def report(self, number: int) -> ResponseReturnValue:
        """All refused rows of one file, also those beyond what the table lists."""
        file = db.session.scalar(self.rows().where(ImportedFile.id == number))
        path = refusal_report(home(), file, language()) if file is not None else None
        if file is None or path is None or not path.is_file():
            abort(404)
        name = t(f"Отклонённые строки, {file.name}.csv", f"Refused rows, {file.name}.csv")
        return send_file(path.absolute(), mimetype="text/csv", as_attachment=True, download_name=name)

    @staticmethod
    def _take_in() -> tuple[int | None, list[uploads.Upload]]:
        """The job that reads the files, and the registers that wait for a person to look at what they change."""
        given = [file for file in request.files.getlist("files") if file.filename]
        if not given:
            raise InputError("Выберите хотя бы один файл.", "Choose at least one file.")
        if len(given) > MOST_FILES:
            raise InputError(f"Не больше {MOST_FILES} файлов за раз.", f"At most {MOST_FILES} files at a time.")
        kept = _kept(given)
        found = needed_season()
        waiting = [upload for upload in kept if _waits(found, upload.path)]
        listed = [{"sha256": upload.sha256, "name": upload.name} for upload in kept if upload not in waiting]
        if not listed:
            seasons.require_writable(found, "register")
            return None, waiting
        with writing() as session:
            job = queue.enqueue(
                session, current_actor(), season_id=found.id, kind=JobKind.IMPORT, params={"uploads": listed}, now=now()
            )
        return job.id, waiting


def _kept(given: Sequence[FileStorage]) -> list[uploads.Upload]:
    """The files as they were handed in; one that cannot be kept refuses all of them, which is told."""
    try:
        return [uploads.keep_upload(home(), cast("BinaryIO", file.stream), file.filename or "") for file in given]
    except InputError as error:
        if len(given) == 1:
            raise
        raise InputError(
            f"{error.ru} Остальные файлы тоже не приняты: выберите их снова вместе или без этого.",
            f"{error.en} The other files are not taken either: choose them again, with it or without.",
        ) from error


def _waits(found: Season, path: Path) -> bool:
    """Whether a person looks at the file first; before the collecting begins at every register, since no job reads files yet."""
    if register_waits(db.session, found.id, path):
        return True
    if found.state in WRITABLE["activity"]:
        return False
    try:
        return kind_of(path) is FileKind.REGISTER
    except UnreadableFile:
        return False


def _told_waiting(waiting: list[uploads.Upload], *, started: bool) -> str:
    names = ", ".join(f"«{upload.name}»" for upload in waiting)
    rest = t("Остальные файлы уже загружаются. ", "The other files are being imported. ") if started else ""
    return rest + t(
        f"Реестр ничего не меняет сам, посмотрите отличия и примените их: {names}.",
        f"A register changes nothing by itself, look at the differences and apply them: {names}.",
    )


def _files(_: Rows) -> Options:
    with_refusals = select(ImportedFile.id, ImportedFile.name).where(
        ImportedFile.season_id == season_id(), ImportedFile.refused > 0
    )
    return [(str(number), name) for number, name in db.session.execute(with_refusals.order_by(ImportedFile.id))]


def _of_file(rows: Rows, value: str) -> Rows:
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
    return rows.where(RefusedRow.file_id == number)


def _reason(row: RefusedRow) -> str:
    return reason(row.reason, {key: str(value) for key, value in row.params.items()}, language())


class RefusedView(Records):
    """Rows that were not taken: file, line, column, value, and the reason in words."""

    table = RefusedRow
    titles = ("Отклонённые строки", "Refused rows")
    one = ("Отклонённая строка", "A refused row")
    station = "sources"
    address = "refused"
    about = (
        "Исправьте эти строки в своём файле и загрузите его снова: принятые строки второй раз не посчитаются.",
        "Mend these rows in your file and import it again: rows that were taken will not count twice.",
    )
    can_view_details = False
    empty = ("Отклонённых строк нет", "No refused rows")
    empty_next = ("Все строки загруженных файлов приняты.", "All rows of the imported files were taken.")
    choices = (Choice("file", ("Файл", "File"), _files, _of_file),)
    columns = (
        Column("file", ("Файл", "File"), lambda row: row.file.name),
        Column("line", ("Строка", "Line"), number=True),
        Column("column", ("Столбец", "Column")),
        Column("value", ("Значение", "Value")),
        Column("reason", ("Причина и что сделать", "Reason and what to do"), _reason),
    )

    def rows(self) -> Select[Any]:
        """Refused rows of the season's files."""
        return (
            select(RefusedRow)
            .join(RefusedRow.file)
            .where(ImportedFile.season_id == season_id())
            .options(contains_eager(RefusedRow.file))
        )

    def order(self) -> tuple[Any, ...]:
        """By file and line."""
        return (RefusedRow.file_id, RefusedRow.line, RefusedRow.id)

    def is_visible(self) -> bool:
        """No line of the menu: it opens from the list of files."""
        return False
