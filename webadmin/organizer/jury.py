"""The jury as organizers see it: its members, whether their time will do, the cards, how far it has come. Never what was said."""

from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from scoring.errors import Conflict, InputError, NotAllowed, NotFound
from scoring.jury.cards import Lane
from scoring.season.course import State
from scoring.season.rights import Right, may
from scoring.services import people, queue
from scoring.services.jury import jurors, progress
from scoring.store import showing
from scoring.store.jury import Juror
from scoring.store.vocabulary import JobKind
from webadmin.access import current_actor
from webadmin.context import db, home, now, writing
from webadmin.i18n import language, t
from webadmin.organizer import choice
from webadmin.organizer.door import STAFF, Door
from webadmin.organizer.forms import typed, version
from webadmin.organizer.home import told_of
from webadmin.words import letter_languages

LANES: Final = {Lane.SAFETY: ("проверка", "check"), Lane.BORDER: ("граница", "border")}
_FIELDS: Final = ("name", "email", "organisation", "municipality", "minutes", "language")


class JuryView(Door):
    """Jurors, cards and progress."""

    titles = ("Состав и карточки", "Members and cards")
    station = "jury"
    address = "jury-desk"
    readers = STAFF
    forms = frozenset({"new", "amend"})

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """The whole screen."""
        found = choice.season()
        if found is None:
            return self.render("panel/no_season.html")
        rule = progress.rule_of_season(db.session, found.id)
        job = showing.job_to_show(db.session, found.id)
        job = job if job is not None and job.kind == JobKind.CARDS else None
        return self.render(
            "panel/jury.html",
            rule=rule,
            state=progress.jury_progress(db.session, found.id, now=now()),
            plan=progress.plan(db.session, found.id),
            lanes=lanes(),
            job=job,
            told=told_of(job) if job is not None else None,
            can_prepare=rule is not None and found.state == State.SCORED,
            can_edit=self.may_write() and may(current_actor().role, Right.EDIT_JURY, State(found.state)),
        )

    @expose("/new/", methods=("GET", "POST"))
    def new(self) -> ResponseReturnValue:
        """Name a juror."""
        found = choice.needed_season()
        form = {key: typed(key) for key in _FIELDS}
        if request.method == "GET":
            return self._form(form | {"minutes": "10"}, None)
        try:
            with writing() as session:
                juror = jurors.name_juror(
                    session, current_actor(), found.id, **_texts(form), minutes=_minutes(form["minutes"]),
                    language=form["language"], now=now(),
                )  # fmt: skip
        except (InputError, Conflict, NotAllowed) as error:
            return self._form(form, None, error.told(language())), 400
        flash(
            t(f"В жюри: {juror.user.name}, номер {juror.number}.", f"On the jury: {juror.user.name}, number {juror.number}."),
            "good",
        )
        return redirect(url_for("jury-desk.index"), 303)

    @expose("/<int(max=2147483647):number>/", methods=("GET", "POST"))
    def amend(self, number: int) -> ResponseReturnValue:
        """Change what is known of a juror."""
        juror = _juror(number)
        if request.method == "GET":
            form = {
                "organisation": juror.organisation,
                "municipality": juror.municipality,
                "minutes": str(juror.minutes),
                "version": str(juror.version),
            }
            return self._form(form, juror)
        form = {key: typed(key) for key in (*_FIELDS, "version")}
        try:
            with writing() as session:
                jurors.amend_juror(
                    session,
                    current_actor(),
                    number,
                    organisation=form["organisation"],
                    municipality=form["municipality"],
                    minutes=_minutes(form["minutes"]),
                    version=version(),
                    now=now(),
                )
        except InputError as error:
            return self._form(form, juror, error.told(language())), 400
        except Conflict as error:
            db.session.refresh(juror)
            return self._form(form, juror, error.told(language()), current=juror), 409
        flash(t("Записано.", "Saved."), "good")
        return redirect(url_for("jury-desk.index"), 303)

    @expose("/<int(max=2147483647):number>/remove/", methods=("POST",))
    def remove(self, number: int) -> ResponseReturnValue:
        """Take somebody off the jury."""
        _juror(number)
        with writing() as session:
            jurors.remove_juror(session, current_actor(), number, reason=typed("reason"), now=now())
        flash(t("Больше не в жюри. Его ответы не считаются.", "Off the jury. His verdicts do not count."), "good")
        return redirect(url_for("jury-desk.index"), 303)

    @expose("/<int(max=2147483647):number>/link/", methods=("POST",))
    def link(self, number: int) -> ResponseReturnValue:
        """Make a one-time link for a juror; it is shown by this answer and never again."""
        juror = _juror(number)
        with writing() as session:
            secret = people.issue_link(session, current_actor(), user_id=juror.user_id, now=now())
        address = f"{home().public_url.rstrip('/')}{url_for('signing_in.open_link', secret=secret)}"
        return self.render("panel/person_link.html", user=juror.user, link=address)

    @expose("/cards/", methods=("POST",))
    def cards(self) -> ResponseReturnValue:
        """Order the cards."""
        found = choice.needed_season()
        with writing() as session:
            queue.enqueue(session, current_actor(), season_id=found.id, kind=JobKind.CARDS, now=now())
        flash(t("Карточки готовятся.", "The cards are being made."), "good")
        return redirect(url_for("jury-desk.index"), 303)

    def _form(self, form: dict[str, str], juror: Juror | None, fault: str = "", current: Juror | None = None) -> str:
        return self.render("panel/juror.html", form=form, juror=juror, fault=fault, current=current, languages=letter_languages())


def lanes() -> dict[Lane, str]:
    """What a card asks, in words."""
    return {lane: t(*pair) for lane, pair in LANES.items()}


def _juror(number: int) -> Juror:
    """A standing juror of the season in question."""
    juror = db.session.get(Juror, number)
    if juror is None or juror.removed_at is not None or juror.season_id != choice.needed_season().id:
        raise NotFound("Такого члена жюри нет. Вернитесь к списку.", "There is no such juror. Go back to the list.")
    return juror


def _texts(form: dict[str, str]) -> dict[str, Any]:
    return {key: form[key].strip() for key in ("name", "email", "organisation", "municipality")}


def _minutes(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise InputError("Минуты пишут целым числом, например 10.", "Minutes are a whole number such as 10.")
    return int(text)
