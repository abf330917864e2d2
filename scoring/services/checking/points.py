"""Rules over the official run: its points add up, its rows give its ranking, and it equals the folder that it was sealed into."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from criteria.rulebook import RuleBook
from scoring.engine.ranking import rounded
from scoring.engine.tree import sums
from scoring.errors import BrokenRun
from scoring.evidence.corrections import corrections_hash, corrections_of
from scoring.evidence.sealed_run import findings_digest, read_sealed, sha256
from scoring.services.checking.look import Look, Violation
from scoring.services.results import ranking_bytes, stored_rows
from scoring.store.results import Score


def points_add_up(look: Look) -> Iterator[Violation]:
    """Points of the leaves − penalties + bonuses, inside their bounds, are the total; and those of a branch are its leaves'."""
    if look.run is None or look.book is None:
        return
    scores = select(Score).options(joinedload(Score.page)).where(Score.run_id == look.run.id).order_by(Score.id)
    for score in look.session.scalars(scores.execution_options(yield_per=500)):
        wrong = _wrong_sum(look.book, score)
        if wrong is not None:
            yield Violation(
                "points_add_up",
                "score",
                str(score.id),
                f"{score.page.key}: {wrong} не равно сумме слагаемых. Верните строку из резервной копии или пересчитайте сезон: "
                f"lavr replay {look.season.year}",
                f"{score.page.key}: {wrong} is not the sum of its parts. Restore the row from a backup, or compute the season "
                f"again: lavr replay {look.season.year}",
            )


def _wrong_sum(book: RuleBook, score: Score) -> str | None:
    leaves: Mapping[str, Mapping[str, Any]] = score.detail.get("leaves", {})
    if not any(leaf["most"] for leaf in leaves.values()):
        return None
    got = np.array([[leaves[leaf.code]["got"] if leaf.code in leaves else 0] for leaf in book.leaves], np.int64)
    for code, value in sums(book, got).items():
        if score.points.get(code, 0) != int(value[0]):
            return code
    totals = score.detail.get("totals", {})
    adjusted = sum(totals.get(name, 0) for name in ("bonuses", "bounded"))
    adjusted -= sum(totals.get(name, 0) for name in ("penalties", "capped"))
    exact = np.array([int(got.sum()) + adjusted], np.int64)
    return None if max(0, int(rounded(exact, book.ranking.decimals)[0])) == score.total else "total"


def rows_give_the_ranking(look: Look) -> Iterator[Violation]:
    """The stored scores give the very bytes of the ranking that the run is named for."""
    if look.run is None or look.book is None:
        return
    found = sha256(ranking_bytes(look.book, stored_rows(look.session, look.run), "csv", "ru"))
    if found != look.run.ranking:
        yield Violation(
            "rows_give_the_ranking",
            "score_run",
            str(look.run.id),
            f"Баллы в базе дают рейтинг {found[:12]}…, а записан {look.run.ranking[:12]}…. Верните таблицу score из резервной "
            f"копии; что изменено, покажет lavr replay {look.season.year}",
            f"The points in the database give the ranking {found[:12]}…, and {look.run.ranking[:12]}… is written. Restore the "
            f"table score from a backup; lavr replay {look.season.year} shows what was changed",
        )


def run_is_its_folder(look: Look) -> Iterator[Violation]:
    """Rule book, findings, incidents, corrections and ranking of the official run are those of its sealed folder."""
    run = look.run
    if run is None:
        return
    folder = look.home.runs / run.name
    try:
        sealed = read_sealed(folder)
    except BrokenRun as error:
        yield Violation("run_is_its_folder", "score_run", str(run.id), error.ru, error.en)
        return
    stored = {
        "evidence": run.evidence,
        "rulebook": run.rulebook,
        "ranking": run.ranking,
        "findings": findings_digest(run.findings or []),
        "incidents": findings_digest(run.incidents or []),
        "corrections": corrections_hash(corrections_of(run.corrections or [])),
    }
    parts = [part for part, value in stored.items() if getattr(sealed.entry, part) != value]
    parts += [file for file in sealed.broken if file not in parts]
    if sealed.rulebook != run.rulebook_text and "rulebook.toml" not in parts:
        parts.append("rulebook_text")
    for part in parts:
        yield Violation(
            "run_is_its_folder",
            "score_run",
            str(run.id),
            f"«{part}»: в базе одно, в папке «{folder}» другое. Верните то, что изменили, из резервной копии.",
            f"«{part}» differs between the database and the folder «{folder}». Restore from a backup what was changed.",
        )
