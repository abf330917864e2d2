"""The season's home: where it stands, what comes next, what was done last."""

from typing import Any

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from sqlalchemy.orm import Session

from scoring.errors import InputError
from scoring.jobs.stages import stage_title
from scoring.season.course import State, step
from scoring.season.rights import Right, may
from scoring.services import course, decision_table, keys, protocols, queue, seasons
from scoring.services.letters import approving
from scoring.store import showing
from scoring.store.showing_checks import last_check
from scoring.store.tables import Job, Season
from scoring.store.vocabulary import JobKind, JobState, KeyState, ProtocolState, Role
from webadmin import words
from webadmin.access import current_actor
from webadmin.context import db, home, now, writing
from webadmin.drawings import branch, sprig
from webadmin.i18n import language, later, t
from webadmin.organizer import choice, menu
from webadmin.organizer.collecting_words import sleeps_until
from webadmin.organizer.course import stops
from webadmin.organizer.door import MEETING, ORGANIZERS, Guarded, keeps_installation
from webadmin.organizer.steps import JOB_OF, blocker_link, letters_of, next_step, steps_aside

LINES = 6
"""Lines of the journal on the page."""


class HomeView(Guarded, BaseView):
    """The first page of the panel."""

    readers = MEETING
    writers = ORGANIZERS | {Role.CHAIR}
    """The chair signs, closes the jury, is a second key; the services ask for the right of each act."""

    fresh = frozenset({"next", "back", "key", "turn"})

    def is_accessible(self) -> bool:
        """Also an administrator of the installation begins here, though he sees no season without a role in it."""
        return super().is_accessible() or keeps_installation()

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
        actor = current_actor()
        sees_data = may(actor.role, Right.SEE_DATA, State(season.state))
        job = showing.job_to_show(db.session, season.id) if sees_data else None
        return self.render(
            "panel/home.html",
            stops=shown,
            titles=menu.STATIONS,
            urls={station.key: station.entries[0].url for station in menu.stations() if station.entries},
            branch=branch(tuple(stop.growth for stop in shown)),
            sprigs={growth: sprig(growth) for growth in {stop.growth for stop in shown}},
            progress=progress,
            step=next_step(db.session, season, now=now()),
            aside=steps_aside(season),
            sees_data=sees_data,
            may_key=may(actor.role, Right.BE_A_KEY, State(season.state)),
            job=job,
            told=told_of(job) if job is not None else {},
            events=showing.last_events(db.session, season.id, LINES, actor_id=None if sees_data else actor.id),
            words=words,
            asked=keys.waiting(db.session, season.id, now()),
            needs_key=seasons.settings_of(season).two_keys,
            turned=_turned(season),
            blocker_link=blocker_link if sees_data else _no_link,
            letters_of=lambda end: letters_of(db.session, season, end, now=now()),
            checked=last_check(db.session, season.id) if sees_data else None,
            letters=approving.standing(db.session, actor, season) if sees_data else approving.NOTHING,
            sees_ranking=may(actor.role, Right.SEE_RANKING, State(season.state)),
            decided=decision_table.honoured(db.session, season.id),
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
            elif to is State.SIGNED:
                _sign(session, season.id)
            else:
                course.advance(session, current_actor(), season.id, to, version=_version(), now=now())
                flash(t("Шаг сделан.", "The step is taken."), "good")
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
        """Take a step back, or cancel the contest, with the reason."""
        season = choice.needed_season()
        to = _state(request.form.get("to", ""))
        reason = request.form.get("reason", "")[:2000]
        if not reason.strip():
            raise InputError("Для этого шага нужна причина: напишите её.", "This step needs a reason: write it.")
        with writing() as session:
            course.advance(session, current_actor(), season.id, to, version=_version(), reason=reason, now=now())
        flash(t("Шаг сделан, причина записана.", "The step is taken, its reason is kept."), "warn")
        return redirect(url_for("admin.index"), 303)

    @expose("/key", methods=("POST",))
    def key(self) -> ResponseReturnValue:
        """Ask for a second key for a step."""
        season = choice.needed_season()
        to = _state(request.form.get("to", ""))
        taken = step(State(season.state), to)
        if taken is None or not taken.two_keys:
            raise InputError("Для этого шага второй ключ не нужен.", "This step needs no second key.")
        with writing() as session:
            asked = seasons.season(session, season.id)
            keys.ask(session, current_actor(), asked, taken.act, reason=request.form.get("reason", "")[:2000], now=now())
        flash(t("Просьба записана. Теперь её подтвердит второй человек.", "Asked. Now a second person confirms it."), "good")
        return redirect(url_for("admin.index"), 303)

    @expose("/key/<int:number>", methods=("POST",))
    def turn(self, number: int) -> ResponseReturnValue:
        """Confirm a second key with the numbers read, or refuse it."""
        with writing() as session:
            if request.form.get("act") == "refuse":
                keys.refuse(session, current_actor(), number, now=now())
                flash(t("Просьба отклонена.", "The asking is refused."), "warn")
            else:
                turned = keys.confirm(session, current_actor(), number, read=request.form, now=now())
                if turned.state == KeyState.CONFIRMED:
                    flash(t("Второй ключ повёрнут: шаг можно делать.", "Both keys are turned: the step may be taken."), "good")
                else:
                    flash(t("Числа не совпали с данными.", "The numbers differ from the data."), "bad")
        return redirect(url_for("admin.index"), 303)

    @expose("/progress")
    def progress(self) -> ResponseReturnValue:
        """The work under way, for the page that polls."""
        season = choice.needed_season()
        job = showing.job_to_show(db.session, season.id)
        return jsonify(told_of(job) if job is not None else {"running": False})


def _no_link(_: object) -> None:
    """The chair goes nowhere from a blocker: its screens are of those who keep the data."""


def _turned(season: Season) -> frozenset[State]:
    """Steps whose second key is turned for the person here."""
    steps = (*steps_aside(season), *(taken.step for taken in (next_step(db.session, season, now=now()),) if taken))
    actor = current_actor()
    return frozenset(
        one.end for one in steps if one.two_keys and keys.confirmed(db.session, actor, season.id, one.act, now()) is not None
    )


def _sign(session: Session, season_id: int) -> None:
    """The first signature: the second is put where the protocol is shown."""
    protocol = protocols.sign(session, current_actor(), season_id, now=now())
    if protocol.state == ProtocolState.SIGNED:
        flash(
            t("Протокол подписан. Теперь выпустите дипломы.", "The protocol is signed. Now make the certificates."),
            "good",
        )
    else:
        flash(t("Первая подпись поставлена. Вторую ставит другой человек.", "Signed first. Another person signs second."), "good")


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
