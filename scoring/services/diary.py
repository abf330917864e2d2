"""The public diary of a season: its steps, its seals, and what can be counted. Nothing in it is typed by anybody.

A draft and a rehearsal have none. Contents of seals are handed out once they may be public: the rules and what only names a
hash at once; the run, the verdicts and the decisions tell every page's result, so they wait for publication, and stay closed in a
season that does not show all pages. Their hashes are public from the moment of sealing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from scoring.errors import NotFound
from scoring.season.course import PUBLIC, State
from scoring.services import decision_papers, sealing
from scoring.services.decisions import last_rows
from scoring.services.seasons import settings_of
from scoring.store.corrections import PageCorrection
from scoring.store.decisions import Decision
from scoring.store.jury import Deal, JuryCard, JuryRound
from scoring.store.owners import Objection
from scoring.store.sealing import Seal, SeasonTransition
from scoring.store.seasons import Season
from scoring.store.showing import SHOWN
from scoring.store.showing_appeals import appeals_by_end
from scoring.store.vocabulary import DealState, RoundState, SealKind

AT_ONCE = frozenset({SealKind.RULES, SealKind.SNAPSHOT, SealKind.VOID})
"""Kinds of seals whose files tell nothing of any page."""
_JURY_DONE = frozenset({State.JURY_CLOSED, State.PROPOSED, State.SIGNED, *PUBLIC})


@dataclass(frozen=True, slots=True)
class Entry:
    """A step; ``one_key``: one person took what needs two, since the season does so."""

    at: datetime
    start: State
    end: State
    one_key: bool
    two_people: bool


@dataclass(frozen=True, slots=True)
class SealLine:
    """A seal; ``open``: its file may be had; ``holds``: it was not voided since."""

    number: int
    kind: SealKind
    at: datetime
    rows: int
    sha256: str
    chained: str
    open: bool
    holds: bool


@dataclass(frozen=True, slots=True)
class Diary:
    """What everybody may know of a season's course. Counts are None until they may be told."""

    season: Season
    entries: tuple[Entry, ...]
    seals: tuple[SealLine, ...]
    objections: Mapping[str, int]
    corrections: int
    recusals: int | None
    deviations: int | None
    appeals: Mapping[str, int]
    """How many by how they ended; nothing of what was written."""
    two_keys: bool
    results: str | None
    """SHA-256 of the open file of results; None before publication."""


def diary(session: Session, year: int) -> Diary:
    """The diary of a year; NotFound of a draft, a rehearsal and a year that has no season."""
    found = _season(session, year)
    return Diary(
        found,
        tuple(_entries(session, found.id)),
        tuple(_seals(session, found)),
        _objections(session, found.id),
        _corrections(session, found.id),
        _recusals(session, found.id) if found.state in _JURY_DONE else None,
        _deviations(session, found.id) if found.state in PUBLIC else None,
        appeals_by_end(session, found.id),
        settings_of(found).two_keys,
        _results(session, found),
    )


def sealed_file(session: Session, year: int, number: int) -> Seal:
    """A seal with its content; one that is not open yet is no different from one that never was."""
    found = _season(session, year)
    seal = session.scalar(select(Seal).options(undefer(Seal.content)).where(Seal.season_id == found.id, Seal.number == number))
    if seal is None or not _open(found, SealKind(seal.kind)):
        raise NotFound("Такого файла нет, или он ещё закрыт.", "There is no such file, or it is still closed.")
    return seal


def results_file(session: Session, year: int) -> bytes:
    """The open file of results."""
    return decision_papers.open_file(session, _season(session, year))


def _season(session: Session, year: int) -> Season:
    found = session.scalar(select(Season).where(Season.year == year, Season.kind == SHOWN.get(), Season.state != State.DRAFT))
    if found is None:
        raise NotFound("Дневника такого года нет.", "There is no diary of such a year.")
    return found


def _entries(session: Session, season_id: int) -> Sequence[Entry]:
    rows = session.scalars(
        select(SeasonTransition).where(SeasonTransition.season_id == season_id).order_by(SeasonTransition.at, SeasonTransition.id)
    )
    return [Entry(row.at, State(row.start), State(row.end), row.one_key, row.second_id is not None) for row in rows]


def _seals(session: Session, found: Season) -> list[SealLine]:
    rows = session.scalars(select(Seal).where(Seal.season_id == found.id).order_by(Seal.number)).all()
    gone = sealing.voided(session, found.id)
    return [
        SealLine(
            row.number, SealKind(row.kind), row.at, row.rows, row.sha256, row.chained, _open(found, SealKind(row.kind)),
            row.number not in gone,
        )
        for row in rows
    ]  # fmt: skip


def _open(found: Season, kind: SealKind) -> bool:
    return kind in AT_ONCE or (found.state in PUBLIC and settings_of(found).list_public)


def _objections(session: Session, season_id: int) -> dict[str, int]:
    rows = session.execute(
        select(Objection.state, func.count()).where(Objection.season_id == season_id).group_by(Objection.state)
    )
    return {str(state): count for state, count in rows}


def _corrections(session: Session, season_id: int) -> int:
    standing = (PageCorrection.season_id == season_id, PageCorrection.withdrawn_at.is_(None))
    return session.scalar(select(func.count()).select_from(PageCorrection).where(*standing)) or 0


def _recusals(session: Session, season_id: int) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(Deal)
            .join(JuryCard, JuryCard.id == Deal.card_id)
            .join(JuryRound, JuryRound.id == JuryCard.round_id)
            .where(JuryRound.season_id == season_id, JuryRound.state != RoundState.VOID, Deal.state == DealState.RECUSED)
        )
        or 0
    )


def _deviations(session: Session, season_id: int) -> int:
    rows = last_rows(season_id).where(Decision.final != Decision.automatic).subquery()
    return session.scalar(select(func.count()).select_from(rows)) or 0


def _results(session: Session, found: Season) -> str | None:
    if found.state not in PUBLIC:
        return None
    try:
        return decision_papers.digest(decision_papers.open_file(session, found))
    except NotFound:  # a season of an earlier version of the program was published without seals
        return None
