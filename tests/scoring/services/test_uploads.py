"""Handed-in files are kept once, whole, and under a name that can do no harm."""

import io
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import InputError
from scoring.home import Home
from scoring.services.uploads import keep_upload, safe_name, upload_path


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Home:
    return Home(home=tmp_path).make()


def test_the_same_content_is_kept_once(home: Home) -> None:
    """Two uploads of one file share a folder."""
    first = keep_upload(home, io.BytesIO(b"1;2"), "Реестр.csv")
    second = keep_upload(home, io.BytesIO(b"1;2"), "Реестр.csv")

    assert first == second
    assert b"1;2" == first.path.read_bytes()


def test_an_empty_file_is_refused_and_leaves_nothing(home: Home) -> None:
    """Nothing half-written stays."""
    with pytest.raises(InputError):
        keep_upload(home, io.BytesIO(b""), "пусто.csv")

    assert [] == list(home.uploads.iterdir())


def test_a_broken_stream_leaves_nothing(home: Home) -> None:
    """A connection that breaks in the middle keeps no part of the file."""

    class _Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:  # noqa: ARG002 the stream's signature
            if self.tell():
                raise OSError("gone")
            self.seek(1)
            return b"part"

    stream: BinaryIO = _Broken(b"xx")
    with pytest.raises(OSError, match="gone"):
        keep_upload(home, stream, "x.csv")

    assert [] == list(home.uploads.iterdir())


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Документы\\Реестр.xlsx", "Реестр.xlsx"),
        (".bashrc", "bashrc"),
        ("a\0b\n.csv", "ab.csv"),
        ("", "file"),
        ("Записи\u202ecsv.exe", "Записиcsv.exe"),
    ],
)
def test_names_lose_what_could_harm(given_name: str, kept: str) -> None:
    """Paths, control marks and leading dots go."""
    assert kept == safe_name(given_name)


@given(st.text(max_size=400))
def test_a_safe_name_stays_as_it_is(text: str) -> None:
    """Making it safe twice changes nothing, and it is never empty, long, or a path."""
    name = safe_name(text)

    assert name == safe_name(name)
    assert 0 < len(name) <= 120
    assert "/" not in name
    assert name not in {".", ".."}


def test_a_path_out_of_parameters_is_checked(home: Home) -> None:
    """What comes back out of a job's parameters cannot leave the uploads."""
    with pytest.raises(InputError):
        upload_path(home, "../../etc", "passwd")
    with pytest.raises(InputError):
        upload_path(home, "0" * 64, "../passwd")
