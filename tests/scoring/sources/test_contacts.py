"""Tables of owners' addresses: good rows, and refused ones with their place."""

from pathlib import Path

import pytest

from scoring.errors import UnreadableFile
from scoring.sources.contacts import Contact, read_contacts

PAGES = {"vk.com/club1": "vk:club1", "vk.com/club2": "vk:club2"}


def written(folder: Path, text: str) -> Path:
    """A file with this text."""
    path = folder / "адреса.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_good_rows_are_read(tmp_path: Path) -> None:
    """In any order of columns, addresses in lower case."""
    path = written(tmp_path, "ФИО;E-mail;Страница\nИ. Петрова;School@Example.ORG;vk.com/club1\n;a@b.ru;vk.com/club2\n")
    assert (Contact("vk:club1", "school@example.org", "И. Петрова"), Contact("vk:club2", "a@b.ru", "")) == read_contacts(
        path, PAGES.get
    ).rows


def test_bad_rows_are_refused_with_their_place(tmp_path: Path) -> None:
    """Unknown page, no address, nothing in the cell, the same twice."""
    path = written(
        tmp_path,
        "Страница;Почта\nvk.com/club9;a@b.ru\nvk.com/club1;нет\nvk.com/club1;\nvk.com/club1;a@b.ru\nvk.com/club1;A@b.ru\n",
    )
    found = read_contacts(path, PAGES.get)
    assert [(2, "unknown_page"), (3, "not_an_email"), (4, "missing"), (6, "row_twice")] == [
        (row.line, row.code) for row in found.refusals
    ]


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    """With the columns that are needed."""
    with pytest.raises(UnreadableFile, match="«Страница», «Почта»"):
        read_contacts(written(tmp_path, "a;b\n1;2\n"), PAGES.get)
