"""Incidents: announcing an outage after seeing whom it touches, and taking one back. The rule is one for all pages."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from scoring.engine.incidents import KINDS, Incidents
from scoring.engine.telling_incidents import KIND_WORDS, incident_notes, kinds_told, when
from scoring.errors import BrokenEvidence, InputError, NotFound
from scoring.season.course import WRITABLE
from scoring.services import incident_effects, incidents, what_if
from scoring.services.incidents import Announcement
from scoring.store.incidents import SeasonIncident
from scoring.store.showing import official_run
from scoring.store.showing_incidents import incidents_changed, incidents_of, plain
from scoring.store.tables import Season
from webadmin.access import current_actor
from webadmin.context import db, now, writing
from webadmin.i18n import language, t
from webadmin.organizer import book_sources, forms
from webadmin.organizer.choice import needed_season, season
from webadmin.organizer.door import STAFF, Door

_EVALUATIONS: Final = what_if.Evaluations()


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form, as it was typed."""

    begins: str = ""
    ends: str = ""
    kinds: tuple[str, ...] = KINDS
    reason: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An incident in the list."""

    row: SeasonIncident
    when: str
    kinds: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What an incident would change: what is left out, and who enters and leaves, None without evidence."""

    title: str
    notes: tuple[str, ...]
    compared: what_if.Compared | None
    ground: str = ""

    def reasons(self, moved: what_if.Moved) -> tuple[str, ...]:
        """Why a page moved."""
        return what_if.reasons(moved, language())


@dataclass(frozen=True, slots=True)
class _Asked:
    said: Announcement | None
    wrong: dict[str, str] = field(default_factory=dict)


class IncidentsView(Door):
    """Outages of a network or of the collection."""

    titles = ("Сбои", "Incidents")
    station = "evidence"
    address = "incidents"
    readers = STAFF

    @expose("/", methods=("GET", "POST"))
    def index(self) -> ResponseReturnValue:
        """The list and the form; by its button the form shows what would change, or announces."""
        found = season()
        if found is None:
            return self.render("panel/no_season.html")
        if request.method == "GET":
            return self._page(found, Typed())
        typed = Typed(
            forms.typed("begins").strip(),
            forms.typed("ends").strip(),
            tuple(kind for kind in KINDS if request.form.get(kind)),
            forms.typed_lines("reason"),
            forms.typed("link").strip(),
        )
        asked = _asked(found, typed)
        if asked.said is None or asked.wrong:
            return self._page(found, typed, wrong=asked.wrong), 400
        if request.form.get("do") != "announce":
            after = incident_effects.with_incident(
                incidents.announced(db.session, found.id), incidents.incident_of(found, asked.said)
            )
            return self._page(
                found, typed, effect=_effect(found, after, t("Что изменит этот сбой", "What this incident changes"))
            )
        with writing() as session:
            incidents.announce(session, current_actor(), needed_season().id, asked.said, now=now())
        flash(t("Объявлено. Действует со следующего расчёта.", "Announced. It counts from the next computation on."), "good")
        return redirect(url_for("incidents.index"), 303)

    @expose("/<int(max=2147483647):number>/remove/", methods=("GET", "POST"))
    def remove(self, number: int) -> ResponseReturnValue:
        """Show what taking it back would change; take it back with a reason."""
        found = needed_season()
        row = db.session.get(SeasonIncident, number)
        if row is None or row.season_id != found.id:
            raise NotFound("Такого сбоя нет. Вернитесь к списку.", "There is no such incident. Go back to the list.")
        fault = ""
        if request.method == "POST":
            try:
                with writing() as session:
                    incidents.take_back(session, current_actor(), number, reason=forms.typed_lines("reason"), now=now())
            except InputError as error:
                fault = error.told(language())
            else:
                flash(
                    t("Отменено. Действует со следующего расчёта.", "Taken back. It counts from the next computation on."), "good"
                )
                return redirect(url_for("incidents.index"), 303)
        after = incident_effects.without_incident(incidents.announced(db.session, found.id), plain(row))
        effect = _effect(found, after, t("Что изменит отмена", "What taking it back changes"))
        page = self.render("panel/incident_remove.html", line=_line(found, row), effect=effect, fault=fault)
        return (page, 400) if fault else page

    def _page(self, found: Season, typed: Typed, *, wrong: dict[str, str] | None = None, effect: Shown | None = None) -> str:
        run = official_run(db.session, found.id)
        return self.render(
            "panel/incidents.html",
            lines=[_line(found, row) for row in incidents_of(db.session, found.id)],
            form=typed,
            wrong=wrong or {},
            effect=effect,
            kinds={kind: t(*KIND_WORDS[kind]) for kind in KINDS},
            open=found.state in WRITABLE["incidents"],
            changed=run is not None and incidents_changed(db.session, run),
        )


def _line(found: Season, row: SeasonIncident) -> Line:
    one = plain(row)
    return Line(row, when(one, found.zone, language()), kinds_told(one, language()))


def _asked(found: Season, typed: Typed) -> _Asked:
    """The announcement that was typed, or what is wrong with it by field, all at once."""
    moments: dict[str, datetime | None] = {
        "begins": incidents.local(typed.begins, end=False),
        "ends": incidents.local(typed.ends, end=True),
    }
    wrong = {
        name: t("Напишите день или день и час: 2025-03-03 10:00.", "Write a day, or a day and an hour: 2025-03-03 10:00.")
        for name, moment in moments.items()
        if moment is None
    }
    begins, ends = moments["begins"], moments["ends"]
    year = datetime(found.year, 1, 1)  # noqa: DTZ001 a local time
    said = Announcement(begins or year, ends or year.replace(month=2), typed.kinds, typed.reason, typed.link)
    faults: dict[str, Any] = incidents.faults(found, said)
    wrong |= {name: error.told(language()) for name, error in faults.items() if not (wrong and name in {"begins", "ends"})}
    return _Asked(None if wrong else said, wrong)


def _effect(found: Season, after: Incidents, title: str) -> Shown:
    """What would be left out, and who would enter and leave over the season's own evidence or trial."""
    before = incidents.announced(db.session, found.id)
    unlike = Incidents(tuple(set(after.all) ^ set(before.all)))
    notes = incident_notes(unlike, found.year, found.zone, language())
    ground = book_sources.own_ground(found)
    if ground is None:
        return Shown(title, notes, None)
    try:
        compared = incident_effects.effect(db.session, found.id, ground.folder, after, language(), _EVALUATIONS)
    except BrokenEvidence:
        return Shown(title, notes, None)
    return Shown(title, notes, compared, ground.title)
