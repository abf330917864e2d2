"""Measuring block by block, with any executor, is measuring all at once."""

import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from criteria import loading, registry
from criteria.evidence import Block
from criteria.measurement import Measured, Params
from criteria.setting import Scene
from scoring.engine.measure import AHEAD, Plan, measure, measure_block, plan_of
from scoring.engine.setting import build_setting
from tests.criteria.builders import Page, Post, block_of, moment
from tests.scoring.engine.world import NoParams, book_of, criterion, metric_of, run, shares

BOOK = book_of(criterion("A", 100))


def plan(pages: int) -> Plan:
    """A plan with one scripted leaf over so many pages."""
    setting = build_setting(BOOK, year=2026, zone="UTC", days_off=(), nominations=(), mandated=np.zeros(0, np.int64))
    return plan_of(BOOK, setting, {"A": metric_of([(i, pages) for i in range(pages)])}, {})


def blocks(*sizes: int) -> list[Block]:
    """Empty blocks one behind the other."""
    firsts = np.cumsum([0, *sizes[:-1]])
    return [block_of([Page()] * size, int(first)) for first, size in zip(firsts, sizes, strict=True)]


class Late(Executor):
    """Computes only when it is asked for the result, and notes how much waits."""

    waiting = 0

    def submit(self, call: Callable[..., Any], /, *given: Any, **named: Any) -> "Future[Any]":
        """Put off."""
        self.waiting += 1
        executor = self

        class Put(Future[Any]):
            def result(self, timeout: float | None = None) -> Any:  # noqa: ARG002  there is nothing to wait for
                executor.waiting -= 1
                return call(*given, **named)

        return Put()


@pytest.mark.parametrize("sizes", [(20,), (1, 19), (7, 0, 13), (1,) * 20])
def test_blocks_of_any_size_give_the_same(sizes: tuple[int, ...]) -> None:
    """Where the cuts lie does not matter."""
    leaf = measure(plan(20), blocks(*sizes), pages=20).leaves[0]
    assert (leaf.numerator.tolist(), leaf.facts["count"].tolist()) == (list(range(20)), list(range(20)))


def test_executor_changes_nothing() -> None:
    """Threads measure the same as a plain loop, in the same order."""
    with ThreadPoolExecutor(3) as executor:
        together = measure(plan(40), blocks(*[1] * 40), pages=40, executor=executor)
    assert together.leaves[0].numerator.tolist() == list(range(40))


def test_blocks_are_read_only_a_little_ahead() -> None:
    """A country's evidence is never in memory as a whole."""
    executor = Late()
    most = 0

    def read() -> Iterator[Block]:
        nonlocal most
        for block in blocks(*[1] * 40):
            most = max(most, executor.waiting)
            yield block

    raw = measure(plan(40), read(), pages=40, executor=executor)
    assert (most < AHEAD, raw.leaves[0].numerator.tolist()) == (True, list(range(40)))


def test_plan_can_be_sent_to_another_process() -> None:
    """The whole default rule book: metrics, parameters and setting pickle, and measure the same there."""
    book = loading.packaged("regional")
    setting = build_setting(book, year=2026, zone="UTC", days_off=(), nominations=("Спорт",), mandated=np.zeros(0, np.int64))
    sent = plan_of(book, setting, registry.METRICS, registry.GATES)
    block = block_of([Page(posts=[Post(moment("2026-02-03"))], nomination=0)])
    here, _ = measure_block(sent, block)
    there, _ = measure_block(*pickle.loads(pickle.dumps((sent, block))))  # noqa: S301  our own bytes
    assert [measured.numerator.tolist() for measured in there] == [measured.numerator.tolist() for measured in here]


def test_missing_block_is_noticed() -> None:
    """A gap would shift every page behind it."""
    with pytest.raises(ValueError, match="begins at page 3"):
        measure(plan(5), [block for block in blocks(2, 1, 2) if block.first != 2], pages=5)


def test_missing_end_is_noticed() -> None:
    """Fewer pages than the register has."""
    with pytest.raises(ValueError, match="4 pages of 5"):
        measure(plan(5), blocks(4), pages=5)


def test_metric_of_a_wrong_length_is_noticed() -> None:
    """One number too few would shift every page behind it."""

    def short(scene: Scene, _params: Params) -> Measured:
        none = np.zeros(scene.block.count - 1, np.int64)
        return Measured(none, none, {})

    wrong = plan(5)
    code, metric, _ = wrong.leaves[0]
    broken = type(metric)("short", short, NoParams, "share", metric.tell)
    with pytest.raises(ValueError, match="A: "):
        measure(Plan(wrong.setting, ((code, broken, NoParams()),), ()), blocks(5), pages=5)


def test_results_are_read_only() -> None:
    """Nobody changes a result after the fact."""
    result = run(BOOK, {"A": shares(1, 2)})
    for array in (result.leaves[0].numerator, result.scored.total, result.ranked.place):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
