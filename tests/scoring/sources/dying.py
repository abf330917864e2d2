"""A process that imports and freezes a file, is killed at random steps and begins anew; run by ``test_killed_import``.

    python -m tests.scoring.sources.dying FOLDER SEED

It prints the steps at which its children were killed. Steps are those at which Python is told that a file is opened, renamed,
made or removed.
"""

import os
import random
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path

from scoring.bench.country import register
from scoring.evidence.freeze import freeze
from scoring.sources import blocks, kept_rows
from scoring.sources.activity import import_activity
from tests.scoring.sources.samples import POSTS, ZONE, post

PAGES = 5
KILLS = 12
_STEPS = ("open", "os.", "shutil.")


def main(folder: Path, seed: int) -> None:
    """Writes a file; takes it undisturbed into ``whole``, and again and again into ``killed``, where only the last one lives."""
    path = folder / "posts.csv"
    path.write_text(POSTS + "".join(_line(number) for number in range(600)), encoding="utf-8")
    blocks.SIZE, kept_rows.PART = 9_000, 100  # type: ignore[misc]  # so that a small file has many blocks and parts
    counted = folder / "steps"
    assert 0 == _forked(lambda: _counting(folder / "whole", path, counted))
    steps = random.Random(seed).sample(range(1, int(counted.read_text())), KILLS)  # noqa: S311 no secret
    killed = []
    for step in steps:
        ended = _forked(lambda step=step: _dying(folder / "killed", path, step))  # type: ignore[misc]
        assert ended in {0, signal.SIGKILL}  # there are fewer steps where the dead had come far
        killed += [step] * (ended == signal.SIGKILL)
    assert 0 == _forked(lambda: _take(folder / "killed", path))
    sys.stdout.write(" ".join(map(str, killed)))


def _line(number: int) -> str:
    if not number % 50:
        return "club1,без номера\n"
    return post(number % 550, text=f'"Новость ""дня""\nстрока {number}"', page=f"club{number % PAGES + 1}")


def _take(into: Path, path: Path) -> None:
    pages = {f"vk:club{number}": f"vk:club{number}" for number in range(1, PAGES + 1)}
    batch = import_activity(path, pages=pages, zone=ZONE, year=2025, into=into / "batches")
    freeze(register(PAGES), [batch], year=2025, zone=ZONE, days_off=[date(2025, 1, 1)], into=into / "evidence")


def _counting(into: Path, path: Path, told: Path) -> None:
    steps = [0]

    def count(event: str, _values: object) -> None:
        steps[0] += event.startswith(_STEPS)

    sys.addaudithook(count)
    _take(into, path)
    told.write_text(str(steps[0]), encoding="utf-8")


def _dying(into: Path, path: Path, last: int) -> None:
    steps = [0]

    def count(event: str, _values: object) -> None:
        steps[0] += event.startswith(_STEPS)
        if steps[0] == last:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    _take(into, path)


def _forked(work: Callable[[], None]) -> int:
    """What a child ended with: 0, or the signal that killed it."""
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            failed = sys.exc_info()[0] is not None
            if failed:
                traceback.print_exc()
            os._exit(failed)
    status = os.waitpid(child, 0)[1]
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
