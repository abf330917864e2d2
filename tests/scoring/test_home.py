"""Where an installation keeps its things: keys, above all."""

from pathlib import Path

import pytest

from scoring.home import Home


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Home:
    """A home that has a folder such as a demo keeps its keys in."""
    home = Home(home=tmp_path)
    home.demo_keys.mkdir()
    return home


def test_a_demo_has_keys_of_its_own_in_its_home(home: Home) -> None:
    """They prove nothing, so the rule that keys lie outside of the home does not bind them."""
    home.demo_file.touch()
    assert (home.demo_keys, ()) == (home.key_folder, home.without_keys)


def test_a_demo_is_never_signed_with_a_contests_keys(home: Home, tmp_path: Path) -> None:
    """Whatever the environment names."""
    home.demo_file.touch()
    assert home.demo_keys == Home(home=home.home, keys=tmp_path / "keys").key_folder


def test_keys_of_a_contest_are_the_named_ones(home: Home, tmp_path: Path) -> None:
    """And they may not lie in its home."""
    named = Home(home=home.home, keys=tmp_path / "keys")
    assert (tmp_path / "keys", (home.home,)) == (named.key_folder, named.without_keys)


def test_a_home_that_no_demo_made_has_no_keys(home: Home) -> None:
    """A folder alone makes no keys."""
    assert (None, (home.home,)) == (home.key_folder, home.without_keys)
