"""Weighted totals, winners and full rankings of a matrix of shares, beside bare NumPy over the same matrix."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Final

import numpy as np

from criteria import loading
from criteria.curves import FULL
from criteria.evidence import Float64, Int8, Int16, Int32, Int64
from criteria.rulebook import RuleBook
from scoring.bench import peers
from scoring.bench.figures import Figure, Runs, Sheet, peak_mb, timed
from scoring.engine.points import totals_of_shares
from scoring.engine.ranking import Standing, places, rounded, tie_breaks_of_shares, winners

REGION: Final = 3_465
COUNTRY: Final = 250_000
LEAVES: Final = 12
IMPORT_LIMIT_S: Final = 0.3
_NOMINATIONS: Final = 5
_PEER_RUNS: Final = {REGION: 5, COUNTRY: 1}
_LIMITS_MS: Final = {REGION: (0.2, 0.5), COUNTRY: (8.0, 60.0)}


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """``share`` (12, pages) int32 ten-thousandths, ``nomination`` (pages,) int16, ``weights`` (12,) points; nobody is out."""

    book: RuleBook
    share: Int32
    nomination: Int16
    weights: Int64
    standing: Int8

    @property
    def shares(self) -> Float64:
        """(pages, 12) float64 in 0..1, as others take it."""
        return np.ascontiguousarray(self.share.T / FULL)


_Work = tuple[str, str, str, Callable[[Matrix], object], Callable[[Matrix], object], float]


def matrix(pages: int, seed: int = 1) -> Matrix:
    """Chance shares of ``pages`` pages in five nominations."""
    generator = np.random.default_rng(seed)
    share = generator.integers(1, FULL + 1, (LEAVES, pages), np.int32)
    nomination = generator.integers(0, _NOMINATIONS, pages).astype(np.int16)
    book = loading.read(_book())
    weights = np.array([leaf.points for leaf in book.leaves], np.int64)
    return Matrix(book, share, nomination, weights, np.full(pages, Standing.IN, np.int8))


def bench_ranking(repeat: int, *, quick: bool = False) -> Sheet:
    """Both sizes, with the peers' methods over the same matrix; and what it takes to import the package and the engine.

    ``quick``: the peers, who take seconds for a country's matrix, rank the smaller one only.
    """
    figures: list[Figure] = []
    for pages in (REGION, COUNTRY):
        made = matrix(pages)
        for name, ru, en, work, floor, limit in _works(pages):
            runs, least = _milliseconds(_bound(work, made), repeat), _milliseconds(_bound(floor, made), repeat)
            key, title, median_floor = f"{name}.{pages}", f"{pages} × {LEAVES}", median(least.wall)
            figures += [
                Figure(key, f"{title}: {ru}", f"{title}: {en}", "ms", runs.wall, (), median_floor, limit, {"pages": pages}),
                Figure(f"{key}.floor", "  голый NumPy", "  bare NumPy", "ms", least.wall),
            ]
            if name == "ranking" and not (quick and pages == COUNTRY):
                ours = Runs(tuple(wall / 1000 for wall in runs.wall), ())
                cases = peers.matrix_cases(key, made.shares, made.weights / made.weights.sum())
                figures += peers.figures(cases, ours, _PEER_RUNS[pages])
    return Sheet(
        "ranking",
        "голый NumPy: произведение матриц, argpartition или одна сортировка; у соседей — отношение к Лавру",
        "bare NumPy: a product of matrices, argpartition or one sort; of peers the ratio is to Lavr",
        (*figures, *_imports(max(repeat // 3, 1))),
        peak_mb(),
    )


def _works(pages: int) -> tuple[_Work, ...]:
    few, every = _LIMITS_MS[pages]
    return (
        ("winners", "итоги и победители", "totals and winners", _winners, _floor_winners, few),
        ("ranking", "итоги и все места", "totals and all places", _ranking, _floor_ranking, every),
    )


def _imports(repeat: int) -> Iterator[Figure]:
    package, ours = (peers.import_runs(module, repeat) for module in ("scoring", "scoring.engine.run"))
    yield Figure("import.scoring", "import scoring", "import scoring", "s", package.wall, limit=IMPORT_LIMIT_S)
    code = "import scoring.engine.run"
    yield Figure("import.engine", code, code, "s", ours.wall, limit=IMPORT_LIMIT_S)
    for name in peers.NAMES:
        if name not in peers.missing():
            runs = peers.import_runs(name, repeat)
            yield Figure(f"import.{name}", f"  import {name}", f"  import {name}", "s", runs.wall, (), median(ours.wall))


def _bound(work: Callable[[Matrix], object], made: Matrix) -> Callable[[], object]:
    return lambda: work(made)


def _milliseconds(work: Callable[[], object], repeat: int) -> Runs:
    runs = timed(work, repeat)
    return Runs(tuple(wall * 1000 for wall in runs.wall), runs.cpu)


def _names() -> list[str]:
    return [str(number) for number in range(_NOMINATIONS)]


def _winners(made: Matrix) -> object:
    total, tied = totals_of_shares(made.book, made.share), tie_breaks_of_shares(made.book, made.share)
    return winners(made.book, total, tied, made.standing, made.nomination, _names())


def _ranking(made: Matrix) -> object:
    total, tied = totals_of_shares(made.book, made.share), tie_breaks_of_shares(made.book, made.share)
    return places(made.standing != Standing.OUT, made.nomination, rounded(total, made.book.ranking.decimals), tied)


def _floor_winners(made: Matrix) -> object:
    total = made.weights @ made.share
    found = []
    for number in range(_NOMINATIONS):
        rows = np.flatnonzero(made.nomination == number)
        quota = len(rows) // 20
        found.append(rows[np.argpartition(-total[rows], quota)[:quota]])
    return found


def _floor_ranking(made: Matrix) -> object:
    total = made.weights @ made.share
    return np.lexsort((-total, made.nomination))


def _book() -> str:
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield 'format = 1\nid = "bench"\nversion = "1"\ntitle = { ru = "Замер", en = "Bench" }'
    yield "quota = { percent = 5, floor = 0, laureate_floor = 0 }"
    yield 'total = { full = 100, weights = "points" }'
    for number in range(LEAVES):
        points = 100 // LEAVES + (number < 100 % LEAVES)
        yield f'[[criteria]]\ncode = "C{number}"\ntitle = {{ ru = "К{number}", en = "C{number}" }}\npoints = {points}'
        yield f'metric = {{ column = "c{number}" }}'
