"""Sealing runs into files, and computing a sealed run again from those files alone, to be compared byte for byte."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from criteria import loading
from scoring import __version__
from scoring.engine.difference import Cell, ranking_differences
from scoring.engine.findings import Findings
from scoring.engine.incidents import Incidents
from scoring.engine.run import Result, evaluate
from scoring.engine.table import ranking_csv
from scoring.errors import Conflict, InputError, NotFound
from scoring.evidence.corrected import open_corrected
from scoring.evidence.corrections import canonical, corrections_hash, corrections_of
from scoring.evidence.sealed_run import (
    CORRECTIONS,
    FINDINGS,
    INCIDENTS,
    RANKING,
    RULEBOOK,
    SealedRun,
    damaged,
    findings_digest,
    read_sealed,
    seal,
    sealed_runs,
    sha256,
)
from scoring.evidence.snapshot import verify
from scoring.home import Home
from scoring.progress import Progress, silent
from scoring.services.replaying_seals import WrongRow, replayed_seals
from scoring.services.results import ranking_bytes, stored_rows
from scoring.services.scoring import run_name
from scoring.services.sealed_files import SealedFile
from scoring.store.results import ScoreRun
from scoring.store.seasons import Season
from scoring.store.vocabulary import SeasonKind

T = TypeVar("T")

LISTED: Final = 20
"""Cells of a ranking that are named one by one."""
SHORTEST: Final = 4
"""Letters of a run's name that are enough to ask for it."""


@dataclass(frozen=True, slots=True)
class WrongHash:
    """A part of a sealed run that is not what ``run.json`` says of it: the file or the field, what is said, what was found."""

    part: str
    said: str
    found: str


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of computing a sealed run again.

    ``ranking``: SHA-256 of the ranking that came out now. ``cells``: the first cells that differ from the sealed ranking,
    ``differing`` of them in all. ``wrong``: hashes that do not fit. ``code``: version of the program that computed then.
    ``files``: how many of the season's sealed files were counted again too; ``rows``: their rows that do not come out again.
    """

    run: str
    year: int
    pages: int
    ranking: str
    code: str
    code_now: str
    wrong: tuple[WrongHash, ...]
    cells: tuple[Cell, ...]
    differing: int
    files: int = 0
    rows: tuple[WrongRow, ...] = ()

    @property
    def same(self) -> bool:
        """Whether all hashes fit, and the ranking and the sealed files came out the same to the byte."""
        return not self.wrong and not self.differing and not self.rows


def seal_run(session: Session, home: Home, run: ScoreRun, *, ranking: bytes | None = None) -> Path:
    """The folder of the run, written now where it is not there; ``ranking``: its Russian CSV where it is at hand.

    Conflict where the stored scores no longer give the ranking that the run is named for.
    """
    if (home.runs / run.name).is_dir():
        return home.runs / run.name
    if ranking is None:
        ranking = ranking_bytes(loading.read(run.rulebook_text), stored_rows(session, run), "csv", "ru")
    if sha256(ranking) != run.ranking:
        raise Conflict(
            f"Баллы расчёта {run.name[:12]} в базе данных не дают его рейтинга: их изменили, или их пишет другая версия "
            f"программы. Верните базу или папку «{home.runs / run.name}» из резервной копии.",
            f"The points of the run {run.name[:12]} in the database do not give its ranking: they were changed, or another "
            f"version of the program writes them. Restore the database or the folder «{home.runs / run.name}» from a backup.",
        )
    return seal(
        home.runs,
        name=run.name,
        year=session.get_one(Season, run.season_id).year,
        evidence=run.evidence,
        rulebook=run.rulebook,
        code=run.code,
        computed_at=run.created_at.isoformat(timespec="seconds"),
        text=run.rulebook_text,
        findings=run.findings or [],
        incidents=run.incidents or [],
        corrections=corrections_of(run.corrections or []),
        ranking=ranking,
    )


def replay(
    folder: Path, *, evidence: Path | None = None, files: Sequence[SealedFile] = (), progress: Progress = silent
) -> Replay:
    """Computes the sealed run in ``folder`` again. ``evidence``: the snapshot's folder, looked for beside the run without it.

    ``files``: the season's sealed files, which are then counted again as well: rules, run, verdicts, decisions.
    The snapshot is verified first. BrokenRun, BrokenEvidence or InputError name what is missing or damaged.
    """
    sealed = read_sealed(folder)
    entry = sealed.entry
    snapshot = evidence if evidence is not None else evidence_of(sealed)
    verify(snapshot, progress)
    result = recomputed(sealed, snapshot, progress)
    ranking = ranking_csv(result)
    cells, differing = ranking_differences(sealed.ranking, ranking, listed=LISTED)
    return Replay(
        run=entry.name,
        year=entry.year,
        pages=result.pages,
        ranking=sha256(ranking),
        code=entry.code,
        code_now=__version__,
        wrong=_wrong(sealed, snapshot.name, loading.digest(result.book)),
        cells=cells,
        differing=differing,
        files=len(files),
        rows=replayed_seals(files, entry, sealed.rulebook, result) if files else (),
    )


def recomputed(sealed: SealedRun, snapshot: Path, progress: Progress = silent) -> Result:
    """What the program makes today of a sealed run's rule book, findings, incidents, evidence and corrections."""
    book = loading.read(sealed.rulebook)
    try:
        findings = Findings.of(sealed.told_findings)
    except (TypeError, ValueError) as error:
        raise damaged(sealed.folder / FINDINGS) from error
    try:
        incidents = Incidents.of(sealed.told_incidents)
    except (TypeError, ValueError, KeyError) as error:
        raise damaged(sealed.folder / INCIDENTS) from error
    progress("measure", 0, 0)
    with open_corrected(snapshot, sealed.corrections) as opened:
        result = evaluate(book, opened, findings=findings, incidents=incidents)
    progress("measure", result.pages, result.pages)
    return result


def evidence_of(sealed: SealedRun) -> Path:
    """The snapshot of a sealed run: beside it, inside of it, or in the home folder that holds both."""
    name = sealed.entry.evidence
    places = (sealed.folder / name, sealed.folder.parent / name, sealed.folder.parent.parent / "evidence" / name)
    for place in places:
        if place.is_dir():
            return place
    raise InputError(
        f"Снимка свидетельств {name[:12]}… рядом с расчётом нет. Положите его папку в «{places[2].parent}» или укажите: "
        "--evidence ПАПКА",
        f"The snapshot {name[:12]}… is not beside the run. Put its folder into «{places[2].parent}» or name it: --evidence DIR",
    )


def find_sealed(home: Home, prefix: str, year: int | None = None) -> Path:
    """The one sealed run whose name begins with ``prefix``, of that year where one is given; needs no database."""
    found = [path for path in sealed_runs(home.runs) if path.name.startswith(prefix)]
    if year is not None:
        found = [path for path in found if read_sealed(path).entry.year == year]
    return _only(found, [path.name for path in found], prefix or str(year))


def official_folder(session: Session, home: Home, season_id: int) -> Path:
    """The sealed folder of the season's official run; NotFound before there is one."""
    run = session.scalar(select(ScoreRun).where(ScoreRun.season_id == season_id, ScoreRun.official))
    if run is None:
        raise NotFound(
            "У этого сезона ещё нет расчёта. Посчитайте: lavr season run --until scored",
            "This season has no run yet. Compute one: lavr season run --until scored",
        )
    return seal_run(session, home, run)


def find_run(session: Session, asked: str) -> ScoreRun:
    """The run by a prefix of its name, or the official one of a season by its year."""
    if asked.isascii() and asked.isdigit() and len(asked) == 4:
        run = session.scalar(
            select(ScoreRun)
            .join(ScoreRun.season)
            .where(Season.year == int(asked), Season.kind == SeasonKind.CONTEST, ScoreRun.official)
        )
        if run is not None:
            return run
    found = session.scalars(
        select(ScoreRun).where(ScoreRun.name.startswith(asked, autoescape=True)).order_by(ScoreRun.name)
    ).all()
    return _only(list({run.name: run for run in found}.values()), [run.name for run in found], asked)


def _only(found: Sequence[T], names: Sequence[str], asked: str) -> T:
    if len(found) == 1 and len(asked) >= SHORTEST:
        return found[0]
    if len(found) > 1:
        some = ", ".join(name[:16] for name in names[:8])
        raise InputError(
            f"Расчётов, подходящих к «{asked}», несколько: {some}. Назовите больше букв имени.",
            f"Several runs fit «{asked}»: {some}. Give more letters of the name.",
        )
    raise NotFound(
        f"Расчёта «{asked}» нет. Имена расчётов стоят в панели, раздел «Расчёты»; можно назвать и год, например 2025.",
        f"There is no run «{asked}». The panel lists the runs' names; a year will do too, for example 2025.",
    )


def _wrong(sealed: SealedRun, evidence: str, rulebook: str) -> tuple[WrongHash, ...]:
    entry = sealed.entry
    content = {
        RULEBOOK: sealed.rulebook.encode(),
        FINDINGS: sealed.findings,
        RANKING: sealed.ranking,
        INCIDENTS: sealed.incidents,
        CORRECTIONS: canonical(sealed.corrections),
    }
    found = [WrongHash(file, entry.files.get(file, ""), sha256(content[file])) for file in sealed.broken]
    findings = findings_digest(sealed.told_findings)
    incidents = findings_digest(sealed.told_incidents)
    corrections = corrections_hash(sealed.corrections)
    name = run_name(evidence, rulebook, findings=findings, incidents=incidents, corrections=corrections, code=entry.code)
    said = (
        ("evidence", entry.evidence, evidence),
        ("findings", entry.findings, findings),
        ("incidents", entry.incidents, incidents),
        ("corrections", entry.corrections, corrections),
        ("rulebook", entry.rulebook, rulebook),
        ("ranking", entry.ranking, sha256(sealed.ranking)),
        ("name", entry.name, name),
        ("folder", sealed.folder.name if len(sealed.folder.name) == len(entry.name) else entry.name, entry.name),
    )
    return (*found, *(WrongHash(part, one, other) for part, one, other in said if one != other))
