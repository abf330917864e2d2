"""How sure a run's winners are: computing the report out of what the run was made of, and keeping it beside the run."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from criteria import loading
from scoring import __version__
from scoring.engine.evidence import Evidence
from scoring.engine.findings import Findings
from scoring.engine.incidents import Incidents
from scoring.engine.robustness.report import Extent, report
from scoring.engine.robustness.weeks import Weekly, weekly_of
from scoring.engine.run import Result, evaluate
from scoring.engine.table import ranking_digest
from scoring.errors import Conflict, NotFound
from scoring.evidence.corrected import open_corrected
from scoring.evidence.corrections import Correction, corrections_of
from scoring.home import Home
from scoring.progress import Progress
from scoring.services.acting import Actor, require_organizer
from scoring.services.audit import record
from scoring.store.results import RobustnessReport, ScoreRun

WHOLE: Final = Extent()
MOST_PAGES: Final = 50_000
"""Beyond so many pages weeks are not resampled: the parts of all weeks would not fit into memory."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What a run was made of."""

    run_id: int
    evidence: str
    rulebook: str
    findings: Findings
    incidents: Incidents
    ranking: str
    corrections: tuple[Correction, ...] = ()


def sources_of(session: Session, season_id: int) -> Sources:
    """The official run's sources; NotFound where there is none."""
    run = session.scalar(select(ScoreRun).where(ScoreRun.season_id == season_id, ScoreRun.official))
    if run is None:
        raise NotFound("Расчёта ещё нет: сначала посчитайте баллы.", "There is no run yet: compute the points first.")
    findings, incidents = Findings.of(run.findings or []), Incidents.of(run.incidents or [])
    return Sources(
        run.id, run.evidence, run.rulebook_text, findings, incidents, run.ranking, corrections_of(run.corrections or [])
    )


def compute(home: Home, sources: Sources, progress: Progress, extent: Extent = WHOLE) -> dict[str, Any]:
    """The report of a run. Conflict where this version of the program makes another ranking of the same sources."""
    progress("measure", 0, 0)
    evidence = open_corrected(home.evidence / sources.evidence, sources.corrections)
    result = evaluate(loading.read(sources.rulebook), evidence, findings=sources.findings, incidents=sources.incidents)
    if ranking_digest(result) != sources.ranking:
        raise Conflict(
            f"Этот расчёт сделан другой версией программы (сейчас {__version__}). Посчитайте баллы снова и повторите проверку.",
            f"This run was made by another version of the program (now {__version__}). Compute the points again, then repeat.",
        )
    return report_on(result, evidence, progress, extent)


def report_on(result: Result, evidence: Evidence, progress: Progress, extent: Extent = WHOLE) -> dict[str, Any]:
    """The report of a result and the evidence it came from; evidence without activity has no weeks."""
    measured = any(isinstance(leaf.metric, str) for leaf in result.book.leaves)
    weekly = _weekly(result, evidence, progress) if measured and result.pages <= MOST_PAGES else None
    return report(result, weekly, extent, progress=progress)


def _weekly(result: Result, evidence: Evidence, progress: Progress) -> Weekly | None:
    from criteria.registry import METRICS  # noqa: PLC0415  the registry imports every metric

    progress("weekly", 0, 0)
    weekly = weekly_of(result, evidence, METRICS)
    progress("weekly", weekly.weeks, weekly.weeks)
    return None if all(parts is None for parts in weekly.leaves) else weekly


def keep(session: Session, actor: Actor, season_id: int, run_id: int, told: dict[str, Any], *, now: datetime) -> None:
    """Keep the report beside its run; an earlier one of the same run is replaced."""
    require_organizer(actor)
    run = session.get(ScoreRun, run_id)
    if run is None or run.season_id != season_id:
        raise NotFound("Такого расчёта нет.", "There is no such run.")
    found = session.scalar(select(RobustnessReport).where(RobustnessReport.run_id == run_id))
    if found is None:
        found = RobustnessReport(run_id=run_id)
        session.add(found)
    found.report, found.created_at = told, now
    session.flush()
    record(
        session,
        actor,
        "run.robustness",
        found,
        season_id=season_id,
        now=now,
        after={"run": run.name, "verdicts": told["verdicts"], "draws": told["draws"]},
    )


def kept(session: Session, run_id: int) -> RobustnessReport | None:
    """The report of a run, or None."""
    return session.scalar(select(RobustnessReport).where(RobustnessReport.run_id == run_id))
