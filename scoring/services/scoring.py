"""Running the engine over a season's frozen evidence and writing what came out."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from criteria import loading
from criteria.evidence import UNKNOWN
from scoring import __version__
from scoring.engine.detail import detail_of
from scoring.engine.ranking import Outcome, Standing
from scoring.engine.run import Result
from scoring.engine.table import ranking_digest
from scoring.engine.tree import sums
from scoring.errors import Conflict
from scoring.evidence.corrections import NO_CORRECTIONS, Correction, corrections_hash, rows_of
from scoring.season.course import State
from scoring.season.rights import Right
from scoring.services.acting import Actor, require, require_organizer
from scoring.services.audit import record
from scoring.services.seasons import require_writable, season
from scoring.store.results import Score, ScoreRun
from scoring.store.seasons import Page

NO_FINDINGS: Final = hashlib.sha256(b"").hexdigest()
"""Digest of the findings where there are none, and of the incidents."""


def run_name(
    evidence: str,
    rulebook: str,
    *,
    findings: str = NO_FINDINGS,
    incidents: str = NO_FINDINGS,
    corrections: str = NO_CORRECTIONS,
    code: str = __version__,
) -> str:
    """SHA-256 over the names of evidence, findings, rule book, code, incidents and corrections: the same name, the same result.

    A run without incidents and corrections is named as before there could be any.
    """
    parts = [evidence, findings, rulebook, code]
    if incidents != NO_FINDINGS:
        parts.append(f"incidents {incidents}")
    if corrections != NO_CORRECTIONS:
        parts.append(f"corrections {corrections}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def save_run(
    session: Session,
    actor: Actor,
    season_id: int,
    *,
    evidence: str,
    text: str,
    result: Result,
    now: datetime,
    corrections: Sequence[Correction] = (),
) -> ScoreRun:
    """Write the run and every page's score, and make it the official one; a run that is there is only made official.

    ``corrections``: what the evidence was read with.
    """
    require_organizer(actor)
    found = season(session, season_id)
    require_writable(found, "runs")
    session.execute(update(ScoreRun).where(ScoreRun.season_id == season_id, ScoreRun.official).values(official=False))
    run = _written(session, season_id, evidence, text, result, corrections, now)
    run.official, run.rulebook_text = True, text
    record(
        session,
        actor,
        "run.save",
        run,
        season_id=season_id,
        now=now,
        after={"name": run.name, "evidence": evidence, "ranking": run.ranking},
    )
    return run


def save_shadow(
    session: Session, actor: Actor, season_id: int, *, result: Result, now: datetime, corrections: Sequence[Correction]
) -> ScoreRun:
    """Write a run that is not official: the season as it would have come out with other corrections, for an appeal."""
    found = season(session, season_id)
    require_writable(found, "appeals")
    require(actor, Right.DECIDE_APPEALS, State(found.state))
    if found.evidence is None:
        raise Conflict("В этом сезоне нет снимка свидетельств.", "This season has no snapshot of evidence.")
    run = _written(session, season_id, found.evidence, found.rulebook, result, corrections, now)
    after = {"name": run.name, "corrections": len(corrections)}
    record(session, actor, "run.shadow", run, season_id=season_id, now=now, after=after)
    return run


def _written(
    session: Session,
    season_id: int,
    evidence: str,
    text: str,
    result: Result,
    corrections: Sequence[Correction],
    now: datetime,
) -> ScoreRun:
    """The run of this name, written with every page's score where it is not there."""
    rulebook = loading.digest(result.book)
    name = run_name(
        evidence,
        rulebook,
        findings=result.findings.digest,
        incidents=result.incidents.digest,
        corrections=corrections_hash(corrections),
    )
    run = session.scalar(select(ScoreRun).where(ScoreRun.season_id == season_id, ScoreRun.name == name))
    if run is None:
        run = ScoreRun(
            season_id=season_id,
            name=name,
            evidence=evidence,
            rulebook=rulebook,
            rulebook_text=text,
            code=__version__,
            ranking=ranking_digest(result),
            findings=result.findings.rows,
            corrections=rows_of(corrections),
            incidents=result.incidents.rows,
            cuts=[asdict(cut) for cut in result.ranked.cuts],
            created_at=now,
        )
        session.add(run)
        session.flush()
        session.execute(insert(Score), _scores(session, run, result))
    return run


def _scores(session: Session, run: ScoreRun, result: Result) -> list[dict[str, Any]]:
    rows = session.execute(select(Page.key, Page.id).where(Page.season_id == run.season_id))
    ids = {key: number for key, number in rows}  # noqa: C416 a Row is no pair to dict()
    ranked, scored = result.ranked, result.scored
    branches = sums(result.book, scored.got)
    points = {code: values.tolist() for code, values in branches.items()}
    shown, place = ranked.shown.tolist(), ranked.place.tolist()
    reserve = ranked.reserve.tolist()
    outcome, standing, nomination = ranked.outcome.tolist(), ranked.standing.tolist(), result.nomination.tolist()
    return [
        {
            "run_id": run.id,
            "page_id": ids[key],
            "nomination": "" if nomination[i] == UNKNOWN else result.nominations[nomination[i]],
            "place": place[i] or None,
            "total": max(0, shown[i]),
            "outcome": Outcome(outcome[i]).word,
            "reserve": reserve[i] or None,
            "check": standing[i] == Standing.CHECK,
            "points": {code: values[i] for code, values in points.items()},
            "detail": detail_of(result, i),
        }
        for i, key in enumerate(result.key.tolist())
    ]
