"""Collecting: the sweep under way, what is wrong with which page, what the sweeps brought, and evidence out of recordings."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import Response, abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import func, select

from scoring.errors import Conflict, LavrError
from scoring.season.course import WRITABLE
from scoring.services import collecting, queue, schedule, sweeps, tokens
from scoring.services.sweeps import Glance, Reason
from scoring.sources.collecting.recording import WORDS, Folder
from scoring.sources.collecting.sweeping import window_start
from scoring.sources.vk.dialect import VK
from scoring.store.tables import Job, Page, Season
from scoring.store.vocabulary import JobKind, JobState
from webadmin.access import current_actor, may_write
from webadmin.asked import asked_page, asked_text, sheet_url, sheets
from webadmin.context import db, home, now, writing
from webadmin.i18n import language, t
from webadmin.organizer import choice
from webadmin.organizer import collecting_words as said
from webadmin.organizer.door import STAFF, Door
from webadmin.organizer.export import csv_response
from webadmin.words import KINDS, word

SHEET: Final = 50
_OPEN: Final = (JobState.QUEUED, JobState.RUNNING)
_SWEEPS: Final = 12
"""So many of the last sweeps are listed."""


@dataclass(frozen=True, slots=True)
class Key:
    """Whether there is a token: its last characters, or what is wrong with it."""

    there: bool
    tail: str = ""
    by_environment: bool = False
    fault: str = ""


class CollectingView(Door):
    """The state of collecting."""

    titles = ("Сбор", "Collecting")
    station = "sources"
    address = "collecting"
    readers = STAFF

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Show where collecting stands."""
        season = choice.season()
        if season is None:
            return self.render("panel/no_season.html")
        folder = collecting.folder_of(home(), season.year)
        glance, fault = _glance(folder)
        return self.render(
            "panel/collecting.html",
            said=said,
            file_kind=lambda kind: word(KINDS, kind),
            zone=season.zone,
            broken_off=folder.unfinished() is not None,
            glance=glance,
            fault=fault,
            **_doing(season),
            **_troubles(glance),
            **_plans(season, folder, glance, readable=not fault),
            **_stores(season, folder),
        )

    @expose("/progress")
    def progress(self) -> ResponseReturnValue:
        """The sweep and the making of evidence, for the page that polls."""
        season = choice.needed_season()
        job = _open_job(season.id)
        return jsonify(said.told_of_sweep(job) if job is not None else {"running": False})

    @expose("/start", methods=("POST",))
    def start(self) -> ResponseReturnValue:
        """Order a sweep, or go on with the one that was broken off."""
        season = choice.needed_season()
        plan = schedule.plan_of(db.session, season.id)
        with writing() as session:
            collecting.order_sweep(
                session,
                home(),
                current_actor(),
                season.id,
                now=now(),
                whole=request.form.get("whole") == "1",
                then_import=plan.then_import if plan is not None else True,
            )
        flash(
            t("Обход поставлен в очередь. Страницу можно закрыть.", "The sweep is in the queue. You may close the page."), "good"
        )
        return _back()

    @expose("/stop", methods=("POST",))
    def stop(self) -> ResponseReturnValue:
        """Give the sweep up; what was collected stays, and the next one goes on there."""
        season = choice.needed_season()
        job = _newest(season.id, JobKind.COLLECT)
        if job is None or job.state not in _OPEN:
            raise Conflict("Обход уже закончен. Обновите страницу.", "The sweep has ended already. Reload the page.")
        with writing() as session:
            queue.cancel(session, current_actor(), job_id=job.id, now=now())
        flash(t("Обход остановлен. Собранное сохранено.", "The sweep is stopped. What was collected is kept."), "good")
        return _back()

    @expose("/evidence", methods=("POST",))
    def evidence(self) -> ResponseReturnValue:
        """Order that the recordings become evidence."""
        season = choice.needed_season()
        with writing() as session:
            collecting.order_evidence(session, home(), current_actor(), season.id, now=now())
        flash(t("Записи сбора превращаются в свидетельства.", "The recordings are being made into evidence."), "good")
        return _back()

    @expose("/forget", methods=("POST",))
    def forget(self) -> ResponseReturnValue:
        """Remove the words of citizens."""
        season = choice.needed_season()
        with writing() as session:
            there = collecting.forget_words(session, home(), current_actor(), season.id, now=now())
        words = (
            t(
                "Тексты граждан удалены. Даты, ответы и метки остались.",
                "The words of citizens are removed. Dates and labels stay.",
            )
            if there
            else t("Текстов граждан уже нет.", "There are no words of citizens any more.")
        )
        flash(words, "good")
        return _back()

    @expose("/pages.csv")
    def pages(self) -> Response:
        """All pages of which something is to be told, for a spreadsheet."""
        season = choice.needed_season()
        glance, _ = _glance(collecting.folder_of(home(), season.year))
        if glance is None:
            abort(404)
        header = [
            t("Страница", "Page"),
            t("Адрес", "Address"),
            t("Что", "What"),
            t("Что сделать", "What to do"),
            t("Подробно", "Details"),
        ]
        return csv_response(t(f"Сбор {season.year}.csv", f"Collecting {season.year}.csv"), header, _cells(glance))


def key() -> Key:
    """How it stands with the token."""
    try:
        token = tokens.find_token(home())
    except LavrError as fault:
        return Key(there=False, fault=fault.told(language()))
    return Key(there=False) if token is None else Key(there=True, tail=token.tail, by_environment=token.by_environment)


def last_day_of_words(season: Season) -> date:
    """The day, in the season's zone, on which the words of citizens are removed."""
    until = schedule.words_until(db.session, season, schedule.plan_of(db.session, season.id))
    return until.astimezone(ZoneInfo(season.zone)).date()


def _newest(season_id: int, kind: JobKind) -> Job | None:
    query = select(Job).where(Job.season_id == season_id, Job.kind == kind).order_by(Job.id.desc()).limit(1)
    return db.session.scalar(query)


def _pages(season: Season) -> int:
    """How many pages of the network the register has."""
    query = select(func.count()).where(Page.season_id == season.id, Page.key.startswith(f"{VK.network.key}:"))
    return db.session.scalar(query) or 0


def _open_job(season_id: int) -> Job | None:
    """The sweep under way, or else the making of evidence."""
    query = (
        select(Job)
        .where(Job.season_id == season_id, Job.kind.in_((JobKind.COLLECT, JobKind.CONVERT)), Job.state.in_(_OPEN))
        .order_by(Job.kind, Job.id)
        .limit(1)
    )
    return db.session.scalar(query)


def _glance(folder: Folder) -> tuple[Glance | None, str]:
    """The newest recording as far as it goes; or why it cannot be read."""
    paths = folder.sweeps()
    try:
        return (Glance(VK.dialect, paths[-1]), "") if paths else (None, "")
    except LavrError as fault:
        return None, fault.told(language())


def _doing(season: Season) -> dict[str, Any]:
    """The work under way, and what may be begun."""
    job, evidence = _newest(season.id, JobKind.COLLECT), _newest(season.id, JobKind.CONVERT)
    at_work = job is not None and job.state in _OPEN
    token, pages, takes = key(), _pages(season), season.state in WRITABLE["activity"]
    return {
        "key": token,
        "open": takes,
        "pages": pages,
        "job": job,
        "told": said.told_of_sweep(job) if job is not None else None,
        "at_work": at_work,
        "evidence": evidence,
        "evidence_at_work": evidence is not None and evidence.state in _OPEN,
        "may_start": may_write() and takes and not at_work and token.there and pages > 0,
    }


def _troubles(glance: Glance | None) -> dict[str, Any]:
    """The pages to tell of: how many by reason, and a sheet of those that are asked for."""
    pages = [page for page in glance.pages() if page.reason is not Reason.WAITING] if glance is not None else []
    counts = Counter(page.reason for page in pages)
    asked = next((reason for reason in Reason if reason == asked_text("reason")), None)
    chosen = [page for page in pages if asked is None or page.reason is asked]
    count = sheets(len(chosen), SHEET)
    sheet = asked_page(count)
    return {
        "reasons": [(reason, counts[reason]) for reason in Reason if counts[reason]],
        "asked": asked,
        "troubled": len(pages),
        "rows": chosen[sheet * SHEET : (sheet + 1) * SHEET],
        "numbers": _numbers([page.key for page in chosen[sheet * SHEET : (sheet + 1) * SHEET]]),
        "sheet": sheet,
        "sheet_count": count,
        "sheet_url": sheet_url,
    }


def _numbers(keys: list[str]) -> Mapping[str, int]:
    """Ids of pages by their keys, for links to their rows of the register."""
    wanted = select(Page.key, Page.id).where(Page.season_id == choice.needed_season().id, Page.key.in_(keys))
    return {row.key: row.id for row in db.session.execute(wanted)}


def _plans(season: Season, folder: Folder, glance: Glance | None, *, readable: bool) -> dict[str, Any]:
    """What the next sweep and one over the whole year would take, and how many calls this day has seen."""
    moment, lang, limits = now().timestamp(), language(), VK.rules.daily

    def words(*, whole: bool) -> str:
        since = window_start(folder, year=season.year, zone=season.zone, whole=whole)
        return collecting.estimate_words(VK.plan(_pages(season), moment - since), lang)

    left = collecting.left(folder, glance, moment) if glance is not None and not glance.ended else None
    used = sweeps.calls_of_day(folder, glance, moment) if glance is not None else {}
    return {
        "words_next": words(whole=False) if readable else "",
        "words_whole": words(whole=True) if readable else "",
        "words_left": collecting.estimate_words(left, lang) if left is not None else "",
        "today": [(method, used.get(method, 0), limits.get(method)) for method in dict.fromkeys((*limits, *used))],
        "plan": schedule.plan_of(db.session, season.id),
    }


def _stores(season: Season, folder: Folder) -> dict[str, Any]:
    """What lies on the disk, and how long words are kept."""
    plan = schedule.plan_of(db.session, season.id)
    return {
        "octets": sweeps.octets(folder),
        "told_sweeps": sweeps.sweeps_told(folder)[:_SWEEPS],
        "words_there": (folder.path / WORDS).exists(),
        "words_until": last_day_of_words(season),
        "words_days": plan.words_days if plan is not None else schedule.WORDS_DAYS,
        "at": lambda seconds: datetime.fromtimestamp(seconds, UTC),
    }


def _cells(glance: Glance) -> Iterator[list[object]]:
    for page in glance.pages():
        title, what, _ = said.REASONS[page.reason]
        yield [page.name, page.link, t(*title), t(*what), page.about]


def _back() -> ResponseReturnValue:
    return redirect(url_for("collecting.index"), 303)
