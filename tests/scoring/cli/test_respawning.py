"""The worker beside the panel: it finds its packages wherever it is started, and a fault that stays does not keep it spinning."""

import os
import subprocess
import sys
from pathlib import Path
from typing import cast

from scoring.cli.respawning import Respawned, children_environment


class Life:
    """A child that ends when a test says so, and what was told of its ends."""

    def __init__(self) -> None:
        self.now, self.started = 0.0, 0
        self.status: int | None = None
        self.told: list[tuple[int, float, float]] = []
        self.kept = Respawned(self._start, lambda *ended: self.told.append(ended), lambda: self.now)

    def _start(self) -> "subprocess.Popen[bytes]":
        self.started += 1
        return cast("subprocess.Popen[bytes]", self)

    def poll(self) -> int | None:
        """Its exit status."""
        return self.status

    def ends_at_once(self, seconds: int) -> None:
        """Look at a child that cannot start, twice a second for so long."""
        self.status = 1
        for _ in range(2 * seconds):
            self.now += 0.5
            self.kept.look()


def test_a_child_that_ends_at_once_waits_longer_each_time() -> None:
    """A second, two, four, up to a minute; each end is told once."""
    life = Life()
    life.ends_at_once(300)
    assert [1, 2, 4, 8, 16, 32, 60, 60] == [pause for _, _, pause in life.told[:8]]
    assert life.started == len(life.told)


def test_a_child_that_lived_is_started_at_once() -> None:
    """Its pause begins anew then."""
    life = Life()
    life.ends_at_once(4)
    life.now += 3600
    life.kept.look()
    life.now += 3600
    life.kept.look()
    assert (1, 3600.0, 0.0) == life.told[-1]


def test_a_child_finds_the_packages_of_its_parent(tmp_path: Path) -> None:
    """From any working folder, without the caller's PYTHONPATH, and though it trusts no working folder."""
    bare = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-P", "-c", "import scoring.cli"], env=children_environment(bare), cwd=tmp_path, check=False
    )
    assert done.returncode == 0
