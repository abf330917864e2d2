"""Progress on a terminal: a bar a stage with honest counts; in a log, one line when a stage ends."""

import sys
import time
from types import TracebackType

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from criteria.measurement import Language
from scoring.jobs.stages import stage_title


class Bars:
    """Use as a context; call it as ``scoring.progress.Progress``. Writes to standard error, so that output stays clean."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._console = Console(file=sys.stderr)
        self._live = (
            Progress(
                SpinnerColumn(finished_text="[green]✓"),
                TextColumn("{task.description}"),
                BarColumn(bar_width=30),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=self._console,
            )
            if self._console.is_terminal
            else None
        )
        self._tasks: dict[str, TaskID] = {}
        self._begun: dict[str, float] = {}
        self._ended: set[str] = set()

    def __enter__(self) -> "Bars":
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._live is not None:
            self._live.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Move the bar of ``stage``."""
        self._begun.setdefault(stage, time.perf_counter())
        if self._live is not None:
            self._move(self._live, stage, done, total)
        elif total and done >= total and stage not in self._ended:
            seconds = time.perf_counter() - self._begun[stage]
            unit = "с" if self._language == "ru" else "s"
            click.echo(f"✓ {stage_title(stage, self._language)}: {done}/{total} ({seconds:.1f} {unit})", err=True)
        if total and done >= total:
            self._ended.add(stage)

    def _move(self, live: Progress, stage: str, done: int, total: int) -> None:
        if stage not in self._tasks:
            self._tasks[stage] = live.add_task(stage_title(stage, self._language), total=total or None)
        live.update(self._tasks[stage], completed=done, total=total or None)
