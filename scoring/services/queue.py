"""Asking for long work, and giving it up. The row is the order; whichever worker sees it first takes it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from scoring.errors import Blocked, Conflict, NotFound
from scoring.season.course import PUBLIC, State
from scoring.season.rights import Right
from scoring.services import blockers, course, seasons
from scoring.services.acting import Actor, require, require_organizer
from scoring.services.audit import record
from scoring.services.jury.cards import require_preparable
from scoring.store.results import ScoreRun
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import JobKind, JobState, SeasonKind
from scoring.store.work import PUT_AWAY, Job

ENDS_IN = {JobKind.FREEZE: State.FROZEN, JobKind.SCORE: State.SCORED}
"""The state to which a kind of job takes the season when it has succeeded."""
COLLECTING = frozenset({JobKind.COLLECT, JobKind.CONVERT})
"""Work over the networks' recordings."""


def enqueue(
    session: Session, actor: Actor, *, season_id: int, kind: JobKind, now: datetime, params: dict[str, Any] | None = None
) -> Job:
    """Order a piece of work. What cannot succeed is refused now, with its blockers, and not later in the worker."""
    require_organizer(actor)
    season = seasons.season(session, season_id)
    if kind is JobKind.IMPORT:
        seasons.require_writable(season, "activity")
    elif kind in COLLECTING:
        _refuse_collecting(session, season)
    elif kind is JobKind.REHEARSE:
        _refuse_empty(session, season, now)
    elif kind is JobKind.ROBUSTNESS:
        _refuse_without_run(session, season)
    elif kind is JobKind.CARDS:
        require_preparable(actor, season)
    elif kind is JobKind.LETTERS:
        require(actor, Right.WRITE_LETTERS, State(season.state))
    elif kind is JobKind.AWARD:
        require_award(actor, season)
    elif ENDS_IN[kind] != season.state:  # points may be computed again where they stand
        _refuse_step(session, actor, season, ENDS_IN[kind], now)
    refuse_twin(session, season_id, kind)
    job = Job(season_id=season_id, kind=kind, params=params or {}, state=JobState.QUEUED, created_by=actor.id, created_at=now)
    session.add(job)
    record(session, actor, "job.order", job, season_id=season_id, now=now, after={"kind": kind})
    return job


def order_documents(session: Session, actor: Actor, season_id: int, *, now: datetime) -> None:
    """Have the documents made that a decision of two persons asks for; a batch that waits already makes them too."""
    waits = (Job.season_id == season_id, Job.kind == JobKind.AWARD, Job.state == JobState.QUEUED)
    if session.scalar(select(func.count()).where(*waits)):
        return
    job = Job(season_id=season_id, kind=JobKind.AWARD, params={}, state=JobState.QUEUED, created_by=actor.id, created_at=now)
    session.add(job)
    record(session, actor, "job.order", job, season_id=season_id, now=now, after={"kind": JobKind.AWARD})


def cancel(session: Session, actor: Actor, *, job_id: int, now: datetime) -> None:
    """Give a job up: a waiting one at once, a running one at its next step. What it has finished stays."""
    require_organizer(actor)
    job = _job(session, job_id)
    if job.state not in (JobState.QUEUED, JobState.RUNNING):
        raise Conflict("Эта работа уже закончена.", "This work has ended already.")
    job.state, job.finished_at = JobState.CANCELLED, now
    record(session, actor, "job.cancel", job, season_id=job.season_id, now=now)


def retry(session: Session, actor: Actor, *, job_id: int, now: datetime) -> Job:
    """Order a failed or cancelled piece of work again with the same parameters."""
    require_organizer(actor)
    job = _job(session, job_id)
    if job.state not in (JobState.FAILED, JobState.CANCELLED):
        raise Conflict("Повторить можно только неудавшуюся работу.", "Only work that has failed can be repeated.")
    return enqueue(session, actor, season_id=job.season_id, kind=JobKind(job.kind), params=dict(job.params), now=now)


def put_away(session: Session, actor: Actor, *, job_id: int, now: datetime) -> None:
    """Have a failure that was seen shown on no screen but the list of jobs, where it stays what it is."""
    require_organizer(actor)
    job = _job(session, job_id)
    if job.state != JobState.FAILED:
        raise Conflict("Убрать можно только неудавшуюся работу.", "Only work that has failed can be put away.")
    if not job.result.get(PUT_AWAY):
        job.result = {**job.result, PUT_AWAY: True}
        record(session, actor, "job.put_away", job, season_id=job.season_id, now=now)


def _refuse_step(session: Session, actor: Actor, season: Season, end: State, now: datetime) -> None:
    """What the step at the job's end would be refused for: blockers, the role, the second key. No job takes a step back."""
    order = tuple(State)
    if order.index(State(season.state)) > order.index(end):
        raise Conflict(
            "Сезон уже дальше этого шага. Сначала верните его на шаг назад на его главной странице.",
            "The season is past that step already. Take it a step back on its home page first.",
        )
    course.require_free(session, actor, season, end, now=now)


def _refuse_empty(session: Session, season: Season, now: datetime) -> None:
    """A trial needs what freezing needs, and ends in no state."""
    look = blockers.look(session, season, now)
    missing = tuple(blockers.missing_files(look)) if season.evidence is None else ()
    if missing:
        raise Blocked(missing)


def _refuse_collecting(session: Session, season: Season) -> None:
    """A sweep goes over the register, while the season still takes evidence; a rehearsal asks no network."""
    if season.kind == SeasonKind.REHEARSAL:
        raise Conflict(
            "Репетиция не ходит в сети: загрузите файлы или возьмите с собой данные сезона.",
            "A rehearsal asks no network: import files, or begin it with the season's data.",
        )
    seasons.require_writable(season, "activity")
    if session.scalar(select(Page.id).where(Page.season_id == season.id).limit(1)) is None:
        raise Conflict(
            "В реестре нет страниц. Сначала загрузите реестр: «Источники», «Файлы».",
            "The register has no pages. Import it first: «Sources», «Files».",
        )


def _refuse_without_run(session: Session, season: Season) -> None:
    """Whether winners are sure can be asked of a run only; it may be asked in every state from then on."""
    if session.scalar(select(ScoreRun.id).where(ScoreRun.season_id == season.id, ScoreRun.official)) is None:
        raise Conflict("Расчёта ещё нет: сначала посчитайте баллы.", "There is no run yet: compute the points first.")


def require_award(actor: Actor, season: Season) -> None:
    """Documents are made once a season is signed; after its publication whoever approves corrections may have them made."""
    corrects = season.state in PUBLIC
    require(actor, Right.APPROVE_AWARD_CHANGE if corrects else Right.ISSUE_AWARDS, State(season.state))


def refuse_twin(session: Session, season_id: int, kind: JobKind) -> None:
    """Of one kind of work there is one at a time, but for imports."""
    waiting = session.scalar(
        select(func.count()).where(
            Job.season_id == season_id, Job.kind == kind, Job.state.in_((JobState.QUEUED, JobState.RUNNING))
        )
    )
    if waiting and kind is not JobKind.IMPORT:
        raise Conflict("Эта работа уже идёт. Дождитесь её конца.", "This work is under way already. Wait for its end.")


def _job(session: Session, job_id: int) -> Job:
    job = session.get(Job, job_id, with_for_update=True, populate_existing=True)
    if job is None:
        raise NotFound("Такой работы нет.", "There is no such work.")
    return job


def claim(
    session: Session, *, worker: str, now: datetime, stale_before: datetime, kinds: Collection[JobKind] = tuple(JobKind)
) -> Job | None:
    """Take the oldest job that waits and does not sleep, or whose worker has fallen silent; of two workers one gets it."""
    awake = (Job.state == JobState.QUEUED) & (Job.not_before.is_(None) | (Job.not_before <= now))
    waiting = Job.kind.in_(kinds) & (awake | ((Job.state == JobState.RUNNING) & (Job.heartbeat_at < stale_before)))
    for job_id in session.scalars(select(Job.id).where(waiting).order_by(Job.id).limit(5)).all():
        taken = session.execute(
            update(Job)
            .where(Job.id == job_id, waiting)
            .values(
                state=JobState.RUNNING,
                worker=worker,
                heartbeat_at=now,
                not_before=None,
                attempt=Job.attempt + 1,
                started_at=func.coalesce(Job.started_at, now),
                error_ru=None,
                error_en=None,
            )
        )
        if taken.rowcount == 1:  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
            return session.get(Job, job_id, populate_existing=True)
    return None


def beat(session: Session, job_id: int, *, worker: str, now: datetime, stage: str, done: int, total: int) -> bool:
    """Write progress. False: the job is no longer this worker's (cancelled, or taken over), so it must stop."""
    written = session.execute(
        update(Job)
        .where(Job.id == job_id, Job.worker == worker, Job.state == JobState.RUNNING)
        .values(heartbeat_at=now, stage=stage, done=done, total=total)
    )
    return bool(written.rowcount == 1)  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult


def note(session: Session, job_id: int, *, worker: str, result: dict[str, Any]) -> bool:
    """Keep what a job has to remember while it is under way. False: it is no longer this worker's."""
    return _write(session, job_id, worker, {"result": result})


def postpone(session: Session, job_id: int, *, worker: str, until: datetime, ru: str, en: str) -> bool:
    """Let a job sleep until a moment, with the sentence that tells why; whichever worker is awake then goes on."""
    values = {"state": JobState.QUEUED, "worker": None, "heartbeat_at": None, "not_before": until, "error_ru": ru, "error_en": en}
    return _write(session, job_id, worker, values)


def release(session: Session, job_id: int, *, worker: str) -> bool:
    """Give a job back: its worker ends, another one may go on at once."""
    return _write(session, job_id, worker, {"state": JobState.QUEUED, "worker": None, "heartbeat_at": None})


def finish(session: Session, job_id: int, *, worker: str, now: datetime, result: dict[str, Any]) -> bool:
    """End a job well. False: it is no longer this worker's, and nothing was written."""
    return _write(session, job_id, worker, {"state": JobState.DONE, "finished_at": now, "result": result})


def fail(session: Session, job_id: int, *, worker: str, now: datetime, ru: str, en: str) -> bool:
    """End a job with the sentence that tells why."""
    return _write(session, job_id, worker, {"state": JobState.FAILED, "finished_at": now, "error_ru": ru, "error_en": en})


def _write(session: Session, job_id: int, worker: str, values: dict[str, Any]) -> bool:
    """Write a running job's row, if it is still this worker's."""
    ended = session.execute(
        update(Job).where(Job.id == job_id, Job.worker == worker, Job.state == JobState.RUNNING).values(**values)
    )
    return bool(ended.rowcount == 1)  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
