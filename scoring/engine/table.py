"""The ranking as rows in one canonical order, as CSV bytes that are the same on every machine, and their SHA-256."""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from criteria.curves import FULL, half_up
from criteria.evidence import UNKNOWN
from criteria.measurement import Language
from criteria.rulebook import RuleBook
from scoring.engine.ranking import Outcome, Standing
from scoring.engine.run import Result
from scoring.engine.tree import sums
from scoring.spreadsheet import unarmed

_HEADER: Final[Mapping[Language, tuple[str, ...]]] = {
    "ru": ("Номинация", "Место", "Страница", "Название", "Уровень", "Муниципалитет", "Итог", "Решение", "Допуск", "До черты"),
    "en": ("Nomination", "Place", "Page", "Name", "Level", "Municipality", "Total", "Outcome", "Gates", "To the line"),
}
_ADJUSTED: Final[Mapping[Language, str]] = {"ru": "Штрафы и надбавки", "en": "Penalties and bonuses"}
_OUTCOMES: Final[Mapping[Language, Mapping[Outcome, str]]] = {
    "ru": {
        Outcome.WINNER: "победитель",
        Outcome.LAUREATE: "лауреат",
        Outcome.NONE: "участник",
        Outcome.OUT: "вне конкурса",
    },
    "en": {
        Outcome.WINNER: "winner",
        Outcome.LAUREATE: "laureate",
        Outcome.NONE: "participant",
        Outcome.OUT: "out of the contest",
    },
}


@dataclass(frozen=True, slots=True)
class Row:
    """One page. Points in ten-thousandths; None where there is none.

    ``failed``: codes of what puts it out: gates, criteria that must be known, penalties. ``unclear``: codes of gates and
    caps that a person has to decide. ``gap``: total minus
    the line, below 0 for who does not reach it. ``points``: by the code of every criterion, branches too. ``reserve``: number
    among those who stand by, None for none. ``adjusted``: what penalties, bonuses, limits and caps make of the sum of points.
    """

    page: int
    nomination: str
    place: int | None
    key: str
    name: str
    level: str
    municipality: str
    total: int | None
    outcome: Outcome
    standing: Standing
    failed: tuple[str, ...]
    unclear: tuple[str, ...]
    gap: int | None
    points: Mapping[str, int]
    reserve: int | None = None
    adjusted: int = 0


def ranking_rows(result: Result) -> Iterator[Row]:
    """All pages by nomination (in the result's order, none last), place (none last) and key."""
    ranked, nominations = result.ranked, len(result.nominations)
    by_code = sums(result.book, result.scored.got)
    places, keys = ranked.place.tolist(), result.key.tolist()
    belongs = np.where(result.nomination == UNKNOWN, nominations, result.nomination).tolist()
    order = sorted(range(result.pages), key=lambda page: (belongs[page], places[page] or result.pages + 1, keys[page]))
    shown, gaps = ranked.shown.tolist(), ranked.gap.tolist()
    standings, outcomes = ranked.standing.tolist(), ranked.outcome.tolist()
    points = {code: column.tolist() for code, column in by_code.items()}
    failed, unclear = _gates(result)
    reserves, earned, totals = ranked.reserve.tolist(), result.scored.earned, result.scored.total
    adjusted = np.where(totals == UNKNOWN, 0, totals - earned).tolist()
    for page in order:
        nominated, known = belongs[page] < nominations, shown[page] != UNKNOWN
        yield Row(
            page=page,
            nomination=result.nominations[belongs[page]] if nominated else "",
            place=places[page] or None,
            key=keys[page],
            name=result.name[page],
            level=result.level[page],
            municipality=result.municipality[page],
            total=shown[page] if known else None,
            outcome=Outcome(outcomes[page]),
            standing=Standing(standings[page]),
            failed=tuple(failed.get(page, ())),
            unclear=tuple(unclear.get(page, ())),
            gap=gaps[page] if nominated and known else None,
            points={code: column[page] for code, column in points.items()},
            reserve=reserves[page] or None,
            adjusted=adjusted[page],
        )


def is_adjusted(rows: Iterable[Row]) -> bool:
    """Whether the table needs a column for what penalties, bonuses, limits and caps make of a sum."""
    return any(row.adjusted for row in rows)


def ranking_header(book: RuleBook, language: Language, *, adjusted: bool = False) -> tuple[str, ...]:
    """The columns' names; criteria as code and title; last what was taken off and added, where anything was."""
    titles = tuple(f"{criterion.code} {getattr(criterion.title, language)}" for criterion in book.criteria)
    return (*_HEADER[language], *titles, *([_ADJUSTED[language]] if adjusted else []))


def ranking_cells(book: RuleBook, row: Row, language: Language, *, adjusted: bool = False) -> tuple[str, ...]:
    """One row in words; numbers with a point, totals with the rule book's decimals and at least two, half-up.

    Points of criteria are told exactly, so that they add up: with two decimals, and up to four where they have them.
    """
    decimals = max(2, book.ranking.decimals)
    return (
        row.nomination,
        str(row.place or ""),
        row.key,
        row.name,
        row.level,
        row.municipality,
        "" if row.total is None else fixed(row.total, decimals),
        _OUTCOMES[language][row.outcome],
        " ".join((*row.failed, *(f"{code}?" for code in row.unclear))),
        "" if row.gap is None else fixed(row.gap, decimals),
        *(exact(row.points[criterion.code]) for criterion in book.criteria),
        *([exact(row.adjusted)] if adjusted else []),
    )


def csv_of(book: RuleBook, rows: Iterable[Row], language: Language) -> bytes:
    """Rows as CSV: UTF-8, comma, line feeds; texts that a spreadsheet would take for a formula get an apostrophe."""
    rows = list(rows)
    adjusted = is_adjusted(rows)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(ranking_header(book, language, adjusted=adjusted))
    for row in rows:
        cells = ranking_cells(book, row, language, adjusted=adjusted)
        writer.writerow((unarmed(cells[0]), cells[1], *(unarmed(cell) for cell in cells[2:6]), *cells[6:]))
    return out.getvalue().encode()


def ranking_csv(result: Result, language: Language = "ru") -> bytes:
    """The whole ranking as CSV."""
    return csv_of(result.book, ranking_rows(result), language)


def ranking_digest(result: Result) -> str:
    """SHA-256 of the Russian CSV, in hexadecimal: equal for equal rankings."""
    return hashlib.sha256(ranking_csv(result)).hexdigest()


@lru_cache(maxsize=65_536)  # the same points come again on thousands of pages
def fixed(parts: int, decimals: int) -> str:
    """Ten-thousandths as a decimal with a point, half-up: 123450 with two decimals is 12.35."""
    scale = 10**decimals
    whole = half_up(parts * scale, FULL)
    return f"{'-' if whole < 0 else ''}{abs(whole) // scale}" + (f".{abs(whole) % scale:0{decimals}d}" if decimals else "")


def exact(parts: int) -> str:
    """Ten-thousandths as a decimal with a point and nothing rounded off: 123450 is 12.345, 120000 is 12.00."""
    text = fixed(parts, 4)
    return text[:-2] + text[-2:].rstrip("0")


def _gates(result: Result) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """By page, the codes of what puts it out, and of the gates and caps that nobody could decide.

    Out by gates, then by criteria that must be known, then by disqualifying penalties.
    """
    failed: dict[int, list[str]] = {}
    unclear: dict[int, list[str]] = {}
    for rule, gate in zip(result.book.gates, result.gates, strict=True):
        for page in np.flatnonzero(gate.passes != 1).tolist():
            out = gate.passes[page] == 0 or rule.on_unknown == "fail"
            (failed if out else unclear).setdefault(page, []).append(rule.code)
    for cap in result.basis.caps:
        for page in np.flatnonzero(cap.passes == UNKNOWN).tolist():
            unclear.setdefault(page, []).append(cap.code)
    for leaf, lacking in zip(result.book.leaves, result.judged.lacking, strict=True):
        for page in np.flatnonzero(lacking).tolist():
            failed.setdefault(page, []).append(leaf.code)
    for penalty in result.book.penalties:
        if penalty.disqualifies:
            for page in np.flatnonzero(result.adjusted.times[penalty.code]).tolist():
                failed.setdefault(page, []).append(penalty.code)
    return failed, unclear
