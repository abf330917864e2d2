"""The token lies where only its owner can read it, shows its last four characters, and is checked by one harmless call."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from scoring.errors import Conflict, NotAllowed
from scoring.home import Home
from scoring.services import tokens
from scoring.services.tokens import TokenRefused, UnsafeToken, find_token
from scoring.sources.collecting.policy import NetworkDown, TokenMissing
from scoring.store.database import transaction
from scoring.store.work import AuditEvent
from tests.scoring.conftest import OBSERVER, ORGANIZER, Ground
from tests.vk_world.server import TOKEN, Network, serving
from tests.vk_world.small import small_world
from tests.worlds import Bad

NOW = datetime(2026, 1, 15, tzinfo=UTC)


@pytest.fixture(name="network")
def _network() -> Iterator[Network]:
    with serving(Network(small_world())) as network:
        yield network


def save(ground: Ground, home: Home, text: str, actor: Any = ORGANIZER) -> None:
    """As the panel does."""
    with transaction(ground.engine) as session:
        tokens.save_token(session, home, actor, ground.season_id, text, now=NOW)


def test_a_kept_token_is_for_its_owner_only(ground: Ground, tmp_path: Path) -> None:
    """The file is closed to others, the trail knows only the last characters, and nobody prints the rest by accident."""
    home = Home(home=tmp_path)
    save(ground, home, f"  {TOKEN}\n")
    token = find_token(home)
    assert token is not None
    assert (TOKEN, "4711", False) == (token.secret, token.tail, token.by_environment)
    assert 0o600 == home.vk_token_file.stat().st_mode & 0o777
    assert [home.vk_token_file] == [path for path in tmp_path.iterdir() if "token" in path.name]
    assert TOKEN not in repr(token)
    with transaction(ground.engine) as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "token.save")).one()
        assert {"network": "vk", "tail": "4711"} == event.after


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_token_that_others_may_read_is_not_used(ground: Ground, tmp_path: Path, mode: int) -> None:
    """The refusal says what to do."""
    home = Home(home=tmp_path)
    save(ground, home, TOKEN)
    home.vk_token_file.chmod(mode)
    with pytest.raises(UnsafeToken, match="chmod 600"):
        find_token(home)


def test_a_token_behind_a_link_is_not_followed(tmp_path: Path) -> None:
    """Somebody else may have put the link there."""
    (tmp_path / "elsewhere").write_text(TOKEN)
    (tmp_path / "vk.token").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UnsafeToken):
        find_token(Home(home=tmp_path))


def test_the_environment_comes_first_and_is_not_changed_here(ground: Ground, tmp_path: Path) -> None:
    """Who set it there changes it there."""
    home = Home(home=tmp_path, vk_token=SecretStr(TOKEN))
    token = find_token(home)
    assert token is not None
    assert token.by_environment
    with pytest.raises(Conflict, match="LAVR_VK_TOKEN"):
        save(ground, home, "another-token-4712")
    assert not home.vk_token_file.exists()


@pytest.mark.parametrize("text", ["", "   ", "два слова", "токен", "a b"])
def test_what_is_no_token_is_refused(ground: Ground, tmp_path: Path, text: str) -> None:
    """And nothing is kept."""
    home = Home(home=tmp_path)
    with pytest.raises(TokenMissing):
        save(ground, home, text)
    assert find_token(home) is None


def test_a_removed_token_is_gone(ground: Ground, tmp_path: Path) -> None:
    """From the disk too."""
    home = Home(home=tmp_path)
    save(ground, home, TOKEN)
    with transaction(ground.engine) as session:
        tokens.remove_token(session, home, ORGANIZER, ground.season_id, now=NOW)
    assert not home.vk_token_file.exists()
    assert find_token(home) is None


def test_an_observer_keeps_no_token(ground: Ground, tmp_path: Path) -> None:
    """Only an organizer does."""
    with pytest.raises(NotAllowed):
        save(ground, Home(home=tmp_path), TOKEN, OBSERVER)


def test_a_short_token_shows_less(tmp_path: Path) -> None:
    """Never more than a third of it."""
    token = find_token(Home(home=tmp_path, vk_token=SecretStr("abcdefgh")))
    assert token is not None
    assert "gh" == token.tail


def test_checking_makes_one_harmless_call(network: Network, tmp_path: Path) -> None:
    """And says nothing when the network takes the token."""
    tokens.check_token(Home(home=tmp_path, vk_token=SecretStr(TOKEN), vk_api=network.address))
    assert ["groups.getById"] == [method for method, _ in network.calls]


def test_a_refused_token_is_told_with_what_to_do(network: Network, tmp_path: Path) -> None:
    """Without the token itself."""
    with pytest.raises(TokenRefused) as caught:
        tokens.check_token(Home(home=tmp_path, vk_token=SecretStr("wrong-token-0001"), vk_api=network.address))
    assert "wrong-token" not in f"{caught.value.ru}{caught.value.en}"


def test_a_network_that_is_down_is_not_the_tokens_fault(network: Network, tmp_path: Path) -> None:
    """Another sentence."""
    network.script = lambda _method, _params: Bad(hang_up=True)
    with pytest.raises(NetworkDown):
        tokens.check_token(Home(home=tmp_path, vk_token=SecretStr(TOKEN), vk_api=network.address))


def test_another_error_tells_to_try_again(network: Network, tmp_path: Path) -> None:
    """The network was only busy."""
    network.script = lambda _method, _params: 10
    with pytest.raises(Conflict, match="10"):
        tokens.check_token(Home(home=tmp_path, vk_token=SecretStr(TOKEN), vk_api=network.address))
