"""The season's home: where it stands, what comes next, what was done last."""

from typing import Any

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose

from scoring.errors import InputError
from scoring.jobs.stages import stage_title
from scoring.season.course import State
from scoring.services import queue, seasons
from scoring.store import showing
from scoring.store.tables import Job
from scoring.store.vocabulary import JobKind, JobState
from webadmin import words
from webadmin.access import current_actor
from webadmin.context import db, home, now, writing
from webadmin.drawings import branch, sprig
from webadmin.i18n import language, later, t
from webadmin.organizer import choice, menu
from webadmin.organizer.collecting_words import sleeps_until
from webadmin.organizer.course import JOB_OF, next_step, steps_back, stops
from webadmin.organizer.door import EVERYBODY, Guarded


class HomeView(Guarded, BaseView):
    """The first page of the panel."""

    readers = EVERYBODY

    def __init__(self) -> None:
        super().__init__(name=later("Сезон", "Season"), endpoint="admin", url="/panel")

    @expose("/")
    def index(self) -> str:
        """Show the season in question."""
        season = choice.season()
        if season is None:
            return self.render("panel/home.html", stops=())
        progress = showing.progress(db.session, season.id)
        shown = stops(season, progress, home())
        job = showing.job_to_show(db.session, season.id)
        return self.render(
            "panel/home.html",
            stops=shown,
            titles=menu.STATIONS,
            urls={station.key: station.entries[0].url for station in menu.stations() if station.entries},
            branch=branch(tuple(stop.growth for stop in shown)),
            sprigs={growth: sprig(growth) for growth in {stop.growth for stop in shown}},
            progress=progress,
            step=next_step(db.session, season),
            back=steps_back(season),
            job=job,
            told=told_of(job) if job is not None else {},
            events=showing.last_events(db.session, season.id),
            words=words,
        )

    @expose("/next", methods=("POST",))
    def next(self) -> ResponseReturnValue:
        """Take the next step: order the work that takes it, or publish."""
        season = choice.needed_season()
        to = _state(request.form.get("to", ""))
        with writing() as session:
            if to in JOB_OF:
                seasons.season(session, season.id, version=_version())
                queue.enqueue(session, current_actor(), season_id=season.id, kind=JOB_OF[to], now=now())
                flash(t("Работа поставлена в очередь.", "The work is in the queue."), "good")
            else:
                seasons.advance(session, current_actor(), season.id, to, version=_version(), now=now())
                flash(t("Итоги опубликованы.", "The results are public."), "good")
        return redirect(url_for("admin.index"), 303)

    @expose("/again", methods=("POST",))
    def again(self) -> ResponseReturnValue:
        """Compute the points again, or make the missing documents."""
        season = choice.needed_season()
        kind = {State.SCORED: JobKind.SCORE, State.SIGNED: JobKind.AWARD}.get(State(season.state))
        if kind is None:
            raise InputError("В этом состоянии повторять нечего.", "There is nothing to repeat in this state.")
        with writing() as session:
            queue.enqueue(session, current_actor(), season_id=season.id, kind=kind, now=now())
        flash(t("Работа поставлена в очередь.", "The work is in the queue."), "good")
        return redirect(url_for("admin.index"), 303)

    @expose("/back", methods=("POST",))
    def back(self) -> ResponseReturnValue:
        """Take a step back, with its reason."""
        season = choice.needed_season()
        to = _state(request.form.get("to", ""))
        reason = request.form.get("reason", "")[:2000]
        if not reason.strip():
            raise InputError("Для шага назад нужна причина: напишите её.", "A step back needs a reason: write it.")
        with writing() as session:
            seasons.advance(session, current_actor(), season.id, to, version=_version(), reason=reason, now=now())
        flash(t("Сезон возвращён на шаг назад.", "The season was taken a step back."), "warn")
        return redirect(url_for("admin.index"), 303)

    @expose("/progress")
    def progress(self) -> ResponseReturnValue:
        """The work under way, for the page that polls."""
        season = choice.needed_season()
        job = showing.job_to_show(db.session, season.id)
        return jsonify(told_of(job) if job is not None else {"running": False})


def told_of(job: Job) -> dict[str, Any]:
    """A job as the bar of a page that polls wants it."""
    return {
        "id": job.id,
        "running": job.state in (JobState.QUEUED, JobState.RUNNING),
        "state": words.word(words.JOB_STATES, job.state),
        "title": words.word(words.JOBS, job.kind),
        "stage": sleeps_until(job) or stage_title(job.stage, language()),
        "done": job.done,
        "total": job.total,
        "error": t(job.error_ru or "", job.error_en or ""),
    }


def _state(name: str) -> State:
    if name not in {state.value for state in State}:
        raise InputError("Такого шага нет. Обновите страницу.", "There is no such step. Reload the page.")
    return State(name)


def _version() -> int:
    number = request.form.get("version", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise InputError("Страница неполна. Обновите её и повторите.", "The page is incomplete. Reload and repeat.")
    return int(number)
