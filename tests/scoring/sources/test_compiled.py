"""Compiled functions: nobody loads the compiler who need not, none is stale, and a folder that cannot be written does no harm."""

import ast
import errno
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.sources import repetitions
from scoring.sources.compiled import machine, ordering
from scoring.sources.repetitions import several

FOLDER = Path(machine.__file__).parent
MODULES = sorted(path for path in FOLDER.glob("*.py") if path.stem not in ("__init__", "machine"))
few = st.integers(0, 3)
rows = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 40), few), max_size=200)


def doubled(values: Any) -> Any:
    """Something to compile."""
    return values * 2


@settings(max_examples=100, deadline=None)
@given(rows, st.booleans())
def test_a_range_of_pages_is_ordered_by_page_time_and_number(given_rows: list[tuple[int, int, int]], straight: bool) -> None:
    """Rows that have all three the same stay as they came, whether they came in order or not."""
    table = sorted(given_rows) if straight else given_rows
    columns = np.array(table, np.int64).reshape(-1, 3)
    count = np.bincount(columns[:, 0], minlength=5)
    into = np.empty(len(table), np.int32)
    ordering.order(columns[:, 0].astype(np.int32), columns[:, 1].copy(), columns[:, 2].copy(), np.cumsum(count) - count, into)
    assert sorted(range(len(table)), key=table.__getitem__) == into.tolist()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 50), max_size=40), max_size=5), st.integers(1, 40))
def test_mixtures_that_occur_again_are_found(parts: list[list[int]], size: int) -> None:
    """However they are spread over arrays and ranges; 0 may be among them though it occurs but once."""
    mixtures = [np.array(part, np.uint64) * np.uint64(0x9E3779B97F4A7C15) for part in parts]
    flat = [number for part in parts for number in part]
    count = Counter(flat)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repetitions, "_RANGE", size)
        found = several(mixtures).tolist()
    assert [place for place, number in enumerate(flat) if number and count[number] > 1] == [
        place for place in found if flat[place]
    ]
    assert found == sorted(set(found))
    assert {place for place, number in enumerate(flat) if not number and count[0] > 1} <= set(found)


@pytest.mark.parametrize("refusal", [RuntimeError("no folder"), OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))])
def test_a_folder_that_takes_nothing_costs_time_only(monkeypatch: pytest.MonkeyPatch, refusal: Exception) -> None:
    """None can be written, or what was made does not fit into it."""
    tried: list[str] = []

    def refuse(*_values: object) -> None:
        tried.append("")
        raise refusal

    place = "numba.core.caching.FunctionCache." + ("__init__" if isinstance(refusal, RuntimeError) else "save_overload")
    monkeypatch.setattr(place, refuse)
    monkeypatch.setattr("numba.core.caching.FunctionCache.load_overload", lambda *_values: None)  # as on a new machine
    function = machine.compiled("(int64[::1],)")(doubled)
    assert [2, 4] == function(np.array([1, 2])).tolist()
    assert tried


def test_other_types_than_those_named_are_refused() -> None:
    """They would be compiled for again and again."""
    function = machine.compiled("(int64[::1],)")(doubled)
    with pytest.raises(TypeError):
        function(np.array([1.5]))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_compiled_modules_use_nothing_of_each_other(path: Path) -> None:
    """What is kept of a function goes by its own file: what it took from another one would become stale unseen."""
    taken = {
        alias.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("scoring", "criteria"))
        for alias in node.names
    }
    assert taken <= {"compiled", "inner"}


def test_only_importing_and_freezing_load_the_compiler() -> None:
    """The panel, the engine and the command line start without it."""
    names = "scoring.cli.commands, scoring.engine.run, scoring.services.imports, scoring.jobs.worker, webadmin.app"
    command = f"import sys, {names}; sys.exit('numba' in sys.modules)"
    assert 0 == subprocess.run([sys.executable, "-c", command], check=False).returncode
