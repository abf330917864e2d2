"""Seasons: opening one, amending its words, its rule book, and its steps."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from criteria import loading
from scoring.errors import Blocked, Blocker, Conflict, InputError, NotFound
from scoring.season.course import WRITABLE, State, step
from scoring.services.acting import Actor, require_organizer
from scoring.services.audit import record
from scoring.store.results import Award, AwardFile, ScoreRun
from scoring.store.seasons import ImportedFile, Page, Season
from scoring.store.showing import findings_changed
from scoring.store.showing_corrections import corrections_changed
from scoring.store.showing_incidents import incidents_changed
from scoring.store.showing_owners import objections_waiting
from scoring.store.vocabulary import FileKind, JobState
from scoring.store.work import Job

_LONGEST_WORDS = 200
"""Characters of a title, a region or a city; longer ones fit neither a certificate nor their columns."""
Signers = Sequence[dict[str, str]]
MOST_SIGNERS: Final = 2


def open_season(
    session: Session,
    actor: Actor,
    *,
    year: int,
    contest: str,
    region: str,
    city: str,
    zone: str,
    rulebook: str,
    signers: Signers,
    now: datetime,
) -> Season:
    """Open the season of a year; it starts by collecting files."""
    require_organizer(actor)
    check_zone(zone)
    if not 2000 <= year <= 2100:
        raise InputError(f"Год {year} вне пределов 2000–2100.", f"The year {year} is outside 2000–2100.")
    if session.scalar(select(Season.id).where(Season.year == year)) is not None:
        raise Conflict(f"Сезон {year} года уже есть.", f"There is a season of {year} already.")
    loading.read(rulebook)
    season = Season(
        year=year,
        contest=_needed(contest, "название конкурса", "the contest's title"),
        region=_short(region, "регион", "the region"),
        city=_short(city, "город", "the city"),
        zone=zone,
        state=State.COLLECTING,
        rulebook=rulebook,
        signers=_clean(signers),
        evidence=None,
        created_at=now,
        published_at=None,
    )
    session.add(season)
    session.flush()
    record(session, actor, "season.open", season, season_id=season.id, now=now, after={"year": year, "contest": contest})
    return season


def season(session: Session, season_id: int, *, version: int | None = None) -> Season:
    """The season, locked for this transaction; a ``version`` that is not the row's means somebody was faster."""
    found = session.get(Season, season_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("Такого сезона нет.", "There is no such season.")
    if version is not None and found.version != version:
        raise _stale()
    return found


def amend_season(
    session: Session,
    actor: Actor,
    season_id: int,
    *,
    version: int,
    contest: str,
    region: str,
    city: str,
    signers: Signers,
    now: datetime,
) -> Season:
    """Change the words that stand on certificates."""
    require_organizer(actor)
    found = season(session, season_id, version=version)
    require_writable(found, "signers")
    before = _words(found)
    found.contest = _needed(contest, "название конкурса", "the contest's title")
    found.region, found.city = _short(region, "регион", "the region"), _short(city, "город", "the city")
    found.signers = _clean(signers)
    record(session, actor, "season.amend", found, season_id=found.id, now=now, before=before, after=_words(found))
    return found


def put_rulebook(session: Session, actor: Actor, season_id: int, *, version: int, text: str, now: datetime) -> Season:
    """Put another rule book in. A broken one changes nothing and tells all of its faults."""
    require_organizer(actor)
    found = season(session, season_id, version=version)
    require_writable(found, "rulebook")
    book = loading.read(text)
    before = loading.digest(loading.read(found.rulebook))
    found.rulebook = text
    record(
        session,
        actor,
        "season.rulebook",
        found,
        season_id=found.id,
        now=now,
        before={"sha256": before},
        after={"sha256": loading.digest(book), "version": book.version},
    )
    return found


def require_writable(found: Season, what: str) -> None:
    """Refuse a change that the season's state does not allow."""
    if found.state not in WRITABLE[what]:
        raise Conflict(
            "В этом состоянии сезона менять это нельзя. Сначала верните сезон на шаг назад на его главной странице.",
            "The season's state does not allow this change. Take the season a step back on its home page first.",
        )


def blockers(session: Session, found: Season, to: State) -> tuple[Blocker, ...]:
    """What stands in the way of the step to ``to``; empty when it may be taken."""
    if step(State(found.state), to) is None:
        return (Blocker("no_step", 1, "такого шага отсюда нет", "there is no such step from here"),)
    found_blockers = list(_unfinished_jobs(session, found))
    if to is State.FROZEN:
        found_blockers += _missing_files(session, found)
    if to is State.SIGNED:
        found_blockers += [*_unanswered(session, found), *_unsettled_run(session, found), *_missing_signers(found)]
    if to is State.PUBLISHED:
        found_blockers += _unmade_awards(session, found)
    return tuple(found_blockers)


def advance(
    session: Session,
    actor: Actor,
    season_id: int,
    to: State,
    *,
    now: datetime,
    version: int | None = None,
    reason: str = "",
    evidence: str | None = None,
    within_job: int | None = None,
) -> Season:
    """Take one step of the course: the only writer of ``Season.state``.

    ``evidence`` names the snapshot when freezing. ``within_job`` is the job that takes the step as its end and so does not
    stand in its own way. A step back needs a reason.
    """
    require_organizer(actor)
    found = season(session, season_id, version=version)
    start = State(found.state)
    standing = tuple(b for b in blockers(session, found, to) if not (b.code == "jobs" and within_job is not None))
    if standing:
        raise Blocked(standing)
    taken = step(start, to)
    if taken is not None and taken.back and not reason.strip():
        raise InputError("Для шага назад нужна причина: напишите её.", "A step back needs a reason: write it.")
    if (start, to) == (State.SIGNED, State.SCORED):
        _withdraw_awards(session, season_id)
    _take(found, to, evidence, now)
    record(
        session,
        actor,
        "season.step",
        found,
        season_id=found.id,
        now=now,
        before={"state": start},
        after={"state": to},
        reason=reason.strip(),
    )
    _flush(session)
    return found


def _take(found: Season, to: State, evidence: str | None, now: datetime) -> None:
    if to is State.COLLECTING:
        found.evidence = None
    if to is State.FROZEN:
        found.evidence = evidence
    if to is State.PUBLISHED:
        found.published_at = now
    found.state = to


def _withdraw_awards(session: Session, season_id: int) -> None:
    """Forget the awards of a season that goes back before its publication; their numbers are never used again."""
    mine = select(Award.id).where(Award.season_id == season_id)
    session.execute(delete(AwardFile).where(AwardFile.award_id.in_(mine)))
    session.execute(delete(Award).where(Award.season_id == season_id))


def _unfinished_jobs(session: Session, found: Season) -> list[Blocker]:
    count = session.scalar(
        select(func.count()).where(Job.season_id == found.id, Job.state.in_((JobState.QUEUED, JobState.RUNNING)))
    )
    if not count:
        return []
    return [Blocker("jobs", count, "дождитесь конца начатых работ", "wait for the work under way to end")]


def _missing_files(session: Session, found: Season) -> list[Blocker]:
    missing = []
    if not session.scalar(select(func.count()).where(Page.season_id == found.id)):
        missing.append(Blocker("register", 1, "загрузите реестр страниц", "import the register of pages"))
    kinds = set(session.scalars(select(ImportedFile.kind).where(ImportedFile.season_id == found.id).distinct()))
    if FileKind.POSTS not in kinds:
        missing.append(Blocker("posts", 1, "загрузите записи за год", "import the year's posts"))
    return missing


def _unsettled_run(session: Session, found: Season) -> list[Blocker]:
    run = session.scalar(select(ScoreRun).where(ScoreRun.season_id == found.id, ScoreRun.official))
    if run is None or run.evidence != found.evidence:
        return [Blocker("run", 1, "посчитайте баллы", "compute the points")]
    if run.rulebook_text != found.rulebook:
        return [
            Blocker(
                "rulebook",
                1,
                "регламент изменён после расчёта, посчитайте снова",
                "the rule book has changed since, compute again",
            )
        ]
    if findings_changed(session, run):
        return [
            Blocker(
                "findings",
                1,
                "после расчёта подтверждены или отозваны находки, посчитайте снова",
                "findings were confirmed or taken back since, compute again",
            )
        ]
    if corrections_changed(session, run):
        return [
            Blocker(
                "corrections",
                1,
                "после расчёта данные исправлены или исправления отозваны, посчитайте снова",
                "the evidence was corrected since, or corrections were withdrawn, compute again",
            )
        ]
    if incidents_changed(session, run):
        return [
            Blocker(
                "incidents",
                1,
                "после расчёта объявлены или отменены сбои, посчитайте снова",
                "incidents were announced or taken back since, compute again",
            )
        ]
    return []


def _unanswered(session: Session, found: Season) -> list[Blocker]:
    count = objections_waiting(session, found.id)
    if not count:
        return []
    return [
        Blocker(
            "objections",
            count,
            f"ответьте на возражения владельцев страниц: ждут {count}",
            f"answer the objections of pages' owners: {count} wait",
        )
    ]


def _missing_signers(found: Season) -> list[Blocker]:
    if found.signers:
        return []
    return [
        Blocker("signers", 1, "назовите в настройках, кто подписывает дипломы", "name in the settings who signs the certificates")
    ]


def _unmade_awards(session: Session, found: Season) -> list[Blocker]:
    total, made = session.execute(select(func.count(), func.count(Award.made_at)).where(Award.season_id == found.id)).one()
    if total == 0:
        return [Blocker("awards", 1, "выпустите дипломы и знаки", "issue the certificates and badges")]
    if made < total:
        left = total - made
        return [Blocker("awards", left, f"не готовы документы наград: {left}", f"documents of {left} awards are not made")]
    return []


def _flush(session: Session) -> None:
    try:
        session.flush()
    except StaleDataError as error:
        raise _stale() from error


def _stale() -> Conflict:
    return Conflict(
        "Пока вы смотрели на страницу, сезон изменил кто-то другой. Откройте страницу заново и повторите.",
        "Somebody else changed the season while you were looking. Open the page again and repeat.",
    )


def check_zone(zone: str) -> None:
    """Refuse a time zone that nobody knows."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InputError(
            f"Часового пояса «{zone}» нет. Пример верного имени: Asia/Novosibirsk.",
            f"There is no time zone «{zone}». A right one looks like Asia/Novosibirsk.",
        ) from error


def _needed(value: str, ru: str, en: str) -> str:
    if not value.strip():
        raise InputError(f"Заполните поле: {ru}.", f"Fill in: {en}.")
    return _short(value, ru, en)


def _short(value: str, ru: str, en: str) -> str:
    if len(value.strip()) > _LONGEST_WORDS:
        raise InputError(
            f"Сократите поле до {_LONGEST_WORDS} знаков: {ru}.", f"Shorten the field to {_LONGEST_WORDS} characters: {en}."
        )
    return value.strip()


def _clean(signers: Signers) -> list[dict[str, str]]:
    rows = [{"post": row.get("post", "").strip(), "name": row.get("name", "").strip()} for row in signers]
    named = [row for row in rows if row["name"]]
    if len(named) > MOST_SIGNERS:
        raise InputError(
            f"На дипломе место для двух подписей, а названо {len(named)}. Оставьте двух.",
            f"A certificate has room for two signatures, and {len(named)} are named. Keep two.",
        )
    return named


def _words(found: Season) -> dict[str, Any]:
    return {"contest": found.contest, "region": found.region, "city": found.city, "signers": found.signers}
