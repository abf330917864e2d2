"""The import of a register in steps: the file, its columns where they have to be said, the differences, and Apply."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final, cast

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from scoring.errors import InputError, UnreadableFile
from scoring.season.register_plan import PageChange, RegisterPlan, What
from scoring.services import column_mappings, imports, register_import, seasons, uploads
from scoring.services.register_telling import WHAT, field_title, only_measures, told_changes
from scoring.services.uploads import Upload
from scoring.sources.column_mapping import Layout, look
from scoring.sources.columns import REGISTER
from scoring.sources.register import RegisterBatch
from scoring.store.register import ColumnMapping
from webadmin.access import current_actor
from webadmin.context import db, home, now, writing
from webadmin.i18n import language, t
from webadmin.organizer import forms
from webadmin.organizer.choice import needed_season, season
from webadmin.organizer.door import STAFF, Door
from webadmin.organizer.export import csv_response

LARGEST: Final = 30 << 20
"""Bytes of a register that is read while the person waits; a larger one goes through the command line."""
LISTED: Final = 100
"""Lines of each list of differences that are shown; the CSV has all of them."""
_FILE: Final = "/<string(length=64):sha256>"


class RegisterImportView(Door):
    """The steps of taking a register in."""

    titles = ("Загрузка реестра", "Import of the register")
    station = "sources"
    address = "register-import"
    readers = STAFF

    @expose("/", methods=("GET", "POST"))
    def index(self) -> ResponseReturnValue:
        """Hand a file in; the last import with its undoing; what is remembered of columns."""
        if season() is None:
            return self.render("panel/no_season.html")
        if request.method == "GET":
            return self._start()
        found = needed_season()
        try:
            seasons.require_writable(found, "register")
            return redirect(self.address_of(_handed_in()), 303)
        except InputError as error:
            return self._start(error.told(language())), 400

    @expose(f"{_FILE}/columns/", methods=("GET", "POST"))
    def columns(self, sha256: str) -> ResponseReturnValue:
        """Say which column is which field; remembered for every file with the same header."""
        needed_season()
        upload = kept(sha256)
        layout, known = _layout(upload)
        if request.method == "GET":
            chosen = {column.label: column.field or (column.guess if column.sure else "") for column in layout.columns}
            return self._columns(upload, layout, known, chosen)
        chosen = {column.label: request.form.get(f"field:{number}", "") for number, column in enumerate(layout.columns)}
        if request.form.get("seen", "") != _seen(known):
            return self._columns(upload, layout, known, chosen, _said_meanwhile()), 409
        try:
            with writing() as session:
                column_mappings.remember(session, current_actor(), layout, chosen, now=now())
        except InputError as error:
            return self._columns(upload, layout, known, chosen, error.told(language())), 400
        flash(t("Столбцы запомнены: такие файлы больше не спросят.", "The columns are remembered for such files."), "good")
        return redirect(url_for("register-import.changes", sha256=sha256), 303)

    @expose(f"{_FILE}/", methods=("GET", "POST"))
    def changes(self, sha256: str) -> ResponseReturnValue:
        """What the file would change; by POST it is done, unless the register has moved since."""
        found = needed_season()
        upload = kept(sha256)
        try:
            batch, mapping = imports.read_kept_register(db.engine, upload.path)
        except UnreadableFile as error:
            flash(error.told(language()), "bad")
            return redirect(url_for("register-import.columns", sha256=sha256), 303)
        if request.method == "GET":
            return self._changes(upload, batch, mapping, register_import.plan_register(db.session, found.id, batch))
        try:
            with writing() as session:
                applied = imports.apply_kept_register(
                    session,
                    home(),
                    current_actor(),
                    found.id,
                    upload=upload,
                    batch=batch,
                    expected=request.form.get("plan", ""),
                    gone=dict.fromkeys(_ticked(), forms.typed_lines("reason")),
                    now=now(),
                )
        except register_import.PlanMoved as moved:
            return self._changes(upload, batch, mapping, moved.plan, moved.told(language())), 409
        except InputError as error:
            plan = register_import.plan_register(db.session, found.id, batch)
            return self._changes(upload, batch, mapping, plan, error.told(language())), 400
        flash(_told(applied), "good")
        return redirect(url_for("register-import.index"), 303)

    @expose(f"{_FILE}/changes.csv")
    def table(self, sha256: str) -> ResponseReturnValue:
        """All differences as a table."""
        found = needed_season()
        upload = kept(sha256)
        batch, _ = imports.read_kept_register(db.engine, upload.path)
        plan = register_import.plan_register(db.session, found.id, batch)
        header = (
            t("Что", "What"), t("Страница", "Page"), t("Адрес", "Address"), t("Строка", "Line"), t("Столбец", "Column"),
            t("Было", "Before"), t("Стало", "After"),
        )  # fmt: skip
        return csv_response(t(f"Изменения, {upload.name}.csv", f"Changes, {upload.name}.csv"), header, _lines(plan, batch))

    @expose("/undo/", methods=("POST",))
    def undo(self) -> ResponseReturnValue:
        """Put the register back as it stood before its last import."""
        found = needed_season()
        number = request.form.get("import", "")
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            raise InputError("Форма неполна. Обновите страницу и повторите.", "The form is incomplete. Reload and repeat.")
        with writing() as session:
            row = register_import.undo_register(session, current_actor(), found.id, now=now(), expected=int(number))
        flash(t(f"Загрузка «{row.name}» отменена.", f"The import of «{row.name}» is undone."), "good")
        return redirect(url_for("register-import.index"), 303)

    @expose("/forget/<int(max=2147483647):number>/", methods=("POST",))
    def forget(self, number: int) -> ResponseReturnValue:
        """Forget what was said of a header."""
        with writing() as session:
            name = column_mappings.forget(session, current_actor(), number, now=now())
        flash(t(f"Столбцы файла «{name}» забыты.", f"The columns of «{name}» are forgotten."), "good")
        return redirect(url_for("register-import.index", _anchor="columns"), 303)

    @staticmethod
    def address_of(upload: Upload) -> str:
        """Where a file goes on: to its columns where a person has to say them, else to its differences."""
        layout, known = _layout(upload)
        step = "columns" if known is None and layout.asks else "changes"
        return url_for(f"register-import.{step}", sha256=upload.sha256)

    def _start(self, fault: str = "") -> str:
        found = needed_season()
        return self.render(
            "panel/register_import.html",
            fault=fault,
            last=register_import.last_import(db.session, found.id),
            hindrance=register_import.why_not_undone(db.session, found.id),
            mappings=[(row, _fields_of(row)) for row in column_mappings.all_remembered(db.session)],
        )

    def _columns(
        self, upload: Upload, layout: Layout, known: ColumnMapping | None, chosen: Mapping[str, str], fault: str = ""
    ) -> str:
        return self.render(
            "panel/register_columns.html",
            upload=upload,
            layout=layout,
            known=known,
            seen=_seen(known),
            chosen=chosen,
            fields=[("", t("Не читать", "Do not read")), *((h.name, t(h.ru, h.en)) for h in REGISTER)],
            title=lambda name: field_title(name, language()),
            fault=fault,
        )

    def _changes(self, upload: Upload, batch: RegisterBatch, mapping: str, plan: RegisterPlan, fault: str = "") -> str:
        ticked = set(_ticked()) if request.method == "POST" else set()
        return self.render(
            "panel/register_changes.html",
            upload=upload,
            batch=batch,
            mapping=mapping,
            plan=plan,
            refusals=register_import.refusals_of(plan, batch),
            groups=_groups(plan),
            measured=[change for change in plan.of(What.CHANGED) if only_measures(change)],
            told=lambda change: told_changes(change, language()),
            ticked=ticked,
            reason=forms.typed_lines("reason") if request.method == "POST" else "",
            most=LISTED,
            fault=fault,
        )


def kept(sha256: str) -> Upload:
    """A file that was handed in, by its content; 404 where there is none."""
    folder = home().uploads / sha256
    if not all(char in "0123456789abcdef" for char in sha256) or not folder.is_dir():
        abort(404)
    path = next(iter(sorted(path for path in folder.iterdir() if path.is_file())), None)
    if path is None:
        abort(404)
    return Upload(sha256, path, path.name, path.stat().st_size)


def _handed_in() -> Upload:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise InputError("Выберите файл реестра.", "Choose the register's file.")
    upload = uploads.keep_upload(home(), cast("BinaryIO", file.stream), file.filename)
    if upload.size > LARGEST:
        raise InputError(
            f"Файл «{upload.name}» больше {LARGEST >> 20} МБ. Такой реестр загрузите командой lavr import register.",
            f"The file «{upload.name}» is larger than {LARGEST >> 20} MB. Import it by the command lavr import register.",
        )
    return upload


def _layout(upload: Upload) -> tuple[Layout, ColumnMapping | None]:
    """The file's columns by what is remembered of its header."""
    plain = look(upload.path)
    known = column_mappings.remembered(db.session, plain.signature)
    return (plain, None) if known is None else (look(upload.path, known.fields), known)


def _seen(known: ColumnMapping | None) -> str:
    """What tells one memory of a header from another."""
    return "" if known is None else f"{known.id}-{known.made_at.timestamp():.6f}"


def _said_meanwhile() -> str:
    return t(
        "Столбцы этого файла только что назвал кто-то другой. Ваш выбор остался в форме: сверьте его и запомните снова.",
        "Somebody else has just said what these columns are. Your choice is still in the form: compare and remember it again.",
    )


def _fields_of(row: ColumnMapping) -> str:
    return ", ".join(field_title(name, language()) for name in row.fields.values() if name)


def _ticked() -> list[int]:
    return [int(text) for text in request.form.getlist("gone") if text.isascii() and text.isdigit() and len(text) < 10]


def _groups(plan: RegisterPlan) -> list[tuple[What, str, list[PageChange]]]:
    """Kinds of change that there are, without pages of which only figures are new."""
    groups = [
        (what, t(*WHAT[what]), [one for one in plan.of(what) if what is not What.CHANGED or not only_measures(one)])
        for what in WHAT
    ]
    return [group for group in groups if group[2]]


def _told(applied: register_import.Applied) -> str:
    if applied.undo is None:
        return t("Файл прочитан, реестр не изменился.", "The file is read, the register is the same.")
    plan, gone = applied.plan, applied.counts.changed - len(applied.plan.changed)
    ru, en = (f", выбывших {gone}", f", {gone} gone") if gone else ("", "")
    return t(
        f"Реестр обновлён: новых {len(plan.new)}, изменённых {len(plan.changed)}{ru}, без изменений {plan.same}.",
        f"The register is up to date: {len(plan.new)} new, {len(plan.changed)} changed{en}, {plan.same} the same.",
    )


def _lines(plan: RegisterPlan, batch: RegisterBatch) -> Iterator[tuple[object, ...]]:
    for row in plan.new:
        yield t("Новая", "New"), row.name, row.link, row.line, "", "", ""
    for what, title in WHAT.items():
        for change in plan.of(what):
            for column, old, new in told_changes(change, language()) or [("", "", "")]:
                yield t(*title), change.name, change.row.link, change.row.line, column, old, new
    for page in plan.vanished:
        yield t("Нет в файле", "Not in the file"), page.name, page.link, "", "", page.sphere, page.into
    for refusal in register_import.refusals_of(plan, batch):
        yield t("Отклонена", "Refused"), "", "", refusal.line, refusal.column, refusal.value, refusal.told(language())
    for doubt in batch.doubts:
        yield t("Сомнительна", "Doubtful"), "", "", doubt.line, doubt.column, doubt.value, doubt.told(language())
