"""Rehearsals: on the contest's side beginning, entering, throwing away; inside of one its clock and its invented jury."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from scoring.errors import Conflict, InputError, LavrError
from scoring.season.course import State
from scoring.services import rehearsal_clock, rehearsal_season
from scoring.services.acting import require_organizer
from scoring.services.jury import simulated
from scoring.services.jury.progress import jury_progress
from scoring.services.rehearsal_copy import Plan
from scoring.store.tables import Season
from webadmin.access import current_actor
from webadmin.context import db, home, now, wall_clock, writing
from webadmin.errors import status_of
from webadmin.i18n import language, t
from webadmin.organizer.choice import needed_season
from webadmin.organizer.door import MEETING, Door
from webadmin.organizer.forms import typed
from webadmin.organizer.menu import APART
from webadmin.visiting import SINCE

_ANSWERS_AT_ONCE = 5
"""Cards that each invented juror answers at one press: a few seconds of work."""


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the form that begins a rehearsal."""

    jurors: str = "12"
    one_key: bool = True
    data: bool = True


class RehearsalView(Door):
    """A whole year in minutes, on copied data, of which nothing is ever public."""

    titles = ("Репетиция", "Rehearsal")
    station = APART
    address = "rehearsal"
    readers = MEETING
    writers = MEETING
    """Whoever keeps, observes or chairs the season enters in his role; everything else asks for an organizer."""

    @expose("/", methods=("GET", "POST"))
    def index(self) -> ResponseReturnValue:
        """Show the rehearsal of the season in question, or begin one; inside of a rehearsal show its clock."""
        season = needed_season()
        if home().is_rehearsal:
            return self._inside(season)
        if request.method == "GET":
            return self._outside(season, Form())
        form = Form(typed("jurors"), "one_key" in request.form, "data" in request.form)
        try:
            require_organizer(current_actor())
            plan = Plan(jurors=_number(form.jurors), one_key=form.one_key, data=form.data)
            with writing() as base:
                rehearsal_season.begin(base, home(), current_actor(), season.id, plan, now=now())
        except LavrError as fault:
            return self._outside(season, form, fault.told(language())), status_of(fault)
        flash(t("Репетиция готова: войдите в неё.", "The rehearsal is ready: enter it."), "good")
        return redirect(url_for("rehearsal.index"), 303)

    @expose("/enter/", methods=("POST",))
    def enter(self) -> ResponseReturnValue:
        """Let the person here into the rehearsal, in his role, by a one-time link that is used up there by his own press."""
        season = needed_season()
        found = rehearsal_season.standing(home(), season.year, wall=wall_clock())
        if found is None:
            raise Conflict("Репетиции уже нет. Начните новую.", "The rehearsal is gone. Begin another one.")
        secret = rehearsal_season.let_in(found.home, current_actor(), wall=wall_clock())
        return redirect(f"{request.script_root}{found.home.path}{url_for('signing_in.open_link', secret=secret)}", 303)

    @expose("/drop/", methods=("POST",))
    def drop(self) -> ResponseReturnValue:
        """Throw the rehearsal away, whole."""
        season = needed_season()
        require_organizer(current_actor())
        if typed("year").strip() != str(season.year):
            raise InputError(
                f"Впишите год репетиции, {season.year}, чтобы удалить её.",
                f"Write the rehearsal's year, {season.year}, to remove it.",
            )
        with writing() as base:
            rehearsal_season.drop(base, home(), current_actor(), season.year, now=now())
        flash(t("Репетиция удалена целиком.", "The rehearsal is gone, whole."), "good")
        return redirect(url_for("rehearsal.index"), 303)

    @expose("/clock/", methods=("POST",))
    def clock(self) -> ResponseReturnValue:
        """Set the rehearsal's clock forward: by a day, to the next date, or to the morning of a day."""
        season = needed_season()
        require_organizer(current_actor())
        wall = wall_clock()
        with writing() as base:
            to = _wanted(base.get_one(Season, season.id), now())
            rehearsal_clock.move(base, current_actor(), season.id, to, wall=wall)
        if SINCE in session:
            session[SINCE] = int(to.timestamp())  # whoever sets the clock stays where he is
        shown = to.astimezone(ZoneInfo(season.zone)).strftime("%d.%m.%Y, %H:%M")
        flash(t(f"На часах репетиции {shown}.", f"The rehearsal's clock shows {shown}."), "good")
        return redirect(url_for("rehearsal.index"), 303)

    @expose("/vote/", methods=("POST",))
    def vote(self) -> ResponseReturnValue:
        """Have the invented jury answer a few cards each."""
        season = needed_season()
        require_organizer(current_actor())
        if not home().is_rehearsal:
            raise Conflict("Выдуманное жюри отвечает только в репетиции.", "An invented jury answers in a rehearsal only.")
        with writing() as base:
            simulated.invite(base, season.id, now=now())
        given = simulated.simulate_jury(db.engine, season.id, season.id, now(), most=_ANSWERS_AT_ONCE).answers
        flash(t(f"Ответов жюри: {given}.", f"Answers of the jury: {given}."), "good" if given else "warn")
        return redirect(url_for("rehearsal.index"), 303)

    def _outside(self, season: Season, form: Form, fault: str = "") -> str:
        found = rehearsal_season.standing(home(), season.year, wall=wall_clock())
        return self.render("panel/rehearsal.html", found=found, form=form, fault=fault, zone=ZoneInfo(season.zone))

    def _inside(self, season: Season) -> str:
        moment = now()
        zone = ZoneInfo(season.zone)
        return self.render(
            "panel/rehearsal_clock.html",
            zone=zone,
            moment=moment.astimezone(zone),
            ahead=rehearsal_clock.ahead(db.session, season, moment),
            jury=jury_progress(db.session, season.id, now=moment) if season.state == State.JURY_OPEN else None,
            most=_ANSWERS_AT_ONCE,
        )


def _wanted(found: Season, moment: datetime) -> datetime:
    """The moment that the form asks for."""
    by = request.form.get("by", "")
    if by == "day":
        return rehearsal_clock.days_on(found, moment)
    if by == "next":
        ahead = rehearsal_clock.ahead(db.session, found, moment)
        if not ahead:
            raise Conflict("Впереди у сезона нет сроков.", "The season has no date ahead.")
        return ahead[0].at
    try:
        day = date.fromisoformat(typed("day"))
    except ValueError as error:
        raise InputError("Выберите день.", "Choose a day.") from error
    return rehearsal_clock.morning_of(found, day)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise InputError("Сколько членов жюри: целое число.", "How many jurors: a whole number.")
    return int(text)
