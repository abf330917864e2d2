"""Long work: what waits, what runs and how far it is, what failed and why; cancelling and repeating."""

from collections.abc import Mapping
from typing import Any, cast

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import Select, select

from scoring.jobs.stages import stage_title
from scoring.services import queue
from scoring.store.tables import Job
from scoring.store.vocabulary import JobState
from webadmin.access import current_actor
from webadmin.context import db, now, writing
from webadmin.i18n import language, t, whole
from webadmin.organizer.base import Records, season_id
from webadmin.organizer.cells import Column, worded
from webadmin.organizer.choices import by_word
from webadmin.organizer.collecting_words import sleeps_until
from webadmin.organizer.menu import APART
from webadmin.words import JOB_STATES, JOBS, TONES, word

_OPEN = (JobState.QUEUED, JobState.RUNNING)
_MOST_POLLED = 50


def told(job: Job) -> str:
    """How far a job is, in one line: what waits, the stage, the reason of a failure, or what it brought."""
    if job.state == JobState.FAILED:
        return t(job.error_ru or "", job.error_en or "")
    if job.state == JobState.DONE:
        return "; ".join(_brought(file) for file in job.result.get("files", ()))
    if job.state == JobState.QUEUED and job.not_before is not None:
        return f"{sleeps_until(job)}. {t(job.error_ru or '', job.error_en or '')}"
    if job.state != JobState.RUNNING:
        return ", ".join(f"«{upload['name']}»" for upload in job.params.get("uploads", ()))
    steps = f": {whole(job.done)} {t('из', 'of')} {whole(job.total)}" if job.total else ""
    return f"{stage_title(job.stage, language())}{steps}"


class JobsView(Records):
    """Jobs of the season."""

    table = Job
    titles = ("Работы", "Jobs")
    one = ("Работа", "A job")
    station = APART
    address = "jobs"
    about = (
        "Импорт, заморозка, расчёт и выпуск идут в фоне. Страницу можно закрыть: работа продолжится.",
        "Import, freezing, computing and making run in the background. You may close the page: the work goes on.",
    )
    list_template = "panel/jobs.html"
    can_export = False
    empty = ("Работ ещё не было", "No work yet")
    empty_next = ("Начните с загрузки файлов.", "Begin by importing files.")
    choices = (
        by_word("kind", ("Вид", "Kind"), Job.kind, JOBS),
        by_word("state", ("Состояние", "State"), Job.state, JOB_STATES),
    )
    columns = (
        worded("kind", ("Работа", "Work"), JOBS),
        Column("created_at", ("Заказана", "Ordered")),
        worded("state", ("Состояние", "State"), JOB_STATES),
        Column("progress", ("Ход", "Progress"), told, place="list"),
        Column("stage", ("Этап", "Stage"), lambda row: stage_title(row.stage, language()), place="details"),
        Column("attempt", ("Попытка", "Attempt"), place="details"),
        Column("started_at", ("Начата", "Started"), place="details"),
        Column("finished_at", ("Закончена", "Ended"), place="details"),
        Column(
            "error", ("Что случилось", "What happened"), lambda row: t(row.error_ru or "", row.error_en or ""), place="details"
        ),
    )

    def rows(self) -> Select[Any]:
        """Jobs of the season in question."""
        return select(Job).where(Job.season_id == season_id())

    def is_open(self, job: Job) -> bool:
        """Whether the job waits or runs."""
        return job.state in _OPEN

    def can_repeat(self, job: Job) -> bool:
        """Whether the job may be ordered again."""
        return job.state in (JobState.FAILED, JobState.CANCELLED)

    def told(self, job: Job) -> str:
        """How far the job is."""
        return told(job)

    @expose("/state/")
    def state(self) -> ResponseReturnValue:
        """Progress of the jobs named by ``id`` as JSON, for the list that is open in a browser."""
        asked = [int(number) for number in request.args.getlist("id")[:_MOST_POLLED] if number.isdecimal() and len(number) < 10]
        jobs = db.session.scalars(self.rows().where(Job.id.in_(asked)))
        return jsonify(jobs=[_as_json(job) for job in jobs])

    @expose("/<int(max=2147483647):number>/cancel/", methods=("POST",))
    def cancel(self, number: int) -> ResponseReturnValue:
        """Give a job up."""
        self.get_one(str(number))
        with writing() as session:
            queue.cancel(session, current_actor(), job_id=number, now=now())
        flash(t("Работа отменена. Сделанное сохранено.", "The work is cancelled. What was done is kept."), "good")
        return redirect(url_for("jobs.index_view"), 303)

    @expose("/<int(max=2147483647):number>/retry/", methods=("POST",))
    def retry(self, number: int) -> ResponseReturnValue:
        """Order a job again."""
        self.get_one(str(number))
        with writing() as session:
            queue.retry(session, current_actor(), job_id=number, now=now())
        flash(t("Работа заказана снова.", "The work is ordered again."), "good")
        return redirect(url_for("jobs.index_view"), 303)

    @expose("/<int(max=2147483647):number>/put-away/", methods=("POST",))
    def put_away(self, number: int) -> ResponseReturnValue:
        """Take a failure that was seen off the season's home."""
        self.get_one(str(number))
        with writing() as session:
            queue.put_away(session, current_actor(), job_id=number, now=now())
        flash(t("Убрано. В списке работ она осталась.", "Put away. It stays in the list of jobs."), "good")
        return redirect(url_for("admin.index"), 303)


def _brought(file: Mapping[str, Any]) -> str:
    """What an import took of one file."""
    return t(
        f"«{file['name']}»: строк {whole(file['rows'])}, новых {whole(file['new'])}, изменено {whole(file['changed'])},"
        f" отклонено {whole(file['refused'])}",
        f"«{file['name']}»: rows {whole(file['rows'])}, new {whole(file['new'])}, changed {whole(file['changed'])},"
        f" refused {whole(file['refused'])}",
    )


def _as_json(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "open": job.state in _OPEN,
        "word": word(JOB_STATES, job.state),
        "tone": TONES[cast("str", job.state)],
        "text": told(job),
        "done": job.done,
        "total": job.total,
    }
