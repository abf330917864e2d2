"""What follows from the plain columns: texts said twice on a page, found exactly, kept beside the columns, made when missing."""

import errno
import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import BrokenEvidence
from scoring.evidence.columns import REPEATED, column_file
from scoring.evidence.corrected import corrected
from scoring.evidence.corrections import Correction
from scoring.evidence.following import repeated, wrong_files
from scoring.evidence.manifest import read_manifest
from scoring.evidence.reader import open_snapshot
from scoring.evidence.schema import POSTS
from scoring.evidence.snapshot import verify
from tests.scoring.evidence.test_evidence import all_batches, frozen

_KEYS = st.one_of(st.integers(0, 3), st.integers(-(2**63), 2**63 - 1))


@given(st.lists(st.lists(_KEYS, max_size=12), max_size=8))
@settings(max_examples=200)
def test_a_text_is_repeated_where_its_page_has_it_twice(walls: list[list[int]]) -> None:
    """However texts fall on pages: exactly those that stand elsewhere on the same page, and never a missing text."""
    expected = [key != 0 and Counter(wall)[key] > 1 for wall in walls for key in wall]
    bounds = np.cumsum([0, *map(len, walls)]).astype(np.int64)
    found = repeated(np.array([key for wall in walls for key in wall], np.int64), bounds)
    assert expected == found.tolist()


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    """A frozen snapshot."""
    return frozen(tmp_path, all_batches(tmp_path)).folder


def flags(folder: Path) -> list[bool]:
    """What the file says."""
    found: list[bool] = column_file(folder / "columns", POSTS, REPEATED).tolist()
    return found


def test_columns_of_an_older_program_get_what_they_lack(snapshot: Path) -> None:
    """The file is made when the snapshot is opened, and nothing else is left beside it."""
    expected = flags(snapshot), sorted((snapshot / "columns").iterdir())
    (snapshot / "columns" / "posts.repeated").unlink()
    open_snapshot(snapshot).close()
    assert expected == (flags(snapshot), sorted((snapshot / "columns").iterdir()))


def test_older_columns_on_a_read_only_disk_are_made_elsewhere(
    snapshot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing can be written beside the snapshot, and it is read all the same."""

    def refuse(**given: Any) -> tuple[int, str]:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(given["dir"]))

    (snapshot / "columns" / "posts.repeated").unlink()
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    make = tempfile.mkstemp
    monkeypatch.setattr(tempfile, "mkstemp", lambda **given: (refuse if given["dir"] == snapshot / "columns" else make)(**given))
    with open_snapshot(snapshot) as evidence:
        block = evidence.block(0, 3, np.zeros(3, np.int16))
    assert len(block.posts.time) == len(block.posts.repeated)
    assert not (snapshot / "columns" / "posts.repeated").exists()


def test_wrong_flags_are_found(snapshot: Path) -> None:
    """They follow from texts and pages, and are verified by them."""
    path = snapshot / "columns" / "posts.repeated"
    path.write_bytes(bytes(1 - flag for flag in path.read_bytes()))
    with pytest.raises(BrokenEvidence, match="table posts, columns: repeated"):
        verify(snapshot)


def test_a_snapshot_without_columns_has_no_wrong_files(snapshot: Path) -> None:
    """They are made anew when it is opened."""
    shutil.rmtree(snapshot / "columns")
    assert () == wrong_files(snapshot, read_manifest(snapshot))


def test_a_corrected_text_is_repeated_where_it_then_stands_twice(snapshot: Path) -> None:
    """A correction gives a post the text of its neighbour; both are flagged, as if they had been frozen so."""
    with open_snapshot(snapshot) as evidence:
        page = next(page for page in range(evidence.count) if len(evidence.rows_of(POSTS, page)["id"]) > 1)
        rows = evidence.rows_of(POSTS, page)
        key, old = (int(rows["text_key"][at]) for at in (0, 1))
        one = Correction("posts", evidence.pages.key[page], int(rows["id"][1]), "text_key", old, key)
        block = corrected(evidence, [one]).block(0, evidence.count, np.zeros(evidence.count, np.int16))
    assert [key, key] == block.posts.text_key[block.posts.bounds[page] :][:2].tolist()
    assert [True, True] == block.posts.repeated[block.posts.bounds[page] :][:2].tolist()
