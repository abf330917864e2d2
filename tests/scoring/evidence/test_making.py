"""Plain columns of snapshots that have none: made elsewhere where nothing can be written, leftovers swept, refusals told."""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scoring.errors import InputError
from scoring.evidence import making
from scoring.evidence.reader import open_snapshot
from scoring.evidence.schema import POSTS
from tests.scoring.evidence.test_evidence import all_batches, frozen

_MAKE = tempfile.mkdtemp


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A snapshot as it was frozen before there were plain columns."""
    folder = frozen(tmp_path, all_batches(tmp_path)).folder
    shutil.rmtree(folder / "columns")
    return folder


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary folder."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def read_only(folder: Path) -> Callable[..., str]:
    """A disk on which nothing can be made in the folder."""

    def make(*, dir: Path | None = None, **given: Any) -> str:  # noqa: A002 -- the name that tempfile gave it
        if dir == folder:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return _MAKE(dir=dir, **given)

    return make


def test_a_snapshot_on_a_read_only_disk_is_opened(old: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The columns lie in the temporary folder as long as the snapshot is open, and say the same."""
    with open_snapshot(old) as evidence:
        expected = evidence.rows_of(POSTS, 0)["time"].tolist()
    shutil.rmtree(old / "columns")
    monkeypatch.setattr(tempfile, "mkdtemp", read_only(old))
    with open_snapshot(old) as evidence:
        found = evidence.rows_of(POSTS, 0)["time"].tolist()
        there = len(list(elsewhere.glob("lavr-columns-*")))
    assert (expected, 1) == (found, there)
    assert ([], False) == (list(elsewhere.iterdir()), (old / "columns").exists())


def test_a_snapshot_that_is_forgotten_leaves_nothing(old: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody closed it."""
    monkeypatch.setattr(tempfile, "mkdtemp", read_only(old))
    evidence = open_snapshot(old)
    assert 1 == len(list(elsewhere.iterdir()))
    del evidence
    assert [] == list(elsewhere.iterdir())


def test_no_room_anywhere_is_told_in_words(old: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The snapshot, the temporary folder and the variable that names another one."""

    def full(**_given: Any) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile, "mkdtemp", full)
    with pytest.raises(InputError) as refused:
        open_snapshot(old)
    for words in (refused.value.ru, refused.value.en):
        assert [True] * 3 == [part in words for part in (old.name, str(elsewhere), "TMPDIR")]


def test_what_a_killed_process_left_is_swept(old: Path) -> None:
    """No lock lies on it; what another process is making stays."""
    left, busy = old / ".columns-left", old / ".columns-busy"
    left.mkdir()
    busy.mkdir()
    lock = making._lock(busy)
    open_snapshot(old).close()
    os.close(lock)
    assert (False, True, True) == (left.exists(), busy.exists(), (old / "columns").is_dir())
