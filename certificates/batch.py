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
from certificates.credential.terms import Terms, default_terms
from certificates.fitting import check_fits
from certificates.fonts import need_fonts
from certificates.kit import Made, finished
from certificates.look import PLAIN, Look
from certificates.sealing import open_sealer

if TYPE_CHECKING:
    from certificates.layer import Layer, LayerKey
    from certificates.press import Badge, Drawn, Press

CHUNK = 8  # awards in one layout: most of what chunks gain, progress often enough, little memory
Work = list[tuple[PlainAward, Path, Terms | None]]
Kits = list[tuple[Made, ...]]
Progress = Callable[[int, int], None]

_press: "Press | None" = None  # one a worker process, set when it starts


def make_many(
    awards: Sequence[Award],
    folder_of: Callable[[Award], Path],
    *,
    workers: int = 2,
    progress: Progress | None = None,
    look: Look = PLAIN,
    keys: Path | None = None,
    terms: Callable[[Award], Terms] = default_terms,
) -> Kits:
    """Kits of all awards, in their order. ``progress(done, of)`` is called in this process, first with what was there already.

    Every award is checked before any is made, so a name that does not fit stops the run before it begins.
    Kits that lie whole in their folders are not made again. ``workers`` 0 works in this process.
    ``keys`` is the folder of the organiser's keys: with it every award is sealed on its ``terms``, without it none is.
    """
    need_fonts()
    work: Work = []
    for award in awards:
        one = plain(award)
        check_fits(one)
        work.append((one, folder_of(award), None if keys is None else terms(award)))
    results: list[tuple[Made, ...] | None] = [finished(award, folder, look, said) for award, folder, said in work]
    told = progress or (lambda _done, _of: None)
    open_ones = [i for i, made in enumerate(results) if made is None]
    done = len(awards) - len(open_ones)
    told(done, len(awards))
    for indexes, kits in _run(work, open_ones, workers, look, keys):
        for i, kit in zip(indexes, kits, strict=True):
            results[i] = kit
            done += 1
            told(done, len(awards))
    return [made for made in results if made is not None]


def _run(work: Work, open_ones: Sequence[int], workers: int, look: Look, keys: Path | None) -> Iterator[tuple[list[int], Kits]]:
    chunks = _chunks(work, open_ones)
    if not chunks:
        return
    sealer = open_sealer(keys)  # here too, so that keys that cannot be used stop the run before it begins
    if workers == 0:
        from certificates.press import Press  # noqa: PLC0415 - the press names this module

        press = Press(look, sealer)
        for chunk in chunks:
            yield chunk, press.make_chunk([work[i] for i in chunk])
        return
    with (
        _pool(min(workers, len(chunks)), _start, (os.getpid(), look, keys)) as presses,
        _pool(1, _end_together, (os.getpid(),)) as drawer,
    ):
        for _ in range(min(workers, len(chunks))):
            presses.submit(
                _begun
            )  # each submission starts a process: they load their libraries while the first drawings are made
        try:
            yield from _spread(presses, drawer, look, work, chunks)
        finally:
            for pool in (presses, drawer):
                pool.shutdown(wait=True, cancel_futures=True)


def _pool(workers: int, begin: Callable[..., None], given: tuple[object, ...]) -> ProcessPoolExecutor:
    # A forked worker would inherit locks and open databases of the program; a spawned one starts clean.
    return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), begin, given)


def _spread(
    presses: Executor, drawer: Executor, look: Look, work: Work, chunks: Sequence[list[int]]
) -> Iterator[tuple[list[int], Kits]]:
    """What many awards share is drawn once, and goes along with the chunks that need it.

    A process of its own draws it, ahead of the presses: what a large drawing takes would stay with a press to the end.
    """
    from certificates.layer import layer_key  # noqa: PLC0415 - loads what writes PDFs, only where one is to be written
    from certificates.press import Drawn  # noqa: PLC0415 - the press names this module

    layers: dict[LayerKey, Future[Layer]] = {}
    badges: dict[BadgeKey, Future[Badge]] = {}
    needed: list[tuple[set[LayerKey], set[BadgeKey]]] = []
    for chunk in chunks:
        awards = [work[i][0] for i in chunk]
        grounds = {layer_key(award, look): award for award in awards}
        honours = {key for key in map(badge_key, awards) if key is not None}
        layers.update({key: drawer.submit(_layer, award, look) for key, award in grounds.items() if key not in layers})
        badges.update({key: drawer.submit(_badge, key) for key in honours if key not in badges})
        needed.append((set(grounds), honours))
    drawer.shutdown(wait=False)
    running: dict[Future[Kits], list[int]] = {}
    for chunk, (under, honours) in zip(chunks, needed, strict=True):
        drawn = Drawn({key: badges[key].result() for key in honours}, {key: layers[key].result() for key in under})
        running[presses.submit(_chunk, [work[i] for i in chunk], drawn)] = chunk
    for future in as_completed(running):
        yield running[future], future.result()


def _chunks(work: Work, open_ones: Sequence[int]) -> list[list[int]]:
    """Indexes of awards still to be made, of one language and one badge in each chunk."""
    groups: dict[tuple[str, Any], list[int]] = {}
    for i in open_ones:
        groups.setdefault((work[i][0].language, badge_key(work[i][0])), []).append(i)
    return [group[at : at + CHUNK] for group in groups.values() for at in range(0, len(group), CHUNK)]


def _start(parent: int, look: Look, keys: Path | None) -> None:
    """Build the worker's press with the keys."""
    _end_together(parent)
    global _press  # noqa: PLW0603 - the one way to keep a value between a worker's tasks
    from certificates.press import Press  # noqa: PLC0415 - the press names this module

    _press = Press(look, open_sealer(keys))
    _press.warm_up()


def _end_together(parent: int) -> None:
    """See to it that the worker does not outlive whoever started it."""
    threading.Thread(target=_end_with, args=(parent,), name="end with parent", daemon=True).start()


def _end_with(parent: int) -> None:
    """A killed parent says no goodbye: its children would wait for work for ever."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _begun() -> None:
    """Nothing: the worker is there, which is what was wanted."""


def _badge(key: BadgeKey) -> "Badge":
    from certificates.press import draw_badge  # noqa: PLC0415 - the press names this module

    return draw_badge(key)


def _layer(award: PlainAward, look: Look) -> "Layer":
    from certificates.layer import compiled  # noqa: PLC0415 - see above

    return compiled(award, look)


def _chunk(work: Work, drawn: "Drawn") -> Kits:
    if _press is None:
        msg = "a worker was not started by make_many"
        raise RuntimeError(msg)
    _press.keep(drawn)
    return _press.make_chunk(work)
