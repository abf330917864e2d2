"""The winner's folder and ZIP."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from certificates.kit import MANIFEST, PATHS, download_names, finished, post_text, safe_name
from certificates.press import Made, Press
from tests.certificates.samples import AWARD, an_award

ENTRIES = [
    "Диплом победителя 2026.pdf",
    "Знак победителя 2026.svg",
    "Знак победителя 2026, 200 пикселей.png",
    "Знак победителя 2026, 400 пикселей.png",
    "Знак победителя 2026, 1024 пикселей.png",
    "Текст публикации 2026.txt",
]


def test_the_folder_holds_what_was_made(made: tuple[Made, ...], kit_folder: Path) -> None:
    """Every file is there with the size and hash that were told, and no passing file is left."""
    told = {m.path: (m.size, m.sha256) for m in made}
    found = {
        p.name: (p.stat().st_size, hashlib.sha256(p.read_bytes()).hexdigest()) for p in kit_folder.iterdir() if p.name != MANIFEST
    }
    assert told == found


def test_the_zip_has_a_fixed_list_with_russian_names(made: tuple[Made, ...], kit_folder: Path) -> None:
    """Names are in Russian with the UTF-8 flag, in one order, dated by the day of issue."""
    with zipfile.ZipFile(kit_folder / PATHS["kit"]) as archive:
        entries = archive.infolist()
    assert [(name, 0x800, (2026, 11, 22, 12, 0, 0)) for name in ENTRIES] == [
        (e.filename, e.flag_bits & 0x800, e.date_time) for e in entries
    ]
    assert "kit" == made[-1].kind


def test_the_zip_holds_the_files_of_the_folder(kit_folder: Path, made: tuple[Made, ...]) -> None:
    """What is in the ZIP is what lies beside it."""
    with zipfile.ZipFile(kit_folder / PATHS["kit"]) as archive:
        assert [(kit_folder / m.path).read_bytes() for m in made[:-1]] == [archive.read(name) for name in ENTRIES]


def test_the_same_award_gives_the_same_bytes(press: Press, made: tuple[Made, ...], tmp_path: Path) -> None:
    """A kit made again elsewhere is equal to the last byte."""
    assert made == press.make(AWARD, tmp_path / "again")


def test_a_whole_kit_is_recognised(made: tuple[Made, ...], kit_folder: Path) -> None:
    """A finished kit answers with what it holds."""
    assert made == finished(AWARD, kit_folder)


@pytest.mark.parametrize("path", [*PATHS.values(), MANIFEST])
def test_a_kit_with_a_file_lost_is_not_whole(press: Press, tmp_path: Path, path: str) -> None:
    """Whatever file is lost, the kit has to be made again."""
    press.make(AWARD, tmp_path)
    (tmp_path / path).unlink()
    assert finished(AWARD, tmp_path) is None


def test_a_kit_with_a_byte_changed_is_not_whole(press: Press, tmp_path: Path) -> None:
    """A changed byte of the same length is seen."""
    press.make(AWARD, tmp_path)
    post = tmp_path / PATHS["post"]
    post.write_bytes(b"X" + post.read_bytes()[1:])
    assert finished(AWARD, tmp_path) is None


def test_a_kit_of_another_award_is_not_whole(kit_folder: Path, made: tuple[Made, ...]) -> None:
    """After a correction of the name the old kit does not count."""
    assert (made[0].kind, None) == ("certificate", finished(an_award(name="Другая школа"), kit_folder))


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"award": 1, "files": [{}]}'])
def test_a_broken_manifest_is_no_manifest(tmp_path: Path, content: str) -> None:
    """Whatever the manifest holds, a kit that cannot be trusted is made again."""
    (tmp_path / MANIFEST).write_text(content)
    assert finished(AWARD, tmp_path) is None


def test_the_manifest_names_every_file(kit_folder: Path, made: tuple[Made, ...]) -> None:
    """The manifest says the same as the press."""
    files = json.loads((kit_folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    assert [m.sha256 for m in made] == [f["sha256"] for f in files]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Школа «Радуга» № 5", "Школа Радуга № 5"),
        ("../../etc/passwd", "etcpasswd"),
        ('a<b>:"|?*\\c', "abc"),
        ("слово " * 30, ("слово " * 30)[:59].strip()),
        ("\u202e...", ""),
    ],
)
def test_parts_of_file_names_are_safe(text: str, expected: str) -> None:
    """Nothing steers a path, breaks Windows or runs on without end."""
    assert expected == safe_name(text, 60)


def test_download_names_differ(made: tuple[Made, ...]) -> None:
    """No two files of a kit have one name, and the ZIP names the winner."""
    names = download_names(AWARD)
    assert (len(made), True) == (len(set(names.values())), "Детский сад № 197 Ёлочка" in names["kit"])


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_post_names_contest_address_and_picture(language: str) -> None:
    """The ready text carries the contest, the check address and words for those who do not see the picture."""
    text = post_text(an_award(language=language))
    assert [] == [word for word in (AWARD.contest, AWARD.check_url, "2026", "———") if word not in text]
