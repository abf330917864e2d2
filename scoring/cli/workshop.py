"""Where the parts are put together: the handlers of long work, each a service with what it needs from outside."""

from typing import Any

from criteria import loading
from scoring.cli.award_work import award
from scoring.cli.paper_work import print_papers
from scoring.cli.status_lists import publish_status_lists
from scoring.engine.run import evaluate
from scoring.engine.table import ranking_csv
from scoring.errors import UnreadableFile
from scoring.evidence.corrected import open_corrected
from scoring.jobs import collecting, letters
from scoring.jobs.claiming import LookForCodes
from scoring.jobs.keeping import ForgetLostFiles
from scoring.jobs.worker import Chore, Handler, Order, Workshop
from scoring.progress import Progress
from scoring.season.course import State
from scoring.services import course, robustness
from scoring.services.corrections import active
from scoring.services.findings import confirmed, take_proposals
from scoring.services.freezing import freeze_season
from scoring.services.imports import import_file, kind_of
from scoring.services.incidents import announced
from scoring.services.jury import cards
from scoring.services.rehearsing import rehearse
from scoring.services.replaying import seal_run
from scoring.services.scoring import save_run
from scoring.services.uploads import Upload, upload_path
from scoring.store.database import transaction
from scoring.store.seasons import Season
from scoring.store.vocabulary import FileKind, JobKind


def handlers() -> dict[JobKind, Handler]:
    """What a worker can do, by kind of job."""
    return {
        JobKind.IMPORT: import_files,
        JobKind.FREEZE: freeze,
        JobKind.SCORE: score,
        JobKind.AWARD: award,
        JobKind.REHEARSE: rehearse_season,
        JobKind.ROBUSTNESS: check_robustness,
        JobKind.COLLECT: collecting.collect,
        JobKind.CONVERT: collecting.convert,
        JobKind.CARDS: prepare_cards,
        JobKind.LETTERS: letters.send,
        JobKind.PAPERS: print_papers,
    }


CHORES: tuple[Chore, ...] = (
    collecting.order_due_sweeps,
    collecting.forget_old_words,
    letters.order_due_letters,
    letters.Routine(),
    LookForCodes(),
    ForgetLostFiles(),
    publish_status_lists,
)
"""What every worker looks after between two jobs."""


def import_files(shop: Workshop, order: Order, progress: Progress) -> dict[str, Any]:
    """Read the uploads of ``order.params`` in, registers first. A file that cannot be read at all does not stop the others."""
    uploads = [_upload(shop, row) for row in order.params["uploads"]]
    reports, faults = [], []
    for upload in sorted(uploads, key=_register_first):
        try:
            reports.append(
                import_file(shop.engine, shop.home, order.actor, order.season_id, upload, clock=shop.clock, progress=progress)
            )
        except UnreadableFile as fault:
            faults.append(fault)
    if faults:
        raise _together(faults, [report.name for report in reports])
    return {"files": [report.counts() for report in reports]}


def _register_first(upload: Upload) -> bool:
    try:
        return kind_of(upload.path) is not FileKind.REGISTER
    except UnreadableFile:
        return True


def _together(faults: list[UnreadableFile], taken: list[str]) -> UnreadableFile:
    """What is wrong with each file that was not read, and which of the same upload were."""
    names = ", ".join(f"«{name}»" for name in taken)
    return UnreadableFile(
        " ".join([*(fault.ru for fault in faults), *([f"Остальное загружено: {names}."] if taken else [])]),
        " ".join([*(fault.en for fault in faults), *([f"The rest was imported: {names}."] if taken else [])]),
    )


def freeze(shop: Workshop, order: Order, progress: Progress) -> dict[str, Any]:
    """Freeze the season's evidence."""
    name = freeze_season(
        shop.engine,
        shop.home,
        order.actor,
        order.season_id,
        clock=shop.clock,
        within_job=order.id,
        progress=lambda _stage, done, total: progress("freeze", done, total),
    )
    return {"evidence": name}


def rehearse_season(shop: Workshop, order: Order, progress: Progress) -> dict[str, Any]:
    """Make evidence to try rule books on, out of what is imported so far."""
    name = rehearse(shop.engine, shop.home, order.season_id, progress=lambda _stage, done, total: progress("freeze", done, total))
    return {"evidence": name}


def score(shop: Workshop, order: Order, progress: Progress) -> dict[str, Any]:
    """Run the engine over the frozen evidence and take the season to SCORED."""
    with transaction(shop.engine) as session:
        season = session.get_one(Season, order.season_id)
        text, name = season.rulebook, str(season.evidence)
        findings, incidents = confirmed(session, order.season_id), announced(session, order.season_id)
        corrections = active(session, order.season_id)
    book = loading.read(text)
    progress("measure", 0, 0)
    result = evaluate(book, open_corrected(shop.home.evidence / name, corrections), findings=findings, incidents=incidents)
    progress("measure", result.pages, result.pages)
    progress("save", 0, result.pages)
    with transaction(shop.engine) as session:
        run = save_run(
            session,
            order.actor,
            order.season_id,
            evidence=name,
            text=text,
            result=result,
            now=shop.clock(),
            corrections=corrections,
        )
        seal_run(session, shop.home, run, ranking=ranking_csv(result))
        proposed = take_proposals(session, order.actor, order.season_id, result, now=shop.clock(), run_id=run.id)
        if State(session.get_one(Season, order.season_id).state) is State.FROZEN:
            course.advance(session, order.actor, order.season_id, State.SCORED, now=shop.clock(), within_job=order.id)
        found = {"run": run.name, "ranking": run.ranking, "proposed": proposed}
    progress("save", result.pages, result.pages)
    return found


def check_robustness(shop: Workshop, order: Order, progress: Progress) -> dict[str, Any]:
    """Tell how sure the official run's winners are, and keep it beside the run."""
    with transaction(shop.engine) as session:
        sources = robustness.sources_of(session, order.season_id)
    told = robustness.compute(shop.home, sources, progress)
    with transaction(shop.engine) as session:
        robustness.keep(session, order.actor, order.season_id, sources.run_id, told, now=shop.clock())
    return {"verdicts": told["verdicts"]}


def prepare_cards(shop: Workshop, order: Order, progress: Progress) -> dict[str, Any]:
    """Prepare the jury's round with its cards."""
    return cards.prepare(
        shop.engine, shop.home, order.actor, order.season_id, now=shop.clock(), progress=progress, chance=shop.chance
    )


def _upload(shop: Workshop, row: dict[str, str]) -> Upload:
    path = upload_path(shop.home, row["sha256"], row["name"])
    return Upload(row["sha256"], path, row["name"], path.stat().st_size)
