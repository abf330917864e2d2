"""Named read queries of the screens: a season's home, its results, one page's card, winners, and the public's pages.

Each costs a fixed number of queries however many rows it answers.
"""

from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, TypeVar

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, object_session, selectinload

from scoring.engine.findings import Finding, Findings
from scoring.season.awarding import STANDING, AwardKind, AwardStatus
from scoring.season.course import PUBLIC
from scoring.store.showing_corrections import corrections_changed
from scoring.store.showing_incidents import incidents_changed
from scoring.store.tables import AuditEvent, Award, AwardFile, ImportedFile, Job, Page, PageFinding, Score, ScoreRun, Season
from scoring.store.vocabulary import FileKind, FindingKind, FindingState, JobKind, JobState, Outcome, SeasonKind
from scoring.store.work import PUT_AWAY

Row = TypeVar("Row")
SHOWN: Final = ContextVar("SHOWN", default=SeasonKind.CONTEST)
"""The kind of season that public pages are about: contests; in the application over a rehearsal, rehearsals."""
HONOURS = (AwardKind.WINNER, AwardKind.LAUREATE)
"""Kinds of award that stand in the lists of winners; letters of thanks and certificates of participation do not."""
_UNDER_WAY = (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class FileCount:
    """What was imported of one kind: files, rows that were read, rows that were refused."""

    kind: FileKind
    files: int
    rows: int
    refused: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a season has come, as counts by station; ``winners`` and ``laureates`` are those of the official run."""

    files: tuple[FileCount, ...]
    pages: int
    run: ScoreRun | None
    scored: int
    checks: int
    winners: int
    laureates: int
    awards: int
    made: int

    def rows(self, kind: FileKind) -> int:
        """Good rows of one kind."""
        return sum(count.rows - count.refused for count in self.files if count.kind == kind)


@dataclass(frozen=True, slots=True)
class Standings:
    """One sheet of a nomination's list, and how long the whole list is."""

    rows: tuple[Score, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Totals of a nomination's ranked pages, largest first, and the smallest total that won and that was laureate."""

    totals: tuple[int, ...]
    last_winner: int | None
    last_laureate: int | None
    best_other: int | None
    """Largest total that did not win."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One page's score between its neighbours: the nearest above and below in its nomination, and how many share its place."""

    score: Score
    above: Score | None
    below: Score | None
    sharing: int
    ranked: int
    last_winner: int | None


def season_of(session: Session, year: int) -> Season | None:
    """The season of a year."""
    return session.scalar(select(Season).where(Season.year == year, Season.kind == SHOWN.get()))


def published_years(session: Session) -> tuple[int, ...]:
    """Years whose results are public, the latest first."""
    return tuple(session.scalars(select(Season.year).where(*is_public()).order_by(Season.year.desc())))


def official_run(session: Session, season_id: int) -> ScoreRun | None:
    """The run that counts, or None before one is computed."""
    return session.scalar(select(ScoreRun).where(ScoreRun.season_id == season_id, ScoreRun.official))


def is_ranked(session: Session, season_id: int) -> bool:
    """Whether there is a run that counts."""
    return bool(session.scalar(select(exists().where(ScoreRun.season_id == season_id, ScoreRun.official))))


def outdated(season: Season, run: ScoreRun) -> bool:
    """Whether evidence, corrections, incidents, rule book or findings changed since the run: its points are older."""
    if run.evidence != season.evidence or run.rulebook_text != season.rulebook:
        return True
    session = object_session(run)
    return session is not None and any(
        changed(session, run) for changed in (findings_changed, corrections_changed, incidents_changed)
    )


def confirmed(session: Session, season_id: int) -> Findings:
    """The findings that count in the next computation."""
    rows = session.execute(
        select(Page.key, PageFinding.kind, PageFinding.code, PageFinding.times, PageFinding.reason, PageFinding.evidence)
        .join(PageFinding.page)
        .where(PageFinding.season_id == season_id, PageFinding.state == FindingState.CONFIRMED)
    )
    return Findings(
        tuple(Finding(row.key, FindingKind(row.kind).value, row.code, row.times, row.reason, row.evidence) for row in rows)
    )


def findings_changed(session: Session, run: ScoreRun) -> bool:
    """Whether findings were confirmed or taken back since the run: its points are an earlier computation."""
    return confirmed(session, run.season_id).rows != run.findings


def progress(session: Session, season_id: int) -> Progress:
    """Counts of every station, in five queries."""
    files = session.execute(
        select(ImportedFile.kind, func.count(), func.sum(ImportedFile.rows), func.sum(ImportedFile.refused))
        .where(ImportedFile.season_id == season_id)
        .group_by(ImportedFile.kind)
    ).all()
    pages = session.scalar(select(func.count()).select_from(Page).where(Page.season_id == season_id)) or 0
    run = official_run(session, season_id)
    scored = checks = winners = laureates = 0
    if run is not None:
        scored, checks, winners, laureates = session.execute(
            select(
                func.count(),
                func.count(case((Score.check, 1))),
                func.count(case((Score.outcome == Outcome.WINNER, 1))),
                func.count(case((Score.outcome == Outcome.LAUREATE, 1))),
            ).where(Score.run_id == run.id)
        ).one()
    awards, made = session.execute(
        select(func.count(), func.count(Award.made_at)).where(Award.season_id == season_id, Award.status.in_(STANDING))
    ).one()
    return Progress(
        files=tuple(FileCount(FileKind(kind), count, int(rows), int(refused)) for kind, count, rows, refused in files),
        pages=pages,
        run=run,
        scored=scored,
        checks=checks,
        winners=winners,
        laureates=laureates,
        awards=awards,
        made=made,
    )


def last_events(session: Session, season_id: int, limit: int = 10, *, actor_id: int | None = None) -> Sequence[AuditEvent]:
    """The newest lines of a season's journal; with ``actor_id`` those of one person."""
    rows = select(AuditEvent).where(AuditEvent.season_id == season_id)
    rows = rows if actor_id is None else rows.where(AuditEvent.actor_id == actor_id)
    return session.scalars(rows.order_by(AuditEvent.id.desc()).limit(limit)).all()


def job_to_show(session: Session, season_id: int) -> Job | None:
    """The work under way; without any, the newest piece if it failed, until it is put away, so that nobody overlooks it."""
    sweeps_last = (Job.kind == JobKind.COLLECT, Job.id)  # they take hours, and hide nothing shorter
    open_jobs = select(Job).where(Job.season_id == season_id, Job.state.in_(_UNDER_WAY))
    under_way = session.scalar(open_jobs.order_by(*sweeps_last).limit(1))
    if under_way is not None:
        return under_way
    newest = session.scalar(select(Job).where(Job.season_id == season_id).order_by(Job.id.desc()).limit(1))
    return newest if newest is not None and newest.state == JobState.FAILED and not newest.result.get(PUT_AWAY) else None


def standings(session: Session, run_id: int, nomination: str, *, offset: int, limit: int) -> Standings:
    """A sheet of the ranked pages of a nomination: by place, equals by name so that the sheet is the same every time."""
    ranked = (Score.run_id == run_id, Score.nomination == nomination, Score.place.is_not(None))
    rows = session.scalars(
        select(Score)
        .join(Score.page)
        .options(contains_eager(Score.page))
        .where(*ranked)
        .order_by(Score.place, Page.name, Page.id)
        .offset(offset)
        .limit(limit)
    ).all()
    return Standings(tuple(rows), session.scalar(select(func.count()).select_from(Score).where(*ranked)) or 0)


def out_of_contest(session: Session, run_id: int, nomination: str, *, limit: int) -> Standings:
    """Pages of a nomination that did not pass a gate, by name."""
    out = (Score.run_id == run_id, Score.nomination == nomination, Score.outcome == Outcome.OUT)
    rows = session.scalars(
        select(Score).join(Score.page).options(contains_eager(Score.page)).where(*out).order_by(Page.name, Page.id).limit(limit)
    ).all()
    return Standings(tuple(rows), session.scalar(select(func.count()).select_from(Score).where(*out)) or 0)


def spread(session: Session, run_id: int, nomination: str) -> Spread:
    """How the totals of a nomination lie, in one query."""
    rows = session.execute(
        select(Score.total, Score.outcome)
        .where(Score.run_id == run_id, Score.nomination == nomination, Score.place.is_not(None))
        .order_by(Score.total.desc())
    ).all()
    won = [total for total, outcome in rows if outcome == Outcome.WINNER]
    laureates = [total for total, outcome in rows if outcome == Outcome.LAUREATE]
    others = [total for total, outcome in rows if outcome != Outcome.WINNER]
    return Spread(
        tuple(total for total, _ in rows),
        min(won, default=None),
        min(laureates, default=None),
        max(others, default=None),
    )


def score_of(session: Session, page_id: int, season_id: int) -> Score | None:
    """The official score of a page of this season, with its page and run; None without one."""
    return session.scalar(
        select(Score)
        .join(Score.run)
        .options(contains_eager(Score.run), joinedload(Score.page))
        .where(Score.page_id == page_id, ScoreRun.season_id == season_id, ScoreRun.official)
    )


def scores_by_key(session: Session, run_id: int, keys: Sequence[str]) -> dict[str, Score]:
    """The scores of some pages of a run by the key of the page, in one query."""
    rows = session.scalars(
        select(Score).join(Score.page).options(contains_eager(Score.page)).where(Score.run_id == run_id, Page.key.in_(keys))
    )
    return {score.page.key: score for score in rows}


def standing(session: Session, score: Score) -> Standing:
    """A score between its neighbours; out of the contest it has none."""
    ranked = (Score.run_id == score.run_id, Score.nomination == score.nomination, Score.place.is_not(None))
    sharing, count, last_winner = session.execute(
        select(
            func.count(case((Score.place == score.place, 1))),
            func.count(),
            func.min(case((Score.outcome == Outcome.WINNER, Score.total))),
        ).where(*ranked)
    ).one()
    if score.place is None:
        return Standing(score, None, None, 0, count, last_winner)
    neighbour = select(Score).join(Score.page).options(contains_eager(Score.page)).where(*ranked).limit(1)
    above = session.scalar(neighbour.where(Score.place < score.place).order_by(Score.place.desc(), Page.name.desc()))
    below = session.scalar(neighbour.where(Score.place > score.place).order_by(Score.place, Page.name))
    return Standing(score, above, below, sharing, count, last_winner)


def page_of(session: Session, page_id: int) -> Page | None:
    """A page of a register, with its season."""
    return session.scalar(select(Page).options(joinedload(Page.season)).where(Page.id == page_id))


def award_of_page(session: Session, page_id: int, season_id: int) -> Award | None:
    """The award of a page, with its files."""
    mine = (Award.page_id == page_id, Award.season_id == season_id, Award.kind.in_(HONOURS), Award.status.in_(STANDING))
    return session.scalar(_awards().where(*mine).order_by(Award.version.desc()).limit(1))


def awards(
    session: Session,
    season_id: int,
    *,
    nomination: str = "",
    words: str = "",
    by_name: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> Sequence[Award]:
    """Winners' and laureates' awards that stand, with pages and files, by nomination, winners first, by place or by name.

    ``words`` must all stand in name or link.
    """
    query = _chosen(_awards(), season_id, nomination, words)
    winners_first = case((Award.kind == Outcome.WINNER, 0), else_=1)
    order = (Page.name, Page.id) if by_name else (Award.place, Page.name, Page.id)
    query = query.order_by(Award.nomination, winners_first, *order).offset(offset)
    return session.scalars(query if limit is None else query.limit(limit)).all()


def count_awards(
    session: Session, season_id: int, *, nomination: str = "", words: str = "", kinds: Sequence[AwardKind] = HONOURS
) -> int:
    """How many awards of these kinds ``awards`` would answer."""
    query = select(func.count()).select_from(Award).join(Award.page).where(Award.kind.in_(kinds))
    return session.scalar(_chosen(query, season_id, nomination, words)) or 0


def awarded_nominations(session: Session, season_id: int) -> tuple[str, ...]:
    """Nominations in which there is an award, by name."""
    return tuple(
        session.scalars(
            select(Award.nomination)
            .where(Award.season_id == season_id, Award.kind.in_(HONOURS), Award.status.in_(STANDING))
            .distinct()
            .order_by(Award.nomination)
        )
    )


def is_public() -> tuple[ColumnElement[bool], ...]:
    """What holds of a season that everybody may see: its results are open, and it is no rehearsal."""
    return Season.state.in_(PUBLIC), Season.kind == SHOWN.get()


def award_by_serial(session: Session, serial: str) -> Award | None:
    """A published award by the number printed on it, with its page, season and files, whatever became of it since."""
    published = and_(Award.status != AwardStatus.CONFIRMED, *is_public())
    return session.scalar(_awards().join(Award.season).where(Award.serial == serial, published))


def award_by_token(session: Session, token: str) -> Award | None:
    """An award by the secret of its winner's page, whatever the season's state: the door decides who may see it."""
    return session.scalar(_awards().where(Award.token == token))


def file_of_award(session: Session, token: str, file_id: int) -> AwardFile | None:
    """One file of the award with this secret; a file of another award is as good as none."""
    return session.scalar(
        select(AwardFile)
        .join(AwardFile.award)
        .options(contains_eager(AwardFile.award).joinedload(Award.season))
        .where(Award.token == token, AwardFile.id == file_id)
    )


def file_of_season(session: Session, season_id: int, file_id: int) -> AwardFile | None:
    """One file of one of a season's awards."""
    return session.scalar(select(AwardFile).join(AwardFile.award).where(Award.season_id == season_id, AwardFile.id == file_id))


def fold(words: str) -> tuple[str, ...]:
    """What a person typed into a search, as ``Page.search`` is written: lower case, ё as е, split at spaces."""
    return tuple(words.lower().replace("ё", "е").split())


def _awards() -> Select[Award]:
    return select(Award).join(Award.page).options(contains_eager(Award.page), joinedload(Award.season), selectinload(Award.files))


def _chosen(query: Select[Row], season_id: int, nomination: str, words: str) -> Select[Row]:
    query = query.where(Award.season_id == season_id, Award.kind.in_(HONOURS), Award.status.in_(STANDING))
    if nomination:
        query = query.where(Award.nomination == nomination)
    for word in fold(words):
        query = query.where(Page.search.contains(word, autoescape=True))
    return query
