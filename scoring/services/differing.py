"""Two runs side by side: which pages moved and why, and what of evidence, rule book, findings and program is not the same."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from criteria import loading
from criteria.curves import FULL
from criteria.evidence import UNKNOWN
from criteria.measurement import Language
from criteria.phrases import points_text
from criteria.rulebook import RuleBook
from scoring import __version__
from scoring.engine.detail import detail_of
from scoring.engine.difference import (
    BookChange,
    Move,
    PageResult,
    Reason,
    book_changes,
    finding_changes,
    moves,
    reasons,
)
from scoring.engine.explain import explain
from scoring.engine.incidents import Incidents
from scoring.engine.ranking import Outcome
from scoring.engine.run import Result
from scoring.engine.tree import sums
from scoring.evidence.correction_words import told as correction_told
from scoring.evidence.corrections import Correction, corrections_of, ordered
from scoring.evidence.difference import EvidenceChanges, evidence_changes
from scoring.evidence.manifest import read_manifest
from scoring.evidence.sealed_run import read_sealed
from scoring.home import Home
from scoring.progress import Progress, silent
from scoring.services.replaying import evidence_of, find_run, recomputed
from scoring.store.results import Score, ScoreRun
from scoring.store.seasons import Page, Season

Details = Callable[[Sequence[str]], Mapping[str, Mapping[str, Any]]]
_AT_ONCE: Final = 400
LISTED_CELLS: Final = 100
"""Changes of the evidence that are listed one by one."""


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One of the two runs. ``details`` gives what stands behind the points of the pages with these keys.

    ``snapshot``: the folder of its evidence, None where this machine has none.
    """

    run: str
    year: int
    code: str
    evidence: str
    snapshot: Path | None
    book: RuleBook
    findings: Sequence[Mapping[str, Any]]
    corrections: Sequence[Correction]
    incidents: Incidents
    zone: str
    pages: Mapping[str, PageResult]
    details: Details


@dataclass(frozen=True)
class Comparison:
    """What differs between two runs. Whatever takes long is read when it is asked for."""

    before: Side
    after: Side

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """The pages that moved, new winners and former ones first."""
        return moves(self.before.pages, self.after.pages)

    @cached_property
    def book(self) -> tuple[BookChange, ...]:
        """Parameters of the rule book that differ."""
        return book_changes(self.before.book, self.after.book)

    @cached_property
    def findings(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Findings that came and that went."""
        return finding_changes(self.before.findings, self.after.findings)

    @cached_property
    def corrections(self) -> tuple[tuple[Correction, ...], tuple[Correction, ...]]:
        """Corrections of the evidence that came and that went."""
        before, after = set(self.before.corrections), set(self.after.corrections)
        return ordered(after - before), ordered(before - after)

    @cached_property
    def incidents(self) -> tuple[Incidents, Incidents]:
        """Incidents that were announced and that were taken back."""
        before, after = set(self.before.incidents), set(self.after.incidents)
        return Incidents(tuple(after - before)), Incidents(tuple(before - after))

    def corrected(self, key: str, language: Language) -> tuple[str, ...]:
        """Which corrections of a page came and went, as sentences."""
        words = (("исправление: ", "исправление отозвано: "), ("correction: ", "correction withdrawn: "))[language == "en"]
        return tuple(
            f"{word}{correction_told(one, self.after.zone, language)}"
            for word, side in zip(words, self.corrections, strict=True)
            for one in side
            if one.page == key
        )

    def why(self, move: Move, found: Sequence[Reason], language: Language) -> tuple[str, ...]:
        """Why a page moved, in words: the corrections of its figures first."""
        return (*self.corrected(move.key, language), *sentences(move, found, language))

    @cached_property
    def evidence(self) -> EvidenceChanges | None:
        """What differs between the snapshots; None where they are the same or one of them is not on this machine."""
        if not self.evidence_differs or self.before.snapshot is None or self.after.snapshot is None:
            return None
        return evidence_changes(self.before.snapshot, self.after.snapshot, listed=LISTED_CELLS)

    @property
    def evidence_differs(self) -> bool:
        """Whether the two runs stand on other evidence."""
        return self.before.evidence != self.after.evidence

    @property
    def joined(self) -> int:
        """Pages that win now and did not before."""
        return sum(move.joined for move in self.moves)

    @property
    def dropped(self) -> int:
        """Pages that won before and do not now."""
        return sum(move.dropped for move in self.moves)

    @property
    def same(self) -> bool:
        """Whether nothing differs at all."""
        return not (
            self.moves
            or self.book
            or any(self.findings)
            or any(self.corrections)
            or any(self.incidents)
            or self.evidence_differs
            or self.before.code != self.after.code
        )

    def reasons(self, found: Sequence[Move], language: Language) -> Iterator[tuple[Move, tuple[Reason, ...]]]:
        """The moves with what stands behind each, read some hundred pages at a time."""
        for first in range(0, len(found), _AT_ONCE):
            part = found[first : first + _AT_ONCE]
            old, new = (side.details([move.key for move in part]) for side in (self.before, self.after))
            for move in part:
                sides = (
                    explain(side.book, details[move.key], language) if move.key in details else None
                    for side, details in ((self.before, old), (self.after, new))
                )
                yield move, reasons(*sides)


def stored_side(session: Session, home: Home, run: ScoreRun) -> Side:
    """A run of the database, with its points as they were stored."""
    rows = session.execute(
        select(Page.key, Page.name, Score.nomination, Score.place, Score.total, Score.outcome, Score.points)
        .join(Score.page)
        .where(Score.run_id == run.id)
    )
    pages = {row[0]: PageResult(*row) for row in rows}
    snapshot = home.evidence / run.evidence

    def details(keys: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        found = session.execute(select(Page.key, Score.detail).join(Score.page).where(Score.run_id == run.id, Page.key.in_(keys)))
        return {key: detail for key, detail in found}  # noqa: C416 a Row is no pair to dict()

    return Side(
        run=run.name,
        year=session.get_one(Season, run.season_id).year,
        code=run.code,
        evidence=run.evidence,
        snapshot=snapshot if snapshot.is_dir() else None,
        book=loading.read(run.rulebook_text),
        findings=run.findings or [],
        corrections=corrections_of(run.corrections or []),
        incidents=Incidents.of(run.incidents or []),
        zone=session.get_one(Season, run.season_id).zone,
        pages=pages,
        details=details,
    )


def sealed_side(folder: Path, *, progress: Progress = silent) -> Side:
    """A sealed run computed again from its files, which is what it was where ``lavr replay`` says so."""
    sealed = read_sealed(folder)
    snapshot = evidence_of(sealed)
    result = recomputed(sealed, snapshot, progress)
    place = {key: number for number, key in enumerate(result.key.tolist())}
    return Side(
        run=sealed.entry.name,
        year=sealed.entry.year,
        code=__version__,
        evidence=sealed.entry.evidence,
        snapshot=snapshot,
        book=result.book,
        findings=sealed.told_findings,
        corrections=sealed.corrections,
        incidents=result.incidents,
        zone=read_manifest(snapshot).zone,
        pages=results_of(result),
        details=lambda keys: {key: detail_of(result, place[key]) for key in keys if key in place},
    )


def side_of(session: Session, home: Home, asked: str, *, progress: Progress = silent) -> Side:
    """The run by a folder, by a year, or by the beginning of its name."""
    path = Path(asked)
    if path.is_dir() and not asked.isdigit():
        return sealed_side(path, progress=progress)
    return stored_side(session, home, find_run(session, asked))


def results_of(result: Result) -> dict[str, PageResult]:
    """Every page of a result as it is stored, by key."""
    ranked = result.ranked
    points = {code: column.tolist() for code, column in sums(result.book, result.scored.got).items()}
    columns = zip(
        result.key.tolist(),
        result.name.tolist(),
        result.nomination.tolist(),
        ranked.place.tolist(),
        ranked.shown.tolist(),
        ranked.outcome.tolist(),
        strict=True,
    )
    return {
        key: PageResult(
            key=key,
            name=name,
            nomination="" if nomination == UNKNOWN else result.nominations[nomination],
            place=place or None,
            total=max(0, shown),
            outcome=Outcome(outcome).word,
            points={code: column[number] for code, column in points.items()},
        )
        for number, (key, name, nomination, place, shown, outcome) in enumerate(columns)
    }


def sentences(move: Move, found: Sequence[Reason], language: Language) -> tuple[str, ...]:
    """Why a page moved, in words: what is behind its points on both sides, or what else moved it."""
    ru = language == "ru"
    if move.before is None or move.after is None:
        came = move.before is None
        if ru:
            return ("страницы не было в прежнем реестре" if came else "страницы больше нет в реестре",)
        return ("the page was not in the register before" if came else "the page is no longer in the register",)
    told = []
    if move.before.nomination != move.after.nomination:
        pair = f"«{move.before.nomination}» → «{move.after.nomination}»"
        told.append(f"номинация: {pair}" if ru else f"nomination: {pair}")
    told += [_reason(reason, language) for reason in found]
    if not told and move.gain:
        told.append("изменились веса: ни один показатель сам не другой" if ru else "the weights changed, no criterion by itself")
    if not told:
        told.append(_pushed(move, language))
    return tuple(told)


def gained(parts: int, language: Language) -> str:
    """Points with their sign: «+1,20», «−0,40»."""
    return ("+" if parts > 0 else "") + points_text(parts, language)


def _pushed(move: Move, language: Language) -> str:
    """The page is what it was: others moved it, or the line did."""
    ru = language == "ru"
    if move.before is not None and move.after is not None and move.before.place != move.after.place:
        return "баллы те же: место изменили другие страницы" if ru else "the same points: other pages changed its place"
    return "баллы и место те же: сдвинулась черта" if ru else "the same points and place: the line moved"


def _reason(reason: Reason, language: Language) -> str:
    head = f"{reason.code} {reason.title}".strip()
    if reason.got_before is not None and reason.got_after is not None:
        old, new = points_text(reason.got_before, language), points_text(reason.got_after, language)
        head += f": {old} → {new} ({gained(reason.gain, language)})"
    elif reason.kind == "criterion":
        only = reason.got_after if reason.got_before is None else reason.got_before
        words = ("новый критерий", "критерия больше нет") if language == "ru" else ("a new criterion", "the criterion is gone")
        head += f": {words[reason.got_before is not None]} ({points_text(only or 0, language)})"
    facts = _facts(reason, language)
    return ". ".join(part for part in (head, facts) if part)


def _facts(reason: Reason, language: Language) -> str:
    before, after = reason.words_before, reason.words_after
    if before == after:
        same = "Факты те же" if language == "ru" else "The facts are the same"
        return f"{same}: {after}" if after else ""
    was, now = ("Было", "стало") if language == "ru" else ("Before", "now")
    return "; ".join(f"{word}: {words}" for word, words in ((was, before), (now, after)) if words)


def whole_points(parts: int) -> float:
    """Ten-thousandths as a number of points, for programs."""
    return parts / FULL
