"""From frozen evidence to the ranking, as a whole and by stages, beside bare NumPy over arrays that lie in memory."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Final

import numpy as np

from criteria import loading, registry
from criteria.evidence import Int16, Int64
from criteria.rulebook import RuleBook
from scoring.bench import peers
from scoring.bench.figures import Figure, Runs, Sheet, peak_mb, timed
from scoring.bench.ground import Ground
from scoring.engine.basis import basis_of
from scoring.engine.findings import said
from scoring.engine.measure import measure, plan_of
from scoring.engine.nominations import nominate
from scoring.engine.run import NO_FINDINGS, evaluate, placed, pointed, setting_of
from scoring.engine.terms import terms_of
from scoring.evidence.reader import open_snapshot

LIMIT_S: Final = 0.1
COUNTRY_LIMIT_S: Final = 2.0
COUNTRY_LIMIT_MB: Final = 500.0
_WEEK: Final = 7 * 86_400
_WEEKS: Final = 53
_STAGES: Final = (
    ("read", "чтение свидетельств", "reading the evidence"),
    ("measure", "показатели и допуски", "metrics and gates"),
    ("points", "баллы", "points"),
    ("rank", "места и победители", "places and winners"),
)


def bench_engine(ground: Ground, repeat: int) -> Sheet:
    """Opening of the snapshot included; the rule book is read before, and the process is warm."""
    book = loading.packaged("regional")
    whole = timed(lambda: _ranking(book, ground.evidence), repeat)
    stages = [_by_stage(book, ground.evidence) for _ in range(repeat)]
    return _sheet("engine", book, ground.evidence, repeat, whole, stages, LIMIT_S if ground.is_region else None, peak_mb())


def bench_country(evidence: Path, repeat: int) -> Sheet:
    """The same over a country's evidence, as a whole only: its stages would have to hold all of it in memory.

    The peak of memory is that of the first run, which is what one command needs.
    """
    book = loading.packaged("regional")
    _ranking(book, evidence)
    peak = peak_mb()
    whole = timed(lambda: _ranking(book, evidence), repeat)
    memory = Figure(
        "country.memory",
        "  память первого прогона, до",
        "  memory of the first run, up to",
        "MB",
        (peak,),
        limit=COUNTRY_LIMIT_MB,
    )
    sheet = _sheet("country", book, evidence, repeat, whole, [], COUNTRY_LIMIT_S, peak)
    return replace(sheet, figures=(sheet.figures[0], memory, *sheet.figures[1:]))


def _sheet(
    name: str,
    book: RuleBook,
    evidence: Path,
    repeat: int,
    whole: Runs,
    stages: Sequence[Sequence[float]],
    limit: float | None,
    peak: float,
) -> Sheet:
    plain = _plain(book, evidence)
    floor = timed(lambda: least_work(plain), max(repeat, 5))
    counts = {"pages": len(plain.nomination), "posts": len(plain.time)}
    others = peers.figures(peers.activity_cases(f"{name}.whole", evidence, plain.start), whole, min(repeat, 3))
    return Sheet(
        name,
        "голый NumPy над массивами в памяти: записи по страницам и неделям, сумма по страницам, одна сортировка; "
        "у соседей — отношение к Лавру",
        "bare NumPy over arrays in memory: posts by page and week, a sum over pages, one sort; of peers the ratio is to Lavr",
        (*_figures(name, whole, stages, floor, counts, limit), *others),
        peak,
    )


def _figures(
    name: str, whole: Runs, stages: Sequence[Sequence[float]], floor: Runs, counts: dict[str, int], limit: float | None
) -> list[Figure]:
    least = median(floor.wall)
    figures = [
        Figure(
            f"{name}.whole",
            "свидетельства → рейтинг",
            "evidence → ranking",
            "s",
            whole.wall,
            whole.cpu,
            least,
            limit,
            counts=counts,
        )
    ]
    for (stage, ru, en), runs in zip(_STAGES if stages else (), zip(*stages, strict=True), strict=True):
        figures.append(Figure(f"{name}.{stage}", f"  {ru}", f"  {en}", "s", tuple(runs), floor=least))
    figures.append(Figure(f"{name}.floor", "  нижняя граница", "  the floor", "s", floor.wall, floor.cpu))
    return figures


def _ranking(book: RuleBook, folder: Path) -> None:
    with open_snapshot(folder) as evidence:
        evaluate(book, evidence)


def _by_stage(book: RuleBook, folder: Path) -> tuple[float, ...]:
    """Wall seconds of each stage, in the order of ``_STAGES``: the steps of ``evaluate``, told apart."""
    marks = [time.perf_counter()]
    with open_snapshot(folder) as evidence:
        nominated = nominate(book, evidence)
        blocks = list(evidence.blocks(nominated.of))
        setting = setting_of(book, evidence, nominated.names)
        marks.append(time.perf_counter())
        terms = terms_of(book, nominated.names)
        raw = measure(plan_of(book, setting, registry.METRICS, registry.GATES, terms), blocks, pages=evidence.count)
        basis = basis_of(book, evidence, nominated, terms, raw, said(book, NO_FINDINGS, evidence.pages))
        marks.append(time.perf_counter())
        points = pointed(basis)
        marks.append(time.perf_counter())
        placed(basis, points)
        marks.append(time.perf_counter())
    return tuple(after - before for before, after in pairwise(marks))


@dataclass(frozen=True, slots=True, eq=False)
class Plain:
    """``page``, ``time`` (posts,) int64, time in UTC seconds from ``start`` on; ``nomination`` (pages,) int16."""

    page: Int64
    time: Int64
    start: int
    nomination: Int16


def _plain(book: RuleBook, folder: Path) -> Plain:
    with open_snapshot(folder) as evidence:
        nomination = nominate(book, evidence).of
        posts = evidence.block(0, evidence.count, nomination).posts
        start = int(datetime(evidence.year, 1, 1, tzinfo=UTC).timestamp())
        page = np.repeat(np.arange(evidence.count), np.diff(posts.bounds))
        return Plain(page, posts.time, start, nomination)


def least_work(plain: Plain) -> Int64:
    """The pages in order of nomination and of weeks' posts, three a week at most: (pages,) indices.

    It knows no rule, but no ranking of pages by their weeks can pass over less.
    """
    pages = len(plain.nomination)
    week = np.clip((plain.time - plain.start) // _WEEK, 0, _WEEKS - 1)
    posted = np.bincount(plain.page * _WEEKS + week, minlength=pages * _WEEKS).reshape(pages, _WEEKS)
    kept = np.minimum(posted, 3).sum(axis=1)
    order: Int64 = np.lexsort((-kept, plain.nomination))
    return order
