"""A child process that is started again when it ends, at once or, where it ends again and again, after growing pauses."""

import os
import subprocess
import sysconfig
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).resolve().parents[2]
"""Where this program's packages lie: a checkout, or the interpreter's site-packages."""
_HEALTHY: Final = 60.0
"""Seconds of life after which an end is no sign of a fault that stays."""
_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 60.0


class Respawned:
    """Keeps one child running. ``tell``: told its exit status, how long it lived and the pause before the next, in seconds."""

    def __init__(
        self,
        start: "Callable[[], subprocess.Popen[bytes]]",
        tell: Callable[[int, float, float], None],
        clock: Callable[[], float],
    ) -> None:
        self._start, self._tell, self._clock = start, tell, clock
        self._pause = 0.0
        self._again_at: float | None = None
        self.child = start()
        self._born = clock()

    def look(self) -> None:
        """Start the child again if it has ended and its pause is over."""
        status, now = self.child.poll(), self._clock()
        if status is None:
            return
        if self._again_at is None:
            lived = now - self._born
            self._pause = 0.0 if lived >= _HEALTHY else min(self._pause * 2 or _FIRST_PAUSE, _LONGEST_PAUSE)
            self._tell(status, lived, self._pause)
            self._again_at = now + self._pause
        if now >= self._again_at:
            self._again_at = None
            self.child = self._start()
            self._born = now


def children_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """``environment`` in which a child that trusts no working folder (``-P``) finds the packages that this process runs from."""
    if Path(sysconfig.get_path("purelib")).resolve() == _ROOT:
        return dict(environment)
    known = [str(_ROOT), environment.get("PYTHONPATH", "")]
    return {**environment, "PYTHONPATH": os.pathsep.join(path for path in known if path)}
