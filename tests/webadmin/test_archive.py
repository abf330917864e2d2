"""The ZIP that is sent while it is packed: whole for the reader, small in memory, sound when a file is gone."""

from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from webadmin.archive import Entry, streamed_zip
from webadmin.award_files import folder_name

DAY = date(2026, 1, 22)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.binary(max_size=400), max_size=6))
def test_what_goes_in_comes_out(tmp_path: Path, contents: list[bytes]) -> None:
    """Every file has its name and its bytes."""
    entries = []
    for number, content in enumerate(contents):
        path = tmp_path / f"{number}.txt"
        path.write_bytes(content)
        entries.append(Entry(f"Сфера/Файл {number}.txt", path, DAY))
    with ZipFile(BytesIO(b"".join(streamed_zip(entries)))) as archive:
        assert {entry.name: content for entry, content in zip(entries, contents, strict=True)} == {
            name: archive.read(name) for name in archive.namelist()
        }


def test_a_large_file_is_sent_in_pieces(tmp_path: Path) -> None:
    """No piece is as large as the file."""
    path = tmp_path / "large.pdf"
    path.write_bytes(bytes(3_000_000))
    pieces = list(streamed_zip([Entry("large.pdf", path, DAY)]))
    assert (True, True) == (max(map(len, pieces)) < 600_000, sum(map(len, pieces)) > 3_000_000)


def test_a_file_that_is_gone_is_left_out(tmp_path: Path) -> None:
    """The others are still there."""
    (tmp_path / "there.svg").write_bytes(b"<svg/>")
    entries = [Entry("gone.pdf", tmp_path / "gone.pdf", DAY), Entry("there.svg", tmp_path / "there.svg", DAY)]
    with ZipFile(BytesIO(b"".join(streamed_zip(entries)))) as archive:
        assert ["there.svg"] == archive.namelist()


@given(st.text())
def test_a_folder_has_a_safe_name(text: str) -> None:
    """No sign that a system treats apart, no dot at the end, never empty."""
    name = folder_name(text)
    assert (False, True, True) == (any(sign in name for sign in '/\\:*?"<>|\0'), 1 <= len(name) <= 60, name.strip(" .") == name)
