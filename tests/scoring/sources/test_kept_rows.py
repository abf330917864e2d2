"""The file in which good rows are kept between import and freezing, of any number of parts, and as it was written before."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.sources import duck, kept_rows
from tests.scoring.sources.samples import POSTS, imported, post

KEYS = ["vk:club1", "vk:школа"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(-5, 2**40), max_size=6), max_size=6), st.data())
def test_rows_come_back_as_they_went(
    tmp_path_factory: pytest.TempPathFactory, blocks: list[list[int]], data: st.DataObject
) -> None:
    """Whatever the parts; rows that do not count are left out, and some may be asked for before the end."""
    path = tmp_path_factory.mktemp("rows") / "rows.npz"
    values = [value for block in blocks for value in block]
    dropped = sorted(data.draw(st.sets(st.sampled_from(range(len(values))) if values else st.nothing())))
    asked = sorted(data.draw(st.sets(st.sampled_from(range(len(values))), min_size=1))) if values else []
    with path.open("w+b") as raw, pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_rows, "PART", data.draw(st.integers(1, 9)))
        file = kept_rows.RowsFile(raw)
        for block in blocks:
            file.add({"number": np.zeros(len(block), np.int32), "id": np.array(block, np.int64)})
        if asked:
            assert [values[row] for row in asked] == file.values("id", np.array(asked)).tolist()
        assert len(values) - len(dropped) == file.finish(KEYS, np.array(dropped, np.int64))
    rows = kept_rows.kept_rows(path)
    assert KEYS == list(rows.keys)
    if values:
        assert [value for row, value in enumerate(values) if row not in dropped] == kept_rows.column(rows, "id").tolist()


def test_a_batch_without_rows_has_empty_columns(tmp_path: Path) -> None:
    """Every row was refused: the columns are there all the same."""
    rows = kept_rows.kept_rows(imported(tmp_path, POSTS + post(-1)).path)
    assert [0, 0] == [len(kept_rows.column(rows, name)) for name in ("number", "time")]


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    """Nothing of the moment or of the machine is in it."""
    text = POSTS + "".join(post(number, text="Слово " * number) for number in range(50))
    first = imported(tmp_path, text).path.read_bytes()
    assert first == imported(tmp_path, text).path.read_bytes()


def test_batches_of_earlier_versions_are_read(tmp_path: Path) -> None:
    """They were Parquet, with the key of the page in every row."""
    path = tmp_path / "old.parquet"
    with duck.connect() as base:
        base.execute(
            "COPY (SELECT * FROM (VALUES ('vk:b', 7, true), ('vk:a', 5, false), ('vk:b', 6, true)) AS rows(page, id, repost)) "
            f"TO {duck.quoted(path)} (FORMAT parquet)"
        )
    rows = kept_rows.kept_rows(path)
    found = zip(
        kept_rows.column(rows, "number").tolist(),
        kept_rows.column(rows, "id").tolist(),
        kept_rows.column(rows, "repost").tolist(),
        strict=True,
    )
    assert [("vk:a", 5, False), ("vk:b", 6, True), ("vk:b", 7, True)] == sorted((rows.keys[page], *rest) for page, *rest in found)
