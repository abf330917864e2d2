"""The winner's folder and ZIP."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from certificates.kit import MANIFEST, download_names, finished, kit_name, safe_name
from certificates.look import Look
from certificates.post import post_text
from certificates.press import Made, Press
from tests.certificates.samples import AWARD, an_award


def test_the_folder_holds_what_was_made(made: tuple[Made, ...], kit_folder: Path) -> None:
    """Every file is there with the size and hash that were told, and no passing file is left."""
    told = {m.path: (m.size, m.sha256) for m in made}
    found = {
        p.name: (p.stat().st_size, hashlib.sha256(p.read_bytes()).hexdigest()) for p in kit_folder.iterdir() if p.name != MANIFEST
    }
    assert told == found


def test_the_same_award_gives_the_same_bytes(press: Press, made: tuple[Made, ...], tmp_path: Path) -> None:
    """A kit made again elsewhere is equal to the last byte."""
    assert made == press.make(AWARD, tmp_path / "again")


def test_a_whole_kit_is_recognised(made: tuple[Made, ...], kit_folder: Path) -> None:
    """A finished kit answers with what it holds."""
    assert made == finished(AWARD, kit_folder)


def test_a_kit_with_any_file_lost_is_not_whole(made: tuple[Made, ...], kit_folder: Path, tmp_path: Path) -> None:
    """Whatever file is lost, the kit has to be made again."""
    seen = {}
    for path in [*(file.path for file in made), MANIFEST]:
        folder = tmp_path / path
        shutil.copytree(kit_folder, folder)
        (folder / path).unlink()
        seen[path] = finished(AWARD, folder)
    assert dict.fromkeys(seen) == seen


def test_a_kit_with_a_byte_changed_is_not_whole(made: tuple[Made, ...], kit_folder: Path, tmp_path: Path) -> None:
    """A changed byte of the same length is seen."""
    folder = tmp_path / "changed"
    shutil.copytree(kit_folder, folder)
    post = folder / made[-1].path
    post.write_bytes(b"X" + post.read_bytes()[1:])
    assert finished(AWARD, folder) is None


def test_a_kit_of_another_look_is_not_whole(made: tuple[Made, ...], kit_folder: Path) -> None:
    """After a change of the template or the coat of arms the old kit does not count."""
    assert (made[0].kind, None) == ("certificate", finished(AWARD, kit_folder, Look(template="other")))


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
    assert (len(names), True, True) == (
        len(set(names.values())),
        {file.name for file in made} <= set(names.values()),
        "Детский сад № 197 Ёлочка" in kit_name(AWARD),
    )


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_post_names_contest_address_and_picture(language: str) -> None:
    """The ready text carries the contest, the check address and words for those who do not see the picture."""
    text = post_text(an_award(language=language))
    assert [] == [word for word in (AWARD.contest, AWARD.check_url, "2026", "———") if word not in text]
