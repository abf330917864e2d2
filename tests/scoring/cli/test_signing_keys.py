"""``lavr keys`` and ``lavr verify``: keys made, told, replaced and revoked at the shell; files checked by published keys."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from certificates.credential.terms import Terms
from certificates.keys.ring import open_ring
from tests.certificates.samples import AWARD
from tests.scoring.cli.conftest import call, done

PAST = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture(name="place")
def _place(tmp_path: Path) -> Path:
    """A folder with «home», «keys», «root» and the passphrase, keys made."""
    (tmp_path / "passphrase").write_text("четыре разных слова\n", encoding="utf-8")
    done(
        tmp_path / "home", "keys", "init", *rooted(tmp_path), "--name", "Оргкомитет", "--site", "https://pages.example",
    )  # fmt: skip
    return tmp_path


def keyed(place: Path) -> tuple[str, ...]:
    return "--keys", str(place / "keys")


def rooted(place: Path) -> tuple[str, ...]:
    return *keyed(place), "--root", str(place / "root"), "--passphrase-file", str(place / "passphrase")


def listed(place: Path) -> list[dict[str, str]]:
    told: dict[str, list[dict[str, str]]] = json.loads(done(place / "home", "keys", "list", *keyed(place), "--json"))
    return told["keys"]


def a_credential(place: Path) -> Path:
    """A genuine credential as a file, and the keys published."""
    done(place / "home", "keys", "publish", *keyed(place))
    path = place / "credential.json"
    path.write_bytes(open_ring(place / "keys").issuer().credential(AWARD, Terms(PAST)))
    return path


def test_the_root_is_told_by_its_fingerprint(place: Path) -> None:
    """What is listed names issuer, fingerprint and both keys, in force."""
    told = done(place / "home", "keys", "list", *keyed(place))
    assert (True, 2) == (re.search(r"(?:[0-9A-F]{2}:){31}[0-9A-F]{2}", told) is not None, told.count("действует"))


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    """A new root wants a passphrase of some length, and nothing is made without it."""
    (tmp_path / "passphrase").write_text("коротко", encoding="utf-8")
    said = call(tmp_path / "home", "keys", "init", *rooted(tmp_path), "--name", "О", "--site", "https://pages.example")
    assert (1, False) == (said.exit_code, (tmp_path / "root").exists())


def test_keys_within_the_data_are_refused(tmp_path: Path) -> None:
    """The site reads the data's folder, so keys may not lie there."""
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "passphrase").write_text("четыре разных слова", encoding="utf-8")
    arguments = (
        "--keys",
        str(home / "keys"),
        "--root",
        str(tmp_path / "root"),
        "--passphrase-file",
        str(tmp_path / "passphrase"),
    )
    said = call(home, "keys", "init", *arguments, "--name", "О", "--site", "https://pages.example")
    assert (1, False) == (said.exit_code, (home / "keys").exists())


def test_without_a_folder_the_command_says_where_to_name_it(tmp_path: Path) -> None:
    """Neither the option nor LAVR_KEYS: the error names both."""
    said = call(tmp_path, "keys", "list")
    assert (1, True) == (said.exit_code, "LAVR_KEYS" in said.output)


def test_rotation_retires_and_revocation_revokes(place: Path) -> None:
    """After both commands the states of all four keys are as they should be."""
    first = listed(place)
    done(place / "home", "keys", "rotate", *rooted(place))
    done(place / "home", "keys", "revoke", "--yes", first[0]["id"], *rooted(place))
    assert ["revoked", "active", "retired", "active"] == [key["state"] for key in listed(place)]


def test_a_signing_key_is_revoked_with_the_root_only(place: Path) -> None:
    """Without the root the command says what to add."""
    said = call(place / "home", "keys", "revoke", "--yes", listed(place)[0]["id"], *keyed(place))
    assert (1, True) == (said.exit_code, "--root" in said.output)


def test_a_genuine_file_is_told_so(place: Path) -> None:
    """The published keys of the data's folder are taken by themselves; status 0."""
    said = call(place / "home", "verify", str(a_credential(place)))
    assert (0, True) == (said.exit_code, "Файл подлинный." in said.output and "Детский сад" in said.output)


def test_one_forged_file_among_genuine_ones_ends_with_status_1(place: Path) -> None:
    """Each file has its verdict, and the command fails."""
    genuine = a_credential(place)
    forged, odd = place / "forged.json", place / "odd.bin"
    forged.write_bytes(genuine.read_bytes().replace("Детский".encode(), "Датский".encode()))
    odd.write_bytes(b"\0" * 10)
    keys = str(place / "home" / "published" / "published.json")
    said = call(place / "elsewhere", "verify", *map(str, (genuine, forged, odd)), "--keys", keys, "--json")
    told = json.loads(said.stdout)
    found = [told[str(path)]["genuine"] for path in (genuine, forged, odd)]
    assert (1, [True, False, False], "changed") == (
        said.exit_code,
        found,
        told[str(forged)]["findings"]["credential"]["reason"],
    )


def test_a_revoked_award_is_told_by_the_list(place: Path) -> None:
    """With the signed lists of the site a revoked award is known off-line."""
    done(place / "home", "keys", "publish", *keyed(place))
    issuer = open_ring(place / "keys").issuer()
    path = place / "credential.json"
    path.write_bytes(issuer.credential(AWARD, Terms(PAST, status_index=9)))
    options = []
    for purpose, content in issuer.status_lists(0, revoked={9}, suspended=set(), at=PAST).items():
        (place / purpose).write_bytes(content)
        options += ["--status", str(place / purpose)]
    said = call(place / "home", "verify", str(path), *options)
    assert (1, True) == (said.exit_code, "награда отозвана" in said.output)


def test_a_huge_file_is_not_read(place: Path) -> None:
    """A file of 500 MB is refused by its size."""
    huge = place / "huge.pdf"
    with huge.open("wb") as file:
        file.truncate(500_000_000)
    said = call(place / "home", "verify", str(huge))
    assert (1, True) == (said.exit_code, "больше 16 МБ" in said.output)
