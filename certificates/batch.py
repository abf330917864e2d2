"""Many awards over long-lived worker processes: checked before the first is made, resumed where a killed run stood."""

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING, Any

from certificates.award import Award, PlainAward, plain
from certificates.badge import BadgeKey, badge_key
from certificates.fitting import check_fits
from certificates.fonts import need_fonts
from certificates.kit import Made, finished
from certificates.look import PLAIN, Look

if TYPE_CHECKING:
    from certificates.press import Badge, Press

CHUNK = 12  # awards in one layout: most of what chunks gain, and progress often enough
Work = list[tuple[PlainAward, Path]]
Progress = Callable[[int, int], None]

_press: "Press | None" = None  # one a worker process, set when it starts


def make_many(
    awards: Sequence[Award],
    folder_of: Callable[[Award], Path],
    *,
    workers: int = 2,
    progress: Progress | None = None,
    look: Look = PLAIN,
) -> list[tuple[Made, ...]]:
    """Kits of all awards, in their order. ``progress(done, of)`` is called in this process, first with what was there already.

    Every award is checked before any is made, so a name that does not fit stops the run before it begins.
    Kits that lie whole in their folders are not made again. ``workers`` 0 works in this process.
    """
    need_fonts()
    plain_awards = [plain(award) for award in awards]
    for award in plain_awards:
        check_fits(award)
    folders = [folder_of(award) for award in awards]
    results: list[tuple[Made, ...] | None] = [finished(*pair, look) for pair in zip(plain_awards, folders, strict=True)]
    told = progress or (lambda _done, _of: None)
    open_ones = [i for i, made in enumerate(results) if made is None]
    done = len(awards) - len(open_ones)
    told(done, len(awards))
    for indexes, kits in _run(plain_awards, folders, open_ones, workers, look):
        for i, kit in zip(indexes, kits, strict=True):
            results[i] = kit
            done += 1
            told(done, len(awards))
    return [made for made in results if made is not None]


def _run(
    awards: Sequence[PlainAward], folders: Sequence[Path], open_ones: Sequence[int], workers: int, look: Look
) -> Iterator[tuple[list[int], list[tuple[Made, ...]]]]:
    chunks = _chunks(awards, open_ones)
    if not chunks:
        return
    if workers == 0:
        from certificates.press import Press  # noqa: PLC0415 - the press names this module

        press = Press(look)
        for chunk in chunks:
            yield chunk, press.make_chunk([(awards[i], folders[i]) for i in chunk])
        return
    # A forked worker would inherit locks and open databases of the program; a spawned one starts clean.
    context = multiprocessing.get_context("spawn")
    started_with = (os.getpid(), look)
    with ProcessPoolExecutor(min(workers, len(chunks)), mp_context=context, initializer=_start, initargs=started_with) as pool:
        try:
            yield from _spread(pool, awards, folders, chunks)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _spread(
    pool: Executor, awards: Sequence[PlainAward], folders: Sequence[Path], chunks: Sequence[list[int]]
) -> Iterator[tuple[list[int], list[tuple[Made, ...]]]]:
    """Each badge is drawn once, by whichever worker is free, and goes along with the chunks that need it."""
    keys = dict.fromkeys(badge_key(awards[i]) for chunk in chunks for i in chunk)
    badges: dict[BadgeKey, Future[Badge]] = {key: pool.submit(_badge, key) for key in keys if key is not None}
    running: dict[Future[list[tuple[Made, ...]]], list[int]] = {}
    for chunk in chunks:
        needed = {badge_key(awards[i]) for i in chunk}
        drawn = {key: badges[key].result() for key in needed if key is not None}
        running[pool.submit(_chunk, [(awards[i], folders[i]) for i in chunk], drawn)] = chunk
    for future in as_completed(running):
        yield running[future], future.result()


def _chunks(awards: Sequence[PlainAward], open_ones: Sequence[int]) -> list[list[int]]:
    """Indexes of awards still to be made, of one language and one badge in each chunk."""
    groups: dict[tuple[str, Any], list[int]] = {}
    for i in open_ones:
        groups.setdefault((awards[i].language, badge_key(awards[i])), []).append(i)
    return [group[at : at + CHUNK] for group in groups.values() for at in range(0, len(group), CHUNK)]


def _start(parent: int, look: Look) -> None:
    """Build the worker's press, and see to it that the worker does not outlive whoever started it."""
    threading.Thread(target=_end_with, args=(parent,), name="end with parent", daemon=True).start()
    global _press  # noqa: PLW0603 - the one way to keep a value between a worker's tasks
    from certificates.press import Press  # noqa: PLC0415 - the press names this module

    _press = Press(look)


def _end_with(parent: int) -> None:
    """A killed parent says no goodbye: its children would wait for work for ever."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _badge(key: BadgeKey) -> "Badge":
    from certificates.press import draw_badge  # noqa: PLC0415 - the press names this module

    return draw_badge(key)


def _chunk(work: Work, badges: "dict[BadgeKey, Badge]") -> list[tuple[Made, ...]]:
    if _press is None:
        msg = "a worker was not started by make_many"
        raise RuntimeError(msg)
    _press.keep_badges(badges)
    return _press.make_chunk(work)
